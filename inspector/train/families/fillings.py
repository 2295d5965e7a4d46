"""What lies in the compartments of a tray: fruit, bulk, cutlery, screws, pins, bars; film over them."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import LIGHT, lump, written
from inspector.train.families.codes import ticks
from inspector.train.families.colours import beside, finish, warm
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, blob, pick, wander
from inspector.train.families.shades import pillow
from inspector.train.families.surfaces import metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Stroke

Room = tuple[float, float, float, float]
Filling = Callable[[Generator, Frame, tuple[float, float], int], list[Piece]]


def fruits(rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return one to three fruits, balls or nuts beside one another."""
    count = int(np.clip(sides[0] / sides[1], 1, 3))
    skin, light = finish(rng, warm(rng, 0.2, 0.7), ("salt", "peel", "speckle", "grain"), 0.08, 0.1), rng.uniform(0, 6)
    pieces = list[Piece]()
    for number in range(count):
        middle = frame.at((number - (count - 1) / 2) * sides[0] / count, rng.normal(0, 0.04) * sides[1])
        radius = 0.46 * min(sides[1], sides[0] / count) * rng.uniform(0.8, 1.0)
        body = blob(rng, middle, radius, 0.04, rng.uniform(0.85, 1))
        pieces += lump(body, skin, min(0.5 * radius, 12.0), light, rng.uniform(0, 0.8), group + number)
        eye = blob(rng, middle, 0.09 * radius, 0.2)
        pieces.append(Piece(Outline((eye,)), toned(skin, 0.5), -1.0, 0.7, group=group + number))
    return pieces


