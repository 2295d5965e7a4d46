"""Arrays of light emitting diodes: packages with phosphor on boards and strips, lenses, digits and dot matrices."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import beside, colour
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, WHITE, Cell, Grid, staged
from inspector.train.families.lettering import draw_hand, letters, worded
from inspector.train.families.rounds import dome, strip
from inspector.train.families.segments import digits, dots
from inspector.train.families.shades import glow
from inspector.train.families.surfaces import bench, toned
from inspector.train.scene import Finish, Piece, Scene

TIN: Final = Finish((0.62, 0.64, 0.66), gloss=0.3)
HERE: Final = Frame((0.0, 0.0))


def led_arrays(rng: Generator, size_px: int) -> Scene:
    """Emitters with phosphor in rows or on a strip, under lenses, one large field, digits of segments, dot matrices."""
    kind = int(rng.integers(6))
    if kind == 3:
        return _shown(rng, size_px, bench(rng), _one_field(rng, size_px))
    if kind == 4:
        return _shown(rng, size_px, bench(rng), digits(rng, size_px))
    if kind == 5:
        return _shown(rng, size_px, bench(rng), dots(rng, size_px))
    pitch, frame = size_px * between(rng, 0.18, 0.8), Frame(spot(rng, size_px, 0.3), square_turn(rng, 1.0))
    slim = float(pick(rng, (1.0, 1.0, 0.7, 1.6)))
    board, strips = _board(rng), kind == 1
    grid = Grid(frame, (pitch, pitch * (slim if not strips else 0.9)), size_px)
    cells = [each for each in grid.cells(0.3) if each[1] == 0][:8] if strips else grid.block(5 if kind == 2 else 7)
    side, glowing, seed = 0.55 * pitch * min(1.0, slim), rng.random() < 0.3, int(rng.integers(1 << 30))
    pieces = _tape(rng, grid, board) if strips else _wiring(rng, grid, board, cells)
    phosphor, frosted = _phosphor(rng), Finish((0.8, 0.8, 0.8), gloss=float(rng.uniform(0.1, 0.6)))
    for number, each in enumerate(cells):
        own = grid.place(each)
        pieces += _package(np.random.default_rng(seed), own, side, phosphor, 10 * number)
        if kind == 2:
            pieces += [
                Piece(each.shape, each.finish, 2 * each.height_px, 0.35, group=10 * number + 8)
                for each in dome(own, 0.42 * pitch, frosted, 0, 0.9)
            ]
        elif glowing:
            pieces.append(Piece(glow(own.centre, (pitch, pitch), 1.2), WHITE, 0.0, 0.6, group=10 * number + 9))
    return _shown(rng, size_px, bench(rng) if strips else board, pieces)


def _shown(rng: Generator, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    return staged(rng, "led_arrays", size_px, ground, pieces, 1.5)


def _board(rng: Generator) -> Finish:
    """Return white, black, green or bare metal board."""
    level, strength, hue = pick(
        rng, ((0.88, 0.02, 0.1), (0.85, 0.02, 0.1), (0.05, 0.1, 0.6), (0.2, 0.8, 0.36), (0.5, 0.03, 0.1))
    )
    return Finish(
        colour(rng, level * float(rng.uniform(0.85, 1.05)), strength, hue),
        "grain",
        0.01,
        gloss=float(pick(rng, (0.0, 0.1))),
    )


def _phosphor(rng: Generator) -> Finish:
    """Return the fill of a package: yellow or orange phosphor, or clear."""
    hue, strength, level = pick(
        rng, ((0.145, 0.95, 0.5), (0.12, 0.9, 0.5), (0.1, 0.85, 0.45), (0.17, 0.7, 0.5), (0.1, 0.05, 0.7))
    )
    return Finish(
        colour(rng, level * float(rng.uniform(0.85, 1.15)), strength, hue),
        "grain",
        0.02,
        gloss=float(rng.uniform(0, 0.25)),
    )


def _package(rng: Generator, frame: Frame, side: float, phosphor: Finish, group: int) -> list[Piece]:
    """Return an emitter: solder and feet, housing with a cut corner, cup with phosphor, its die and bond wires."""
    pale = rng.random() < 0.75
    housing, slim = Finish((0.88, 0.88, 0.88) if pale else (0.06, 0.06, 0.06)), float(pick(rng, (1.0, 1.0, 0.6)))
    pieces = [
        Piece(frame.box((x * side, 0), (0.2 * side, 0.6 * slim * side), 0.03 * side), TIN, 0.8, group=group)
        for x in (-0.52, 0.52)
    ]
    pieces.append(Piece(frame.box((0, 0), (side, slim * side), 0.04 * side), housing, 3.0, group=group))
    cup, square = 0.4 * slim * side, rng.random() < 0.4
    opening = frame.box((0, 0), (0.84 * side, 0.8 * slim * side), 0.1 * side) if square else frame.disc((0, 0), cup)
    pieces.append(Piece(opening, phosphor, -1.2, group=group + 1))
    if rng.random() < 0.6:
        die = frame.box((0, 0), (0.24 * side, 0.24 * slim * side))
        pieces.append(Piece(die, toned(phosphor, float(rng.uniform(0.55, 0.8))), 0.5, 0.7, group=group + 1))
    if rng.random() < 0.5:
        wire = frame.line(
            [(0.05 * side, 0.0), (0.18 * side, -0.1 * slim * side), (0.3 * side, 0.0)], max(0.8, 0.025 * side)
        )
        pieces.append(Piece(wire, Finish((0.3, 0.6, 0.75), gloss=0.3), 0.5, 0.8, group=group + 2))
    mark = [(-0.5 * side, -0.5 * slim * side), (-0.34 * side, -0.5 * slim * side), (-0.5 * side, -0.34 * slim * side)]
    return [*pieces, strip(frame, mark, Finish((0.35, 0.5, 0.3)) if pale else TIN, 0.1, group)]


def _tape(rng: Generator, grid: Grid, board: Finish) -> list[Piece]:
    """Return a flexible strip with resistors, copper pads and a line to cut along between emitters."""
    wide, far, pitch = 0.85 * grid.pitches[1], 3.0 * grid.size_px, grid.pitches[0]
    copper, ink, hand = (
        Finish((0.25, 0.5, 0.7), gloss=0.3),
        Finish(beside(rng, board.bgr, 0.3, 0.8)),
        draw_hand(rng, max(4.0, 0.11 * pitch), grid.frame.angle_deg),
    )
    pieces = [Piece(grid.frame.box((0, 0), (far, wide)), board, 1.0)]
    for number in range(-3, 4):
        own = grid.place((number, 0)).frame(pitch / 2, 0)
        if number % 2:
            body = own.box((0, 0), (0.1 * pitch, 0.2 * pitch))
            pieces.append(Piece(own.box((0, 0), (0.1 * pitch, 0.3 * pitch)), TIN, 0.6, group=200 + number))
            pieces.append(Piece(body, Finish((0.05, 0.05, 0.05)), 1.5, group=200 + number))
            continue
        pieces.append(Piece(own.line([(0, -wide / 2), (0, wide / 2)], 1.0), ink, 0.0, 0.7))
        for x, y in ((-0.07, -0.3), (0.07, -0.3), (-0.07, 0.3), (0.07, 0.3)):
            pieces.append(
                Piece(
                    own.box((x * pitch, y * wide), (0.1 * pitch, 0.16 * wide), 0.02 * pitch),
                    copper,
                    0.3,
                    group=210 + number,
                )
            )
        pieces.append(
            worded(hand, pick(rng, ("+", "12V", "24V", "-")), own.at(0.2 * pitch, -0.3 * wide), ink, 220 + number)
        )
    return pieces


def _wiring(rng: Generator, grid: Grid, board: Finish, cells: list[Cell]) -> list[Piece]:
    """Return areas of copper under the board's lacquer at `cells`, and names beside the emitters."""
    area, (wide, high) = Finish(beside(rng, board.bgr, 0.02, 0.1), gloss=board.gloss), grid.pitches
    shapes = [HERE.rectangle((x * 0.27 * wide, 0), (0.42 * wide, 0.8 * high), 0.04 * wide) for x in (-1, 1)]
    ink, hand = Finish(beside(rng, board.bgr, 0.4, 0.9)), draw_hand(rng, max(4.0, 0.11 * high), grid.frame.angle_deg)
    first, last = grid.place(cells[0]), grid.place(cells[-1])
    reach = (cells[-1][0] - cells[0][0] + 1) * wide, (cells[-1][1] - cells[0][1] + 1) * high
    middle = (first.centre[0] + last.centre[0]) / 2, (first.centre[1] + last.centre[1]) / 2
    inside = Frame(middle, grid.frame.angle_deg).rectangle((0, 0), reach)
    pieces = [Piece(grid.field(shapes, (), inside), area, 0.3)]
    for number, each in enumerate(cells if rng.random() < 0.6 else ()):
        name = "D" + letters(rng, "0123456789", 1, 2)
        pieces.append(worded(hand, name, grid.place(each).at(0, -0.42 * high), ink, 300 + number))
    return pieces


