"""Labelled pairs and what was said of them, for the tests of the evaluation."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from makers import FIGURES, make_alignment, make_capture, make_deviation, make_inspection
from numpy.typing import NDArray

from inspector.evaluate.annotation import TrueBox, longest_side_px
from inspector.evaluate.labels import Label, LabelledPair
from inspector.evaluate.manifest import Pair
from inspector.image_file import encode_png
from inspector.part import (
    AlignmentMethod,
    Box,
    Defect,
    Inspection,
    Outcome,
    Polarity,
    Reason,
    RefusedAlignment,
    Verdict,
)

PLACE = Box(10, 10, 20, 20)


def labelled(folder: Path, name: str, *boxes: Box, defect_class: str = "", mask: Path | None = None) -> LabelledPair:
    """Return a pair whose part has defects in `boxes`; without any it is good. Its files are there."""
    golden, capture = folder / "golden.png", folder / f"{abs(hash(name))}.png"
    golden.write_bytes(b"the golden")
    capture.write_bytes(name.encode("utf-8", "surrogateescape"))
    true = tuple(TrueBox(box, defect_class) for box in boxes)
    label = Label.DEFECTIVE if boxes else Label.GOOD
    classes = (defect_class,) if defect_class and boxes else ()
    return LabelledPair(Pair(name, golden, capture), label, classes, true, mask, longest_side_px(boxes))


def passed(score: float = 0.4) -> Inspection:
    """Return the inspection of a part that was passed."""
    return replace(make_inspection(), verdict=Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, score, ()))


def rejected(*boxes: Box, score: float = 2.0) -> Inspection:
    """Return the inspection of a part that was rejected for defects in `boxes`, the first with `score`."""
    found = boxes or (PLACE,)
    defects = tuple(
        Defect(box, box, 30, score - 0.1 * number, "part", Polarity.DARKER) for number, box in enumerate(found)
    )
    return replace(make_inspection(), verdict=Verdict(Outcome.REJECT, Reason.DEFECT, score, defects, "zone part"))


def refused() -> Inspection:
    """Return the inspection of a part that could not be aligned."""
    verdict = Verdict(Outcome.REJECT, Reason.NOT_ALIGNED, None, (), "correlation 0.21, at least 0.50")
    alignment = RefusedAlignment("correlation 0.21", FIGURES, AlignmentMethod.DENSE_ECC)
    return replace(make_inspection(), verdict=verdict, alignment=alignment, deviation=None)


def fault() -> Inspection:
    """Return the inspection of a part whose picture could not be read."""
    verdict = Verdict(Outcome.FAULT, Reason.BAD_IMAGE, None, (), "cannot read image: 0 bytes")
    return replace(make_inspection(), verdict=verdict, capture=None, alignment=None, deviation=None)


def scored(scores: NDArray[np.float32], inspection: Inspection) -> Inspection:
    """Return `inspection` with a score map as large as its capture."""
    image = np.full(scores.shape, 120, np.uint8)
    return replace(
        inspection,
        capture=make_capture(image, inspection.part_id, inspection.trigger_id),
        alignment=make_alignment(image),
        deviation=make_deviation(scores),
    )


def write_mask(path: Path, mask: NDArray[np.bool_]) -> Path:
    """Write a mask as a picture and return where it is."""
    path.write_bytes(encode_png(mask.astype(np.uint8) * np.uint8(255)))
    return path
