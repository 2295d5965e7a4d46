"""Snacks, cereals and pellets: puffed, fried, toasted, no two quite alike."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, apart, barrel, goods, lump, scene_of
from inspector.train.families.codes import sector, ticks
from inspector.train.families.colours import finish, warm
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, blob, pick
from inspector.train.families.profiles import cross, placed
from inspector.train.families.shades import pillow
from inspector.train.families.surfaces import toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def snacks(rng: Generator, size_px: int) -> Scene:
    """Hoops, flakes, wheels, puffs, crisps, short pipes and pellets, fried, toasted or coloured."""
    bgr = vivid(rng) if rng.random() < 0.3 else warm(rng, 0.3, 0.85)
    surface = finish(rng, bgr, ("cast", "bubbles", "speckle", "grain", "stained"), 0.2)
    choices = (
        (_hoop, 1.0, 4),
        (_flake, 1.0, 5),
        (_wheel, 1.0, 6),
        (_puff, 1.2, 5),
        (_crisp, 1.3, 5),
        (_pellet, 1.4, 6),
    )
    item, aspect, cost = pick(rng, choices)
    pieces = goods(rng, size_px, partial(item, surface), aspect, cost, alike=False)
    return scene_of(rng, "snacks", size_px, apart(rng, surface.bgr), pieces, 4.0)


def _hoop(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a hoop: puffed, its hole off the middle."""
    outer, (x, y) = blob(rng, frame.centre, 0.48 * wide, 0.05), (rng.normal(0, 0.03, 2) * wide).tolist()
    inner = blob(rng, frame.at(x, y), rng.uniform(0.14, 0.24) * wide, 0.08)
    mean = frame.disc((0, 0), 0.35 * wide).contours[0]
    pieces = [Piece(Outline((outer - np.float32(0.05 * wide),)), DARK, 0.0, 0.25, group=group)]
    pieces.append(Piece(Outline((outer, inner)), surface, 3.0, group=group))
    pieces.append(Piece(Stroke(mean, 0.2 * wide, closed=True), toned(surface, 1.1), 2.0, 0.6, group=group))
    return [
        *pieces,
        Piece(Stroke(inner, max(1.0, 0.04 * wide), closed=True), toned(surface, 0.6), 0.0, 0.6, group=group),
    ]


def _flake(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a flake: thin, wavy, curled, browner at its rim."""
    body = blob(rng, frame.centre, 0.48 * wide, 0.3, rng.uniform(0.6, 1))
    pieces = lump(body, surface, 3.0, rng.uniform(0, 6), 0, group)[:3]
    for tone in (0.8, 1.25):
        x, y = (rng.normal(0, 0.15, 2) * wide).tolist()
        bump = blob(rng, frame.at(x, y), 0.22 * wide, 0.4, 0.5)
        pieces.append(Piece(pillow(bump, 0.2 * wide), toned(surface, tone), rng.uniform(-6, 6), 0.7, group=group))
    return [
        *pieces,
        Piece(Stroke(body, max(1.0, 0.05 * wide), closed=True), toned(surface, 0.7), 0.5, 0.6, group=group),
    ]


def _wheel(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a wheel: rim, hub and spokes, puffed."""
    spokes, thick = int(np.random.default_rng(int(1e6 * surface.bgr[1])).integers(2, 4)), 0.14 * wide
    rim = blob(rng, frame.centre, 0.42 * wide, 0.06)
    pieces = [Piece(Stroke(rim, thick, closed=True), surface, 3.0, group=group)]
    for number in range(spokes):
        angle = np.pi * number / spokes + rng.normal(0, 0.06)
        x, y = 0.4 * wide * float(np.cos(angle)), 0.4 * wide * float(np.sin(angle))
        pieces.append(Piece(frame.line([(-x, -y), (x, y)], 0.75 * thick), surface, 2.0, group=group))
    return [*pieces, Piece(Stroke(rim, 0.3 * thick, closed=True), toned(surface, 1.25), 1.0, 0.5, group=group)]


def _puff(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a puffed curl or cushion."""
    body = blob(rng, (0.0, 0.0), 0.5 * wide, 0.15, 0.8)
    if rng.random() < 0.3:
        body = cross(0.9 * wide, 0.4 * wide, 0.2 * wide)
    return lump(
        placed(body, frame.centre, frame.angle_deg), surface, min(0.25 * wide, 12.0), rng.uniform(0, 6), 0.2, group
    )


def _crisp(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a crisp with waves across, a brown rim, a spot."""
    body = blob(rng, frame.centre, 0.55 * wide, 0.07, rng.uniform(0.75, 1))
    pieces = lump(body, surface, 3.0, rng.uniform(0, 6), 0, group)[1:3]
    waves = [frame.frame(x * wide, -0.36 * wide, 90) for x in np.linspace(-0.33, 0.33, 7).tolist()]
    pieces.append(Piece(ticks(waves, 0.72 * wide, 0.05 * wide), toned(surface, 0.85), 1.5, 0.7, group=group))
    spot = sector(frame.centre, (0.48 * wide, rng.uniform(0.3, 0.45) * wide), *sorted(rng.uniform(0, 360, 2).tolist()))
    return [*pieces, Piece(spot, toned(surface, 0.6), 0.0, 0.4, group=group)]


def _pellet(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a short pipe or pellet, lying or standing."""
    if rng.random() < 0.3:
        rim = Piece(frame.disc((0, 0), 0.5 * wide), surface, 5.0, group=group)
        return [
            rim,
            Piece(frame.disc((0, 0), 0.36 * wide), toned(surface, 0.6), between(rng, 0.5, 4) * -1, group=group),
        ]
    long = wide * rng.uniform(1.2, 1.6)
    body = frame.rectangle((0, 0), (long, wide), 0.12 * wide)
    end = oval(frame.at(0.5 * long, 0), (0.14 * wide, 0.46 * wide), frame.angle_deg)
    pieces = [Piece(Outline((body,)), surface, 4.0, group=group), *barrel(frame, body, wide / 2, 0.5, 0.3, group)]
    return [*pieces, Piece(Outline((end,)), toned(surface, 0.6), -1.0, group=group)]


FAMILIES: Final[dict[str, Design]] = {"snacks": snacks}
