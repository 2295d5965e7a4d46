"""What the record tells of quality: counted as rows are written, the same as counting the rows."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dispositions import DEFECT as TRUE_DEFECT
from dispositions import OVERKILL
from makers import FIGURES, make_alignment, make_inspection
from qualities import MORNING, OF, say_much, write_parts
from recording import DEFECT, make_defective, make_fault, make_signal, record

from inspector.errors import StoreError
from inspector.measured import CaptureFigures
from inspector.part import Box, ChallengeShown, Outcome, Reason, Round, Signal
from inspector.record.connection import RECORD_FILE
from inspector.record.quality_rows import BASELINE_HOURS, DefectTally, QualityAsked, QualityRows, Revision, Span, Tally
from inspector.record.schema_images import QUARTER_US
from inspector.record.schema_measured import MEASURED_STEP
from inspector.record.schema_quality import QUALITY_STEP, SCORE_BIN_MAX, SCORE_BINS
from inspector.record.sqlite import SqliteRecorder
from inspector.record.sqlite_quality import SqliteQuality

START = MORNING.astimezone(UTC)
HOURS = tuple(Span(START + timedelta(hours=n), START + timedelta(hours=n + 1)) for n in range(7))
DAY = (Span(START, START + timedelta(hours=24)),)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    write_parts(folder)
    say_much(folder)
    return folder


@pytest.fixture
def reader(data: Path) -> Iterator[SqliteQuality]:
    with closing(SqliteQuality(data)) as reader:
        yield reader


def summed(rows: QualityRows) -> Counter[str]:
    names = ("passed", "rejected", "rechecked", "faulted", "aligned")
    return Counter({name: sum(getattr(each, name) for each in rows.tallies) for name in names})


def by_rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data / RECORD_FILE)) as db:
        return db.execute(sql).fetchall()


def test_tallies_are_what_the_rows_say(data: Path, reader: SqliteQuality) -> None:
    found = reader.read(QualityAsked(DAY))
    counts = {cells[0]: cells[1] for cells in by_rows(data, "SELECT signalled_outcome, count(*) FROM parts GROUP BY 1")}
    assert summed(found) == {
        "passed": counts[1], "rejected": counts[2], "rechecked": 0, "faulted": counts[4], "aligned": 400 - counts[4],
    }  # fmt: skip
    assert sum(each.defects for each in found.defects) == by_rows(data, "SELECT count(*) FROM defects")[0][0]
    assert sum(each.defects for each in found.places) == sum(each.defects for each in found.defects)
    assert sum(each.parts for each in found.scores) == by_rows(data, "SELECT count(score) FROM parts")[0][0]


def test_a_part_with_two_defects_in_a_zone_counts_once_for_it(data: Path, reader: SqliteQuality) -> None:
    found = reader.read(QualityAsked(DAY)).defects
    rows = by_rows(data, "SELECT zone, count(DISTINCT seq), count(*) FROM defects GROUP BY 1 ORDER BY 1")
    by_zone = {zone: (parts, defects) for zone, parts, defects in rows}
    assert {zone: defects for zone, (_, defects) in by_zone.items()} == summed_by_zone(found, "defects")
    assert {zone: parts for zone, (parts, _) in by_zone.items()} == summed_by_zone(found, "parts")


def summed_by_zone(found: tuple[DefectTally, ...], field: str) -> dict[str, int]:
    counts = Counter[str]()
    for each in found:
        counts[each.zone] += getattr(each, field)
    return dict(counts)


def test_the_defects_of_a_part_whose_verdict_came_too_late_count_as_little_as_the_part(tmp_path: Path) -> None:
    late = replace(make_defective(), inspected_at=START)
    shown = Signal(Outcome.FAULT, Reason.DEADLINE, START + timedelta(seconds=9), late=True)
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        recorder.append(late, shown)
    with closing(SqliteQuality(tmp_path)) as reader:
        found = reader.read(QualityAsked(DAY))
    assert (summed(found)["faulted"], found.defects, found.places) == (1, (), ())


def test_each_span_and_revision_is_counted_for_itself(reader: SqliteQuality) -> None:
    found = reader.read(QualityAsked(HOURS)).tallies
    assert [(each.span, each.of.revision, each.passed + each.rejected + each.faulted) for each in found] == [
        (0, "r001", 60), (1, "r001", 60), (2, "r001", 60), (3, "r001", 60), (4, "r002", 60), (5, "r002", 60),
        (6, "r002", 40),
    ]  # fmt: skip


def test_a_product_and_a_revision_are_asked_for(reader: SqliteQuality) -> None:
    assert summed(reader.read(QualityAsked(DAY, revision="r002")))["aligned"] == 160 - 4
    assert reader.read(QualityAsked(DAY, "PN-1042", "r009")).tallies == ()
    assert reader.read(QualityAsked(DAY, "'; DROP TABLE parts; --")).tallies == ()
    assert reader.revisions() == (OF, Revision("PN-1042", "r002"))


def test_baselines_are_of_the_whole_life_of_a_revision(reader: SqliteQuality) -> None:
    (base,) = reader.read(QualityAsked(HOURS[3:4])).baselines
    assert (base.of, base.judged) == (OF, 240 - 4)
    assert base.hours in {4, 5}  # the clock of the line may be half an hour off UTC's hours


@pytest.mark.parametrize(
    ("hours", "is_over"), [(BASELINE_HOURS - 1, False), (BASELINE_HOURS, False), (BASELINE_HOURS + 2, True)]
)
def test_a_baseline_is_over_when_a_later_hour_has_parts(tmp_path: Path, hours: int, is_over: bool) -> None:  # noqa: FBT001
    start = datetime(2026, 11, 2, 6, tzinfo=UTC)
    parts = [replace(make_inspection(f"P{n}", 1), inspected_at=start + n * timedelta(hours=1)) for n in range(hours)]
    parts.append(replace(make_fault("F", 2), inspected_at=start + timedelta(hours=99)))
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record(recorder, *parts)
    with closing(SqliteQuality(tmp_path)) as reader:
        (base,) = reader.read(QualityAsked((Span(start, start + timedelta(hours=1)),))).baselines
    first = min(hours, BASELINE_HOURS)
    assert (base.hours, base.judged, base.held_back, base.is_over) == (first, first, 0, is_over)


def test_a_clock_that_was_set_back_moves_no_baseline(tmp_path: Path) -> None:
    start = datetime(2026, 11, 2, 6, tzinfo=UTC)
    hours = range(BASELINE_HOURS + 2)
    parts = [replace(make_inspection(f"P{n}", 1), inspected_at=start + n * timedelta(hours=1)) for n in hours]
    # As a PC that has lost its clock: of the same revision, a month before its first part.
    early = [replace(make_fault(f"F{n}", 2), inspected_at=start - timedelta(days=30, hours=n)) for n in range(9)]
    early += [replace(make_defective(f"E{n}", 3), inspected_at=start - timedelta(days=30, hours=n)) for n in range(9)]
    # The same revision on another processor: its baseline began with the first of both.
    parts[-1] = replace(parts[-1], provenance=replace(parts[-1].provenance, device="another"))
    found = []
    with closing(SqliteRecorder(tmp_path)) as recorder, closing(SqliteQuality(tmp_path)) as reader:
        recorder.open()
        for more in (parts, early):
            record(recorder, *more)
            (base,) = reader.read(QualityAsked((Span(start, start + timedelta(hours=1)),))).baselines
            found.append((base.hours, base.judged, base.held_back, base.is_over))
    assert found == [(BASELINE_HOURS, BASELINE_HOURS, 0, True)] * 2


def test_what_people_said_is_counted_as_it_stands(reader: SqliteQuality) -> None:
    found = reader.read(QualityAsked(DAY)).said
    assert {(each.disposition, each.reason, each.count) for each in found} >= {
        (TRUE_DEFECT, "bridge", 2), (TRUE_DEFECT, "scratch", 1), (OVERKILL, "dust", 1),
    }  # fmt: skip
    assert sum(each.count for each in reader.read(QualityAsked(HOURS[:1])).said) == 6
    assert reader.read(QualityAsked(HOURS[2:3])).said == ()


def test_a_record_that_was_never_made_has_nothing(tmp_path: Path) -> None:
    with closing(SqliteQuality(tmp_path)) as reader:
        assert reader.read(QualityAsked(DAY)) == QualityRows()
        assert reader.revisions() == ()


def test_a_record_that_is_none_is_an_error_never_an_empty_answer(tmp_path: Path) -> None:
    (tmp_path / RECORD_FILE).write_bytes(b"this is no record" * 100)
    with closing(SqliteQuality(tmp_path)) as reader, pytest.raises(StoreError, match="not a database"):
        reader.read(QualityAsked(DAY))


def test_figures_that_are_no_numbers_keep_no_part_from_the_record(tmp_path: Path) -> None:
    figures = replace(FIGURES, gain=float("nan"), correlation=float("inf"))
    odd = replace(make_inspection(), alignment=replace(make_alignment(), figures=figures), inspected_at=START)
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        assert recorder.append(odd, make_signal(odd)) == 1
    with closing(SqliteQuality(tmp_path)) as reader:
        (tally,) = reader.read(QualityAsked(DAY)).tallies
    assert (tally.passed, tally.aligned, tally.gain_sum) == (1, 0, 0.0)


def test_challenge_parts_are_in_no_count(tmp_path: Path) -> None:
    shown = ChallengeShown("black 1", Outcome.REJECT, "", "", "start", 0, Round.KEPT)
    master = replace(make_defective("M1", 1), inspected_at=START, challenge=shown)
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record(recorder, master, replace(make_inspection("P2", 2), inspected_at=START))
    with closing(SqliteQuality(tmp_path)) as reader:
        written = reader.read(QualityAsked(DAY))
    assert (summed(written)["passed"], summed(written)["rejected"], written.defects) == (1, 0, ())
    assert counted_again(tmp_path) == written


def counted_again(data: Path) -> QualityRows:
    """Take the step again, as for a record from before it."""
    with closing(sqlite3.connect(data / RECORD_FILE)) as db:
        db.executescript("DROP TABLE quality_quarters; DROP TABLE quality_scores; DROP TABLE quality_defects;")
        db.executescript(QUALITY_STEP)
        db.executescript("\n".join(line for line in MEASURED_STEP.splitlines() if "quality_quarters" in line))
    with closing(SqliteQuality(data)) as reader:
        return reader.read(QualityAsked(DAY))


def test_brightness_and_focus_are_summed_over_the_parts_that_were_photographed(tmp_path: Path) -> None:
    seen = [CaptureFigures(100.0, 20.0), CaptureFigures(110.0, 30.0), None]
    parts = [replace(make_inspection(f"P{n}", n), seen=each, inspected_at=START) for n, each in enumerate(seen, 1)]
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record(recorder, *parts)
    with closing(SqliteQuality(tmp_path)) as reader:
        (tally,) = reader.read(QualityAsked(DAY)).tallies
    assert (tally.seen, tally.brightness_sum, tally.focus_sum) == (2, 210.0, 50.0)


def test_an_older_record_tells_the_same_after_its_step(tmp_path: Path) -> None:
    """Everything that is counted at writing is counted again by the step, from the rows."""
    far = replace(DEFECT, box_golden=Box(640.0, 31.0, 700.0, 33.5), zone="U9", score=99.0)
    parts = [make_inspection("P1", 1), make_defective("R2", 2, (DEFECT, far, DEFECT)), make_fault("F3", 3)]
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record(recorder, *(replace(part, inspected_at=START) for part in parts))
    with closing(SqliteQuality(tmp_path)) as reader:
        written = reader.read(QualityAsked(DAY))
    assert counted_again(tmp_path) == written
    assert [each.x_cell for each in written.places] == [0, 20]


def test_the_step_bins_as_the_recorder_does() -> None:
    assert f"min(score * {SCORE_BINS}, {SCORE_BIN_MAX})" in QUALITY_STEP
    assert QUALITY_STEP.count(f"inspected_us / {QUARTER_US} * {QUARTER_US}") == 3


def test_a_part_appended_again_is_counted_once(tmp_path: Path) -> None:
    part = replace(make_inspection(), inspected_at=START)
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record(recorder, part, part)
    with closing(SqliteQuality(tmp_path)) as reader:
        assert reader.read(QualityAsked(DAY)).tallies == (Tally(0, OF, 1, 0, 0, 0, 1, 0.99, 1.0, 0.0),)
    assert make_signal(part).outcome is Outcome.PASS
    assert np.isclose(0.99, FIGURES.correlation)
