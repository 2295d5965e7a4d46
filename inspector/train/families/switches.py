"""Switches, relays and trimmers: key switches with stems, tactile buttons, rows of sliders, relays, slotted dials."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import around, ticks
from inspector.train.families.colours import beside, colour, finish
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, MOST, WHITE, Grid, staged
from inspector.train.families.lettering import CODED, draw_hand, letters, made_up, worded
from inspector.train.families.surfaces import MOULDED, bench, metal, toned, vivid
from inspector.train.scene import Finish, Piece, Scene

BRASS: Final = Finish((0.25, 0.5, 0.62), "brushed", 0.04, gloss=0.35)
Surfaces = tuple[Finish, Finish, Finish]


def keyswitches(rng: Generator, size_px: int) -> Scene:
    """Key switches, buttons, DIP switches, relays or trimmers from above, one large or in rows on a board."""
    pitch, make = size_px * between(rng, 0.22, 1.2), pick(rng, MAKERS)
    frame = Frame(spot(rng, size_px, 0.35), square_turn(rng, 1.0))
    grid, seed = Grid(frame, (pitch, pitch * float(pick(rng, (1.0, 1.0, 1.3)))), size_px), int(rng.integers(1 << 30))
    housing = finish(
        rng, vivid(rng) if rng.random() < 0.4 else _plain(rng), MOULDED, 0.04, float(pick(rng, (0.0, 0.1, 0.25)))
    )
    other, pieces = Finish(vivid(rng), gloss=float(pick(rng, (0.0, 0.1)))), list[Piece]()
    surfaces = housing, other, metal(rng)
    one = make(np.random.default_rng(seed), grid.frame, 0.86 * pitch, surfaces, 0)
    cells = grid.block(MOST // len(one)) if pitch < 0.6 * size_px else grid.cells()[:1]
    for number, each in enumerate(cells):
        own = grid.place(each).frame(0, 0, float(rng.normal(0, 0.4)))
        pieces += make(np.random.default_rng(seed), own, 0.86 * pitch, surfaces, 14 * number)
    board = Finish(
        colour(rng, float(rng.uniform(0.05, 0.4)), 0.7, float(pick(rng, (0.36, 0.36, 0.62, 0.1)))),
        "weave",
        0.015,
        printed=True,
    )
    return staged(rng, "keyswitches", size_px, board if rng.random() < 0.5 else bench(rng), pieces, 1.5)


def _plain(rng: Generator) -> tuple[float, float, float]:
    level = float(pick(rng, (0.04, 0.05, 0.2, 0.6, 0.88)))
    return level, level, level


def _key(rng: Generator, frame: Frame, side: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return a key switch: housing with clips, sunk well, coloured stem with a cross, window for a lamp."""
    housing, stem, _ = surfaces
    pieces = [
        Piece(frame.box((x * side, 0), (0.06 * side, 0.25 * side)), housing, 1.0, group=group) for x in (-0.5, 0.5)
    ]
    pieces.append(Piece(frame.box((0, 0), (side, side), 0.04 * side), housing, 2.0, group=group))
    pieces.append(
        Piece(frame.box((0, 0), (0.86 * side, 0.86 * side), 0.06 * side), toned(housing, 1.15), 2.0, group=group)
    )
    pieces.append(
        Piece(
            frame.box((0, -0.03 * side), (0.6 * side, 0.5 * side), 0.04 * side), toned(housing, 0.6), -2.0, group=group
        )
    )
    if rng.random() < 0.6:
        lamp = Finish((0.8, 0.8, 0.8), gloss=0.2) if rng.random() < 0.6 else DARK
        pieces.append(
            Piece(frame.box((0, 0.33 * side), (0.28 * side, 0.12 * side), 0.02 * side), lamp, -0.5, group=group + 1)
        )
    body = frame.box((0, -0.03 * side), (0.46 * side, 0.32 * side), 0.03 * side)
    pieces.append(Piece(body, stem, 2.0, group=group + 2))
    if rng.random() < 0.5:
        pieces.append(
            Piece(frame.ring((0, -0.03 * side), 0.22 * side, 0.17 * side), toned(stem, 1.1), 1.0, group=group + 2)
        )
    for sides in ((0.27, 0.085), (0.085, 0.27)):
        arm = frame.box((0, -0.03 * side), (sides[0] * side, sides[1] * side))
        pieces.append(Piece(arm, toned(stem, 1.12), 1.5, group=group + 2))
    if rng.random() < 0.4:
        hand = draw_hand(rng, max(3.5, 0.07 * side), frame.angle_deg)
        pieces.append(
            worded(hand, made_up(rng)[:5], frame.at(0, -0.37 * side), toned(housing, 1.5), group + 3, height_px=0.3)
        )
    return pieces


