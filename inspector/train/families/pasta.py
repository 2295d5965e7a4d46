"""Pasta as it is extruded and dried: loose, strewn or in rows, no two quite alike."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import apart, barrel, goods, lump, scene_of
from inspector.train.families.codes import ticks
from inspector.train.families.colours import colour, finish, warm
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import blob, pick, stadium
from inspector.train.families.profiles import placed
from inspector.train.families.shades import pillow
from inspector.train.families.surfaces import toned
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def pasta(rng: Generator, size_px: int) -> Scene:
    """Macaroni, penne, spirals, bows, shells and nests of noodles: tubes with dark mouths, ribs, frills."""
    wheat = colour(rng, rng.uniform(0.45, 0.75), rng.uniform(0.4, 0.9), rng.uniform(0.09, 0.14))
    surface = finish(rng, wheat if rng.random() < 0.75 else warm(rng, 0.2, 0.7), ("grain", "speckle", "cloud"), 0.06)
    choices = (
        (_macaroni, 1.3, 6),
        (_penne, 3.0, 6),
        (_spiral, 2.8, 5),
        (_bow, 1.5, 6),
        (_shell, 1.3, 8),
        (_nest, 1.0, 11),
    )
    item, aspect, cost = pick(rng, choices)
    pieces = goods(rng, size_px, partial(item, surface), aspect, cost, alike=False)
    return scene_of(rng, "pasta", size_px, apart(rng, surface.bgr), pieces, 4.0)


def _macaroni(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a bent tube: shaded by lines one in another, a dark mouth at either end."""
    bend, radius, thick = rng.normal(75, 8), 0.42 * wide, 0.4 * wide
    angle = np.radians(np.linspace(-bend, bend, 14))
    arc = frame.points(
        list(zip((radius * np.sin(angle)).tolist(), (radius * (0.5 - np.cos(angle))).tolist(), strict=True))
    )
    pieces = [Piece(Stroke(arc, thick), toned(surface, 0.75), 3.0, group=group)]
    for share, tone, opacity in ((0.75, 1.0, 0.9), (0.4, 1.12, 0.6), (0.15, 1.3, 0.6)):
        pieces.append(Piece(Stroke(arc, share * thick), toned(surface, tone), 1.0, opacity, group=group))
    mouths = [oval((float(x), float(y)), (0.3 * thick, 0.36 * thick)) for x, y in arc[[0, -1]].tolist()]
    rims = [oval((float(x), float(y)), (0.45 * thick, 0.5 * thick)) for x, y in arc[[0, -1]].tolist()]
    pieces.append(Piece(Outline(tuple(rims)), toned(surface, 1.1), 1.0, 0.8, group=group))
    return [*pieces, Piece(Outline(tuple(mouths)), toned(surface, 0.35), -3.0, group=group)]


