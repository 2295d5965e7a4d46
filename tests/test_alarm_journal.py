"""What people and the line did to alarms is on the disk before it is told, whatever ends the process."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alarms import WELL, Line, line_in
from makers import MOMENT
from typing_extensions import override

from inspector.alarms.alarm import Act, Event, Key, Sign
from inspector.alarms.catalogue import Kind, Priority
from inspector.alarms.figures import rate_figures
from inspector.alarms.sqlite import ALARMS_FILE, SqliteAlarms
from inspector.errors import ChangedError, StoreError

HOUR = timedelta(hours=1)
NO_CAMERA = replace(WELL, camera_up=False)
# Raises and acknowledges without an end, and says what it entered; the test kills it in the middle.
ENTERS_WITHOUT_END = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from alarms import NO_CAMERA_OR_WELL, line_in
line = line_in(Path(sys.argv[1]))
while True:
    for status in NO_CAMERA_OR_WELL:
        line.status = status
        line.go_on(11)
    entry = line.annunciator.acknowledge(line.raised(), "Li", line.now)
    print(line.annunciator.history(1)[0].number, flush=True)
"""


class FullDisk(SqliteAlarms):
    """A journal whose disk is full until it is told otherwise."""

    is_full = True

    @override
    def append(self, events: Sequence[Event]) -> None:
        """Refuse, while the disk is full."""
        if self.is_full:
            raise StoreError("write the alarm journal", "no space left on device", "make room")
        super().append(events)


@pytest.fixture
def line(tmp_path: Path) -> Line:
    line = line_in(tmp_path)
    line.status = NO_CAMERA
    line.go_on(1)
    return line


def acts(line: Line) -> list[tuple[Act, str]]:
    return [(event.act, event.who) for event in reversed(line.annunciator.history(100))]


def test_an_acknowledged_alarm_stays_until_what_is_wrong_is_gone(line: Line) -> None:
    line.annunciator.acknowledge(line.raised(), "Li", line.now)
    line.go_on(3600)
    assert line.kinds() == [(Kind.CAMERA, "active-acknowledged")]
    line.status = WELL
    line.go_on(10.5)
    assert line.kinds() == []
    assert acts(line) == [(Act.RAISED, ""), (Act.ACKNOWLEDGED, "Li"), (Act.RETURNED, "")]


def test_what_came_and_went_stays_until_somebody_saw_it(line: Line) -> None:
    line.status = WELL
    line.go_on(60)
    assert line.kinds() == [(Kind.CAMERA, "returned-unacknowledged")]
    line.annunciator.acknowledge(line.raised(), "Li", line.now)
    assert line.kinds() == []


def test_who_acknowledges_twice_or_second_is_told_who_was_first(line: Line) -> None:
    for who in ("Li", "Li", "Wang"):
        assert line.annunciator.acknowledge(line.raised(), who, line.now).acknowledged_by == "Li"
    assert acts(line) == [(Act.RAISED, ""), (Act.ACKNOWLEDGED, "Li")]


def test_a_second_tap_on_what_the_first_one_cleared_is_no_error(line: Line) -> None:
    seen = line.raised()
    line.status = WELL
    line.go_on(60)
    first, second = (line.annunciator.acknowledge(seen, "Li", line.now) for _ in range(2))
    assert (first, first.acknowledged_by) == (second, "Li")
    assert [act for act, who in acts(line) if who] == [Act.ACKNOWLEDGED]
    line.status = NO_CAMERA
    line.go_on(11)
    with pytest.raises(ChangedError, match="raised again"):
        line.annunciator.acknowledge(seen, "Li", line.now)


def test_nobody_acknowledges_what_came_again_after_they_looked(line: Line) -> None:
    seen = line.raised()
    for status in (WELL, NO_CAMERA):
        line.status = status
        line.go_on(11)
    with pytest.raises(ChangedError, match="raised again"):
        line.annunciator.acknowledge(seen, "Li", line.now)
    assert line.kinds() == [(Kind.CAMERA, "active-unacknowledged")]


def test_a_shelved_alarm_comes_back_by_itself_and_asks_again(line: Line) -> None:
    line.annunciator.acknowledge(line.raised(), "Li", line.now)
    line.annunciator.shelve(line.raised(), "Li", line.now, timedelta(minutes=15), "maintenance")
    line.go_on(14 * 60)
    assert line.kinds() == [(Kind.CAMERA, "shelved")]
    line.go_on(61)
    assert line.kinds() == [(Kind.CAMERA, "active-unacknowledged")]
    assert acts(line)[-1] == (Act.UNSHELVED, "")


