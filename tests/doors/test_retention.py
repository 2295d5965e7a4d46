"""Retention on real small disks: images go before the disk is full, in the stated order; rows and pins never do."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from disks import fill, mounted
from makers import MOMENT, make_capture, make_deviation, make_inspection
from recording import make_defective, make_noise, make_signal
from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.image_file import read_image
from inspector.part import Inspection
from inspector.record.ages import DAY_US, Ages
from inspector.record.audit import AuditSample
from inspector.record.connection import IMAGES_FOLDER, INCOMING_FOLDER, RECORD_FILE, open_to_write
from inspector.record.images import ArchiveRules, FileArchive
from inspector.record.pins import pin
from inspector.record.policy import Policy
from inspector.record.removal import STEP, Stage, oldest, remove
from inspector.record.retention import FileRetention, Limits
from inspector.record.room import days_left, free_bytes
from inspector.record.rows import microseconds
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import PartRow

MIB = 1 << 20
NO_LIMITS = Limits(free_bytes=1, rows_bytes=0)


@dataclass(slots=True)
class Clocks:
    """What the clocks of a station say, both of one moment; seconds of 0 are those of this PC."""

    now: tuple[datetime, float] = (MOMENT + timedelta(days=1), 0.0)
    seconds: float = 0.0

    def utc(self) -> datetime:
        """Return what the one says; the other then says the seconds of that look."""
        now, self.seconds = self.now
        return now

    def turn(self, ahead: timedelta, passed: timedelta = timedelta()) -> None:
        """Let the clock go ahead, and so much time pass."""
        utc, seconds = self.now
        self.now = (utc + ahead, seconds + passed.total_seconds())


@dataclass(frozen=True, slots=True)
class Kept:
    """A record with its archive and retention, written as a station does."""

    data: Path
    recorder: SqliteRecorder
    archive: FileArchive

    def write(self, *inspections: Inspection) -> None:
        """Append rows and keep their images, waiting where the queue is half full."""
        for inspection in inspections:
            self.recorder.append(inspection, make_signal(inspection))
            wait_until(lambda: self.archive.waiting() < 16)
            self.archive.keep(inspection, make_signal(inspection))

    def rows(self) -> list[PartRow]:
        """Return all rows, oldest first."""
        with closing(SqliteReader(self.data)) as reader:
            return list(reader.after(0, 100_000))

    def state(self, kept: str) -> list[str]:
        """Return the parts of which `kept` (a field of the row) is there."""
        return [row.part_id for row in self.rows() if getattr(row, kept)]

    def settled(self) -> None:
        """Wait until nothing is on its way."""
        wait_until(lambda: not any(row.image_note == "waiting" for row in self.rows()))


@pytest.fixture
def opened() -> Iterator[Callable[..., Kept]]:
    closers: list[Callable[[], None]] = []

    def open_in(data: Path, limits: Limits, audit: AuditSample | None = None, clock: Clocks | None = None) -> Kept:
        clocks = clock or Clocks()
        retention = FileRetention(data, limits, clocks.utc, lambda: clocks.seconds or time.monotonic())
        recorder = SqliteRecorder(data)
        rules = ArchiveRules(policy=Policy(audit=audit), floor_bytes=limits.free_bytes // 2)
        archive = FileArchive(data, rules, retention=retention)
        closers.extend([recorder.close, archive.close])
        recorder.open()
        archive.open()
        return Kept(data, recorder, archive)

    yield open_in
    for close in reversed(closers):
        close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 64 MiB for one test."""
    with mounted(tmp_path / "disk", 64) as place:
        yield place


def wait_until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not holds():
        if time.monotonic() > give_up:
            raise TimeoutError
        time.sleep(0.01)


def passed(number: int, size: int = 120, before_s: int = 0) -> Inspection:
    return _with_picture(make_inspection(f"P{number:05d}", number % 65_535 + 1), number, size, before_s)


def rejected(number: int, size: int = 120) -> Inspection:
    return _with_picture(make_defective(f"R{number:05d}", number % 65_535 + 1), number, size)


def _with_picture(inspection: Inspection, number: int, size: int, before_s: int = 0) -> Inspection:
    at = MOMENT + timedelta(seconds=number - before_s)
    capture = make_capture(make_noise(number, size, size), inspection.part_id, inspection.trigger_id)
    deviation = make_deviation(np.full((size, size), 0.5, np.float32))
    return replace(inspection, inspected_at=at, capture=replace(capture, captured_at=at), deviation=deviation)


