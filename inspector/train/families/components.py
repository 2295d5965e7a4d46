"""Components of boards, seen from above: chips, passives, diodes, cans, coils, crystals, with their solder joints."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, colour, finish, gloss
from inspector.train.families.contours import oval
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick
from inspector.train.families.lettering import CODED, DIGITS, draw_hand, letters, worded
from inspector.train.families.shades import glow, pillow
from inspector.train.scene import Finish, Outline, Piece

PLASTIC: Final = ("grain", "speckle", "cast", "peel")
METAL: Final = ("brushed", "ground", "grain", "turned")


@dataclass(frozen=True, slots=True)
class Kit:
    """The surfaces of a board's components: black and pale bodies, metal, solder, marks, glass, one vivid colour."""

    black: Finish
    pale: Finish
    metal: Finish
    solder: Finish
    mark: Finish
    glass: Finish
    vivid: Finish
    rise_px: float


def draw_kit(rng: Generator) -> Kit:
    """Return surfaces for all components of one board."""
    tin, pale, dark = rng.uniform(0.4, 0.85), rng.uniform(0.45, 0.9), rng.uniform(0.02, 0.35)
    body = colour(rng, dark, float(pick(rng, (0.05, 0.1, 0.6))))
    metal = colour(rng, tin, float(pick(rng, (0.03, 0.05, 0.5))), rng.uniform(0.06, 0.14))
    mark: Colour = colour(rng, rng.uniform(0.4, 0.95), 0.1) if rng.random() < 0.7 else beside(rng, body, 0.05, 0.3)
    return Kit(
        black=finish(rng, body, PLASTIC, 0.06, float(pick(rng, (0.0, 0.05, 0.2)))),
        pale=finish(rng, colour(rng, pale, rng.uniform(0, 0.6), rng.uniform(0.0, 0.2)), PLASTIC, 0.05),
        metal=finish(rng, metal, METAL, 0.1, float(rng.uniform(0.1, 0.8))),
        solder=Finish(colour(rng, rng.uniform(0.2, 0.5), 0.05), gloss=float(rng.uniform(0.3, 0.9))),
        mark=Finish(mark),
        glass=Finish(colour(rng, rng.uniform(0.3, 0.9), 0.8), gloss=gloss(rng, 0.8)),
        vivid=finish(rng, colour(rng, rng.uniform(0.25, 0.7), 0.95), PLASTIC, 0.05),
        rise_px=between(rng, 1.0, 6.0),
    )


def chip(rng: Generator, kit: Kit, frame: Frame, size: float, group: int) -> list[Piece]:
    """Return a package with legs on two or four sides or none in sight, `size` along its longer side."""
    long, legs = size * float(rng.uniform(0.6, 0.85)), int(rng.integers(2, 13))
    four = rng.random() < 0.4
    sides = (long, long if four else long * float(rng.uniform(0.4, 0.8)))
    pieces: list[Piece] = []
    if rng.random() < 0.85:
        for number in range(4 if four else 2):
            turned = frame.frame(0, 0, 90.0 * number if four else 180.0 * number)
            out = sides[1] / 2 if not (four and number % 2) else sides[0] / 2
            pieces += _legs(kit, turned, (0.85 * long, out, size / 2 - long / 2 + 2), legs, group)
    body = frame.box((0, 0), sides, 0.04 * long)
    pieces.append(Piece(body, kit.black, kit.rise_px, group=group))
    dot = frame.disc((-0.38 * sides[0], 0.34 * sides[1]), max(1.2, 0.05 * long), 16)
    pieces.append(Piece(dot, kit.mark if rng.random() < 0.5 else kit.black, -0.8, group=group))
    return [*pieces, *_marking(rng, kit, frame, sides, group)]


def passive(rng: Generator, kit: Kit, frame: Frame, size: float, group: int) -> list[Piece]:
    """Return a resistor or capacitor between two solder joints."""
    wide, pale = size * float(rng.uniform(0.35, 0.6)), rng.random() < 0.5
    cap, pieces = size * float(rng.uniform(0.12, 0.22)), list[Piece]()
    for side in (-1, 1):
        joint = frame.rectangle((side * 0.5 * size, 0), (0.4 * size, 1.05 * wide), 0.1 * size)
        pieces.append(Piece(pillow(joint, 0.2 * size), kit.solder, 0.4 * kit.rise_px, group=group))
    body = frame.box((0, 0), (0.92 * size, wide), 0.03 * size)
    pieces.append(Piece(body, kit.pale if pale else kit.black, 0.6 * kit.rise_px, group=group))
    for side in (-1, 1):
        end = frame.box((side * (0.46 * size - cap / 2), 0), (cap, wide), 0.03 * size)
        pieces.append(Piece(end, kit.metal, 0.3, group=group))
    if rng.random() < 0.4 and size > 14:
        hand = draw_hand(rng, 0.45 * wide, frame.angle_deg)
        pieces.append(worded(hand, letters(rng, DIGITS, 2, 3), frame.centre, kit.mark, group))
    return pieces


