"""Boxes found against true ones: one to one by score, at two overlaps, each figure worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.evaluate.boxes import Ranked, average_precision, f1, iou, match, padded
from inspector.evaluate.intervals import Figure, Missing, Undefined
from inspector.part import Box

EDGES = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.integers(1, 50))
BOXES = EDGES.map(lambda each: Box(each[0], each[1], each[0] + each[2], each[1] + each[3]))


def ranked(true: int, *boxes: tuple[float, bool]) -> Ranked:
    scores, matched = zip(*boxes, strict=True) if boxes else ((), ())
    return Ranked(np.array(scores, np.float64), np.array(matched, np.bool_), true)


@given(BOXES, BOXES)
def test_overlap_is_the_same_both_ways_and_one_of_a_box_with_itself(one: Box, other: Box) -> None:
    assert iou(one, other) == iou(other, one)
    assert 0.0 <= iou(one, other) <= 1.0
    assert iou(one, one) == 1.0


@given(st.lists(BOXES, max_size=6), st.lists(BOXES, max_size=6), st.sampled_from([0.33, 0.5]))
def test_no_true_box_is_taken_twice_and_none_below_the_overlap(
    found: list[Box], truth: list[Box], least: float
) -> None:
    taken = match(found, truth, least)
    numbers = [each for each in taken if each is not None]
    assert len(set(numbers)) == len(numbers)
    assert all(iou(box, truth[each]) > least for box, each in zip(found, taken, strict=True) if each is not None)


def test_what_is_found_at_a_third_may_be_lost_at_a_half() -> None:
    found, truth = [Box(0, 0, 40, 100)], [Box(0, 0, 100, 100)]
    assert (match(found, truth, 0.33), match(found, truth, 0.5)) == ([0], [None])


def test_a_box_is_grown_but_not_beyond_the_picture() -> None:
    assert padded(Box(5, 100, 20, 635), (640, 640), 12.0) == Box(0, 88, 32, 640)


def test_a_box_beyond_the_picture_stays_as_it_is() -> None:
    outside = Box(-40, 10, -20, 30)
    assert padded(outside, (640, 640), 12.0) == outside


def test_average_precision_is_the_mean_precision_at_each_true_box() -> None:
    found = average_precision([ranked(2, (0.9, True), (0.7, True)), ranked(1, (0.8, False))])
    assert isinstance(found, Figure)
    assert found.value == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_boxes_of_one_score_share_a_precision_whatever_the_order_of_their_pictures() -> None:
    pictures = [ranked(1, (1.0, True)), ranked(0, (1.0, False)), ranked(1, (2.0, True))]
    found, again = average_precision(pictures), average_precision(pictures[::-1])
    assert isinstance(found, Figure)
    assert isinstance(again, Figure)
    assert found.value == again.value == pytest.approx((1 + 2 / 3) / 2)


def test_f1_counts_all_pictures_together() -> None:
    found = f1([ranked(2, (0.9, True), (0.7, True)), ranked(2, (0.8, False))])
    assert isinstance(found, Figure)
    assert found.value == pytest.approx(2 * 2 / (3 + 4))


def test_without_a_true_box_there_is_nothing_to_find() -> None:
    assert f1([ranked(0, (0.9, False))]) == Undefined(Missing.BOX)
    assert average_precision([]) == Undefined(Missing.BOX)


def test_a_draw_without_a_true_box_says_nothing_of_boxes() -> None:
    """One defective part among ten: a third of the draws lacks it, and says as little as nine good parts alone."""
    pictures = [ranked(1, (2.0, True)), *[ranked(0)] * 9]
    assert f1(pictures) == average_precision(pictures) == Figure(1.0, 1.0, 1.0)
