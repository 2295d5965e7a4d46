"""The record as tables: every part once, with what people said of it; text stays text, memory stays flat."""

import csv
import os
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import timedelta
from itertools import repeat
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dispositions import DEFECT, HOSTILE, OVERKILL, make_word
from makers import MOMENT
from recording import make_defective, record, record_parts

from inspector.errors import InputError
from inspector.part import ChallengeShown, Outcome, Round
from inspector.record.connection import RECORD_FILE
from inspector.record.dispositions import State
from inspector.record.export_rows import ExportRow, Filter, export_row
from inspector.record.parquet import write_parquet
from inspector.record.spreadsheet import safe_cell, write_csv
from inspector.record.sqlite import SqliteRecorder
from inspector.wiring.records import Records, records_of

ALL = Filter()
FORMULA_STARTS = tuple("=+-@\t\r\n")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Records]:
    """Return a record of five passes and four rejects, P7 and P9 among them disposed of."""
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record_parts(recorder, 5)
        for number in range(6, 10):
            part = replace(make_defective(f"P{number}", number), inspected_at=MOMENT + timedelta(minutes=number))
            record(recorder, part)
    with records_of(tmp_path) as found:
        for part_id, word in (("P7", DEFECT), ("P9", OVERKILL)):
            row, state = found.part(part_id)
            found.dispose(row, make_word(word, reason="" if word is OVERKILL else "bridge"), state.newest)
        yield found


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def ids(opened: Records, asked: Filter) -> list[str]:
    return [row.part_id for row, _ in opened.asked_for(asked)]


def test_the_table_has_every_part_once_and_what_was_said_of_it(opened: Records, tmp_path: Path) -> None:
    assert opened.export_csv(tmp_path / "out.csv", ALL) == 9
    found = rows_of(tmp_path / "out.csv")
    assert [row["part_id"] for row in found] == [f"P{number}" for number in range(1, 10)]
    assert [row["disposition"] for row in found[5:]] == ["", "true-defect", "", "overkill"]
    assert (found[6]["disposition_reason"], found[6]["disposition_who"]) == ("bridge", "Li")
    assert (found[6]["defects"], found[6]["zone"], float(found[6]["score"])) == ("1", "connector", 1.75)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Filter(since=MOMENT + timedelta(minutes=8)), ["P8", "P9"]),
        (Filter(until=MOMENT + timedelta(minutes=7)), ["P1", "P2", "P3", "P4", "P5", "P6"]),
        (Filter(outcomes=(Outcome.REJECT,), dispositions=(None,)), ["P6", "P8"]),
        (Filter(dispositions=(OVERKILL, DEFECT)), ["P7", "P9"]),
        (Filter(product="PN-1"), []),
        (Filter(since=MOMENT + timedelta(days=1)), []),
    ],
    ids=["since", "until", "outcome-undecided", "disposition", "product", "later"],
)
def test_only_what_is_asked_for_is_exported(opened: Records, asked: Filter, expected: list[str]) -> None:
    assert ids(opened, asked) == expected


def test_undecided_are_rejects_and_the_audit_sample_and_nothing_else(opened: Records) -> None:
    assert [row.part_id for row in opened.undecided(ALL)] == ["P6", "P8"]
    every_pass = replace(opened, review=opened.review.model_copy(update={"audit_share": 1.0}))
    assert [row.part_id for row in every_pass.undecided(ALL)] == ["P1", "P2", "P3", "P4", "P5", "P6", "P8"]


def test_parquet_says_the_same_with_types(opened: Records, tmp_path: Path) -> None:
    assert opened.export_parquet(tmp_path / "out.parquet", ALL) == 9
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == [field.name for field in fields(ExportRow)]
    assert [str(table.schema.field(name).type) for name in ("seq", "score", "late", "inspected_at", "zone")] == [
        "int64",
        "double",
        "bool",
        "timestamp[us, tz=UTC]",
        "string",
    ]
    rows = [export_row(row, state) for row, state in opened.asked_for(ALL)]
    assert table.to_pylist() == [{name: getattr(row, name) for name in table.column_names} for row in rows]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_part_is_called_is_text_in_the_tables(opened: Records, tmp_path: Path, text: str) -> None:
    row, _ = opened.part("P7")
    hostile = export_row(replace(row, part_id=text, message=text, source=text), State())
    with (tmp_path / "out.csv").open("w", newline="", encoding="utf-8-sig") as file:
        write_csv(file, ExportRow, [hostile])
    found = rows_of(tmp_path / "out.csv")[0]
    # Apostrophes are all that is added.
    assert found["part_id"].replace("'", "") == found["message"].replace("'", "") == text.replace("'", "")
    assert not found["part_id"].startswith(FORMULA_STARTS)
    write_parquet(tmp_path / "out.parquet", ExportRow, [hostile])
    assert pq.read_table(tmp_path / "out.parquet").to_pylist()[0]["part_id"] == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0+"])  # noqa: RUF001
def test_no_cell_begins_as_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1") == f"'{start}1"


