"""Pens, markers and pencils, side by side or strewn."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import apart, barrel, goods, scene_of, written
from inspector.train.families.codes import ticks
from inspector.train.families.colours import colour, finish, warm
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.surfaces import metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene


def pens(rng: Generator, size_px: int) -> Scene:
    """Ball pens, markers and pencils side by side or strewn: barrel, clip, grip, tip, band, print."""
    item, aspect, cost = pick(rng, ((_ball_pen, 11.0, 13), (_marker, 8.0, 12), (_pencil, 13.0, 9), (_pencil, 13.0, 9)))
    body = plastic(rng, vivid(rng))
    pieces = goods(rng, size_px, partial(item, body), aspect, cost)
    return scene_of(rng, "pens", size_px, apart(rng, body.bgr), pieces, 3.0)


def _ball_pen(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a ball pen: button, clip, barrel, ring, grip with grooves, cone and point."""
    long, steel, grip = 11 * wide, metal(rng, ("grain",), 0.05), plastic(rng)
    tube = frame.rectangle((-0.02 * long, 0), (0.84 * long, wide), 0.1 * wide)
    cone = frame.points([(0.4 * long, -0.45 * wide), (0.49 * long, -0.1 * wide),
                         (0.52 * long, -0.06 * wide), (0.52 * long, 0.06 * wide), (0.49 * long, 0.1 * wide),
                         (0.4 * long, 0.45 * wide)])  # fmt: skip
    pieces = [Piece(frame.box((-0.47 * long, 0), (0.08 * long, 0.5 * wide), 0.1 * wide), steel, 2.0, group=group + 1)]
    pieces += [
        Piece(Outline((cone,)), steel, 3.0, group=group + 2),
        *barrel(frame, cone, wide / 2, -0.4, 0.5, group + 2),
    ]
    pieces.append(Piece(Outline((tube,)), body, 4.0, group=group))
    pieces.append(
        Piece(frame.box((0.27 * long, 0), (0.26 * long, 1.04 * wide), 0.1 * wide), grip, 0.5, group=group + 3)
    )
    grooves = [frame.frame(x * long, -0.5 * wide, 90) for x in np.linspace(0.17, 0.37, 8).tolist()]
    pieces.append(Piece(ticks(grooves, wide, 0.12 * wide), toned(grip, 0.5), -1.0, 0.8, group=group + 3))
    pieces.append(Piece(frame.box((-0.06 * long, 0), (0.02 * long, 1.06 * wide)), steel, 0.5, group=group + 4))
    pieces.append(
        written(rng, frame.frame(0.04 * long, 0), (0.16 * long, 0.4 * wide), ink_on(rng, body.bgr), group + 5)
    )
    pieces += barrel(frame, tube, wide / 2, -0.4, 0.5, group)
    clip = frame.box((-0.28 * long, -0.06 * wide), (0.3 * long, 0.28 * wide), 0.14 * wide)
    return [*pieces, Piece(clip, steel if rng.random() < 0.6 else body, 3.0, group=group + 6)]


def _marker(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a marker in its cap, the cap of the colour that it writes, each of its own."""
    long, shift = 8 * wide, np.random.default_rng(group)
    ink = plastic(shift, vivid(shift))
    white = body if rng.random() < 0.5 else Finish(colour(rng, pick(rng, (0.05, 0.9)), 0.03))
    tube, cap = (
        frame.rectangle((-0.1 * long, 0), (0.8 * long, 0.9 * wide), 0.06 * wide),
        frame.rectangle((0.32 * long, 0), (0.36 * long, wide), 0.12 * wide),
    )
    pieces = [Piece(Outline((tube,)), white, 4.0, group=group)]
    pieces.append(Piece(frame.box((-0.47 * long, 0), (0.06 * long, 0.84 * wide)), ink, 1.0, group=group + 1))
    pieces.append(Piece(frame.box((-0.1 * long, 0), (0.06 * long, 0.9 * wide)), ink, 0.0, group=group + 2))
    pieces.append(
        written(rng, frame.frame(-0.26 * long, 0), (0.22 * long, 0.4 * wide), ink_on(rng, white.bgr), group + 3)
    )
    pieces += barrel(frame, tube, 0.45 * wide, -0.4, 0.4, group)
    pieces += [Piece(Outline((cap,)), ink, 3.0, group=group + 4)]
    ribs = [frame.frame(0.42 * long, y * wide) for y in (-0.36, -0.2, 0.0, 0.2, 0.36)]
    pieces.append(Piece(ticks(ribs, 0.07 * long, 0.05 * wide), toned(ink, 0.6), -0.5, 0.7, group=group + 4))
    return pieces + barrel(frame, cap, wide / 2, -0.4, 0.5, group + 4)


def _pencil(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a pencil: three faces seen, scalloped wood, its lead, a ferrule with an eraser on some."""
    long, shift = 13 * wide, np.random.default_rng(group if rng.random() < 0.5 else 1)
    lead = Finish(vivid(shift) if rng.random() < 0.5 else (0.1, 0.1, 0.1))
    paint = Finish(lead.bgr if rng.random() < 0.4 else body.bgr, gloss=body.gloss)
    wood = finish(rng, colour(rng, 0.65, 0.5, 0.09), ("wood", "grain"), 0.06)
    cone = frame.points(
        [
            (0.3 * long, -0.5 * wide),
            (0.47 * long, -0.1 * wide),
            (0.5 * long, 0),
            (0.47 * long, 0.1 * wide),
            (0.3 * long, 0.5 * wide),
        ]
    )
    tip = frame.points([(0.45 * long, -0.14 * wide), (0.5 * long, 0), (0.45 * long, 0.14 * wide)])
    pieces = [Piece(Outline((cone,)), wood, 3.0, group=group), Piece(Outline((tip,)), lead, 0.5, group=group + 1)]
    wave = [(0.33 * long + 0.025 * long * float(np.cos(12 * y)), y * wide) for y in np.linspace(0.5, -0.5, 13).tolist()]
    rod = frame.points([(-0.46 * long, -0.5 * wide), *reversed(wave), (-0.46 * long, 0.5 * wide)])
    pieces.append(Piece(Outline((rod,)), paint, 3.0, group=group))
    for y, tone in ((-0.36, 1.3), (0.36, 0.65)):
        pieces.append(
            Piece(frame.box((-0.07 * long, y * wide), (0.78 * long, 0.28 * wide)), toned(paint, tone), group=group)
        )
    pieces.append(
        written(rng, frame.frame(-0.2 * long, 0), (0.3 * long, 0.35 * wide), ink_on(rng, paint.bgr), group + 2)
    )
    end = frame.box((-0.48 * long, 0), (0.05 * long, wide), 0.2 * wide)
    pieces.append(Piece(end, Finish(warm(rng, 0.4, 0.7)), 1.0, group=group + 3))
    return [
        *pieces,
        Piece(
            frame.box((-0.44 * long, 0), (0.045 * long, 1.02 * wide)),
            metal(rng, ("planed",), 0.2),
            0.5,
            group=group + 4,
        ),
    ]


FAMILIES: Final[dict[str, Design]] = {"pens": pens}
