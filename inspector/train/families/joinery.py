"""Wood as it is worked: parquet, veneer, strand board, boards with knots, edges with dowels and fittings."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, colour, finish
from inspector.train.families.design import Design
from inspector.train.families.drives import draw_head
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, blob, pick, spot, wander
from inspector.train.families.profiles import ORIGIN, disc, ring
from inspector.train.families.solids import MOST, Drawn, barrel, herringbone, lattice, staged
from inspector.train.families.surfaces import bench, deep, metal, plastic, toned
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def panels_wood(rng: Generator, size_px: int) -> Scene:
    """Parquet, matched veneer, strand board, boards with knots, panel edges with dowels, bores and fittings."""
    build = pick(rng, (*2 * (_parquet, _boards, _fittings), _veneer, _strands))
    pieces, ground = build(rng, size_px)
    loose = build is _strands or bool(build is _boards and rng.random() < 0.5)
    return staged(rng, "panels_wood", size_px, ground, pieces, loose=loose)


def _parquet(rng: Generator, size_px: int) -> Drawn:
    """Return parquet: staves in ship's bond, ladders, herringbone or squares of turned staves, each of its own tone."""
    kind, wide, turn = int(rng.integers(4)), size_px * between(rng, 0.1, 0.3), square_turn(rng, 1.0)
    timber, gap = _timbers(rng, 4), float(rng.uniform(0.3, 2))
    long, pieces = wide * (float(rng.uniform(2.5, 6)) if kind < 2 else 4.0), list[Piece]()
    if kind < 2:
        places = lattice(size_px, (long, wide), float(pick(rng, (0.5, 0.33, 0.2))) if kind else 0.5, turn)
        laid = [(place, turn) for place in places]
    elif kind == 2:
        squares = lattice(size_px, (long, long), 0.0, turn)
        laid = [
            (Frame(place, turn + 90 * (number % 2)).at(0, (k - 1.5) * wide), turn + 90 * (number % 2))
            for number, place in enumerate(squares)
            for k in range(4)
        ]
    else:
        whole = Frame((size_px / 2, size_px / 2), turn + 45)
        laid = [(each.centre, each.angle_deg) for each in herringbone(whole, wide, 4)]
    for group, (place, angle) in enumerate(laid):
        if -0.5 * long < min(place) and max(place) < size_px + 0.5 * long and len(pieces) < MOST - 2:
            own, skin = Frame(place, angle + float(rng.normal(0, 0.1))), timber[int(rng.integers(4))]
            stave = Finish(skin.bgr, skin.texture, skin.amplitude, skin.scale, angle, skin.gloss)
            pieces.append(Piece(own.box(ORIGIN, (long - gap, wide - gap)), stave, 1.0, group=group))
    return pieces, toned(timber[0], 0.3)


def _veneer(rng: Generator, size_px: int) -> Drawn:
    """Return veneer: leaves mirrored beside one another, an inlaid line or star, burl, a lacquer that shines."""
    frame, wide = Frame(spot(rng, size_px, 0.3), square_turn(rng, 1.0)), size_px * between(rng, 0.15, 0.7)
    base, shine = _timbers(rng, 1)[0], float(pick(rng, (0.0, 0.1, 0.25)))
    kind, pieces = str(pick(rng, ("wood", "wood", "agate", "marble"))), list[Piece]()
    for group, x in enumerate(np.arange(-1.2 * size_px, 1.2 * size_px, wide).tolist()):
        angle = frame.angle_deg + 90 + (12 if group % 2 else -12)
        tone = toned(base, 1.0 + 0.08 * (group % 2))
        leaf = Finish(tone.bgr, kind, float(rng.uniform(0.05, 0.2)), base.scale, angle, shine)
        pieces.append(Piece(frame.box((x, 0), (wide, 3 * size_px)), leaf, 0.0, group=group))
    inlay = Finish(_wood(rng))
    for group, y in enumerate(rng.uniform(-0.4, 0.4, int(rng.integers(0, 3))).tolist(), start=40):
        line = frame.line(
            [(-2 * size_px, y * size_px), (2 * size_px, y * size_px)], size_px * between(rng, 0.008, 0.05)
        )
        pieces.append(Piece(line, inlay, group=group))
    if rng.random() < 0.4:
        star = frame.disc(ORIGIN, size_px * between(rng, 0.05, 0.2), int(pick(rng, (4, 6, 8))))
        pieces.append(Piece(star, toned(inlay, 0.6), group=50))
    return pieces, base


