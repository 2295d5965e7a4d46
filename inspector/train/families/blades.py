"""What cuts: circular and straight saw blades, knives, indexable inserts, milling cutters and the tips of drills."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour, finish
from inspector.train.families.cutters import cutter, drill, insert
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick
from inspector.train.families.lettering import draw_hand, made_up, worded
from inspector.train.families.profiles import disc, polar, ring
from inspector.train.families.solids import Build, Skins, bright, gathered, lying, punched, staged
from inspector.train.families.surfaces import bench, metal, toned, vivid
from inspector.train.families.vessels import round_text
from inspector.train.scene import Finish, Outline, Piece, Scene

GOLD: Final = (0.13, 0.8)


def blades(rng: Generator, size_px: int) -> Scene:
    """Saw blades, knives, inserts, cutters and drill tips with their teeth, bevels, flutes, holes and prints."""
    ground = bench(rng)
    builds: tuple[Build, ...] = (*2 * (_circular, _strip, _knife, insert), cutter, drill)
    build = pick(rng, builds)
    skins = _skin(rng), bright(rng), toned(ground, float(rng.uniform(0.4, 0.8)))
    reach = size_px * (between(rng, 0.1, 0.5) if build in {insert, cutter} else between(rng, 0.22, 0.8))
    frames = lying(rng, size_px, reach, 9, 0.45 if build in {_strip, _knife, drill} else 1.0)
    pieces = gathered(rng, frames, build, (reach, skins))
    return staged(rng, "blades", size_px, ground, pieces, loose=len(frames) > 1)


def _circular(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a circular saw blade: teeth with or without tips, slots with an eye, an arbor hole, words round it."""
    body, edge, hole = skins
    teeth, deep = int(rng.integers(14, 60)), float(rng.uniform(0.86, 0.95))
    contour = polar([1, deep, deep, 0.97], [0.0, 0.12, 0.45, 0.9], teeth) * np.float32(reach)
    pieces = [Piece(Outline((frame.points([(x, y) for x, y in contour.tolist()]),)), body, 2.0)]
    pitch, tipped = 360 / teeth, teeth < 30 and rng.random() < 0.7
    for number in range(teeth if tipped else 0):
        own = Frame(frame.centre, frame.angle_deg + number * pitch)
        tip = own.box((0.985 * reach, 0.02 * reach), (0.08 * reach, 0.045 * reach))
        pieces.append(Piece(tip, edge, 1.5, group=number))
    for number in range(int(pick(rng, (0, 3, 4, 5)))):
        own = Frame(frame.centre, frame.angle_deg + 72 * number)
        slot = own.line([(0.88 * reach, 0), (0.72 * reach, 0.05 * reach), (0.62 * reach, 0.0)], max(1.0, 0.015 * reach))
        eye = Piece(disc(own.at(0.61 * reach, 0), 0.03 * reach), hole, -2.0, group=60 + number)
        pieces += [Piece(slot, hole, -2.0, group=60 + number), eye]
    if rng.random() < 0.5:
        pieces.append(Piece(ring(frame.centre, 0.55 * reach, 0.52 * reach), toned(body, 0.7), group=70))
    if rng.random() < 0.6 and reach > 40:
        ink = Finish(vivid(rng)) if rng.random() < 0.5 else toned(body, float(pick(rng, (0.4, 1.7))))
        pieces += round_text(rng, frame, 0.42 * reach, ink, 80)[:9]
    return [*pieces, *punched(frame.centre, reach * float(rng.uniform(0.08, 0.2)), (body, hole), 71)]


