"""What is kept of each pair that was judged: its verdict, the truth, and how its boxes met; no picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.evaluate.boxes import Ranked, match, padded
from inspector.evaluate.labels import Label, LabelledPair
from inspector.part import Box, Inspection, Outcome, RefusedAlignment, Verdict

LEAST_IOUS: Final = (0.33, 0.5)
SIZES_PX: Final = (8, 16, 32, 64)
"""Where the size classes of defects part, by the longest side of the box, in px of the capture."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One pair that was judged.

    Parameters
    ----------
    labelled
        The pair and its truth.
    verdict
        What the product said.
    refused
        Whether its alignment was refused.
    total_ms
        How long it took.
    met
        At each of `LEAST_IOUS` how its boxes met; empty where no true boxes are known.
    """

    labelled: LabelledPair
    verdict: Verdict
    refused: bool
    total_ms: float
    met: tuple["Met", ...]

    @property
    def passed(self) -> bool:
        """Whether the part goes on."""
        return self.verdict.outcome is Outcome.PASS

    @property
    def defective(self) -> bool:
        """Whether it should not."""
        return self.labelled.label is Label.DEFECTIVE

    @property
    def score(self) -> float:
        """Its score in units of the limit; infinite where it was not compared, since it never passes."""
        return float("inf") if self.verdict.score is None else self.verdict.score

    @property
    def size_class(self) -> int | None:
        """Which size class its largest defect is of, 0 the smallest; None where none is told."""
        return None if self.labelled.size_px is None else size_class(self.labelled.size_px)


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """The boxes found on one part, ranked, and which of its true boxes were found."""

    ranked: Ranked
    found: tuple[bool, ...]


def case_of(labelled: LabelledPair, inspection: Inspection, pad_px: float) -> Case:
    """Return what is kept of one pair; boxes found are grown by `pad_px` before they are held against the true ones."""
    met = (
        tuple(_meet(labelled, inspection, pad_px, least) for least in LEAST_IOUS) if labelled.boxes is not None else ()
    )
    refused = isinstance(inspection.alignment, RefusedAlignment)
    return Case(labelled, inspection.verdict, refused, inspection.stage_times.total_ms, met)


def size_class(size_px: float) -> int:
    """Return the size class of a defect, 0 the smallest.

    Examples
    --------
    >>> [size_class(px) for px in (7.9, 8, 63, 64)]
    [0, 1, 3, 4]
    """
    return int(np.searchsorted(SIZES_PX, size_px, side="right"))


def _meet(labelled: LabelledPair, inspection: Inspection, pad_px: float, least_iou: float) -> Met:
    defects = sorted(inspection.verdict.defects, key=lambda defect: -defect.score)
    found = [defect.box_capture for defect in defects]
    if inspection.capture:
        height, width = inspection.capture.image.shape[:2]
        found = [padded(box, (height, width), pad_px) for box in found]
    truth = [each.box for each in labelled.boxes or ()]
    taken = match(found, truth, least_iou)
    scores = np.array([defect.score for defect in defects], np.float64)
    ranked = Ranked(scores, np.array([each is not None for each in taken], np.bool_), len(truth))
    return Met(ranked, _found(taken, truth))


def _found(taken: Sequence[int | None], truth: Sequence[Box]) -> tuple[bool, ...]:
    return tuple(number in taken for number in range(len(truth)))
