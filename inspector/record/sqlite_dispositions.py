"""The ledger of dispositions in one SQLite file of its own: the station's record is never waited for, nor held up."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlite_utils import Database

from inspector.errors import ChangedError, InputError
from inspector.part import Outcome
from inspector.record.chain import NO_ENTRY, Chain, Verification
from inspector.record.connection import make_shared, open_if_made, open_to_write, told_as_store_errors, writing
from inspector.record.disposition_rows import COLUMNS, cells_of, entry_of
from inspector.record.dispositions import (
    Act,
    Disposition,
    Entry,
    Seen,
    State,
    Subject,
    Word,
    check_suits,
    check_who,
)
from inspector.record.durable import make_durable_folder
from inspector.record.rows import microseconds, storable
from inspector.record.schema_dispositions import DISPOSITIONS, DISPOSITIONS_FILE, LEDGER_TRIGGERS
from inspector.refusal import RefusalCode, because

_CHAIN = Chain("dispositions", COLUMNS, LEDGER_TRIGGERS, entry_of)
_FAR_US = 2**62
_ENTRIES = f"SELECT {COLUMNS} FROM dispositions"  # noqa: S608 -- our own words
_NEWEST = f"{_ENTRIES} WHERE part_id = ? ORDER BY number DESC LIMIT 1"
_LAST_SAID = f"{_ENTRIES} WHERE act = 'dispose' ORDER BY number DESC LIMIT 1"
# The hash that the row holds, not the one it should: a changed entry stops nobody's work, `verify` finds it.
_LAST = "SELECT number, sha256 FROM dispositions ORDER BY number DESC LIMIT 1"
_INSERT = f"INSERT INTO dispositions ({COLUMNS}) VALUES ({', '.join('?' * 18)})"  # noqa: S608 -- the same
_UNANSWERED = "NOT EXISTS (SELECT 1 FROM dispositions a WHERE a.part_id = d.part_id AND a.answers = d.number)"
_STATES = f"""
SELECT d.part_id, d.number, d.stands FROM dispositions d
WHERE part_id IN (SELECT value FROM json_each(?)) AND {_UNANSWERED}
"""  # noqa: S608 -- the same
_DECIDED = f"{_STATES} AND d.stands <> 0"
_NUMBERED = f"{_ENTRIES} WHERE number IN (SELECT value FROM json_each(?))"  # noqa: S608 -- the same
# The newest of a part has the number of what stands; that is a lower one after an undo.
_STANDS = """
(SELECT n.stands FROM dispositions n WHERE n.part_id = d.part_id ORDER BY n.number DESC LIMIT 1) = d.number
"""
_STANDING = f"{_ENTRIES} d WHERE number > ? AND act = 'dispose' AND {_STANDS} ORDER BY number LIMIT ?"
_SEEN = f"""
SELECT outcome, audit, disposition, count(*) FROM dispositions d
WHERE inspected_us >= ? AND inspected_us < ? AND act = 'dispose' AND {_STANDS} GROUP BY 1, 2, 3
"""  # noqa: S608 -- the same


class SqliteDispositions:
    """Reads and writes the ledger that belongs to the record in a folder, from any number of threads and processes.

    A write takes the file's lock for one row and its way to the disk; who comes meanwhile waits, two seconds at most.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / DISPOSITIONS_FILE
        self._lock = Lock()
        self._writer: Database | None = None
        self._reader: Database | None = None

    def dispose(self, subject: Subject, word: Word, answers: int) -> Entry:
        """Return the entry once it is on the disk: it outlives a killed process and a power cut.

        Raises
        ------
        ChangedError
            Somebody entered something of this part since entry `answers`. Nothing is entered.
        InputError
            No part of that outcome can be such a thing.
        StoreError
            It could not be written.
        """
        check_suits(subject, word.disposition)
        with self._entering(subject.part_id, answers) as (db, _):
            number, previous = _next(db)
            entry = Entry(
                number=number,
                subject=subject,
                act=Act.DISPOSE,
                answers=answers,
                undoes=0,
                stands=number,
                disposition=word.disposition,
                reason=storable(word.reason),
                note=storable(word.note),
                who=storable(word.who),
                at=word.at,
                previous_sha256=previous,
            )
            db.execute(_INSERT, cells_of(entry))
        return entry

    def undo(self, part_id: str, who: str, at: datetime, answers: int) -> Entry:
        """Take back what stands for a part: what stood before it stands again. Return the entry that does so.

        Raises
        ------
        ChangedError
            As for `dispose`.
        InputError
            Nothing stands for it.
        StoreError
            It could not be written.
        """
        check_who(who, at)
        with self._entering(part_id, answers) as (db, newest):
            if newest is None or not newest.stands:
                told = because(RefusalCode.NOTHING_STANDS, part=part_id)
                what, next_ = f"undo the disposition of part {part_id}", "look at its history, then dispose"
                raise InputError(what, "none stands", next_, told)
            undone = _numbered(db, newest.stands)
            before = _numbered(db, undone.answers).stands if undone.answers else 0
            number, previous = _next(db)
            entry = Entry(
                number=number,
                subject=undone.subject,
                act=Act.UNDO,
                answers=answers,
                undoes=undone.number,
                stands=before,
                disposition=None,
                reason="",
                note="",
                who=storable(who),
                at=at,
                previous_sha256=previous,
            )
            db.execute(_INSERT, cells_of(entry))
        return entry

    def states(self, part_ids: tuple[str, ...]) -> Mapping[str, State]:
        """Return how each of the parts stands; one of which nobody spoke stands as `State()`."""
        with self._reading() as db:
            found = [] if db is None else list(db.execute(_STATES, (json.dumps(part_ids),)))
            numbers = json.dumps([stands for _, _, stands in found if stands])
            entries = map(entry_of, db.execute(_NUMBERED, (numbers,))) if db and found else ()
            by_number = {entry.number: entry for entry in entries}
        said = {part_id: State(number, by_number.get(stands)) for part_id, number, stands in found}
        return {part_id: said.get(part_id, State()) for part_id in part_ids}

    def undecided(self, part_ids: tuple[str, ...]) -> frozenset[str]:
        """Return those of the parts for which nothing stands."""
        with self._reading() as db:
            found = () if db is None else db.execute(_DECIDED, (json.dumps(part_ids),))
            return frozenset(part_ids) - {part_id for part_id, _, _ in found}

    def history(self, part_id: str) -> tuple[Entry, ...]:
        """Return all entries of one part, oldest first."""
        return self._entries(f"{_ENTRIES} WHERE part_id = ? ORDER BY number", (part_id,))

    def last_said(self) -> Entry | None:
        """Return what was said last of any part, taken back or not; None where nobody has said anything."""
        found = self._entries(_LAST_SAID, ())
        return found[0] if found else None

    def standing(self, after: int, limit: int) -> tuple[Entry, ...]:
        """Return up to `limit` entries that stand, in order of number, all above `after`."""
        return self._entries(_STANDING, (after, limit))

    def seen(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Seen, ...]:
        """Return how many parts, inspected from `since` on and before `until`, stand as what."""
        span = (microseconds(since) if since else 0, microseconds(until) if until else _FAR_US)
        with self._reading() as db:
            found = list(db.execute(_SEEN, span)) if db else []
        return tuple(
            Seen(Outcome(outcome), bool(audit), Disposition(word), count) for outcome, audit, word, count in found
        )

    def verify(self, head_noted: str = "") -> Verification:
        """Return whether every entry is as it was written, none is missing and none was put in between.

        `head_noted` is the hash of any entry, noted elsewhere; see `Chain.verify` for what only it finds.
        """
        with self._reading() as db:
            return _CHAIN.verify(db, head_noted)

    def close(self) -> None:
        """Let go of the ledger; a later call opens it again."""
        with self._lock:
            for db in (self._writer, self._reader):
                if db:
                    db.close()
            self._writer = self._reader = None

    @contextmanager
    def _entering(self, part_id: str, answers: int) -> Iterator[tuple[Database, Entry | None]]:
        """Lend the connection that writes, and the newest entry of the part, which is `answers`; then commit."""
        what = f"enter a disposition of part {part_id}"
        with self._lock, told_as_store_errors(what, self._path):
            if self._writer is None:
                make_durable_folder(self._path.parent)
                make_shared(self._path)
                self._writer = open_to_write(self._path, durable=True, schema=DISPOSITIONS)
            with writing(self._writer):
                newest = _first(self._writer.execute(_NEWEST, (part_id,)))
                if (newest.number if newest else 0) != answers:
                    raise _changed(what, newest, answers)
                yield self._writer, newest

    def _entries(self, sql: str, values: tuple[int | str, ...]) -> tuple[Entry, ...]:
        with self._reading() as db:
            return tuple(map(entry_of, db.execute(sql, values))) if db else ()

    @contextmanager
    def _reading(self) -> Iterator[Database | None]:
        """Lend a connection that cannot write, with one snapshot of the file; None while there is none."""
        with self._lock, told_as_store_errors("read the dispositions", self._path):
            self._reader = self._reader or open_if_made(self._path, DISPOSITIONS)
            if self._reader is None:
                yield None
                return
            with self._reader.atomic():
                yield self._reader


