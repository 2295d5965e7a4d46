"""Make-up from above: palettes, compacts, jars of cream."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import apart, scene_of, written
from inspector.train.families.codes import emblem, ticks
from inspector.train.families.colours import colour
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.shades import pillow
from inspector.train.families.surfaces import bench, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def make_up(rng: Generator, size_px: int) -> Scene:
    """Palettes of eye shadow, compacts of powder with a relief, jars of cream, from above: pans, rims, a swirl."""
    frame, case = Frame(spot(rng, size_px, 0.42), square_turn(rng, 2)), plastic(rng)
    if rng.random() < 0.4:
        seed, radius = int(rng.integers(1 << 30)), size_px * between(rng, 0.15, 0.5)
        steps, pieces = ((0.0,) if radius > 0.24 * size_px else (-0.25, 0.25)), list[Piece]()
        for number, (x, y) in enumerate((x, y) for x in steps for y in steps):
            own = frame.frame(x * size_px, y * size_px)
            pieces += _jar(case, np.random.default_rng(seed), own, radius, 10 * number)
        return scene_of(rng, "make_up", size_px, apart(rng, case.bgr), pieces, 2.5)
    columns, rows = pick(rng, ((1, 1), (2, 1), (3, 2), (4, 2), (5, 2), (4, 3)))
    pitch, round_px, hue = size_px * between(rng, 0.2, 0.6), pick(rng, (0.05, 0.1, 0.5)), rng.random()
    sides = columns * pitch + 0.3 * pitch, rows * pitch + 0.3 * pitch
    pieces = [Piece(frame.box((0, 0), sides, 0.15 * pitch), case, 5.0)]
    relief = int(rng.integers(4))
    for number, (row, column) in enumerate(np.ndindex(rows, columns)):
        own = frame.frame((column - (columns - 1) / 2) * pitch, (row - (rows - 1) / 2) * pitch)
        tint = colour(rng, rng.uniform(0.15, 0.85), rng.uniform(0.1, 0.9), hue + rng.normal(0, 0.12))
        pieces += _pan(rng, own, (0.88 * pitch, 0.88 * pitch, round_px), tint, 4 * number)[: 60 // (rows * columns)]
        if relief and rows * columns < 9:
            pieces += _relief(relief, own, pitch, tint, 4 * number)
    return scene_of(rng, "make_up", size_px, bench(rng), pieces, 1.5)


def _pan(
    rng: Generator, frame: Frame, sides: tuple[float, float, float], tint: tuple[float, float, float], group: int
) -> list[Piece]:
    """Return a metal pan of powder, some shimmering, its edge crumbling a little."""
    wide, high, share = sides
    powder = Finish(tint, pick(rng, ("grain", "speckle", "salt", "salt")), rng.uniform(0.02, 0.2))
    tin = Finish(colour(rng, 0.5, 0.03), gloss=0.4)
    hollow = frame.box((0, 0), (1.06 * wide, 1.06 * high), share * wide)
    pieces = [Piece(hollow, tin, -3.0), Piece(frame.box((0, 0), (wide, high), share * wide), powder, 2.0, group=group)]
    dome = frame.rectangle((0, 0), (0.98 * wide, 0.98 * high), share * wide)
    return [*pieces, Piece(pillow(dome, rng.uniform(0.1, 0.5) * wide), powder, rng.uniform(1, 5), group=group)]


def _relief(kind: int, frame: Frame, pitch: float, tint: tuple[float, float, float], group: int) -> list[Piece]:
    """Return what is pressed into powder: lines, rings or petals."""
    powder = toned(Finish(tint), 0.85)
    if kind == 1:
        lines = [frame.frame(x * pitch, -0.3 * pitch, 70) for x in np.linspace(-0.4, 0.2, 6).tolist()]
        return [Piece(ticks(lines, 0.6 * pitch, 0.03 * pitch), powder, -1.5, group=group + 1)]
    if kind == 2:
        return [
            Piece(frame.ring((0, 0), each * pitch, (each - 0.04) * pitch), powder, -1.5, group=group + 1)
            for each in (0.32, 0.2)
        ]
    petals = [
        oval(frame.frame(0, 0, turn).at(0.17 * pitch, 0), (0.14 * pitch, 0.06 * pitch), turn + frame.angle_deg)
        for turn in range(0, 360, 60)
    ]
    return [Piece(Outline(tuple(petals)), powder, -1.5, group=group + 1)]


def _jar(case: Finish, rng: Generator, frame: Frame, radius: float, group: int) -> list[Piece]:
    """Return a jar from above: closed with a word on its lid, or open with a swirl of cream."""
    pieces = [Piece(frame.disc((0, 0), radius, 56), case, 5.0)]
    if rng.random() < 0.4:
        pieces.append(Piece(frame.disc((0, 0), 0.92 * radius, 56), toned(case, 1.1), 1.0, group=group))
        pieces.append(
            Piece(frame.ring((0, 0), 0.85 * radius, 0.81 * radius), metal(rng, ("grain",), 0.04), 0.5, group=group + 1)
        )
        pieces += emblem(rng, frame.frame(0, -0.35 * radius), 0.2 * radius, [vivid(rng)] * 3, group + 3)
        return [
            *pieces,
            written(
                rng, frame.frame(0, 0.15 * radius), (1.2 * radius, 0.25 * radius), ink_on(rng, case.bgr), group + 2
            ),
        ]
    cream = Finish(colour(rng, rng.uniform(0.7, 0.95), 0.4, rng.uniform(-0.05, 0.2)), gloss=rng.uniform(0, 0.2))
    pieces.append(Piece(frame.disc((0, 0), 0.84 * radius, 56), cream, -3.0, group=group))
    turn = np.linspace(0, 2 * np.pi * rng.uniform(1.5, 3.5), 50)
    swirl = [
        (0.75 * radius * (t / turn[-1]) ** 0.8 * np.cos(t), 0.75 * radius * (t / turn[-1]) ** 0.8 * np.sin(t))
        for t in turn
    ]
    for share, high, tone in ((0.2, 2.0, 1.0), (0.06, -1.0, 0.9)):
        pieces.append(
            Piece(Stroke(frame.points(swirl), share * radius), toned(cream, tone), high, 0.8, group=group + 1)
        )
    return pieces


FAMILIES: Final[dict[str, Design]] = {"make_up": make_up}
