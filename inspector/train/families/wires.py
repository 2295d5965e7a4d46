"""Cables, bundles, hoses, windings, o-rings and cut cable ends."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.freeform import Centre, between, dashes, pick, spot
from inspector.train.families.profiles import around, disc, placed, ring
from inspector.train.families.surfaces import bench, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, ellipse, rectangle


def cables(rng: Generator, size_px: int) -> Scene:
    """Cables and leads that bend across a ground, over one another, some in clips."""
    width, clip = size_px * between(rng, 0.012, 0.16), plastic(rng)
    pieces: list[Piece] = []
    for group in range(int(rng.integers(1, 7))):
        path = _bent(rng, size_px, float(pick(rng, [0.0, 0.3, 1.0])))
        own = width * float(pick(rng, [1.0, 1.0, 0.6, 1.5]))
        pieces += _tube(path, own, plastic(rng, vivid(rng)), group)
        if rng.random() < 0.3:
            pieces.append(Piece(Stroke(path[9:11], 1.5 * own), clip, 2.0, group=group + 20))
    return _scene(rng, "cables", size_px, bench(rng), pieces)


def cable_bundle(rng: Generator, size_px: int) -> Scene:
    """Wires side by side in an order of colours, bent together, held by ties or a sleeve."""
    count, width = int(rng.integers(3, 11)), size_px * between(rng, 0.015, 0.08)
    angle = float(pick(rng, [0, 90, rng.uniform(0, 360)]))
    bow, loose = size_px * float(rng.normal(0, 0.2)), float(pick(rng, [0.0, 0.1, 0.6]))
    middle, along, shine = spot(rng, size_px, 0.35), np.linspace(-0.8, 0.8, 12), pick(rng, (0.0, 0.0, 0.2))
    pieces: list[Piece] = []
    for group in range(count):
        aside = (group - (count - 1) / 2) * width * 1.02 + bow * np.cos(2 * along)
        aside = aside + loose * width * np.sin(rng.uniform(2, 5) * along + rng.uniform(0, 6))
        own = np.stack([along * size_px, aside], axis=1).astype(np.float32)
        pieces += _tube(placed(own, middle, angle), width, Finish(vivid(rng), gloss=shine), group)
    tie = plastic(rng)
    for group in range(20, 20 + int(rng.integers(0, 4))):
        x = size_px * float(rng.uniform(-0.5, 0.5))
        place = placed(np.array([(x, bow * np.cos(2 * x / size_px))], np.float32), middle, angle)[0].tolist()
        sides = width * float(pick(rng, [0.8, 1.5, 5])), (count + 0.7) * width
        pieces.append(Piece(Outline((rectangle((place[0], place[1]), sides, angle, 2.0),)), tie, 3.0, group=group))
    return _scene(rng, "cable_bundle", size_px, bench(rng), pieces)


def hoses(rng: Generator, size_px: int) -> Scene:
    """Corrugated, braided and plain hoses with a clamp, bent or straight."""
    width, surface = size_px * between(rng, 0.06, 0.35), plastic(rng)
    path = _bent(rng, size_px, float(pick(rng, [0.0, 0.3, 0.8])))
    pieces = _tube(path, width, surface, 0)
    pitch, across = width * float(rng.uniform(0.12, 0.5)), width * float(rng.uniform(0.8, 1.0))
    tone = toned(surface, float(rng.uniform(0.5, 0.9)))
    if rng.random() < 0.7:
        for each in dashes(path, 0.5 * pitch, 0.5 * pitch, 40):
            step = each[1] - each[0]
            normal = np.array([-step[1], step[0]]) / max(float(np.hypot(*step)), 1e-3) * across / 2
            rib = np.array([each.mean(axis=0) - normal, each.mean(axis=0) + normal], np.float32)
            pieces.append(Piece(Stroke(rib, 0.5 * pitch), tone, 1.5, group=0))
    at, step = path[9], path[10] - path[9]
    turn = float(np.degrees(np.arctan2(step[1], step[0])))
    clamp = rectangle((float(at[0]), float(at[1])), (0.4 * width, 1.15 * width), turn)
    pieces.append(Piece(Outline((clamp,)), metal(rng), 2.5, group=1))
    return _scene(rng, "hoses", size_px, bench(rng), pieces)


def winding(rng: Generator, size_px: int) -> Scene:
    """Wire wound on a spool or flat in a ring: turn beside turn, a few of one tone together."""
    wire, width = metal(rng, ("grain",), 0.0), size_px * between(rng, 0.015, 0.07)
    middle, angle = spot(rng, size_px, 0.3), float(pick(rng, [0, 90, rng.uniform(0, 180)]))
    reach, flange = size_px * float(rng.uniform(0.3, 0.7)), plastic(rng)
    layers, turns, tight = int(rng.integers(3, 9)), int(rng.integers(1, 4)), float(rng.uniform(1.0, 1.25))
    flat, pieces = rng.random() < 0.5, list[Piece]()
    for group in range(layers):
        start = group * turns * width * tight
        if flat and reach - start - turns * width * tight < 0.05 * size_px:
            break
        own = _spiral(reach - start, turns, width * tight) if flat else _rows(reach, turns, width * tight)
        own[:, 1] += 0 if flat else start - layers * turns * width * tight / 2
        line = Stroke(placed(own, middle, angle), 0.92 * width)
        pieces.append(Piece(line, toned(wire, (1.0, 0.9, 1.1)[group % 3]), 0.5 * width, group=group))
    if not flat:
        for side in (-1, 1):
            place = placed(np.array([(side * reach, 0)], np.float32), middle, angle)[0].tolist()
            wall = rectangle((place[0], place[1]), (0.15 * reach, (layers * turns + 6) * width), angle, 3.0)
            pieces.append(Piece(Outline((wall,)), flange, 4.0, group=60 + side))
    return _scene(rng, "winding", size_px, bench(rng), pieces)


def o_rings(rng: Generator, size_px: int) -> Scene:
    """Rings of rubber or wire, of one or several sizes, laid out, in a groove or on one another."""
    radius, surface, ground = size_px * between(rng, 0.06, 0.5), plastic(rng), bench(rng)
    slim, kinds, pieces = float(rng.uniform(0.05, 0.4)), pick(rng, [(1.0,), (1.0, 0.6, 0.35)]), list[Piece]()
    groove, oval = rng.random() < 0.3, float(pick(rng, [1.0, 1.0, 0.8]))
    for group in range(1 if radius > 0.3 * size_px else int(rng.integers(1, 10))):
        place, own = spot(rng, size_px, 0.1), radius * kinds[group % len(kinds)]
        path = ellipse(place, (own, own * oval), float(rng.uniform(0, 180)), 40)
        if groove:
            pieces.append(Piece(Stroke(path, 2 * slim * own, closed=True), toned(ground, 0.7), -2.0))
        pieces += _tube(path, slim * own, surface, group, closed=True)
    return _scene(rng, "o_rings", size_px, ground, pieces)


def cable_ends(rng: Generator, size_px: int) -> Scene:
    """Cut cables from the end: sheath, insulated cores, screen and strands."""
    radius, ground = size_px * between(rng, 0.12, 0.48), bench(rng)
    sheath, filler, strand = plastic(rng), plastic(rng), metal(rng, ("grain",), 0.05)
    cores, place = int(rng.integers(1, 8)), spot(rng, size_px, 0.3)
    inner = float(rng.uniform(0.75, 0.9)) * radius
    pieces = [Piece(disc(place, radius), sheath, 3.0), Piece(disc(place, inner), filler, -1.0)]
    if rng.random() < 0.3:
        pieces.append(Piece(ring(place, inner, 0.93 * inner), strand, 0.5))
    core = inner * (0.9 if cores == 1 else float(np.sin(np.pi / cores) / (1 + np.sin(np.pi / cores))) * 0.92)
    places = [place] if cores == 1 else around(place, 0.9 * inner - core, cores, float(rng.uniform(0, 360)))
    for group, at in enumerate(places):
        pieces.append(Piece(disc(at, core), plastic(rng, vivid(rng)), 1.0, group=group))
        pieces += _strands(at, core * 0.6, 1 if cores > 4 else int(pick(rng, [1, 7, 7])), strand, group)
    return _scene(rng, "cable_ends", size_px, ground, pieces)


def _strands(place: Centre, radius: float, count: int, strand: Finish, group: int) -> list[Piece]:
    if count == 1:
        return [Piece(disc(place, radius), strand, 1.0, group=group)]
    each = radius * 0.34
    return [Piece(disc(at, each), strand, 1.0, group=group) for at in (place, *around(place, 2 * each, count - 1))]


def _spiral(radius: float, turns: int, pitch: float) -> Points:
    """Return `turns` of a spiral that starts at `radius` and winds inwards by `pitch` each."""
    angle = np.linspace(0, 2 * np.pi * turns, 32 * turns + 1)
    away = radius - pitch * angle / (2 * np.pi)
    return np.stack([away * np.cos(angle), away * np.sin(angle)], axis=1).astype(np.float32)


def _rows(reach: float, count: int, pitch: float) -> Points:
    """Return `count` lines to and fro, `pitch` apart."""
    number = np.arange(2 * count)
    return np.stack([reach * np.where((number + 1) // 2 % 2, 1, -1), number // 2 * pitch], axis=1).astype(np.float32)


def _bent(rng: Generator, size_px: int, sag: float) -> Points:
    """Return a smooth line across the canvas that leaves the straight by about `sag` of it, float32 (20, 2)."""
    angle, share = rng.uniform(0, 2 * np.pi), np.linspace(0, 1, 20)[:, None]
    along = np.array([np.cos(angle), np.sin(angle)]) * size_px * rng.uniform(0.3, 0.9)
    middle, aside = np.array(spot(rng, size_px, 0.2)), np.array([-along[1], along[0]]) * 2 * sag
    first, second = (middle + along * sign / 3 + aside * rng.normal() for sign in (-1, 1))
    ends = (1 - share) ** 3 * (middle - along) + share**3 * (middle + along)
    return (ends + 3 * share * (1 - share) ** 2 * first + 3 * share**2 * (1 - share) * second).astype(np.float32)


def _tube(path: Points, width: float, surface: Finish, group: int, *, closed: bool = False) -> list[Piece]:
    """Return a round body along `path`: two steps up and, where it is wide enough to see, a bright ridge."""
    pieces = [Piece(Stroke(path, width, closed), toned(surface, 0.75), 0.25 * min(width, 20), group=group)]
    if width > 3:
        pieces.append(Piece(Stroke(path, 0.66 * width, closed), surface, 0.15 * min(width, 20), group=group))
    if width > 8:
        pieces.append(Piece(Stroke(path, 0.2 * width, closed), toned(surface, 1.3), 0.5, 0.7, group=group))
    return pieces


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.1, 1)), between(rng, 0.6, 6)
    return Scene(family, size_px, ground, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 2)))


FAMILIES: Final[dict[str, Design]] = {
    "cables": cables,
    "cable_bundle": cable_bundle,
    "hoses": hoses,
    "winding": winding,
    "o_rings": o_rings,
    "cable_ends": cable_ends,
}
