"""What changed in the record since the last look, and how the line stands now."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from inspector.dashboard.views import WAITING
from inspector.part import Outcome
from inspector.record.store import Counts, PartRow, Reader, StationStatus

LIVE_PARTS = 24
READ_AT_ONCE = 256
_FIELD = {
    Outcome.PASS: "passed",
    Outcome.REJECT: "rejected",
    Outcome.RECHECK: "rechecked",
    Outcome.FAULT: "faulted",
}


@dataclass(frozen=True, slots=True)
class Line:
    """How the line stands: number of its newest part, its last parts (newest first), status, counts of the day."""

    seq: int
    parts: tuple[PartRow, ...]
    status: StationStatus | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class Changes:
    """Parts that are new, oldest first, and parts of which more is known now: kept image, acknowledgement."""

    new: tuple[PartRow, ...] = ()
    settled: tuple[PartRow, ...] = ()


class Watch:
    """Looks at the record again and again, reading only what changed; used from one thread at a time."""

    def __init__(self, reader: Reader, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._clock = clock
        self._version: int | None = None
        today = day_start(clock())
        self.line = Line(seq=0, parts=(), status=None, counts=Counts(today, 0, 0, 0, 0))

    def look(self) -> Changes:
        """Return what changed since the last look; the first look takes the last parts as known.

        Raises
        ------
        StoreError
            The record cannot be read. Nothing is lost: the next look begins where the last good one ended.
        """
        version, today = self._reader.version(), day_start(self._clock())
        if self._version is None:
            parts = self._reader.latest(LIVE_PARTS)
            seq = parts[0].seq if parts else 0
            self.line = Line(seq, parts, self._reader.status(), self._reader.counts(today, up_to=seq))
            self._version = version
            return Changes()
        if today != self.line.counts.since:
            self.line = replace(self.line, counts=self._reader.counts(today, up_to=self.line.seq))
        return self._read_on(version) if version != self._version else Changes()

    def _read_on(self, version: int) -> Changes:
        rows = self._reader.after(_first_unsettled(self.line) - 1, READ_AT_ONCE)
        status = self._reader.status()
        known = {part.seq: part for part in self.line.parts}
        changes = Changes(
            new=tuple(row for row in rows if row.seq > self.line.seq),
            settled=tuple(row for row in rows if row.seq in known and row != known[row.seq]),
        )
        newest_first = sorted({**known, **{row.seq: row for row in rows}}.values(), key=lambda row: -row.seq)
        self.line = Line(
            seq=max((row.seq for row in rows), default=self.line.seq),
            parts=tuple(newest_first[:LIVE_PARTS]),
            status=status,
            counts=_added(self.line.counts, changes.new),
        )
        # A full read may not be all: the next look then reads on at once.
        if len(rows) < READ_AT_ONCE:
            self._version = version
        return changes


def day_start(now: datetime) -> datetime:
    """Return the last midnight on the clock of this PC, in UTC."""
    return datetime.combine(now.astimezone().date(), time.min).astimezone().astimezone(UTC)


def _first_unsettled(line: Line) -> int:
    open_parts = [part.seq for part in line.parts if part.image_note == WAITING or part.acknowledged_at is None]
    return min(open_parts, default=line.seq + 1)


def _added(counts: Counts, rows: tuple[PartRow, ...]) -> Counts:
    for row in rows:
        if row.inspected_at >= counts.since and row.challenge is None:
            field = _FIELD[row.signal.outcome]
            counts = replace(counts, **{field: getattr(counts, field) + 1})
    return counts
