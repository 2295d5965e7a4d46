"""Conductors routed on a grid so that none touches another: single tracks, bundles of them, and their bends."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.freeform import Centre, pick
from inspector.train.scene import Points

Cell = tuple[int, int]
STEPS: Final[tuple[Cell, ...]] = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
BEYOND: Final = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the cells of the grid lie on the canvas: `pitch_px` apart, turned, and sheared by `bend_px`."""

    size_px: int
    pitch_px: float
    origin: Centre
    angle_deg: float = 0.0
    bend_px: float = 0.0

    def places(self, cells: Sequence[tuple[float, float]]) -> Points:
        """Return `cells` as points of the canvas, float32 (n, 2)."""
        flat = np.array(cells, np.float64) * self.pitch_px + np.array(self.origin) - self.size_px / 2
        if self.bend_px:
            flat = flat + self.bend_px * np.sin(flat[:, ::-1] * (4.0 / self.size_px))
        cosine, sine = math.cos(math.radians(self.angle_deg)), math.sin(math.radians(self.angle_deg))
        x, y = flat.T
        turned = np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)
        return (turned + self.size_px / 2).astype(np.float32)

    def place(self, cell: tuple[float, float]) -> Centre:
        """Return one cell as a point of the canvas."""
        x, y = (each * self.pitch_px + start - self.size_px / 2 for each, start in zip(cell, self.origin, strict=True))
        if self.bend_px:
            wave = 4.0 / self.size_px
            x, y = x + self.bend_px * math.sin(y * wave), y + self.bend_px * math.sin(x * wave)
        cosine, sine = math.cos(math.radians(self.angle_deg)), math.sin(math.radians(self.angle_deg))
        return cosine * x - sine * y + self.size_px / 2, sine * x + cosine * y + self.size_px / 2


class Lanes:
    """Which cells of a square grid conductors have taken."""

    def __init__(self, cells: int) -> None:
        self._low, self._high = -BEYOND, cells + BEYOND
        self._taken: set[Cell] = set()

    def free(self, cell: Cell) -> bool:
        """Return whether nothing runs through `cell` and it lies on the grid."""
        inside = self._low <= cell[0] <= self._high and self._low <= cell[1] <= self._high
        return inside and cell not in self._taken

    def take(self, cells: Iterable[Cell], around: int = 0) -> None:
        """Mark `cells`, and those up to `around` cells beside them."""
        if not around:
            self._taken.update(cells)
            return
        reach = range(-around, around + 1)
        self._taken.update((x + i, y + j) for x, y in cells for i in reach for j in reach)

    def walk(self, start: Cell, headings: Iterable[int]) -> list[Cell]:
        """Return the cells from `start` on along `headings` (eighths of a turn) as far as they are free; take them."""
        path = [start]
        self._taken.add(start)
        x, y = start
        for heading in headings:
            right, down = STEPS[heading]
            ahead = (x + right, y + down)
            squeezed = right and down and not self.free((x + right, y)) and not self.free((x, y + down))
            if squeezed or not self.free(ahead):
                break
            path.append(ahead)
            self._taken.add(ahead)
            x, y = ahead
        return path


def headings(rng: Generator, first: int, runs: int, longest: int, sharp: float = 0.15) -> list[int]:
    """Return the eighths of a turn of each step: `runs` straight runs of up to `longest` steps, bent in between."""
    heading, steps = first % 8, list[int]()
    for _ in range(runs):
        steps += [heading] * int(rng.integers(1, longest + 1))
        heading = (heading + pick(rng, (-1, 1)) * (2 if rng.random() < sharp else 1)) % 8
    return steps


def bends(path: Sequence[Cell]) -> list[Cell]:
    """Return the first and last cell of `path` and those where it turns."""
    kept = [path[0]]
    for before, here, after in zip(path, path[1:], path[2:], strict=False):
        if (here[0] - before[0], here[1] - before[1]) != (after[0] - here[0], after[1] - here[1]):
            kept.append(here)
    return [*kept, path[-1]]


