"""Electrodes of batteries: coated foil in lanes, rows of tabs, stacked sheets, tabs that are welded on."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import beside, colour
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.grids import DARK, staged
from inspector.train.families.lettering import draw_hand, made_up, worded
from inspector.train.families.rounds import strip
from inspector.train.families.surfaces import bench, metal, toned, vivid
from inspector.train.scene import Finish, Piece, Scene

COPPER: Final = (0.05, 0.13)


def electrodes(rng: Generator, size_px: int) -> Scene:
    """Coated foil: lanes on a web, a notched row of tabs, the edge of a stack of sheets, or a tab that is welded on."""
    foil, coat, ceramic = _web_surfaces(rng)
    frame = Frame(spot(rng, size_px, 0.3), square_turn(rng, 1.0))
    kind = int(rng.integers(4))
    if kind == 0:
        pieces = _lanes(rng, frame, size_px, (foil, coat, ceramic))
    elif kind == 1:
        pieces = _tabs(rng, frame, size_px, (foil, coat, ceramic))
    elif kind == 2:
        pieces = _stack(rng, frame, size_px, (foil, coat, ceramic))
    else:
        pieces = _welded(rng, frame, size_px, foil)
    return staged(rng, "electrodes", size_px, bench(rng), pieces, 1.5)


def _web_surfaces(rng: Generator) -> tuple[Finish, Finish, Finish]:
    """Return foil of copper or aluminium, the dark coating, and the pale strip along its edge."""
    copper, level, shine = rng.random() < 0.5, float(rng.uniform(0.4, 0.75)), float(rng.uniform(0.05, 0.5))
    bgr = colour(rng, level, 0.55, float(rng.uniform(*COPPER))) if copper else colour(rng, level, 0.02)
    foil = Finish(bgr, pick(rng, ("brushed", "grain", "cloud")), float(rng.uniform(0.01, 0.08)), gloss=shine)
    dark = colour(rng, between(rng, 0.02, 0.22), 0.05)
    coat = Finish(dark, pick(rng, ("grain", "cloud", "speckle", "salt", "brushed")), float(rng.uniform(0.005, 0.05)))
    pale = colour(rng, float(rng.uniform(0.5, 0.95)), float(pick(rng, (0.0, 0.2, 0.7))), float(rng.uniform(0.1, 0.65)))
    return foil, coat, Finish(pale, "grain", 0.02)


def _lanes(rng: Generator, frame: Frame, size_px: int, surfaces: tuple[Finish, Finish, Finish]) -> list[Piece]:
    """Return a web along x: foil, lanes of coating with uneven edges, a pale strip beside them, tape, a code."""
    foil, coat, pale = surfaces
    far, wide = 3.0 * size_px, size_px * between(rng, 0.25, 1.2)
    bare, lanes = wide * float(rng.uniform(0.05, 0.35)), int(rng.integers(1, 4))
    pieces = [Piece(frame.box((0, (lanes - 1) * (wide + bare) / 2), (far, lanes * (wide + bare) + bare)), foil, 1.0)]
    for lane in range(lanes):
        y, end = lane * (wide + bare), far / 2 if rng.random() < 0.7 else float(rng.uniform(-0.3, 0.3)) * size_px
        if rng.random() < 0.5:
            pieces.append(Piece(frame.box((0, y), (far, 1.12 * wide)), pale, 0.2, group=lane))
        top = _uneven(rng, -far / 2, end, 0.006 * size_px)
        bottom = [(x, wide - by) for x, by in reversed(_uneven(rng, -far / 2, end, 0.006 * size_px))]
        outline = [(x, y - wide / 2 + by) for x, by in (*top, *bottom)]
        pieces.append(strip(frame, outline, coat, 0.8, -1))
        for step in range(int(rng.integers(0, 5))):
            x = float(rng.uniform(-0.5, 0.5)) * size_px
            crease = frame.line([(x, y + wide / 2), (x + 0.03 * size_px, y + wide / 2 + bare)], between(rng, 1, 4))
            pieces.append(Piece(crease, foil, 1.2, 0.7, group=20 + 5 * lane + step))
    if rng.random() < 0.3:
        tape = Finish(vivid(rng), gloss=0.15)
        pieces.append(
            Piece(
                frame.box((float(rng.uniform(-0.3, 0.3)) * size_px, 0), (0.16 * size_px, 1.3 * wide)),
                tape,
                0.5,
                0.9,
                group=50,
            )
        )
    hand = draw_hand(rng, max(5.0, min(0.6 * bare, 0.12 * size_px)), frame.angle_deg)
    at = frame.at(float(rng.uniform(-0.3, 0.3)) * size_px, wide / 2 + bare / 2)
    return [*pieces, worded(hand, made_up(rng), at, Finish(beside(rng, foil.bgr, 0.15, 0.6)), 60)]


def _uneven(rng: Generator, start: float, end: float, by: float) -> list[Centre]:
    """Return points along x with a small deviation in y, as coating runs out."""
    x = np.linspace(start, end, 24)
    return list(zip(x.tolist(), rng.normal(0, by, 24).tolist(), strict=True))


def _tabs(rng: Generator, frame: Frame, size_px: int, surfaces: tuple[Finish, Finish, Finish]) -> list[Piece]:
    """Return a notched edge: coated sheet below, the pale strip, a row of tabs with rounded feet, separator behind."""
    foil, coat, pale = surfaces
    far, pitch = 3.0 * size_px, size_px * between(rng, 0.25, 1.1)
    wide, tall, foot = pitch * float(rng.uniform(0.25, 0.6)), pitch * float(rng.uniform(0.2, 0.6)), 0.06 * pitch
    pieces: list[Piece] = []
    if rng.random() < 0.4:
        level = float(rng.uniform(-0.5, 0.3)) * tall
        pieces.append(Piece(frame.box((0, level + far / 2), (far, far)), Finish((0.85, 0.85, 0.85)), 0.5, 0.75))
    slant = wide * float(pick(rng, (0.0, 0.1, 0.2)))
    for number in range(-2, 3):
        outline = [(-wide / 2 - foot, 0.0), (-wide / 2 - 0.3 * foot, -0.3 * foot), (-wide / 2, -foot),
                   (-wide / 2 + slant, -tall + foot), (-wide / 2 + slant + foot, -tall)]  # fmt: skip
        whole = [*outline, *[(-x, y) for x, y in reversed(outline)], (wide / 2, foot), (-wide / 2, foot)]
        pieces.append(strip(frame.frame(number * pitch, 0), whole, foil, 0.8, number + 2))
    edge, margin = frame.frame(0, far / 2), float(rng.uniform(0.0, 0.15)) * pitch
    pieces.append(Piece(edge.box((0, 0), (far, far)), foil, 0.8))
    if rng.random() < 0.6:
        pieces.append(Piece(edge.box((0, margin), (far, far)), pale, 0.2))
    pieces.append(Piece(edge.box((0, margin + float(rng.uniform(0.03, 0.12)) * pitch), (far, far)), coat, 0.6))
    for number in range(-2, 3) if rng.random() < 0.4 else ():
        mark = frame.frame(number * pitch, -0.5 * tall).disc((0, 0), 0.06 * pitch)
        pieces.append(Piece(mark, DARK, -0.5, group=10 + number))
    return pieces


def _stack(rng: Generator, frame: Frame, size_px: int, surfaces: tuple[Finish, Finish, Finish]) -> list[Piece]:
    """Return the ends of stacked sheets: long and short ones in turn, separators between them further out."""
    foil, coat, pale = surfaces
    pitch, over = size_px * between(rng, 0.02, 0.07), size_px * float(rng.uniform(0.02, 0.1))
    count, loose = int(np.clip(1.2 * size_px / pitch, 8, 48)), float(pick(rng, (0.02, 0.1, 0.3))) * over
    between_them = Finish(pale.bgr)
    others = (coat, between_them, toned(foil, 0.8), between_them)
    pieces: list[Piece] = []
    for number in range(count):
        kind = number % 4
        end = (0.0, 2 * over, over, 2 * over)[kind] + float(rng.normal(0, loose))
        y = (number - count / 2) * pitch
        line = frame.line([(-2.0 * size_px, y), (end, y)], pitch * (0.35 if kind % 2 else 0.95))
        pieces.append(Piece(line, others[kind], 0.4 if kind % 2 else 1.0, group=-1 if kind % 2 else number))
    return pieces


def _welded(rng: Generator, frame: Frame, size_px: int, foil: Finish) -> list[Piece]:
    """Return a terminal over the gathered foil: a field of weld spots, tape over its end, the sealing film."""
    wide, long, far = size_px * between(rng, 0.2, 0.7), size_px * between(rng, 0.5, 1.2), 2.0 * size_px
    nickel, tape = metal(rng, ("brushed", "grain")), Finish(vivid(rng), gloss=0.2)
    pieces = [Piece(frame.box((0, far / 2), (1.6 * wide, far), 0.1 * wide), foil, 1.5)]
    pieces.append(Piece(frame.box((0, -0.3 * long), (wide, long)), nickel, 2.0, group=0))
    columns, rows = int(rng.integers(2, 8)), int(rng.integers(1, 5))
    pitch, dot = 0.8 * wide / columns, toned(nickel, float(rng.uniform(0.3, 0.7)))
    side, round_px = pitch * float(rng.uniform(0.4, 0.8)), pitch * float(pick(rng, (0.0, 0.4)))
    for number in range(columns * rows):
        x, y = (number % columns - (columns - 1) / 2) * pitch, (number // columns - rows + 0.5) * pitch + 0.17 * long
        pieces.append(Piece(frame.box((x, y), (side, side), round_px), dot, -1.0, group=10 + number))
    film = Finish(colour(rng, float(rng.uniform(0.1, 0.9)), 0.2), gloss=0.2)
    pieces.append(Piece(frame.box((0, -0.35 * long), (1.5 * wide, 0.2 * long), 2.0), film, 0.8, 0.8, group=1))
    if rng.random() < 0.6:
        pieces.append(Piece(frame.box((0, 0.3 * long), (1.3 * wide, 0.3 * long)), tape, 0.5, 0.85, group=2))
    return pieces


FAMILIES: Final[dict[str, Design]] = {"electrodes": electrodes}
