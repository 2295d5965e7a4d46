"""What was judged of one part, to the bit: as the record has it, and as it comes out when it is judged again. Pure."""

import math
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from inspector.part import Box, Defect, Inspection, Outcome, Polarity, Reason
from inspector.record.store import PartRow


def _outcome(value: object) -> object:
    return Outcome[value] if isinstance(value, str) and value in Outcome.__members__ else value


def _reason(value: object) -> object:
    return Reason[value] if isinstance(value, str) and value in Reason.__members__ else value


# In files the names stand: a number says nothing to a person who reads them.
NamedOutcome = Annotated[Outcome, BeforeValidator(_outcome), PlainSerializer(lambda outcome: outcome.name)]
NamedReason = Annotated[Reason, BeforeValidator(_reason), PlainSerializer(lambda reason: reason.name)]
Corners = tuple[float, float, float, float]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JudgedDefect(_Strict):
    """One defect; boxes are (x0, y0, x1, y1) in pixels, `score` is in units of its zone's limit."""

    box_golden: Corners
    box_capture: Corners
    area_px: int
    score: float
    zone: str
    polarity: Polarity

    @classmethod
    def of(cls, defect: Defect) -> Self:
        """Return the form that is compared and kept."""
        return cls(
            box_golden=_corners(defect.box_golden),
            box_capture=_corners(defect.box_capture),
            area_px=defect.area_px,
            score=defect.score,
            zone=defect.zone,
            polarity=defect.polarity,
        )


class Judgement(_Strict):
    """Everything of a verdict that is the same to the bit whenever the same part is judged by the same inputs.

    `score` is in units of the limit, None where the part was not compared; `correlation` and `residual_px` are of the
    alignment, None where there was none. The words of a verdict are left out: they may be said better tomorrow.
    """

    outcome: NamedOutcome
    reason: NamedReason
    score: float | None
    correlation: float | None
    residual_px: float | None
    defects: tuple[JudgedDefect, ...]

    @classmethod
    def of_row(cls, row: PartRow) -> Self:
        """Return what the record has."""
        return cls(
            outcome=row.outcome,
            reason=row.reason,
            score=row.score,
            correlation=row.correlation,
            residual_px=row.residual_px,
            defects=tuple(map(JudgedDefect.of, row.defects)),
        )

    @classmethod
    def of(cls, inspection: Inspection) -> Self:
        """Return what was judged just now."""
        verdict, alignment = inspection.verdict, inspection.alignment
        return cls(
            outcome=verdict.outcome,
            reason=verdict.reason,
            score=verdict.score,
            correlation=_finite(alignment.figures.correlation) if alignment else None,
            residual_px=_finite(alignment.figures.residual_px) if alignment else None,
            defects=tuple(map(JudgedDefect.of, verdict.defects)),
        )

    def differences(self, again: "Judgement") -> tuple[str, ...]:
        """Return one line for each figure of `again` that is not this one to the bit.

        Examples
        --------
        >>> was = Judgement(outcome=Outcome.PASS, reason=Reason.WITHIN_LIMITS, score=0.5, correlation=0.9,
        ...     residual_px=0.1, defects=())
        >>> was.differences(was.model_copy(update={"score": 0.25}))
        ('score 0.25, recorded 0.5',)
        """
        return tuple(self._differences(again))

    def _differences(self, again: "Judgement") -> Iterator[str]:
        for name in ("outcome", "reason"):
            was, now = getattr(self, name), getattr(again, name)
            if was is not now:
                yield f"{name} {now.name}, recorded {was.name}"
        for name in ("score", "correlation", "residual_px"):
            was, now = getattr(self, name), getattr(again, name)
            if was != now:
                yield f"{name} {now!r}, recorded {was!r}"
        if len(self.defects) != len(again.defects):
            yield f"{len(again.defects)} defects, recorded {len(self.defects)}"
            return
        pairs = enumerate(zip(self.defects, again.defects, strict=True), 1)
        yield from (
            f"defect {number} is another: {now!r}, recorded {was!r}" for number, (was, now) in pairs if was != now
        )


def can_be_judged_again(outcome: Outcome, reason: Reason) -> bool:
    """Return whether a verdict came from the frame alone, and not from what happened to the station around it."""
    around = {Reason.CAMERA, Reason.DEADLINE, Reason.STORAGE, Reason.RECIPE, Reason.DEVICE, Reason.PLC, Reason.INTERNAL}
    return outcome is not Outcome.FAULT or reason not in around


def _corners(box: Box) -> Corners:
    return (box.x0, box.y0, box.x1, box.y1)


def _finite(figure: float) -> float | None:
    # SQLite keeps what is no number as NULL.
    return None if math.isnan(figure) else figure
