"""What runs: gears, racks, ratchets, rotors, bearings and chains, whole and in part, single and meshing."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.profiles import around, disc, lever, placed, polar, ring
from inspector.train.families.surfaces import MACHINED, bench, deep, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, ellipse, rectangle

FLANKS: Final = ((0.0, 0.1, 0.35, 0.45), (0.05, 0.2, 0.3, 0.45), (0.0, 0.02, 0.4, 0.42), (0.0, 0.25, 0.35, 0.6))


def gear_train(rng: Generator, size_px: int) -> Scene:
    """One to three spur gears or sprockets that mesh, with bores, keyways, spokes and hubs."""
    module, ground = size_px * between(rng, 0.02, 0.1), bench(rng)
    flanks, place, pieces = pick(rng, FLANKS), spot(rng, size_px, 0.3), list[Piece]()
    before, turn = 0.0, float(rng.uniform(0, 360))
    for number in range(int(rng.integers(1, 4))):
        teeth = int(rng.integers(9, max(10, min(48, int(0.9 * size_px / module)))))
        radius = teeth * module / 2
        if number:
            away = before + radius + 0.1 * module
            place = place[0] + away * float(np.cos(np.radians(turn))), place[1] + away * float(np.sin(np.radians(turn)))
        pieces += _gear(rng, place, (radius, module, teeth), flanks, ground, 12 * number)
        before, turn = radius, turn + float(rng.uniform(-90, 90))
    return _scene(rng, "gear_train", size_px, ground, pieces)


def ratchets(rng: Generator, size_px: int) -> Scene:
    """Toothed racks, saw blades and ratchet wheels with a pawl."""
    surface, ground, place = _material(rng), bench(rng), spot(rng, size_px, 0.3)
    if rng.random() < 0.5:
        return _scene(rng, "ratchets", size_px, ground, _rack(rng, size_px, surface))
    radius, teeth = size_px * between(rng, 0.15, 0.7), int(rng.integers(8, 60))
    root = radius * (1 - float(rng.uniform(1, 4)) / teeth)
    lean = float(rng.uniform(0.02, 0.2))
    wheel = placed(polar([root, radius], [0.0, lean], teeth), place, float(rng.uniform(0, 360)))
    pieces = [Piece(Outline((wheel,)), surface, between(rng, 1, 5))]
    pieces += _bores(rng, place, 0.8 * root, surface, ground)
    pawl = placed(lever(0.4 * radius, 0.12 * radius, 0.04 * radius), (place[0] + 1.25 * radius, place[1]), 200)
    other = _material(rng)
    pieces.append(Piece(Outline((pawl,)), other, 3.0, group=40))
    pieces.append(Piece(disc((place[0] + 1.5 * radius, place[1]), 0.05 * radius), toned(other, 0.5), 1.0, group=40))
    return _scene(rng, "ratchets", size_px, ground, pieces)


def rotors(rng: Generator, size_px: int) -> Scene:
    """Fans, impellers, propellers and hand wheels: blades round a hub, in a ring or free."""
    surface, ground, place = _material(rng), bench(rng), spot(rng, size_px, 0.35)
    radius, count, turn = size_px * between(rng, 0.2, 0.7), int(rng.integers(3, 14)), float(rng.uniform(0, 360))
    hub, sweep = radius * float(rng.uniform(0.12, 0.45)), float(rng.uniform(-60, 60))
    wide, high = min(radius * float(rng.uniform(0.1, 0.5)), 5 * radius / count), between(rng, 1, 7)
    pieces: list[Piece] = []
    if rng.random() < 0.5:
        pieces.append(Piece(ring(place, 1.15 * radius, 1.02 * radius), _material(rng), 3.0))
    for group in range(count):
        blade = placed(_blade(radius, hub, wide, sweep), place, turn + 360 * group / count)
        pieces.append(Piece(Outline((blade,)), surface, high, group=group))
    pieces += [Piece(disc(place, hub * share), toned(surface, 1.1), high / 2, group=20) for share in (1.0, 0.7)]
    pieces.append(Piece(disc(place, 0.25 * hub), deep(rng), -high, group=20))
    return _scene(rng, "rotors", size_px, ground, pieces)


def bearings(rng: Generator, size_px: int) -> Scene:
    """Ball and roller bearings open or shielded, one large or several small: races, balls and cage."""
    ground, surface, ball = bench(rng), metal(rng, ("turned", "brushed", "grain")), metal(rng, ("grain",), 0.0)
    cage, radius = _material(rng), size_px * between(rng, 0.12, 0.6)
    count, inner = int(rng.integers(6, 17)), float(rng.uniform(0.35, 0.6))
    outer, rollers, high = float(rng.uniform(0.78, 0.88)), rng.random() < 0.3, between(rng, 1, 6)
    pitch = (inner + 0.12 + outer) / 2
    size = min(0.47 * (outer - inner - 0.12), 0.9 * np.pi * pitch / count) * radius
    pieces: list[Piece] = []
    first, few = spot(rng, size_px, 0.15), 1 if radius > 0.3 * size_px else int(rng.integers(1, 3))
    for number in range(few):
        place, group = ((first[0] + 2.2 * radius * number) % size_px, first[1]), 20 * number
        track = Piece(disc(place, radius), toned(cage, 0.4), 0.5, group=group)
        races = [ring(place, radius, outer * radius), ring(place, (inner + 0.12) * radius, inner * radius)]
        pieces += [track, *(Piece(each, surface, high, group=group) for each in races)]
        pieces.append(Piece(disc(place, inner * radius), ground, -1.0, group=group))
        start = float(rng.uniform(0, 360))
        for step, at in enumerate(around(place, pitch * radius, count, start)):
            pieces += _ball(at, size, start + 360 * step / count, ball, group + 1 + step, rollers=bool(rollers))
    return _scene(rng, "bearings", size_px, ground, pieces)


def chains(rng: Generator, size_px: int) -> Scene:
    """Roller and link chains, straight or bent, one or several side by side."""
    pitch, surface, other = size_px * between(rng, 0.06, 0.3), metal(rng), metal(rng)
    bend, heading = float(rng.normal(0, pick(rng, [0, 12]))), float(rng.uniform(0, 360))
    start, count = np.array(spot(rng, size_px, 0.3)), int(min(18, 1.6 * size_px / pitch)) + 2
    waist, pin = float(rng.uniform(0.5, 0.95)), float(rng.uniform(0.2, 0.4))
    angles = heading + bend * (np.arange(count) - count / 2)
    steps = np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))], axis=1) * pitch
    places = start + np.cumsum(steps, axis=0) - steps.sum(axis=0) / 2
    pieces: list[Piece] = []
    for number, (x, y) in enumerate((places[:-1] + places[1:]).tolist()):
        plate = placed(_link(pitch, waist), (x / 2, y / 2), float(angles[number + 1]))
        pieces.append(Piece(Outline((plate,)), other if number % 2 else surface, 2.0 + number % 2, group=number))
    for number, (x, y) in enumerate(places.tolist()):
        pieces.append(Piece(disc((x, y), pin * 0.5 * pitch), toned(surface, 1.25), 2.0, group=40 + number))
    return _scene(rng, "chains", size_px, bench(rng), pieces)


def _gear(
    rng: Generator,
    place: Centre,
    size: tuple[float, float, int],
    flanks: tuple[float, ...],
    ground: Finish,
    group: int,
) -> list[Piece]:
    radius, module, teeth = size
    surface, high = _material(rng), between(rng, 1, 7)
    root, tip = radius - 1.1 * module, radius + 0.9 * module
    wheel = placed(polar([root, tip, tip, root], flanks, teeth), place, float(rng.uniform(0, 360)))
    pieces = [Piece(Outline((wheel,)), surface, high, group=group)]
    bores = _bores(rng, place, 0.9 * root, surface, ground)
    return pieces + [Piece(each.shape, each.finish, each.height_px, group=group) for each in bores]


def _bores(rng: Generator, place: Centre, radius: float, surface: Finish, ground: Finish) -> list[Piece]:
    """Return what lies within a wheel: a web, holes round its bore, a hub, the bore and a keyway."""
    turn, hub, bore = float(rng.uniform(0, 360)), float(rng.uniform(0.35, 0.6)), float(rng.uniform(0.1, 0.3))
    pieces: list[Piece] = []
    if rng.random() < 0.6:
        pieces.append(Piece(disc(place, 0.9 * radius), toned(surface, float(rng.uniform(0.75, 1.2))), -2.0))
    if rng.random() < 0.6:
        holes = around(place, 0.7 * radius, int(rng.integers(3, 8)), turn)
        pieces += [Piece(disc(each, radius * (0.88 - hub) * 0.35), ground, -3.0) for each in holes]
    if rng.random() < 0.6:
        pieces.append(Piece(disc(place, hub * radius), toned(surface, 1.1), 3.0))
    if rng.random() < 0.4:
        key = rectangle((place[0], place[1] - bore * radius), (0.5 * bore * radius, 0.6 * bore * radius))
        pieces.append(Piece(Outline((key,)), ground, -2.0))
    return [*pieces, Piece(disc(place, bore * radius), ground if rng.random() < 0.5 else deep(rng), -4.0)]


def _rack(rng: Generator, size_px: int, surface: Finish) -> list[Piece]:
    """Return a straight row of teeth across the canvas."""
    pitch, lean = size_px * between(rng, 0.03, 0.2), pick(rng, FLANKS)
    count = int(2 * size_px / pitch)
    depth, tall = pitch * float(rng.uniform(0.4, 1.2)), size_px * between(rng, 0.1, 0.5)
    x = ((np.arange(count)[:, None] - count / 2 + np.array(lean)) * pitch).ravel()
    y = np.tile(np.array([0, -depth, -depth, 0]), count)
    ends = np.array([(x[-1], tall), (x[0], tall)])
    body = np.concatenate([np.stack([x, y], axis=1), ends]).astype(np.float32)
    turn, middle = float(pick(rng, [0, 90, 180, rng.uniform(0, 360)])), spot(rng, size_px, 0.3)
    pieces = [Piece(Outline((placed(body, middle, turn),)), surface, between(rng, 1, 6))]
    places = placed(np.array([(-0.8 * tall, tall / 2), (0.8 * tall, tall / 2)], np.float32), middle, turn).tolist()
    hole = deep(rng)
    return pieces + [Piece(disc((a, b), 0.2 * tall), hole, -3.0, group=n) for n, (a, b) in enumerate(places)]


def _blade(radius: float, hub: float, wide: float, sweep: float) -> Points:
    """Return a blade along x from `hub` to `radius`, its outer end swept by `sweep` degrees."""
    share = np.linspace(0, 1, 8)
    away, angle = 0.8 * hub + share * (radius - 0.8 * hub), np.radians(sweep) * share**1.5
    half = 0.5 * wide * (0.5 + 0.8 * share - 0.5 * share**4) / np.maximum(away, 1)
    left = np.stack([away * np.cos(angle - half), away * np.sin(angle - half)], axis=1)
    right = np.stack([away * np.cos(angle + half), away * np.sin(angle + half)], axis=1)
    return np.concatenate([left, right[::-1]]).astype(np.float32)


def _ball(place: Centre, size: float, turn: float, finish: Finish, group: int, *, rollers: bool) -> list[Piece]:
    if rollers:
        return [Piece(Outline((rectangle(place, (2 * size, 1.2 * size), turn, 0.2 * size),)), finish, 3.0, group=group)]
    if size < 7:
        return [Piece(disc(place, size), finish, 3.0, group=group)]
    top = Piece(disc(place, 0.55 * size), toned(finish, 1.3), 1.5, group=group)
    return [Piece(disc(place, size), finish, 2.0, group=group), top]


def _link(pitch: float, waist: float) -> Points:
    """Return the plate of a chain: two eyes and the narrower part between."""
    eye = 0.42 * pitch
    left, right = ellipse((-pitch / 2, 0), (eye, eye), 0.0, 20), ellipse((pitch / 2, 0), (eye, eye), 0.0, 20)
    half = np.array([(0, -eye * waist)], np.float32)
    return np.concatenate([right[15:], right[:6], -half, left[5:16], half]).astype(np.float32)


def _material(rng: Generator) -> Finish:
    return plastic(rng, vivid(rng)) if rng.random() < 0.3 else metal(rng, (*MACHINED, "cast"))


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.1, 1)), between(rng, 0.5, 5)
    return Scene(family, size_px, ground, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 1)))


FAMILIES: Final[dict[str, Design]] = {
    "gear_train": gear_train,
    "ratchets": ratchets,
    "rotors": rotors,
    "bearings": bearings,
    "chains": chains,
}
