"""Wooden toys and game pieces: blocks, beads, pegs, sticks, dominoes and dice, painted and printed."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, LIGHT, apart, barrel, goods, lump, scene_of
from inspector.train.families.codes import emblem
from inspector.train.families.colours import beside, colour, finish
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot, wander
from inspector.train.families.lettering import CODED, draw_hand, letters, worded
from inspector.train.families.surfaces import bench, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke

PIPS: Final = ((), (4,), (0, 8), (0, 4, 8), (0, 2, 6, 8), (0, 2, 4, 6, 8), (0, 2, 3, 5, 6, 8))


def toys_wooden(rng: Generator, size_px: int) -> Scene:
    """Blocks with letters, beads on a string, sticks, counters: painted or bare wood of several colours."""
    wood = _wood(rng)
    if rng.random() < 0.25:
        return scene_of(rng, "toys_wooden", size_px, bench(rng), _string(rng, size_px, wood), 2.5)
    item, aspect, cost = pick(
        rng, ((_block, 1.0, 6), (_block, 1.0, 6), (_stick, rng.uniform(5, 9), 5), (_counter, 1.0, 5))
    )
    pieces = goods(rng, size_px, partial(item, wood), aspect, cost, alike=False)
    return scene_of(rng, "toys_wooden", size_px, apart(rng, wood.bgr), pieces, 4.0)


def pegs(rng: Generator, size_px: int) -> Scene:
    """Boards with holes in rows and coloured pegs or balls in most of them, frames with sorted shapes."""
    pitch, whole = size_px * between(rng, 0.11, 0.32), Frame((size_px / 2, size_px / 2), square_turn(rng, 2))
    colours, board = [plastic(rng, vivid(rng)) for _ in range(int(rng.integers(2, 6)))], _wood(rng)
    columns, rows, radius = int(rng.integers(3, 7)), int(rng.integers(3, 6)), pitch * rng.uniform(0.3, 0.45)
    shift, order, gaps = rng.uniform(-0.2, 0.2, 2) * size_px, int(rng.integers(4)), pick(rng, (0.0, 0.2, 0.5))
    pieces = [
        Piece(
            whole.box(tuple(shift.tolist()), ((columns + 0.4) * pitch, (rows + 0.4) * pitch), 0.2 * pitch), board, 4.0
        )
    ]
    middles = [
        shift + pitch * (np.array(each) - (np.array([columns, rows]) - 1) / 2) for each in np.ndindex(columns, rows)
    ]
    holes = [oval(whole.at(float(x), float(y)), (0.6 * radius, 0.6 * radius)) for x, y in middles]
    pieces.append(Piece(Outline(tuple(holes)), toned(board, 0.3), -4.0))
    corners = pick(rng, (32, 32, 6, 4))
    for number, (x, y) in enumerate(middles):
        if rng.random() < gaps or len(pieces) > 66:
            continue
        column, row = divmod(number, rows)
        own = colours[(column, row, column + row, int(rng.integers(9)))[order] % len(colours)]
        at = whole.frame(float(x), float(y))
        pieces.append(Piece(at.disc((0, 0), radius, corners), own, 5.0, group=number))
        pieces.append(Piece(at.disc((-0.05 * pitch, 0), 0.6 * radius), toned(own, 1.15), 1.0, group=number))
    return scene_of(rng, "pegs", size_px, bench(rng), pieces, 1.5)


def dominoes(rng: Generator, size_px: int) -> Scene:
    """Dominoes, dice and tiles of a game with pips, letters or signs, some turned over, in rows or strewn."""
    bgr = colour(rng, pick(rng, (0.04, 0.9, 0.85)), 0.1) if rng.random() < 0.6 else vivid(rng)
    surface = finish(rng, bgr, ("grain", "wood", "peel"), 0.06, pick(rng, (0.0, 0.15, 0.3)))
    ink = LIGHT if sum(bgr) < 1.2 else pick(rng, (DARK, Finish(vivid(rng))))
    item, aspect, cost = pick(rng, ((_domino, 2.0, 7), (_domino, 2.0, 7), (_die, 1.0, 6), (_tile, 1.0, 6)))
    pieces = goods(rng, size_px, partial(item, (surface, ink)), aspect, cost, alike=False)
    return scene_of(rng, "dominoes", size_px, apart(rng, bgr), pieces, 4.0)


def _wood(rng: Generator) -> Finish:
    """Return bare wood."""
    bare = colour(rng, rng.uniform(0.4, 0.75), rng.uniform(0.3, 0.6), rng.uniform(0.07, 0.12))
    return Finish(bare, "wood", rng.uniform(0.04, 0.15), between(rng, 0.6, 2), pick(rng, (0.0, 90.0)))


def _painted(rng: Generator, wood: Finish) -> Finish:
    """Return wood, or paint through which it is just seen."""
    return wood if rng.random() < 0.3 else Finish(vivid(rng), "wood", 0.03, wood.scale, wood.angle_deg, 0.1)


def _block(wood: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a block: a face with a frame of colour, a letter or a sign in it."""
    paint, own = Finish(vivid(rng)), _painted(rng, wood)
    pieces = [Piece(frame.box((0, 0), (wide, wide), 0.05 * wide), own, 5.0, group=group)]
    rim, inner = (frame.rectangle((0, 0), (each * wide, each * wide), 0.04 * wide) for each in (0.84, 0.7))
    if rng.random() < 0.6:
        pieces.append(Piece(Outline((rim, inner)), paint, -0.5, group=group))
    if rng.random() < 0.7:
        hand = draw_hand(np.random.default_rng(5), 0.42 * wide, frame.angle_deg)
        return [*pieces, worded(hand, letters(rng, CODED, 1, 1), frame.centre, paint, group + 1)]
    return pieces + emblem(rng, frame, 0.24 * wide, [vivid(rng) for _ in range(3)], group + 1)[:4]


