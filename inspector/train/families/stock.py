"""Bundles of half-finished metal: tubes, rods and bars, stacked, side by side, or set in a tube sheet."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, blob, pick, shifted, spot
from inspector.train.families.profiles import ORIGIN, disc, ring
from inspector.train.families.solids import barrel, bright, lattice, staged
from inspector.train.families.surfaces import bench, deep, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, rectangle

SAWN: Final = ("planed", "brushed", "grain", "ground")


def tube_bundles(rng: Generator, size_px: int) -> Scene:
    """Tubes, rods and bars: a stack seen from its end, lying side by side under bands, or set in a tube sheet."""
    build = pick(rng, (_stack, _stack, _stack, _side_by_side, _side_by_side, _tube_sheet))
    ground = deep(rng) if rng.random() < 0.4 else bench(rng)
    return staged(rng, "tube_bundles", size_px, ground, build(rng, size_px), loose=build is not _tube_sheet)


def _stack(rng: Generator, size_px: int) -> list[Piece]:
    """Return a stack from its end: round, square or six-cornered, hollow or solid, sawn, some marked with paint."""
    corners, hollow = int(pick(rng, (0, 0, 0, 4, 6))), rng.random() < 0.75
    radius, wall = size_px * between(rng, 0.05, 0.3), float(rng.uniform(0.5, 0.94))
    tight, square = radius * float(rng.uniform(2.0, 2.2)), corners == 4 or rng.random() < 0.15
    turn = float(pick(rng, (0, 0, 90, rng.uniform(0, 60))))
    reach = radius * (1.35 if corners == 4 else 1.12 if corners else 1.0)
    faces, bore, paint = [_face(rng) for _ in range(int(pick(rng, (1, 3))))], deep(rng), Finish(vivid(rng))
    made: list[list[Piece]] = []
    for face in faces:
        one = [
            Piece(_section(reach, corners, turn), toned(face, 0.4), 2.0),
            Piece(_section(0.93 * reach, corners, turn), face, 1.0),
        ]
        if hollow:
            inner = corners if corners == 4 else 0
            within = min(wall, 0.87) * (reach if inner else radius)
            wall_seen = (
                [Piece(_section(within, inner, turn), toned(face, 0.35), -3.0)] if radius > 0.14 * size_px else []
            )
            one += [*wall_seen, Piece(_section(0.9 * within, inner, turn), bore, -3.0)]
        else:
            one.append(Piece(ring(ORIGIN, 0.97 * radius, 0.86 * radius), toned(face, 1.2), 0.4))
        made.append(one)
    pitch = (tight, tight if square else 0.87 * tight)
    places = lattice(size_px, pitch, 0.0 if square else 0.5, turn)
    whole = len(places) > 64 // len(made[0]) or rng.random() < 0.3
    kept = places[: pick(rng, (9, 9, 4) if square else (19, 19, 7))] if whole else places
    loose = rng.normal(0, float(rng.uniform(0, 0.03)), (len(kept), 2)) * radius + np.array(kept)
    pieces = [
        shifted(piece, (x, y), group)
        for group, (x, y) in enumerate(loose.tolist())
        for piece in made[int(rng.integers(len(made)))]
    ]
    return [*pieces[:66], *_dabs(rng, loose.tolist(), wall * radius, paint)]


def _section(reach: float, corners: int, turn_deg: float) -> Outline:
    """Return the end of a bar about the origin, round where it has no corners."""
    return Frame(ORIGIN, turn_deg).disc(ORIGIN, reach, corners) if corners else disc(ORIGIN, reach)


def _side_by_side(rng: Generator, size_px: int) -> list[Piece]:
    """Return bars side by side, their ends in view or not, with bands or combs across them."""
    whole, radius = Frame(spot(rng, size_px, 0.45), float(pick(rng, (0, 90, 90, rng.uniform(0, 180))))), 0.0
    radius, skins = size_px * between(rng, 0.035, 0.16), [_face(rng) for _ in range(int(pick(rng, (1, 1, 3))))]
    pitch, long = radius * float(pick(rng, (2.02, 2.1, 3.2))), size_px * float(pick(rng, (1.6, 1.6, 0.75)))
    count, ragged = int(min(14, 1.3 * size_px / pitch + 1)), long * float(rng.uniform(0, 0.06))
    pieces: list[Piece] = []
    for number in range(count):
        own = whole.frame(float(rng.normal(0, ragged)), (number - (count - 1) / 2) * pitch, float(rng.normal(0, 0.3)))
        pieces += barrel(own, (-long / 2, long / 2), radius, skins[number % len(skins)], number)
    band = metal(rng, ("brushed", "grain")) if rng.random() < 0.5 else plastic(rng, vivid(rng))
    for group in range(60, 60 + int(rng.integers(0, 4))):
        x, wide = size_px * float(rng.uniform(-0.4, 0.4)), size_px * between(rng, 0.03, 0.15)
        pieces.append(Piece(whole.box((x, 0), (wide, count * pitch + radius)), band, 2.0, group=group))
    return pieces


def _tube_sheet(rng: Generator, size_px: int) -> list[Piece]:
    """Return a drilled plate with a tube expanded or welded into each of its holes, some of them plugged."""
    plate, radius = bright(rng, ("milled", "ground", "grain")), size_px * between(rng, 0.04, 0.16)
    end, bore, pitch = metal(rng), deep(rng), 2 * radius * float(rng.uniform(1.2, 1.7))
    whole = rectangle((size_px / 2, size_px / 2), (2 * size_px, 2 * size_px))
    pieces, plugged = [Piece(Outline((whole,)), plate)], float(pick(rng, (0.0, 0.1)))
    stagger = float(pick(rng, (0.5, 0.5, 0.0)))
    turn = float(pick(rng, (0, 90, 45)))
    for group, place in enumerate(lattice(size_px, (pitch, 0.9 * pitch), stagger, turn)[:22]):
        pieces.append(Piece(disc(place, 1.12 * radius), toned(plate, 0.75), 1.5, group=group))
        pieces.append(Piece(disc(place, radius), end, 2.0, group=group))
        if rng.random() >= plugged:
            pieces.append(Piece(disc(place, 0.82 * radius), bore, -6.0, group=group))
    return pieces


def _dabs(rng: Generator, places: list[list[float]], radius: float, paint: Finish) -> list[Piece]:
    """Return dabs of paint on a few of the ends of a stack."""
    marked = [each for each in places if rng.random() < 0.12] if rng.random() < 0.4 else []
    return [
        Piece(Outline((blob(rng, (x, y + 1.1 * radius), 0.3 * radius, 0.15),)), paint, 0.3, group=200 + number)
        for number, (x, y) in enumerate(marked[:4])
    ]


def _face(rng: Generator) -> Finish:
    """Return what tubes and bars are of: steel, brass, copper, black pipe, plastic."""
    if rng.random() < 0.15:
        return plastic(rng)
    return metal(rng, SAWN, 0.3)


FAMILIES: Final[dict[str, Design]] = {"tube_bundles": tube_bundles}
