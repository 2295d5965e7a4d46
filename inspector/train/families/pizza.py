"""Pizzas, tarts and cakes: what lies on them lies differently on each."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, LIGHT, apart, lump, scene_of, written
from inspector.train.families.colours import colour, finish, warm
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, blob, pick, wander
from inspector.train.families.profiles import placed, wavy
from inspector.train.families.shades import pillow, within
from inspector.train.families.surfaces import toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke

CRUST: Final = ("cast", "cloud", "stained", "speckle", "leather")
ARM: Final = np.array(
    [(-0.24, 0.32), (-0.1, 0.1), (0.06, -0.08), (0.22, -0.34), (0.46, -0.34), (0.57, -0.04), (0.4, 0.3), (0, 0.46)]
)
PRETZEL: Final = np.concatenate([ARM, ARM[-2::-1] * (-1, 1)])


def pizzas(rng: Generator, size_px: int) -> Scene:
    """Pizzas, tarts and cakes from above: rim, sauce or icing, crumbs, toppings by kind, a few always in place."""
    radius, light = size_px * between(rng, 0.36, 0.85), rng.uniform(0, 6)
    x, y = (size_px * rng.normal(0.5, 0.1, 2)).tolist()
    frame = Frame((x, y), rng.uniform(0, 360))
    crust = finish(rng, warm(rng, 0.35, 0.75), CRUST, 0.14)
    body = wavy(radius, 0.05 * radius, 28) if rng.random() < 0.2 else blob(rng, (0, 0), radius, rng.uniform(0.01, 0.08))
    pieces = lump(placed(body, frame.centre), crust, rng.uniform(3, 9), light)[:3]
    top = blob(rng, frame.centre, rng.uniform(0.82, 0.93) * radius, 0.04)
    pieces += _cover(rng, top, radius, crust)
    ordered = rng.random() < 0.3
    if ordered:
        pieces += _garnish(rng, frame, radius)
    pieces += _toppings(rng, frame, 0.8 * radius, 66 - len(pieces))
    return scene_of(rng, "pizzas", size_px, apart(rng, crust.bgr), pieces, pick(rng, (2.0, 8.0, 14.0)))


def _cover(rng: Generator, top: Points, radius: float, crust: Finish) -> list[Piece]:
    """Return what covers it: sauce with cheese that melts differently on each, icing, jelly or chocolate."""
    if rng.random() < 0.5:
        sauce = finish(rng, colour(rng, rng.uniform(0.25, 0.4), 0.9, rng.uniform(0.0, 0.05)), ("cloud", "cast"), 0.1)
        cheese = Finish(colour(rng, rng.uniform(0.65, 0.85), 0.6, 0.13), "stained", 0.15, between(rng, 0.6, 2))
        pieces, count = [Piece(Outline((top,)), sauce, -2.0)], int(rng.integers(3, 8))
        for x, y in (rng.normal(0, 0.4, (count, 2)) * radius + (top.min(axis=0) + top.max(axis=0)) / 2).tolist():
            melt = blob(rng, (x, y), rng.uniform(0.2, 0.5) * radius, 0.35, 0.8)
            pieces.append(Piece(within(top, pillow(melt, 0.1 * radius)), cheese, 2.0, rng.uniform(0.5, 1.0)))
        return pieces
    icing = finish(
        rng,
        pick(rng, (warm(rng, 0.1, 0.9), vivid(rng), colour(rng, 0.9, 0.1))),
        ("cloud", "grain", "salt"),
        0.1,
        pick(rng, (0.0, 0.15, 0.3)),
    )
    rim = Piece(Stroke(top, max(1.5, 0.05 * radius), closed=True), toned(crust, 0.7), 0.0, 0.5)
    return [Piece(Outline((top,)), icing, 1.0), rim]


def _garnish(rng: Generator, frame: Frame, radius: float) -> list[Piece]:
    """Return dabs of cream or cherries in a ring, each in its place on every cake, and a word in the middle."""
    count, reach = int(rng.integers(6, 11)), 0.68 * radius
    cream = Finish(pick(rng, (LIGHT.bgr, vivid(rng), warm(rng, 0.1, 0.4))), gloss=0.1)
    star, pieces = wavy(0.13 * radius, 0.04 * radius, 7), list[Piece]()
    for number in range(count):
        place = frame.frame(0, 0, 360 * number / count).at(reach, 0)
        dab = placed(star, place, 30 * number)
        pieces.append(Piece(pillow(dab, 0.12 * radius), cream, 6.0, group=100 + number))
        pieces.append(
            Piece(Outline((oval(place, (0.04 * radius, 0.04 * radius)),)), toned(cream, 0.8), 1.0, group=100 + number)
        )
    if rng.random() < 0.5:
        pieces.append(written(rng, Frame(frame.centre, 0), (0.9 * radius, 0.25 * radius), Finish(vivid(rng)), 130, 1.5))
    return pieces


def _toppings(rng: Generator, frame: Frame, radius: float, room: int) -> list[Piece]:
    """Return slices, rings, berries, leaves and strips, two or three kinds, strewn over all of it."""
    kinds = [
        (_slice, _ring, _berry, _leaf, _strip)[each] for each in rng.permutation(5)[: int(rng.integers(1, 4))].tolist()
    ]
    inks = [
        finish(
            rng,
            warm(rng, 0.15, 0.7) if rng.random() < 0.6 else vivid(rng),
            ("speckle", "salt", "cloud", "leather"),
            0.12,
        )
        for _ in kinds
    ]
    count, size = int(rng.integers(7, 20)), radius * rng.uniform(0.13, 0.28)
    pieces = list[Piece]()
    for number in range(count):
        away, turn = radius * float(np.sqrt((number + 0.5) / count)), 137.5 * number + rng.normal(0, 15)
        own = frame.frame(0, 0, turn).frame(away, 0, rng.uniform(0, 360))
        chosen = number % len(kinds)
        made = kinds[chosen](rng, own, size * rng.uniform(0.85, 1.15), inks[chosen], number)
        if len(pieces) + len(made) <= room:
            pieces += made
    return pieces


def _slice(rng: Generator, frame: Frame, radius: float, surface: Finish, group: int) -> list[Piece]:
    """Return a slice, as of sausage or tomato, with its skin."""
    body = blob(rng, frame.centre, radius, 0.06)
    pieces = [
        Piece(Outline((body + np.float32(0.06 * radius),)), DARK, 0.0, 0.3, group=group),
        Piece(Outline((body,)), surface, 2.0, group=group),
    ]
    return [
        *pieces,
        Piece(Stroke(body, max(1.0, 0.1 * radius), closed=True), toned(surface, 0.7), 0.5, 0.7, group=group),
    ]


def _ring(rng: Generator, frame: Frame, radius: float, surface: Finish, group: int) -> list[Piece]:
    """Return a ring, as of onion, pepper or pineapple."""
    outer = blob(rng, frame.centre, 0.7 * radius, 0.08)
    thick = 0.28 * radius
    pieces = [Piece(Stroke(outer, thick, closed=True), surface, 2.5, group=group)]
    return [*pieces, Piece(Stroke(outer, 0.3 * thick, closed=True), toned(surface, 1.4), 0.5, 0.5, group=group)]


def _berry(rng: Generator, frame: Frame, radius: float, surface: Finish, group: int) -> list[Piece]:
    """Return a berry, an olive or a ball."""
    body = blob(rng, frame.centre, 0.6 * radius, 0.05)
    return lump(body, surface, min(0.5 * radius, 10.0), 4.0, 0.7, group)


def _leaf(rng: Generator, frame: Frame, radius: float, surface: Finish, group: int) -> list[Piece]:
    """Return a leaf with its vein."""
    green = Finish(colour(np.random.default_rng(3), 0.25, 0.8, 0.3), surface.texture, surface.amplitude)
    slim = rng.uniform(0.35, 0.5)
    side = [(radius * x, slim * radius * (1 - x * x)) for x in np.linspace(-1, 1, 9).tolist()]
    leaf = frame.points([*side, *((x, -y) for x, y in reversed(side))])
    vein = frame.line([(-radius, 0), (0.8 * radius, 0)], max(1.0, 0.06 * radius))
    return [Piece(Outline((leaf,)), green, 1.5, group=group), Piece(vein, toned(green, 1.5), -0.5, 0.7, group=group)]


def _strip(rng: Generator, frame: Frame, radius: float, surface: Finish, group: int) -> list[Piece]:
    """Return a strip, as of ham or peel."""
    line = wander(rng, frame.centre, 2 * radius, 6)
    pieces = [Piece(Stroke(line, 0.3 * radius), surface, 2.0, group=group)]
    return [
        *pieces,
        Piece(Stroke(line - np.float32(0.05 * radius), 0.08 * radius), toned(surface, 1.4), 0.3, 0.5, group=group),
    ]


FAMILIES: Final[dict[str, Design]] = {"pizzas": pizzas}
