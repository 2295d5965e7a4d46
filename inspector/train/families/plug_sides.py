"""Plugs from the side: shell, rings or tube in front, moulding, relief and cable behind."""

from collections.abc import Callable
from typing import Final

from numpy.random import Generator

from inspector.train.families.colours import beside
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.grids import DARK
from inspector.train.families.lettering import draw_hand, letters, worded
from inspector.train.families.rounds import barrel, shaded, strip
from inspector.train.families.surfaces import toned
from inspector.train.scene import Finish, Piece

Surfaces = tuple[Finish, Finish, Finish]


def _moulded(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return moulding, relief and cable of a plug along x, its front at x = 0."""
    plastic, thick = surfaces[2], wide * float(rng.uniform(1.1, 1.5))
    long, cord = thick * float(rng.uniform(0.9, 1.7)), thick * float(rng.uniform(0.22, 0.4))
    lead, relief = frame.frame(long + 4.0 * wide, 0), frame.frame(1.3 * long, 0)
    pieces = barrel(lead, (8.2 * wide, cord), plastic, group, 0.0, 0.15)
    pieces.append(Piece(relief.box((0, 0), (0.7 * long, 1.5 * cord), 0.2 * cord), plastic, 2.0, group=group))
    for number in range(int(rng.integers(0, 7))):
        slot = relief.box(((number - 2) * 0.1 * long, 0), (0.045 * long, 1.5 * cord))
        pieces.append(Piece(slot, toned(plastic, 0.5), -1.5, group=group + 1))
    body = frame.box((long / 2, 0), (long, thick), thick * float(rng.uniform(0.05, 0.3)))
    pieces += [
        Piece(body, plastic, 4.0, group=group + 2),
        *shaded(frame.frame(long / 2, 0), (0.96 * long, thick), group + 2, 0.1),
    ]
    hand = draw_hand(rng, max(5.0, 0.3 * thick), frame.angle_deg)
    ink = Finish(beside(rng, plastic.bgr, 0.08, 0.6))
    return [*pieces, worded(hand, letters(rng, "USBCHDQAX", 1, 3), frame.at(0.5 * long, 0), ink, group + 3)]


def _boxed(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return a plug with a flat shell from the side: latch holes, seam, moulding, cable."""
    shell, wide = surfaces[0], 0.45 * wide
    long, round_px = wide * float(rng.uniform(0.7, 1.4)), wide * float(pick(rng, (0.0, 0.04, 0.3)))
    pieces = _moulded(rng, frame, wide, surfaces, group)
    pieces.append(Piece(frame.box((-long / 2, 0), (1.04 * long, wide), round_px), shell, 2.5, group=group + 4))
    seam = frame.line([(-long, 0.02 * wide), (0.0, 0.02 * wide)], 1.0)
    pieces.append(Piece(seam, DARK, -0.5, 0.5, group=group + 4))
    for number, y in enumerate((-0.24, 0.24)):
        side = wide * float(rng.uniform(0.13, 0.2))
        hole = frame.box((-0.42 * long, y * wide), (side, side))
        pieces.append(Piece(hole, DARK, -2.0, group=group + 5 + number))
    return pieces


def _rings(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return an audio plug from the side: tip, rings between black bands, sleeve, collar, moulding, cable."""
    gold, wide = pick(rng, surfaces[:2]), 0.4 * wide
    thick, poles = 0.4 * wide, int(rng.integers(2, 5))
    pieces = _moulded(rng, frame, wide, surfaces, group)
    long = thick * 4.0
    tip = [(-long, 0.0), (-0.96 * long, -0.25 * thick), (-0.86 * long, -0.48 * thick), (-0.78 * long, -0.3 * thick)]
    pieces += barrel(frame.frame(-0.38 * long, 0), (0.8 * long, thick), gold, group + 4, 0.0, 0.5)
    pieces.append(strip(frame, [*tip, *[(x, -y) for x, y in reversed(tip)]], gold, 2.0, group + 5))
    for number in range(poles - 1):
        band = frame.box((-long * (0.74 - 0.17 * number), 0), (0.045 * long, 1.02 * thick))
        pieces.append(Piece(band, DARK, 0.3, group=group + 6 + number))
    return [*pieces, Piece(frame.box((-0.02 * long, 0), (0.1 * long, 1.7 * thick), 2.0), gold, 2.0, group=group + 10)]


def _hollow(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return a power plug from the side: a smooth tube with a dark mouth, a step, moulding, cable."""
    metal, wide = surfaces[0], 0.45 * wide
    thick = wide * float(rng.uniform(0.4, 0.6))
    pieces = _moulded(rng, frame, wide, surfaces, group)
    pieces += barrel(frame.frame(-0.8 * thick, 0), (1.7 * thick, thick), metal, group + 4, 0.05 * thick, 0.5)
    pieces.append(Piece(frame.box((-1.62 * thick, 0), (0.12 * thick, 0.9 * thick), 2.0), DARK, -0.5, group=group + 4))
    return [
        *pieces,
        Piece(frame.box((-0.1 * thick, 0), (0.2 * thick, 1.3 * thick), 2.0), surfaces[2], 1.0, group=group + 5),
    ]


Maker = Callable[[Generator, Frame, float, Surfaces, int], list[Piece]]
SIDES: Final[tuple[Maker, ...]] = (_boxed, _boxed, _rings, _hollow)
