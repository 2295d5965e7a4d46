"""Pixels of displays: sub-pixels in their matrix, lit and unlit, and the border of a panel with its driver."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, colour
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import Grid, laid, staged
from inspector.train.scene import Finish, Outline, Piece, Points, Scene

HERE: Final = Frame((0.0, 0.0))
# Red, green, blue, white: hue in turns and how strong.
HUES: Final = ((0.0, 1.0), (0.34, 0.9), (0.64, 1.0), (0.1, 0.05))
APART: Final = 26
Layout = list[list[Points]]


def display_pixels(rng: Generator, size_px: int) -> Scene:
    """Sub-pixels in their black matrix, lit or not, with lines and spacers, from a few pixels to hundreds."""
    pitch, turn = size_px * between(rng, 0.045, 0.6), float(pick(rng, (0.0, 0.0, 90.0, rng.uniform(0, 90))))
    grid, kinds = Grid(Frame(spot(rng, size_px), turn), (pitch, pitch), size_px), pick(rng, LAYOUTS)(rng, pitch)
    finishes = _lit(rng, len(kinds)) if rng.random() < 0.65 else _unlit(rng, len(kinds))
    matrix = Finish(colour(rng, float(pick(rng, (0.01, 0.03, 0.12))), 0.1), gloss=float(pick(rng, (0.0, 0.2))))
    all_of = [(cell, kind, shape) for cell in grid.cells(0.3) for kind, of in enumerate(kinds) for shape in of]
    few = len(all_of) <= 2 * APART
    chosen = all_of if few else [all_of[each] for each in rng.permutation(min(len(all_of), 500))[:APART].tolist()]
    contours = [laid(grid.place(cell), shape) for cell, _, shape in chosen]
    pieces = [] if few else [Piece(grid.field(of, contours), finishes[kind], 0.2) for kind, of in enumerate(kinds)]
    for group, ((_, kind, _), contour) in enumerate(zip(chosen, contours, strict=True)):
        pieces.append(Piece(Outline((contour,)), finishes[kind], 0.2, group=group))
    pieces += _lines(rng, grid, matrix) if rng.random() < 0.4 else []
    pieces += _border(rng, size_px) if rng.random() < 0.3 else []
    return staged(rng, "display_pixels", size_px, matrix, pieces, 0.6)


def _stripes(rng: Generator, pitch: float) -> Layout:
    """Return red, green and blue side by side, a corner cut away for the transistor."""
    wide, high = pitch / 3 * float(rng.uniform(0.6, 0.92)), pitch * float(rng.uniform(0.7, 0.95))
    notch = float(pick(rng, (0.0, 0.25, 0.45))) * wide
    corner = [(wide / 2, high / 2 - notch), (wide / 2 - notch, high / 2 - notch), (wide / 2 - notch, high / 2)]
    outline = [(-wide / 2, -high / 2), (wide / 2, -high / 2), *corner, (-wide / 2, high / 2)]
    return [[HERE.points([(x + step * pitch / 3, y) for x, y in outline])] for step in (-1, 0, 1)]


def _chevrons(rng: Generator, pitch: float) -> Layout:
    """Return bent stripes, as panels with wide angles of view have."""
    wide, high = pitch / 6 * float(rng.uniform(0.6, 0.85)), pitch * float(rng.uniform(0.4, 0.47))
    bend = pitch * float(rng.uniform(0.05, 0.12))
    right = [(wide - bend / 2, -high), (wide + bend / 2, 0.0), (wide - bend / 2, high)]
    outline = [*right, *[(x - 2 * wide, y) for x, y in reversed(right)]]
    return [[HERE.points([(x + step * pitch / 3, y) for x, y in outline])] for step in (-1, 0, 1)]


def _diamonds(rng: Generator, pitch: float) -> Layout:
    """Return large red and blue lozenges in turn and a small green oval between every two."""
    large, round_px = pitch * float(rng.uniform(0.24, 0.34)), pitch * float(rng.uniform(0.01, 0.1))
    slanted, quarter = Frame((0.0, 0.0), 45.0), pitch * 0.25
    lozenge, small = slanted.rectangle((0, 0), (large, large), round_px), 0.5 * large
    oval = slanted.rectangle((0, 0), (small, 1.3 * small), 0.5 * small)
    red = [laid(Frame(place), lozenge) for place in ((-quarter, -quarter), (quarter, quarter))]
    blue = [laid(Frame(place), np.float32(1.1) * lozenge) for place in ((quarter, -quarter), (-quarter, quarter))]
    ends = ((0.0, 0.0), (0.0, 2 * quarter), (2 * quarter, 0.0), (2 * quarter, 2 * quarter))
    return [red, [laid(Frame(place), oval) for place in ends], blue]


def _squares(rng: Generator, pitch: float) -> Layout:
    """Return four squares to a pixel: red, green, blue and white."""
    side, quarter = 0.5 * pitch * float(rng.uniform(0.6, 0.9)), 0.25 * pitch
    places = ((-quarter, -quarter), (quarter, -quarter), (-quarter, quarter), (quarter, quarter))
    round_px = side * float(pick(rng, (0.0, 0.1, 0.3)))
    return [[HERE.rectangle(place, (side, side), round_px)] for place in places]


def _ovals(rng: Generator, pitch: float) -> Layout:
    """Return a tall blue oblong beside red over green, as emitting panels have."""
    fill, round_px = float(rng.uniform(0.65, 0.88)), pitch * float(rng.uniform(0.02, 0.2))
    blue = HERE.rectangle((0.25 * pitch, 0), (0.45 * fill * pitch, 0.9 * fill * pitch), round_px)
    pair = [HERE.rectangle((-0.25 * pitch, y * pitch), (0.45 * fill * pitch,) * 2, round_px) for y in (-0.25, 0.25)]
    return [[pair[0]], [pair[1]], [blue]]


def _lit(rng: Generator, count: int) -> list[Finish]:
    """Return the colours of lit sub-pixels: all on, or only some, as test screens show them."""
    strong, dim = float(rng.uniform(0.5, 0.95)), float(rng.uniform(0.03, 0.15))
    alone, vivid = int(rng.integers(-3, count)), float(rng.uniform(0.7, 1.0))
    levels = [strong if alone < 0 or alone == number else dim for number in range(count)]
    return [Finish(_shone(number, level, vivid)) for number, level in enumerate(levels)]


def _shone(number: int, level: float, vivid: float) -> Colour:
    """Return the light of a sub-pixel: its own channels up to `level`, the others little."""
    hue, strength = HUES[number]
    blue, green, red = colour(np.random.default_rng(0), 0.5, vivid * strength, hue)
    return level * blue, level * green, level * red


def _unlit(rng: Generator, count: int) -> list[Finish]:
    """Return the filters in reflected light: muted, or all of one grey."""
    level, vivid, shine = float(rng.uniform(0.12, 0.6)), float(pick(rng, (0.0, 0.3, 0.6))), float(rng.uniform(0, 0.3))
    return [Finish(colour(rng, level, vivid * HUES[each][1], HUES[each][0]), gloss=shine) for each in range(count)]


def _lines(rng: Generator, grid: Grid, matrix: Finish) -> list[Piece]:
    """Return gate and data lines between pixels, and the posts that hold the panes apart."""
    wide, high = grid.pitches
    metal, post = (Finish(beside(rng, matrix.bgr, 0.05, 0.35), gloss=matrix.gloss) for _ in range(2))
    lines = [
        HERE.rectangle((0, 0.48 * high), (wide, 0.03 * high)),
        HERE.rectangle((0.49 * wide, 0), (0.02 * wide, high)),
    ]
    posts = [HERE.disc((0.44 * wide, 0.44 * high), 0.05 * wide, 12).contours[0]]
    return [Piece(grid.field(lines), metal, 0.2), Piece(grid.field(posts), post, 0.5)]


def _border(rng: Generator, size_px: int) -> list[Piece]:
    """Return a panel's border over the pixels: seal, traces that gather at a driver, marks, pads of the flex."""
    frame = Frame(
        (size_px * float(rng.uniform(0.3, 0.7)), size_px * float(rng.uniform(0.25, 0.6))), pick(rng, (0.0, 90.0, 180.0))
    )
    glass = Finish(colour(rng, float(rng.uniform(0.02, 0.3)), 0.2), gloss=float(pick(rng, (0.0, 0.2))))
    trace, driver = Finish(beside(rng, glass.bgr, 0.15, 0.5)), Finish(colour(rng, float(rng.uniform(0.03, 0.6)), 0.1))
    seal = Finish(beside(rng, glass.bgr, 0.05, 0.3), "cloud", 0.03)
    u, far = 0.01 * size_px, 2.0 * size_px
    pieces = [
        Piece(frame.box((0, far / 2), (2 * far, far)), glass, 0.5),
        Piece(frame.box((0, 6 * u), (2 * far, 5 * u)), seal, 0.3, 0.7),
    ]
    for group, step in enumerate(np.linspace(-1, 1, int(rng.integers(8, 19))).tolist(), 100):
        run = [(75 * u * step, 8 * u), (75 * u * step, 12 * u), (22 * u * step, 30 * u), (22 * u * step, 36 * u)]
        pieces.append(Piece(frame.line(run, max(0.9, 0.6 * u)), trace, 0.2, group=group))
    pieces.append(Piece(frame.box((0, 40 * u), (54 * u, 9 * u), 0.3 * u), driver, 2.5, group=130))
    for group, x in enumerate((-36 * u, 36 * u), 131):
        pieces += [
            Piece(frame.box((x, 40 * u), sides), trace, 0.2, group=group) for sides in ((7 * u, 2 * u), (2 * u, 7 * u))
        ]
    return pieces


LAYOUTS: Final[tuple[Callable[[Generator, float], Layout], ...]] = (
    _stripes,
    _stripes,
    _chevrons,
    _diamonds,
    _squares,
    _ovals,
)
FAMILIES: Final[dict[str, Design]] = {"display_pixels": display_pixels}
