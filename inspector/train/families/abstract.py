"""Parts that nobody ever made: leaves over leaves, mosaics, fractals, random networks, relief and still lifes."""

from typing import Final

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, finish, gloss, palette, patterned
from inspector.train.families.design import Design
from inspector.train.families.freeform import (
    anything,
    between,
    blob,
    pick,
    polygon,
    spot,
)
from inspector.train.families.shades import camouflage, fractal, pillow
from inspector.train.scene import Finish, Outline, Piece, Points, Scene
from inspector.train.textures import KINDS

STRONG: Final = tuple(kind for kind in KINDS if kind not in {"grain", "turned", "cloud", "paper", "peel"})


def leaves(rng: Generator, size_px: int) -> Scene:
    """Shapes over shapes, many small and few large."""
    count = int(pick(rng, [8, 16, 30]))
    colours = palette(rng, 8)
    smallest = between(rng, 0.025, 0.12) * size_px
    radii = np.sort(np.minimum(smallest / rng.power(1.6, count), 0.4 * size_px))[:: -1 if rng.random() < 0.8 else 1]
    high, share = rng.uniform(0, 3) * (rng.random() < 0.6), gloss(rng)
    pieces = []
    for number, radius in enumerate(radii.tolist()):
        surface = _any_finish(rng, colours[number % 8], share)
        shape = anything(rng, spot(rng, size_px, -0.05), radius)
        pieces.append(Piece(shape, surface, height_px=float(high * rng.uniform(-0.5, 1)), group=number))
    return _scene(rng, "leaves", size_px, _any_finish(rng, colours[0], share), pieces)


def network(rng: Generator, size_px: int) -> Scene:
    """Noise cut at levels, in a few colours: what random networks show, camouflage, islands."""
    colours = palette(rng, 6)
    pieces: list[Piece] = []
    cells = int(pick(rng, [2, 4, 8, 16, 30]))
    for bgr in colours[1 : int(rng.integers(2, 6))]:
        finer = max(2, round(cells * rng.uniform(0.6, 1.6)))
        patches = camouflage(rng, size_px, finer, float(rng.uniform(0.1, 0.5)))
        height = float(pick(rng, [0.0, 0.0, 1.5]))
        pieces.append(Piece(patches, _any_finish(rng, bgr, gloss(rng, 0.2)), height, float(rng.uniform(0.3, 1.0))))
    for number in range(int(rng.integers(0, 6))):
        shape = anything(rng, spot(rng, size_px), between(rng, 5, 40))
        pieces.append(Piece(shape, finish(rng, beside(rng, colours[1])), 1.0, group=number))
    return _scene(rng, "network", size_px, patterned(rng, colours[0], ("network", "filtered", "cloud")), pieces)


def fractals(rng: Generator, size_px: int) -> Scene:
    """Attractors of random maps, one filling the canvas or several small ones."""
    colours = palette(rng, 5)
    pieces: list[Piece] = []
    for number in range(int(pick(rng, [1, 1, 2, 4]))):
        side = round(size_px * rng.uniform(0.35, 1.1))
        x, y = rng.uniform(min(0, size_px - side) - 5, max(0, size_px - side) + 5, 2).tolist()
        shape = fractal(rng, side, (x, y))
        height = float(pick(rng, [0.0, 0.8]))
        pieces.append(Piece(shape, finish(rng, colours[1 + number % 4]), height, 1.0, group=number))
    return _scene(rng, "fractals", size_px, finish(rng, beside(rng, colours[1], 0.1, 0.8)), pieces)