def rounded(points: Points, radius_px: float) -> Points:
    """Return a line whose corners are arcs of up to `radius_px`, each as four short runs."""
    if len(points) < 3 or radius_px <= 0:
        return points
    before, corner, after = points[:-2], points[1:-1], points[2:]
    cut_in = _towards(corner, before, radius_px)[:, None]
    cut_out = _towards(corner, after, radius_px)[:, None]
    share = np.array([0.0, 0.33, 0.67, 1.0], np.float32)[None, :, None]
    middle = corner[:, None]
    arcs = (1 - share) ** 2 * cut_in + 2 * share * (1 - share) * middle + share**2 * cut_out
    return np.concatenate([points[:1], arcs.reshape(-1, 2), points[-1:]]).astype(np.float32)


def beside(points: Points, away_px: float) -> Points:
    """Return a line that runs `away_px` to the right of `points`, its corners mitred."""
    along = np.diff(points, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)[:, None]
    right = np.stack([-along[:, 1], along[:, 0]], axis=1)
    first, last = np.concatenate([right[:1], right]), np.concatenate([right, right[-1:]])
    corner = first + last
    length = np.maximum((corner * corner).sum(axis=1), 0.6)[:, None]
    return np.asarray(points + corner * (2 * away_px / length), np.float32)


def ribbon(points: Points, width_px: float) -> Points:
    """Return the contour of a line of `width_px` through `points`."""
    return np.concatenate([beside(points, width_px / 2), beside(points, -width_px / 2)[::-1]])


def spiral(centre: Centre, pitch_px: float, turns: float, corners: int, start_px: float) -> Points:
    """Return a spiral of straight runs, `corners` to a turn, that grows by `pitch_px` each turn from `start_px`."""
    number = np.arange(int(turns * corners))
    angle = 2 * np.pi * (number + 0.5) / corners
    radius = (start_px + pitch_px * number / corners) / math.cos(math.pi / corners)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return np.asarray(points + np.array(centre), np.float32)


def meander(centre: Centre, pitch_px: float, long_px: float, turns: int, angle_deg: float) -> Points:
    """Return a line that runs to and fro, `turns` times, `long_px` each way."""
    number = np.arange(2 * turns)
    x = (number // 2 - turns / 2) * pitch_px
    y = np.where((number + 1) // 2 % 2, 0.5, -0.5) * long_px
    cosine, sine = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    points = np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)
    return np.asarray(points + np.array(centre), np.float32)


def round_about(points: Points, size_px: int, turn_deg: float) -> Points:
    """Return `points` turned about the middle of the canvas."""
    cosine, sine = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    matrix = np.array([[cosine, sine], [-sine, cosine]])
    return np.asarray((points - size_px / 2) @ matrix + size_px / 2, np.float32)


def crossing(rng: Generator, size_px: int) -> Points:
    """Return a line across the canvas: straight, bent by eighths of a turn, or in a soft curve."""
    kind, angle = int(rng.integers(3)), float(pick(rng, (0.0, 90.0, 45.0, rng.uniform(0, 180))))
    x = np.linspace(-0.75, 0.75, (2, 5, 14)[kind]) * size_px
    y = np.zeros_like(x)
    if kind == 1:
        y = np.cumsum(pick(rng, (np.array([0, 0, 1, 0, 0]), np.array([0, 0, 1, -1, 0])))) * size_px * 0.2
        x[2] = x[1] + abs(y[2] - y[1])
        x[3] = max(float(x[3]), float(x[2] + abs(y[3] - y[2])))
    if kind == 2:
        y = np.sin(x / size_px * rng.uniform(2, 5) + rng.uniform(0, 6)) * size_px * rng.uniform(0.05, 0.2)
    return round_about(np.stack([x, y], axis=1).astype(np.float32) + size_px / 2, size_px, angle)


def apart(rng: Generator, size_px: int, least_px: float, most: int) -> list[Centre]:
    """Return up to `most` places at least `least_px` apart."""
    places: list[Centre] = []
    for x, y in rng.uniform(0, size_px, (3 * most, 2)).tolist():
        if all(abs(x - a) + abs(y - b) > 1.3 * least_px for a, b in places):
            places.append((x, y))
    return places[:most]


def _towards(start: Points, end: Points, radius_px: float) -> Points:
    away = end - start
    length = np.maximum(np.hypot(away[:, 0], away[:, 1]), 1e-6)
    return np.asarray(start + away * (np.minimum(radius_px, 0.45 * length) / length)[:, None], np.float32)
