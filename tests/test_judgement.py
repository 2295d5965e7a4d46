"""What "the same to the bit" compares: every figure that the record keeps of a part."""

import math
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import TypeVar

import pytest
from archives import FilledArchive, fill_archive

from inspector.golden.library import load_revision
from inspector.image_file import decode_image, encode_png
from inspector.measured import CaptureFigures, Voices
from inspector.part import Box, Defect, Inspection, Outcome, Polarity, Reason
from inspector.record.sqlite import SqliteReader
from inspector.record.store import AlignmentRow, PartRow
from inspector.replay.judgement import Judgement
from inspector.wiring.archived import ArchivedPart, archived_part, judge_again, map_difference
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge

T = TypeVar("T", PartRow, AlignmentRow, Defect)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> FilledArchive:
    return fill_archive(tmp_path_factory.mktemp("archive"), (75,))


@pytest.fixture(scope="module")
def row(filled: FilledArchive) -> PartRow:
    found = SqliteReader(filled.data).part("P75")
    assert found
    return found


@pytest.fixture(scope="module")
def part(filled: FilledArchive, row: PartRow) -> ArchivedPart:
    return archived_part(filled.data, row)


@pytest.fixture(scope="module")
def again(filled: FilledArchive, part: ArchivedPart) -> Inspection:
    golden = load_revision(filled.library.golden_refs, "PN-1042", "r001")
    return judge_again(part, learn_gauge(golden, load_comparator("openvino", ("CPU",), filled.models)))


def changed(given: T, **fields: object) -> T:
    return type(given)(**{**{field.name: getattr(given, field.name) for field in dataclass_fields(given)}, **fields})


def next_to(figure: float | None) -> float:
    assert figure is not None
    return math.nextafter(figure, math.inf)


def test_what_was_not_changed_is_the_same(row: PartRow, again: Inspection) -> None:
    assert Judgement.of_row(row).differences(Judgement.of(again)) == ()


@pytest.mark.parametrize("name", ["score", "correlation", "residual_px"])
def test_the_last_bit_of_each_figure_of_the_verdict_counts(name: str, row: PartRow, again: Inspection) -> None:
    was = changed(row, **{name: next_to(getattr(row, name))})
    assert [line.split()[0] for line in differences(was, again)] == [name]


@pytest.mark.parametrize("name", ["overlap", "agreeing", "gain", "offset", "local_shift_px"])
def test_the_last_bit_of_each_figure_of_the_alignment_counts(name: str, row: PartRow, again: Inspection) -> None:
    assert row.alignment
    was = replace(row, alignment=changed(row.alignment, **{name: next_to(getattr(row.alignment, name))}))
    assert [line.split()[0] for line in differences(was, again)] == [name]


@pytest.mark.parametrize("place", range(9))
def test_every_number_of_the_warp_counts(place: int, row: PartRow, again: Inspection) -> None:
    assert row.alignment
    warp = list(row.alignment.warp)
    warp[place] = next_to(warp[place])
    was = replace(row, alignment=replace(row.alignment, warp=tuple(warp)))
    assert [line.split()[0] for line in differences(was, again)] == ["warp"]


def test_the_sign_of_a_zero_counts_in_the_warp_alone_for_columns_do_not_keep_it(row: PartRow) -> None:
    assert row.alignment
    first, second = (
        Judgement.of_row(replace(row, alignment=replace(row.alignment, warp=(zero,) * 9, offset=zero)))
        for zero in (0.0, -0.0)
    )
    zeros = ", ".join(["0.0"] * 9)
    assert second.differences(first) == (f"warp ({zeros}), recorded ({zeros.replace('0.0', '-0.0')})",)


def test_how_it_was_aligned_and_whether_counts(row: PartRow, again: Inspection) -> None:
    assert row.alignment
    other = replace(row, alignment=replace(row.alignment, method="dense-ecc", refused="correlation 0.1"))
    assert [line.split()[0] for line in differences(other, again)] == ["method", "refused"]
    assert differences(replace(row, alignment=None), again) == ("aligned, recorded not aligned",)


def test_light_and_focus_count_where_they_were_measured(row: PartRow, again: Inspection) -> None:
    assert row.seen
    other = replace(row, seen=CaptureFigures(next_to(row.seen.brightness), row.seen.focus))
    assert [line.split()[0] for line in differences(other, again)] == ["seen"]
    assert differences(replace(row, seen=None), again) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"box_golden": Box(0.0, 0.0, 1.0, 1.0)},
        {"box_capture": Box(0.0, 0.0, 1.0, 1.0)},
        {"area_px": 1},
        {"score": 1.5},
        {"zone": "another"},
        {"polarity": Polarity.MIXED},
        {"voices": Voices(9.0, 9.0)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_of_a_defect_counts(change: dict[str, object], row: PartRow, again: Inspection) -> None:
    first, *rest = row.defects
    was = replace(row, defects=(changed(first, **change), *rest))
    assert [line[:20] for line in differences(was, again)] == ["defect 1 is another:"]
    assert differences(replace(row, defects=row.defects[1:]), again)[0].endswith(f"recorded {len(rest)}")


def test_a_defect_of_before_voices_were_measured_is_compared_without(row: PartRow, again: Inspection) -> None:
    assert differences(replace(row, defects=tuple(replace(each, voices=None) for each in row.defects)), again) == ()


def test_outcome_and_reason_count(row: PartRow, again: Inspection) -> None:
    was = replace(row, outcome=Outcome.RECHECK, reason=Reason.CLOSE_TO_LIMIT)
    assert differences(was, again) == ("outcome REJECT, recorded RECHECK", "reason DEFECT, recorded CLOSE_TO_LIMIT")


def test_every_level_of_the_archived_score_map_counts(part: ArchivedPart, again: Inspection) -> None:
    assert (part.score_map != b"", map_difference(part, again)) == (True, "")
    levels = decode_image(part.score_map, "map").copy()
    levels[3, 4] ^= 1
    other = map_difference(replace(part, score_map=encode_png(levels)), again)
    assert other == f"1 of {levels.size} places of the score map are of another level than recorded"
    smaller = map_difference(replace(part, score_map=encode_png(levels[1:])), again)
    assert smaller.startswith("the score map is ")
    assert map_difference(part, replace(again, deviation=None)) == "no score map, recorded with one"


def test_a_score_map_that_was_changed_in_the_archive_is_said_and_one_that_is_gone_is_not_missed(
    filled: FilledArchive, row: PartRow, again: Inspection
) -> None:
    path = filled.data / "images" / row.score_map
    held = path.read_bytes()
    try:
        path.write_bytes(held[:-1])
        assert map_difference(archived_part(filled.data, row), again) == "its score map in the archive was changed"
        path.unlink()
        assert map_difference(archived_part(filled.data, row), again) == ""
    finally:
        path.write_bytes(held)


def differences(was: PartRow, again: Inspection) -> tuple[str, ...]:
    return Judgement.of_row(was).differences(Judgement.of(again))
