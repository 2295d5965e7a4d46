"""Inspections to rows of the record and back. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import TypeVar

from inspector.measured import CaptureFigures, Voices
from inspector.part import (
    Alignment,
    AlignmentFigures,
    Box,
    CameraFacts,
    Capture,
    ChallengeShown,
    Defect,
    Inspection,
    Outcome,
    Polarity,
    Provenance,
    Reason,
    RefusedAlignment,
    Round,
    Signal,
    StageTimes,
)
from inspector.record.store import AlignmentRow, PartRow

Cell = str | int | float | bytes | None
Row = Mapping[str, Cell]
_T = TypeVar("_T", str, int, float, bytes)

WAITING = "waiting"
KEPT = "kept"
MISSING = "missing"
_NOT_PHOTOGRAPHED = "the part was not photographed"
# Nine little-endian float64 by rows: the warp comes back to the bit.
_WARP = Struct("<9d")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_NO_FACTS = CameraFacts()


def microseconds(moment: datetime) -> int:
    """Return `moment` as the record keeps it.

    Examples
    --------
    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005
    """
    return (moment - _EPOCH) // _US


def moment_of(us: int) -> datetime:
    """Return the moment, UTC, that the record keeps as `us`.

    Examples
    --------
    >>> moment_of(1000005).isoformat()
    '1970-01-01T00:00:01.000005+00:00'
    """
    return _EPOCH + us * _US


def part_cells(inspection: Inspection, signal: Signal, provenance_id: int) -> dict[str, Cell]:
    """Return the cells of the part's row."""
    verdict = inspection.verdict
    cells: dict[str, Cell] = {
        "part_id": inspection.part_id,
        "trigger_id": inspection.trigger_id,
        "inspected_us": microseconds(inspection.inspected_at),
        "outcome": int(verdict.outcome),
        "reason": int(verdict.reason),
        "message": verdict.message,
        "score": verdict.score,
        "provenance_id": provenance_id,
        **asdict(inspection.stage_times),
        "signalled_outcome": int(signal.outcome),
        "signalled_reason": int(signal.reason),
        "signalled_us": microseconds(signal.signalled_at),
        "late": int(signal.late),
        "challenge": int(inspection.challenge is not None),
        **_capture_cells(inspection.capture),
        **(asdict(inspection.seen) if inspection.seen else {}),
        **_alignment_cells(inspection.alignment),
    }
    return {name: storable(cell) if isinstance(cell, str) else cell for name, cell in cells.items()}


def challenge_cells(seq: int, shown: ChallengeShown) -> dict[str, Cell]:
    """Return the cells of what came of showing a challenge part."""
    return {
        "part_seq": seq,
        "master": shown.master,
        "expected": int(shown.expected),
        "expected_zone": shown.zone,
        "as_expected": int(not shown.trouble),
        "trouble": shown.trouble,
        "due": shown.due,
        "shown_by": shown.shown_by,
        "round": str(shown.round),
    }


def defect_cells(seq: int, number: int, defect: Defect) -> dict[str, Cell]:
    """Return the cells of one defect's row."""
    golden = {f"golden_{side}": at for side, at in asdict(defect.box_golden).items()}
    capture = {f"capture_{side}": at for side, at in asdict(defect.box_capture).items()}
    return {
        "seq": seq,
        "number": number,
        **golden,
        **capture,
        "area_px": defect.area_px,
        "score": defect.score,
        "zone": defect.zone,
        "polarity": str(defect.polarity),
        **(asdict(defect.voices) if defect.voices else {"difference": None, "variation": None}),
    }


def part_row(cells: Row, defects: tuple[Defect, ...]) -> PartRow:
    """Return the part that the joined cells of its row, provenance and image tell of."""
    state = _maybe(cells, "image_state", str)
    acknowledged_us = _maybe(cells, "acknowledged_us", int)
    return PartRow(
        seq=_get(cells, "seq", int),
        part_id=_get(cells, "part_id", str),
        trigger_id=_get(cells, "trigger_id", int),
        inspected_at=moment_of(_get(cells, "inspected_us", int)),
        outcome=Outcome(_get(cells, "outcome", int)),
        reason=Reason(_get(cells, "reason", int)),
        message=_get(cells, "message", str),
        score=_maybe(cells, "score", float),
        defects=defects,
        correlation=_maybe(cells, "correlation", float),
        residual_px=_maybe(cells, "residual_px", float),
        source=_get(cells, "source", str),
        width_px=_get(cells, "width_px", int),
        height_px=_get(cells, "height_px", int),
        provenance=Provenance(**{field.name: _get(cells, field.name, str) for field in fields(Provenance)}),
        stage_times=StageTimes(**{field.name: _get(cells, field.name, float) for field in fields(StageTimes)}),
        signal=_signal(cells),
        acknowledged_at=None if acknowledged_us is None else moment_of(acknowledged_us),
        image=_get(cells, "image_file", str) if state == KEPT else "",
        image_sha256=_maybe(cells, "image_sha256", str) or "",
        image_note=image_note_of(state, _maybe(cells, "image_note", str)),
        review=_maybe(cells, "review_file", str) or "",
        thumbnail=_maybe(cells, "thumbnail_file", str) or "",
        score_map=_maybe(cells, "map_file", str) or "",
        score_map_sha256=_maybe(cells, "map_sha256", str) or "",
        pinned=_maybe(cells, "image_pinned", str) or "",
        alignment=_alignment_row(cells) if cells["alignment_method"] is not None else None,
        camera=CameraFacts(
            _get(cells, "exposure_us", float), _get(cells, "gain_db", float), _get(cells, "frame_id", int)
        ),
        challenge=_challenge(cells),
        seen=_seen(cells),
    )