def _strands(rng: Generator, size_px: int) -> Drawn:
    """Return strand board: flat chips of many tones over one another, glued, nearly in one direction."""
    base, long = _wood(rng), size_px * between(rng, 0.16, 0.45)
    main, spread = float(pick(rng, (0, 90, rng.uniform(0, 180)))), float(pick(rng, (15, 40, 90)))
    tones, pieces = [toned(Finish(base, "wood", 0.06), float(rng.uniform(0.7, 1.3))) for _ in range(6)], list[Piece]()
    for group in range(int(rng.integers(40, 66))):
        own = Frame(spot(rng, size_px, -0.05), main + float(rng.normal(0, spread)))
        sides = long * float(rng.uniform(0.5, 1.4)), long * float(rng.uniform(0.2, 0.55))
        chip = own.rectangle(ORIGIN, sides, 0.1 * sides[1])
        ragged = chip + rng.normal(0, 0.05 * sides[1], chip.shape).astype(np.float32)
        pieces.append(Piece(Outline((ragged,)), tones[group % 6], 0.5, float(rng.uniform(0.6, 1.0)), group=group))
    return pieces, Finish(toned(Finish(base), 0.8).bgr, "fibres", 0.15)


def _boards(rng: Generator, size_px: int) -> Drawn:
    """Return boards side by side: grain, knots with their rings and bark, resin, bores, a nail or a mark."""
    frame, wide = Frame((size_px / 2, size_px / 2), square_turn(rng, 1.0)), size_px * between(rng, 0.25, 1.6)
    timber, gap, angle = _timbers(rng, 3), float(rng.uniform(1, 5)), frame.angle_deg
    pieces, start = list[Piece](), float(rng.uniform(-1, 0)) * wide
    for number in range(int(min(8, 1.6 * size_px / wide + 2))):
        y, skin = start + (number - int(0.6 * size_px / wide)) * wide, timber[number % 3]
        plank = Finish(skin.bgr, skin.texture, skin.amplitude, skin.scale, angle, skin.gloss)
        pieces.append(Piece(frame.box((0, y), (3 * size_px, wide - gap)), plank, 1.5))
    knot = Finish(toned(timber[0], float(rng.uniform(0.3, 0.7))).bgr, "wood", 0.06, 0.7)
    for group in range(int(rng.integers(1, 5))):
        own = Frame(spot(rng, size_px, 0.12), angle + float(rng.normal(0, 10)))
        pieces += _knot(rng, own, size_px * between(rng, 0.015, 0.09), knot, group)
    for group in range(20, 20 + int(rng.integers(0, 3))):
        pocket = wander(rng, spot(rng, size_px, 0.1), size_px * between(rng, 0.05, 0.2), 5)
        pieces.append(Piece(Stroke(pocket, between(rng, 1, 4)), toned(knot, 0.8), -1.0, 0.8, group=group))
    nail, radius = metal(rng), size_px * between(rng, 0.01, 0.035)
    for group in range(30, 30 + int(rng.integers(0, 4))):
        pieces.append(Piece(disc(spot(rng, size_px, 0.1), radius), nail, 1.0, group=group))
    return pieces, toned(timber[0], 0.2)


def _knot(rng: Generator, own: Frame, radius: float, knot: Finish, group: int) -> list[Piece]:
    """Return a knot: the grain that flows round it, its bark, its rings, a check across it; sound or fallen out."""
    flow, aspect, pieces = toned(knot, 1.6), float(rng.uniform(0.55, 1)), list[Piece]()
    for share, width in ((1.7, 0.1), (1.25, 0.2)):
        round_it = blob(rng, own.centre, share * radius, 0.05, aspect)
        pieces.append(Piece(Stroke(round_it, max(0.8, width * radius), closed=True), flow, 0.0, 0.35, group=group))
    sound = rng.random() < 0.8
    body = blob(rng, own.centre, radius, 0.08, aspect)
    pieces.append(Piece(Outline((body,)), knot if sound else deep(rng), 0.0 if sound else -4.0, 0.95, group=group))
    pieces.append(Piece(Stroke(body, max(0.8, 0.12 * radius), closed=True), toned(knot, 0.4), 0.0, 0.8, group=group))
    if sound:
        pieces.append(Piece(ring(own.centre, 0.5 * radius, 0.38 * radius), toned(knot, 0.7), 0.0, 0.6, group=group))
        check = own.line([(-0.6 * radius, 0.1 * radius), (0.5 * radius, -0.1 * radius)], max(0.8, 0.08 * radius))
        pieces.append(Piece(check, toned(knot, 0.3), -0.5, group=group))
    return pieces


