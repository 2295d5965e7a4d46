"""What people have to look at: rejects that nobody decided, mixed with the audit sample of passes, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from inspector.part import Outcome
from inspector.record.audit import AuditSample
from inspector.record.connection import RECORD_FILE, open_if_made, told_as_store_errors
from inspector.record.dispositions import DispositionReader, State

if TYPE_CHECKING:
    from sqlite_utils import Database

LOOKED_THROUGH = 5_000
"""Rows that one page looks through at most: it may then hold fewer than asked for, and the next one goes on."""

_ROWS = "SELECT seq, part_id, signalled_outcome FROM parts WHERE challenge = 0 AND seq < ? ORDER BY seq DESC LIMIT ?"
_SEQ_MAX = 2**63 - 1
_HELD_BACK = (Outcome.REJECT, Outcome.RECHECK)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Names of undecided parts, newest first; `next_before` asks for the older ones, None where all were looked at."""

    part_ids: tuple[str, ...]
    next_before: int | None


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
        rows = self._rows(_SEQ_MAX if before is None else before)
        asked_for = [(seq, part_id) for seq, part_id, outcome in rows if self._is_asked_for(part_id, outcome)]
        states = self._ledger.states(tuple(part_id for _, part_id in asked_for))
        undecided = [(seq, part_id) for seq, part_id in asked_for if _is_undecided(states, part_id)]
        page = undecided[:limit]
        part_ids = tuple(part_id for _, part_id in page)
        if len(undecided) > limit:
            return InboxPage(part_ids, page[-1][0])
        return InboxPage(part_ids, rows[-1][0] if len(rows) == LOOKED_THROUGH else None)

    def close(self) -> None:
        """Let go of the record; a later call opens it again."""
        with self._lock:
            if self._db:
                self._db.close()
                self._db = None

    def _rows(self, before: int) -> list[tuple[int, str, int]]:
        with self._lock, told_as_store_errors("read the record", self._path):
            self._db = self._db or open_if_made(self._path)
            return self._db.execute(_ROWS, (before, LOOKED_THROUGH)).fetchall() if self._db else []

    def _is_asked_for(self, part_id: str, outcome: int) -> bool:
        return outcome in _HELD_BACK or (outcome == Outcome.PASS and self._sample.holds(part_id))


def _is_undecided(states: Mapping[str, State], part_id: str) -> bool:
    return states[part_id].standing is None