def test_a_clock_that_is_set_back_makes_no_shelf_longer(line: Line) -> None:
    line.annunciator.shelve(line.raised(), "Li", line.now, 8 * HOUR, "known")
    line.go_on(1)
    assert line.kinds() == [(Kind.CAMERA, "shelved")]
    line.clock[0] -= 3600
    line.go_on(1)
    assert (Kind.CAMERA, "active-unacknowledged") in line.kinds()


def test_what_is_shelved_is_not_acknowledged_and_can_be_taken_back(line: Line) -> None:
    line.annunciator.shelve(line.raised(), "Li", line.now, HOUR, "known")
    with pytest.raises(ChangedError, match="it is shelved"):
        line.annunciator.acknowledge(line.raised(), "Li", line.now)
    line.annunciator.unshelve(line.raised(), "Wang", line.now)
    assert line.kinds() == [(Kind.CAMERA, "active-unacknowledged")]


def test_a_new_dashboard_shows_what_the_one_before_left(line: Line, tmp_path: Path) -> None:
    line.annunciator.acknowledge(line.raised(), "Li", line.now)
    after = line_in(tmp_path, start_s=60)
    after.status = NO_CAMERA
    after.go_on(0.5)
    assert after.annunciator.listed == line.annunciator.listed
    assert len(acts(after)) == 2


def test_two_dashboards_of_one_record_tell_the_same_and_enter_it_once(line: Line, tmp_path: Path) -> None:
    other = line_in(tmp_path)
    other.status = NO_CAMERA
    other.go_on(1)
    other.annunciator.acknowledge(other.raised(), "Wang", other.now)
    line.go_on(0.5)
    assert line.kinds() == [(Kind.CAMERA, "active-acknowledged")]
    assert acts(line) == [(Act.RAISED, ""), (Act.ACKNOWLEDGED, "Wang")]


def test_two_that_find_the_same_at_the_same_moment_enter_it_once(tmp_path: Path) -> None:
    class Late(SqliteAlarms):
        """A journal in which another dashboard was faster, once."""

        others: tuple[Event, ...] = (Event(1, MOMENT, Act.RAISED, Sign(Key(Kind.CAMERA), words="")),)

        @override
        def append(self, events: Sequence[Event]) -> None:
            others, self.others = self.others, ()
            if others:
                super().append(others)
            super().append(events)

    line = line_in(tmp_path, journal=Late(tmp_path))
    line.status = NO_CAMERA
    line.go_on(20)
    assert (line.kinds(), len(acts(line))) == ([(Kind.CAMERA, "active-unacknowledged")], 1)


def test_with_a_full_disk_alarms_are_shown_all_the_same_and_entered_later(tmp_path: Path) -> None:
    journal = FullDisk(tmp_path)
    line = line_in(tmp_path, journal=journal)
    line.status = NO_CAMERA
    line.go_on(10)
    assert line.kinds() == [
        (Kind.CAMERA, "active-unacknowledged"),
        (Kind.JOURNAL, "active-unacknowledged"),
    ]
    with pytest.raises(StoreError, match="no space left"):
        line.annunciator.acknowledge(line.raised(), "Li", line.now)
    journal.is_full = False
    line.go_on(0.5)
    line.annunciator.acknowledge(line.raised(), "Li", line.now)
    assert acts(line) == [(Act.RAISED, ""), (Act.RAISED, ""), (Act.ACKNOWLEDGED, "Li")]


def test_a_journal_that_is_none_is_an_alarm_and_no_end(tmp_path: Path) -> None:
    (tmp_path / ALARMS_FILE).parent.mkdir()
    (tmp_path / ALARMS_FILE).write_bytes(b"no database at all" * 100)
    line = line_in(tmp_path)
    line.status = NO_CAMERA
    line.go_on(10)
    assert [kind for kind, _ in line.kinds()] == [Kind.CAMERA, Kind.JOURNAL]


