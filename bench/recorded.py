"""Inspections and signals for the benches of the record: whole, valid, and with any picture."""

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from inspector.part import (
    Alignment,
    AlignmentFigures,
    AlignmentMethod,
    CameraFacts,
    Capture,
    Deviation,
    Inspection,
    Outcome,
    Provenance,
    Reason,
    Signal,
    StageTimes,
    Verdict,
)

PROVENANCE = Provenance(
    product="bench",
    revision="r001",
    golden_sha256="a" * 64,
    recipe_sha256="b" * 64,
    comparator="bench",
    model_sha256="c" * 64,
    runtime="none",
    device="CPU",
    package_version="0",
)
_FIGURES = AlignmentFigures(
    correlation=0.99, residual_px=0.1, overlap=1.0, agreeing=1.0, gain=1.0, offset=0.0, local_shift_px=0.0
)
_PASS = Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, 0.4, ())
_REJECT = Verdict(Outcome.REJECT, Reason.NOT_ALIGNED, None, (), "correlation 0.21, at least 0.50")


def noise(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    """Return the picture that belongs to `seed`, uint8 (H, W): the same one whenever it is asked for."""
    return np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)


def inspected(part_id: str, number: int, image: NDArray[np.uint8], *, passed: bool = True) -> Inspection:
    """Return a part inspected now; `number` counts parts from 0."""
    now, trigger_id = datetime.now(UTC), number % 65_535 + 1
    scores = np.full(image.shape[:2], 0.4, np.float32)
    seen = np.ones(scores.shape, np.bool_)
    return Inspection(
        part_id=part_id,
        trigger_id=trigger_id,
        inspected_at=now,
        verdict=_PASS if passed else _REJECT,
        provenance=PROVENANCE,
        stage_times=StageTimes(total_ms=20.0),
        capture=Capture(image, part_id, trigger_id, now, "bench", CameraFacts()),
        alignment=Alignment(np.eye(3), image, seen, _FIGURES, AlignmentMethod.SPARSE_ECC),
        deviation=Deviation(scores, seen, 1.0, "bench", "c" * 64),
    )


def signalled(inspection: Inspection) -> Signal:
    """Return what the controller was shown of it."""
    verdict = inspection.verdict
    return Signal(verdict.outcome, verdict.reason, inspection.inspected_at + timedelta(milliseconds=20), late=False)
