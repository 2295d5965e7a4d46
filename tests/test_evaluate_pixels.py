"""Pixels one picture at a time: the same figures as of all pixels together, within the stated resolution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import make_alignment, make_deviation
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from inspector.evaluate.annotation import regions
from inspector.evaluate.intervals import Figure, Missing, Undefined
from inspector.evaluate.pixels import LEVELS, PixelTally, in_capture, level_of

SHAPE = (40, 60)


def picture(seed: int) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return scores, what was seen, and a mask of two regions that mostly score higher than the rest."""
    rng = np.random.default_rng(seed)
    mask = np.zeros(SHAPE, np.bool_)
    mask[5:12, 10:20] = mask[25:30, 40:44] = True
    scores = (rng.gamma(2.0, 0.1, SHAPE) + 0.3 * mask).astype(np.float32)
    return scores, np.ones(SHAPE, np.bool_), mask


def value(figure: Figure | Undefined) -> float:
    assert isinstance(figure, Figure)
    return figure.value


@given(st.floats(0, 500, width=32), st.floats(0, 500, width=32))
def test_a_higher_score_is_never_at_a_lower_level(one: float, other: float) -> None:
    low, high = level_of(np.array(sorted([one, other]), np.float32))
    assert 0 <= low <= high < LEVELS


@given(st.floats(0, 500, width=32))
def test_scores_that_differ_by_more_than_is_stated_are_at_different_levels(score: float) -> None:
    further = score + max(0.0001, 0.004 * score)
    here, there = level_of(np.array([score, further], np.float32))
    assert here < there


def test_figures_are_those_of_all_pixels_together() -> None:
    tally, all_scores, all_masks = PixelTally(), [], []
    for seed in range(4):
        scores, seen, mask = picture(seed)
        tally.add(scores, seen, mask)
        all_scores.append(scores)
        all_masks.append(mask)
    scores, masks = np.concatenate(all_scores).ravel(), np.concatenate(all_masks).ravel()
    found = tally.figures()
    # Scores of one level tie: with steps of 0.3 % that moves no figure by more than this.
    assert value(found.auroc) == pytest.approx(roc_auc_score(masks, scores), abs=1e-4)
    assert value(found.ap) == pytest.approx(average_precision_score(masks, scores), abs=2e-3)
    assert (found.pictures, found.regions) == (4, 8)
    assert (found.defective_px, found.good_px) == (int(masks.sum()), int((~masks).sum()))


def region_overlap_by_hand(pictures: list[tuple[NDArray[np.float32], NDArray[np.bool_]]]) -> float:
    """Return PRO as its authors describe it: at each limit the mean share of a region that is found."""
    good = np.concatenate([scores[~mask] for scores, mask in pictures])
    each = [
        scores[label == number]
        for scores, mask in pictures
        for label, boxes in [regions(mask)]
        for number in range(1, len(boxes) + 1)
    ]
    rates, overlaps = [0.0], [0.0]
    for limit in np.linspace(3.0, 0.0, 2000):
        rates.append(float((good >= limit).mean()))
        overlaps.append(float(np.mean([(region >= limit).mean() for region in each])))
    x = np.linspace(0.0, 0.3, 20_001)
    return float(np.trapezoid(np.interp(x, rates, overlaps), x)) / 0.3


def test_region_overlap_is_what_its_authors_describe() -> None:
    pictures = [picture(seed) for seed in range(3)]
    tally = PixelTally()
    for scores, seen, mask in pictures:
        tally.add(scores, seen, mask)
    by_hand = region_overlap_by_hand([(scores, mask) for scores, _, mask in pictures])
    assert value(tally.figures().pro) == pytest.approx(by_hand, abs=2e-3)


def test_a_small_region_counts_as_much_as_a_large_one() -> None:
    scores, mask = np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.bool_)
    mask[0:20, 0:20] = mask[30:32, 30:32] = True
    scores[0:20, 0:20] = 2.0
    tally = PixelTally()
    tally.add(scores, np.ones(SHAPE, np.bool_), mask)
    # Half the regions are found at once, the other half where all good px are, at a rate of 1: a line up from one half.
    assert value(tally.figures().pro) == pytest.approx(0.5 + 0.5 * 0.15)


def test_a_defective_pixel_that_was_not_seen_is_missed_and_a_good_one_does_not_count() -> None:
    scores, seen, mask = np.zeros(SHAPE, np.float32), np.ones(SHAPE, np.bool_), np.zeros(SHAPE, np.bool_)
    mask[:, :5], seen[:, :10] = True, False
    tally = PixelTally()
    tally.add(scores, seen, mask)
    found = tally.figures()
    assert (found.defective_px, found.good_px) == (40 * 5, 40 * 50)
    assert value(found.auroc) == 0.5


def test_good_parts_alone_have_no_pixel_figures() -> None:
    tally = PixelTally()
    tally.add(*picture(1)[:2])
    found = tally.figures()
    assert (found.auroc, found.ap, found.pro) == (Undefined(Missing.MASK),) * 3


def test_nothing_at_all_has_no_pixel_figures() -> None:
    assert PixelTally().figures().auroc == Undefined(Missing.MASK)


def test_pictures_that_differ_leave_an_interval_around_the_figure() -> None:
    tally = PixelTally()
    for seed in range(12):
        scores, seen, mask = picture(seed)
        tally.add(scores if seed % 3 else np.zeros_like(scores), seen, mask)
    found = tally.figures().auroc
    assert isinstance(found, Figure)
    assert found.low < found.value < found.high


@pytest.mark.parametrize("scale", [1.0, 0.5], ids=["full size", "half size"])
def test_a_map_lies_on_the_capture_as_the_part_does(scale: float) -> None:
    step = round(1 / scale)
    scores = np.zeros((40 // step, 60 // step), np.float32)
    scores[10 // step : 16 // step, 20 // step : 28 // step] = 3.0
    # The capture shows the golden 6 px to the right and 4 down: the warp takes it back.
    warp = np.array([[1.0, 0.0, -6.0], [0.0, 1.0, -4.0], [0.0, 0.0, 1.0]])
    alignment = make_alignment(np.zeros(SHAPE, np.uint8), warp)
    found, seen = in_capture(make_deviation(scores, scale), alignment, (50, 70))
    expected = np.zeros((50, 70), np.bool_)
    expected[14:20, 26:34] = True
    assert np.array_equal(np.greater(found, 0), expected)
    covered = np.zeros((50, 70), np.bool_)
    covered[4:44, 6:66] = True
    assert np.array_equal(seen, covered)
