"""Chocolate: bars with pieces to break, pralines in their cups."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import apart, goods, lump, scene_of, written
from inspector.train.families.codes import emblem
from inspector.train.families.colours import beside, colour, finish, warm
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, blob, pick, spot, stadium
from inspector.train.families.profiles import placed, wavy
from inspector.train.families.shades import pillow
from inspector.train.families.surfaces import toned
from inspector.train.scene import Finish, Outline, Piece, Scene


def chocolate(rng: Generator, size_px: int) -> Scene:
    """Bars of chocolate in pieces with embossed words, nuts on some; pralines with drizzle and nuts in cups."""
    brown = colour(rng, between(rng, 0.08, 0.4), rng.uniform(0.3, 0.8), rng.uniform(0.03, 0.09))
    bgr = colour(rng, rng.uniform(0.7, 0.9), 0.5, 0.13) if rng.random() < 0.15 else brown
    surface = finish(rng, bgr, ("grain", "cloud", "peel"), 0.04, pick(rng, (0.0, 0.1, 0.2)))
    if rng.random() < 0.5:
        pieces = goods(rng, size_px, partial(_praline, surface), 1.0, 11, alike=False)
        return scene_of(rng, "chocolate", size_px, apart(rng, bgr), pieces, 4.0)
    pitch, across = size_px * between(rng, 0.2, 0.6), rng.uniform(0.5, 1.0)
    whole, pieces = Frame(spot(rng, size_px, 0.42), square_turn(rng, 2)), list[Piece]()
    columns, rows, seed = int(rng.integers(2, 5)), int(rng.integers(2, 5)), int(rng.integers(1 << 30))
    pieces.append(
        Piece(whole.box((0, 0), (columns * pitch, rows * across * pitch), 0.05 * pitch), toned(surface, 0.85), 2.0)
    )
    for number, (row, column) in enumerate(np.ndindex(rows, columns)):
        own = whole.frame((column - (columns - 1) / 2) * pitch, (row - (rows - 1) / 2) * across * pitch)
        pieces += _square(surface, np.random.default_rng(seed), own, (0.94 * pitch, 0.94 * across * pitch), 4 * number)
    return scene_of(rng, "chocolate", size_px, apart(rng, bgr), pieces, 1.0)


def _square(surface: Finish, rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return one piece of a bar: bevelled, with a panel and a word or sign in relief."""
    body = frame.rectangle((0, 0), sides, 0.04 * sides[0])
    pieces = [Piece(pillow(body, 0.16 * min(sides)), surface, rng.uniform(3, 8), group=group)]
    if rng.random() < 0.7:
        panel = frame.box((0, 0), (0.74 * sides[0], 0.7 * sides[1]), 0.1 * sides[1])
        pieces.append(Piece(panel, toned(surface, 1.06), -1.0, group=group))
    if rng.random() < 0.6:
        pieces.append(written(rng, frame, (0.62 * sides[0], 0.3 * sides[1]), toned(surface, 1.15), group + 1, 1.5))
    elif rng.random() < 0.5:
        pieces += emblem(rng, frame, 0.24 * min(sides), [toned(surface, 1.15).bgr] * 3, group + 1)[:1]
    return pieces


def _praline(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a praline in a pleated cup: round, square or domed, drizzled, a nut on it."""
    shade = toned(surface, float(pick(rng, (1.0, 1.0, 0.5, 1.6))))
    cup = (
        Finish(warm(np.random.default_rng(5), 0.1, 0.3))
        if surface.bgr[0] > 0.1
        else Finish(beside(rng, surface.bgr, 0.4, 0.8))
    )
    pleats = placed(wavy(0.52 * wide, 0.06 * wide, 24), frame.centre, frame.angle_deg)
    pieces = [Piece(Outline((pleats,)), cup, 2.0, group=group)]
    pieces.append(Piece(frame.disc((0, 0), 0.46 * wide), toned(cup, 0.5), -1.0, group=group))
    body = placed(stadium((0, 0), (0.4 * wide, 0.4 * wide), pick(rng, (2.0, 2.0, 6.0))), frame.centre, frame.angle_deg)
    pieces += lump(body, shade, min(0.2 * wide, 12.0), rng.uniform(0, 6), rng.uniform(0, 0.6), group)
    if rng.random() < 0.6:
        zigzag = [
            (x * wide, (0.22 if number % 2 else -0.22) * wide)
            for number, x in enumerate(np.linspace(-0.3, 0.3, 13).tolist())
        ]
        pieces.append(
            Piece(
                frame.line(zigzag, max(1.0, 0.025 * wide)), toned(surface, pick(rng, (0.5, 2.2))), 1.0, group=group + 1
            )
        )
    if rng.random() < 0.5:
        nut = blob(rng, frame.centre, 0.14 * wide, 0.1, 0.7)
        kernel = Finish(warm(rng, 0.4, 0.7), "grain", 0.06)
        pieces.append(Piece(Outline((nut,)), kernel, 1.5, group=group + 2))
        pieces.append(Piece(pillow(nut, 0.1 * wide), kernel, 4.0, group=group + 2))
    return pieces


FAMILIES: Final[dict[str, Design]] = {"chocolate": chocolate}
