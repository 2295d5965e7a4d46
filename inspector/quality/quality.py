"""All figures of quality for one question, made from one reading of the record. Pure."""

from dataclasses import dataclass

from inspector.quality.drift import DriftPoint, drift
from inspector.quality.p_chart import PChart, p_chart
from inspector.quality.pareto import Bar, Places, by_polarity, by_reason, by_zone, places
from inspector.quality.spans import Days, Per
from inspector.quality.yields import (
    Dpmo,
    Opportunities,
    PartCounts,
    dpmo,
    final_yield,
    first_pass_yield,
    part_counts,
)
from inspector.record.dispositions import Seen
from inspector.record.estimates import EscapeEstimate, OverkillEstimate, Share, escape_estimate, overkill_estimate
from inspector.record.quality_rows import QualityRows, SaidTally, Span


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which days and shift, of which product and revision, in spans how wide, with rules of runs or not.

    An empty product or revision asks for all.
    """

    days: Days
    per: Per = "hour"
    product: str = ""
    revision: str = ""
    with_runs: bool = False


@dataclass(frozen=True, slots=True)
class Quality:
    """The answer: every figure of the page, its tables and its report, from one reading."""

    question: Question
    station: str
    spans: tuple[Span, ...]
    counts: PartCounts
    first_pass_yield: Share | None
    final_yield: Share | None
    dpmo: Dpmo
    overkill: OverkillEstimate
    escapes: EscapeEstimate
    zones: tuple[Bar, ...]
    reasons: tuple[Bar, ...]
    polarities: tuple[Bar, ...]
    places: Places
    p_chart: PChart
    drift: tuple[DriftPoint, ...]


def quality_of(question: Question, spans: tuple[Span, ...], rows: QualityRows, opportunities: Opportunities) -> Quality:
    """Return the figures of what was read for `spans`."""
    counts = part_counts(rows.tallies)
    seen = [_seen(each) for each in rows.said]
    return Quality(
        question=question,
        station=rows.station,
        spans=spans,
        counts=counts,
        first_pass_yield=first_pass_yield(counts),
        final_yield=final_yield(counts, rows.said),
        dpmo=dpmo(rows.tallies, rows.defects, opportunities),
        overkill=overkill_estimate(seen, counts.passed, counts.held_back),
        escapes=escape_estimate(seen),
        zones=by_zone(rows.defects),
        reasons=by_reason(rows.said),
        polarities=by_polarity(rows.defects),
        places=places(rows.places),
        p_chart=p_chart(rows.tallies, rows.baselines, with_runs=question.with_runs),
        drift=drift(rows.tallies, rows.scores),
    )


def _seen(said: SaidTally) -> Seen:
    return Seen(said.outcome, said.audit, said.disposition, said.count)
