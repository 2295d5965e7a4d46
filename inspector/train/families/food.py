"""Tablets, capsules, nuts and biscuits: small things on plain ground, one large, a few, or rows of them."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import beside, finish, gloss, palette, warm
from inspector.train.families.design import Design
from inspector.train.families.freeform import (
    Centre,
    between,
    blob,
    pick,
    shifted,
    stadium,
    wander,
)
from inspector.train.families.shades import glow, pillow
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, ellipse

DARK: Final = Finish((0.03, 0.03, 0.03))


def tablets(rng: Generator, size_px: int) -> Scene:
    """Tablets: round, oval or cornered, domed or flat, with a score or a stamped sign."""
    ground, bgr, *_ = palette(rng, 3)
    bgr = beside(rng, ground, 0.1, 0.8) if rng.random() < 0.6 else bgr
    pill = finish(rng, bgr, ("speckle", "salt", "grain", "paper"), 0.1, gloss(rng))
    kind, scored, domed = int(rng.integers(4)), rng.random() < 0.6, float(rng.uniform(0, 0.4))
    places, radius = _laid(rng, size_px)
    one = _body(_tablet(kind, (0.0, 0.0), radius), pill, radius, domed)
    if scored:
        ends = np.array([[-0.8 * radius, 0], [0.8 * radius, 0]], np.float32)
        groove = Stroke(ends if rng.random() < 0.5 else 0.5 * ends[:, ::-1], max(1.0, 0.08 * radius))
        one.append(Piece(groove, Finish(beside(rng, bgr, 0.03, 0.3)), -1.5, 0.8, turns=kind == 0))
    pieces = [shifted(piece, place, number) for number, place in enumerate(places) for piece in one]
    return _scene(rng, "tablets", size_px, finish(rng, ground), pieces)


def capsules(rng: Generator, size_px: int) -> Scene:
    """Capsules of two colours with a band, glossy."""
    ground, *halves = palette(rng, 3)
    shine, slim = float(rng.beta(2, 3)), float(rng.uniform(0.3, 0.5))
    body, cap = (
        finish(rng, beside(rng, ground, 0.05, 0.7) if rng.random() < 0.5 else each, gloss=shine) for each in halves
    )
    aligned, angle = rng.random() < 0.6, float(rng.uniform(0, 180))
    pieces: list[Piece] = []
    places, radius = _laid(rng, size_px)
    for number, centre in enumerate(places):
        turn = angle if aligned else float(rng.uniform(0, 360))
        along = np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn))]) * radius
        ends = (np.array(centre) + np.outer([-0.6, 0.05, 0.6], along)).astype(np.float32)
        width = 2 * slim * radius
        pieces += [
            Piece(Stroke(ends[[0, 2]], width), body, 2.0, group=number),
            Piece(Stroke(ends[[1, 2]], 1.05 * width), cap, 1.0, group=number),
            Piece(Stroke(ends[[0, 2]], 0.5 * width), body, 2.0, 0.0 if number % 2 else 0.15, group=number),
        ]
        bright = ends[[0, 2]] - np.array([0, 0.25 * width], np.float32)
        pieces.append(Piece(Stroke(bright, 0.15 * width), Finish((0.95,) * 3), 0.0, 0.5 * shine, group=number))
    return _scene(rng, "capsules", size_px, finish(rng, ground), pieces)


def blister(rng: Generator, size_px: int) -> Scene:
    """Blister packs: tablets under clear domes in a row of pockets on foil."""
    foil, bgr, _ = palette(rng, 3)
    metal = finish(rng, foil, ("mesh", "grain", "weave", "brushed", "perforated"), 0.15, float(rng.uniform(0.1, 0.8)))
    pill, kind = finish(rng, beside(rng, foil, 0.1, 0.7) if rng.random() < 0.6 else bgr), int(rng.integers(4))
    pitch = size_px / float(pick(rng, [2.2, 3, 4]))
    offset, pieces = rng.uniform(0.3, 0.7, 2) * pitch, list[Piece]()
    pocket = pillow(_tablet(kind, (0.0, 0.0), 0.45 * pitch), 0.15 * pitch)
    dome = Piece(pocket, Finish(foil, gloss=metal.gloss), 4.0, 0.3)
    one = _body(_tablet(kind, (0.0, 0.0), 0.33 * pitch), pill, 0.33 * pitch, 0.2)
    for number in range(12):
        x, y = float(offset[0] + (number % 4) * pitch), float(offset[1] + (number // 4) * pitch)
        if max(x, y) < size_px + 0.3 * pitch:
            pieces += [shifted(dome, (x, y), -1), *(shifted(piece, (x, y), number) for piece in one)]
    return _scene(rng, "blister", size_px, metal, pieces)


def biscuits(rng: Generator, size_px: int) -> Scene:
    """Biscuits, crackers and buns: baked unevenly, docked with holes, with seeds or a filling."""
    ground, crust = palette(rng, 1)[0], warm(rng, 0.25, 0.8)
    baked = finish(rng, crust, ("cast", "cloud", "speckle", "stained", "bubbles"), 0.2)
    kind, docked, topped = int(rng.integers(4)), int(pick(rng, [0, 4, 9])), int(pick(rng, [0, 5]))
    brown = Finish(beside(rng, crust, 0.05, 0.4))
    pieces: list[Piece] = []
    places, radius = _laid(rng, size_px, 4)
    contour = _tablet(kind, (0.0, 0.0), radius)
    rim = Piece(Stroke(contour, 0.12 * radius, closed=True), brown, 0.0, 0.4)
    one = [*_body(contour, baked, radius, 0.15), rim, *_docked(rng, radius, docked if len(places) < 3 else 4)]
    for number, centre in enumerate(places):
        pieces += [shifted(piece, centre, number) for piece in one]
        pieces += _seeds(rng, centre, radius, topped, 100 * (number + 1))
    return _scene(rng, "biscuits", size_px, finish(rng, ground), pieces)


def nuts(rng: Generator, size_px: int) -> Scene:
    """Nuts, beans, seeds and kernels: creased or smooth, some in a shell of two halves."""
    ground, shell = palette(rng, 1)[0], warm(rng, 0.15, 0.75)
    skin = finish(rng, shell, ("leather", "wood", "fur", "cast", "cracked", "peel"), 0.25, gloss(rng))
    rough, aspect, creases = float(rng.uniform(0, 0.25)), float(rng.uniform(0.45, 1)), int(pick(rng, [0, 1, 4]))
    crease = Finish(beside(rng, shell, 0.05, 0.3))
    pieces: list[Piece] = []
    places, radius = _laid(rng, size_px, 8)
    for number, centre in enumerate(places):
        contour = blob(rng, centre, radius, rough, aspect)
        pieces += _body(contour, skin, radius, 0.5, number)
        for _ in range(creases):
            line = Stroke(wander(rng, centre, 1.0 * radius, 6), max(1.0, 0.05 * radius))
            pieces.append(Piece(line, crease, -1.5, 0.8, group=number))
    return _scene(rng, "nuts", size_px, finish(rng, ground), pieces)


def _laid(rng: Generator, size_px: int, most: int = 12) -> tuple[list[Centre], float]:
    """Return middles and the radius: one, large or small or cut by the border, or several in rows or strewn."""
    if rng.random() < 0.4:
        x, y = (size_px * rng.normal(0.5, 0.08, 2)).tolist()
        return [(x, y)], size_px * between(rng, 0.15, 0.55)
    rows = int(pick(rng, [2, 3, 4]))
    pitch, loose = size_px / rows, float(pick(rng, [0.0, 0.05, 0.15]))
    radius = pitch * float(rng.uniform(0.25, 0.45))
    places = (np.indices((rows, rows)).reshape(2, -1).T + 0.5 + rng.normal(0, loose, (rows * rows, 2))) * pitch
    kept = rng.permutation(len(places))[: min(most, int(rng.integers(2, rows * rows + 1)))]
    return [(float(x), float(y)) for x, y in places[kept]], radius


def _tablet(kind: int, centre: Centre, radius: float) -> Points:
    """Return a round, an oval, an oblong or a cushion-shaped contour."""
    aspect, square = ((1.0, 2.0), (0.65, 2.0), (0.5, 3.5), (0.9, 7.0))[kind]
    return stadium(centre, (radius, aspect * radius), square)


def _body(contour: Points, surface: Finish, radius: float, domed: float, group: int = -1) -> list[Piece]:
    """Return a solid with its contact shadow: crisp at its edge, domed towards its middle."""
    x, y = ((contour.min(axis=0) + contour.max(axis=0)) / 2).tolist()
    half = (np.ptp(contour, axis=0) / 2).tolist()
    shadow = glow((x, y), (1.25 * half[0], 1.25 * half[1]), 1.5)
    return [
        Piece(shadow, DARK, 0.0, 0.35, group=group),
        Piece(Outline((contour,)), surface, 2.0, group=group),
        Piece(pillow(contour, 0.7 * radius), surface, min(domed * radius, 14.0), group=group),
    ]


def _docked(rng: Generator, radius: float, count: int) -> list[Piece]:
    side, size = round(np.sqrt(count)), max(1.0, radius * float(rng.uniform(0.03, 0.07)))
    places = ((np.indices((side, side)).reshape(2, -1).T - (side - 1) / 2) * 0.4 * radius).tolist()
    return [Piece(Outline((ellipse((x, y), (size, size), corners=12),)), DARK, -2.0, 0.7) for x, y in places]


def _seeds(rng: Generator, centre: Centre, radius: float, count: int, group: int) -> list[Piece]:
    seed, size = finish(rng, warm(rng, 0.1, 0.9)), radius * float(rng.uniform(0.05, 0.15))
    angle, away = rng.uniform(0, 2 * np.pi, count), 0.8 * radius * np.sqrt(rng.random(count))
    middles = np.stack([centre[0] + away * np.cos(angle), centre[1] + 0.7 * away * np.sin(angle)], axis=1).tolist()
    return [
        Piece(Outline((blob(rng, (x, y), size, 0.1, 0.6),)), seed, 1.5, group=group + number)
        for number, (x, y) in enumerate(middles)
    ]


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    depth, moves = float(rng.uniform(0.2, 0.9)), float(rng.uniform(0, 3))
    return Scene(family, size_px, ground, tuple(pieces), depth, between(rng, 1, 3), moves=moves)


FAMILIES: Final[dict[str, Design]] = {
    "tablets": tablets,
    "capsules": capsules,
    "blister": blister,
    "biscuits": biscuits,
    "nuts": nuts,
}
