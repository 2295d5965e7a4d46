"""What people have to look at: rejects that nobody decided, mixed with the audit sample of passes, newest first."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from inspector.part import Outcome
from inspector.record.audit import AuditSample
from inspector.record.connection import RECORD_FILE, open_if_made, told_as_store_errors
from inspector.record.dispositions import DispositionReader

if TYPE_CHECKING:
    from sqlite_utils import Database

LOOKED_THROUGH = 5_000
"""Rows that are looked through at once; a page looks through `WINDOWS` times as many before it holds too few."""

WINDOWS = 4

_ROWS = "SELECT seq, part_id, signalled_outcome FROM parts WHERE challenge = 0 AND seq < ? ORDER BY seq DESC LIMIT ?"
# Few among many: they are all found, however long ago they were.
_HELD_BACK = """
SELECT seq, part_id, signalled_outcome FROM parts INDEXED BY parts_not_passed
WHERE signalled_outcome <> 1 AND signalled_outcome IN (2, 3) AND challenge = 0 AND seq < ? ORDER BY seq DESC LIMIT ?
"""
_SEQ_MAX = 2**63 - 1
_Row = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Names of undecided parts, newest first; `next_before` asks for the older ones, None where all were looked at."""

    part_ids: tuple[str, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class InboxCount:
    """How many parts nobody decided; with `more` there are more than `count`."""

    count: int
    more: bool


class Inbox:
    """Finds undecided parts in a record, from any number of threads, one at a time.

    Parameters
    ----------
    data
        The folder of the record.
    ledger
        What people said of its parts.
    sample
        Which passes are looked at.
    """

    def __init__(self, data: Path, ledger: DispositionReader, sample: AuditSample) -> None:
        self._path = data / RECORD_FILE
        self._ledger = ledger
        self._sample = sample
        self._lock = Lock()
        self._db: Database | None = None

    def page(self, limit: int, before: int | None = None) -> InboxPage:
        """Return up to `limit` undecided parts, all older than row `before` where that is given.

        Raises
        ------
        StoreError
            Record or ledger cannot be read.
        """
        # Where no pass is drawn, only what was held back is looked at.
        return self._page(_ROWS if self._sample.share > 0 else _HELD_BACK, limit, before, WINDOWS)

    def waiting(self, most: int) -> InboxCount:
        """Return how many parts are undecided, counting `most` at most.

        They are looked for among the newest `LOOKED_THROUGH` of those that were held back, however old they are, and
        among the newest `LOOKED_THROUGH` parts for the passes that are drawn.

        Raises
        ------
        StoreError
            Record or ledger cannot be read.
        """
        held_back = self._page(_HELD_BACK, most + 1, None, 1)
        newest = self._rows(_ROWS, _SEQ_MAX) if self._sample.share > 0 else []
        drawn = [row for row in newest if row[2] == Outcome.PASS and self._is_asked_for(row)]
        count = len(held_back.part_ids) + len(self._undecided(drawn))
        return InboxCount(min(count, most), count > most)

    def _page(self, sql: str, limit: int, before: int | None, windows: int) -> InboxPage:
        cursor, found = _SEQ_MAX if before is None else before, list[tuple[int, str]]()
        for _ in range(windows):
            rows = self._rows(sql, cursor)
            found += self._undecided([row for row in rows if self._is_asked_for(row)])
            if len(found) > limit:
                return InboxPage(_names(found[:limit]), found[limit - 1][0])
            if len(rows) < LOOKED_THROUGH:
                return InboxPage(_names(found), None)
            cursor = rows[-1][0]
        return InboxPage(_names(found), cursor)

    def close(self) -> None:
        """Let go of the record; a later call opens it again."""
        with self._lock:
            if self._db:
                self._db.close()
                self._db = None

    def _rows(self, sql: str, before: int) -> list[_Row]:
        with self._lock, told_as_store_errors("read the record", self._path):
            self._db = self._db or open_if_made(self._path)
            return self._db.execute(sql, (before, LOOKED_THROUGH)).fetchall() if self._db else []

    def _is_asked_for(self, row: _Row) -> bool:
        _, part_id, outcome = row
        return outcome in {Outcome.REJECT, Outcome.RECHECK} or (outcome == Outcome.PASS and self._sample.holds(part_id))

    def _undecided(self, rows: list[_Row]) -> list[tuple[int, str]]:
        undecided = self._ledger.undecided(tuple(part_id for _, part_id, _ in rows))
        return [(seq, part_id) for seq, part_id, _ in rows if part_id in undecided]


def _names(found: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(part_id for _, part_id in found)
