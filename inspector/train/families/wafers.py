"""Wafers: dies in streets with pads, circuit and marks, from the round edge to one die."""

import math
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import beside, colour
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.grids import DARK, Cell, Grid, laid, staged
from inspector.train.families.lettering import CODED, draw_hand, letters, worded
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, ellipse

CIRCUITS: Final = ("mesh", "weave", "planed", "network", "halftone", "perforated", "grain", "brushed")
HERE: Final = Frame((0.0, 0.0))
FILMS: Final = 4
CLOSE: Final = 0.45
Layer = tuple[Finish, list[Points]]


def wafer(rng: Generator, size_px: int) -> Scene:
    """Dies with pads and blocks of circuit between streets, marks, dots of ink: from the wafer's edge to one die."""
    pitch, slim = size_px * between(rng, 0.08, 1.5), float(pick(rng, (1.0, 1.0, 0.7, 0.5)))
    sides = pitch * (1 - float(rng.uniform(0.03, 0.12))), slim * pitch * (1 - float(rng.uniform(0.03, 0.12)))
    grid = Grid(Frame(spot(rng, size_px), square_turn(rng, 0.5)), (pitch, slim * pitch), size_px)
    base, bright, scribe, films = _films(rng)
    close = pitch > CLOSE * size_px
    whole = close or rng.random() < 0.55
    edge, radius, middle = ([], 0.0, (0.0, 0.0)) if whole else _edge(rng, size_px, scribe)
    within = ellipse(middle, (radius, radius), 0.0, 160) if edge else None
    layers = [(base, [HERE.rectangle((0, 0), sides)]), *_circuit(rng, sides, films)]
    if close:
        pieces = _bonded(rng, grid, sides, layers, bright)
    else:
        layers.append((bright, _pads(sides, 6, 0.07 * min(sides))))
        apart = _apart(rng, grid, middle, radius)
        free = [grid.place(each).rectangle((0, 0), grid.pitches) for each in apart]
        pieces = [
            *edge,
            *(Piece(grid.field(shapes, free, within), film, 0.3 * (film is base)) for film, shapes in layers),
        ]
        for number, each in enumerate(apart):
            own = grid.place(each).frame(0, 0, float(pick(rng, (0.0, rng.normal(0, 1.5)))))
            pieces += _die(grid, own, layers, number)
    pieces += _marks(rng, grid, bright)
    ground = Finish(beside(rng, scribe.bgr, 0.1, 0.7)) if edge else scribe
    return staged(rng, "wafer", size_px, ground, pieces, 0.8)


def _films(rng: Generator) -> tuple[Finish, Finish, Finish, list[Finish]]:
    """Return a die's ground, bright metal, the street, and films of circuit in the colours of thin layers."""
    vivid, hue, shine = float(pick(rng, (0.05, 0.3, 0.7))), float(rng.random()), float(pick(rng, (0.0, 0.1, 0.3)))
    base, tone = colour(rng, float(rng.uniform(0.08, 0.55)), vivid, hue), float(rng.uniform(0.6, 0.9))
    bright = Finish((float(rng.uniform(0.5, 1)) * tone, 0.95 * tone, tone), gloss=shine)
    films: list[Finish] = []
    for _ in range(FILMS):
        bgr = colour(rng, sum(base) / 3, vivid, hue + float(rng.normal(0, 0.15)))
        own = beside(rng, base, 0.03, 0.35) if rng.random() < 0.6 else bgr
        kind, deep, coarse = pick(rng, CIRCUITS), float(rng.uniform(0, 0.12)), pick(rng, (1.0, 1.0, 0.5))
        films.append(Finish(own, kind, deep, coarse, 0.0, shine, printed=True))
    return Finish(base, gloss=shine), bright, Finish(beside(rng, base, 0.06, 0.4), gloss=shine), films


