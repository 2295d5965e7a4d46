"""What the record is told of images: kept and hashed, missing and why."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

from inspector.part import Outcome
from inspector.record.connection import writing
from inspector.record.frames import CopyFile, Frame
from inspector.record.image_names import image_name
from inspector.record.policy import GoldenInUse
from inspector.record.rows import KEPT, MISSING, microseconds

# Thumbnails are small and stay as long as their frame; what retention removes earlier is the rest.
REMOVED_EARLIER = ("review", "map")

_NOTE = """
INSERT INTO images (part_id, state, file, sha256, size_bytes, note, outcome, taken_us, copies_bytes, audit)
VALUES (:part_id, :state, :file, :sha256, :size_bytes, :note, :outcome, :taken_us, :copies_bytes, :audit)
ON CONFLICT (part_id) DO UPDATE
SET state = :state, file = :file, sha256 = :sha256, size_bytes = :size_bytes, note = :note,
    copies_bytes = :copies_bytes, audit = :audit
"""
_COPY = "INSERT OR REPLACE INTO copies VALUES (?, ?, ?, ?, ?)"
_GOLDEN = """
INSERT INTO golden_in_use VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE
SET golden_sha256 = excluded.golden_sha256, recipe_sha256 = excluded.recipe_sha256, since_us = excluded.since_us
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """Whose image a note is about: the part's name, what it was signalled as, when it was taken (microseconds)."""

    part_id: str
    file: str
    outcome: Outcome
    taken_us: int


@dataclass(frozen=True, slots=True)
class CopyNote:
    """A copy on the disk."""

    kind: str
    file: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Note:
    """What the record is to know of one part's image; `why` is empty where it is kept."""

    picture: Picture
    sha256: str = ""
    size_bytes: int = 0
    copies: tuple[CopyNote, ...] = field(default=())
    why: str = ""


def picture_of(frame: Frame) -> Picture:
    """Return whose image the frame is."""
    capture = frame.capture
    return Picture(capture.part_id, image_name(capture), frame.outcome, microseconds(capture.captured_at))


def kept(picture: Picture, raw: bytes, copies: Iterable[CopyFile]) -> Note:
    """Return the note of an image that is on the disk."""
    told = tuple(CopyNote(copy.kind, copy.file, _sha256(copy.data), len(copy.data)) for copy in copies)
    return Note(picture, _sha256(raw), len(raw), told)


def write_note(db: Database, note: Note, *, awaits_people: bool) -> None:
    """Put the note on record, replacing what was known of that image.

    Parameters
    ----------
    db
        The record.
    note
        What is to be known.
    awaits_people
        It is a passed part of the audit sample: its image goes later than those of other passed parts.
    """
    picture = note.picture
    cells = {
        "part_id": picture.part_id,
        "state": MISSING if note.why else KEPT,
        "file": picture.file,
        "sha256": note.sha256,
        "size_bytes": note.size_bytes,
        "note": note.why,
        "outcome": int(picture.outcome),
        "taken_us": picture.taken_us,
        "audit": int(awaits_people),
        "copies_bytes": sum(copy.size_bytes for copy in note.copies if copy.kind in REMOVED_EARLIER),
    }
    with writing(db):
        db.execute(_NOTE, cells)
        for copy in note.copies:
            db.execute(_COPY, (picture.part_id, copy.kind, copy.file, copy.sha256, copy.size_bytes))


def read_waiting(db: Database) -> list[Picture]:
    """Return the images that an earlier process had taken and of which nobody knows what became."""
    found = db.execute("SELECT part_id, file, outcome, taken_us FROM images WHERE state = 'waiting'")
    return [Picture(part_id, file, Outcome(outcome), taken_us) for part_id, file, outcome, taken_us in found]


def read_golden(db: Database) -> GoldenInUse:
    """Return what parts were judged with last; before the first part, something that no part is judged with."""
    found = db.execute("SELECT golden_sha256, recipe_sha256, since_us FROM golden_in_use").fetchone()
    return GoldenInUse(*found) if found else GoldenInUse("", "", 0)


def write_golden(db: Database, golden: GoldenInUse) -> None:
    """Put on record what parts are judged with, so that the next process knows since when."""
    db.execute(_GOLDEN, (golden.golden_sha256, golden.recipe_sha256, golden.since_us))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
