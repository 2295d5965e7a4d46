"""How bare boards look: as two levels, as plain prints, or as photographs of mask, metal, laminate and ink."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, colour, finish, palette
from inspector.train.families.contours import box, oval
from inspector.train.families.freeform import Centre, between, pick
from inspector.train.families.routing import ribbon
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke

OWN_LINES: Final = 14
LAMINATE: Final = ("weave", "grain", "cloud", "speckle", "fibres", "mesh")
METAL: Final = ("grain", "ground", "brushed", "speckle", "cast", "cloud")
MASK_HUES: Final = (0.33, 0.36, 0.42, 0.62, 0.0, 0.1, 0.78)
METAL_HUES: Final = (0.05, 0.08, 0.12, 0.14)


@dataclass(frozen=True, slots=True)
class Board:
    """The surfaces of a board.

    Parameters
    ----------
    base, metal, bare
        What lies between conductors, conductors, and those without solder mask: pads.
    hole, ink
        What a bore shows, and the print.
    rise_px
        How far conductors stand above the base.
    relief
        See `Scene`.
    two_level
        Whether there are two albedos only, all conductors alike and no ink.
    """

    base: Finish
    metal: Finish
    bare: Finish
    hole: Finish
    ink: Finish
    rise_px: float
    relief: float
    two_level: bool

    def scene(self, rng: Generator, family: str, size_px: int, pieces: list[Piece]) -> Scene:
        """Return the board with `pieces` on it."""
        loose = 0.0 if rng.random() < 0.6 else float(rng.uniform(0.2, 1.0))
        return Scene(
            family, size_px, self.base, tuple(pieces), self.relief, between(rng, 0.6, 2.2), self.two_level, loose
        )


def draw_board(rng: Generator) -> Board:
    """Return surfaces of any kind of board."""
    kind = rng.random()
    if kind < 0.45:
        return _two_level(rng)
    return _printed(rng) if kind < 0.6 else photographed(rng)


def photographed(rng: Generator) -> Board:
    """Return a board of laminate, metal, solder mask and ink."""
    level, vivid = between(rng, 0.06, 0.8), float(pick(rng, (0.05, 0.5, 0.9)) * rng.uniform(0.6, 1.0))
    hue = float(pick(rng, MASK_HUES) + rng.normal(0, 0.03))
    mask = colour(rng, level, vivid, hue)
    masked = beside(rng, mask, 0.04, 0.25) if rng.random() < 0.65 else _metal(rng)
    shine = float(rng.uniform(0.05, 0.35)) if rng.random() < 0.5 else 0.0
    dark = float(rng.uniform(0.01, 0.12))
    hole = Finish((dark, dark, dark)) if rng.random() < 0.75 else Finish(beside(rng, mask, 0.2, 0.6))
    return Board(
        base=finish(rng, mask, LAMINATE, 0.08, shine),
        metal=_even(finish(rng, masked, METAL, 0.08, shine)),
        bare=_even(finish(rng, _metal(rng), METAL, 0.15, float(pick(rng, (0.0, 0.2, 0.5, 0.8))))),
        hole=hole,
        ink=Finish(beside(rng, mask, 0.25, 0.9)),
        rise_px=between(rng, 0.2, 1.5),
        relief=float(rng.uniform(0.1, 0.9)),
        two_level=False,
    )


def pad(board: Board, shape: Points, group: int) -> Piece:
    """Return a conductor without solder mask of the outline `shape`."""
    return Piece(Outline((shape,)), board.bare, board.rise_px, group=group)


def bore(board: Board, centre: Centre, radius_px: float, group: int) -> Piece:
    """Return a hole."""
    return Piece(Outline((oval(centre, (radius_px, radius_px), 0.0, 20),)), board.hole, -2.0, group=group)


def via(rng: Generator, board: Board, centre: Centre, radius_px: float, group: int) -> list[Piece]:
    """Return a ring or a disc on a conductor, covered or bare, the hole sometimes off its centre."""
    around = Outline((oval(centre, (radius_px, radius_px), 0.0, int(pick(rng, (8, 24, 24)))),))
    ring = Piece(around, board.metal if rng.random() < 0.3 else board.bare, board.rise_px, group=group)
    if radius_px < 1.6 or rng.random() < 0.25:
        return [ring]
    inner = radius_px * float(rng.uniform(0.3, 0.7))
    off = rng.normal(0, 0.05 * radius_px, 2).tolist()
    return [ring, bore(board, (centre[0] + off[0], centre[1] + off[1]), inner, group)]


def lines(rng: Generator, board: Board, paths: list[Points], widths: list[float], group: int) -> list[Piece]:
    """Return conductors that do not cross: some as components, the others as one piece, since each takes its time."""
    apart = set(rng.permutation(len(paths))[:OWN_LINES].tolist())
    rest = [ribbon(path, width) for index, (path, width) in enumerate(zip(paths, widths, strict=True)) if index not in apart]  # noqa: E501  # fmt: skip
    own = [(Stroke(paths[index], widths[index]), group + index) for index in sorted(apart)]
    body = [Piece(Outline(tuple(rest)), board.metal, board.rise_px)] if rest else []
    return [*body, *(Piece(shape, board.metal, board.rise_px, group=number) for shape, number in own)]


def teardrop(board: Board, centre: Centre, towards: Centre, radius_px: float, group: int) -> Piece:
    """Return the wedge in which a conductor leaves a pad of `radius_px`."""
    start, end = np.array(centre, np.float32), np.array(towards, np.float32)
    along = (end - start) / max(float(np.hypot(*(end - start))), 1e-6)
    aside = np.array([-along[1], along[0]], np.float32) * np.float32(0.85 * radius_px)
    long = np.float32(2.6 * radius_px)
    contour = np.stack([start + aside, start + along * long, start - aside])
    return Piece(Outline((contour.astype(np.float32),)), board.metal, board.rise_px, group=group)


def land(rng: Generator, centre: Centre, sides: tuple[float, float], angle_deg: float) -> Points:
    """Return the outline of a pad: square, rounded, oblong or octagonal."""
    round_px = float(pick(rng, (0.0, 0.0, 0.2, 0.5))) * min(sides)
    return box(centre, sides, angle_deg, round_px)


def fiducials(rng: Generator, board: Board, size_px: int, group: int) -> list[Piece]:
    """Return marks for registration: discs, rings, crosses and diamonds."""
    pieces: list[Piece] = []
    for _ in range(int(rng.integers(1, 4))):
        x, y = (rng.uniform(0.08, 0.92, 2) * size_px).tolist()
        radius = size_px * between(rng, 0.015, 0.06)
        kind = int(rng.integers(4))
        if kind == 1:
            ring = oval((x, y), (radius, radius)), oval((x, y), (0.6 * radius, 0.6 * radius))
            pieces.append(Piece(Outline(ring), board.bare, board.rise_px, group=group))
        elif kind == 2:
            for way in ((1, 0), (0, 1)):
                ends = np.array([[x, y], [x, y]]) + np.array([[-1.0], [1.0]]) * radius * np.array(way)
                stroke = Stroke(ends.astype(np.float32), max(1.2, 0.3 * radius))
                pieces.append(Piece(stroke, board.bare, board.rise_px, group=group))
        else:
            pieces.append(pad(board, oval((x, y), (radius, radius), 0.0, 4 if kind == 3 else 28), group))
        group += 1
    return pieces


def _two_level(rng: Generator) -> Board:
    low, high = float(rng.uniform(0.02, 0.3)), float(rng.uniform(0.65, 0.97))
    dark, bright = Finish((low, low, low)), Finish((high, high, high))
    base, metal = (dark, bright) if rng.random() < 0.5 else (bright, dark)
    return Board(base, metal, metal, base, metal, 1.0, 0.0, two_level=True)


def _printed(rng: Generator) -> Board:
    """Return a board of plain inks, as drawings, films, heaters and screen prints are."""
    base, metal, ink, *_ = palette(rng, 4)
    if abs(sum(base) - sum(metal)) < 0.12:
        metal = beside(rng, base, 0.05, 0.7)
    surface = _even(finish(rng, metal, METAL, 0.08))
    bare = surface if rng.random() < 0.6 else _even(finish(rng, beside(rng, metal, 0.05, 0.3), METAL, 0.1))
    hole = finish(rng, base, LAMINATE, 0.08)
    return Board(hole, surface, bare, hole, Finish(ink), 0.4, float(rng.uniform(0, 0.4)), two_level=False)


def _metal(rng: Generator) -> Colour:
    if rng.random() < 0.4:
        return colour(rng, rng.uniform(0.35, 0.85), 0.1)
    return colour(rng, rng.uniform(0.35, 0.75), rng.uniform(0.4, 0.9), float(pick(rng, METAL_HUES)))


def _even(surface: Finish) -> Finish:
    """Return `surface` with its texture as stored: there are many conductors, and turning texture takes time."""
    return replace(surface, scale=1.0, angle_deg=0.0)
