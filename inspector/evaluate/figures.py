"""Cases in, documents of their figures out: whole parts, boxes, and each class and size of defect by itself. Pure."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from inspector.evaluate import boxes, metrics
from inspector.evaluate.annotation import TrueBox, longest_side_px
from inspector.evaluate.case import LEAST_IOUS, SIZES_PX, Case, size_class
from inspector.evaluate.document import (
    BoxesDocument,
    FigureDocument,
    GroupDocument,
    PartsDocument,
    RateDocument,
)
from inspector.evaluate.intervals import Missing, Numbers, Rate
from inspector.evaluate.metrics import Flags


def parts_document(cases: Sequence[Case]) -> PartsDocument:
    """Return the figures of whole parts."""
    defective, scores = _defective(cases), _scores(cases)
    found = metrics.at_limits(_flags(case.passed for case in cases), defective)
    return PartsDocument(
        escapes=RateDocument.of(found.escapes, Missing.DEFECTIVE),
        overkill=RateDocument.of(found.overkill, Missing.GOOD),
        accuracy=RateDocument.of(found.accuracy, Missing.PART),
        precision=RateDocument.of(found.precision, Missing.REJECTED),
        recall=RateDocument.of(found.recall, Missing.DEFECTIVE),
        f1=FigureDocument.of(found.f1),
        auroc=FigureDocument.of(metrics.auroc(scores, defective)),
        average_precision=FigureDocument.of(metrics.average_precision(scores, defective)),
    )


def boxes_document(cases: Sequence[Case], number: int) -> BoxesDocument:
    """Return the figures of boxes at `LEAST_IOUS[number]`, over the parts whose true boxes are known."""
    ranked = [case.met[number].ranked for case in cases if case.met]
    matched, found = sum(int(each.matched.sum()) for each in ranked), sum(each.matched.size for each in ranked)
    true = sum(each.true for each in ranked)
    # Without a true box anywhere, what was found is overkill, and says nothing of boxes.
    precision = Rate(matched, found) if true else Rate(0, 0)
    return BoxesDocument(
        least_iou=LEAST_IOUS[number],
        pictures=len(ranked),
        precision=RateDocument.of(precision, Missing.FOUND_BOX if true else Missing.BOX),
        recall=RateDocument.of(Rate(matched, true), Missing.BOX),
        f1=FigureDocument.of(boxes.f1(ranked)),
        average_precision=FigureDocument.of(boxes.average_precision(ranked)),
    )


def class_documents(cases: Sequence[Case]) -> list[GroupDocument]:
    """Return the figures of each class of defect by name; a part with defects of two classes counts in both."""
    names = sorted({name for case in cases for name in case.labelled.classes})
    return [_class_document(cases, name) for name in names]


def size_documents(cases: Sequence[Case]) -> list[GroupDocument]:
    """Return the figures of each size class that occurs, the smallest first; a part counts by its largest defect."""
    sizes = sorted({case.size_class for case in cases if case.size_class is not None})
    return [_size_document(cases, size) for size in sizes]


def size_name(size: int) -> str:
    """Return how a size class is called.

    Examples
    --------
    >>> [size_name(size) for size in (0, 1, 4)]
    ['< 8 px', '8-16 px', '>= 64 px']
    """
    if size == 0:
        return f"< {SIZES_PX[0]} px"
    if size == len(SIZES_PX):
        return f">= {SIZES_PX[-1]} px"
    return f"{SIZES_PX[size - 1]}-{SIZES_PX[size]} px"


def _class_document(cases: Sequence[Case], name: str) -> GroupDocument:
    members = [name in case.labelled.classes for case in cases]
    return _group(name, cases, members, lambda true: true.defect_class == name)


def _size_document(cases: Sequence[Case], size: int) -> GroupDocument:
    def is_of_size(true: TrueBox) -> bool:
        side = longest_side_px([true.box])
        return side is not None and size_class(side) == size

    return _group(size_name(size), cases, [case.size_class == size for case in cases], is_of_size)


def _group(
    name: str, cases: Sequence[Case], members: Sequence[bool], is_of_group: Callable[[TrueBox], bool]
) -> GroupDocument:
    kept = [case for case, is_member in zip(cases, members, strict=True) if is_member or not case.defective]
    defective, scores = _defective(kept), _scores(kept)
    escapes = metrics.at_limits(_flags(case.passed for case in kept), defective).escapes
    return GroupDocument(
        name=name,
        escapes=RateDocument.of(escapes, Missing.DEFECTIVE),
        auroc=FigureDocument.of(metrics.auroc(scores, defective)),
        average_precision=FigureDocument.of(metrics.average_precision(scores, defective)),
        boxes_found=RateDocument.of(_boxes_found(cases, is_of_group), Missing.BOX),
    )


def _boxes_found(cases: Sequence[Case], is_of_group: Callable[[TrueBox], bool]) -> Rate:
    """Return how many true boxes of a kind were found at the first of `LEAST_IOUS`."""
    found = [
        is_found
        for case in cases
        if case.met
        for true, is_found in zip(case.labelled.boxes or (), case.met[0].found, strict=True)
        if is_of_group(true)
    ]
    return Rate(sum(found), len(found))


def _defective(cases: Sequence[Case]) -> Flags:
    return _flags(case.defective for case in cases)


def _flags(values: Iterable[bool]) -> Flags:
    return np.array(list(values), np.bool_)


def _scores(cases: Sequence[Case]) -> Numbers:
    return np.array([case.score for case in cases], np.float64)
