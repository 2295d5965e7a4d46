"""Parts of engines, cast or forged faces beside machined ones: crankshafts, camshafts, pistons, rods and valves."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick
from inspector.train.families.lettering import draw_hand, letters, worded
from inspector.train.families.profiles import around, disc, ring
from inspector.train.families.solids import Build, Skins, barrel, bright, gathered, lying, nut, staged
from inspector.train.families.surfaces import ROUGH, bench, deep, metal, toned
from inspector.train.scene import Finish, Outline, Piece, Scene, Stroke


def crank_parts(rng: Generator, size_px: int) -> Scene:
    """Crankshafts, camshafts, pistons, connecting rods and valves: rough webs beside ground journals."""
    builds: tuple[Build, ...] = (_crankshaft, _crankshaft, _camshaft, _crown, _crown, _skirt, _rod, _rod, _valves)
    ground = bench(rng)
    rough = metal(rng, (*ROUGH, "grain"), 0.2)
    skins = toned(rough, 0.7), bright(rng), toned(ground, 0.5) if rng.random() < 0.4 else deep(rng)
    reach = size_px * between(rng, 0.22, 0.8)
    build = pick(rng, builds)
    frames = lying(rng, size_px, reach, 4, 0.5 if build in {_crankshaft, _camshaft, _rod} else 1.0)
    pieces = gathered(rng, frames, build, (reach, skins))
    return staged(rng, "crank_parts", size_px, ground, pieces, loose=len(frames) > 1)


def _crankshaft(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a crankshaft from its side: journals, webs, counterweights, pins to either side, oil holes."""
    rough, smooth, _ = skins
    throws = int(rng.integers(2, 5))
    unit, tall = 2 * reach / (throws * 4 + 2), reach * float(rng.uniform(0.22, 0.4))
    pieces = barrel(frame, (-reach, -reach + unit), 0.3 * tall, smooth)
    pieces += barrel(frame, (reach - 0.8 * unit, reach), 0.75 * tall, smooth)
    drilled, dark = rng.random() < 0.7, Finish((0.03, 0.03, 0.03))
    for number in range(throws):
        x, side = -reach + (4 * number + 1) * unit, 1 if number % 4 in {0, 3} else -1
        pieces += barrel(frame, (x, x + 1.1 * unit), 0.42 * tall, smooth, 4 * number)
        level = 0.55 * side * tall
        pieces += barrel(frame.frame(0, level), (x + 1.9 * unit, x + 3.2 * unit), 0.34 * tall, smooth, 4 * number + 1)
        for step in (1.45, 3.55):
            web = frame.box((x + step * unit, -0.18 * side * tall), (0.9 * unit, 2.0 * tall), 0.3 * unit)
            pieces.append(Piece(web, rough, 5.0, group=4 * number + 2))
            edge = frame.box((x + (step - 0.2) * unit, -0.1 * side * tall), (0.3 * unit, 1.6 * tall))
            pieces.append(Piece(edge, toned(rough, 1.3), 0.5, group=4 * number + 2))
        if drilled:
            hole = disc(frame.at(x + 2.5 * unit, level + 0.05 * tall), 0.1 * unit)
            pieces.append(Piece(hole, dark, -2.0, group=4 * number + 3))
    return pieces


