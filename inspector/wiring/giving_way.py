"""How a replay leaves the processor to live inspection: as nice as can be, and pausing while others need it."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from inspector.replay.pace import Ticks, plain_share, ticks_of
from inspector.wiring.workers import NICEST

_STAT: Final = Path("/proc/stat")
_LOOK_EVERY_S: Final = 1.0
_T = TypeVar("_T")


def be_nice() -> None:
    """Give way to every other process of this PC, where the system lets it; it cannot be taken back."""
    # A service behind walls may be forbidden to: then its unit has said how much it gets.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICEST)


class GivesWay:
    """Lets work through while others leave room.

    Parameters
    ----------
    above
        The share of all processors, 0..1, from which on it waits while processes that give way to nobody take it; from
        1 on it never waits.
    say
        Called once a second while it waits, with the reason.
    look
        Reads the processor's ticks.
    sleep
        Waits so many seconds.
    """

    def __init__(
        self,
        above: float,
        say: Callable[[str], None],
        look: Callable[[], Ticks] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._above, self._say, self._sleep = above, say, sleep
        self._look = look or _ticks
        self._seen = self._look() if above < 1.0 else Ticks(0, 0)
        self._looked_s = time.monotonic()

    def through(self, work: Iterable[_T]) -> Iterator[_T]:
        """Yield `work`, each piece when there is room."""
        for piece in work:
            self._wait()
            yield piece

    def _wait(self) -> None:
        if self._above >= 1.0 or time.monotonic() - self._looked_s < _LOOK_EVERY_S:
            return
        while (share := self._share()) > self._above:
            self._say(f"replay: waits, others take {share:.0%} of the processor (--pause-above {self._above:g})")
            self._sleep(_LOOK_EVERY_S)

    def _share(self) -> float:
        before, self._seen = self._seen, self._look()
        self._looked_s = time.monotonic()
        return plain_share(before, self._seen)


def _ticks() -> Ticks:
    try:
        return ticks_of(_STAT.read_text("ascii"))
    except (OSError, ValueError, IndexError):
        # No Linux: being nice has to do.
        return Ticks(0, 0)
