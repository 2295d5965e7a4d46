"""Bags, pouches, sachets and flow wraps lying flat: seals, fins, folds that shine, print, a bar code, a date."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, LIGHT, apart, scene_of, written
from inspector.train.families.codes import bars, emblem, ticks
from inspector.train.families.colours import colour, finish, warm
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot, wander
from inspector.train.families.paragraphs import block, ink_on
from inspector.train.families.shades import pillow
from inspector.train.families.surfaces import plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke


def flat_packs(rng: Generator, size_px: int) -> Scene:
    """Bags and pouches: cushioned film or paper, ribbed seals, notch or spout, print, window, bar code, date."""
    film, ink, inks = _film(rng)
    wide, frame = size_px * between(rng, 0.45, 1.1), Frame(spot(rng, size_px, 0.42), square_turn(rng, 3))
    long = wide * rng.uniform(0.9, 1.6)
    body = frame.rectangle((0, 0), (long, wide), 0.03 * wide)
    pieces = [Piece(Outline((body,)), film, 1.5), *_seal(film, frame, (long, wide), pick(rng, (2, 2, 4)))]
    pieces.append(Piece(pillow(_cushion(rng, frame, long, wide), 0.35 * wide), film, rng.uniform(4, 13)))
    pieces += _front(rng, frame.frame(0, 0, 90), (wide, long), (ink, inks))
    pieces += _folds(rng, frame, (long, wide))
    if rng.random() < 0.35:
        spout = plastic(rng, vivid(rng))
        pieces.append(Piece(frame.box((-0.53 * long, 0.2 * wide), (0.08 * long, 0.1 * wide)), LIGHT, 2.0, group=60))
        pieces.append(
            Piece(frame.box((-0.6 * long, 0.2 * wide), (0.1 * long, 0.2 * wide), 0.02 * wide), spout, 4.0, group=60)
        )
    elif rng.random() < 0.5:
        notch = frame.points([(-0.44 * long, 0.51 * wide), (-0.42 * long, 0.46 * wide), (-0.4 * long, 0.51 * wide)])
        pieces.append(Piece(Outline((notch,)), DARK, -1.0, group=61))
    return scene_of(rng, "flat_packs", size_px, apart(rng, film.bgr), pieces, 2.5)


def flow_wraps(rng: Generator, size_px: int) -> Scene:
    """Bars in flow wrap, and strips of sachets: toothed fins at the ends, a fin along the back, tear lines, print."""
    (film, ink, inks), strip = _film(rng), rng.random() < 0.4
    count = int(rng.integers(2, 5)) if strip else pick(rng, (1, 1, 2, 3))
    long = size_px * between(rng, 0.7, 1.8) if count == 1 else size_px * rng.uniform(0.7, 1.1)
    wide = min(long * rng.uniform(0.25, 0.5), size_px / count)
    whole, seed = Frame(spot(rng, size_px, 0.45), square_turn(rng, 0 if strip else 4)), int(rng.integers(1 << 30))
    pieces = list[Piece]()
    for number in range(count):
        own = whole.frame(
            0, (number - (count - 1) / 2) * wide * (1 if strip else 1.2), 0 if strip else rng.normal(0, 2)
        )
        pieces += _wrap(np.random.default_rng(seed), own, (long, wide), (film, ink, inks), 20 * number)
    if strip:
        cuts = [whole.frame(-long / 2, (number - count / 2) * wide) for number in range(1, count)]
        for number, cut in enumerate(cuts, start=100):
            dots = ticks([cut.frame(x, 0) for x in np.linspace(0, long, 24).tolist()], long / 40, 1.2)
            pieces.append(Piece(dots, DARK, -0.5, 0.6, group=number))
    return scene_of(rng, "flow_wraps", size_px, apart(rng, film.bgr), pieces, 3.0)


def _film(rng: Generator) -> tuple[Finish, Finish, list[Finish]]:
    """Return film, foil or paper, an ink for words and three for fields."""
    bgr = vivid(rng) if rng.random() < 0.6 else colour(rng, rng.uniform(0.3, 0.95), 0.05)
    kind = rng.random()
    film = Finish(bgr, gloss=rng.uniform(0.05, 0.6))
    if kind < 0.25:
        film = finish(rng, warm(rng, 0.4, 0.8), ("paper", "fibres"), 0.08)
    return film, ink_on(rng, film.bgr), [Finish(vivid(rng), gloss=film.gloss) for _ in range(3)]


def _cushion(rng: Generator, frame: Frame, long: float, wide: float) -> Points:
    """Return what is filled of a bag: the room between its seals, its edges drawn in."""
    x = np.linspace(-0.42, 0.42, 9)
    half = 0.47 - 0.04 * rng.random(9)
    return frame.points([*zip((x * long).tolist(), (-half * wide).tolist(), strict=True),
                         *zip((x[::-1] * long).tolist(), (half[::-1] * wide).tolist(), strict=True)])  # fmt: skip


def _seal(film: Finish, frame: Frame, sides: tuple[float, float], count: int, group: int = -1) -> list[Piece]:
    """Return ribbed seals at the two ends, or smooth ones all round too, each with the teeth of its cut."""
    (long, wide), pieces = sides, list[Piece]()
    for side in (-1, 1):
        ribs = [frame.frame(side * x * long, -0.49 * wide, 90) for x in (0.445, 0.46, 0.475, 0.49)]
        pieces.append(Piece(ticks(ribs, 0.98 * wide, 0.007 * long), toned(film, 0.7), 1.2, 0.6, group=group))
        if count > 2:
            edge = frame.box((0, side * 0.47 * wide), (0.98 * long, 0.05 * wide))
            pieces.append(Piece(edge, toned(film, 1.15), -0.5, 0.6, group=group))
    return pieces


def _front(rng: Generator, frame: Frame, sides: tuple[float, float], inks: tuple[Finish, list[Finish]]) -> list[Piece]:
    """Return the print of a bag: fields, an emblem, a name, small text, a window or a bar code, a date in dots."""
    (wide, high), (ink, fields) = sides, inks
    pieces = [
        Piece(
            frame.box((0, rng.uniform(-0.3, 0.3) * high), (0.94 * wide, rng.uniform(0.1, 0.4) * high)),
            fields[0],
            group=0,
        )
    ]
    if rng.random() < 0.5:
        goods = finish(rng, warm(rng, 0.2, 0.8), ("leaves", "cast", "terrazzo", "bubbles", "leather"), 0.35)
        window = frame.box(
            (0, rng.uniform(-0.05, 0.2) * high), (0.7 * wide, rng.uniform(0.2, 0.4) * high), rng.uniform(0, 0.3) * wide
        )
        pieces.append(Piece(window, goods, -0.5, 0.95, group=1))
    pieces += emblem(rng, frame.frame(0, rng.uniform(-0.15, 0.1) * high), 0.15 * wide, [each.bgr for each in fields], 2)
    pieces.append(written(rng, frame.frame(0, -0.26 * high), (0.75 * wide, rng.uniform(0.1, 0.18) * wide), ink, 3))
    pieces += block(rng, frame.frame(0, 0.3 * high), (0.6 * wide, 0.1 * high), ink, 5, apart=False)[:8]
    if rng.random() < 0.5:
        own = frame.frame(rng.uniform(-0.2, 0.2) * wide, 0.36 * high)
        pieces.append(Piece(own.box((0, 0), (0.4 * wide, 0.14 * high)), LIGHT, group=20))
        pieces.append(Piece(bars(rng, own, (0.34 * wide, 0.1 * high)), DARK, group=20))
    return [*pieces, written(rng, frame.frame(0.2 * wide, -0.39 * high), (0.4 * wide, 0.05 * wide), DARK, 30)]


def _folds(rng: Generator, frame: Frame, sides: tuple[float, float]) -> list[Piece]:
    """Return folds of the film: bright and dark lines side by side that run in from the seals."""
    pieces = list[Piece]()
    for number in range(int(rng.integers(2, 9))):
        x, y = (rng.uniform(-0.45, 0.45, 2) * sides).tolist()
        line = wander(rng, frame.at(x, y), rng.uniform(0.1, 0.5) * sides[0], 5)
        tone = LIGHT if number % 2 else DARK
        pieces.append(
            Piece(
                Stroke(line, between(rng, 0.8, 4)), tone, rng.uniform(-2, 2), rng.uniform(0.05, 0.25), group=40 + number
            )
        )
    return pieces


def _wrap(
    rng: Generator, frame: Frame, sides: tuple[float, float], made: tuple[Finish, Finish, list[Finish]], group: int
) -> list[Piece]:
    """Return one bar or sachet: film, its cushion, toothed fins, the fin along its back or its print."""
    (long, wide), (film, ink, fields) = sides, made
    teeth = np.linspace(-0.5, 0.5, 21).tolist()
    right = [(0.5 * long - (0.012 * long if number % 2 else 0), y * wide) for number, y in enumerate(teeth)]
    body = frame.points([*right, *((-x, -y) for x, y in right)])
    pieces = [Piece(Outline((body,)), film, 1.5, group=group), *_seal(film, frame, sides, 2, group)]
    inner = frame.rectangle((0, 0), (0.84 * long, 0.9 * wide), 0.1 * wide)
    pieces.append(Piece(pillow(inner, 0.3 * wide), film, rng.uniform(3, 11), group=group))
    if rng.random() < 0.3:
        fin = frame.box((0, 0.08 * wide), (0.86 * long, 0.16 * wide))
        pieces.append(Piece(fin, toned(film, 1.15), 1.5, group=group + 1))
        lines = [frame.frame(-0.43 * long, y * wide) for y in (0.03, 0.07, 0.11)]
        pieces.append(Piece(ticks(lines, 0.86 * long, 0.012 * wide), toned(film, 0.7), 0.5, 0.7, group=group + 1))
    else:
        pieces.append(
            Piece(
                frame.box((rng.uniform(-0.25, 0.25) * long, 0), (rng.uniform(0.1, 0.4) * long, wide)),
                fields[0],
                0.0,
                0.9,
                group=group,
            )
        )
        pieces += emblem(rng, frame.frame(-0.25 * long, 0), 0.25 * wide, [each.bgr for each in fields], group + 2)
        pieces.append(written(rng, frame.frame(0.08 * long, 0), (0.45 * long, 0.4 * wide), ink, group + 3))
    pieces.append(written(rng, frame.frame(0.3 * long, 0.36 * wide), (0.2 * long, 0.1 * wide), DARK, group + 4))
    for number, (x, y) in enumerate((rng.uniform(-0.4, 0.4, (3, 2)) * sides).tolist()):
        fold = frame.line([(x, y), (x + rng.normal(0, 0.05) * long, y + 0.3 * wide)], between(rng, 0.8, 3))
        pieces.append(Piece(fold, (LIGHT, DARK)[number % 2], rng.uniform(-1.5, 1.5), 0.2, group=group + 5 + number))
    return pieces


FAMILIES: Final[dict[str, Design]] = {"flat_packs": flat_packs, "flow_wraps": flow_wraps}
