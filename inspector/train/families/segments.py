"""Displays of separate lights: digits of seven segments and dot matrices, lit and dark."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, colour
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, MOST, Grid
from inspector.train.families.rounds import strip
from inspector.train.scene import Finish, Piece

# Segments a to g: middle x, middle y and whether upright, in halves of a digit's height.
SEGMENTS: Final = (
    (0.0, -0.9, False),
    (0.5, -0.45, True),
    (0.5, 0.45, True),
    (0.0, 0.9, False),
    (-0.5, 0.45, True),
    (-0.5, -0.45, True),
    (0.0, 0.0, False),
)
DIGITS: Final = (0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F)
HERE: Final = Frame((0.0, 0.0))


def _face(rng: Generator) -> tuple[Finish, Finish, Finish]:
    """Return the face of a display, what is lit on it and what is not."""
    grey = float(pick(rng, (0.03, 0.05, 0.3, 0.5)))
    face, shine = (
        Finish((grey, grey, grey), "grain", 0.01, gloss=float(pick(rng, (0.0, 0.15)))),
        float(rng.uniform(0.4, 0.6)),
    )
    light: Colour = colour(rng, shine, 0.95, float(pick(rng, (0.0, 0.0, 0.33, 0.12, 0.6))))
    off = Finish((0.75, 0.75, 0.75)) if rng.random() < 0.4 else Finish(beside(rng, face.bgr, 0.04, 0.2))
    return face, Finish(light), off


def digits(rng: Generator, size_px: int) -> list[Piece]:
    """Return digits of seven segments, some lit, with decimal points, in one housing."""
    high, (face, light, off) = size_px * between(rng, 0.25, 1.0), _face(rng)
    wide, count = 0.68 * high, int(np.clip(size_px / (0.68 * high), 1, 6))
    frame, unit, lean = (
        Frame((size_px / 2, size_px / 2), square_turn(rng, 1.0)),
        0.38 * high,
        float(pick(rng, (0.0, -0.12))),
    )
    thick, dark = unit * float(rng.uniform(0.18, 0.28)), rng.random() < 0.4
    pieces = [Piece(frame.box((0, 0), ((count + 0.2) * wide, 1.15 * high), 0.03 * high), face, 4.0)]
    for number in range(count):
        own, shown = frame.frame((number - (count - 1) / 2) * wide, 0), 0 if dark else pick(rng, DIGITS)
        for each, (x, y, upright) in enumerate(SEGMENTS):
            long, half = 0.36 * unit + 0.02 * unit * upright, thick / 2
            ends = [
                (-long, 0.0),
                (half - long, -half),
                (long - half, -half),
                (long, 0.0),
                (long - half, half),
                (half - long, half),
            ]
            laid = [(b, a) if upright else (a, b) for a, b in ends]
            corners = [(x * unit + a + lean * (y * unit + b), y * unit + b) for a, b in laid]
            pieces.append(strip(own, corners, light if shown >> each & 1 else off, 0.2, 10 * number + each))
        point = own.disc((0.44 * wide, 0.93 * unit), 0.55 * thick, 20)
        pieces.append(Piece(point, light if rng.random() < 0.2 and not dark else off, 0.2, group=10 * number + 8))
    return pieces


def dots(rng: Generator, size_px: int) -> list[Piece]:
    """Return a dot matrix: round or square lights in rows in a dark face, a sign lit or all alike."""
    face, light, off = _face(rng)
    pitch, frame = size_px * between(rng, 0.06, 0.3), Frame(spot(rng, size_px, 0.3), square_turn(rng, 0.5))
    grid, radius = Grid(frame, (pitch, pitch), size_px), pitch * float(rng.uniform(0.28, 0.42))
    dot = HERE.disc((0, 0), radius, 24) if rng.random() < 0.7 else HERE.box((0, 0), (1.8 * radius,) * 2, 0.2 * radius)
    cells, share = grid.cells(0.3), float(pick(rng, (0.0, 0.35, 0.5, 1.0)))
    chosen = [cells[each] for each in rng.permutation(min(len(cells), 200))[: MOST // 2].tolist()]
    lit = [rng.random() < share for _ in chosen]
    free = [grid.place(each).rectangle((0, 0), (pitch, pitch)) for each in chosen]
    pieces = [
        Piece(frame.box((0, 0), (4.0 * size_px,) * 2), face, 1.0),
        Piece(grid.field(dot.contours, free), off, 0.5),
    ]
    for number, (each, on) in enumerate(zip(chosen, lit, strict=True)):
        own = grid.place(each)
        shape = (
            own.disc((0, 0), radius, 24)
            if len(dot.contours[0]) == 24
            else own.box((0, 0), (1.8 * radius,) * 2, 0.2 * radius)
        )
        pieces.append(Piece(shape, light if on else off, 0.5, group=number))
    if rng.random() < 0.3:
        pieces.append(Piece(frame.line([(4.5 * pitch, -size_px), (4.5 * pitch, size_px)], 1.2), DARK, -1.0))
    return pieces
