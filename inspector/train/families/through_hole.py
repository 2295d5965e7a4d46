"""Parts with leads: transistors, resistors with rings, capacitors and diodes, on tape, on a board or loose."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick
from inspector.train.families.grids import DARK, staged
from inspector.train.families.leaded_bodies import TIN, diode, power, resistor, small
from inspector.train.families.leaded_capacitors import disc_capacitor, electrolytic, film
from inspector.train.families.lettering import CODED, draw_hand, letters, worded
from inspector.train.families.surfaces import bench, toned
from inspector.train.scene import Finish, Piece, Scene, Stroke

COPPER: Final = Finish((0.3, 0.55, 0.7), gloss=0.2)
Maker = Callable[[Generator, Frame, float, float, int], list[Piece]]
AXIAL: Final[tuple[Maker, ...]] = (resistor, diode)
MAKERS: Final[tuple[Maker, ...]] = (resistor, resistor, diode, power, small, disc_capacitor, electrolytic, film)
TAPED, SOLDERED, LOOSE = range(3)


def leaded_parts(rng: Generator, size_px: int) -> Scene:
    """Transistors, resistors with rings, capacitors, diodes: bent leads, in rows on tape, on a board or loose."""
    unit = size_px * between(rng, 0.14, 0.6)
    count, make = int(np.clip(0.9 * size_px / unit, 1, 5)), pick(rng, MAKERS)
    whole, seed = Frame((size_px / 2, size_px / 2), square_turn(rng, 1.0)), int(rng.integers(1 << 30))
    lie, values, axial = pick(rng, (TAPED, SOLDERED, LOOSE)), int(rng.integers(1, 4)), make in AXIAL
    far = unit * (float(rng.uniform(0.75, 1.1)) if lie == SOLDERED else 2.0)
    shift, askew = float(rng.uniform(-0.5, 0.5)) * unit, 40.0 if lie == LOOSE and rng.random() < 0.5 else 1.0
    steps = [(number - (count - 1) / 2) * unit * 1.05 + shift for number in range(-1, count + 1)]
    rows = [whole.frame(x, 0) for x in steps]
    pieces = _tapes(rng, rows, unit, axial=axial) if lie == TAPED else []
    pieces += _names(rng, rows, unit, axial=axial) if lie == SOLDERED else []
    for number, row in enumerate(rows):
        own = row.frame(0, float(rng.normal(0, 0.02)) * unit, float(rng.normal(0, askew)) + 90 * axial)
        one = make(np.random.default_rng((seed, number % values)), own, 0.8 * unit, far, 12 * number)
        pieces += [*one, *(_soldered(one, 0.8 * unit) if lie == SOLDERED else [])]
    hue, level = float(pick(rng, (0.36, 0.36, 0.1, 0.62))), float(rng.uniform(0.08, 0.4))
    laminate = Finish(colour(rng, level, 0.7, hue), "weave", 0.02, printed=True)
    return staged(rng, "leaded_parts", size_px, laminate if lie == SOLDERED else bench(rng), pieces, 2.5)


def _tapes(rng: Generator, rows: list[Frame], unit: float, *, axial: bool) -> list[Piece]:
    """Return the paper tapes that hold the leads: one at both ends, or one with holes below."""
    paper = Finish(colour(rng, float(rng.uniform(0.4, 0.85)), float(pick(rng, (0.05, 0.4))), 0.1), "paper", 0.04)
    whole, pieces = rows[len(rows) // 2], list[Piece]()
    for y in (-1.5, 1.5) if axial else (2.1,):
        for share, own in ((0.7, paper), (0.4, toned(paper, 0.92))):
            pieces.append(Piece(whole.box((0, y * unit), (20 * unit, share * unit)), own, 0.8, 0.95))
    holes = [] if axial else [row.disc((0.5 * unit, 2.1 * unit), 0.14 * unit) for row in rows]
    return [*pieces, *(Piece(hole, DARK, -1.0, group=900 + number) for number, hole in enumerate(holes))]


def _names(rng: Generator, rows: list[Frame], unit: float, *, axial: bool) -> list[Piece]:
    """Return what is printed on a board about and beside each part."""
    ink, pieces, sides = Finish((0.85, 0.85, 0.85)), list[Piece](), (0.55, 1.15) if axial else (0.98, 1.1)
    for number, row in enumerate(rows):
        hand = draw_hand(rng, max(4.0, 0.14 * unit), row.angle_deg)
        pieces.append(worded(hand, letters(rng, CODED, 2, 3), row.at(0, -0.75 * unit), ink, 940 + number))
        edge = Stroke(row.rectangle((0, 0), (sides[0] * unit, sides[1] * unit)), 1.0, closed=True)
        pieces.append(Piece(edge, ink, 0.0, 0.8))
    return pieces


def _soldered(pieces: list[Piece], unit: float) -> list[Piece]:
    """Return the joints at the free ends of the leads among `pieces`: an area of copper, solder, the cut end."""
    ends = [
        (each.shape.points[-1], each.shape.points[0], each.group)
        for each in pieces
        if isinstance(each.shape, Stroke) and each.finish == TIN
    ]
    axial = len(ends) == 1
    joints: list[Piece] = []
    for point, group in [(end, group) for last, first, group in ends for end in ((last, first) if axial else (last,))]:
        own = Frame((float(point[0]), float(point[1])))
        joints.append(Piece(own.disc((0, 0), 0.17 * unit, 24), COPPER, 0.3))
        joints += [Piece(own.disc((0, 0), share * unit, 20), TIN, 1.0, group=group) for share in (0.13, 0.08)]
    return joints


FAMILIES: Final[dict[str, Design]] = {"leaded_parts": leaded_parts}
