"""The watch on the record reads only what changed, and counts each part once."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

import pytest
from makers import MOMENT, make_inspection
from recording import make_defective, make_fault, make_status, record, record_parts

from inspector.dashboard.counting import counting_by
from inspector.dashboard.watch import READ_AT_ONCE, UNREAD_MAX, Changes, Watch
from inspector.quality.spans import Shift
from inspector.record.sqlite import SqliteReader, SqliteRecorder


class Now:
    """A clock that is set by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_first_look_takes_the_last_parts_as_known(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record_parts(recorder, 30)
    watch = Watch(reader, Now(MOMENT))
    assert watch.look() == Changes()
    assert (watch.line.seq, [row.seq for row in watch.line.parts]) == (30, list(range(30, 6, -1)))


def test_a_look_finds_what_is_new_and_the_next_one_nothing(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    watch = Watch(reader, Now(MOMENT))
    watch.look()
    record_parts(recorder, 3)
    assert [row.seq for row in watch.look().new] == [1, 2, 3]
    assert watch.look() == Changes()


def test_more_parts_than_one_look_reads_come_in_the_looks_after_it(
    recorder: SqliteRecorder, reader: SqliteReader
) -> None:
    watch = Watch(reader, Now(MOMENT))
    watch.look()
    record_parts(recorder, READ_AT_ONCE + 40)
    seqs = [row.seq for _ in range(3) for row in watch.look().new]
    assert seqs == list(range(1, READ_AT_ONCE + 41))


def test_an_acknowledgement_is_found_on_a_part_that_is_known(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    watch = Watch(reader, Now(MOMENT))
    watch.look()
    record_parts(recorder, 3)
    watch.look()
    recorder.acknowledge(2, MOMENT)
    changes = watch.look()
    assert (changes.new, [row.seq for row in changes.settled]) == ((), [2])
    assert [row.acknowledged_at for row in watch.line.parts] == [None, MOMENT, None]


def test_a_reject_that_was_not_read_is_looked_after_until_it_is_however_many_parts_come(
    recorder: SqliteRecorder, reader: SqliteReader
) -> None:
    watch = Watch(reader, Now(MOMENT))
    watch.look()
    record(recorder, make_defective("R1", 1), make_defective("R2", 2), make_fault("F3", 3))
    watch.look()
    record_parts(recorder, 40, first=4)
    watch.look()
    assert [row.part_id for row in watch.line.unread] == ["R2", "R1"]
    recorder.acknowledge(2, MOMENT)
    # It is on no page of the last parts any more: only whoever looks for alarms wants to know.
    assert watch.look() == Changes()
    assert [row.part_id for row in watch.line.unread] == ["R1"]


def test_a_controller_that_never_reads_fills_no_memory(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    watch = Watch(reader, Now(MOMENT))
    watch.look()
    record(recorder, *(make_defective(f"R{number}", number) for number in range(1, 201)))
    watch.look()
    assert [row.seq for row in watch.line.unread] == list(range(176, 176 - UNREAD_MAX, -1))


def test_the_status_is_read_with_it(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    watch = Watch(reader, Now(MOMENT))
    watch.look()
    recorder.report(make_status("Line 9"))
    watch.look()
    assert watch.line.status == make_status("Line 9")


def test_each_part_is_counted_once_whether_old_or_new(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record(recorder, make_inspection("P1", 1), make_defective("P2", 2))
    watch = Watch(reader, Now(MOMENT))
    watch.look()
    record(recorder, make_defective("P3", 3), make_fault("P4", 4))
    watch.look()
    recorder.acknowledge(3, MOMENT)
    watch.look()
    assert watch.line.counts == reader.counts(watch.line.counts.since)
    assert (watch.line.counts.passed, watch.line.counts.rejected, watch.line.counts.faulted) == (1, 2, 1)


@pytest.mark.usefixtures("in_shanghai")
def test_counting_begins_anew_at_midnight_on_the_clock_of_the_line(
    recorder: SqliteRecorder, reader: SqliteReader
) -> None:
    before = datetime(2026, 11, 2, 15, 59, 59, tzinfo=UTC)
    now = Now(before)
    watch = Watch(reader, now)
    watch.look()
    record(recorder, replace(make_inspection("P1", 1), inspected_at=before))
    watch.look()
    yesterday = watch.line.counts
    now.moment = before + timedelta(seconds=1)
    record(recorder, replace(make_inspection("P2", 2), inspected_at=now.moment))
    watch.look()
    assert (yesterday.passed, watch.line.counts.passed) == (1, 1)
    assert watch.line.counts.since == datetime(2026, 11, 2, 16, tzinfo=UTC)


@pytest.mark.usefixtures("in_shanghai")
def test_a_night_shift_goes_on_being_counted_after_midnight(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    evening = datetime(2026, 11, 2, 15, 59, 59, tzinfo=UTC)
    now, shifts = Now(evening), (Shift("day", time_of_day(6)), Shift("night", time_of_day(18)))
    watch = Watch(reader, now, counting_by(shifts))
    watch.look()
    for number, hours in enumerate((0, 3, 6.5), 1):
        now.moment = evening + timedelta(hours=hours)
        record(recorder, replace(make_inspection(f"P{number}", number), inspected_at=now.moment))
        watch.look()
        counted = (watch.line.shift, watch.line.counts.since.hour, watch.line.counts.passed)
        assert counted == (("day", 22, 1) if hours > 6 else ("night", 10, number))


def test_a_day_with_summer_time_begins_at_its_own_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        start = counting_by(())(datetime(2026, 10, 25, 12, tzinfo=UTC)).since
    finally:
        monkeypatch.undo()
        time.tzset()
    assert start == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert os.environ.get("TZ") != "Europe/Berlin"
