"""A recipe's shapes laid over the golden's pixels: which zone holds where, what is ignored, where edges are. Pure."""

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.errors import RecipeError
from inspector.golden.recipe import EdgeTolerance, Limits, Recipe
from inspector.golden.shapes import Ellipse, Point, Region

Window = tuple[slice, slice]
_Middles = NDArray[np.floating]
_NOTHING: Final = "lower it in recipe.toml, nothing could be a defect; what is not to be inspected belongs in ignore"
IGNORED: Final = 255
"""Number of the zone where nothing is inspected; the part itself is 0, the recipe's zones follow from 1."""


def check_regions(recipe: Recipe, shape: tuple[int, ...], name: str) -> None:
    """Raise RecipeError unless every shape of `recipe` lies on a golden of `shape` and enough of it is inspected.

    Nor may any of its limits ask for a defect that the golden has no room for: nothing could ever break it. The station
    refuses the recipe; `name` is for messages.
    """
    height, width = shape[:2]
    for place, limits in (("limits", recipe.limits), *((f"zones.{z.name}.limits", z.limits) for z in recipe.zones)):
        _check_room(f"{name}: {place}", limits, height, width)
    zones = [(f"zones.{number} ({zone.name})", zone) for number, zone in enumerate(recipe.zones)]
    ignores = [(f"ignore.{number} ({each.why})", each) for number, each in enumerate(recipe.ignore)]
    for key, region in (*zones, *ignores):
        x0, y0, x1, y1 = region.bounds()
        if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
            found = f"{key}: {region.named()} of its recipe leaves the image of {width} x {height} px"
            allowed = f"allowed is x 0 to {width}, y 0 to {height}"
            raise RecipeError(f"use golden {name}", f"{found}, {allowed}", "move it in recipe.toml")
        if not bool(_footprint(region, (height, width))[1].any()):
            found = f"{key}: {region.named()} of its recipe covers the middle of no pixel"
            raise RecipeError(f"use golden {name}", found, "make it larger in recipe.toml")
    share = float(ignored(recipe, (height, width)).mean())
    if share > recipe.max_ignored_share:
        found = f"{share:.1%} of it is ignored, at most {recipe.max_ignored_share:.1%} by max_ignored_share"
        raise RecipeError(f"use golden {name}", found, "ignore less, or allow it in recipe.toml")


def _check_room(place: str, limits: Limits, height: int, width: int) -> None:
    """Raise RecipeError where the smallest defects that `limits` reject, put together, are larger than the golden."""
    needs_px = limits.min_area_px * (limits.max_count + 1)
    if needs_px > width * height:
        asked = f"min_area_px {limits.min_area_px:,} and max_count {limits.max_count:,} ask for {needs_px:,} px"
        raise RecipeError(f"use golden {place}", f"{asked}, it has {width * height:,} px", _NOTHING)
    longest_px = math.hypot(width, height)
    if limits.min_length_px > longest_px:
        found = f"min_length_px {limits.min_length_px:,}, it is {longest_px:,.0f} px from corner to corner"
        raise RecipeError(f"use golden {place}", found, _NOTHING)


def covered(region: Region, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return bool (H, W): True at the pixels whose middle lies in `region`.

    Examples
    --------
    >>> covered(Region(polygon=((0, 0), (4, 0), (0, 4))), (4, 4)).astype(int)
    array([[1, 1, 1, 0],
           [1, 1, 0, 0],
           [1, 0, 0, 0],
           [0, 0, 0, 0]])
    """
    mask = np.zeros(shape, np.bool_)
    window, inside = _footprint(region, shape)
    mask[window] = inside
    return mask


def ignored(recipe: Recipe, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return bool (H, W): True where the recipe says that nothing is inspected."""
    mask = np.zeros(shape, np.bool_)
    for region in recipe.ignore:
        window, inside = _footprint(region, shape)
        mask[window] |= inside
    return mask


def zone_numbers(recipe: Recipe, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return uint8 (H, W): the number of the last zone that covers a pixel, 0 where none does, `IGNORED` where ignored.

    Examples
    --------
    >>> from inspector.golden.recipe import Limits, Zone
    >>> zone_numbers(Recipe(zones=(Zone(name="pin", box=(1, 0, 3, 1), limits=Limits()),)), (2, 4))
    array([[0, 1, 1, 0],
           [0, 0, 0, 0]], dtype=uint8)
    """
    numbers = np.zeros(shape, np.uint8)
    for number, zone in enumerate(recipe.zones, start=1):
        window, inside = _footprint(zone, shape)
        numbers[window][inside] = number
    numbers[ignored(recipe, shape)] = IGNORED
    return numbers


def near_edges(grey: NDArray[np.uint8], edges: EdgeTolerance) -> NDArray[np.bool_]:
    """Return bool (H, W): True within `edges.width_px` of a strong edge of the golden's `grey`, uint8 (H, W).

    An edge is strong where the grey level changes by `edges.step_levels` or more between two pixels two apart, after
    Sobel.
    """
    # Sobel sums four differences of pixels two apart; float32 keeps them exact.
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    strong = (cv2.magnitude(across, down) >= 4.0 * edges.step_levels).astype(np.uint8)
    side = 2 * edges.width_px + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(strong, disc)) > 0


def _footprint(region: Region, shape: tuple[int, int]) -> tuple[Window, NDArray[np.bool_]]:
    """Return the window of the golden that holds `region`, and bool of its size: where the region is."""
    x0, y0, x1, y1 = region.bounds()
    left, upper = max(math.floor(x0), 0), max(math.floor(y0), 0)
    window = (
        slice(upper, max(min(math.ceil(y1), shape[0]), upper)),
        slice(left, max(min(math.ceil(x1), shape[1]), left)),
    )
    y, x = (np.arange(side.start, side.stop) + 0.5 for side in window)
    if region.ellipse:
        return window, _in_ellipse(region.ellipse, y[:, None], x[None, :])
    if region.polygon:
        return window, _in_polygon(region.polygon, y, x)
    return window, np.ones((len(y), len(x)), np.bool_)


def _in_ellipse(ellipse: Ellipse, y: _Middles, x: _Middles) -> NDArray[np.bool_]:
    turn = math.radians(ellipse.angle_deg)
    along = (x - ellipse.cx) * math.cos(turn) + (y - ellipse.cy) * math.sin(turn)
    across = (y - ellipse.cy) * math.cos(turn) - (x - ellipse.cx) * math.sin(turn)
    return np.hypot(along / ellipse.rx, across / ellipse.ry) <= 1.0


def _in_polygon(points: tuple[Point, ...], y: _Middles, x: _Middles) -> NDArray[np.bool_]:
    """Return, for each row `y` and column `x`, whether the outline is crossed an odd number of times on its left."""
    crossed = np.zeros((len(y), len(x) + 1), np.int32)
    for (x0, y0), (x1, y1) in zip(points, (*points[1:], points[0]), strict=True):
        rows = np.flatnonzero((y >= min(y0, y1)) & (y < max(y0, y1)))
        if len(rows):
            crossed[rows, np.searchsorted(x, x0 + (y[rows] - y0) * (x1 - x0) / (y1 - y0))] += 1
    inside: NDArray[np.bool_] = np.cumsum(crossed[:, :-1], axis=1) % 2 == 1
    return inside
