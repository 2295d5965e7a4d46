"""Bench of the alignment: ours beside OpenCV's ways, in one interleaved run on one core.

Run from the repository's root, for instance::

    taskset -c 0 python bench/align.py --sizes 0.3 1.2 5 --pairs 12 --hard 1000

Every figure is printed with the bar it is held against. `--data` names the folder of the real image sets.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from scenes import Scene, board, grid, pose_of

from inspector.align.align import align
from inspector.align.pyramid import to_grey
from inspector.align.reference import Reference, learn
from inspector.align.search import find_pose
from inspector.align.warps import Frame, corner_distance, inverse
from inspector.errors import RecipeError
from inspector.golden.golden import Golden
from inspector.golden.recipe import AlignmentLimits, Recipe
from inspector.image_file import read_image
from inspector.part import Alignment, CameraFacts, Capture, RefusedAlignment

SIZES = {0.3: (640, 480), 1.2: (1280, 960), 5.0: (2592, 1944), 12.0: (4096, 3072)}
NOISE = 3.0
HELD_PX = 0.5
WRONG_PX = 1.0

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Way = Callable[[Grey], Matrix | None]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A capture and its true pose (golden to capture)."""

    capture: Grey
    pose: Matrix


def main() -> None:
    """Print the table of bars."""
    asked = _arguments()
    cv2.setNumThreads(1)
    for megapixels in asked.sizes:
        scene = board(SIZES[megapixels], 7)
        golden = shown(scene.picture(np.eye(3)), np.random.default_rng(1))
        print_times(megapixels, scene, golden, asked.rounds)
        print_errors(megapixels, scene, golden, asked.pairs)
        print_range(megapixels, scene, golden)
    if asked.hard:
        print_hard(asked.hard, asked.seed)
    if asked.data and asked.data.is_dir():
        print_real(asked.data)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=float, nargs="*", default=[0.3, 1.2, 5.0], choices=sorted(SIZES))
    parser.add_argument("--pairs", type=int, default=12, help="pairs per size and kind for the errors")
    parser.add_argument("--rounds", type=int, default=9, help="interleaved rounds for the times")
    parser.add_argument("--hard", type=int, default=1000, help="hard pairs, and as many again inside the range")
    parser.add_argument("--seed", type=int, default=6, help="of the hard pairs")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[1].parent / "shared" / "data")
    return parser.parse_args()


def print_times(megapixels: float, scene: Scene, golden: Grey, rounds: int) -> None:
    """Print the time of each way as a median of interleaved rounds, euclidean, (6.35, -4.9) px and 1.5 degrees."""
    pose = pose_of(scene.size, (6.35, -4.9), 1.5)
    capture = shown(scene.picture(pose) * 0.88 + 9, np.random.default_rng(2))
    reference = learn(as_golden(golden, "euclidean"))
    ways = ways_of(golden, reference)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds):
        for name, way in ways.items():
            if name == "full-resolution ECC" and turn > 0:
                continue
            start = time.process_time()
            way(capture)
            seconds[name].append(time.process_time() - start)
    plain = float(np.median(seconds["multi-scale ECC"]))
    for name, measured in seconds.items():
        taken, found = float(np.median(measured)), ways[name](capture) if name != "full-resolution ECC" else None
        error = "" if found is None else f", corner error {corner_distance(found, pose, reference.frame):.4f} px"
        print(f"{megapixels} MP time {name}: {taken * 1e3:.2f} ms, multi-scale ECC / this = {plain / taken:.1f}{error}")
    bar, ours = (
        {1.2: "bar 15", 5.0: "bar 30"}.get(megapixels, "no bar"),
        float(np.median(seconds["ours, pose and gates"])),
    )
    print(f"{megapixels} MP RATIO pose with gates: {plain / ours:.1f} ({bar})")


def ways_of(golden: Grey, reference: Reference) -> dict[str, Way]:
    """Return the ways that are compared, by name; each takes a capture to a pose."""
    return {
        "ours, pose and gates": lambda capture: our_pose(capture, reference),
        "ours, whole align": lambda capture: our_alignment(capture, reference),
        "multi-scale ECC": lambda capture: multi_scale(golden, capture),
        "multi-scale ECC, warp and scale": lambda capture: multi_scale_drawn(golden, capture),
        "SIFT and RANSAC": lambda capture: by_sift(golden, capture),
        "full-resolution ECC": lambda capture: full_resolution(golden, capture),
    }


