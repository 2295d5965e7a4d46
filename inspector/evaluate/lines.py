"""An evaluation as lines to read in a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from inspector.evaluate.document import EvaluationDocument, FigureDocument, GroupDocument, Interval, RateDocument
from inspector.evaluate.intervals import outward
from inspector.golden.used_pictures import Hand

_HANDS: Mapping[Hand, str] = {
    Hand.GOLDEN: "a golden compared with itself",
    Hand.TAUGHT: "it was taught",
    Hand.VARIED: "the limits are wider for what it showed",
    Hand.PROPORTIONS: "the proportions of the limits were learnt from it",
    Hand.LIMITS: "the limits were set from it",
}


def lines_of(document: EvaluationDocument) -> Iterator[str]:
    """Yield the figures: what the line asks first, then the rest, then the parts that were judged wrong."""
    yield from _head(document)
    parts = document.parts
    yield ""
    yield from _rates(("escapes", parts.escapes), ("overkill", parts.overkill))
    yield from _rates(("accuracy", parts.accuracy), ("precision", parts.precision), ("recall", parts.recall))
    yield from _figures(("F1", parts.f1), ("AUROC", parts.auroc), ("average precision", parts.average_precision))
    yield from _pixels(document)
    yield from _boxes(document)
    yield from _groups("class", document.classes)
    yield from _groups("size", document.sizes)
    yield from _listed(document)


def figure_text(figure: FigureDocument) -> str:
    """Return a figure for people, or why there is none.

    Examples
    --------
    >>> figure_text(FigureDocument(value=0.5, interval=(0.25, 0.75)))
    '0.500 [0.250, 0.750]'
    """
    if figure.value is None or figure.interval is None:
        return f"undefined: {figure.undefined}"
    low, high = figure.interval
    return f"{figure.value:.3f} {_interval(figure.interval) if low < high else 'no draw differs'}"


def rate_text(rate: RateDocument) -> str:
    """Return a rate for people with Clopper and Pearson's interval, or why there is none.

    Examples
    --------
    >>> rate_text(RateDocument(count=1, total=4, value=0.25, wilson=(0, 1), clopper_pearson=(0.006, 0.806)))
    '1 of 4  0.250 [0.006, 0.806]'
    """
    if rate.value is None or rate.clopper_pearson is None:
        return f"undefined: {rate.undefined}"
    return f"{rate.count} of {rate.total}  {rate.value:.3f} {_interval(rate.clopper_pearson)}"


def _head(document: EvaluationDocument) -> Iterator[str]:
    counts, by = document.counts, document.judged_by
    yield f"{document.manifest}: {counts.pairs} parts, {counts.good} good, {counts.defective} defective"
    if by:
        model = f"{by.comparator} {by.model_sha256[:12]}"
        yield f"judged by {model} on {by.runtime} {by.device}, inspector {by.package_version}"
    yield "outcomes: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.outcomes.items())
    not_as_usual = (
        f"not aligned: {counts.not_aligned_good} good, {counts.not_aligned_defective} defective; "
        f"FAULT: {counts.fault_good} good, {counts.fault_defective} defective (these count as not passed)"
    )
    yield not_as_usual
    for hand, names in counts.left_out_by_hand():
        yield f"left out, {_HANDS[hand]}: {', '.join(names)}"
    yield f"limits: {document.method.limits}"


def _pixels(document: EvaluationDocument) -> Iterator[str]:
    pixels = document.pixels
    yield ""
    if pixels.auroc.value is None:
        yield f"pixels: undefined: {pixels.auroc.undefined}"
        return
    yield f"pixels of {pixels.pictures} aligned captures, {pixels.regions} regions"
    yield from _figures(("AUROC", pixels.auroc), ("average precision", pixels.average_precision), ("PRO", pixels.pro))


def _boxes(document: EvaluationDocument) -> Iterator[str]:
    for each in document.boxes:
        yield ""
        if each.recall.value is None:
            yield f"boxes: undefined: {each.recall.undefined}"
            return
        yield f"boxes above IoU {each.least_iou:g}, {each.pictures} captures"
        yield from _rates(("precision", each.precision), ("recall", each.recall))
        yield from _figures(("F1", each.f1), ("average precision", each.average_precision))


def _groups(title: str, groups: Sequence[GroupDocument]) -> Iterator[str]:
    for each in groups:
        yield ""
        yield f"{title} {each.name}"
        yield from _rates(("escapes", each.escapes), ("boxes found", each.boxes_found))
        yield from _figures(("AUROC", each.auroc), ("average precision", each.average_precision))


def _listed(document: EvaluationDocument) -> Iterator[str]:
    for title, cases in (("escape", document.escapes), ("overkill", document.overkill)):
        for case in cases:
            yield ""
            score = "not compared" if case.score is None else f"score {case.score:.3f}"
            yield f"{title} {case.pair_id}: {case.outcome}, {score}  {case.message}".rstrip()


def _rates(*named: tuple[str, RateDocument]) -> Iterator[str]:
    return (f"  {name:20} {rate_text(rate)}" for name, rate in named)


def _figures(*named: tuple[str, FigureDocument]) -> Iterator[str]:
    return (f"  {name:20} {figure_text(figure)}" for name, figure in named)


def _interval(interval: Interval) -> str:
    low, high = outward(interval, 3)
    return f"[{low}, {high}]"
