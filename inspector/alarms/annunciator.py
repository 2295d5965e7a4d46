"""Looks at the line again and again, enters what turns, and takes what people do about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

import structlog

from inspector.alarms.alarm import SHELVED_MAX, Act, Alarm, Event, Key, Sign, State, marked, standing
from inspector.alarms.catalogue import Kind, Priority, hidden_by
from inspector.alarms.chart_watch import ChartWatch
from inspector.alarms.clock import ClockWatch
from inspector.alarms.delays import Delays, Turns
from inspector.alarms.figures import RateFigures, rate_figures
from inspector.alarms.journal import AlarmJournal
from inspector.alarms.signs import Limits, Seen, signs_of
from inspector.errors import ChangedError, InputError, StoreError
from inspector.refusal import RefusalCode, because

_URGENCY = tuple(Priority)
_STATES = tuple(State)


@dataclass(frozen=True, slots=True)
class Listed:
    """An alarm as a display lists it; `follows_from` is the cause that hides it, None where it stands for itself."""

    alarm: Alarm
    follows_from: Kind | None = None


class Annunciator:
    """The alarms of one line. All methods may be called from any thread; `listed` waits for nothing.

    What is in memory is what the journal tells, so two dashboards of one record, or one that was killed, agree. Where
    the journal cannot be written, alarms are shown all the same, with one more that says so; they are entered as soon
    as it can be.

    Parameters
    ----------
    journal
        Where everything is entered.
    limits
        Where figures become alarms.
    jump_s
        Difference between clocks that is a jump; 0 tells of none.
    monotonic
        Seconds of a clock that nobody sets.
    chart
        Looks at the p-chart of what judges now; without it nobody does.
    """

    def __init__(
        self,
        journal: AlarmJournal,
        limits: Limits,
        jump_s: float,
        monotonic: Callable[[], float],
        chart: ChartWatch | None = None,
    ) -> None:
        self._journal = journal
        self._limits = limits
        self._monotonic = monotonic
        self._clock = ClockWatch(jump_s)
        self._chart = chart
        self._delays = Delays()
        self._lock = Lock()
        self._alarms: Mapping[Key, Alarm] = {}
        self._cleared: dict[Key, Alarm] = {}
        self._number = 0
        self._unwritten: tuple[Event, ...] = ()
        self._refused = ""
        self._signs: Mapping[Key, Sign] = {}
        self._listed: tuple[Listed, ...] = ()
        self._log = structlog.get_logger()

    @property
    def listed(self) -> tuple[Listed, ...]:
        """Every alarm that is not cleared, the most urgent first."""
        return self._listed

    def look(self, seen: Seen) -> None:
        """Enter what turned since the last look."""
        with self._lock:
            now_s = self._monotonic()
            try:
                self._catch_up()
            except StoreError as error:
                self._note(str(error))
            charted = self._chart.look(seen.status, seen.now, now_s) if self._chart else ()
            jumped = self._clock.look(seen.status, now_s)
            signs = (*signs_of(seen, self._limits), *charted, *jumped, *self._own_sign())
            self._signs = {sign.key: sign for sign in signs}
            active = frozenset(key for key, alarm in self._alarms.items() if alarm.is_active)
            turns = self._delays.look(signs, active, now_s)
            self._enter_anyhow((*self._turned(turns, seen.now), *self._off_the_shelf(seen.now)))
            self._list()

    def acknowledge(self, raised: int, who: str, at: datetime) -> Alarm:
        """Return the alarm that event `raised` raised, now that `who` knows of it; twice is once.

        Raises
        ------
        ChangedError
            It was raised again since, is shelved, or is gone: there is something else to look at.
        StoreError
            It could not be entered. The alarm stays as it is.
        """
        with self._lock:
            self._catch_up()
            alarm = self._cleared_by_hand(raised) or self._known(raised, "acknowledge")
            if alarm.is_acknowledged and not alarm.shelf:
                return alarm
            entered = replace(self._done(Event(0, at, Act.ACKNOWLEDGED, alarm.sign, who)), acknowledged_by=who)
            if not entered.is_active:
                self._cleared[alarm.sign.key] = entered
            return entered

    def shelve(self, raised: int, who: str, at: datetime, shelved_for: timedelta, reason: str) -> Alarm:
        """Return the alarm, put away for a time of at most eight hours.

        Raises
        ------
        ChangedError, StoreError
            As for `acknowledge`.
        """
        with self._lock:
            self._catch_up()
            alarm = self._known(raised, "shelve")
            return self._done(Event(0, at, Act.SHELVED, alarm.sign, who, reason, at + shelved_for))

    def unshelve(self, raised: int, who: str, at: datetime) -> Alarm:
        """Return the alarm, back from the shelf: unacknowledged where it is still there, else cleared.

        Raises
        ------
        ChangedError, StoreError
            As for `acknowledge`.
        """
        with self._lock:
            self._catch_up()
            alarm = self._known(raised, "unshelve")
            return self._done(Event(0, at, Act.UNSHELVED, alarm.sign, who))

    def history(self, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """Return up to `limit` events, newest first, below number `before` where that is given."""
        return self._journal.latest(limit, before)

    def figures(self, now: datetime, span: timedelta) -> RateFigures:
        """Return how often alarms were raised in the last `span`, and which stand for long."""
        since = now - span
        return rate_figures(self._journal.raised(since), tuple(each.alarm for each in self._listed), since, now)

    def _catch_up(self) -> None:
        """Read what another dashboard entered, and enter what the disk refused before."""
        if self._unwritten:
            self._write(self._unwritten)
            self._unwritten = ()
        self._read_on()
        self._note("")

    def _read_on(self) -> None:
        try:
            if self._number:
                events = self._journal.after(self._number)
                self._alarms = standing(events, self._alarms)
                self._number = events[-1].number if events else self._number
            else:
                opened = self._journal.opened()
                self._alarms, self._number = standing(opened.events, {}), opened.number
        except InputError as error:
            raise StoreError("read the alarm journal", str(error), "put its file aside, a new one is made") from error

    def _cleared_by_hand(self, raised: int) -> Alarm | None:
        """Return the alarm that an acknowledgement ended, while it has not come again.

        A second tap comes before the display has heard of the first.
        """
        ended = (alarm for key, alarm in self._cleared.items() if key not in self._alarms)
        return next((alarm for alarm in ended if alarm.raised == raised), None)

    def _known(self, raised: int, what: str) -> Alarm:
        for alarm in self._alarms.values():
            if alarm.raised == raised:
                return alarm
        found = "it is cleared or was raised again since"
        raise ChangedError(f"{what} alarm {raised}", found, "look at the list again", because(RefusalCode.ALARM_OVER))

    def _done(self, event: Event) -> Alarm:
        """Enter what a person did; what cannot be entered was not done."""
        try:
            (numbered,) = marked((replace(event, number=self._number + 1),), self._alarms)
            alarms = standing((numbered,), self._alarms)
        except InputError as error:
            told = because(RefusalCode.ALARM_CHANGED)
            raise ChangedError(f"enter what {event.who} did", str(error), "look at the list again", told) from error
        before = self._alarms[event.sign.key]
        self._journal.append((numbered,))
        self._alarms, self._number = alarms, numbered.number
        self._list()
        cleared = replace(before, is_active=False, is_acknowledged=True, shelf=None)
        return alarms.get(event.sign.key, cleared)

    def _turned(self, turns: Turns, now: datetime) -> list[Event]:
        raised = [Event(0, now, Act.RAISED, sign) for sign in turns.raised]
        return raised + [Event(0, now, Act.RETURNED, self._alarms[key].sign) for key in turns.returned]

    def _off_the_shelf(self, now: datetime) -> list[Event]:
        """Return the end of every shelf whose time is over; a clock that was set back makes none longer."""
        shelved = [(alarm.sign, alarm.shelf.until) for alarm in self._alarms.values() if alarm.shelf]
        over = [sign for sign, until in shelved if not timedelta(0) < until - now <= SHELVED_MAX]
        return [Event(0, now, Act.UNSHELVED, sign) for sign in over]

    def _enter_anyhow(self, events: Sequence[Event]) -> None:
        """Enter what the line did; it happened, whether the disk takes it or not."""
        if not events:
            return
        following = (replace(event, number=self._number + n) for n, event in enumerate(events, 1))
        numbered = marked(following, self._alarms)
        self._alarms, self._number = standing(numbered, self._alarms), numbered[-1].number
        if self._unwritten:
            self._unwritten += numbered
            return
        try:
            self._write(numbered)
        except StoreError as error:
            self._note(str(error))
            self._unwritten = numbered

    def _write(self, events: tuple[Event, ...]) -> None:
        try:
            self._journal.append(events)
        except ChangedError:
            # Another dashboard was faster: what it entered holds, and the next look goes on from there.
            self._alarms, self._number = {}, 0
            self._read_on()

    def _own_sign(self) -> tuple[Sign, ...]:
        return (Sign(Key(Kind.JOURNAL), words=self._refused),) if self._refused else ()

    def _note(self, refused: str) -> None:
        if refused and not self._refused:
            self._log.error("alarm journal", error=refused)
        self._refused = refused

    def _list(self) -> None:
        active = frozenset(alarm.kind for alarm in self._alarms.values() if alarm.is_active)
        # With the figures of now, not of the moment when it was raised.
        now = [replace(alarm, sign=self._signs.get(key, alarm.sign)) for key, alarm in self._alarms.items()]
        listed = [Listed(alarm, _cause_of(alarm.kind, active)) for alarm in now]
        self._listed = tuple(sorted(listed, key=_urgency))


def _cause_of(kind: Kind, active: frozenset[Kind]) -> Kind | None:
    causes = (cause for cause in Kind if cause in active and kind in hidden_by(frozenset({cause})))
    return next(causes, None)


def _urgency(listed: Listed) -> tuple[bool, bool, int, int, int]:
    """Order what nobody acknowledged first, then by priority; the newest of equals first."""
    alarm = listed.alarm
    known = alarm.is_acknowledged or alarm.shelf is not None
    effect = listed.follows_from is not None
    return known, effect, _URGENCY.index(alarm.priority), _STATES.index(alarm.state), -alarm.raised
