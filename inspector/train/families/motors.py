"""Commutators: copper bars with mica between them from the end and from the side, with hooks, wires and a rotor."""

import itertools
import math
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import sector
from inspector.train.families.colours import colour
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, Grid, staged
from inspector.train.families.rounds import barrel, shaded
from inspector.train.families.surfaces import bench, toned
from inspector.train.scene import Finish, Outline, Piece, Scene

WORN: Final = ("brushed", "planed", "grain", "ground")
HERE: Final = Frame((0.0, 0.0))


def commutators(rng: Generator, size_px: int) -> Scene:
    """Copper bars with slots of mica between them, hooks or risers with wires, a hub and a shaft: end or side."""
    moulded, steel = _hub(rng), _steel(rng)
    copper = Finish(
        colour(rng, float(rng.uniform(0.3, 0.62)), 0.5, float(rng.uniform(0.04, 0.09))),
        pick(rng, WORN),
        float(rng.uniform(0.01, 0.08)),
        gloss=float(rng.uniform(0, 0.5)),
    )
    enamel = Finish(colour(rng, float(rng.uniform(0.15, 0.4)), 0.8, float(rng.uniform(0.0, 0.1))), gloss=0.2)
    surfaces = copper, moulded, steel, enamel
    if rng.random() < 0.5:
        frame, radius = Frame(spot(rng, size_px, 0.3), float(rng.uniform(0, 360))), size_px * between(rng, 0.25, 1.1)
        pieces = _ended(rng, frame, radius, surfaces)
    else:
        frame = Frame((size_px / 2, size_px * float(rng.uniform(0.4, 0.6))), square_turn(rng, 1.0))
        pieces = _sided(rng, frame, size_px, surfaces)
    return staged(rng, "commutators", size_px, bench(rng), pieces, 1.0)


def _hub(rng: Generator) -> Finish:
    """Return moulding compound: brown, black, green or red."""
    level, hue = float(rng.uniform(0.04, 0.3)), float(pick(rng, (0.03, 0.06, 0.35, 0.0)))
    return Finish(
        colour(rng, level, float(rng.uniform(0, 0.6)), hue), "grain", 0.03, gloss=float(pick(rng, (0.0, 0.15)))
    )


def _steel(rng: Generator) -> Finish:
    tone = float(rng.uniform(0.3, 0.7))
    return Finish(
        (tone, tone, tone), pick(rng, ("brushed", "turned", "ground")), 0.06, gloss=float(rng.uniform(0, 0.5))
    )


def _ended(rng: Generator, frame: Frame, radius: float, surfaces: tuple[Finish, Finish, Finish, Finish]) -> list[Piece]:
    """Return a commutator from its end: a ring of bars, each with its hook or wire, in moulding about a shaft."""
    copper, moulded, steel, enamel = surfaces
    count, inner = int(pick(rng, (5, 8, 10, 12, 16, 18, 22, 24))), float(rng.uniform(0.6, 0.82))
    gap, slot = 360 / count, float(rng.uniform(0.025, 0.08)) * 360 / count
    hooked, wired, long = rng.random() < 0.6, rng.random() < 0.5, radius * float(rng.uniform(0.1, 0.2))
    pieces = [Piece(frame.disc((0, 0), 0.99 * radius, 64), toned(moulded, 0.6), 2.0)]
    for number in range(count):
        own = frame.frame(0, 0, gap * number)
        turn = own.angle_deg
        bar = sector(frame.centre, (radius, inner * radius), turn - gap / 2 + slot, turn + gap / 2 - slot)
        pieces.append(Piece(bar, copper, 1.5, group=number))
        wide = 2 * math.pi * radius / count * 0.3
        if hooked:
            hook = own.box((radius + long / 3, 0), (long, wide), 0.2 * wide)
            pieces.append(Piece(hook, toned(copper, 1.1), 2.5, group=number))
        if wired:
            lead = own.line(
                [(radius + 0.1 * long, -0.4 * wide), (1.1 * radius + long, 0.6 * wide), (1.5 * radius, 2.5 * wide)],
                0.5 * wide,
            )
            pieces.append(Piece(lead, enamel, 1.0, group=100 + number))
    hub = inner * radius * float(rng.uniform(0.93, 0.99))
    pieces.append(Piece(frame.disc((0, 0), hub, 56), moulded, 0.5))
    steps = sorted(rng.uniform(0.45, 0.9, int(rng.integers(0, 3))).tolist(), reverse=True)
    pieces += [Piece(frame.disc((0, 0), share * hub, 48), moulded, float(pick(rng, (-1.5, 1.5)))) for share in steps]
    bore = hub * float(rng.uniform(0.25, 0.42))
    bush = toned(copper, 0.7) if rng.random() < 0.4 else moulded
    pieces.append(Piece(frame.ring((0, 0), 1.25 * bore, bore), bush, 1.0))
    if rng.random() < 0.4:
        return [*pieces, Piece(frame.disc((0, 0), bore, 40), DARK, -4.0)]
    return [*pieces, Piece(frame.disc((0, 0), bore, 40), steel, 2.0, group=200)]


