"""Locks and fittings: keys, cylinders, padlocks, hinges, handles and escutcheons."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.fittings import handle, hinge
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick, stadium
from inspector.train.families.lettering import draw_hand, made_up, worded
from inspector.train.families.profiles import disc
from inspector.train.families.solids import Build, Skins, bright, gathered, lying, punched, sheet, staged
from inspector.train.families.surfaces import bench, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene


def keys_locks(rng: Generator, size_px: int) -> Scene:
    """Keys with their cuts, lock cylinders and padlocks with their keyways, hinges with screws, handles on plates."""
    builds: tuple[Build, ...] = (_key, _key, _cylinder, _cylinder, _padlock, hinge, hinge, handle)
    ground = bench(rng)
    body = metal(rng) if rng.random() < 0.7 else sheet(rng)
    skins = body, bright(rng) if rng.random() < 0.5 else toned(body, 1.2), toned(ground, float(rng.uniform(0.4, 0.8)))
    reach = size_px * between(rng, 0.17, 0.75)
    build = pick(rng, builds)
    frames = lying(rng, size_px, reach, 5, 0.5 if build is _key else 1.0)
    pieces = gathered(rng, frames, build, (reach, skins), alike=bool(rng.random() < 0.6))
    return staged(rng, "keys_locks", size_px, ground, pieces, loose=len(frames) > 1)


def _key(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a key: a round, oval, cornered or plastic bow with an eye, a shoulder, a milled blade with cuts."""
    body, _, hole = skins
    bow, blade = reach * float(rng.uniform(0.34, 0.46)), reach * float(rng.uniform(0.1, 0.15))
    middle, cuts = frame.frame(-reach + bow, 0), int(rng.integers(4, 8))
    start, end = -reach + 1.9 * bow, reach
    xs = np.linspace(start + 0.12 * reach, end - 0.2 * reach, 3 * cuts).tolist()
    depths = np.repeat(rng.uniform(-0.2, 0.9, cuts), 3).tolist()
    lower = [
        (x, blade * (1 - depth * (number % 3 == 1))) for number, (x, depth) in enumerate(zip(xs, depths, strict=True))
    ]
    shape = [
        (start - bow, -blade),
        (end - 0.1 * reach, -blade),
        (end, -0.1 * blade),
        (end - 0.12 * reach, blade),
        *reversed(lower),
        (start - bow, blade),
    ]
    pieces = [Piece(Outline((frame.points(shape),)), body, 2.0)]
    for group, y in enumerate((-0.45, 0.1)[: int(rng.integers(1, 3))], start=2):
        groove = frame.line([(start, y * blade), (end - 0.08 * reach, y * blade)], max(1.0, 0.28 * blade))
        pieces.append(Piece(groove, toned(body, 0.55), -1.2, group=group))
    shoulder = frame.box((start - 0.05 * reach, 0), (0.14 * reach, 2.8 * blade), 0.03 * reach)
    pieces.append(Piece(shoulder, body, 1.0))
    outline = stadium((0, 0), (bow, bow * float(rng.uniform(0.75, 1.15))), float(pick(rng, (2, 2.6, 4, 8))))
    skin = plastic(rng, vivid(rng)) if rng.random() < 0.35 else body
    pieces.append(Piece(Outline((middle.points([(x, y) for x, y in outline.tolist()]),)), skin, 2.0, group=0))
    sunk = middle.points([(0.72 * x, 0.72 * y) for x, y in outline.tolist()])
    pieces.append(Piece(Outline((sunk,)), toned(skin, 0.9), -1.0, group=0))
    pieces += punched(middle.at(-0.62 * bow, 0), 0.15 * bow, (skin, hole), 1)
    hand = draw_hand(rng, max(5.0, 0.3 * bow), frame.angle_deg + float(pick(rng, (0, 90))))
    return [*pieces, worded(hand, made_up(rng)[:5], middle.at(0.12 * bow, 0), toned(skin, 0.5), 5, height_px=-0.6)]


