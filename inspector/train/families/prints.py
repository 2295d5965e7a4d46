"""What is printed, pressed or marked: labels, codes, dates, cards, keypads."""

import math
from typing import Final

from numpy.random import Generator

from inspector.train.families.codes import bars, emblem, matrix, rosette
from inspector.train.families.colours import finish, gloss, palette
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.lettering import CODED, DIGITS, LETTERS, draw_hand, lettered, letters, made_up, worded
from inspector.train.families.paragraphs import block, ink_on
from inspector.train.scene import Finish, Piece, Scene, Stroke

PAPER: Final = ("paper", "grain", "fibres", "cloud", "peel", "speckle")
GROUND: Final = ("paper", "grain", "cloud", "brushed", "weave", "cast", "planed", "wood", "speckle")
MOST: Final = 76


def label(rng: Generator, size_px: int) -> Scene:
    """Labels with lines of text, a bar code or a square code, an emblem and rules, whole or cut by the border."""
    bgr, ground, *colours = palette(rng, 5)
    side = size_px * between(rng, 0.5, 1.6)
    frame = Frame(spot(rng, size_px, 0.4), square_turn(rng, 2.0))
    wide, high = side, side * float(rng.uniform(0.45, 1.0))
    paper = finish(rng, bgr, PAPER, 0.06, gloss(rng, 0.3) * 0.5)
    ink = ink_on(rng, bgr)
    pieces = [Piece(frame.box((0, 0), (wide, high), 0.03 * side), paper, 0.6)]
    if rng.random() < 0.5:
        rule = Stroke(frame.rectangle((0, 0), (0.94 * wide, 0.92 * high), 0.02 * side), max(1.0, 0.008 * side), True)  # noqa: FBT003
        pieces.append(Piece(rule, ink, group=0))
    if rng.random() < 0.3:
        pieces.append(Piece(frame.box((0, -0.36 * high), (wide, 0.28 * high)), Finish(colours[0])))
    pieces += block(rng, frame.frame(-0.04 * wide, -0.3 * high), (0.8 * wide, 0.3 * high), ink, 10, apart=True)
    pieces += block(rng, frame.frame(-0.2 * wide, 0.15 * high), (0.5 * wide, 0.5 * high), ink, 60, apart=False)
    pieces += _code(rng, frame.frame(0.26 * wide, 0.2 * high), 0.4 * high, ink, 90)
    if rng.random() < 0.6:
        pieces += emblem(rng, frame.frame(0.38 * wide, -0.3 * high), 0.11 * high, [*colours, ink.bgr], 95)
    return _scene(rng, "label", size_px, finish(rng, ground, GROUND, 0.2), pieces)


def code_mark(rng: Generator, size_px: int) -> Scene:
    """One or several codes, printed, burnt or pecked, with what they say beside them."""
    bgr, *_ = palette(rng, 2)
    ground, ink, pieces = finish(rng, bgr, GROUND, 0.15, gloss(rng, 0.3)), ink_on(rng, bgr), list[Piece]()
    count, turn = int(pick(rng, (1, 1, 2, 4))), square_turn(rng, 4.0)
    side = size_px * between(rng, 0.25, 0.8) / math.sqrt(count)
    for number in range(count):
        column, row = number % 2 - (count > 1) / 2, number // 2 - (count > 2) / 2
        middle = size_px * (0.5 + 0.48 * column), size_px * (0.5 + 0.48 * row)
        frame = Frame(middle, turn)
        pieces += _code(rng, frame, side, ink, 20 * number)
        hand = draw_hand(rng, max(4.0, 0.14 * side), turn)
        pieces += lettered(hand, letters(rng, CODED, 3, 7), frame.at(0, 0.68 * side), ink, 20 * number + 2)
    return _scene(rng, "code_mark", size_px, ground, pieces)


def date_code(rng: Generator, size_px: int) -> Scene:
    """One to four lines of a date, lot or number on a plain or patterned surface, sprayed, burnt or pressed in."""
    bgr, *_ = palette(rng, 2)
    ground, ink = finish(rng, bgr, GROUND, 0.25, gloss(rng, 0.4)), ink_on(rng, bgr)
    deep = float(pick(rng, (0.0, 0.0, -1.5, 1.5)))
    if deep and rng.random() < 0.6:
        ink = ground
        deep *= 2
    lines, high = int(rng.integers(1, 5)), size_px * between(rng, 0.06, 0.35)
    frame = Frame(spot(rng, size_px, 0.4), square_turn(rng, 5.0))
    hand, pieces = draw_hand(rng, min(high, size_px / (2.0 * lines)), frame.angle_deg), list[Piece]()
    for number in range(lines):
        middle = frame.at(0, (number - (lines - 1) / 2) * 1.6 * hand.height_px)
        pieces += lettered(hand, made_up(rng), middle, ink, 20 * number, height_px=deep)
    return _scene(rng, "date_code", size_px, ground, pieces)


