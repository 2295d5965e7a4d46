"""Syringes, needles and sample tubes."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, LIGHT, apart, barrel, goods, scene_of, written
from inspector.train.families.codes import bars, ticks
from inspector.train.families.colours import colour, warm
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.lettering import draw_hand, worded
from inspector.train.families.surfaces import metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def syringes(rng: Generator, size_px: int) -> Scene:
    """Syringes with scale and stopper, needles in their hubs and caps, sample tubes with stoppers and labels."""
    bgr = vivid(rng) if rng.random() < 0.6 else colour(rng, rng.uniform(0.5, 0.95), 0.1)
    item, aspect, cost = pick(rng, ((_syringe, 7.0, 20), (_syringe, 7.0, 20), (_needle, 9.0, 9), (_tube, 6.0, 11)))
    pieces = goods(rng, size_px, partial(item, plastic(rng, bgr)), aspect, cost)
    return scene_of(rng, "syringes", size_px, apart(rng, pick(rng, (bgr, LIGHT.bgr))), pieces, 3.0)


def _syringe(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a syringe: plunger with its cross, stopper of two ribs, clear barrel with scale, flange, nozzle or cap."""
    long, level, clear = 6.8 * wide, rng.uniform(-0.1, 0.22), Finish(colour(rng, 0.85, 0.1), gloss=0.2)
    shell = frame.rectangle((0.08 * long, 0), (0.56 * long, wide), 0.08 * wide)
    rod = frame.rectangle(((level - 0.52) / 2 * long, 0), ((level + 0.52) * long, 0.5 * wide))
    pieces = [Piece(Outline((rod,)), body, 2.0, group=group)]
    pieces.append(
        Piece(
            frame.box(((level - 0.5) / 2 * long, 0), ((level + 0.5) * long, 0.1 * wide)),
            toned(body, 0.75),
            1.0,
            group=group,
        )
    )
    pieces.append(Piece(frame.box((-0.51 * long, 0), (0.03 * long, 0.95 * wide), 0.05 * wide), body, 3.0, group=group))
    rubber = Finish(pick(rng, ((0.05, 0.05, 0.05), (0.4, 0.4, 0.42), vivid(rng))))
    ribs = [frame.rectangle(((level + x) * long, 0), (0.045 * long, 0.94 * wide), 0.08 * wide) for x in (0.0, 0.055)]
    pieces.append(Piece(Outline(tuple(ribs)), rubber, 1.0, group=group + 1))
    if rng.random() < 0.4:
        fluid = frame.box(((level + 0.07 + 0.35) / 2 * long, 0), ((0.35 - level - 0.07) * long, 0.92 * wide))
        pieces.append(Piece(fluid, Finish(vivid(rng)), 0.0, rng.uniform(0.1, 0.6), group=group + 2))
    pieces.append(Piece(Outline((shell,)), clear, 2.0, rng.uniform(0.08, 0.3)))
    pieces.append(Piece(Stroke(shell, max(1.0, 0.05 * wide), closed=True), pick(rng, (DARK, LIGHT)), 0.0, 0.45))
    pieces.append(Piece(frame.box((-0.21 * long, 0), (0.03 * long, 1.7 * wide), 0.1 * wide), clear, 2.0, 0.8))
    marks = np.linspace(-0.12, 0.32, int(rng.integers(11, 27))).tolist()
    for every, reach in ((1, 0.25), (5, 0.45)):
        lines = [frame.frame(x * long, -0.3 * wide, 90) for x in marks[::every]]
        pieces.append(Piece(ticks(lines, reach * wide, max(0.9, 0.008 * long)), DARK, 0.0, 0.9, group=group + 3))
    hand = draw_hand(rng, max(4.0, 0.22 * wide), frame.angle_deg + 90)
    for number, x in enumerate(marks[5::5][:4]):
        pieces.append(worded(hand, str(number + 1), frame.at(x * long, 0.3 * wide), DARK, group + 4 + number))
    nose = frame.rectangle((0.4 * long, 0), (0.1 * long, 0.25 * wide), 0.04 * wide)
    pieces.append(
        Piece(Outline((nose,)), plastic(rng, vivid(rng)) if rng.random() < 0.5 else clear, 2.0, 0.9, group=group + 9)
    )
    return pieces + barrel(frame, shell, wide / 2, -0.5, 0.5)


