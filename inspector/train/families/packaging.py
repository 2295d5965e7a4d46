"""Packaging: blisters, closures, lids of cans, cartons, sealed foil, trays, tubes."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import bars, emblem, rosette
from inspector.train.families.colours import beside, colour, finish, gloss, palette
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, blob, pick, spot
from inspector.train.families.lettering import draw_hand, lettered, made_up
from inspector.train.families.paragraphs import block, ink_on
from inspector.train.families.shades import pillow
from inspector.train.families.vessels import cap, cells, pull
from inspector.train.families.vessels import tube as vial
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke

FOIL: Final = ("grain", "brushed", "spangle", "ground", "peel", "mesh")
CARTON: Final = ("paper", "fibres", "grain", "cloud", "speckle", "halftone")
PLASTIC: Final = ("grain", "peel", "cloud", "speckle", "cast")
GROUND: Final = ("paper", "grain", "cloud", "brushed", "weave", "planed", "wood", "speckle")
MOST: Final = 76


def blister(rng: Generator, size_px: int) -> Scene:
    """Blister packs: pockets in rows in foil, each with a tablet or capsule, a few empty or of another shape."""
    bgr, pill_bgr, *_ = palette(rng, 3)
    foil = finish(rng, bgr, FOIL, 0.12, float(rng.uniform(0.05, 0.7)))
    pill = finish(rng, pill_bgr, PLASTIC, 0.06, gloss(rng, 0.3))
    pitch, aspect = size_px * between(rng, 0.26, 0.8), float(pick(rng, (1.0, 1.0, 0.6, 0.45)))
    whole, radius = Frame((size_px / 2, size_px / 2), square_turn(rng, 2.0)), 0.4 * pitch
    round_px = radius * float(pick(rng, (1.0, 1.0, 0.4)))
    shift, high, empty = rng.uniform(-0.5, 0.5, 2) * pitch, between(rng, 2, 8), float(pick(rng, (0.0, 0.1)))
    clear, pieces = Finish(bgr, gloss=float(rng.uniform(0.2, 0.8))), list[Piece]()
    for number, own in enumerate(cells(whole, size_px, (pitch, max(aspect, 0.6) * pitch), shift)):
        sides = 2 * radius, 2 * radius * aspect
        pieces.append(Piece(own.box((0, 0), (1.1 * sides[0], 1.1 * sides[1]), round_px), foil, -0.5 * high))
        if rng.random() >= empty:
            shape = own.rectangle(tuple(rng.normal(0, 0.03 * pitch, 2).tolist()), (0.8 * sides[0], 0.8 * sides[1]), round_px)  # noqa: E501  # fmt: skip
            pieces += [Piece(Outline((shape,)), pill, 0.5 * high, group=number)]
            pieces += [Piece(pillow(shape, 0.5 * radius), pill, 0.5 * high, group=number)]
        dome = pillow(own.rectangle((0, 0), sides, round_px), 0.6 * radius)
        pieces.append(Piece(dome, clear, high, float(rng.uniform(0.1, 0.3)), group=100 + number))
    return _scene(rng, "blister_pack", size_px, foil, pieces)


def closure(rng: Generator, size_px: int) -> Scene:
    """Caps of bottles and jars from above: knurled or crimped rims, rings, an emblem, words round the edge."""
    bgr, ground, *colours = palette(rng, 5)
    count = int(pick(rng, (1, 1, 1, 4)))
    radius = size_px * (between(rng, 0.22, 0.7) if count == 1 else between(rng, 0.14, 0.23))
    surface, ink = finish(rng, bgr, PLASTIC, 0.06, gloss(rng, 0.7)), ink_on(rng, bgr)
    seed, pieces = int(rng.integers(1 << 30)), list[Piece]()
    for number in range(count):
        middle = spot(rng, size_px, 0.35) if count == 1 else (size_px * (0.27 + 0.46 * (number % 2)), size_px * (0.27 + 0.46 * (number // 2)))  # noqa: E501  # fmt: skip
        frame = Frame(middle, float(rng.uniform(0, 360)))
        pieces += cap(np.random.default_rng(seed), frame, radius, (surface, ink), 40 * number)
        pieces += emblem(np.random.default_rng(seed), frame, 0.35 * radius, colours, 40 * number + 30)
    return _scene(rng, "closure", size_px, finish(rng, ground, GROUND, 0.15), pieces)


def can_lid(rng: Generator, size_px: int) -> Scene:
    """Lids and bottoms of cans: rings pressed in, a ring pull on a rivet, a score line, embossed characters."""
    bgr = colour(rng, rng.uniform(0.3, 0.8), float(pick(rng, (0.03, 0.05, 0.6))), rng.uniform(0.05, 0.15))
    metal = finish(rng, bgr, ("brushed", "turned", "ground", "grain"), 0.1, float(rng.uniform(0.1, 0.8)))
    radius, frame = size_px * between(rng, 0.3, 0.8), Frame(spot(rng, size_px, 0.38), float(rng.uniform(0, 360)))
    pieces = [Piece(frame.disc((0, 0), radius, 64), metal, 3.0)]
    level = radius
    for _ in range(int(rng.integers(2, 6))):
        level *= float(rng.uniform(0.72, 0.95))
        deep = between(rng, 0.5, 4) * float(pick(rng, (-1, 1)))
        pieces.append(Piece(frame.disc((0, 0), level, 64), metal, deep))
    if rng.random() < 0.65:
        score = oval(frame.at(0.05 * radius, 0), (0.6 * level, 0.5 * level), frame.angle_deg)
        pieces.append(Piece(Stroke(score, max(1.0, 0.015 * radius), closed=True), metal, -0.8, group=0))
        pieces += pull(rng, frame, 0.75 * level, finish(rng, bgr, FOIL, 0.06, 0.5), 1)
    hand = draw_hand(rng, 0.12 * radius, frame.angle_deg + 90)
    pieces += lettered(hand, made_up(rng), frame.at(-0.55 * level, 0), metal, 10, height_px=between(rng, 0.6, 2))
    return _scene(rng, "can_lid", size_px, finish(rng, palette(rng, 1)[0], GROUND, 0.15), pieces)


def carton(rng: Generator, size_px: int) -> Scene:
    """Cartons, printed: panels between folds, flaps, slots, glue seams, words, a bar code, an emblem."""
    bgr, ground, *colours = palette(rng, 6)
    board, ink = finish(rng, bgr, CARTON, 0.07, gloss(rng, 0.3) * 0.5), ink_on(rng, bgr)
    frame = Frame(spot(rng, size_px, 0.4), square_turn(rng, 2.0))
    wide, high = size_px * between(rng, 0.5, 1.8), size_px * between(rng, 0.5, 1.8)
    pieces = [Piece(frame.box((0, 0), (wide, high)), board, between(rng, 1, 6))]
    for number in range(int(rng.integers(0, 3))):
        panel = frame.box((float(rng.uniform(-0.3, 0.3)) * wide, 0), (wide * float(rng.uniform(0.1, 0.5)), high))
        pieces.append(Piece(panel, finish(rng, colours[number], CARTON, 0.15)))
    for number in range(int(rng.integers(0, 4))):
        x = float(rng.uniform(-0.45, 0.45)) * wide
        ends = [(x, -high / 2), (x, high / 2)] if rng.random() < 0.6 else [(-wide / 2, x), (wide / 2, x)]
        fold = Finish(beside(rng, bgr, 0.02, 0.15))
        pieces.append(Piece(frame.line(ends, between(rng, 1, 4)), fold, -between(rng, 0.5, 2), 0.6, group=200 + number))
    if rng.random() < 0.5:
        flap = frame.points([(-wide / 2, -high / 2), (wide / 2, -high / 2), (0.4 * wide, -0.2 * high), (-0.4 * wide, -0.2 * high)])  # noqa: E501  # fmt: skip
        pieces.append(Piece(Outline((flap,)), board, 1.5, group=210))
    pieces += emblem(rng, frame.frame(0.2 * wide, -0.2 * high), 0.14 * min(wide, high), colours, 20)
    pieces += block(rng, frame.frame(-0.1 * wide, 0.1 * high), (0.6 * wide, 0.3 * high), ink, 30, apart=True)
    if rng.random() < 0.5:
        own = frame.frame(0.2 * wide, 0.32 * high)
        pieces.append(Piece(own.box((0, 0), (0.4 * wide, 0.26 * high)), Finish((0.92, 0.92, 0.92)), group=80))
        pieces.append(Piece(bars(rng, own, (0.34 * wide, 0.2 * high)), Finish((0.06, 0.06, 0.06)), group=80))
    return _scene(rng, "carton", size_px, finish(rng, ground, GROUND, 0.15), pieces)


def sealed_foil(rng: Generator, size_px: int) -> Scene:
    """Foil and pouches: a knurled or ribbed seal, wrinkles, a tear notch, printed words and rosettes."""
    bgr, other, *colours = palette(rng, 5)
    foil = finish(rng, bgr, FOIL, 0.1, float(rng.uniform(0.1, 0.8)))
    frame, wide, pieces = Frame((size_px / 2, size_px / 2), square_turn(rng, 2.0)), size_px * between(rng, 0.1, 0.4), list[Piece]()  # noqa: E501  # fmt: skip
    y, pitch = float(rng.uniform(-0.45, 0.35)) * size_px, size_px * between(rng, 0.018, 0.08)
    rib, high = Finish(beside(rng, bgr, 0.02, 0.2), gloss=foil.gloss), between(rng, 0.5, 3)
    pieces.append(Piece(frame.box((0, y), (2 * size_px, wide)), foil, -0.5))
    for number in range(int(min(30, wide / pitch * 2 + 1))):
        level = y - wide / 2 + pitch * number * 0.5
        pieces.append(Piece(frame.line([(-size_px, level), (size_px, level)], max(1.2, 0.3 * pitch)), rib, high))
    for _ in range(int(rng.integers(0, 8))):
        x, length = float(rng.uniform(-0.5, 0.5)) * size_px, size_px * between(rng, 0.1, 0.5)
        run = [(x, y + wide / 2), (x + 0.1 * length, y + wide / 2 + 0.4 * length), (x - 0.05 * length, y + length)]
        pieces.append(Piece(frame.line(run, between(rng, 1.5, 8)), foil, between(rng, 0.3, 2.5), 0.7))
    if rng.random() < 0.5:
        line = rosette(rng, frame.at(0, 0.25 * size_px), size_px * between(rng, 0.08, 0.25))
        pieces.append(Piece(Stroke(line, between(rng, 1, 4), closed=True), Finish(colours[0]), group=0))
    pieces += block(rng, frame.frame(0, y + wide + 0.15 * size_px), (0.8 * size_px, 0.3 * size_px), ink_on(rng, bgr), 10, apart=True)  # noqa: E501  # fmt: skip
    pieces += emblem(rng, Frame(spot(rng, size_px, 0.2)), size_px * between(rng, 0.05, 0.15), [other, *colours], 60)
    return _scene(rng, "sealed_foil", size_px, foil, pieces)


def tray(rng: Generator, size_px: int) -> Scene:
    """Trays with cells in rows, sunk or walled, with a part in most of them."""
    bgr, part_bgr, other, _ = palette(rng, 4)
    surface, part = finish(rng, bgr, PLASTIC, 0.1, gloss(rng, 0.3)), finish(rng, part_bgr, GROUND, 0.15, gloss(rng))
    pitch, high = size_px * between(rng, 0.2, 0.6), between(rng, 1, 6)
    whole, shift = Frame((size_px / 2, size_px / 2), square_turn(rng, 2.0)), rng.uniform(-0.5, 0.5, 2) * pitch
    sides = pitch * float(rng.uniform(0.7, 0.92)), pitch * float(rng.uniform(0.55, 0.9))
    round_px, turn, kind = sides[1] * float(pick(rng, (0.0, 0.15, 0.5))), square_turn(rng, 3.0), int(rng.integers(4))
    floor, ink = Finish(beside(rng, bgr, 0.02, 0.25)), Finish(other)
    shape, pieces = blob(rng, (0.0, 0.0), 0.36 * min(sides), 0.5), list[Piece]()
    for number, own in enumerate(cells(whole, size_px, (pitch, pitch), shift)):
        pieces.append(Piece(own.box((0, 0), sides, round_px), floor, -high))
        if rng.random() < 0.07:
            continue
        x, y = (rng.normal(0, 0.02, 2) * pitch).tolist()
        lies = own.frame(x, y, turn + float(rng.normal(0, 3)))
        body = (lies.disc((0, 0), 0.36 * min(sides)), lies.box((0, 0), (0.6 * sides[0], 0.4 * sides[1]), 0.1 * pitch),
                lies.ring((0, 0), 0.38 * min(sides), 0.2 * min(sides)), Outline((lies.points([(x, y) for x, y in shape.tolist()]),)))  # fmt: skip  # noqa: E501
        pieces.append(Piece(body[kind], part, 0.9 * high, group=number))
        mark = lies.box((0.12 * sides[0], 0), (0.12 * sides[0], 0.1 * sides[1]))
        pieces.append(Piece(mark, ink, 0.5, group=number))
    return _scene(rng, "tray", size_px, surface, pieces)


def tube(rng: Generator, size_px: int) -> Scene:
    """Tubes and vials: round bodies shaded across, a crimped end or a cap with ribs, bands, words."""
    bgr, ground, *colours = palette(rng, 5)
    count, turn = int(pick(rng, (1, 1, 2, 3))), square_turn(rng, 3.0)
    body, ink = finish(rng, bgr, PLASTIC, 0.05, gloss(rng, 0.6)), ink_on(rng, bgr)
    top, seed, pieces = finish(rng, colours[0], PLASTIC, 0.05, gloss(rng, 0.5)), int(rng.integers(1 << 30)), list[Piece]()  # noqa: E501  # fmt: skip
    wide = size_px * (between(rng, 0.25, 0.9) if count == 1 else 0.8 / count)
    whole = Frame((size_px / 2, size_px / 2), turn)
    for number in range(count):
        own = whole.frame(float(rng.normal(0, 0.1)) * size_px, (number - (count - 1) / 2) * size_px / count)
        pieces += vial(np.random.default_rng(seed), own, (size_px * 1.3, wide), (body, top, ink), 60 * number)
    return _scene(rng, "tube", size_px, finish(rng, ground, GROUND, 0.15), pieces)


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.2, 1.0)), between(rng, 0.7, 3)
    return Scene(family, size_px, ground, tuple(pieces[:MOST]), relief, bevel, moves=float(rng.uniform(0, 2)))


FAMILIES: Final[dict[str, Design]] = {
    "blister_pack": blister,
    "closure": closure,
    "can_lid": can_lid,
    "carton": carton,
    "sealed_foil": sealed_foil,
    "tray": tray,
    "tube": tube,
}
