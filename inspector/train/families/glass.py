"""What is seen through or mirrors: vials and bottles, lenses, drops, screens, film, mirrors and gloss paint."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import beside, colour, finish
from inspector.train.families.design import Design
from inspector.train.families.freeform import Centre, between, blob, pick, spot, wander
from inspector.train.families.lettering import draw_hand, letters, made_up, worded
from inspector.train.families.profiles import disc, outline_of_part, placed, ring
from inspector.train.families.shades import glow, pillow, ramp
from inspector.train.families.surfaces import bench, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, rectangle

WHITE: Final = Finish((0.97, 0.97, 0.97))
BLACK: Final = Finish((0.02, 0.02, 0.02))


def vials(rng: Generator, size_px: int) -> Scene:
    """Bottles, vials and ampoules from the side, in back light or dark field: glass, filling, cap, label."""
    tall, bright = size_px * between(rng, 0.35, 1.5), rng.random() < 0.6
    wide, level = tall * float(rng.uniform(0.15, 0.5)), float(rng.uniform(0.1, 0.9))
    fluid, cap = Finish(vivid(rng)), plastic(rng, vivid(rng)) if rng.random() < 0.6 else metal(rng)
    neck, shoulder = float(rng.uniform(0.2, 0.9)), float(rng.uniform(0.08, 0.3))
    label = finish(rng, colour(rng, float(rng.uniform(0.4, 0.95)), 0.3)) if rng.random() < 0.4 else None
    clear, count = float(rng.uniform(0.2, 0.8)), int(np.clip(0.9 * size_px / (1.2 * wide), 1, 5))
    hand, word = draw_hand(rng, max(5, 0.15 * wide)), made_up(rng)
    start, y = float(rng.uniform(0.5, 0.7)) * size_px / count, size_px * float(rng.uniform(0.45, 0.6))
    pieces = [Piece(ramp(rng, size_px), Finish((0.4, 0.4, 0.4)), 0.0, 0.5)] if rng.random() < 0.3 else []
    for number in range(count):
        place, group = (start + number * size_px / count, y), 10 * number
        body = _bottle(tall, wide, neck, shoulder) + np.array(place, np.float32)
        pieces += _filled(body, place, (tall, wide, level, clear), (fluid, BLACK if bright else WHITE), group)
        top = rectangle((place[0], place[1] - 0.52 * tall), (1.1 * neck * wide, 0.1 * tall), 0.0, 0.02 * tall)
        pieces.append(Piece(Outline((top,)), cap, 2.0, group=group + 1))
        if label:
            paper = rectangle((place[0], place[1] + 0.15 * tall), (wide, 0.3 * tall))
            pieces.append(Piece(Outline((paper,)), label, 0.3, group=group + 2))
            pieces.append(worded(hand, word[:6], (place[0], place[1] + 0.1 * tall), BLACK, group + 2))
    ground = Finish(colour(rng, float(rng.uniform(0.75, 0.95)), 0.05)) if bright else bench(rng)
    return _scene(rng, "vials", size_px, ground, pieces)


def lenses(rng: Generator, size_px: int) -> Scene:
    """Lenses, lamps and watch glasses: rim, coating, mirrored lamps within; one large or several."""
    radius, ground, mount = size_px * between(rng, 0.07, 0.5), bench(rng), metal(rng)
    glass = Finish(
        colour(rng, float(rng.uniform(0.05, 0.4)), float(rng.uniform(0, 0.8))), gloss=float(rng.uniform(0.2, 0.8))
    )
    high, clear = between(rng, 2, 12), float(rng.uniform(0.4, 1.0))
    shift, size = rng.uniform(-0.5, 0.5, (2, 2)) * radius, rng.uniform(0.1, 0.5, 2) * radius
    tint, pieces = Finish(vivid(rng)), list[Piece]()
    for number in range(1 if radius > 0.25 * size_px else int(rng.integers(1, 6))):
        place, group = spot(rng, size_px, 0.2), 3 * number
        pieces.append(Piece(ring(place, 1.12 * radius, 0.98 * radius), mount, 3.0, group=group))
        pieces.append(Piece(disc(place, radius), glass, 0.0, clear, group=group))
        pieces.append(Piece(pillow(disc(place, radius).contours[0], radius), glass, high, 0.9, group=group))
        for spots, (x, y), away in zip((tint, WHITE), shift.tolist(), size.tolist(), strict=True):
            pieces.append(Piece(glow((place[0] + x, place[1] + y), (away, away), 1.5), spots, 0.0, 0.6, group=group))
    return _scene(rng, "lenses", size_px, ground, pieces)


def drops(rng: Generator, size_px: int) -> Scene:
    """Bubbles and drops on a sheet: a dark rim, a light on one side and its gleam on the other."""
    ground = bench(rng) if rng.random() < 0.5 else finish(rng, vivid(rng), gloss=0.3)
    light, dark = toned(ground, 1.35), toned(ground, float(rng.uniform(0.3, 0.8)))
    largest, angle = size_px * between(rng, 0.04, 0.25), float(rng.uniform(0, 2 * np.pi))
    side, rough = np.array([np.cos(angle), np.sin(angle)]), float(pick(rng, [0.02, 0.1, 0.25]))
    pieces: list[Piece] = []
    for group in range(int(rng.integers(3, 14))):
        place, radius = spot(rng, size_px, 0.05), largest * float(rng.uniform(0.25, 1)) ** 1.5
        body = blob(rng, place, radius, rough)
        near, far = (np.array(place) - 0.4 * radius * side).tolist(), (np.array(place) + 0.35 * radius * side).tolist()
        pieces.append(Piece(Outline((body,)), dark, between(rng, 1, 4), 0.9, group=group))
        pieces.append(Piece(glow((far[0], far[1]), (0.8 * radius, 0.8 * radius), 1.4), light, 0.0, 0.8, group=group))
        pieces.append(Piece(disc((near[0], near[1]), 0.16 * radius), WHITE, 0.0, 0.9, group=group))
    return _scene(rng, "drops", size_px, ground, pieces)


def screens(rng: Generator, size_px: int) -> Scene:
    """Lit displays behind glass: frame, lit field, fields of text, bars, symbols and a lamp mirrored across."""
    case, long = plastic(rng), size_px * between(rng, 0.5, 1.5)
    wide, place = long * float(rng.uniform(0.4, 1)), spot(rng, size_px, 0.4)
    lit, pane = (
        Finish(colour(rng, float(rng.uniform(0.02, 0.8)), float(rng.uniform(0, 1)))),
        float(rng.uniform(0.05, 0.4)),
    )
    field = Finish(lit.bgr, str(pick(rng, ["mesh", "halftone", "grain"])), 0.04, 0.6, gloss=pane, printed=True)
    pieces = [Piece(Outline((rectangle(place, (1.15 * long, 1.2 * wide), 0.0, 0.08 * long),)), case, 3.0)]
    pieces.append(Piece(Outline((rectangle(place, (long, wide)),)), field, -1.5))
    inks = [Finish(beside(rng, lit.bgr, 0.15, 0.9), gloss=pane) for _ in range(3)]
    for group in range(int(rng.integers(3, 14))):
        x, y = (np.array(place) + rng.uniform(-0.42, 0.42, 2) * (long, wide)).tolist()
        tall, ink = wide * between(rng, 0.05, 0.25), inks[group % 3]
        if rng.random() < 0.6:
            hand = draw_hand(rng, max(5, tall))
            pieces.append(worded(hand, letters(rng, "0123456789:.ABCF", 1, 5), (x, y), ink, group))
        else:
            bar = rectangle((x, y), (tall * float(rng.uniform(0.5, 3)), tall), 0.0, float(rng.uniform(0, 0.5)) * tall)
            pieces.append(Piece(Outline((bar,)), ink, group=group))
    lamp = placed(rectangle((0, 0), (2 * size_px, size_px * between(rng, 0.03, 0.3))), spot(rng, size_px), -50)
    pieces += [Piece(Outline((lamp,)), WHITE, 0.0, float(rng.uniform(0.03, 0.2)))] if rng.random() < 0.4 else []
    return _scene(rng, "screens", size_px, bench(rng), pieces)


def film(rng: Generator, size_px: int) -> Scene:
    """Clear and tinted film and tape over one another, with folds, bubbles and a cut edge, on any ground."""
    ground, pieces = bench(rng), list[Piece]()
    for group in range(int(rng.integers(1, 6))):
        sheet = Finish(
            vivid(rng) if rng.random() < 0.5 else pick(rng, (WHITE, BLACK)).bgr, gloss=float(rng.uniform(0, 0.5))
        )
        sides = size_px * between(rng, 0.15, 1.2), size_px * between(rng, 0.1, 0.9)
        body = rectangle(spot(rng, size_px), sides, float(rng.uniform(0, 180)))
        pieces.append(Piece(Outline((body,)), sheet, 0.5, float(rng.uniform(0.08, 0.6)), group=group))
        rim = Stroke(body, between(rng, 0.7, 1.6), closed=True)
        pieces.append(Piece(rim, WHITE, 0.3, float(rng.uniform(0, 0.5)), group=group))
    for group in range(20, 20 + int(rng.integers(0, 8))):
        line = wander(rng, spot(rng, size_px), size_px * between(rng, 0.1, 1), 6)
        pieces.append(
            Piece(Stroke(line, between(rng, 0.8, 4)), WHITE, 2.0, float(rng.uniform(0.05, 0.35)), group=group)
        )
    return _scene(rng, "film", size_px, ground, pieces)


def gloss_paint(rng: Generator, size_px: int) -> Scene:
    """Curved lacquered or polished panels that mirror lamps, with gaps, trims and an emblem."""
    base = vivid(rng) if rng.random() < 0.6 else colour(rng, float(rng.uniform(0.02, 0.6)), 0.05)
    surface = finish(rng, base, ("salt", "peel", "grain"), 0.04, float(rng.uniform(0.2, 0.9)))
    place, reach = spot(rng, size_px, 0.3), size_px * between(rng, 0.3, 1.2)
    body = placed(outline_of_part(rng, reach), place, float(rng.uniform(0, 360)))
    pieces = [Piece(Outline((body,)), surface, 2.0)]
    for _ in range(int(rng.integers(0, 3))):
        hump = blob(rng, spot(rng, size_px, 0.2), reach * between(rng, 0.2, 0.7), 0.15)
        pieces.append(Piece(pillow(hump, reach * 0.4), surface, between(rng, 2, 12)))
    for group in range(int(rng.integers(0, 3))):
        gap = blob(rng, spot(rng, size_px, -0.2), size_px * between(rng, 0.5, 2), 0.1)
        pieces.append(Piece(Stroke(gap, between(rng, 1, 5), closed=True), BLACK, -3.0, group=group))
    badge, own = reach * between(rng, 0.06, 0.25), metal(rng)
    at: Centre = spot(rng, size_px, 0.2)
    pieces.append(Piece(disc(at, badge), own, 2.0, group=10))
    hand = draw_hand(rng, max(5, badge))
    pieces.append(worded(hand, letters(rng, "ABCDEKMRSTX", 1, 2), at, toned(own, 0.4), 10, height_px=1.0))
    return _scene(rng, "gloss_paint", size_px, bench(rng), pieces)


def _bottle(tall: float, wide: float, neck: float, shoulder: float) -> Points:
    """Return the silhouette of a bottle about the origin, its mouth up."""
    share = np.linspace(0, np.pi / 2, 6)
    half, mouth, top = wide / 2, neck * wide / 2, -tall / 2
    x = np.concatenate([[mouth], mouth + (half - mouth) * np.sin(share), [half, 0.85 * half]])
    y = np.concatenate([[top], top + tall * (0.12 + shoulder * (1 - np.cos(share))), [0.46 * tall, tall / 2]])
    right = np.stack([x, y], axis=1)
    return np.concatenate([right, right[::-1] * (-1, 1)]).astype(np.float32)


def _filled(
    body: Points, place: Centre, size: tuple[float, float, float, float], inks: tuple[Finish, Finish], group: int
) -> list[Piece]:
    """Return the glass of a bottle, what is in it up to `level`, its dark or bright rim and two gleams."""
    tall, wide, level, clear = size
    surface = float(place[1] + tall * (0.5 - 0.85 * level))
    low = body.copy()
    low[:, 1] = np.maximum(low[:, 1], surface)
    line = np.array([(place[0] - wide / 2, surface), (place[0] + wide / 2, surface)], np.float32)
    pieces = [
        Piece(Outline((body,)), inks[1], 1.0, 0.12, group=group),
        Piece(Outline((low,)), inks[0], 0.0, clear, group=group),
        Piece(Stroke(line, max(1.0, 0.015 * tall)), toned(inks[0], 0.6), 0.0, 0.8, group=group),
        Piece(Stroke(body, max(1.0, 0.06 * wide), closed=True), inks[1], 0.0, 0.7, group=group),
    ]
    for share, opacity in ((-0.3, 0.6), (0.36, 0.3)):
        gleam = np.array([(place[0] + share * wide, place[1] + y * tall) for y in (-0.1, 0.4)], np.float32)
        pieces.append(Piece(Stroke(gleam, 0.06 * wide), WHITE, 0.0, opacity, group=group))
    return pieces


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0, 0.7)), between(rng, 0.6, 6)
    return Scene(family, size_px, ground, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 1.5)))


FAMILIES: Final[dict[str, Design]] = {
    "vials": vials,
    "lenses": lenses,
    "drops": drops,
    "screens": screens,
    "film": film,
    "gloss_paint": gloss_paint,
}
