"""How many parts of the production were signalled what, counted where each row is written.

So a day costs no scan of its rows.
"""

from datetime import datetime

from sqlite_utils import Database

from inspector.part import Outcome
from inspector.record.rows import microseconds
from inspector.record.schema_images import QUARTER_US
from inspector.record.store import Counts

_COUNT = """
INSERT INTO tallies VALUES (?, ?, ?, ?, ?) ON CONFLICT (quarter_us) DO UPDATE
SET passed = passed + excluded.passed, rejected = rejected + excluded.rejected,
    rechecked = rechecked + excluded.rechecked, faulted = faulted + excluded.faulted
"""
_WHOLE = "SELECT total(passed), total(rejected), total(rechecked), total(faulted) FROM tallies WHERE quarter_us >= ?"
_ROWS = """
SELECT total(signalled_outcome = 1), total(signalled_outcome = 2), total(signalled_outcome = 3),
    total(signalled_outcome = 4) FROM parts
"""
_PRODUCTION = "AND challenge = 0"
_BEFORE_THE_FIRST_QUARTER = (
    f"{_ROWS} INDEXED BY parts_by_moment WHERE inspected_us >= ? AND inspected_us < ? {_PRODUCTION}"
)
_TOO_NEW = f"{_ROWS} NOT INDEXED WHERE seq > ? AND inspected_us >= ? {_PRODUCTION}"


def count(db: Database, at: datetime, outcome: Outcome) -> None:
    """Count one part, in the transaction that writes its row."""
    db.execute(_COUNT, (_quarter(microseconds(at)), *(int(outcome is each) for each in Outcome)))


def counted(db: Database, since: datetime, up_to: int) -> Counts:
    """Return what was signalled since `since`, none newer than row `up_to`, read in one snapshot.

    Whole quarters come from their tallies; the rows before the first whole one and those newer than `up_to` are
    counted one by one.
    """
    since_us = microseconds(since)
    first_us = _quarter(since_us + QUARTER_US - 1)
    whole = db.execute(_WHOLE, (first_us,)).fetchone()
    before = db.execute(_BEFORE_THE_FIRST_QUARTER, (since_us, first_us)).fetchone()
    too_new = db.execute(_TOO_NEW, (up_to, since_us)).fetchone()
    return Counts(since, *(int(a + b - c) for a, b, c in zip(whole, before, too_new, strict=True)))


def _quarter(us: int) -> int:
    return us // QUARTER_US * QUARTER_US
