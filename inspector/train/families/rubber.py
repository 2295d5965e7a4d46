"""Rubber: extruded profiles, grommets, bellows, treads and sidewalls of tyres, studded mats."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.profiles import around, disc
from inspector.train.families.solids import MOST, Drawn, as_one, barrel, lying, staged
from inspector.train.families.surfaces import bench, deep, metal, toned, vivid
from inspector.train.families.tyres import blocks, mat, rubber_of, sidewall
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke

Plan = tuple[tuple[float, float], ...]
# Sections of door, window and edge seals within -1..1: what is solid, and where its chambers are (x, y, rx, ry).
SECTIONS: Final[tuple[tuple[Plan, tuple[tuple[float, float, float, float], ...]], ...]] = (
    (((-1, 0.3), (-0.9, -0.2), (-0.4, -0.3), (-0.45, -0.8), (0.1, -1), (0.6, -0.75), (0.6, -0.3), (1, -0.2), (1, 0.3)),
     ((0.08, -0.55, 0.34, 0.28),)),
    (((-1, -0.8), (-0.6, -0.8), (-0.5, 0.2), (0.5, 0.2), (0.6, -0.8), (1, -0.8), (0.9, 0.7),
      (0.4, 0.95), (-0.4, 0.95), (-0.9, 0.7)),
     ((0.0, 0.56, 0.4, 0.18),)),
    (((-0.25, -1), (0.25, -1), (0.3, -0.3), (0.95, -0.45), (1, -0.2), (0.35, 0.05), (0.4, 0.4),
      (0.95, 0.35), (0.95, 0.6), (0.3, 0.75), (0.2, 1), (-0.2, 1), (-0.3, 0.75), (-0.95, 0.6),
      (-0.95, 0.35), (-0.4, 0.4), (-0.35, 0.05), (-1, -0.2), (-0.95, -0.45), (-0.3, -0.3)),
     ()),
    (((-1, 0.1), (1, 0.1), (1, 0.5), (-1, 0.5), (-1, 0.1), (-0.6, -0.1), (-0.6, -0.7), (-0.2, -1),
      (0.2, -1), (0.6, -0.7), (0.6, -0.1), (0.5, 0.1), (-0.5, 0.1)),
     ((0.0, -0.45, 0.4, 0.34),)),
)  # fmt: skip


def rubber_parts(rng: Generator, size_px: int) -> Scene:
    """Profiles from their end, grommets, bellows, tyre treads and sidewalls with raised letters, studded mats."""
    build = pick(rng, (*2 * (_profiles, _grommets, blocks, sidewall), _bellows, mat))
    pieces, ground = build(rng, size_px)
    return staged(rng, "rubber_parts", size_px, ground, pieces, loose=build in {_profiles, _grommets})


def _profiles(rng: Generator, size_px: int) -> Drawn:
    """Return cut ends of extruded seals: lips, feet, hollow chambers, a steel or a softer core in them."""
    ground, skin, reach = bench(rng), rubber_of(rng), size_px * between(rng, 0.15, 0.6)
    plan, chambers = pick(rng, SECTIONS)
    slim, second, wire = float(rng.uniform(0.7, 1.1)), rubber_of(rng), metal(rng)
    kind, lip, pieces = rng.random(), max(1.2, 0.05 * reach), list[Piece]()
    frames = lying(rng, size_px, reach, 9)
    for number, frame in enumerate(frames):
        contour = frame.points([(x * reach, y * reach * slim) for x, y in plan])
        one = [Piece(Outline((contour,)), skin, 3.0)]
        one.append(Piece(Stroke(contour, lip, closed=True), toned(skin, 1.4), 0.5))
        for group, (x, y, a, b) in enumerate(chambers):
            turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
            oval = [
                (x + a * c, slim * (y + b * s))
                for c, s in zip(np.cos(turn).tolist(), np.sin(turn).tolist(), strict=True)
            ]
            hollow = frame.points([(reach * u, reach * v) for u, v in oval])
            one.append(Piece(Outline((hollow,)), toned(ground, 0.7), -3.0, group=group))
        if kind < 0.4:
            core = frame.line([(-0.55 * reach, 0.3 * slim * reach), (0.55 * reach, 0.3 * slim * reach)], lip)
            one.append(Piece(core, wire, 0.5, group=5))
        elif kind < 0.7:
            soft = frame.box((0, 0.35 * slim * reach), (0.8 * reach, 0.2 * reach), 0.1 * reach)
            one.append(Piece(soft, second, 0.5, group=5))
        pieces += one if len(frames) == 1 else as_one(one, number)
    return pieces[:MOST], ground


def _grommets(rng: Generator, size_px: int) -> Drawn:
    """Return grommets, bushes and plugs from above: flange, groove, collar, bore or membrane, a slit, a cable."""
    ground, reach, skins = bench(rng), size_px * between(rng, 0.08, 0.5), [rubber_of(rng) for _ in range(2)]
    steps = sorted(rng.uniform(0.3, 0.92, int(rng.integers(1, 5))).tolist(), reverse=True)
    rises = rng.choice([-1.0, 1.0], len(steps)) * rng.uniform(1, 4, len(steps))
    bore, closed, cable = steps[-1] * float(rng.uniform(0.5, 0.9)), rng.random() < 0.3, Finish(vivid(rng))
    ribs, filled, pieces = int(pick(rng, (0, 0, 4, 8))), rng.random() < 0.3, list[Piece]()
    for group, frame in enumerate(lying(rng, size_px, reach, 10)):
        skin, place = skins[0 if rng.random() < 0.85 else 1], frame.centre
        one = [Piece(disc(place, reach), skin, 2.5, group=group)]
        for share, rise in zip(steps, rises.tolist(), strict=True):
            one.append(
                Piece(disc(place, share * reach), toned(skin, 1 + 0.12 * float(np.sign(rise))), rise, group=group)
            )
        lines = [np.array([place, at], np.float32) for at in around(place, 0.9 * reach, ribs, frame.angle_deg)]
        one += [Piece(Stroke(each, 0.06 * reach), toned(skin, 1.2), 1.0, group=group) for each in lines]
        if closed:
            slit = frame.line([(-0.6 * bore * reach, 0), (0.6 * bore * reach, 0)], max(1.0, 0.04 * reach))
            one += [
                Piece(disc(place, bore * reach), toned(skin, 0.8), -1.0, group=group),
                Piece(slit, deep(rng), -1.0, group=group),
            ]
        else:
            one.append(Piece(disc(place, bore * reach), toned(ground, 0.5), -5.0, group=group))
            one += [Piece(disc(place, 0.7 * bore * reach), cable, 4.0, group=100 + group)] if filled else []
        pieces += one if len(pieces) + len(one) <= MOST else []
    return pieces, ground


def _bellows(rng: Generator, size_px: int) -> Drawn:
    """Return a bellows from its side: convolutions growing along a cone, cuffs at its ends with clamps."""
    ground, skin, clamp = bench(rng), rubber_of(rng), metal(rng)
    frame, long = Frame(spot(rng, size_px, 0.42), square_turn(rng, 5.0)), size_px * between(rng, 0.6, 1.4)
    folds, first = int(rng.integers(4, 10)), long * float(rng.uniform(0.12, 0.3))
    last = first * float(rng.uniform(0.5, 1.1))
    pitch, pieces = (
        0.8 * long / folds,
        barrel(frame, (-0.5 * long, 0.5 * long), 0.72 * min(first, last), toned(skin, 0.6)),
    )
    for group in range(folds):
        x, radius = -0.4 * long + (group + 0.5) * pitch, first + (last - first) * (group + 0.5) / folds
        own = frame.frame(x, 0)
        for share, tone, rise in ((0.92, 0.7, 2.0), (0.6, 1.0, 2.0), (0.2, 1.4, 1.0)):
            fold = own.box((0, 0), (share * pitch, 2 * radius * (0.94 + 0.06 * share)), 0.46 * pitch * share)
            pieces.append(Piece(fold, toned(skin, tone), rise, group=group))
        pieces.append(
            Piece(
                own.box((0, -0.3 * radius), (0.24 * pitch, 0.5 * radius), 0.1 * pitch),
                toned(skin, 1.8),
                0.0,
                0.5,
                group=group,
            )
        )
    for group, (x, radius) in enumerate(((-0.45, first), (0.45, last)), start=20):
        pieces += barrel(frame, (x * long - 0.05 * long, x * long + 0.05 * long), 0.85 * radius, skin, group)[:3]
        if rng.random() < 0.7:
            pieces += barrel(frame, (x * long - 0.02 * long, x * long + 0.02 * long), 0.88 * radius, clamp, group + 2)[
                :3
            ]
            pieces.append(
                Piece(frame.box((x * long, 0.2 * radius), (0.05 * long, 0.2 * radius)), clamp, 3.0, group=group + 2)
            )
    return pieces, ground


FAMILIES: Final[dict[str, Design]] = {"rubber_parts": rubber_parts}
