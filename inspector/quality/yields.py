"""Yield, first-pass yield and defects per million opportunities. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from inspector.part import Outcome
from inspector.record.dispositions import Disposition
from inspector.record.estimates import Share, wilson
from inspector.record.quality_rows import DefectTally, Revision, SaidTally, Tally

Opportunities = Callable[[Revision], int | None]

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class PartCounts:
    """How many parts the controller was shown as what; a late verdict counts as the FAULT it was shown as."""

    passed: int
    rejected: int
    rechecked: int
    faulted: int

    @property
    def judged(self) -> int:
        """All parts of which the station said something: all but faults."""
        return self.passed + self.held_back

    @property
    def held_back(self) -> int:
        """Rejected and rechecked parts."""
        return self.rejected + self.rechecked

    @property
    def all(self) -> int:
        """All parts."""
        return self.judged + self.faulted


@dataclass(frozen=True, slots=True)
class Dpmo:
    """Defects per million opportunities.

    Parameters
    ----------
    defective
        Zones of parts in which there was a defect, each once however many defects it held.
    opportunities
        Judged parts times the zones of the recipe that judged them, what no zone covers being one more.
    value
        `defective` per million `opportunities`; None where there are none or a recipe is unknown.
    unknown
        Revisions that judged parts and whose recipe could not be read.
    """

    defective: int
    opportunities: int
    value: float | None
    unknown: tuple[Revision, ...] = ()


def part_counts(tallies: Iterable[Tally]) -> PartCounts:
    """Return the sums over all spans and revisions."""
    every = tuple(tallies)
    return PartCounts(
        passed=sum(each.passed for each in every),
        rejected=sum(each.rejected for each in every),
        rechecked=sum(each.rechecked for each in every),
        faulted=sum(each.faulted for each in every),
    )


def share_of(count: int, of: int) -> Share | None:
    """Return the share with Wilson's 95 % interval, None where there is nothing to divide by."""
    return wilson(count, of) if of else None


def first_pass_yield(counts: PartCounts) -> Share | None:
    """Return parts that passed at their first inspection, of all parts."""
    return share_of(counts.passed, counts.all)


def final_yield(counts: PartCounts, said: Iterable[SaidTally]) -> Share | None:
    """Return parts that are good as far as people know, of all parts.

    Those that passed, less what people found to be escapes, and what was held back and found to be good. A part that
    nobody looked at is what the station said.
    """
    told = tuple(said)
    escapes = sum(each.count for each in told if each.disposition is Disposition.ESCAPE)
    overkill = sum(
        each.count for each in told if each.disposition is Disposition.OVERKILL and each.outcome is not Outcome.PASS
    )
    return share_of(min(max(counts.passed - escapes + overkill, 0), counts.all), counts.all)


def dpmo(tallies: Sequence[Tally], defects: Iterable[DefectTally], opportunities: Opportunities) -> Dpmo:
    """Return defects per million opportunities.

    Parameters
    ----------
    opportunities
        Gives how many places of a part of a revision may be defective, None where its recipe is not to be had.

    References
    ----------
    ISO 13053-1:2011, Six Sigma: DMAIC methodology.
    """
    judged = {each.of: 0 for each in tallies}
    for each in tallies:
        judged[each.of] += each.passed + each.rejected + each.rechecked
    of_each = {of: opportunities(of) for of, parts in sorted(judged.items()) if parts}
    defective = sum(each.parts for each in defects)
    whole = sum(judged[of] * (count or 0) for of, count in of_each.items())
    unknown = tuple(of for of, count in of_each.items() if count is None)
    return Dpmo(defective, whole, None if unknown or not whole else _MILLION * defective / whole, unknown)
