"""Brushes and combs: tufts of bristles in rows, teeth, ferrules and handles."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, LIGHT, apart, barrel, scene_of, written
from inspector.train.families.codes import ticks
from inspector.train.families.colours import beside, colour, finish, warm
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot, stadium
from inspector.train.families.profiles import placed
from inspector.train.families.surfaces import metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene

BRISTLES: Final = ("speckle", "grain", "salt")


def brushes(rng: Generator, size_px: int) -> Scene:
    """Tooth, scrubbing and paint brushes and combs: tufts in rows of several colours, bristles, teeth, handles."""
    kind = pick(rng, (_toothbrush, _toothbrush, _scrubber, _comb, _paint_brush))
    body = (
        plastic(rng, vivid(rng)) if rng.random() < 0.75 else finish(rng, warm(rng, 0.3, 0.8), ("wood", "grain"), 0.12)
    )
    whole = Frame(spot(rng, size_px, 0.42), square_turn(rng, 3))
    pieces = kind(rng, whole, float(size_px), body)
    return scene_of(rng, "brushes", size_px, apart(rng, body.bgr), pieces, 1.5)


def _toothbrush(rng: Generator, frame: Frame, size: float, body: Finish) -> list[Piece]:
    """Return head and neck of a toothbrush from above, its tufts in zones of colour, or two or three side by side."""
    count = pick(rng, (1, 1, 2))
    wide, seed = size * (between(rng, 0.2, 0.45) if count == 1 else 0.24), int(rng.integers(1 << 30))
    columns, rows, pieces = (
        int(rng.integers(7, 12)) - 2 * (count - 1),
        pick(rng, (3, 4)) if count == 1 else 3,
        list[Piece](),
    )
    for number in range(count):
        own, same = frame.frame(0, (number - (count - 1) / 2) * 0.45 * size), np.random.default_rng(seed)
        long = wide * rng.uniform(1.8, 1.9) if count > 1 else wide * same.uniform(1.9, 2.5)
        head = placed(stadium((0, 0), (0.56 * long, 0.54 * wide), same.uniform(3, 6)), own.centre, own.angle_deg)
        handle = own.points([(0.4 * long, -0.3 * wide), (long, -0.17 * wide), (3 * long, -0.32 * wide),
                             (3 * long, 0.32 * wide), (long, 0.17 * wide), (0.4 * long, 0.3 * wide)])  # fmt: skip
        pieces.append(Piece(Outline((handle,)), body, 4.0))
        pieces += barrel(own, handle, 0.32 * wide, same.uniform(-1, 1), 0.4)
        pieces.append(Piece(Outline((head,)), body, 4.0))
        if same.random() < 0.5:
            grip = own.box((1.5 * long, 0), (0.8 * long, 0.3 * wide), 0.15 * wide)
            pieces.append(Piece(grip, Finish(vivid(same)), 0.5, group=200 + number))
        pieces += _tufts(same, own, (long, wide), (columns, rows), 100 * number)
    return pieces


def _tufts(rng: Generator, frame: Frame, sides: tuple[float, float], count: tuple[int, int], group: int) -> list[Piece]:
    """Return tufts in rows on `sides`, of one to three colours by zone, fewer at the rounded ends, over their holes."""
    tints, kind, coarse = (
        (colour(rng, rng.uniform(0.6, 0.9), 0.3), vivid(rng), vivid(rng)),
        pick(rng, BRISTLES),
        between(rng, 0.6, 1.2),
    )
    colours = [Finish(each, kind, rng.uniform(0.12, 0.35), coarse) for each in tints]
    zones, high, leaning = int(rng.integers(4)), rng.uniform(2, 7), rng.uniform(0, 0.06)
    pitch = sides[0] / count[0], sides[1] / (count[1] + 0.3)
    radii, ragged = (rng.uniform(0.4, 0.56) * pitch[0], rng.uniform(0.4, 0.54) * pitch[1]), 0.07 * min(pitch)
    places, tufts = list[Frame](), list[Piece]()
    for row in range(count[1]):
        ends = 0.5 if row in (0, count[1] - 1) else 0.0
        for column in np.arange(ends, count[0] - ends).tolist():
            x, y = (column - (count[0] - 1) / 2) * pitch[0], (row - (count[1] - 1) / 2) * pitch[1]
            far = abs(x) > 0.3 * sides[0]
            zone = (0, int(row in (0, count[1] - 1)), 1 + int(far), int(column) % 2)[zones]
            aside, along = (rng.normal(0, leaning, 2) * pitch[1]).tolist()
            own = frame.frame(x + aside, y + along, rng.normal(0, 10))
            places.append(own)
            rough = np.asarray(ragged * rng.uniform(-1, 1, (18, 2)), np.float32)
            tuft = oval(own.centre, radii, own.angle_deg, 18) + rough
            tufts.append(Piece(Outline((tuft,)), colours[zone], high, group=group + len(tufts)))
    holes = Outline(tuple(oval(each.centre, (1.15 * radii[0], 1.15 * radii[1]), each.angle_deg, 12) for each in places))
    roots = tuple(contour for number, contour in enumerate(holes.contours) if number % 2)
    return [Piece(Outline(roots), DARK, 0.0, 0.4), *tufts[:50]]


def _scrubber(rng: Generator, frame: Frame, size: float, body: Finish) -> list[Piece]:
    """Return a scrubbing or hair brush from its bristles' side: a block, or a pad of rubber with pins."""
    long, wide = size * between(rng, 0.6, 1.4), size * between(rng, 0.4, 0.9)
    block = placed(stadium((0, 0), (0.55 * long, 0.56 * wide), rng.uniform(3, 9)), frame.centre, frame.angle_deg)
    pieces = [Piece(Outline((block,)), body, 5.0)]
    if rng.random() < 0.4:
        pad = placed(stadium((0, 0), (0.5 * long, 0.5 * wide), 3.0), frame.centre, frame.angle_deg)
        pieces.append(Piece(Outline((pad,)), Finish(colour(rng, rng.uniform(0.05, 0.4), 0.2)), 1.5))
    return pieces + _tufts(rng, frame, (0.9 * long, 0.9 * wide), (int(rng.integers(5, 10)), int(rng.integers(3, 6))), 0)


