"""Machined metal: plates with holes, slots and pockets, turned faces, milled steps, sheet, and engraved scales."""

from typing import Final

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.freeform import Centre, between, pick, shifted, spot
from inspector.train.families.lettering import draw_hand, lettered, made_up, worded
from inspector.train.families.profiles import ORIGIN, around, disc, holds, outline_of_part, placed, ring
from inspector.train.families.surfaces import bench, deep, metal, toned
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, rectangle


def drilled_plate(rng: Generator, size_px: int) -> Scene:
    """Flat parts with holes, slots, pockets and countersinks, whole on a bench or larger than the picture."""
    surface, hole = metal(rng), deep(rng)
    centre, reach = spot(rng, size_px, 0.4), size_px * between(rng, 0.25, 0.9)
    turn = float(pick(rng, [0, 0, 90, 45, rng.uniform(0, 360)]))
    body = placed(outline_of_part(rng, reach), centre, turn)
    pieces = [Piece(Outline((body,)), surface, between(rng, 1, 6))]
    radius = reach * between(rng, 0.03, 0.18)
    kinds = rng.integers(7, size=12 if rng.random() < 0.5 else 1)
    for group, place in enumerate(_on(body, _pattern(rng, centre, reach, turn), radius)):
        kind, size = int(kinds[group % len(kinds)]), radius * float(rng.uniform(1, 1.4) if len(kinds) > 1 else 1)
        pieces += _feature(kind, place, size, (surface, hole), group, turn)
    if rng.random() < 0.4:
        text = draw_hand(rng, max(6, reach * between(rng, 0.05, 0.2)), turn if turn % 90 == 0 else 0.0)
        pieces += lettered(text, made_up(rng), spot(rng, size_px, 0.3), toned(surface, 0.5), 40, height_px=-0.6)
    return _scene(rng, "drilled_plate", size_px, bench(rng), pieces)


def turned_face(rng: Generator, size_px: int) -> Scene:
    """Faces of turned parts: steps, grooves, a bore and bolt holes on a circle."""
    centre, reach = spot(rng, size_px, 0.3), size_px * between(rng, 0.15, 0.8)
    surface = metal(rng, ("turned", "turned", "grain", "brushed"))
    pieces = [Piece(disc(centre, reach), surface, between(rng, 1, 8))]
    radius = reach
    for _ in range(int(rng.integers(1, 6))):
        radius *= float(rng.uniform(0.6, 0.95))
        step = toned(surface, float(rng.uniform(0.7, 1.3)))
        pieces.append(Piece(disc(centre, radius), step, float(rng.normal(0, 3))))
    if rng.random() < 0.7:
        pieces.append(Piece(disc(centre, radius * float(rng.uniform(0.3, 0.8))), deep(rng), -6.0, group=0))
    bolt, kind, hole = reach * float(rng.uniform(0.03, 0.1)), int(rng.integers(7)), deep(rng)
    for group, place in enumerate(around(centre, reach * float(rng.uniform(0.6, 0.88)), int(rng.integers(0, 9)))):
        pieces += _feature(kind, place, bolt, (surface, hole), group + 1, 0.0)
    return _scene(rng, "turned_face", size_px, bench(rng), pieces)


def milled_block(rng: Generator, size_px: int) -> Scene:
    """Pockets, steps and channels milled at right angles, close up, their floors and walls of one metal."""
    surface = metal(rng, ("milled", "milled", "brushed", "ground", "planed", "grain"))
    turn = float(pick(rng, [0, 0, 0, 45, rng.uniform(0, 90)]))
    pieces: list[Piece] = []
    for number in range(int(rng.integers(3, 14))):
        long, wide = (size_px * between(rng, 0.05, 0.7) for _ in range(2))
        contour = rectangle(spot(rng, size_px, -0.1), (long, wide), turn, float(pick(rng, [0.0, 3.0, 0.3 * wide])))
        floor = toned(surface, float(rng.uniform(0.65, 1.3)))
        pieces.append(Piece(Outline((contour,)), floor, float(rng.choice([-1, 1])) * between(rng, 1, 9), group=number))
        if rng.random() < 0.3:
            edge = toned(surface, float(rng.uniform(1.2, 1.8)))
            pieces.append(Piece(Stroke(contour, between(rng, 0.8, 4), closed=True), edge, 0.0, group=number))
    for group in range(30, 30 + int(rng.integers(0, 5))):
        radius = size_px * between(rng, 0.012, 0.08)
        pieces += _feature(int(rng.integers(7)), spot(rng, size_px), radius, (surface, deep(rng)), group, turn)
    return _scene(rng, "milled_block", size_px, surface, pieces)


def sheet_metal(rng: Generator, size_px: int) -> Scene:
    """Brushed, ground or spangled sheet, bent, edged, perforated, with louvres and embossed beads."""
    surface = metal(rng, ("brushed", "brushed", "ground", "spangle", "grain", "cloud"), 0.35)
    angle = float(pick(rng, [0, 90, rng.uniform(0, 180)]))
    pitch, radius = size_px * between(rng, 0.06, 0.3), float(rng.uniform(0.15, 0.42))
    kind, hole = int(rng.integers(4)), deep(rng)
    side = rectangle((size_px * float(rng.uniform(0.9, 1.7)), size_px / 2), (size_px, 2 * size_px), angle / 9)
    pieces = [Piece(Outline((side,)), bench(rng), -4.0)]
    one = _opening(kind, pitch * radius, angle, (surface, hole))
    rows, stagger = int(min(8, 1.3 * size_px / pitch)), float(pick(rng, [0.0, 0.5]))
    for row, column in np.ndindex(rows, rows):
        at = (column + stagger * (row % 2) - rows / 2 + 0.5) * pitch, (row - rows / 2 + 0.5) * pitch
        place = placed(np.array([at], np.float32), (size_px / 2, size_px / 2), angle)[0].tolist()
        if cv2.pointPolygonTest(side, place, measureDist=True) < -pitch / 2:
            pieces.append(shifted(one, (place[0], place[1]), len(pieces)))
    return _scene(rng, "sheet_metal", size_px, surface, pieces)


