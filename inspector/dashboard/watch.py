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
        known = {part.seq: part for part in self.line.parts}
        new = self._reader.after(self.line.seq, READ_AT_ONCE)
        settled = self._reader.changed([part for part in self.line.parts if _is_open(part)])
        known |= {row.seq: row for row in (*settled, *new)}
        self.line = Line(
            seq=new[-1].seq if new else self.line.seq,
            parts=tuple(known[seq] for seq in sorted(known, reverse=True)[:LIVE_PARTS]),
            status=self._reader.status(),
            counts=_added(self.line.counts, new),
        )
        # A full read may not be all: the next look then reads on at once.
        if len(new) < READ_AT_ONCE:
            self._version = version
        return Changes(new, settled)


def day_start(now: datetime) -> datetime:
    """Return the last midnight on the clock of this PC, in UTC."""
    return datetime.combine(now.astimezone().date(), time.min).astimezone().astimezone(UTC)


def _is_open(part: PartRow) -> bool:
    """Return whether more is to become known of the part."""
    return part.image_note == WAITING or part.acknowledged_at is None


def _added(counts: Counts, rows: tuple[PartRow, ...]) -> Counts:
    for row in rows:
        if row.inspected_at >= counts.since and row.challenge is None:
            field = _FIELD[row.signal.outcome]
            counts = replace(counts, **{field: getattr(counts, field) + 1})
    return counts
