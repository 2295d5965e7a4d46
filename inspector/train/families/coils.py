"""Transformers and chokes: laminated and ferrite cores, bobbins with pins, taped and open windings, toroids."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import beside, colour
from inspector.train.families.cores import bobbin, core, leads, pins
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, WHITE, Grid, staged
from inspector.train.families.lettering import draw_hand, made_up, worded
from inspector.train.families.rounds import shaded
from inspector.train.families.surfaces import bench, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene

HERE: Final = Frame((0.0, 0.0))
# Polyester and paper tape: yellow, green, white, brown, blue, black; hue in turns, strength, mean.
TAPES: Final = (
    (0.14, 0.9, 0.5),
    (0.3, 0.5, 0.4),
    (0.1, 0.05, 0.85),
    (0.08, 0.5, 0.3),
    (0.6, 0.6, 0.35),
    (0.0, 0.0, 0.06),
)


def transformers(rng: Generator, size_px: int) -> Scene:
    """Coils on bobbins with pins and wires in laminated or ferrite cores, taped or with bare turns; toroids."""
    wide = size_px * between(rng, 0.35, 1.2)
    enamel, tape, iron, plastic = _surfaces(rng)
    frame = Frame(spot(rng, size_px, 0.38), square_turn(rng, 1.5))
    kind = int(rng.integers(4))
    if kind == 0:
        pieces = _toroid(rng, frame, 0.5 * wide, (enamel, iron))
        return staged(rng, "transformers", size_px, bench(rng), pieces, 2.0)
    high = wide * float(rng.uniform(0.55, 0.95))
    pieces = pins(rng, frame, (wide, high)) if rng.random() < 0.7 else leads(rng, frame, (wide, high))
    pieces += bobbin(frame, (wide, high), plastic)
    coil = 0.72 * wide, 0.74 * high
    pieces += _turns(rng, frame, coil, enamel, size_px)
    pieces += _taped(rng, frame, coil, tape) if rng.random() < 0.6 else []
    if kind != 1:
        pieces += core(rng, frame, (wide, high), iron, laminated=kind == 2)
    return staged(rng, "transformers", size_px, bench(rng), pieces, 2.0)


def _surfaces(rng: Generator) -> tuple[Finish, Finish, Finish, Finish]:
    """Return enamelled wire, tape, core and bobbin."""
    enamel = colour(
        rng,
        float(rng.uniform(0.15, 0.5)),
        float(rng.uniform(0.5, 0.9)),
        float(pick(rng, (0.03, 0.06, 0.09, 0.0, 0.35))),
    )
    hue, strength, level = pick(rng, TAPES)
    tape = Finish(
        colour(rng, level * float(rng.uniform(0.8, 1.1)), strength, hue),
        "grain",
        0.01,
        gloss=float(rng.uniform(0, 0.3)),
    )
    grey = float(rng.uniform(0.06, 0.4))
    core = Finish(
        (grey, grey, grey), pick(rng, ("grain", "cast", "ground")), 0.03, gloss=float(pick(rng, (0.0, 0.1, 0.3)))
    )
    plain = pick(rng, (0.04, 0.04, 0.85, 0.4))
    bobbin = Finish(vivid(rng) if rng.random() < 0.25 else (plain, plain, plain), gloss=0.05)
    return Finish(enamel, gloss=float(rng.uniform(0.1, 0.5))), tape, core, bobbin


def _turns(rng: Generator, frame: Frame, sides: tuple[float, float], enamel: Finish, size_px: int) -> list[Piece]:
    """Return turn beside turn of wire across the coil: a field of them, some with edges, the outermost crossing."""
    pitch, slant = max(2.0, sides[0] / float(rng.uniform(12, 60))), float(rng.normal(0, 1.0))
    own = frame.frame(0, 0, slant)
    grid, body = Grid(own, (pitch, 3.0 * sides[1]), size_px), frame.rectangle((0, 0), sides, 0.02 * sides[0])
    pieces = [Piece(Outline((body,)), toned(enamel, 0.45), 1.0)]
    line = HERE.rectangle((0, 0), (0.72 * pitch, 3.0 * sides[1]))
    gleam = HERE.rectangle((-0.1 * pitch, 0), (0.2 * pitch, 3.0 * sides[1]))
    pieces.append(Piece(grid.field([line], (), body), enamel, min(2.0, 0.3 * pitch)))
    pieces.append(Piece(grid.field([gleam], (), body), WHITE, 0.3, 0.25))
    for number in range(int(rng.integers(1, 6))):
        x, lean = float(rng.uniform(-0.4, 0.4)) * sides[0], float(rng.normal(0, 0.05)) * sides[0]
        wire = own.line([(x - lean, -0.48 * sides[1]), (x + lean, 0.48 * sides[1])], 0.8 * pitch)
        pieces.append(Piece(wire, toned(enamel, 1.15), min(2.0, 0.4 * pitch), group=20 + number))
    return [*pieces, *shaded(frame.frame(0, 0, 0.0), (sides[0], sides[1]), -1, 0.12)]


def _taped(rng: Generator, frame: Frame, sides: tuple[float, float], tape: Finish) -> list[Piece]:
    """Return tape about the coil, its end, and a label or print on it."""
    wide = sides[0] * float(pick(rng, (1.0, 1.0, 0.6)))
    pieces = [Piece(frame.box((0, 0), (wide, 1.02 * sides[1]), 2.0), tape, 1.0, float(rng.uniform(0.7, 1.0)), group=40)]
    y = float(rng.uniform(-0.3, 0.3)) * sides[1]
    end = frame.points(
        [(-wide / 2, y), (wide / 2, y + 0.04 * wide), (wide / 2, y + 0.2 * wide), (-wide / 2, y + 0.16 * wide)]
    )
    pieces.append(Piece(Outline((end,)), toned(tape, 0.88), 0.6, 0.85, group=41))
    pieces += shaded(frame, (wide, 1.02 * sides[1]), -1, 0.2)
    if rng.random() < 0.7:
        hand, paper = draw_hand(rng, max(4.5, 0.13 * sides[1]), frame.angle_deg), Finish((0.9, 0.9, 0.9))
        labelled = rng.random() < 0.4
        if labelled:
            pieces.append(Piece(frame.box((0, -0.1 * sides[1]), (0.7 * wide, 0.45 * sides[1])), paper, 0.4, group=42))
        ink = DARK if labelled else Finish(beside(rng, tape.bgr, 0.3, 0.8))
        for number, step in enumerate((-0.2, 0.02)):
            pieces.append(worded(hand, made_up(rng), frame.at(0, step * sides[1]), ink, 43 + number))
    return pieces


def _toroid(rng: Generator, frame: Frame, radius: float, surfaces: tuple[Finish, Finish]) -> list[Piece]:
    """Return a ring core with turns of wire about it, evenly or in two halves, and its two or four ends."""
    enamel, core = surfaces
    inner, count = radius * float(rng.uniform(0.42, 0.6)), int(rng.integers(14, 46))
    painted = (
        Finish(colour(rng, float(rng.uniform(0.1, 0.6)), 0.8), "grain", 0.02, gloss=0.15)
        if rng.random() < 0.6
        else core
    )
    pieces = [Piece(frame.ring((0, 0), 0.92 * radius, 1.08 * inner), painted, 5.0)]
    span, halves = float(pick(rng, (340.0, 300.0, 150.0))), rng.random() < 0.4
    thick = 0.8 * np.radians(span) * inner / count
    turns = np.linspace(0, span, count).tolist()
    if halves:
        turns = np.concatenate([np.linspace(0, 140, count // 2), np.linspace(180, 320, count // 2)]).tolist()
        thick = min(thick, 0.8 * np.radians(280) * inner / count)
    for number, turn in enumerate(turns):
        own = frame.frame(0, 0, turn + float(rng.normal(0, 0.08)) * span / count)
        loop = own.line([(0.97 * inner, 0.0), (1.0 * radius, 0.2 * thick)], max(1.2, float(thick)))
        pieces.append(Piece(loop, toned(enamel, (0.9, 1.0, 1.1)[number % 3]), 2.0, group=number))
    for number, turn in enumerate((turns[0], turns[-1])):
        own = frame.frame(0, 0, turn)
        run = [(0.98 * radius, 0.0), (1.3 * radius, float(rng.normal(0, 0.15)) * radius), (2.2 * radius, 0.0)]
        pieces.append(Piece(own.line(run, max(1.2, float(thick))), enamel, 1.0, group=100 + number))
    return pieces


FAMILIES: Final[dict[str, Design]] = {"transformers": transformers}
