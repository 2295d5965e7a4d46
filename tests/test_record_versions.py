"""What each version of the record wrote itself becomes one of this version, row by row (`records/*.sql`).

The files are dumps of what the recorder and the archive of each version left: a passed part whose image retention took,
one that the controller acknowledged, one with a defect that a person pinned, one that was not aligned, one without a
picture, one whose frame was on its way, and a challenge part from the third version on.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from makers import MOMENT
from recording import DEFECT, record_parts

from inspector.part import Outcome, Reason, Round
from inspector.record.connection import RECORD_FILE
from inspector.record.schema import APPLICATION_ID, STEPS
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import PartRow

FOLDER = Path(__file__).parent / "records"
VERSIONS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
SINCE_CHALLENGES, SINCE_MEASURED = 3, 6
QUALITY = ("quality_quarters", "quality_scores", "quality_defects", "tallies")
SEEN = ("seen", "brightness_sum", "focus_sum")


def test_every_version_has_its_rows() -> None:
    assert len(VERSIONS) == len(STEPS)
    assert {path.stem for path in FOLDER.glob("*.sql")} == set(VERSIONS)


def left_by(version: int, data: Path) -> Path:
    """Lay the record of a version into the folder `data`."""
    with closing(sqlite3.connect(data / RECORD_FILE)) as db:
        db.executescript((FOLDER / f"{VERSIONS[version - 1]}.sql").read_text("utf-8"))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {version}")
    return data


@pytest.fixture(params=range(2, len(STEPS) + 1), ids=lambda version: VERSIONS[version - 1])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def data(version: int, tmp_path: Path) -> Path:
    """Return the folder of a record of that version, brought up to date by the recorder of this one."""
    with closing(SqliteRecorder(left_by(version, tmp_path))) as recorder:
        recorder.open()
    return tmp_path


@pytest.fixture
def rows(data: Path) -> Iterator[dict[str, PartRow]]:
    with closing(SqliteReader(data)) as reader:
        yield {row.part_id: row for row in reader.after(0, 100)}


def test_every_part_is_there_with_number_and_verdict(version: int, rows: dict[str, PartRow]) -> None:
    expected = {
        "P0": (1, Outcome.PASS, Reason.WITHIN_LIMITS),
        "P1": (2, Outcome.PASS, Reason.WITHIN_LIMITS),
        "P2": (3, Outcome.REJECT, Reason.DEFECT),
        "P3": (4, Outcome.REJECT, Reason.NOT_ALIGNED),
        "P4": (5, Outcome.FAULT, Reason.CAMERA),
        "P5": (6, Outcome.PASS, Reason.WITHIN_LIMITS),
        "P6": (7, Outcome.REJECT, Reason.DEFECT),
    }
    if version < SINCE_CHALLENGES:
        del expected["P6"]
    assert {part_id: (row.seq, row.outcome, row.reason) for part_id, row in rows.items()} == expected
    assert rows["P1"].acknowledged_at == MOMENT + timedelta(seconds=1)
    assert {row.provenance.package_version for row in rows.values()} == {"0.1.0"}


def test_images_and_copies_stay_what_they_were(rows: dict[str, PartRow]) -> None:
    kept = {part_id for part_id, row in rows.items() if row.image}
    assert kept == {"P1", "P2", "P3", "P6"} & set(rows)
    assert all(rows[part_id].image == f"2026/11/02/{part_id}.jxl" for part_id in kept)
    assert rows["P0"].image_note == "removed on 2026-11-03 to keep 2048 MiB free (retention.free_mib)"
    assert (rows["P0"].review, rows["P4"].image_note, rows["P5"].image_note) == (
        "", "the part was not photographed", "waiting",
    )  # fmt: skip
    assert (rows["P2"].pinned, rows["P2"].thumbnail) == ("complaint 4711", "2026/11/02/P2+thumbnail.jpg")
    assert (rows["P1"].score_map, rows["P3"].score_map) == ("2026/11/02/P1+map.png", "")
    assert {len(rows[part_id].image_sha256) for part_id in ("P0", *kept)} == {64}


def test_defects_and_what_was_measured_are_there_as_far_as_the_version_knew_them(
    version: int, rows: dict[str, PartRow]
) -> None:
    knows = version >= SINCE_MEASURED
    assert rows["P2"].defects == (DEFECT if knows else replace(DEFECT, voices=None),)
    assert [rows[part_id].seen is not None for part_id in ("P1", "P2", "P4")] == [knows, knows, False]
    assert rows["P1"].alignment
    assert rows["P1"].alignment.warp == (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


def test_a_challenge_part_stays_one(version: int, rows: dict[str, PartRow]) -> None:
    if version < SINCE_CHALLENGES:
        assert {row.challenge for row in rows.values()} == {None}
        return
    shown = rows["P6"].challenge
    assert shown
    assert (shown.master, shown.shown_by, shown.round) == ("M-1", 77, Round.KEPT)


def test_tallies_and_figures_of_quality_are_those_that_the_last_version_counted(
    version: int, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    newest = left_by(len(STEPS), tmp_path_factory.mktemp("newest"))
    assert figures(data, without_seen=version < SINCE_MEASURED) == figures(
        newest, without_seen=version < SINCE_MEASURED
    )


def figures(data: Path, *, without_seen: bool) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(data / RECORD_FILE)) as db:
        db.row_factory = sqlite3.Row
        found = {name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in QUALITY}  # noqa: S608
    left_out = SEEN if without_seen else ()
    return {
        name: [tuple(row[column] for column in row.keys() if column not in left_out) for row in rows]  # noqa: SIM118
        for name, rows in found.items()
    }


def test_the_record_is_one_of_this_version_and_is_written_on(
    data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        before = len(SqliteReader(data).after(0, 100))
        assert record_parts(recorder, 1, first=60) == [before + 1]
    with closing(sqlite3.connect(data / RECORD_FILE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        migrated = tables(db)
    fresh = tmp_path_factory.mktemp("fresh")
    with closing(SqliteRecorder(fresh)) as recorder:
        recorder.open()
    with closing(sqlite3.connect(fresh / RECORD_FILE)) as db:
        assert migrated == tables(db)


@pytest.mark.parametrize("taken", range(1, len(STEPS) + 1))
def test_no_released_step_was_edited(taken: int, tmp_path: Path) -> None:
    """What the steps make now is what each version had."""
    with (
        closing(sqlite3.connect(":memory:")) as now,
        closing(sqlite3.connect(left_by(taken, tmp_path) / RECORD_FILE)) as was,
    ):
        for step in STEPS[:taken]:
            now.executescript(step)
        assert tables(now) == tables(was)


def tables(db: sqlite3.Connection) -> dict[str, str]:
    """Return what each table and index is made by, less quotes and blanks, which SQLite writes as it likes."""
    found = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: "".join(sql.replace('"', "").split()).lower() for name, sql in found}
