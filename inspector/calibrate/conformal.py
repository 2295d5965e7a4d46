"""Scores of good parts and a promise in, the limit that keeps it out. Pure.

Two promises are known, both without any assumption on how scores are distributed. The marginal one bounds overkill on
average over all calibrations that might have been made; a tolerance limit bounds it for this very calibration, at a
confidence. Both rest on exchangeability: the good parts to come, and their pictures, must come about as those did that
the limit was set from.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from inspector.errors import InputError

EXCHANGEABLE: Final = (
    "This holds only as long as further good parts, and their pictures, come about as these did: same product, line, "
    "light, lens and nest, each part taken once, none chosen for its looks."
)
STRICTER: Final = Fraction(1, 10)
"""The promise that is held out as the next one: a tenth of the overkill."""
LEAST_OVERKILL: Final = 1e-10
"""The smallest share that can be promised; of smaller ones a float no longer tells how many parts they take."""


class Bound(StrEnum):
    """Which kind of promise it is, by its method's name."""

    MARGINAL = "split conformal"
    TOLERANCE = "one-sided tolerance limit of Wilks"


@dataclass(frozen=True, slots=True)
class Promise:
    """At most `max_overkill` of good parts will be rejected.

    Parameters
    ----------
    max_overkill
        Share of good parts, from `LEAST_OVERKILL` to below 1; what it is in decimals is meant exactly.
    confidence
        Above 0 and below 1: the share of calibrations that keep the promise; the others may not. None promises it on
        average over calibrations instead, which takes fewer parts and says less.

    Raises
    ------
    InputError
        A number is outside its range.

    References
    ----------
    S. S. Wilks, "Determination of sample sizes for setting tolerance limits", Annals of Mathematical Statistics 12,
    1941. V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a Random World", 2005; J. Lei et al.,
    "Distribution-free predictive inference for regression", JASA 113, 2018 (split conformal).
    """

    max_overkill: float
    confidence: float | None = 0.95

    def __post_init__(self) -> None:
        _check_share(self.max_overkill, "overkill")
        if self.max_overkill < LEAST_OVERKILL:
            found = f"overkill {self.max_overkill:g} is smaller than {LEAST_OVERKILL:g}, the least that can be promised"
            raise InputError("promise limits", found, "give a share: 0.01 for 1 per cent")
        if self.confidence is not None:
            _check_share(self.confidence, "confidence")

    @property
    def bound(self) -> Bound:
        """Which kind of promise it is."""
        return Bound.MARGINAL if self.confidence is None else Bound.TOLERANCE


def needed(promise: Promise) -> int:
    """Return how many good parts the promise takes at least: with so many, none of them may lie above the limit.

    Examples
    --------
    >>> [needed(Promise(share)) for share in (0.05, 0.01, 0.001)]
    [59, 299, 2995]
    >>> [needed(Promise(share, None)) for share in (0.05, 0.01, 0.001)]
    [19, 99, 999]
    """
    if promise.confidence is None:
        return math.ceil(1 / _exact(promise.max_overkill)) - 1
    guess = math.ceil(math.log1p(-promise.confidence) / math.log1p(-promise.max_overkill))
    # The quotient may miss a whole number by rounding, to either side.
    return next(n for n in range(max(guess - 1, 1), guess + 2) if _above(n, promise) >= 0)


def allowed_above(n: int, promise: Promise) -> int:
    """Return how many of `n` good parts may lie above the limit: the most with which the promise still holds.

    On average: all but the ceil((n + 1)(1 - overkill))-th smallest and those below it. At a confidence: a good part is
    above the (n - j)-th smallest of n with a probability that is Beta(j + 1, n - j) or less, which exceeds `overkill`
    no more often than Binomial(n, overkill) is `j` or less.

    Raises
    ------
    InputError
        `n` are too few for any; the message says how many it takes. No limit is set.

    Examples
    --------
    >>> allowed_above(299, Promise(0.01)), allowed_above(1000, Promise(0.01)), allowed_above(1000, Promise(0.01, None))
    (0, 4, 9)
    """
    above = _above(n, promise)
    if above >= 0:
        return above
    raise InputError(
        f"promise at most {as_percent(promise.max_overkill)} overkill{_at(promise)}",
        f"{n:,} good parts, it takes {needed(promise):,}",
        _instead(n, promise),
    )


