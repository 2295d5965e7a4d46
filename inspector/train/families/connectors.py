"""Connectors and wires: pin headers, sockets, round plugs, cable ends, terminal blocks, crimps, flat cables."""

import math
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import beside, finish, gloss, palette
from inspector.train.families.contacts import (
    GROUND,
    PLASTIC,
    clamp,
    darker,
    insulation,
    pin,
    round_pin,
    surfaces,
    terminal,
    wire,
)
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.lettering import draw_hand, worded
from inspector.train.scene import Finish, Piece, Scene

MOST: Final = 76


def pin_header(rng: Generator, size_px: int) -> Scene:
    """Rows of pins in a housing, from above or from the side, with walls, a key and a pin-one mark."""
    housing, metal, ground = surfaces(rng)
    pitch = size_px * between(rng, 0.06, 0.28)
    rows, count = int(pick(rng, (1, 2, 2, 3))), int(np.clip(size_px * rng.uniform(0.4, 1.4) / pitch, 2, 60 // 3))
    frame = Frame(spot(rng, size_px, 0.35), square_turn(rng, 1.0))
    sides, high = ((count + 0.3) * pitch, (rows + 0.3) * pitch), between(rng, 1, 6)
    pieces: list[Piece] = []
    if rng.random() < 0.6:
        wall = pitch * float(rng.uniform(0.4, 0.9))
        outer = frame.box((0, 0), (sides[0] + 2 * wall, sides[1] + 2 * wall), 0.1 * wall)
        key = frame.box((0, sides[1] / 2 + wall / 2), (1.4 * pitch, 1.1 * wall))
        pieces += [Piece(outer, housing, high), Piece(frame.box((0, 0), sides), housing, -0.8 * high)]
        pieces += [Piece(key, darker(housing), -0.6 * high, group=900)]
    else:
        pieces.append(Piece(frame.box((0, 0), sides, 0.1 * pitch), housing, high))
    long = float(pick(rng, (0.0, 0.0, 2.5)))
    for row in range(rows):
        for number in range(count):
            middle = (number - (count - 1) / 2) * pitch, (row - (rows - 1) / 2) * pitch
            pieces += pin(metal, frame.frame(*middle), pitch, long if row == 0 else 0.0, row * count + number)
    return _scene(rng, "pin_header", size_px, ground, pieces)


def socket(rng: Generator, size_px: int) -> Scene:
    """Housings with holes or slots in rows, contacts inside them, and latches."""
    housing, metal, ground = surfaces(rng)
    pitch, rows = size_px * between(rng, 0.08, 0.35), int(pick(rng, (1, 2, 2, 3, 4)))
    count = int(np.clip(size_px * rng.uniform(0.5, 1.4) / pitch, 1, 36 // rows))
    frame, hole = Frame(spot(rng, size_px, 0.35), square_turn(rng, 1.0)), darker(housing)
    sides = ((count + 0.5) * pitch, (rows + 0.5) * pitch)
    pieces = [Piece(frame.box((0, 0), sides, 0.15 * pitch), housing, between(rng, 1, 6))]
    pieces.append(Piece(frame.box((0, -0.55 * sides[1]), (2 * pitch, 0.5 * pitch)), housing, 2.0, group=901))
    round_px, deep = pitch * float(pick(rng, (0.05, 0.4))), between(rng, 1, 5)
    opening, inner = float(rng.uniform(0.45, 0.8)) * pitch, float(rng.uniform(0.3, 0.7))
    for number in range(rows * count):
        own = frame.frame((number % count - (count - 1) / 2) * pitch, (number // count - (rows - 1) / 2) * pitch)
        pieces.append(Piece(own.box((0, 0), (opening, opening), round_px), hole, -deep, group=number))
        if rng.random() < 0.9:
            contact = own.box((0, 0), (inner * opening, 0.4 * inner * opening))
            pieces.append(Piece(contact, metal, 0.5 * deep, group=number))
    return _scene(rng, "socket", size_px, ground, pieces)


def round_plug(rng: Generator, size_px: int) -> Scene:
    """Round connectors: a shell with teeth or keys, an insert with pins in rings, numbered."""
    housing, metal, ground = surfaces(rng)
    radius, frame = size_px * between(rng, 0.2, 0.6), Frame(spot(rng, size_px, 0.35), float(rng.uniform(0, 360)))
    pieces = [
        Piece(frame.disc((0, 0), radius, int(pick(rng, (48, 48, 12, 6)))), metal, 3.0),
        Piece(frame.disc((0, 0), 0.86 * radius, 48), darker(metal), -2.0),
        Piece(frame.disc((0, 0), 0.76 * radius, 48), housing, between(rng, 0.5, 3)),
    ]
    thick, group, male = radius * between(rng, 0.06, 0.14), 0, bool(rng.random() < 0.5)
    for ring in np.arange(0.0 if rng.random() < 0.5 else 0.25, 0.66, 3.2 * thick / radius).tolist():
        count = max(1, int(2 * math.pi * ring * radius / (3.4 * thick)))
        for number in range(count):
            angle = 2 * math.pi * number / count
            own = frame.frame(ring * radius * math.cos(angle), ring * radius * math.sin(angle))
            pieces += round_pin(metal, housing, own, thick, group, male=male)
            group += 1
    for number in range(int(rng.integers(1, 4))):
        own = frame.frame(0, 0, 120.0 * number)
        key = own.box((0.8 * radius, 0), (0.14 * radius, 0.12 * radius))
        pieces.append(Piece(key, housing, 1.0, group=500 + number))
    return _scene(rng, "round_plug", size_px, ground, pieces)


def wired_housing(rng: Generator, size_px: int) -> Scene:
    """Wires of many colours that enter a housing side by side."""
    housing, metal, ground = surfaces(rng)
    pitch = size_px * between(rng, 0.05, 0.2)
    count = int(np.clip(size_px * rng.uniform(0.4, 1.2) / pitch, 2, 18))
    frame, wide = Frame(spot(rng, size_px, 0.35), square_turn(rng, 4.0)), pitch * float(rng.uniform(0.6, 0.98))
    deep, alike, pieces = pitch * float(rng.uniform(1.5, 4)), rng.random() < 0.25, list[Piece]()
    jacket = insulation(rng)
    for number in range(count):
        x, slack = (number - (count - 1) / 2) * pitch, rng.normal(0, 0.25 * pitch, 2).tolist()
        run = [(x, 0.0), (x, deep), (x + slack[0], 2.2 * deep), (x + slack[0] + slack[1], 2.0 * size_px)]
        skin = jacket if alike else insulation(rng)
        pieces += wire(frame, run, wide, skin, number)
    sides = ((count + 0.6) * pitch, deep)
    pieces.append(Piece(frame.box((0, 0), sides, 0.1 * pitch), housing, between(rng, 2, 7), group=910))
    for number in range(count):
        window = frame.box(((number - (count - 1) / 2) * pitch, -0.1 * deep), (0.5 * pitch, 0.4 * deep))
        pieces.append(Piece(window, metal if rng.random() < 0.5 else darker(housing), -1.5, group=600 + number))
    return _scene(rng, "wired_housing", size_px, ground, pieces)


def terminal_block(rng: Generator, size_px: int) -> Scene:
    """Rows of screws in a housing with wire entries, numbers and wires."""
    housing, metal, ground = surfaces(rng)
    pitch, frame = size_px * between(rng, 0.15, 0.5), Frame(spot(rng, size_px, 0.35), square_turn(rng, 1.0))
    count, high = int(np.clip(size_px * rng.uniform(0.6, 1.3) / pitch, 1, 7)), between(rng, 2, 7)
    hand = draw_hand(rng, 0.22 * pitch, frame.angle_deg)
    pieces = [Piece(frame.box((0, 0), (count * pitch, 2.4 * pitch), 0.06 * pitch), housing, high)]
    ink, cross = Finish(beside(rng, housing.bgr, 0.2, 0.8)), bool(rng.random() < 0.4)
    for number in range(count):
        own = frame.frame((number - (count - 1) / 2) * pitch, 0)
        pieces += clamp(own, pitch, metal, darker(housing), 4 * number, cross=cross)
        pieces.append(worded(hand, str(number + 1), own.at(0, -0.95 * pitch), ink, 4 * number + 2))
        rib = own.box((0.5 * pitch, 0), (0.06 * pitch, 2.4 * pitch))
        pieces.append(Piece(rib, housing, 1.0))
        if rng.random() < 0.5:
            run = [(0.0, 1.0 * pitch), (0.0, 1.8 * pitch), (float(rng.normal(0, 0.2)) * pitch, 9 * pitch)]
            pieces += wire(own, run, pitch * 0.4, insulation(rng), 4 * number + 3)
    return _scene(rng, "terminal_block", size_px, ground, pieces)


def crimp(rng: Generator, size_px: int) -> Scene:
    """Crimped terminals: strands, a barrel with wings, insulation, a ring, fork or tab in front."""
    _, metal, ground = surfaces(rng)
    count, pieces = int(pick(rng, (1, 1, 2, 3, 4))), list[Piece]()
    size = size_px * between(rng, 0.5, 1.4) / max(1, count**0.6)
    turn, kind, skin = square_turn(rng, 6.0), int(rng.integers(3)), insulation(rng)
    whole = Frame((size_px / 2, size_px / 2), turn)
    for number in range(count):
        across = (number - (count - 1) / 2) * size_px / count
        own = whole.frame(float(rng.normal(0, 0.05)) * size, across, float(rng.normal(0, 2)))
        pieces += terminal(rng, own, size, (metal, skin), 12 * number, kind)
    return _scene(rng, "crimp", size_px, ground, pieces)


def flat_cable(rng: Generator, size_px: int) -> Scene:
    """Flat cables and bundles: many parallel cores, one marked, ties, split ends."""
    bgr, other, ground, _ = palette(rng, 4)
    pitch = size_px * between(rng, 0.025, 0.16)
    count, pieces = int(np.clip(size_px * rng.uniform(0.3, 1.2) / pitch, 3, 40)), list[Piece]()
    frame, mixed = Frame(spot(rng, size_px, 0.35), square_turn(rng, 10)), rng.random() < 0.4
    skin, marked = finish(rng, bgr, PLASTIC, 0.05, gloss(rng)), Finish(beside(rng, bgr, 0.15, 0.7))
    split, bend = size_px * float(rng.uniform(0.1, 1.4)), size_px * float(pick(rng, (0.0, 0.05, 0.2)))
    for number in range(count):
        y = (number - (count - 1) / 2) * pitch
        apart = y * float(rng.uniform(1.0, 1.6)) + float(rng.normal(0, 0.2)) * pitch
        run = [(-size_px, y + bend), (-0.3 * size_px, y), (split, y + 0.5 * bend), (2.0 * size_px, apart + bend)]
        own = insulation(rng) if mixed else (marked if number == 0 else skin)
        pieces += wire(frame, run, 0.94 * pitch, own, number)[: 2 if count < 14 else 1]
    tie = Finish(other, gloss=0.1)
    for number in range(int(pick(rng, (0, 0, 1, 2)))):
        x = float(rng.uniform(-0.4, 0.4)) * size_px
        band = frame.box((x, 0), (size_px * between(rng, 0.02, 0.1), (count + 0.5) * pitch), 2.0)
        pieces.append(Piece(band, tie, 2.5, group=700 + number))
    return _scene(rng, "flat_cable", size_px, finish(rng, ground, GROUND, 0.15), pieces)


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.2, 1.0)), between(rng, 0.7, 3)
    return Scene(family, size_px, ground, tuple(pieces[:MOST]), relief, bevel, moves=float(rng.uniform(0, 2)))


FAMILIES: Final[dict[str, Design]] = {
    "pin_header": pin_header,
    "socket": socket,
    "round_plug": round_plug,
    "wired_housing": wired_housing,
    "terminal_block": terminal_block,
    "crimp": crimp,
    "flat_cable": flat_cable,
}
