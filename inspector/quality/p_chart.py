"""The p-chart: which share of the judged parts was held back, against limits that a revision keeps. Pure."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from inspector.record.quality_rows import Baseline, Revision, Tally

SIGMAS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre line of a revision.

    Parameters
    ----------
    share
        Held back among judged parts of its first hours, 0..1.
    judged, hours
        How many parts and hours that rests on.
    is_frozen
        Whether the first hours are over: from then on it stays as it is.
    """

    of: Revision
    share: float
    judged: int
    hours: int
    is_frozen: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One subgroup: the parts of one revision in one span.

    `low` and `high` are three standard deviations of a binomial share of `judged` parts from the centre, inside 0..1;
    `sigmas` is how many of them the share is away from it, `runs` names the rules of runs that it completes.
    """

    span: int
    of: Revision
    judged: int
    held_back: int
    share: float
    low: float
    centre: float
    high: float
    sigmas: float
    runs: tuple[str, ...] = ()

    @property
    def is_beyond(self) -> bool:
        """Whether it lies beyond a limit."""
        return not self.low <= self.share <= self.high


@dataclass(frozen=True, slots=True)
class PChart:
    """Points in the order of time, and the centre line of each revision among them."""

    points: tuple[Point, ...]
    centres: tuple[Centre, ...]


def limits(centre: float, judged: int) -> tuple[float, float]:
    """Return the limits of a subgroup of `judged` parts, at least 1, around the share `centre`, 0..1.

    References
    ----------
    D. C. Montgomery, Introduction to Statistical Quality Control, chapter 7: charts for fractions
    nonconforming, variable-width limits.

    Examples
    --------
    >>> [round(limit, 4) for limit in limits(0.096, 100)]
    [0.0076, 0.1844]
    """
    reach = SIGMAS * math.sqrt(centre * (1 - centre) / judged)
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def p_chart(tallies: Iterable[Tally], baselines: Iterable[Baseline], *, with_runs: bool = False) -> PChart:
    """Return the chart; a span in which nothing was judged has no point.

    Parameters
    ----------
    tallies
        Counts by span and revision.
    baselines
        What the limits of each revision are drawn from, whatever span is looked at.
    with_runs
        Whether the rules of runs are looked at too: they see a small shift sooner and cry wolf more often.
    """
    centres = {
        each.of: Centre(each.of, each.held_back / each.judged, each.judged, each.hours, each.is_over)
        for each in baselines
        if each.judged
    }
    counted = sorted(tallies, key=lambda each: (each.span, each.of))
    points = (_point(each, centres[each.of]) for each in counted if each.passed + each.rejected + each.rechecked)
    return PChart(tuple(_with_runs(points) if with_runs else points), tuple(centres[of] for of in sorted(centres)))


def _point(tally: Tally, centre: Centre) -> Point:
    held_back = tally.rejected + tally.rechecked
    judged = tally.passed + held_back
    share = held_back / judged
    low, high = limits(centre.share, judged)
    sigma = math.sqrt(centre.share * (1 - centre.share) / judged)
    return Point(
        tally.span, tally.of, judged, held_back, share, low, centre.share, high, _away(share - centre.share, sigma)
    )


def _away(distance: float, sigma: float) -> float:
    return distance / sigma if sigma else math.copysign(math.inf, distance) if distance else 0.0


Sigmas = Sequence[float]


def _all_beyond(of: int, needed: int, sigmas: float) -> Callable[[Sigmas], bool]:
    """Return the rule that `needed` of the last `of` points lie beyond `sigmas` on one side, the last among them."""

    def rule(away: Sigmas) -> bool:
        last = away[-of:]
        sides = ([each > sigmas for each in last], [-each > sigmas for each in last])
        return len(last) == of and any(side[-1] and sum(side) >= needed for side in sides)

    return rule


_RULES = {
    "2-of-3-beyond-2-sigma": _all_beyond(3, 2, 2.0),
    "4-of-5-beyond-1-sigma": _all_beyond(5, 4, 1.0),
    "8-on-one-side": _all_beyond(8, 8, 0.0),
}


def runs_at_end(away: Sigmas) -> tuple[str, ...]:
    """Return the names of the rules that the last of these points completes; points are in standard deviations.

    References
    ----------
    Western Electric, Statistical Quality Control Handbook, 1956, zone rules 2 to 4.

    Examples
    --------
    >>> runs_at_end([0.2, 2.1, 2.4])
    ('2-of-3-beyond-2-sigma',)
    """
    return tuple(name for name, rule in _RULES.items() if rule(away))


def _with_runs(points: Iterable[Point]) -> Iterator[Point]:
    # Each revision by itself: its points are measured from its own centre, whatever is judged in between.
    away: dict[Revision, list[float]] = defaultdict(list)
    for point in points:
        away[point.of].append(point.sigmas)
        yield replace(point, runs=runs_at_end(away[point.of]))
