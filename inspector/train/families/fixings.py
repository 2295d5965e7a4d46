"""Screws, bolts, rivets and caps in a plate, as they were left: heads lie turned, and a missing one leaves a hole."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, finish, palette
from inspector.train.families.design import Design
from inspector.train.families.freeform import between, pick, spot
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, ellipse, rectangle

METAL: Final = ("brushed", "turned", "ground", "cast", "grain")
GROUND: Final = ("planed", "brushed", "cast", "grain", "cloud", "paper", "peel", "ground")
Place = tuple[float, float]
Head = Callable[[Generator, Place, float, Finish, Colour, int], list[Piece]]


def screws(rng: Generator, size_px: int) -> Scene:
    """Screw heads with a slot, cross, star, square or hexagon drive, freely turned."""
    return _plate(rng, size_px, "screws", _screw)


def bolts(rng: Generator, size_px: int) -> Scene:
    """Hexagon and square heads and nuts on washers, turned as they were tightened."""
    return _plate(rng, size_px, "bolts", _bolt)


def caps(rng: Generator, size_px: int) -> Scene:
    """Round caps, studs and knobs with a mark, a pointer or teeth, freely turned."""
    return _plate(rng, size_px, "caps", _cap)


def _plate(rng: Generator, size_px: int, family: str, head: Head) -> Scene:
    ground, metal, *_ = palette(rng, 3)
    plate = finish(rng, ground, GROUND, 0.2, float(pick(rng, [0.0, 0.0, 0.25])))
    radius = size_px * between(rng, 0.035, 0.3)
    surface = finish(rng, metal, METAL, 0.2, float(pick(rng, [0.0, 0.2, 0.5, 0.8])))
    hole = Finish(beside(rng, ground, 0.15, 0.6)) if rng.random() < 0.3 else Finish((0.04, 0.04, 0.04))
    pieces: list[Piece] = []
    for group, place in enumerate(_places(rng, size_px, radius)):
        pieces += _hole(rng, place, radius, hole, plate) + head(rng, place, radius, surface, metal, group)
    relief, bevel = float(rng.uniform(0.2, 1.0)), between(rng, 0.7, 3)
    return Scene(family, size_px, plate, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 2)))


def _places(rng: Generator, size_px: int, radius: float) -> list[Place]:
    """Return where fixings sit: in rows, round a circle, or anywhere, not over one another."""
    wanted = int(rng.integers(1, 10))
    kind = int(rng.integers(3))
    centre, ring = spot(rng, size_px), size_px * float(rng.uniform(0.2, 0.5))
    pitch, start = radius * float(rng.uniform(2.4, 6)), rng.uniform(0, radius * 3, 2)
    angle, columns = rng.uniform(0, 2 * np.pi), max(1, int(size_px / pitch))
    places: list[Place] = []
    for number in range(3 * wanted):
        turn = angle + 2 * np.pi * number / wanted
        row, column = divmod(number, columns)
        choices = (
            (start[0] + pitch * (column + 0.5), start[1] + pitch * (row + 0.5)),
            (centre[0] + ring * np.cos(turn), centre[1] + ring * np.sin(turn)),
            spot(rng, size_px),
        )
        x, y = (float(each) for each in choices[kind])
        clear = all(np.hypot(x - a, y - b) > 2.2 * radius for a, b in places)
        if clear and -radius < min(x, y) and max(x, y) < size_px + radius:
            places.append((x, y))
    return places[:wanted]


def _hole(rng: Generator, place: Place, radius: float, hole: Finish, plate: Finish) -> list[Piece]:
    """Return what a missing fixing uncovers: a hole, sometimes torn or sunk, in the body."""
    inner = float(rng.uniform(0.2, 0.7)) * radius
    sunk = Piece(_disc(place, radius * float(rng.uniform(0.75, 1.05))), plate, -1.0)
    deep = Piece(_disc(place, inner), hole, -3.0)
    return [sunk, deep] if rng.random() < 0.5 else [deep]


def _screw(rng: Generator, place: Place, radius: float, surface: Finish, metal: Colour, group: int) -> list[Piece]:
    high = between(rng, 0.5, 6)
    head = Piece(_disc(place, radius), surface, high, turns=True, group=group)
    rim = Piece(_disc(place, radius * float(rng.uniform(0.6, 0.9))), surface, high * 0.4, turns=True, group=group)
    # All heads of a plate are alike: the drive is drawn from the surface, not anew for each.
    drive = np.random.default_rng(int(abs(surface.bgr[0]) * 1e9) % (1 << 31))
    blue, green, red = (0.25 * each for each in metal)
    inner = Finish((blue, green, red))
    grips = [each + np.array(place, np.float32) for each in _drive(drive, radius)]
    sunk = [Piece(Outline((each,)), inner, -high * 0.5, turns=True, group=group) for each in grips]
    return [head, rim, *sunk]


def _bolt(rng: Generator, place: Place, radius: float, surface: Finish, metal: Colour, group: int) -> list[Piece]:
    high = between(rng, 1, 8)
    corners = 4 if surface.bgr[0] * 997 % 1 < 0.2 else 6
    washer = Piece(_disc(place, radius), finish(rng, beside(rng, metal, 0.03, 0.2), METAL), 1.0, group=group)
    nut = Outline((ellipse(place, (0.8 * radius, 0.8 * radius), 0.0, corners),))
    hexagon = Piece(nut, surface, high, turns=True, group=group)
    top = Piece(_disc(place, 0.55 * radius), surface, high * 0.3, turns=True, group=group)
    through = Piece(_disc(place, 0.35 * radius), Finish((0.05, 0.05, 0.05)), -high * 0.5, turns=True, group=group)
    return [washer, hexagon, top, *([through] if surface.bgr[1] * 991 % 1 < 0.4 else [])]


def _cap(rng: Generator, place: Place, radius: float, surface: Finish, metal: Colour, group: int) -> list[Piece]:
    high = between(rng, 1, 6)
    mark = Finish(beside(np.random.default_rng(int(abs(metal[0]) * 1e9) % (1 << 31)), metal, 0.1, 0.7))
    dome = [
        Piece(_disc(place, radius * share), surface, high / 3, turns=True, group=group) for share in (1.0, 0.85, 0.6)
    ]
    pointer = rectangle((place[0] + 0.45 * radius, place[1]), (0.8 * radius, max(1.2, 0.12 * radius)))
    return [*dome, Piece(Outline((pointer,)), mark, 0.3, turns=True, group=group)]


def _drive(rng: Generator, radius: float) -> list[Points]:
    """Return what the driver grips, about the origin."""
    long, wide = radius * float(rng.uniform(0.9, 1.7)), radius * float(rng.uniform(0.14, 0.3))
    kind = int(rng.integers(6))
    if kind == 0:
        return [rectangle((0, 0), (2 * radius * 0.95, wide))]
    if kind == 1:
        return [rectangle((0, 0), (long, wide)), rectangle((0, 0), (wide, long))]
    if kind == 2:
        return [rectangle((0, 0), (long * 0.6, long * 0.6))]
    if kind == 3:
        return [ellipse((0, 0), (long / 2.6, long / 2.6), 0.0, 6)]
    if kind == 4:
        return [ellipse((0, 0), (long / 3, long / 3), 0.0, 3), ellipse((0, 0), (long / 3, long / 3), 60.0, 3)]
    return [
        rectangle((0, 0), (long, wide * 0.7)),
        rectangle((0, 0.35 * radius), (wide, wide)),
        ellipse((0, 0), (wide, wide)),
    ]


def _disc(place: Place, radius: float) -> Outline:
    return Outline((ellipse(place, (radius, radius)),))


FAMILIES: Final[dict[str, Design]] = {"screws": screws, "bolts": bolts, "caps": caps}
