"""Which spans of time are meant by days, a shift and a width, on the clock of the line. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from inspector.errors import InputError
from inspector.record.quality_rows import Span
from inspector.refusal import RefusalCode, because

Per = Literal["quarter", "hour", "shift", "day"]
ToUtc = Callable[[datetime], datetime]

SPANS_MAX: Final = 1_500
_WIDTHS = {"quarter": timedelta(minutes=15), "hour": timedelta(hours=1)}
_DAY = timedelta(days=1)
# Whatever the zone, the moments of these years can be told in UTC.
_YEARS = (2000, 2199)


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of the site: it begins at `start` on the line's clock and ends where the next one begins."""

    name: str
    start: time


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included; with the name of a shift only that shift of each day."""

    first: date
    last: date
    shift: str = ""


def day_of(now: datetime, shifts: tuple[Shift, ...]) -> date:
    """Return the running day on the line's clock: before its first shift begins it is still the day before.

    Examples
    --------
    >>> day_of(datetime(2026, 11, 2, 5, 59), (Shift("early", time(6)),)).isoformat()
    '2026-11-01'
    """
    is_early = bool(shifts) and now.time() < shifts[0].start
    return now.date() - _DAY if is_early else now.date()


@dataclass(frozen=True, slots=True)
class Running:
    """The shift that runs: its name, empty where the site has none, and when it began on the line's clock, naive."""

    name: str
    start: datetime


def running_shift(now: datetime, shifts: tuple[Shift, ...]) -> Running:
    """Return the shift that runs at `now`, both on the line's clock; the day since midnight where the site has none.

    Examples
    --------
    >>> running_shift(datetime(2026, 11, 2, 3), (Shift("day", time(6)), Shift("night", time(18)))).start.isoformat()
    '2026-11-01T18:00:00'
    """
    if not shifts:
        return Running("", datetime.combine(now.date(), time.min))
    day, starts = day_of(now, shifts), [shift.start for shift in shifts]
    begun = (Running(shift.name, _moment(day, starts, number)) for number, shift in enumerate(shifts))
    return max((each for each in begun if each.start <= now), key=lambda each: each.start)


def spans_of(days: Days, per: Per, shifts: tuple[Shift, ...], to_utc: ToUtc) -> tuple[Span, ...]:
    """Return the spans in order; together they hold every moment that is meant once.

    Parameters
    ----------
    days
        What is meant. A day begins with its first shift, at midnight where the site has none; a shift that goes on
        after midnight belongs to the day on which it begins.
    per
        How wide each is: what a subgroup of the p-chart is.
    shifts
        Those of the site, in the order of the day.
    to_utc
        Gives the moment, UTC, at which the line's clock shows a naive one.

    Raises
    ------
    InputError
        The days are the wrong way round, there is no such shift, or they are more than 1,500 spans.
    """
    _check_order(days)
    _check(days, per, shifts)
    spans = tuple(span for day in _each_day(days) for span in _of_day(day, days.shift, per, shifts, to_utc))
    if len(spans) > SPANS_MAX:
        _too_many(days, len(spans))
    return spans


def _check_order(days: Days) -> None:
    if days.last < days.first:
        swapped = because(RefusalCode.DAYS_SWAPPED, first=str(days.first), last=str(days.last))
        raise InputError("tell of quality", f"{days.last} is before {days.first}", "swap the days", swapped)
    if days.first.year < _YEARS[0] or days.last.year > _YEARS[1]:
        found = f"{days.first} to {days.last} is not within {_YEARS[0]} to {_YEARS[1]}"
        told = because(RefusalCode.DAYS_TOO_FAR, first=_YEARS[0], last=_YEARS[1])
        raise InputError("tell of quality", found, "choose other days", told)


def _check(days: Days, per: Per, shifts: tuple[Shift, ...]) -> None:
    names = [shift.name for shift in shifts]
    known = ", ".join(names) or "none"
    if days.shift and days.shift not in names:
        found = f"the site's shifts are {known} (dashboard.shifts of station.toml)"
        told = because(RefusalCode.NO_SUCH_SHIFT, shift=days.shift)
        raise InputError(f"tell of quality of shift {days.shift!r}", found, "choose one of them", told)
    if per == "shift" and not shifts:
        remedy = "set dashboard.shifts in station.toml"
        raise InputError("tell of quality by shift", "the site has none", remedy, because(RefusalCode.NO_SHIFTS))
    if (days.last - days.first).days >= SPANS_MAX:
        _too_many(days, (days.last - days.first).days + 1)


def _too_many(days: Days, count: int) -> None:
    found = f"{days.first} to {days.last} is {count} spans, at most {SPANS_MAX}"
    told = because(RefusalCode.TOO_MANY_SPANS, count=count, most=SPANS_MAX)
    raise InputError("tell of quality", found, "choose fewer days or wider spans", told)


def _each_day(days: Days) -> Iterator[date]:
    return (days.first + number * _DAY for number in range((days.last - days.first).days + 1))


def _of_day(day: date, shift: str, per: Per, shifts: tuple[Shift, ...], to_utc: ToUtc) -> Iterator[Span]:
    whole = Span(*(to_utc(moment) for moment in _bounds(day, shift, shifts)))
    if per in _WIDTHS:
        yield from _cut(whole, _WIDTHS[per])
    elif per == "shift" and not shift:
        yield from (Span(*(to_utc(moment) for moment in _bounds(day, each.name, shifts))) for each in shifts)
    else:
        yield whole


def _bounds(day: date, shift: str, shifts: tuple[Shift, ...]) -> tuple[datetime, datetime]:
    """Return beginning and end on the line's clock, naive."""
    starts = [each.start for each in shifts] or [time.min]
    if not shift:
        start = datetime.combine(day, starts[0])
        return start, start + _DAY
    number = [each.name for each in shifts].index(shift)
    start, end = (_moment(day, starts, at) for at in (number, number + 1))
    return start, end


def _moment(day: date, starts: list[time], number: int) -> datetime:
    clock = starts[number % len(starts)]
    later = number >= len(starts) or clock < starts[0]
    return datetime.combine(day + _DAY if later else day, clock)


def _cut(whole: Span, width: timedelta) -> Iterator[Span]:
    # In UTC: on the two days a year on which a clock is changed there are 23 or 25 hours.
    start = whole.start
    while start < whole.end:
        yield Span(start, min(start + width, whole.end))
        start += width
