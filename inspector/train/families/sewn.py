"""What is sewn, riveted and stuck to cloth and leather: seams, stitches, rivets, buttons and labels."""

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, colour, finish, gloss
from inspector.train.families.freeform import between, dashes, pick, spot
from inspector.train.scene import Finish, Outline, Piece, Points, Shape, Stroke, ellipse, rectangle


def seam(rng: Generator, size_px: int, bgr: Colour, group: int) -> list[Piece]:
    """Return a sunken line with stitches along it, or two rows of stitches beside it."""
    line = across(rng, size_px)
    fold = Stroke(line, between(rng, 1, 6))
    folds = [Piece(fold, Finish(bgr), -2.0, 0.3)] if rng.random() < 0.6 else []
    offsets = pick(rng, [0.0, 5.0, 9.0]) * np.array([1.0, -1.0])[: int(rng.integers(1, 3))]
    rows = [stitches(rng, aside(line, float(each)), bgr, group + 1000 * row, 12) for row, each in enumerate(offsets)]
    return [*folds, *(piece for row in rows for piece in row)]


def stitches(rng: Generator, line: Points, bgr: Colour, group: int, most: int) -> list[Piece]:
    """Return up to `most` stitches along `line`, each a component from `group` on."""
    length = float(np.hypot(*(line[-1] - line[0])))
    pitch = max(length / most, between(rng, 6, 24))
    width, share = between(rng, 1.2, 4.0), float(rng.uniform(0.4, 0.85))
    surface = Finish(bgr, gloss=gloss(rng, 0.2))
    marks = dashes(line, pitch * share, pitch * (1 - share), most)
    return [Piece(Stroke(mark, width), surface, 1.0, group=group + number) for number, mark in enumerate(marks)]


def rivet(rng: Generator, centre: tuple[float, float], radius: float, group: int) -> list[Piece]:
    """Return a rivet or, with a hole in it, an eyelet."""
    metal = finish(rng, colour(rng, float(rng.uniform(0.2, 0.8)), 0.2, 0.1), ("turned", "grain"), 0.1, 0.6)
    head = Piece(Outline((ellipse(centre, (radius, radius)),)), metal, 3.0, turns=True, group=group)
    if rng.random() < 0.5:
        hole = Outline((ellipse(centre, (0.5 * radius, 0.5 * radius)),))
        return [head, Piece(hole, Finish((0.03, 0.03, 0.03)), -3.0, group=group)]
    return [head]


def button(rng: Generator, size_px: int, bgr: Colour, group: int) -> list[Piece]:
    """Return a button with four holes."""
    centre, radius = spot(rng, size_px, 0.2), size_px * between(rng, 0.05, 0.2)
    surface = finish(rng, bgr, gloss=gloss(rng))
    disc: Shape = Outline((ellipse(centre, (radius, radius)),))
    rim = Stroke(ellipse(centre, (0.75 * radius, 0.75 * radius)), 0.12 * radius, closed=True)
    holes = [(centre[0] + sx * 0.25 * radius, centre[1] + sy * 0.25 * radius) for sx in (-1, 1) for sy in (-1, 1)]
    dark = Finish((0.02, 0.02, 0.02))
    return [
        Piece(disc, surface, 3.0, turns=True, group=group),
        Piece(rim, surface, -1.0, turns=True, group=group),
        *(Piece(Outline((ellipse(hole, (0.1 * radius,) * 2),)), dark, -2.0, group=group) for hole in holes),
    ]


def label(rng: Generator, size_px: int, bgr: Colour, group: int) -> list[Piece]:
    """Return a sewn-on label with lines of print."""
    centre, width, height = spot(rng, size_px, 0.25), between(rng, 30, 110), between(rng, 18, 60)
    ground = Outline((rectangle(centre, (width, height)),))
    ink = Finish(beside(rng, bgr, 0.2, 0.8), printed=True)
    pieces = [Piece(ground, finish(rng, bgr, ("satin", "paper")), 1.0, group=group)]
    for level in np.arange(-0.35, 0.4, 0.25).tolist():
        line = np.array([[-0.4 * width, level * height], [rng.uniform(-0.2, 0.4) * width, level * height]])
        for mark in dashes((line + np.array(centre)).astype(np.float32), between(rng, 3, 12), 3.0, 8):
            pieces.append(Piece(Stroke(mark, between(rng, 1, 4)), ink, group=group))  # noqa: PERF401
    return pieces


def across(rng: Generator, size_px: int) -> Points:
    """Return a straight or slightly bent line from border to border, float32 (7, 2)."""
    along = np.linspace(-0.1, 1.1, 7)
    bend = rng.uniform(0.1, 0.9) + rng.normal(0, 0.25) * (along - 0.5) + rng.normal(0, 0.2) * (along - 0.5) ** 2
    line = np.stack([along, bend], axis=1) * size_px
    return (line if rng.random() < 0.5 else line[:, ::-1]).astype(np.float32)


def aside(line: Points, by_px: float) -> Points:
    """Return `line` moved to its left by `by_px`."""
    x, y = (line[-1] - line[0]) / max(float(np.hypot(*(line[-1] - line[0]))), 1e-6)
    return (line + np.array([-y, x]) * by_px).astype(np.float32)
