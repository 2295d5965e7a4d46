"""The bodies of parts with leads: resistors, diodes and transistors, each with its leads."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.grids import DARK
from inspector.train.families.lettering import CODED, draw_hand, letters, made_up, worded
from inspector.train.families.rounds import barrel, shaded
from inspector.train.families.surfaces import toned
from inspector.train.scene import Finish, Piece

# The colours that stand for digits, hue in turns, strength and mean: black, brown, red, orange, yellow, green, blue,
# violet, grey, white, gold, silver.
RINGS: Final = (
    (0.0, 0.0, 0.03), (0.05, 0.8, 0.15), (0.0, 1.0, 0.3), (0.06, 1.0, 0.45), (0.15, 1.0, 0.5), (0.36, 0.9, 0.25),
    (0.62, 1.0, 0.3), (0.78, 0.7, 0.35), (0.0, 0.0, 0.45), (0.0, 0.0, 0.9), (0.12, 0.6, 0.45), (0.0, 0.0, 0.62),
)  # fmt: skip
TIN: Final = Finish((0.6, 0.62, 0.64), gloss=0.35)


def lead(frame: Frame, ends: list[tuple[float, float]], thick: float, group: int) -> Piece:
    """Return a tinned lead."""
    return Piece(frame.line(ends, max(1.2, thick)), TIN, 1.0, group=group)


def resistor(rng: Generator, frame: Frame, unit: float, far: float, group: int) -> list[Piece]:
    """Return a resistor along x with its dumbbell body and four or five rings."""
    blue = rng.random() < 0.4
    bgr = colour(rng, 0.5, 0.5, 0.56) if blue else colour(rng, float(rng.uniform(0.45, 0.7)), 0.4, 0.09)
    long, thick, body = 1.1 * unit, 0.36 * unit, Finish(bgr, "grain", 0.01, gloss=float(rng.uniform(0.05, 0.3)))
    pieces = [lead(frame, [(-far, 0), (far, 0)], 0.07 * unit, group)]
    pieces.append(Piece(frame.box((0, 0), (0.8 * long, 0.84 * thick), 0.2 * thick), body, 2.5, group=group))
    caps = [frame.box((x * long, 0), (0.26 * long, thick), 0.45 * thick) for x in (-0.38, 0.38)]
    pieces += [Piece(cap, body, 2.0, group=group) for cap in caps]
    count = int(pick(rng, (4, 4, 5)))
    places = [-0.38, *np.linspace(-0.2, 0.1, count - 2).tolist(), 0.38]
    for number, x in enumerate(places):
        hue, strength, level = pick(rng, RINGS)
        tall = thick * (0.99 if abs(x) > 0.3 else 0.83)
        ring = frame.box((x * long, 0), (0.075 * long, tall))
        pieces.append(Piece(ring, Finish(colour(rng, level, strength, hue), gloss=0.1), 0.0, group=group + 1 + number))
    return [*pieces, *shaded(frame, (0.96 * long, 0.9 * thick), group, 0.3)]


def diode(rng: Generator, frame: Frame, unit: float, far: float, group: int) -> list[Piece]:
    """Return a diode along x: black with a pale band, or glass with a red-brown core."""
    long, thick = unit * float(rng.uniform(0.5, 0.9)), unit * float(rng.uniform(0.22, 0.36))
    glass = rng.random() < 0.4
    bgr = colour(rng, 0.35, 0.9, 0.05) if glass else (0.04, 0.04, 0.04)
    pieces = [lead(frame, [(-far, 0), (far, 0)], 0.08 * unit, group)]
    pieces += barrel(
        frame, (long, thick), Finish(bgr, gloss=0.3 if glass else 0.05), group, (0.45 if glass else 0.05) * thick
    )
    band = Finish((0.05, 0.05, 0.05)) if glass else Finish((0.7, 0.7, 0.7))
    pieces.append(Piece(frame.box((0.3 * long, 0), (0.14 * long, 0.98 * thick)), band, 0.2, group=group + 1))
    if glass or rng.random() < 0.4:
        return pieces
    hand = draw_hand(rng, max(3.5, 0.35 * thick), frame.angle_deg)
    return [*pieces, worded(hand, made_up(rng)[:6], frame.at(-0.1 * long, 0), Finish((0.7, 0.7, 0.7)), group + 2)]


def power(rng: Generator, frame: Frame, unit: float, far: float, group: int) -> list[Piece]:
    """Return a transistor with a metal tab with a hole, a black body with lettering, three leads that taper."""
    tab, black = Finish((0.55, 0.56, 0.58), "brushed", 0.04, gloss=0.3), Finish((0.05, 0.05, 0.05), "grain", 0.01)
    pieces: list[Piece] = []
    for number, x in enumerate((-0.25, 0.0, 0.25)):
        bend = 0.12 * unit * (number - 1) * float(pick(rng, (0, 0, 1)))
        run = [
            (x * unit, 0.4 * unit),
            (x * unit, 0.9 * unit),
            (x * unit + bend, 1.15 * unit),
            (x * unit + bend, far + 0.3 * unit),
        ]
        pieces.append(lead(frame, run, 0.075 * unit, group + number))
        pieces.append(
            Piece(frame.box((x * unit, 0.65 * unit), (0.13 * unit, 0.5 * unit)), TIN, 1.0, group=group + number)
        )
    pieces.append(Piece(frame.box((0, -0.45 * unit), (unit, 0.75 * unit), 0.02 * unit), tab, 1.5, group=group + 3))
    pieces.append(Piece(frame.disc((0, -0.52 * unit), 0.17 * unit), DARK, -1.5, group=group + 3))
    pieces.append(Piece(frame.box((0, 0.15 * unit), (unit, 0.75 * unit), 0.03 * unit), black, 3.0, group=group + 3))
    hand = draw_hand(rng, max(3.5, 0.15 * unit), frame.angle_deg)
    for number, y in enumerate((0.02, 0.28)):
        pieces.append(
            worded(hand, letters(rng, CODED, 4, 6), frame.at(0, y * unit), Finish((0.6, 0.6, 0.6)), group + 4 + number)
        )
    return pieces


def small(rng: Generator, frame: Frame, unit: float, far: float, group: int) -> list[Piece]:
    """Return a small transistor: a black half-round body from its flat side, three leads that spread."""
    black, spread = Finish((0.06, 0.06, 0.06), "grain", 0.015), float(pick(rng, (0.0, 0.12)))
    pieces: list[Piece] = []
    for number, x in enumerate((-0.2, 0.0, 0.2)):
        aside = x * unit + (number - 1) * spread * unit
        run = [(x * unit, 0.3 * unit), (x * unit, 0.55 * unit), (aside, 0.85 * unit), (aside, far)]
        pieces.append(lead(frame, run, 0.07 * unit, group + number))
    body = frame.box((0, 0), (0.8 * unit, 0.8 * unit), 0.04 * unit)
    pieces += [Piece(body, black, 3.0, group=group + 3)]
    pieces.append(
        Piece(frame.box((0, 0.05 * unit), (0.62 * unit, 0.7 * unit)), toned(black, 1.3), 0.3, 0.7, group=group + 3)
    )
    hand = draw_hand(rng, max(3.5, 0.15 * unit), frame.angle_deg)
    for number, y in enumerate((-0.2, 0.0, 0.2)):
        pieces.append(
            worded(
                hand, letters(rng, CODED, 2, 4), frame.at(0, y * unit), Finish((0.55, 0.55, 0.55)), group + 4 + number
            )
        )
    return pieces
