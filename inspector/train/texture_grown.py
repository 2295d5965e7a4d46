"""Textures of what grows and what nobody ever saw: wood, stone, skin, leaves over leaves, random networks."""

from typing import Final

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.texture_fields import (
    PAD_PX,
    TILE_PX,
    Field,
    Kind,
    banded,
    bent,
    cells,
    convolved,
    correlated,
    power_law,
    softened,
    stamped,
    waves,
    white,
)


def cloud(rng: Generator) -> Field:
    """Clouds: all sizes, from almost flat noise to almost a gradient."""
    return power_law(rng, rng.uniform(0.7, 2.4))


def wood(rng: Generator) -> Field:
    """Grain of wood along x, with pores."""
    rings = waves(rng.uniform(6, 40), np.pi / 2) + correlated(rng, 120, 30) * np.float32(rng.uniform(0.3, 2.5))
    ring = (rings % 1) ** rng.uniform(1, 4)
    pores = np.maximum(correlated(rng, 14, 0.6) - 1.2, 0)
    return softened((ring - rng.uniform(0.1, 0.8) * pores + 0.12 * correlated(rng, 30, 0.5)).astype(np.float32), 0.6)


def marble(rng: Generator) -> Field:
    """Veins in clouds."""
    veins = np.abs(power_law(rng, rng.uniform(1.2, 1.7), 2))
    thin = np.exp(-veins * rng.uniform(4, 14))
    veined = thin * rng.choice([-1.0, 1.0]) + rng.uniform(0.05, 0.4) * power_law(rng, 1.5)
    return np.asarray(veined, np.float32)


def agate(rng: Generator) -> Field:
    """Bands that follow clouds, as in agate, damask steel or burl."""
    level = power_law(rng, rng.uniform(1.6, 2.4), 2) * np.float32(rng.uniform(2, 9))
    return np.asarray(np.sin(level) + 0.3 * np.sin(3.1 * level), np.float32)


def leather(rng: Generator) -> Field:
    """Cells, raised, with creases between them."""
    pitch = rng.uniform(6, 18)
    _, number = cells(rng, pitch)
    crease = (np.roll(number, 1, 0) != number) | (np.roll(number, 1, 1) != number)
    away = cv2.distanceTransform((~crease).astype(np.uint8), cv2.DIST_L2, 3)
    raised = np.asarray(np.minimum(away / np.float32(pitch * rng.uniform(0.15, 0.4)), 1) ** 0.7, np.float32)
    bend = np.float32(0.1 * pitch)
    made = bent(raised, bend * correlated(rng, 3, 3), bend * correlated(rng, 3, 3))
    return softened(made + np.float32(rng.uniform(0, 0.15)) * correlated(rng, 20, 20), 0.7)


def terrazzo(rng: Generator) -> Field:
    """Chips of stone in a paste, or a mosaic where they touch."""
    distance, number = cells(rng, rng.uniform(10, 45))
    level = rng.uniform(-1, 1, int(number.max()) + 1).astype(np.float32)[number]
    reach = np.float32(rng.uniform(4, 25))
    return softened(np.where(distance < reach, level, np.float32(rng.uniform(-1, 1))), 0.7)


def leaves(rng: Generator) -> Field:
    """Dead leaves: discs over discs, many small, few large."""
    made = white(rng) * np.float32(0.1)
    radii = np.minimum(2.0 / rng.power(rng.uniform(1.2, 2.5), 2500), PAD_PX - 2)
    points = rng.uniform(0, TILE_PX, (2500, 2)).astype(np.float32)
    count = np.zeros(1, np.int64)
    levels = rng.uniform(-1, 1, 2500)
    for index in range(2500):
        radius, level = round(float(radii[index])), float(levels[index])
        count[0] = index

        def disc(field: Field, x: int, y: int, radius: int = radius, level: float = level) -> None:
            cv2.circle(field, (x, y), radius, level, -1)

        stamped(made, points[index : index + 1], disc)
    return softened(made, 0.6)


def network(rng: Generator) -> Field:
    """Noise as a random convolutional network sees it."""
    channels = [correlated(rng, size, size) for size in rng.choice([0.8, 3.0, 8.0, 20.0], 3)]
    for side in (5, 3):
        kernels = rng.standard_normal((3, 3, side, side), np.float32)
        mixed = [sum(map(convolved, channels, row), np.zeros_like(channels[0])) for row in kernels]
        channels = [np.tanh(each / each.std() * np.float32(rng.uniform(0.7, 3))) for each in mixed]
    return softened(channels[0] + np.float32(0.4) * channels[1], 0.7)


def filtered(rng: Generator) -> Field:
    """Noise of one wavelength, cut at a level: spots, labyrinths and stripes."""
    angle = rng.uniform(0, np.pi) if rng.random() < 0.4 else None
    level = banded(rng, rng.uniform(6, 45), rng.uniform(0.2, 0.8), angle)
    return np.asarray(np.tanh((level - rng.uniform(-1, 1)) * rng.uniform(1, 8)), np.float32)


def bubbles(rng: Generator) -> Field:
    """Foam: dark bubbles of several sizes in bright walls, or the other way round."""
    made = np.ones((TILE_PX, TILE_PX), np.float32)
    for pitch in (rng.uniform(24, 50), rng.uniform(12, 22), rng.uniform(6, 10)):
        distance, _ = cells(rng, pitch)
        bubble = np.clip(distance / np.float32(pitch * 0.35), 0, 1)
        made = np.minimum(made, bubble**2)
    return softened(made * np.float32(rng.choice([-1, 1])), 0.8)


def cracked(rng: Generator) -> Field:
    """Fine lines between large cells, as dried mud, glaze and old paint."""
    _, number = cells(rng, rng.uniform(20, 60))
    level = rng.uniform(-0.3, 0.3, int(number.max()) + 1).astype(np.float32)[number]
    edge = (np.roll(number, 1, 0) != number) | (np.roll(number, 1, 1) != number)
    made = level - edge.astype(np.float32) * np.float32(rng.uniform(0.6, 2))
    bend = correlated(rng, 4, 4) * np.float32(2)
    return softened(bent(made, bend, np.roll(bend, 99, 0)), rng.uniform(0.6, 1.4))


GROWN: Final[dict[str, Kind]] = {
    "cloud": cloud,
    "wood": wood,
    "marble": marble,
    "agate": agate,
    "leather": leather,
    "terrazzo": terrazzo,
    "leaves": leaves,
    "network": network,
    "filtered": filtered,
    "bubbles": bubbles,
    "cracked": cracked,
}
