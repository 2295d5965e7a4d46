"""Assembled boards: components of all sizes on a board, a chip close up, rows of one kind, soldered pins."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.board_styles import Board, photographed, via
from inspector.train.families.components import LARGE, SMALL, Component, chip, draw_kit, joint, lamp
from inspector.train.families.contours import box
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, settled, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.lettering import draw_hand, lettered, made_up
from inspector.train.families.routing import beside, crossing, ribbon
from inspector.train.scene import Outline, Piece, Scene, Stroke

MOST: Final = 64


def assembled_board(rng: Generator, size_px: int) -> Scene:
    """Components of several kinds and sizes with names beside them and tracks below."""
    board, kit = photographed(rng), draw_kit(rng)
    pieces = _ground(rng, board, size_px)
    scale = size_px * between(rng, 0.06, 0.25)
    kinds = [pick(rng, LARGE) for _ in range(int(rng.integers(0, 4)))]
    kinds += [pick(rng, SMALL) for _ in range(int(rng.integers(3, 14)))]
    sizes = [scale * (between(rng, 1.6, 3.5) if kind in LARGE[:2] else between(rng, 0.8, 1.6)) for kind in kinds]
    order = np.argsort(sizes)[::-1].tolist()
    for place, index in zip(settled(rng, size_px, [sizes[each] / 2 for each in order]), order, strict=True):
        if place is not None and len(pieces) < MOST - 12:
            frame = Frame(place, square_turn(rng, 1.0))
            pieces += kinds[index](rng, kit, frame, sizes[index], 100 + len(pieces))
            pieces += _name(rng, board, frame, sizes[index], size_px, len(pieces))
    return _scene(rng, board, "assembled_board", size_px, pieces)


def chip_close(rng: Generator, size_px: int) -> Scene:
    """One large component, whole or cut by the border, and a few small ones beside it."""
    board, kit = photographed(rng), draw_kit(rng)
    pieces = _ground(rng, board, size_px)
    size = size_px * between(rng, 0.45, 1.5)
    place = spot(rng, size_px, 0.3)
    kind: Component = pick(rng, (chip, chip, chip, *LARGE))
    small = size_px * between(rng, 0.06, 0.2)
    for middle in settled(rng, size_px, [small / 2] * int(rng.integers(0, 6))):
        if middle is not None and max(abs(middle[0] - place[0]), abs(middle[1] - place[1])) > 0.5 * (size + small):
            pieces += pick(rng, SMALL)(rng, kit, Frame(middle, square_turn(rng)), small, 100 + len(pieces))
    pieces += kind(rng, kit, Frame(place, square_turn(rng, 2.0)), size, 100 + len(pieces))
    return _scene(rng, board, "chip_close", size_px, pieces)


def component_rows(rng: Generator, size_px: int) -> Scene:
    """One kind of component in rows, now and then one turned or left out."""
    board, kit = photographed(rng), draw_kit(rng)
    pieces = _ground(rng, board, size_px)
    size = size_px * between(rng, 0.13, 0.45)
    kind, turn = pick(rng, (*SMALL, *LARGE, lamp)), square_turn(rng)
    across, down = size * float(rng.uniform(1.2, 2.2)), size * float(rng.uniform(1.1, 1.8))
    # Each of a row is drawn from the same seed: they are alike, down to their marking.
    seed, start = int(rng.integers(1 << 30)), rng.uniform(-0.2, 0.6, 2) * size
    columns, rows = (
        np.arange(first, size_px + 0.3 * size, step) for first, step in zip(start, (across, down), strict=True)
    )
    sites = np.stack(np.meshgrid(columns, rows), axis=2).reshape(-1, 2)
    for x, y in sites[rng.permutation(len(sites))].tolist():
        if len(pieces) < MOST - 8 and rng.random() > 0.04:
            frame = Frame((x, y), turn + float(rng.normal(0, 0.7)))
            pieces += kind(np.random.default_rng(seed), kit, frame, size, 100 + len(pieces))
    return _scene(rng, board, "component_rows", size_px, pieces)


def soldered_pins(rng: Generator, size_px: int) -> Scene:
    """Rows of soldered pins as seen from the solder side, joined by tracks."""
    board, kit = photographed(rng), draw_kit(rng)
    pieces = _ground(rng, board, size_px)
    pitch, turn = size_px * between(rng, 0.14, 0.45), square_turn(rng)
    size, start = pitch * float(rng.uniform(0.5, 0.85)), rng.uniform(0, 1, 2) * pitch
    whole = Frame((size_px / 2, size_px / 2), turn)
    full, corner = float(rng.uniform(0.4, 1.0)), -size_px / 2 + start
    lines = (np.arange(first, size_px / 2 + size, pitch) for first in corner)
    sites = np.stack(np.meshgrid(*lines), axis=2).reshape(-1, 2)
    for x, y in sites[rng.permutation(len(sites))].tolist():
        if rng.random() < full and len(pieces) < MOST - 3:
            pieces += joint(rng, kit, whole.frame(x, y), size, 100 + len(pieces))
    return _scene(rng, board, "soldered_pins", size_px, pieces)


def _ground(rng: Generator, board: Board, size_px: int) -> list[Piece]:
    """Return what lies below components: tracks side by side, areas of copper, vias."""
    pieces: list[Piece] = []
    width = size_px * between(rng, 0.008, 0.05)
    if rng.random() < 0.4:
        sides = size_px * between(rng, 0.3, 1.2), size_px * between(rng, 0.3, 1.2)
        pieces.append(Piece(Frame(spot(rng, size_px)).box((0, 0), sides), board.metal, board.rise_px))
    for _ in range(int(rng.integers(0, 4))):
        path, pitch = crossing(rng, size_px), width * float(rng.uniform(1.6, 3))
        tracks = [ribbon(beside(path, (number - 2) * pitch), width) for number in range(int(rng.integers(1, 5)))]
        pieces.append(Piece(Outline(tuple(tracks)), board.metal, board.rise_px))
    for _ in range(int(rng.integers(0, 6))):
        pieces += via(rng, board, spot(rng, size_px, 0.0), width * float(rng.uniform(1, 1.6)), len(pieces))
    return pieces


def _name(rng: Generator, board: Board, frame: Frame, size: float, size_px: int, group: int) -> list[Piece]:
    """Return the reference printed beside a component, and sometimes a frame about it."""
    pieces: list[Piece] = []
    if rng.random() < 0.4:
        contour = box(frame.centre, (1.15 * size, 1.0 * size), frame.angle_deg)
        pieces.append(Piece(Stroke(contour, max(1.2, 0.02 * size), closed=True), board.ink, 0.1))
    if rng.random() < 0.3:
        hand = draw_hand(rng, size_px * between(rng, 0.03, 0.06), float(pick(rng, (0.0, 90.0))))
        pieces += lettered(hand, made_up(rng)[:4], frame.at(0, 0.72 * size), board.ink, 400 + group)
    return pieces


def _scene(rng: Generator, board: Board, family: str, size_px: int, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.1, 0.9)), between(rng, 0.7, 2.5)
    return Scene(family, size_px, board.base, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 2.5)))


FAMILIES: Final[dict[str, Design]] = {
    "assembled_board": assembled_board,
    "chip_close": chip_close,
    "component_rows": component_rows,
    "soldered_pins": soldered_pins,
}