def diode(rng: Generator, kit: Kit, frame: Frame, size: float, group: int) -> list[Piece]:
    """Return a block with a band at one end, or a glass or vivid cylinder, between two tabs."""
    wide, surface = size * float(rng.uniform(0.3, 0.55)), pick(rng, (kit.vivid, kit.black, kit.glass))
    tabs = frame.box((0, 0), (size, 0.55 * wide))
    body = frame.box((0, 0), (0.74 * size, wide), float(pick(rng, (0.0, 0.5))) * wide)
    band = frame.box((-0.26 * size, 0), (0.1 * size, wide))
    made = Piece(tabs, kit.metal, 0.8, group=group), Piece(body, surface, kit.rise_px, group=group)
    return [*made, Piece(band, kit.mark, 0.0, group=group)]


def lamp(rng: Generator, kit: Kit, frame: Frame, size: float, group: int) -> list[Piece]:
    """Return a light emitting diode: a round lens in a square housing, or a bare dome."""
    lens, square = 0.36 * size, rng.random() < 0.7
    pieces: list[Piece] = []
    if square:
        pieces.append(Piece(frame.box((0, 0), (1.1 * size, 0.5 * size)), kit.solder, 0.5, group=group))
        pieces.append(Piece(frame.box((0, 0), (0.9 * size, 0.85 * size), 0.05 * size), kit.pale, 2.0, group=group))
    dome = oval(frame.centre, (lens, lens))
    pieces.append(Piece(frame.ring((0, 0), 1.1 * lens, 0.8 * lens), kit.metal, 0.5, group=group))
    pieces.append(Piece(Outline((dome,)), kit.glass, 0.0, 0.9, group=group))
    pieces.append(Piece(pillow(dome, 0.9 * lens), kit.glass, kit.rise_px, 0.6, group=group))
    pieces.append(Piece(frame.box((0.05 * size, 0), (0.14 * size, 0.14 * size)), kit.black, 0.0, 0.7, group=group))
    corner = frame.points([(-0.43 * size, 0.41 * size), (-0.25 * size, 0.41 * size), (-0.43 * size, 0.23 * size)])
    return [*pieces, Piece(Outline((corner,)), kit.mark, 0.0, group=group)] if square else pieces


def can(rng: Generator, kit: Kit, frame: Frame, size: float, group: int) -> list[Piece]:
    """Return an electrolytic capacitor: a metal can with a dark sector, on a base with two cut corners."""
    half, radius, cut = 0.5 * size, 0.46 * size, 0.14 * size
    corners = [(-half, -half), (half - cut, -half), (half, cut - half), (half, half - cut), (half - cut, half), (-half, half)]  # noqa: E501  # fmt: skip
    base = Piece(Outline((frame.points(corners),)), kit.black, 1.0, group=group)
    side = Piece(frame.disc((0, 0), radius), kit.metal, kit.rise_px, group=group)
    top = Piece(frame.ring((0, 0), radius, 0.88 * radius), kit.metal, 1.0, group=group)
    angle = np.linspace(-0.9, 0.9, 9) + math.pi
    arc = [(0.86 * radius * math.cos(each), 0.86 * radius * math.sin(each)) for each in angle.tolist()]
    sector = Piece(Outline((frame.points(arc),)), kit.black if rng.random() < 0.7 else kit.vivid, 0.0, group=group)
    hand = draw_hand(rng, 0.17 * size, frame.angle_deg)
    word = worded(hand, letters(rng, DIGITS, 2, 3), frame.at(0.12 * size, 0), kit.black, group)
    scored = [Piece(frame.line([(-0.5 * radius, 0), (0.7 * radius, 0)], max(1.2, 0.03 * size)), kit.metal, -0.8, group=group)]  # noqa: E501  # fmt: skip
    return [base, side, top, sector, *(scored if rng.random() < 0.25 else [word])]


