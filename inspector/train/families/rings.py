"""Thin round metal: piston rings, circlips, shaft seals, washers; nested, strewn, or stacked on edge."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import finish
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.profiles import around, disc, ring
from inspector.train.families.solids import MOST, barrel, lying, staged
from inspector.train.families.surfaces import bench, metal, plastic, toned
from inspector.train.scene import Finish, Piece, Points, Scene, Stroke

FACES: Final = ("ground", "ground", "brushed", "grain", "turned", "planed")


def piston_rings(rng: Generator, size_px: int) -> Scene:
    """Piston rings, circlips, shaft seals, thin rings and washers: nested, strewn, in rows, or stacked on edge."""
    ground, surface, radius = bench(rng), _stuff(rng), size_px * between(rng, 0.08, 0.7)
    if rng.random() < 0.2:
        return staged(rng, "piston_rings", size_px, ground, _on_edge(rng, size_px), loose=True)
    if rng.random() < 0.25:
        return staged(rng, "piston_rings", size_px, ground, _nested(rng, size_px), loose=True)
    kind, wide, seed = int(rng.integers(5)), between(rng, 0.06, 0.3), int(rng.integers(1 << 30))
    pieces: list[Piece] = []
    frames = lying(rng, size_px, radius, 10)
    if radius > 0.45 * size_px:
        frames = [Frame(frames[0].at(0.85 * radius, 0), frames[0].angle_deg + float(rng.uniform(120, 240)))]
    for group, frame in enumerate(frames):
        one = _ring(np.random.default_rng(seed), kind, frame, (radius, wide * radius), (surface, ground), group)
        pieces += one if len(pieces) + len(one) <= MOST else []
    return staged(rng, "piston_rings", size_px, ground, pieces, loose=True)


def _ring(
    rng: Generator, kind: int, frame: Frame, size: tuple[float, float], skins: tuple[Finish, Finish], group: int
) -> list[Piece]:
    """Return a split ring, a circlip with eyes, a shaft seal, a waved or plain washer, or an internal tooth washer."""
    (radius, wide), (surface, ground), place = size, skins, frame.centre
    if kind == 0:
        arc = _arc(frame, radius - wide / 2, float(rng.uniform(2, 12)))
        return [
            Piece(Stroke(arc, wide), surface, 2.5, group=group),
            Piece(Stroke(arc, 0.45 * wide), toned(surface, 1.2), 0.6, group=group),
        ]
    if kind == 1:
        gap, eye = float(rng.uniform(20, 50)), 0.16 * radius
        arc = _arc(frame, 0.9 * radius, gap)
        ends = [(float(x), float(y)) for x, y in (arc[0], arc[-1])]
        eyes = [Piece(disc(end, eye), surface, 1.0, group=group) for end in ends]
        holes = [Piece(disc(end, 0.5 * eye), toned(ground, 0.6), -3.0, group=group) for end in ends]
        return [Piece(Stroke(arc, max(1.5, 0.6 * wide)), surface, 2.5, group=group), *eyes, *holes]
    if kind == 2:
        lips = ((1.0, 0.86, surface, 3.0), (0.86, 0.6, Finish((0.05, 0.05, 0.06)), 2.0),
                (0.76, 0.7, toned(surface, 1.1), 1.0), (0.64, 0.58, Finish((0.12, 0.12, 0.13)), 1.5))  # fmt: skip
        return [Piece(ring(place, a * radius, b * radius), skin, rise, group=group) for a, b, skin, rise in lips]
    if kind == 3:
        teeth = around(place, radius - wide, int(rng.integers(6, 14)), frame.angle_deg)
        prongs = [
            Piece(Stroke(np.array([at, _towards(at, place, 0.75)], np.float32), 0.4 * wide), surface, 1.5, group=group)
            for at in teeth
        ]
        return [Piece(ring(place, radius, radius - wide), surface, 2.0, group=group), *prongs[:9]]
    inner = radius * float(rng.uniform(0.4, 0.85))
    return [
        Piece(ring(place, radius, inner), surface, 2.5, group=group),
        Piece(ring(place, 0.97 * radius, radius - 0.2 * (radius - inner)), toned(surface, 1.25), 0.4, group=group),
    ]


def _nested(rng: Generator, size_px: int) -> list[Piece]:
    """Return split rings within one another, each gap elsewhere."""
    place, radius, pieces = spot(rng, size_px, 0.35), size_px * between(rng, 0.3, 0.8), list[Piece]()
    skins, wide = [_stuff(rng) for _ in range(3)], radius * between(rng, 0.025, 0.09)
    spacing, split = wide * float(rng.uniform(1.15, 2.5)), rng.random() < 0.7
    for group in range(int(rng.integers(4, 16))):
        own, skin = radius - group * spacing, skins[group % int(pick(rng, (1, 1, 3)))]
        if own < 0.4 * radius:
            break
        away = Frame(place, float(rng.uniform(0, 360))).frame(*(rng.normal(0, 0.02, 2) * wide).tolist())
        arc = _arc(away, own, float(rng.uniform(1.5, 6)) if split else 0.0)
        for share, tone, rise in ((1.0, 0.8, 1.5), (0.6, 1.1, 1.0)):
            pieces.append(Piece(Stroke(arc, max(1.0, share * wide)), toned(skin, tone), rise, group=group))
    return pieces


def _on_edge(rng: Generator, size_px: int) -> list[Piece]:
    """Return rings or washers stacked on a rod, seen on edge, in one or several finishes."""
    whole, thick = Frame(spot(rng, size_px, 0.4), square_turn(rng, 3.0)), size_px * between(rng, 0.025, 0.12)
    radius, rod = size_px * between(rng, 0.15, 0.6), metal(rng)
    skins, gap = [_stuff(rng) for _ in range(int(pick(rng, (1, 2, 4))))], float(rng.uniform(1.02, 1.7))
    pieces = barrel(whole, (-size_px, size_px), 0.3 * radius, rod)
    count = int(min(22, size_px / thick / gap))
    for group in range(count):
        x = (group - (count - 1) / 2) * gap * thick
        own = whole.frame(x, float(rng.normal(0, 0.02)) * radius)
        lit = toned(skins[int(rng.integers(len(skins)))], float(rng.uniform(0.9, 1.1)))
        pieces += barrel(own, (-thick / 2, thick / 2), radius * float(rng.uniform(0.98, 1.02)), lit, group)[:3]
    return pieces


def _stuff(rng: Generator) -> Finish:
    """Return what rings are of: cast iron, steel, brass, phosphated, plastic or rubber."""
    if rng.random() < 0.15:
        return plastic(rng)
    if rng.random() < 0.2:
        return finish(rng, (0.12, 0.12, 0.125), ("grain", "cloud"), 0.05, 0.1)
    return metal(rng, FACES)


def _arc(frame: Frame, radius: float, gap_deg: float) -> Points:
    """Return a circle that is open by `gap_deg` about the frame's x axis."""
    turn = np.radians(np.linspace(gap_deg / 2, 360 - gap_deg / 2, 56))
    return frame.points(list(zip((radius * np.cos(turn)).tolist(), (radius * np.sin(turn)).tolist(), strict=True)))


def _towards(at: Centre, middle: Centre, share: float) -> Centre:
    """Return the point at `share` of the way from the middle."""
    return middle[0] + share * (at[0] - middle[0]), middle[1] + share * (at[1] - middle[1])


FAMILIES: Final[dict[str, Design]] = {"piston_rings": piston_rings}