def engraved_scale(rng: Generator, size_px: int) -> Scene:
    """Dials: long and short graduations with numbers, engraved, printed or etched."""
    surface, reach = metal(rng, most=0.12), size_px * between(rng, 0.25, 0.8)
    mark = Finish((0.04, 0.04, 0.05)) if sum(surface.bgr) > 0.9 else Finish((0.9, 0.9, 0.92))
    centre, count = spot(rng, size_px, 0.35), int(rng.integers(16, 49))
    pieces = [Piece(disc(centre, reach * 1.1), surface, 2.0)]
    every, depth = int(pick(rng, [4, 5, 10])), float(rng.uniform(0.06, 0.2))
    tall, width = reach * float(rng.uniform(0.08, 0.16)), max(0.9, reach * between(rng, 0.006, 0.03))
    for number, outer in enumerate(around(centre, reach, count, float(rng.uniform(0, 360)))):
        long = depth * (1.8 if number % every == 0 else 1.0)
        inner = np.array(centre) + (np.array(outer) - np.array(centre)) * (1 - long)
        ends = np.array([outer, inner], np.float32)
        pieces.append(Piece(Stroke(ends, width), mark, -0.4, group=number))
        if number % every == 0 and tall > 5:
            x, y = (np.array(centre) + (inner - np.array(centre)) * 0.85).tolist()
            hand = np.random.default_rng(7)
            pieces.append(worded(draw_hand(hand, tall), str(number), (x, y), mark, 50 + number))
    return _scene(rng, "engraved_scale", size_px, bench(rng), pieces)


def _pattern(rng: Generator, centre: Centre, reach: float, turn: float) -> list[Centre]:
    """Return where the features of a plate lie: on a circle, on a grid, in a row or anywhere."""
    kind, count = int(rng.integers(4)), int(rng.integers(1, 12))
    if kind == 0:
        return around(centre, reach * float(rng.uniform(0.3, 0.7)), count, turn)
    own = rng.uniform(-0.6, 0.6, (count, 2)) * reach
    if kind == 1:
        lattice = np.stack(np.meshgrid([-1, 0, 1], [-0.5, 0.5]), axis=2).reshape(-1, 2)
        own = lattice * reach * rng.uniform(0.2, 0.6, 2)
    elif kind == 2:
        own = np.stack([np.linspace(-0.7, 0.7, count) * reach, np.zeros(count)], axis=1)
    return [(x, y) for x, y in placed(own.astype(np.float32), centre, turn).tolist()]


def _on(body: Points, places: list[Centre], radius: float) -> list[Centre]:
    """Return those of `places` where a feature fits on the part and beside the others."""
    kept: list[Centre] = []
    for x, y in places:
        if holds(body, (x, y), 1.5 * radius) and all(np.hypot(x - a, y - b) > 3.6 * radius for a, b in kept):
            kept.append((x, y))
    return kept


def _feature(
    kind: int, place: Centre, radius: float, finishes: tuple[Finish, Finish], group: int, turn: float
) -> list[Piece]:
    """Return a hole, a countersunk, counterbored or tapped one, a slot, a pocket or a pin."""
    surface, hole = finishes
    wall = toned(surface, 0.75 if kind % 2 else 1.3)
    bore = Piece(disc(place, radius), hole, -4.0, group=group)
    if kind == 0:
        return [Piece(disc(place, 1.8 * radius), wall, -2.0, group=group), bore]
    if kind == 1:
        thread = Piece(ring(place, 1.3 * radius, 1.15 * radius), toned(surface, 0.4), -0.5, group=group)
        return [bore, thread]
    if kind == 2:
        sides = 5 * radius, 2 * radius
        return [Piece(Outline((rectangle(place, sides, turn, radius),)), hole, -4.0, group=group)]
    if kind == 3:
        sides = 4 * radius, 3 * radius
        return [Piece(Outline((rectangle(place, sides, turn, 0.4 * radius),)), wall, -3.0, group=group)]
    if kind == 4:
        return [Piece(disc(place, radius), wall, 4.0, group=group)]
    return [bore]


def _opening(kind: int, radius: float, angle: float, finishes: tuple[Finish, Finish]) -> Piece:
    """Return a round, square or long hole, or an embossed bead, about the origin."""
    surface, hole = finishes
    if kind == 0:
        return Piece(disc(ORIGIN, radius), hole, -3.0)
    if kind == 1:
        return Piece(Outline((rectangle(ORIGIN, (2 * radius, 2 * radius), angle),)), hole, -3.0)
    slot = Outline((rectangle(ORIGIN, (2.2 * radius, 0.9 * radius), angle, 0.45 * radius),))
    return Piece(slot, surface, 3.0) if kind == 2 else Piece(slot, hole, -3.0)


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel, moves = float(rng.uniform(0, 1)), between(rng, 0.5, 6), float(pick(rng, [0.0, 0.3, 1.0]))
    return Scene(family, size_px, ground, tuple(pieces), relief, bevel, moves=moves)


FAMILIES: Final[dict[str, Design]] = {
    "drilled_plate": drilled_plate,
    "turned_face": turned_face,
    "milled_block": milled_block,
    "sheet_metal": sheet_metal,
    "engraved_scale": engraved_scale,
}
