"""Round bodies as a camera above a line sees them, what is written on goods, and how goods are laid out."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside
from inspector.train.families.frames import Frame, settled, square_turn
from inspector.train.families.freeform import between
from inspector.train.families.lettering import draw_hand, made_up, worded
from inspector.train.families.shades import glow, pillow, shade, within
from inspector.train.families.surfaces import bench
from inspector.train.families.vessels import cells
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stamp

Item = Callable[[Generator, Frame, float, int], list[Piece]]
DARK: Final = Finish((0.02, 0.02, 0.02))
LIGHT: Final = Finish((0.97, 0.97, 0.97))
MOST: Final = 70
ACROSS: Final = np.linspace(-1, 1, 256)


def barrel(
    frame: Frame, contour: Points, half_px: float, light: float, shine: float = 0.4, group: int = -1
) -> list[Piece]:
    """Return shade and gleam of a body round about the x axis of `frame`, `half_px` thick, cut off by `contour`.

    `light`, in -1..1, says on which side its gleam lies.
    """
    corner, turn = np.floor(contour.min(axis=0)), math.radians(frame.angle_deg)
    wide, high = (np.ceil(contour.max(axis=0)) - corner + 2).astype(int).tolist()
    x = (np.arange(wide) + corner[0] - frame.centre[0]) * (-math.sin(turn) / half_px)
    y = (np.arange(high) + corner[1] - frame.centre[1]) * (math.cos(turn) / half_px)
    level = np.clip((x[None, :] + y[:, None]) * 127 + 128, 0, 255).astype(np.uint8)
    dark = (255 * np.clip(np.abs(ACROSS - 0.25 * light), 0, 1) ** 2.5).astype(np.uint8)
    gleam = (255 * np.exp(-(((ACROSS - 0.5 * light) / 0.14) ** 2))).astype(np.uint8)
    place = float(corner[0]), float(corner[1])
    shaded, lit = (within(contour, Stamp(table[level], place)) for table in (dark, gleam))
    pieces = [Piece(shaded, DARK, 0.0, 0.6, group=group)]
    return [*pieces, Piece(lit, LIGHT, 0.0, min(shine, 1.0), group=group)] if shine > 0.02 else pieces


def lump(
    contour: Points, surface: Finish, high: float, light: float, shine: float = 0.0, group: int = -1
) -> list[Piece]:
    """Return a domed body on the ground: its shadow, itself, its dome, its dark side and its gleam.

    `light`, in radians, says where the light comes from.
    """
    half = np.ptp(contour, axis=0) / 2
    reach, middle = float(half.min()), contour.min(axis=0) + half
    towards = np.array([math.cos(light), math.sin(light)], np.float32) * np.float32(reach)
    pieces = [
        Piece(Outline((contour - np.float32(0.12) * towards,)), DARK, 0.0, 0.35, group=group),
        Piece(Outline((contour,)), surface, min(1.5, high), group=group),
        Piece(pillow(contour, reach), surface, high, group=group),
        Piece(shade(contour, light), DARK, 0.0, 0.45, group=group),
    ]
    if shine > 0.02:
        x, y = (middle + np.float32(0.42) * towards).tolist()
        pieces.append(Piece(glow((x, y), (0.28 * reach, 0.28 * reach), 1.5), LIGHT, 0.0, min(shine, 1.0), group=group))
    return pieces


def written(
    rng: Generator, frame: Frame, sides: tuple[float, float], ink: Finish, group: int, high: float = 0.0
) -> Piece:
    """Return a word that means nothing and fits into `sides` about the middle of `frame`."""
    text, hand = made_up(rng), draw_hand(rng, max(3.5, sides[1]), frame.angle_deg)
    fit = min(1.0, sides[0] / max(hand.advance(text), 1.0))
    own = replace(hand, height_px=fit * hand.height_px, width_px=max(1.0, fit * hand.width_px))
    return worded(own, text, frame.centre, ink, group, height_px=high)


def laid(rng: Generator, size_px: int, aspect: float, most: int) -> tuple[list[Frame], float]:
    """Return where up to `most` things lie, `aspect` times as long along x as wide, and how wide: one, rows, strewn."""
    gap, loose, whole = rng.uniform(1.05, 1.5), rng.uniform(0, 3), Frame((size_px / 2, size_px / 2), square_turn(rng))
    kind = int(rng.integers(4)) if most > 1 else 0
    if kind == 0:
        x, y = (rng.normal(0, 0.08, 2) * size_px).tolist()
        turn = rng.normal(0, 3) if rng.random() < 0.7 else rng.uniform(0, 360)
        return [whole.frame(x, y, turn)], size_px * between(rng, 0.5, 1.5) / max(aspect, 1.0)
    if kind == 1:
        count = int(rng.integers(2, min(most, 4 if aspect < 1.6 else 8) + 1))
        wide = min(size_px * rng.uniform(0.85, 1.2) / (count * gap), 1.5 * size_px / aspect)
        steps = [(number - (count - 1) / 2) * gap * wide for number in range(count)]
        return [whole.frame(rng.normal(0, 0.02) * size_px, y, rng.normal(0, loose)) for y in steps], wide
    wide = size_px * between(rng, 0.14, 0.4) / aspect ** (0.5 if kind == 2 else 0.75)
    if kind == 2:
        shift = rng.uniform(-0.5, 0.5, 2) * wide
        rows = cells(whole, size_px, (gap * aspect * wide, gap * wide), shift)[:most]
        return [each.frame(0, 0, rng.normal(0, loose)) for each in rows], wide
    aligned = rng.random() < 0.2
    places = settled(rng, size_px, [0.3 * (1 + aspect) * wide] * 3 * most)
    middle = size_px / 2
    found = [each for each in places if each is not None]
    kept = sorted(found, key=lambda at: math.hypot(at[0] - middle, at[1] - middle))[:most]
    return [Frame(place, whole.angle_deg if aligned else rng.uniform(0, 360)) for place in kept], wide


def goods(rng: Generator, size_px: int, item: Item, aspect: float, cost: int, *, alike: bool = True) -> list[Piece]:
    """Return things laid out in one of several ways, `cost` pieces each; made things are `alike`, grown ones are not.

    Each has ten numbers of components to itself.
    """
    frames, wide = laid(rng, size_px, aspect, (MOST - 4) // cost)
    seed, pieces = int(rng.integers(1 << 30)), list[Piece]()
    for number, frame in enumerate(frames):
        own = np.random.default_rng((seed, 0 if alike else number))
        pieces += item(own, frame, wide, 10 * number)
    return pieces


def apart(rng: Generator, bgr: Colour) -> Finish:
    """Return a ground on which things of colour `bgr` are seen."""
    surface = bench(rng)
    if abs(sum(surface.bgr) - sum(bgr)) > 0.3:
        return surface
    return replace(surface, bgr=beside(rng, bgr, 0.15, 0.6))


def scene_of(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece], moves: float) -> Scene:
    """Return the scene of goods that good parts have up to `moves` px elsewhere."""
    relief, bevel = rng.uniform(0.3, 1.0), between(rng, 0.7, 3)
    return Scene(family, size_px, ground, tuple(pieces[:MOST]), relief, bevel, moves=rng.uniform(0.3, 1.0) * moves)
