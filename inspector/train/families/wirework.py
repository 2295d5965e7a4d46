"""Goods of wire: welded mesh, baskets and racks, springs side by side, chain link, woven wire."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.solids import MOST, barrel, staged
from inspector.train.families.surfaces import bench, deep, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke


def wire_mesh_goods(rng: Generator, size_px: int) -> Scene:
    """Welded mesh, baskets and racks, springs side by side, chain link and crimped wire, bright or coated."""
    build, wire = pick(rng, (_welded, _welded, _welded, _springs, _springs, _chain_link, _crimped)), _wire(rng)
    ground = deep(rng) if rng.random() < 0.3 else bench(rng)
    return staged(rng, "wire_mesh_goods", size_px, ground, build(rng, size_px, wire), loose=build is _springs)


def _welded(rng: Generator, size_px: int, wire: Finish) -> list[Piece]:
    """Return welded mesh: wires across wires, evenly or in pairs, a thick frame and feet as of a basket."""
    pitch, whole = size_px * between(rng, 0.09, 0.4), Frame((size_px / 2, size_px / 2), square_turn(rng, 4.0))
    thick, reach = pitch * float(rng.uniform(0.05, 0.16)), size_px * float(pick(rng, (0.8, 0.8, 0.42)))
    steps = np.arange(-reach, reach + 1, pitch)
    loose, pieces = float(rng.uniform(0, 0.04)) * pitch, list[Piece]()
    across = np.arange(-reach, reach + 1, pitch * float(pick(rng, (1, 1, 2, 3))))
    for group, y in enumerate(across.tolist()):
        own = whole.frame(0, y + float(rng.normal(0, loose)), float(rng.normal(0, 0.4)))
        pieces += barrel(own, (-1.02 * reach, 1.02 * reach), thick, wire, group, 3.0)[:3]
    for group, x in enumerate(steps.tolist()[: (60 - len(pieces)) // 3], start=30):
        own = whole.frame(x + float(rng.normal(0, loose)), 0, 90 + float(rng.normal(0, 0.4)))
        pieces += barrel(own, (-1.02 * reach, 1.02 * reach), thick, wire, group, 4.0)[:3]
    if reach < 0.5 * size_px:
        loop = whole.rectangle((0, 0), (2 * reach, 2 * reach), 0.15 * reach)
        for share, tone, rise in ((4.0, 0.7, 4.0), (2.6, 1.1, 2.0), (0.8, 1.4, 1.0)):
            pieces.append(Piece(Stroke(loop, max(1.0, share * thick), closed=True), toned(wire, tone), rise))
    return pieces


def _springs(rng: Generator, size_px: int, wire: Finish) -> list[Piece]:
    """Return springs side by side from the side: coils that cross over those behind them, closed at their ends."""
    count, long = int(rng.integers(1, 7)), size_px * float(rng.uniform(0.5, 1.3))
    whole, pitch = Frame(spot(rng, size_px, 0.45), square_turn(rng, 3.0)), size_px * between(rng, 0.14, 0.5)
    radius, coils = pitch * float(rng.uniform(0.3, 0.47)), int(rng.integers(6, 18))
    step = long / coils
    thick = min(0.6 * step, radius * float(rng.uniform(0.15, 0.4)))
    xs, pieces = (np.arange(coils) - coils / 2) * step, list[Piece]()
    for group in range(count):
        own = whole.frame(float(rng.normal(0, 0.02)) * long, (group - (count - 1) / 2) * pitch)
        back = [(x + (0.5 if side > 0 else 0.0) * step, side * radius) for x in xs.tolist() for side in (-1, 1)]
        pieces.append(Piece(own.line(back, 0.8 * thick), toned(wire, 0.35), 1.0, group=group))
        for share, tone, rise in ((1.0, 0.7, 3.0), (0.55, 1.1, 1.5), (0.18, 1.5, 0.5)):
            width = max(0.8, share * thick)
            coil = [own.rectangle((x + 0.5 * step, 0), (width, 2 * radius + width), width / 2) for x in xs.tolist()]
            pieces.append(
                Piece(
                    Outline(tuple(_leaned(own, each, 0.35 * step / radius) for each in coil)),
                    toned(wire, tone),
                    rise,
                    group=group,
                )
            )
    return pieces


def _chain_link(rng: Generator, size_px: int, wire: Finish) -> list[Piece]:
    """Return chain link: zigzag wires hooked into one another, over and under at every bend."""
    pitch, whole = size_px * between(rng, 0.16, 0.5), Frame((size_px / 2, size_px / 2), square_turn(rng, 3.0))
    thick, pieces = pitch * float(rng.uniform(0.06, 0.14)), list[Piece]()
    rows = int(1.2 * size_px / pitch) + 2
    columns = min(7, int(1.2 * size_px / pitch) + 2)
    for group in range(columns):
        x = (group - (columns - 1) / 2) * pitch
        side = [
            (x + (0.54 if (row + group) % 2 else -0.54) * pitch, (row - rows / 2) * pitch) for row in range(rows + 1)
        ]
        for share, tone, rise in ((1.0, 0.6, 3.0), (0.65, 1.0, 1.5), (0.25, 1.4, 0.7)):
            pieces.append(Piece(whole.line(side, max(0.8, share * thick)), toned(wire, tone), rise, group=group))
        for number in range(group % 2, rows + 1, 2) if group else ():
            y = (number - rows / 2) * pitch
            over = [(x - 0.3 * pitch, y - 0.24 * pitch), (x - 0.52 * pitch, y - 0.02 * pitch)]
            pieces.append(Piece(whole.line(over, 0.8 * thick), wire, 1.0, group=group))
    return pieces


def _crimped(rng: Generator, size_px: int, wire: Finish) -> list[Piece]:
    """Return woven wire: each wire waves over and under those across it."""
    pitch, whole = size_px * between(rng, 0.09, 0.3), Frame((size_px / 2, size_px / 2), square_turn(rng, 3.0))
    thick, pieces = pitch * float(rng.uniform(0.15, 0.45)), list[Piece]()
    count = min(10, int(1.25 * size_px / pitch) + 1)
    other, reach = toned(wire, float(rng.uniform(0.8, 1.1))), 0.8 * size_px
    for direction in (0, 1):
        for number in range(count):
            own = whole.frame(0, 0, 90 * direction).frame(0, (number - (count - 1) / 2) * pitch)
            skin = other if direction else wire
            pieces += barrel(own, (-reach, reach), thick / 2, skin, 20 * direction + number, 3.0)[:2]
    for number in range(count * count):
        row, column = divmod(number, count)
        if (row + column) % 2 and len(pieces) < MOST:
            own = whole.frame((column - (count - 1) / 2) * pitch, (row - (count - 1) / 2) * pitch)
            pieces.append(
                Piece(own.box((0, 0), (0.8 * pitch, 0.7 * thick), 0.3 * thick), toned(wire, 1.1), 2.0, group=row)
            )
    return pieces


def _leaned(frame: Frame, contour: Points, lean: float) -> Points:
    """Return a contour whose upper end is shifted along x of the frame, as a coil of a spring leans."""
    (x0, y0), (ax, ay), (dx, dy) = frame.centre, frame.at(1, 0), frame.at(0, 1)
    away = (contour - np.array((x0, y0), np.float32)) @ np.array((dx - x0, dy - y0), np.float32)
    return np.asarray(contour + away[:, None] * np.float32(lean) * np.array((ax - x0, ay - y0), np.float32), np.float32)


def _wire(rng: Generator) -> Finish:
    """Return what wire is: bright, galvanised, brass, or coated in white, green, black or any colour."""
    return plastic(rng, vivid(rng)) if rng.random() < 0.3 else metal(rng, ("grain", "brushed", "cloud"), 0.15)


FAMILIES: Final[dict[str, Design]] = {"wire_mesh_goods": wire_mesh_goods}
