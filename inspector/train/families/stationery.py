"""Things of a desk: paper clips, drawing pins, rings of tape, erasers, rulers."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, LIGHT, apart, goods, scene_of, written
from inspector.train.families.codes import ticks
from inspector.train.families.colours import colour, finish, warm
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.lettering import draw_hand, worded
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.shades import glow
from inspector.train.families.surfaces import metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def stationery(rng: Generator, size_px: int) -> Scene:
    """Paper clips, drawing pins, rings of tape, erasers in sleeves, rulers with their scales."""
    body = plastic(rng, vivid(rng)) if rng.random() < 0.6 else metal(rng, ("grain", "brushed"), 0.05)
    choices = ((_clip, 3.6, 3), (_drawing_pin, 1.0, 5), (_tape, 1.0, 8), (_eraser, 2.2, 8), (_ruler, 7.0, 20))
    item, aspect, cost = pick(rng, choices)
    pieces = goods(rng, size_px, partial(item, body), aspect, cost)
    return scene_of(rng, "stationery", size_px, apart(rng, body.bgr), pieces, 4.0)


def _clip(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a paper clip of bent wire, bare or coated, a gleam along it."""
    long, thick, half = 3.5 * wide, max(1.5, wide * rng.uniform(0.08, 0.16)), 0.5 * wide
    wire = body if rng.random() < 0.5 else plastic(np.random.default_rng(group), vivid(np.random.default_rng(group)))
    turn, path = np.linspace(np.pi / 2, -np.pi / 2, 9), [(-0.15 * long, 0.28 * half)]
    for x, y, radius, side in ((0.26, -0.11, 0.39, 1), (-0.36, 0.06, -0.56, -1), (0.36, -0.115, 0.735, 1)):
        arc = np.cos(turn) * side * abs(radius) * half + x * long, np.sin(turn) * radius * half + y * half
        path += zip(arc[0].tolist(), arc[1].tolist(), strict=True)
    path.append((-0.28 * long, -0.85 * half))
    line = frame.points(path)
    gleam = Stroke(line - np.float32(0.15 * thick), 0.3 * thick)
    shadow = Piece(Stroke(line + np.float32(0.5 * thick), thick), DARK, 0.0, 0.25, group=group)
    return [shadow, Piece(Stroke(line, thick), wire, 2.0, group=group), Piece(gleam, LIGHT, 0.5, 0.5, group=group)]


