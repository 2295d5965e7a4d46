"""Medical lines: coiled catheters, filters, connectors, clamps, taps."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, LIGHT, apart, barrel, scene_of, written
from inspector.train.families.codes import ticks
from inspector.train.families.colours import colour, finish
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.surfaces import plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def infusion(rng: Generator, size_px: int) -> Scene:
    """Catheters and lines coiled with a tie, their connectors, filters, taps and clamps, in a tray or a pouch."""
    tint, thick = colour(rng, rng.uniform(0.6, 0.95), rng.uniform(0, 0.5)), size_px * between(rng, 0.018, 0.06)
    whole, ground = Frame(spot(rng, size_px, 0.42), square_turn(rng, 8)), apart(rng, tint)
    pieces = list[Piece]()
    if rng.random() < 0.7:
        pieces += _coil(rng, whole, size_px * between(rng, 0.22, 0.5), Finish(tint, gloss=0.1), thick)
    for number in range(int(rng.integers(1, 4))):
        own = Frame(spot(rng, size_px, 0.2), rng.uniform(0, 360))
        part = pick(rng, (_filter, _connector, _clamp, _tap))
        pieces += part(rng, own, size_px * between(rng, 0.1, 0.3), 100 + 10 * number)
    if rng.random() < 0.3:
        pieces.append(Piece(whole.box((0, 0), (1.2 * size_px, 0.9 * size_px)), Finish(LIGHT.bgr, gloss=0.4), 0.5, 0.12))
        ribs = [whole.frame(-0.6 * size_px, y * size_px) for y in (0.43, 0.445, 0.46, 0.475)]
        pieces.append(Piece(ticks(ribs, 1.2 * size_px, 1.5), LIGHT, 0.5, 0.4))
    return scene_of(rng, "infusion", size_px, ground, pieces, 4.0)


def _coil(rng: Generator, frame: Frame, radius: float, line: Finish, thick: float) -> list[Piece]:
    """Return a line in several turns, each a little beside the others, tied once or twice, its ends free."""
    pieces, count = list[Piece](), int(rng.integers(2, 6))
    for number in range(count):
        middle = frame.at(*(rng.normal(0, 0.05, 2) * radius).tolist())
        path = oval(middle, (radius * rng.uniform(0.9, 1.1), radius * rng.uniform(0.7, 0.95)), frame.angle_deg, 48)
        if number == 0:
            path = np.concatenate(
                [path, (path[-1] + np.outer(np.linspace(0, 1, 4), path[-1] - path[-4]) * 1.5).astype(np.float32)]
            )
        closed = number > 0
        for share, tone, opacity in ((1.3, 0.3, 0.3), (1.0, 0.85, 0.9), (0.5, 1.15, 0.8)):
            pieces.append(
                Piece(
                    Stroke(path, share * thick, closed),
                    toned(line, tone),
                    thick / 4 if share < 1.2 else 0.0,
                    opacity,
                    group=number,
                )
            )
    for turn in (0, 180)[: int(rng.integers(1, 3))]:
        tie = frame.frame(0, 0, turn).box((radius, 0), (0.45 * radius, 1.6 * thick), 0.4 * thick)
        pieces.append(Piece(tie, Finish(vivid(rng)) if rng.random() < 0.5 else LIGHT, 2.0, group=20 + turn))
    return pieces


def _filter(rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a disc filter: rim with ribs, membrane, print, a port on either side."""
    body, radius = plastic(rng, vivid(rng)), 0.5 * wide
    ports = frame.line([(-0.9 * wide, 0), (0.9 * wide, 0)], 0.24 * wide)
    pieces = [
        Piece(ports, toned(body, 1.1), 2.0, group=group),
        Piece(frame.disc((0, 0), radius, 48), body, 4.0, group=group),
    ]
    spokes = [frame.frame(0, 0, turn).frame(0.4 * radius, 0) for turn in range(0, 360, 24)]
    pieces.append(Piece(frame.disc((0, 0), 0.85 * radius, 40), LIGHT, -1.0, 0.8, group=group + 1))
    pieces.append(Piece(ticks(spokes, 0.42 * radius, 0.05 * radius), body, 1.0, group=group + 1))
    return [*pieces, written(rng, frame, (0.8 * radius, 0.25 * radius), DARK, group + 2)]


