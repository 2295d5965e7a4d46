"""The comparison on both runtimes beside the plain ways, in one interleaved run on one core.

The plain ways: the absolute difference averaged over 5 x 5 px; the same comparison as the shipped model in OpenCV; and
a search of each 3 x 3 patch within a pixel at half resolution, both ways. All see the same pair in turn; printed is the
median of CPU time. What each finds on real images is measured by network.py.

usage: compare.py [--rounds N]
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.compare.card import load_model
from inspector.compare.comparator import Comparator
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.golden.golden import Golden
from inspector.golden.recipe import Recipe
from inspector.part import Alignment, AlignmentFigures, AlignmentMethod

MODELS = Path(__file__).parents[1] / "models"
Picture = NDArray[np.uint8]
Map = NDArray[np.float32]
SIZES = (("640 x 640 grey", (640, 640)), ("1280 x 960 colour", (960, 1280, 3)))


def part(shape: tuple[int, ...]) -> tuple[Picture, Picture]:
    """Return a textured golden and the same part seen again, a pixel aside, with noise and a spot."""
    rng = np.random.default_rng(1)
    golden = cv2.GaussianBlur(rng.integers(0, 256, shape, dtype=np.uint8), (0, 0), 3.0)
    golden = cv2.normalize(golden, np.empty_like(golden), 0, 255, cv2.NORM_MINMAX)
    capture = np.roll(golden, 1, axis=1).astype(np.int16) + rng.integers(-4, 5, shape)
    capture[100:130, 200:240] += 60
    return np.asarray(golden, np.uint8), np.clip(capture, 0, 255).astype(np.uint8)


def absolute_difference(golden: Picture, capture: Picture) -> Map:
    """Return the mean absolute difference over 5 x 5 px, largest channel."""
    apart = cv2.absdiff(golden, capture)
    largest = np.asarray(apart if apart.ndim == 2 else apart.max(axis=2), np.float32)
    return np.asarray(cv2.blur(largest, (5, 5)), np.float32)


def halves(*images: Picture) -> list[Map]:
    """Return the images as shares of the grey range at half resolution."""
    return [
        cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) * np.float32(1 / 255) for image in images
    ]


def same_in_opencv(golden: Picture, capture: Picture) -> Map:
    """Return the shipped comparison in OpenCV, but for its limit and its border."""
    one, other = halves(golden, capture)
    bounded = np.clip(one - other, -0.1, 0.1)
    small = (one.shape[1] // 8, one.shape[0] // 8)
    slow = cv2.blur(cv2.resize(bounded, small, interpolation=cv2.INTER_AREA), (7, 7))
    other = other + cv2.resize(slow, one.shape[1::-1])
    square = np.ones((3, 3), np.uint8)
    excess = np.maximum(other - cv2.dilate(one, square), cv2.erode(one, square) - other)
    missing = np.maximum(one - cv2.dilate(other, square), cv2.erode(other, square) - one)
    worst = np.maximum(np.maximum(excess, missing), 0.0)
    return np.asarray(cv2.blur(worst if worst.ndim == 2 else worst.max(axis=2), (3, 3)), np.float32)


def least_over_shifts(golden: Picture, capture: Picture) -> Map:
    """Return the smallest patch difference within a pixel at half resolution, both ways."""
    one, other = halves(golden, capture)
    return np.maximum(_least(one, other), _least(other, one))


def _least(image: Map, searched: Map) -> Map:
    padded = cv2.copyMakeBorder(searched, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    height, width = image.shape[:2]
    least = np.full((height, width), np.inf, np.float32)
    for down in range(3):
        for right in range(3):
            apart = np.abs(image - padded[down : down + height, right : right + width])
            least = np.minimum(least, cv2.blur(apart if apart.ndim == 2 else apart.max(axis=2), (3, 3)))
    return least


def _learnt_and_compared(comparator: Comparator, golden: Golden, alignment: Alignment) -> object:
    return comparator.learn(golden).compare(alignment)


def ways(golden: Picture, capture: Picture) -> dict[str, Callable[[], object]]:
    """Return every way to compare the pair."""
    model, seen = load_model(MODELS), np.ones(golden.shape[:2], np.bool_)
    figures = AlignmentFigures(1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)
    alignment = Alignment(np.eye(3), capture, seen, figures, AlignmentMethod.SPARSE_ECC)
    known = Golden("-", "-", golden, Recipe(), "", "")
    found: dict[str, Callable[[], object]] = {
        "absolute difference, OpenCV": lambda: absolute_difference(golden, capture),
        "the same comparison, OpenCV": lambda: same_in_opencv(golden, capture),
        "least over 9 shifts both ways, OpenCV": lambda: least_over_shifts(golden, capture),
    }
    for comparator in (OpenVinoComparator(model, threads=1), OnnxComparator(model, threads=1)):
        name = comparator.engine.runtime
        learnt = comparator.learn(known)
        found[f"{name}, golden learnt once"] = partial(learnt.compare, alignment)
        found[f"{name}, golden compiled and learnt for each part"] = partial(
            _learnt_and_compared, comparator, known, alignment
        )
    return found


def latency(rounds: int) -> None:
    """Print the median CPU time of every way, in turn."""
    for name, shape in SIZES:
        every = ways(*part(shape))
        times: dict[str, list[float]] = {way: [] for way in every}
        for _ in range(rounds):
            for way, run in every.items():
                start = time.process_time()
                run()
                times[way].append(1e3 * (time.process_time() - start))
        print(f"\n{name}, ms CPU of one core, median of {rounds}")
        for way, spent in times.items():
            print(f"  {statistics.median(spent):8.1f}  {way}")


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=15)
    chosen = arguments.parse_args()
    cv2.setNumThreads(1)
    print(f"{datetime.now(UTC):%Y-%m-%d}, OpenCV {cv2.__version__}")
    latency(chosen.rounds)


if __name__ == "__main__":
    main()
