"""Boxes and trays with compartments, in each of them its own things, each in its place."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import scene_of
from inspector.train.families.colours import finish, warm
from inspector.train.families.design import Design
from inspector.train.families.fillings import bars, bulk, cutlery, film, fruits, pins, screws
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.surfaces import bench, plastic, toned, vivid
from inspector.train.scene import Finish, Piece, Scene

Room = tuple[float, float, float, float]
Filling = Callable[[Generator, Frame, tuple[float, float], int], list[Piece]]


def compartments(rng: Generator, size_px: int) -> Scene:
    """Boxes and trays divided at will: fruit, bulk, cutlery, screws, pins, bars, each in its place; film over some."""
    long, wide, wall = (size_px * between(rng, low, high) for low, high in ((0.7, 1.25), (0.6, 1.1), (0.012, 0.04)))
    whole, deep = Frame(spot(rng, size_px, 0.42), square_turn(rng, 2)), between(rng, 2, 8)
    tray, floor = _board(rng), rng.uniform(0.6, 1.1)
    rooms = _split(rng, (0.0, 0.0, long, wide), int(rng.integers(2, 6)))
    kinds = [(fruits, bulk, cutlery, screws, bars, pins)[each] for each in rng.permutation(6).tolist()]
    pieces = [Piece(whole.box((0, 0), (long + 2 * wall, wide + 2 * wall), 3 * wall), tray, deep)]
    for number, (x, y, across, down) in enumerate(rooms):
        sides = across - 2 * wall, down - 2 * wall
        pieces.append(Piece(whole.box((x, y), sides, 2 * wall), toned(tray, floor), -deep))
        own = whole.frame(x, y, 90 if down > across else 0)
        pieces += kinds[number](rng, own, (max(sides), min(sides)), 20 * number)
    if rng.random() < 0.3:
        pieces += film(rng, whole, (long, wide))
    return scene_of(rng, "compartments", size_px, bench(rng), pieces, 4.0)


def sorting_box(rng: Generator, size_px: int) -> Scene:
    """Boxes of equal compartments, one or two pins, screws, plugs or sweets in each, of one or several colours."""
    columns, rows, pitch = int(rng.integers(2, 6)), int(rng.integers(2, 4)), size_px * between(rng, 0.2, 0.55)
    whole, tray, deep = Frame(spot(rng, size_px, 0.4), square_turn(rng, 2)), _board(rng), between(rng, 2, 8)
    sides, thin = (pitch * rng.uniform(0.75, 1.0), pitch), pitch * rng.uniform(0.03, 0.12)
    body = whole.box((0, 0), (columns * sides[0] + thin, rows * sides[1] + thin), thin)
    pieces, seed = [Piece(body, tray, deep)], int(rng.integers(1 << 30))
    thing, mixed = pick(rng, (pins, pins, screws, fruits)), rng.random() < 0.5
    for number, (row, column) in enumerate(np.ndindex(rows, columns)):
        x, y = (column - (columns - 1) / 2) * sides[0], (row - (rows - 1) / 2) * sides[1]
        own, room = whole.frame(x, y), (sides[0] - thin, sides[1] - thin)
        pieces.append(Piece(whole.box((x, y), room, 2 * thin), toned(tray, 0.8), -deep))
        across, down = (rng.normal(0, 0.06, 2) * pitch).tolist()
        lies = own.frame(across, down, rng.normal(0, 30))
        hand = np.random.default_rng(seed + (number if mixed else 0))
        pieces += thing(hand, lies, (0.8 * min(room), 0.6 * min(room)), 20 * number)[: 60 // (rows * columns)]
    return scene_of(rng, "sorting_box", size_px, bench(rng), pieces, 4.0)


def _board(rng: Generator) -> Finish:
    """Return what a tray is made of: plastic, white, clear or coloured, pressed board, wood."""
    kind = rng.random()
    if kind < 0.6:
        return plastic(rng) if rng.random() < 0.6 else plastic(rng, vivid(rng))
    return finish(rng, warm(rng, 0.35, 0.85), ("wood", "paper", "fibres"), 0.12)


def _split(rng: Generator, room: Room, count: int) -> list[Room]:
    """Return `count` rooms that a room is divided into, walls right through."""
    if count < 2:
        return [room]
    x, y, wide, high = room
    share, first = rng.uniform(0.35, 0.65), count // 2
    if wide * rng.uniform(0.7, 1.4) > high:
        rooms = (x - wide * (1 - share) / 2, y, wide * share, high), (x + wide * share / 2, y, wide * (1 - share), high)
    else:
        rooms = (x, y - high * (1 - share) / 2, wide, high * share), (x, y + high * share / 2, wide, high * (1 - share))
    return _split(rng, rooms[0], first) + _split(rng, rooms[1], count - first)


FAMILIES: Final[dict[str, Design]] = {"compartments": compartments, "sorting_box": sorting_box}