def _comb(rng: Generator, frame: Frame, size: float, body: Finish) -> list[Piece]:
    """Return a comb: back, end guards, teeth, coarse at one end and fine at the other; or a strip brush."""
    long, tall, count = size * between(rng, 0.7, 1.8), size * between(rng, 0.25, 0.6), int(rng.integers(16, 48))
    share, pieces = rng.uniform(0.25, 0.4), list[Piece]()
    x = np.cumsum(np.where(np.arange(count) < count * pick(rng, (0.0, 0.5)), 1.8, 1.0))
    x = (x / x[-1] - 0.5) * 0.92 * long
    gaps = np.diff(x, append=x[-1] + (x[-1] - x[-2]))
    for number, (at, gap) in enumerate(zip(x.tolist(), gaps.tolist(), strict=True)):
        half = 0.3 * gap
        tooth = [
            (at - half, 0),
            (at + half, 0),
            (at + 0.5 * half, 0.93 * tall),
            (at, tall),
            (at - 0.5 * half, 0.93 * tall),
        ]
        pieces.append(Piece(Outline((frame.points(tooth),)), body, 2.0, group=number))
    back = frame.rectangle((0, -0.4 * share * tall), (long, 1.2 * share * tall), 0.4 * share * tall)
    guards = [
        frame.rectangle((side * 0.485 * long, 0.4 * tall), (0.03 * long, 1.1 * tall), 0.015 * long) for side in (-1, 1)
    ]
    pieces += [Piece(Outline((each,)), body, 3.0) for each in (back, *guards)]
    pieces += barrel(frame.frame(0, -0.4 * share * tall), back, 0.6 * share * tall, rng.uniform(-1, 1), 0.3)
    own = frame.frame(0, -0.4 * share * tall)
    return [*pieces, written(rng, own, (0.5 * long, 0.4 * share * tall), Finish(beside(rng, body.bgr, 0.1, 0.8)), 60)]


def _paint_brush(rng: Generator, frame: Frame, size: float, body: Finish) -> list[Piece]:
    """Return a paint or make-up brush: handle, ferrule with its crimps and nails, hair that spreads a little."""
    wide, tin = size * between(rng, 0.12, 0.7), metal(rng, ("brushed", "grain"), 0.1)
    spread, hair = rng.uniform(0.9, 1.4), rng.uniform(0.8, 1.6) * wide
    lock = Finish(warm(rng, 0.08, 0.8), "fur", rng.uniform(0.12, 0.3), 1.0, frame.angle_deg)
    tip = [(hair * (1 - 0.12 * abs(y) * rng.random()), spread * y * wide / 2) for y in np.linspace(-1, 1, 11).tolist()]
    bristles = frame.points([(0, -0.48 * wide), *tip, (0, 0.48 * wide)])
    handle = frame.points([(-0.5 * wide, -0.42 * wide), (-2 * wide, -0.16 * wide), (-4 * wide, -0.2 * wide),
                           (-4 * wide, 0.2 * wide), (-2 * wide, 0.16 * wide), (-0.5 * wide, 0.42 * wide)])  # fmt: skip
    ferrule = frame.rectangle((-0.3 * wide, 0), (0.66 * wide, wide), 0.04 * wide)
    pieces = [Piece(Outline((handle,)), body, 4.0, group=0), *barrel(frame, handle, 0.4 * wide, -0.3, 0.4, 0)]
    pieces += [Piece(Outline((bristles,)), lock, 3.0, group=1), *barrel(frame, bristles, 0.6 * wide, 0.2, 0.1, 1)]
    pieces += [Piece(Outline((ferrule,)), tin, 4.0, group=2), *barrel(frame, ferrule, wide / 2, -0.4, 0.5, 2)]
    crimps = [frame.frame(x * wide, -0.5 * wide, 90) for x in (-0.5, -0.42, -0.1)]
    pieces.append(Piece(ticks(crimps, wide, 0.03 * wide), toned(tin, 0.5), -1.0, 0.8, group=2))
    pieces += [
        Piece(frame.disc((-0.28 * wide, y * wide), 0.03 * wide), toned(tin, 1.4), 1.5, group=3 + k)
        for k, y in enumerate((-0.25, 0.25))
    ]
    for number, y in enumerate(np.linspace(-0.42, 0.42, 9).tolist()):
        strand = frame.line(
            [(0.02 * wide, y * wide), (0.95 * hair, spread * y * wide * rng.uniform(0.9, 1.1))], max(1.0, 0.02 * wide)
        )
        pieces.append(Piece(strand, pick(rng, (DARK, LIGHT)), 0.5, 0.25, group=10 + number))
    return pieces


FAMILIES: Final[dict[str, Design]] = {"brushes": brushes}
