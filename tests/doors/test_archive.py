"""The archive: every frame is kept bit for bit, or its row says why not, and the line goes on either way."""

import hashlib
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from disks import fill
from makers import make_capture, make_deviation, make_inspection
from recording import make_fault, make_noise, make_signal, record, record_until_killed
from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.image_file import read_image
from inspector.part import Capture, Inspection
from inspector.record.connection import IMAGES_FOLDER, INCOMING_FOLDER, RECORD_FILE
from inspector.record.images import WARNED_FOR_S, ArchiveRules, FileArchive
from inspector.record.notes import Note, write_note
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import PartRow

KILLS = 20


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[FileArchive]:
    archive = FileArchive(tmp_path)
    archive.open()
    yield archive
    archive.close()


def take(part_id: str = "P7", seed: int = 1) -> Capture:
    return make_capture(make_noise(seed), part_id)


def record_and_keep(recorder: SqliteRecorder, archive: FileArchive, *captures: Capture) -> None:
    for capture in captures:
        record(recorder, inspected(capture))
        keep(archive, capture)


def inspected(capture: Capture) -> Inspection:
    return replace(make_inspection(capture.part_id), capture=capture)


def keep(archive: FileArchive, capture: Capture) -> None:
    archive.keep(inspected(capture), make_signal(inspected(capture)))


def row_of(data: Path, part_id: str) -> PartRow:
    with closing(SqliteReader(data)) as reader:
        row = reader.part(part_id)
    assert row is not None
    return row


def wait_until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 20
    while not holds():
        if time.monotonic() > give_up:
            raise TimeoutError
        time.sleep(0.01)


# What is kept


def test_a_frame_is_kept_bit_for_bit_under_its_day_and_part(
    recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path
) -> None:
    capture = take()
    record_and_keep(recorder, archive, capture)
    archive.close()
    row = row_of(tmp_path, "P7")
    assert (row.image, row.image_note) == ("2026/11/02/P7.jxl", "")
    np.testing.assert_array_equal(read_image(tmp_path / IMAGES_FOLDER / row.image), capture.image)


def test_the_row_holds_the_hash_of_the_file(recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path) -> None:
    record_and_keep(recorder, archive, take())
    archive.close()
    row = row_of(tmp_path, "P7")
    assert row.image_sha256 == hashlib.sha256((tmp_path / IMAGES_FOLDER / row.image).read_bytes()).hexdigest()


