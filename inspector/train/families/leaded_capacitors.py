"""Capacitors with two leads: dipped discs, cans in sleeves, boxes and bricks; and lamps of the same make."""

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import beside, colour
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.grids import DARK, WHITE
from inspector.train.families.leaded_bodies import lead
from inspector.train.families.lettering import draw_hand, letters, made_up, worded
from inspector.train.families.rounds import barrel, strip
from inspector.train.families.shades import pillow
from inspector.train.families.surfaces import vivid
from inspector.train.scene import Finish, Outline, Piece


def disc_capacitor(rng: Generator, frame: Frame, unit: float, far: float, group: int) -> list[Piece]:
    """Return a dipped disc or drop with code on it and coating that runs down its two leads."""
    hue, level = float(pick(rng, (0.06, 0.08, 0.12, 0.6))), float(rng.uniform(0.25, 0.5))
    bgr = colour(rng, level, float(rng.uniform(0.5, 0.9)), hue)
    coat = Finish(bgr, "grain", 0.015, gloss=float(rng.uniform(0.05, 0.35)))
    radius, slim, gap = 0.45 * unit, float(pick(rng, (1.0, 1.0, 0.7))), 0.22 * unit
    pieces = [
        lead(frame, [(x * gap, 0.2 * unit), (x * gap, 0.7 * unit), (1.2 * x * gap, far)], 0.07 * unit, group)
        for x in (-1, 1)
    ]
    runs = [frame.line([(x * gap, 0.1 * unit), (x * gap, 0.58 * unit)], 0.13 * unit) for x in (-1, 1)]
    pieces += [Piece(run, coat, 1.5, group=group + 1) for run in runs]
    edge = frame.points(
        [(radius * np.cos(each), slim * radius * np.sin(each)) for each in np.linspace(0, 6.2, 36).tolist()]
    )
    pieces.append(Piece(Outline((edge,)), coat, 1.0, group=group + 1))
    pieces.append(Piece(pillow(edge, 0.5 * radius), coat, 3.0, 0.8, group=group + 1))
    hand = draw_hand(rng, max(3.5, 0.2 * unit), frame.angle_deg)
    return [
        *pieces,
        worded(hand, letters(rng, "0123456789", 3, 3) + pick(rng, ("", "K", "J")), frame.centre, DARK, group + 2),
    ]


def electrolytic(rng: Generator, frame: Frame, unit: float, far: float, group: int) -> list[Piece]:
    """Return a can from the side: sleeve with a striped edge and minus signs, crimp, two leads."""
    bgr = (
        vivid(rng)
        if rng.random() < 0.4
        else colour(rng, 0.06, float(pick(rng, (0.0, 0.8))), float(pick(rng, (0.62, 0.4, 0.0))))
    )
    sleeve, upright = Finish(bgr, gloss=float(rng.uniform(0.05, 0.3))), frame.frame(0, -0.2 * unit, 90)
    wide, tall = 0.7 * unit, 1.15 * unit
    pieces = [
        lead(frame, [(x * unit, 0.3 * unit), (x * unit, far + x * unit)], 0.07 * unit, group) for x in (-0.17, 0.17)
    ]
    pieces += barrel(upright, (tall, wide), sleeve, group + 1, 0.06 * unit, 0.4)
    stripe, side = Finish(beside(rng, bgr, 0.25, 0.8)), float(pick(rng, (-1, 1)))
    pieces.append(
        Piece(
            frame.box((0.36 * side * wide, -0.2 * unit), (0.22 * wide, 0.98 * tall)), stripe, 0.0, 0.85, group=group + 2
        )
    )
    for number, y in enumerate((-0.3, 0.0, 0.3)):
        minus = frame.box((0.36 * side * wide, y * tall - 0.2 * unit), (0.05 * wide, 0.12 * tall))
        pieces.append(Piece(minus, sleeve, group=group + 3 + number))
    groove = frame.line(
        [(-0.48 * wide, 0.42 * tall - 0.2 * unit), (0.48 * wide, 0.42 * tall - 0.2 * unit)], 0.04 * unit
    )
    pieces.append(Piece(groove, DARK, -1.5, 0.5, group=group + 1))
    hand = draw_hand(rng, max(3.5, 0.17 * unit), frame.angle_deg - 90)
    return [*pieces, worded(hand, made_up(rng)[:7], frame.at(-0.1 * side * wide, -0.2 * unit), stripe, group + 6)]


def film(rng: Generator, frame: Frame, unit: float, far: float, group: int) -> list[Piece]:
    """Return a box or dipped brick of a film capacitor or a lamp's dome, with lettering and two leads."""
    bgr = vivid(rng)
    box = Finish(bgr, gloss=float(rng.uniform(0.05, 0.4)))
    pieces = [lead(frame, [(x * unit, 0.2 * unit), (x * unit, far)], 0.07 * unit, group) for x in (-0.28, 0.28)]
    if rng.random() < 0.35:
        pieces.append(
            strip(
                frame,
                [
                    (-0.36 * unit, 0.35 * unit),
                    (0.36 * unit, 0.35 * unit),
                    (0.36 * unit, 0.2 * unit),
                    (-0.36 * unit, 0.2 * unit),
                ],
                box,
                1.0,
                group + 1,
            )
        )
        pieces += barrel(frame.frame(0, -0.1 * unit, 90), (0.85 * unit, 0.62 * unit), box, group + 1, 0.3 * unit, 0.5)
        return [
            *pieces,
            Piece(frame.box((0, 0.1 * unit), (0.2 * unit, 0.25 * unit)), WHITE, 0.0, 0.25, group=group + 2),
        ]
    pieces.append(
        Piece(
            frame.box((0, 0), (0.9 * unit, 0.7 * unit), float(rng.uniform(0.02, 0.2)) * unit), box, 4.0, group=group + 1
        )
    )
    hand, ink = draw_hand(rng, max(3.5, 0.16 * unit), frame.angle_deg), Finish(beside(rng, bgr, 0.3, 0.8))
    for number, y in enumerate((-0.13, 0.13)):
        pieces.append(worded(hand, made_up(rng)[:6], frame.at(0, y * unit), ink, group + 2 + number))
    return pieces