def _connector(rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a screwed connector: a ribbed nut, a cone, a piece of line."""
    body, thick = plastic(rng, vivid(rng)), 0.45 * wide
    nut = frame.rectangle((0, 0), (0.8 * wide, thick), 0.1 * thick)
    cone = frame.points(
        [
            (0.38 * wide, -0.3 * thick),
            (0.9 * wide, -0.18 * thick),
            (0.9 * wide, 0.18 * thick),
            (0.38 * wide, 0.3 * thick),
        ]
    )
    line = frame.line([(-1.6 * wide, 0.2 * wide), (-0.9 * wide, 0.05 * wide), (-0.35 * wide, 0)], 0.3 * thick)
    pieces = [Piece(line, Finish(colour(rng, 0.8, 0.2), gloss=0.2), 2.0, 0.8, group=group + 1)]
    pieces += [Piece(Outline((cone,)), LIGHT, 2.0, 0.8, group=group), Piece(Outline((nut,)), body, 3.0, group=group)]
    ribs = [frame.frame(-0.36 * wide, y * thick) for y in np.linspace(-0.42, 0.42, 7).tolist()]
    pieces.append(Piece(ticks(ribs, 0.72 * wide, 0.06 * thick), toned(body, 0.65), 0.5, 0.7, group=group))
    return pieces + barrel(frame, nut, thick / 2, -0.4, 0.4, group)


def _clamp(rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a slide or pinch clamp: a plate with a keyhole, or a bow with teeth."""
    body = plastic(rng, vivid(rng))
    plate = frame.rectangle((0, 0), (1.2 * wide, 0.6 * wide), 0.2 * wide)
    eye, slot = (
        oval(frame.at(-0.2 * wide, 0), (0.16 * wide, 0.16 * wide)),
        frame.rectangle((0.2 * wide, 0), (0.5 * wide, 0.08 * wide)),
    )
    pieces = [Piece(Outline((plate,)), body, 3.0, group=group), Piece(Outline((eye,)), DARK, -3.0, 0.85, group=group)]
    pieces.append(Piece(Outline((slot,)), DARK, -3.0, 0.85, group=group))
    grips = [frame.frame(0.52 * wide, y * wide) for y in (-0.2, -0.1, 0.0, 0.1, 0.2)]
    return [*pieces, Piece(ticks(grips, 0.08 * wide, 0.03 * wide), toned(body, 0.6), 1.0, group=group)]


def _tap(rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a three-way tap: ports in a T, a coloured handle turned one way."""
    clear, handle, turn = (
        finish(rng, colour(rng, 0.8, 0.1), ("grain",), 0.02, 0.2),
        plastic(rng, vivid(rng)),
        pick(rng, (0, 90, 180)),
    )
    pipes = (
        frame.line([(-0.8 * wide, 0), (0.8 * wide, 0)], 0.26 * wide),
        frame.line([(0, 0), (0, 0.7 * wide)], 0.26 * wide),
    )
    pieces = [Piece(each, clear, 2.0, 0.8, group=group) for each in pipes]
    for x, y in ((-0.8, 0), (0.8, 0), (0, 0.7)):
        pieces.append(Piece(frame.disc((x * wide, y * wide), 0.2 * wide), toned(clear, 0.85), 1.0, 0.8, group=group))
    own = frame.frame(0, 0, turn)
    pieces.append(Piece(frame.disc((0, 0), 0.28 * wide), handle, 3.0, group=group + 1))
    return [
        *pieces,
        Piece(own.box((0.25 * wide, 0), (0.7 * wide, 0.2 * wide), 0.1 * wide), handle, 2.0, group=group + 1),
    ]


FAMILIES: Final[dict[str, Design]] = {"infusion": infusion}
