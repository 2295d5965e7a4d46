"""The trail of acts in one SQLite file that only grows."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from inspector.people.own_file import PEOPLE_FOLDER, OwnFile
from inspector.people.schema import TRAIL, TRAIL_TRIGGERS
from inspector.people.trail import Entry
from inspector.people.users import By
from inspector.record.chain import NO_ENTRY, Chain, Verification
from inspector.record.rows import Cell, microseconds, moment_of, storable

TRAIL_FILE = Path(PEOPLE_FOLDER, "audit.sqlite3")

_FAR = 2**62
_COLUMNS = "number, at_us, name, role, address, act, about, detail, previous_sha256, sha256"
_LAST = "SELECT number, sha256 FROM acts ORDER BY number DESC LIMIT 1"
_BELOW = f"SELECT {_COLUMNS} FROM acts WHERE number < ? ORDER BY number DESC LIMIT ?"  # noqa: S608 -- our own words
_INSERT = f"INSERT INTO acts ({_COLUMNS}) VALUES ({', '.join('?' * 10)})"  # noqa: S608 -- the same


def _now() -> datetime:
    return datetime.now(UTC)


class SqliteTrail:
    """Reads and writes the trail that belongs to the record in a folder, from any number of threads and processes."""

    def __init__(self, data: Path, now: Callable[[], datetime] = _now) -> None:
        self._file = OwnFile(data / TRAIL_FILE, TRAIL, "the audit trail")
        self._now = now

    def note(self, by: By, act: str, about: str = "", detail: str = "") -> int:
        """Return the number of a new entry once it is on the disk: it outlives a killed process and a power cut.

        Raises
        ------
        StoreError
            It could not be written. Whatever was to be done is not done.
        """
        by = By(storable(by.name), storable(by.role), storable(by.address))
        with self._file.to_write() as db:
            last = db.execute(_LAST).fetchone()
            number, previous = (last[0] + 1, last[1]) if last else (1, NO_ENTRY)
            entry = Entry(number, self._now(), by, act, storable(about), storable(detail), previous)
            db.execute(_INSERT, _cells(entry))
        return entry.number

    def page(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """Return up to `limit` entries, the newest first, all numbered below `before`."""
        with self._file.to_read() as db:
            return tuple(map(_entry, db.execute(_BELOW, (before or _FAR, limit)))) if db else ()

    def verify(self, head_noted: str = "") -> Verification:
        """Return whether every entry is as it was written, none is missing and none was put in between.

        `head_noted` is the hash of any entry, noted elsewhere; see `Chain.verify` for what only it finds.
        """
        with self._file.to_read() as db:
            return _CHAIN.verify(db, head_noted)

    def close(self) -> None:
        """Let go of the file; a later call opens it again."""
        self._file.close()


def _cells(entry: Entry) -> tuple[Cell, ...]:
    by = entry.by
    words = (by.name, by.role, by.address, entry.act, entry.about, entry.detail)
    return (entry.number, microseconds(entry.at), *words, entry.previous_sha256, entry.sha256())


def _entry(cells: tuple[Cell, ...]) -> Entry:
    number, at_us = cells[:2]
    name, role, address, act, about, detail, previous_sha256, _ = map(str, cells[2:])
    if not isinstance(number, int) or not isinstance(at_us, int):
        raise TypeError(f"{number!r} and {at_us!r} are not both whole numbers")
    return Entry(number, moment_of(at_us), By(name, role, address), act, about, detail, previous_sha256)


_CHAIN = Chain("acts", _COLUMNS, TRAIL_TRIGGERS, _entry)
