"""Shapes of what goes wrong: irregular blots, soft clouds, wandering lines, slivers."""

from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.scene import Mask, Outline, Points, Stamp, Stroke

SMALLEST_CLOUD_PX: Final = 4


def log_uniform(rng: Generator, low: float, high: float) -> float:
    """Return a number between `low` and `high`, each power of ten as likely as any other."""
    return float(np.exp(rng.uniform(np.log(low), np.log(max(high, low * 1.001)))))


def direction(rng: Generator) -> NDArray[np.float32]:
    """Return a unit vector, float32 (2,), in any direction."""
    angle = rng.uniform(0, 2 * np.pi)
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


def blot(rng: Generator, centre: Points, radius_px: float, roughness: float | None = None) -> Outline:
    """Return an irregular disc about `centre`, float32 (2,); `roughness` 0 makes it an ellipse."""
    corners = int(np.clip(radius_px * 2, 9, 36))
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    rough = rng.uniform(0.0, 0.6) if roughness is None else roughness
    radius = np.full(corners, radius_px)
    for wave in (2, 3, 5, 8):
        radius *= 1 + rough / wave**0.5 * rng.uniform(-0.5, 0.5) * np.cos(wave * angle + rng.uniform(0, 6.3))
    along = direction(rng)
    points = (radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)).astype(np.float32)
    squeeze = np.float32(rng.uniform(0.0, 0.6) * rough)
    points -= squeeze * (points @ along)[:, None] * along
    return Outline((points + centre,))


def chip(rng: Generator, centre: Points, radius_px: float) -> Outline:
    """Return a sharp splinter of 3 to 6 corners about `centre`."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 7))))
    radius = radius_px * rng.uniform(0.5, 1.3, angle.size)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return Outline((points.astype(np.float32) + centre,))


def cloud(rng: Generator, centre: Points, radius_px: float) -> Stamp:
    """Return a soft irregular blot, strongest inside, nothing at its rim."""
    side = max(SMALLEST_CLOUD_PX, round(2.4 * radius_px))
    coverage = soft_mask(rng, side)
    height = max(SMALLEST_CLOUD_PX, round(side * rng.uniform(0.4, 1.0)))
    coverage = np.asarray(cv2.resize(coverage, (side, height)), np.uint8)
    if rng.random() < 0.5:
        coverage = np.ascontiguousarray(coverage.T)
    return Stamp(coverage, (float(centre[0] - coverage.shape[1] / 2), float(centre[1] - coverage.shape[0] / 2)))


def soft_mask(rng: Generator, side_px: int) -> Mask:
    """Return a soft irregular mask, uint8 (side_px, side_px), highest 255, 0 at its rim."""
    axis = np.linspace(-1, 1, side_px, dtype=np.float32)
    falling = 1 - np.hypot(axis[None, :], axis[:, None])
    cells = int(rng.integers(3, 7))
    bumps = cv2.resize(rng.uniform(-1, 1, (cells, cells)).astype(np.float32), (side_px, side_px))
    strength, hardness = np.float32(rng.uniform(0.0, 0.7)), np.float32(rng.uniform(1.2, 5.0))
    level = np.clip(hardness * falling * (1 + strength * bumps) - 0.02, 0, 1)
    return np.asarray(255 * level, np.uint8)


def dome(centre: Points, radius_px: float) -> Stamp:
    """Return a smooth round hump about `centre`."""
    side = max(SMALLEST_CLOUD_PX, round(2 * radius_px))
    axis = np.linspace(-1, 1, side, dtype=np.float32)
    squared = np.clip(1 - axis[None, :] ** 2 - axis[:, None] ** 2, 0, 1)
    return Stamp(np.asarray(255 * squared**2, np.uint8), (float(centre[0] - side / 2), float(centre[1] - side / 2)))


def sweep(rng: Generator, start: Points, length_px: float, width_px: float) -> Stroke:
    """Return a straight or evenly bent line from `start`."""
    steps = max(3, round(length_px / 6))
    bend = rng.normal(0, 1.2) if rng.random() < 0.5 else 0.0
    along = direction(rng)
    turn = np.linspace(0, bend, steps)
    heading = np.stack([np.cos(turn) * along[0] - np.sin(turn) * along[1],
                        np.sin(turn) * along[0] + np.cos(turn) * along[1]], axis=1)  # fmt: skip
    points = start + np.cumsum(heading * (length_px / steps), axis=0)
    return Stroke(points.astype(np.float32), width_px)


def wander(rng: Generator, start: Points, length_px: float, width_px: float, roughness: float) -> Stroke:
    """Return a line from `start` whose direction walks at random, as cracks and hairs do."""
    steps = max(4, round(length_px / 4))
    angle = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, roughness, steps))
    heading = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = start + np.cumsum(heading * (length_px / steps), axis=0)
    return Stroke(points.astype(np.float32), width_px)
