"""Brackets bent and punched from sheet: straps, angles, channels, corner plates."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import Centre, between, pick
from inspector.train.families.profiles import disc, ring
from inspector.train.families.solids import (
    Build,
    Skins,
    bend,
    gathered,
    lying,
    nut,
    punched,
    sheet,
    staged,
)
from inspector.train.families.surfaces import bench, metal, toned
from inspector.train.scene import Outline, Piece, Scene


def brackets(rng: Generator, size_px: int) -> Scene:
    """Bent and punched brackets with flanges, beads, lugs, slots and nuts; painted, zinc-plated or bare."""
    builds: tuple[Build, ...] = (_strap, _angle, _channel, _gusset)
    ground, reach = bench(rng), size_px * between(rng, 0.16, 0.8)
    skins = sheet(rng), toned(ground, float(rng.uniform(0.4, 0.8))), metal(rng)
    frames = lying(rng, size_px, reach, 4)
    pieces = gathered(rng, frames, pick(rng, builds), (reach, skins))
    return staged(rng, "brackets", size_px, ground, pieces, loose=len(frames) > 1)


def _strap(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a flat strap with round ends, cranked across its middle, with holes and a bead."""
    wide = reach * float(rng.uniform(0.35, 0.7))
    pieces = [Piece(frame.box((0, 0), (2 * reach, wide), wide * pick(rng, (0.08, 0.5))), skins[0], 2.5)]
    step = reach * float(rng.uniform(-0.25, 0.25))
    for x in (step, step + 0.22 * reach) if rng.random() < 0.6 else ():
        pieces += bend(frame.frame(x, 0, 90), (0, 0.08 * reach), wide, skins[0], float(rng.uniform(0.5, 1.5)))
    if rng.random() < 0.6:
        bead = frame.box((-0.35 * reach, 0), (0.7 * reach, 0.14 * wide), 0.07 * wide)
        pieces.append(Piece(bead, toned(skins[0], 1.05), 2.5, group=30))
    ends = reach - wide / 2
    return pieces + _fitted(rng, frame, [(-ends, 0), (ends, 0), (0.45 * ends, 0)], 0.17 * wide, skins)


def _angle(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return an angle: a plate, a flange bent up along one side, gussets across the bend, holes in rows."""
    wide, lip = reach * float(rng.uniform(0.7, 1.5)), reach * float(rng.uniform(0.08, 0.25))
    edge, lit = -wide / 2, float(rng.uniform(0.45, 1.5))
    pieces = [Piece(frame.box((0, 0), (2 * reach, wide), 0.08 * reach), skins[0], 2.0)]
    pieces += bend(frame.frame(0, 0), (edge + 2 * lip, edge + lip), 2 * reach, skins[0], lit)
    pieces.append(Piece(frame.box((0, edge + lip / 2), (2 * reach, lip)), toned(skins[0], lit), 5.0))
    for number, x in enumerate((np.linspace(-0.6, 0.6, int(rng.integers(0, 4))) * reach).tolist()):
        gusset = frame.points([(x - 0.5 * lip, edge + lip), (x + 0.5 * lip, edge + lip), (x, edge + 3.4 * lip)])
        pieces.append(Piece(Outline((gusset,)), toned(skins[0], 1.1), 3.5, group=30 + number))
    level = 0.2 * wide
    places = [(x * reach, level) for x in np.linspace(-0.75, 0.75, int(rng.integers(2, 5))).tolist()]
    return pieces + _fitted(rng, frame, places, reach * float(rng.uniform(0.06, 0.12)), skins)


def _channel(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a channel: a web between two flanges, ears at its ends, holes, a nut."""
    wide, ear = reach * float(rng.uniform(0.6, 1.2)), reach * float(rng.uniform(0.25, 0.5))
    pieces = [Piece(frame.box((0, 0), (2 * reach, ear), 0.4 * ear), skins[0], 1.5)]
    pieces.append(Piece(frame.box((0, 0), (1.5 * reach, wide)), skins[0], 2.5))
    for side in (-1, 1):
        lit, lip = float(rng.uniform(0.5, 1.4)), 0.1 * wide
        pieces += bend(frame, (side * (wide / 2 - 2 * lip), side * (wide / 2 - lip)), 1.5 * reach, skins[0], lit)
        flange = frame.box((0, side * (wide / 2 - lip / 2)), (1.5 * reach, lip))
        pieces.append(Piece(flange, toned(skins[0], lit), 4.0))
    places = [(x * reach, 0.0) for x in (-0.87, 0.87, -0.4, 0.4, 0.0)[: int(rng.integers(3, 6))]]
    return pieces + _fitted(rng, frame, places, 0.2 * ear, skins)


def _gusset(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a corner plate: two legs, a cut corner, a large hole with a drawn collar, rows of holes."""
    low, cut = -0.8 * reach, reach * float(rng.uniform(0.1, 0.5))
    corners = [(low, low), (reach, low), (reach, low + cut), (low + cut, reach), (low, reach)]
    pieces = [Piece(Outline((frame.points(corners),)), skins[0], 2.5)]
    own = frame.frame(0.1 * reach, 0)
    pieces += bend(own, (low + 0.12 * reach, low), 1.8 * reach, skins[0], float(rng.uniform(0.5, 1.5)))
    if rng.random() < 0.7:
        large, middle = reach * float(rng.uniform(0.18, 0.32)), frame.at(-0.25 * reach, -0.25 * reach)
        pieces.append(Piece(ring(middle, 1.3 * large, large), toned(skins[0], 1.1), 2.0, group=30))
        pieces.append(Piece(disc(middle, large), skins[1], -4.0, group=30))
    rows = np.linspace(-0.5, 0.75, int(rng.integers(2, 5))).tolist()
    places = [(x * reach, -0.6 * reach) for x in rows] + [(-0.62 * reach, x * reach) for x in rows[1:]]
    return pieces + _fitted(rng, frame, places, 0.075 * reach, skins)


def _fitted(rng: Generator, frame: Frame, places: list[Centre], radius: float, skins: Skins) -> list[Piece]:
    """Return a hole, a slot, a drawn collar or a nut at each place of a bracket."""
    kinds, turn, pieces = rng.integers(5, size=2).tolist(), float(pick(rng, (0, 90))), list[Piece]()
    for group, (x, y) in enumerate(places):
        own, kind = frame.frame(x, y, turn), kinds[group % 2]
        if kind == 0:
            slot = own.box((0, 0), (3.2 * radius, 1.5 * radius), 0.75 * radius)
            pieces.append(Piece(slot, skins[1], -4.0, group=group))
        elif kind == 1:
            pieces += nut(own, 1.6 * radius, (skins[2], skins[1]), group)
        else:
            pieces += punched(own.centre, (0.9 + 0.1 * kind) * radius, (skins[0], skins[1]), group)
    return pieces


FAMILIES: Final[dict[str, Design]] = {"brackets": brackets}
