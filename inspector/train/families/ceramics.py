"""Fired and glazed ware: tiles with decor, plates and cups with rims and prints, the edges of basins."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import emblem
from inspector.train.families.colours import Colour, beside, colour, finish, palette
from inspector.train.families.decor import decor, motif
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot, stadium
from inspector.train.families.profiles import ORIGIN, around, disc, ring
from inspector.train.families.shades import glow, pillow
from inspector.train.families.solids import MOST, Drawn, lattice, lying, staged
from inspector.train.families.surfaces import bench, metal, toned
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke

WHITE: Final = Finish((0.97, 0.97, 0.97))
GLAZES: Final = ("salt", "peel", "cracked", "cloud", "speckle", "grain")


def ceramics(rng: Generator, size_px: int) -> Scene:
    """Patterned tiles in grout, plates and cups with bands and prints on their rims, white edges of basins."""
    build = pick(rng, (_tiles, _tiles, _tiles, _plates, _plates, _cup, _basin))
    pieces, ground = build(rng, size_px)
    return staged(rng, "ceramics", size_px, ground, pieces, loose=build is _plates)


def _tiles(rng: Generator, size_px: int) -> Drawn:
    """Return tiles in grout: each of the same decor, quarter circles, stars, borders, or each plain in its own tone."""
    slim, turn = float(pick(rng, (1, 1, 0.5, 0.33))), square_turn(rng, 1.0)
    side = size_px * between(rng, 0.36, 1.1) / slim**0.5
    gap, stagger = side * slim * between(rng, 0.01, 0.07), float(pick(rng, (0, 0, 0.5)))
    glaze, seed = _glaze(rng), int(rng.integers(1 << 30))
    inks: list[Colour] = [beside(rng, glaze.bgr, 0.1, 0.8) for _ in range(3)]
    plain, pieces, corner = rng.random() < 0.35, list[Piece](), float(rng.uniform(0, 0.04)) * side
    shift = rng.uniform(-0.5, 0.5, 2) * side
    for group, place in enumerate(lattice(size_px, (side, side * slim), stagger, turn)):
        own = Frame(place, turn).frame(*shift.tolist())
        tone = toned(glaze, float(rng.uniform(0.85, 1.12))) if plain else glaze
        one = [Piece(own.box(ORIGIN, (side - gap, side * slim - gap), corner), tone, 2.0, group=4 * group)]
        if not plain:
            one += decor(np.random.default_rng(seed), own, (side - gap, side * slim - gap), inks, 4 * group + 1)
        if len(pieces) + len(one) > MOST:
            break
        pieces += one
    return pieces, finish(rng, colour(rng, float(rng.uniform(0.15, 0.85)), 0.1), ("grain", "cast", "speckle"), 0.1)


def _plates(rng: Generator, size_px: int) -> Drawn:
    """Return plates and saucers from above: rim, well, bands of colour, a print repeated round the rim."""
    glaze, ground, reach = _glaze(rng), bench(rng), size_px * between(rng, 0.2, 0.9)
    inks = [Finish(each, gloss=glaze.gloss) for each in palette(rng, 3)]
    well, bands = float(rng.uniform(0.5, 0.75)), rng.uniform(0.6, 0.99, int(rng.integers(0, 4))).tolist()
    motifs, kind, seed = int(pick(rng, (0, 0, 6, 8, 12))), int(rng.integers(3)), int(rng.integers(1 << 30))
    pieces: list[Piece] = []
    for number, frame in enumerate(lying(rng, size_px, reach, 4)):
        place, group = frame.centre, 40 * number
        body = [
            (1.0, toned(glaze, 0.85), 2.0),
            (0.97, glaze, 2.0),
            (well + 0.04, toned(glaze, 0.88), -1.0),
            (well, glaze, -1.5),
        ]
        one = [Piece(disc(place, share * reach), skin, rise, group=group) for share, skin, rise in body]
        for step, share in enumerate(bands):
            line = Stroke(
                disc(place, share * reach).contours[0], max(1.0, reach * (0.01 + 0.03 * (step == 0))), closed=True
            )
            one.append(Piece(line, inks[step % 3], group=group + 1 + step))
        for step, at in enumerate(around(place, (1 + well) / 2 * reach, motifs, frame.angle_deg)):
            one.append(
                motif(
                    np.random.default_rng(seed),
                    kind,
                    Frame(at, frame.angle_deg + 360 * step / max(1, motifs)),
                    0.12 * reach,
                    inks[0],
                    group + 5 + step,
                )
            )
        one += [Piece(glow(frame.at(0.3 * reach, -0.4 * reach), (0.3 * reach, 0.15 * reach)), WHITE, 0.0, 0.4)]
        pieces += one if len(pieces) + len(one) <= MOST else []
    return pieces, ground


def _cup(rng: Generator, size_px: int) -> Drawn:
    """Return a cup or mug from its side: body, handle, rim, foot, bands, a printed sign."""
    glaze, ground, tall = _glaze(rng), bench(rng), size_px * between(rng, 0.4, 0.95)
    frame, wide = Frame(spot(rng, size_px, 0.42), float(rng.normal(0, 2))), tall * float(rng.uniform(0.6, 1.1))
    foot, inks = float(rng.uniform(0.5, 1.0)), palette(rng, 3)
    grip = Frame(frame.at(0.5 * wide, 0), frame.angle_deg)
    loop = [(0.34 * wide * float(np.sin(a)), -0.3 * tall * float(np.cos(a))) for a in np.linspace(0.1, 3.0, 14)]
    pieces = [
        Piece(grip.line(loop, share * wide), toned(glaze, tone), 2.0, group=0)
        for share, tone in ((0.11, 0.7), (0.07, 1.0))
    ]
    side = [
        (-0.5, -0.5),
        (0.5, -0.5),
        (0.5, -0.1),
        (0.47 * foot + 0.02, 0.4),
        (0.4 * foot, 0.5),
        (-0.4 * foot, 0.5),
        (-0.47 * foot - 0.02, 0.4),
        (-0.5, -0.1),
    ]
    body = frame.points([(x * wide, y * tall) for x, y in side])
    pieces.append(Piece(Outline((body,)), toned(glaze, 0.8), 2.0))
    pieces.append(Piece(pillow(body, 0.4 * wide), glaze, 8.0, 0.9))
    for group, y in enumerate(rng.uniform(-0.45, 0.1, int(rng.integers(0, 4))).tolist(), start=1):
        band = frame.box((0, y * tall), (wide, tall * between(rng, 0.01, 0.12)))
        pieces.append(Piece(band, Finish(inks[group % 3]), 0.0, 0.9, group=group))
    pieces += emblem(rng, frame.frame(0, -0.05 * tall), 0.2 * min(wide, tall), inks, 10)
    pieces.append(
        Piece(
            frame.line([(-0.49 * wide, -0.5 * tall), (0.49 * wide, -0.5 * tall)], max(1.2, 0.03 * tall)),
            toned(glaze, 1.15),
            1.0,
            group=20,
        )
    )
    gleam = frame.line([(-0.33 * wide, -0.35 * tall), (-0.33 * wide * foot, 0.25 * tall)], 0.06 * wide)
    return [*pieces, Piece(gleam, WHITE, 0.0, float(rng.uniform(0.1, 0.6)))], ground


def _basin(rng: Generator, size_px: int) -> Drawn:
    """Return sanitary ware close up: rolled edges, a bowl, tap hole, overflow, drain with its grate."""
    glaze = Finish(colour(rng, float(rng.uniform(0.6, 0.85)), 0.03), gloss=float(rng.uniform(0.1, 0.35)))
    frame, reach = Frame(spot(rng, size_px, 0.25), square_turn(rng, 8.0)), size_px * between(rng, 0.5, 1.3)
    pieces, dark, chrome = list[Piece](), Finish((0.04, 0.04, 0.04)), metal(rng, ("grain",))
    slim, square = float(rng.uniform(0.6, 1.0)), between(rng, 2, 9)
    for share, tone, rise in ((1.0, 0.9, 5.0), (0.9, 1.08, 1.5), (0.78, 0.85, -4.0), (0.7, 0.97, -4.0)):
        bowl = stadium(ORIGIN, (share * reach, share * slim * reach), square)
        pieces.append(Piece(Outline((frame.points([(x, y) for x, y in bowl.tolist()]),)), toned(glaze, tone), rise))
    for group, (x, y) in enumerate(((0.0, 0.0), (0.0, -0.84), (0.0, -0.5))[: int(rng.integers(1, 4))]):
        place, radius = frame.at(x * reach, y * slim * reach), reach * (0.1, 0.07, 0.04)[group]
        pieces.append(Piece(ring(place, 1.3 * radius, radius), chrome, 1.5, group=2 * group))
        pieces.append(Piece(disc(place, radius), dark, -4.0, group=2 * group + 1))
        if group == 0:
            spokes = [disc(at, 0.2 * radius) for at in around(place, 0.55 * radius, 6)]
            pieces.append(Piece(Outline(tuple(each.contours[0] for each in spokes)), chrome, 3.0, group=1))
    band = frame.line([(-0.9 * reach, 0.3 * slim * reach), (-0.85 * reach, -0.4 * slim * reach)], 0.04 * reach)
    return [*pieces, Piece(band, WHITE, 0.0, 0.5)], bench(rng)


def _glaze(rng: Generator) -> Finish:
    """Return a glaze: white, cream, terracotta or coloured, speckled or crackled, mostly glossy."""
    kind = rng.random()
    bgr = colour(rng, float(rng.uniform(0.7, 0.93)), 0.1, 0.12)
    if kind > 0.5:
        bgr = colour(rng, float(rng.uniform(0.3, 0.6)), 0.6, 0.05) if kind > 0.85 else palette(rng, 1)[0]
    return finish(rng, bgr, GLAZES, 0.08, float(pick(rng, (0.0, 0.1, 0.3))))


FAMILIES: Final[dict[str, Design]] = {"ceramics": ceramics}
