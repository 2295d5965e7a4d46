"""Tyres and mats: treads with sipes, sidewalls with raised letters, studs in rows, and rubber itself."""

import numpy as np
from numpy.random import Generator

from inspector.train.families.codes import sector
from inspector.train.families.colours import colour, finish
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.lettering import CODED, draw_hand, letters, made_up, worded
from inspector.train.families.solids import MOST, Drawn, cut_out, lattice
from inspector.train.families.surfaces import toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Stroke


def blocks(rng: Generator, size_px: int) -> Drawn:
    """Return the face of a tyre or belt: blocks in rows between grooves, slanted and mirrored, with sipes."""
    skin, frame = rubber_of(rng), Frame((size_px / 2, size_px / 2), square_turn(rng, 3.0))
    wide, long = size_px * between(rng, 0.19, 0.45), size_px * between(rng, 0.19, 0.45)
    lean, fill = float(rng.uniform(-0.5, 0.5)), float(rng.uniform(0.7, 0.93))
    high, sipes, pieces = between(rng, 3, 10), int(pick(rng, (0, 1, 2, 3))), list[Piece]()
    reach = int(0.7 * size_px / wide) + 1
    shift, mirrored = float(rng.uniform(0, 0.6)), rng.random() < 0.6
    block = [(-0.5 * fill, -0.5 * fill), (0.5 * fill, -0.5 * fill), (0.5 * fill, 0.5 * fill), (-0.5 * fill, 0.5 * fill)]
    places: list[tuple[int, float, float]] = []
    for column in range(-reach, reach + 1):
        sign = -1 if mirrored and column < 0 else 1
        places += [(sign, column * wide, (row + shift * abs(column)) * long) for row in range(-7, 8)]
    places.sort(key=lambda each: each[1] ** 2 + each[2] ** 2)
    for group, (sign, x, y) in enumerate(places[: MOST // 2]):
        own = frame.frame(x, y)
        shape = own.points([(u * wide, v * long + sign * lean * u * long) for u, v in block])
        pieces.append(Piece(Outline((shape,)), skin, high, group=group))
        level, fine = np.linspace(-0.28, 0.28, sipes + 2)[1:-1].tolist(), 0.02
        cuts = [
            [(u, v + sign * lean * u + w) for u, w in ((-0.36, -fine), (0.36, -fine), (0.36, fine), (-0.36, fine))]
            for v in level
        ]
        made = [own.points([(u * wide, v * long) for u, v in cut]) for cut in cuts]
        pieces += [Piece(Outline(tuple(made)), toned(skin, 0.4), -2.0, group=group)] if made else []
    return pieces, toned(skin, float(rng.uniform(0.35, 0.7)))


def sidewall(rng: Generator, size_px: int) -> Drawn:
    """Return a sidewall: circles about a far middle, raised letters along them, ribs, bright or coloured lines."""
    skin, far = rubber_of(rng), size_px * between(rng, 0.5, 2.5)
    turn = float(rng.uniform(0, 360))
    middle = Frame(spot(rng, size_px, 0.4), turn).at(-far, 0)
    own = toned(skin, float(pick(rng, (1.0, 1.0, 1.3, 0.8)))) if rng.random() < 0.8 else Finish((0.88, 0.9, 0.9))
    span, pieces = min(179.0, np.degrees(1.1 * size_px / far)), list[Piece]()
    for _ in range(int(rng.integers(2, 6))):
        radius, wide = far + size_px * float(rng.uniform(-0.5, 0.5)), size_px * between(rng, 0.01, 0.12)
        band = sector(middle, (radius, radius + wide), turn - span, turn + span)
        pieces.append(Piece(band, toned(skin, float(rng.uniform(0.8, 1.2))), float(pick(rng, (-2, 1.5, 3)))))
    high, group = size_px * between(rng, 0.08, 0.3), 0
    raised = between(rng, 1, 4)
    for radius, tall in ((far, high), (far - 0.34 * size_px, 0.45 * high))[: int(rng.integers(1, 3))]:
        hand, text = draw_hand(rng, tall, 0.0), made_up(rng) + letters(rng, CODED, 3, 9)
        step = np.degrees(1.05 * tall / radius)
        for number, letter in enumerate(text[:14]):
            at = turn + (number - len(text[:14]) / 2) * step
            place = Frame(middle, at).at(radius, 0)
            upright = np.random.default_rng(hand.font)
            pieces.append(worded(draw_hand(upright, tall, at + 90), letter, place, own, group, height_px=raised))
            group += 1
    ribs: list[Centre] = [Frame(middle, turn + k * span / 20).at(far + 0.36 * size_px, 0) for k in range(-12, 13)]
    for number, place in enumerate(ribs if rng.random() < 0.5 else []):
        rib = Frame(place, turn + (number - 12) * span / 20).box((0, 0), (0.16 * size_px, 0.02 * size_px))
        pieces.append(Piece(rib, skin, 2.0, group=60 + number))
    return pieces[:MOST], skin


def mat(rng: Generator, size_px: int) -> Drawn:
    """Return a mat: round, square or long studs in rows, or ribs."""
    skin, pitch = rubber_of(rng), size_px * between(rng, 0.07, 0.3)
    kind, turn, high = int(rng.integers(3)), float(pick(rng, (0, 45, rng.uniform(0, 90)))), between(rng, 1, 6)
    radius = pitch * float(rng.uniform(0.25, 0.42))
    places = lattice(size_px, (pitch, pitch), float(pick(rng, (0, 0.5))), turn)
    sides = {0: (2 * radius, 2 * radius), 1: (2 * radius, 1.4 * radius), 2: (2.2 * radius, 0.7 * radius)}[kind]
    corner = radius if kind == 0 else 0.15 * pitch
    studs = [Frame(each, turn + (90.0 * (number % 2) if kind == 2 else 0)) for number, each in enumerate(places)]
    made = [each.rectangle((0, 0), sides, corner) for each in studs]
    rims = [Piece(Stroke(each, max(0.8, 0.1 * radius), closed=True), toned(skin, 1.3), 0.0, 0.5) for each in made[:20]]
    return [*cut_out(made, skin, high, 40), *(rims if rng.random() < 0.5 else [])], skin


def rubber_of(rng: Generator) -> Finish:
    """Return rubber: mostly black, also grey, red, beige or coloured silicone; powdery, matt or wet."""
    bgr = colour(rng, float(rng.uniform(0.05, 0.22)), 0.04)
    if rng.random() < 0.25:
        bgr = vivid(rng) if rng.random() < 0.5 else colour(rng, float(rng.uniform(0.3, 0.8)), 0.3, 0.05)
    return finish(
        rng, bgr, ("grain", "cloud", "speckle", "salt", "planed", "leather"), 0.06, float(pick(rng, (0, 0, 0.1, 0.25)))
    )
