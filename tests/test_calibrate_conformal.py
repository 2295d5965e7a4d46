"""Promises: their numbers against published ones, against exhaustive counts, and against parts drawn afresh."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from inspector.calibrate.conformal import (
    LEAST_OVERKILL,
    Bound,
    Promise,
    allowed_above,
    as_percent,
    limit_score,
    needed,
    sentence,
)
from inspector.calibrate.intervals import at_most, wilson
from inspector.errors import InputError

SHARES = st.integers(1, 500).map(lambda thousandth: thousandth / 1000)
CONFIDENCES = st.none() | st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])


@pytest.mark.parametrize(
    ("overkill", "confidence", "parts"),
    [
        (0.05, 0.95, 59),
        (0.01, 0.95, 299),
        (0.001, 0.95, 2995),
        (0.1, 0.9, 22),
        (0.01, 0.99, 459),
        (0.05, None, 19),
        (0.01, None, 99),
        (0.001, None, 999),
        (0.3, None, 3),
    ],
)
def test_so_many_good_parts_are_needed_as_the_tables_say(overkill: float, confidence: float | None, parts: int) -> None:
    promise = Promise(overkill, confidence)
    assert needed(promise) == parts
    assert allowed_above(parts, promise) == 0
    with pytest.raises(InputError, match=f"it takes {parts:,}"):
        allowed_above(parts - 1, promise)


@pytest.mark.parametrize("overkill", [LEAST_OVERKILL, 3e-10, 1e-7])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 1 - 2**-53, None])
def test_the_smallest_promises_have_their_number_of_parts_too(overkill: float, confidence: float | None) -> None:
    promise = Promise(overkill, confidence)
    assert allowed_above(needed(promise), promise) == 0
    assert f"collect {needed(Promise(max(overkill / 10, LEAST_OVERKILL), confidence)):,}." in sentence(promise, 1, 0)


def test_what_is_smaller_than_can_be_promised_is_refused() -> None:
    with pytest.raises(InputError, match="overkill 1e-15 is smaller than 1e-10, the least that can be promised"):
        Promise(1e-15)


@pytest.mark.parametrize(("above", "parts"), [(1, 93), (2, 124), (3, 153), (4, 181)])
def test_wilks_numbers_of_higher_order_are_those_published(above: int, parts: int) -> None:
    """95 % of parts at 95 % confidence: 59, 93, 124, 153, 181 by the order of the statistic."""
    assert allowed_above(parts, Promise(0.05)) == above
    assert allowed_above(parts - 1, Promise(0.05)) == above - 1


@given(n=st.integers(1, 400), overkill=SHARES)
def test_the_marginal_rank_is_that_of_the_definition(n: int, overkill: float) -> None:
    rank = math.ceil((n + 1) * (1 - Fraction(repr(overkill))))
    promise = Promise(overkill, None)
    if rank > n:
        assert needed(promise) > n
        return
    assert n - allowed_above(n, promise) == rank


@given(n=st.integers(1, 3000), overkill=SHARES, confidence=st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_a_tolerance_limit_is_the_tightest_that_keeps_its_promise(n: int, overkill: float, confidence: float) -> None:
    promise = Promise(overkill, confidence)
    above = allowed_above(n, promise) if n >= needed(promise) else -1
    assert above < 0 or binom.cdf(above, n, overkill) <= 1 - confidence
    assert binom.cdf(above + 1, n, overkill) > 1 - confidence


@given(n=st.integers(1, 2000), more=st.integers(1, 500), overkill=SHARES, confidence=CONFIDENCES)
def test_with_more_parts_no_fewer_may_lie_above(n: int, more: int, overkill: float, confidence: float | None) -> None:
    promise = Promise(overkill, confidence)
    n = max(n, needed(promise))
    assert allowed_above(n + more, promise) >= allowed_above(n, promise)


@given(
    scores=st.lists(st.floats(0.0, 10.0), min_size=60, max_size=300),
    shares=st.lists(SHARES, min_size=2, max_size=2).map(sorted),
    confidence=CONFIDENCES,
)
def test_a_stricter_promise_never_sets_a_lower_limit(
    scores: list[float], shares: list[float], confidence: float | None
) -> None:
    strict, loose = (Promise(share, confidence) for share in shares)
    assert needed(strict) >= needed(loose)
    if len(scores) >= needed(strict):
        values = np.array(scores)
        assert limit_score(values, strict) >= limit_score(values, loose)


@given(
    scores=st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=20, max_size=120),
    confidence=st.sampled_from([None, 0.5]),
)
def test_with_ties_no_more_parts_lie_above_than_allowed(scores: list[float], confidence: float | None) -> None:
    promise = Promise(0.1, confidence)
    values = np.array(scores)
    assert (values > limit_score(values, promise)).sum() <= allowed_above(values.size, promise)


@pytest.mark.parametrize(("n", "overkill"), [(4, 0.2), (4, 0.4), (5, 0.5), (6, 0.3)])
def test_on_average_over_all_orders_the_next_part_is_rejected_as_seldom_as_promised(n: int, overkill: float) -> None:
    """Exhaustive: of n + 1 exchangeable parts each is the next one equally often."""
    promise = Promise(overkill, None)
    parts = np.arange(n + 1, dtype=np.float64)
    rejected = [parts[last] > limit_score(np.delete(parts, last), promise) for last in range(n + 1)]
    assert Fraction(sum(rejected), n + 1) <= Fraction(repr(overkill))
    assert Fraction(sum(rejected) + 1, n + 1) > Fraction(repr(overkill))


@pytest.mark.parametrize(
    ("n", "overkill", "confidence"), [(4, 0.5, 0.9), (6, 0.34, 0.9), (7, 0.25, 0.8), (8, 0.5, 0.9)]
)
def test_over_all_draws_the_promise_is_broken_as_seldom_as_the_confidence_says(
    n: int, overkill: float, confidence: float
) -> None:
    """Exhaustive: each part of a calibration lies above the true quantile (1) or not (0), with a known chance."""
    promise = Promise(overkill, confidence)
    broken = 0.0
    for draw in itertools.product([0.0, 1.0], repeat=n):
        chance = math.prod(overkill if score else 1 - overkill for score in draw)
        # A limit at 0 rejects every part above the quantile: just as many as promised; one part fewer and it is more.
        broken += chance * (limit_score(np.array(draw), promise) == 0.0)
    assert broken <= 1 - confidence
    lower = math.fsum(
        math.comb(n, k) * overkill**k * (1 - overkill) ** (n - k) for k in range(allowed_above(n, promise) + 2)
    )
    assert lower > 1 - confidence


@pytest.mark.parametrize("promise", [Promise(0.05, None), Promise(0.05, 0.9)], ids=["on average", "at 90 %"])
def test_fresh_parts_are_rejected_as_seldom_as_promised(promise: Promise) -> None:
    """Uniform scores: the true overkill of a limit is 1 - limit. 4,000 calibrations, 4 standard errors of slack."""
    scores = np.random.default_rng(7).random((4000, 120))
    overkill = np.array([1.0 - limit_score(row, promise) for row in scores])
    if promise.confidence is None:
        slack = 4.0 * float(overkill.std()) / math.sqrt(overkill.size)
        assert overkill.mean() <= promise.max_overkill + slack
        return
    broken = float((overkill > promise.max_overkill).mean())
    assert broken <= 1 - promise.confidence + 4.0 * math.sqrt(0.1 * 0.9 / overkill.size)
    assert broken > 0.0


def test_a_part_at_the_limit_passes_and_the_limit_is_a_score_of_a_part() -> None:
    scores = np.array([0.3] * 98 + [0.9])
    assert limit_score(scores, Promise(0.02, None)) == 0.3
    assert limit_score(scores, Promise(0.01, None)) == 0.9


def test_parts_that_no_limit_passes_count_as_rejected() -> None:
    scores = np.append(np.linspace(0.1, 0.9, 198), np.inf)
    assert limit_score(scores, Promise(0.01, None)) == 0.9
    with pytest.raises(InputError, match="1 of 199 good parts pass no limit, at most 0"):
        limit_score(scores, Promise(0.05 / 10, None))


def test_too_few_parts_for_a_confidence_are_told_what_an_average_would_take() -> None:
    with pytest.raises(InputError, match=r"it takes 299; .*--on-average.*takes 99"):
        allowed_above(150, Promise(0.01))
    with pytest.raises(InputError, match="it takes 299; collect more, or promise more overkill"):
        allowed_above(98, Promise(0.01))


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_a_share_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(InputError, match="above 0 and below 1"):
        Promise(share)
    with pytest.raises(InputError, match="above 0 and below 1"):
        Promise(0.01, share)


def test_both_promises_carry_the_names_of_their_methods() -> None:
    assert Promise(0.01).bound is Bound.TOLERANCE
    assert Promise(0.01, None).bound is Bound.MARGINAL


def test_the_words_are_those_that_can_be_told_an_auditor() -> None:
    assert sentence(Promise(0.01), 299, 0) == (
        "299 good parts, none above the limit: at most 1.0 % of good parts will be rejected, at 95 % confidence; "
        "for 0.1 % collect 2,995."
    )
    assert sentence(Promise(0.001, None), 2999, 2) == (
        "2,999 good parts, 2 above the limit: at most 0.1 % of good parts will be rejected, on average over "
        "calibrations such as this; for 0.01 % collect 9,999."
    )


def test_per_cents_keep_their_decimals() -> None:
    assert [as_percent(share) for share in (0.05, 0.001, 0.00025)] == ["5.0 %", "0.1 %", "0.025 %"]


def test_with_no_escape_the_bound_is_the_rule_of_three_and_a_little_less() -> None:
    for parts in (10, 30, 100, 1000):
        exact = at_most(0, parts).high
        assert exact == pytest.approx(1 - 0.05 ** (1 / parts))
        assert 0.8 * 3 / parts < exact < 3 / parts


@given(of=st.integers(1, 200), data=st.data())
def test_intervals_hold_the_share_that_was_counted(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    for interval in (wilson(count, of), at_most(count, of)):
        assert 0.0 <= interval.low <= count / of <= interval.high <= 1.0


@given(of=st.integers(2, 60), data=st.data())
def test_the_exact_bound_is_the_one_of_a_binomial_tail(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, of - 1))
    assert binom.cdf(count, of, at_most(count, of, 0.9).high) == pytest.approx(0.1, abs=1e-6)


def test_nothing_counted_says_nothing() -> None:
    for bound in (wilson, at_most):
        with pytest.raises(InputError, match="0 of 0 parts"):
            bound(0, 0)
    with pytest.raises(InputError, match="5 of 4 parts"):
        at_most(5, 4)