def _camshaft(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a camshaft: lobes that point to different sides, journals, a sprocket's flange at its end."""
    rough, smooth, dark = skins
    lobes, thick = int(rng.integers(4, 9)), reach * float(rng.uniform(0.07, 0.14))
    pieces = barrel(frame, (-reach, reach), thick, rough)
    unit, turns = 2 * reach / (lobes + 2), rng.permutation(lobes) * 2 * np.pi / lobes + rng.uniform(0, 6)
    for number, turn in enumerate(turns.tolist()):
        x, lift = -reach + (number + 1.2) * unit, 0.9 * thick * float(np.cos(turn))
        lobe = frame.frame(0, 0.5 * lift)
        pieces += barrel(lobe, (x - 0.2 * unit, x + 0.2 * unit), 1.5 * thick + 0.5 * abs(lift), smooth, number)
        if number % 2:
            pieces += barrel(frame, (x + 0.35 * unit, x + 0.65 * unit), 1.35 * thick, smooth, 20 + number)
    pieces += barrel(frame, (reach - 0.4 * unit, reach), 1.9 * thick, smooth, 40)
    pieces.append(Piece(frame.box((reach - 0.1 * unit, 0), (0.2 * unit, 0.4 * thick)), dark, -1.0, group=41))
    return pieces


def _crown(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a piston from above: turned crown, valve pockets or a bowl, an arrow, marks of size and weight."""
    smooth, place = toned(skins[1], float(rng.uniform(0.75, 1.0))), frame.centre
    pieces = [Piece(disc(place, reach), toned(smooth, 0.7), 3.0), Piece(disc(place, 0.96 * reach), smooth, 1.5)]
    fine = toned(smooth, float(pick(rng, (0.85, 1.15))))
    pieces += [Piece(ring(place, share * reach, (share - 0.02) * reach), fine) for share in (0.9, 0.82)]
    bowl = rng.random() < 0.45
    if bowl:
        for share, tone, rise in ((0.55, 0.6, -4.0), (0.47, 0.9, 0.0), (0.2, 1.15, 3.0)):
            pieces.append(Piece(disc(frame.at(0.05 * reach, 0), share * reach), toned(smooth, tone), rise, group=0))
    size = reach * float(rng.uniform(0.26, 0.4))
    for number, (x, y) in enumerate(((0.42, -0.42), (0.42, 0.42), (-0.5, -0.35), (-0.5, 0.35))[: pick(rng, (2, 4))]):
        middle = frame.at((1.2 if bowl else 1) * x * reach, (1.2 if bowl else 1) * y * reach)
        own = (0.6 if bowl else 0.9) * size
        pieces.append(Piece(disc(middle, own), toned(smooth, 1.25), -1.5, group=1 + number))
        pieces.append(Piece(disc(middle, 0.9 * own), toned(smooth, 0.8), -2.0, group=1 + number))
    shaft = frame.line([(0.68 * reach, 0), (0.86 * reach, 0)], max(1.0, 0.035 * reach))
    head = frame.points([(0.95 * reach, 0), (0.8 * reach, -0.06 * reach), (0.8 * reach, 0.06 * reach)])
    pieces += [Piece(each, toned(smooth, 0.4), -0.8, group=10) for each in (shaft, Outline((head,)))]
    hand = draw_hand(rng, max(5.0, 0.12 * reach), frame.angle_deg + 90)
    text, at = letters(rng, "0123456789ABCXR.", 2, 5), frame.at(-0.78 * reach, 0)
    return [*pieces, worded(hand, text, at, toned(smooth, 0.45), 11, height_px=-0.6)]


def _skirt(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a piston from its side: ring belt with its rings, skirt with a coat, pin bore with its circlip."""
    smooth, dark = skins[1:]
    wide, top = 0.85 * reach, -0.95 * reach
    body = frame.frame(0, 0, 90)
    pieces = barrel(body, (top, 0.8 * reach), wide, smooth)
    for number in range(3):
        y, tall = top + (0.14 + 0.17 * number) * reach, reach * float(rng.uniform(0.05, 0.09))
        pieces.append(Piece(frame.box((0, y), (2 * wide, 1.3 * tall)), dark, -2.0))
        pieces += barrel(body.frame(y, 0), (-0.4 * tall, 0.4 * tall), 1.02 * wide, skins[0], number)[:3]
    if rng.random() < 0.6:
        coat = Finish((0.07, 0.07, 0.075), "grain", 0.02)
        pieces.append(Piece(frame.box((0, 0.28 * reach), (1.1 * wide, 0.85 * reach), 0.2 * reach), coat, 0.3, group=5))
    pin, bore = frame.at(0, float(rng.uniform(0.0, 0.2)) * reach), reach * float(rng.uniform(0.2, 0.3))
    pieces += [
        Piece(disc(pin, 1.3 * bore), toned(smooth, 0.9), 1.0, group=6),
        Piece(disc(pin, bore), dark, -5.0, group=6),
    ]
    clip = np.array(around(pin, 0.9 * bore, 20, float(rng.uniform(0, 360)))[:17], np.float32)
    return [*pieces, Piece(Stroke(clip, max(1.2, 0.1 * bore)), toned(smooth, 1.3), 2.0, group=7)]


def _rod(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return a connecting rod: machined eyes, a forged shank with a sunk field, a split cap and its two bolts."""
    rough, smooth, dark = skins
    big, small = reach * float(rng.uniform(0.36, 0.46)), reach * float(rng.uniform(0.2, 0.28))
    left, right = -reach + 1.2 * big, reach - small
    shank = [(left, -0.75 * big), (right, -0.6 * small), (right, 0.6 * small), (left, 0.75 * big)]
    field = [
        (left + big, -0.3 * big),
        (right - small, -0.3 * small),
        (right - small, 0.3 * small),
        (left + big, 0.3 * big),
    ]
    pieces = [Piece(frame.box((left, 0), (1.0 * big, 2.9 * big), 0.2 * big), rough, 4.0)]
    pieces.append(Piece(Outline((frame.points(shank),)), rough, 3.0))
    pieces.append(Piece(Outline((frame.points(field),)), toned(rough, 0.75), -2.5))
    for number, (x, radius) in enumerate(((left, big), (right, small))):
        place = frame.at(x, 0)
        pieces.append(Piece(disc(place, 1.12 * radius), rough, 2.0))
        pieces.append(Piece(ring(place, radius, 0.72 * radius), smooth, 1.0, group=number))
        pieces.append(Piece(ring(place, 0.8 * radius, 0.72 * radius), toned(smooth, 0.8), -0.5, group=number))
        pieces.append(Piece(disc(place, 0.72 * radius), dark, -8.0, group=number))
    bronze = Finish((0.2, 0.4, 0.55), "turned", 0.06, gloss=0.1)
    bush = ring(frame.at(right, 0), 0.78 * small, 0.64 * small)
    pieces += [Piece(bush, bronze, 1.0, group=3)] if rng.random() < 0.5 else []
    for side in (-1, 1):
        y = 1.22 * side * big
        pieces.append(Piece(frame.line([(left, 0.72 * side * big), (left, 1.45 * side * big)], 1.2), dark, -1.0))
        pieces += barrel(frame.frame(0, y), (left - 0.75 * big, left + 0.5 * big), 0.14 * big, smooth, 6 + side)[:3]
        head = frame.box((left - 0.7 * big, y), (0.3 * big, 0.42 * big), 0.04 * big)
        pieces.append(Piece(head, smooth, 3.0, group=6 + side))
    hand = draw_hand(rng, max(5.0, 0.2 * big), frame.angle_deg)
    return [*pieces, worded(hand, letters(rng, "0123456789", 1, 3), frame.at(left + 1.6 * big, 0), smooth, 9)]


def _valves(rng: Generator, frame: Frame, reach: float, skins: Skins) -> list[Piece]:
    """Return valves side by side: heads with their seats, stems, grooves, a few in their springs or nuts."""
    rough, smooth, dark = skins
    frame, reach = frame.frame(0.3 * reach, 0), 0.65 * reach
    count, head = int(rng.integers(2, 7)), reach * float(rng.uniform(0.17, 0.27))
    thick, pieces = head * float(rng.uniform(0.16, 0.26)), list[Piece]()
    for number in range(count):
        own = frame.frame(0, (number - (count - 1) / 2) * 2.2 * head)
        pieces += barrel(own, (-0.8 * reach, reach), thick, smooth, 2 * number)[:3]
        bow = [(0.0, 1.0), (0.1, 1.0), (0.16, 0.86), (0.3, 0.4), (0.5, 0.2)]
        upper = [(x * 2.6 * head - reach, -y * head) for x, y in bow]
        lower = [(x, -y) for x, y in reversed(upper)]
        pieces.append(Piece(Outline((own.points(upper + lower),)), rough, 4.0, group=2 * number))
        seat = own.box((0.13 * 2.6 * head - reach, 0), (0.12 * head, 1.9 * head))
        pieces.append(Piece(seat, toned(smooth, 1.15), 0.5, group=2 * number))
        groove = own.box((0.86 * reach, 0), (0.06 * reach, 1.7 * thick))
        pieces.append(Piece(groove, dark, -1.0, group=2 * number + 1))
        if number % 3 == 2:
            pieces += nut(own.frame(0.7 * reach, 0), 2.2 * thick, (smooth, dark), 2 * number + 1)
    return pieces


FAMILIES: Final[dict[str, Design]] = {"crank_parts": crank_parts}
