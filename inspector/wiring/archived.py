"""A part of the archive judged again: its row, its frame, its score map, and the chain of the line."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from inspector.capture.figures import figures_of
from inspector.errors import InputError, PartError
from inspector.image_file import decode_image
from inspector.part import CameraFacts, Capture, Inspection
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.frames import levels_of
from inspector.record.store import PartRow
from inspector.replay.judgement import can_be_judged_again
from inspector.station.judging import Gauge, faulted, judge
from inspector.wiring.pairs import system_clock


@dataclass(frozen=True, slots=True)
class ArchivedPart:
    """One part as it was photographed; `frame` are the bytes of its file, `file` is what that is called.

    `score_map` are the bytes of its map's file, empty where none is kept; `map_trouble` says why it is of no use.
    """

    part_id: str
    trigger_id: int
    inspected_at: datetime
    source: str
    file: str
    frame: bytes
    score_map: bytes = b""
    map_trouble: str = ""


def archived_part(data: Path, row: PartRow) -> ArchivedPart:
    """Return the part of a row with its frame, the very bytes that were recorded.

    Raises
    ------
    InputError
        No frame is kept, it was changed since, or the verdict does not come from a frame.
    """
    what = f"judge part {row.part_id} again"
    if not can_be_judged_again(row.outcome, row.reason):
        found = f"it was {row.outcome.name} for {row.reason.name}: {row.message}"
        raise InputError(what, found, "its verdict does not come from its frame")
    if not row.image:
        raise InputError(what, f"its raw frame is not in the archive: {row.image_note}", "choose another part")
    path = data / IMAGES_FOLDER / row.image
    try:
        frame = path.read_bytes()
    except OSError as error:
        raise InputError(what, f"{path}: {error.strerror or error}", "check the data folder") from error
    now = hashlib.sha256(frame).hexdigest()
    if now != row.image_sha256:
        found = f"frame {path} was changed: its sha256 is {now[:16]}, {row.image_sha256[:16]} in the record"
        raise InputError(what, found, "restore the archive from its backup")
    part = ArchivedPart(row.part_id, row.trigger_id, row.inspected_at, row.source, path.name, frame)
    return _with_map(part, data / IMAGES_FOLDER, row)


def judge_again(part: ArchivedPart, gauge: Gauge) -> Inspection:
    """Return what `gauge` says of an archived part; one that it cannot judge is FAULT, as on the line.

    Raises
    ------
    CaptureError
        The frame is no whole picture.
    StationError
        No part can be judged: the inference device is gone.
    """
    image = decode_image(part.frame, part.file)
    capture = Capture(image, part.part_id, part.trigger_id, part.inspected_at, part.source, CameraFacts())
    return replace(_judged(part, capture, gauge), seen=figures_of(image))


def map_difference(part: ArchivedPart, inspection: Inspection) -> str:
    """Return how the archived score map is not that of `inspection`; empty where it is, or where none is kept.

    Raises
    ------
    CaptureError
        The archived map is no picture.
    """
    if part.map_trouble or not part.score_map:
        return part.map_trouble
    if inspection.deviation is None:
        return "no score map, recorded with one"
    was, now = decode_image(part.score_map, f"score map of {part.part_id}"), levels_of(inspection.deviation)
    if was.shape != now.shape:
        return f"the score map is {now.shape}, recorded {was.shape}"
    others = int((was != now).sum())
    return f"{others} of {was.size} places of the score map are of another level than recorded" if others else ""


def _judged(part: ArchivedPart, capture: Capture, gauge: Gauge) -> Inspection:
    try:
        return judge(capture, gauge, system_clock())
    except PartError as error:
        return faulted(part.part_id, part.trigger_id, part.inspected_at, error, gauge.provenance, capture)


def _with_map(part: ArchivedPart, images: Path, row: PartRow) -> ArchivedPart:
    """Return the part with its score map; retention may have taken that before the frame, or just now."""
    if not row.score_map:
        return part
    try:
        data = (images / row.score_map).read_bytes()
    except OSError:
        return part
    if hashlib.sha256(data).hexdigest() != row.score_map_sha256:
        return replace(part, map_trouble="its score map in the archive was changed")
    return replace(part, score_map=data)
