"""Cosmetics from the front: lipsticks, pumps, droppers, lacquers."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import LIGHT, apart, barrel, goods, scene_of, written
from inspector.train.families.codes import ticks
from inspector.train.families.colours import colour, warm
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.shades import glow
from inspector.train.families.surfaces import metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene


def cosmetics(rng: Generator, size_px: int) -> Scene:
    """Lipsticks, pump bottles, droppers, lacquers and mascara: cap, collar, body, print, what is within."""
    bgr = vivid(rng) if rng.random() < 0.5 else colour(rng, pick(rng, (0.05, 0.5, 0.85)), 0.15)
    body, trim = plastic(rng, bgr), metal(rng, ("brushed", "grain"), 0.05)
    item, aspect, cost = pick(rng, ((_lipstick, 4.5, 12), (_pump, 3.5, 14), (_dropper, 3.5, 13), (_lacquer, 3, 11)))
    pieces = goods(rng, size_px, partial(item, (body, trim)), aspect, cost)
    return scene_of(rng, "cosmetics", size_px, apart(rng, bgr), pieces, 2.5)


def _lipstick(made: tuple[Finish, Finish], rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a lipstick: base, collar, the bullet with its slanted face."""
    (body, trim), long, stick = (
        made,
        4.2 * wide,
        Finish(colour(rng, rng.uniform(0.2, 0.5), 0.9, rng.uniform(-0.1, 0.05))),
    )
    base, collar = frame.rectangle((-0.28 * long, 0), (0.44 * long, wide), 0.06 * wide), (0.06 * long, 0.82 * wide)
    sleeve = frame.rectangle((0.06 * long, 0), (0.26 * long, 0.82 * wide))
    bullet = frame.points([(0.18 * long, -0.33 * wide), (0.34 * long, -0.33 * wide),
                           (0.44 * long, -0.2 * wide), (0.5 * long, 0.1 * wide), (0.5 * long, 0.25 * wide),
                           (0.47 * long, 0.33 * wide), (0.18 * long, 0.33 * wide)])  # fmt: skip
    face = oval(frame.at(0.41 * long, -0.03 * wide), (0.13 * long, 0.2 * wide), frame.angle_deg + 38)
    pieces = [Piece(Outline((bullet,)), stick, 4.0, group=group), *barrel(frame, bullet, 0.33 * wide, -0.4, 0.4, group)]
    pieces.append(Piece(Outline((face,)), toned(stick, 1.25), 0.5, 0.8, group=group))
    for contour, surface, half, number in ((sleeve, trim, 0.41, 1), (base, body, 0.5, 2)):
        pieces.append(Piece(Outline((contour,)), surface, 4.0, group=group + number))
        pieces += barrel(frame, contour, half * wide, -0.4, 0.6, group + number)
    pieces.append(Piece(frame.box((-0.06 * long, 0), collar), toned(trim, 0.7), 0.0, 0.8, group=group + 1))
    return [
        *pieces,
        written(rng, frame.frame(-0.28 * long, 0), (0.36 * long, 0.3 * wide), ink_on(rng, body.bgr), group + 3),
    ]


