"""Shapes without drawing instructions: blobs, polygons, dashes, soft shades, fractals and thresholded noise."""

from itertools import pairwise

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.scene import Outline, Points, Shape, Stamp, Stroke, ellipse

Centre = tuple[float, float]


def spot(rng: Generator, size_px: int, margin: float = 0.1) -> Centre:
    """Return a point of the canvas at least `margin` (a share of it) from its border."""
    x, y = rng.uniform(margin * size_px, (1 - margin) * size_px, 2).tolist()
    return x, y


def between(rng: Generator, low: float, high: float) -> float:
    """Return a length in `low`..`high`, every doubling as likely as any other."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def blob(rng: Generator, centre: Centre, radius_px: float, rough: float = 0.15, aspect: float = 1.0) -> Points:
    """Return a closed smooth contour about `centre`, float32 (48, 2); `rough` is its deviation from round."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    order = np.arange(2, 7)
    size = rng.normal(0, 1, 5) * rough / order
    radius = radius_px * (1 + (size[:, None] * np.cos(order[:, None] * angle + rng.uniform(0, 7, (5, 1)))).sum(0))
    around = np.stack([radius * np.cos(angle) * aspect, radius * np.sin(angle)], axis=1)
    turn = rng.uniform(0, np.pi)
    turning = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return (around @ turning + np.array(centre)).astype(np.float32)


