"""Sweets: gum, dragees, twisted wrappers, lollies, jellies."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import LIGHT, apart, goods, lump, scene_of, written
from inspector.train.families.codes import sector, ticks
from inspector.train.families.colours import colour, finish
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import blob, pick, stadium
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.profiles import placed, wavy
from inspector.train.families.shades import glow, pillow, within
from inspector.train.families.surfaces import toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def sweets(rng: Generator, size_px: int) -> Scene:
    """Chewing gum, dragees, twisted wrappers, lollies and jellies, one large, in rows or strewn."""
    bgr = vivid(rng) if rng.random() < 0.7 else colour(rng, rng.uniform(0.75, 0.95), 0.1)
    surface = finish(rng, bgr, ("grain", "cloud", "peel", "speckle"), 0.05, pick(rng, (0.0, 0.1, 0.3)))
    choices = ((_dragee, 1.4, 6), (_stick, 3.2, 7), (_wrapped, 2.2, 12), (_lolly, 2.5, 8), (_jelly, 1.2, 9))
    item, aspect, cost = pick(rng, choices)
    pieces = goods(rng, size_px, partial(item, surface), aspect, cost)
    return scene_of(rng, "sweets", size_px, apart(rng, bgr), pieces, 4.0)


def _dragee(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a coated piece of gum or a dragee with a letter."""
    outline = stadium((0, 0), (wide * rng.uniform(0.48, 0.7), 0.48 * wide), rng.uniform(2, 7))
    body = placed(outline, frame.centre, frame.angle_deg)
    pieces = lump(
        body, surface, min(rng.uniform(0.06, 0.3) * wide, 14.0), rng.uniform(0, 6), rng.uniform(0, 0.8), group
    )
    if rng.random() < 0.5:
        pieces.append(written(rng, frame, (0.6 * wide, 0.3 * wide), ink_on(rng, surface.bgr), group + 1))
    return pieces