def _one_field(rng: Generator, size_px: int) -> list[Piece]:
    """Return one large emitter on its plate: dam, phosphor that shows rows of dies, soldering areas with signs."""
    side, frame = size_px * between(rng, 0.5, 1.5), Frame(spot(rng, size_px, 0.35), square_turn(rng, 2.0))
    plate, phosphor = _board(rng), _phosphor(rng)
    radius, square = 0.38 * side, rng.random() < 0.3
    pieces = [Piece(frame.box((0, 0), (side, side), 0.02 * side), plate, 3.0)]
    for share, own in ((1.08, Finish(toned(plate, 0.85).bgr, gloss=0.2)), (1.0, phosphor)):
        body = (
            frame.box((0, 0), (2 * share * radius,) * 2, 0.1 * side)
            if square
            else frame.disc((0, 0), share * radius, 56)
        )
        pieces.append(Piece(body, own, 1.2 if share > 1 else -1.0, group=0 if share > 1 else 1))
    pitch, faint = 2 * radius / int(rng.integers(5, 11)), toned(phosphor, float(rng.uniform(0.6, 0.85)))
    grid = Grid(frame.frame(pitch / 2, pitch / 2), (pitch, pitch), size_px)
    inside = frame.disc((0, 0), 0.85 * radius, 48).contours[0]
    pieces.append(Piece(grid.field([HERE.rectangle((0, 0), (0.4 * pitch, 0.4 * pitch))], (), inside), faint, 0.0, 0.6))
    hand, ink = draw_hand(rng, max(5.0, 0.09 * side), frame.angle_deg), Finish(beside(rng, plate.bgr, 0.3, 0.9))
    for number, (x, y) in enumerate(((-0.4, -0.4), (0.4, 0.4))):
        pieces.append(
            Piece(frame.box((x * side, y * side), (0.15 * side, 0.13 * side), 0.02 * side), TIN, 0.5, group=2 + number)
        )
        pieces.append(worded(hand, "+-"[number], frame.at(0.6 * x * side, y * side), ink, 4 + number))
    for number, (x, y) in enumerate(((0.42, -0.42), (-0.42, 0.42))):
        pieces.append(Piece(frame.disc((x * side, y * side), 0.05 * side), DARK, -3.0, group=6 + number))
    return pieces


FAMILIES: Final[dict[str, Design]] = {"led_arrays": led_arrays}
