"""Pareto: what happens most, first. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from inspector.record.dispositions import Disposition
from inspector.record.quality_rows import DefectTally, PlaceTally, Revision, SaidTally

_SAYS_WHY = (Disposition.TRUE_DEFECT, Disposition.ESCAPE, Disposition.OVERKILL)


@dataclass(frozen=True, slots=True)
class Bar:
    """One cause: how often, which share of all, and the share of all that it makes together with those before it.

    `kind` is the disposition that a reason belongs to, empty for zones and polarities.
    """

    name: str
    kind: str
    count: int
    share: float
    cumulative: float


@dataclass(frozen=True, slots=True)
class Places:
    """Where on its golden the defects of one revision lie; None where there are none."""

    of: Revision | None
    cells: tuple[PlaceTally, ...]


def pareto(counts: Counter[tuple[str, str]]) -> tuple[Bar, ...]:
    """Return (name, kind) by falling count; those of equal count by name.

    Examples
    --------
    >>> [(bar.name, bar.cumulative) for bar in pareto(Counter({("U7", ""): 1, ("U20", ""): 3}))]
    [('U20', 0.75), ('U7', 1.0)]
    """
    whole, before, bars = sum(counts.values()), 0, []
    for (name, kind), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        before += count
        bars.append(Bar(name, kind, count, count / whole, before / whole))
    return tuple(bars)


def by_zone(defects: Iterable[DefectTally]) -> tuple[Bar, ...]:
    """Return zones by the number of parts that had a defect there."""
    return _summed(((each.zone, ""), each.parts) for each in defects)


def by_polarity(defects: Iterable[DefectTally]) -> tuple[Bar, ...]:
    """Return polarities by the number of their defects."""
    return _summed(((each.polarity, ""), each.defects) for each in defects)


def by_reason(said: Iterable[SaidTally]) -> tuple[Bar, ...]:
    """Return why parts were found defective or overkill, by the number of parts; reason "" where none was given."""
    return _summed(((each.reason, str(each.disposition)), each.count) for each in said if each.disposition in _SAYS_WHY)


def places(found: Iterable[PlaceTally]) -> Places:
    """Return the cells of the revision that has most defects: each revision has a golden of its own."""
    every = tuple(found)
    counts = Counter[Revision]()
    for each in every:
        counts[each.of] += each.defects
    if not counts:
        return Places(None, ())
    of = min(counts, key=lambda revision: (-counts[revision], revision))
    return Places(of, tuple(each for each in every if each.of == of))


def _summed(counted: Iterable[tuple[tuple[str, str], int]]) -> tuple[Bar, ...]:
    counts = Counter[tuple[str, str]]()
    for key, count in counted:
        counts[key] += count
    return pareto(counts)
