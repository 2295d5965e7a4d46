"""Since when the parts are counted that Live shows: since the running shift began, or since midnight."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from inspector.quality.desk import on_this_clock
from inspector.quality.spans import Shift, running_shift


@dataclass(frozen=True, slots=True)
class Counted:
    """Since when, in UTC, and the name of the shift that began then; empty where the site has none."""

    since: datetime
    shift: str = ""


Counting = Callable[[datetime], Counted]


def counting_by(shifts: tuple[Shift, ...]) -> Counting:
    """Return what tells for a moment, UTC, since when its parts are counted, on the clock of this PC.

    As on the Quality page a shift that goes on after midnight goes on being counted.
    """

    def counted(now: datetime) -> Counted:
        running = running_shift(now.astimezone().replace(tzinfo=None), shifts)
        return Counted(on_this_clock(running.start), running.name)

    return counted
