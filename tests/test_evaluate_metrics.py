"""Figures of merit: against cases worked out by hand, and against scikit-learn; what cannot be had says why."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from inspector.evaluate import levels, metrics
from inspector.evaluate.document import RateDocument
from inspector.evaluate.intervals import DRAWS, Figure, Missing, Rate, Undefined, drawn, wilson
from inspector.evaluate.lines import rate_text
from inspector.evaluate.report_english import ENGLISH
from inspector.evaluate.report_tables import interval_text, percent

Measure = Callable[[NDArray[np.float64], NDArray[np.bool_]], Figure | Undefined]
YES, NO = True, False
# Few scores, so that many tie.
CASES = st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.integers(1, 3)), min_size=2, max_size=40)


def flags(*values: bool) -> NDArray[np.bool_]:
    return np.array(values, np.bool_)


def value(figure: Figure | Undefined) -> float:
    assert isinstance(figure, Figure)
    return figure.value


@pytest.mark.parametrize(
    ("count", "total", "interval"),
    [(0, 20, (0.0, 0.1684)), (5, 10, (0.1871, 0.8129)), (10, 10, (0.6915, 1.0)), (0, 0, (0.0, 1.0))],
)
def test_a_rate_has_clopper_and_pearsons_interval(count: int, total: int, interval: tuple[float, float]) -> None:
    assert Rate(count, total).clopper_pearson() == pytest.approx(interval, abs=1e-4)


def test_no_rate_is_told_as_none_or_all_and_no_bound_as_none_where_it_is_above_it() -> None:
    none, one = (RateDocument.of(Rate(count, 10_000), Missing.DEFECTIVE) for count in (0, 1))
    assert rate_text(none) == "0 of 10000  0.000 [0.000, 0.001]"
    assert none.clopper_pearson
    assert interval_text(none.clopper_pearson, ENGLISH) == "0.0 to 0.1 %"
    assert (percent(one.value or 0.0), percent(1.0 - (one.value or 0.0))) == ("0.1 %", "99.9 %")


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_exact_interval_holds_the_rate_and_no_wilson_interval_reaches_further_than_one(
    count: int, more: int
) -> None:
    total = count + more
    low, high = Rate(count, total).clopper_pearson()
    assert low <= count / total <= high
    assert 0.0 <= wilson(count, total)[0] <= wilson(count, total)[1] <= 1.0


def test_escapes_and_overkill_are_what_passed_wrongly_and_what_did_not() -> None:
    passed, defective = flags(YES, NO, YES, NO, YES, YES), flags(YES, YES, YES, NO, NO, NO)
    found = metrics.at_limits(passed, defective)
    assert (found.escapes, found.overkill) == (Rate(2, 3), Rate(1, 3))
    assert (found.accuracy, found.precision, found.recall) == (Rate(3, 6), Rate(1, 2), Rate(1, 3))
    assert value(found.f1) == pytest.approx(2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3))


@pytest.mark.parametrize("measure", [metrics.auroc, metrics.average_precision])
def test_one_kind_of_part_alone_has_no_rank(measure: Measure) -> None:
    assert measure(np.array([1.0, 2.0]), flags(NO, NO)) == Undefined(Missing.DEFECTIVE)
    assert measure(np.array([1.0, 2.0]), flags(YES, YES)) == Undefined(Missing.GOOD)


def test_f1_of_good_parts_alone_is_undefined_and_of_none_found_is_zero() -> None:
    assert metrics.at_limits(flags(YES, YES), flags(NO, NO)).f1 == Undefined(Missing.DEFECTIVE)
    assert value(metrics.at_limits(flags(YES, YES), flags(YES, NO)).f1) == 0.0


def test_parts_that_were_not_compared_rank_above_all_others_and_tie() -> None:
    scores, defective = np.array([np.inf, 1.0, np.inf, 2.0]), flags(YES, YES, NO, NO)
    assert value(metrics.auroc(scores, defective)) == pytest.approx((0.5 + 1 + 0 + 0) / 4)
    # Half of the two at the top is true, and so is half of all four.
    assert value(metrics.average_precision(scores, defective)) == pytest.approx(0.5 * 0.5 + 0.5 * 0.5)


def test_an_interval_widens_where_parts_differ_and_has_no_width_where_all_are_told() -> None:
    told = metrics.auroc(np.array([4.0, 3.0, 2.0, 1.0]), flags(YES, YES, NO, NO))
    assert told == Figure(1.0, 1.0, 1.0)
    mixed = metrics.auroc(np.array([4.0, 1.5, 2.0, 1.0]), flags(YES, YES, NO, NO))
    assert isinstance(mixed, Figure)
    assert mixed.low < mixed.value == 0.75 < mixed.high


def share_of(kinds: NDArray[np.bool_]) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda weights: np.asarray(weights @ kinds / weights.sum(axis=1), np.float64)


def test_a_bootstrap_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    found = [drawn(share_of(rng.random(40) < 0.3), np.zeros(40, np.bool_)) for _ in range(30)]
    # 95 % of 30 is 28; fewer than 24 would come once in some thousand runs.
    assert sum(each.low <= 0.3 <= each.high for each in found) >= 24


def test_draws_are_the_same_each_time() -> None:
    scores, defective = np.array([4.0, 1.5, 2.0, 1.0]), flags(YES, YES, NO, NO)
    assert metrics.auroc(scores, defective) == metrics.auroc(scores, defective)
    assert DRAWS >= 1000


@settings(max_examples=40)
@given(CASES)
def test_areas_of_counts_are_those_of_scikit_learn(cases: list[tuple[int, bool, int]]) -> None:
    scores, kinds, weights = (np.array(each, np.float64) for each in zip(*cases, strict=True))
    assume(0 < kinds.sum() < kinds.size)
    level = levels.levels_of(scores)
    positive = np.bincount(level, weights * kinds).astype(np.float64)
    negative = np.bincount(level, weights * (1 - kinds)).astype(np.float64)
    auroc = roc_auc_score(kinds, scores, sample_weight=weights)
    precision = average_precision_score(kinds, scores, sample_weight=weights)
    assert levels.auroc(positive, negative) == pytest.approx(auroc, abs=1e-9)
    assert levels.exact_auroc(positive, negative) == pytest.approx(auroc, abs=1e-9)
    assert levels.average_precision(positive, negative) == pytest.approx(precision, abs=1e-9)
    assert levels.exact_average_precision(positive, negative) == pytest.approx(precision, abs=1e-9)


def test_draws_at_once_are_each_by_itself_and_one_without_a_positive_has_none() -> None:
    positive, negative = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]), np.array([[1.0, 0.0]] * 3)
    assert levels.auroc(positive, negative).tolist() == pytest.approx([1.0, 0.5, np.nan], nan_ok=True)
    assert levels.average_precision(positive, negative).tolist() == pytest.approx([1.0, 0.5, np.nan], nan_ok=True)


def test_region_overlap_up_to_a_rate_is_the_area_under_its_corners() -> None:
    # Levels from below: all good px and half a region; a tenth of the good px and the other half.
    regions, good = np.array([0.5, 0.5]), np.array([9.0, 1.0])
    # (0, 0) to (0.1, 0.5), then towards (1, 1): at 0.3 it is 0.5 + 0.5 * 0.2 / 0.9.
    at_end = 0.5 + 0.5 * 0.2 / 0.9
    expected = (0.1 * 0.25 + 0.2 * (0.5 + at_end) / 2) / 0.3
    assert float(levels.region_overlap(regions, good, 0.3)) == pytest.approx(expected)


def test_regions_found_before_any_good_pixel_overlap_wholly() -> None:
    assert float(levels.region_overlap(np.array([0.0, 2.0]), np.array([5.0, 0.0]), 0.3)) == pytest.approx(1.0)


def test_regions_that_score_nothing_follow_the_diagonal() -> None:
    assert float(levels.region_overlap(np.array([2.0, 0.0]), np.array([5.0, 0.0]), 0.3)) == pytest.approx(0.15)
