"""Optical parts: coated panes, gratings, apertures and reticles, lens arrays, camera modules with barrel and flex."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.apertures import iris, reticle
from inspector.train.families.codes import around, ticks
from inspector.train.families.colours import beside, colour
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, WHITE, Grid, staged
from inspector.train.families.lettering import CODED, draw_hand, letters, worded
from inspector.train.families.rounds import dome
from inspector.train.families.shades import glow, ramp, within
from inspector.train.families.surfaces import bench, metal, plastic, toned
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke

HERE: Final = Frame((0.0, 0.0))
GOLD: Final = Finish((0.25, 0.52, 0.66), gloss=0.3)


def filters_optic(rng: Generator, size_px: int) -> Scene:
    """Coated windows in mounts, gratings, irises, slits and reticles, lens arrays, camera modules on their flex."""
    reach, kind = size_px * between(rng, 0.2, 0.75), int(rng.integers(8))
    frame = Frame(spot(rng, size_px, 0.35 if reach > 0.35 * size_px else 0.3), square_turn(rng, 2.0))
    plain = (iris, reticle)[kind](rng, frame, reach) if kind < 2 else None
    pieces = plain or pick(rng, MAKERS)(rng, frame, reach, size_px)
    return staged(rng, "filters_optic", size_px, bench(rng), pieces, 1.5)


def _coating(rng: Generator) -> tuple[Finish, Finish]:
    """Return a coated pane as it lies, and the tint that it mirrors: blue, green, magenta, gold or red."""
    hue, gloss = float(pick(rng, (0.62, 0.4, 0.85, 0.13, 0.02, 0.52))), float(rng.uniform(0.15, 0.6))
    pane = Finish(colour(rng, between(rng, 0.03, 0.45), float(rng.uniform(0.2, 1.0)), hue), gloss=gloss)
    return pane, Finish(colour(rng, float(rng.uniform(0.35, 0.6)), 0.9, hue + float(rng.normal(0, 0.12))))


def _sheen(rng: Generator, contour: Points, tint: Finish, size_px: int, group: int) -> list[Piece]:
    """Return how the colour of a pane of this contour changes across it, and a lamp mirrored in it."""
    slope = Piece(within(contour, ramp(rng, size_px)), tint, 0.0, float(rng.uniform(0.1, 0.6)), group=group)
    middle, reach = contour.mean(axis=0), float(np.ptp(contour[:, 0]))
    x, y = (middle + rng.normal(0, 0.12, 2) * reach).tolist()
    lamp = glow((x, y), (reach * float(rng.uniform(0.05, 0.2)),) * 2, 1.6)
    return [slope, Piece(lamp, WHITE, 0.0, float(rng.uniform(0.1, 0.6)), group=group)]


def _windows(rng: Generator, frame: Frame, reach: float, size_px: int) -> list[Piece]:
    """Return round or square panes, ground edge and bevel, with a black mask, in mounts or a row of a holder."""
    pane, tint = _coating(rng)
    mount, masked, square = metal(rng), rng.random() < 0.4, rng.random() < 0.45
    count, pieces = 1 if reach > 0.3 * size_px else int(rng.integers(2, 5)), list[Piece]()
    for number in range(count):
        own, group = frame.frame((number - (count - 1) / 2) * 2.5 * reach, 0.0), 10 * number
        if rng.random() < 0.6:
            ring = (
                own.box((0, 0), (2.4 * reach, 2.4 * reach), 0.1 * reach)
                if square
                else own.disc((0, 0), 1.2 * reach, 56)
            )
            pieces.append(Piece(ring, mount, 3.0))
            pieces.append(
                Piece(
                    own.box((0, 0), (2.06 * reach,) * 2) if square else own.disc((0, 0), 1.03 * reach, 56), DARK, -1.5
                )
            )
        body = own.box((0, 0), (2 * reach, 2 * reach), 0.03 * reach) if square else own.disc((0, 0), reach, 56)
        edge = body.contours[0]
        pieces.append(Piece(body, pane, 1.0, group=group))
        pieces += _sheen(np.random.default_rng(len(edge)), edge, tint, size_px, group)
        rim = Stroke(edge, max(1.2, 0.05 * reach), closed=True)
        pieces.append(Piece(rim, toned(pane, 2.0), -0.5, 0.6, group=group))
        if masked:
            inner = (
                own.box((0, 0), (1.5 * reach, 1.2 * reach), 0.1 * reach)
                if square
                else own.disc((0, 0), 0.78 * reach, 48)
            )
            mask = Outline((edge, inner.contours[0]))
            pieces.append(Piece(mask, Finish((0.03, 0.03, 0.03), "grain", 0.01), 0.2, group=group + 1))
        if rng.random() < 0.3:
            hand = draw_hand(rng, max(4.0, 0.13 * reach), frame.angle_deg)
            pieces.append(worded(hand, letters(rng, CODED, 3, 6), own.at(0, 1.1 * reach), DARK, group + 2))
    return pieces


def _grating(rng: Generator, frame: Frame, reach: float, size_px: int) -> list[Piece]:
    """Return a ruled plate: lines side by side, the spectrum across them, clear borders, marks and a number."""
    glass, pitch = Finish(colour(rng, float(rng.uniform(0.1, 0.7)), 0.1), gloss=0.3), between(rng, 2.5, 14)
    plate, long = frame.rectangle((0, 0), (2.4 * reach, 2.0 * reach), 0.02 * reach), 2.0 * reach
    ruled = frame.rectangle((0, 0), (long, 1.5 * reach))
    grid, duty = Grid(frame, (pitch, 4.0 * reach), size_px), float(rng.uniform(0.3, 0.6))
    line, ink = HERE.rectangle((0, 0), (duty * pitch, 4.0 * reach)), Finish(beside(rng, glass.bgr, 0.1, 0.6), gloss=0.3)
    inside = int(0.45 * min(long, size_px) / pitch)
    chosen = (rng.permutation(2 * inside + 1) - inside).tolist()[:20]
    free = [grid.place((each, 0)).rectangle((0, 0), (pitch, 4.0 * reach)) for each in chosen]
    pieces = [Piece(Outline((plate,)), glass, 2.0), Piece(grid.field([line], free, ruled), ink, 0.3)]
    ends = [(0.0, -0.74 * reach), (0.0, 0.74 * reach)]
    pieces += [Piece(grid.place((number, 0)).line(ends, duty * pitch), ink, 0.3) for number in chosen]
    for number, hue in enumerate((0.62, 0.45, 0.33, 0.15, 0.0) if rng.random() < 0.6 else ()):
        x, shine = (number - 2) * 0.4 * reach, Finish(colour(rng, 0.5, 1.0, hue))
        band = within(ruled, glow(frame.at(x, 0), (0.5 * reach, 2.0 * reach), 1.0))
        pieces.append(Piece(band, shine, 0.0, 0.35))
    for number, (x, y) in enumerate(((-0.9, -0.88), (0.9, -0.88), (0.9, 0.88))):
        own = frame.frame(x * reach, y * reach)
        arms = [own.box((0, 0), (wide * reach, high * reach)) for wide, high in ((0.14, 0.03), (0.03, 0.14))]
        pieces += [Piece(arm, ink, 0.2, group=number) for arm in arms]
    hand = draw_hand(rng, max(4.0, 0.1 * reach), frame.angle_deg)
    return [*pieces, worded(hand, letters(rng, CODED, 4, 8), frame.at(-0.3 * reach, 0.88 * reach), ink, 5)]


def _lens_array(rng: Generator, frame: Frame, reach: float, size_px: int) -> list[Piece]:
    """Return small lenses in rows on a plate, each with its dark rim and the lamp it mirrors."""
    pitch, plate = (
        reach * float(rng.uniform(0.4, 0.9)),
        Finish(colour(rng, float(rng.uniform(0.1, 0.7)), 0.15), gloss=0.1),
    )
    glass, gleam = (
        Finish(colour(rng, between(rng, 0.05, 0.6), 0.3), gloss=float(rng.uniform(0.2, 0.6))),
        float(rng.uniform(0.3, 0.9)),
    )
    grid, pieces = (
        Grid(frame, (pitch, pitch), size_px),
        [Piece(frame.box((0, 0), (4.4 * reach, 3.4 * reach)), plate, 2.0)],
    )
    for number, each in enumerate(grid.cells(0.2)[:20]):
        pieces += dome(grid.place(each), 0.43 * pitch, glass, number, gleam)
    return pieces


def _camera(rng: Generator, frame: Frame, reach: float, size_px: int) -> list[Piece]:
    """Return a camera module: flex with plug and parts, square holder, stepped barrel, coated lens, its lamp."""
    black, side = Finish((0.05, 0.05, 0.05), "grain", 0.012, gloss=float(pick(rng, (0.0, 0.1)))), 1.7 * reach
    hue, vivid = float(pick(rng, (0.07, 0.1, 0.36, 0.0))), float(rng.uniform(0.3, 0.9))
    film = Finish(colour(rng, float(rng.uniform(0.08, 0.4)), vivid, hue), gloss=0.1)
    tail, far, line = frame.frame(0, 1.4 * reach), 3.0 * reach, toned(film, 1.25)
    pieces = [Piece(tail.box((0, 0.5 * far), (0.8 * reach, far), 0.1 * reach), film, 0.6)]
    for x in np.linspace(-0.32, 0.32, int(rng.integers(5, 12))).tolist():
        run = tail.line([(x * reach, -0.2 * reach), (x * reach, far)], max(0.8, 0.02 * reach))
        pieces.append(Piece(run, line, 0.2, 0.8))
    plug = tail.frame(0, 1.1 * reach)
    pieces.append(Piece(plug.box((0, 0), (1.1 * reach, 0.5 * reach), 0.04 * reach), black, 1.5, group=0))
    for number, x in enumerate(np.linspace(-0.45, 0.45, 11).tolist()):
        pad = plug.box((x * reach, 0.17 * reach * (1 if number % 2 else -1)), (0.045 * reach, 0.14 * reach))
        pieces.append(Piece(pad, GOLD, 0.5, group=1 + number))
    holder = pick(rng, (black, plastic(rng), metal(rng)))
    pieces.append(Piece(frame.box((0, 0), (1.15 * side, 1.15 * side), 0.02 * side), film, 1.0))
    pieces.append(Piece(frame.box((0, 0), (side, side), 0.05 * side), holder, 4.0, group=20))
    for share, high in ((0.86, 2.0), (0.76, 1.0), (0.52, -1.5), (0.44, -1.0)):
        pieces.append(Piece(frame.disc((0, 0), share * side / 2, 48), black, high, group=21))
    notches = around(frame.centre, 0.4 * side, frame.angle_deg, frame.angle_deg + 270, 4)
    pieces.append(Piece(ticks(notches, 0.06 * side, 0.05 * side), DARK, -1.0, group=21))
    glass, tint = _coating(rng)
    lens = frame.disc((0, 0), 0.2 * side, 40)
    pieces.append(Piece(lens, Finish(toned(glass, 0.5).bgr, gloss=glass.gloss), 1.0, group=22))
    pieces += _sheen(rng, lens.contours[0], tint, size_px, 22)
    pieces.append(Piece(frame.disc((0, 0), 0.08 * side, 28), DARK, 0.0, 0.7, group=22))
    hand = draw_hand(rng, max(3.5, 0.07 * side), frame.angle_deg)
    return [*pieces, worded(hand, letters(rng, CODED, 4, 6), frame.at(0, 0.46 * side), toned(GOLD, 0.8), 23)]


MAKERS: Final = (_windows, _windows, _grating, _lens_array, _camera, _camera)
FAMILIES: Final[dict[str, Design]] = {"filters_optic": filters_optic}
