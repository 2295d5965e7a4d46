"""The tally of an evaluation: pairs go in one at a time, figures come out at the end; no picture is kept."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from hashlib import sha256
from statistics import median

from inspector.errors import InputError
from inspector.evaluate.annotation import read_mask
from inspector.evaluate.case import LEAST_IOUS, Case, case_of
from inspector.evaluate.document import (
    LIMITS_ON_RECORD,
    CaseDocument,
    Counts,
    EvaluationDocument,
    FigureDocument,
    JudgedBy,
    Method,
    PixelsDocument,
)
from inspector.evaluate.figures import boxes_document, class_documents, parts_document, size_documents
from inspector.evaluate.intervals import DRAWS
from inspector.evaluate.labels import Label, LabelledPair
from inspector.evaluate.pixels import LEVELS, MOST_FALSE, PIXEL_DRAWS, PixelTally, in_capture
from inspector.golden.used_pictures import Hand
from inspector.part import Alignment, Capture, Inspection, Outcome, Provenance


class Tally:
    """What is counted over the pairs of a manifest.

    Parameters
    ----------
    manifest
        Its name, for the document.
    pad_px
        How far each box found is grown on every side before it is matched: as loosely as the true ones are drawn.
    no_defects
        Classes of boxes that were left out.
    limits_on_record
        Whether it is known which parts the limits were set on, so that none of them counts.
    """

    def __init__(
        self,
        manifest: str,
        pad_px: float = 0.0,
        no_defects: Collection[str] = (),
        *,
        limits_on_record: bool = False,
    ) -> None:
        self._manifest = manifest
        self._pad_px = pad_px
        self._no_defects = sorted(no_defects)
        self._cases: list[Case] = []
        self._limits_on_record = limits_on_record
        self._left_out: list[tuple[str, Hand]] = []
        self._pixels = PixelTally()
        self._judged_by: Provenance | None = None

    def add(self, labelled: LabelledPair, inspection: Inspection, hand: Hand | None = None) -> Case | None:
        """Count one pair and return what is kept of it; None for one that says nothing new, which is left out.

        Parameters
        ----------
        labelled, inspection
            The pair, and what was said of it.
        hand
            What its picture had a hand in of what judged it, as far as it is known; a golden compared with itself is
            found here.

        Raises
        ------
        InputError
            Its mask has another size than its capture, or a true box lies outside of that.
        """
        hand = hand or (Hand.GOLDEN if _is_its_own_golden(labelled, inspection) else None)
        if hand:
            self._left_out.append((labelled.pair.pair_id, hand))
            return None
        _check_boxes(labelled, inspection.capture)
        if self._judged_by is None or not self._judged_by.golden_sha256:
            # A picture that cannot be read was judged by no golden: that is not what judged the others.
            self._judged_by = inspection.provenance
        case = case_of(labelled, inspection, self._pad_px)
        self._cases.append(case)
        self._add_pixels(labelled, inspection)
        return case

    def document(self) -> EvaluationDocument:
        """Return everything that was counted so far."""
        cases = self._cases
        return EvaluationDocument(
            manifest=self._manifest,
            judged_by=JudgedBy.of(self._judged_by) if self._judged_by else None,
            method=self._method(),
            counts=self._counts(),
            parts=parts_document(cases),
            pixels=self._pixels_document(),
            boxes=[boxes_document(cases, number) for number in range(len(LEAST_IOUS))],
            classes=class_documents(cases),
            sizes=size_documents(cases),
            escapes=[CaseDocument.of(case) for case in cases if case.passed and case.defective],
            overkill=[CaseDocument.of(case) for case in cases if not case.passed and not case.defective],
            not_judged=[CaseDocument.of(case) for case in cases if case.refused or _is_fault(case)],
            median_ms=median(case.total_ms for case in cases) if cases else None,
        )

    def _add_pixels(self, labelled: LabelledPair, inspection: Inspection) -> None:
        known = labelled.mask is not None or labelled.label is Label.GOOD
        capture, alignment, deviation = inspection.capture, inspection.alignment, inspection.deviation
        if not known or capture is None:
            return
        height, width = capture.image.shape[:2]
        mask = read_mask(labelled.mask) if labelled.mask else None
        if mask is not None and mask.shape != (height, width):
            raise InputError(
                f"use mask {labelled.mask}",
                f"it is {mask.shape[1]} x {mask.shape[0]} px, its capture {width} x {height}",
                "mark the capture itself",
            )
        if deviation is None or not isinstance(alignment, Alignment):
            return
        self._pixels.add(*in_capture(deviation, alignment, (height, width)), mask)

    def _method(self) -> Method:
        on_record = {"limits": LIMITS_ON_RECORD, "limits_on_record": True} if self._limits_on_record else {}
        return Method(
            **on_record,
            pad_px=self._pad_px,
            no_defects=self._no_defects,
            part_draws=DRAWS,
            pixel_draws=PIXEL_DRAWS,
            score_levels=LEVELS,
            pro_up_to_false_positive_rate=MOST_FALSE,
        )

    def _counts(self) -> Counts:
        cases = self._cases
        seen = Counter(case.verdict.outcome.name for case in cases)
        return Counts(
            pairs=len(cases),
            good=_count(cases, lambda case: not case.defective),
            defective=_count(cases, lambda case: case.defective),
            outcomes={outcome.name: seen[outcome.name] for outcome in Outcome},
            not_aligned_good=_count(cases, lambda case: case.refused and not case.defective),
            not_aligned_defective=_count(cases, lambda case: case.refused and case.defective),
            fault_good=_count(cases, lambda case: _is_fault(case) and not case.defective),
            fault_defective=_count(cases, lambda case: _is_fault(case) and case.defective),
            left_out=[pair_id for pair_id, _ in self._left_out],
            left_out_hands=[hand for _, hand in self._left_out],
        )

    def _pixels_document(self) -> PixelsDocument:
        found = self._pixels.figures()
        return PixelsDocument(
            auroc=FigureDocument.of(found.auroc),
            average_precision=FigureDocument.of(found.ap),
            pro=FigureDocument.of(found.pro),
            pictures=found.pictures,
            regions=found.regions,
            defective_px=found.defective_px,
            good_px=found.good_px,
        )


def _is_its_own_golden(labelled: LabelledPair, inspection: Inspection) -> bool:
    golden = inspection.provenance.golden_sha256
    return bool(golden) and sha256(labelled.pair.capture.read_bytes()).hexdigest() == golden


def _check_boxes(labelled: LabelledPair, capture: Capture | None) -> None:
    """Raise InputError where a true box has nothing of the capture: it was drawn on another picture, and never met."""
    if capture is None:
        return
    height, width = capture.image.shape[:2]
    for box in (each.box for each in labelled.boxes or ()):
        if min(box.x1, box.y1) <= 0 or box.x0 >= width or box.y0 >= height:
            corners = f"({box.x0:g}, {box.y0:g}, {box.x1:g}, {box.y1:g})"
            found = f"{corners} lies outside of its capture, {width} x {height} px"
            raise InputError(f"use the boxes of pair {labelled.pair.pair_id}", found, "mark the capture itself")


def _is_fault(case: Case) -> bool:
    return case.verdict.outcome is Outcome.FAULT


def _count(cases: Sequence[Case], is_one: Callable[[Case], bool]) -> int:
    return sum(is_one(case) for case in cases)