def _strip(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return straight blades of a saw: set teeth along an edge, hardened and blue along it, an eye, words."""
    body, edge, hole = skins
    wide, pitch, pieces = reach * float(rng.uniform(0.12, 0.4)), reach * between(rng, 0.035, 0.2), list[Piece]()
    hand, word = draw_hand(rng, max(5.0, 0.3 * wide), frame.angle_deg), made_up(rng)
    steps = np.arange(-reach, reach, pitch)
    lean, deep = float(rng.uniform(0, 1)), min(0.4 * wide, pitch * float(rng.uniform(0.4, 0.8)))
    for number in range(int(pick(rng, (1, 1, 2, 3)))):
        own = frame.frame(0, (number - 0.5) * 1.5 * wide)
        teeth = [(x + dx, wide / 2 + dy) for x in steps.tolist() for dx, dy in ((0, 0), (lean * pitch, deep))]
        contour = own.points([(-reach, -wide / 2), *teeth, (reach, wide / 2), (reach, -wide / 2)])
        pieces.append(Piece(Outline((contour,)), body, 2.0, group=20 * number))
        hard = own.box((0, 0.38 * wide), (2 * reach, 0.2 * wide))
        pieces.append(Piece(hard, toned(edge, 0.8), 0.0, 0.6, group=20 * number))
        pieces += punched(own.at(0.9 * reach, 0), 0.14 * wide, (body, hole), 20 * number + 1)
        pieces.append(worded(hand, word, own.at(0, -0.12 * wide), toned(body, 0.4), 20 * number + 2))
    return pieces


def _knife(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return knife blades: trapezoid, snap-off or curved, a bevel ground along the edge, notches or score lines."""
    body, edge, hole = skins
    wide, kind = reach * float(rng.uniform(0.35, 0.6)), int(rng.integers(3))
    slant, bevel = float(rng.uniform(0.15, 0.5)) * reach, wide * float(rng.uniform(0.1, 0.25))
    back = (
        [(slant - reach, -wide / 2), (reach - slant, -wide / 2)],
        [(-reach, -wide / 2), (reach - slant, -wide / 2)],
        [(-reach, -0.4 * wide), (0.2 * reach, -wide / 2), (0.75 * reach, -0.2 * wide)],
    )[kind]
    pieces = [Piece(Outline((frame.points([*back, (reach, wide / 2), (-reach, wide / 2)]),)), body, 2.0)]
    inner = reach - slant * 2 * bevel / wide / 2
    grind = frame.points([(-inner, wide / 2 - bevel), (inner, wide / 2 - bevel), (reach, wide / 2), (-reach, wide / 2)])
    pieces.append(Piece(Outline((grind,)), edge, -0.8))
    line = frame.line([(-reach, 0.49 * wide), (reach, 0.49 * wide)], max(0.8, 0.03 * wide))
    pieces.append(Piece(line, toned(edge, 1.5), 0.0, group=0))
    if kind == 1:
        scores = np.linspace(-0.7, 0.7, int(rng.integers(4, 9))).tolist()
        for group, x in enumerate(scores, start=1):
            ends = [(x * reach - 0.2 * wide, -wide / 2), (x * reach + 0.2 * wide, wide / 2)]
            pieces.append(Piece(frame.line(ends, max(0.9, 0.03 * wide)), toned(body, 0.5), -0.8, group=group))
    holes = ((-0.4, -0.2), (0.4, -0.2)) if kind == 0 else ((-0.85, 0.0),)
    for group, (x, y) in enumerate(holes, start=20):
        pieces += punched(frame.at(x * reach, y * wide), 0.11 * wide, (body, hole), group)
    hand = draw_hand(rng, max(5.0, 0.2 * wide), frame.angle_deg)
    return [*pieces, worded(hand, made_up(rng), frame.at(0, -0.1 * wide), toned(body, 0.45), 30)]


def _skin(rng: Generator) -> Finish:
    """Return what a cutting tool is covered with: bright, black, blue, painted or golden nitride."""
    if rng.random() < 0.25:
        return finish(
            rng, colour(rng, float(rng.uniform(0.35, 0.6)), GOLD[1], GOLD[0]), ("grain", "speckle"), 0.06, 0.2
        )
    if rng.random() < 0.2:
        return finish(rng, vivid(rng), ("grain", "peel"), 0.04)
    return metal(rng, ("ground", "brushed", "grain", "turned"))


FAMILIES: Final[dict[str, Design]] = {"blades": blades}
