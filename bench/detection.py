"""What the shipped limit finds on the real image sets beside the checkout, for the comparison's bench.

Boxes count as found at IoU > 0.33, one to one, predictions padded by 12 px: the boxes of DeepPCB are that loose. A tile
is rejected where the centre of a defect lies in it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector import decide
from inspector.align.align import align
from inspector.align.reference import learn as learn_reference
from inspector.compare.comparator import Comparator
from inspector.compare.onnx import OnnxComparator
from inspector.errors import InspectorError
from inspector.golden.library import load_files
from inspector.image_file import read_image
from inspector.part import Box, CameraFacts, Capture, Deviation, RefusedAlignment, Verdict

DATA = Path(__file__).parents[2] / "shared" / "data"
PAD_PX = 12.0
LEAST_IOU = 0.33
FACTORS = (0.5, 1.0, 2.0, 4.0)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of a manifest and its verdicts at the shipped limit times each of `FACTORS`; none where it was refused."""

    row: Row
    verdicts: tuple[Verdict, ...]


def report(models: Path) -> None:
    """Print what is found, set by set."""
    comparator = OnnxComparator.load(models, threads=1)
    for name, show in (("deeppcb", _boards), ("aliens", _pictures), ("screws", _pictures)):
        folder = DATA / name
        if not folder.is_dir():
            print(f"\n{name}: not beside this checkout, not measured")
            continue
        judged = list(_judge(folder, comparator))
        print(f"\n{name}: {len(judged)} pairs, {sum(not each.verdicts for each in judged)} not aligned")
        for number, factor in enumerate(FACTORS):
            print(f"  limit x {factor:<4g} {show(folder, judged, number)}")


def _judge(folder: Path, comparator: Comparator) -> Iterator[Judged]:
    with folder.joinpath("manifest.csv").open(newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row.get("label") != "good"]
    for row in rows:
        try:
            yield Judged(row, _verdicts(folder, row, comparator))
        except InspectorError:
            yield Judged(row, ())


def _verdicts(folder: Path, row: Row, comparator: Comparator) -> tuple[Verdict, ...]:
    golden = load_files(folder / row["golden_path"], None)
    image = _as(golden.image, read_image(folder / row["test_path"]))
    capture = Capture(image, row["pair_id"], 1, datetime.now(UTC), "bench", CameraFacts())
    aligned = align(capture, learn_reference(golden))
    if isinstance(aligned, RefusedAlignment):
        return ()
    found, rules = comparator.learn(golden).compare(aligned), decide.learn(golden)
    return tuple(decide.decide(aligned, _over(found, factor), rules) for factor in FACTORS)


def _as(golden: NDArray[np.uint8], image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return `image` with the golden's channels: the set stores some grey pictures as colour."""
    if golden.ndim == image.ndim:
        return image
    code = cv2.COLOR_BGR2GRAY if golden.ndim == 2 else cv2.COLOR_GRAY2BGR
    return np.asarray(cv2.cvtColor(image, code), np.uint8)


def _over(found: Deviation, factor: float) -> Deviation:
    scores = found.scores / np.float32(factor)
    return Deviation(scores, found.valid, found.scale, found.comparator, found.model_sha256)


def _pictures(_: Path, judged: list[Judged], number: int) -> str:
    good = [each for each in judged if each.row["label"] == "normal"]
    bad = [each for each in judged if each.row["label"] != "normal"]
    overkill = sum(not each.verdicts or bool(each.verdicts[number].defects) for each in good)
    escapes = sum(bool(each.verdicts) and not each.verdicts[number].defects for each in bad)
    return f"overkill {overkill} of {len(good)}, escapes {escapes} of {len(bad)}"


def _boards(folder: Path, judged: list[Judged], number: int) -> str:
    tiles, hits, found, true = _tiles(folder), 0, 0, 0
    rejected = {"clean": 0, "defect": 0}
    total = {"clean": 0, "defect": 0}
    for each in judged:
        boxes = [defect.box_capture for defect in each.verdicts[number].defects] if each.verdicts else []
        truth = _truth(folder / each.row["annotation_path"])
        hits, found, true = hits + _matches(boxes, truth), found + len(boxes), true + len(truth)
        for kind, tile in tiles.get(each.row["pair_id"], []):
            total[kind] += 1
            rejected[kind] += any(_holds(tile, box) for box in boxes)
    precision, recall = hits / max(1, found), hits / max(1, true)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return (
        f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, clean tiles rejected {rejected['clean']} of {total['clean']}, "
        f"defect tiles escaped {total['defect'] - rejected['defect']} of {total['defect']}"
    )


def _tiles(folder: Path) -> dict[str, list[tuple[str, Box]]]:
    tiles: dict[str, list[tuple[str, Box]]] = {}
    with folder.joinpath("tiles.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            x, y, width, height = (float(row[key]) for key in ("x", "y", "w", "h"))
            if row["label"] in {"clean", "defect"}:
                tiles.setdefault(row["pair_id"], []).append((row["label"], Box(x, y, x + width, y + height)))
    return tiles


def _truth(path: Path) -> list[Box]:
    return [Box(*(float(value) for value in line.split()[:4])) for line in path.read_text().splitlines() if line]


def _holds(tile: Box, box: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return tile.x0 <= x < tile.x1 and tile.y0 <= y < tile.y1


def _matches(boxes: list[Box], truth: list[Box]) -> int:
    """Return how many boxes, in the order of their scores, find a true one nobody took before."""
    free = list(truth)
    for box in boxes:
        best = max(free, key=lambda each: _iou(box, each), default=None)
        if best is not None and _iou(box, best) > LEAST_IOU:
            free.remove(best)
    return len(truth) - len(free)


def _iou(box: Box, true: Box) -> float:
    x0, y0 = max(box.x0 - PAD_PX, true.x0), max(box.y0 - PAD_PX, true.y0)
    x1, y1 = min(box.x1 + PAD_PX, true.x1), min(box.y1 + PAD_PX, true.y1)
    if x1 <= x0 or y1 <= y0:
        return 0.0
    both = (x1 - x0) * (y1 - y0)
    padded = (box.x1 - box.x0 + 2 * PAD_PX) * (box.y1 - box.y0 + 2 * PAD_PX)
    return both / (padded + (true.x1 - true.x0) * (true.y1 - true.y0) - both)