def files(data: Path, part_id: str) -> list[str]:
    return sorted(path.name for path in (data / IMAGES_FOLDER).rglob(f"{part_id}*"))


# By age


def test_each_class_goes_after_its_days_and_the_row_says_so(
    opened: Callable[[Path, Limits], Kept], tmp_path: Path
) -> None:
    kept = opened(tmp_path, replace(NO_LIMITS, pass_days=1))
    kept.write(passed(0), rejected(0), passed(5))
    kept.settled()
    wait_until(lambda: "P00000" not in kept.state("image"))
    row = kept.rows()[0]
    assert (row.review, row.thumbnail, row.score_map, files(tmp_path, "P00000")) == ("", "", "", [])
    assert row.image_note == "removed on 2026-11-03, 1 days old (retention.pass_days)"
    assert kept.state("image") == ["R00000", "P00005"]


def test_review_copies_and_maps_go_alone_and_the_frame_stays(
    opened: Callable[[Path, Limits], Kept], tmp_path: Path
) -> None:
    kept = opened(tmp_path, replace(NO_LIMITS, copies_days=1))
    kept.write(rejected(0), rejected(5))
    wait_until(lambda: files(tmp_path, "R00000") == ["R00000+thumbnail.jpg", "R00000.jxl"])
    kept.settled()
    wait_until(lambda: kept.state("review") == ["R00005"])
    row = kept.rows()[0]
    assert (row.image, row.thumbnail, row.score_map) == ("2026/11/02/R00000.jxl", "2026/11/02/R00000+thumbnail.jpg", "")
    assert row.image_note.startswith("review copy and score map removed on 2026-11-03")


def test_pinned_images_stay_whatever_their_age(opened: Callable[[Path, Limits], Kept], tmp_path: Path) -> None:
    first = opened(tmp_path, NO_LIMITS)
    first.write(*(passed(number, before_s=100) for number in range(3 * STEP)))
    first.settled()
    first.archive.close()
    first.recorder.close()
    pin(tmp_path, "P00000", "complaint 4711")
    second = opened(tmp_path, replace(NO_LIMITS, pass_days=1, copies_days=1, other_days=1))
    wait_until(lambda: second.state("image") == ["P00000"])
    assert (second.rows()[0].pinned, second.rows()[0].review) == ("complaint 4711", "2026/11/02/P00000+review.jpg")
    pin(tmp_path, "P00000", "")
    wait_until(lambda: second.state("image") == [])


def test_only_what_is_kept_can_be_pinned(opened: Callable[[Path, Limits], Kept], tmp_path: Path) -> None:
    opened(tmp_path, NO_LIMITS)
    with pytest.raises(StoreError, match="no image of it is kept"):
        pin(tmp_path, "P00000", "complaint 4711")


# For room


def test_passes_go_first_then_copies_then_the_others_each_oldest_first(
    opened: Callable[[Path, Limits], Kept], tmp_path: Path
) -> None:
    kept = opened(tmp_path, NO_LIMITS)
    kept.write(rejected(1), passed(2), rejected(3), passed(4))
    kept.settled()
    db = open_to_write(tmp_path / RECORD_FILE, durable=False)
    order = [[each.part_id for each in oldest(db, stage, 2**62)] for stage in Stage]
    db.close()
    assert list(Stage) == [Stage.PASSED, Stage.COPIES, Stage.AUDITED, Stage.OTHERS]
    assert order == [["P00002", "P00004"], ["R00001", "P00002", "R00003", "P00004"], [], ["R00001", "R00003"]]


def drawn() -> AuditSample:
    """Return the audit sample that holds part P00002 and not P00004."""
    keys = (AuditSample(0.5, f"key {number}") for number in range(100))
    return next(sample for sample in keys if sample.holds("P00002") and not sample.holds("P00004"))


def test_a_pass_that_people_are_to_look_at_goes_after_its_own_days_and_the_row_says_so(
    opened: Callable[..., Kept], tmp_path: Path
) -> None:
    first = opened(tmp_path, replace(NO_LIMITS, pass_days=1), drawn())
    first.write(passed(2, before_s=100), passed(4, before_s=100), rejected(5))
    first.settled()
    wait_until(lambda: first.state("image") == ["P00002", "R00005"])
    first.archive.close()
    first.recorder.close()
    second = opened(tmp_path, replace(NO_LIMITS, pass_days=1, audit_days=1), drawn())
    wait_until(lambda: second.state("image") == ["R00005"])
    assert second.rows()[0].image_note == "removed on 2026-11-03, 1 days old (retention.audit_days)"


