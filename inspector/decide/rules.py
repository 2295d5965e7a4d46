"""A golden and its recipe in, the rules laid out over its pixels out: once per golden. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.golden.golden import Golden
from inspector.golden.recipe import PART_ZONE, Limits
from inspector.golden.variation import Variation
from inspector.golden.zones import near_edges, zone_numbers
from inspector.part import read_only

_Number = TypeVar("_Number", np.float32, np.uint8)
STEPS: Final = (1, 2, 4)
"""Golden pixels to a map pixel, of all score maps there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The recipe of one golden, laid out over its pixels once.

    Parameters
    ----------
    names, limits
        Of each zone; the first is the whole part.
    zone_of
        uint8 (H, W): which zone holds at each golden pixel; 255 where nothing is inspected.
    zones_at
        uint8 (h, w), at 1, 2 and 4 golden pixels to a map pixel: the last zone that holds at any golden pixel under it;
        255 where one of them is not inspected, since the comparator then tells nothing of the map pixel.
    image, grey
        uint8, (H, W) or (H, W, 3), and (H, W): the golden, and it in grey, to tell darker from brighter.
    wider
        float32 (h, w), >= 1, at 1, 2 and 4 golden pixels to a map pixel: by how much the limit is wider at each place;
        empty where it is nowhere.
    variation
        What good parts vary by; None where it was not measured.
    """

    names: tuple[str, ...]
    limits: tuple[Limits, ...]
    zone_of: NDArray[np.uint8]
    zones_at: tuple[NDArray[np.uint8], ...]
    image: NDArray[np.uint8]
    grey: NDArray[np.uint8]
    wider: tuple[NDArray[np.float32], ...] = ()
    variation: Variation | None = None


def learn(golden: Golden) -> Rules:
    """Return the rules of `golden`, ready to decide with."""
    recipe, grey = golden.recipe, in_grey(golden.image)
    zone_of = zone_numbers(recipe, (grey.shape[0], grey.shape[1]))
    names = (PART_ZONE, *(zone.name for zone in recipe.zones))
    limits = (recipe.limits, *(zone.limits for zone in recipe.zones))
    wider = _wider(golden.tolerance, limits, zone_of, grey)
    zones_at = tuple(read_only(_highest(zone_of, step)) for step in STEPS)
    return Rules(names, limits, read_only(zone_of), zones_at, golden.image, read_only(grey), wider, golden.variation)


def _wider(
    tolerance: NDArray[np.float32] | None,
    limits: Sequence[Limits],
    zone_of: NDArray[np.uint8],
    grey: NDArray[np.uint8],
) -> tuple[NDArray[np.float32], ...]:
    with_edges = [number for number, each in enumerate(limits) if each.edge_tolerance.factor > 1.0]
    if tolerance is None and not with_edges:
        return ()
    wide = np.ones(grey.shape, np.float32) if tolerance is None else tolerance.copy()
    for number in with_edges:
        edges = limits[number].edge_tolerance
        places = (zone_of == number) & near_edges(grey, edges)
        # Both are for what good parts show there: the larger holds, not their product.
        wide[places] = np.maximum(wide[places], np.float32(edges.factor))
    return tuple(read_only(_highest(wide, step)) for step in STEPS)


def _highest(field: NDArray[_Number], step: int) -> NDArray[_Number]:
    """Return the largest value of each block of `step` x `step`."""
    height, width = field.shape
    padded = np.pad(field, ((0, -height % step), (0, -width % step)), mode="edge")
    blocks = padded.reshape(len(padded) // step, step, -1, step)
    return np.asarray(blocks.max(axis=(1, 3)), field.dtype)


def in_grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return `image`, uint8 (H, W) or (H, W, 3) BGR, in grey."""
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
