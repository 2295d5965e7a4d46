"""What the wire turned away: counted, logged now and then, and said to people while it is fresh."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import structlog

_LOG_EVERY_S = 10.0
_FRESH_S = 60.0


class Refused(StrEnum):
    """Why something was turned away, in the words people read."""

    STRANGER = "connection from an address that is not allowed (plc.allowed)"
    FULL = "connection beyond the limit (plc.connections_max)"
    MADE_ROOM = "connection closed to make room for another (plc.connections_max)"
    IDLE = "connection closed because nothing was asked on it (plc.idle_s)"
    GARBAGE = "connection closed because what came on it is no Modbus"
    WRITER = "write by another than the PLC (plc.writer)"
    ADDRESS = "write or read of a register that is not served"
    UNIT = "request for another unit id (plc.unit_id)"
    FUNCTION = "request with a function code that is not served"
    FRAME = "request that is cut short, too long or out of range"
    DISTURBED = "device words found changed in the PLC by another, and written again"
    LOST = "connection to the PLC lost"


# What a person on the line can do something about; the rest is in the log.
_FOR_PEOPLE = (Refused.STRANGER, Refused.FULL, Refused.WRITER, Refused.DISTURBED, Refused.LOST)


@dataclass(slots=True)
class Tally:
    """How often one thing was turned away, who was the last, and when (monotonic seconds)."""

    count: int = 0
    last_from: str = ""
    last_s: float = float("-inf")
    logged_s: float = float("-inf")


class Refusals:
    """Counts what the wire turns away. One thread counts; reading from another shows whole figures.

    Parameters
    ----------
    monotonic_s
        Where seconds come from.
    """

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s = monotonic_s
        self._tallies = {kind: Tally() for kind in Refused}
        self._log = structlog.get_logger()

    def note(self, kind: Refused, peer: str) -> None:
        """Count one; at most every 10 s a line of the log says how many there were, however many come."""
        tally, now_s = self._tallies[kind], self._monotonic_s()
        tally.count, tally.last_from, tally.last_s = tally.count + 1, peer, now_s
        if now_s - tally.logged_s >= _LOG_EVERY_S:
            tally.logged_s = now_s
            self._log.warning("plc link refused", why=str(kind), peer=peer, so_far=tally.count)

    def count(self, kind: Refused) -> int:
        """Return how often this was turned away."""
        return self._tallies[kind].count

    def warning(self) -> str:
        """Return the last minute's most recent refusal of a kind a person should look at; else nothing."""
        named = {kind: self._tallies[kind] for kind in _FOR_PEOPLE}
        kind, tally = max(named.items(), key=lambda item: item[1].last_s)
        if self._monotonic_s() - tally.last_s > _FRESH_S:
            return ""
        return f"PLC link: {kind}: {tally.count} so far, the last from {tally.last_from}"
