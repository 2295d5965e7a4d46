"""Dials and scales: gauges and clocks, rulers and verniers."""

from typing import Final

from numpy.random import Generator

from inspector.train.families.codes import around, sector, ticks
from inspector.train.families.colours import beside, finish, gloss, palette
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.lettering import draw_hand, lettered, made_up, worded
from inspector.train.families.paragraphs import ink_on
from inspector.train.scene import Finish, Outline, Piece, Scene

FACE: Final = ("paper", "grain", "fibres", "cloud", "peel", "speckle")
GROUND: Final = ("paper", "grain", "cloud", "brushed", "weave", "cast", "planed", "wood", "speckle")
MOST: Final = 76


def dial(rng: Generator, size_px: int) -> Scene:
    """Gauges and clocks: a face with ticks, numbers, coloured sectors, a hand and a hub."""
    bgr, ground, *colours = palette(rng, 5)
    radius, centre = size_px * between(rng, 0.25, 0.75), spot(rng, size_px, 0.35)
    face, ink, frame = finish(rng, bgr, FACE, 0.04), ink_on(rng, bgr), Frame(centre)
    first = float(rng.uniform(90, 180))
    last = first + float(rng.uniform(150, 340))
    rim = finish(rng, colours[0], ("brushed", "grain", "turned"), 0.1, gloss(rng, 0.6))
    pieces = [Piece(frame.disc((0, 0), 1.12 * radius, 56), rim, 4.0), Piece(frame.disc((0, 0), radius, 56), face, -3.0)]
    for number in range(int(rng.integers(0, 4))):
        ends = sorted(rng.uniform(first, last, 2).tolist())
        pieces.append(Piece(sector(centre, (0.93 * radius, 0.82 * radius), *ends), Finish(colours[number % 3]), group=number))  # noqa: E501  # fmt: skip
    major, parts, width = int(rng.integers(4, 11)), int(pick(rng, (2, 4, 5, 5))), max(1.0, 0.015 * radius)
    minor = around(centre, 0.93 * radius, first, last, (major - 1) * parts + 1)
    pieces.append(Piece(ticks(minor, 0.07 * radius, width), ink, group=8))
    hand = draw_hand(rng, radius * float(rng.uniform(0.09, 0.16)))
    step = int(pick(rng, (1, 2, 5, 10, 20, 50)))
    for number, each in enumerate(minor[::parts]):
        pieces.append(Piece(ticks([each], 0.14 * radius, 2 * width), ink, group=10 + number))
        pieces.append(worded(hand, str(step * number), each.at(0.26 * radius, 0), ink, 30 + number))
    pieces.append(worded(hand, made_up(rng), frame.at(0, 0.35 * radius), ink, 60))
    return _scene(rng, "dial", size_px, finish(rng, ground, GROUND, 0.15), [*pieces, *_needle(rng, frame, radius)])


def ruler(rng: Generator, size_px: int) -> Scene:
    """Rulers, verniers and drums: ticks of three lengths with numbers along an edge or on both."""
    bgr, ground, *_ = palette(rng, 3)
    body, ink = finish(rng, bgr, ("brushed", "grain", "wood", "paper", "planed"), 0.12, gloss(rng, 0.3)), ink_on(rng, bgr)  # noqa: E501  # fmt: skip
    frame, wide = Frame(spot(rng, size_px, 0.4), square_turn(rng, 5.0)), size_px * between(rng, 0.25, 1.2)
    pieces = [Piece(frame.box((0, 0), (3 * size_px, wide)), body, between(rng, 0.5, 4))]
    for side in (-1, 1)[: int(pick(rng, (1, 1, 2)))]:
        edge = frame.frame(float(rng.uniform(-20, 20)), side * wide / 2, 0.0 if side < 0 else 180.0)
        pieces += _scale(rng, edge, size_px, wide, ink, 100 * (side + 1))
    hand = draw_hand(rng, wide * float(rng.uniform(0.08, 0.2)), frame.angle_deg)
    pieces += lettered(hand, made_up(rng), frame.at(0, 0.2 * wide), ink, 400)
    return _scene(rng, "ruler", size_px, finish(rng, ground, GROUND, 0.15), pieces)


def _needle(rng: Generator, frame: Frame, radius: float) -> list[Piece]:
    own, ink = frame.frame(0, 0, float(rng.uniform(0, 360))), Finish(beside(rng, (0.5, 0.5, 0.5), 0.2, 0.5))
    wide = radius * float(rng.uniform(0.02, 0.07))
    tip = Outline((own.points([(-0.2 * radius, wide), (0.85 * radius, 0.5), (0.85 * radius, -0.5), (-0.2 * radius, -wide)]),))  # noqa: E501  # fmt: skip
    return [Piece(tip, ink, 2.0, group=70), Piece(own.disc((0, 0), 2.2 * wide), ink, 2.0, group=71)]


def _scale(rng: Generator, edge: Frame, size_px: int, wide: float, ink: Finish, group: int) -> list[Piece]:
    """Return ticks along x of `edge`, pointing along y, and numbers at the long ones."""
    pitch, parts = size_px * between(rng, 0.028, 0.12), int(pick(rng, (5, 10, 10, 4)))
    long, width = min(0.4 * wide, size_px * between(rng, 0.05, 0.2)), max(1.0, pitch * float(rng.uniform(0.1, 0.35)))
    count = int(0.75 * size_px / pitch)
    places = [(number, edge.frame(number * pitch, 0, 90)) for number in range(-count, count + 1)]
    pieces = [Piece(ticks([each for _, each in places], 0.5 * long, width), ink, group=group)]
    hand = draw_hand(rng, min(0.6 * long, 0.9 * pitch * parts), edge.angle_deg)
    for number, each in places:
        if number % parts == 0:
            pieces.append(Piece(ticks([each], long, width), ink, group=group + 1 + len(pieces)))
            text = str(abs(number // parts))
            pieces.append(worded(hand, text, each.at(long + 0.7 * hand.height_px, 0), ink, group + 1 + len(pieces)))
    return pieces


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.0, 0.9)), between(rng, 0.7, 3)
    return Scene(family, size_px, ground, tuple(pieces[:MOST]), relief, bevel, moves=float(rng.uniform(0, 1.5)))


FAMILIES: Final[dict[str, Design]] = {"dial": dial, "ruler": ruler}
