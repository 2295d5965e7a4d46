"""Tables of entries of which each holds the hash of the one before: whether all of them are as they were written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from sqlite_utils import Database

from inspector.record.rows import Cell

NO_ENTRY: Final = "0" * 64
"""What the first entry holds as the hash of the one before."""
_PAGE = 1_000


class Chained(Protocol):
    """An entry of a chain."""

    @property
    def previous_sha256(self) -> str:
        """Hash of the entry before, `NO_ENTRY` in the first."""

    def sha256(self) -> str:
        """Return the hash of everything it says, as lower-case hex."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole chain found; `wrong` is one line, empty where every entry is as it was written.

    `head_sha256` is the hash of the last entry: whoever noted it elsewhere can tell later that nothing before changed.
    """

    entries: int
    head_sha256: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A table that holds a chain.

    Parameters
    ----------
    table
        Its name; its key counts entries without a gap, SQLite keeps the count.
    columns
        Of a row, with commas: first `number`, last `sha256`.
    guards
        Triggers that have to be there.
    entry_of
        Makes the entry of a row; ValueError, TypeError or OverflowError where the row holds what no entry can.
    """

    table: str
    columns: str
    guards: tuple[str, ...]
    entry_of: Callable[[tuple[Cell, ...]], Chained]

    def verify(self, db: Database | None, head_noted: str) -> Verification:
        """Return what a check of all entries found; `db` is None where no file was made yet.

        Entries taken away at the end are found where SQLite's own count of them was left alone. Who goes around that
        too, or writes the whole chain anew, is found by `head_noted`: a hash that was noted elsewhere, ``""`` for none.
        """
        number, head = 0, NO_ENTRY
        for number, head, wrong in self._checked(db) if db else ():
            if wrong:
                return Verification(number - 1, head, f"entry {number}: {wrong}")
        return Verification(number, head, self._missing(db, number, head_noted) if db else _unknown(head_noted))

    def _checked(self, db: Database) -> Iterator[tuple[int, str, str]]:
        """Yield number and hash of each entry, oldest first, and what is wrong with it."""
        above = f"SELECT {self.columns} FROM {self.table} WHERE number > ? ORDER BY number LIMIT ?"  # noqa: S608 -- ours
        number, head = 0, NO_ENTRY
        while rows := db.execute(above, (number, _PAGE)).fetchall():
            for row in rows:
                number += 1
                wrong = self._wrong(row, number, head)
                head = head if wrong else row[-1]
                yield number, head, wrong
                if wrong:
                    return

    def _wrong(self, row: tuple[Cell, ...], number: int, head: str) -> str:
        if row[0] != number:
            return f"it is missing, the next one is {row[0]!r}"
        try:
            entry = self.entry_of(row)
        except (ValueError, TypeError, OverflowError) as error:
            return str(error)
        if entry.previous_sha256 != head:
            return "it does not follow the entry before: one of the two was changed"
        return "" if entry.sha256() == row[-1] else "it is not as it was written"

    def _missing(self, db: Database, number: int, head_noted: str) -> str:
        counted = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (self.table,)).fetchone()
        if counted and counted[0] != number:
            return f"entries {number + 1} to {counted[0]} are missing"
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        gone = [name for name in self.guards if name not in there]
        if gone:
            return f"its guard {gone[0]} was taken away"
        by_hash = f"SELECT 1 FROM {self.table} WHERE sha256 = ?"  # noqa: S608 -- our own words
        return "" if db.execute(by_hash, (head_noted,)).fetchone() else _unknown(head_noted)


def _unknown(head_noted: str) -> str:
    wrong = f"no entry has the hash {head_noted}: entries were taken away, or all were written anew"
    return wrong if head_noted else ""