def our_pose(capture: Grey, reference: Reference) -> Matrix | None:
    """Return our pose, gates included, without drawing the aligned picture."""
    found = find_pose(capture, reference)
    return found.agreed.pose if hasattr(found, "agreed") else None


def our_alignment(capture: Grey, reference: Reference) -> Matrix | None:
    """Return our pose after everything `align` does."""
    aligned = align(as_capture(capture), reference)
    return inverse(aligned.warp) if isinstance(aligned, Alignment) else None


def multi_scale(golden: Grey, capture: Grey) -> Matrix | None:
    """Return the pose of cv2.findTransformECCMultiScale with its defaults, euclidean."""
    settings = cv2.ECCParameters()
    settings.motionType = cv2.MOTION_EUCLIDEAN
    try:
        _, found = cv2.findTransformECCMultiScale(golden, capture, np.eye(2, 3, dtype=np.float32), settings)
    except cv2.error:
        return None
    return np.vstack([found, (0, 0, 1)]).astype(np.float64)


def multi_scale_drawn(golden: Grey, capture: Grey) -> Matrix | None:
    """Return the same after drawing the aligned picture and scaling its light, the plain counterpart of `align`."""
    pose = multi_scale(golden, capture)
    if pose is not None:
        size, flags = (golden.shape[1], golden.shape[0]), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cv2.convertScaleAbs(cv2.warpAffine(capture, pose[:2], size, flags=flags), alpha=1.1, beta=-9)
    return pose


def full_resolution(golden: Grey, capture: Grey) -> Matrix | None:
    """Return the pose of cv2.findTransformECC from identity, euclidean."""
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 50, 1e-4)
    try:
        _, found = cv2.findTransformECC(
            golden, capture, np.eye(2, 3, dtype=np.float32), cv2.MOTION_EUCLIDEAN, stop, np.full_like(capture, 255), 5
        )
    except cv2.error:
        return None
    return np.vstack([found, (0, 0, 1)]).astype(np.float64)


def by_sift(golden: Grey, capture: Grey) -> Matrix | None:
    """Return the pose of 2000 SIFT features on the half picture and RANSAC."""
    half = [cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for image in (golden, capture)]
    sift = cv2.SIFT.create(2000)
    (points, one), (others, other) = (sift.detectAndCompute(image, None) for image in half)
    if min(len(points), len(others)) < 3:
        return None
    pairs = [two for two in cv2.BFMatcher().knnMatch(one, other, 2) if two[0].distance < 0.75 * two[1].distance]
    here = np.array([points[near.queryIdx].pt for near, _ in pairs]).reshape(-1, 2) * 2 + 0.5
    there = np.array([others[near.trainIdx].pt for near, _ in pairs]).reshape(-1, 2) * 2 + 0.5
    found = cv2.estimateAffinePartial2D(here, there)[0] if len(here) > 2 else None
    return None if found is None else np.vstack([found, (0, 0, 1)])


def print_errors(megapixels: float, scene: Scene, golden: Grey, count: int) -> None:
    """Print the corner error on exact pairs: clean, under +-30 % light, under 5 % occlusion."""
    reference = learn(as_golden(golden, "euclidean"))
    ways = {name: way for name, way in ways_of(golden, reference).items() if name != "full-resolution ECC"}
    bars = {"clean": "bar median 0.02, max 0.05", "gradient": "bar max 0.15", "occluded": "bar max 0.15"}
    pairs = list(exact_pairs(scene, count))
    for kind, bar in bars.items():
        rng = np.random.default_rng(3)
        captures = [(spoiled(pair.capture, kind, rng), pair.pose) for pair in pairs]
        for name in ("ours, pose and gates", "multi-scale ECC", "SIFT and RANSAC"):
            found = [(ways[name](capture), pose) for capture, pose in captures]
            errors = [corner_distance(got, pose, reference.frame) for got, pose in found if got is not None]
            middle, largest = (np.median(errors), max(errors)) if errors else (np.nan, np.nan)
            print(
                f"{megapixels} MP corner error {kind}, {name}: median {middle:.4f} max {largest:.4f} px, "
                f"{len(found) - len(errors)} of {len(found)} not found ({bar})"
            )


