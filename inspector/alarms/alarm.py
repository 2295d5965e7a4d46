"""One alarm: what is wrong, how it stands, and what each event makes of it. Pure.

::

                     raised                     acknowledged
    cleared ---------------> active-unacknowledged ---------> active-acknowledged
       ^                       |        ^                         |         |
       |              returned |        | raised                  | returned|
       |                       v        |                         |         |
       |  acknowledged  returned-unacknowledged                   |         |
       '-----------------------'--------------------------- cleared <-------'

Each of the three can be shelved. From the shelf, at the latest after eight hours, it is active-unacknowledged if it is
still there, else cleared. An acknowledgement says that a person knows of it: what is wrong stays wrong.

References
----------
The states follow the practice of ISA-18.2; conformance to it is not claimed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from inspector.alarms.catalogue import CATALOGUE, Kind, Priority
from inspector.errors import InputError

SHELVED_MAX = timedelta(hours=8)


class State(StrEnum):
    """How an alarm stands."""

    ACTIVE_UNACKNOWLEDGED = "active-unacknowledged"
    ACTIVE_ACKNOWLEDGED = "active-acknowledged"
    RETURNED_UNACKNOWLEDGED = "returned-unacknowledged"
    SHELVED = "shelved"
    CLEARED = "cleared"


class Act(StrEnum):
    """What can happen to an alarm; the last three are done by people, and `UNSHELVED` by the time too."""

    RAISED = "raised"
    RETURNED = "returned"
    ACKNOWLEDGED = "acknowledged"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"


class ShelfReason(StrEnum):
    """Why a person puts an alarm away for a time."""

    MAINTENANCE = "maintenance"
    BEING_REPAIRED = "being-repaired"
    KNOWN = "known"
    NUISANCE = "nuisance"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure or name for the texts of an alarm, as ``Figure("count", 5)``; moments are ISO 8601 in UTC."""

    name: str
    value: str | float


@dataclass(frozen=True, slots=True)
class Key:
    """Which alarm: its kind, and what tells two of a kind apart."""

    kind: Kind
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """That something is wrong now. `words` are the station's own, in English, empty where the texts say it all."""

    key: Key
    figures: tuple[Figure, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an alarm, numbered from 1; `who` is empty where nobody did it.

    `clears` says that the alarm was cleared by it: whoever wants to know what stands looks no further back.
    """

    number: int
    at: datetime
    act: Act
    sign: Sign
    who: str = ""
    reason: str = ""
    until: datetime | None = None
    clears: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """That an alarm is put away: until when, why, by whom."""

    until: datetime
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm since it was last cleared.

    `raised` is the number of the event that raised it last: who speaks of the alarm says which raise was seen.
    `count` says how often it was raised since `first_at`.
    """

    sign: Sign
    raised: int
    first_at: datetime
    last_at: datetime
    count: int
    is_active: bool = True
    is_acknowledged: bool = False
    acknowledged_by: str = ""
    shelf: Shelf | None = None

    @property
    def state(self) -> State:
        """How it stands."""
        if self.shelf:
            return State.SHELVED
        if self.is_active:
            return State.ACTIVE_ACKNOWLEDGED if self.is_acknowledged else State.ACTIVE_UNACKNOWLEDGED
        return State.CLEARED if self.is_acknowledged else State.RETURNED_UNACKNOWLEDGED

    @property
    def kind(self) -> Kind:
        """What is wrong."""
        return self.sign.key.kind

    @property
    def priority(self) -> Priority:
        """How soon a person must act."""
        return CATALOGUE[self.kind].priority


def after(alarm: Alarm | None, event: Event) -> Alarm:
    """Return the alarm as it stands after `event`; None and a cleared one are the same.

    Raises
    ------
    InputError
        The event does not suit how the alarm stands: it is shelved, or there is none. Nothing changes.
    """
    if alarm is None or alarm.state is State.CLEARED:
        _need(event.act is Act.RAISED, event, "there is none")
        return Alarm(event.sign, event.number, event.at, event.at, 1)
    match event.act:
        case Act.RAISED:
            return _raised(alarm, event)
        case Act.RETURNED:
            _need(alarm.is_active, event, "it is not active")
            return replace(alarm, is_active=False)
        case Act.ACKNOWLEDGED:
            _need(not alarm.shelf, event, "it is shelved")
            _need(not alarm.is_acknowledged, event, f"{alarm.acknowledged_by} did")
            return replace(alarm, is_acknowledged=True, acknowledged_by=event.who)
        case Act.SHELVED:
            return _shelved(alarm, event)
        case Act.UNSHELVED:
            _need(alarm.shelf is not None, event, "it is not shelved")
            return replace(alarm, shelf=None, is_acknowledged=not alarm.is_active, acknowledged_by="")


def standing(events: Iterable[Event], before: Mapping[Key, Alarm]) -> Mapping[Key, Alarm]:
    """Return every alarm that is not cleared, after `events` have happened to those of `before`."""
    alarms = dict(before)
    for event in events:
        key = event.sign.key
        alarm = after(alarms.get(key), event)
        if alarm.state is State.CLEARED:
            del alarms[key]
        else:
            alarms[key] = alarm
    return alarms


def marked(events: Iterable[Event], before: Mapping[Key, Alarm]) -> tuple[Event, ...]:
    """Return `events` with `clears` as it will be when they happen to the alarms of `before`."""
    alarms, entered = before, []
    for event in events:
        alarms = standing((event,), alarms)
        entered.append(replace(event, clears=event.sign.key not in alarms))
    return tuple(entered)


def _raised(alarm: Alarm, event: Event) -> Alarm:
    _need(not alarm.is_active, event, "it is active already")
    again = replace(alarm, sign=event.sign, raised=event.number, last_at=event.at, count=alarm.count + 1)
    return replace(again, is_active=True, is_acknowledged=False, acknowledged_by="")


def _shelved(alarm: Alarm, event: Event) -> Alarm:
    _need(not alarm.shelf, event, "it is shelved already")
    if event.until is None or not timedelta(0) < event.until - event.at <= SHELVED_MAX:
        _need(False, event, f"until {event.until}, expected a moment within {SHELVED_MAX}")  # noqa: FBT003
    _need(bool(event.reason), event, "no reason is given")
    return replace(alarm, shelf=Shelf(event.until or event.at, event.reason, event.who))


def _need(suits: bool, event: Event, found: str) -> None:  # noqa: FBT001 -- what must hold
    if not suits:
        raise InputError(f"enter that alarm {event.sign.key.kind} is {event.act}", found, "look at the alarm again")
