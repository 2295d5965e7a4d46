"""Drift: how light, alignment and scores of good and bad parts move from span to span. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from inspector.record.quality_rows import ScoreTally, Tally
from inspector.record.schema_quality import SCORE_BIN_MAX, SCORE_BINS


@dataclass(frozen=True, slots=True)
class DriftPoint:
    """What was measured on the parts of one span; None where no part told of it.

    Parameters
    ----------
    span
        Its number.
    aligned
        Parts that were aligned; the three means are over them.
    correlation
        Mean correlation with the golden, -1..1.
    gain, offset
        Mean light: golden = gain * capture + offset, offset in grey levels; a gain above 1 is a darker
        part.
    scored
        Parts that were compared.
    score_median
        Half of them score less, in units of the limit; told to a fiftieth of it, and never above 4.
    seen
        Parts that were photographed; the two means are over them.
    brightness, focus
        Mean grey level, 0..255, and mean standard deviation of the Laplacian, of their pictures.
    """

    span: int
    aligned: int
    correlation: float | None
    gain: float | None
    offset: float | None
    scored: int
    score_median: float | None
    seen: int = 0
    brightness: float | None = None
    focus: float | None = None


def drift(tallies: Iterable[Tally], scores: Iterable[ScoreTally]) -> tuple[DriftPoint, ...]:
    """Return a point for each span in which a part was photographed, aligned or compared, in order."""
    by_span: dict[int, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_span[tally.span].append(tally)
    bins: dict[int, dict[int, int]] = defaultdict(dict)
    for score in scores:
        bins[score.span][score.bin] = score.parts
    spans = sorted(
        {*bins, *(span for span, of_span in by_span.items() if any(each.aligned or each.seen for each in of_span))}
    )
    return tuple(_point(span, by_span[span], bins[span]) for span in spans)


def median(bins: dict[int, int]) -> float | None:
    """Return the median of scores that were counted in bins, straight between the edges of its bin.

    Examples
    --------
    >>> median({20: 1, 21: 2, 30: 1})
    0.43
    """
    half, before = sum(bins.values()) / 2, 0
    for number, count in sorted(bins.items()):
        if before + count >= half:
            return min(number + (half - before) / count, SCORE_BIN_MAX) / SCORE_BINS
        before += count
    return None


def _point(span: int, tallies: list[Tally], bins: dict[int, int]) -> DriftPoint:
    aligned = sum(each.aligned for each in tallies)
    sums = (
        sum(each.correlation_sum for each in tallies),
        sum(each.gain_sum for each in tallies),
        sum(each.offset_sum for each in tallies),
    )
    correlation, gain, offset = (each / aligned if aligned else None for each in sums)
    seen = sum(each.seen for each in tallies)
    brightness, focus = (
        each / seen if seen else None
        for each in (sum(each.brightness_sum for each in tallies), sum(each.focus_sum for each in tallies))
    )
    scored = sum(bins.values())
    return DriftPoint(span, aligned, correlation, gain, offset, scored, median(bins), seen, brightness, focus)