def _button(rng: Generator, frame: Frame, side: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return a tactile button: legs, base, sheet cover with four pressed rivets, a round or square plunger."""
    housing, plunger, sheet = surfaces
    pieces: list[Piece] = []
    for number, (x, y) in enumerate(((-0.5, -0.33), (0.5, -0.33), (-0.5, 0.33), (0.5, 0.33))):
        pieces.append(
            Piece(
                frame.box((x * side, y * side), (0.2 * side, 0.12 * side)), toned(sheet, 1.1), 0.6, group=group + number
            )
        )
    pieces.append(Piece(frame.box((0, 0), (0.82 * side, 0.82 * side), 0.03 * side), housing, 2.0, group=group + 4))
    pieces.append(Piece(frame.box((0, 0), (0.8 * side, 0.74 * side), 0.05 * side), sheet, 0.8, group=group + 4))
    for x, y in ((-0.29, -0.27), (0.29, -0.27), (-0.29, 0.27), (0.29, 0.27)):
        pieces.append(
            Piece(frame.disc((x * side, y * side), 0.065 * side, 20), toned(housing, 1.2), 0.8, group=group + 4)
        )
    radius = side * float(rng.uniform(0.17, 0.27))
    pieces.append(Piece(frame.disc((0, 0), 1.15 * radius), DARK, -1.0, 0.8, group=group + 4))
    if rng.random() < 0.25:
        return [
            *pieces,
            Piece(frame.box((0, 0), (1.7 * radius, 1.7 * radius), 0.1 * radius), plunger, 3.0, group=group + 5),
        ]
    pieces.append(Piece(frame.disc((0, 0), radius), plunger, 2.5, group=group + 5))
    return [*pieces, Piece(frame.disc((0, 0), 0.75 * radius), plunger, float(pick(rng, (-0.6, 0.6))), group=group + 5)]


def _sliders(rng: Generator, frame: Frame, side: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return a row of small slide switches: body, wells, white sliders up or down, numbers and a word."""
    body, own_white = (
        Finish(surfaces[1].bgr, "grain", 0.01),
        Finish((0.9, 0.9, 0.9)) if rng.random() < 0.8 else Finish(vivid(rng)),
    )
    count, tall = int(rng.integers(2, 7)), side * float(rng.uniform(0.5, 0.8))
    pitch, ink = side / (count + 0.3), WHITE
    hand = draw_hand(rng, max(3.5, 0.13 * tall), frame.angle_deg)
    pieces = [Piece(frame.box((0, 0), (side, tall), 0.02 * side), body, 3.0, group=group)]
    for number in range(count):
        own, up = frame.frame((number - (count - 1) / 2) * pitch, 0.02 * tall), float(pick(rng, (-1, 1)))
        pieces.append(Piece(own.box((0, 0), (0.5 * pitch, 0.46 * tall)), toned(body, 0.4), -2.0, group=group))
        slider = own.box((0, 0.11 * up * tall), (0.44 * pitch, 0.2 * tall))
        pieces.append(Piece(slider, own_white, 2.0, group=group + 1 + number))
        pieces.append(worded(hand, str(number + 1), own.at(0, 0.38 * tall), ink, group + 7 + number))
    return [
        *pieces,
        worded(hand, pick(rng, ("ON", "OFF", "DIP")), frame.at(-0.36 * side, -0.38 * tall), ink, group + 13),
    ]


def _relay(rng: Generator, frame: Frame, side: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return a relay: box with a rounded lid, vent, printed type, ratings, a diagram of its contacts."""
    cover = surfaces[0]
    tall, ink = side * float(rng.uniform(0.55, 0.95)), Finish(beside(rng, cover.bgr, 0.3, 0.9))
    pieces = [Piece(frame.box((0, 0), (side, tall), 0.02 * side), toned(cover, 0.8), 2.0, group=group)]
    pieces.append(Piece(frame.box((0, 0), (0.96 * side, 0.95 * tall), 0.04 * side), cover, 3.0, group=group))
    pieces.append(Piece(frame.disc((-0.42 * side, -0.38 * tall), 0.025 * side, 16), DARK, -1.0, group=group + 1))
    for number, (y, high) in enumerate(((-0.25, 0.2), (0.0, 0.12), (0.18, 0.1), (0.33, 0.1))):
        hand = draw_hand(rng, max(3.5, high * tall), frame.angle_deg)
        text = letters(rng, CODED, 3, 6) if number == 0 else made_up(rng)
        pieces.append(worded(hand, text, frame.at(-0.08 * side, y * tall), ink, group + 2 + number))
    if rng.random() < 0.5:
        own, thin = frame.frame(0.34 * side, 0.05 * tall), max(1.0, 0.012 * side)
        runs = (
            [(-0.08, -0.25), (-0.02, -0.12), (0.07, -0.22)],
            [(0.07, -0.12), (0.07, 0.04)],
            [(-0.07, 0.04), (0.07, 0.04), (0.07, 0.2), (-0.07, 0.2), (-0.07, 0.04)],
        )
        lines = [own.line([(x * side, y * tall) for x, y in each], thin) for each in runs]
        pieces += [Piece(line, ink, group=group + 7 + number) for number, line in enumerate(lines)]
    return pieces


def _trimmer(rng: Generator, frame: Frame, side: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return a trimmer or coded dial: square body, turned rotor with slot, cross or arrow, scale about it, value."""
    body, rotor, _ = surfaces
    radius = side * float(rng.uniform(0.24, 0.36))
    turned = Frame(frame.centre, frame.angle_deg + float(rng.uniform(0, 360)))
    free, disc = bool(rng.random() < 0.4), pick(rng, (BRASS, Finish((0.88, 0.88, 0.88)), rotor))
    pieces = [Piece(frame.box((0, 0), (side, side), 0.03 * side), body, 3.0, group=group)]
    pieces.append(Piece(frame.disc((0, 0), 1.12 * radius, 40), toned(body, 0.5), -1.5, group=group))
    pieces.append(Piece(frame.disc((0, 0), radius, 40), disc, 1.5, turns=free, group=group + 1))
    slots = ((1.7, 0.26),) if rng.random() < 0.5 else ((1.3, 0.24), (0.24, 1.3))
    pieces += [
        Piece(turned.box((0, 0), (x * radius, y * radius)), DARK, -1.5, 0.85, turns=free, group=group + 1)
        for x, y in slots
    ]
    if rng.random() < 0.4:
        pieces.append(Piece(turned.disc((0.72 * radius, 0), 0.16 * radius, 3), DARK, turns=free, group=group + 1))
    ink = Finish(beside(rng, body.bgr, 0.3, 0.9))
    if rng.random() < 0.5:
        first, count = frame.angle_deg + 120, int(pick(rng, (10, 11, 16)))
        marks = around(frame.centre, 1.4 * radius, first, first + 300, count)
        pieces.append(Piece(ticks(marks, 0.18 * radius, max(1.0, 0.05 * radius)), ink, group=group + 2))
    hand = draw_hand(rng, max(3.5, 0.1 * side), frame.angle_deg)
    pieces.append(worded(hand, letters(rng, "0123456789", 3, 3), frame.at(0.25 * side, 0.43 * side), ink, group + 3))
    return pieces


Maker = Callable[[Generator, Frame, float, Surfaces, int], list[Piece]]
MAKERS: Final[tuple[Maker, ...]] = (_key, _key, _button, _sliders, _relay, _trimmer)
FAMILIES: Final[dict[str, Design]] = {"keyswitches": keyswitches}
