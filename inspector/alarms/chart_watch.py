"""Notices that the share of parts held back left the limits of its revision's p-chart, whether anybody looks or not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from inspector.alarms.alarm import Figure, Key, Sign
from inspector.alarms.catalogue import Kind
from inspector.errors import StoreError
from inspector.record.store import StationStatus

READ_EVERY_S = 30.0
SINGLE = 3
"""Up to so many parts held back are single rejects, whatever the limits: an alarm is more than that."""


@dataclass(frozen=True, slots=True)
class Charted:
    """The last hour of one revision: of `judged` parts `held_back`; its frozen limits are `low` and `high`, 0..1."""

    judged: int
    held_back: int
    low: float
    high: float

    def is_beyond(self, least: int) -> bool:
        """Return whether a person is to look: at least `least` parts, and their share outside of the limits."""
        if self.judged < least:
            return False
        share = self.held_back / self.judged
        return share < self.low or (share > self.high and self.held_back > SINGLE)


Chart = Callable[[str, str, datetime], Charted | None]
"""Returns the last hour of a product's revision; None where nothing was judged or its limits are not frozen yet."""


class ChartWatch:
    """Reads the chart of what judges now, twice a minute.

    Parameters
    ----------
    chart
        Reads it; may wait for the disk.
    least
        Judged parts in the last hour that it takes; 0 tells of none.
    """

    def __init__(self, chart: Chart, least: int) -> None:
        self._chart = chart
        self._least = least
        self._read_s = -READ_EVERY_S
        self._of = ("", "")
        self._told: tuple[Sign, ...] = ()
        self._log = structlog.get_logger()

    def look(self, status: StationStatus | None, now: datetime, now_s: float) -> tuple[Sign, ...]:
        """Return the sign of a share beyond its limits; `now_s` is of the monotonic clock."""
        if status is None or not self._least:
            return ()
        of = (status.product, status.revision)
        if of != self._of or now_s - self._read_s >= READ_EVERY_S:
            self._told, self._of, self._read_s = self._read(*of, now), of, now_s
        return self._told

    def _read(self, product: str, revision: str, now: datetime) -> tuple[Sign, ...]:
        try:
            found = self._chart(product, revision, now)
        except StoreError as error:
            # That the record cannot be read is an alarm of its own.
            self._log.error("no p-chart", error=str(error))
            return ()
        if found is None or not found.is_beyond(self._least):
            return ()
        shares = {"percent": found.held_back / found.judged, "low": found.low, "high": found.high}
        percents = (Figure(name, round(100 * share, 1)) for name, share in shares.items())
        figures = (Figure("revision", revision), Figure("of", found.judged), *percents)
        return (Sign(Key(Kind.P_CHART), figures),)
