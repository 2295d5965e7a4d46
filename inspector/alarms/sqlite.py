"""The alarm journal in one SQLite file of its own: the station's record is never waited for, nor held up."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlite_utils import Database

from inspector.alarms.alarm import Act, Event, Figure, Key, Sign
from inspector.alarms.catalogue import Kind
from inspector.alarms.journal import Opened
from inspector.alarms.schema import ALARMS
from inspector.errors import ChangedError
from inspector.record.connection import make_shared, open_if_made, open_to_write, told_as_store_errors, writing
from inspector.record.durable import make_durable_folder
from inspector.record.rows import Cell, microseconds, moment_of, storable
from inspector.refusal import RefusalCode, because

ALARMS_FILE = Path("alarms", "alarms.sqlite3")

_EVENTS = "SELECT number, at_us, act, kind, subject, figures, words, who, reason, until_us, clears FROM alarm_events"
_INSERT = "INSERT INTO alarm_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# Read alarm by alarm along the indexes: however long the journal is, only what stands is looked at.
_OPEN = f"""
WITH alarms AS (
    SELECT kind, subject, coalesce((
        SELECT max(number) FROM alarm_events c WHERE c.kind = k.kind AND c.subject = k.subject AND c.clears = 1
    ), 0) AS cleared FROM (SELECT DISTINCT kind, subject FROM alarm_events) k
), standing AS (
    SELECT e.number FROM alarms a CROSS JOIN alarm_events e
    ON e.kind = a.kind AND e.subject = a.subject AND e.number > a.cleared
)
{_EVENTS} WHERE number IN standing ORDER BY number
"""  # noqa: S608 -- our own words
_LAST = "SELECT coalesce(max(number), 0) FROM alarm_events"
_FAR = 2**62


class SqliteAlarms:
    """Reads and writes the journal that belongs to the record in a folder, from any number of threads and processes."""

    def __init__(self, data: Path) -> None:
        self._path = data / ALARMS_FILE
        self._lock = Lock()
        self._writer: Database | None = None
        self._reader: Database | None = None

    def append(self, events: Sequence[Event]) -> None:
        """Return once the events are on the disk, all of them or none.

        Raises
        ------
        ChangedError
            Somebody else entered something meanwhile: another dashboard of the same record.
        StoreError
            They could not be written.
        """
        with self._lock, told_as_store_errors("write the alarm journal", self._path):
            if self._writer is None:
                make_durable_folder(self._path.parent)
                make_shared(self._path)
                self._writer = open_to_write(self._path, durable=True, schema=ALARMS)
            with writing(self._writer):
                last = self._writer.execute(_LAST).fetchone()[0]
                if last != events[0].number - 1:
                    found = f"its last entry is {last}, expected {events[0].number - 1}"
                    told = because(RefusalCode.ALARM_CHANGED)
                    raise ChangedError("write the alarm journal", found, "look at the alarms again", told)
                for event in events:
                    self._writer.execute(_INSERT, _cells_of(event))

    def after(self, number: int) -> tuple[Event, ...]:
        """Return every event above `number`, oldest first."""
        return self._found(f"{_EVENTS} WHERE number > ? ORDER BY number", (number,))

    def opened(self) -> Opened:
        """Return what stands; however long the journal is, no more of it is read."""
        with self._reading() as db:
            if db is None:
                return Opened(0, ())
            with db.atomic():
                return Opened(db.execute(_LAST).fetchone()[0], tuple(map(_event_of, db.execute(_OPEN))))

    def latest(self, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """Return up to `limit` events, newest first, all below number `before` where that is given."""
        values = (_FAR if before is None else before, limit)
        return self._found(f"{_EVENTS} WHERE number < ? ORDER BY number DESC LIMIT ?", values)

    def raised(self, since: datetime) -> tuple[Event, ...]:
        """Return the events that raised an alarm at `since` or later, oldest first."""
        found = self._found(f"{_EVENTS} WHERE act = 'raised' AND at_us >= ?", (microseconds(since),))
        return tuple(sorted(found, key=lambda event: event.number))

    def close(self) -> None:
        """Let go of the journal; a later call opens it again."""
        with self._lock:
            for db in (self._writer, self._reader):
                if db:
                    db.close()
            self._writer = self._reader = None

    def _found(self, sql: str, values: tuple[int, ...]) -> tuple[Event, ...]:
        with self._reading() as db:
            return tuple(map(_event_of, db.execute(sql, values))) if db else ()

    @contextmanager
    def _reading(self) -> Iterator[Database | None]:
        with self._lock, told_as_store_errors("read the alarm journal", self._path):
            self._reader = self._reader or open_if_made(self._path, ALARMS)
            yield self._reader


def _cells_of(event: Event) -> tuple[Cell, ...]:
    sign = event.sign
    return (
        event.number,
        microseconds(event.at),
        str(event.act),
        str(sign.key.kind),
        storable(sign.key.subject),
        storable(json.dumps([[figure.name, figure.value] for figure in sign.figures])),
        storable(sign.words),
        storable(event.who),
        event.reason,
        microseconds(event.until) if event.until else None,
        int(event.clears),
    )


def _event_of(cells: tuple[Cell, ...]) -> Event:
    number, at_us, act, kind, subject, figures, words, who, reason, until_us, clears = cells
    if not isinstance(number, int) or not isinstance(at_us, int) or not isinstance(until_us, int | None):
        raise ValueError(f"event {number!r} holds {at_us!r} and {until_us!r}, expected moments")  # noqa: TRY004
    key = Key(Kind(str(kind)), str(subject))
    return Event(
        number=number,
        at=moment_of(at_us),
        act=Act(str(act)),
        sign=Sign(key, tuple(Figure(name, value) for name, value in json.loads(str(figures))), str(words)),
        who=str(who),
        reason=str(reason),
        until=None if until_us is None else moment_of(until_us),
        clears=bool(clears),
    )