def _stick(wood: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a round or flat stick, painted all over or in rings."""
    long, own = wide * rng.uniform(5, 8), _painted(rng, wood)
    body = frame.rectangle((0, 0), (long, wide), pick(rng, (0.0, 0.5)) * wide)
    pieces = [Piece(Outline((body,)), own, 3.0, group=group)]
    for number in range(int(rng.integers(0, 3))):
        band = frame.box(((0.38 - 0.1 * number) * long, 0), (0.05 * long, wide))
        pieces.append(Piece(band, Finish(vivid(rng)), group=group + 1 + number))
    return pieces + barrel(frame, body, wide / 2, -0.4, 0.2, group)


def _counter(wood: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a counter, a button or a turned foot: rings, a dot or a hole in its middle."""
    own = _painted(rng, wood)
    pieces = [Piece(frame.disc((0, 0), 0.48 * wide, 40), own, 4.0, group=group)]
    pieces.append(Piece(frame.ring((0, 0), 0.4 * wide, 0.34 * wide), toned(own, 0.75), -1.0, group=group))
    dot = frame.disc((0, 0), 0.14 * wide)
    return [*pieces, Piece(dot, Finish(vivid(rng)) if rng.random() < 0.6 else DARK, -1.0, group=group + 1)]


def _string(rng: Generator, size_px: int, wood: Finish) -> list[Piece]:
    """Return beads on a string: round, long or square, in a rhythm of colours, the string seen between."""
    path = wander(rng, spot(rng, size_px, 0.42), 1.7 * size_px, 40)
    pieces = [Piece(Stroke(path, size_px * between(rng, 0.008, 0.02)), Finish(vivid(rng), "twill", 0.1), 1.0)]
    radius, kinds = size_px * between(rng, 0.04, 0.13), [_painted(rng, wood) for _ in range(int(rng.integers(1, 5)))]
    steps, slim = np.diff(path, axis=0, append=path[-1:]), rng.uniform(0.6, 1.1)
    gap, mile, light = rng.uniform(1.6, 2.4) * radius, 0.0, rng.uniform(0, 6)
    last = -gap
    for number, (x, y) in enumerate(path.tolist()):
        mile += float(np.hypot(*steps[number - 1])) if number else 0.0
        if mile - last < gap * slim or len(pieces) > 60:
            continue
        last, turn = mile, float(np.degrees(np.arctan2(steps[number][1], steps[number][0])))
        body = oval((x, y), (slim * radius, radius), turn)
        pieces += lump(body, kinds[number % len(kinds)], min(radius * 0.6, 12.0), light, 0.5, number)[1:]
    return pieces


def _domino(made: tuple[Finish, Finish], rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a domino: two fields of pips, a line and a rivet between them."""
    (surface, ink), pieces = made, list[Piece]()
    pieces.append(Piece(frame.box((0, 0), (1.96 * wide, wide), 0.1 * wide), surface, 5.0, group=group))
    pieces.append(Piece(frame.line([(0, -0.4 * wide), (0, 0.4 * wide)], max(1.0, 0.04 * wide)), ink, -0.8, group=group))
    if rng.random() < 0.4:
        pieces.append(Piece(frame.disc((0, 0), 0.07 * wide), Finish((0.25, 0.6, 0.7), gloss=0.3), 1.0, group=group))
    for side in (-0.49, 0.49):
        pieces += _pips(rng, frame.frame(side * wide, 0), 0.9 * wide, ink, group + (1 if side < 0 else 2))
    return pieces


def _die(made: tuple[Finish, Finish], rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a die from above: rounded edges, pips sunk into it."""
    surface, ink = made
    body = frame.rectangle((0, 0), (0.96 * wide, 0.96 * wide), rng.uniform(0.1, 0.3) * wide)
    pieces = lump(body, surface, 5.0, rng.uniform(0, 6), 0.0, group)[:3]
    return pieces + _pips(rng, frame, 0.9 * wide, ink, group + 1)


def _tile(made: tuple[Finish, Finish], rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a tile of a game: a letter with its value, or a sign."""
    (surface, ink), pieces = made, list[Piece]()
    pieces.append(Piece(frame.box((0, 0), (0.95 * wide, 0.95 * wide), 0.06 * wide), surface, 4.0, group=group))
    pieces.append(
        Piece(frame.box((0, 0), (0.86 * wide, 0.86 * wide), 0.06 * wide), toned(surface, 1.05), 0.5, group=group)
    )
    hand = draw_hand(np.random.default_rng(7), 0.45 * wide, frame.angle_deg)
    small = draw_hand(np.random.default_rng(7), max(4.0, 0.14 * wide), frame.angle_deg)
    pieces.append(worded(hand, letters(rng, CODED, 1, 1), frame.at(-0.04 * wide, -0.03 * wide), ink, group + 1))
    value = worded(small, letters(rng, "1234568", 1, 2), frame.at(0.3 * wide, 0.3 * wide), ink, group + 2)
    return [*pieces, value]


def _pips(rng: Generator, frame: Frame, wide: float, ink: Finish, group: int) -> list[Piece]:
    """Return one to six dots in their places, or none, as one component."""
    spots, radius = PIPS[int(rng.integers(1, 7))], 0.09 * wide
    dots = [
        oval(frame.at((each % 3 - 1) * 0.29 * wide, (each // 3 - 1) * 0.29 * wide), (radius, radius), 0.0, 20)
        for each in spots
    ]
    other = Finish(beside(rng, ink.bgr, 0.01, 0.03))
    return [Piece(Outline(tuple(dots)), other, -1.5, group=group)]


FAMILIES: Final[dict[str, Design]] = {"toys_wooden": toys_wooden, "pegs": pegs, "dominoes": dominoes}
