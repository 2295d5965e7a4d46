"""What is laid in pieces outdoors: pavers, cobbles, slabs of stone, shingles."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour, finish, warm
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, blob, pick
from inspector.train.families.profiles import ORIGIN
from inspector.train.families.solids import MOST, Drawn, herringbone, lattice
from inspector.train.families.surfaces import toned
from inspector.train.scene import Finish, Outline, Piece

MINERAL: Final = ("cast", "cloud", "grain", "salt", "speckle", "terrazzo", "stained")


def pavers(rng: Generator, size_px: int) -> Drawn:
    """Return pavers: herringbone, basket weave, six-cornered or waved, with chamfers and sand between them."""
    unit, kind, turn = size_px * between(rng, 0.12, 0.35), int(rng.integers(3)), float(pick(rng, (0, 45, 90)))
    tones, gap = (
        batches(rng, colour(rng, float(rng.uniform(0.25, 0.7)), 0.2), MINERAL, 3),
        unit * float(rng.uniform(0.03, 0.12)),
    )
    whole, pieces = Frame((size_px / 2, size_px / 2), turn), list[Piece]()
    if kind == 2:
        for group, place in enumerate(lattice(size_px, (1.8 * unit, 1.56 * unit), 0.5, turn)[:34]):
            own = Frame(place, turn + 30)
            pieces += [
                Piece(own.disc(ORIGIN, 1.04 * unit - gap, 6), toned(tones[group % 3], 0.85), 2.0, group=group),
                Piece(own.disc(ORIGIN, 0.94 * unit - gap, 6), tones[group % 3], 1.0, group=group),
            ]
        return pieces, finish(rng, warm(rng, 0.2, 0.7), ("grain", "speckle"), 0.1)
    spots = lattice(size_px, (2 * unit, 2 * unit), 0.0, turn) if kind else []
    laid = (
        [(each, 90.0 * (number % 2)) for number, each in enumerate(spots)]
        if kind
        else [(each.centre, each.angle_deg - turn) for each in herringbone(whole, unit, 2)]
    )
    for group, (place, angle) in enumerate(laid):
        if min(place) < -unit or max(place) > size_px + unit or len(pieces) > MOST - 3:
            continue
        for side in (-0.5, 0.5) if kind else (0.0,):
            own = Frame(place, turn + angle).frame(0, side * unit)
            body = own.box(ORIGIN, (2 * unit - gap, unit - gap), 0.05 * unit)
            pieces.append(Piece(body, tones[int(rng.integers(3))], 3.0, group=2 * group + (side > 0)))
    return pieces, finish(rng, warm(rng, 0.2, 0.7), ("grain", "speckle"), 0.1)


def cobbles(rng: Generator, size_px: int) -> Drawn:
    """Return cobbles or crazy paving: rounded or broken stones, each of its own, close together."""
    pitch, tones = (
        size_px * between(rng, 0.2, 0.45),
        batches(rng, colour(rng, float(rng.uniform(0.2, 0.65)), 0.12), MINERAL, 4),
    )
    rough, size = float(rng.uniform(0.05, 0.2)), float(rng.uniform(0.41, 0.49))
    pieces: list[Piece] = []
    for group, (x, y) in enumerate(lattice(size_px, (pitch, 0.87 * pitch), 0.5, float(rng.uniform(0, 90)))[:34]):
        middle = x + float(rng.normal(0, 0.06)) * pitch, y + float(rng.normal(0, 0.06)) * pitch
        stone = blob(rng, middle, size * pitch, rough)
        inner = (stone - np.array(middle, np.float32)) * np.float32(0.72) + np.array(middle, np.float32)
        tone = tones[int(rng.integers(4))]
        pieces += [
            Piece(Outline((each,)), skin, 3.0, group=group)
            for each, skin in ((stone, toned(tone, 0.85)), (inner, tone))
        ]
    return pieces, finish(rng, warm(rng, 0.1, 0.5), ("grain", "speckle", "cast"), 0.15)


def slabs(rng: Generator, size_px: int) -> Drawn:
    """Return slabs of natural or cast stone: veined, speckled or layered, sawn straight, thin joints, an inlay."""
    kinds = ("marble", "agate", "terrazzo", "salt", "speckle", "cloud", "cast", "cracked")
    bgr, kind = colour(rng, float(rng.uniform(0.1, 0.9)), float(rng.uniform(0, 0.3))), str(pick(rng, kinds))
    level, size = float(rng.uniform(0.05, 0.35)), between(rng, 0.7, 2.5)
    shine, turn = float(pick(rng, (0.0, 0.0, 0.2))), square_turn(rng, 1.0)
    side, slim = size_px * between(rng, 0.3, 1.3), float(pick(rng, (1, 0.5, 2)))
    gap, shift, pieces = side * between(rng, 0.004, 0.03), rng.uniform(-0.5, 0.5, 2) * side, list[Piece]()
    for group, place in enumerate(lattice(size_px, (side, side * slim), float(pick(rng, (0, 0.5))), turn)[:40]):
        own = Frame(place, turn).frame(*shift.tolist())
        slab = toned(Finish(bgr, kind, level, size, float(rng.uniform(0, 360)), shine), float(rng.uniform(0.9, 1.1)))
        pieces.append(Piece(own.box(ORIGIN, (side - gap, side * slim - gap)), slab, 1.5, group=group))
        if rng.random() < 0.15:
            pieces.append(
                Piece(own.disc((side / 2, side * slim / 2), 0.14 * side, 4), toned(slab, 0.4), 1.0, group=60 + group)
            )
    return pieces, finish(rng, colour(rng, float(rng.uniform(0.1, 0.8)), 0.05), ("grain", "cast"), 0.1)


def shingles(rng: Generator, size_px: int) -> Drawn:
    """Return shingles or roof tiles in overlapping rows: granules, cut tabs, round or straight ends, a shadow each."""
    wide, turn = size_px * between(rng, 0.3, 0.6), float(rng.normal(0, 2))
    high, kind = wide * float(rng.uniform(0.5, 0.9)), int(rng.integers(3))
    tones, gap = (
        batches(rng, warm(rng, 0.08, 0.5), ("speckle", "grain", "salt"), 4),
        wide * float(rng.uniform(0.01, 0.06)),
    )
    rows = sorted(lattice(size_px, (wide, high), 0.5, turn)[:34], key=lambda each: -each[1])
    pieces: list[Piece] = []
    for group, place in enumerate(rows):
        own = Frame(place, turn)
        corner = (0.02, 0.25, 0.5)[kind] * (wide - gap)
        body = own.box((0, -0.5 * high), (wide - gap, 2.0 * high), corner)
        under = own.box((0, -0.46 * high), (wide - gap, 2.0 * high), corner)
        pieces.append(Piece(under, Finish((0.04, 0.04, 0.04)), 0.0, 0.6, group=group))
        pieces.append(Piece(body, tones[int(rng.integers(4))], group=group))
    return pieces, Finish((0.06, 0.06, 0.06))


def batches(rng: Generator, bgr: tuple[float, float, float], kinds: tuple[str, ...], count: int) -> list[Finish]:
    """Return finishes of one material as it comes from several batches, alike or mixed."""
    spread, base = float(pick(rng, (0.03, 0.12, 0.3))), finish(rng, bgr, kinds, 0.22)
    return [toned(base, float(1 + rng.normal(0, spread))) for _ in range(count)]
