"""What tells how good a network is counts what lies level as one, whatever comes first."""

from extras import require_extra

require_extra("torch")

import numpy as np  # noqa: E402
import pytest  # noqa: E402

from inspector.train.validate import auroc, average_precision  # noqa: E402

RNG = np.random.default_rng(4)


def test_the_order_of_equal_scores_changes_nothing() -> None:
    scores = RNG.integers(0, 5, 400).astype(np.float32)
    positive = RNG.random(400) < 0.1 + 0.15 * scores
    figures = set()
    for _ in range(5):
        order = RNG.permutation(400)
        figures.add(round(average_precision(scores[order], positive[order]), 12))
    assert len(figures) == 1


def test_average_precision_is_the_mean_precision_at_what_is_found() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6], np.float32)
    assert average_precision(scores, np.array([True, False, True, False])) == pytest.approx((1 + 2 / 3) / 2)
    # Two that lie level, one of them right: both are found at a precision of 2 of 3.
    assert average_precision(np.array([0.9, 0.5, 0.5], np.float32), np.array([True, True, False])) == pytest.approx(
        (1 + 2 / 3) / 2
    )
    assert average_precision(scores, np.zeros(4, np.bool_)) == 0.0


def test_a_tie_counts_half_and_nothing_is_said_of_one_kind_alone() -> None:
    one = np.array([1.0, 2.0], np.float32)
    assert auroc(one, np.array([2.0], np.float32)) == pytest.approx(0.25)
    assert np.isnan(auroc(one, np.array([], np.float32)))
