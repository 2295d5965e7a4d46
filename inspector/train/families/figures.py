"""Moulded figures, as of toys: head, eyes, mouth, hat, trunk, limbs and hands in many colours; creatures; vehicles."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, blob, pick, spot
from inspector.train.families.lettering import draw_hand, letters, worded
from inspector.train.families.profiles import disc
from inspector.train.families.shades import shade
from inspector.train.families.surfaces import bench, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene

DARK: Final = Finish((0.03, 0.03, 0.03))
WHITE: Final = Finish((0.92, 0.92, 0.92))


def figures(rng: Generator, size_px: int) -> Scene:
    """One to four moulded people of one make; each limb is a component."""
    tall = size_px * between(rng, 0.3, 1.3)
    count = 1 if tall > 0.6 * size_px else int(rng.integers(1, 5))
    pieces: list[Piece] = []
    for number in range(count):
        middle = size_px * (number + 0.5) / count, size_px * float(rng.uniform(0.4, 0.6))
        pieces += _person(rng, Frame(middle, float(rng.normal(0, pick(rng, [2, 60])))), tall, 20 * number)
    return _scene(rng, "figures", size_px, pieces)


def creatures(rng: Generator, size_px: int) -> Scene:
    """Round animals and robots with eyes, ears, feet and spots, shaded as smooth bodies are."""
    reach, light = size_px * between(rng, 0.12, 0.45), float(rng.uniform(0, 2 * np.pi))
    pieces: list[Piece] = []
    for number in range(1 if reach > 0.25 * size_px else int(rng.integers(1, 4))):
        frame = Frame(spot(rng, size_px, 0.25), float(rng.normal(0, 20)))
        pieces += _creature(rng, frame, reach, light, 20 * number)
    return _scene(rng, "creatures", size_px, pieces)


def vehicles(rng: Generator, size_px: int) -> Scene:
    """Toy cars and wagons from the side: body, cab, windows, wheels with hubs, lamps and a number."""
    long = size_px * between(rng, 0.4, 1.1)
    pieces: list[Piece] = []
    for number in range(1 if long > 0.6 * size_px else int(rng.integers(1, 4))):
        frame = Frame(spot(rng, size_px, 0.3), float(rng.normal(0, pick(rng, [1, 20, 90]))))
        pieces += _vehicle(rng, frame, long, 20 * number)
    return _scene(rng, "vehicles", size_px, pieces)


def _person(rng: Generator, frame: Frame, tall: float, group: int) -> list[Piece]:
    """Return a figure `tall` high: legs, arms with hands, trunk with a print, head with a face, and what it wears."""
    skin, shirt, trousers, hat = (plastic(rng, vivid(rng)) for _ in range(4))
    unit, slim, gait = tall / 10, float(rng.uniform(0.8, 1.2)), rng.normal(0, 12, 4).tolist()
    pieces: list[Piece] = []
    for side in (0, 1):
        sign = 2 * side - 1
        leg = frame.frame(sign * 0.85 * unit * slim, 2.6 * unit, gait[side])
        pieces.append(
            Piece(leg.box((0, 0), (1.5 * unit * slim, 3.2 * unit), 0.4 * unit), trousers, 4.0, group=group + side)
        )
        shoe = leg.box((0.25 * sign * unit, 1.7 * unit), (1.9 * unit * slim, 0.8 * unit), 0.3 * unit)
        pieces.append(Piece(shoe, toned(trousers, 0.6), 2.0, group=group + side))
        arm = frame.frame(sign * 2.0 * unit * slim, -0.6 * unit, 3 * gait[2 + side] - 14 * sign)
        sleeve = arm.box((0, 0), (1.0 * unit, 3.0 * unit), 0.5 * unit)
        pieces.append(Piece(sleeve, shirt, 3.0, group=group + 2 + side))
        pieces.append(Piece(disc(arm.at(0, 1.7 * unit), 0.6 * unit), skin, 3.0, group=group + 2 + side))
    trunk = [(-1.2, -2.2), (1.2, -2.2), (1.75, 1.3), (-1.75, 1.3)]
    body = frame.points([(x * unit * slim, y * unit) for x, y in trunk])
    pieces.append(Piece(Outline((body,)), shirt, 5.0, group=group + 4))
    pieces += _print(rng, frame, unit, group + 5)
    return pieces + _head(rng, frame.frame(0, -3.4 * unit, gait[0] / 2), 1.3 * unit, (skin, hat), group + 6)


def _print(rng: Generator, frame: Frame, unit: float, group: int) -> list[Piece]:
    """Return what is on a shirt: buttons, a belt, a sign or a stripe."""
    colour, kind = Finish(vivid(rng)), int(rng.integers(5))
    if kind == 0:
        dots = [disc(frame.at(0, step * 0.8 * unit - unit), 0.2 * unit) for step in range(3)]
        return [Piece(each, colour, 0.5, group=group) for each in dots]
    if kind == 1:
        return [Piece(frame.box((0, 0.9 * unit), (3 * unit, 0.5 * unit)), colour, 0.5, group=group)]
    if kind == 2:
        hand = draw_hand(rng, max(5, 1.2 * unit), frame.angle_deg)
        return [worded(hand, letters(rng, "0123456789ABKRSX", 1, 2), frame.at(0, -0.4 * unit), colour, group)]
    if kind == 3:
        line = frame.line([(-1.1 * unit, -1.8 * unit), (1.2 * unit, unit)], 0.5 * unit)
        return [Piece(line, colour, 0.3, group=group)]
    return []


def _head(rng: Generator, frame: Frame, radius: float, finishes: tuple[Finish, Finish], group: int) -> list[Piece]:
    """Return a head of `radius` with eyes, a mouth and a hat, helmet or hair."""
    skin, hat = finishes
    square = radius * float(pick(rng, [1.0, 0.5, 0.3]))
    pieces = [Piece(frame.box((0, 0), (2 * radius, 2 * radius), square), skin, 5.0, group=group)]
    apart, eye = radius * float(rng.uniform(0.3, 0.5)), radius * float(rng.uniform(0.1, 0.25))
    wide_open = rng.random() < 0.5
    for side in (-1, 1):
        if wide_open:
            pieces.append(Piece(disc(frame.at(side * apart, -0.1 * radius), 1.5 * eye), WHITE, group=group))
        pieces.append(Piece(disc(frame.at(side * apart, -0.1 * radius), eye), DARK, group=group))
    smile = float(rng.uniform(-0.1, 0.25)) * radius
    mouth = [(-0.4 * radius, 0.4 * radius), (0, 0.4 * radius + smile), (0.4 * radius, 0.4 * radius)]
    pieces.append(Piece(frame.line(mouth, max(1.0, 0.12 * radius)), DARK, group=group))
    kind = int(rng.integers(4))
    if kind < 2:
        crown = frame.box((0, -0.85 * radius), (2.15 * radius, 0.9 * radius), 0.44 * radius * (kind + 0.2))
        pieces.append(Piece(crown, hat, 4.0, group=group + 1))
    if kind == 1:
        brim = frame.box((0, -0.5 * radius), (2.9 * radius, 0.35 * radius), 0.15 * radius)
        pieces.append(Piece(brim, toned(hat, 0.85), 2.0, group=group + 1))
    if kind == 2:
        pieces += [Piece(disc(each, 0.5 * radius), hat, 3.0, group=group + 1) for each in _hair(frame, radius)]
    return pieces


def _hair(frame: Frame, radius: float) -> list[tuple[float, float]]:
    return [frame.at(x * radius, (0.5 * x * x - 0.95) * radius) for x in (-0.9, -0.45, 0.0, 0.45, 0.9)]


def _creature(rng: Generator, frame: Frame, reach: float, light: float, group: int) -> list[Piece]:
    base = plastic(rng, vivid(rng))
    other, slim = plastic(rng, vivid(rng)), float(rng.uniform(0.7, 1.0))
    body = blob(rng, frame.centre, reach, 0.08, slim)
    ears = [disc(frame.at(side * 0.6 * reach, -0.8 * reach), 0.35 * reach) for side in (-1, 1)]
    feet = [frame.box((side * 0.5 * reach, 0.95 * reach), (0.5 * reach, 0.4 * reach), 0.2 * reach) for side in (-1, 1)]
    pieces = [Piece(each, base, 3.0, group=group + number) for number, each in enumerate(ears)]
    pieces += [Piece(each, other, 3.0, group=group + 2 + number) for number, each in enumerate(feet)]
    pieces.append(Piece(Outline((body,)), base, 5.0, group=group + 4))
    belly = blob(rng, frame.at(0, 0.3 * reach), 0.5 * reach, 0.05)
    pieces.append(Piece(Outline((belly,)), other, 1.0, group=group + 5))
    dark = float(rng.uniform(0.2, 0.7))
    pieces.append(Piece(shade(body, light), DARK, 0.0, dark, group=group + 4))
    for side in (-1, 1):
        place, eye = frame.at(side * 0.35 * reach, -0.35 * reach), reach * float(rng.uniform(0.12, 0.22))
        pieces.append(Piece(disc(place, eye), WHITE, 1.5, group=group + 7 + side))
        pieces.append(Piece(disc(place, 0.5 * eye), DARK, 0.5, group=group + 7 + side))
    return pieces


def _vehicle(rng: Generator, frame: Frame, long: float, group: int) -> list[Piece]:
    body, cab, tyre = (plastic(rng, vivid(rng)) for _ in range(3))
    high, round_px = long * float(rng.uniform(0.15, 0.35)), long * float(rng.uniform(0.01, 0.12))
    start, wide = long * float(rng.uniform(-0.2, 0.15)), long * float(rng.uniform(0.3, 0.6))
    pane = Finish((0.3, 0.25, 0.2), gloss=0.5)
    pieces = [Piece(frame.box((start, -0.8 * high), (wide, high), round_px), cab, 3.0, group=group)]
    for step in (-0.22, 0.22):
        window = frame.box((start + step * wide, -0.85 * high), (0.36 * wide, 0.55 * high), 0.4 * round_px)
        pieces.append(Piece(window, pane, -1.0, group=group + 1))
    pieces.append(Piece(frame.box((0, 0), (long, high), round_px), body, 4.0, group=group + 2))
    hand = draw_hand(rng, max(5, 0.5 * high), frame.angle_deg)
    pieces.append(worded(hand, letters(rng, "0123456789", 1, 3), frame.at(0, 0), Finish(vivid(rng)), group + 3))
    lamp = disc(frame.at(0.46 * long, -0.1 * high), 0.12 * high)
    pieces.append(Piece(lamp, Finish((0.4, 0.9, 0.95)), 1.0, group=group + 4))
    radius, count = long * float(rng.uniform(0.07, 0.13)), int(rng.integers(2, 5))
    for number, x in enumerate(np.linspace(-0.34, 0.34, count)):
        place = frame.at(float(x) * long, 0.5 * high)
        pieces.append(Piece(disc(place, radius), toned(tyre, 0.3), 3.0, group=group + 5 + number))
        pieces.append(Piece(disc(place, 0.5 * radius), tyre, 1.0, group=group + 5 + number))
    return pieces


def _scene(rng: Generator, family: str, size_px: int, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.1, 0.8)), between(rng, 1, 5)
    return Scene(family, size_px, bench(rng), tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 2.5)))


FAMILIES: Final[dict[str, Design]] = {"figures": figures, "creatures": creatures, "vehicles": vehicles}
