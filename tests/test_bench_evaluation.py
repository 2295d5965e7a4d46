"""The bench that measures comparisons: made pairs with known defects through the product's own decision."""

from collections.abc import Iterator
from pathlib import Path

import aligned
import classical
import cv2
import evaluation
import network
import nuisance
import numpy as np
import pytest
import sets
from aligned import AlignedPair, RefusedPair
from evaluation import BoardTable, Compare, Judged, PictureTable
from numpy.typing import NDArray
from scoring import Rate
from strips import Failure, failures, write_strips

from inspector.compare.onnx import OnnxComparator
from inspector.part import Box

SIDE = 160
WAYS = [pytest.param(way, id=name) for name, way in network.BASELINES]
Map = NDArray[np.float32]


def pattern(seed: int = 1, side: int = SIDE) -> NDArray[np.uint8]:
    coarse = np.random.default_rng(seed).integers(60, 200, (side // 8, side // 8), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)


def board(boxes: tuple[Box, ...] = (), tiles: tuple[sets.Tile, ...] = ()) -> AlignedPair:
    pair = sets.Pair("deeppcb", "board", Path("-"), Path("-"), is_defective=True, boxes=boxes, tiles=tiles)
    return AlignedPair(pair, pattern(), pattern(), np.ones((SIDE, SIDE), np.bool_), np.eye(3))


def picture(name: str, *, is_defective: bool, image_set: str = "aliens", code: str = "") -> sets.Pair:
    return sets.Pair(image_set, name, Path("-"), Path("-"), is_defective, code=code)


def spots(*places: tuple[int, int, float]) -> Map:
    """Return a map with 4 x 4 map pixels at each (x, y) of the golden at the height named with it."""
    found = np.zeros((SIDE // 2, SIDE // 2), np.float32)
    for x, y, height in places:
        found[y // 2 : y // 2 + 4, x // 2 : x // 2 + 4] = height
    return found


def judged(pair: AlignedPair, found: Map, limit: float = 1.0) -> Judged:
    return next(evaluation.judge(lambda *_: found, iter([pair]), limit))


def boards(pair: AlignedPair, found: Map, limit: float = 1.0) -> BoardTable:
    table = evaluation.tabulate("deeppcb", [judged(pair, found, limit)], limit)
    assert isinstance(table, BoardTable)
    return table


def test_a_spot_is_found_up_to_the_limit_it_reaches_and_keeps_its_score() -> None:
    each = judged(board(), spots((40, 40, 2.0)))
    found = [factor for factor, verdict in zip(evaluation.FACTORS, each.verdicts, strict=True) if verdict.defects]
    assert found == [factor for factor in evaluation.FACTORS if factor <= 2.0]
    assert [each.verdicts[0].defects[0].score, each.verdicts[5].defects[0].score] == pytest.approx([2.0, 2.0])


def test_the_limit_asked_for_is_the_unit() -> None:
    assert boards(board((Box(30, 30, 60, 60),)), spots((40, 40, 2.0)), limit=2.5).recall == Rate(0, 1)
    assert boards(board((Box(30, 30, 60, 60),)), spots((40, 40, 2.0)), limit=1.5).recall == Rate(1, 1)


def test_boards_count_boxes_and_tiles() -> None:
    left, right = Box(0, 0, 80, 160), Box(80, 0, 160, 160)
    pair = board(
        (Box(28, 28, 60, 60), Box(100, 100, 132, 132)),
        (sets.Tile(left, is_defective=True), sets.Tile(right, is_defective=False)),
    )
    table = boards(pair, spots((40, 40, 2.0), (120, 20, 3.0)))
    assert (table.precision, table.recall) == (Rate(1, 2), Rate(1, 2))
    assert (table.clean_rejected, table.defective_escaped) == (Rate(1, 1), Rate(0, 1))


def test_average_precision_cut_low_sees_what_the_limit_does_not() -> None:
    table = boards(board((Box(28, 28, 60, 60),)), spots((40, 40, 0.5)))
    assert (table.ap.value, table.ap_low.value) == (0.0, 1.0)


def test_a_board_that_was_refused_misses_its_defects() -> None:
    pair = board((Box(28, 28, 60, 60),), (sets.Tile(Box(0, 0, 80, 80), is_defective=True),)).pair
    table = evaluation.tabulate(
        "deeppcb", list(evaluation.judge(classical.variation, iter([RefusedPair(pair, "why")])))
    )
    assert isinstance(table, BoardTable)
    assert (table.refused, table.recall, table.defective_escaped) == (1, Rate(0, 1), Rate(1, 1))
    assert table.escaped_aligned == Rate(0, 0)


def test_what_was_not_aligned_is_not_held_against_the_comparison_alone() -> None:
    pair = board((Box(28, 28, 60, 60),))
    refused = next(evaluation.judge(classical.variation, iter([RefusedPair(pair.pair, "why")])))
    table = evaluation.tabulate("deeppcb", [judged(pair, spots((40, 40, 2.0))), refused])
    assert isinstance(table, BoardTable)
    assert (table.recall, table.recall_aligned) == (Rate(1, 2), Rate(1, 1))


def test_without_a_limit_the_best_of_the_boards_is_taken() -> None:
    each = judged(board((Box(28, 28, 60, 60),)), spots((40, 40, 3.0), (120, 20, 2.0)))
    table = evaluation.tabulate("deeppcb", [each], None)
    assert isinstance(table, BoardTable)
    assert table.f1.value == table.best_f1 == 1.0
    assert 2.0 < table.limit <= 3.0


def pictures(*cases: tuple[sets.Pair, float | None], image_set: str = "aliens") -> PictureTable:
    whole = np.ones((SIDE, SIDE), np.bool_)
    found: list[Judged] = []
    for pair, height in cases:
        same = AlignedPair(pair, pattern(), pattern(), whole, np.eye(3))
        missing = RefusedPair(pair, "why")
        one = missing if height is None else same
        found += evaluation.judge(lambda *_, at=height: spots((40, 100, at or 0.0)), iter([one]))
    table = evaluation.tabulate(image_set, found)
    assert isinstance(table, PictureTable)
    return table


def test_good_parts_rejected_and_bad_ones_passed_are_counted() -> None:
    good, bad = picture("good", is_defective=False), picture("bad", is_defective=True)
    table = pictures((good, 0.5), (good, 1.5), (bad, 0.8), (bad, 2.0), (bad, 3.0))
    assert (table.overkill, table.escapes, table.escapes_at_one) == (Rate(1, 2), Rate(1, 3), Rate(0, 3))
    assert table.auroc.value == pytest.approx(5 / 6)


def test_a_refused_part_is_rejected_and_ranks_above_all() -> None:
    good, bad = picture("good", is_defective=False), picture("bad", is_defective=True)
    table = pictures((good, None), (good, 0.5), (bad, None), (bad, 2.0))
    assert (table.refused, table.overkill, table.escapes) == (2, Rate(1, 2), Rate(0, 2))
    assert table.auroc.value == (0.5 + 1 + 0 + 1) / 4


@pytest.mark.parametrize(("code", "expected"), [("0111", 1.0), ("1011", 1 / 3)], ids=["its own", "another"])
def test_a_missing_screw_is_sought_in_its_own_quadrant(code: str, expected: float) -> None:
    screws = picture(code, is_defective=True, image_set="screws", code=code)
    table = pictures((screws, 2.0), image_set="screws")
    assert table.quadrants is not None
    assert table.quadrants.value == pytest.approx(expected)


def test_a_shipped_comparator_is_measured_as_a_callable() -> None:
    compare = evaluation.Compared(OnnxComparator.load(network.MODELS / "classical", threads=1))
    whole, golden, capture = np.ones((SIDE, SIDE), np.bool_), pattern(), pattern().copy()
    capture[80:90, 80:90] = 255
    found = compare(golden, capture, whole)
    y, x = np.unravel_index(int(found.argmax()), found.shape)
    assert found.shape == (SIDE // 2, SIDE // 2)
    assert 40 <= int(y) < 45
    assert 40 <= int(x) < 45
    assert float(found.max()) > 1.0
    assert float(compare(pattern(2), pattern(2), whole).max()) < 0.01


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", [(SIDE, SIDE), (SIDE - 1, SIDE - 3, 3)], ids=["grey", "colour, odd sides"])
def test_a_plain_way_finds_the_spot_and_nothing_on_equal_pictures(way: Compare, shape: tuple[int, ...]) -> None:
    flat = pattern()[: shape[0], : shape[1]]
    golden = flat if len(shape) == 2 else np.dstack([flat] * 3)
    capture, whole = golden.copy(), np.ones(shape[:2], np.bool_)
    capture[70:80, 90:100] = 250
    found = way(golden, capture, whole)
    y, x = np.unravel_index(int(found.argmax()), found.shape)
    assert found.dtype == np.float32
    assert found.shape == (-(-shape[0] // 2), -(-shape[1] // 2))
    assert 33 <= int(y) <= 41
    assert 43 <= int(x) <= 51
    assert float(way(golden, golden, whole).max()) < 0.01 < float(found.max())


@pytest.mark.parametrize("way", WAYS)
def test_a_plain_way_claims_nothing_where_the_part_was_not_seen(way: Compare) -> None:
    capture, seen = pattern().copy(), np.ones((SIDE, SIDE), np.bool_)
    capture[:, :30], seen[:, :30] = 0, False
    assert float(way(pattern(), capture, seen).max()) < 0.01


@pytest.mark.parametrize("moved", [(2, 0), (-2, 1), (0, -3)])
def test_patches_are_sought_both_ways_within_three_px(moved: tuple[int, int]) -> None:
    capture = np.roll(pattern(), moved, axis=(0, 1))
    found = classical.LeastOverShifts(0.2)(pattern(), capture, np.ones((SIDE, SIDE), np.bool_))
    assert float(found[8:-8, 8:-8].max()) < 0.01 < float(found.max())


@pytest.mark.parametrize("is_missing", [False, True], ids=["extra", "missing"])
def test_a_speck_smaller_than_the_reach_is_no_shift(*, is_missing: bool) -> None:
    flat, whole = np.full((SIDE, SIDE), 100, np.uint8), np.ones((SIDE, SIDE), np.bool_)
    speck = flat.copy()
    speck[80:83, 80:83] = 250
    found = classical.LeastOverShifts(0.2)(*((speck, flat) if is_missing else (flat, speck)), whole)
    assert float(found[40:42, 40:42].min()) > 0.5


def test_nuisance_is_the_same_for_the_same_name_and_within_its_bounds() -> None:
    golden, test = pattern(3), pattern(4)
    one, again, other = (nuisance.disturb(golden, test, name) for name in ("a", "a", "b"))
    assert np.array_equal(one.test, again.test)
    assert not np.array_equal(one.test, other.test)
    middle = np.array([(SIDE - 1) / 2, (SIDE - 1) / 2, 1.0])
    assert float(np.abs(one.moved @ middle - middle).max()) <= nuisance.SHIFT_PX


def test_nuisance_says_where_it_moved_the_test_to() -> None:
    size = 400
    flat, spot = np.zeros((size, size), np.uint8), np.zeros((size, size), np.uint8)
    spot[20:29, 360:369] = 255
    found = nuisance.disturb(flat, spot, "spot")
    apart = np.abs(found.test.astype(np.float64) - np.median(found.test))
    apart[apart < 0.5 * apart.max()] = 0.0
    y, x = (np.average(axis, weights=apart) for axis in np.mgrid[:size, :size])
    assert (found.moved @ (364.0, 24.0, 1.0))[:2].tolist() == pytest.approx([x, y], abs=0.3)


def test_failures_name_what_is_false_and_what_is_missed() -> None:
    pair = board((Box(100, 100, 132, 132),))
    verdict = judged(pair, spots((40, 40, 2.0))).verdicts[evaluation.OWN]
    assert list(failures(pair, verdict)) == [
        Failure("false", Box(40, 40, 48, 48)),
        Failure("missed", Box(100, 100, 132, 132)),
    ]


def test_a_tile_is_a_failure_where_the_centre_of_what_was_found_says_otherwise() -> None:
    tiles = [Box(x, y, x + 80, y + 80) for y in (0, 80) for x in (0, 80)]
    labels = (True, False, True, False)
    pair = board((Box(28, 28, 60, 60),), tuple(map(sets.Tile, tiles, labels)))
    verdict = judged(pair, spots((40, 40, 2.0), (120, 20, 3.0))).verdicts[evaluation.OWN]
    assert [each for each in failures(pair, verdict) if each.kind.startswith("tile")] == [
        Failure("tile-rejected", tiles[1]),
        Failure("tile-escaped", tiles[2]),
    ]


def test_a_bad_part_that_passes_is_an_escape_and_a_good_one_rejected_overkill() -> None:
    whole = np.ones((SIDE, SIDE), np.bool_)
    kinds = []
    for is_defective, height in ((True, 0.5), (False, 2.0), (True, 2.0), (False, 0.5)):
        pair = AlignedPair(picture("a", is_defective=is_defective), pattern(), pattern(), whole, np.eye(3))
        verdict = judged(pair, spots((40, 40, height))).verdicts[evaluation.OWN]
        kinds.append([failure.kind for failure in failures(pair, verdict)])
    assert kinds == [["escape"], ["overkill"], [], []]


def test_each_failure_is_drawn_as_one_strip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_board(*_: object) -> Iterator[AlignedPair]:
        yield board((Box(100, 100, 132, 132),))

    monkeypatch.setattr("strips.aligned_pairs", only_board)
    count = write_strips(lambda *_: spots((40, 40, 2.0)), ("deeppcb",), 1, 1.0, tmp_path, tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert (count, names) == (2, ["deeppcb-false-board-0.png", "deeppcb-missed-board-1.png"])


@pytest.mark.data
@pytest.mark.skipif(not sets.DATA.is_dir(), reason="the real image sets are not beside this checkout")
def test_pairs_are_aligned_once_and_then_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(aligned.aligned_pairs("deeppcb", 1, tmp_path))
    monkeypatch.delattr(aligned, "align")
    again = next(aligned.aligned_pairs("deeppcb", 1, tmp_path))
    assert isinstance(first, AlignedPair)
    assert isinstance(again, AlignedPair)
    assert np.array_equal(first.aligned, again.aligned)
    assert np.array_equal(first.warp, again.warp)


@pytest.mark.data
@pytest.mark.skipif(not sets.DATA.is_dir(), reason="the real image sets are not beside this checkout")
def test_the_golden_is_not_among_the_pairs_and_boards_are_thinned() -> None:
    assert [len(sets.pairs(name, 5)) for name in sets.SETS] == [30, 30, 38, 36]
    assert all(pair.boxes for pair in sets.pairs("deeppcb", 5))
    assert {len(pair.code) for pair in sets.pairs("screws")} == {4}
