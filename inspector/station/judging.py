"""One part judged: the chain of stages, written once, and what a part is called that no stage could judge."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from inspector.align.align import align
from inspector.align.reference import Reference
from inspector.compare.comparator import Comparison
from inspector.decide.decide import decide, refuse
from inspector.decide.rules import Rules
from inspector.errors import CameraError, CaptureError, PartError, RecipeError, RuntimeLostError, StoreError
from inspector.golden.golden import Golden
from inspector.part import (
    Capture,
    Deviation,
    Inspection,
    Outcome,
    Provenance,
    Reason,
    RefusedAlignment,
    StageTimes,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time comes from: UTC for the record, monotonic seconds for durations."""

    utc: Callable[[], datetime]
    monotonic: Callable[[], float]


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """One golden, learnt by every stage, ready to judge parts; `warning` is shown as long as it judges."""

    golden: Golden
    reference: Reference
    comparison: Comparison
    rules: Rules
    provenance: Provenance
    warning: str = ""


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
    aligned = compared = clock.monotonic()
    deviation: Deviation | None = None
    if isinstance(alignment, RefusedAlignment):
        verdict = refuse(alignment, gauge.golden.recipe)
    else:
        deviation = gauge.comparison.compare(alignment)
        compared = clock.monotonic()
        verdict = decide(alignment, deviation, gauge.rules)
    end = clock.monotonic()
    times = StageTimes(
        align_ms=1e3 * (aligned - start),
        compare_ms=1e3 * (compared - aligned),
        decide_ms=1e3 * (end - compared),
        total_ms=1e3 * (end - start),
    )
    return Inspection(
        part_id=capture.part_id,
        trigger_id=capture.trigger_id,
        inspected_at=capture.captured_at,
        verdict=verdict,
        provenance=gauge.provenance,
        stage_times=times,
        capture=capture,
        alignment=alignment,
        deviation=deviation,
    )


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


def _reason(error: Exception) -> Reason:
    reasons: tuple[tuple[type[Exception], Reason], ...] = (
        (CaptureError, Reason.BAD_IMAGE),
        (PartError, Reason.COMPARISON),
        (CameraError, Reason.CAMERA),
        (RuntimeLostError, Reason.DEVICE),
        (StoreError, Reason.STORAGE),
        (RecipeError, Reason.RECIPE),
    )
    return next((reason for kind, reason in reasons if isinstance(error, kind)), Reason.INTERNAL)