@pytest.mark.parametrize("sql", ["UPDATE alarm_events SET who = 'x'", "DELETE FROM alarm_events"])
def test_nothing_that_happened_is_changed_or_taken_away(line: Line, tmp_path: Path, sql: str) -> None:
    assert line.kinds() != []
    db = sqlite3.connect(tmp_path / ALARMS_FILE)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        db.execute(sql)
    db.close()


@pytest.mark.parametrize("turn", range(2))
def test_what_was_confirmed_outlives_a_killed_process(tmp_path: Path, turn: int) -> None:
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", ENTERS_WITHOUT_END, str(tmp_path), here, str(Path(here).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = [int(writer.stdout.readline()) for _ in range(3 + 4 * turn)]
        writer.kill()
        said += [int(line) for line in writer.stdout]
    assert writer.returncode == -signal.SIGKILL
    events = SqliteAlarms(tmp_path).after(0)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert events[said[-1] - 1].act is Act.ACKNOWLEDGED
    after = line_in(tmp_path, start_s=10**6)
    after.go_on(0.5)
    assert len(after.annunciator.listed) <= 1


def test_history_is_read_page_by_page(line: Line) -> None:
    for _ in range(4):
        for status in (WELL, NO_CAMERA):
            line.status = status
            line.go_on(11)
    pages, before = [], None
    while page := line.annunciator.history(4, before):
        pages.append([event.number for event in page])
        before = page[-1].number
    assert pages == [[9, 8, 7, 6], [5, 4, 3, 2], [1]]


# ------------------------------------------------------------ figures


def raised(kind: Kind, minutes: float, number: int = 1) -> Event:
    return Event(number, MOMENT + timedelta(minutes=minutes), Act.RAISED, Sign(Key(kind)))


def test_the_figures_of_a_flood() -> None:
    events = [raised(Kind.WARNING, 0.5 * n) for n in range(12)] + [raised(Kind.CAMERA, 31), raised(Kind.DRIFT, 59)]
    figures = rate_figures(events, (), MOMENT - HOUR, MOMENT + HOUR)
    assert (figures.count, figures.windows, figures.peak, figures.floods) == (14, 6, 12, 1)
    assert figures.average == pytest.approx(14 / 6)
    assert [(often.kind, often.count) for often in figures.top] == [
        (Kind.WARNING, 12),
        (Kind.CAMERA, 1),
        (Kind.DRIFT, 1),
    ]
    assert [(mixed.priority, mixed.count) for mixed in figures.mix] == [
        (Priority.HIGH, 1),
        (Priority.MEDIUM, 1),
        (Priority.LOW, 12),
    ]


def test_ten_in_ten_minutes_are_no_flood_yet() -> None:
    assert rate_figures([raised(Kind.DRIFT, 0.1 * n) for n in range(10)], (), MOMENT, MOMENT + HOUR).floods == 0


def test_without_an_alarm_there_is_nothing_to_tell() -> None:
    figures = rate_figures((), (), MOMENT, MOMENT)
    assert (figures.count, figures.average, figures.peak, figures.top) == (0, 0.0, 0, ())


@pytest.mark.parametrize(("number", "windows"), [(1, 6), (2, 144), (900, 144)], ids=["first ever", "second", "later"])
def test_a_quiet_time_counts_where_the_journal_is_older_than_it(number: int, windows: int) -> None:
    events = [raised(Kind.CAMERA, 0, number), raised(Kind.PLC, 1, number + 1), raised(Kind.DRIFT, 2, number + 2)]
    figures = rate_figures(events, (), MOMENT - 23 * HOUR, MOMENT + HOUR)
    assert figures.windows == windows
    assert figures.average == pytest.approx(3 / windows)


def test_what_was_gone_in_between_does_not_stand(line: Line) -> None:
    line.go_on(1)
    line.status = WELL
    line.go_on(20)
    line.clock[0] += 86_400
    line.status = NO_CAMERA
    line.go_on(1)
    figures = line.annunciator.figures(line.now, 48 * HOUR)
    assert (figures.count, figures.standing) == (2, ())
    assert line.annunciator.listed[0].alarm.count == 2


def test_what_stands_for_more_than_a_day_is_named(line: Line) -> None:
    line.go_on(1)
    assert line.annunciator.figures(MOMENT + 24 * HOUR, 48 * HOUR).standing == ()
    figures = line.annunciator.figures(MOMENT + 25 * HOUR, 48 * HOUR)
    assert [alarm.kind for alarm in figures.standing] == [Kind.CAMERA]
