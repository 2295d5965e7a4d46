"""What grows, is quarried or pressed from pulp: timber, tiles, card, fruit and foam."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, finish, gloss, palette, patterned, warm
from inspector.train.families.design import Design
from inspector.train.families.freeform import (
    anything,
    between,
    blob,
    dashes,
    pick,
    shifted,
    spot,
    wander,
)
from inspector.train.families.shades import glow, ramp
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke, ellipse, rectangle

DARK: Final = Finish((0.03, 0.03, 0.03))
STONES: Final = ("marble", "terrazzo", "cloud", "cast", "grain", "agate", "salt", "stained")


def timber(rng: Generator, size_px: int) -> Scene:
    """Boards with joints, knots, dowels and the heads of nails and screws."""
    bgr, along = warm(rng, 0.2, 0.8), float(pick(rng, [0.0, 90.0]))
    wood = _wood(rng, bgr, along)
    pieces = _boards(rng, size_px, bgr, along)
    for _ in range(int(rng.integers(0, 4))):
        pieces += _knot(rng, spot(rng, size_px, 0.0), between(rng, 4, 20), bgr, len(pieces))
    radius = between(rng, 4, 16)
    for _ in range(int(pick(rng, [0, 2, 5]))):
        pieces += _dowel(rng, spot(rng, size_px), radius, bgr, len(pieces))
    return _scene(rng, "timber", size_px, wood, pieces)


def tiles(rng: Generator, size_px: int) -> Scene:
    """Tiles, bricks or setts with joints, of one stone or of several."""
    colours = palette(rng, int(rng.integers(2, 5)))
    height = size_px / float(rng.uniform(1.3, 6.0))
    width = height * float(pick(rng, [1.0, 1.0, 2.0, 3.0]))
    joint, bond = between(rng, 0.01, 0.12) * height, float(pick(rng, [0.0, 0.5]))
    stone, shine, round_px = str(pick(rng, STONES)), gloss(rng), between(rng, 0.5, 10)
    surfaces = [Finish(bgr, stone, float(rng.uniform(0, 0.25)), between(rng, 0.6, 3), 0, shine) for bgr in colours[1:]]
    start, pieces = rng.uniform(-1, 0, 2), list[Piece]()
    contour = rectangle((0.0, 0.0), (width - joint, height - joint), 0.0, round_px)
    kinds = [Piece(Outline((contour,)), surface, 2.0) for surface in surfaces]
    for row in range(int(size_px / height) + 2):
        for column in range(int(size_px / width) + 3):
            x = (start[0] + column + 0.5 - bond * (row % 2)) * width
            if not -0.5 * width < x < size_px + 0.5 * width:
                continue
            place = float(x), float((start[1] + row + 0.5) * height)
            pieces.append(shifted(pick(rng, kinds), place, len(pieces)))
    return _scene(rng, "tiles", size_px, finish(rng, colours[0]), pieces[:60])


def card(rng: Generator, size_px: int) -> Scene:
    """Card and paper: folds, flaps, tape, holes and printed signs."""
    bgr = warm(rng, 0.4, 0.9) if rng.random() < 0.6 else palette(rng, 1)[0]
    board = Finish(bgr, str(pick(rng, ["paper", "planed", "grain"])), float(rng.uniform(0.01, 0.12)), 1.0)
    pieces: list[Piece] = []
    for _ in range(int(rng.integers(0, 3))):
        side = size_px * float(rng.uniform(0.4, 1.4))
        flap = rectangle(spot(rng, size_px, -0.2), (side, 0.7 * side), float(rng.normal(0, 30)))
        pieces.append(Piece(Outline((flap,)), finish(rng, beside(rng, bgr, 0.01, 0.2), ("paper",)), 2.0))
    for _ in range(int(rng.integers(0, 3))):
        fold = Stroke(wander(rng, spot(rng, size_px), 3 * size_px, 2), between(rng, 1, 4))
        pieces.append(Piece(fold, Finish(beside(rng, bgr, 0.02, 0.3)), -1.5, 0.7))
    if rng.random() < 0.4:
        tape = Stroke(wander(rng, spot(rng, size_px), 3 * size_px, 2), size_px * between(rng, 0.08, 0.25))
        pieces.append(Piece(tape, Finish(beside(rng, bgr), gloss=0.3), 0.5, float(rng.uniform(0.3, 0.9)), group=0))
    pieces += _print(rng, size_px, beside(rng, bgr, 0.1, 0.8))
    return _scene(rng, "card", size_px, board, pieces)


def foam(rng: Generator, size_px: int) -> Scene:
    """Foam, sponge, crumb or pumice: many pores, with cut edges and hollows."""
    bgr = palette(rng, 1)[0]
    surface = patterned(rng, bgr, ("bubbles", "cast", "leather", "filtered", "speckle"), 0.3)
    pieces = []
    if rng.random() < 0.5:
        body = rectangle(
            spot(rng, size_px, 0.3), tuple(rng.uniform(0.5, 1.1, 2) * size_px), float(rng.uniform(0, 90)), 8
        )
        pieces.append(Piece(Outline((body,)), surface, 3.0))
    inside = Finish(beside(rng, bgr, 0.05, 0.4))
    smallest = between(rng, 1.2, 4)
    for number, share in enumerate(rng.power(2.0, int(pick(rng, [0, 12, 40]))).tolist()):
        radius = min(smallest / share, 25.0)
        pore = blob(rng, spot(rng, size_px, 0.0), radius, 0.2, float(rng.uniform(0.5, 1)))
        pieces.append(Piece(Outline((pore,)), inside, -2.0, float(rng.uniform(0.5, 1)), group=number))
    ground = finish(rng, palette(rng, 1)[0]) if pieces and pieces[0].height_px > 0 else surface
    return _scene(rng, "foam", size_px, ground, pieces)


def _wood(rng: Generator, bgr: Colour, along: float) -> Finish:
    return Finish(bgr, "wood", float(rng.uniform(0.02, 0.2)), between(rng, 0.5, 1.8), along, gloss(rng, 0.2) * 0.3)


def _boards(rng: Generator, size_px: int, bgr: Colour, along: float) -> list[Piece]:
    pieces, edge = [], float(rng.uniform(0, 0.5)) * size_px
    while edge < size_px:
        width = size_px * float(rng.uniform(0.25, 1.0))
        centre, sides = (size_px / 2, edge + width / 2), (2.0 * size_px, width - between(rng, 0.5, 4))
        if along:
            centre, sides = (centre[1], centre[0]), (sides[1], sides[0])
        surface = _wood(rng, beside(rng, bgr, 0.01, 0.15), along)
        pieces.append(Piece(Outline((rectangle(centre, sides),)), surface, 1.5))
        edge += width
    return pieces


def _knot(rng: Generator, centre: tuple[float, float], radius: float, bgr: Colour, group: int) -> list[Piece]:
    contour = blob(rng, centre, radius, 0.15, float(rng.uniform(0.6, 1)))
    middle, dark = np.array(centre, np.float32), beside(rng, bgr, 0.1, 0.4)
    rings = np.linspace(1.0, 0.3, 4).astype(np.float32)
    faint = [Piece(glow(centre, (2 * radius, 1.6 * radius)), Finish(dark), 0.0, 0.4, group=group)]
    return faint + [
        Piece(Outline((middle + (contour - middle) * ring,)), Finish(dark), 0.0, 0.4, group=group) for ring in rings
    ]


def _dowel(rng: Generator, centre: tuple[float, float], radius: float, bgr: Colour, group: int) -> list[Piece]:
    """Return a dowel, or the head of a screw or nail."""
    disc = Outline((ellipse(centre, (radius, radius)),))
    if rng.random() < 0.5:
        end = Finish(beside(rng, bgr, 0.03, 0.3), "turned", 0.1)
        return [Piece(disc, end, float(rng.uniform(-2, 2)), turns=True, group=group)]
    metal = finish(rng, palette(rng, 1)[0], ("turned", "grain", "brushed"), 0.1, 0.5)
    slot = Outline((rectangle(centre, (1.4 * radius, 0.3 * radius)), rectangle(centre, (0.3 * radius, 1.4 * radius))))
    return [Piece(disc, metal, 1.5, turns=True, group=group), Piece(slot, DARK, -1.5, turns=True, group=group)]


def _print(rng: Generator, size_px: int, bgr: Colour) -> list[Piece]:
    """Return printed lines of words and a sign or two."""
    ink = Finish(bgr, "grain", float(rng.uniform(0, 0.1)))
    pieces: list[Piece] = []
    line_px = between(rng, 1.5, 6)
    x, y = spot(rng, size_px, 0.15)
    for row in range(int(rng.integers(0, 4))):
        ends = np.array([[x - 70, y + 3 * line_px * row], [x + 70, y + 3 * line_px * row]], np.float32)
        for mark in dashes(ends, float(rng.uniform(2, 6)) * line_px, 2 * line_px, 8):
            pieces.append(Piece(Stroke(mark, line_px), ink, group=1 + len(pieces)))
    for _ in range(int(rng.integers(0, 4))):
        pieces.append(Piece(anything(rng, spot(rng, size_px), between(rng, 5, 45)), ink, group=1 + len(pieces)))
    return pieces


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    if rng.random() < 0.25:
        pieces = [Piece(ramp(rng, size_px), Finish(beside(rng, ground.bgr)), 0.0, float(rng.uniform(0.2, 1))), *pieces]
    depth, moves = float(rng.uniform(0.1, 0.9)), float(rng.uniform(0, 3))
    return Scene(family, size_px, ground, tuple(pieces), depth, between(rng, 1, 3), moves=moves)


FAMILIES: Final[dict[str, Design]] = {
    "timber": timber,
    "tiles": tiles,
    "card": card,
    "foam": foam,
}
