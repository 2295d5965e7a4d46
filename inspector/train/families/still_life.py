"""Balls, boxes and lumps with shades and shadows before a graded ground, as photographs show things."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, finish, palette, patterned
from inspector.train.families.design import Design
from inspector.train.families.freeform import (
    between,
    blob,
    pick,
    spot,
    stadium,
)
from inspector.train.families.shades import glow, ramp, shade
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, ellipse

SURFACES: Final = ("grain", "weave", "wood", "marble", "leather", "cloud", "perforated", "halftone", "peel", "filtered")


def still_life(rng: Generator, size_px: int) -> Scene:
    """Balls and boxes with shades and shadows before a graded ground, as a photograph shows things."""
    colours = palette(rng, 8)
    light, pieces = rng.uniform(0, 2 * np.pi), [Piece(ramp(rng, size_px), Finish(colours[1]))]
    if rng.random() < 0.5:
        level = rng.uniform(0.2, 0.7) * size_px
        far = np.array([[-9, level], [size_px + 9, level + rng.normal(0, 9)], [size_px + 9, 300], [-9, 300]])
        pieces.append(Piece(Outline((far.astype(np.float32),)), finish(rng, colours[2])))
    for number in range(int(pick(rng, [1, 3, 7]))):
        radius = size_px * between(rng, 0.07, 0.35)
        pieces += _thing(rng, spot(rng, size_px), radius, colours[3 + number % 5], light, number)
    return Scene(
        "still_life", size_px, finish(rng, colours[0]), tuple(pieces), 0.2, 1.0, moves=float(rng.uniform(0, 2))
    )


def _thing(
    rng: Generator, centre: tuple[float, float], radius: float, bgr: Colour, light: float, group: int
) -> list[Piece]:
    high = float(np.cos(light)), float(np.sin(light))
    away, bright = (
        (centre[0] - 0.4 * radius * high[0], centre[1] - 0.4 * radius * high[1]),
        (
            centre[0] + 0.35 * radius * high[0],
            centre[1] + 0.3 * radius * high[1],
        ),
    )
    dark, shine = Finish((0.02, 0.02, 0.02)), Finish((0.97, 0.97, 0.97))
    shadow = Piece(glow(away, (1.3 * radius, 1.2 * radius)), dark, 0.0, float(rng.uniform(0.1, 0.8)), group=group)
    if rng.random() < 0.35:
        return [shadow, *_box(rng, centre, radius, bgr, group)]
    contour = _silhouette(rng, centre, radius)
    return [
        shadow,
        Piece(Outline((contour,)), _covered(rng, bgr), group=group),
        Piece(shade(contour, light), dark, 0.0, float(rng.uniform(0.4, 0.95)), group=group),
        Piece(glow(bright, (0.3 * radius, 0.25 * radius), 1.5), shine, 0.0, float(rng.uniform(0, 0.9)), group=group),
    ]


def _silhouette(rng: Generator, centre: tuple[float, float], radius: float) -> Points:
    kind = rng.integers(3)
    if kind == 0:
        return ellipse(centre, (radius, radius * float(rng.uniform(0.6, 1.0))))
    if kind == 1:
        return blob(rng, centre, radius, 0.2, float(rng.uniform(0.6, 1.0)))
    return stadium(centre, (radius, radius * float(rng.uniform(0.3, 1.0))), float(rng.uniform(2.5, 9)))


def _box(rng: Generator, centre: tuple[float, float], radius: float, bgr: Colour, group: int) -> list[Piece]:
    """Return a box seen from above one corner: three faces of different brightness."""
    turn, flat, tall = rng.uniform(0, np.pi / 2), rng.uniform(0.3, 0.9), rng.uniform(0.3, 1.3) * radius
    angle = turn + np.pi / 2 * np.arange(4)
    top = (
        np.stack([radius * np.cos(angle), radius * flat * np.sin(angle)], axis=1)
        + np.array(centre)
        - np.array([0.0, tall / 2])
    )
    front = np.roll(top, -int(np.argmin(top[:, 0])), axis=0)
    lowest = int(np.argmax(front[:, 1]))
    left, right = front[[0, lowest]], front[[lowest, int(np.argmax(front[:, 0]))]]
    faces = [top, *(np.concatenate([side, side[::-1] + np.array([0.0, tall])]) for side in (left, right))]
    finishes = [_covered(rng, each) for each in (bgr, beside(rng, bgr, 0.1, 0.4), beside(rng, bgr, 0.02, 0.4))]
    return [
        Piece(Outline((face.astype(np.float32),)), surface, group=group)
        for face, surface in zip(faces, finishes, strict=True)
    ]


def _covered(rng: Generator, bgr: Colour) -> Finish:
    if rng.random() < 0.3:
        return patterned(rng, bgr, SURFACES, 0.3)
    return finish(rng, bgr, SURFACES, 0.1)


FAMILIES: Final[dict[str, Design]] = {"still_life": still_life}
