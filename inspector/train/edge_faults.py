"""Faults of shapes: burrs, bites, shorts, opens, pin-holes, too much and too little of a finish, holes, tears."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.faulty import Edge, Faulty, a_spot, an_edge, moved
from inspector.train.marks import blot, chip, direction, log_uniform
from inspector.train.scene import Finish, Outline, Piece, Points, Stroke
from inspector.train.tints import another, plain

REACH_PX: Final = 44
STEP_PX: Final = 3
MOST_FACING: Final = 40


def burr(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a spur that grows out of an edge."""
    edge = an_edge(rng, faulty)
    if edge is None:
        return excess(rng, faulty)
    wide, high = log_uniform(rng, 1.5, 14), log_uniform(rng, 2, 18)
    along = np.array([-edge.outward[1], edge.outward[0]], np.float32)
    lean = np.float32(rng.normal(0, 0.4))
    tip = edge.point + edge.outward * np.float32(high) + along * lean * np.float32(high)
    foot = edge.point - edge.outward * np.float32(1.5)
    half, blunt = np.float32(wide / 2), np.float32(rng.uniform(0, 0.4) * wide)
    contour = np.stack([foot - along * half, tip - along * blunt, tip + along * blunt, foot + along * half])
    return faulty.added(Piece(Outline((contour.astype(np.float32),)), edge.piece.finish, edge.piece.height_px))


