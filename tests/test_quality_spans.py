"""Spans of days and shifts: each moment once, on the line's clock, on days of 23 and 25 hours too."""

# ruff: noqa: DTZ001 -- on the clock of the line moments are naive

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import InputError
from inspector.quality.spans import Days, Per, Running, Shift, day_of, running_shift, spans_of
from inspector.record.rows import microseconds
from inspector.record.schema_images import QUARTER_US

SHIFTS = (Shift("early", time(6)), Shift("late", time(14)), Shift("night", time(22)))
MONDAY = date(2026, 11, 2)


def clock_in(zone: str) -> Callable[[datetime], datetime]:
    return lambda naive: naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


SHANGHAI = clock_in("Asia/Shanghai")


def utc(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_a_day_without_shifts_is_from_midnight_to_midnight_on_the_lines_clock() -> None:
    (span,) = spans_of(Days(MONDAY, MONDAY), "day", (), SHANGHAI)
    assert (span.start, span.end) == (utc(1, 16), utc(2, 16))


def test_a_day_with_shifts_begins_with_the_first() -> None:
    (span,) = spans_of(Days(MONDAY, MONDAY), "day", SHIFTS, SHANGHAI)
    assert (span.start, span.end) == (utc(1, 22), utc(2, 22))


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    spans = spans_of(Days(MONDAY, date(2026, 11, 3), "night"), "day", SHIFTS, SHANGHAI)
    assert [(span.start, span.end) for span in spans] == [(utc(2, 14), utc(2, 22)), (utc(3, 14), utc(3, 22))]


def test_a_shift_after_midnight_belongs_to_the_day_before() -> None:
    shifts = (Shift("day", time(8)), Shift("night", time(0)))
    night = spans_of(Days(MONDAY, MONDAY, "night"), "day", shifts, clock_in("UTC"))
    assert [(span.start, span.end) for span in night] == [(utc(3, 0), utc(3, 8))]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (MONDAY, 24)])
def test_the_days_on_which_clocks_are_changed_have_other_hours(day: date, hours: int) -> None:
    assert len(spans_of(Days(day, day), "hour", (), clock_in("Europe/Berlin"))) == hours


@settings(max_examples=25, deadline=None)
@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.integers(0, 3),
    st.sampled_from(["quarter", "hour", "shift", "day"]),
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York"]),
)
def test_every_moment_is_in_one_span(first: date, more: int, per: Per, zone: str) -> None:
    to_utc = clock_in(zone)
    last = first + timedelta(days=more)
    spans = spans_of(Days(first, last), per, SHIFTS, to_utc)
    assert all(before.end == after.start for before, after in pairwise(spans))
    assert (spans[0].start, spans[-1].end) == (
        to_utc(datetime.combine(first, time(6))),
        to_utc(datetime.combine(last + timedelta(days=1), time(6))),
    )
    assert all(microseconds(span.start) % QUARTER_US == 0 for span in spans)


@pytest.mark.parametrize(
    ("days", "per", "shifts", "told"),
    [
        (Days(MONDAY, date(2026, 11, 1)), "day", SHIFTS, "is before"),
        (Days(MONDAY, MONDAY, "noon"), "day", SHIFTS, "early, late, night"),
        (Days(MONDAY, MONDAY), "shift", (), "the site has none"),
        (Days(date(2026, 1, 1), date(2026, 12, 31)), "hour", (), "8760 spans"),
        (Days(date(2000, 1, 1), date(2199, 12, 31)), "day", (), "at most 1500"),
        (Days(date(1, 1, 1), date(1, 1, 1)), "day", (), "not within 2000 to 2199"),
    ],
)
def test_what_cannot_be_meant_is_refused(days: Days, per: Per, shifts: tuple[Shift, ...], told: str) -> None:
    with pytest.raises(InputError, match=told):
        spans_of(days, per, shifts, clock_in("UTC"))


def test_before_the_first_shift_it_is_still_the_day_before() -> None:
    assert day_of(datetime.combine(MONDAY, time(5, 59)), SHIFTS) == date(2026, 11, 1)
    assert day_of(datetime.combine(MONDAY, time(6)), SHIFTS) == MONDAY
    assert day_of(datetime.combine(MONDAY, time(0)), ()) == MONDAY


@pytest.mark.parametrize(
    ("now", "name", "start"),
    [
        (datetime(2026, 11, 2, 5, 59), "night", datetime(2026, 11, 1, 22)),
        (datetime(2026, 11, 2, 6, 0), "early", datetime(2026, 11, 2, 6)),
        (datetime(2026, 11, 2, 21, 59), "late", datetime(2026, 11, 2, 14)),
        (datetime(2026, 11, 2, 22, 0), "night", datetime(2026, 11, 2, 22)),
    ],
)
def test_the_running_shift_is_the_last_that_began(now: datetime, name: str, start: datetime) -> None:
    assert running_shift(now, SHIFTS) == Running(name, start)


def test_a_shift_that_begins_at_midnight_runs_then_and_a_site_without_shifts_has_its_day() -> None:
    shifts, now = (Shift("day", time(8)), Shift("night", time(0))), datetime(2026, 11, 2, 3)
    assert running_shift(now, shifts) == Running("night", datetime(2026, 11, 2))
    assert running_shift(now, ()) == Running("", datetime(2026, 11, 2))