def _circuit(rng: Generator, sides: Centre, films: list[Finish]) -> list[Layer]:
    """Return each film with the rectangles of a die, about its middle, that it covers."""
    kinds: list[list[Points]] = [[] for _ in films]
    for left, top, right, bottom in _shared(rng, (-0.4, -0.4, 0.4, 0.4), 3):
        middle = sides[0] * (left + right) / 2, sides[1] * (top + bottom) / 2
        block = 0.93 * sides[0] * (right - left), 0.93 * sides[1] * (bottom - top)
        kinds[int(rng.integers(len(films)))].append(HERE.rectangle(middle, block))
    return [(film, shapes) for film, shapes in zip(films, kinds, strict=True) if shapes]


def _shared(
    rng: Generator, room: tuple[float, float, float, float], depth: int
) -> list[tuple[float, float, float, float]]:
    """Return rectangles (left, top, right, bottom) that share `room`, cut across up to `depth` times."""
    left, top, right, bottom = room
    if depth == 0 or (depth < 3 and rng.random() < 0.2):
        return [room]
    share = float(rng.uniform(0.3, 0.7))
    if right - left > bottom - top:
        cut = left + share * (right - left)
        rooms = (left, top, cut, bottom), (cut, top, right, bottom)
    else:
        cut = top + share * (bottom - top)
        rooms = (left, top, right, cut), (left, cut, right, bottom)
    return [each for half in rooms for each in _shared(rng, half, depth - 1)]


def _pads(sides: Centre, count: int, side: float) -> list[Points]:
    """Return pads along all four edges of a die, about its middle."""
    steps = np.linspace(-0.4, 0.4, count).tolist()
    places = [(x * sides[0], y * sides[1]) for x in steps for y in (-0.45, 0.45)]
    places += [(x * sides[0], y * sides[1]) for x in (-0.45, 0.45) for y in steps]
    return [HERE.rectangle(place, (side, side)) for place in places]


def _apart(rng: Generator, grid: Grid, middle: Centre, radius: float) -> list[Cell]:
    """Return a few cells whose dies are components, all of them whole: within `radius` of the wafer's `middle`."""
    reach = radius - 0.8 * max(grid.pitches)
    whole = [each for each in grid.cells(0.0)[:60] if not radius or math.dist(grid.place(each).centre, middle) < reach]
    return [whole[each] for each in rng.permutation(len(whole))[:5].tolist()]


def _die(grid: Grid, frame: Frame, layers: list[Layer], group: int) -> list[Piece]:
    """Return one die as a component: the first of `layers` a piece with edges, the others print on it."""
    (base, outlines), *films = layers
    body = tuple(laid(frame, each) for each in outlines)
    printed = [Piece(grid.one(shapes, frame), film, group=group) for film, shapes in films]
    return [Piece(Outline(body), base, 0.3, group=group), *printed]


def _bonded(rng: Generator, grid: Grid, sides: Centre, layers: list[Layer], bright: Finish) -> list[Piece]:
    """Return dies close up: circuit, pads with leads and the marks of probes, a ring round each die."""
    side, count, probed = float(rng.uniform(0.03, 0.06)) * min(sides), int(rng.integers(6, 13)), rng.random() < 0.6
    mark, lead = Finish(beside(rng, bright.bgr, 0.15, 0.5)), Finish(beside(rng, layers[-1][0].bgr, 0.1, 0.4))
    pads, own = _pads(sides, count, side), list[Piece]()
    ways = [_way(sides, each, side) for each in pads]
    free: list[Points] = []
    for pad, way, frame in [
        (pad, way, grid.place(each)) for each in grid.cells()[:4] for pad, way in zip(pads, ways, strict=True)
    ]:
        (x, y), group = pad.mean(axis=0).tolist(), len(own)
        if len(free) > 30 or not (min(frame.at(x, y)) > 0 and max(frame.at(x, y)) < grid.size_px):
            continue
        free += [laid(frame, 1.2 * (pad - pad.mean(axis=0)) + pad.mean(axis=0)), laid(frame, way)]
        own += [Piece(Outline((laid(frame, way),)), lead, 0.3, group=group)]
        own += [Piece(Outline((laid(frame, pad),)), bright, 0.6, group=group)]
        shift = (rng.normal(0, 0.12, 2) * side).tolist()
        if probed:
            own.append(Piece(frame.disc((x + shift[0], y + shift[1]), 0.17 * side, 10), mark, -0.6, group=group))
    rings = [grid.place(each).rectangle((0, 0), (0.975 * sides[0], 0.975 * sides[1])) for each in grid.cells()[:9]]
    fields = [Piece(grid.field(shapes), film, 0.3 * (film is layers[0][0])) for film, shapes in layers]
    fields += [Piece(grid.field(ways, free), lead, 0.3), Piece(grid.field(pads, free), bright, 0.6)]
    return [
        *fields,
        *(Piece(Stroke(each, max(1.0, 0.1 * side), closed=True), bright, 0.5) for each in rings),
        *own[:48],
    ]