def test_for_room_the_audit_sample_goes_behind_other_passes_and_copies_and_before_rejects(
    opened: Callable[..., Kept], tmp_path: Path
) -> None:
    kept = opened(tmp_path, NO_LIMITS, drawn())
    kept.write(rejected(1), passed(2), rejected(2), passed(4))
    kept.settled()
    db = open_to_write(tmp_path / RECORD_FILE, durable=False)
    order = {stage: [each.part_id for each in oldest(db, stage, 2**62)] for stage in Stage}
    db.close()
    assert (order[Stage.PASSED], order[Stage.AUDITED], order[Stage.OTHERS]) == (
        ["P00004"], ["P00002"], ["R00001", "R00002"],
    )  # fmt: skip


def test_the_room_that_audited_parts_take_counts_for_the_days_left(opened: Callable[..., Kept], tmp_path: Path) -> None:
    kept = opened(tmp_path, NO_LIMITS, drawn())
    kept.write(passed(2))
    kept.settled()
    assert days_left(tmp_path, 1, MOMENT + timedelta(days=1)) is not None


def test_on_a_small_disk_the_line_goes_on_and_the_reserve_is_kept(
    opened: Callable[[Path, Limits], Kept], disk: Path
) -> None:
    reserve = 24 * MIB
    kept = opened(disk, Limits(free_bytes=reserve, rows_bytes=4 * MIB))
    lowest = free_bytes(disk)
    for number in range(400):
        kept.write(rejected(number, 300) if number % 10 == 0 else passed(number, 300))
        lowest = min(lowest, free_bytes(disk))
    kept.settled()
    # Images go before the reserve is touched: where nothing more comes, an eighth above it stays free.
    # A step that is under way has removed files that their rows still name.
    wait_until(
        lambda: (
            free_bytes(disk) >= reserve * 9 // 8
            and all((disk / IMAGES_FOLDER / row.image).exists() for row in kept.rows() if row.image)
        )
    )
    rows = kept.rows()
    assert [row.seq for row in rows] == list(range(1, 401))
    gone = [row.part_id for row in rows if not row.image]
    assert gone
    assert [part_id for part_id in gone if part_id.startswith("R")] == []
    assert lowest > reserve // 2
    notes = {row.image_note for row in rows if not row.image}
    assert notes == {"removed on 2026-11-03 to keep 24 MiB free (retention.free_mib)"}
    for row in rows:
        if row.image:
            np.testing.assert_array_equal(
                read_image(disk / IMAGES_FOLDER / row.image), make_noise(row.seq - 1, 300, 300)
            )


def test_when_other_programs_fill_the_disk_rows_go_on_and_the_warning_says_so(
    opened: Callable[[Path, Limits], Kept], disk: Path
) -> None:
    kept = opened(disk, Limits(free_bytes=8 * MIB, rows_bytes=8 * MIB))
    kept.write(*(passed(number) for number in range(20)))
    kept.settled()
    stop = threading.Event()
    filler = threading.Thread(target=_fill_again_and_again, args=(disk, stop))
    filler.start()
    wait_until(lambda: "something else fills the disk" in kept.archive.warning())
    kept.write(*(rejected(number) for number in range(20, 1_020)))
    assert free_bytes(disk) == 0
    stop.set()
    filler.join()
    rows = kept.rows()
    assert [row.seq for row in rows] == list(range(1, 1_021))
    wait_until(lambda: kept.rows()[-1].image_note == "0 MiB free, the last 4 are for the rows (retention.free_mib)")
    (disk / "filler").unlink()
    kept.write(rejected(2_000))
    wait_until(lambda: kept.state("image") == ["R02000"])
    assert sqlite3.connect(disk / RECORD_FILE).execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _fill_again_and_again(disk: Path, stop: threading.Event) -> None:
    """Take whatever room appears, as a program does that has run wild."""
    fill(disk)
    with (disk / "filler").open("ab", buffering=0) as file:
        while not stop.wait(0.001):
            with suppress(OSError):
                file.write(bytes(4_096))


# Clocks that are wrong


