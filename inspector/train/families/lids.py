"""Bottles, jars, cans and cups from above: into their mouths, at their bottoms, and their lids in crates."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import LIGHT, scene_of, written
from inspector.train.families.codes import sector, ticks
from inspector.train.families.colours import beside, colour, finish, warm
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.shades import glow, pillow
from inspector.train.families.surfaces import bench, deep, metal, plastic, toned, vivid
from inspector.train.families.vessels import cells, pull
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def bottle_mouths(rng: Generator, size_px: int) -> Scene:
    """Mouths and bottoms of bottles, jars and cans from above: rim, bore, thread, stippling, digits, lamps mirrored."""
    seed, count = int(rng.integers(1 << 30)), pick(rng, (1, 1, 1, 4))
    radius = size_px * (between(rng, 0.28, 0.75) if count == 1 else rng.uniform(0.17, 0.24))
    view, pieces = pick(rng, (_mouth, _mouth, _bottom, _can_end)), list[Piece]()
    x, y = (rng.normal(0.5, 0.05, 2) * size_px).tolist()
    for number in range(count):
        step = (0.0, 0.0) if count == 1 else (0.48 * (number % 2) - 0.24, 0.48 * (number // 2) - 0.24)
        frame = Frame((x + step[0] * size_px, y + step[1] * size_px), rng.uniform(0, 360))
        pieces += view(np.random.default_rng(seed), frame, radius, 10 * number)
    return scene_of(rng, "bottle_mouths", size_px, bench(rng), pieces, 2.0)


def cans_row(rng: Generator, size_px: int) -> Scene:
    """Cans and cups in crates and trays from above: rims, lids, tabs turned as they come, foils with print, a gap."""
    seed, pitch, high = int(rng.integers(1 << 30)), size_px * between(rng, 0.3, 0.95), rng.uniform(2, 6)
    whole, turned = Frame((size_px / 2, size_px / 2), square_turn(rng, 2)), rng.random() < 0.5
    lid, radius, empty = pick(rng, (_drink, _tin, _cup)), pitch * rng.uniform(0.4, 0.49), pick(rng, (0.0, 0.1))
    floor, shift = plastic(rng, vivid(rng)) if rng.random() < 0.6 else bench(rng), rng.uniform(-0.5, 0.5, 2) * pitch
    pieces = list[Piece]()
    for number, own in enumerate(cells(whole, size_px, (pitch, pitch), shift)[:9]):
        hollow = own.box((0, 0), (0.97 * pitch, 0.97 * pitch), 0.08 * pitch)
        pieces.append(Piece(hollow, toned(floor, 0.75), -high))
        if rng.random() < empty:
            continue
        made = lid(np.random.default_rng(seed), own, radius, 2 * number)
        pieces += [replace(each, group=2 * number, turns=True) for each in made] if turned else made
    return scene_of(rng, "cans_row", size_px, floor, pieces, 2.5)


def _mouth(rng: Generator, frame: Frame, radius: float, group: int) -> list[Piece]:
    """Return a look into a bottle or jar: shoulder, thread, lip, bore, what is in it, lamps in the glass."""
    glass = Finish(vivid(rng) if rng.random() < 0.5 else warm(rng, 0.05, 0.3), gloss=rng.uniform(0.1, 0.5))
    lip, bore, centre = rng.uniform(0.5, 0.95), rng.uniform(0.68, 0.88), frame.centre
    round_px = oval(centre, (radius, radius), 0.0, 64)
    pieces = [Piece(Outline((round_px,)), toned(glass, 0.7), 2.0)]
    pieces.append(Piece(pillow(round_px, (1.02 - lip) * radius), toned(glass, 0.8), rng.uniform(3, 9)))
    if lip < 0.85:
        for start in (0, 130, 250)[: int(rng.integers(1, 4))]:
            thread = sector(centre, (0.98 * lip * radius + 0.08 * radius, 0.99 * lip * radius), start, start + 100)
            pieces.append(Piece(thread, toned(glass, 1.5), 1.5, group=group))
    pieces.append(Piece(frame.ring((0, 0), lip * radius, bore * lip * radius), toned(glass, 1.25), 3.0))
    inside = deep(rng) if rng.random() < 0.6 else finish(rng, warm(rng, 0.1, 0.9), ("cloud", "cast", "bubbles"), 0.2)
    pieces.append(Piece(frame.disc((0, 0), bore * lip * radius, 48), inside, -6.0))
    reach = rng.uniform(0.4, 0.9) * bore * lip * radius
    pieces.append(Piece(glow(centre, (reach, reach)), Finish(glass.bgr), 0.0, rng.uniform(0, 0.8)))
    for share in rng.uniform(bore * lip, lip, int(rng.integers(1, 4))).tolist():
        bright = frame.ring((0, 0), share * radius, share * radius - max(1.2, 0.02 * radius))
        pieces.append(Piece(bright, LIGHT, 0.0, rng.uniform(0.2, 0.9), group=group + 1))
    for number, share in enumerate(rng.uniform(0.5 * bore * lip, 0.97, int(rng.integers(2, 7))).tolist()):
        turn, inner = rng.uniform(0, 360), (share - rng.uniform(0.01, 0.06)) * radius
        lamp = sector(centre, (share * radius, inner), turn, turn + rng.uniform(15, 90))
        pieces.append(Piece(lamp, LIGHT, 0.0, rng.uniform(0.15, 0.8), group=group + 2 + number))
    return pieces


def _bottom(rng: Generator, frame: Frame, radius: float, group: int) -> list[Piece]:
    """Return the bottom of a bottle: heel, stippling round it, the push-up, digits; it lies turned anyhow."""
    tint = vivid(rng) if rng.random() < 0.6 else colour(rng, rng.uniform(0.5, 0.9), 0.1)
    glass = Finish(tint, "grain", 0.03, gloss=rng.uniform(0.1, 0.5))
    inner, deep_px = rng.uniform(0.55, 0.8), rng.uniform(2, 8)
    pieces = [Piece(frame.disc((0, 0), radius, 64), glass, 4.0)]
    pieces.append(Piece(frame.ring((0, 0), 0.96 * radius, 0.9 * radius), toned(glass, 1.3), 1.0, 0.7))
    hollow = oval(frame.centre, (inner * radius, inner * radius), 0.0, 48)
    pieces.append(Piece(pillow(hollow, inner * radius), toned(glass, 0.8), -deep_px))
    dots = [Frame(frame.frame(0, 0, turn).at((0.5 + 0.5 * inner) * radius, 0), turn) for turn in range(0, 360, 9)]
    pieces.append(Piece(frame.disc((0, 0), 0.1 * radius), toned(glass, 1.15), -1.0, turns=True, group=group))
    knurl = ticks(dots, 0.07 * radius, 0.05 * radius)
    pieces.append(Piece(knurl, toned(glass, 1.3), 1.5, turns=True, group=group))
    for turn in (0, 180):
        own = frame.frame(0, 0, turn).frame(0, -0.36 * radius)
        digits = written(rng, own, (0.5 * radius, 0.14 * radius), toned(glass, 0.7), group, 1.2)
        pieces.append(replace(digits, turns=True))
    seam = frame.line([(-radius, 0), (radius, 0)], max(1.0, 0.01 * radius))
    pieces.append(Piece(seam, toned(glass, 1.2), 0.3, 0.3, turns=True, group=group))
    lamp = sector(frame.centre, (0.93 * radius, 0.85 * radius), -70, rng.uniform(-40, 20))
    return [*pieces, Piece(lamp, LIGHT, 0.0, rng.uniform(0.1, 0.8), group=group + 1)]


def _can_end(rng: Generator, frame: Frame, radius: float, group: int) -> list[Piece]:
    """Return the bottom of a can or an open tin: steps, a dome, a date in dots."""
    surface, level, pieces = metal(rng, ("turned", "grain", "brushed")), radius, list[Piece]()
    for _ in range(int(rng.integers(3, 6))):
        pieces.append(Piece(frame.disc((0, 0), level, 64), toned(surface, rng.uniform(0.7, 1.3)), rng.uniform(-3, 3)))
        level *= rng.uniform(0.75, 0.95)
    pieces.append(Piece(pillow(oval(frame.centre, (level, level), 0.0, 48), level), surface, rng.uniform(-9, 6)))
    date = written(rng, frame.frame(0, -0.2 * level), (1.2 * level, 0.22 * level), ink_on(rng, surface.bgr), group)
    second = written(rng, frame.frame(0, 0.2 * level), (1.2 * level, 0.22 * level), date.finish, group + 1)
    return [*pieces, date, second]


def _drink(rng: Generator, frame: Frame, radius: float, group: int) -> list[Piece]:
    """Return the lid of a beverage can: rim, well, panel, score line, tab on its rivet."""
    rim = metal(rng, ("turned", "brushed", "grain"), 0.1)
    pieces = [Piece(frame.disc((0, 0), radius, 48), rim, 5.0, group=group)]
    for share, tone, high in ((0.92, 0.7, -3.0), (0.8, 1.05, 1.5)):
        pieces.append(Piece(frame.disc((0, 0), share * radius, 48), toned(rim, tone), high, group=group))
    score = Stroke(oval(frame.at(-0.35 * radius, 0), (0.3 * radius, 0.38 * radius), frame.angle_deg), 1.2, closed=True)
    tab = metal(rng, ("grain",), 0.05) if rng.random() < 0.5 else Finish(vivid(rng), gloss=0.3)
    pieces.append(Piece(score, toned(rim, 0.6), -1.0, group=group))
    return [*pieces, *(replace(each, group=group + 1) for each in pull(rng, frame, 0.65 * radius, tab, group))]


def _tin(rng: Generator, frame: Frame, radius: float, group: int) -> list[Piece]:
    """Return the lid of a tin: rim, rings pressed in, a ring pull."""
    gold = finish(rng, colour(rng, rng.uniform(0.4, 0.75), rng.uniform(0, 0.6), 0.12), ("turned", "grain"), 0.1, 0.3)
    pieces = [Piece(frame.disc((0, 0), radius, 48), toned(gold, 0.9), 5.0, group=group)]
    for share in (0.9, rng.uniform(0.5, 0.8), rng.uniform(0.2, 0.45)):
        high = rng.uniform(1, 2.5) * pick(rng, (-1, 1))
        pieces.append(
            Piece(frame.disc((0, 0), share * radius, 48), toned(gold, rng.uniform(0.8, 1.2)), high, group=group)
        )
    ring = pull(rng, frame.frame(0.3 * radius, 0), 0.6 * radius, toned(gold, 1.2), group)
    return [*pieces, *(replace(each, group=group + 1) for each in ring)]


def _cup(rng: Generator, frame: Frame, radius: float, group: int) -> list[Piece]:
    """Return a cup under a foil or lid with a tongue, its bead, and print on it."""
    foil = Finish(
        vivid(rng) if rng.random() < 0.6 else colour(rng, rng.uniform(0.5, 0.9), 0.05), gloss=rng.uniform(0, 0.6)
    )
    tongue = frame.box((0.85 * radius, 0), (0.6 * radius, 0.45 * radius), 0.15 * radius)
    pieces = [Piece(frame.disc((0, 0), radius, 48), foil, 4.0, group=group), Piece(tongue, foil, 1.0, group=group)]
    pieces.append(Piece(frame.ring((0, 0), 0.95 * radius, 0.85 * radius), toned(foil, 1.15), 1.0, group=group))
    spot = frame.disc((0, -0.25 * radius), 0.4 * radius)
    pieces.append(Piece(spot, Finish(beside(rng, foil.bgr, 0.1, 0.7)), group=group + 1))
    pieces.append(
        written(rng, frame.frame(0, 0.4 * radius), (1.1 * radius, 0.25 * radius), ink_on(rng, foil.bgr), group + 1)
    )
    return pieces


FAMILIES: Final[dict[str, Design]] = {"bottle_mouths": bottle_mouths, "cans_row": cans_row}
