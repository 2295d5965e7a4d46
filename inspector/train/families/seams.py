"""Joints: weld seams with their scales and tints, spot welds, solder seams, beads of glue and gaskets in grooves."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, colour
from inspector.train.families.design import Design
from inspector.train.families.freeform import Centre, between, blob, pick, spot
from inspector.train.families.profiles import disc, placed, ring
from inspector.train.families.shades import glow
from inspector.train.families.surfaces import MACHINED, bench, coated, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, ellipse, rectangle

TINTS: Final[tuple[Colour, ...]] = ((0.35, 0.2, 0.12), (0.1, 0.22, 0.4), (0.08, 0.35, 0.5), (0.03, 0.03, 0.03))


def weld_seam(rng: Generator, size_px: int) -> Scene:
    """Seams of scales between two sheets, with heat tints on both sides, spatter and a crater at its end."""
    first, second = (metal(rng, (*MACHINED, "stained")) for _ in range(2))
    path, width = _path(rng, size_px, float(pick(rng, [0, 0, 0.3]))), size_px * between(rng, 0.04, 0.22)
    bead = metal(rng, ("grain", "cast", "cloud"), pick(rng, [0.0, 0.2]))
    pieces = [Piece(Outline((_beyond(path, size_px),)), second, float(rng.choice([0, 0, 3])))]
    for spread, tint in zip((3.0, 2.2, 1.6), rng.permutation(len(TINTS)).tolist(), strict=False):
        tone = Finish(TINTS[tint])
        pieces.append(Piece(Stroke(path, spread * width), tone, 0.0, float(rng.uniform(0, 0.35))))
    pitch = width * float(rng.uniform(0.2, 0.5))
    places, turns = _along(path, pitch, 24)
    uneven = rng.normal(0, float(rng.uniform(0, 0.05)), len(places)) + 1
    for number, ((x, y), turn, share) in enumerate(zip(places, turns, uneven.tolist(), strict=True)):
        scale = ellipse((x, y), (0.4 * width, 0.5 * width * share), turn, 24)
        pieces.append(Piece(Outline((scale,)), bead, 1.2, group=number // 4))
    for group in range(20, 20 + int(rng.integers(0, 9))):
        size = size_px * between(rng, 0.004, 0.02)
        pieces.append(Piece(disc(spot(rng, size_px), size), bead, 1.5, group=group))
    return _scene(rng, "weld_seam", size_px, first, pieces)


def spot_welds(rng: Generator, size_px: int) -> Scene:
    """Rows of spot welds: a dent, a rim and a burnt halo each, on sheet with a flange."""
    surface, radius = metal(rng, (*MACHINED, "spangle")), size_px * between(rng, 0.03, 0.16)
    path, halo = _path(rng, size_px, 0.1), Finish(pick(rng, TINTS))
    pieces = [Piece(Outline((_beyond(path, size_px),)), toned(surface, 0.9), 3.0)]
    places, _ = _along(path + np.float32(1.6 * radius), radius * float(rng.uniform(2.4, 5)), 9)
    dark, rim, depth = float(rng.uniform(0.1, 0.6)), float(rng.uniform(1.1, 1.4)), between(rng, 1, 5)
    for group, place in enumerate(places):
        pieces.append(Piece(glow(place, (1.7 * radius, 1.7 * radius), 1.5), halo, 0.0, dark, group=group))
        pieces.append(Piece(ring(place, rim * radius, radius), toned(surface, 1.1), 0.7, group=group))
        pieces.append(Piece(disc(place, radius), toned(surface, 0.85), -depth, group=group))
        pieces.append(Piece(disc(place, 0.5 * radius), toned(surface, 1.15), -0.3, group=group))
    return _scene(rng, "spot_welds", size_px, surface, pieces)


def glue_bead(rng: Generator, size_px: int) -> Scene:
    """Beads of glue, sealant or grease laid along an edge or a loop: clear, white, black or coloured."""
    surface = pick(rng, (metal(rng), plastic(rng), coated(rng, vivid(rng)), bench(rng)))
    bead = Finish(vivid(rng), gloss=float(rng.uniform(0, 0.5)))
    width, closed = size_px * between(rng, 0.02, 0.14), bool(rng.random() < 0.4)
    loop = rectangle(
        spot(rng, size_px, 0.4), (size_px * 0.7, size_px * float(rng.uniform(0.3, 0.8))), 0.0, 0.15 * size_px
    )
    path = loop if closed else _path(rng, size_px, float(rng.uniform(0, 0.4)))
    clear, pieces = float(rng.uniform(0.3, 1)), list[Piece]()
    if rng.random() < 0.5:
        pieces.append(Piece(Stroke(path, 2.2 * width, closed), toned(surface, 0.85), -3.0))
    for share, rise in ((1.0, 1.5), (0.65, 1.5)):
        line = Stroke(path, share * width, closed)
        pieces.append(Piece(line, toned(bead, 1.3 - 0.4 * share), rise, clear, group=0))
    places, _ = _along(path, width * float(rng.uniform(0.8, 3)), 20)
    for x, y in places if rng.random() < 0.6 else []:
        lump = blob(rng, (x, y), 0.55 * width, 0.1)
        pieces.append(Piece(Outline((lump,)), bead, 1.0, clear, group=0))
    hole = Finish((0.05, 0.05, 0.05))
    for group in range(1, 1 + int(rng.integers(0, 5))):
        pieces.append(Piece(disc(spot(rng, size_px), size_px * between(rng, 0.02, 0.08)), hole, -4.0, group=group))
    return _scene(rng, "glue_bead", size_px, surface, pieces)


def solder_seam(rng: Generator, size_px: int) -> Scene:
    """Shining fillets of solder: along a shield can, on lugs, and as single cones round pins."""
    ground, tin = (
        coated(rng, vivid(rng)),
        Finish(colour(rng, float(rng.uniform(0.3, 0.6)), 0.03), gloss=float(rng.uniform(0.3, 0.9))),
    )
    copper, radius = metal(rng, ("grain", "brushed")), size_px * between(rng, 0.03, 0.16)
    path, flat = _path(rng, size_px, 0.15), float(rng.uniform(0.6, 1.0))
    pieces = [Piece(Stroke(path, 3 * radius), copper, 1.0)]
    places, turns = _along(path, radius * float(rng.uniform(1.0, 4)), 14)
    high, pin = between(rng, 1, 5), rng.random() < 0.5
    for group, (place, turn) in enumerate(zip(places, turns, strict=True)):
        own = blob(rng, (0, 0), radius * float(rng.uniform(0.9, 1.1)), 0.06, flat)
        for share in (1.0, 0.72, 0.45):
            body = placed(own * np.float32(share), place, turn)
            pieces.append(Piece(Outline((body,)), tin, high / 2, group=group))
        if pin:
            pieces.append(Piece(disc(place, 0.25 * radius), copper, 2.0, group=group))
    return _scene(rng, "solder_seam", size_px, ground, pieces)


def gasket(rng: Generator, size_px: int) -> Scene:
    """Seals between flanges, with its eyes for bolts, in or beside its groove."""
    surface, seal = metal(rng), plastic(rng)
    place, reach = spot(rng, size_px, 0.35), size_px * between(rng, 0.2, 0.8)
    width, count = reach * float(rng.uniform(0.06, 0.3)), int(rng.integers(0, 8))
    slim, turn = float(rng.uniform(0.4, 1)), float(pick(rng, [0, rng.uniform(0, 180)]))
    loop = rectangle(place, (2 * reach, 2 * reach * slim), turn, reach * slim * float(rng.uniform(0.2, 1)))
    pieces = [Piece(Stroke(loop, 1.3 * width, closed=True), toned(surface, 0.8), -2.0)] if rng.random() < 0.6 else []
    pieces.append(Piece(Stroke(loop, width, closed=True), seal, 2.0, group=0))
    pieces.append(Piece(Stroke(loop, 0.3 * width, closed=True), toned(seal, 1.25), 1.0, group=0))
    hole, eyes = Finish((0.04, 0.04, 0.04)), np.concatenate([loop, loop[:1]])
    places, _ = _along(eyes, 3.6 * reach * (1 + slim) / max(1, count), count)
    for x, y in places:
        pieces.append(Piece(disc((x, y), 0.9 * width), seal, 0.0, group=0))
        pieces.append(Piece(disc((x, y), 0.5 * width), hole, -3.0, group=0))
    return _scene(rng, "gasket", size_px, surface, pieces)


def _path(rng: Generator, size_px: int, bow: float) -> Points:
    """Return a line across the canvas, straight or bowed by `bow` of it, float32 (16, 2)."""
    along = np.linspace(-0.8, 0.8, 16)
    own = np.stack([along, bow * np.cos(3 * along) * rng.choice([-1, 1])], axis=1) * size_px
    return placed(own.astype(np.float32), spot(rng, size_px, 0.3), float(pick(rng, [0, 90, rng.uniform(0, 360)])))


def _beyond(path: Points, size_px: int) -> Points:
    """Return the half of the canvas on one side of `path`."""
    step = path[-1] - path[0]
    aside = np.array([-step[1], step[0]], np.float32) / max(float(np.hypot(*step)), 1e-3) * 2 * size_px
    return np.concatenate([path, (path + aside)[::-1]])


def _along(path: Points, pitch: float, most: int) -> tuple[list[Centre], list[float]]:
    """Return up to `most` places `pitch` apart on `path` about its middle, and its direction there in degrees."""
    steps = np.diff(path, axis=0)
    mile = np.concatenate([[0.0], np.cumsum(np.hypot(*steps.T))])
    count = int(min(most, mile[-1] / pitch))
    at = mile[-1] / 2 + (np.arange(count) - (count - 1) / 2) * pitch
    x, y = np.interp(at, mile, path[:, 0]), np.interp(at, mile, path[:, 1])
    which = np.clip(np.searchsorted(mile, at) - 1, 0, len(steps) - 1)
    turns = np.degrees(np.arctan2(steps[which, 1], steps[which, 0]))
    return list(zip(x.tolist(), y.tolist(), strict=True)), turns.tolist()


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.2, 1)), between(rng, 0.6, 5)
    return Scene(family, size_px, ground, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 1)))


FAMILIES: Final[dict[str, Design]] = {
    "weld_seam": weld_seam,
    "spot_welds": spot_welds,
    "glue_bead": glue_bead,
    "solder_seam": solder_seam,
    "gasket": gasket,
}