def _needle(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a needle in its coloured hub, bare or in a clear cap."""
    long, steel = 9 * wide, metal(rng, ("grain",), 0.03)
    hub = frame.points([(-0.5 * long, -0.5 * wide), (-0.38 * long, -0.45 * wide),
                        (-0.26 * long, -0.2 * wide), (-0.2 * long, -0.14 * wide),
                        (-0.2 * long, 0.14 * wide), (-0.26 * long, 0.2 * wide), (-0.38 * long, 0.45 * wide),
                        (-0.5 * long, 0.5 * wide)])  # fmt: skip
    shaft = frame.line([(-0.22 * long, 0), (0.46 * long, 0), (0.49 * long, 0.03 * wide)], max(1.2, 0.1 * wide))
    pieces = [Piece(shaft, steel, 1.5, group=group)]
    pieces += [Piece(Outline((hub,)), body, 3.0, group=group + 1), *barrel(frame, hub, wide / 2, -0.4, 0.4, group + 1)]
    ribs = [frame.frame(-0.49 * long, y * wide) for y in (-0.35, -0.12, 0.12, 0.35)]
    pieces.append(Piece(ticks(ribs, 0.12 * long, 0.08 * wide), toned(body, 0.7), 0.5, 0.7, group=group + 1))
    if rng.random() < 0.5:
        cap = frame.rectangle((0.12 * long, 0), (0.84 * long, 0.75 * wide), 0.2 * wide)
        pieces.append(
            Piece(
                Outline((cap,)), Finish(colour(rng, 0.85, 0.2), gloss=0.2), 2.0, rng.uniform(0.2, 0.7), group=group + 2
            )
        )
        pieces += barrel(frame, cap, 0.38 * wide, -0.5, 0.5, group + 2)
    return pieces


def _tube(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a sample tube: round bottom, filling, label with a bar code, stopper of the colour of its kind."""
    long, shift = 6 * wide, np.random.default_rng(group if rng.random() < 0.5 else 3)
    cap = body if rng.random() < 0.5 else plastic(shift, vivid(shift))
    glass = frame.rectangle((-0.08 * long, 0), (0.84 * long, 0.8 * wide), 0.38 * wide)
    top = frame.rectangle((0.4 * long, 0), (0.22 * long, wide), 0.1 * wide)
    level = rng.uniform(-0.2, 0.2)
    fluid = frame.box(((level - 0.49) / 2 * long, 0), ((level + 0.49) * long, 0.72 * wide), 0.34 * wide)
    pieces = [Piece(Outline((glass,)), LIGHT, 2.0, 0.15)]
    pieces.append(Piece(fluid, Finish(warm(rng, 0.1, 0.6)), 0.0, rng.uniform(0.5, 0.95), group=group))
    paper = frame.frame(rng.uniform(-0.1, 0.05) * long, 0)
    pieces.append(Piece(paper.box((0, 0), (0.4 * long, 0.79 * wide)), Finish((0.9, 0.92, 0.92)), 0.3, group=group + 1))
    pieces.append(Piece(bars(rng, paper.frame(0, 0.12 * wide), (0.3 * long, 0.4 * wide)), DARK, group=group + 1))
    pieces.append(written(rng, paper.frame(0, -0.25 * wide), (0.3 * long, 0.16 * wide), DARK, group + 1))
    pieces += barrel(frame, glass, 0.4 * wide, -0.5, 0.6)
    pieces += [
        Piece(Outline((top,)), cap, 4.0, group=group + 2),
        *barrel(frame, top, wide / 2, -0.4, 0.3, group + 2),
    ]
    ribs = [frame.frame(0.33 * long, y * wide) for y in np.linspace(-0.44, 0.44, 9).tolist()]
    return [*pieces, Piece(ticks(ribs, 0.13 * long, 0.03 * wide), toned(cap, 0.5), 0.0, 0.6, group=group + 2)]


FAMILIES: Final[dict[str, Design]] = {"syringes": syringes}
