"""Labelled pairs of a product: pictures of real parts that people have judged, for fine-tuning to them.

Each capture is aligned to its golden as on the line, then windows are cut from both: most of them at a defect.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.align.align import align
from inspector.align.reference import Reference, learn
from inspector.errors import InputError
from inspector.golden.library import load_files
from inspector.image_file import read_image
from inspector.part import CameraFacts, Capture, RefusedAlignment
from inspector.train.labels import DEFECT, GOOD, IGNORE, Label
from inspector.train.pairs import TrainingPair

AT_DEFECT_SHARE: Final = 0.7
RIM_PX: Final = 5
NAMES: Final = ("golden", "capture", "label")
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A judged part: picture files of its golden, its capture and its defects.

    Parameters
    ----------
    golden, capture
        Pictures of one size.
    mask
        Of the capture's size, above 0 where it is defective; None where the whole part was judged good.
    """

    golden: Path
    capture: Path
    mask: Path | None


@dataclass(frozen=True, slots=True, eq=False)
class AlignedLabel:
    """A judged part in its golden's frame: uint8 (H, W, 3) BGR twice, and its label, uint8 (H, W)."""

    golden: Picture
    capture: Picture
    label: Label


def align_labelled(pairs: Sequence[Labelled]) -> tuple[AlignedLabel, ...]:
    """Return the parts of `pairs` in their goldens' frames; those whose alignment is refused are left out.

    Raises
    ------
    InputError
        Not one of them aligns, or a mask has another size than its capture.
    InspectorError
        A picture cannot be read, or no golden can be made of one.
    """
    found = tuple(_aligned(pairs))
    if not found:
        wrong = f"none of {len(pairs)} captures aligns to its golden"
        raise InputError("use the labelled pairs", wrong, "see why with `inspector align GOLDEN CAPTURE`")
    return found


def write_labelled(path: Path, parts: Sequence[AlignedLabel]) -> None:
    """Write `parts` to the file `path`."""
    arrays = {f"{name}_{number}": getattr(part, name) for number, part in enumerate(parts) for name in NAMES}
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def read_labelled(path: Path) -> tuple[AlignedLabel, ...]:
    """Return the parts that were written to `path`."""
    with np.load(path) as arrays:
        count = len(arrays.files) // len(NAMES)
        return tuple(AlignedLabel(*(arrays[f"{name}_{number}"] for name in NAMES)) for number in range(count))


def window(rng: Generator, parts: Sequence[AlignedLabel], size_px: int, goods: int) -> TrainingPair:
    """Return a window of `size_px` of one of `parts`: its golden `goods` times, the same place of a good part, itself.

    Most windows of a defective part lie at a defect. The good part is another of the same golden; where there is none,
    it is the golden.
    """
    part = parts[int(rng.integers(len(parts)))]
    corner = _corner(rng, part.label, size_px)
    golden, capture, label = (_cut(each, corner, size_px) for each in (part.golden, part.capture, part.label))
    good = _cut(_good_like(rng, parts, part), corner, size_px)
    return TrainingPair(np.repeat(golden[None], goods, 0), good, capture, label, "", bool((label == DEFECT).any()))


def _aligned(pairs: Sequence[Labelled]) -> Iterator[AlignedLabel]:
    reference, of = None, None
    for pair in pairs:
        if reference is None or of != pair.golden:
            reference, of = learn(load_files(pair.golden, None)), pair.golden
        found = _in_golden_frame(pair, reference)
        if found is not None:
            yield found


def _in_golden_frame(pair: Labelled, reference: Reference) -> AlignedLabel | None:
    golden, image = reference.golden.image, read_image(pair.capture)
    image = image if image.ndim == golden.ndim else _like(golden, image)
    when = datetime(2000, 1, 1, tzinfo=UTC)
    found = align(Capture(image, pair.capture.stem, 1, when, str(pair.capture), CameraFacts()), reference)
    if isinstance(found, RefusedAlignment):
        return None
    label = np.where(found.valid, np.uint8(GOOD), np.uint8(IGNORE))
    if pair.mask is not None:
        label = _marked(label, _read_mask(pair, image.shape[:2]), found.warp)
    return AlignedLabel(_colour(golden), _colour(found.image), label)


def _read_mask(pair: Labelled, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    if pair.mask is None:
        return np.zeros(shape, np.uint8)
    mask = read_image(pair.mask)
    if mask.shape[:2] != shape:
        found = f"{mask.shape[1]} x {mask.shape[0]} px, its capture is {shape[1]} x {shape[0]}"
        raise InputError(f"use mask {pair.mask}", found, "give a mask of the capture's size")
    plane = mask if mask.ndim == 2 else mask.max(axis=2)
    return np.asarray((plane > 0).astype(np.uint8) * 255)


def _marked(label: Label, mask: NDArray[np.uint8], warp: NDArray[np.float64]) -> Label:
    """Return `label` with the defects of `mask`, and a rim around them that nobody is to judge."""
    moved = cv2.warpPerspective(mask, warp, label.shape[::-1], flags=cv2.INTER_LINEAR) > 127
    rim = cv2.dilate(moved.astype(np.uint8), np.ones((RIM_PX, RIM_PX), np.uint8)) > 0
    marked = np.where(rim & (label == GOOD), np.uint8(IGNORE), label)
    return np.asarray(np.where(moved & (label == GOOD), np.uint8(DEFECT), marked), np.uint8)


def _corner(rng: Generator, label: Label, size_px: int) -> tuple[int, int]:
    places = np.argwhere(label == DEFECT)
    room = [max(1, side - size_px + 1) for side in label.shape]
    row, column = (int(rng.integers(each)) for each in room)
    if len(places) and rng.random() < AT_DEFECT_SHARE:
        within = places[int(rng.integers(len(places)))] - rng.integers(size_px // 8, size_px * 7 // 8, 2)
        row, column = (int(np.clip(at, 0, limit - 1)) for at, limit in zip(within, room, strict=True))
    return row, column


def _cut(picture: Picture, corner: tuple[int, int], size_px: int) -> Picture:
    """Return the window at `corner`; beyond a picture smaller than it, a label says that nobody is to judge."""
    row, column = corner
    cut = picture[row : row + size_px, column : column + size_px]
    down, right = size_px - cut.shape[0], size_px - cut.shape[1]
    if picture.ndim == 2:
        return np.pad(cut, ((0, down), (0, right)), constant_values=IGNORE)
    return np.pad(cut, ((0, down), (0, right), (0, 0)), mode="edge")


def _good_like(rng: Generator, parts: Sequence[AlignedLabel], part: AlignedLabel) -> Picture:
    good = [each for each in parts if not (each.label == DEFECT).any() and np.array_equal(each.golden, part.golden)]
    return good[int(rng.integers(len(good)))].capture if good else part.golden


def _like(golden: Picture, image: Picture) -> Picture:
    if golden.ndim == 3:
        return _colour(image)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _colour(image: Picture) -> Picture:
    return image if image.ndim == 3 else np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
