"""Sheets of openings: honeycomb, expanded metal, gratings, perforated and sintered sheet, pleated filters."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour, finish, warm
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import Centre, between, blob, pick, spot
from inspector.train.families.profiles import ring
from inspector.train.families.solids import MOST, Drawn, cut_out, lattice, sheet, staged
from inspector.train.families.surfaces import bench, deep, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, rectangle


def honeycomb(rng: Generator, size_px: int) -> Scene:
    """Honeycomb, expanded metal, gratings, perforated and sintered sheet, pleated filters, in frames or close up."""
    build = pick(rng, (_cells, _cells, _expanded, _perforated, _perforated, _grating, _sintered, _pleats))
    pieces, surface = build(rng, size_px)
    if rng.random() < 0.3 and len(pieces) < MOST - 1:
        pieces = [*pieces, *_rim(rng, size_px)]
    return staged(rng, "honeycomb", size_px, surface, pieces)


def _cells(rng: Generator, size_px: int) -> Drawn:
    """Return six-cornered cells between thin walls, a few filled, crushed flat or lit from below."""
    pitch, wall = size_px * between(rng, 0.06, 0.35), float(rng.uniform(0.06, 0.22))
    walls, turn = (
        sheet(rng) if rng.random() < 0.7 else Finish(warm(rng, 0.3, 0.8)),
        float(pick(rng, (0, 90, rng.uniform(0, 60)))),
    )
    places = lattice(size_px, (pitch, 0.866 * pitch), 0.5, turn)
    flat, radius = float(rng.uniform(0.8, 1.0)), 0.577 * pitch * (1 - wall)
    inner, uneven = deep(rng), float(rng.uniform(0, 0.05))
    made = [_six(rng, place, (radius, flat * radius), turn, uneven) for place in places]
    pieces = cut_out(made, inner, -6.0, 44)
    filled = finish(rng, vivid(rng))
    for group, contour in enumerate(made[: int(pick(rng, (0, 0, 3, 10)))], start=100):
        pieces.append(Piece(Outline((contour,)), filled, 3.0, group=group))
    if rng.random() < 0.5:
        pieces += [
            Piece(Stroke(each, max(0.8, 0.05 * pitch), closed=True), toned(walls, 1.4), 0.5) for each in made[:12]
        ]
    return pieces, walls


def _expanded(rng: Generator, size_px: int) -> Drawn:
    """Return expanded metal: diamonds in staggered rows, each strand bright on one side and dark on the other."""
    strand, long = sheet(rng), size_px * between(rng, 0.12, 0.5)
    high, turn = long * float(rng.uniform(0.35, 0.6)), float(pick(rng, (0, 90, rng.uniform(0, 180))))
    wide, inner = float(rng.uniform(0.55, 0.85)), deep(rng)
    own = (
        np.array([(-0.5, 0), (-0.12, -0.46), (0.12, -0.46), (0.5, 0), (0.12, 0.46), (-0.12, 0.46)])
        * (long, high)
        * wide
    )
    places = lattice(size_px, (long, high / 2), 0.5, turn)
    made = [Frame(each, turn).points([(x, y) for x, y in own.tolist()]) for each in places]
    pieces = cut_out(made, inner, -4.0, 40)
    edges = [
        Frame(each, turn).line([(x, y) for x, y in own[3:].tolist()], max(1.0, 0.06 * high)) for each in places[:24]
    ]
    return pieces + [Piece(each, toned(strand, 1.4), 1.0) for each in edges], strand


def _perforated(rng: Generator, size_px: int) -> Drawn:
    """Return perforated sheet: round, square, slotted or six-cornered holes in straight or staggered rows."""
    skin, pitch, turn = sheet(rng), size_px * between(rng, 0.05, 0.28), float(pick(rng, (0, 0, 45, rng.uniform(0, 90))))
    kind, share = int(rng.integers(4)), pitch * float(rng.uniform(0.3, 0.46))
    stagger, inner = float(pick(rng, (0.0, 0.5))), toned(bench(rng), 0.6) if rng.random() < 0.4 else deep(rng)
    places = lattice(size_px, (pitch * (1.5 if kind == 3 else 1), pitch * (0.866 if stagger else 1)), stagger, turn)
    sides = (2.8 * share, share) if kind == 3 else (2 * share, 2 * share)
    corner = (0.5, 0.5, 0.2, 0.5)[kind] * min(sides)
    corners = int(pick(rng, (32, 32, 6)))
    made = [
        Frame(each, turn).rectangle((0, 0), sides, corner) if kind else oval(each, (share, share), turn + 30, corners)
        for each in places
    ]
    rims = [Piece(Stroke(each, max(0.8, 0.1 * share), closed=True), toned(skin, 1.3)) for each in made[:16]]
    return [*(rims if rng.random() < 0.4 else []), *cut_out(made, inner, -3.0, 50)], skin


def _grating(rng: Generator, size_px: int) -> Drawn:
    """Return a grating: upright bearing bars, smooth or serrated, with twisted or flat bars across them."""
    bars, pitch = sheet(rng), size_px * between(rng, 0.07, 0.25)
    whole, step = Frame((size_px / 2, size_px / 2), square_turn(rng, 2.0)), pitch * float(rng.uniform(1, 2.5))
    thick, pieces = pitch * float(rng.uniform(0.12, 0.3)), list[Piece]()
    steps = np.arange(-size_px, size_px, pitch)[: 2 * int(size_px / pitch)]
    shift = float(rng.uniform(0, 1)) * pitch
    for group, y in enumerate((np.arange(-size_px, size_px, step) + shift).tolist()):
        if abs(y) < 0.7 * size_px:
            pieces.append(Piece(whole.box((0, y), (3 * size_px, 1.2 * thick)), toned(bars, 0.7), 2.0, group=group))
    for group, x in enumerate((steps + shift).tolist(), start=50):
        if abs(x) < 0.7 * size_px:
            bar = whole.box((x, 0), (thick, 3 * size_px))
            edge = whole.box((x + 0.3 * thick, 0), (0.3 * thick, 3 * size_px))
            pieces += [Piece(bar, bars, 5.0, group=group), Piece(edge, toned(bars, 0.6), 0.0, group=group)]
    return pieces, deep(rng)


def _sintered(rng: Generator, size_px: int) -> Drawn:
    """Return a sintered or felted filter: grains or fibres of one size, pores, a pressed rim."""
    bgr = warm(rng, 0.25, 0.7) if rng.random() < 0.5 else colour(rng, float(rng.uniform(0.2, 0.8)), 0.1)
    kind = str(pick(rng, ("speckle", "bubbles", "cast", "fibres", "leather", "mesh", "cast")))
    skin = Finish(bgr, kind, float(rng.uniform(0.08, 0.3)), between(rng, 0.5, 1.6))
    pores = size_px * between(rng, 0.006, 0.03)
    made = [
        blob(rng, spot(rng, size_px, 0.02), pores * float(rng.uniform(0.5, 1.6)), 0.3)
        for _ in range(int(rng.integers(5, 40)))
    ]
    return cut_out(made, toned(skin, float(rng.uniform(0.2, 0.6))), -1.5, 20), skin


def _pleats(rng: Generator, size_px: int) -> Drawn:
    """Return a pleated filter: folds side by side, held by beads of glue across them."""
    skin = Finish(warm(rng, 0.5, 0.9), "paper", 0.04) if rng.random() < 0.5 else sheet(rng)
    pitch, whole = size_px * between(rng, 0.05, 0.2), Frame((size_px / 2, size_px / 2), square_turn(rng, 2.0))
    pieces: list[Piece] = []
    for group, x in enumerate(np.arange(-0.75 * size_px, 0.75 * size_px, pitch).tolist()[:24]):
        shut = float(rng.normal(0, 0.05)) * pitch
        fold = whole.box((x + shut, 0), (0.5 * pitch, 3 * size_px))
        crest = whole.box((x + shut, 0), (0.16 * pitch, 3 * size_px))
        pieces += [Piece(fold, toned(skin, 0.9), 4.0, group=group), Piece(crest, toned(skin, 1.15), 2.0, group=group)]
    bead = plastic(rng)
    for group, y in enumerate(rng.uniform(-0.4, 0.4, int(rng.integers(0, 4))).tolist(), start=40):
        line = [(x, y * size_px + float(rng.normal(0, 1))) for x in np.linspace(-size_px, size_px, 24).tolist()]
        pieces.append(Piece(whole.line(line, 0.4 * pitch), bead, 2.0, group=group))
    return pieces, toned(skin, 0.4)


def _rim(rng: Generator, size_px: int) -> list[Piece]:
    """Return a frame about the openings, round or square, with what lies beyond it."""
    skin, beyond, place = sheet(rng), bench(rng), (size_px / 2, size_px / 2)
    reach = size_px * float(rng.uniform(0.38, 0.5))
    far = rectangle(place, (3 * size_px, 3 * size_px))
    near = ring(place, reach, 0).contours[0] if rng.random() < 0.5 else rectangle(place, (2 * reach, 1.7 * reach))
    edge = Stroke(near, reach * float(rng.uniform(0.05, 0.2)), closed=True)
    return [Piece(Outline((far, near)), beyond, -3.0), Piece(edge, skin, 4.0)]


def _six(rng: Generator, place: Centre, radii: tuple[float, float], turn: float, uneven: float) -> Points:
    """Return a six-cornered cell, its corners a little astray."""
    angle = np.radians(30 + 60 * np.arange(6))
    own = np.stack([radii[0] * np.cos(angle), radii[1] * np.sin(angle)], axis=1) + rng.normal(
        0, uneven * radii[0], (6, 2)
    )
    return Frame(place, turn).points([(x, y) for x, y in own.tolist()])


FAMILIES: Final[dict[str, Design]] = {"honeycomb": honeycomb}
