"""Whoever follows the record reads a row again only where it learnt something: acknowledged, image kept, pinned."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from makers import MOMENT, make_inspection
from recording import make_signal, make_status, record, record_parts
from typing_extensions import override

from inspector.dashboard.watch import Watch
from inspector.record.connection import RECORD_FILE
from inspector.record.images import FileArchive
from inspector.record.pins import pin
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import PartRow


class CountingReader(SqliteReader):
    """Counts the rows that were read whole."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.rows = 0

    @override
    def _parts(self, where: str, values: tuple[int | str, ...]) -> tuple[PartRow, ...]:
        found = super()._parts(where, values)
        self.rows += len(found)
        return found


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[CountingReader]:
    reader = CountingReader(tmp_path)
    yield reader
    reader.close()


def kept(data: Path) -> None:
    archive = FileArchive(data)
    archive.open()
    for number in (1, 2, 3):
        inspection = make_inspection(f"P{number}", number)
        archive.keep(inspection, make_signal(inspection))
    archive.close()


def without_copies(data: Path) -> None:
    with closing(sqlite3.connect(data / RECORD_FILE)) as db, db:
        db.execute("DELETE FROM copies WHERE part_id = 'P2' AND kind = 'review'")


def removed(data: Path) -> None:
    with closing(sqlite3.connect(data / RECORD_FILE)) as db, db:
        db.execute("UPDATE images SET state = 'removed', note = '90 days old' WHERE part_id = 'P2'")


@pytest.mark.parametrize("learn", [lambda data: pin(data, "P2", "complaint"), without_copies, removed])
def test_what_becomes_of_an_image_is_told_once(
    recorder: SqliteRecorder, reader: CountingReader, tmp_path: Path, learn: Callable[[Path], None]
) -> None:
    record_parts(recorder, 3)
    waiting = reader.latest(3)
    kept(tmp_path)
    assert seqs(reader.changed(waiting)) == [1, 2, 3]
    known = reader.latest(3)
    assert reader.changed(known) == ()
    learn(tmp_path)
    changed = reader.changed(known)
    assert changed == reader.latest(1, before=3) != known[1:2]
    assert reader.changed((*known[::2], *changed)) == ()


def test_a_part_that_was_acknowledged_is_told_once(recorder: SqliteRecorder, reader: CountingReader) -> None:
    record_parts(recorder, 3)
    known = reader.latest(3)
    recorder.acknowledge(2, MOMENT)
    assert [(row.seq, row.acknowledged_at) for row in reader.changed(known)] == [(2, MOMENT)]


def test_nothing_is_told_of_no_rows_and_of_no_record(recorder: SqliteRecorder, tmp_path: Path) -> None:
    record_parts(recorder, 1)
    with closing(SqliteReader(tmp_path)) as here, closing(SqliteReader(tmp_path / "elsewhere")) as nowhere:
        assert (here.changed(()), nowhere.changed(here.latest(1))) == ((), ())


def test_parts_that_nobody_acknowledges_are_read_once_however_often_something_is_written(
    recorder: SqliteRecorder, reader: CountingReader
) -> None:
    watch = Watch(reader, lambda: MOMENT)
    watch.look()
    record_parts(recorder, 24)
    assert seqs(watch.look().new) == list(range(1, 25))
    read = reader.rows
    for number in range(25, 35):
        record(recorder, make_inspection(f"P{number}", number))
        recorder.report(make_status())
        assert seqs(watch.look().new) == [number]
    assert reader.rows - read == 10


def seqs(rows: Sequence[PartRow]) -> list[int]:
    return [row.seq for row in rows]
