"""Each failure as one strip: golden, aligned part, score map; boxes found are red, true ones green."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import scoring
import sets
from aligned import AlignedPair, aligned_pairs
from evaluation import OWN, Compare, decided
from numpy.typing import NDArray

from inspector.part import Box, Outcome, Verdict

AROUND_PX, MAGNIFIED = 100, 2
RED, GREEN = (40, 40, 255), (60, 220, 60)
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, and where in golden px; `box` is the whole picture where it concerns the part."""

    kind: str
    box: Box


def write_strips(
    compare: Compare, image_sets: Sequence[str], every: int, limit: float, cache: Path, folder: Path
) -> int:
    """Write a picture for each box missed or false, each part escaped or overkilled into `folder`; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for image_set in image_sets:
        for pair in aligned_pairs(image_set, every, cache):
            if isinstance(pair, AlignedPair):
                count += _write(pair, compare, limit, folder)
    return count


def failures(pair: AlignedPair, verdict: Verdict) -> Iterator[Failure]:
    """Yield what `verdict` has wrong."""
    if pair.pair.image_set in sets.PICTURES:
        is_passed = verdict.outcome is Outcome.PASS
        if is_passed == pair.pair.is_defective:
            height, width = pair.golden.shape[:2]
            yield Failure("escape" if is_passed else "overkill", Box(0, 0, width, height))
        return
    size = (pair.golden.shape[0], pair.golden.shape[1])
    taken = scoring.match([scoring.padded(each.box_capture, size) for each in verdict.defects], pair.pair.boxes)
    for defect, which in zip(verdict.defects, taken, strict=True):
        if which is None:
            yield Failure("false", defect.box_golden)
    for number, box in enumerate(pair.pair.boxes):
        if number not in taken:
            yield Failure("missed", in_golden(box, pair.warp))
    yield from _tiles(pair, verdict)


def _tiles(pair: AlignedPair, verdict: Verdict) -> Iterator[Failure]:
    for tile in pair.pair.tiles:
        is_found = scoring.rejects(tile.box, (defect.box_capture for defect in verdict.defects))
        if is_found != tile.is_defective:
            yield Failure("tile-rejected" if is_found else "tile-escaped", in_golden(tile.box, pair.warp))


def in_golden(box: Box, warp: NDArray[np.float64]) -> Box:
    """Return the box around `box` of the test picture, in the golden."""
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]], np.float64)
    points = cv2.perspectiveTransform(corners, warp)[0]
    return Box(*points.min(axis=0).tolist(), *points.max(axis=0).tolist())


def _write(pair: AlignedPair, compare: Compare, limit: float, folder: Path) -> int:
    score_map = compare(pair.golden, pair.aligned, pair.valid)
    verdict = tuple(decided(pair, score_map, limit))[OWN]
    found = tuple(failures(pair, verdict))
    if not found:
        return 0
    panels = _panels(pair, score_map / np.float32(limit), verdict)
    for number, failure in enumerate(found):
        strip = np.hstack([_cut(panel, failure.box) for panel in panels])
        path = folder / f"{pair.pair.image_set}-{failure.kind}-{pair.pair.pair_id}-{number}.png"
        cv2.imwrite(str(path), strip)
    return len(found)


def _panels(pair: AlignedPair, ratio: NDArray[np.float32], verdict: Verdict) -> list[Picture]:
    """Return the three pictures, BGR, the golden's size times `MAGNIFIED`; the map's middle colour is the limit."""
    height, width = pair.golden.shape[:2]
    grey = np.clip(ratio * 127.5, 0.0, 255.0).astype(np.uint8)
    colour = cv2.applyColorMap(grey, cv2.COLORMAP_TURBO)
    whole = cv2.resize(colour, (2 * ratio.shape[1], 2 * ratio.shape[0]), interpolation=cv2.INTER_NEAREST)
    shown = [_magnified(each) for each in (_colour(pair.golden), _colour(pair.aligned), whole[:height, :width])]
    for panel in shown[1:]:
        for defect in verdict.defects:
            _outline(panel, defect.box_golden, RED)
        for box in pair.pair.boxes:
            _outline(panel, in_golden(box, pair.warp), GREEN)
    return shown


def _cut(panel: Picture, box: Box) -> Picture:
    """Return the surroundings of `box`, all of the panel where it is larger than they would be."""
    height, width = panel.shape[:2]
    side = 2 * AROUND_PX * MAGNIFIED
    if MAGNIFIED * max(box.x1 - box.x0, box.y1 - box.y0) > side:
        return np.asarray(cv2.copyMakeBorder(panel, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(255, 255, 255)), np.uint8)
    x = int(np.clip(MAGNIFIED * (box.x0 + box.x1) / 2 - side / 2, 0, max(0, width - side)))
    y = int(np.clip(MAGNIFIED * (box.y0 + box.y1) / 2 - side / 2, 0, max(0, height - side)))
    part = panel[y : y + side, x : x + side]
    return np.asarray(cv2.copyMakeBorder(part, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(255, 255, 255)), np.uint8)


def _magnified(image: Picture) -> Picture:
    size = (MAGNIFIED * image.shape[1], MAGNIFIED * image.shape[0])
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _outline(panel: Picture, box: Box, colour: tuple[int, int, int]) -> None:
    first = (round(MAGNIFIED * box.x0) - 3, round(MAGNIFIED * box.y0) - 3)
    last = (round(MAGNIFIED * box.x1) + 2, round(MAGNIFIED * box.y1) + 2)
    cv2.rectangle(panel, first, last, colour, 1)


def _colour(image: Picture) -> Picture:
    return image if image.ndim == 3 else np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
