"""A good part's deviations and the recipe's rules in, the limits at which it would pass out. Pure.

The verdict itself is asked, so that a part's score means what the line will do with it: area, zones, ignored places and
the band of rechecks are all in it.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.tolerance import Good
from inspector.decide.decide import decide
from inspector.decide.rules import Rules
from inspector.golden.recipe import Limits
from inspector.part import Outcome

PRECISION: Final = 1e-5
"""A score is at most so much too high, as a share of itself."""
FACTOR_MIN: Final = 1e-6
"""What a part scores that passes at any limit."""
# So far above every score that nothing is cut off there.
_FAR = 1e4
_NO_LIMIT = 1e9


@dataclass(frozen=True, slots=True)
class PartScore:
    """The factor on all limits from which on a good part passes; infinite where it is refused at any.

    `window` is the score of its verdict at the limits as they are, the measure that the record and the pages show;
    `why` says what refused the part, empty for one that passes some limits.
    """

    name: str
    factor: float
    window: float = 0.0
    why: str = ""


def passing_factor(good: Good, rules: Rules) -> float:
    """Return the smallest factor on all limits with which `good` is passed, `FACTOR_MIN` or more.

    Passed means PASS: a recheck counts as overkill. Larger limits never reject what smaller ones passed, so there is
    one such factor; it is infinite where no limits would do, as for a part that is hidden in places.

    Examples
    --------
    >>> from inspector.golden.golden import Golden
    >>> from inspector.golden.recipe import Recipe
    >>> from inspector.decide.rules import learn
    >>> from inspector.part import Alignment, AlignmentFigures, AlignmentMethod, Deviation
    >>> grey, seen = np.zeros((20, 20), np.uint8), np.ones((20, 20), np.bool_)
    >>> figures = AlignmentFigures(1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)
    >>> still = Alignment(np.eye(3), grey, seen, figures, AlignmentMethod.SPARSE_ECC)
    >>> scores = np.zeros((20, 20), np.float32)
    >>> scores[5:9, 5:9] = 0.4
    >>> good = Good("P1", still, Deviation(scores, seen, 1.0, "test", ""))
    >>> round(passing_factor(good, learn(Golden("-", "-", grey, Recipe(), "", ""))), 5)
    0.4
    """
    if not _passes(good, rules, _FAR):
        return math.inf
    low, high = _bracket(good, rules)
    while high > low * (1.0 + PRECISION):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if _passes(good, rules, middle) else (middle, high)
    return high


def score(good: Good, rules: Rules) -> PartScore:
    """Return the score of a good part that was aligned and compared."""
    far = decide(good.alignment, good.deviation, with_limits(rules, deviations_of(rules) * _FAR))
    factor = passing_factor(good, rules)
    return PartScore(good.name, factor, (far.score or 0.0) * _FAR, far.message if math.isinf(factor) else "")


def zone_factors(good: Good, rules: Rules) -> NDArray[np.float64]:
    """Return the smallest factor on each zone's limit with which `good` is passed, were it alone; float64 (Z,)."""
    zones = range(len(rules.limits))
    return np.array([passing_factor(good, _alone(rules, zone)) for zone in zones], np.float64)


def limits_at(proportions: NDArray[np.float64], factor: float) -> tuple[float, ...]:
    """Return the limit of each zone that passes a part scoring `factor`: the next float32 above `factor` of it.

    A place deviates from its limit on, limit included: so the limit lies above what may still pass. The station holds
    limits in float32, and so are these.

    Examples
    --------
    >>> limits_at(np.array([1.0, 0.5]), 0.25)
    (0.25000003, 0.12500001)
    """
    above = np.nextafter((proportions * factor).astype(np.float32), np.float32(np.inf))
    return tuple(float(str(limit)) for limit in above)


def with_limits(rules: Rules, deviations: tuple[float, ...] | NDArray[np.float64]) -> Rules:
    """Return `rules` with other limits, one for each zone; areas and bands stay."""
    pairs = zip(rules.limits, deviations, strict=True)
    return replace(rules, limits=tuple(_with(limits, float(deviation)) for limits, deviation in pairs))


def deviations_of(rules: Rules) -> NDArray[np.float64]:
    """Return the limit of each zone, float64 (Z,)."""
    return np.array([limits.deviation for limits in rules.limits], np.float64)


def _bracket(good: Good, rules: Rules) -> tuple[float, float]:
    """Return a factor with which `good` is not passed and a larger one with which it is; both `FACTOR_MIN` for any."""
    step = 1.01
    far = decide(good.alignment, good.deviation, with_limits(rules, deviations_of(rules) * _FAR))
    low = high = max((far.score or 0.0) * _FAR / (1.0 - rules.limits[0].recheck_band), FACTOR_MIN)
    while not _passes(good, rules, high):
        low, high, step = high, high * step, step * step
    while low == high or _passes(good, rules, low):
        if low < FACTOR_MIN:
            return FACTOR_MIN, FACTOR_MIN
        high, low, step = low, low / step, step * step
    return low, high


def _passes(good: Good, rules: Rules, factor: float) -> bool:
    scaled = with_limits(rules, deviations_of(rules) * factor)
    return decide(good.alignment, good.deviation, scaled).outcome is Outcome.PASS


def _alone(rules: Rules, zone: int) -> Rules:
    others = [limits.deviation if number == zone else _NO_LIMIT for number, limits in enumerate(rules.limits)]
    return with_limits(rules, tuple(others))


def _with(limits: Limits, deviation: float) -> Limits:
    # Trial limits lie outside what a recipe may hold.
    return limits.model_copy(update={"deviation": deviation})
