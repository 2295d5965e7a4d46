"""Scores in units of their limits in, blobs out: what deviates together, grown and joined as the recipe says. Pure.

Each step only adds to what it finds when scores rise or limits fall.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.decide.field import Field
from inspector.decide.rules import Rules
from inspector.golden.recipe import Limits
from inspector.golden.zones import Window


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """Places that deviate together.

    Parameters
    ----------
    x, y
        Map pixel where its mask begins.
    mask
        bool (h, w), no wider or higher than needed: its places.
    ratios, zones, seeds
        Of each place, in the order of the mask: float32, its score in units of its limit; uint8, its zone; bool,
        whether it reaches the limit, and was not only grown into.
    area_px, length_px
        Golden px; the length is that between its farthest ends.
    """

    x: int
    y: int
    mask: NDArray[np.bool_]
    ratios: NDArray[np.float32]
    zones: NDArray[np.uint8]
    seeds: NDArray[np.bool_]
    area_px: int
    length_px: float

    def peak(self, zone: int) -> float:
        """Return the highest score in `zone`."""
        return float(self.ratios[self.zones == zone].max())


def blobs(field: Field, rules: Rules, shares: Sequence[float]) -> Iterator[Blob]:
    """Yield the blobs large enough for any zone, if the limit of each zone were its share of it."""
    down_to = [share * limits.grow_to for share, limits in zip(shares, rules.limits, strict=True)]
    near = field.ratio >= np.float32(min(down_to))
    if not near.any():
        return
    field = field.around(near)
    seeds = field.reaches(shares)
    kept = _grown(seeds, field, rules, down_to)
    seeds &= kept
    _, labels, stats, _ = cv2.connectedComponentsWithStats(_joined(kept, field, rules))
    areas = np.bincount(labels[kept], minlength=len(stats))
    least = min(map_pixels(limits, field.step) for limits in rules.limits)
    for label in np.flatnonzero(areas >= least):
        x, y, width, height = (int(value) for value in stats[label][:4])
        window = (slice(y, y + height), slice(x, x + width))
        mask = (labels[window] == label) & kept[window]
        yield _blob(field, window, mask, seeds[window][mask])


def map_pixels(limits: Limits, step: int) -> int:
    """Return how many map pixels the smallest defect has."""
    return math.ceil(limits.min_area_px / step**2)


def _blob(field: Field, window: Window, mask: NDArray[np.bool_], seeds: NDArray[np.bool_]) -> Blob:
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    return Blob(
        x=field.corner[0] + window[1].start + x,
        y=field.corner[1] + window[0].start + y,
        mask=mask[y : y + height, x : x + width],
        ratios=field.ratio[window][mask],
        zones=field.zone_of[window][mask],
        seeds=seeds,
        area_px=len(seeds) * field.step**2,
        length_px=_length(mask) * field.step,
    )


def _length(mask: NDArray[np.bool_]) -> float:
    """Return the distance between the farthest ends of a blob in map pixels, one for a single one."""
    points = cv2.findNonZero(mask.view(np.uint8))
    corners = cv2.convexHull(points)[:, 0, :].astype(np.float64)
    apart = corners[:, None, :] - corners[None, :, :]
    return 1.0 + float(np.hypot(apart[..., 0], apart[..., 1]).max())


def _grown(seeds: NDArray[np.bool_], field: Field, rules: Rules, down_to: Sequence[float]) -> NDArray[np.bool_]:
    """Return the places that belong to blobs: those at the limit, and those beside them that come near enough to it."""
    if all(limits.grow_to == 1.0 for limits in rules.limits):
        return _wide_enough(seeds, field, rules)
    places = _wide_enough(field.reaches(down_to), field, rules)
    count, labels = cv2.connectedComponents(places.view(np.uint8))
    has_seed = np.bincount(labels[seeds & places], minlength=count) > 0
    return np.asarray(has_seed[labels], np.bool_)


def _wide_enough(places: NDArray[np.bool_], field: Field, rules: Rules) -> NDArray[np.bool_]:
    """Return `places` without those narrower than their zone's smallest width."""
    sides = [math.ceil(limits.min_width_px / field.step) for limits in rules.limits]
    if max(sides) == 1:
        return places
    side_of = field.of_zones(sides, 1.0)
    wide = np.zeros_like(places)
    for side in set(sides):
        square = np.ones((side, side), np.uint8)
        # Opposite anchors put a square of an even side back where it was; beyond the map is nothing.
        narrowed = cv2.erode(
            places.view(np.uint8), square, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT, borderValue=0
        )
        opened = cv2.dilate(narrowed, square, anchor=(side - 1, side - 1), borderType=cv2.BORDER_CONSTANT)
        wide |= (np.asarray(opened) > 0) & (side_of == side)
    return wide


def _joined(kept: NDArray[np.bool_], field: Field, rules: Rules) -> NDArray[np.uint8]:
    """Return `kept` widened by what may lie between pieces of one blob, so that such pieces touch."""
    sides = [limits.merge_px // field.step + 1 for limits in rules.limits]
    side_of = field.of_zones(sides, 1.0) if len(set(sides)) > 1 else None
    joined = np.zeros(kept.shape, np.uint8)
    for side in set(sides):
        places = kept if side_of is None else kept & (side_of == side)
        joined |= np.asarray(cv2.dilate(places.view(np.uint8), np.ones((side, side), np.uint8)), np.uint8)
    return joined
