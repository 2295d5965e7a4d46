"""Figures of merit and how sure they are: intervals of rates, and of other figures by drawing pictures. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

DRAWS = 1000
# Weights of all draws of many pictures would take gigabytes.
_WEIGHTS_AT_ONCE = 1_000_000
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and its 95 % interval.

    An interval of no width says that no draw differed from the value, as where every part is told right: it says
    nothing of parts that were not seen.
    """

    value: float
    low: float
    high: float


class Missing(StrEnum):
    """Why a figure cannot be had."""

    DEFECTIVE = "no defective part among them"
    GOOD = "no good part among them"
    PART = "no part was counted"
    REJECTED = "no part was rejected"
    BOX = "no box of a defect is known of them"
    FOUND_BOX = "no box was found"
    MASK = "no aligned defective part with a mask among them"
    GOOD_PIXEL = "no good pixel among them"


@dataclass(frozen=True, slots=True)
class Undefined:
    """A figure that cannot be had of these parts, and why; it is never written as 0."""

    why: Missing


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many.

    Examples
    --------
    >>> escapes = Rate(0, 20)
    >>> [round(limit, 3) for limit in escapes.clopper_pearson()]
    [0.0, 0.168]
    """

    count: int
    total: int

    def wilson(self) -> tuple[float, float]:
        """Return Wilson's 95 % interval, see `wilson`."""
        return wilson(self.count, self.total)

    def clopper_pearson(self) -> tuple[float, float]:
        """Return Clopper and Pearson's 95 % interval: never too narrow, so the one to promise anything by.

        References
        ----------
        Clopper, Pearson: The use of confidence or fiducial limits. Biometrika 26 (1934).
        """
        return _interval(self.count, self.total, "exact")


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a rate; 0 to 1 of none.

    References
    ----------
    Wilson: Probable inference, the law of succession, and statistical inference. JASA 22 (1927).
    """
    return _interval(count, total, "wilson")


def outward(interval: tuple[float, float], decimals: int) -> tuple[Decimal, Decimal]:
    """Return an interval with so many decimals, never narrower than it is: no bound is told as 0 that is above it.

    Examples
    --------
    >>> [str(limit) for limit in outward((0.0, 0.00036882), 3)]
    ['0.000', '0.001']
    """
    step, (low, high) = Decimal(1).scaleb(-decimals), (Decimal(str(limit)) for limit in interval)
    return low.quantize(step, ROUND_FLOOR), high.quantize(step, ROUND_CEILING)


def drawn(weighed: Callable[[Numbers], Numbers], strata: NDArray[np.bool_], seed: int = 1) -> Figure:
    """Return a figure of all pictures and its percentile interval: `DRAWS` times, pictures are drawn with replacement.

    Parameters
    ----------
    weighed
        Gives the figure of each draw, (draws,), when each picture counts as often as its weight says, float64
        (draws, n); nan for a draw that has none.
    strata
        bool (n,): pictures are drawn among those of the same kind, so that no draw lacks a kind.

    References
    ----------
    Efron, Tibshirani: An Introduction to the Bootstrap (1993), chapter 13.
    """
    rng = np.random.default_rng(seed)
    at_once = max(1, _WEIGHTS_AT_ONCE // max(1, strata.size))
    batches = [min(at_once, DRAWS - start) for start in range(0, DRAWS, at_once)]
    values = [weighed(_weights(rng, strata, many)) for many in batches]
    value = weighed(np.ones((1, strata.size)))
    return around(float(value[0]), np.concatenate(values))


def around(value: float, draws: Numbers) -> Figure:
    """Return `value` with the 2.5 and 97.5 percentiles of `draws`; draws that are nan had no figure."""
    if not np.isfinite(draws).any():
        return Figure(value, value, value)
    low, high = np.nanpercentile(draws, (2.5, 97.5))
    return Figure(value, float(low), float(high))


def _interval(count: int, total: int, method: str) -> tuple[float, float]:
    if total == 0:
        return 0.0, 1.0
    found = binomtest(count, total).proportion_ci(method=method)
    return float(found.low), float(found.high)


def _weights(rng: np.random.Generator, strata: NDArray[np.bool_], draws: int) -> Numbers:
    weights = np.zeros((draws, strata.size))
    for kind in (False, True):
        members = np.flatnonzero(strata == kind)
        if members.size:
            weights[:, members] = rng.multinomial(members.size, np.full(members.size, 1.0 / members.size), draws)
    return weights
