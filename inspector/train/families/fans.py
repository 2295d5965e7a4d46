"""Rows of pads with the tracks that leave them: straight, spread to another pitch, to vias or out of sight."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from inspector.train.families.board_styles import Board, pad, via
from inspector.train.families.contours import box
from inspector.train.families.freeform import Centre, pick
from inspector.train.scene import Piece, Stroke


@dataclass(frozen=True, slots=True)
class Row:
    """A row of pads.

    Parameters
    ----------
    middle, turn_deg
        Of the chip; the tracks leave along x of the turned frame.
    pitch_px, count
        Of the pads.
    away_px
        From the chip's middle to the pads' middle.
    spread
        Pitch of the tracks' far ends as a multiple of the pads'.
    """

    middle: Centre
    turn_deg: float
    pitch_px: float
    count: int
    away_px: float
    spread: float

    def place(self, out_px: float, along_px: float) -> Centre:
        """Return a point `out_px` from the chip's middle and `along_px` along the row, on the canvas."""
        cosine, sine = math.cos(math.radians(self.turn_deg)), math.sin(math.radians(self.turn_deg))
        x, y = self.middle
        return x + cosine * out_px - sine * along_px, y + sine * out_px + cosine * along_px


def fan(rng: Generator, board: Board, row: Row, group: int) -> list[Piece]:
    """Return the row's pads and tracks, each pair a component from number `group` on."""
    wide, long = row.pitch_px * float(rng.uniform(0.35, 0.65)), row.pitch_px * float(rng.uniform(0.6, 3.5))
    width, reach = max(1.5, wide * float(rng.uniform(0.35, 1.0))), row.pitch_px * float(rng.uniform(3, 14))
    ended, stagger = rng.random() < 0.6, float(pick(rng, (0.0, 0.5, 1.0))) * row.pitch_px
    missing, round_px = float(pick(rng, (0.0, 0.0, 0.15))), float(pick(rng, (0.0, 0.0, wide / 2)))
    ring, tracks, pads = wide * float(rng.uniform(0.55, 0.7)), list[Piece](), list[Piece]()
    for number in range(row.count):
        along = (number - (row.count - 1) / 2) * row.pitch_px
        if rng.random() < missing:
            continue
        line = _leaving(row, along, reach + stagger * (number % 3), long)
        tracks.append(Piece(Stroke(line, width), board.metal, board.rise_px, group=group + number))
        shape = box(row.place(row.away_px, along), (long, wide), row.turn_deg, round_px)
        pads.append(pad(board, shape, group + number))
        if ended and (row.spread > 1.2 or stagger):
            end = line[-1].tolist()
            pads += via(rng, board, (end[0], end[1]), ring, group + number)
    return [*tracks, *pads]


def _leaving(row: Row, along: float, reach: float, long: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return a track: straight out of the pad, slanted to its far lane, straight on."""
    far = along * row.spread
    # Outer tracks bend first, so that slanted runs stay apart.
    first = row.away_px + 0.5 * long + 0.3 * row.pitch_px
    outermost = row.count / 2 * row.pitch_px
    bend = first + 0.4 * (outermost - abs(along)) * min(1.0, abs(row.spread - 1))
    then = bend + abs(far - along)
    points = [row.place(row.away_px, along), row.place(bend, along), row.place(then, far)]
    return np.array([*points, row.place(max(then + 1, row.away_px + reach), far)], np.float32)