def _penne(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a straight tube cut aslant, with ribs or smooth, its mouth seen at one end."""
    same = np.random.default_rng(int(1e6 * surface.bgr[0]))
    long, slant, ribbed = wide * rng.uniform(2.6, 3.2), pick(same, (0.0, 0.35, 0.35)) * wide, same.random() < 0.6
    body = frame.points([(-long / 2 - slant, -wide / 2), (long / 2 - slant, -wide / 2), (long / 2 + slant, wide / 2),
                         (-long / 2 + slant, wide / 2)])  # fmt: skip
    pieces = [Piece(Outline((body,)), surface, 4.0, group=group)]
    if ribbed:
        ribs = [frame.frame(-0.48 * long + 2 * y * slant, y * wide) for y in np.linspace(-0.4, 0.4, 7).tolist()]
        pieces.append(Piece(ticks(ribs, 0.94 * long, 0.05 * wide), toned(surface, 0.75), -0.6, 0.7, group=group))
    pieces += barrel(frame, body, wide / 2, 0.5, 0.15, group)
    turn = np.linspace(0, 6, 16)
    y = 0.42 * np.sin(turn)
    x = long / 2 + wide * 0.13 * np.cos(turn) + 2 * slant * y
    mouth = frame.points(list(zip(x.tolist(), (y * wide).tolist(), strict=True)))
    return [*pieces, Piece(Outline((mouth,)), toned(surface, 0.35), -2.0, group=group)]


def _spiral(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a twisted ribbon: a frilled outline, its turns light and dark aslant across it."""
    long, turns = wide * rng.uniform(2.5, 3), int(rng.integers(4, 7))
    x = np.linspace(-0.5, 0.5, 6 * turns)
    half = wide * (0.4 + 0.1 * np.cos(2 * np.pi * turns * x))
    edge = [
        *zip((x * long).tolist(), (-half).tolist(), strict=True),
        *zip((x[::-1] * long).tolist(), half[::-1].tolist(), strict=True),
    ]
    pieces = [Piece(Outline((frame.points(edge),)), surface, 3.0, group=group)]
    steps = [((number + 0.5) / turns - 0.5) * long for number in range(turns)]
    for shift, tone, high in ((0.0, 0.6, -2.0), (0.45 * long / turns, 1.2, 2.0)):
        bands = [frame.frame(each + shift - 0.15 * wide, -0.36 * wide, 66) for each in steps]
        pieces.append(Piece(ticks(bands, 0.8 * wide, 0.3 * long / turns), toned(surface, tone), high, 0.7, group=group))
    return pieces


def _bow(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a bow: two wings with toothed ends, pinched in the middle."""
    long, teeth = wide * rng.uniform(1.3, 1.6), np.linspace(-0.5, 0.5, 13)
    right = [(0.5 * long - (0.05 * wide if number % 2 else 0), y * wide) for number, y in enumerate(teeth.tolist())]
    left = [(-x, -y) for x, y in right]
    body = frame.points([*right, (0.05 * long, 0.18 * wide), *left, (-0.05 * long, -0.18 * wide)])
    pieces = [Piece(Outline((body,)), surface, 2.0, group=group)]
    for y in (-0.1, 0.1):
        fold = frame.line([(-0.3 * long, 2 * y * wide), (-0.06 * long, 0.6 * y * wide), (0.06 * long, 0.6 * y * wide), (0.3 * long, 2 * y * wide)], 0.07 * wide)  # noqa: E501  # fmt: skip
        pieces.append(Piece(fold, toned(surface, 0.65), -1.5, 0.6, group=group))
    pinch = frame.rectangle((0, 0), (0.3 * long, 0.36 * wide), 0.15 * wide)
    pieces.append(Piece(pillow(pinch, 0.16 * wide), toned(surface, 1.05), 4.0, group=group))
    return pieces


def _shell(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a shell: ribbed across, its lips rolled in on either side of the slit."""
    body = placed(stadium((0, 0), (0.62 * wide, 0.42 * wide), 2.0), frame.centre, frame.angle_deg)
    pieces = lump(body, surface, 0.25 * min(wide, 40.0), rng.uniform(0, 6), 0, group)
    shares = np.linspace(-0.5, 0.5, 9)
    reach = (0.4 * wide * np.sqrt(1 - (shares / 0.62) ** 2)).tolist()
    ribs = [frame.rectangle((x * wide, 0), (0.04 * wide, 2 * y)) for x, y in zip(shares.tolist(), reach, strict=True)]
    pieces.append(Piece(Outline(tuple(ribs)), toned(surface, 0.7), -1.0, 0.6, group=group))
    for high, tone, depth in ((0.17, 1.15, 2.0), (rng.uniform(0.03, 0.1), 0.3, -4.0)):
        slit = oval(frame.at(0, 0.05 * wide), (0.5 * wide, high * wide), frame.angle_deg)
        pieces.append(Piece(Outline((slit,)), toned(surface, tone), depth, group=group))
    return pieces


def _nest(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a nest of noodles: strands that loop over one another, each with its dark under it."""
    thick, core = max(1.5, wide * rng.uniform(0.04, 0.08)), frame.disc((0, 0), 0.36 * wide)
    pieces = [Piece(core, toned(surface, 0.5), 2.0, group=group)]
    for number, share in enumerate((0.46, 0.42, 0.32, 0.36, 0.24)):
        x, y = (rng.normal(0, 0.03, 2) * wide).tolist()
        loop = blob(rng, frame.at(x, y), share * wide, 0.3, rng.uniform(0.75, 1))
        strand = toned(surface, rng.uniform(0.9, 1.2))
        pieces.append(
            Piece(Stroke(loop, 1.5 * thick, closed=True), toned(surface, 0.45), 0.0, 0.6, group=group + number)
        )
        pieces.append(Piece(Stroke(loop, thick, closed=True), strand, 1.5, group=group + number))
    return pieces


FAMILIES: Final[dict[str, Design]] = {"pasta": pasta}