def _next(db: Database) -> tuple[int, str]:
    """Return the number of the next entry and the hash of the one before it."""
    last = db.execute(_LAST).fetchone()
    return (last[0] + 1, last[1]) if last else (1, NO_ENTRY)


def _numbered(db: Database, number: int) -> Entry:
    entry = _first(db.execute(f"{_ENTRIES} WHERE number = ?", (number,)))
    if entry is None:
        raise ValueError(f"entry {number} is missing")
    return entry


def _first(found: Iterator[tuple[str | int | float | bytes | None, ...]]) -> Entry | None:
    cells = next(iter(found), None)
    return entry_of(cells) if cells else None


def _changed(what: str, newest: Entry | None, answers: int) -> ChangedError:
    if newest is None:
        found = f"it answers to entry {answers}, and nobody has said anything of it"
        told = because(RefusalCode.NOTHING_SAID)
    else:
        said = newest.disposition or f"undo of entry {newest.undoes}"
        found = f"{newest.who} said {said} in entry {newest.number}, this answers to {answers or 'none'}"
        told = because(RefusalCode.UNDONE_MEANWHILE, who=newest.who)
        if newest.disposition:
            told = because(RefusalCode.SAID_MEANWHILE, who=newest.who, disposition=newest.disposition)
    return ChangedError(what, found, "look at the part again, then say what holds", told)
