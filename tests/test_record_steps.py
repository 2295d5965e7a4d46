"""A record that the first version wrote, row by row (`records/first.sql`), becomes one of this version."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from makers import MOMENT
from recording import record_parts

from inspector.record.connection import RECORD_FILE, open_if_made, open_to_write
from inspector.record.removal import Stage, oldest
from inspector.record.schema import APPLICATION_ID, STEPS
from inspector.record.schema_images import IMAGES_STEP, QUARTER_US
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import Counts, PartRow

FIRST = Path(__file__).parent / "records" / "first.sql"


@pytest.fixture
def old_record(tmp_path: Path) -> Path:
    """Return the folder of a record as the first version left it."""
    with closing(sqlite3.connect(tmp_path / RECORD_FILE)) as db:
        db.executescript(FIRST.read_text("utf-8"))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
    return tmp_path


@pytest.fixture
def rows(old_record: Path) -> dict[str, PartRow]:
    """Return what this version reads in it, by part."""
    recorder = SqliteRecorder(old_record)
    recorder.open()
    recorder.close()
    with closing(SqliteReader(old_record)) as reader:
        return {row.part_id: row for row in reader.after(0, 100)}


def counts(data: Path, since_min: int, up_to: int | None = None) -> tuple[int, int, int, int]:
    with closing(SqliteReader(data)) as reader:
        found: Counts = reader.counts(MOMENT + timedelta(minutes=since_min), up_to)
    return (found.passed, found.rejected, found.rechecked, found.faulted)


def test_every_part_is_there_with_its_number(rows: dict[str, PartRow]) -> None:
    assert [(row.seq, part_id) for part_id, row in rows.items()] == [
        (1, "P1"), (2, "P2"), (3, "P3"), (4, "P4"), (5, "P5"),
    ]  # fmt: skip


def test_images_stay_what_they_were(rows: dict[str, PartRow]) -> None:
    assert {part_id: row.image for part_id, row in rows.items()} == {
        "P1": "2026/11/02/P1.png", "P2": "2026/11/02/P2.png", "P3": "2026/11/02/P3.png", "P4": "", "P5": "",
    }  # fmt: skip
    assert (len(rows["P1"].image_sha256), rows["P1"].review, rows["P5"].image_note) == (64, "", "waiting")


def test_images_know_what_their_part_was_signalled_as(old_record: Path, rows: dict[str, PartRow]) -> None:
    assert rows
    with closing(sqlite3.connect(old_record / RECORD_FILE)) as db:
        found = db.execute("SELECT part_id, outcome FROM images ORDER BY part_id").fetchall()
    assert found == [("P1", 1), ("P2", 2), ("P3", 2), ("P5", 1)]


def test_parts_of_the_old_record_are_counted(old_record: Path, rows: dict[str, PartRow]) -> None:
    assert rows
    assert counts(old_record, 0) == (2, 2, 0, 1)


def test_images_of_passed_parts_of_before_go_when_it_is_their_turn(old_record: Path, rows: dict[str, PartRow]) -> None:
    assert rows
    db = open_to_write(old_record / RECORD_FILE, durable=False)
    passed, audited = ([each.part_id for each in oldest(db, stage, 2**62)] for stage in (Stage.PASSED, Stage.AUDITED))
    db.close()
    assert (passed, audited) == (["P1"], [])


def test_the_record_is_one_of_this_version(old_record: Path, rows: dict[str, PartRow]) -> None:
    assert rows
    with closing(sqlite3.connect(old_record / RECORD_FILE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_step_counts_by_the_same_quarters_as_the_recorder() -> None:
    assert f"inspected_us / {QUARTER_US} * {QUARTER_US}" in IMAGES_STEP


@pytest.mark.parametrize("since_min", [-20, -15, -1, 0, 1, 14, 15, 16, 300, 301])
@pytest.mark.parametrize("up_to", [None, 0, 1, 3, 5])
def test_tallies_count_what_the_rows_say(
    old_record: Path, rows: dict[str, PartRow], since_min: int, up_to: int | None
) -> None:
    since = MOMENT + timedelta(minutes=since_min)
    counted = [row for row in rows.values() if row.inspected_at >= since and (up_to is None or row.seq <= up_to)]
    by_rows = tuple(sum(row.signal.outcome == outcome for row in counted) for outcome in range(1, 5))
    assert counts(old_record, since_min, up_to) == by_rows


def test_a_part_is_counted_once_however_often_it_is_appended(tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path)
    recorder.open()
    record_parts(recorder, 3)
    record_parts(recorder, 3)
    recorder.close()
    assert counts(tmp_path, -1) == (3, 0, 0, 0)


@pytest.mark.parametrize("statement", range(1, 5))
def test_a_record_that_is_made_while_somebody_looks_is_no_other_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: int
) -> None:
    """As by pages that are opened while the station is started for the first time."""
    (tmp_path / RECORD_FILE).touch()
    asked: list[str] = []

    def made_meanwhile(sql: str) -> None:
        asked.append(sql)
        if len(asked) == statement:
            with closing(SqliteRecorder(tmp_path)) as recorder:
                recorder.open()

    def watched(name: str, **settings: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(name, **settings)
        if "mode=ro" in name:
            db.set_trace_callback(made_meanwhile)
        return db

    connect = sqlite3.connect
    monkeypatch.setattr("inspector.record.connection.sqlite3.connect", watched)
    found = open_if_made(tmp_path / RECORD_FILE)
    if found:
        found.close()
    assert asked
