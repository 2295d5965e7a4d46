"""Drawn surfaces: brickwork, pavers, cobbles, concrete, plaster, natural stone, shingles, with joints between."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour, finish, warm
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, blob, pick, spot, wander
from inspector.train.families.paving import batches, cobbles, pavers, shingles, slabs
from inspector.train.families.profiles import ORIGIN, disc, ring
from inspector.train.families.shades import camouflage, ramp
from inspector.train.families.solids import MOST, Drawn, cut_out, lattice, staged
from inspector.train.families.surfaces import bench, metal, toned
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke

BURNT: Final = ("cast", "grain", "salt", "speckle", "cloud", "bubbles", "stained")


def stone_concrete(rng: Generator, size_px: int) -> Scene:
    """Bricks, pavers, cobbles, concrete, plaster, stone slabs and granulated shingles, with joints, pores, cracks."""
    build = pick(rng, (*2 * (_bricks, _concrete), pavers, cobbles, _plaster, slabs, shingles))
    pieces, ground = build(rng, size_px)
    if rng.random() < 0.2 and len(pieces) < MOST:
        pieces = [*pieces, Piece(ramp(rng, size_px), Finish((0.05, 0.05, 0.05)), 0.0, 0.35)]
    return staged(rng, "stone_concrete", size_px, ground, pieces)


def _bricks(rng: Generator, size_px: int) -> Drawn:
    """Return brickwork in a bond: bricks of several tones, some glazed or chipped, sunk or flush mortar."""
    long, turn = size_px * between(rng, 0.27, 0.9), float(rng.normal(0, 1))
    high, stagger = long * float(rng.uniform(0.25, 0.5)), float(pick(rng, (0.5, 0.5, 0.33, 0.0)))
    joint, burnt = high * float(rng.uniform(0.06, 0.25)), batches(rng, warm(rng, 0.2, 0.7), BURNT, 4)
    mortar = finish(rng, colour(rng, float(rng.uniform(0.3, 0.85)), 0.08, 0.1), ("cast", "grain", "speckle"), 0.15)
    deep, rough, shift = (
        float(rng.uniform(0.5, 5)),
        float(rng.uniform(0, 0.04)) * high,
        rng.uniform(-0.5, 0.5, 2) * long,
    )
    pieces: list[Piece] = []
    for group, place in enumerate(lattice(size_px, (long, high), stagger, turn)[:MOST]):
        own = Frame(place, turn + float(rng.normal(0, 0.3))).frame(*shift.tolist())
        body = own.rectangle(ORIGIN, (long - joint, high - joint), 0.06 * high)
        worn = body + rng.normal(0, rough, body.shape).astype(np.float32)
        pieces.append(Piece(Outline((worn,)), burnt[int(rng.integers(4))], deep, group=group))
    return pieces, mortar


def _concrete(rng: Generator, size_px: int) -> Drawn:
    """Return fair-faced concrete: bug holes, board or panel marks, tie holes, a joint, rust or a hairline crack."""
    skin = finish(
        rng, colour(rng, float(rng.uniform(0.3, 0.8)), 0.06, 0.12), ("cast", "cloud", "stained", "grain"), 0.2
    )
    holes = [
        blob(rng, spot(rng, size_px, 0.01), size_px * between(rng, 0.003, 0.022), 0.2)
        for _ in range(int(rng.integers(0, 45)))
    ]
    pieces = cut_out(holes, toned(skin, 0.45), -2.0, 12)
    frame, pitch = Frame(spot(rng, size_px, 0.3), square_turn(rng, 1.0)), size_px * between(rng, 0.12, 0.9)
    boards = np.arange(-1.2 * size_px, 1.2 * size_px, pitch)[:14].tolist() if rng.random() < 0.6 else []
    for group, y in enumerate(boards, start=20):
        high, tone = float(pick(rng, (-2.0, 1.5))), toned(skin, float(rng.uniform(0.75, 1.15)))
        pieces.append(
            Piece(frame.line([(-2 * size_px, y), (2 * size_px, y)], between(rng, 1, 4)), tone, high, group=group)
        )
    radius = size_px * between(rng, 0.015, 0.06)
    for group, (x, y) in enumerate(((0, 0), (1, 0), (0, 1), (1, 1))[: int(rng.integers(0, 5))], start=40):
        place = frame.at((x - 0.5) * 0.7 * size_px, (y - 0.5) * 0.7 * size_px)
        pieces.append(Piece(disc(place, radius), toned(skin, 0.5), -4.0, group=group))
        pieces.append(Piece(ring(place, 0.8 * radius, 0.5 * radius), toned(skin, 0.8), 2.0, group=group))
    if rng.random() < 0.3:
        crack = wander(rng, spot(rng, size_px, 0.2), 1.2 * size_px, 24)
        crack += rng.normal(0, 0.012 * size_px, crack.shape).astype(np.float32)
        pieces.append(Piece(Stroke(crack, between(rng, 0.8, 2)), toned(skin, 0.4), -1.0, group=50))
    if rng.random() < 0.4:
        damp = camouflage(rng, size_px, int(rng.integers(2, 8)), float(rng.uniform(0.2, 0.6)))
        pieces.append(Piece(damp, toned(skin, 0.85), 0.0, 0.5))
    return pieces, skin


def _plaster(rng: Generator, size_px: int) -> Drawn:
    """Return plaster or render: scraped, combed, trowelled or painted, with a trim, an anchor or a patch."""
    kinds = ("cast", "peel", "leather", "planed", "paper", "speckle", "filtered", "bubbles")
    bgr = warm(rng, 0.5, 0.9) if rng.random() < 0.5 else colour(rng, float(rng.uniform(0.4, 0.93)), 0.15)
    skin = Finish(bgr, str(pick(rng, kinds)), float(rng.uniform(0.02, 0.14)), between(rng, 0.6, 2.5))
    pieces: list[Piece] = []
    for _ in range(int(rng.integers(0, 9))):
        swipe = wander(rng, spot(rng, size_px, 0.0), size_px * between(rng, 0.2, 0.8), 6)
        pieces.append(
            Piece(
                Stroke(swipe, size_px * between(rng, 0.02, 0.1)), toned(skin, float(rng.uniform(0.93, 1.07))), 1.0, 0.6
            )
        )
    for group in range(int(rng.integers(1, 4))):
        patch = blob(rng, spot(rng, size_px, 0.1), size_px * between(rng, 0.03, 0.14), 0.2)
        pieces.append(Piece(Outline((patch,)), toned(skin, float(rng.uniform(0.85, 1.1))), 1.0, 0.8, group=group))
    frame = Frame(spot(rng, size_px, 0.2), square_turn(rng, 1.0))
    if rng.random() < 0.5:
        trim = frame.box((0, 0), (3 * size_px, size_px * between(rng, 0.02, 0.12)))
        pieces.append(Piece(trim, metal(rng) if rng.random() < 0.5 else toned(skin, 0.7), 2.0, group=10))
    anchor = spot(rng, size_px, 0.15)
    pieces += [Piece(disc(anchor, 0.04 * size_px), bench(rng), 1.0, group=11)] if rng.random() < 0.4 else []
    return pieces, skin


FAMILIES: Final[dict[str, Design]] = {"stone_concrete": stone_concrete}
