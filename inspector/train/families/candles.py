"""Candles, soap, chalk and wax: cast and pressed pieces, their wicks, their stamps."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, apart, barrel, goods, lump, scene_of, written
from inspector.train.families.codes import emblem, ticks
from inspector.train.families.colours import Colour, colour, finish
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick, stadium, wander
from inspector.train.families.profiles import placed, wavy
from inspector.train.families.shades import glow, pillow
from inspector.train.families.surfaces import metal, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke

CAST: Final = ("cloud", "grain", "peel", "speckle", "salt")


def candles(rng: Generator, size_px: int) -> Scene:
    """Tea lights and pillars from above with their wicks, tapers side by side: wax, cups, bands, a tip."""
    bgr = _wax(rng)
    item, aspect, cost = pick(rng, ((_tealight, 1.0, 8), (_tealight, 1.0, 8), (_taper, rng.uniform(5, 11), 6)))
    surface = finish(rng, bgr, CAST, 0.05, pick(rng, (0.0, 0.1, 0.25)))
    pieces = goods(rng, size_px, partial(item, surface), aspect, cost)
    return scene_of(rng, "candles", size_px, apart(rng, bgr), pieces, 3.0)


def soaps(rng: Generator, size_px: int) -> Scene:
    """Bars of soap with a stamp, sticks of chalk and crayon, blocks of wax to break."""
    bgr = _wax(rng)
    choices = ((_soap, rng.uniform(1, 1.8), 10), (_chalk, rng.uniform(4, 9), 7), (_melt, 1.5, 20))
    item, aspect, cost = pick(rng, choices)
    surface = finish(rng, bgr, CAST, 0.08, pick(rng, (0.0, 0.0, 0.2)))
    pieces = goods(rng, size_px, partial(item, surface), aspect, cost)
    return scene_of(rng, "soaps", size_px, apart(rng, bgr), pieces, 3.0)


def _wax(rng: Generator) -> Colour:
    """Return a white, a cream, a pastel or a strong colour."""
    if rng.random() < 0.6:
        return colour(rng, rng.uniform(0.7, 0.93), rng.uniform(0, 0.7), rng.uniform(0, 0.2))
    return vivid(rng)


def _tealight(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a candle from above: cup, wax with the rise at its wick, the wick's foot, the wick as it leans."""
    radius, bare = wide / 2, rng.random() < 0.3
    cup = toned(surface, 0.85) if bare else metal(rng, ("grain", "brushed"), 0.05)
    rim = wavy(radius, rng.uniform(0.0, 0.05) * radius, 40)
    pieces = [Piece(Outline((placed(rim, frame.centre),)), cup, 5.0, group=group)]
    pieces.append(Piece(frame.disc((0, 0), 0.94 * radius, 48), toned(cup, 0.55), -3.0, group=group))
    wax = oval(frame.centre, (0.91 * radius, 0.91 * radius), 0.0, 48)
    pieces.append(Piece(Outline((wax,)), surface, 0.5, group=group))
    pieces.append(Piece(pillow(wax, rng.uniform(0.3, 1) * radius), surface, rng.uniform(-4, 3), group=group))
    pool = rng.uniform(0.3, 0.6) * radius
    pieces.append(
        Piece(glow(frame.centre, (pool, pool)), toned(surface, rng.uniform(0.75, 1.15)), -0.5, 0.6, group=group)
    )
    foot = frame.disc((0, 0), rng.uniform(0.1, 0.2) * radius)
    pieces.append(Piece(foot, toned(surface, 0.7) if bare else cup, 1.0, group=group))
    wick = wander(rng, frame.centre, rng.uniform(0.2, 0.6) * radius, 5)
    cord = Finish(colour(rng, pick(rng, (0.9, 0.8, 0.6, 0.1)), 0.1))
    pieces.append(Piece(Stroke(wick, max(1.3, 0.05 * radius)), cord, 5.0, turns=True, group=group + 1))
    return pieces


