"""The trail of acts in one SQLite file that only grows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from inspector.people.own_file import PEOPLE_FOLDER, OwnFile
from inspector.people.schema import TRAIL, TRAIL_TRIGGERS
from inspector.people.trail import NOTHING_BEFORE, Checked, Entry
from inspector.people.users import By
from inspector.record.rows import Cell, microseconds, moment_of

TRAIL_FILE = Path(PEOPLE_FOLDER, "audit.sqlite3")

_PAGE = 1_000
_FAR = 2**62
_COLUMNS = "number, at_us, name, role, address, act, about, detail, previous_sha256, sha256"
_LAST = "SELECT number, sha256 FROM acts ORDER BY number DESC LIMIT 1"
_BELOW = f"SELECT {_COLUMNS} FROM acts WHERE number < ? ORDER BY number DESC LIMIT ?"  # noqa: S608 -- our own words
_ABOVE = f"SELECT {_COLUMNS} FROM acts WHERE number > ? ORDER BY number LIMIT ?"  # noqa: S608 -- the same
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
        by = By(_storable(by.name), _storable(by.role), _storable(by.address))
        with self._file.to_write() as db:
            last = db.execute(_LAST).fetchone()
            number, previous = (last[0] + 1, last[1]) if last else (1, NOTHING_BEFORE)
            entry = Entry(number, self._now(), by, act, _storable(about), _storable(detail), previous)
            db.execute(_INSERT, _cells(entry))
        return entry.number

    def page(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """Return up to `limit` entries, the newest first, all numbered below `before`."""
        with self._file.to_read() as db:
            return tuple(map(_entry, db.execute(_BELOW, (before or _FAR, limit)))) if db else ()

    def verify(self, head_noted: str = "") -> Checked:
        """Return whether every entry is as it was written, none is missing and none was put in between.

        Entries taken away at the end are found where SQLite's own count of them was left alone. Who goes around that
        too, or writes the whole chain anew, is found by a head that was noted elsewhere, the hash of any entry.
        """
        number, head = 0, NOTHING_BEFORE
        with self._file.to_read() as db:
            for number, head, wrong in _checked(db) if db else ():
                if wrong:
                    return Checked(number - 1, head, f"entry {number}: {wrong}")
            return Checked(number, head, _missing(db, number, head_noted) if db else _unknown(head_noted))

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


def _checked(db: Database) -> Iterator[tuple[int, str, str]]:
    """Yield number and hash of each entry, oldest first, and what is wrong with it."""
    number, head = 0, NOTHING_BEFORE
    while rows := db.execute(_ABOVE, (number, _PAGE)).fetchall():
        for row in rows:
            number += 1
            wrong = _wrong(row, number, head)
            head = head if wrong else row[-1]
            yield number, head, wrong
            if wrong:
                return


def _wrong(row: tuple[Cell, ...], number: int, head: str) -> str:
    if row[0] != number:
        return f"it is missing, the next one is {row[0]!r}"
    try:
        entry = _entry(row)
    except (ValueError, TypeError, OverflowError) as error:
        return str(error)
    if entry.previous_sha256 != head:
        return "it does not follow the entry before: one of the two was changed"
    return "" if entry.sha256() == row[-1] else "it is not as it was written"


def _missing(db: Database, number: int, head_noted: str) -> str:
    counted = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'acts'").fetchone()
    if counted and counted[0] != number:
        return f"entries {number + 1} to {counted[0]} are missing"
    guards = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    gone = [name for name in TRAIL_TRIGGERS if name not in guards]
    if gone:
        return f"its guard {gone[0]} was taken away"
    known = db.execute("SELECT 1 FROM acts WHERE sha256 = ?", (head_noted,)).fetchone()
    return "" if known else _unknown(head_noted)


def _unknown(head_noted: str) -> str:
    wrong = f"no entry has the hash {head_noted}: entries were taken away, or all were written anew"
    return wrong if head_noted else ""


def _storable(text: str) -> str:
    # As in the record: lone surrogates cannot be stored.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
