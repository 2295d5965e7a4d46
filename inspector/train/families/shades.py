"""Coverage that fades: gradients, glows, shades of round bodies, pillows, patches of noise and fractals."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.families.freeform import Centre, pick
from inspector.train.scene import Points, Stamp


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


def within(contour: Points, stamp: Stamp) -> Stamp:
    """Return what of `stamp` lies inside `contour`."""
    inside = np.zeros_like(stamp.coverage)
    offset = np.rint((contour - np.array(stamp.corner)) * 16).astype(np.int32)
    cv2.fillPoly(inside, [offset], 255, cv2.LINE_AA, 4)
    return Stamp(np.asarray(cv2.multiply(inside, stamp.coverage, scale=1 / 255), np.uint8), stamp.corner)


def shade(contour: Points, light: float) -> Stamp:
    """Return how dark a ball of this `contour` is on the side away from the direction `light` (radians)."""
    corner, far = contour.min(axis=0), contour.max(axis=0)
    width, height = (np.ceil(far - corner) + 2).astype(int).tolist()
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    up = np.sqrt(np.maximum(1 - x * x - y * y, 0))
    lit = 0.6 * (x * np.float32(np.cos(light)) + y * np.float32(np.sin(light))) + 0.8 * up
    dark = (255 * (1 - np.clip(lit, 0, 1))).astype(np.uint8)
    return within(contour, Stamp(dark, (float(corner[0]), float(corner[1]))))


def pillow(contour: Points, rim_px: float) -> Stamp:
    """Return coverage that grows from the edge of `contour` inwards, full at `rim_px` from it: a height to be lit."""
    corner = np.floor(contour.min(axis=0))
    width, height = (np.ceil(contour.max(axis=0)) - corner + 1).astype(int).tolist()
    inside = np.zeros((height, width), np.uint8)
    cv2.fillPoly(inside, [np.rint(contour - corner).astype(np.int32)], 1)
    near = 1 - np.minimum(cv2.distanceTransform(inside, cv2.DIST_L2, 5) / np.float32(max(rim_px, 1)), 1)
    rise = (255 * np.sqrt(1 - near * near)).astype(np.uint8)
    return Stamp(rise, (float(corner[0]), float(corner[1])))


def camouflage(rng: Generator, size_px: int, cells: int, share: float) -> Stamp:
    """Return patches of noise of `cells` cells to the canvas, covering about `share` of it."""
    coarse = rng.standard_normal((cells + 3, cells + 3), np.float32)
    coarse += np.float32(0.7) * np.roll(coarse, int(rng.integers(4)), 0)
    level = np.asarray(cv2.resize(coarse, (size_px, size_px), interpolation=cv2.INTER_CUBIC), np.float32)
    cut = float(np.quantile(level[::8, ::8], 1 - share))
    steep = float(pick(rng, [40.0, 200.0, 600.0]))
    return Stamp(np.clip((level - cut) * steep + 128, 0, 255).astype(np.uint8), (0.0, 0.0))


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
