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
from inspector.compare.comparator import SecondLook
from inspector.decide.decide import decide, is_near
from inspector.decide.rules import Rules
from inspector.golden.recipe import Limits
from inspector.part import Deviation, Outcome, Verdict

LIMIT_MIN: Final = 0.02
"""No limit is set below it: runtimes and devices may differ by 0.005 (parity), and that must not judge parts."""
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

    `window` is the score of its verdict at the limits as they are, the measure that the record and the pages show, and
    `windows` the same of each zone, were it alone; `why` says what refused the part, empty for one that passes some
    limits.
    """

    name: str
    factor: float
    window: float = 0.0
    why: str = ""
    windows: tuple[float, ...] = ()

    def shown(self, proportions: NDArray[np.float64], factor: float) -> float:
        """Return the score that the part shows at the limits of `limits_at`."""
        in_proportion = proportions * factor
        if self.windows and bool((in_proportion < LIMIT_MIN).any()):
            return float((self.windows * proportions / np.maximum(in_proportion, LIMIT_MIN)).max())
        return self.window / factor


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A good part as it was compared with one look of its product: enough to decide on it at any limits, as the line.

    Parameters
    ----------
    good
        As the form found it that compares every part.
    rules
        Of the look.
    second, exact
        Who decides near the limit in place of it, and what that found; None where nobody does.
    """

    good: Good
    rules: Rules
    second: SecondLook | None = None
    exact: Deviation | None = None

    def verdict(self, deviations: NDArray[np.float64]) -> Verdict:
        """Return what the line says at the limits `deviations`, float64 (Z,)."""
        rules = with_limits(self.rules, deviations)
        alignment, deviation = self.good.alignment, self.good.deviation
        first = decide(alignment, deviation, rules)
        if self.second is None or self.exact is None:
            return first
        if not is_near(first, alignment, deviation, rules, (self.second.low, self.second.high)):
            return first
        return decide(alignment, self.exact, rules)

    def passes(self, factor: float) -> bool:
        """Return whether the line passes the part with this factor on all limits; none of them below `LIMIT_MIN`."""
        deviations = np.maximum(deviations_of(self.rules) * factor, LIMIT_MIN)
        return self.verdict(deviations).outcome is Outcome.PASS

    def far(self) -> Verdict:
        """Return what is said at limits so far above every score that nothing is cut off."""
        return decide(
            self.good.alignment, self.good.deviation, with_limits(self.rules, deviations_of(self.rules) * _FAR)
        )


def passing_factor(good: Good | Sight, rules: Rules) -> float:
    """Return the smallest factor on all limits from which on `good` is passed, `FACTOR_MIN` or more.

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
    return _crossing(Sight(good, rules) if isinstance(good, Good) else replace(good, rules=rules))


def score(good: Good | Sight, rules: Rules) -> PartScore:
    """Return the score of a good part that was aligned and compared."""
    sight = Sight(good, rules) if isinstance(good, Good) else replace(good, rules=rules)
    far, factor = sight.far(), passing_factor(sight, rules)
    windows = tuple(
        (replace(sight, rules=_alone(rules, zone)).far().score or 0.0) * _FAR for zone in range(len(rules.limits))
    )
    why = far.message if math.isinf(factor) else ""
    return PartScore(sight.good.name, factor, (far.score or 0.0) * _FAR, why, windows)


def zone_factors(good: Good | Sight, rules: Rules) -> NDArray[np.float64]:
    """Return the smallest factor on each zone's limit with which `good` is passed, were it alone; float64 (Z,)."""
    zones = range(len(rules.limits))
    return np.array([passing_factor(good, _alone(rules, zone)) for zone in zones], np.float64)


def limits_at(proportions: NDArray[np.float64], factor: float) -> tuple[float, ...]:
    """Return the limit of each zone that passes a part scoring `factor`: the next float32 above `factor` of it.

    None lies below `LIMIT_MIN`: a zone that is quieter than that on good parts widens no other for it.

    A place deviates from its limit on, limit included: so the limit lies above what may still pass. The station holds
    limits in float32, and so are these.

    Examples
    --------
    >>> limits_at(np.array([1.0, 0.5]), 0.25)
    (0.25000003, 0.12500001)
    """
    floored = np.maximum(proportions * factor, LIMIT_MIN)
    above = np.nextafter(floored.astype(np.float32), np.float32(np.inf))
    return tuple(float(str(limit)) for limit in above)


def with_limits(rules: Rules, deviations: tuple[float, ...] | NDArray[np.float64]) -> Rules:
    """Return `rules` with other limits, one for each zone; areas and bands stay."""
    pairs = zip(rules.limits, deviations, strict=True)
    return replace(rules, limits=tuple(_with(limits, float(deviation)) for limits, deviation in pairs))


def deviations_of(rules: Rules) -> NDArray[np.float64]:
    """Return the limit of each zone, float64 (Z,)."""
    return np.array([limits.deviation for limits in rules.limits], np.float64)


def _crossing(sight: Sight) -> float:
    """Return a factor with which the part is passed, and is not with one smaller by `PRECISION`."""
    if not sight.passes(_FAR):
        return math.inf
    low, high = _bracket(sight)
    while high > low * (1.0 + PRECISION):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if sight.passes(middle) else (middle, high)
    return high


def _bracket(sight: Sight) -> tuple[float, float]:
    """Return a factor with which the part is not passed and a larger one with which it is; `FACTOR_MIN` for any."""
    step = 1.01
    band = sight.rules.limits[0].recheck_band
    low = high = max((sight.far().score or 0.0) * _FAR / (1.0 - band), FACTOR_MIN)
    while not sight.passes(high):
        low, high, step = high, high * step, step * step
    while low == high or sight.passes(low):
        if low < FACTOR_MIN:
            return FACTOR_MIN, FACTOR_MIN
        high, low, step = low, low / step, step * step
    return low, high


def _alone(rules: Rules, zone: int) -> Rules:
    others = [limits.deviation if number == zone else _NO_LIMIT for number, limits in enumerate(rules.limits)]
    return with_limits(rules, tuple(others))


def _with(limits: Limits, deviation: float) -> Limits:
    # Trial limits lie outside what a recipe may hold.
    return limits.model_copy(update={"deviation": deviation})
