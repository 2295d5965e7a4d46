"""The record: what was appended is there for ever, whole, and nothing that reads can hold up the station."""

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from disks import fill
from makers import FIGURES, MOMENT, PROVENANCE, make_inspection, make_rejected
from recording import DEFECT, make_defective, make_fault, make_signal, make_status, record, record_parts

from inspector.errors import StoreError
from inspector.measured import CaptureFigures, Voices
from inspector.part import AlignmentMethod, Outcome, Reason, RefusedAlignment, Signal
from inspector.record.connection import RECORD_FILE, bring_up_to_date, open_to_read, open_to_write
from inspector.record.schema import APPLICATION_ID, STEPS, Schema
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import Counts

HOSTILE = "<script>alert(1)</script>'; DROP TABLE parts; --\x00\u202e=cmd|'/C calc'!A0"


def raw(data: Path) -> sqlite3.Connection:
    return sqlite3.connect(data / RECORD_FILE, isolation_level=None)


# What comes back


def test_a_part_comes_back_as_it_was_recorded(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    inspection = make_defective()
    signal = Signal(Outcome.FAULT, Reason.DEADLINE, MOMENT + timedelta(microseconds=1), late=True)
    seq = recorder.append(inspection, signal)
    row = reader.part("P9")
    assert row is not None
    assert (row.seq, row.part_id, row.trigger_id, row.inspected_at) == (seq, "P9", 9, MOMENT)
    assert (row.outcome, row.reason, row.message, row.score) == (Outcome.REJECT, Reason.DEFECT, "1 defect", 1.75)
    assert (row.defects, row.signal, row.acknowledged_at) == ((DEFECT,), signal, None)
    assert (row.provenance, row.stage_times) == (PROVENANCE, inspection.stage_times)
    assert (row.correlation, row.residual_px) == (FIGURES.correlation, FIGURES.residual_px)
    assert (row.source, row.width_px, row.height_px) == ("test", 64, 48)


def test_many_defects_keep_their_part_and_their_order(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    many = tuple(replace(DEFECT, area_px=area) for area in range(12, 512))
    record(recorder, make_defective("P1", 1, many), make_defective("P2", 2, many[:1]), make_inspection("P3", 3))
    assert [row.defects for row in reader.after(0, 10)] == [many, many[:1], ()]


def test_what_was_measured_of_a_picture_comes_back_and_none_where_nobody_did(
    recorder: SqliteRecorder, reader: SqliteReader
) -> None:
    seen = CaptureFigures(brightness=127.25, focus=31.5)
    record(recorder, replace(make_inspection("P1", 1), seen=seen), make_inspection("P2", 2))
    assert [row.seen for row in reader.after(0, 10)] == [seen, None]


def test_a_defect_keeps_its_voices_with_and_without_a_variation(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    voices = (Voices(2.5, 1.25), Voices(2.5), None)
    record(recorder, make_defective("P1", 1, tuple(replace(DEFECT, voices=each) for each in voices)))
    assert tuple(defect.voices for defect in reader.latest(1)[0].defects) == voices


def test_a_part_that_was_never_photographed_says_so(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record(recorder, make_fault())
    row = reader.part("P6")
    assert row is not None
    assert (row.score, row.correlation, row.width_px, row.image) == (None, None, 0, "")
    assert row.image_note == "the part was not photographed"


def test_a_refused_alignment_keeps_its_figures(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    low = replace(FIGURES, correlation=0.21)
    refused = RefusedAlignment("correlation 0.21, at least 0.50", low, AlignmentMethod.DENSE_ECC)
    record(recorder, replace(make_rejected(), alignment=refused))
    assert reader.latest(1)[0].correlation == 0.21


def test_a_figure_that_is_no_number_comes_back_as_none(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    refused = RefusedAlignment("nothing found", replace(FIGURES, correlation=float("nan")), AlignmentMethod.DENSE_ECC)
    record(recorder, replace(make_rejected(), alignment=refused))
    assert reader.latest(1)[0].correlation is None


def test_hostile_text_comes_back_as_text(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record(recorder, replace(make_fault(HOSTILE), verdict=replace(make_fault().verdict, message=HOSTILE)))
    row = reader.part(HOSTILE)
    assert row is not None
    assert (row.part_id, row.message) == (HOSTILE, HOSTILE)


def test_a_file_name_that_is_no_utf8_does_not_stop_the_record(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record(recorder, replace(make_fault(), verdict=replace(make_fault().verdict, message="read \udcff.png")))
    assert reader.latest(1)[0].message == "read \\udcff.png"


def test_the_newest_rows_come_first_and_paging_goes_back(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record_parts(recorder, 5)
    assert [row.seq for row in reader.latest(2)] == [5, 4]
    assert [row.seq for row in reader.latest(2, before=4)] == [3, 2]
    assert reader.latest(2, before=1) == ()


def test_what_is_newer_comes_in_its_order(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record_parts(recorder, 5)
    assert [row.seq for row in reader.after(2, 2)] == [3, 4]


def test_counts_begin_at_their_moment_and_end_at_their_row(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    early = replace(make_inspection("P0", 1), inspected_at=MOMENT - timedelta(microseconds=1))
    record(recorder, early, make_inspection("P1", 2), make_defective("P2", 3), make_fault("P3", 4))
    assert reader.counts(MOMENT) == Counts(MOMENT, passed=1, rejected=1, rechecked=0, faulted=1)
    assert reader.counts(MOMENT, up_to=2) == Counts(MOMENT, passed=1, rejected=0, rechecked=0, faulted=0)


def test_a_late_pass_counts_as_the_fault_it_was_shown_as(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    recorder.append(make_inspection(), Signal(Outcome.FAULT, Reason.DEADLINE, MOMENT, late=True))
    assert reader.counts(MOMENT) == Counts(MOMENT, passed=0, rejected=0, rechecked=0, faulted=1)


def test_the_last_status_stands(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    recorder.report(make_status("Line 3"))
    last = make_status("Line 4", MOMENT + timedelta(seconds=1), ("the disk is nearly full",))
    recorder.report(last)
    assert reader.status() == last


def test_before_a_station_ever_ran_the_record_reads_as_empty(reader: SqliteReader) -> None:
    assert (reader.version(), reader.latest(5), reader.part("P1"), reader.status()) == (0, (), None, None)
    assert reader.counts(MOMENT) == Counts(MOMENT, 0, 0, 0, 0)


def test_a_reader_that_came_first_sees_the_record_that_is_made_later(reader: SqliteReader, tmp_path: Path) -> None:
    before = reader.version()
    recorder = SqliteRecorder(tmp_path)
    recorder.open()
    record_parts(recorder, 1)
    assert reader.version() != before
    assert len(reader.latest(5)) == 1
    recorder.close()


# Numbers of rows


def test_rows_are_numbered_without_a_gap_though_one_was_refused(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record_parts(recorder, 2)
    other = replace(make_inspection("P2", 2), inspected_at=MOMENT + timedelta(seconds=1))
    with pytest.raises(StoreError, match="row 2 holds another part of that name"):
        record(recorder, other)
    record_parts(recorder, 1, first=3)
    assert [row.seq for row in reader.after(0, 10)] == [1, 2, 3]


def test_a_part_that_is_appended_again_keeps_its_row(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    assert record(recorder, make_defective(), make_defective()) == [1, 1]
    assert [row.defects for row in reader.latest(5)] == [(DEFECT,)]


def test_numbers_go_on_after_a_restart(recorder: SqliteRecorder) -> None:
    record_parts(recorder, 2)
    recorder.close()
    recorder.open()
    assert record_parts(recorder, 1, first=3) == [3]


# Acknowledgements


def test_the_first_acknowledgement_of_the_newest_result_stands(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    record(recorder, make_inspection("P1", 7), make_inspection("P2", 7))
    recorder.acknowledge(7, MOMENT + timedelta(seconds=1))
    recorder.acknowledge(7, MOMENT + timedelta(seconds=2))
    assert [row.acknowledged_at for row in reader.after(0, 5)] == [None, MOMENT + timedelta(seconds=1)]


def test_only_parts_whose_result_may_still_be_unread_are_kept_in_mind(
    recorder: SqliteRecorder, reader: SqliteReader
) -> None:
    record_parts(recorder, 100)
    recorder.acknowledge(100 - 16, MOMENT)
    recorder.acknowledge(1, MOMENT)
    assert [row.seq for row in reader.after(0, 100) if row.acknowledged_at] == [100 - 16]


def test_an_acknowledgement_never_reaches_a_result_of_an_earlier_run(
    recorder: SqliteRecorder, reader: SqliteReader
) -> None:
    record(recorder, make_inspection("P1", 7))
    recorder.close()
    recorder.open()
    recorder.acknowledge(7, MOMENT + timedelta(seconds=1))
    assert reader.latest(1)[0].acknowledged_at is None


# Reading beside writing


def test_the_version_moves_with_every_write_and_only_then(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    empty = reader.version()
    record_parts(recorder, 1)
    first = reader.version()
    assert (first != empty, reader.version()) == (True, first)
    recorder.report(make_status())
    assert reader.version() != first


def test_a_reader_in_the_middle_of_reading_does_not_hold_up_the_station(
    recorder: SqliteRecorder, tmp_path: Path
) -> None:
    record_parts(recorder, 1)
    slow = open_to_read(tmp_path / RECORD_FILE)
    slow.execute("BEGIN")
    slow.execute("SELECT count(*) FROM parts").fetchone()
    assert record_parts(recorder, 3, first=2) == [2, 3, 4]
    assert slow.execute("SELECT count(*) FROM parts").fetchone() == (1,)
    slow.close()


def test_a_record_that_is_still_being_made_reads_as_empty(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / RECORD_FILE).execute("PRAGMA journal_mode = WAL").connection.close()
    reader = SqliteReader(tmp_path)
    assert (reader.latest(5), reader.status(), reader.version()) == ((), None, 0)


def test_a_reader_cannot_write(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record_parts(recorder, 1)
    db = open_to_read(tmp_path / RECORD_FILE)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM parts")
    db.close()


def test_a_dashboard_that_may_write_nothing_reads_a_station_that_runs_and_one_that_stopped(
    recorder: SqliteRecorder, read_only_view: Path
) -> None:
    record_parts(recorder, 3)
    running = parts_read_by_another_process(read_only_view)
    recorder.close()
    stopped = parts_read_by_another_process(read_only_view)
    assert (running, stopped) == ("3\n", "3\n")


def parts_read_by_another_process(data: Path) -> str:
    count = (
        "import sys; from pathlib import Path; from inspector.record.sqlite import SqliteReader;"
        "print(len(SqliteReader(Path(sys.argv[1])).latest(50)))"
    )
    return subprocess.run([sys.executable, "-c", count, data], check=True, capture_output=True, text=True).stdout


def test_a_second_station_on_the_same_folder_is_refused(recorder: SqliteRecorder, tmp_path: Path) -> None:
    recorder.report(make_status())
    with pytest.raises(StoreError, match="another station writes there"):
        SqliteRecorder(tmp_path).open()


def test_the_folder_is_free_again_after_close(recorder: SqliteRecorder, tmp_path: Path) -> None:
    recorder.close()
    recorder.close()
    other = SqliteRecorder(tmp_path)
    other.open()
    other.close()


def test_a_closed_recorder_refuses_parts(recorder: SqliteRecorder) -> None:
    recorder.close()
    with pytest.raises(StoreError, match="it is not open"):
        record_parts(recorder, 1)


def test_a_lock_that_is_held_too_long_is_an_error_and_the_part_can_be_appended_later(
    recorder: SqliteRecorder, tmp_path: Path
) -> None:
    holder = raw(tmp_path)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"record part P1: .*locked"):
        record_parts(recorder, 1)
    holder.execute("ROLLBACK")
    holder.close()
    assert record_parts(recorder, 1) == [1]


# On the disk


def test_rows_wait_for_the_disk_and_notes_do_not(tmp_path: Path) -> None:
    settings = []
    for durable in (True, False):
        db = open_to_write(tmp_path / RECORD_FILE, durable=durable)
        settings.append((db.journal_mode, db.execute("PRAGMA synchronous").fetchone()[0]))
        db.close()
    full, normal = 2, 1
    assert settings == [("wal", full), ("wal", normal)]


def test_the_tables_themselves_refuse_a_pass_at_the_limit(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record_parts(recorder, 1)
    db = raw(tmp_path)
    for score in (1.0, None):
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            db.execute("UPDATE parts SET score = ?", (score,))
    db.close()


def test_a_full_disk_refuses_the_part_whole_and_takes_it_when_there_is_room_again(small_disk: Path) -> None:
    recorder, reader = SqliteRecorder(small_disk), SqliteReader(small_disk)
    recorder.open()
    record_parts(recorder, 3)
    filler = fill(small_disk)
    many = make_defective("P4", 4, tuple(replace(DEFECT, area_px=area) for area in range(12, 10_000)))
    with pytest.raises(StoreError, match=r"record part P4: .*full"):
        record(recorder, many)
    assert [row.part_id for row in reader.after(0, 10)] == ["P1", "P2", "P3"]
    filler.unlink()
    assert record(recorder, many) == [4]
    assert len(reader.after(3, 1)[0].defects) == len(many.verdict.defects)
    recorder.close()
    reader.close()


def test_a_folder_on_a_read_only_disk_is_refused_in_one_line(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StoreError, match=r"cannot open the record: .*Read-only file system.*; check") as told:
        SqliteRecorder(small_disk / "data").open()
    assert "\n" not in str(told.value)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="cannot open the record"):
        SqliteRecorder(tmp_path / "data").open()


# Records that are not ours, or not well


def test_a_record_of_a_newer_version_is_refused(recorder: SqliteRecorder, tmp_path: Path) -> None:
    recorder.close()
    db = raw(tmp_path)
    db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    db.close()
    with pytest.raises(StoreError, match=rf"its schema is {len(STEPS) + 1}, this version knows up to {len(STEPS)}"):
        recorder.open()
    with pytest.raises(StoreError, match="install the newer version"):
        SqliteReader(tmp_path).latest(1)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    db = raw(tmp_path)
    db.execute("CREATE TABLE recipes_of_cakes (name TEXT)")
    db.close()
    with pytest.raises(StoreError, match="it is no record of Inspector"):
        SqliteRecorder(tmp_path).open()
    assert raw_tables(tmp_path) == ["recipes_of_cakes"]


def raw_tables(data: Path) -> list[str]:
    db = raw(data)
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    db.close()
    return names


@pytest.mark.parametrize("damage", [b"no database at all" * 500, b"\x00" * 9_000], ids=["text", "zeros"])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / RECORD_FILE).write_bytes(damage)
    with pytest.raises(StoreError, match="not a database"):
        SqliteRecorder(tmp_path).open()


def test_a_record_cut_in_half_is_an_error_and_never_an_empty_list(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record_parts(recorder, 50)
    recorder.close()
    copy = tmp_path / "copy"
    copy.mkdir()
    whole = (tmp_path / RECORD_FILE).read_bytes()
    (copy / RECORD_FILE).write_bytes(whole[: len(whole) // 2])
    reader = SqliteReader(copy)
    with pytest.raises(StoreError, match=r"cannot .*read.*: .*malformed"):
        reader.latest(50)
    reader.close()


def test_the_one_file_of_a_stopped_station_can_be_copied_whole(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record_parts(recorder, 50)
    recorder.close()
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(tmp_path / RECORD_FILE, copy)
    reader = SqliteReader(copy)
    assert len(reader.latest(100)) == 50
    reader.close()


def test_a_row_that_no_version_wrote_is_an_error(
    recorder: SqliteRecorder, reader: SqliteReader, tmp_path: Path
) -> None:
    record_parts(recorder, 1)
    db = raw(tmp_path)
    db.execute("UPDATE parts SET reason = 99")
    db.close()
    with pytest.raises(StoreError, match="99 is not a valid Reason"):
        reader.latest(1)


# Steps of the schema


def test_an_older_record_takes_the_steps_it_has_not_taken(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record_parts(recorder, 2)
    recorder.close()
    db = open_to_write(tmp_path / RECORD_FILE, durable=True)
    more = "CREATE TABLE more (x INTEGER) STRICT; INSERT INTO more VALUES (7);"
    bring_up_to_date(db, tmp_path, Schema(APPLICATION_ID, [*STEPS, more]))
    assert db.execute("SELECT x, (SELECT count(*) FROM parts) FROM more").fetchall() == [(7, 2)]
    assert db.execute("PRAGMA user_version").fetchone() == (len(STEPS) + 1,)
    db.close()


def test_a_step_that_fails_leaves_the_record_as_it_was(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record_parts(recorder, 2)
    recorder.close()
    db = open_to_write(tmp_path / RECORD_FILE, durable=True)
    more = "CREATE TABLE more (x INTEGER) STRICT; INSERT INTO nowhere VALUES (7);"
    with pytest.raises(sqlite3.OperationalError):
        bring_up_to_date(db, tmp_path, Schema(APPLICATION_ID, [*STEPS, more]))
    assert "more" not in db.table_names()
    assert db.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    db.close()


def test_the_record_is_known_by_its_application_id(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record_parts(recorder, 1)
    recorder.close()
    assert (tmp_path / RECORD_FILE).read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big") == b"INSP"


def test_every_table_is_strict(recorder: SqliteRecorder, tmp_path: Path) -> None:
    recorder.close()
    db = raw(tmp_path)
    tables = db.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    ).fetchall()
    db.close()
    assert [name for name, strict in tables if not strict and not name.startswith("sqlite_")] == []


def test_a_signal_keeps_its_own_outcome(recorder: SqliteRecorder, reader: SqliteReader) -> None:
    inspection = make_inspection()
    late = replace(make_signal(inspection), outcome=Outcome.FAULT, reason=Reason.DEADLINE, late=True)
    recorder.append(inspection, late)
    assert [(row.outcome, row.signal) for row in reader.latest(1)] == [(Outcome.PASS, late)]