def _drawing_pin(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a drawing pin from above, or on its back with its point up."""
    shift = np.random.default_rng(group)
    own = plastic(shift, vivid(shift)) if rng.random() < 0.5 else body
    pieces = [Piece(frame.disc((0, 0), 0.48 * wide, 40), own, 3.0, group=group)]
    pieces.append(Piece(frame.disc((0, 0), 0.4 * wide, 40), toned(own, 1.1), 1.5, group=group))
    if rng.random() < 0.4:
        pieces.append(Piece(frame.disc((0, 0), 0.1 * wide), toned(own, 0.6), 3.0, group=group))
        return [
            *pieces,
            Piece(
                frame.line([(0, 0), (0.25 * wide, 0.1 * wide)], max(1.2, 0.06 * wide)),
                metal(rng, ("grain",), 0.03),
                4.0,
                group=group,
            ),
        ]
    gleam = glow(frame.at(-0.14 * wide, -0.14 * wide), (0.16 * wide, 0.16 * wide))
    return [*pieces, Piece(gleam, LIGHT, 0.0, 0.6, group=group)]


def _tape(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a ring of tape: wound layers, a paper core with print, the free end."""
    core, inner = finish(rng, warm(rng, 0.4, 0.85), ("paper", "fibres"), 0.08), wide * rng.uniform(0.2, 0.36)
    roll = Finish(warm(rng, 0.3, 0.9) if rng.random() < 0.6 else body.bgr, gloss=rng.uniform(0, 0.4))
    outer = max(inner + 0.04 * wide, wide * rng.uniform(0.4, 0.49))
    end = frame.points(
        [(0.2 * wide, -outer), (0.2 * wide, -0.94 * outer), (outer * 0.6, -1.03 * outer), (outer * 0.55, -1.1 * outer)]
    )
    pieces = [Piece(Outline((end,)), roll, 2.0, group=group + 1)]
    pieces.append(Piece(frame.ring((0, 0), outer, inner), roll, 5.0, group=group))
    for share in rng.uniform(0.1, 0.95, 3).tolist():
        level = inner + share * (outer - inner)
        pieces.append(
            Piece(frame.ring((0, 0), level, level - max(0.8, 0.008 * wide)), toned(roll, 0.75), -0.3, 0.7, group=group)
        )
    pieces.append(Piece(frame.ring((0, 0), 1.04 * inner, 0.88 * inner), core, 1.0, group=group + 2))
    pieces.append(Piece(frame.ring((0, 0), 0.99 * inner, 0.96 * inner), toned(core, 0.7), -0.5, group=group + 2))
    return pieces


def _eraser(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return an eraser: a soft block of one or two colours in a printed sleeve."""
    long, rubber = (
        wide * rng.uniform(1.8, 2.4),
        finish(rng, pick(rng, (body.bgr, colour(rng, rng.uniform(0.4, 0.92), 0.4))), ("grain", "salt"), 0.04),
    )
    pieces = [Piece(frame.box((0, 0), (long, wide), 0.12 * wide), rubber, 4.0, group=group)]
    if rng.random() < 0.4:
        half = frame.points([(0.1 * long, -0.5 * wide), (0.45 * long, -0.5 * wide),
                             (0.5 * long, -0.4 * wide), (0.5 * long, 0.4 * wide), (0.45 * long, 0.5 * wide),
                             (0.0, 0.5 * wide)])  # fmt: skip
        pieces.append(Piece(Outline((half,)), Finish(vivid(rng), "grain", 0.03), group=group))
    if rng.random() < 0.7:
        sleeve = frame.frame(-0.15 * long, 0)
        pieces.append(Piece(sleeve.box((0, 0), (0.68 * long, 1.04 * wide)), Finish(LIGHT.bgr), 1.0, group=group + 1))
        bands = [sleeve.rectangle((x * long, 0), (0.2 * long, 1.04 * wide)) for x in (-0.22, 0.22)]
        pieces.append(Piece(Outline(tuple(bands)), Finish(vivid(rng)), group=group + 1))
        pieces.append(written(rng, sleeve, (0.5 * long, 0.36 * wide), DARK, group + 2))
    return pieces


def _ruler(body: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a ruler: three lengths of line along its edge, numbers, a hole."""
    long, step = 7 * wide, wide * pick(rng, (0.05, 0.08, 0.12))
    ink = ink_on(rng, body.bgr)
    pieces = [Piece(frame.box((0, 0), (long, wide), 0.06 * wide), body, 2.0, pick(rng, (0.5, 1.0)), group=group)]
    places = (np.arange(round(0.94 * long / step)) * step - 0.47 * long).tolist()
    for every, reach in ((1, 0.16), (5, 0.24), (10, 0.32)):
        lines = [frame.frame(x, -0.5 * wide, 90) for number, x in enumerate(places) if number % every == 0][:120]
        pieces.append(Piece(ticks(lines, reach * wide, max(0.8, 0.2 * step)), ink, group=group + 1))
    hand = draw_hand(rng, max(4.0, min(0.2 * wide, 4 * step)), frame.angle_deg)
    for number, x in enumerate(places[::10][:14]):
        pieces.append(worded(hand, str(number), frame.at(x, -0.02 * wide), ink, group + 2 + number))
    pieces.append(Piece(frame.disc((-0.46 * long, 0.25 * wide), 0.1 * wide), DARK, -2.0, 0.8))
    return [*pieces, written(rng, frame.frame(0, 0.3 * wide), (0.3 * long, 0.2 * wide), ink, group + 30)]


FAMILIES: Final[dict[str, Design]] = {"stationery": stationery}
