"""How the bench scores what is found: every expected figure is worked out by hand."""

import numpy as np
import pytest
import scoring
from scoring import Marked, Rate

from inspector.part import Box

SIZE = (640, 640)
# True boxes are grown defects: a found box is padded by 12 px before it is held against them.
TRUE = Box(100, 100, 144, 144)
FOUND = Box(112, 112, 132, 132)
OTHER_TRUE = Box(300, 300, 344, 344)
NOWHERE = Box(500, 500, 510, 510)


def made(scores: list[float], matched: list[bool], true: int) -> Marked:
    best = np.full(true, -np.inf)
    found = [score for score, is_matched in zip(scores, matched, strict=True) if is_matched]
    best[: len(found)] = found
    return Marked(np.array(scores), np.array(matched, np.bool_), np.array(matched, np.bool_), best)


def test_two_boxes_that_share_a_third_of_their_area_overlap_by_a_third() -> None:
    assert scoring.iou(Box(0, 0, 10, 10), Box(5, 0, 15, 10)) == pytest.approx(50 / 150)


def test_boxes_that_touch_do_not_overlap() -> None:
    assert scoring.iou(Box(0, 0, 10, 10), Box(10, 0, 20, 10)) == 0.0


def test_a_box_is_padded_but_not_beyond_the_picture() -> None:
    assert scoring.padded(Box(5, 100, 20, 635), SIZE) == Box(0, 88, 32, 640)


@pytest.mark.parametrize(("width", "taken"), [(33, [None]), (34, [0])], ids=["0.33 is not enough", "0.34 is"])
def test_a_box_counts_from_beyond_a_third(width: int, taken: list[int | None]) -> None:
    assert scoring.match([Box(0, 0, width, 100)], [Box(0, 0, 100, 100)]) == taken


def test_a_true_box_is_taken_once_by_the_higher_score() -> None:
    marked = scoring.mark([FOUND, FOUND], [1.5, 2.5], [TRUE], SIZE)
    assert marked.scores.tolist() == [2.5, 1.5]
    assert marked.matched.tolist() == [True, False]


def test_a_second_box_takes_the_true_one_that_is_free() -> None:
    near = Box(0, 0, 100, 60)
    assert scoring.match([near, near], [Box(0, 0, 100, 100), Box(0, 0, 100, 70)]) == [1, 0]


def test_a_box_hits_by_its_centre_whatever_its_size() -> None:
    marked = scoring.mark([Box(120, 120, 122, 122), NOWHERE], [3.0, 2.0], [TRUE, OTHER_TRUE], SIZE)
    assert marked.hits.tolist() == [True, False]
    assert marked.best_hits.tolist() == [3.0, -np.inf]


def test_a_centre_on_the_edge_is_in_a_true_box_but_in_the_next_tile() -> None:
    on_edge = Box(140, 110, 148, 120)
    assert scoring.hits(TRUE, on_edge)
    assert not scoring.holds(TRUE, on_edge)
    assert scoring.holds(Box(144, 100, 188, 144), on_edge)


def test_a_picture_without_found_boxes_keeps_its_true_ones() -> None:
    marked = scoring.mark([], [], [TRUE, OTHER_TRUE], SIZE)
    assert (marked.scores.size, marked.best_hits.tolist()) == (0, [-np.inf, -np.inf])


def test_average_precision_is_the_mean_precision_at_each_true_box() -> None:
    marked = [made([0.9, 0.7], [True, True], 2), made([0.8], [False], 1)]
    # True at rank 1 of 1 and at rank 3 of which 2 are true; the third true box is never found.
    assert scoring.average_precision(marked).value == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_precision_recall_and_f1_count_all_pictures_together() -> None:
    marked = [made([0.9, 0.7], [True, True], 2), made([0.8], [False], 2)]
    assert scoring.precision(marked) == Rate(2, 3)
    assert scoring.recall(marked) == Rate(2, 4)
    assert scoring.f1(marked).value == pytest.approx(2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2))


def test_pictures_that_are_all_alike_have_no_spread() -> None:
    f1 = scoring.f1([made([0.9, 0.8], [True, False], 1)] * 20)
    assert (f1.low, f1.value, f1.high) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


def test_an_interval_widens_with_pictures_that_differ() -> None:
    f1 = scoring.f1([made([0.9], [True], 1), made([0.9], [False], 1)] * 10)
    assert f1.value == 0.5
    assert (f1.low < 0.4, f1.high > 0.6) == (True, True)


def test_hits_are_counted_above_the_first_false_box_too_many() -> None:
    false = Marked(np.array([5.0, 3.0]), np.zeros(2, np.bool_), np.zeros(2, np.bool_), np.array([]))
    true = made([6.0, 4.0, 2.0], [True, True, True], 4)
    assert scoring.hits_at([false, true], 0.5) == Rate(2, 4)
    assert scoring.hits_at([false, true], 0.0) == Rate(1, 4)
    assert scoring.hits_at([false, true], 1.0) == Rate(3, 4)


def area(scores: list[float], positive: list[bool]) -> float:
    each = np.array(positive, np.bool_)
    return scoring.auroc(np.array(scores), each, np.arange(each.size), each).value


def test_ties_count_half() -> None:
    assert area([1.0, 0.5, 0.5, 0.0], [True, True, False, False]) == 3.5 / 4


def test_refused_parts_rank_highest_and_tie_with_each_other() -> None:
    assert area([np.inf, 1.0, np.inf, 2.0], [True, True, False, False]) == (0.5 + 1 + 0 + 0) / 4


def test_scores_that_part_the_kinds_leave_no_spread() -> None:
    each = np.array([True, True, False, False])
    found = scoring.auroc(np.array([4.0, 3.0, 2.0, 1.0]), each, np.arange(4), each)
    assert (found.low, found.value, found.high) == (1.0, 1.0, 1.0)


def test_quadrants_are_drawn_with_their_part() -> None:
    # One part holds all that is missing and above; drawn without it there is nothing to find, drawn with it all is.
    scores, missing = np.array([2.0, 2.0, 1.0, 1.0]), np.array([True, True, False, False])
    found = scoring.auroc(scores, missing, np.array([0, 0, 1, 1]), np.array([True, False]))
    assert (found.low, found.value, found.high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("overkill", "escapes"), [(0, 3), (1, 1), (2, 0)], ids=["none overkilled", "one at most", "as many as there are"]
)
def test_escapes_where_so_many_good_parts_are_rejected(overkill: int, escapes: int) -> None:
    scores, defective = np.array([2.0, 1.0, 3.0, 2.0, 1.5, 0.5]), np.arange(6) >= 2
    assert scoring.escapes_at(scores, defective, overkill) == Rate(escapes, 4)


def test_a_refused_part_never_escapes() -> None:
    scores, defective = np.array([np.inf, 1.0, np.inf]), np.array([False, False, True])
    assert scoring.escapes_at(scores, defective, 0) == Rate(0, 1)


@pytest.mark.parametrize(
    ("count", "total", "interval"),
    [(5, 10, (0.2366, 0.7634)), (0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0)), (0, 0, (0.0, 1.0))],
)
def test_rates_have_wilsons_interval(count: int, total: int, interval: tuple[float, float]) -> None:
    assert scoring.wilson(count, total) == pytest.approx(interval, abs=1e-4)
