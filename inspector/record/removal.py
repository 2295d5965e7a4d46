"""Images leave the disk a few at a time, oldest first, and their rows say so.

Files go first, the note follows: a full disk, on which SQLite cannot even delete, is no obstacle. A process killed in
between leaves notes of at most one step's files, which are always the oldest ones; `settle` finds them there.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from sqlite_utils import Database

from inspector.record.connection import writing
from inspector.record.notes import REMOVED_EARLIER
from inspector.record.rows import microseconds
from inspector.synced_file import sync_folder

STEP = 8


class Stage(Enum):
    """What is removed, in this order; the value is the setting that says how long it stays."""

    PASSED = "retention.pass_days"
    COPIES = "retention.copies_days"
    AUDITED = "retention.audit_days"
    OTHERS = "retention.other_days"


_WHOSE = {
    Stage.PASSED: "images INDEXED BY images_passed WHERE state = 'kept' AND pinned = '' AND outcome = 1 AND audit = 0",
    Stage.COPIES: "images INDEXED BY images_copied WHERE copies_bytes > 0 AND pinned = ''",
    Stage.AUDITED: "images INDEXED BY images_audited"
    " WHERE state = 'kept' AND pinned = '' AND outcome = 1 AND audit = 1",
    Stage.OTHERS: "images INDEXED BY images_others WHERE state = 'kept' AND pinned = '' AND outcome <> 1",
}
_OLDEST = "SELECT part_id, file FROM {whose} AND taken_us <= ? ORDER BY taken_us LIMIT ?"
_GONE = """
UPDATE images SET state = 'removed', note = ?, size_bytes = 0, copies_bytes = 0
WHERE part_id = ?
"""
_COPIES_GONE = "UPDATE images SET note = ?, copies_bytes = 0 WHERE part_id = ?"


@dataclass(frozen=True, slots=True)
class Removable:
    """One part's files that may go, relative to the image folder."""

    part_id: str
    files: tuple[str, ...]


def oldest(db: Database, stage: Stage, up_to_us: int) -> tuple[Removable, ...]:
    """Return the `STEP` oldest images of a stage, none taken after `up_to_us`; pinned ones are none of them."""
    found = db.execute(_OLDEST.format(whose=_WHOSE[stage]), (up_to_us, STEP)).fetchall()
    return tuple(Removable(part_id, _files(db, stage, part_id, raw)) for part_id, raw in found)


def remove(db: Database, images: Path, stage: Stage, found: Sequence[Removable], note: str) -> None:
    """Remove the files, then put on record that they are gone and why."""
    paths = [images / file for each in found for file in each.files]
    for path in paths:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in paths}:
        with suppress(FileNotFoundError):
            sync_folder(folder)
    _note(db, stage, found, note)


def settle(db: Database, images: Path, now: datetime) -> None:
    """Put on record what a killed process removed without having said so."""
    for stage in Stage:
        half = [each for each in oldest(db, stage, microseconds(now)) if _is_gone(images, stage, each)]
        if half:
            remove(db, images, stage, half, "removed; the station ended before it could say why")


def _files(db: Database, stage: Stage, part_id: str, raw: str) -> tuple[str, ...]:
    if stage is Stage.COPIES:
        return tuple(_copies(db, part_id, REMOVED_EARLIER))
    # The raw frame goes first: whatever ends the process then, `settle` knows by it what was begun.
    return (raw, *_copies(db, part_id, (*REMOVED_EARLIER, "thumbnail")))


def _copies(db: Database, part_id: str, kinds: Sequence[str]) -> list[str]:
    found = db.execute("SELECT kind, file FROM copies WHERE part_id = ?", (part_id,))
    return [file for kind, file in found if kind in kinds]


def _note(db: Database, stage: Stage, found: Sequence[Removable], note: str) -> None:
    with writing(db):
        for each in found:
            if stage is Stage.COPIES:
                db.execute(_COPIES_GONE, (f"review copy and score map {note}", each.part_id))
                db.execute("DELETE FROM copies WHERE part_id = ? AND kind IN (?, ?)", (each.part_id, *REMOVED_EARLIER))
            else:
                db.execute(_GONE, (note, each.part_id))
                db.execute("DELETE FROM copies WHERE part_id = ?", (each.part_id,))


def _is_gone(images: Path, stage: Stage, each: Removable) -> bool:
    gone = [not (images / file).exists() for file in each.files]
    return any(gone) if stage is Stage.COPIES else gone[0]