def limit_score(scores: NDArray[np.float64], promise: Promise) -> float:
    """Return the score that parts may show and still pass: parts above it are rejected, parts at it are not.

    Parameters
    ----------
    scores
        float64 (n,), not NaN: the score of every good part; infinite for one that is rejected whatever the limit.
        Of equal scores all pass, so that ties only make the promise safer.

    Raises
    ------
    InputError
        Too few scores, or more infinite ones than may be rejected. No limit is set.

    Examples
    --------
    >>> limit_score(np.array([0.1, 0.2, 0.3] * 33), Promise(0.05))
    0.3
    """
    if np.isnan(scores).any():
        raise ValueError("a good part's score is not a number")
    above = allowed_above(scores.size, promise)
    limit = float(np.sort(scores)[scores.size - above - 1])
    if math.isinf(limit):
        raise InputError(
            f"promise at most {as_percent(promise.max_overkill)} overkill{_at(promise)}",
            f"{int(np.isinf(scores).sum())} of {scores.size:,} good parts pass no limit, at most {above} may do so",
            "mend what refuses them: nest, light, alignment",
        )
    return limit


def sentence(promise: Promise, n: int, above: int) -> str:
    """Return the promise in words that can be repeated, without what it rests on: that is `EXCHANGEABLE`.

    Parameters
    ----------
    n, above
        How many good parts the limit was set from, and how many of them lie above it.

    Examples
    --------
    >>> said = sentence(Promise(0.01), 299, 0)
    >>> print(said[:86])
    299 good parts, none above the limit: at most 1.0 % of good parts will be rejected, at
    >>> print(said[87:])
    95 % confidence; for 0.1 % collect 2,995.
    """
    tenth = float(_exact(promise.max_overkill) * STRICTER)
    stricter = Promise(max(tenth, LEAST_OVERKILL), promise.confidence)
    how = "on average over calibrations such as this" if promise.confidence is None else _at(promise)[2:]
    share = as_percent(promise.max_overkill)
    return (
        f"{n:,} good parts, {above or 'none'} above the limit: at most {share} of good parts will be rejected, {how}; "
        f"for {as_percent(stricter.max_overkill)} collect {needed(stricter):,}."
    )


def as_percent(share: float) -> str:
    """Return a share in per cent, with one decimal or as many as it has.

    Examples
    --------
    >>> as_percent(0.01), as_percent(0.05), as_percent(0.0001), as_percent(0.123456)
    ('1.0 %', '5.0 %', '0.01 %', '12.3456 %')
    """
    percent = float(_exact(share) * 100)
    return f"{percent:.1f} %" if percent == round(percent, 1) else f"{percent:.10g} %"


def _above(n: int, promise: Promise) -> int:
    """Return how many may lie above the limit, -1 where not even none."""
    if n < 1:
        return -1
    if promise.confidence is None:
        return math.floor((n + 1) * _exact(promise.max_overkill)) - 1
    left = 1.0 - promise.confidence
    above = int(binom.ppf(left, n, promise.max_overkill))
    # ppf gives the first number that reaches `left`; it may stay below it by rounding.
    return above if binom.cdf(above, n, promise.max_overkill) <= left else above - 1


def _exact(share: float) -> Fraction:
    return Fraction(repr(share))


def _at(promise: Promise) -> str:
    return "" if promise.confidence is None else f", at {promise.confidence * 100:.10g} % confidence"


def _instead(n: int, promise: Promise) -> str:
    on_average = needed(Promise(promise.max_overkill, None))
    if promise.confidence is not None and n >= on_average:
        return f"collect more, or promise it on average (--on-average), which takes {on_average:,}"
    return "collect more, or promise more overkill"


def _check_share(share: float, name: str) -> None:
    if not 0.0 < share < 1.0:
        raise InputError(
            "promise limits", f"{name} {share:g} must be above 0 and below 1", "give a share: 0.01 for 1 per cent"
        )
