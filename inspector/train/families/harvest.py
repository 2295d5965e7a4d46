"""Fruit, tubers, berries, stones and seeds: grown, no two alike, but sorted by the tray."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, colour, finish, gloss, palette, warm
from inspector.train.families.design import Design
from inspector.train.families.freeform import (
    between,
    blob,
    pick,
    spot,
    wander,
)
from inspector.train.families.shades import glow, pillow, ramp, shade, within
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke

DARK: Final = Finish((0.03, 0.03, 0.03))
STONES: Final = ("marble", "terrazzo", "cloud", "cast", "grain", "agate", "salt", "stained")


def fruit(rng: Generator, size_px: int) -> Scene:
    """Fruit, tubers, beans and berries with blush, specks, stalk and shade: one large or a trayful."""
    ground, count = palette(rng, 2), int(pick(rng, [1, 1, 2, 5, 7]))
    pieces: list[Piece] = []
    skin = colour(rng, float(rng.uniform(0.2, 0.7)), float(rng.uniform(0.3, 1.0)), float(rng.uniform(-0.05, 0.35)))
    radius, light = size_px * between(rng, 0.25, 0.6) / np.sqrt(count), rng.uniform(0, 2 * np.pi)
    for number in range(count):
        centre = spot(rng, size_px, 0.15 if count > 1 else 0.35)
        pieces += _fruit(rng, centre, radius * float(rng.uniform(0.9, 1.1)), skin, light, number)
    return _scene(rng, "fruit", size_px, finish(rng, ground[0]), pieces)


def pebbles(rng: Generator, size_px: int) -> Scene:
    """Stones, seeds, beads or granulate lying close, each of its own shade."""
    colours, stone = palette(rng, 5), str(pick(rng, STONES))
    side = int(pick(rng, [3, 4, 6]))
    pitch, shine = size_px / side, gloss(rng)
    rough, aspect = float(rng.uniform(0, 0.3)), float(rng.uniform(0.5, 1))
    places = np.indices((side, side)).reshape(2, -1).T[: int(rng.integers(4, 40))]
    pieces: list[Piece] = []
    for number, (row, column) in enumerate(places[rng.permutation(len(places))][:18].tolist()):
        x, y = ((np.array([column, row]) + rng.uniform(0.1, 0.9, 2)) * pitch).tolist()
        contour = blob(rng, (x, y), pitch * float(rng.uniform(0.3, 0.65)), rough, aspect)
        surface = Finish(colours[number % 5], stone, float(rng.uniform(0, 0.2)), 1.0, 0.0, shine)
        pieces.append(Piece(Outline((contour,)), surface, 1.0, group=number))
        pieces.append(Piece(pillow(contour, 0.35 * pitch), surface, float(rng.uniform(2, 7)), group=number))
    return _scene(rng, "pebbles", size_px, finish(rng, beside(rng, colours[0])), pieces)


def _fruit(
    rng: Generator, centre: tuple[float, float], radius: float, skin: Colour, light: float, group: int
) -> list[Piece]:
    contour = blob(rng, centre, radius, float(rng.uniform(0, 0.12)), float(rng.uniform(0.6, 1)))
    x, y = (np.array(centre) + rng.normal(0, 0.4 * radius, 2)).tolist()
    blush = within(contour, glow((x, y), (0.7 * radius, 0.5 * radius)))
    hull = finish(rng, skin, ("salt", "speckle", "peel", "cloud", "leather", "filtered"), 0.15, gloss(rng))
    high = float(np.cos(light)), float(np.sin(light))
    bright = centre[0] + 0.4 * radius * high[0], centre[1] + 0.4 * radius * high[1]
    return [
        Piece(
            glow((centre[0] - 0.2 * radius * high[0], centre[1] - 0.2 * radius * high[1]), (1.3 * radius,) * 2),
            DARK,
            0.0,
            float(rng.uniform(0, 0.6)),
            group=group,
        ),
        Piece(Outline((contour,)), hull, 2.0, group=group),
        Piece(
            blush,
            Finish(beside(rng, skin, 0.05, 0.5)),
            0.0,
            float(rng.uniform(0, 0.9)),
            group=group,
        ),
        Piece(shade(contour, light), DARK, 0.0, float(rng.uniform(0.1, 0.8)), group=group),
        Piece(
            glow(bright, (0.2 * radius,) * 2, 2.0), Finish((0.95,) * 3), 0.0, float(rng.uniform(0, 0.8)), group=group
        ),
        Piece(
            Stroke(wander(rng, (x, y), float(rng.uniform(0.1, 0.5)) * radius, 5), max(1.0, 0.07 * radius)),
            Finish(warm(rng, 0.05, 0.4)),
            1.5,
            group=group,
        ),
    ]


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    if rng.random() < 0.25:
        pieces = [Piece(ramp(rng, size_px), Finish(beside(rng, ground.bgr)), 0.0, float(rng.uniform(0.2, 1))), *pieces]
    depth, moves = float(rng.uniform(0.1, 0.9)), float(rng.uniform(0, 3))
    return Scene(family, size_px, ground, tuple(pieces), depth, between(rng, 1, 3), moves=moves)


FAMILIES: Final[dict[str, Design]] = {"fruit": fruit, "pebbles": pebbles}