def image_note_of(state: str | None, note: str | None) -> str:
    """Return why there is no image, as people read it; `state` and `note` are None where none was ever expected."""
    if state == WAITING:
        return WAITING
    return _NOT_PHOTOGRAPHED if note is None else note


def defect_of(cells: Row) -> Defect:
    """Return the defect that the cells of its row tell of."""
    return Defect(
        box_golden=_box(cells, "golden"),
        box_capture=_box(cells, "capture"),
        area_px=_get(cells, "area_px", int),
        score=_get(cells, "score", float),
        zone=_get(cells, "zone", str),
        polarity=Polarity(_get(cells, "polarity", str)),
        voices=_voices(cells),
    )


def _capture_cells(capture: Capture | None) -> dict[str, Cell]:
    height, width = capture.image.shape[:2] if capture else (0, 0)
    return {
        "captured_us": microseconds(capture.captured_at) if capture else None,
        "source": capture.source if capture else "",
        "width_px": width,
        "height_px": height,
        **asdict(capture.camera if capture else _NO_FACTS),
    }


def _alignment_cells(alignment: Alignment | RefusedAlignment | None) -> dict[str, Cell]:
    if alignment is None:
        return {}
    figures = {field.name: getattr(alignment.figures, field.name) for field in fields(AlignmentFigures)}
    cells: dict[str, Cell] = {"alignment_method": str(alignment.method), **figures}
    if isinstance(alignment, RefusedAlignment):
        return {**cells, "alignment_refused": alignment.why}
    return {**cells, "warp": _WARP.pack(*alignment.warp.ravel())}


def _alignment_row(cells: Row) -> AlignmentRow:
    warp = _maybe(cells, "warp", bytes)
    return AlignmentRow(
        method=_get(cells, "alignment_method", str),
        refused=_maybe(cells, "alignment_refused", str) or "",
        overlap=_maybe(cells, "overlap", float),
        agreeing=_maybe(cells, "agreeing", float),
        gain=_maybe(cells, "gain", float),
        offset=_maybe(cells, "offset", float),
        local_shift_px=_maybe(cells, "local_shift_px", float),
        warp=_WARP.unpack(warp) if warp else (),
    )


def storable(text: str) -> str:
    """Return `text` as SQLite takes it: a name that is no UTF-8 comes with lone surrogates, which it refuses."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _voices(cells: Row) -> Voices | None:
    difference = _maybe(cells, "difference", float)
    return None if difference is None else Voices(difference, _maybe(cells, "variation", float))


def _seen(cells: Row) -> CaptureFigures | None:
    brightness = _maybe(cells, "brightness", float)
    return None if brightness is None else CaptureFigures(brightness, _get(cells, "focus", float))


def _challenge(cells: Row) -> ChallengeShown | None:
    if cells["master"] is None:
        return None
    return ChallengeShown(
        master=_get(cells, "master", str),
        expected=Outcome(_get(cells, "expected", int)),
        zone=_get(cells, "expected_zone", str),
        trouble=_get(cells, "trouble", str),
        due=_get(cells, "due", str),
        shown_by=_get(cells, "shown_by", int),
        round=Round(_get(cells, "round", str)),
    )


def _signal(cells: Row) -> Signal:
    return Signal(
        outcome=Outcome(_get(cells, "signalled_outcome", int)),
        reason=Reason(_get(cells, "signalled_reason", int)),
        signalled_at=moment_of(_get(cells, "signalled_us", int)),
        late=bool(_get(cells, "late", int)),
    )


def _box(cells: Row, frame: str) -> Box:
    return Box(*(_get(cells, f"{frame}_{side}", float) for side in ("x0", "y0", "x1", "y1")))


def _get(cells: Row, name: str, kind: type[_T]) -> _T:
    cell = cells[name]
    if not isinstance(cell, kind):
        raise TypeError(f"column {name} holds {cell!r}, expected {kind.__name__}")
    return cell


def _maybe(cells: Row, name: str, kind: type[_T]) -> _T | None:
    return None if cells[name] is None else _get(cells, name, kind)
