"""Finished cells: coins from above with crimp and lettering, caps of round cells in packs, sleeves from the side."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import sector
from inspector.train.families.colours import Colour, beside, colour, finish
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, Grid, staged
from inspector.train.families.lettering import DIGITS, Hand, draw_hand, letters, made_up, worded
from inspector.train.families.rounds import barrel
from inspector.train.families.shades import pillow
from inspector.train.families.surfaces import bench, toned, vivid
from inspector.train.scene import Finish, Piece, Scene

CASES: Final = ("turned", "brushed", "grain", "ground")
SIGNS: Final = ("CR2032", "CR2025", "LR44", "CR1220", "SR626SW", "LIR2450")


def button_cells(rng: Generator, size_px: int) -> Scene:
    """Coin cells from above with crimp and lettering, caps of round cells in a pack, sleeved cells from the side."""
    steel, sleeve = _case(rng), Finish(vivid(rng), gloss=float(rng.uniform(0, 0.3)))
    radius = size_px * between(rng, 0.09, 0.55)
    frame = Frame(
        spot(rng, size_px, 0.35) if radius > 0.25 * size_px else (size_px / 2, size_px / 2), float(rng.uniform(0, 360))
    )
    kind = int(rng.integers(4))
    if kind == 3:
        return staged(rng, "button_cells", size_px, bench(rng), _sleeved(rng, size_px, steel, sleeve), 3.0)
    pitch = 2.0 * radius * float(rng.uniform(1.02, 1.4))
    grid, pieces = Grid(frame, (pitch, pitch), size_px), list[Piece]()
    places = [grid.place(each) for each in grid.cells(0.4)[: 1 if radius > 0.3 * size_px else 8]]
    seed, ring = (
        int(rng.integers(1 << 30)),
        Finish(colour(rng, float(rng.uniform(0.05, 0.9)), float(pick(rng, (0.0, 0.4))))),
    )
    for number, place in enumerate(places):
        same = np.random.default_rng(seed)
        own = Frame(place.centre, frame.angle_deg if kind != 1 else float(rng.uniform(0, 360)))
        if kind == 2:
            pieces += _capped(same, own, radius, (steel, ring, sleeve), 10 * number)
        else:
            coin = _coin(same, own, radius, (steel, ring), 10 * number)
            pieces += [replace(each, turns=True, group=10 * number) for each in coin] if kind == 1 else coin
    if kind == 2 and len(places) > 2 and rng.random() < 0.5:
        pieces += _welded_strip(rng, grid, radius, toned(steel, 1.1))
    return staged(rng, "button_cells", size_px, bench(rng), pieces, 2.5)


def _case(rng: Generator) -> Finish:
    """Return drawn and plated steel: bright, brushed or satin."""
    tone = float(rng.uniform(0.4, 0.75))
    return finish(rng, (tone, tone, tone), CASES, 0.12, float(rng.uniform(0.1, 0.6)))


def _coin(rng: Generator, frame: Frame, radius: float, surfaces: tuple[Finish, Finish], group: int) -> list[Piece]:
    """Return a coin cell: can with rounded rim and its lettering, or lid in a crimped gasket."""
    steel, ring = surfaces
    body = frame.disc((0, 0), radius, 48)
    pieces = [Piece(body, toned(steel, 0.75), 1.0, group=group)]
    pieces.append(Piece(pillow(body.contours[0], 0.1 * radius), steel, 3.0, 0.9, group=group))
    pieces.append(Piece(frame.ring((0, 0), 0.94 * radius, 0.915 * radius), DARK, -0.5, 0.45, group=group))
    if rng.random() < 0.45:
        gasket, lid = float(rng.uniform(0.86, 0.93)), float(rng.uniform(0.7, 0.84))
        pieces.append(Piece(frame.disc((0, 0), gasket * radius, 48), ring, -1.5, group=group))
        pieces.append(Piece(frame.disc((0, 0), (lid + 0.02) * radius, 48), DARK, -0.5, 0.7, group=group))
        pieces.append(Piece(frame.disc((0, 0), lid * radius, 48), steel, 1.5, group=group))
        knurl = Finish(
            steel.bgr, pick(rng, ("perforated", "grain", "weave")), 0.06, 0.5, gloss=steel.gloss, printed=True
        )
        return [*pieces, Piece(frame.disc((0, 0), 0.85 * lid * radius, 40), knurl, 0.5, group=group)]
    ink, high = toned(steel, float(rng.uniform(0.3, 0.7))), 0.2 * radius
    for width, tall in ((0.34, 0.08), (0.08, 0.34)):
        pieces.append(
            Piece(frame.box((0, -0.45 * radius), (width * radius, tall * radius)), ink, -0.5, group=group + 1)
        )
    for number, text in enumerate((pick(rng, SIGNS), "3V", letters(rng, DIGITS, 3, 5))):
        hand = Hand(pick(rng, (0, 2, 3)), max(3.5, high), max(1.0, 0.12 * high), 1.0, frame.angle_deg)
        at = frame.at(0, (0.34 * number + 0.02) * radius)
        pieces.append(worded(hand, text, at, ink, group + 2 + number, height_px=-0.5))
    return pieces


def _capped(
    rng: Generator, frame: Frame, radius: float, surfaces: tuple[Finish, Finish, Finish], group: int
) -> list[Piece]:
    """Return the end of a round cell: sleeve, insulating washer, cap with vents or a plain bottom."""
    steel, ring, sleeve = surfaces
    pieces = [Piece(frame.disc((0, 0), radius, 48), sleeve, 3.0, group=group)]
    pieces.append(Piece(frame.disc((0, 0), 0.93 * radius, 48), toned(steel, 0.8), -0.5, group=group))
    if rng.random() < 0.3:
        return [*pieces, Piece(frame.disc((0, 0), 0.85 * radius, 48), steel, 0.3, group=group)]
    pieces.append(Piece(frame.ring((0, 0), 0.88 * radius, 0.5 * radius), ring, 0.4, group=group + 1))
    cap = float(rng.uniform(0.4, 0.55)) * radius
    pieces += [
        Piece(frame.disc((0, 0), share * cap, 40), steel, high, turns=True, group=group + 2)
        for share, high in ((1.0, 1.5), (0.72, 1.5))
    ]
    for turn in (0, 120, 240) if rng.random() < 0.7 else ():
        vent = sector(frame.centre, (0.95 * cap, 0.78 * cap), turn + frame.angle_deg, turn + frame.angle_deg + 60)
        pieces.append(Piece(vent, DARK, -0.5, turns=True, group=group + 2))
    return pieces


def _welded_strip(rng: Generator, grid: Grid, radius: float, nickel: Finish) -> list[Piece]:
    """Return nickel strips along rows of cells, each with its welds."""
    pieces: list[Piece] = []
    for number, row in enumerate(sorted({each[1] for each in grid.cells(0.2)})[:4]):
        own, wide = grid.place((0, row)), radius * float(rng.uniform(0.5, 0.9))
        pieces.append(Piece(own.box((0, 0), (3.0 * grid.size_px, wide)), nickel, 1.0, group=-1))
        for column in range(-4, 5):
            for x, y in (
                ((-0.12, -0.1), (0.12, -0.1), (-0.12, 0.1), (0.12, 0.1)) if column % 2 else ((-0.1, 0), (0.1, 0))
            ):
                weld = own.disc((column * grid.pitches[0] + x * radius, y * radius), 0.06 * radius, 12)
                pieces.append(Piece(weld, toned(nickel, 0.4), -0.6, group=200 + 10 * number + column))
    return pieces


def _sleeved(rng: Generator, size_px: int, steel: Finish, sleeve: Finish) -> list[Piece]:
    """Return round cells from the side: sleeve with print, groove below the cap, the other end bare."""
    wide = size_px * between(rng, 0.12, 0.7)
    long, whole = wide * float(rng.uniform(2.5, 4)), Frame((size_px / 2, size_px / 2), square_turn(rng, 2.0))
    count, word, ink = int(np.clip(size_px / wide, 1, 6)), made_up(rng), Finish(_ink(rng, sleeve.bgr))
    pieces, turned_over, second = list[Piece](), rng.random() < 0.4, Finish(vivid(rng), gloss=sleeve.gloss)
    shift = float(rng.uniform(-0.3, 0.3)) * long if long > size_px else 0.0
    for number in range(count):
        own = whole.frame(shift, (number - (count - 1) / 2) * 1.06 * wide, 180.0 * (turned_over and number % 2))
        group = 10 * number
        pieces.append(
            Piece(own.box((0.53 * long, 0), (0.05 * long, 0.35 * wide), 0.05 * wide), steel, 1.0, group=group)
        )
        pieces += barrel(own, (long, wide), sleeve, group, 0.06 * wide, 0.35)
        band = own.box((0.34 * long, 0), (0.22 * long, 0.995 * wide))
        pieces.append(Piece(band, second, 0.0, 0.75, group=group + 1))
        pieces.append(
            Piece(
                own.line([(0.41 * long, -wide / 2), (0.41 * long, wide / 2)], 0.03 * long), DARK, -1.5, 0.5, group=group
            )
        )
        hand = draw_hand(np.random.default_rng(count), max(4.0, 0.24 * wide), own.angle_deg)
        pieces.append(worded(hand, word, own.at(-0.05 * long, 0), ink, group + 2))
        pieces.append(worded(hand, "+", own.at(0.33 * long, 0), ink, group + 3))
    return pieces


def _ink(rng: Generator, bgr: Colour) -> Colour:
    """Return a colour that can be read on `bgr`."""
    return beside(rng, bgr, 0.3, 0.8)


FAMILIES: Final[dict[str, Design]] = {"button_cells": button_cells}
