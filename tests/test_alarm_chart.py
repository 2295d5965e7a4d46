"""The p-chart watched: a share beyond the frozen limits is an alarm after a minute, a single reject never is."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alarms import WELL, Line
from makers import MOMENT, make_inspection
from recording import make_defective, record

from inspector.alarms.annunciator import Annunciator
from inspector.alarms.catalogue import Kind
from inspector.alarms.chart_watch import READ_EVERY_S, Charted, ChartWatch
from inspector.alarms.signs import Limits
from inspector.alarms.sqlite import SqliteAlarms
from inspector.errors import StoreError
from inspector.record.quality_rows import BASELINE_HOURS
from inspector.record.sqlite import SqliteRecorder
from inspector.record.sqlite_quality import SqliteQuality
from inspector.wiring.quality import charted

IN_LIMITS = Charted(judged=100, held_back=9, low=0.01, high=0.12)
TOO_MANY, TOO_FEW = replace(IN_LIMITS, held_back=13), replace(IN_LIMITS, held_back=0)
ACTIVE = [(Kind.P_CHART, "active-unacknowledged")]


@dataclass(slots=True)
class Chart:
    """A chart that is set by the test, and counts how often it is read."""

    found: Charted | None = None
    is_broken: bool = False
    read: int = 0

    def __call__(self, product: str, revision: str, now: datetime) -> Charted | None:
        assert (product, revision) == (WELL.product, WELL.revision)
        assert now >= MOMENT
        self.read += 1
        if self.is_broken:
            raise StoreError("read", "the disk is gone", "mend it")
        return self.found


Made = Callable[[Chart], Line]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def line(chart: Chart, least: int = 50) -> Line:
        clock = [0.0]
        watch = ChartWatch(chart, least)
        return Line(Annunciator(SqliteAlarms(tmp_path), Limits(), 5.0, lambda: clock[0], watch), clock)

    return line


@pytest.mark.parametrize("found", [TOO_MANY, TOO_FEW], ids=["too many", "too few"])
def test_a_share_beyond_its_limits_is_an_alarm_after_a_minute(made: Made, found: Charted) -> None:
    line = made(Chart(found))
    line.go_on(59.0)
    assert line.kinds() == []
    line.go_on(3.0)
    assert line.kinds() == ACTIVE


def test_it_goes_ten_minutes_after_the_share_is_back(made: Made) -> None:
    chart = Chart(TOO_MANY)
    line = made(chart)
    line.go_on(70.0)
    chart.found = IN_LIMITS
    line.go_on(READ_EVERY_S + 590.0)
    assert line.kinds() == ACTIVE
    line.go_on(40.0)
    assert line.kinds() == [(Kind.P_CHART, "returned-unacknowledged")]


@pytest.mark.parametrize(
    "found",
    [
        IN_LIMITS,
        None,
        replace(TOO_MANY, judged=49, held_back=40),
        Charted(judged=60, held_back=3, low=0.0, high=0.0),
    ],
    ids=["within", "not frozen", "too few parts", "single rejects of a revision that had none"],
)
def test_what_is_no_breach_is_no_alarm(made: Made, found: Charted | None) -> None:
    line = made(Chart(found))
    line.go_on(200.0)
    assert line.kinds() == []


def test_its_figures_are_those_of_the_chart(made: Made) -> None:
    line = made(Chart(TOO_MANY))
    line.go_on(62.0)
    figures = {figure.name: figure.value for figure in line.annunciator.listed[0].alarm.sign.figures}
    assert figures == {"revision": "r001", "of": 100, "percent": 13.0, "low": 1.0, "high": 12.0}


def test_the_chart_is_read_twice_a_minute_and_at_once_for_another_revision(made: Made) -> None:
    chart = Chart(IN_LIMITS)
    made(chart).go_on(120.0)
    assert chart.read == 120 / READ_EVERY_S
    seen: list[str] = []

    def of_revision(_: str, revision: str, __: datetime) -> None:
        seen.append(revision)

    watch = ChartWatch(of_revision, 50)
    for revision in ("r001", "r001", "r002"):
        watch.look(replace(WELL, revision=revision), MOMENT, 0.0)
    assert seen == ["r001", "r002"]


def test_a_record_that_cannot_be_read_is_told_by_its_own_alarm_alone(made: Made) -> None:
    line = made(Chart(TOO_MANY, is_broken=True))
    line.go_on(100.0)
    assert line.kinds() == []


def test_zero_parts_turn_it_off(tmp_path: Path) -> None:
    chart = Chart(TOO_MANY)
    assert ChartWatch(chart, 0).look(WELL, MOMENT, 0.0) == ()
    assert (chart.read, tmp_path.exists()) == (0, True)


def recorded(data: Path, hours: int) -> SqliteQuality:
    """Record `hours` hours of ten parts each, one of them rejected, and a last hour of sixty, half of them rejected."""
    start = MOMENT.replace(minute=0, second=0, microsecond=0)
    parts = []
    for hour in range(hours + 1):
        of, bad = (60, 30) if hour == hours else (10, 1)
        for number in range(of):
            name, at = f"H{hour}-{number}", start + timedelta(hours=hour, seconds=number)
            part = make_defective(name, 1) if number < bad else make_inspection(name, 1)
            parts.append(replace(part, inspected_at=at))
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        record(recorder, *parts)
    return SqliteQuality(data)


@pytest.mark.parametrize(("hours", "is_told"), [(BASELINE_HOURS - 1, False), (BASELINE_HOURS, True)])
def test_the_last_hour_is_held_against_the_frozen_limits_of_its_revision(
    tmp_path: Path,
    hours: int,
    is_told: bool,  # noqa: FBT001
) -> None:
    with closing(recorded(tmp_path, hours)) as reader:
        now = MOMENT.replace(minute=20, second=0, microsecond=0) + timedelta(hours=hours)
        found = charted(reader, "PN-1042", "r001", now)
        later = charted(reader, "PN-1042", "r001", now + timedelta(hours=2))
    assert (found is not None) is is_told
    assert later is None
    if found:
        assert (found.judged, found.held_back, found.is_beyond(50)) == (60, 30, True)
        assert found.high == pytest.approx(0.1 + 3 * (0.1 * 0.9 / 60) ** 0.5)