def mosaic(rng: Generator, size_px: int) -> Scene:
    """Cells that fill the canvas, with joints between them."""
    cells = _facets(rng, size_px, int(pick(rng, [8, 20, 40])))
    colours = palette(rng, int(rng.integers(1, 7)))
    joint, height = between(rng, 0.02, 0.15), float(rng.uniform(0, 2.5))
    kinds = rng.choice(list(STRONG), 2).tolist()
    pieces = []
    for number, cell in enumerate(cells):
        middle = cell.mean(axis=0)
        shape = Outline((middle + (cell - middle) * np.float32(1 - joint),))
        bgr = colours[int(rng.integers(len(colours)))]
        surface = patterned(rng, bgr, kinds, 0.2) if rng.random() < 0.3 else finish(rng, bgr)
        pieces.append(Piece(shape, surface, height, group=number))
    return _scene(rng, "mosaic", size_px, finish(rng, beside(rng, colours[0], 0.05, 0.7)), pieces)


def polygons(rng: Generator, size_px: int) -> Scene:
    """Polygons, few and large, each with a strong texture of its own, some seen through."""
    colours = palette(rng, 8)
    pieces = []
    for number in range(int(rng.integers(4, 14))):
        corner = polygon(rng, spot(rng, size_px, 0.0), size_px * between(rng, 0.08, 0.5), int(rng.integers(3, 8)))
        surface = patterned(rng, colours[number % 8], STRONG)
        opacity = float(pick(rng, [1.0, 1.0, rng.uniform(0.3, 0.9)]))
        pieces.append(Piece(Outline((corner,)), surface, float(pick(rng, [0.0, 1.0, 3.0])), opacity, group=number))
    return _scene(rng, "polygons", size_px, patterned(rng, colours[0], STRONG, 0.3), pieces)


def relief(rng: Generator, size_px: int) -> Scene:
    """Smooth hills and hollows of one material, matt to mirror, as of pressed, blown or melted things."""
    bgr = palette(rng, 1)[0]
    surface = finish(rng, bgr, most=0.08, gloss=float(rng.beta(1, 1.5)))
    pieces: list[Piece] = []
    for number in range(int(pick(rng, [3, 7, 12]))):
        centre, radius = spot(rng, size_px, 0.0), size_px * between(rng, 0.05, 0.4)
        contour = blob(rng, centre, radius, 0.25, float(rng.uniform(0.5, 1)))
        rim = radius * float(rng.uniform(0.15, 1.0))
        up = min(rim * float(rng.uniform(0.3, 1.2)), 14.0) * float(pick(rng, [-0.7, 1.0]))
        pieces.append(Piece(pillow(contour, rim), surface, up, group=number))
    return Scene("relief", size_px, surface, tuple(pieces), float(rng.uniform(0.6, 1.0)), between(rng, 1, 6), moves=1.0)


def _facets(rng: Generator, size_px: int, count: int) -> list[Points]:
    plane = cv2.Subdiv2D((-size_px, -size_px, 3 * size_px, 3 * size_px))
    grid = round(np.sqrt(count))
    places = np.indices((grid, grid)).reshape(2, -1).T + 0.5 + rng.uniform(-0.5, 0.5, (grid * grid, 2)) * rng.random()
    plane.insert((places * size_px / grid).astype(np.float32).tolist())
    facets, _ = plane.getVoronoiFacetList([])
    inside = np.float32(0.2 * size_px)
    return [np.clip(np.asarray(facet, np.float32), -inside, size_px + inside) for facet in facets]


def _any_finish(rng: Generator, bgr: Colour, share: float) -> Finish:
    if rng.random() < 0.25:
        return patterned(rng, bgr, KINDS, 0.35)
    return finish(rng, bgr, KINDS, 0.12, share)


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    depth = float(rng.uniform(0.1, 1.0)) if rng.random() < 0.7 else 0.0
    return Scene(family, size_px, ground, tuple(pieces), depth, between(rng, 1, 4), moves=float(rng.uniform(0, 2)))


FAMILIES: Final[dict[str, Design]] = {
    "leaves": leaves,
    "network": network,
    "fractals": fractals,
    "mosaic": mosaic,
    "polygons": polygons,
    "relief": relief,
}