def _cylinder(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a lock cylinder from its face: round or profiled body, plug, keyway, a pin or two, a name."""
    body, edge, _ = skins
    round_one, plug = rng.random() < 0.5, reach * float(rng.uniform(0.5, 0.66))
    pieces: list[Piece] = []
    if not round_one:
        foot = frame.box((0, 0.95 * reach), (0.9 * reach, 1.7 * reach), 0.42 * reach)
        pieces.append(Piece(foot, body, 3.0))
        pieces.append(Piece(frame.box((0, 1.3 * reach), (0.12 * reach, 0.5 * reach)), toned(body, 0.8), -0.5, group=4))
    pieces += [
        Piece(disc(frame.centre, reach), body, 3.0),
        Piece(disc(frame.centre, 0.9 * reach), toned(body, 1.1), 0.8),
    ]
    turned_to = frame.frame(0, 0, float(pick(rng, (0, 0, 90, rng.normal(0, 4)))))
    pieces.append(Piece(disc(frame.centre, 1.04 * plug), toned(body, 0.4), -1.0))
    pieces.append(Piece(disc(frame.centre, plug), edge, 1.5, group=0))
    dark, slot = Finish((0.02, 0.02, 0.02)), float(rng.uniform(0.12, 0.2)) * plug
    way = [
        (-0.5, -0.8),
        (0.5, -0.8),
        (0.5, -0.35),
        (1.1, -0.2),
        (1.1, 0.05),
        (0.4, 0.15),
        (0.4, 0.75),
        (-0.6, 0.75),
        (-0.6, 0.3),
        (-1.2, 0.2),
        (-1.2, -0.1),
        (-0.5, -0.2),
    ]
    keyway = turned_to.points([(x * slot, y * plug) for x, y in way])
    pieces.append(Piece(Outline((keyway,)), dark, -5.0, group=1))
    chamfer = turned_to.line([(0.7 * slot, -0.82 * plug), (-0.7 * slot, -0.82 * plug)], max(1.0, 0.06 * plug))
    pieces.append(Piece(chamfer, toned(edge, 1.4), 0.0, group=1))
    for group, x in enumerate((-0.62, 0.62)[: int(rng.integers(0, 3))], start=2):
        pieces.append(Piece(disc(turned_to.at(x * plug, 0), 0.13 * plug), toned(edge, 0.6), -0.8, group=group))
    hand = draw_hand(rng, max(5.0, 0.16 * reach), frame.angle_deg)
    return [*pieces, worded(hand, made_up(rng)[:6], frame.at(0, -0.83 * reach), toned(body, 0.4), 6, height_px=-0.4)]


def _padlock(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a padlock from the front: shackle, laminated or solid body, rivets, a keyhole or its cover."""
    body, edge, hole = skins
    wide, tall = 1.5 * reach, reach * float(rng.uniform(1.0, 1.3))
    turn = np.radians(np.linspace(180, 360, 20))
    bow = [(0.52 * reach * float(np.cos(each)), -0.55 * reach + 0.5 * reach * float(np.sin(each))) for each in turn]
    line = [(-0.52 * reach, 0.0), *bow, (0.52 * reach, 0.0)]
    pieces: list[Piece] = []
    for share, tone, rise in ((0.24, 0.6, 3.0), (0.17, 1.0, 1.5), (0.06, 1.5, 0.8)):
        pieces.append(Piece(frame.line(line, share * reach), toned(edge, tone), rise, group=0))
    case = frame.box((0, 0.35 * reach), (wide, tall), float(rng.uniform(0.03, 0.3)) * reach)
    pieces.append(Piece(case, body, 4.0))
    layers = np.linspace(-0.45, 0.45, int(pick(rng, (0, 0, 7, 10)))).tolist()
    for y in layers:
        seam = frame.line([(-0.5 * wide, 0.35 * reach + y * tall), (0.5 * wide, 0.35 * reach + y * tall)], 1.3)
        pieces.append(Piece(seam, toned(body, 0.4), -1.0))
    for group, (x, y) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1)) if layers else (), start=1):
        place = frame.at(0.42 * x * wide, 0.35 * reach + 0.4 * y * tall)
        pieces.append(Piece(disc(place, 0.07 * reach), toned(body, 1.25), 1.2, group=group))
    eye = frame.at(0, 0.5 * reach)
    pieces += [Piece(disc(eye, 0.2 * reach), edge, 1.0, group=6), Piece(disc(eye, 0.1 * reach), hole, -3.0, group=6)]
    slot = frame.box((0, 0.58 * reach), (0.07 * reach, 0.22 * reach))
    hand = draw_hand(rng, max(5.0, 0.22 * reach), frame.angle_deg)
    word = worded(hand, made_up(rng)[:6], frame.at(0, 0.08 * reach), toned(body, 0.45), 7, height_px=-0.6)
    return [*pieces, Piece(slot, toned(edge, 0.2), -2.0, group=6), word]


FAMILIES: Final[dict[str, Design]] = {"keys_locks": keys_locks}