def _sided(rng: Generator, frame: Frame, size_px: int, surfaces: tuple[Finish, Finish, Finish, Finish]) -> list[Piece]:
    """Return a rotor from the side: shaft, bars along it in a worn band, hooks with wires, winding, laminations."""
    copper, moulded, steel, enamel = surfaces
    wide = size_px * between(rng, 0.35, 1.5)
    long, half = wide * float(rng.uniform(0.5, 1.0)), int(pick(rng, (4, 5, 6, 8, 11)))
    start = -float(rng.uniform(0.2, 0.6)) * min(long, size_px)
    pieces = barrel(frame, (5.0 * size_px, 0.3 * wide), steel, -1)
    whole = frame.frame(start + long / 2, 0)
    pieces.append(Piece(whole.box((0, 0), (1.06 * long, wide)), toned(moulded, 0.5), 3.0))
    angle = (np.linspace(-90, 90, half + 1) + float(rng.uniform(-0.5, 0.5)) * 180 / half).tolist()
    slot = float(rng.uniform(0.03, 0.09)) * 180 / half
    edges = [
        (math.sin(math.radians(max(-90.0, low + slot))), math.sin(math.radians(min(90.0, high - slot))))
        for low, high in itertools.pairwise(angle)
    ]
    for number, (low, high) in enumerate(edges):
        y, thick = (low + high) / 4 * wide, (high - low) / 2 * wide
        pieces.append(Piece(whole.box((0, y), (long, thick)), copper, 1.0, group=number))
        if thick > 0.06 * wide and rng.random() < 0.97:
            hook = whole.box((0.46 * long, y), (0.16 * long, 0.45 * thick), 0.2 * thick)
            pieces += [Piece(hook, toned(copper, 1.15), 2.0, group=20 + number)]
    worn, band = (
        Finish(toned(copper, float(rng.uniform(0.4, 0.8))).bgr, "planed", 0.05, 0.5, 90.0 + frame.angle_deg),
        float(rng.uniform(0.3, 0.6)) * long,
    )
    pieces.append(Piece(whole.box((-0.1 * long, 0), (band, wide)), worn, 0.0, float(rng.uniform(0.1, 0.6))))
    pieces += shaded(whole, (1.06 * long, wide), -1, 0.25)
    return [*pieces, *_wound(rng, frame.frame(start + long, 0), wide, (enamel, steel), size_px)]


def _wound(rng: Generator, frame: Frame, wide: float, surfaces: tuple[Finish, Finish], size_px: int) -> list[Piece]:
    """Return the rotor behind the hooks: leads that gather, the head of the winding, the stack of laminations."""
    enamel, steel = surfaces
    head, thick = wide * float(rng.uniform(0.3, 0.6)), max(1.2, 0.035 * wide)
    pieces: list[Piece] = []
    for number, y in enumerate(np.linspace(-0.44, 0.44, int(rng.integers(6, 13))).tolist()):
        end = y * 1.25 + float(rng.normal(0, 0.06))
        lead = frame.line(
            [(-0.02 * wide, y * wide), (0.15 * wide, (0.6 * y + 0.4 * end) * wide), (0.34 * wide, end * wide)], thick
        )
        pieces.append(Piece(lead, toned(enamel, float(rng.uniform(0.8, 1.2))), 1.5, group=60 + number))
    coil = frame.frame(0.28 * wide + head / 2, 0, float(pick(rng, (0.0, 12.0, -12.0))))
    turns = Grid(coil, (1.1 * thick, 4.0 * wide), size_px)
    body = frame.rectangle((0.28 * wide + head / 2, 0), (head, 1.3 * wide), 0.2 * head)
    dark = turns.field([HERE.rectangle((0, 0), (0.4 * thick, 4.0 * wide))], (), body)
    pieces += [Piece(Outline((body,)), enamel, 3.0), Piece(dark, toned(enamel, 0.5), -0.5)]
    stack = frame.frame(0.28 * wide + 1.9 * head, 0)
    sheets = Finish(toned(steel, 0.7).bgr, "planed", 0.1, 0.5, stack.angle_deg, printed=True)
    pieces.append(Piece(stack.box((0.45 * wide, 0), (2 * head + 0.9 * wide, 1.45 * wide)), sheets, 2.0))
    for y in (-0.55, -0.2, 0.2, 0.55) if rng.random() < 0.7 else (-0.4, 0.0, 0.4):
        slot = stack.box((0.45 * wide, y * wide), (2 * head + 0.9 * wide, 0.07 * wide))
        pieces.append(Piece(slot, toned(enamel, 0.4), -2.0))
    return [*pieces, *shaded(stack.frame(0.45 * wide, 0), (2 * head + 0.9 * wide, 1.45 * wide), -1, 0.15)]


FAMILIES: Final[dict[str, Design]] = {"commutators": commutators}
