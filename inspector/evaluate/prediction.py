"""Predictions: what was found on one pair, as one line of JSON that other programs read."""

from dataclasses import asdict
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator

from inspector.part import Alignment, Box, Defect, Inspection, RefusedAlignment, StageTimes
from inspector.record.rows import storable

Corners = tuple[float, float, float, float]


def _text(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text)]
"""A name, or words with one: of a file whose name is no UTF-8 it has escapes, for JSON has no place for such bytes."""


class FoundVoices(BaseModel):
    """What network and pixels say of a defect, each in units of its own limit; no variation where none was measured."""

    network: float
    difference: float
    variation: float | None


class FoundDefect(BaseModel):
    """One defect; boxes are `[x0, y0, x1, y1]` in pixels. Of very many defects the last have no voices."""

    box_golden: Corners
    box_capture: Corners
    area_px: int
    score: float
    zone: str
    polarity: str
    voices: FoundVoices | None = None

    @classmethod
    def of(cls, defect: Defect) -> Self:
        """Return the JSON form of a defect."""
        return cls(
            box_golden=_corners(defect.box_golden),
            box_capture=_corners(defect.box_capture),
            area_px=defect.area_px,
            score=defect.score,
            zone=defect.zone,
            polarity=defect.polarity.value,
            voices=FoundVoices(network=defect.score, **asdict(defect.voices)) if defect.voices else None,
        )


class FoundAlignment(BaseModel):
    """How the capture lies against the golden; without a warp where it was refused, and `refusal` says why."""

    accepted: bool
    refusal: Text
    method: str | None = None
    correlation: float | None = None
    residual_px: float | None = None
    overlap: float | None = None
    local_shift_px: float | None = None
    warp: list[list[float]] | None = None

    @classmethod
    def of(cls, alignment: Alignment | RefusedAlignment) -> Self:
        """Return the JSON form of an alignment or of its refusal."""
        figures = alignment.figures
        return cls(
            accepted=isinstance(alignment, Alignment),
            refusal="" if isinstance(alignment, Alignment) else alignment.why,
            method=alignment.method.value,
            correlation=figures.correlation,
            residual_px=figures.residual_px,
            overlap=figures.overlap,
            local_shift_px=figures.local_shift_px,
            warp=alignment.warp.tolist() if isinstance(alignment, Alignment) else None,
        )

    @classmethod
    def not_reached(cls, why: str) -> Self:
        """Return the JSON form for a pair whose chain broke before it was aligned."""
        return cls(accepted=False, refusal=why)


class Milliseconds(BaseModel):
    """Time per stage."""

    align: float
    compare: float
    decide: float
    total: float

    @classmethod
    def of(cls, times: StageTimes) -> Self:
        """Return the JSON form of stage times."""
        return cls(align=times.align_ms, compare=times.compare_ms, decide=times.decide_ms, total=times.total_ms)


class Prediction(BaseModel):
    """What was found on one pair; `score` is null where the pair was not compared."""

    pair_id: Text
    outcome: str
    reason: str
    message: Text
    score: float | None
    defects: list[FoundDefect]
    alignment: FoundAlignment
    timings_ms: Milliseconds

    @classmethod
    def of(cls, inspection: Inspection) -> Self:
        """Return the JSON form of an inspection; its part_id is the pair's."""
        verdict, alignment = inspection.verdict, inspection.alignment
        return cls(
            pair_id=inspection.part_id,
            outcome=verdict.outcome.name,
            reason=verdict.reason.name,
            message=verdict.message,
            score=verdict.score,
            defects=[FoundDefect.of(defect) for defect in verdict.defects],
            alignment=FoundAlignment.of(alignment) if alignment else FoundAlignment.not_reached(verdict.message),
            timings_ms=Milliseconds.of(inspection.stage_times),
        )


def _corners(box: Box) -> Corners:
    return (box.x0, box.y0, box.x1, box.y1)
