"""Notices that the clock of the line PC was set: moments in the record then no longer tell the order of things."""

from dataclasses import dataclass
from datetime import datetime

from inspector.alarms.alarm import Figure, Key, Sign
from inspector.alarms.catalogue import Kind
from inspector.record.store import StationStatus

# A jump is over at once; it is told long enough for every display to see it.
_TOLD_FOR_S = 60.0


@dataclass(frozen=True, slots=True)
class _Stamp:
    at: datetime
    seen_s: float


class ClockWatch:
    """Compares the stamps of the station's status with a clock that nobody sets.

    Parameters
    ----------
    jump_s
        Difference that is a jump; 0 tells of none. Well above the time a status takes to be seen.
    """

    def __init__(self, jump_s: float) -> None:
        self._jump_s = jump_s
        self._at: datetime | None = None
        self._last: _Stamp | None = None
        self._told: Sign | None = None
        self._until_s = 0.0

    def look(self, status: StationStatus | None, now_s: float) -> tuple[Sign, ...]:
        """Return the sign of a jump in the last minute; `now_s` is of the monotonic clock."""
        if status and status.at != self._at:
            # The first may be what a station left that ended long ago: nobody saw when it was written.
            if self._at is not None:
                self._compare(_Stamp(status.at, now_s))
            self._at = status.at
        return (self._told,) if self._told and now_s < self._until_s else ()

    def _compare(self, stamp: _Stamp) -> None:
        last, self._last = self._last, stamp
        if last is None or self._jump_s <= 0:
            return
        jump_s = (stamp.at - last.at).total_seconds() - (stamp.seen_s - last.seen_s)
        if abs(jump_s) >= self._jump_s:
            self._told = Sign(Key(Kind.CLOCK), (Figure("seconds", round(jump_s)),))
            self._until_s = stamp.seen_s + _TOLD_FOR_S
