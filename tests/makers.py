"""Makers of values for the tests: small, whole, and with one thing to vary at a time."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from inspector.golden.golden import Golden
from inspector.golden.recipe import Recipe
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
    StageTimes,
    Verdict,
)

MOMENT = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
FIGURES = AlignmentFigures(
    correlation=0.99, residual_px=0.1, overlap=1.0, agreeing=1.0, gain=1.0, offset=0.0, local_shift_px=0.0
)
PROVENANCE = Provenance(
    product="PN-1042",
    revision="r001",
    golden_sha256="a" * 64,
    recipe_sha256="b" * 64,
    comparator="test",
    model_sha256="c" * 64,
    runtime="test 1.0",
    device="CPU",
    package_version="0.1.0",
)


def make_image(height: int = 48, width: int = 64, grey: int = 120) -> NDArray[np.uint8]:
    return np.full((height, width), grey, np.uint8)


def make_capture(image: NDArray[np.uint8] | None = None, part_id: str = "P7", trigger_id: int = 7) -> Capture:
    return Capture(make_image() if image is None else image, part_id, trigger_id, MOMENT, "test", CameraFacts())


def make_golden(image: NDArray[np.uint8] | None = None, recipe: Recipe | None = None) -> Golden:
    picture = make_image() if image is None else image
    return Golden("PN-1042", "r001", picture, recipe or Recipe(), "a" * 64, "b" * 64)


def make_alignment(image: NDArray[np.uint8] | None = None, warp: NDArray[np.float64] | None = None) -> Alignment:
    picture = make_image() if image is None else image
    seen = np.ones(picture.shape[:2], np.bool_)
    return Alignment(np.eye(3) if warp is None else warp, picture, seen, FIGURES, AlignmentMethod.SPARSE_ECC)


def make_deviation(scores: NDArray[np.float32] | None = None, scale: float = 1.0) -> Deviation:
    field = np.zeros((48, 64), np.float32) if scores is None else scores
    return Deviation(field, np.ones(field.shape, np.bool_), scale, "test", "c" * 64)


def make_inspection(part_id: str = "P7", trigger_id: int = 7) -> Inspection:
    return Inspection(
        part_id=part_id,
        trigger_id=trigger_id,
        inspected_at=MOMENT,
        verdict=Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, 0.4, ()),
        provenance=PROVENANCE,
        stage_times=StageTimes(total_ms=12.5),
        capture=make_capture(part_id=part_id, trigger_id=trigger_id),
        alignment=make_alignment(),
        deviation=make_deviation(),
    )


def make_rejected(part_id: str = "P8", trigger_id: int = 8) -> Inspection:
    verdict = Verdict(Outcome.REJECT, Reason.NOT_ALIGNED, None, (), "correlation 0.21, at least 0.50")
    return replace(make_inspection(part_id, trigger_id), verdict=verdict, deviation=None)
