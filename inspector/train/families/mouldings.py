"""Moulded plastics: housings with ribs and hooks, bricks with studs, keypads, closures, clips and two-shot parts."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import Centre, between, pick, shifted, spot
from inspector.train.families.lettering import draw_hand, letters, made_up, worded
from inspector.train.families.profiles import ORIGIN, disc, girth, outline_of_part, placed, ring, wavy
from inspector.train.families.shades import glow
from inspector.train.families.surfaces import bench, deep, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, ellipse, rectangle


def housings(rng: Generator, size_px: int) -> Scene:
    """Shells from within: wall, floor, ribs, screw bosses, snap hooks and openings, all of one plastic."""
    surface, frame = plastic(rng), Frame(spot(rng, size_px, 0.35), square_turn(rng, 2))
    long, wide = (size_px * between(rng, 0.5, 1.6) for _ in range(2))
    wall, high = min(long, wide) * between(rng, 0.02, 0.1), between(rng, 2, 9)
    shell = frame.rectangle((0, 0), (long, wide), 2 * wall)
    inside = frame.rectangle((0, 0), (long - 2 * wall, wide - 2 * wall), wall)
    pieces = [Piece(Outline((shell,)), surface, 1.0), Piece(Outline((shell, inside)), toned(surface, 1.1), high)]
    fine, floor = wall * float(rng.uniform(0.3, 0.9)), toned(surface, float(rng.uniform(0.9, 1.2)))
    for group in range(int(rng.integers(0, 9))):
        x, y = (rng.uniform(-0.45, 0.45, 2) * (long, wide)).tolist()
        end = (x, 0.48 * wide) if group % 2 else (0.48 * long, y)
        pieces.append(Piece(frame.line([(x, y), end], fine), floor, 0.7 * high, group=group))
    boss, opening = wall * float(rng.uniform(1, 2.2)), bench(rng)
    for group, (x, y) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1))[: int(rng.integers(0, 5))], start=10):
        middle = frame.at(x * (long / 2 - 2 * wall - boss), y * (wide / 2 - 2 * wall - boss))
        pieces.append(Piece(disc(middle, boss), floor, high, group=group))
        pieces.append(Piece(disc(middle, 0.45 * boss), deep(rng), -high, group=group))
    for group in range(20, 20 + int(rng.integers(0, 6))):
        x, y = (rng.uniform(-0.4, 0.4, 2) * (long, wide)).tolist()
        sides = float(rng.uniform(1.5, 5)) * wall, float(rng.uniform(1, 2)) * wall
        cut = rng.random() < 0.5
        box = frame.box((x, y), sides, 0.2 * wall)
        pieces.append(Piece(box, opening if cut else floor, -2.0 if cut else high, group=group))
    return _scene(rng, "housings", size_px, bench(rng), pieces)


def bricks(rng: Generator, size_px: int) -> Scene:
    """Toy bricks and tiles with studs, side by side or scattered, in strong colours."""
    unit, turn = size_px * between(rng, 0.05, 0.22), float(pick(rng, [0, 0, 30, rng.uniform(0, 90)]))
    tidy, colours = rng.random() < 0.6, [plastic(rng, vivid(rng)) for _ in range(int(rng.integers(1, 6)))]
    middle, stud, high = (size_px / 2, size_px / 2), float(rng.uniform(0.22, 0.4)), between(rng, 1, 6)
    pieces, reach = list[Piece](), max(1, int(size_px / unit / 4))
    for group in range(12):
        columns, rows = int(pick(rng, [1, 2, 2, 4])), int(pick(rng, [1, 2, 2]))
        if len(pieces) + columns * rows > 42:
            break
        where = rng.integers(-reach, reach + 1, 2) * 2.0 * unit if tidy else rng.uniform(-0.5, 0.5, 2) * size_px
        place = placed(where.astype(np.float32)[None], middle, turn)[0].tolist()
        frame = Frame((place[0], place[1]), turn if tidy else float(rng.uniform(0, 360)))
        colour = colours[group % len(colours)]
        pieces.append(Piece(frame.box((0, 0), (columns * unit, rows * unit), 0.06 * unit), colour, high, group=group))
        for column, row in np.ndindex(columns, rows):
            at = frame.at((column - columns / 2 + 0.5) * unit, (row - rows / 2 + 0.5) * unit)
            pieces.append(Piece(disc(at, stud * unit), colour, 0.4 * high, group=group))
    return _scene(rng, "bricks", size_px, bench(rng), pieces)


def keypads(rng: Generator, size_px: int) -> Scene:
    """Keys, buttons and switches in rows on a panel, lettered or not."""
    frame, pitch = Frame(spot(rng, size_px, 0.4), square_turn(rng, 2)), size_px * between(rng, 0.09, 0.4)
    panel, key = plastic(rng), plastic(rng)
    second, mark = plastic(rng, vivid(rng)), Finish(beside(rng, key.bgr, 0.2, 0.8))
    across, down = (pick(rng, (1, 2, 3, 4)) for _ in range(2))
    sides = pitch * float(rng.uniform(0.6, 0.95)), pitch * float(rng.uniform(0.5, 0.95))
    corner, plateau = pitch * float(rng.uniform(0.02, 0.45)), float(rng.uniform(0.6, 0.95))
    panel_sides = (across + 0.6) * pitch, (down + 0.6) * pitch
    pieces = [Piece(frame.box((0, 0), panel_sides, 0.3 * pitch), panel, 2.0)]
    hand, written, high = draw_hand(rng, max(5, 0.3 * pitch), frame.angle_deg), rng.random() < 0.6, between(rng, 1, 6)
    for group, (column, row) in enumerate(np.ndindex(across, down)):
        x, y = (column - across / 2 + 0.5) * pitch, (row - down / 2 + 0.5) * pitch
        own = second if rng.random() < 0.12 else key
        pieces.append(Piece(frame.box((x, y), sides, corner), own, high, group=group))
        top = frame.box((x, y - 0.03 * pitch), (plateau * sides[0], plateau * sides[1]), corner)
        pieces.append(Piece(top, toned(own, 1.12), 0.5, group=group))
        if written:
            pieces.append(worded(hand, letters(rng, "0123456789ABCDEFGHKMPRX", 1, 1), frame.at(x, y), mark, group))
    return _scene(rng, "keypads", size_px, bench(rng), pieces)


def closures(rng: Generator, size_px: int) -> Scene:
    """Screw caps and lids from above with a knurled rim, rings and a mark: one, or many in rows."""
    radius, ground = size_px * between(rng, 0.06, 0.48), bench(rng)
    finishes = [plastic(rng, vivid(rng)) for _ in range(int(pick(rng, [1, 1, 3])))]
    teeth, rim, high = int(rng.integers(12, 60)), float(rng.uniform(0.7, 0.93)), between(rng, 2, 9)
    knurled, word, mark = rng.random() < 0.7, made_up(rng), Finish(beside(rng, finishes[0].bgr, 0.05, 0.6))
    hand = draw_hand(rng, max(5, radius * min(float(rng.uniform(0.15, 0.5)), 1.6 / len(word))))
    written, pieces = worded(hand, word, ORIGIN, mark, 0, height_px=0.5), list[Piece]()
    outline = wavy(radius, 0.08 * radius, teeth) if knurled else disc(ORIGIN, radius).contours[0]
    for group, place in enumerate(_rows(rng, size_px, 2.15 * radius)):
        own = finishes[group % len(finishes)]
        pieces.append(Piece(Outline((placed(outline, place),)), own, high, group=group))
        pieces.append(Piece(disc(place, rim * radius), toned(own, 1.08), 0.15 * high, group=group))
        pieces.append(Piece(ring(place, 0.6 * radius, 0.52 * radius), toned(own, 0.92), -0.3 * high, group=group))
        pieces.append(shifted(written, place, group))
    return _scene(rng, "closures", size_px, ground, pieces)


def clips(rng: Generator, size_px: int) -> Scene:
    """Freely formed mouldings with holes, ejector marks, a second colour moulded on and a highlight."""
    reach, place = size_px * between(rng, 0.2, 0.8), spot(rng, size_px, 0.35)
    turn, base = float(rng.uniform(0, 360)), vivid(rng)
    surface, other = plastic(rng, base), plastic(rng, _near(rng, base))
    body = placed(outline_of_part(rng, reach), place, turn)
    pieces = [Piece(Outline((body,)), surface, between(rng, 2, 9))]
    for group in range(int(rng.integers(1, 5))):
        inner = placed(
            outline_of_part(rng, girth(body) * between(rng, 0.1, 0.7)), _within(rng, place, girth(body)), turn
        )
        pieces.append(Piece(Outline((inner,)), other if group % 2 else toned(surface, 0.93), 2.0, group=group))
    hole, marks = bench(rng), between(rng, 0.02, 0.09) * reach
    for group in range(10, 10 + int(rng.integers(0, 6))):
        at = _within(rng, place, girth(body))
        pieces.append(Piece(ring(at, marks, 0.8 * marks), toned(surface, 0.85), -0.5, group=group))
    for group in range(20, 20 + int(rng.integers(0, 5))):
        at, radius = _within(rng, place, girth(body)), reach * between(rng, 0.03, 0.15)
        pieces.append(Piece(Outline((ellipse(at, (radius, radius)),)), hole, -4.0, group=group))
    shine = Piece(glow(_within(rng, place, reach), (0.3 * reach, 0.2 * reach)), Finish((0.97, 0.97, 0.97)), 0.0, 0.4)
    return _scene(rng, "clips", size_px, hole, [*pieces, shine] if rng.random() < 0.4 else pieces)


def trays(rng: Generator, size_px: int) -> Scene:
    """Vacuum-formed trays and crates: nests in rows with ribs between, empty or holding round parts."""
    surface, pitch = plastic(rng), size_px * between(rng, 0.15, 0.5)
    sides = pitch * float(rng.uniform(0.5, 0.92)), pitch * float(rng.uniform(0.5, 0.92))
    content, round_px, filled = plastic(rng, vivid(rng)), pitch * float(rng.uniform(0, 0.4)), float(rng.uniform(0, 1))
    pieces: list[Piece] = []
    for group, place in enumerate(_rows(rng, size_px, pitch)):
        nest = rectangle(place, sides, 0.0, round_px)
        pieces.append(Piece(Outline((nest,)), toned(surface, 0.85), -5.0))
        if rng.random() < filled:
            pieces.append(Piece(disc(place, 0.42 * min(sides)), content, 4.0, group=group))
            pieces.append(Piece(disc(place, 0.25 * min(sides)), toned(content, 1.15), 1.0, group=group))
        else:
            step = rectangle(place, (0.7 * sides[0], 0.7 * sides[1]), 0.0, round_px)
            pieces.append(Piece(Outline((step,)), toned(surface, 0.8), -2.0, group=group))
    return _scene(rng, "trays", size_px, surface, pieces)


def _rows(rng: Generator, size_px: int, pitch: float) -> list[Centre]:
    """Return places in rows over the canvas, or one alone."""
    if rng.random() < 0.25:
        return [spot(rng, size_px, 0.3)]
    x0, y0 = rng.uniform(0, min(pitch, size_px / 2), 2).tolist()
    stagger, count = pick(rng, [0.0, 0.0, 0.5]), int(min(4, size_px / pitch + 1))
    return [
        (x0 + (column + stagger * (row % 2)) * pitch, y0 + row * pitch)
        for column, row in np.ndindex(count, count)
        if y0 + row * pitch < size_px + pitch / 3
    ]


def _within(rng: Generator, place: Centre, reach: float) -> Centre:
    x, y = (np.array(place) + rng.uniform(-0.6, 0.6, 2) * reach).tolist()
    return x, y


def _near(rng: Generator, base: Colour) -> Colour:
    return beside(rng, base, 0.04, 0.4) if rng.random() < 0.5 else vivid(rng)


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.1, 1)), between(rng, 0.6, 6)
    return Scene(family, size_px, ground, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 1.5)))


FAMILIES: Final[dict[str, Design]] = {
    "housings": housings,
    "bricks": bricks,
    "keypads": keypads,
    "closures": closures,
    "clips": clips,
    "trays": trays,
}
