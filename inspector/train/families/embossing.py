"""Fine print: card embossed blind, in foil or lacquer, and the line work of securities, on any paper."""

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import emblem, rosette
from inspector.train.families.colours import colour, finish, palette, warm
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.lettering import draw_hand, lettered, made_up
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.profiles import ORIGIN
from inspector.train.families.solids import Drawn
from inspector.train.families.surfaces import toned
from inspector.train.scene import Finish, Piece, Stroke


def embossed(rng: Generator, size_px: int) -> Drawn:
    """Return card with letters, a frame and an emblem raised or sunk in it: blind, in foil, or in spot lacquer."""
    paper, frame = paper_of(rng), Frame(spot(rng, size_px, 0.42), square_turn(rng, 2.0))
    foil = Finish(
        colour(rng, float(rng.uniform(0.3, 0.6)), 0.7, float(pick(rng, (0.12, 0.12, 0.05, 0.6, 0.0)))), gloss=0.5
    )
    silver = Finish((0.5, 0.5, 0.5), "brushed", 0.05, gloss=0.6)
    lacquer = Finish(toned(paper, 0.85).bgr, gloss=0.3)
    ink, high = (
        pick(rng, (paper, paper, foil, foil, silver, lacquer)),
        between(rng, 1, 5) * float(pick(rng, (-1, 1, 1))),
    )
    hand = draw_hand(rng, size_px * between(rng, 0.08, 0.35), frame.angle_deg)
    pieces = lettered(hand, made_up(rng), frame.at(0, 0.15 * size_px), ink, 0, height_px=high)
    sides = size_px * float(rng.uniform(0.6, 1.1)), size_px * float(rng.uniform(0.5, 0.9))
    for group, inset in enumerate((0.0, 0.06)[: int(rng.integers(0, 3))], start=40):
        loop = frame.rectangle(ORIGIN, (sides[0] - inset * size_px, sides[1] - inset * size_px), 0.05 * size_px)
        pieces.append(Piece(Stroke(loop, between(rng, 1.5, 5), closed=True), ink, high, group=group))
    if rng.random() < 0.6:
        sign = emblem(rng, frame.frame(0, -0.2 * size_px), size_px * between(rng, 0.08, 0.2), [ink.bgr] * 3, 50)
        pieces += [Piece(each.shape, ink, high, group=50) for each in sign]
    line = rosette(rng, frame.at(0.2 * size_px, -0.1 * size_px), size_px * between(rng, 0.1, 0.3))
    pieces += [Piece(Stroke(line, 1.4, closed=True), ink, high / 2, group=51)] if rng.random() < 0.3 else []
    return pieces, paper


def line_work(rng: Generator, size_px: int) -> Drawn:
    """Return fine lines as on securities: winding rosettes over one another, wave fields, a serial number."""
    paper, inks, pieces = paper_of(rng), palette(rng, 3), list[Piece]()
    pitch, bow = size_px * between(rng, 0.015, 0.05), size_px * float(rng.uniform(0.0, 0.06))
    frame, turns = Frame((size_px / 2, size_px / 2), float(pick(rng, (0, 90, rng.uniform(0, 180))))), between(rng, 1, 8)
    along = np.linspace(-0.8, 0.8, 40) * size_px
    wave = bow * np.sin(turns * 4 * along / size_px)
    for number in range(int(min(40, 1.2 * size_px / pitch))):
        level = (number - 20) * pitch
        own = frame.points(list(zip(along.tolist(), (wave * (1 + 0.05 * number) + level).tolist(), strict=True)))
        pieces.append(Piece(Stroke(own, max(0.8, 0.3 * pitch)), Finish(inks[0]), 0.0, 0.8))
    for group in range(int(rng.integers(1, 6))):
        line = rosette(rng, spot(rng, size_px, 0.2), size_px * between(rng, 0.08, 0.35))
        pieces.append(Piece(Stroke(line, between(rng, 0.8, 2), closed=True), Finish(inks[1 + group % 2]), group=group))
    hand = draw_hand(rng, size_px * between(rng, 0.08, 0.25), 0.0)
    return [*pieces, *lettered(hand, made_up(rng), spot(rng, size_px, 0.3), ink_on(rng, paper.bgr), 20)], paper


def paper_of(rng: Generator) -> Finish:
    """Return paper: white, grey newsprint, cream, kraft or coloured, matt or coated."""
    if rng.random() < 0.25:
        return finish(rng, palette(rng, 1)[0], ("paper", "fibres", "grain"), 0.06)
    bgr = warm(rng, 0.55, 0.9) if rng.random() < 0.3 else colour(rng, float(rng.uniform(0.7, 0.95)), 0.15, 0.12)
    return finish(rng, bgr, ("paper", "paper", "grain", "fibres", "cloud"), 0.06, float(pick(rng, (0.0, 0.0, 0.1))))
