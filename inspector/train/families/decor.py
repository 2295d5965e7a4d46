"""Decor of fired ware: what is printed on tiles and round the rims of plates."""

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import emblem, rosette
from inspector.train.families.colours import Colour
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import blob, pick
from inspector.train.families.profiles import ORIGIN, polar, ring
from inspector.train.scene import Finish, Outline, Piece, Stroke


def decor(rng: Generator, own: Frame, sides: tuple[float, float], inks: list[Colour], group: int) -> list[Piece]:
    """Return what is printed on each tile: quarter circles, a star in a ring, diamonds, a border, a winding line."""
    kind, half = int(rng.integers(6)), min(sides) / 2
    first, second, third = (Finish(each, printed=True) for each in inks)
    corners = [(x * sides[0] / 2, y * sides[1] / 2) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    if kind == 0:
        arcs = [[(x - np.sign(x) * half * c, y - np.sign(y) * half * s) for c, s in _quarter()] for x, y in corners]
        fields = [
            Piece(Outline((own.points([at, *arc]),)), first, group=group) for at, arc in zip(corners, arcs, strict=True)
        ]
        return [*fields, Piece(own.disc(ORIGIN, 0.3 * half, 8), second, group=group + 1)]
    if kind == 1:
        star = polar([0.9, 0.42], [0, 0.5], int(pick(rng, (4, 8, 8)))) * np.float32(half)
        shape = Outline((own.points([(x, y) for x, y in star.tolist()]),))
        middle = own.ring(ORIGIN, 0.3 * half, 0.18 * half)
        edge = Stroke(own.rectangle(ORIGIN, (1.84 * half, 1.84 * half)), max(1, 0.06 * half), closed=True)
        return [
            Piece(edge, third, group=group + 2),
            Piece(shape, first, group=group),
            Piece(middle, second, group=group + 1),
        ]
    if kind == 2:
        made = [
            own.points([(x * sides[0] / 2 * s, y * sides[1] / 2 * s) for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1))])
            for s in (1, 0.72, 0.3)
        ]
        return [
            Piece(Outline((each,)), ink, group=group + k)
            for k, (each, ink) in enumerate(zip(made, (first, second, third), strict=True))
        ]
    if kind == 3:
        bands = [(0.8, 0.1, first), (0.62, 0.04, second)]
        return [
            Piece(
                Stroke(own.rectangle(ORIGIN, (s * sides[0], s * sides[1]), 0.1 * half), max(1, w * half), closed=True),
                ink,
                group=group,
            )
            for s, w, ink in bands
        ] + emblem(rng, own, 0.4 * half, inks, group + 1)
    if kind == 4:
        line = rosette(rng, own.centre, 0.8 * half)
        return [Piece(Stroke(line, max(1.0, 0.04 * half), closed=True), first, group=group)]
    shapes = [
        blob(rng, own.at(*(rng.uniform(-0.7, 0.7, 2) * half).tolist()), half * float(rng.uniform(0.08, 0.3)), 0.3)
        for _ in range(5)
    ]
    return [
        Piece(Outline((each,)), (first, second, third)[k % 3], group=group + k % 3) for k, each in enumerate(shapes)
    ]


def motif(rng: Generator, kind: int, own: Frame, size: float, ink: Finish, group: int) -> Piece:
    """Return a flower, a leaf or a dot of the print on a rim."""
    if kind == 0:
        petals = polar([1.0, 0.95, 0.45], [0.0, 0.25, 0.62], int(rng.integers(4, 8))) * np.float32(size)
        return Piece(Outline((own.points([(x, y) for x, y in petals.tolist()]),)), ink, group=group)
    if kind == 1:
        leaf = [(-1.0, 0.0), (-0.3, 0.35), (0.4, 0.3), (1.0, 0.0), (0.4, -0.3), (-0.3, -0.35)]
        return Piece(Outline((own.points([(size * y, size * x) for x, y in leaf]),)), ink, group=group)
    return Piece(ring(own.centre, 0.5 * size, 0.25 * size), ink, group=group)


def _quarter() -> list[tuple[float, float]]:
    """Return points on a quarter of a circle."""
    turn = np.linspace(0, np.pi / 2, 8)
    return list(zip(np.cos(turn).tolist(), np.sin(turn).tolist(), strict=True))