def _way(sides: Centre, pad: Points, side: float) -> Points:
    """Return the lead that runs from a pad inwards."""
    (x, y), wide = pad.mean(axis=0).tolist(), max(0.25 * side, 0.8)
    if abs(x) / sides[0] < abs(y) / sides[1]:
        return HERE.rectangle((x, y - math.copysign(1.8 * side, y)), (wide, 2.6 * side))
    return HERE.rectangle((x - math.copysign(1.8 * side, x), y), (2.6 * side, wide))


def _marks(rng: Generator, grid: Grid, bright: Finish) -> list[Piece]:
    """Return test pads in a street, a cross for alignment where streets meet, a dot of ink on a die."""
    corner = grid.place(grid.cells()[0]).frame(grid.pitches[0] / 2, grid.pitches[1] / 2)
    arm, thin = 0.05 * grid.pitches[1], max(1.0, 0.015 * grid.pitches[1])
    pieces = [Piece(corner.box((0, 0), sides), bright, 0.4, group=900) for sides in ((arm, thin), (thin, arm))]
    for number in range(int(pick(rng, (0, 3, 6)))):
        pad = corner.box((-(number + 1.5) * 1.6 * arm, 0), (arm, 0.6 * arm))
        pieces.append(Piece(pad, bright, 0.4, group=901 + number))
    if rng.random() < 0.15:
        dot = grid.place(grid.cells()[0]).disc((0, 0), 0.22 * min(grid.pitches))
        pieces.append(Piece(dot, DARK, 1.0, 0.9, group=920))
    return pieces


def _edge(rng: Generator, size_px: int, scribe: Finish) -> tuple[list[Piece], float, Centre]:
    """Return the wafer's disc with bevel and laser-written name, and the circle up to which there are dies."""
    radius, angle = size_px * between(rng, 0.6, 4), float(rng.uniform(0, 2 * np.pi))
    away = radius - size_px * float(rng.uniform(0.0, 0.35))
    middle = size_px / 2 - away * math.cos(angle), size_px / 2 - away * math.sin(angle)
    body, rim = ellipse(middle, (radius, radius), 0.0, 160), max(1.5, 0.015 * size_px)
    bevel, ink = Finish(beside(rng, scribe.bgr, 0.1, 0.5), gloss=0.4), Finish(beside(rng, scribe.bgr, 0.1, 0.4))
    pieces = [Piece(Outline((body,)), scribe, 1.0), Piece(Stroke(body, rim, closed=True), bevel, -0.5)]
    hand = replace(draw_hand(rng, 0.05 * size_px, math.degrees(angle) + 90), dots=True, script=0)
    at = middle[0] + (radius - 3 * rim) * math.cos(angle), middle[1] + (radius - 3 * rim) * math.sin(angle)
    return [*pieces, worded(hand, letters(rng, CODED, 6, 10), at, ink, 950)], radius - 0.08 * size_px, middle


FAMILIES: Final[dict[str, Design]] = {"wafer": wafer}