def exact_pairs(scene: Scene, count: int) -> Iterator[Pair]:
    """Yield pairs with exactly known poses: a third pure shifts by whole fine px, the others turned as well."""
    rng = np.random.default_rng(4)
    for index in range(count):
        shift = rng.integers(-48, 49, 2) / 4
        degrees = 0.0 if index % 3 == 0 else float(rng.uniform(-2, 2))
        pose = pose_of(scene.size, (float(shift[0]), float(shift[1])), degrees)
        yield Pair(shown(scene.picture(pose) * 0.88 + 9, rng), pose)


def spoiled(capture: Grey, kind: str, rng: np.random.Generator) -> Grey:
    """Return `capture` under a gradient of light of +-30 %, or with 5 % of it occluded, or as it is."""
    height, width = capture.shape
    if kind == "gradient":
        angle = rng.uniform(0, 2 * np.pi)
        ramp = np.cos(angle) * np.linspace(-1, 1, width)[None, :] + np.sin(angle) * np.linspace(-1, 1, height)[:, None]
        return shown(capture * (1 + 0.3 * ramp / np.abs(ramp).max()), None)
    spoilt = capture.copy()
    if kind == "occluded":
        side = round((0.05 * height * width / 25) ** 0.5)
        for x, y in zip(rng.integers(0, width - side, 25), rng.integers(0, height - side, 25), strict=True):
            spoilt[y : y + side, x : x + side] = rng.integers(0, 256)
    return spoilt


def print_range(megapixels: float, scene: Scene, golden: Grey) -> None:
    """Print how far shift and rotation are held, alone and together."""
    reference = learn(as_golden(golden, "euclidean"))
    ways = ways_of(golden, reference)
    width = scene.size[0]
    far = max(80.0, 0.1 * width)
    cases = {f"{far:.0f} px": (far, 0.0), "12 deg": (0.0, 12.0), f"{far:.0f} px and -12 deg": (far, -12.0)}
    for name, (shift, degrees) in cases.items():
        pose = pose_of(scene.size, (shift * 0.8, -shift * 0.6), degrees)
        capture = shown(scene.picture(pose), np.random.default_rng(5))
        for way in ("ours, pose and gates", "multi-scale ECC", "SIFT and RANSAC"):
            found = ways[way](capture)
            error = np.inf if found is None else corner_distance(found, pose, reference.frame)
            print(f"{megapixels} MP range {name}, {way}: {'held' if error < HELD_PX else 'NOT held'} ({error:.3f} px)")


def print_hard(count: int, seed: int) -> None:
    """Print wrong alignments accepted among hard pairs, and right ones refused among pairs inside the range."""
    size = SIZES[0.3]
    frame = Frame.of(size[::-1])
    scenes = [board(size, 100 + k) for k in range(8)] + [grid(size, 200 + k) for k in range(4)]
    goldens = [shown(scene.picture(np.eye(3)), np.random.default_rng(k)) for k, scene in enumerate(scenes)]
    references = [learn(as_golden(golden, "auto")) for golden in goldens]
    rng = np.random.default_rng(seed)
    tally: dict[str, list[int]] = {}
    refused = 0
    for index in range(count):
        k = index % len(scenes)
        pose = random_pose(size, rng)
        capture = shown(scenes[k].picture(pose) * rng.uniform(0.6, 1.2) + rng.uniform(-10, 20), rng)
        fair = align(as_capture(capture), references[k])
        right = isinstance(fair, Alignment) and corner_distance(inverse(fair.warp), pose, frame) <= WRONG_PX
        refused += isinstance(fair, RefusedAlignment)
        kind, hard, true_pose = made_hard(index, capture, pose, goldens[(k + 1 + index % 5) % len(goldens)], rng)
        got = align(as_capture(hard), references[k])
        is_wrong = isinstance(got, Alignment) and (
            true_pose is None or corner_distance(inverse(got.warp), true_pose, frame) > WRONG_PX
        )
        for name, wrong, accepted in (
            (kind, is_wrong, isinstance(got, Alignment)),
            ("inside the range", isinstance(fair, Alignment) and not right, isinstance(fair, Alignment)),
        ):
            counts = tally.setdefault(name, [0, 0, 0])
            counts[0], counts[1], counts[2] = counts[0] + 1, counts[1] + wrong, counts[2] + accepted
    for name, (all_of, mistaken, taken) in sorted(tally.items()):
        print(f"hard pairs, {name}: {mistaken} wrong accepted, {taken} accepted, of {all_of}")
    print(f"hard pairs RIGHT REFUSED inside the range: {refused} of {count} (bar 0.5 %)")
    print(f"hard pairs WRONG ACCEPTED: {sum(wrong for _, wrong, _ in tally.values())} of {2 * count} (bar 0)")


