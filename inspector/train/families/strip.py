"""Rolled strip as it runs past a camera: black, pickled, galvanised, tinned."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour, finish
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, blob, pick, wander
from inspector.train.families.lettering import draw_hand, lettered, made_up
from inspector.train.families.profiles import ORIGIN
from inspector.train.families.shades import camouflage, ramp
from inspector.train.families.solids import staged
from inspector.train.families.surfaces import bench, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke, rectangle

ROLLED: Final = ("brushed", "ground", "planed", "cast", "grain", "speckle")
COATED: Final = ("spangle", "stained", "cloud", "salt", "peel", "grain")


def strip_steel(rng: Generator, size_px: int) -> Scene:
    """Steel strip, rolled, pickled, zinc-plated or tinned: streaks, scale and roll marks, its edge, a marking."""
    turn = float(pick(rng, (0, 0, 90, rng.uniform(0, 180))))
    frame, steel = Frame((size_px / 2, size_px / 2), turn), _strip(rng, turn)
    pieces = [_over(rng, size_px, steel, turn) for _ in range(int(rng.integers(0, 3)))]
    pieces += _streaks(rng, frame, size_px, steel)
    if rng.random() < 0.3:
        pieces.append(Piece(ramp(rng, size_px), toned(steel, float(pick(rng, (0.5, 1.4)))), 0.0, 0.5))
    if rng.random() < 0.35:
        patch = camouflage(rng, size_px, int(rng.integers(3, 20)), float(rng.uniform(0.05, 0.4)))
        pieces.append(Piece(patch, toned(steel, float(rng.uniform(0.5, 0.9))), 0.0, float(rng.uniform(0.1, 0.5))))
    pieces += _roll_marks(rng, frame, size_px, steel)
    if rng.random() < 0.4:
        pieces += _strip_edge(rng, frame, size_px, steel)
    if rng.random() < 0.35:
        hand = draw_hand(rng, max(6.0, size_px * between(rng, 0.05, 0.18)), turn)
        ink = Finish(vivid(rng)) if rng.random() < 0.4 else toned(steel, float(pick(rng, (0.3, 1.6))))
        pieces += lettered(hand, made_up(rng), frame.at(0, size_px * float(rng.uniform(-0.3, 0.3))), ink, 40)
    return staged(rng, "strip_steel", size_px, steel, pieces)


def _strip(rng: Generator, turn: float) -> Finish:
    """Return strip: black, blue, pickled grey, galvanised or tinned, its strong texture along `turn`."""
    level, hue, tint = float(rng.uniform(0.15, 0.75)), float(pick(rng, (0.07, 0.58, 0.12))), float(rng.uniform(0, 0.2))
    kind, along = str(pick(rng, (*ROLLED, *ROLLED, *COATED))), turn if rng.random() < 0.8 else turn + 90
    shiny = float(pick(rng, (0.0, 0.0, 0.2, 0.5)))
    bgr = colour(rng, level, tint, hue)
    return Finish(bgr, kind, float(rng.uniform(0.03, 0.3)), between(rng, 0.5, 2), along, shiny)


def _over(rng: Generator, size_px: int, steel: Finish, turn: float) -> Piece:
    """Return a second texture over the first: scale, pickling stain, skin-pass roughness."""
    tone = toned(steel, float(rng.uniform(0.75, 1.2)))
    other = finish(rng, tone.bgr, (*ROLLED, *COATED), 0.4)
    skin = Finish(other.bgr, other.texture, other.amplitude, other.scale, turn, steel.gloss)
    whole = rectangle((size_px / 2, size_px / 2), (2 * size_px, 2 * size_px))
    return Piece(Outline((whole,)), skin, 0.0, float(rng.uniform(0.2, 0.6)))


def _streaks(rng: Generator, frame: Frame, size_px: int, steel: Finish) -> list[Piece]:
    """Return bands along the rolling direction, faint."""
    pieces: list[Piece] = []
    for y in (rng.uniform(-0.6, 0.6, int(rng.integers(0, 10))) * size_px).tolist():
        tone, wide = toned(steel, float(pick(rng, (0.7, 0.85, 1.15, 1.3)))), size_px * between(rng, 0.005, 0.15)
        band = frame.line([(-size_px, y), (size_px, y)], wide)
        pieces.append(Piece(band, tone, 0.0, float(rng.uniform(0.05, 0.4))))
    return pieces


def _roll_marks(rng: Generator, frame: Frame, size_px: int, steel: Finish) -> list[Piece]:
    """Return the marks that a roll leaves once in each turn: prints of one shape at one pitch, or chatter across."""
    kind, pitch = int(rng.integers(4)), size_px * between(rng, 0.08, 0.4)
    tone, clear = toned(steel, float(pick(rng, (0.6, 0.8, 1.25)))), float(rng.uniform(0.2, 0.7))
    start, y = -size_px * float(rng.uniform(0.4, 0.6)), size_px * float(rng.uniform(-0.35, 0.35))
    xs = [start + number * pitch for number in range(int(min(9, 1.2 * size_px / pitch)))]
    if kind == 0:
        own = blob(rng, ORIGIN, size_px * between(rng, 0.012, 0.05), 0.4, float(rng.uniform(0.3, 1)))
        prints = [Outline((own + np.array(frame.at(x, y), np.float32),)) for x in xs]
        return [Piece(each, tone, -0.5, clear, group=number) for number, each in enumerate(prints)]
    if kind == 1:
        lines = [frame.line([(x, -size_px), (x, size_px)], max(1.0, 0.15 * pitch)) for x in xs]
        return [Piece(each, tone, 0.0, 0.4 * clear, group=number) for number, each in enumerate(lines)]
    if kind == 2:
        bent = wander(rng, frame.at(0, y), 1.6 * size_px, 12)
        return [Piece(Stroke(bent, size_px * between(rng, 0.01, 0.05)), tone, 0.0, clear, group=0)]
    return []


def _strip_edge(rng: Generator, frame: Frame, size_px: int, steel: Finish) -> list[Piece]:
    """Return the edge of the strip with its burr, and the roller table or a second strip beyond it."""
    y = size_px * float(rng.uniform(0.2, 0.45)) * float(pick(rng, (-1, 1)))
    away = 1 if y > 0 else -1
    beyond = frame.box((0, y + away * size_px), (3 * size_px, 2 * size_px))
    burr = frame.line([(-size_px, y), (size_px, y)], between(rng, 1, 4))
    return [Piece(beyond, bench(rng), -5.0), Piece(burr, toned(steel, 1.4), 1.0, group=30)]


FAMILIES: Final[dict[str, Design]] = {"strip_steel": strip_steel}
