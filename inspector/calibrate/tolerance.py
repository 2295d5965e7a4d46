"""Score maps of good parts in, by how much wider the limit is to be at each place out; and what that would change.

The limit widens where good parts come near it or beyond, and nowhere else: a recipe need not be loosened over a whole
zone for the one corner that is restless on good parts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.variation import middle_for
from inspector.decide.decide import decide
from inspector.decide.field import values_at
from inspector.decide.rules import STEPS, Rules, learn
from inspector.golden.golden import Golden
from inspector.golden.variation import TOLERANCE_CAP, in_half_precision
from inspector.part import Alignment, Deviation, Verdict

SECOND_FROM: Final = 20
"""From so many goods on a place is restless only where two of them say so."""
MARGIN: Final = 1.25
"""The next good part may score so much higher than the most restless of the goods did."""
REACH_PX: Final = 9
"""What one good part shows at a place, the next shows up to so many golden px beside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Good:
    """One good part, aligned and compared; `name` is for messages."""

    name: str
    alignment: Alignment
    deviation: Deviation


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What is said of one good part without a tolerance, and under that of all the other goods."""

    name: str
    before: Verdict
    after: Verdict


def tolerance(goods: Sequence[Deviation], rules: Rules, cap: float = TOLERANCE_CAP) -> NDArray[np.float32]:
    """Return by how much wider the limit is to be at each place, float32 (H, W), 1.0..`cap`.

    The most that a good scored within `REACH_PX` of the place, in units of its zone's `deviation`, brighter and darker
    alike, times `MARGIN`; from 20 goods on the second most, so that one bad part among the good ones opens no hole.

    Parameters
    ----------
    goods
        Score maps of good parts that the golden was not taught with, 3 or more, of one size.
    rules
        Of the recipe whose limits are widened, learnt without a tolerance.
    cap
        At most `TOLERANCE_CAP`.

    Raises
    ------
    InputError
        Fewer than 3 goods.
    """
    middle_for(len(goods))
    ratios = _highest(goods, rules, 2 if len(goods) >= SECOND_FROM else 1)
    step = round(1.0 / goods[0].scale)
    side = 2 * math.ceil(REACH_PX / step) + 1
    near = cv2.dilate(ratios, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    wide = np.clip(MARGIN * near, 1.0, min(cap, TOLERANCE_CAP))
    return in_half_precision(_over_golden(wide, step, rules.zone_of.shape))


def leave_out(goods: Sequence[Good], golden: Golden, cap: float = TOLERANCE_CAP) -> tuple[Rejudged, ...]:
    """Return the verdicts on each good, before and under the tolerance that the others give: none is judged by itself.

    Raises
    ------
    InputError
        Fewer than 4 goods: without one there are not 3.
    """
    plain = learn(replace(golden, tolerance=None))
    verdicts = []
    for number, good in enumerate(goods):
        others = [other.deviation for other in (*goods[:number], *goods[number + 1 :])]
        wider = learn(replace(golden, tolerance=tolerance(others, plain, cap)))
        before, after = (decide(good.alignment, good.deviation, rules) for rules in (plain, wider))
        verdicts.append(Rejudged(good.name, before, after))
    return tuple(verdicts)


def _highest(goods: Sequence[Deviation], rules: Rules, rank: int) -> NDArray[np.float32]:
    """Return, at each map pixel, the `rank`-highest ratio to the limit that any good shows; rank is 1 or 2."""
    shape = goods[0].scores.shape
    most, second = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for good in goods:
        ratio = _against_limits(good, rules)
        second = np.maximum(second, np.minimum(most, ratio))
        most = np.maximum(most, ratio)
    return most if rank == 1 else second


def _against_limits(good: Deviation, rules: Rules) -> NDArray[np.float32]:
    step = round(1.0 / good.scale)
    height, width = good.scores.shape
    zone_of = np.ascontiguousarray(rules.zones_at[STEPS.index(step)][:height, :width])
    ratio = good.scores / values_at(zone_of, [limits.deviation for limits in rules.limits], np.inf)
    return np.where(good.valid, ratio, np.float32(0.0))


def _over_golden(field: NDArray[np.floating], step: int, shape: tuple[int, ...]) -> NDArray[np.floating]:
    """Return a map's pixels as blocks of golden pixels, the last of them cut off or held."""
    wide = field.repeat(step, axis=0).repeat(step, axis=1)[: shape[0], : shape[1]]
    return np.pad(wide, ((0, shape[0] - len(wide)), (0, shape[1] - wide.shape[1])), mode="edge")