def random_pose(size: tuple[int, int], rng: np.random.Generator) -> Matrix:
    """Return a pose inside the stated range: up to 80 px and 12 degrees."""
    length, angle = rng.uniform(0, 80), rng.uniform(0, 2 * np.pi)
    return pose_of(size, (length * np.cos(angle), length * np.sin(angle)), float(rng.uniform(-12, 12)))


def made_hard(
    index: int, capture: Grey, pose: Matrix, other: Grey, rng: np.random.Generator
) -> tuple[str, Grey, Matrix | None]:
    """Return (kind, capture made hard, its true pose or None where no pose is right)."""
    kinds: list[tuple[str, Callable[[], Grey], Matrix | None]] = [
        ("wrong product", lambda: other, None),
        ("mirrored", lambda: np.ascontiguousarray(capture[:, ::-1]), None),
        ("occluded by half", lambda: half_covered(capture, rng), pose),
        ("blank", lambda: shown(np.full(capture.shape, rng.uniform(0, 255)), rng), None),
        ("saturated", lambda: shown(capture.astype(np.float64) * 0 + 255, None), None),
        ("blurred away", lambda: shown(cv2.GaussianBlur(capture, (0, 0), 25.0).astype(np.float64), rng), pose),
        ("upside down", lambda: np.ascontiguousarray(capture[::-1, ::-1]), None),
        ("noise", lambda: shown(rng.normal(128, 60, capture.shape), None), None),
        ("out of range", lambda: np.ascontiguousarray(np.rot90(capture)[: capture.shape[0]].copy()), None),
    ]
    name, make, true_pose = kinds[index // 12 % len(kinds)]
    hard = make()
    if hard.shape != capture.shape:
        hard = np.asarray(
            cv2.copyMakeBorder(hard, 0, 0, 0, capture.shape[1] - hard.shape[1], cv2.BORDER_REFLECT), np.uint8
        )
    return name, hard, true_pose


def half_covered(capture: Grey, rng: np.random.Generator) -> Grey:
    """Return `capture` with about half of it under grey patches."""
    covered = capture.copy()
    for _ in range(40):
        x, y = rng.integers(0, capture.shape[1] - 60), rng.integers(0, capture.shape[0] - 60)
        covered[y : y + 80, x : x + 80] = rng.integers(0, 256)
    return covered


def print_real(data: Path) -> None:
    """Print what becomes of the real sets."""
    for name in ("aliens", "screws", "deeppcb"):
        accepted, residuals, count, unfit = 0, [], 0, 0
        for golden, capture in real_pairs(data / name):
            try:
                reference = learn(as_golden(golden, "auto"))
            except RecipeError as error:
                unfit += 1
                print(f"{name}: {error}")
                continue
            count += 1
            got = align(as_capture(capture), reference)
            if isinstance(got, Alignment):
                accepted += 1
                residuals.append(got.figures.residual_px)
            else:
                print(f"{name}: refused, {got.why}")
        print(
            f"{name}: {accepted} of {count} accepted, {unfit} goldens refused, median residual after the local field "
            f"{np.median(residuals):.3f} px"
        )


def real_pairs(folder: Path) -> Iterator[tuple[Grey, Grey]]:
    """Yield (golden, capture) of a set, grey where one of the two is."""
    if not (folder / "manifest.csv").is_file():
        return
    with (folder / "manifest.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            golden, capture = read_image(folder / row["golden_path"]), read_image(folder / row["test_path"])
            yield (golden, capture) if golden.ndim == capture.ndim else (to_grey(golden), to_grey(capture))


def as_golden(image: Grey, model: str) -> Golden:
    """Return `image` as a golden whose recipe asks for `model`."""
    limits = AlignmentLimits.model_validate({"model": model})
    return Golden("bench", "-", image, Recipe(alignment=limits), "0" * 64, "0" * 64)


def as_capture(image: Grey) -> Capture:
    """Return `image` as a capture."""
    return Capture(image, "bench", 1, datetime.now(UTC), "bench", CameraFacts())


def shown(levels: NDArray[np.floating], rng: np.random.Generator | None) -> Grey:
    """Return `levels` as an 8-bit picture, with sensor noise if `rng` is given."""
    noisy = levels if rng is None else levels + rng.normal(0, NOISE, levels.shape)
    return np.clip(noisy + 0.5, 0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
