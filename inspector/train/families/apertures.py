"""What shapes light: irises of blades, slits, reticles with their divisions, pinholes."""

import math

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import around, ticks
from inspector.train.families.colours import colour
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick
from inspector.train.families.grids import DARK, WHITE
from inspector.train.families.lettering import draw_hand, worded
from inspector.train.families.surfaces import metal, toned
from inspector.train.scene import Finish, Outline, Piece, Stroke


def iris(rng: Generator, frame: Frame, reach: float) -> list[Piece]:
    """Return blades that leave an opening between them, in a blackened ring with pins, scale and lever; or a slit."""
    black, blade = Finish((0.05, 0.05, 0.05), "grain", 0.01, gloss=0.1), metal(rng, ("brushed", "grain"))
    blade = blade if rng.random() < 0.4 else Finish((0.1, 0.1, 0.1), "grain", 0.02, gloss=0.2)
    pieces = [Piece(frame.disc((0, 0), 1.25 * reach, 56), pick(rng, (black, metal(rng))), 3.0)]
    pieces.append(Piece(frame.disc((0, 0), reach, 56), black, -2.0))
    if rng.random() < 0.25:
        gap = reach * between(rng, 0.02, 0.15)
        for number, side in enumerate((-1, 1)):
            jaw = frame.box((0, side * (0.35 * reach + gap)), (1.5 * reach, 0.7 * reach))
            pieces.append(Piece(jaw, blade, 1.5, group=number))
        return [*pieces, *_screws(frame, 1.12 * reach, 3, blade)]
    count, opening = int(rng.integers(5, 12)), reach * float(rng.uniform(0.08, 0.6))
    step, light = 360 / count, Finish((0.9, 0.9, 0.9)) if rng.random() < 0.5 else DARK
    pieces.append(Piece(frame.disc((0, 0), 0.97 * reach, 48), light, -1.0))
    for number in range(count):
        own = frame.frame(0, 0, step * number)
        half = math.tan(math.radians(step)) * 0.55 * reach
        tip = opening * math.tan(math.radians(step / 2))
        outer = [(x * reach, y * reach) for x, y in ((0.99, -0.1), (0.9, 0.3), (0.7, 0.5))]
        corners = [(opening, tip), (opening, -tip), (0.75 * reach, -half), *outer]
        tone = toned(blade, 1 + 0.12 * (number % 3 - 1))
        pieces.append(Piece(Outline((own.points(corners),)), tone, 0.6, group=number))
        edge = own.line([corners[0], corners[1], corners[2]], max(0.8, 0.012 * reach))
        pieces.append(Piece(edge, toned(blade, 2.2), 0.3, 0.7, group=number))
    pieces.append(Piece(frame.ring((0, 0), 1.25 * reach, 0.97 * reach), black, 1.5))
    scale = around(frame.centre, 1.22 * reach, frame.angle_deg + 20, frame.angle_deg + 130, int(rng.integers(5, 14)))
    pieces.append(Piece(ticks(scale, 0.09 * reach, max(1.0, 0.015 * reach)), WHITE, group=30))
    return [*pieces, *_screws(frame, 1.11 * reach, int(rng.integers(2, 5)), blade)]


def _screws(frame: Frame, away: float, count: int, steel: Finish) -> list[Piece]:
    """Return small slotted screws on a circle `away` from the middle."""
    pieces: list[Piece] = []
    for number in range(count):
        own, radius = frame.frame(0, 0, 360 / count * number + 30).frame(away, 0), 0.075 * away
        pieces.append(Piece(own.disc((0, 0), radius, 24), toned(steel, 1.5), 1.0, turns=True, group=40 + number))
        pieces.append(Piece(own.box((0, 0), (1.8 * radius, 0.35 * radius)), DARK, -0.8, turns=True, group=40 + number))
    return pieces


def reticle(rng: Generator, frame: Frame, reach: float) -> list[Piece]:
    """Return a glass disc with a cross, rings, divisions and numbers in chromium, or a pinhole in foil."""
    radius, bright = 1.2 * reach, rng.random() < 0.6
    glass = Finish(
        colour(rng, float(rng.uniform(0.6, 0.95) if bright else rng.uniform(0.02, 0.2)), 0.1),
        gloss=float(pick(rng, (0.0, 0.2))),
    )
    ink, thin = DARK if bright else Finish((0.8, 0.85, 0.8)), max(1.0, 0.012 * reach)
    pieces = [
        Piece(frame.disc((0, 0), 1.1 * radius, 56), metal(rng), 3.0),
        Piece(frame.disc((0, 0), radius, 56), glass, -1.5),
    ]
    if rng.random() < 0.2:
        hole = frame.disc((0, 0), reach * between(rng, 0.02, 0.2), 32)
        foil = Piece(frame.disc((0, 0), 0.99 * radius, 56), metal(rng, ("grain", "brushed")), 0.5)
        return [*pieces, foil, Piece(hole, Finish((0.97, 0.97, 0.97)) if bright else DARK, -1.0, group=0)]
    for number, turn in enumerate((0, 90)):
        own = frame.frame(0, 0, turn)
        pieces.append(Piece(own.line([(-0.9 * reach, 0), (0.9 * reach, 0)], thin), ink, group=number))
        marks = [
            own.frame(x * reach, -0.03 * reach, 90)
            for x in np.linspace(-0.8, 0.8, int(pick(rng, (9, 17, 33)))).tolist()
        ]
        pieces.append(Piece(ticks(marks, 0.06 * reach, thin), ink, group=2 + number))
        hand = draw_hand(rng, max(3.5, 0.08 * reach), frame.angle_deg)
        for mark, x in enumerate((-0.8, -0.4, 0.4, 0.8)):
            pieces.append(
                worded(hand, str(abs(round(10 * x))), own.at(x * reach, 0.1 * reach), ink, 10 + 4 * number + mark)
            )
    for number in range(int(rng.integers(0, 4))):
        circle = frame.disc((0, 0), reach * (0.2 + 0.22 * number), 64).contours[0]
        pieces.append(Piece(Stroke(circle, thin, closed=True), ink, group=20 + number))
    return pieces
