"""Fittings of doors: hinges laid open with their screws, levers on plates and rosettes."""

import numpy as np
from numpy.random import Generator

from inspector.train.families.drives import draw_head
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import Centre, pick
from inspector.train.families.profiles import disc, ring
from inspector.train.families.solids import MOST, Skins, as_one, barrel
from inspector.train.families.surfaces import toned
from inspector.train.scene import Piece, Stroke


def hinge(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a hinge laid open: two leaves, knuckles in turn on a pin, countersunk holes, screws in some or all."""
    body, edge, hole = skins
    wide, count = reach * float(rng.uniform(0.35, 0.8)), int(rng.integers(2, 5))
    pieces, knuckles, barrel_px = list[Piece](), int(pick(rng, (3, 5, 5))), 0.11 * reach
    corner, screwed = wide * float(pick(rng, (0.0, 0.1, 0.6))), rng.random() < 0.6
    for side in (-1, 1):
        pieces.append(Piece(frame.box((0, side * (wide / 2 + 0.3 * barrel_px)), (2 * reach, wide), corner), body, 2.0))
    for number in range(knuckles):
        ends = -reach + 2 * reach * number / knuckles, -reach + 2 * reach * (number + 0.96) / knuckles
        pieces += barrel(frame, ends, barrel_px, toned(body, 1.0 + 0.08 * (number % 2)), number, 6.0)
    for x in (-1.0, 1.0):
        pieces.append(
            Piece(frame.box((1.02 * x * reach, 0), (0.08 * reach, 2.3 * barrel_px), 0.03 * reach), edge, 3.0, group=8)
        )
    radius = min(0.09 * reach, 0.2 * wide)
    head = draw_head(rng, 1.35 * radius, edge)
    holes: list[Centre] = [
        (x * reach, side * 0.62 * wide) for side in (-1, 1) for x in np.linspace(-0.7, 0.7, count).tolist()
    ]
    for group, (x, y) in enumerate(holes, start=10):
        place = frame.at(x, y)
        pieces.append(Piece(disc(place, 1.5 * radius), toned(body, 0.75), -1.2))
        pieces.append(Piece(disc(place, 0.8 * radius), hole, -3.0))
        if screwed and len(pieces) < MOST - 4:
            pieces += head.at(place, group)
    return pieces


def handle(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a lever on its plate or rosette, with a keyhole or a second rosette below and screws in the plate."""
    body, edge, hole = skins
    plate, side = rng.random() < 0.6, float(pick(rng, (-1, 1)))
    pieces: list[Piece] = []
    if plate:
        corner = float(pick(rng, (0.02, 0.12, 0.22))) * reach
        pieces.append(Piece(frame.box((0, 0.2 * reach), (0.46 * reach, 2.1 * reach), corner), body, 2.5))
        inset = frame.rectangle((0, 0.2 * reach), (0.38 * reach, 2.0 * reach), corner)
        pieces.append(Piece(Stroke(inset, 1.4, closed=True), toned(body, 0.7), -0.5))
    else:
        pieces += [Piece(disc(frame.at(0, y * reach), 0.26 * reach), body, 2.5) for y in (-0.4, 0.4)]
    eye = frame.at(0, 0.45 * reach if plate else 0.4 * reach)
    pieces.append(Piece(disc(eye, 0.075 * reach), hole, -3.0, group=0))
    slot = Frame(eye, frame.angle_deg).box((0, 0.1 * reach), (0.07 * reach, 0.2 * reach), 0.02 * reach)
    pieces.append(Piece(slot, hole, -3.0, group=0))
    for group, y in enumerate((-0.72, 1.1) if plate else (), start=1):
        place = frame.at(0, y * reach)
        pieces.append(Piece(disc(place, 0.07 * reach), edge, 1.0, turns=True, group=group))
        cut = Frame(place, float(rng.uniform(0, 180))).box((0, 0), (0.12 * reach, 0.025 * reach))
        pieces.append(Piece(cut, toned(edge, 0.25), -1.0, turns=True, group=group))
    pivot = frame.frame(0, -0.4 * reach)
    pieces.append(Piece(ring(pivot.centre, 0.19 * reach, 0.13 * reach), toned(edge, 0.85), 2.0, group=4))
    ends = (0.0, side * 1.2 * reach) if side > 0 else (side * 1.2 * reach, 0.0)
    pieces += as_one(barrel(pivot, ends, 0.11 * reach, edge, 4, 8.0), 4)
    pieces.append(Piece(disc(pivot.centre, 0.13 * reach), edge, 1.0, group=4))
    return pieces
