"""What was judged of one part, to the bit: as the record has it, and as it comes out when it is judged again. Pure."""

import math
from collections.abc import Iterable, Iterator
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from inspector.part import (
    Alignment,
    AlignmentFigures,
    Box,
    Defect,
    Inspection,
    Outcome,
    Polarity,
    Reason,
    RefusedAlignment,
)
from inspector.record.store import AlignmentRow, PartRow


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
    """One defect; boxes are (x0, y0, x1, y1) in pixels, `score` is in units of its zone's limit.

    `voices` is difference and variation, each in units of its own limit; None where nobody asked, as in older rows.
    """

    box_golden: Corners
    box_capture: Corners
    area_px: int
    score: float
    zone: str
    polarity: Polarity
    voices: tuple[float, float | None] | None = None

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
            voices=(defect.voices.difference, defect.voices.variation) if defect.voices else None,
        )

    def is_again(self, again: "JudgedDefect") -> bool:
        """Return whether `again` is this defect to the bit, in all that is on record of it."""
        known = again if self.voices else again.model_copy(update={"voices": None})
        return repr(self) == repr(known)


class JudgedAlignment(_Strict):
    """How the part was aligned; figures as in `inspector.part.AlignmentFigures`, None for what is no finite number.

    `warp` has nine numbers, row by row; none where the alignment was refused.
    """

    method: str
    refused: bool
    overlap: float | None
    agreeing: float | None
    gain: float | None
    offset: float | None
    local_shift_px: float | None
    warp: tuple[float, ...]

    @classmethod
    def of_row(cls, row: AlignmentRow) -> Self:
        """Return what the record has."""
        return cls._made(row.method, row, row.warp, refused=bool(row.refused))

    @classmethod
    def of(cls, alignment: Alignment | RefusedAlignment) -> Self:
        """Return what came out just now."""
        refused = isinstance(alignment, RefusedAlignment)
        warp = () if isinstance(alignment, RefusedAlignment) else tuple(alignment.warp.ravel().tolist())
        return cls._made(str(alignment.method), alignment.figures, warp, refused=refused)

    @classmethod
    def _made(
        cls, method: str, figures: AlignmentRow | AlignmentFigures, warp: tuple[float, ...], *, refused: bool
    ) -> Self:
        return cls(
            method=method,
            refused=refused,
            overlap=_finite(figures.overlap),
            agreeing=_finite(figures.agreeing),
            gain=_finite(figures.gain),
            offset=_finite(figures.offset),
            local_shift_px=_finite(figures.local_shift_px),
            warp=warp,
        )


class Judgement(_Strict):
    """Everything of a verdict that is the same to the bit whenever the same part is judged by the same inputs.

    `score` is in units of the limit, None where the part was not compared; `correlation` and `residual_px` are of the
    alignment, None where there was none or what was measured is no finite number. `alignment` is missing in bundles of
    before it was in them. `seen` is brightness and focus, None where nobody measured them, as in older rows. The words
    of a verdict are left out: they may be said better tomorrow.
    """

    outcome: NamedOutcome
    reason: NamedReason
    score: float | None
    correlation: float | None
    residual_px: float | None
    defects: tuple[JudgedDefect, ...]
    alignment: JudgedAlignment | None = None
    seen: tuple[float, float] | None = None

    @classmethod
    def of_row(cls, row: PartRow) -> Self:
        """Return what the record has."""
        return cls(
            outcome=row.outcome,
            reason=row.reason,
            score=row.score,
            correlation=_finite(row.correlation),
            residual_px=_finite(row.residual_px),
            defects=tuple(map(JudgedDefect.of, row.defects)),
            alignment=JudgedAlignment.of_row(row.alignment) if row.alignment else None,
            seen=(row.seen.brightness, row.seen.focus) if row.seen else None,
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
            alignment=JudgedAlignment.of(alignment) if alignment else None,
            seen=(inspection.seen.brightness, inspection.seen.focus) if inspection.seen else None,
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
        yield from _unlike(("score", "correlation", "residual_px"), self, again)
        if "alignment" in self.model_fields_set:
            yield from _aligned_otherwise(self.alignment, again.alignment)
        if self.seen:
            yield from _unlike(("seen",), self, again)
        if len(self.defects) != len(again.defects):
            yield f"{len(again.defects)} defects, recorded {len(self.defects)}"
            return
        pairs = enumerate(zip(self.defects, again.defects, strict=True), 1)
        yield from (
            f"defect {number} is another: {now!r}, recorded {was!r}"
            for number, (was, now) in pairs
            if not was.is_again(now)
        )


def can_be_judged_again(outcome: Outcome, reason: Reason) -> bool:
    """Return whether a verdict came from the frame alone, and not from what happened to the station around it."""
    around = {Reason.CAMERA, Reason.DEADLINE, Reason.STORAGE, Reason.RECIPE, Reason.DEVICE, Reason.PLC, Reason.INTERNAL}
    return outcome is not Outcome.FAULT or reason not in around


def _corners(box: Box) -> Corners:
    return (box.x0, box.y0, box.x1, box.y1)


def _aligned_otherwise(was: JudgedAlignment | None, now: JudgedAlignment | None) -> Iterator[str]:
    if was and now:
        yield from _unlike(JudgedAlignment.model_fields, was, now)
    elif was or now:
        yield f"{'not aligned' if was else 'aligned'}, recorded {'aligned' if was else 'not aligned'}"


def _unlike(names: Iterable[str], was: BaseModel, now: BaseModel) -> Iterator[str]:
    """Yield what differs to the bit: written out, a number tells its sign too where it is zero."""
    pairs = ((name, repr(getattr(was, name)), repr(getattr(now, name))) for name in names)
    yield from (f"{name} {is_now}, recorded {it_was}" for name, it_was, is_now in pairs if it_was != is_now)


def _finite(figure: float | None) -> float | None:
    # SQLite keeps what is no number as NULL, JSON the infinite too; and in a column minus zero is kept as zero.
    return None if figure is None or not math.isfinite(figure) else figure + 0.0
