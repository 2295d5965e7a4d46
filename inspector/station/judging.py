"""One part judged: the chain of stages, written once, and what a part is called that no stage could judge."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from inspector.align.align import align
from inspector.align.reference import Reference
from inspector.compare.comparator import Comparison
from inspector.decide.decide import decide, is_near, refuse
from inspector.decide.rules import Rules
from inspector.errors import CameraError, CaptureError, LinkError, PartError, RecipeError, RuntimeLostError, StoreError
from inspector.golden.golden import Golden
from inspector.part import (
    Alignment,
    Capture,
    Deviation,
    Inspection,
    Outcome,
    Provenance,
    Reason,
    RefusedAlignment,
    Signal,
    StageTimes,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time comes from: UTC for the record, monotonic seconds for durations."""

    utc: Callable[[], datetime]
    monotonic: Callable[[], float]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A variant of the golden, learnt: what a part that is not as the golden is compared with."""

    comparison: Comparison
    rules: Rules


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """One golden, learnt by every stage, ready to judge parts; `warning` is shown as long as it judges.

    A part that does not pass by the golden is compared with each of `variants`; the best match says what it is.
    """

    golden: Golden
    reference: Reference
    comparison: Comparison
    rules: Rules
    provenance: Provenance
    warning: str = ""
    variants: tuple[Look, ...] = ()


def judge(capture: Capture, gauge: Gauge, clock: Clock) -> Inspection:
    """Return the inspection of a captured part: aligned, compared, decided.

    Raises
    ------
    PartError
        The part cannot be judged. It is FAULT and the line goes on.
    StationError
        No part can be judged. The part is FAULT and the station drops READY.
    """
    start = clock.monotonic()
    alignment = align(capture, gauge.reference)
    align_ms = 1e3 * (clock.monotonic() - start)
    if isinstance(alignment, RefusedAlignment):
        judged = _Judged(None, refuse(alignment, gauge.golden.recipe))
    else:
        judged = _judged(alignment, gauge, clock)
    times = StageTimes(
        align_ms=align_ms,
        compare_ms=judged.compare_ms,
        decide_ms=judged.decide_ms,
        total_ms=1e3 * (clock.monotonic() - start),
    )
    return Inspection(
        part_id=capture.part_id,
        trigger_id=capture.trigger_id,
        inspected_at=capture.captured_at,
        verdict=judged.verdict,
        provenance=gauge.provenance,
        stage_times=times,
        capture=capture,
        alignment=alignment,
        deviation=judged.deviation,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    deviation: Deviation | None
    verdict: Verdict
    compare_ms: float = 0.0
    decide_ms: float = 0.0

    def after(self, other: "_Judged") -> "_Judged":
        """Return this one with the time that `other` took as well."""
        compare_ms, decide_ms = self.compare_ms + other.compare_ms, self.decide_ms + other.decide_ms
        return replace(self, compare_ms=compare_ms, decide_ms=decide_ms)

    def or_better(self, other: "_Judged", name: str) -> "_Judged":
        """Return the one of the lower score, `other` saying by which variant it is; a pass is lower than all else."""
        if other.verdict.outcome is not Outcome.PASS and _height(other.verdict) >= _height(self.verdict):
            return self.after(other)
        message = f"by {name}" + (f": {other.verdict.message}" if other.verdict.message else "")
        return replace(other, verdict=replace(other.verdict, message=message)).after(self)


def _judged(alignment: Alignment, gauge: Gauge, clock: Clock) -> _Judged:
    """Return what the part is by the look it matches best: the golden's, or that of the first variant it passes by."""
    best = _by(alignment, gauge.comparison, gauge.rules, clock)
    for number, look in enumerate(gauge.variants, 1):
        if best.verdict.outcome is Outcome.PASS:
            break
        best = best.or_better(_by(alignment, look.comparison, look.rules, clock), f"variant {number}")
    return best


def _by(alignment: Alignment, comparison: Comparison, rules: Rules, clock: Clock) -> _Judged:
    """Compare and decide; once more, by the exact form, where the first look lies too near the limit for it."""
    first = _look(alignment, comparison, rules, clock)
    second = comparison.second_look
    if second is None or first.deviation is None:
        return first
    if not is_near(first.verdict, alignment, first.deviation, rules, (second.low, second.high)):
        return first
    return _look(alignment, second.comparison, rules, clock).after(first)


def _height(verdict: Verdict) -> float:
    return math.inf if verdict.score is None else verdict.score


def _look(alignment: Alignment, comparison: Comparison, rules: Rules, clock: Clock) -> _Judged:
    start = clock.monotonic()
    deviation = comparison.compare(alignment)
    compared = clock.monotonic()
    verdict = decide(alignment, deviation, rules)
    return _Judged(deviation, verdict, 1e3 * (compared - start), 1e3 * (clock.monotonic() - compared))


def with_capture_time(inspection: Inspection, capture_ms: float) -> Inspection:
    """Return `inspection` with what taking its picture cost."""
    times = inspection.stage_times
    return replace(inspection, stage_times=replace(times, capture_ms=capture_ms, total_ms=times.total_ms + capture_ms))


def faulted(
    part_id: str, trigger_id: int, moment: datetime, error: Exception, provenance: Provenance, taken: Capture | None
) -> Inspection:
    """Return the inspection of a part that could not be judged because of `error`."""
    return Inspection(
        part_id=part_id,
        trigger_id=trigger_id,
        inspected_at=moment,
        verdict=Verdict(Outcome.FAULT, _reason(error), None, (), str(error)),
        provenance=provenance,
        stage_times=StageTimes(),
        capture=taken,
    )


def untaken(part_id: str, trigger_id: int, moment: datetime, signal: Signal, provenance: Provenance) -> Inspection:
    """Return the inspection of a part that nobody judged: the controller was answered before the station took it."""
    message = "nobody looked at it: its deadline passed while the station was busy with something else"
    return Inspection(
        part_id=part_id,
        trigger_id=trigger_id,
        inspected_at=moment,
        verdict=Verdict(Outcome.FAULT, signal.reason, None, (), message),
        provenance=provenance,
        stage_times=StageTimes(),
    )


def _reason(error: Exception) -> Reason:
    reasons: tuple[tuple[type[Exception], Reason], ...] = (
        (CaptureError, Reason.BAD_IMAGE),
        (PartError, Reason.COMPARISON),
        (CameraError, Reason.CAMERA),
        (LinkError, Reason.PLC),
        (RuntimeLostError, Reason.DEVICE),
        (StoreError, Reason.STORAGE),
        (RecipeError, Reason.RECIPE),
    )
    return next((reason for kind, reason in reasons if isinstance(error, kind)), Reason.INTERNAL)
