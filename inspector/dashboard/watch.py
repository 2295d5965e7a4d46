"""What changed in the record since the last look, and how the line stands now."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from inspector.dashboard.counting import Counting, counting_by
from inspector.dashboard.views import WAITING
from inspector.part import Outcome
from inspector.record.store import Counts, PartRow, Reader, StationStatus

LIVE_PARTS = 24
READ_AT_ONCE = 256
UNREAD_MAX = 64
_FIELD = {
    Outcome.PASS: "passed",
    Outcome.REJECT: "rejected",
    Outcome.RECHECK: "rechecked",
    Outcome.FAULT: "faulted",
}


@dataclass(frozen=True, slots=True)
class Line:
    """How the line stands: number of its newest part, its last parts (newest first), status, counts.

    `unread` are rejects before these, newest first, whose result the controller has not read: on a fast line the last
    parts are those of a few seconds. `shift` is the name of the shift that is counted, empty where the day is.
    """

    seq: int
    parts: tuple[PartRow, ...]
    status: StationStatus | None
    counts: Counts
    unread: tuple[PartRow, ...] = ()
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """Parts that are new, oldest first, and parts of which more is known now: kept image, acknowledgement."""

    new: tuple[PartRow, ...] = ()
    settled: tuple[PartRow, ...] = ()


class Watch:
    """Looks at the record again and again, reading only what changed; used from one thread at a time.

    Parameters
    ----------
    reader
        Of the record.
    clock
        UTC.
    counting
        Tells since when parts are counted: by the day where nothing else is said.
    """

    def __init__(self, reader: Reader, clock: Callable[[], datetime], counting: Counting | None = None) -> None:
        self._reader = reader
        self._clock = clock
        self._version: int | None = None
        self._counting = counting or counting_by(())
        counted = self._counting(clock())
        self.line = Line(0, (), None, Counts(counted.since, 0, 0, 0, 0), shift=counted.shift)

    def look(self) -> Changes:
        """Return what changed since the last look; the first look takes the last parts as known.

        Raises
        ------
        StoreError
            The record cannot be read. Nothing is lost: the next look begins where the last good one ended.
        """
        version, counted = self._reader.version(), self._counting(self._clock())
        if self._version is None:
            parts = self._reader.latest(LIVE_PARTS)
            seq = parts[0].seq if parts else 0
            counts = self._reader.counts(counted.since, up_to=seq)
            self.line = Line(seq, parts, self._reader.status(), counts, shift=counted.shift)
            self._version = version
            return Changes()
        if counted.since != self.line.counts.since:
            counts = self._reader.counts(counted.since, up_to=self.line.seq)
            self.line = replace(self.line, counts=counts, shift=counted.shift)
        return self._read_on(version) if version != self._version else Changes()

    def _read_on(self, version: int) -> Changes:
        shown = {part.seq for part in self.line.parts}
        known = {part.seq: part for part in (*self.line.parts, *self.line.unread)}
        new = self._reader.after(self.line.seq, READ_AT_ONCE)
        settled = self._reader.changed([part for part in known.values() if _is_open(part)])
        known |= {row.seq: row for row in (*settled, *new)}
        newest = [known[seq] for seq in sorted(known, reverse=True)]
        self.line = Line(
            seq=new[-1].seq if new else self.line.seq,
            parts=tuple(newest[:LIVE_PARTS]),
            status=self._reader.status(),
            counts=_added(self.line.counts, new),
            unread=tuple(filter(_is_unread, newest[LIVE_PARTS:]))[:UNREAD_MAX],
            shift=self.line.shift,
        )
        # A full read may not be all: the next look then reads on at once.
        if len(new) < READ_AT_ONCE:
            self._version = version
        return Changes(new, tuple(row for row in settled if row.seq in shown))


def _is_open(part: PartRow) -> bool:
    """Return whether more is to become known of the part."""
    return part.image_note == WAITING or part.acknowledged_at is None


def _is_unread(part: PartRow) -> bool:
    return part.acknowledged_at is None and part.signal.outcome is Outcome.REJECT


def _added(counts: Counts, rows: tuple[PartRow, ...]) -> Counts:
    for row in rows:
        if row.inspected_at >= counts.since and row.challenge is None:
            field = _FIELD[row.signal.outcome]
            counts = replace(counts, **{field: getattr(counts, field) + 1})
    return counts
