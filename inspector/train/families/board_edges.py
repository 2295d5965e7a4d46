"""Bare boards by their borders: contact fingers, mounting holes, marks, rails, names."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.board_styles import Board, bore, draw_board, fiducials, pad
from inspector.train.families.contours import box, oval
from inspector.train.families.design import Design
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.lettering import draw_hand, lettered, made_up
from inspector.train.families.routing import apart, round_about
from inspector.train.scene import Outline, Piece, Scene, Stroke

MOST: Final = 76


def board_edge(rng: Generator, size_px: int) -> Scene:
    """Borders of boards: contact fingers, slots, mounting holes, score lines, names, marks."""
    board, pieces = draw_board(rng), list[Piece]()
    inset, turn = size_px * float(rng.uniform(-0.1, 0.3)), float(pick(rng, (0, 90, 180, 270)))
    side = pick(rng, (-1, 1))
    if not board.two_level:
        outside = box((size_px / 2, -size_px + inset), (4 * size_px, 2 * size_px), 0.0)
        pieces.append(Piece(Outline((round_about(outside, size_px, turn),)), board.hole, -3.0))
    pieces += _fingers(rng, board, size_px, inset, turn)
    for place in apart(rng, size_px, 0.25 * size_px, int(rng.integers(0, 4))):
        radius = size_px * between(rng, 0.03, 0.1)
        ring = oval(place, (radius, radius)), oval(place, (0.6 * radius, 0.6 * radius))
        pieces.append(Piece(Outline(ring), board.bare, board.rise_px, group=len(pieces)))
        pieces.append(bore(board, place, 0.6 * radius, len(pieces) - 1))
    rail = np.array([[-9, 0.6 * size_px], [size_px + 9, 0.6 * size_px + side * 9]], np.float32)
    pieces.append(Piece(Stroke(round_about(rail, size_px, turn), size_px * between(rng, 0.01, 0.15)), board.metal, 1.0))
    pieces += fiducials(rng, board, size_px, len(pieces))
    if rng.random() < 0.7 and not board.two_level:
        hand = draw_hand(rng, size_px * between(rng, 0.04, 0.15), turn)
        pieces += lettered(hand, made_up(rng), spot(rng, size_px, 0.2), board.ink, len(pieces))
    return board.scene(rng, "board_edge", size_px, pieces[:MOST])


def _fingers(rng: Generator, board: Board, size_px: int, inset: float, turn: float) -> list[Piece]:
    pitch = size_px * between(rng, 0.025, 0.16)
    wide, long = pitch * float(rng.uniform(0.4, 0.8)), size_px * float(rng.uniform(0.08, 0.4))
    start, tracks = inset + size_px * float(rng.uniform(0.0, 0.06)), rng.random() < 0.6
    pieces: list[Piece] = []
    for x in np.arange(pitch * rng.random(), size_px, pitch).tolist():
        if rng.random() < 0.06:
            continue
        middle = start + long / 2
        if tracks:
            line = np.array([[x, middle], [x, start + long * float(rng.uniform(1.2, 3))]], np.float32)
            track = Stroke(round_about(line, size_px, turn), 0.4 * wide)
            pieces.append(Piece(track, board.metal, board.rise_px, group=len(pieces)))
        shape = round_about(box((x, middle), (wide, long), 0.0), size_px, turn)
        pieces.append(pad(board, shape, len(pieces) - (1 if tracks else 0)))
    return pieces[: MOST // 2]


FAMILIES: Final[dict[str, Design]] = {"board_edge": board_edge}
