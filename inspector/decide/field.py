"""Scores in, scores in units of the limits that hold at each place out; what was not seen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.decide.rules import STEPS, Rules, in_grey
from inspector.golden.zones import IGNORED
from inspector.part import Alignment, Deviation

CLEAR_LEVELS: Final = 1.0
"""From this difference on, the mean of 3 x 3 map pixels, a place is brighter or darker than the golden."""
_SMALLEST_LIMIT: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Scores in units of their limits at the resolution of the score map; 0 where nothing is inspected.

    Parameters
    ----------
    ratio
        float32 (h, w), >= 0: 1.0 is the limit.
    zone_of
        uint8 (h, w): number of the zone, 255 where nothing is inspected.
    step
        Golden pixels to a map pixel.
    corner
        Map pixel (x, y) of the whole map where the field begins.
    """

    ratio: NDArray[np.float32]
    zone_of: NDArray[np.uint8]
    step: int
    corner: tuple[int, int] = (0, 0)

    def of_zones(self, values: Sequence[float], ignored: float) -> NDArray[np.float32]:
        """Return float32 (h, w): at each place the value of its zone."""
        return values_at(self.zone_of, values, ignored)

    def reaches(self, shares: Sequence[float]) -> NDArray[np.bool_]:
        """Return bool (h, w): where the score reaches its zone's share, > 0, of the limit."""
        if min(shares) == max(shares):
            return self.ratio >= np.float32(shares[0])
        return self.ratio >= self.of_zones(shares, np.inf)

    def around(self, places: NDArray[np.bool_]) -> "Field":
        """Return the part of the field that holds all `places`; there is at least one."""
        x, y, width, height = cv2.boundingRect(places.view(np.uint8))
        window = slice(y, y + height), slice(x, x + width)
        return Field(self.ratio[window], np.ascontiguousarray(self.zone_of[window]), self.step, (x, y))


def values_at(zone_of: NDArray[np.uint8], values: Sequence[float], ignored: float) -> NDArray[np.float32]:
    """Return float32, of the shape of `zone_of` (h, w): the value of the zone at each place, `ignored` in none."""
    table = np.full(256, ignored, np.float32)
    table[: len(values)] = values
    return cv2.LUT(zone_of, table).astype(np.float32, copy=False)


def against_limits(alignment: Alignment, deviation: Deviation, rules: Rules) -> Field:
    """Return the scores in units of the limit at each place: its zone's, wider where golden or recipe say so."""
    step = round(1.0 / deviation.scale)
    height, width = deviation.scores.shape
    zone_of = np.ascontiguousarray(rules.zones_at[STEPS.index(step)][:height, :width])
    field = Field(deviation.scores, zone_of, step)
    limit = field.of_zones([max(limits.deviation, _SMALLEST_LIMIT) for limits in rules.limits], np.inf)
    if rules.wider:
        limit *= rules.wider[STEPS.index(step)][:height, :width]
    if any(limits.brighter != 1.0 or limits.darker != 1.0 for limits in rules.limits):
        limit *= _by_polarity(field, alignment, rules)
    with np.errstate(over="ignore"):
        ratio = np.divide(deviation.scores, limit, out=limit)
    if not bool(deviation.valid.all()):
        ratio[~deviation.valid] = 0.0
    return Field(ratio, zone_of, step)


def _by_polarity(field: Field, alignment: Alignment, rules: Rules) -> NDArray[np.float32]:
    """Return float32 (h, w): by how much the limit is another where the part is brighter or darker than the golden."""
    shape = field.zone_of.shape
    difference = _at_map(in_grey(alignment.image), field.step, shape) - _at_map(rules.grey, field.step, shape)
    difference = cv2.blur(difference, (3, 3)).astype(np.float32, copy=False)
    brighter = field.of_zones([max(limits.brighter, _SMALLEST_LIMIT) for limits in rules.limits], 1.0)
    darker = field.of_zones([max(limits.darker, _SMALLEST_LIMIT) for limits in rules.limits], 1.0)
    either = np.minimum(brighter, darker)
    return np.where(difference >= CLEAR_LEVELS, brighter, np.where(difference <= -CLEAR_LEVELS, darker, either))


def _at_map(grey: NDArray[np.uint8], step: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return the mean grey level under each map pixel, float32 of the map's `shape`."""
    height, width = (side * step for side in shape)
    cut = grey[:height, :width]
    below, right = height - cut.shape[0], width - cut.shape[1]
    whole = cv2.copyMakeBorder(cut, 0, below, 0, right, cv2.BORDER_REPLICATE)
    small = cv2.resize(whole, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32)


def hidden(deviation: Deviation, field: Field, rules: Rules) -> str:
    """Return why the part cannot be judged: the first zone that too little was seen of; empty where there is none."""
    if bool(deviation.valid.all()) and bool((field.zone_of != IGNORED).any()):
        return ""
    places = _counted(field.zone_of, None)
    seen = _counted(field.zone_of, deviation.valid.view(np.uint8))
    if not seen[: len(rules.limits)].any():
        return "nothing of what the recipe inspects was seen"
    for number, limits in enumerate(rules.limits):
        if seen[number] < limits.min_seen * places[number]:
            share = seen[number] / places[number]
            return f"zone {rules.names[number]}: {share:.1%} of it was seen, at least {limits.min_seen:.1%} by min_seen"
    return ""


def _counted(zone_of: NDArray[np.uint8], mask: NDArray[np.uint8] | None) -> NDArray[np.float32]:
    """Return of each number from 0 to 255 how many places have it; exact, there are fewer than 2**24."""
    return np.asarray(cv2.calcHist([zone_of], [0], mask, [256], [0, 256]), np.float32).ravel()
