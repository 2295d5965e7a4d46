"""Bare boards by their shapes: planes and meshes with clearances, fine parallel lines, windings, edges."""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.board_styles import Board, draw_board, land, lines, pad, via
from inspector.train.families.contours import box, oval
from inspector.train.families.design import Design
from inspector.train.families.freeform import Centre, between, pick
from inspector.train.families.routing import apart, beside, crossing, meander, spiral
from inspector.train.scene import Outline, Piece, Points, Scene, Stroke

MOST: Final = 76


def copper_plane(rng: Generator, size_px: int) -> Scene:
    """Planes split in two or three, with clearances round pads, thermal spokes and slots."""
    board, pieces = draw_board(rng), list[Piece]()
    pieces += _areas(rng, board, size_px)
    radius = size_px * between(rng, 0.02, 0.11)
    for place in apart(rng, size_px, 3.2 * radius, int(rng.integers(3, 26))):
        pieces += _relieved(rng, board, place, radius, len(pieces))
    if rng.random() < 0.4:
        line = Stroke(crossing(rng, size_px), size_px * between(rng, 0.01, 0.05))
        pieces.append(Piece(line, board.base, -board.rise_px, group=len(pieces)))
    return board.scene(rng, "copper_plane", size_px, pieces[:MOST])


def hatched_plane(rng: Generator, size_px: int) -> Scene:
    """Meshes of conductors in any direction, with areas left free, and pads and tracks in them."""
    board, turn = draw_board(rng), float(pick(rng, (0.0, 45.0, 45.0, rng.uniform(0, 90))))
    pitch = max(4.0, size_px * between(rng, 0.025, 0.16))
    width, skew = max(1.5, pitch * float(rng.uniform(0.15, 0.6))), float(pick(rng, (90.0, 90.0, 60.0)))
    pieces: list[Piece] = []
    for angle in (turn, turn + skew)[: int(pick(rng, (1, 2, 2, 2)))]:
        pieces += _hatch(rng, board, size_px, (pitch, width), angle, 50 * round(angle) + 200)
    radius = size_px * between(rng, 0.03, 0.1)
    for place in apart(rng, size_px, 3 * radius, int(rng.integers(0, 10))):
        pieces += _relieved(rng, board, place, radius, len(pieces))
    if rng.random() < 0.5:
        pieces += _channel(rng, board, size_px, max(1.5, 0.6 * pitch), len(pieces))
    return board.scene(rng, "hatched_plane", size_px, pieces[-MOST:])


def fine_lines(rng: Generator, size_px: int) -> Scene:
    """Parallel lines from 2 px apart on, bent together, of one or several widths, some ending in pads."""
    board, pieces = draw_board(rng), list[Piece]()
    pitch = between(rng, 3.0, 12.0) * size_px / 224 if rng.random() < 0.75 else between(rng, 12, 60) * size_px / 224
    path, width = crossing(rng, size_px), pitch * float(rng.uniform(0.3, 0.65))
    count, level = min(76, int(size_px * float(rng.uniform(0.3, 1.4)) / pitch)), 0.0
    odd, ending = float(pick(rng, (0.0, 0.0, 0.1))), float(pick(rng, (0.0, 0.15, 0.5)))
    paths, widths = list[Points](), list[float]()
    for _ in range(count):
        own = width * (2.5 if rng.random() < odd else 1.0)
        level += pitch + (own - width)
        line = beside(path, level - count * pitch / 2)
        if rng.random() < ending:
            line = line[: max(2, len(line) - 1)].copy()
            line[-1] += (line[-2] - line[-1]) * np.float32(rng.uniform(0, 0.7))
            end = line[-1].tolist()
            pieces += via(rng, board, (end[0], end[1]), 0.75 * own, len(paths)) if len(pieces) < 30 else []
        paths.append(line)
        widths.append(own)
    return board.scene(rng, "fine_lines", size_px, [*lines(rng, board, paths, widths, 0), *pieces])


def windings(rng: Generator, size_px: int) -> Scene:
    """Flat coils, concentric rings, meanders and combs, as of antennas, chokes, heaters and touch fields."""
    board, pieces = draw_board(rng), list[Piece]()
    width = size_px * between(rng, 0.008, 0.07)
    many = int(pick(rng, (1, 1, 2, 4)))
    reach = size_px / (1.0, 1.0, 1.6, 2.0, 2.2)[many]
    for place in apart(rng, size_px, 0.7 * reach if many > 1 else 0.0, many):
        pieces += _winding(rng, board, place, reach, width, len(pieces))
    return board.scene(rng, "windings", size_px, pieces[:MOST])