def coil(rng: Generator, kit: Kit, frame: Frame, size: float, group: int) -> list[Piece]:
    """Return a choke: a square or round body with wire rings or a number in its middle."""
    outer = frame.box((0, 0), (size, size), size * float(pick(rng, (0.03, 0.2)))) if rng.random() < 0.7 else frame.disc((0, 0), size / 2)  # noqa: E501  # fmt: skip
    body, wire = Piece(outer, kit.black, kit.rise_px, group=group), pick(rng, (kit.metal, kit.vivid, kit.pale))
    if rng.random() < 0.5:
        hand = draw_hand(rng, 0.26 * size, frame.angle_deg)
        return [body, worded(hand, letters(rng, CODED, 3, 3), frame.centre, kit.mark, group)]
    sunk = Piece(frame.disc((0, 0), 0.42 * size), kit.black, -0.5 * kit.rise_px, group=group)
    rings = [Piece(frame.ring((0, 0), each * size, (each - 0.05) * size), wire, 0.6, group=group) for each in (0.4, 0.33, 0.26)]  # noqa: E501  # fmt: skip
    return [body, sunk, *rings, Piece(frame.disc((0, 0), 0.18 * size), kit.black, 1.0, group=group)]


def crystal(rng: Generator, kit: Kit, frame: Frame, size: float, group: int) -> list[Piece]:
    """Return a metal can with rounded ends and a stamped number."""
    wide = size * float(rng.uniform(0.35, 0.7))
    rim = Piece(frame.box((0, 0), (size, wide), wide / 2), kit.metal, 0.8, group=group)
    top = Piece(frame.box((0, 0), (0.9 * size, 0.8 * wide), 0.4 * wide), kit.metal, kit.rise_px, group=group)
    hand = draw_hand(rng, 0.3 * wide, frame.angle_deg)
    return [rim, top, worded(hand, letters(rng, DIGITS, 2, 3) + ".0", frame.centre, kit.black, group)]


def joint(rng: Generator, kit: Kit, frame: Frame, size: float, group: int) -> list[Piece]:
    """Return a soldered pin: a ring of metal, a shining cone, the pin's end."""
    middle, radius = frame.centre, size / 2
    ring = Piece(frame.disc((0, 0), radius), kit.metal, 0.4, group=group)
    cone = Piece(glow(middle, (0.95 * radius, 0.95 * radius), 1.5), kit.solder, kit.rise_px, group=group)
    off = rng.normal(0, 0.08 * size, 2).tolist()
    return [ring, cone, Piece(frame.disc((off[0], off[1]), 0.3 * radius, 16), kit.metal, 0.6, group=group)]


def _legs(kit: Kit, frame: Frame, room: tuple[float, float, float], count: int, group: int) -> list[Piece]:
    """Return legs along x of `room` (length of the row, distance of the body's side, length of a leg)."""
    row, out, long = room
    pitch, joint_long = row / count, 0.55 * long
    contours, shines = [], []
    for number in range(count):
        x = (number - (count - 1) / 2) * pitch
        contours.append(frame.rectangle((x, out + long / 2 - 1), (0.5 * pitch, long + 2)))
        shines.append(frame.rectangle((x, out + long), (0.62 * pitch, joint_long)))
    joints = Piece(Outline(tuple(shines)), kit.solder, 0.5, group=group)
    if pitch < 9:
        return [joints, Piece(Outline(tuple(contours)), kit.metal, 1.0, group=group)]
    return [joints, *(Piece(Outline((each,)), kit.metal, 1.0, group=group) for each in contours)]


def _marking(rng: Generator, kit: Kit, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return one to three lines of text on a body."""
    lines, pieces = int(pick(rng, (0, 1, 2, 2, 3))), list[Piece]()
    high = sides[1] / (2.0 + 1.6 * lines)
    hand = draw_hand(rng, max(3.0, high), frame.angle_deg)
    for number in range(lines):
        text = letters(rng, CODED, 2, max(2, min(9, int(0.75 * sides[0] / hand.advance("8")))))
        middle = frame.at(0, (number - (lines - 1) / 2) * 1.5 * high)
        pieces.append(worded(hand, text, middle, kit.mark, group))
    return pieces


Component = Callable[[Generator, Kit, Frame, float, int], list[Piece]]
SMALL: Final[tuple[Component, ...]] = (passive, passive, passive, diode, joint)
LARGE: Final[tuple[Component, ...]] = (chip, chip, can, coil, crystal, lamp, diode, passive)
