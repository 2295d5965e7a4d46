"""What cuts and turns: indexable inserts, milling cutters and drills from their ends, twist drills from their sides."""

import numpy as np
from numpy.random import Generator

from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.profiles import around, disc, polar
from inspector.train.families.solids import Skins, as_one, barrel, punched
from inspector.train.families.surfaces import toned
from inspector.train.scene import Outline, Piece


def insert(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return an indexable insert: rhombus, triangle, square or round, coated, a chip groove, a screw hole."""
    body, edge, hole = skins
    corners, slim = int(pick(rng, (3, 4, 4, 4, 6, 32))), float(pick(rng, (1.0, 1.0, 0.6)))
    pieces: list[Piece] = []
    for share, skin, rise in ((1.0, toned(body, 0.8), 4.0), (0.95, edge, 0.5), (0.88, toned(body, 0.65), -1.5),
                              (0.7, body, 2.5)):  # fmt: skip
        turn = np.arange(corners) * 2 * np.pi / corners
        own = [(share * reach * x, share * reach * y * slim) for x, y in zip(np.cos(turn), np.sin(turn), strict=True)]
        pieces.append(Piece(Outline((frame.points(own),)), skin, rise, group=-1))
    bore = 0.3 * reach * slim
    pieces += punched(frame.centre, bore, (body, hole), 0)
    for group, at in enumerate(around(frame.centre, 0.55 * reach * slim, int(pick(rng, (0, 0, 3, 4))), 45), start=1):
        pieces.append(Piece(disc(at, 0.06 * reach), toned(body, 1.3), 1.0, group=group))
    return pieces


def cutter(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a cutter or drill from its end: flutes, lands, a chisel edge or a coolant hole, lips that shine."""
    body, edge, hole = skins
    flutes = int(pick(rng, (2, 2, 3, 4, 5, 6)))
    waist, land = float(rng.uniform(0.25, 0.5)), float(rng.uniform(0.35, 0.7))
    radii = [1.0, 1.0, 0.9 * land + 0.1, waist, 0.5 + 0.5 * waist]
    contour = polar(radii, [0.0, land, land + 0.05, 0.85, 0.97], flutes) * np.float32(reach)
    pieces = [Piece(disc(frame.centre, reach), toned(body, 0.25), 1.0)]
    pieces.append(Piece(Outline((frame.points([(x, y) for x, y in contour.tolist()]),)), body, 4.0))
    for group in range(flutes):
        own = Frame(frame.centre, frame.angle_deg + 360 * group / flutes)
        lip = own.line([(0.12 * reach, 0.05 * reach), (0.97 * reach, 0.05 * reach)], max(1.2, 0.07 * reach))
        face = own.points([(0.1 * reach, 0.1 * reach), (0.95 * reach, 0.1 * reach), (0.8 * reach, 0.45 * reach)])
        pieces.append(Piece(Outline((face,)), toned(edge, 0.85), 0.5, group=group))
        pieces.append(Piece(lip, toned(edge, 1.3), 0.3, group=group))
    if rng.random() < 0.6:
        web = frame.line([(-0.14 * reach, -0.1 * reach), (0.14 * reach, 0.1 * reach)], max(1.2, 0.06 * reach))
        return [*pieces, Piece(web, toned(edge, 1.4), 0.5, group=10)]
    return [*pieces, Piece(disc(frame.centre, 0.12 * reach), hole, -3.0, group=10)]


def drill(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return twist drills from the side: flutes that wind about a core, a point, a shank, graded in size or alike."""
    body, edge, _ = skins
    count, slim, pieces = int(pick(rng, (1, 2, 3, 4))), float(rng.uniform(0.05, 0.12)), list[Piece]()
    for number in range(count):
        own, radius = (
            frame.frame(0, (number - (count - 1) / 2) * 3.2 * slim * reach),
            slim * reach * (1 - 0.12 * number),
        )
        pieces += as_one(barrel(own, (-0.9 * reach, 0.85 * reach), radius, body), 10 * number)
        pitch = radius * float(rng.uniform(2.6, 4))
        for group, x in enumerate(np.arange(-0.85 * reach, 0.25 * reach, pitch).tolist()[:10], start=1):
            flute = [
                (x, -radius),
                (x + 0.35 * pitch, -0.4 * radius),
                (x + 0.6 * pitch, 0.4 * radius),
                (x + 0.95 * pitch, radius),
            ]
            pieces.append(Piece(own.line(flute, 0.5 * radius), toned(body, 0.4), -1.5, group=10 * number))
            if group % 2:
                land = own.line([(a + 0.25 * pitch, b) for a, b in flute], max(0.8, 0.16 * radius))
                pieces.append(Piece(land, toned(edge, 1.2), 0.0, group=10 * number))
        point = own.points([(-0.9 * reach, -radius), (-0.9 * reach - 0.7 * radius, 0), (-0.9 * reach, radius)])
        pieces.append(Piece(Outline((point,)), edge, 2.0, group=10 * number + 9))
    return pieces