def _areas(rng: Generator, board: Board, size_px: int) -> list[Piece]:
    """Return one to three areas of copper with straight or slanted borders between them."""
    cuts = np.sort(rng.uniform(0.1, 0.9, int(rng.integers(0, 3)))) * size_px
    edges = [-0.1 * size_px, *cuts.tolist(), 1.1 * size_px]
    gap, slant = size_px * between(rng, 0.012, 0.06), size_px * float(pick(rng, (0.0, 0.15, -0.3)))
    pieces: list[Piece] = []
    for group, (left, right) in enumerate(pairwise(edges)):
        low, high = left + gap / 2, right - gap / 2
        corners = [(low, -9), (high, -9), (high + slant, size_px + 9), (low + slant, size_px + 9)]
        contour = np.array(corners, np.float32)
        pieces.append(Piece(Outline((contour,)), board.metal, board.rise_px, group=group if len(edges) > 2 else -1))
    return pieces


def _relieved(rng: Generator, board: Board, place: Centre, radius: float, group: int) -> list[Piece]:
    """Return a pad in a plane: free of it, tied to it by spokes, or a mere hole."""
    kind, gap = rng.random(), max(1.5, radius * float(rng.uniform(0.2, 0.6)))
    shape = oval(place, (radius + gap, radius + gap), 22.5, int(pick(rng, (28, 28, 8))))
    clear = Piece(Outline((shape,)), board.base, -board.rise_px, group=group)
    if kind < 0.2:
        return [clear]
    spokes: list[Piece] = []
    if kind > 0.6:
        angle, reach = float(pick(rng, (0.0, 45.0))), 2 * (radius + gap) + 1
        wide = max(1.5, 0.45 * radius)
        for turn in (angle, angle + 90):
            bar = box(place, (reach, wide), turn)
            spokes.append(Piece(Outline((bar,)), board.metal, board.rise_px, group=group))
    if kind > 0.4:
        return [clear, *spokes, *via(rng, board, place, radius, group)]
    return [clear, *spokes, pad(board, land(rng, place, (1.7 * radius, 1.7 * radius), 0.0), group)]


def _hatch(
    rng: Generator, board: Board, size_px: int, mesh: tuple[float, float], angle: float, group: int
) -> list[Piece]:
    """Return parallel lines all over the canvas; `mesh` is their pitch and width."""
    pitch, width = mesh
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    aside = np.array([-along[1], along[0]])
    reach = 0.75 * size_px
    levels = np.arange(-0.7 * size_px, 0.7 * size_px, max(pitch, size_px / 38)).tolist()
    paths = [size_px / 2 + level * aside + np.outer((-reach, reach), along) for level in levels]
    return lines(rng, board, [each.astype(np.float32) for each in paths], [width] * len(paths), group)


def _channel(rng: Generator, board: Board, size_px: int, width: float, group: int) -> list[Piece]:
    """Return a track in a channel cut through a plane."""
    path = crossing(rng, size_px)
    clear = Piece(Stroke(path, 3 * width), board.base, -board.rise_px)
    return [clear, Piece(Stroke(path, width), board.metal, board.rise_px, group=group)]


def _winding(rng: Generator, board: Board, centre: Centre, reach: float, width: float, group: int) -> list[Piece]:
    pitch = width * float(rng.uniform(1.6, 3.5))
    kind, turns = int(rng.integers(4)), int(np.clip(reach * rng.uniform(0.15, 0.6) / pitch, 2, 16))
    if kind == 0:
        rings = [(number + 1) * pitch for number in range(turns)]
        corners = int(pick(rng, (48, 48, 4, 8, 6)))
        return [
            Piece(
                Stroke(oval(centre, (each, each), 45.0, corners), width, closed=True),
                board.metal,
                board.rise_px,
                group=group + number,
            )
            for number, each in enumerate(rings)
        ]
    long, angle = reach * float(rng.uniform(0.15, 0.8)), float(pick(rng, (0.0, 90.0, 45.0)))
    path = meander(centre, pitch, long, turns, angle)
    if kind > 1:
        path = spiral(centre, pitch, turns, int(pick(rng, (4, 4, 8, 6, 36))), pitch * float(rng.uniform(0.8, 4)))
    pieces = [Piece(Stroke(path, width), board.metal, board.rise_px, group=group)]
    for end in (path[0].tolist(), path[-1].tolist()):
        pieces += via(rng, board, (end[0], end[1]), min(0.9 * width, 0.45 * pitch), group)
    return pieces


FAMILIES: Final[dict[str, Design]] = {
    "copper_plane": copper_plane,
    "hatched_plane": hatched_plane,
    "fine_lines": fine_lines,
    "windings": windings,
}