def _pump(made: tuple[Finish, Finish], rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a pump bottle: body with print, collar with ribs, stem, head with its spout."""
    (body, trim), long, head = made, 3.2 * wide, plastic(rng)
    shell = _shouldered(frame, (-0.5 * long, 0.18 * long), wide, 0.42 * wide)
    stem, collar = (
        frame.box((0.34 * long, 0), (0.14 * long, 0.16 * wide)),
        frame.rectangle((0.23 * long, 0), (0.12 * long, 0.5 * wide), 0.03 * wide),
    )
    spout = frame.points([(0.4 * long, -0.25 * wide), (0.48 * long, -0.25 * wide),
                          (0.48 * long, 0.3 * wide), (0.45 * long, 0.75 * wide), (0.42 * long, 0.72 * wide),
                          (0.42 * long, 0.3 * wide), (0.4 * long, 0.25 * wide)])  # fmt: skip
    pieces = [Piece(stem, toned(trim, 0.9), 1.5, group=group + 1), Piece(Outline((spout,)), head, 3.0, group=group + 1)]
    pieces += [
        Piece(Outline((collar,)), head, 3.0, group=group + 2),
        *barrel(frame, collar, wide / 4, -0.4, 0.3, group + 2),
    ]
    lines = [frame.frame(0.18 * long, y * wide) for y in (-0.2, -0.12, -0.04, 0.04, 0.12, 0.2)]
    pieces.append(Piece(ticks(lines, 0.1 * long, 0.03 * wide), toned(head, 0.6), -0.5, 0.7, group=group + 2))
    pieces.append(Piece(Outline((shell,)), body, 4.0, rng.uniform(0.5, 1.0), group=group))
    up = frame.frame(-0.18 * long, 0, 90)
    pieces.append(Piece(up.box((0, 0.02 * long), (0.8 * wide, 0.34 * long)), Finish(vivid(rng)), 0.3, group=group + 3))
    pieces.append(written(rng, up, (0.7 * wide, 0.2 * wide), LIGHT, group + 4))
    return pieces + barrel(frame, shell, wide / 2, -0.4, 0.5, group)


def _dropper(made: tuple[Finish, Finish], rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a dropper bottle: glass with its level, pipette within, collar, rubber bulb."""
    (body, trim), long = made, 3.2 * wide
    glass, rubber = (
        Finish(warm(rng, 0.15, 0.6), gloss=0.2),
        Finish(pick(rng, (LIGHT.bgr, (0.06, 0.06, 0.06), vivid(rng)))),
    )
    shell = _shouldered(frame, (-0.5 * long, 0.1 * long), wide, 0.5 * wide)
    level = rng.uniform(-0.25, 0.0) * long
    low = frame.box(((level - 0.48 * long) / 2, 0), (level + 0.48 * long, 0.92 * wide), 0.08 * wide)
    bulb = frame.rectangle((0.4 * long, 0), (0.22 * long, 0.36 * wide), 0.17 * wide)
    collar = frame.rectangle((0.22 * long, 0), (0.2 * long, 0.58 * wide), 0.03 * wide)
    pieces = [Piece(Outline((shell,)), glass, 3.0, 0.6), Piece(low, toned(glass, 0.6), 0.0, 0.7, group=group)]
    pieces.append(
        Piece(frame.line([(-0.36 * long, 0), (0.2 * long, 0)], max(1.2, 0.09 * wide)), LIGHT, 0.0, 0.5, group=group + 1)
    )
    if rng.random() < 0.6:
        up = frame.frame(-0.22 * long, 0, 90)
        pieces.append(Piece(up.box((0, 0), (0.96 * wide, 0.36 * long)), body, 0.3, group=group + 2))
        pieces.append(written(rng, up, (0.8 * wide, 0.22 * wide), ink_on(rng, body.bgr), group + 2))
    pieces += barrel(frame, shell, wide / 2, -0.5, 0.6)
    pieces += [
        Piece(Outline((bulb,)), rubber, 3.0, group=group + 3),
        *barrel(frame, bulb, 0.18 * wide, -0.4, 0.3, group + 3),
    ]
    return [
        *pieces,
        Piece(Outline((collar,)), trim, 3.0, group=group + 4),
        *barrel(frame, collar, 0.29 * wide, -0.4, 0.5, group + 4),
    ]


def _lacquer(made: tuple[Finish, Finish], rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a bottle of lacquer or a tube of gloss: square glass full of colour, a long cap."""
    (body, trim), long, shift = made, 2.8 * wide, np.random.default_rng(group)
    paint = Finish(vivid(shift), gloss=0.2)
    glass = frame.rectangle((-0.25 * long, 0), (0.5 * long, wide), rng.uniform(0.05, 0.4) * wide)
    inside = frame.box((-0.25 * long, 0), (0.44 * long, 0.86 * wide), 0.15 * wide)
    cap = frame.rectangle((0.27 * long, 0), (0.46 * long, rng.uniform(0.4, 0.7) * wide), 0.06 * wide)
    neck = frame.box((0.02 * long, 0), (0.08 * long, 0.4 * wide))
    pieces = [Piece(neck, trim, 2.0, group=group + 2), Piece(Outline((glass,)), LIGHT, 3.0, 0.35)]
    pieces += [Piece(inside, paint, 0.0, 0.95, group=group), *barrel(frame, glass, wide / 2, -0.5, 0.6)]
    pieces.append(written(rng, frame.frame(-0.25 * long, 0, 90), (0.7 * wide, 0.18 * wide), LIGHT, group + 1))
    pieces.append(Piece(glow(frame.at(-0.42 * long, 0), (0.06 * long, 0.4 * wide)), LIGHT, 0.0, 0.3))
    return [
        *pieces,
        Piece(Outline((cap,)), body, 3.0, group=group + 2),
        *barrel(frame, cap, 0.3 * wide, -0.4, 0.5, group + 2),
    ]


def _shouldered(frame: Frame, ends: tuple[float, float], wide: float, neck: float) -> Points:
    """Return a bottle from its bottom to its neck along x."""
    (low, top), half = ends, wide / 2
    right = [
        (low, 0.85 * half),
        (low + 0.1 * wide, half),
        (top - 0.35 * wide, half),
        (top - 0.12 * wide, 0.85 * half),
        (top, neck / 2),
    ]
    return frame.points([*((x, -y) for x, y in right), *reversed(right)])


FAMILIES: Final[dict[str, Design]] = {"cosmetics": cosmetics}
