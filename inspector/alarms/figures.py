"""How many alarms people get: the figures by which an alarm system is judged. Pure.

References
----------
.. [1] EEMUA 191 and ISA-18.2, as commonly quoted: less than one alarm per ten minutes on average, a flood above ten,
   about 80 % low, 15 % medium and 5 % high, and hardly any that stands for a day. Conformance to either is not claimed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspector.alarms.alarm import Alarm, Event
from inspector.alarms.catalogue import CATALOGUE, Kind, Priority

WINDOW = timedelta(minutes=10)
FLOOD_ABOVE = 10
STANDING_FROM = timedelta(hours=24)
TOP = 10
_FIRST = 1
TARGET_SHARES = {Priority.HIGH: 0.05, Priority.MEDIUM: 0.15, Priority.LOW: 0.80}


@dataclass(frozen=True, slots=True)
class Often:
    """How many times a kind was raised."""

    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class Mixed:
    """How many alarms had a priority, and which share of all it should be, 0.0 .. 1.0."""

    priority: Priority
    count: int
    target: float


@dataclass(frozen=True, slots=True)
class RateFigures:
    """Raises between `since` and `until`: in all, per ten minutes, in the fullest ten minutes.

    `floods` counts the ten minutes, by the clock, with more than ten. `standing` are alarms that are there for more
    than a day without having gone in between. `top` are the kinds raised most often.
    """

    since: datetime
    until: datetime
    count: int
    average: float
    peak: int
    windows: int
    floods: int
    standing: tuple[Alarm, ...]
    top: tuple[Often, ...]
    mix: tuple[Mixed, ...]


def rate_figures(raised: Sequence[Event], alarms: Sequence[Alarm], since: datetime, now: datetime) -> RateFigures:
    """Return the figures of the events that raised alarms from `since` up to `now`.

    Where the journal begins later, it begins with the first of them: a time before it is not counted as a quiet one,
    because nobody knows whether anything looked.
    """
    since = next((event.at for event in raised if event.number == _FIRST), since)
    kinds = Counter(event.sign.key.kind for event in raised)
    # A clock that was set back leaves events of the future: they count, in windows of their own.
    per_window = Counter(int(event.at.timestamp() // WINDOW.total_seconds()) for event in raised)
    windows = max(1, -((since - now) // WINDOW), len(per_window))
    return RateFigures(
        since=since,
        until=now,
        count=len(raised),
        average=len(raised) / windows,
        peak=max(per_window.values(), default=0),
        windows=windows,
        floods=sum(count > FLOOD_ABOVE for count in per_window.values()),
        standing=tuple(alarm for alarm in alarms if alarm.is_active and now - alarm.last_at > STANDING_FROM),
        top=tuple(Often(kind, count) for kind, count in kinds.most_common(TOP)),
        mix=tuple(
            Mixed(priority, sum(kinds[kind] for kind in kinds if CATALOGUE[kind].priority is priority), target)
            for priority, target in TARGET_SHARES.items()
        ),
    )