def bite(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a piece of an edge broken or etched away."""
    edge = an_edge(rng, faulty)
    if edge is None:
        return pin_hole(rng, faulty)
    radius = log_uniform(rng, 1.8, 16)
    centre = edge.point + edge.outward * np.float32(rng.uniform(-0.5, 0.5) * radius)
    return _replaced(faulty, edge, blot(rng, centre, radius))


def nick(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a splinter broken out of an edge, its fracture in another colour."""
    edge = an_edge(rng, faulty)
    if edge is None:
        return bite(rng, faulty)
    radius = log_uniform(rng, 2, 14)
    finish = another(rng, faulty, edge.piece.finish)
    shape = chip(rng, edge.point - edge.outward * np.float32(0.6 * radius), radius)
    return faulty.added(Piece(shape, finish, -rng.uniform(0, 4)))


def tear(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a wedge open from an edge inwards."""
    edge = an_edge(rng, faulty)
    if edge is None:
        return hole(rng, faulty)
    along = np.array([-edge.outward[1], edge.outward[0]], np.float32)
    deep, half = np.float32(log_uniform(rng, 4, 50)), np.float32(log_uniform(rng, 0.8, 8))
    mouth = edge.point + edge.outward * 2
    tip = edge.point - edge.outward * deep + along * np.float32(rng.normal(0, 0.4)) * deep
    between = (mouth + tip) / 2 + along * np.float32(rng.normal(0, 0.15)) * deep
    contour = np.stack([mouth - along * half, between - along * half * 0.6, tip, between + along * half * 0.5,
                        mouth + along * half])  # fmt: skip
    return _replaced(faulty, edge, Outline((contour.astype(np.float32),)))


def short(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with two edges of one finish joined; with a burr where none face each other."""
    for _ in range(4):
        edge = an_edge(rng, faulty)
        end = _facing(faulty, edge) if edge is not None else None
        if edge is not None and end is not None:
            width = log_uniform(rng, 1.5, 9)
            points = np.stack([edge.point - edge.outward * 2, end]).astype(np.float32)
            return faulty.added(Piece(Stroke(points, width), edge.piece.finish, edge.piece.height_px))
    return burr(rng, faulty)


def opened(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a gap across a line."""
    lines = [piece for piece in faulty.scene.pieces if isinstance(piece.shape, Stroke) and piece.shape.width_px < 26]
    if not lines:
        return bite(rng, faulty)
    piece = lines[int(rng.integers(len(lines)))]
    if not isinstance(piece.shape, Stroke):
        return faulty
    points = moved(piece.shape.points, faulty.look.motion(piece).pose)
    start = int(rng.integers(len(points) - 1))
    along = points[start + 1] - points[start]
    length = max(float(np.hypot(*along)), 1e-3)
    centre = points[start] + np.float32(rng.uniform(0.1, 0.9)) * along
    along = along / length
    aside = np.array([-along[1], along[0]], np.float32) * np.float32(piece.shape.width_px / 2 + 1.0)
    slant = along * np.float32(rng.normal(0, 0.3) * piece.shape.width_px / 2)
    shape = Stroke(np.stack([centre - aside - slant, centre + aside + slant]), log_uniform(rng, 2.0, 16))
    quad = _band(shape)
    return faulty.added(Piece(quad, faulty.under(piece, centre), -piece.height_px))


def pin_hole(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a small hole through which shows what lies below."""
    return _uncovered(rng, faulty, log_uniform(rng, 1.3, 5))


def missing_print(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a larger place where a finish is missing."""
    return _uncovered(rng, faulty, log_uniform(rng, 5, 28))


def excess(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with an island of one of its own finishes where it does not belong."""
    spot = a_spot(rng, faulty)
    own = another(rng, faulty, faulty.finish_at(spot))
    return faulty.added(Piece(blot(rng, spot, log_uniform(rng, 1.6, 22)), own, float(rng.choice([0.0, 1.0]))))


def hole(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a hole: dark and deep, or the ground below."""
    spot = a_spot(rng, faulty)
    grey = float(rng.uniform(0.01, 0.15))
    dark = Finish((grey, grey, grey))
    if faulty.scene.two_level:
        dark = another(rng, faulty, faulty.finish_at(spot))
    shape = blot(rng, spot, log_uniform(rng, 1.5, 18), float(rng.choice([0.0, 0.3])))
    return faulty.added(Piece(shape, dark, -rng.uniform(0, 6)))


def splinter(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a loose sharp chip lying on it."""
    spot = a_spot(rng, faulty)
    under = faulty.finish_at(spot)
    finish = another(rng, faulty, under) if faulty.scene.two_level or rng.random() < 0.5 else plain(rng)
    return faulty.added(Piece(chip(rng, spot, log_uniform(rng, 1.8, 14)), finish, rng.uniform(0, 4)))


def _replaced(faulty: Faulty, edge: Edge, shape: Outline) -> Faulty:
    ground = faulty.finish_at(edge.point + 3 * edge.outward)
    if ground == edge.piece.finish:
        ground = faulty.under(edge.piece, edge.point)
    return faulty.added(Piece(shape, ground, -edge.piece.height_px))


def _facing(faulty: Faulty, edge: Edge) -> Points | None:
    """Return where the next piece of the same finish begins across a gap, if one does within reach."""
    alike = [piece for piece in faulty.scene.pieces if piece.finish == edge.piece.finish]
    same = replace(faulty, scene=faulty.scene.with_pieces(alike[:MOST_FACING]))
    for distance in range(STEP_PX * 2, REACH_PX, STEP_PX):
        point = edge.point + edge.outward * np.float32(distance)
        if same.top(point) is not None:
            return point + edge.outward * 2
    return None


def _uncovered(rng: Generator, faulty: Faulty, radius_px: float) -> Faulty:
    spot = a_spot(rng, faulty)
    top = faulty.top(spot)
    if top is None:
        return faulty.added(Piece(blot(rng, spot, radius_px), another(rng, faulty, faulty.scene.background)))
    return faulty.added(Piece(blot(rng, spot, radius_px), faulty.under(top, spot), -top.height_px))


def _band(stroke: Stroke) -> Outline:
    """Return a line as a quadrangle: its ends cut off straight."""
    start, end = stroke.points
    along = (end - start) / max(float(np.hypot(*(end - start))), 1e-3)
    aside = np.array([-along[1], along[0]], np.float32) * np.float32(stroke.width_px / 2)
    return Outline((np.stack([start + aside, end + aside, end - aside, start - aside]).astype(np.float32),))


def wire(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a straight piece of one of its own finishes too many."""
    spot = a_spot(rng, faulty)
    finish = another(rng, faulty, faulty.finish_at(spot))
    end = spot + direction(rng) * np.float32(log_uniform(rng, 6, 70))
    return faulty.added(Piece(Stroke(np.stack([spot, end]), log_uniform(rng, 1.2, 8)), finish))
