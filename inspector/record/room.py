"""Room on the record's disk: how much is left, for how long, and what is set aside for rows."""

import os
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from inspector.record.connection import RECORD_FILE, open_to_read, told_as_store_errors, writing
from inspector.record.rows import microseconds

CHUNK_BYTES = 8 << 20
_NICE = 19
_DAY_US = 86_400_000_000
_NEWEST = 1_000
_RATE = """
SELECT sum(size), min(taken_us), max(taken_us) FROM (
    SELECT size_bytes + copies_bytes AS size, taken_us FROM images
    WHERE state = 'kept' AND pinned = '' AND {which} ORDER BY taken_us DESC LIMIT :newest
)
"""


def room_of(folder: Path) -> int | None:
    """Return how many bytes the disk of `folder` has for this process; None where it does not even answer that."""
    try:
        facts = os.statvfs(folder)
    except OSError:
        return None
    return facts.f_bavail * facts.f_frsize


def free_bytes(folder: Path) -> int:
    """Return how many bytes can be counted on: none where the disk does not answer. Nothing is removed by this."""
    return room_of(folder) or 0


def bytes_per_day(db: Database, now_us: int) -> float | None:
    """Return how fast images fill the disk: by the last thousand kept of passed parts, audited ones, and of the others.

    None while there are none. Idle time counts: a line of one shift fills a third of what it does while it runs.
    """
    rates = []
    for which in ("outcome = 1 AND audit = 0", "outcome = 1 AND audit = 1", "outcome <> 1"):
        size, first_us, last_us = db.execute(_RATE.format(which=which), {"newest": _NEWEST}).fetchone()
        if size:
            # A clock that was set back makes images of the future.
            rates.append(size * _DAY_US / max(max(now_us, last_us) - first_us, 1))
    return sum(rates) if rates else None


def days_left(data: Path, wanted_bytes: int, now: datetime) -> float | None:
    """Return in how many days less than `wanted_bytes` are free at the rate of the last images; None without any.

    Raises
    ------
    StoreError
        The record of the folder `data` cannot be read.
    """
    db = open_to_read(data / RECORD_FILE)
    try:
        with told_as_store_errors("read the record", data / RECORD_FILE):
            per_day = bytes_per_day(db, microseconds(now))
    finally:
        db.close()
    return days_at(per_day, room_of(data), wanted_bytes)


def days_at(per_day: float | None, free: int | None, wanted: int) -> float | None:
    """Return how many days `free` bytes last above `wanted` at `per_day` bytes; None where that cannot be told."""
    return max(0.0, (free - wanted) / per_day) if per_day and free is not None else None


def set_aside(db: Database, room_bytes: int) -> bool:
    """Set some more room aside inside the record's file; return whether there is enough of it now.

    Pages that were written once and are free now are the file's own: rows go there even when other programs have taken
    the last byte of the disk. One call writes `CHUNK_BYTES` at most; SQLite's log, which is never made shorter while
    the station runs, has room for a transaction as large from then on.
    """
    missing = room_bytes - _set_aside_bytes(db)
    if missing <= 0:
        return True
    with writing(db):
        db.execute("CREATE TABLE IF NOT EXISTS room_for_rows (filling BLOB) STRICT")
        db.execute("INSERT INTO room_for_rows VALUES (zeroblob(?))", (min(missing, CHUNK_BYTES),))
    with writing(db):
        db.execute("DROP TABLE room_for_rows")
    return missing <= CHUNK_BYTES


def yield_to_the_line() -> None:
    """Give this thread, and on Linux only this one, less of the CPU than the stages of the line get."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _set_aside_bytes(db: Database) -> int:
    pages = db.execute("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size").fetchone()
    return int(pages[0])
