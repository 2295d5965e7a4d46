"""Solar cells: silicon with fingers and busbars, in a module with ribbons or bare, by day or glowing."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, Grid, in_sight, staged
from inspector.train.families.surfaces import metal, toned
from inspector.train.scene import Finish, Outline, Piece, Points, Scene

MOST_CELLS: Final = 20
MOST_FINGERS: Final = 26
HIDDEN_PX: Final = 2.4
HERE: Final = Frame((0.0, 0.0))


@dataclass(frozen=True, slots=True)
class _Cell:
    """Sides of a cell, its cut corners, what lies between fingers, and the number of busbars."""

    sides: tuple[float, float]
    corner: float
    finger: float
    bars: int

    def contour(self, frame: Frame) -> Points:
        """Return its outline."""
        wide, high, cut = self.sides[0] / 2, self.sides[1] / 2, self.corner
        quarter = [(wide, high - cut), (wide - cut, high), (-wide + cut, high), (-wide, high - cut)]
        return frame.points([*quarter, *[(-x, -y) for x, y in quarter]])

    def reach(self, y: float) -> float:
        """Return how far from the middle the finger at `y` ends."""
        return 0.485 * self.sides[0] - max(0.0, self.corner - (self.sides[1] / 2 - abs(y)))

    def levels(self) -> list[float]:
        """Return where fingers lie, y."""
        count = int(0.96 * self.sides[1] / self.finger)
        return [(number - (count - 1) / 2) * self.finger for number in range(count)] if self.finger > HIDDEN_PX else []

    def columns(self) -> list[float]:
        """Return where busbars lie, x."""
        return [((number + 0.5) / self.bars - 0.5) * self.sides[0] for number in range(self.bars)]


def solar_cells(rng: Generator, size_px: int) -> Scene:
    """Fingers and busbars on blue grain or dark silicon: cells of a module with ribbons, its end, one close up."""
    side, half = size_px * between(rng, 0.26, 3.0), float(pick(rng, (1.0, 1.0, 0.5)))
    bars = int(pick(rng, (2, 3, 4, 5, 5, 9, 12) if side > 0.6 * size_px else (2, 3, 4, 5)))
    corner = side * float(pick(rng, (0.0, 0.0, 0.07, 0.13)))
    cell = _Cell((side, half * side), corner, side / float(rng.uniform(36, 110)), bars)
    silicon, silver, ribbon, ground = _surfaces(rng)
    gap = 1 + float(rng.uniform(0.012, 0.06))
    grid = Grid(Frame(spot(rng, size_px, 0.1), square_turn(rng, 1.0)), (gap * side, gap * half * side), size_px)
    bare, seen = not cell.levels(), grid.cells()[:MOST_CELLS]
    pieces: list[Piece] = []
    for number, each in enumerate(seen):
        own = toned(silicon, float(rng.normal(1, 0.06)))
        pieces.append(Piece(Outline((cell.contour(grid.place(each)),)), own, 0.4, group=number if bare else -1))
    pieces += _printed(rng, grid, cell, silver)
    if rng.random() < 0.7:
        pieces += _ribbons(grid, cell, ribbon)
    if rng.random() < 0.3:
        pieces += _border(rng, grid, ribbon)
    return staged(rng, "solar_cells", size_px, ground, pieces, 1.5)


def _surfaces(rng: Generator) -> tuple[Finish, Finish, Finish, Finish]:
    """Return silicon, printed silver, ribbon and what is seen between cells: by day, or by the light cells give off."""
    kind = int(rng.integers(5))
    if kind == 4:
        level = float(rng.uniform(0.25, 0.8))
        glowing = Finish((level, level, level), "cloud", float(rng.uniform(0.02, 0.12)), between(rng, 0.6, 2.5))
        return glowing, toned(glowing, float(rng.uniform(0.7, 0.92))), Finish((level / 6,) * 3), DARK
    hue, shine = float(rng.uniform(0.56, 0.68)), float(rng.uniform(0, 0.25))
    bgr = colour(rng, float(rng.uniform(0.03, 0.1)), float(rng.uniform(0.1, 0.7)), hue)
    silicon = Finish(bgr, "grain", float(rng.uniform(0, 0.02)), gloss=shine)
    if kind > 1:
        bgr = colour(rng, float(rng.uniform(0.1, 0.36)), float(rng.uniform(0.5, 1.0)), hue)
        silicon = Finish(bgr, "spangle", float(rng.uniform(0.02, 0.12)), between(rng, 0.4, 2.0), gloss=shine)
    tone = float(rng.uniform(0.45, 0.8))
    silver = Finish((tone, tone, tone))
    tinned = Finish((0.9 * tone, 0.9 * tone, 0.9 * tone), "brushed", 0.05, gloss=float(rng.uniform(0.1, 0.5)))
    sheet = (0.9, 0.9, 0.9) if rng.random() < 0.6 else (0.05, 0.045, 0.045)
    return silicon, silver, tinned, Finish(sheet, "weave" if rng.random() < 0.3 else "", 0.02)


def _printed(rng: Generator, grid: Grid, cell: _Cell, silver: Finish) -> list[Piece]:
    """Return fingers and busbars of all cells: some fingers of the nearest cell have edges, its pads are components."""
    wide, thin = max(1.0, 0.008 * cell.sides[0]), max(0.8, cell.finger * float(rng.uniform(0.08, 0.2)))
    near, middle = grid.place(grid.cells()[0]), (grid.size_px / 2, grid.size_px / 2)
    levels = sorted(cell.levels(), key=lambda y: math.dist(near.at(0, y), middle))
    apart = levels[:MOST_FINGERS] if rng.random() < 0.7 else levels[: 3 * MOST_FINGERS : 4]
    shapes = [HERE.rectangle((0, y), (2 * cell.reach(y), thin)) for y in levels]
    shapes += [HERE.rectangle((x, 0), (wide, 0.96 * cell.sides[1])) for x in cell.columns()]
    free = [near.rectangle((0, y), (cell.sides[0], max(thin + 2.0, 0.6 * cell.finger))) for y in apart]
    pieces = [Piece(grid.field(shapes, free), silver, 0.3)]
    pieces += [Piece(near.line([(-cell.reach(y), y), (cell.reach(y), y)], thin), silver, 0.3) for y in apart]
    rows = np.linspace(-0.4, 0.4, int(rng.integers(3, 9))).tolist() if levels else []
    places = [(x, y * cell.sides[1]) for x in cell.columns() for y in rows]
    pad = wide * float(rng.uniform(1.5, 4)), wide * float(rng.uniform(1.5, 8))
    pads = [Piece(near.box(each, pad), silver, 0.4, group=100 + number) for number, each in enumerate(places)]
    return [*pieces, *(each for each in pads if in_sight(each.shape, grid.size_px))][: MOST_FINGERS + 20]


def _ribbons(grid: Grid, cell: _Cell, ribbon: Finish) -> list[Piece]:
    """Return the tinned ribbons along columns of cells, from cell to cell: components unless they cross the canvas."""
    wide, pieces = max(1.3, (0.012 if cell.bars < 6 else 0.005) * cell.sides[0]), list[Piece]()
    short = cell.sides[1] < 0.6 * grid.size_px
    for each in grid.cells()[:MOST_CELLS]:
        for x in cell.columns():
            line = grid.place(each).line([(x, -0.5 * grid.pitches[1]), (x, 0.5 * grid.pitches[1])], wide)
            pieces.append(Piece(line, ribbon, 1.0, group=300 + len(pieces) if short else -1))
    return pieces[:40]


def _border(rng: Generator, grid: Grid, ribbon: Finish) -> list[Piece]:
    """Return the end of a module: the sheet beyond the last cells, a ribbon across it, and the frame."""
    far, side, wide = 3.0 * grid.size_px, grid.size_px * float(rng.uniform(0.15, 0.5)), grid.pitches[1]
    edge = Frame(grid.frame.at(0, -round(side / wide) * wide - wide / 2), grid.frame.angle_deg)
    sheet, aluminium = Finish((0.88, 0.88, 0.88)), metal(rng)
    strip, gap = 0.06 * grid.size_px, grid.size_px * float(rng.uniform(0.04, 0.15))
    pieces = [Piece(edge.box((0, -far / 2), (2 * far, far)), sheet)]
    pieces.append(
        Piece(edge.box((float(rng.uniform(-0.4, 0.4)) * far, -0.5 * gap), (far, 0.5 * strip)), ribbon, 1.0, group=900)
    )
    return [*pieces, Piece(edge.box((0, -gap - far / 2), (2 * far, far)), aluminium, 4.0)]


FAMILIES: Final[dict[str, Design]] = {"solar_cells": solar_cells}