def _taper(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a candle lying: round body, tip, wick, a band of paper or a dipped end."""
    long, slim = 9 * wide * rng.uniform(0.6, 1), rng.uniform(0.7, 1)
    body = frame.points([(-0.5 * long, -0.5 * wide), (0.42 * long, -0.5 * slim * wide), (0.47 * long, -0.3 * wide),
                         (0.5 * long, 0), (0.47 * long, 0.3 * wide), (0.42 * long, 0.5 * slim * wide),
                         (-0.5 * long, 0.5 * wide)])  # fmt: skip
    wick = frame.line([(0.49 * long, 0), (0.53 * long, 0.02 * wide), (0.56 * long, 0.12 * wide)], max(1.3, 0.1 * wide))
    pieces = [Piece(Outline((body,)), surface, 4.0, group=group)]
    band = frame.box((rng.uniform(-0.3, 0.1) * long, 0), (rng.uniform(0.05, 0.25) * long, 1.01 * wide))
    if rng.random() < 0.5:
        pieces.append(Piece(band, Finish(vivid(rng)), 0.5, group=group + 2))
    pieces += barrel(frame, body, wide / 2, rng.uniform(-1, 1), 0.5 * rng.random(), group)
    return [*pieces, Piece(wick, Finish((0.75, 0.82, 0.85)), 2.0, group=group + 1)]


def _soap(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a bar of soap: cushion, sunk panel, a word and an emblem stamped in."""
    long, square = wide * rng.uniform(1, 1.7), rng.uniform(2, 9)
    outline = placed(stadium((0, 0), (0.48 * long, 0.48 * wide), square), frame.centre, frame.angle_deg)
    pieces = lump(outline, surface, between(rng, 2, 9), rng.uniform(0, 6), 0.4 * rng.random(), group)
    panel = placed(stadium((0, 0), (0.36 * long, 0.34 * wide), square), frame.centre, frame.angle_deg)
    if rng.random() < 0.6:
        pieces.append(Piece(Outline((panel,)), toned(surface, 0.97), -2.0, group=group))
    pieces.append(written(rng, frame, (0.6 * long, 0.25 * wide), toned(surface, 0.85), group + 1, -1.5))
    if rng.random() < 0.4:
        stamped = emblem(rng, frame.frame(0, 0.25 * wide), 0.1 * wide, [toned(surface, 0.85).bgr] * 3, group + 2)
        pieces += stamped[:3]
    return pieces


def _chalk(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a stick of chalk or crayon, each of its own colour, some in a sleeve of paper."""
    long, slim = wide * rng.uniform(4, 8), rng.uniform(0.75, 1)
    shift = np.random.default_rng(group)
    own = finish(shift, vivid(shift), ("grain", "speckle"), 0.05) if rng.random() < 0.6 else surface
    body = frame.points([(-0.5 * long, -0.5 * wide), (0.5 * long, -0.5 * slim * wide), (0.5 * long, 0.5 * slim * wide),
                         (-0.5 * long, 0.5 * wide)])  # fmt: skip
    pieces = [Piece(Outline((body,)), own, 3.0, group=group)]
    if rng.random() < 0.4:
        sleeve = frame.box((-0.08 * long, 0), (0.75 * long, 1.02 * wide))
        pieces.append(Piece(sleeve, toned(own, 1.2), 0.5, group=group + 1))
        stripes = [frame.rectangle((x * long, 0), (0.05 * long, 1.02 * wide)) for x in (-0.38, 0.22)]
        pieces.append(Piece(Outline(tuple(stripes)), DARK, 0.0, 0.7, group=group + 1))
    pieces += barrel(frame, body, wide / 2, rng.uniform(-1, 1), 0.15, group)
    return pieces


def _melt(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a block of pieces to break off, each a component with its stamp."""
    columns, rows, pitch = 3, 2, wide / 2
    pieces = [Piece(frame.box((0, 0), (columns * pitch, rows * pitch), 0.1 * pitch), toned(surface, 0.9), 2.0)]
    stamp = int(rng.integers(3))
    for number, (column, row) in enumerate(np.ndindex(columns, rows)):
        own = frame.frame((column - 1) * pitch, (row - 0.5) * pitch)
        body = own.rectangle((0, 0), (0.9 * pitch, 0.9 * pitch), 0.12 * pitch)
        pieces.append(Piece(pillow(body, 0.2 * pitch), surface, 5.0, group=group + number))
        if stamp == 0:
            pieces.append(
                Piece(own.ring((0, 0), 0.25 * pitch, 0.18 * pitch), toned(surface, 0.9), -1.0, group=group + number)
            )
        if stamp == 1:
            lines = [own.frame(-0.25 * pitch, y * pitch) for y in (-0.2, 0.0, 0.2)]
            pieces.append(
                Piece(ticks(lines, 0.5 * pitch, 0.07 * pitch), toned(surface, 0.9), -1.0, group=group + number)
            )
    return pieces


FAMILIES: Final[dict[str, Design]] = {"candles": candles, "soaps": soaps}