def polygon(rng: Generator, centre: Centre, radius_px: float, corners: int) -> Points:
    """Return a polygon that its centre sees wholly, float32 (corners, 2): convex, spiky or a splinter."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radius = radius_px * rng.uniform(rng.choice([0.3, 0.7, 1.0]), 1.0, corners)
    away = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return (away + np.array(centre)).astype(np.float32)


def anything(rng: Generator, centre: Centre, radius_px: float) -> Shape:
    """Return a shape of any kind, about `radius_px` large."""
    kind = rng.integers(5)
    if kind == 0:
        radii = radius_px, radius_px * float(rng.uniform(0.2, 1.0))
        return Outline((ellipse(centre, radii, float(rng.uniform(0, 180))),))
    if kind == 1:
        outer = blob(rng, centre, radius_px, 0.2, float(rng.uniform(0.5, 1.0)))
        inner = (outer - np.array(centre, np.float32)) * np.float32(rng.uniform(0.3, 0.8))
        return Outline((outer, inner + np.array(centre, np.float32)))
    if kind == 2:
        return Stroke(wander(rng, centre, 2 * radius_px, 8), max(1.0, radius_px * float(rng.uniform(0.05, 0.5))))
    if kind == 3:
        return Outline((polygon(rng, centre, radius_px, int(rng.integers(3, 9))),))
    return Outline((blob(rng, centre, radius_px, float(rng.uniform(0.05, 0.6)), float(rng.uniform(0.4, 1.0))),))


def wander(rng: Generator, centre: Centre, length_px: float, steps: int) -> Points:
    """Return a bending line through `centre`, float32 (steps, 2)."""
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, rng.choice([0.0, 0.15, 0.5]), steps))
    path = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0) * length_px / steps
    return (path - path.mean(axis=0) + np.array(centre)).astype(np.float32)


def dashes(path: Points, dash_px: float, gap_px: float, most: int) -> list[Points]:
    """Return up to `most` dashes, float32 (2, 2) each, that follow `path` at even distances."""
    steps = [float(np.hypot(*(end - start))) for start, end in pairwise(path)]
    mile = np.concatenate([[0.0], np.cumsum(steps)])
    starts = np.arange(gap_px / 2, mile[-1] - dash_px, dash_px + gap_px)[:most]
    ends = np.stack([starts, starts + dash_px], axis=1)
    x, y = np.interp(ends, mile, path[:, 0]), np.interp(ends, mile, path[:, 1])
    return list(np.stack([x, y], axis=2).astype(np.float32))


def ramp(rng: Generator, size_px: int) -> Stamp:
    """Return coverage that grows evenly across the canvas in one direction."""
    angle = rng.uniform(0, 2 * np.pi)
    line = np.linspace(-0.5, 0.5, size_px, dtype=np.float32)
    along = line[None, :] * np.float32(np.cos(angle)) + line[:, None] * np.float32(np.sin(angle))
    return Stamp(np.clip((along * rng.uniform(1, 3) + 0.5) * 255, 0, 255).astype(np.uint8), (0.0, 0.0))


def glow(centre: Centre, radii: tuple[float, float], hard: float = 1.0) -> Stamp:
    """Return coverage that is full at `centre` and fades to none at `radii`; `hard` above 1 keeps more of it full."""
    width, height = max(2, round(2 * radii[0])), max(2, round(2 * radii[1]))
    x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    fade = np.clip(hard * (1 - np.hypot(x[None, :], y[:, None])), 0, 1)
    return Stamp((255 * fade * fade * (3 - 2 * fade)).astype(np.uint8), (centre[0] - radii[0], centre[1] - radii[1]))


def ball_shade(centre: Centre, radii: tuple[float, float], light: float) -> Stamp:
    """Return how dark a ball is on the side away from the direction `light` (radians)."""
    width, height = max(2, round(2 * radii[0])), max(2, round(2 * radii[1]))
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    up = np.sqrt(np.maximum(1 - x * x - y * y, 0))
    lit = 0.6 * (x * np.float32(np.cos(light)) + y * np.float32(np.sin(light))) + 0.8 * up
    dark = np.where(x * x + y * y < 1, 1 - np.clip(lit, 0, 1), 0)
    return Stamp((255 * dark).astype(np.uint8), (centre[0] - radii[0], centre[1] - radii[1]))


def camouflage(rng: Generator, size_px: int, cells: int, share: float) -> Stamp:
    """Return patches of noise of `cells` cells to the canvas, covering about `share` of it."""
    coarse = rng.standard_normal((cells + 3, cells + 3), np.float32)
    coarse += np.float32(0.7) * np.roll(coarse, int(rng.integers(4)), 0)
    level = np.asarray(cv2.resize(coarse, (size_px, size_px), interpolation=cv2.INTER_CUBIC), np.float32)
    cut = float(np.quantile(level[::8, ::8], 1 - share))
    steep = float(rng.choice([40.0, 200.0, 600.0]))
    return Stamp(np.clip((level - cut) * steep + 128, 0, 255).astype(np.uint8), (0.0, 0.0))


def pillow(contour: Points, rim_px: float) -> Stamp:
    """Return coverage that grows from the edge of `contour` inwards, full at `rim_px` from it: a height to be lit."""
    corner = np.floor(contour.min(axis=0))
    width, height = (np.ceil(contour.max(axis=0)) - corner + 1).astype(int).tolist()
    inside = np.zeros((height, width), np.uint8)
    cv2.fillPoly(inside, [np.rint(contour - corner).astype(np.int32)], 1)
    near = 1 - np.minimum(cv2.distanceTransform(inside, cv2.DIST_L2, 5) / np.float32(max(rim_px, 1)), 1)
    rise = (255 * np.sqrt(1 - near * near)).astype(np.uint8)
    return Stamp(rise, (float(corner[0]), float(corner[1])))


def fractal(rng: Generator, side_px: int, corner: Centre) -> Stamp:
    """Return the attractor of two to four random shrinking maps, as coverage."""
    maps = int(rng.integers(2, 5))
    turn, shrink = rng.uniform(0, 2 * np.pi, maps), rng.uniform(0.3, rng.uniform(0.5, 0.75), (2, maps))
    linear = np.stack(
        [shrink[0] * np.cos(turn), -shrink[1] * np.sin(turn), shrink[0] * np.sin(turn), shrink[1] * np.cos(turn)]
    ).astype(np.float32)
    points = _orbit(rng, linear, rng.uniform(-1, 1, (2, maps)).astype(np.float32))
    return Stamp(_density(points, side_px), corner)


def _orbit(rng: Generator, linear: NDArray[np.float32], shift: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return points of the attractor, (2, n): many walks side by side, without their first steps."""
    x = y = np.zeros(1000, np.float32)
    kept = []
    for step, which in enumerate(rng.integers(0, shift.shape[1], (22, 1000))):
        xx, xy, yx, yy = linear[:, which]
        x, y = xx * x + xy * y + shift[0][which], yx * x + yy * y + shift[1][which]
        if step >= 8:
            kept.append(np.stack([x, y]))
    return np.concatenate(kept, axis=1)


def _density(points: NDArray[np.float32], side_px: int) -> NDArray[np.uint8]:
    low, high = points.min(axis=1, keepdims=True), points.max(axis=1, keepdims=True)
    cell = ((points - low) / np.maximum(high - low, 1e-3) * (side_px - 1)).astype(np.int64)
    count = np.bincount(cell[1] * side_px + cell[0], minlength=side_px * side_px)
    levels = np.minimum(count, 4).astype(np.uint8).reshape(side_px, side_px)
    return np.asarray(cv2.GaussianBlur(levels * np.uint8(63), (3, 3), 0.7), np.uint8)
