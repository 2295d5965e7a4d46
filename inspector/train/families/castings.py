"""Castings and forgings: rough relief, ribs, bosses, flanges, fins, flash and letters cast in."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.freeform import Centre, between, blob, pick, spot, wander
from inspector.train.families.lettering import draw_hand, lettered, made_up
from inspector.train.families.profiles import around, disc, girth, outline_of_part, placed, ring
from inspector.train.families.shades import camouflage, within
from inspector.train.families.surfaces import ROUGH, bench, deep, metal, toned
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke, rectangle

HANDLES: Final = 3


def rough_casting(rng: Generator, size_px: int) -> Scene:
    """Cast bodies with ribs, bosses, a parting line, flash and lumps; machined faces shine in them."""
    surface, machined = metal(rng, ROUGH, 0.4), metal(rng, ("milled", "turned", "grain"), 0.2)
    place, reach = spot(rng, size_px, 0.35), size_px * between(rng, 0.25, 1.1)
    body = placed(outline_of_part(rng, reach), place, float(rng.uniform(0, 360)))
    pieces = [Piece(Outline((body,)), surface, between(rng, 2, 8))]
    if rng.random() < 0.5:
        lumps = camouflage(rng, size_px, int(rng.integers(5, 30)), 0.5)
        pieces.append(Piece(within(body, lumps), surface, between(rng, 0.5, 3), float(rng.uniform(0.3, 1))))
    width, high, inner = reach * between(rng, 0.03, 0.15), between(rng, 2, 8), girth(body)
    for group, end in enumerate(around(place, inner, int(rng.integers(0, 7)), float(rng.uniform(0, 360)))):
        line = np.array([place, end], np.float32)
        pieces.append(Piece(Stroke(line, width), surface, high, group=group))
    pieces += _bosses(rng, place, inner, (surface, machined))
    if rng.random() < 0.4:
        pieces.append(Piece(Stroke(wander(rng, place, 2 * inner, 12), between(rng, 1, 3)), surface, 1.5))
    if rng.random() < 0.5:
        edge = blob(rng, place, inner * float(rng.uniform(0.5, 0.9)), 0.1)
        pieces.append(Piece(Stroke(edge, between(rng, 0.8, 2.5), closed=True), toned(surface, 1.2), 1.0))
    return _scene(rng, "rough_casting", size_px, bench(rng), pieces)


def cast_letters(rng: Generator, size_px: int) -> Scene:
    """Letters and frames, raised or sunk, of the metal that they are cast in; only the light shows them."""
    surface = metal(rng, (*ROUGH, "grain"), 0.3)
    turn, tall = float(pick(rng, [0, 0, 90, 180, rng.uniform(0, 360)])), size_px * between(rng, 0.06, 0.4)
    raised = float(pick(rng, [-1, 1, 1])) * between(rng, 1, 6)
    own = toned(surface, float(pick(rng, [1.0, 1.0, 1.3, 0.7])))
    pieces: list[Piece] = []
    middle, count = np.array(spot(rng, size_px, 0.35)), int(rng.integers(1, 4))
    for line in range(count):
        down = np.array([-np.sin(np.radians(turn)), np.cos(np.radians(turn))]) * 1.7 * tall
        x, y = (middle + down * (line - (count - 1) / 2)).tolist()
        hand = draw_hand(rng, tall, turn)
        pieces += lettered(hand, made_up(rng), (x, y), own, 20 * line, height_px=raised)
    if rng.random() < 0.5:
        sides = size_px * float(rng.uniform(0.6, 1.2)), count * 2.2 * tall
        frame = rectangle((float(middle[0]), float(middle[1])), sides, turn, 0.3 * tall)
        pieces.append(Piece(Stroke(frame, between(rng, 1.5, 8), closed=True), own, abs(raised), group=90))
    return _scene(rng, "cast_letters", size_px, surface, pieces)


def die_casting(rng: Generator, size_px: int) -> Scene:
    """Die-cast covers and flanges: rim with screw holes, sunk field with a grid of ribs, a port."""
    surface, ground = metal(rng, ("grain", "cloud", "stained", "cast"), 0.15), bench(rng)
    place, reach = spot(rng, size_px, 0.4), size_px * between(rng, 0.3, 0.8)
    turn, high = float(pick(rng, [0, 0, rng.uniform(0, 360)])), between(rng, 2, 7)
    long, wide = 2 * reach, 2 * reach * float(rng.uniform(0.4, 1))
    rim, corner = reach * float(rng.uniform(0.08, 0.25)), float(rng.uniform(0.1, 1)) * wide / 2
    outer = rectangle(place, (long, wide), turn, corner)
    inner = rectangle(place, (long - 2 * rim, wide - 2 * rim), turn, max(1, corner - rim))
    pieces = [Piece(Outline((outer,)), surface, high), Piece(Outline((inner,)), toned(surface, 0.85), -high)]
    count, fine = int(rng.integers(0, 6)), rim * float(rng.uniform(0.15, 0.5))
    for group, share in enumerate(np.linspace(-0.5, 0.5, count + 2)[1:-1].tolist()):
        ends = np.array([(share * long, -wide / 2 + rim), (share * long, wide / 2 - rim)], np.float32)
        pieces.append(Piece(Stroke(placed(ends, place, turn), fine), surface, 0.6 * high, group=group))
    hole, holes = deep(rng), rim * float(rng.uniform(0.2, 0.4))
    for group, (x, y) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1), (0, -1), (0, 1)), start=10):
        own = np.array([(x * (long / 2 - 0.6 * rim), y * (wide / 2 - 0.6 * rim))], np.float32)
        a, b = placed(own, place, turn)[0].tolist()
        pieces.append(Piece(disc((a, b), holes), hole, -5.0, group=group))
    port = reach * float(rng.uniform(0.1, 0.35))
    pieces.append(Piece(ring(place, port, 0.7 * port), surface, high, group=30))
    pieces.append(Piece(disc(place, 0.7 * port), hole, -3.0, group=30))
    return _scene(rng, "die_casting", size_px, ground, pieces)


def heat_sink(rng: Generator, size_px: int) -> Scene:
    """Fins or pins side by side in bright and black aluminium, with gaps for screws and springs."""
    surface, pins = metal(rng, ("brushed", "planed", "grain"), 0.15), rng.random() < 0.35
    angle, pitch = float(pick(rng, [0, 90, rng.uniform(0, 180)])), size_px * between(rng, 0.05, 0.18)
    width, high = pitch * float(rng.uniform(0.25, 0.7)), between(rng, 2, 8)
    pitch = max(pitch, size_px / 7) if pins else pitch
    middle, count = spot(rng, size_px, 0.4), int(1.3 * size_px / pitch) + 1
    floor, pieces = toned(surface, float(rng.uniform(0.2, 0.7))), list[Piece]()
    reach = size_px * between(rng, 0.35, 1)
    for group, offset in enumerate(((np.arange(count) - count / 2) * pitch).tolist()):
        if pins:
            own = np.array([(step * pitch, offset) for step in np.arange(-4, 4)], np.float32)
            tops = [disc((x, y), width) for x, y in placed(own, middle, angle).tolist()]
            pieces += [Piece(each, surface, high, group=10 * group + step) for step, each in enumerate(tops)]
        else:
            ends = placed(np.array([(-reach, offset), (reach, offset)], np.float32), middle, angle)
            pieces.append(Piece(Stroke(ends, width), surface, high, group=group))
    return _scene(rng, "heat_sink", size_px, floor, pieces)


def forgings(rng: Generator, size_px: int) -> Scene:
    """Smooth forged arms and handles with sunk fields, an eye at each end and flash along the edge."""
    surface, ground = metal(rng, ("grain", "cloud", "stained", "ground"), 0.25), bench(rng)
    reach = size_px * between(rng, 0.25, 0.9)
    pieces: list[Piece] = []
    for number in range(1 if reach > 0.4 * size_px else HANDLES):
        place, turn = spot(rng, size_px, 0.25), float(rng.uniform(0, 360))
        eyes = placed(np.array([(-0.75 * reach, 0), (0.75 * reach, 0)], np.float32), place, turn)
        wide, group = reach * float(rng.uniform(0.12, 0.4)), 10 * number
        pieces.append(Piece(Stroke(eyes, wide), surface, 4.0, group=group))
        sunk = Stroke(0.6 * eyes + np.float32(0.4) * np.array(place, np.float32), 0.5 * wide)
        pieces.append(Piece(sunk, toned(surface, 0.8), -2.0, group=group))
        for x, y in eyes.tolist():
            eye = wide * float(rng.uniform(0.55, 0.9))
            pieces.append(Piece(disc((x, y), eye), toned(surface, 1.1), 2.0, group=group))
            pieces.append(Piece(disc((x, y), 0.55 * eye), ground, -6.0, group=group))
    return _scene(rng, "forgings", size_px, ground, pieces)


def _bosses(rng: Generator, place: Centre, reach: float, finishes: tuple[Finish, Finish]) -> list[Piece]:
    """Return bosses with a machined face and a hole in each."""
    hole, kind = deep(rng), rng.random()
    radius, high = reach * between(rng, 0.06, 0.22), between(rng, 2, 7)
    pieces: list[Piece] = []
    away = reach * float(rng.uniform(0.3, 0.7))
    for group, at in enumerate(around(place, away, int(rng.integers(0, 7)), float(rng.uniform(0, 360))), start=10):
        pieces.append(Piece(disc(at, radius), finishes[0], high, group=group))
        pieces.append(Piece(disc(at, 0.8 * radius), finishes[1], 0.4, group=group))
        if kind < 0.7:
            pieces.append(Piece(disc(at, 0.4 * radius), hole, -high, group=group))
    return pieces


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.4, 1)), between(rng, 1, 6)
    return Scene(family, size_px, ground, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 1)))


FAMILIES: Final[dict[str, Design]] = {
    "rough_casting": rough_casting,
    "cast_letters": cast_letters,
    "die_casting": die_casting,
    "heat_sink": heat_sink,
    "forgings": forgings,
}
