"""What the API tells of alarms; moments are ISO 8601 in UTC."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from inspector.alarms.alarm import Event, Sign
from inspector.alarms.annunciator import Listed
from inspector.alarms.catalogue import CATALOGUE
from inspector.alarms.figures import WINDOW, RateFigures

KindName = Literal[
    "trouble",
    "silent",
    "camera",
    "plc",
    "recording",
    "not-ready",
    "challenge",
    "unconfirmed",
    "rejects",
    "alignment",
    "uninspected",
    "late",
    "drift",
    "p-chart",
    "disk-low",
    "journal",
    "disk-soon",
    "archive",
    "clock",
    "no-parts",
    "warning",
]
PriorityName = Literal["high", "medium", "low"]
StateName = Literal["active-unacknowledged", "active-acknowledged", "returned-unacknowledged", "shelved", "cleared"]
ActName = Literal["raised", "returned", "acknowledged", "shelved", "unshelved"]
ShelfReasonName = Literal["maintenance", "being-repaired", "known", "nuisance", "other"]

_KIND: TypeAdapter[KindName] = TypeAdapter(KindName)
_PRIORITY: TypeAdapter[PriorityName] = TypeAdapter(PriorityName)
_STATE: TypeAdapter[StateName] = TypeAdapter(StateName)
_ACT: TypeAdapter[ActName] = TypeAdapter(ActName)


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class AlarmFigure(_View):
    """A figure or name for the texts; `at` is a moment, `bytes` are bytes."""

    name: str
    value: str | float


class AlarmTold(_View):
    """What is wrong. `subject` tells two of a kind apart; `words` are the station's own, in English."""

    kind: KindName
    subject: str
    priority: PriorityName
    figures: list[AlarmFigure]
    words: str


class AlarmShelf(_View):
    """That the alarm is put away: until when, why, by whom."""

    until: datetime
    reason: str
    who: str


class Alarm(AlarmTold):
    """One alarm that is not cleared.

    `raised` is the number of its last raise; acts name it, so that nobody acknowledges what came after they looked.
    `count` says how often it was raised since `first_at`. `follows_from` is the cause that hides it from the bar.
    """

    raised: int
    state: StateName
    first_at: datetime
    last_at: datetime
    count: int
    acknowledged_by: str
    shelf: AlarmShelf | None
    follows_from: KindName | None


class AlarmEvent(AlarmTold):
    """One entry of the journal; `who` is empty where nobody did it."""

    number: int
    at: datetime
    act: ActName
    who: str
    reason: str
    until: datetime | None


class AlarmHistory(_View):
    """Entries, newest first; `next_before` asks for the older ones, null on the last page."""

    events: list[AlarmEvent]
    next_before: int | None


class AlarmOften(_View):
    """How many times a kind was raised."""

    kind: KindName
    count: int


class AlarmMix(_View):
    """How many alarms had a priority, and which share of all it should be, 0 to 1."""

    priority: PriorityName
    count: int
    target: float


class AlarmFigures(_View):
    """How often alarms were raised from `since` on, the first of the time asked for.

    `windows` of `window_min` minutes; `average` and `peak` are per window, `floods` counts those with more than ten.
    `standing` are there for more than a day.
    """

    since: datetime
    until: datetime
    window_min: int
    count: int
    average: float
    peak: int
    windows: int
    floods: int
    standing: list[Alarm]
    top: list[AlarmOften]
    mix: list[AlarmMix]


class NewShelf(BaseModel):
    """For how long an alarm is put away, and why."""

    model_config = ConfigDict(extra="forbid", strict=True)

    minutes: Annotated[int, Field(ge=1, le=480)]
    reason: ShelfReasonName


def alarm_view(listed: Listed) -> Alarm:
    """Return an alarm as the API shows it."""
    alarm = listed.alarm
    return Alarm(
        **dict(_told(alarm.sign)),
        raised=alarm.raised,
        state=_STATE.validate_python(str(alarm.state)),
        first_at=alarm.first_at,
        last_at=alarm.last_at,
        count=alarm.count,
        acknowledged_by=alarm.acknowledged_by,
        shelf=AlarmShelf.model_validate(alarm.shelf) if alarm.shelf else None,
        follows_from=_KIND.validate_python(str(listed.follows_from)) if listed.follows_from else None,
    )


def event_view(event: Event) -> AlarmEvent:
    """Return an entry of the journal as the API shows it."""
    return AlarmEvent(
        **dict(_told(event.sign)),
        number=event.number,
        at=event.at,
        act=_ACT.validate_python(str(event.act)),
        who=event.who,
        reason=event.reason,
        until=event.until,
    )


def figures_view(figures: RateFigures) -> AlarmFigures:
    """Return the figures as the API shows them."""
    return AlarmFigures(
        since=figures.since,
        until=figures.until,
        window_min=round(WINDOW.total_seconds() / 60),
        count=figures.count,
        average=figures.average,
        peak=figures.peak,
        windows=figures.windows,
        floods=figures.floods,
        standing=[alarm_view(Listed(alarm)) for alarm in figures.standing],
        top=[AlarmOften(kind=_KIND.validate_python(str(often.kind)), count=often.count) for often in figures.top],
        mix=[
            AlarmMix(priority=_PRIORITY.validate_python(str(mixed.priority)), count=mixed.count, target=mixed.target)
            for mixed in figures.mix
        ],
    )


def _told(sign: Sign) -> AlarmTold:
    return AlarmTold(
        kind=_KIND.validate_python(str(sign.key.kind)),
        subject=sign.key.subject,
        priority=_PRIORITY.validate_python(str(CATALOGUE[sign.key.kind].priority)),
        figures=[AlarmFigure.model_validate(figure) for figure in sign.figures],
        words=sign.words,
    )