def card(rng: Generator, size_px: int) -> Scene:
    """Cards, tickets and certificates: bands, rosettes, a picture, a contact plate, text."""
    bgr, ground, *colours = palette(rng, 6)
    side, frame = size_px * between(rng, 0.6, 1.8), Frame(spot(rng, size_px, 0.35), square_turn(rng, 3.0))
    wide, high, ink = side, side * float(rng.uniform(0.5, 0.8)), ink_on(rng, bgr)
    pieces = [Piece(frame.box((0, 0), (wide, high), 0.06 * side), finish(rng, bgr, PAPER, 0.05, gloss(rng, 0.4)), 0.8)]
    for number in range(int(rng.integers(1, 4))):
        band = frame.box((0, float(rng.uniform(-0.4, 0.4)) * high), (wide, high * between(rng, 0.03, 0.3)))
        pieces.append(Piece(band, finish(rng, colours[number], PAPER, 0.1), opacity=float(pick(rng, (1.0, 0.5)))))
    for number in range(int(rng.integers(0, 4))):
        place = frame.at(float(rng.uniform(-0.4, 0.4)) * wide, float(rng.uniform(-0.3, 0.3)) * high)
        line = rosette(rng, place, high * float(rng.uniform(0.15, 0.45)))
        pieces.append(Piece(Stroke(line, between(rng, 1, 3), closed=True), Finish(colours[number]), group=number))
    pieces += emblem(rng, frame.frame(-0.32 * wide, -0.2 * high), 0.14 * high, colours, 10)
    plate = frame.box((0.28 * wide, -0.12 * high), (0.2 * wide, 0.22 * high), 0.03 * wide)
    if rng.random() < 0.4:
        pieces.append(Piece(plate, Finish((0.3, 0.6, 0.75), gloss=0.3), 0.5, group=11))
    pieces += block(rng, frame.frame(-0.05 * wide, 0.25 * high), (0.8 * wide, 0.4 * high), ink, 20, apart=True)
    return _scene(rng, "printed_card", size_px, finish(rng, ground, GROUND, 0.2), pieces)


def keypad(rng: Generator, size_px: int) -> Scene:
    """Keys in rows with a character or a word each, raised, domed or only printed, some of another colour."""
    bgr, body, other, _ = palette(rng, 4)
    pitch = size_px * between(rng, 0.19, 0.6)
    across, down = pitch * float(rng.uniform(0.6, 0.92)), pitch * float(rng.uniform(0.6, 0.92))
    frame, round_px = (
        Frame((size_px / 2, size_px / 2), square_turn(rng)),
        float(rng.uniform(0, 0.5)) * min(across, down),
    )
    cap, odd = (finish(rng, each, PAPER, 0.05, gloss(rng, 0.3)) for each in (bgr, other))
    ink, high, shift = ink_on(rng, bgr), between(rng, 0.3, 6), rng.uniform(-0.5, 0.5, 2) * pitch
    hand, pieces, text = draw_hand(rng, 0.4 * down, frame.angle_deg), list[Piece](), rng.random() < 0.25
    reach = range(-math.ceil(size_px / pitch / 2), math.ceil(size_px / pitch / 2) + 1)
    for number, (row, column) in enumerate((row, column) for row in reach for column in reach):
        own = frame.frame(column * pitch + float(shift[0]), row * pitch + float(shift[1]))
        if max(abs(own.centre[0] - size_px / 2), abs(own.centre[1] - size_px / 2)) > (size_px + pitch) / 2:
            continue
        key = odd if rng.random() < 0.1 else cap
        pieces.append(Piece(own.box((0, 0), (across, down), round_px), key, high, group=number))
        legend = letters(rng, CODED, 2, 4) if text else letters(rng, LETTERS + DIGITS, 1, 1)
        pieces.append(worded(hand, legend, own.centre, ink, number))
    return _scene(rng, "keypad", size_px, finish(rng, body, GROUND, 0.1), pieces)


def _code(rng: Generator, frame: Frame, side: float, ink: Finish, group: int) -> list[Piece]:
    if rng.random() < 0.5:
        return [Piece(matrix(rng, frame, side), ink, group=group)]
    high = side * float(rng.uniform(0.3, 0.8))
    return [Piece(bars(rng, frame, (1.2 * side, high)), ink, group=group)]


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.0, 0.9)), between(rng, 0.7, 3)
    return Scene(family, size_px, ground, tuple(pieces[:MOST]), relief, bevel, moves=float(rng.uniform(0, 1.5)))


FAMILIES: Final[dict[str, Design]] = {
    "label": label,
    "code_mark": code_mark,
    "date_code": date_code,
    "printed_card": card,
    "keypad": keypad,
}