def _fittings(rng: Generator, size_px: int) -> Drawn:
    """Return a panel at its edge: banding, dowels, rows of bores, cam locks, screws, hinge cups."""
    panel = finish(rng, colour(rng, float(rng.uniform(0.5, 0.93)), 0.05), ("paper", "grain", "wood", "fibres"), 0.08)
    panel = panel if rng.random() < 0.5 else _timbers(rng, 1)[0]
    frame, ground = Frame((size_px / 2, size_px / 2), square_turn(rng, 1.0)), bench(rng)
    edge, thick = size_px * float(rng.uniform(-0.4, 0.1)), size_px * between(rng, 0.06, 0.25)
    core = Finish(_wood(rng), "fibres", float(rng.uniform(0.05, 0.2)), 0.7)
    pieces = [Piece(frame.box((0, edge + size_px), (3 * size_px, 2 * size_px)), panel, 2.0)]
    pieces.append(Piece(frame.box((0, edge - thick / 2), (3 * size_px, thick)), core, 1.0))
    band = frame.box((0, edge), (3 * size_px, 0.14 * thick))
    pieces += [Piece(band, toned(panel, 0.8), 0.5, group=0)] if rng.random() < 0.6 else []
    pitch, radius, dark = size_px * between(rng, 0.15, 0.45), thick * float(rng.uniform(0.15, 0.3)), deep(rng)
    dowel, cam = Finish(_wood(rng), "wood", 0.08), pick(rng, (metal(rng), plastic(rng)))
    head = draw_head(rng, 0.9 * radius, metal(rng))
    for group, x in enumerate(np.arange(-0.45 * size_px, 0.46 * size_px, pitch).tolist(), start=1):
        own = frame.frame(x, edge - thick / 2)
        pieces.append(Piece(disc(own.centre, radius), dark, -4.0, group=100 + group))
        if group % 2:
            pieces += barrel(own.frame(0, 0, -90), (0, 0.9 * thick), 0.9 * radius, dowel, group)
        inner = frame.frame(x, edge + 2.2 * radius + 0.1 * size_px)
        pieces.append(Piece(disc(inner.centre, 1.5 * radius), cam, 0.6, group=20 + group))
        pieces += head.at(inner.centre, 40 + group)
        pieces.append(Piece(disc(inner.at(0, 5 * radius), 0.6 * radius), dark, -3.0, group=60 + group))
    return pieces, ground


def _timbers(rng: Generator, count: int) -> list[Finish]:
    """Return timber of one kind in several tones, along no direction yet."""
    base, level, size = _wood(rng), float(rng.uniform(0.03, 0.16)), between(rng, 0.5, 2.0)
    shine, spread = float(pick(rng, (0.0, 0.0, 0.15))), float(pick(rng, (0.04, 0.12, 0.25)))
    kind = str(pick(rng, ("wood", "wood", "wood", "brushed", "fur")))
    plain = Finish(base, kind, level, size, 0.0, shine)
    return [toned(plain, float(1 + rng.normal(0, spread))) for _ in range(count)]


def _wood(rng: Generator) -> Colour:
    """Return a colour of wood: maple to wenge, stained grey or red now and then."""
    if rng.random() < 0.1:
        return colour(rng, float(rng.uniform(0.1, 0.8)), float(rng.uniform(0, 0.5)))
    return colour(rng, float(rng.uniform(0.12, 0.72)), float(rng.uniform(0.25, 0.65)), float(rng.uniform(0.05, 0.12)))


FAMILIES: Final[dict[str, Design]] = {"panels_wood": panels_wood}
