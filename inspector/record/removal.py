"""Images leave the disk a few at a time, oldest first, and their rows say so.

Files go first, the note follows: a full disk, on which SQLite cannot even delete, is no obstacle. A process killed in
between leaves notes of at most one step's files, which are always the oldest ones; `settle` finds them there. Whoever
removes holds the lock of `inspector.record.removal_lock` from `oldest` on, so that nobody pins what goes.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sqlite_utils import Database

from inspector.record.connection import INCOMING_FOLDER, writing
from inspector.record.notes import REMOVED_EARLIER
from inspector.synced_file import sync_folder

STEP = 8
EVER_US = 2**63 - 1
"""Later than any image: one that was taken while the clock was ahead goes for room as any other."""


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


def oldest(db: Database, stage: Stage, up_to_us: int = EVER_US, but_for: Collection[str] = ()) -> tuple[Removable, ...]:
    """Return the `STEP` oldest images of a stage, none taken after `up_to_us`, none pinned, none of `but_for`."""
    found = db.execute(_OLDEST.format(whose=_WHOSE[stage]), (up_to_us, STEP + len(but_for))).fetchall()
    wanted = [(part_id, raw) for part_id, raw in found if part_id not in but_for][:STEP]
    return tuple(Removable(part_id, _files(db, stage, part_id, raw)) for part_id, raw in wanted)


def remove(db: Database, images: Path, stage: Stage, found: Sequence[Removable], note: str) -> dict[str, str]:
    """Remove the files, then put on record that they are gone and why.

    Returns
    -------
    Why the system refused to remove files, by part: these parts keep their rows as they are.

    Raises
    ------
    OSError
        The folder is not that of the archive: nothing is claimed of files on a disk that is not mounted.
    """
    demand_its_disk(images)
    refused = {each.part_id: why for each in found if (why := _removed(images, stage, each))}
    for folder in {(images / file).parent for each in found for file in each.files}:
        with suppress(FileNotFoundError):
            sync_folder(folder)
    if len(refused) < len(found):
        _note(db, stage, [each for each in found if each.part_id not in refused], note)
    return refused


def demand_its_disk(images: Path) -> None:
    """Raise OSError where `images` is not the folder of the archive: that is told by what the archive keeps in it."""
    if not (images / INCOMING_FOLDER).is_dir():
        wants = f"where it is and shall be empty, make {INCOMING_FOLDER} in it"
        raise OSError(f"it is not the folder of the archive any more, its disk may not be mounted; {wants}")


def anything_kept(db: Database) -> bool:
    """Return whether by the record there is an image on the disk that may go; pinned ones are not looked for."""
    return any(oldest(db, stage) for stage in Stage)


def settle(db: Database, images: Path) -> None:
    """Put on record what a killed process removed without having said so."""
    for stage in Stage:
        half = [each for each in oldest(db, stage) if _is_gone(images, stage, each)]
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


def _removed(images: Path, stage: Stage, each: Removable) -> str:
    """Remove one part's files; return why the system refuses, which leaves its frame alone."""
    for number, file in enumerate(each.files):
        try:
            (images / file).unlink(missing_ok=True)
        except OSError as error:
            # Without its frame a part is gone, whatever of its copies stays.
            if stage is Stage.COPIES or number == 0:
                return error.strerror or str(error)
    return ""


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
    # Retention leaves folders: where that of a file is not there either, the disk may not be mounted.
    gone = [(images / file).parent.is_dir() and not (images / file).exists() for file in each.files]
    return any(gone) if stage is Stage.COPIES else gone[0]