def bulk(rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return loose goods that fill their room, never twice alike, with a few larger ones that count."""
    own = finish(rng, warm(rng, 0.2, 0.8), ("cast", "bubbles", "speckle", "leather"), 0.3)
    heap = frame.rectangle((0, 0), (0.97 * sides[0], 0.97 * sides[1]), 0.2 * sides[1])
    pieces = [Piece(pillow(heap, 0.4 * sides[1]), Finish(own.bgr, own.texture, 0.25, own.scale), 3.0)]
    large = finish(rng, beside(rng, own.bgr, 0.1, 0.5), ("leather", "grain", "wood"), 0.1)
    for number in range(int(rng.integers(3, 9))):
        x, y = (rng.uniform(-0.4, 0.4, 2) * sides).tolist()
        body = blob(rng, frame.at(x, y), rng.uniform(0.08, 0.14) * sides[1], 0.15, rng.uniform(0.4, 1))
        pieces.append(Piece(Outline((body,)), large, 3.0, group=group + number))
    return pieces


def cutlery(rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return knife, fork and spoon side by side, of plastic, wood or steel."""
    made, long = pick(rng, (metal(rng, ("grain", "brushed"), 0.05), plastic(rng))), 0.46 * sides[0]
    count, pieces = int(rng.integers(1, 4)), list[Piece]()
    for number in range(count):
        own, wide = frame.frame(0, (number - (count - 1) / 2) * 0.9 * sides[1] / count), min(0.3 * sides[1], 0.2 * long)
        handle = own.points(
            [(-long, -0.5 * wide), (0.2 * long, -0.2 * wide), (0.2 * long, 0.2 * wide), (-long, 0.5 * wide)]
        )
        pieces.append(Piece(Outline((handle,)), made, 2.0, group=group + number))
        if number == 0:
            head = [
                own.points(
                    [
                        (0.15 * long, -0.35 * wide),
                        (long, -0.5 * wide),
                        (0.9 * long, 0.5 * wide),
                        (0.1 * long, 0.4 * wide),
                    ]
                )
            ]
        elif number == 1:
            head = [
                own.rectangle((0.7 * long, y * wide), (0.6 * long, 0.17 * wide), wide)
                for y in (-0.45, -0.15, 0.15, 0.45)
            ]
            head.append(own.rectangle((0.3 * long, 0), (0.22 * long, 1.08 * wide), 0.5 * wide))
        else:
            bowl = own.rectangle((0.62 * long, 0), (0.7 * long, 1.3 * wide), 0.65 * wide)
            pieces.append(Piece(pillow(bowl, 0.6 * wide), toned(made, 0.8), -3.0, group=group + number))
            head = [bowl]
        pieces += [
            Piece(Outline((each,)), made, 1.5, 0.6 if number > 1 else 1.0, group=group + number) for each in head
        ]
    return pieces


def screws(rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return bolts with their threads, and washers and nuts beside them."""
    steel, count, pieces = metal(rng, ("grain", "ground"), 0.1), int(rng.integers(1, 4)), list[Piece]()
    for number in range(count):
        thick, long = min(0.08 * sides[0], 0.35 * sides[1] / count), 0.6 * sides[0]
        own = frame.frame(-0.1 * sides[0], (number - (count - 1) / 2) * 0.9 * sides[1] / count, rng.normal(0, 4))
        shank = own.box((0.1 * sides[0], 0), (long, thick))
        pieces.append(Piece(shank, steel, 2.0, group=group + number))
        turns = [own.frame(x, -0.5 * thick, 75) for x in np.arange(0, 0.38 * sides[0], max(2.0, 0.35 * thick)).tolist()]
        pieces.append(
            Piece(ticks(turns, 1.05 * thick, max(0.8, 0.14 * thick)), toned(steel, 0.5), -0.5, group=group + number)
        )
        pieces.append(
            Piece(
                own.box((-0.22 * sides[0], 0), (0.7 * thick, 2.0 * thick), 0.2 * thick),
                steel,
                3.0,
                group=group + number,
            )
        )
    for number in range(count, count + int(rng.integers(0, 3))):
        place, radius = (0.38 * sides[0], rng.uniform(-0.4, 0.4) * sides[1]), min(0.1 * sides[0], 0.2 * sides[1])
        pieces.append(Piece(frame.ring(place, radius, 0.5 * radius), toned(steel, 1.15), 1.5, group=group + number))
    return pieces


def pins(rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return a push pin lying on its side: head, waist, collar, needle."""
    long, thick = sides[0], 0.5 * min(sides[1], 0.7 * sides[0])
    body, steel = plastic(rng, vivid(rng)), metal(rng, ("grain",), 0.05)
    needle = frame.line([(0, 0), (0.5 * long, 0)], max(1.0, 0.08 * thick))
    waist = frame.points(
        [(-0.4 * long, -0.3 * thick), (0, -0.24 * thick), (0, 0.24 * thick), (-0.4 * long, 0.3 * thick)]
    )
    pieces = [Piece(Outline((waist,)), body, 3.0, group=group), Piece(needle, steel, 1.5, group=group)]
    flanges = [
        frame.rectangle((x * long, 0), (0.14 * long, share * thick), 0.06 * long)
        for x, share in ((-0.42, 0.85), (0.02, 1.0))
    ]
    pieces.append(Piece(Outline(tuple(flanges)), toned(body, 1.1), 2.0, group=group))
    gleam = frame.line([(-0.36 * long, -0.12 * thick), (-0.06 * long, -0.1 * thick)], max(1.0, 0.08 * thick))
    return [*pieces, Piece(gleam, LIGHT, 0.0, 0.5, group=group)]


def bars(rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return wrapped bars or packets side by side, with print."""
    count, paper, pieces = int(rng.integers(1, 4)), Finish(vivid(rng), gloss=0.2), list[Piece]()
    for number in range(count):
        own, high = frame.frame(0, (number - (count - 1) / 2) * 0.92 * sides[1] / count), 0.85 * sides[1] / count
        body = own.rectangle((0, 0), (0.9 * sides[0], high), 0.05 * high)
        pieces.append(Piece(Outline((body,)), paper, 1.0, group=group + number))
        pieces.append(Piece(pillow(body, 0.3 * high), paper, 3.0, group=group + number))
        pieces.append(
            written(rng, own, (0.6 * sides[0], 0.4 * high), Finish(beside(rng, paper.bgr, 0.3, 0.8)), group + number)
        )
    return pieces


def film(rng: Generator, frame: Frame, sides: tuple[float, float]) -> list[Piece]:
    """Return clear film over all of it, with folds that catch the light."""
    pieces = [Piece(frame.box((0, 0), sides), Finish(LIGHT.bgr, gloss=rng.uniform(0.2, 0.6)), 0.5, 0.12)]
    for _ in range(int(rng.integers(2, 6))):
        x, y = (rng.uniform(-0.5, 0.5, 2) * sides).tolist()
        fold = Stroke(wander(rng, frame.at(x, y), 0.6 * max(sides), 6), between(rng, 0.8, 3))
        pieces.append(Piece(fold, LIGHT, 1.0, rng.uniform(0.1, 0.4)))
    return pieces
