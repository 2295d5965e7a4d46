"""Bare boards by their routing: nets between pads, nets in a poured plane, fan-outs of chips, fields of vias."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.board_styles import Board, bore, draw_board, fiducials, land, pad, teardrop, via
from inspector.train.families.contours import box, oval
from inspector.train.families.design import Design
from inspector.train.families.fans import Row, fan
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.lettering import draw_hand, lettered, made_up
from inspector.train.families.routing import Cell, Lanes, Sheet, bends, headings, rounded
from inspector.train.scene import Outline, Piece, Points, Scene, Stroke

MOST: Final = 76


def routed_board(rng: Generator, size_px: int) -> Scene:
    """Nets at right and half right angles, or bent freely, between rows of pads and vias."""
    board, sheet = draw_board(rng), _sheet(rng, size_px)
    return board.scene(rng, "routed_board", size_px, _nets(rng, board, sheet, clearance_px=0.0))


def poured_board(rng: Generator, size_px: int) -> Scene:
    """Nets that a plane of copper surrounds at a distance."""
    board, sheet = draw_board(rng), _sheet(rng, size_px)
    inset = size_px * float(pick(rng, (-0.1, -0.1, 0.02, 0.08)))
    side = size_px - 2 * inset
    plane = box((size_px / 2, size_px / 2), (side, side), 0.0, between(rng, 1, 20))
    nets = _nets(rng, board, sheet, clearance_px=sheet.pitch_px * float(rng.uniform(0.12, 0.25)))
    return board.scene(
        rng, "poured_board", size_px, [Piece(Outline((plane,)), board.metal, board.rise_px), *nets][:MOST]
    )


def fan_out(rng: Generator, size_px: int) -> Scene:
    """Rows of pads of a chip with the tracks that spread from them to vias or out of sight."""
    board, pieces, angle = draw_board(rng), list[Piece](), _turn(rng)
    middle, pitch = spot(rng, size_px, 0.25), size_px * between(rng, 0.03, 0.12)
    count = min(int(rng.integers(4, 18)), int(1 + size_px / pitch))
    body = min(pitch * count * float(rng.uniform(0.5, 0.9)), 0.35 * size_px)
    spread = float(pick(rng, (1.0, 1.0, 1.5, 2.2)))
    for side in range(pick(rng, (1, 2, 4, 4))):
        turn = angle + (180 * side if side < 2 else 90 + 180 * side)
        pieces += fan(rng, board, Row(middle, turn, pitch, count, body, spread), len(pieces))
    if rng.random() < 0.3:
        pieces += fiducials(rng, board, size_px, len(pieces))
    return board.scene(rng, "fan_out", size_px, pieces[:MOST])


def via_field(rng: Generator, size_px: int) -> Scene:
    """Grids of pads, as under chips, some missing, with short tracks to vias between them."""
    board, pieces = draw_board(rng), list[Piece]()
    pitch = size_px * between(rng, 0.11, 0.33)
    sheet = Sheet(size_px, pitch, (pitch * rng.random(), pitch * rng.random()), _turn(rng))
    radius, via_px = pitch * float(rng.uniform(0.18, 0.36)), pitch * float(rng.uniform(0.1, 0.16))
    width, bones, full = max(1.5, via_px * float(rng.uniform(0.5, 1.2))), rng.random() < 0.6, rng.uniform(0.5, 1.0)
    corners = int(pick(rng, (24, 24, 8, 4)))
    for row in range(-4, int(size_px / pitch) + 5):
        for column in range(-4, int(size_px / pitch) + 5):
            group, centre = len(pieces), sheet.place((column, row))
            if rng.random() > full or len(pieces) > MOST or not _seen(centre, radius, size_px):
                continue
            if bones and rng.random() < 0.8:
                end = sheet.place((column + 0.5, row + 0.5))
                line = Stroke(np.array([centre, end], np.float32), width)
                pieces += [Piece(line, board.metal, board.rise_px, group=group)]
                pieces += via(rng, board, end, via_px, group)
            shape = oval(centre, (radius, radius), sheet.angle_deg + 45, corners)
            pieces += [pad(board, shape, group)] if bones else _land(rng, board, shape, group, holed=True)
    return board.scene(rng, "via_field", size_px, pieces)


def _seen(place: Centre, radius: float, size_px: int) -> bool:
    return min(place) > -radius and max(place) < size_px + radius


def _turn(rng: Generator) -> float:
    return float(pick(rng, (0.0, 0.0, 0.0, 90.0, 45.0, rng.uniform(0, 180))))


def _sheet(rng: Generator, size_px: int) -> Sheet:
    pitch = size_px * between(rng, 0.035, 0.4)
    bend = size_px * float(pick(rng, (0.0, 0.0, 0.0, 0.04, 0.08)))
    return Sheet(size_px, pitch, (pitch * rng.random(), pitch * rng.random()), _turn(rng), bend)


def _nets(rng: Generator, board: Board, sheet: Sheet, clearance_px: float) -> list[Piece]:
    """Return pads in rows, and tracks that start at them or anywhere, none touching another."""
    cells = int(sheet.size_px / sheet.pitch_px) + 1
    lanes, ends = Lanes(cells), list[Cell]()
    pieces = _rows(rng, board, sheet, lanes, ends)
    # The most that still lets go between a diagonal run and the cell beside it, with its clearance.
    share = float(rng.uniform(0.18, 0.5)) if not clearance_px else 0.35
    width = max(1.5, share * sheet.pitch_px)
    gaps, tracks = list[Piece](), list[Piece]()
    for path in _paths(rng, lanes, ends, cells, sharp=float(pick(rng, (0.0, 0.15, 1.0)))):
        own = width * float(pick(rng, (1.0, 1.0, 1.0, 0.6)))
        line = rounded(sheet.places(bends(path)), sheet.pitch_px * float(pick(rng, (0.0, 0.0, 0.5))))
        if clearance_px:
            gaps.append(Piece(Stroke(line, own + 2 * clearance_px), board.base, -board.rise_px))
        group = len(pieces) + len(tracks)
        tracks += _track(rng, board, line, own, group, ended=min(*path[-1], cells - max(path[-1])) > 0)
        if len(tracks) + len(pieces) + len(gaps) > MOST - 10:
            break
    if clearance_px:
        gaps += [Piece(_wider(each, clearance_px), board.base, -board.rise_px) for each in pieces]
    silk = _silk(rng, sheet, board, len(pieces) + len(tracks)) if not board.two_level else []
    return [*gaps, *tracks, *pieces, *silk][: MOST - 1]


def _paths(rng: Generator, lanes: Lanes, ends: list[Cell], cells: int, sharp: float) -> list[list[Cell]]:
    """Return tracks as cells: bundles that keep side by side as long as there is room."""
    paths: list[list[Cell]] = []
    tries = int(rng.integers(4, 40))
    for number in range(tries):
        begins_at_pad = bool(ends) and number % 2 == 0
        start = ends.pop() if begins_at_pad else (int(rng.integers(-2, cells + 2)), int(rng.integers(-2, cells + 2)))
        first = int(rng.integers(4)) * 2
        steps = headings(rng, first, int(rng.integers(2, 6)), max(2, cells // 2), sharp)
        for lane in range(int(pick(rng, (1, 1, 2, 3, 5)))):
            begin = (start[0] + lane, start[1]) if first % 4 == 2 else (start[0], start[1] + lane)
            if lanes.free(begin) or (begins_at_pad and not lane):
                path = lanes.walk(begin, steps)
                paths += [path] if len(path) > 2 else []
    return paths


def _rows(rng: Generator, board: Board, sheet: Sheet, lanes: Lanes, ends: list[Cell]) -> list[Piece]:
    """Return rows and grids of pads on the cells; add those where tracks may start to `ends`."""
    pieces: list[Piece] = []
    cells = int(sheet.size_px / sheet.pitch_px) + 1
    for _ in range(int(rng.integers(0, 5))):
        left, top = int(rng.integers(-1, cells)), int(rng.integers(-1, cells))
        columns, rows = int(rng.integers(1, 8)), int(pick(rng, (1, 1, 2, 3)))
        apart = int(pick(rng, (1, 2, 2, 3)))
        across, high = sheet.pitch_px * float(rng.uniform(0.45, 0.75)), float(pick(rng, (1.0, 1.0, 1.8)))
        round_px, holed = across * float(pick(rng, (0.0, 0.2, 0.5))), rng.random() < 0.4
        for cell in ((left + column, top + row * apart) for row in range(rows) for column in range(columns)):
            seen = _seen(sheet.place(cell), across, sheet.size_px)
            if seen and lanes.free(cell) and len(pieces) < MOST // 3:
                lanes.take([cell], around=1 if high > 1 else 0)
                ends.append(cell)
                shape = box(sheet.place(cell), (across, high * across), sheet.angle_deg, round_px)
                pieces += _land(rng, board, shape, len(pieces), holed=holed)
    order = rng.permutation(len(ends))
    ends[:] = [ends[each] for each in order]
    return pieces


def _land(rng: Generator, board: Board, shape: Points, group: int, *, holed: bool) -> list[Piece]:
    """Return a pad of the outline `shape`, sometimes with a hole in its middle."""
    if not holed:
        return [pad(board, shape, group)]
    x, y = ((shape.min(axis=0) + shape.max(axis=0)) / 2).tolist()
    radius = float(np.ptp(shape, axis=0).min()) / 2
    return [pad(board, shape, group), bore(board, (x, y), radius * float(rng.uniform(0.4, 0.65)), group)]


def _track(rng: Generator, board: Board, line: Points, width: float, group: int, *, ended: bool) -> list[Piece]:
    """Return one track with what it ends in."""
    pieces = [Piece(Stroke(line, width), board.metal, board.rise_px, group=group)]
    end, before = line[-1].tolist(), line[-2].tolist()
    if ended and rng.random() < 0.8:
        radius = width * float(rng.uniform(0.75, 1.0))
        if rng.random() < 0.3:
            pieces.append(teardrop(board, (end[0], end[1]), (before[0], before[1]), radius, group))
        pieces += via(rng, board, (end[0], end[1]), radius, group)
    return pieces


def _wider(piece: Piece, by_px: float) -> Outline:
    """Return the clearance round a pad."""
    points = piece.shape.contours[0] if isinstance(piece.shape, Outline) else np.zeros((4, 2), np.float32)
    away = points - points.mean(axis=0)
    return Outline((points + away * np.float32(by_px / max(float(np.abs(away).max()), 1e-3)),))


def _silk(rng: Generator, sheet: Sheet, board: Board, group: int) -> list[Piece]:
    """Return names and outlines printed over everything."""
    pieces: list[Piece] = []
    for _ in range(int(pick(rng, (0, 1, 2, 4)))):
        hand = draw_hand(rng, sheet.size_px * between(rng, 0.03, 0.12), float(pick(rng, (0.0, 0.0, 90.0))))
        pieces += lettered(hand, made_up(rng), spot(rng, sheet.size_px), board.ink, group + len(pieces))
    if rng.random() < 0.3:
        side = sheet.size_px * between(rng, 0.1, 0.5)
        frame = land(rng, spot(rng, sheet.size_px), (side, side * float(rng.uniform(0.4, 1))), sheet.angle_deg)
        pieces.append(Piece(Stroke(frame, max(1.2, 0.03 * side), closed=True), board.ink, group=group + len(pieces)))
    return pieces


FAMILIES: Final[dict[str, Design]] = {
    "routed_board": routed_board,
    "poured_board": poured_board,
    "fan_out": fan_out,
    "via_field": via_field,
}