LIVE_INSIDE = (
    "x;=1+1",
    "x; =1+1",
    'x;"=1+1&"',
    "x\n=1+1",
    "x\r\n-1",
    "x\ry\n+1",
    "x\t@SUM(1)",
    "=1;=1",
    ";=1",
    "x;\u00a0=1",
)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("text", LIVE_INSIDE)
def test_no_text_is_run_whatever_separates_cells_where_it_is_read(
    text: str, separator: str, opened: Records, tmp_path: Path
) -> None:
    """A German Excel parts cells by semicolons: a quote in the middle of a line then keeps nothing together."""
    row, state = opened.part("P7")
    hostile = replace(export_row(row, state), part_id=text, message=text, disposition_note=text, score=-0.5)
    with (tmp_path / "out.csv").open("w", newline="", encoding="utf-8") as file:
        write_csv(file, ExportRow, [hostile])
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as lines:
        cells = [cell for line in csv.reader(lines, delimiter=separator) for cell in line]
    assert [cell for cell in cells if cell.lstrip(' "\u00a0').startswith(("=", "+", "-", "@")) and cell != "-0.5"] == []


def test_a_text_of_several_lines_or_with_semicolons_stays_as_it_is() -> None:
    for text in ("one\r\ntwo\n\nthree", "first; second, third", "a;b\tc", "5 - 3 = 2"):
        assert safe_cell(text) == text


def test_a_row_of_a_challenge_part_says_so(opened: Records, tmp_path: Path) -> None:
    """Signalled as rejected or not inspected like any other, it would count in every yield that is worked out of it."""
    shown = ChallengeShown("M1 hole", Outcome.REJECT, "", "", "start", 0, Round.KEPT)
    with closing(SqliteRecorder(opened.data)) as recorder:
        recorder.open()
        record(recorder, replace(make_defective("M10", 10), challenge=shown))
    opened.export_csv(tmp_path / "out.csv", ALL)
    assert {row["part_id"]: row["challenge"] for row in rows_of(tmp_path / "out.csv") if row["challenge"]} == {
        "M10": "M1 hole"
    }


def test_numbers_stay_numbers(tmp_path: Path, opened: Records) -> None:
    row, state = opened.part("P7")
    with (tmp_path / "out.csv").open("w", newline="", encoding="utf-8") as file:
        write_csv(file, ExportRow, [export_row(replace(row, correlation=-0.25), state)])
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as lines:
        _, cells = csv.reader(lines, quoting=csv.QUOTE_NONNUMERIC)
    correlation = cells[[field.name for field in fields(ExportRow)].index("correlation")]
    # The reader makes numbers of cells without quotes and of no others.
    assert repr(correlation) == "-0.25"


def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing(opened: Records, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot write .*nowhere"):
        opened.export_csv(tmp_path / "nowhere" / "out.csv", ALL)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Not a directory; choose another file"):
        opened.export_csv(tmp_path / "file" / "out.csv", ALL)
    (tmp_path / "taken").mkdir()
    with pytest.raises(InputError, match="taken"):
        opened.export_csv(tmp_path / "taken", ALL)
    assert not list(tmp_path.glob("*.part"))


def test_a_pipe_is_written_as_it_is(opened: Records) -> None:
    read, write = os.pipe()
    assert opened.export_csv(Path(f"/dev/fd/{write}"), ALL) == 9
    os.close(write)
    with os.fdopen(read, encoding="utf-8-sig") as lines:
        assert len(list(csv.DictReader(lines))) == 9


# Of a Parquet file two groups of rows, then six of them.
@pytest.mark.parametrize(("kind", "count"), [("csv", 1_000), ("parquet", 10_000)])
def test_an_export_three_times_as_long_needs_no_more_memory(
    opened: Records, tmp_path: Path, kind: str, count: int
) -> None:
    row = export_row(*opened.part("P7"))
    exported_peak(tmp_path, kind, row, 10)
    small, large = (exported_peak(tmp_path, kind, row, each) for each in (count, 3 * count))
    assert large < 1.3 * small + 100_000


def exported_peak(folder: Path, kind: str, row: ExportRow, count: int) -> int:
    """Return how many bytes Python held at most while `count` rows were written."""
    rows = repeat(row, count)
    tracemalloc.start()
    try:
        if kind == "parquet":
            write_parquet(folder / "out", ExportRow, rows)
        else:
            with (folder / "out").open("w", newline="", encoding="utf-8") as file:
                write_csv(file, ExportRow, rows)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_reading_three_times_as_many_parts_needs_no_more_memory(tmp_path: Path) -> None:
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record_parts(recorder, 1)
    peaks = [read_peak(tmp_path, count) for count in (1_000, 3_000)]
    assert peaks[1] < 1.3 * peaks[0]


def read_peak(data: Path, count: int) -> int:
    """Bring the record to `count` parts, copies of its first, and return how many bytes reading them all held."""
    with closing(sqlite3.connect(data / RECORD_FILE)) as db, db:
        copied = list(db.execute("SELECT * FROM parts WHERE seq = 1").fetchone())[2:]
        cells = ", ".join("?" * (len(copied) + 2))
        numbers = range(db.execute("SELECT max(seq) FROM parts").fetchone()[0] + 1, count + 1)
        db.executemany(f"INSERT INTO parts VALUES ({cells})", ([seq, f"P{seq}", *copied] for seq in numbers))  # noqa: S608 -- question marks
    with records_of(data) as found:
        tracemalloc.start()
        try:
            assert sum(1 for _ in found.asked_for(ALL)) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
