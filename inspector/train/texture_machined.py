"""Textures of metal and plastic as they are machined, cast, coated and dirtied."""

from typing import Final

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.texture_fields import (
    TILE_PX,
    Field,
    Kind,
    banded,
    cells,
    correlated,
    power_law,
    softened,
    stamped,
    waves,
    white,
)


def grain(rng: Generator) -> Field:
    """Fine noise of one size, from a pixel to five."""
    size = rng.choice([0.5, 0.9, 1.5, 2.5, 5.0])
    return correlated(rng, size, size)


def brushed(rng: Generator) -> Field:
    """Fine lines along x, with a few stronger ones."""
    fine = correlated(rng, rng.uniform(25, 90), rng.uniform(0.3, 0.9))
    coarse = correlated(rng, rng.uniform(60, 150), rng.uniform(1.5, 6))
    strong = np.maximum(correlated(rng, rng.uniform(15, 50), 0.4) - 2.2, 0)
    return np.asarray(fine + rng.uniform(0, 0.8) * coarse + rng.uniform(-3, 3) * strong, np.float32)


def ground(rng: Generator) -> Field:
    """Short scratches in two or three directions, as from grinding or a rag."""
    made = np.zeros((TILE_PX, TILE_PX), np.float32)
    for _ in range(int(rng.integers(2, 4))):
        made += correlated(rng, rng.uniform(6, 40), rng.uniform(0.4, 1.0), rng.uniform(0, np.pi))
    return made + 0.5 * correlated(rng, 1.0, 1.0)


def turned(rng: Generator) -> Field:
    """Concentric tool marks about the tile's middle, brighter in two opposite sectors."""
    rows, columns = np.indices((TILE_PX, TILE_PX), np.float32)
    away_x, away_y = columns - TILE_PX / 2, rows - TILE_PX / 2
    radius, angle = np.hypot(away_x, away_y), np.arctan2(away_y, away_x)
    feed = rng.uniform(2.2, 9.0)
    profile = np.interp(np.arange(3000) / 4, np.arange(750), rng.standard_normal(750)).astype(np.float32)
    marks = np.sin(2 * np.pi * radius / feed) * rng.uniform(0.2, 1) + 0.7 * profile[(radius * 4).astype(np.int32)]
    fan = np.cos(2 * angle + rng.uniform(0, 6)) * rng.uniform(0, 1.2)
    return np.asarray(marks * (1 + 0.5 * fan) + fan + 0.25 * correlated(rng, 2, 2), np.float32)


def milled(rng: Generator) -> Field:
    """Arcs of a face mill, in one or several passes."""
    rows, columns = np.indices((TILE_PX, TILE_PX), np.float32)
    width = TILE_PX / rng.choice([1, 2, 3, 4])
    across = (columns % width) / width * 2 - 1
    bow = width / 2 * np.sqrt(1.0 - across**2 * rng.uniform(0.3, 0.85))
    pitch = TILE_PX / rng.integers(24, 90)
    phase = (rows + bow) / pitch
    marks = np.sin(2 * np.pi * phase) + rng.uniform(0, 0.8) * np.sin(2 * np.pi * (rows - bow) / pitch)
    uneven = rng.uniform(0.6, 1.4, 1024)[(phase.astype(np.int64)) % round(TILE_PX / pitch)]
    return np.asarray(marks * uneven + 0.3 * correlated(rng, 1.5, 1.5), np.float32)


def planed(rng: Generator) -> Field:
    """Parallel marks of even pitch, as from planing, extruding or printing layer by layer."""
    phase = waves(rng.uniform(3, 16)) + np.float32(0.15) * correlated(rng, 8, 60)
    sharp = rng.uniform(1, 3)
    marks = np.tanh(sharp * np.sin(2 * np.pi * phase))
    return np.asarray(marks + rng.uniform(0.1, 0.5) * correlated(rng, 1.0, 20.0), np.float32)


def cast(rng: Generator) -> Field:
    """Mottle of a sand casting: bumps of several sizes, with pores."""
    rough = power_law(rng, rng.uniform(0.6, 1.2), 1.5)
    lumps = correlated(rng, 7, 7)
    pores = np.maximum(correlated(rng, 1.4, 1.4) - rng.uniform(1.8, 2.6), 0)
    return np.asarray(rough + rng.uniform(0, 1) * lumps - 2.5 * pores, np.float32)


def peel(rng: Generator) -> Field:
    """Orange peel of paint, seen under slanting light."""
    lumps = banded(rng, rng.uniform(8, 26), 0.6)
    lit = np.asarray(cv2.Sobel(softened(lumps, 1.0), cv2.CV_32F, 1, 0), np.float32)
    return np.asarray(lit + 0.2 * lumps * lit.std(), np.float32)


def speckle(rng: Generator) -> Field:
    """Laser-like speckle: few bright grains, many dark."""
    size = rng.uniform(0.7, 2.5)
    return (correlated(rng, size, size) ** 2 + correlated(rng, size, size) ** 2).astype(np.float32)


def salt(rng: Generator) -> Field:
    """Sparse dots, bright, dark or both, as metal flakes and dust are."""
    made = np.zeros((TILE_PX, TILE_PX), np.float32)
    points = rng.uniform(0, TILE_PX, (int(rng.integers(150, 2500)), 2)).astype(np.float32)
    signs = rng.choice([-1.0, 1.0], p=[(share := rng.choice([0.0, 0.5, 1.0])), 1 - share], size=4096).tolist()
    radius = rng.uniform(0.6, 2.2)

    def dot(field: Field, x: int, y: int) -> None:
        cv2.circle(field, (x, y), round(abs(signs[(x * 7 + y) % 4096]) * radius), signs[(x + 3 * y) % 4096], -1)

    stamped(made, points, dot)
    return softened(made, 0.6)


def spangle(rng: Generator) -> Field:
    """Crystals of galvanised or cast metal, each of its own brightness and fine direction."""
    _, number = cells(rng, rng.uniform(18, 70))
    count = int(number.max()) + 1
    level, share = rng.uniform(-1, 1, count).astype(np.float32), rng.uniform(0, 1, count).astype(np.float32)
    lines = [banded(rng, 5, 0.8, angle) for angle in (0.2, 1.2, 2.3)]
    which = (share * 2.999).astype(np.int32)[number]
    made = level[number] + np.float32(rng.uniform(0.05, 0.4)) * np.choose(which, lines)
    return softened(made.astype(np.float32), 0.7)


def stained(rng: Generator) -> Field:
    """Patches with sharp and with soft borders, as oil, oxide and water leave them."""
    level = power_law(rng, rng.uniform(1.3, 1.9), 2)
    sharp = np.tanh((level - rng.uniform(-0.5, 1)) * rng.uniform(1, 12))
    rim = np.exp(-((level - 0.5) ** 2) * 60)
    return np.asarray(sharp + rng.uniform(-0.8, 0.8) * rim + 0.2 * white(rng), np.float32)


MACHINED: Final[dict[str, Kind]] = {
    "grain": grain,
    "brushed": brushed,
    "ground": ground,
    "turned": turned,
    "milled": milled,
    "planed": planed,
    "cast": cast,
    "peel": peel,
    "speckle": speckle,
    "salt": salt,
    "spangle": spangle,
    "stained": stained,
}