def _stick(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a stick of gum: toothed ends, a pattern rolled in, dusted; or half out of its foil."""
    long, teeth = 3 * wide, np.linspace(-0.5, 0.5, 15)
    right = [(0.5 * long - (0.04 * wide if number % 2 else 0), y * wide) for number, y in enumerate(teeth.tolist())]
    body = frame.points([*right, *((-x, -y) for x, y in right)])
    pieces = [Piece(Outline((body,)), Finish(surface.bgr, "grain", 0.06), 2.5, group=group)]
    if rng.random() < 0.7:
        for turn in (60, -60):
            lines = [
                frame.frame(x * long, -0.45 * wide * np.sign(turn), turn) for x in np.linspace(-0.45, 0.35, 12).tolist()
            ]
            pieces.append(
                Piece(ticks(lines, wide, max(0.8, 0.03 * wide)), toned(surface, 0.85), -0.7, 0.7, group=group)
            )
    if rng.random() < 0.5:
        foil = Finish(colour(rng, 0.7, 0.05), "grain", 0.05, gloss=rng.uniform(0.2, 0.6))
        cover = frame.box((-0.2 * long, 0), (0.65 * long, 1.1 * wide))
        pieces.append(Piece(cover, foil, 1.0, group=group + 1))
        sleeve = frame.box((-0.28 * long, 0), (0.5 * long, 1.12 * wide))
        pieces.append(Piece(sleeve, Finish(vivid(rng)), 0.5, group=group + 1))
        pieces.append(written(rng, frame.frame(-0.28 * long, 0), (0.4 * long, 0.4 * wide), LIGHT, group + 2))
    return pieces


def _wrapped(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a sweet in a twisted wrapper: stripes or print on it, pleats in its ears, lights on its folds."""
    foil, half = Finish(surface.bgr, gloss=rng.uniform(0.1, 0.5)), wide * rng.uniform(0.5, 0.8)
    ear, pieces = wide * rng.uniform(0.5, 0.8), list[Piece]()
    for side in (-1, 1):
        fan = [(side * 0.85 * half, -0.1 * wide), (side * (half + ear), -0.42 * wide), (side * (half + 0.9 * ear), 0.0),
               (side * (half + ear), 0.42 * wide), (side * 0.85 * half, 0.1 * wide)]  # fmt: skip
        pieces.append(Piece(Outline((frame.points(fan),)), foil, 1.5, rng.uniform(0.7, 1), group=group))
        root = frame.frame(side * 0.9 * half, 0, 0 if side > 0 else 180)
        pleats = ticks([Frame(root.centre, root.angle_deg + turn) for turn in (-17, -6, 6, 17)], 1.1 * ear, 0.04 * wide)
        pieces.append(Piece(pleats, toned(foil, 0.6), 1.0, 0.8, group=group))
    body = placed(stadium((0, 0), (half, 0.45 * wide), rng.uniform(2, 5)), frame.centre, frame.angle_deg)
    pieces += lump(body, foil, min(0.2 * wide, 12.0), rng.uniform(0, 6), rng.uniform(0.2, 0.8), group)
    band = within(body, pillow(frame.rectangle((0, 0), (rng.uniform(0.4, 1.0) * half, wide)), 1.0))
    pieces.append(Piece(band, Finish(vivid(rng)), 0.0, 0.9, group=group + 1))
    return [*pieces, written(rng, frame, (0.9 * half, 0.22 * wide), LIGHT, group + 2)]


def _lolly(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a lolly on its stick: a disc with a spiral, or an ice with a bitten look and a coat."""
    stick = finish(rng, colour(rng, 0.75, 0.3, 0.1), ("wood", "grain"), 0.06)
    head, other = frame.frame(-0.55 * wide, 0), Finish(vivid(rng), gloss=surface.gloss)
    pole = frame.line([(-0.3 * wide, 0), (1.2 * wide, 0)], max(2.0, rng.uniform(0.06, 0.16) * wide))
    pieces = [Piece(pole, stick, 2.0, group=group + 1)]
    if rng.random() < 0.6:
        body = oval(head.centre, (0.48 * wide, 0.48 * wide), 0.0, 40)
        pieces += lump(body, surface, 5.0, rng.uniform(0, 6), 0.0, group)[1:3]
        turn = np.linspace(0, 2 * np.pi * rng.uniform(2, 4), 60)
        path = head.points(
            [(0.46 * wide * t / turn[-1] * np.cos(t), 0.46 * wide * t / turn[-1] * np.sin(t)) for t in turn]
        )
        pieces.append(Piece(Stroke(path, 0.08 * wide), other, 0.5, group=group))
        lamp = sector(head.centre, (0.42 * wide, 0.34 * wide), 200, 250)
        return [*pieces, Piece(lamp, LIGHT, 0.0, 0.5, group=group)]
    body = head.rectangle((-0.1 * wide, 0), (1.3 * wide, 0.8 * wide), 0.35 * wide)
    pieces += lump(body, surface, 8.0, rng.uniform(0, 6), 0.4, group)
    return [*pieces, Piece(head.box((0.15 * wide, 0), (0.1 * wide, 0.8 * wide)), other, 0.0, 0.7, group=group + 2)]


def _jelly(surface: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a clear jelly: ring, drop, bear or star, light through it, sugared or glossy; each of its own colour."""
    shift, kind = np.random.default_rng(group), int(rng.integers(4))
    own = Finish(vivid(shift), "salt" if rng.random() < 0.3 else "grain", 0.08, gloss=rng.uniform(0, 0.4))
    own = own if rng.random() < 0.7 else surface
    if kind == 0:
        hoop = frame.ring((0, 0), 0.48 * wide, 0.2 * wide)
        crest = Stroke(oval(frame.centre, (0.34 * wide, 0.34 * wide)), 0.14 * wide, closed=True)
        return [Piece(hoop, own, 4.0, 0.85, group=group), Piece(crest, toned(own, 1.3), 2.0, 0.5, group=group)]
    outlines = (blob(np.random.default_rng(3), (0, 0), 0.45 * wide, 0.02, 0.7), wavy(0.48 * wide, 0.14 * wide, 5))
    if kind < 3:
        body = placed(outlines[kind - 1], frame.centre, frame.angle_deg)
        pieces = lump(body, own, min(0.2 * wide, 12.0), rng.uniform(0, 6), 0.7, group)
        return [
            *pieces,
            Piece(within(body, glow(frame.centre, (0.4 * wide, 0.3 * wide))), toned(own, 1.4), 0.0, 0.5, group=group),
        ]
    pieces = list[Piece]()
    for x, y, radius in (
        (0.1, -0.2, 0.12),
        (0.1, 0.2, 0.12),
        (-0.28, 0.0, 0.18),
        (0.3, -0.15, 0.11),
        (0.3, 0.15, 0.11),
        (0.08, 0.0, 0.26),
    ):
        part = oval(frame.at(x * wide, y * wide), (radius * wide, radius * wide))
        pieces.append(Piece(pillow(part, radius * wide), own, 6.0, group=group))
    return [
        *pieces,
        Piece(glow(frame.at(0.1 * wide, 0), (0.2 * wide, 0.2 * wide)), toned(own, 1.5), 0.0, 0.5, group=group),
    ]


FAMILIES: Final[dict[str, Design]] = {"sweets": sweets}