def test_a_row_waits_for_its_frame_and_says_so(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record(recorder, make_inspection())
    assert (row_of(tmp_path, "P7").image, row_of(tmp_path, "P7").image_note) == ("", "waiting")


def test_a_frame_that_is_faster_than_its_row_is_kept_all_the_same(
    recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path
) -> None:
    keep(archive, take())
    wait_until(lambda: archive.waiting() == 0)
    record(recorder, make_inspection())
    assert row_of(tmp_path, "P7").image == "2026/11/02/P7.jxl"


def test_close_writes_what_is_waiting(recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path) -> None:
    record_and_keep(recorder, archive, *(take(f"P{number}", number) for number in range(20)))
    archive.close()
    archive.close()
    assert all(row_of(tmp_path, f"P{number}").image for number in range(20))
    assert archive.waiting() == 0


@pytest.mark.parametrize("part_id", ["../../../etc/passwd", "..", "a/b", "a\x00b", "线 7"])
def test_whatever_a_part_is_called_its_file_stays_in_its_folder(
    recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path, part_id: str
) -> None:
    record_and_keep(recorder, archive, take(part_id))
    archive.close()
    file = tmp_path / IMAGES_FOLDER / row_of(tmp_path, part_id).image
    assert file.parent == tmp_path / IMAGES_FOLDER / "2026/11/02"
    assert file.is_file()


def test_no_unfinished_file_is_left(recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path) -> None:
    record_and_keep(recorder, archive, take())
    archive.close()
    assert list((tmp_path / IMAGES_FOLDER / ".incoming").iterdir()) == []


# What is not kept, and why


def test_a_full_queue_is_said_on_the_row_and_the_line_goes_on(recorder: SqliteRecorder, tmp_path: Path) -> None:
    archive = FileArchive(tmp_path, ArchiveRules(queue=2))
    archive.open()
    captures = [take(f"P{number}", number) for number in range(3)]
    for capture in captures:
        record(recorder, inspected(capture))
    # Somebody holds the record: the archive cannot note the first frame, so it and the second one fill the queue.
    with closing(sqlite3.connect(tmp_path / RECORD_FILE, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        for capture in captures:
            keep(archive, capture)
        assert "P2 was not kept: queue was full, 2 frames were waiting" in archive.warning()
        holder.execute("ROLLBACK")
    archive.close()
    assert [bool(row_of(tmp_path, f"P{number}").image) for number in range(3)] == [True, True, False]
    assert (
        row_of(tmp_path, "P2").image_note
        == "queue was full, 2 frames were waiting for the disk already (archive.queue)"
    )


def test_a_full_disk_is_said_on_the_row_and_frames_are_kept_again_when_there_is_room(
    recorder: SqliteRecorder, tmp_path: Path, small_disk: Path
) -> None:
    (tmp_path / IMAGES_FOLDER).symlink_to(small_disk)
    archive = FileArchive(tmp_path)
    archive.open()
    filler = fill(small_disk)
    record_and_keep(recorder, archive, take("P1"))
    wait_until(lambda: archive.waiting() == 0)
    assert row_of(tmp_path, "P1").image_note == "No space left on device"
    assert (archive.free_bytes(), "P1 was not kept: No space left" in archive.warning()) == (0, True)
    filler.unlink()
    record_and_keep(recorder, archive, take("P2"))
    archive.close()
    assert row_of(tmp_path, "P2").image == "2026/11/02/P2.jxl"


def test_what_a_full_record_cannot_take_is_said_when_it_can(small_disk: Path) -> None:
    recorder, archive = SqliteRecorder(small_disk), FileArchive(small_disk)
    recorder.open()
    archive.open()
    record(recorder, *(inspected(take(f"P{number}")) for number in range(300)))
    filler = fill(small_disk)
    for number in range(300):
        keep(archive, take(f"P{number}"))
    wait_until(lambda: archive.waiting() == 0)
    filler.unlink()
    wait_until(lambda: row_of(small_disk, "P299").image_note != "waiting")
    assert "P299 was not kept" in archive.warning() or "cannot note" in archive.warning()
    archive.close()
    recorder.close()


def test_a_file_that_is_there_is_not_overwritten(
    recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path
) -> None:
    file = tmp_path / IMAGES_FOLDER / "2026/11/02/P7.jxl"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"the frame of another part")
    record_and_keep(recorder, archive, take())
    archive.close()
    assert file.read_bytes() == b"the frame of another part"
    assert "is there already" in row_of(tmp_path, "P7").image_note


def test_a_warning_ends_a_minute_after_the_last_trouble(recorder: SqliteRecorder, tmp_path: Path) -> None:
    now_s = 100.0
    archive = FileArchive(tmp_path, ArchiveRules(queue=0), monotonic=lambda: now_s)
    archive.open()
    assert archive.warning() == ""
    record_and_keep(recorder, archive, take())
    assert archive.warning() != ""
    now_s += WARNED_FOR_S
    assert archive.warning() == ""
    archive.close()


def test_free_room_is_what_the_system_says(archive: FileArchive, tmp_path: Path) -> None:
    facts = os.statvfs(tmp_path)
    assert archive.free_bytes() == pytest.approx(facts.f_bavail * facts.f_frsize, rel=0.05)


def test_a_folder_on_a_read_only_disk_is_refused(tmp_path: Path) -> None:
    (tmp_path / IMAGES_FOLDER).write_text("")
    with pytest.raises(StoreError, match="cannot open the archive"):
        FileArchive(tmp_path).open()


def test_the_disk_of_images_that_is_not_mounted_at_a_start_is_told(recorder: SqliteRecorder, tmp_path: Path) -> None:
    with closing(FileArchive(tmp_path)) as archive:
        archive.open()
        record_and_keep(recorder, archive, take())
    images, elsewhere = tmp_path / IMAGES_FOLDER, tmp_path / "the disk"
    images.rename(elsewhere)
    images.mkdir()
    with closing(FileArchive(tmp_path)) as archive:
        with pytest.raises(StoreError, match=r"images: it is not the folder of the archive.*may not be mounted"):
            archive.open()
        assert list(images.iterdir()) == []
        images.rmdir()
        elsewhere.rename(images)
        archive.open()
    assert (images / row_of(tmp_path, "P7").image).is_file()


def test_a_folder_of_images_that_was_emptied_on_purpose_is_taken(recorder: SqliteRecorder, tmp_path: Path) -> None:
    with closing(FileArchive(tmp_path)) as archive:
        archive.open()
        record_and_keep(recorder, archive, take())
    shutil.rmtree(tmp_path / IMAGES_FOLDER)
    (tmp_path / IMAGES_FOLDER / INCOMING_FOLDER).mkdir(parents=True)
    with closing(FileArchive(tmp_path)) as archive:
        archive.open()
        record_and_keep(recorder, archive, take("P8"))
    assert (tmp_path / IMAGES_FOLDER / row_of(tmp_path, "P8").image).is_file()


def test_where_memory_runs_out_the_row_says_so_and_the_next_frame_is_kept(
    recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("inspector.record.images.raw_file", _without_memory)
        record_and_keep(recorder, archive, take("P1"))
        wait_until(lambda: row_of(tmp_path, "P1").image_note == "memory ran out")
        assert "P1 was not kept: memory ran out" in archive.warning()
    with monkeypatch.context() as patched:
        patched.setattr("inspector.record.images.levels_of", _without_memory)
        record(recorder, mapped(take("P2")))
        archive.keep(mapped(take("P2")), make_signal(mapped(take("P2"))))
        wait_until(lambda: row_of(tmp_path, "P2").image_note != "waiting")
    with monkeypatch.context() as patched:
        patched.setattr("inspector.record.images.write_note", _without_memory)
        record_and_keep(recorder, archive, take("P3"))
        wait_until(lambda: "cannot note what became of images: memory ran out" in archive.warning())
    archive.close()
    found = [row_of(tmp_path, f"P{number}") for number in (1, 2, 3)]
    assert [(bool(row.image), bool(row.score_map)) for row in found] == [(False, False), (True, False), (True, True)]


def _without_memory(*_: object, **__: object) -> None:
    raise MemoryError


def mapped(capture: Capture) -> Inspection:
    return replace(inspected(capture), deviation=make_deviation(np.full((12, 16), 0.5, np.float32)))


def test_an_archive_that_has_stopped_takes_nothing_more(
    recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ended its thread: what it can never write down does not grow in memory, and the next start says it."""
    ended: list[object] = []
    monkeypatch.setattr(threading, "excepthook", ended.append)
    with monkeypatch.context() as patched:
        patched.setattr("inspector.record.images.raw_file", _ends_the_thread)
        record_and_keep(recorder, archive, take("P1"))
        wait_until(lambda: "the archive has stopped" in archive.warning())
    waiting = archive.waiting()
    record_and_keep(recorder, archive, *(take(f"P{number}", number) for number in range(2, 9)))
    assert (len(ended), archive.waiting()) == (1, waiting)
    archive.open()
    wait_until(lambda: "waiting" not in {row_of(tmp_path, f"P{number}").image_note for number in range(1, 9)})


def _ends_the_thread(*_: object) -> None:
    raise ZeroDivisionError


# What a killed station left


def test_a_frame_that_was_on_the_disk_but_not_noted_is_noted_by_the_next_run(
    recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path
) -> None:
    record_and_keep(recorder, archive, take())
    archive.close()
    with closing(sqlite3.connect(tmp_path / RECORD_FILE, isolation_level=None)) as db:
        db.execute("UPDATE images SET state = 'waiting', sha256 = ''")
    archive.open()
    archive.close()
    assert row_of(tmp_path, "P7").image == "2026/11/02/P7.jxl"


def test_a_frame_that_never_reached_the_disk_is_said_to_be_missing_by_the_next_run(
    recorder: SqliteRecorder, tmp_path: Path
) -> None:
    record(recorder, make_inspection(), make_fault())
    archive = FileArchive(tmp_path)
    archive.open()
    archive.close()
    assert row_of(tmp_path, "P7").image_note == "the station ended before it was on the disk"


def test_unfinished_files_of_a_killed_run_are_cleared_away(archive: FileArchive, tmp_path: Path) -> None:
    archive.close()
    (tmp_path / IMAGES_FOLDER / ".incoming" / "P7.png").write_bytes(b"half a pict")
    archive.open()
    assert list((tmp_path / IMAGES_FOLDER / ".incoming").iterdir()) == []


def test_kill_9_at_random_moments_loses_no_appended_part_and_leaves_no_torn_image(tmp_path: Path) -> None:
    chance = random.Random(20261102)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["inspector.record.images", "inspector.record.sqlite"])
    said: list[str] = []
    for turn in range(KILLS):
        ours, theirs = processes.Pipe(duplex=False)
        child = processes.Process(target=record_until_killed, args=(tmp_path, turn, theirs))
        child.start()
        theirs.close()
        said.append(ours.recv())
        time.sleep(chance.uniform(0.0, 0.15))
        child.kill()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        said += rest(ours)
    archive = FileArchive(tmp_path)
    archive.open()
    archive.close()
    with closing(SqliteReader(tmp_path)) as reader:
        rows = {row.part_id: row for row in reader.after(0, 1_000_000)}
    assert [part_id for part_id in said if part_id not in rows] == []
    assert [row.seq for row in rows.values()] == list(range(1, len(rows) + 1))
    assert [row.part_id for row in rows.values() if row.image and is_torn(tmp_path, row)] == []
    assert [row.part_id for row in rows.values() if row.image_note == "waiting"] == []
    assert sum(bool(row.image) for row in rows.values()) > KILLS // 4
    assert list((tmp_path / IMAGES_FOLDER / ".incoming").iterdir()) == []
    with closing(sqlite3.connect(tmp_path / RECORD_FILE)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def rest(pipe: multiprocessing.connection.Connection) -> list[str]:
    """Return what the child said before it was killed."""
    said: list[str] = []
    with pipe:
        while True:
            try:
                said.append(pipe.recv())
            except EOFError:
                return said


def is_torn(data: Path, row: PartRow) -> bool:
    file = data / IMAGES_FOLDER / row.image
    right = make_noise(int(row.part_id.split("-")[1]))
    is_hashed = hashlib.sha256(file.read_bytes()).hexdigest() == row.image_sha256
    return not is_hashed or not np.array_equal(read_image(file), right)


# What a power cut finds


def test_frame_and_folder_are_on_the_disk_before_the_record_names_them(
    recorder: SqliteRecorder, archive: FileArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step waits for the disk before the next: whatever moment the power fails at, no row names a torn file."""
    happened: list[str] = []
    sync, rename = os.fsync, os.rename

    def synced(file: int) -> None:
        sync(file)
        happened.append(f"on the disk: {Path(f'/proc/self/fd/{file}').readlink().name}")

    def renamed(source: Path, target: Path) -> None:
        rename(source, target)
        happened.append(f"named: {Path(target).name}")

    def noted(db: Database, said: Note, *, awaits_people: bool) -> None:
        happened.append(f"in the record: {said.picture.part_id}")
        write_note(db, said, awaits_people=awaits_people)

    record_and_keep(recorder, archive, take("P6"))  # Makes the folder of the day.
    wait_until(lambda: row_of(tmp_path, "P6").image != "")
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr("inspector.record.images.write_note", noted)
    record_and_keep(recorder, archive, take("P7"))
    wait_until(lambda: row_of(tmp_path, "P7").image != "")
    names = ["P7.jxl", "P7+review.jpg", "P7+thumbnail.jpg", "P7+map.png"]
    assert happened == [
        *(f"on the disk: {name}" for name in names),
        *(f"named: {name}" for name in names),
        "on the disk: 02",
        "in the record: P7",
    ]