def test_images_of_a_clock_that_was_ahead_go_for_room_as_any_other(opened: Callable[..., Kept], disk: Path) -> None:
    """The clock was set back by two days: what was taken before is of the future, and takes room all the same."""
    kept = opened(disk, Limits(free_bytes=24 * MIB, rows_bytes=0), clock=Clocks((MOMENT - timedelta(days=2), 0.0)))
    for number in range(200):
        kept.write(passed(number, 400))
    kept.settled()
    wait_until(lambda: free_bytes(disk) >= 24 * MIB * 9 // 8)
    assert [row.seq for row in kept.rows() if not row.image]
    assert kept.archive.warning() == ""
    wait_until(lambda: (kept.archive.days_left() or 0.0) > 1e-7)


def test_a_clock_that_jumps_ahead_makes_no_image_old_for_a_day(opened: Callable[..., Kept], tmp_path: Path) -> None:
    clocks = Clocks((MOMENT + timedelta(hours=1), 1_000.0))
    kept = opened(tmp_path, replace(NO_LIMITS, pass_days=30), clock=clocks)
    kept.write(passed(0), rejected(1))
    kept.settled()
    clocks.turn(timedelta(days=365))
    wait_until(lambda: "the clock went 365 days ahead; set it right" in kept.archive.warning())
    assert kept.state("image") == ["P00000", "R00001"]
    clocks.turn(-timedelta(days=365))
    wait_until(lambda: kept.archive.warning() == "")
    clocks.turn(timedelta(days=365))
    wait_until(lambda: kept.archive.warning() != "")
    clocks.turn(timedelta(hours=25), timedelta(hours=25))
    wait_until(lambda: kept.state("image") == ["R00001"])


@pytest.mark.parametrize(("still_days", "believed"), [(29, True), (400, False)])
def test_a_start_long_after_the_newest_part_is_believed_up_to_30_days(still_days: int, *, believed: bool) -> None:
    newest_us = microseconds(MOMENT)
    assert (Ages(newest_us).doubt(newest_us + still_days * DAY_US, 5.0) == "") == believed
    assert Ages(None).doubt(newest_us, 5.0) == ""


def test_time_that_passes_and_a_clock_that_is_set_by_hours_are_believed() -> None:
    ages, now_us = Ages(None), microseconds(MOMENT)
    assert ages.doubt(now_us, 0.0) == ""
    assert ages.doubt(now_us + 20 * DAY_US, 20 * 86_400.0) == ""
    assert ages.doubt(now_us + 20 * DAY_US + 8 * 3_600 * 10**6, 20 * 86_400.0 + 1.0) == ""


# Disks that are not what they were


def test_a_disk_that_does_not_answer_costs_no_image(
    opened: Callable[..., Kept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = opened(tmp_path, Limits(free_bytes=MIB, rows_bytes=0))
    kept.write(*(passed(number) for number in range(10)))
    kept.settled()

    def no_answer(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "statvfs", no_answer)
    wait_until(lambda: "the disk does not say how much room it has" in kept.archive.warning())
    assert (kept.archive.free_bytes(), kept.archive.days_left()) == (0, None)
    monkeypatch.undo()
    wait_until(lambda: kept.archive.warning() == "")
    assert len(kept.state("image")) == 10


def test_images_of_a_disk_that_is_not_mounted_are_not_said_to_be_removed(
    opened: Callable[..., Kept], tmp_path: Path
) -> None:
    first = opened(tmp_path, NO_LIMITS)
    first.write(*(passed(number, before_s=100) for number in range(10)))
    first.settled()
    first.archive.close()
    first.recorder.close()
    clocks = Clocks((MOMENT, 1_000.0))
    second = opened(tmp_path, replace(NO_LIMITS, pass_days=1), clock=clocks)
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / IMAGES_FOLDER).rename(elsewhere)
    (tmp_path / IMAGES_FOLDER).mkdir()
    clocks.turn(timedelta(hours=25), timedelta(hours=25))
    wait_until(lambda: "its disk may not be mounted" in second.archive.warning())
    assert len(second.state("image")) == 10
    (tmp_path / IMAGES_FOLDER).rmdir()
    elsewhere.rename(tmp_path / IMAGES_FOLDER)
    wait_until(lambda: second.state("image") == [])


def test_a_start_with_an_emptied_folder_of_images_claims_nothing_of_them(
    opened: Callable[..., Kept], tmp_path: Path
) -> None:
    first = opened(tmp_path, NO_LIMITS)
    first.write(passed(0), rejected(1))
    first.settled()
    first.archive.close()
    first.recorder.close()
    (tmp_path / IMAGES_FOLDER).rename(tmp_path / "elsewhere")
    (tmp_path / IMAGES_FOLDER / INCOMING_FOLDER).mkdir(parents=True)
    assert opened(tmp_path, NO_LIMITS).state("image") == ["P00000", "R00001"]


def test_a_file_that_cannot_be_removed_holds_up_no_other(opened: Callable[..., Kept], tmp_path: Path) -> None:
    """More than a step of the oldest cannot be removed: folders stand where their frames were."""
    first = opened(tmp_path, NO_LIMITS)
    first.write(*(passed(number, before_s=100) for number in range(3 * STEP)))
    first.settled()
    first.archive.close()
    first.recorder.close()
    stuck = [f"P{number:05d}" for number in range(STEP + 2)]
    for part_id in stuck:
        frame = tmp_path / IMAGES_FOLDER / "2026/11/02" / f"{part_id}.jxl"
        frame.unlink()
        frame.mkdir()
    second = opened(tmp_path, replace(NO_LIMITS, pass_days=1))
    wait_until(lambda: second.state("image") == stuck)
    wait_until(lambda: f"images of {len(stuck)} parts cannot be removed, as of" in second.archive.warning())


def test_what_is_removed_is_on_record_through_a_power_cut(
    opened: Callable[..., Kept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are gone for good: a row that still named them would be wrong for ever."""
    waits: list[int] = []

    def noted(db: Database, *given: Any) -> dict[str, str]:
        waits.append(db.execute("PRAGMA synchronous").fetchone()[0])
        return remove(db, *given)

    monkeypatch.setattr("inspector.record.retention.remove", noted)
    kept = opened(tmp_path, replace(NO_LIMITS, pass_days=1))
    kept.write(passed(0, before_s=100))
    wait_until(lambda: kept.state("image") == [] and bool(waits))
    full = 2
    assert set(waits) == {full}


# People who pin meanwhile


def test_a_pin_waits_for_the_step_that_has_begun_and_is_then_told_the_truth(
    opened: Callable[..., Kept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files of a part that was pinned are there: a pin never succeeds between the look and the removal."""
    first = opened(tmp_path, NO_LIMITS)
    first.write(passed(0, before_s=100))
    first.settled()
    first.archive.close()
    first.recorder.close()
    begun, said, go_on = threading.Event(), list[str](), threading.Event()

    def slowly(*given: Any) -> dict[str, str]:
        begun.set()
        go_on.wait(30)
        return remove(*given)

    monkeypatch.setattr("inspector.record.retention.remove", slowly)
    opened(tmp_path, replace(NO_LIMITS, pass_days=1))
    assert begun.wait(30)
    pinning = threading.Thread(target=_pinned, args=(tmp_path, "P00000", said))
    pinning.start()
    pinning.join(0.3)
    assert said == []
    go_on.set()
    pinning.join(30)
    assert said == ["cannot pin part P00000: no image of it is kept; see on its page in the dashboard why not"]


def _pinned(data: Path, part_id: str, said: list[str]) -> None:
    try:
        pin(data, part_id, "complaint 4711")
        said.append("pinned")
    except StoreError as error:
        said.append(str(error))


# What a killed station left


def test_what_was_removed_but_not_noted_is_noted_by_the_next_run(
    opened: Callable[[Path, Limits], Kept], tmp_path: Path
) -> None:
    first = opened(tmp_path, NO_LIMITS)
    first.write(passed(0), passed(1), rejected(2))
    first.settled()
    first.archive.close()
    (tmp_path / IMAGES_FOLDER / "2026/11/02/P00000.jxl").unlink()
    (tmp_path / IMAGES_FOLDER / "2026/11/02/R00002+review.jpg").unlink()
    first.archive.open()
    rows = first.rows()
    assert [bool(row.image) for row in rows] == [False, True, True]
    assert files(tmp_path, "P00000") == []
    assert (rows[2].review, rows[2].score_map, rows[2].thumbnail != "") == ("", "", True)
    assert "the station ended before it could say why" in rows[0].image_note


# How long there is room


def test_days_left_are_room_by_rate(opened: Callable[[Path, Limits], Kept], tmp_path: Path) -> None:
    kept = opened(tmp_path, NO_LIMITS)
    kept.write(passed(0), passed(43_200))
    kept.settled()
    there = [path for path in (tmp_path / IMAGES_FOLDER).rglob("P*") if "thumbnail" not in path.name]
    sizes = sum(path.stat().st_size for path in there)
    left = days_left(tmp_path, 1, MOMENT + timedelta(days=1))
    assert left == pytest.approx(free_bytes(tmp_path) / sizes, rel=0.01)
    wait_until(lambda: kept.archive.days_left() is not None)
    assert kept.archive.days_left() == pytest.approx(left, rel=0.01)


def test_without_images_nothing_is_foretold(opened: Callable[[Path, Limits], Kept], tmp_path: Path) -> None:
    kept = opened(tmp_path, NO_LIMITS)
    assert (kept.archive.days_left(), days_left(tmp_path, 1, MOMENT)) == (None, None)
