"""What connectors are made of: pins, wires, clamps and crimped terminals."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour, finish, gloss, palette
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import Centre, pick
from inspector.train.families.shades import pillow
from inspector.train.scene import Finish, Outline, Piece, Stroke

PLASTIC: Final = ("grain", "speckle", "cast", "peel", "cloud")
METAL: Final = ("brushed", "ground", "grain", "planed")
GROUND: Final = ("grain", "paper", "cloud", "brushed", "weave", "speckle", "planed")


def surfaces(rng: Generator) -> tuple[Finish, Finish, Finish]:
    """Return a housing, its metal and the ground it lies on."""
    plastic, ground, _ = palette(rng, 3)
    if rng.random() < 0.4:
        plastic = colour(rng, rng.uniform(0.03, 0.9), float(pick(rng, (0.03, 0.9))))
    tone = colour(rng, rng.uniform(0.3, 0.8), float(pick(rng, (0.03, 0.6))), rng.uniform(0.08, 0.14))
    metal = replace(finish(rng, tone, METAL, 0.12, float(rng.uniform(0, 0.8))), scale=1.0)
    return finish(rng, plastic, PLASTIC, 0.06, gloss(rng, 0.3) * 0.4), metal, finish(rng, ground, GROUND, 0.15)


def insulation(rng: Generator) -> Finish:
    """Return the surface of a wire, of any colour or grey."""
    return Finish(
        colour(rng, rng.uniform(0.05, 0.9), float(pick(rng, (0.05, 0.95, 0.95)))), gloss=gloss(rng, 0.5) * 0.5
    )


def darker(surface: Finish, share: float = 0.45) -> Finish:
    """Return `surface` as its hollows look."""
    blue, green, red = (share * each for each in surface.bgr)
    return Finish((blue, green, red))


def wire(frame: Frame, run: Sequence[Centre], width_px: float, skin: Finish, group: int) -> list[Piece]:
    """Return a wire along `run`, higher along its middle, softly bent."""
    knots = np.array(run)
    mile = np.linspace(0, len(run) - 1, 10)
    smooth = np.stack([np.interp(mile, np.arange(len(run)), knots[:, axis]) for axis in (0, 1)], axis=1)
    smooth[1:-1] = (smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4
    line = frame.points([(x, y) for x, y in smooth.tolist()])
    high = min(4.0, 0.25 * width_px)
    return [
        Piece(Stroke(line, width_px), skin, high, group=group),
        Piece(Stroke(line, 0.5 * width_px), skin, 0.5 * high, group=group),
    ]


def pin(metal: Finish, frame: Frame, pitch: float, long: float, group: int) -> list[Piece]:
    """Return a square pin from above, or one that lies `long` pitches out of its housing."""
    side = 0.3 * pitch
    if not long:
        foot = frame.box((0, 0), (1.5 * side, 1.5 * side), 0.3 * side)
        tip = frame.box((0, 0), (0.9 * side, 0.9 * side), 0.2 * side)
        return [Piece(foot, darker(metal, 0.6), -0.5, group=group), Piece(tip, metal, 2.5, group=group)]
    rod = frame.box((0, -0.5 * long * pitch), (side, long * pitch), 0.2 * side)
    return [Piece(rod, metal, 1.5, group=group)]


def round_pin(metal: Finish, housing: Finish, frame: Frame, radius: float, group: int, *, male: bool) -> list[Piece]:
    """Return a round contact in its bore."""
    bore = Piece(frame.disc((0, 0), 1.3 * radius, 20), darker(housing), -1.0, group=group)
    ring = Piece(frame.disc((0, 0), radius, 20), metal, 2.0, group=group)
    inner = Piece(frame.disc((0, 0), 0.5 * radius, 16), metal if male else darker(metal, 0.2), 0.8, group=group)
    return [bore, ring, inner]


def clamp(frame: Frame, pitch: float, metal: Finish, hollow: Finish, group: int, *, cross: bool) -> list[Piece]:
    """Return the screw, with a slot or a cross, and the wire entry of one pole."""
    well = Piece(frame.disc((0, -0.25 * pitch), 0.4 * pitch), hollow, -2.0, group=group)
    head = Piece(frame.disc((0, -0.25 * pitch), 0.34 * pitch), metal, 1.5, turns=True, group=group)
    slot = frame.box((0, -0.25 * pitch), (0.62 * pitch, 0.09 * pitch))
    drive = [Piece(slot, darker(metal, 0.25), -0.8, turns=True, group=group)]
    if cross:
        other = frame.box((0, -0.25 * pitch), (0.09 * pitch, 0.5 * pitch))
        drive.append(Piece(other, darker(metal, 0.25), -0.8, turns=True, group=group))
    entry = frame.box((0, 0.75 * pitch), (0.6 * pitch, 0.5 * pitch), 0.05 * pitch)
    return [well, head, *drive, Piece(entry, hollow, -2.0, group=group + 1)]


def terminal(
    rng: Generator, frame: Frame, size: float, surfaces_of: tuple[Finish, Finish], group: int, kind: int
) -> list[Piece]:
    """Return a crimped terminal of `size` along x, its finishes metal and insulation; `kind` 0 ring, 1 fork, 2 tab."""
    metal, skin = surfaces_of
    wide, copper = 0.2 * size, Finish((0.25, 0.45, 0.7), gloss=0.3)
    pieces = wire(frame, [(0.12 * size, 0), (0.4 * size, 0), (3 * size, 0.1 * size)], 0.72 * wide, skin, group)
    for number, y in enumerate(np.linspace(-0.22, 0.22, 5).tolist()):
        bent = float(rng.normal(0, 0.02)) * size
        strand = frame.line([(-0.25 * size + bent, y * wide * 1.3), (0.14 * size, y * wide)], 0.09 * wide + 0.8)
        pieces.append(Piece(strand, copper, 1.0, group=group + 1 + number % 2))
    for x, long in ((-0.08, 0.16), (0.22, 0.1)):
        barrel = frame.rectangle((x * size, 0), (long * size, wide), 0.04 * size)
        pieces.append(Piece(Outline((barrel,)), metal, 1.0, group=group + 3))
        pieces.append(Piece(pillow(barrel, 0.5 * wide), metal, 3.0, group=group + 3))
        seam = frame.line([((x - 0.45 * long) * size, 0), ((x + 0.45 * long) * size, 0)], max(1.2, 0.08 * wide))
        pieces.append(Piece(seam, darker(metal), -1.0, group=group + 3))
    return [*_tongue(frame, size, wide, metal, group + 3, kind), *pieces]


def _tongue(frame: Frame, size: float, wide: float, metal: Finish, group: int, kind: int) -> list[Piece]:
    neck = Piece(frame.box((-0.12 * size, 0), (0.5 * size, 0.62 * wide)), metal, 1.2, group=group)
    if kind == 0:
        return [neck, Piece(frame.ring((-0.42 * size, 0), 0.75 * wide, 0.38 * wide), metal, 1.2, group=group)]
    if kind == 1:
        prongs = [frame.box((-0.44 * size, y * wide), (0.28 * size, 0.24 * wide)) for y in (-0.4, 0.4)]
        root = frame.box((-0.32 * size, 0), (0.1 * size, 1.04 * wide))
        return [neck, *(Piece(each, metal, 1.2, group=group) for each in (root, *prongs))]
    tab = frame.box((-0.42 * size, 0), (0.34 * size, 1.1 * wide), 0.1 * wide)
    return [neck, Piece(tab, metal, 1.2, group=group), Piece(frame.disc((-0.42 * size, 0), 0.14 * wide), darker(metal), -1.0, group=group)]  # noqa: E501  # fmt: skip
