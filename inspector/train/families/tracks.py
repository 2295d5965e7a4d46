"""Conductors in one plane: tracks, pads, holes, planes and combs, as etched, printed or drawn, two-level or not."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import finish, palette
from inspector.train.families.design import Design
from inspector.train.families.freeform import between, pick, spot
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, ellipse, rectangle

EIGHTH: Final = np.pi / 4
MOST: Final = 70


def tracks(rng: Generator, size_px: int) -> Scene:
    """Tracks at right and half right angles between pads, alone or side by side."""
    width, metal = size_px * between(rng, 0.008, 0.06), _levels(rng)
    pieces: list[Piece] = []
    while len(pieces) < int(MOST * rng.uniform(0.2, 0.8)) and len(pieces) < 12 * size_px / (10 * width):
        pieces += _bundle(rng, size_px, width, metal[1], metal[0], len(pieces))
    return _scene(rng, "tracks", size_px, metal, pieces)


def combs(rng: Generator, size_px: int) -> Scene:
    """Fine parallel lines with gaps, as on fan-outs, meshes, gratings and scales."""
    metal, angle = _levels(rng), float(rng.choice([0, 90, 45, rng.uniform(0, 180)]))
    pitch = size_px * between(rng, 0.02, 0.12)
    width, along = pitch * float(rng.uniform(0.25, 0.7)), np.radians(angle)
    step, line = np.array([-np.sin(along), np.cos(along)]), np.array([np.cos(along), np.sin(along)])
    middle, pieces = np.array(spot(rng, size_px, 0.3)), list[Piece]()
    for number in range(-int(0.8 * size_px / pitch), int(0.8 * size_px / pitch) + 1):
        start, end = (float(each) for each in rng.uniform((-1.0, 0.1), (-0.1, 1.0)) * size_px)
        ends = middle + number * pitch * step + np.outer((start, end), line)
        pieces.append(Piece(Stroke(ends.astype(np.float32), width), metal[1], 1.0, group=number + 60))
        if rng.random() < 0.3:
            pieces += _pad(rng, (float(ends[1][0]), float(ends[1][1])), 0.8 * pitch, metal[1], metal[0], number + 60)
    return _scene(rng, "combs", size_px, metal, pieces[:MOST])


def pads(rng: Generator, size_px: int) -> Scene:
    """Arrays of round, square and oblong pads, with and without holes, and a plane with clearances around them."""
    metal, radius = _levels(rng), size_px * between(rng, 0.02, 0.1)
    pitch = radius * float(rng.uniform(2.4, 5))
    plane = rng.random() < 0.4
    ground = [Piece(Outline((_plane(rng, size_px),)), metal[1], 1.0)] if plane else []
    start, pieces = rng.uniform(0, pitch, 2), list[Piece](ground)
    for row in range(int(size_px / pitch)):
        for column in range(int(size_px / pitch)):
            if rng.random() < 0.25 or len(pieces) > MOST:
                continue
            place = float(start[0] + column * pitch), float(start[1] + row * pitch)
            if plane:
                pieces.append(Piece(Outline((ellipse(place, (1.4 * radius, 1.4 * radius)),)), metal[0], -1.0))
            pieces += _pad(rng, place, radius, metal[1], metal[0], len(pieces))
    return _scene(rng, "pads", size_px, metal, pieces)


def coils(rng: Generator, size_px: int) -> Scene:
    """Spirals, meanders and rings, as of antennas, heaters and strain gauges."""
    metal, width = _levels(rng), size_px * between(rng, 0.012, 0.05)
    pieces: list[Piece] = []
    for number in range(int(rng.integers(1, 4))):
        path = _spiral(rng, size_px, width) if rng.random() < 0.5 else _meander(rng, size_px, width)
        pieces.append(Piece(Stroke(path, width), metal[1], 1.0, group=number))
        end = float(path[0][0]), float(path[0][1])
        pieces += _pad(rng, end, 1.6 * width, metal[1], metal[0], number)
    return _scene(rng, "coils", size_px, metal, pieces)


def _levels(rng: Generator) -> tuple[Finish, Finish]:
    """Return the base and the conductor: often plain black and white."""
    if rng.random() < 0.5:
        dark, bright = Finish((0.06, 0.06, 0.06)), Finish((0.9, 0.9, 0.9))
        return (dark, bright) if rng.random() < 0.5 else (bright, dark)
    base, metal = palette(rng, 2)
    return finish(rng, base, most=0.08), finish(rng, metal, most=0.1, gloss=float(pick(rng, [0.0, 0.3])))


def _scene(rng: Generator, family: str, size_px: int, metal: tuple[Finish, Finish], pieces: list[Piece]) -> Scene:
    apart = abs(sum(metal[0].bgr) - sum(metal[1].bgr)) > 1.5
    plain = not metal[0].texture and not metal[1].texture
    return Scene(
        family,
        size_px,
        metal[0],
        tuple(pieces),
        relief=0.0 if plain else float(rng.uniform(0, 0.6)),
        bevel_px=between(rng, 0.6, 2),
        two_level=apart and plain,
        moves=0.0 if rng.random() < 0.7 else 1.0,
    )


def _bundle(rng: Generator, size_px: int, width: float, metal: Finish, base: Finish, group: int) -> list[Piece]:
    """Return one track or several side by side, with pads at some of their ends."""
    path, pitch = _route(rng, size_px), width * float(rng.uniform(2, 3.5))
    own = width * float(pick(rng, [1.0, 1.0, 0.6, 1.8]))
    pieces: list[Piece] = []
    for number in range(int(rng.integers(1, 5))):
        moved = path + np.float32(number * pitch) * np.array((1, 0.42), np.float32)
        pieces.append(Piece(Stroke(moved, own), metal, 1.0, group=group + number))
        for end in (moved[0], moved[-1]):
            if rng.random() < 0.6:
                pieces += _pad(rng, (float(end[0]), float(end[1])), width * 1.5, metal, base, group + number)
    return pieces


def _route(rng: Generator, size_px: int) -> Points:
    """Return a path of straight runs that turns by an eighth or a quarter each time."""
    points, heading = [np.array(spot(rng, size_px, -0.1))], EIGHTH * int(rng.integers(8))
    for _ in range(int(rng.integers(2, 6))):
        length = size_px * between(rng, 0.06, 0.6)
        points.append(points[-1] + length * np.array([np.cos(heading), np.sin(heading)]))
        heading += EIGHTH * float(pick(rng, [-2, -1, 1, 2]))
    return np.array(points, np.float32)


def _pad(
    rng: Generator, place: tuple[float, float], radius: float, metal: Finish, base: Finish, group: int
) -> list[Piece]:
    side, kind = 1.8 * radius, rng.random()
    contour = ellipse(place, (radius, radius), 0.0, 24)
    if kind < 0.25:
        contour = rectangle(place, (side, side * float(pick(rng, [1.0, 1.6]))))
    pad = Piece(Outline((contour,)), metal, 1.0, group=group)
    if rng.random() < 0.5:
        return [pad]
    bore = float(rng.uniform(0.25, 0.6)) * radius
    return [pad, Piece(Outline((ellipse(place, (bore, bore), 0.0, 20),)), base, -1.0, group=group)]


def _plane(rng: Generator, size_px: int) -> Points:
    return rectangle(
        spot(rng, size_px, 0.3), (size_px * float(rng.uniform(0.6, 1.4)), size_px * float(rng.uniform(0.6, 1.4)))
    )


def _spiral(rng: Generator, size_px: int, width: float) -> Points:
    turns, corners = float(rng.uniform(2, 6)), int(pick(rng, [4, 8, 40]))
    number = np.arange(int(turns * corners))
    angle, radius = 2 * np.pi * number / corners, width * float(rng.uniform(1.8, 3)) * number / corners
    middle = np.array(spot(rng, size_px, 0.2))
    return np.asarray(middle + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), np.float32)


def _meander(rng: Generator, size_px: int, width: float) -> Points:
    long, pitch = size_px * float(rng.uniform(0.2, 0.7)), width * float(rng.uniform(1.8, 3.5))
    number = np.arange(int(rng.integers(6, 20)))
    x, y = np.repeat(number, 2)[:-1] * pitch, ((number + 1) // 2 % 2)
    ends = np.stack([x, np.resize(np.repeat(y, 2)[1:], len(x)) * long], axis=1)
    return np.asarray(np.array(spot(rng, size_px, 0.0)) + (ends if rng.random() < 0.5 else ends[:, ::-1]), np.float32)


FAMILIES: Final[dict[str, Design]] = {"tracks": tracks, "combs": combs, "pads": pads, "coils": coils}
