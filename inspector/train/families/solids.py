"""Bodies that many parts share: round bars, shafts, punched holes, nuts, bent sheet, and where several of them lie."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour, finish
from inspector.train.families.frames import Frame, settled, square_turn
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.profiles import disc
from inspector.train.families.surfaces import coated, metal, shine, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene

MOST: Final = 70
# The finishes that a build is given: its body, its bright faces, and what is seen through a hole.
Skins = tuple[Finish, Finish, Finish]
Build = Callable[[Generator, Frame, float, Skins], list[Piece]]
Drawn = tuple[list[Piece], Finish]
# Of a round body seen from its side: share of its width, brightness, how far towards the light, share of its height.
BARREL: Final = ((1.0, 0.5, 0.0, 0.4), (0.84, 0.85, 0.04, 0.3), (0.52, 1.12, 0.16, 0.2), (0.16, 1.5, 0.26, 0.1))
SLIM: Final = ((1.0, 0.55, 0.0, 0.5), (0.72, 1.0, 0.06, 0.35), (0.26, 1.4, 0.2, 0.15))


def barrel(
    frame: Frame, ends: tuple[float, float], radius: float, surface: Finish, group: int = -1, high: float = 4.0
) -> list[Piece]:
    """Return a round bar along x from one end to the other: dark at its sides, bright along its back."""
    middle, long = (ends[0] + ends[1]) / 2, abs(ends[1] - ends[0])
    steps = BARREL if radius > 6 else SLIM
    return [
        Piece(
            frame.box((middle, -lean * radius), (long, max(1.0, 2 * share * radius))),
            toned(surface, tone),
            rise * high,
            group=group,
        )
        for share, tone, lean, rise in steps
    ]


def nut(frame: Frame, radius: float, skins: tuple[Finish, Finish], group: int, corners: int = 6) -> list[Piece]:
    """Return a nut from above, its `skins` metal and hole: flats, chamfer, thread and bore."""
    metallic, hole = skins
    return [
        Piece(frame.disc((0, 0), radius, corners), metallic, 4.0, group=group),
        Piece(disc(frame.centre, 0.82 * radius), toned(metallic, 1.15), 0.5, group=group),
        Piece(disc(frame.centre, 0.55 * radius), toned(metallic, 0.5), -1.5, group=group),
        Piece(disc(frame.centre, 0.43 * radius), hole, -4.0, group=group),
    ]


def punched(place: Centre, radius: float, skins: tuple[Finish, Finish], group: int) -> list[Piece]:
    """Return a hole with its rounded bright rim, its `skins` the sheet and what is seen through it."""
    return [
        Piece(disc(place, 1.18 * radius), toned(skins[0], 1.15), -0.8, group=group),
        Piece(disc(place, radius), skins[1], -4.0, group=group),
    ]


def bend(frame: Frame, across: tuple[float, float], long: float, surface: Finish, lit: float) -> list[Piece]:
    """Return a bend along x between two levels of y, brighter or darker by steps as sheet is that turns away."""
    edges = np.linspace(*across, 5).tolist()
    tones = np.linspace(1, lit, 4).tolist()
    return [
        Piece(frame.box((0, (low + high) / 2), (long, 1.1 * abs(high - low))), toned(surface, tone))
        for low, high, tone in zip(edges[:-1], edges[1:], tones, strict=True)
    ]


def sheet(rng: Generator) -> Finish:
    """Return sheet as it is worked: bare, zinc-plated, spangled, phosphated, or painted white, black or in colour."""
    kind = int(rng.integers(6))
    if kind == 0:
        return coated(rng, vivid(rng))
    if kind == 1:
        return coated(rng, colour(rng, pick(rng, (0.05, 0.15, 0.5, 0.88)), 0.04))
    if kind == 2:
        yellow = pick(rng, (0.02, 0.25)), float(rng.uniform(0.12, 0.17))
        return finish(rng, colour(rng, float(rng.uniform(0.45, 0.7)), *yellow), ("spangle", "cloud", "grain"), 0.15)
    if kind == 3:
        return finish(rng, colour(rng, float(rng.uniform(0.15, 0.4)), 0.2, 0.07), ("cast", "grain", "cloud"), 0.1)
    return metal(rng, ("brushed", "ground", "grain", "milled"))


def bright(rng: Generator, kinds: Sequence[str] = ("ground", "brushed", "grain", "planed")) -> Finish:
    """Return a freshly machined face: light grey, silky to polished."""
    bgr = colour(rng, float(rng.uniform(0.5, 0.82)), float(rng.uniform(0, 0.06)))
    return finish(rng, bgr, kinds, 0.14, 0.6 * shine(rng))


def as_one(pieces: Sequence[Piece], group: int) -> list[Piece]:
    """Return pieces as the one component `group`, in which nothing turns on its own."""
    return [replace(each, group=group, turns=False) for each in pieces]


def lying(rng: Generator, size_px: int, reach: float, most: int = 9, slim: float = 1.0) -> list[Frame]:
    """Return where parts of this `reach` lie, `slim` of it across: one alone, several in rows, or strewn."""
    if reach > 0.28 * size_px or rng.random() < 0.15:
        return [Frame(spot(rng, size_px, 0.42), square_turn(rng, 3.0))]
    if rng.random() < 0.4:
        strewn = settled(rng, size_px, [reach] * most)
        first, others = spot(rng, size_px, 0.3), [each for each in strewn if each is not None]
        clear = [each for each in others if np.hypot(each[0] - first[0], each[1] - first[1]) > 1.8 * reach]
        return [Frame(each, float(rng.uniform(0, 360))) for each in (first, *clear)][:most]
    whole, pitch = Frame((size_px / 2, size_px / 2), square_turn(rng, 2.0)), reach * float(rng.uniform(2.05, 2.6))
    across, down = (max(2, min(4, int(size_px / each) + 1)) for each in (pitch, slim * pitch))
    steps = np.indices((across, down)).reshape(2, -1).T - (np.array([across, down]) - 1) / 2
    steps = (steps + rng.uniform(-0.3, 0.3, 2)) * pitch * (1.0, slim)
    nearest = steps[np.argsort(np.hypot(*steps.T), kind="stable")][:most]
    return [whole.frame(x, y) for x, y in nearest.tolist()]


def gathered(
    rng: Generator, frames: Sequence[Frame], build: Build, size: tuple[float, Skins], *, alike: bool = True
) -> list[Piece]:
    """Return a part at each of `frames`, of this reach and skins: one alone in its components, several each as one."""
    seed, pieces = int(rng.integers(1 << 30)), list[Piece]()
    for number, frame in enumerate(frames):
        one = build(np.random.default_rng(seed if alike else seed + number), frame, *size)
        if not number or len(pieces) + len(one) <= MOST:
            pieces += one if len(frames) == 1 else as_one(one, number)
    return pieces


def lattice(size_px: int, pitch: tuple[float, float], stagger: float, turn_deg: float) -> list[Centre]:
    """Return points in rows that cover the canvas, every second row shifted by `stagger`, the middle ones first."""
    whole, reach = Frame((size_px / 2, size_px / 2), turn_deg), 0.75 * size_px
    rows, columns = int(reach / pitch[1]) + 1, int(reach / pitch[0]) + 1
    steps = [
        (row, (column + stagger * (row % 2)) * pitch[0])
        for row in range(-rows, rows + 1)
        for column in range(-columns, columns + 1)
    ]
    steps.sort(key=lambda step: step[1] ** 2 + (step[0] * pitch[1]) ** 2)
    made, room = [whole.at(x, row * pitch[1]) for row, x in steps], 0.6 * max(pitch)
    return [each for each in made if -room < min(each) and max(each) < size_px + room]


def herringbone(whole: Frame, wide: float, times: int) -> list[Frame]:
    """Return frames of bars `wide` by `times` as long, laid in herringbone, the middle ones first."""
    steps = [(i + times * j, i - times * j) for i in range(-12, 13) for j in range(-4, 5)]
    steps.sort(key=lambda each: each[0] ** 2 + each[1] ** 2)
    aside = (times + 1) / 2, (1 - times) / 2
    return [
        whole.frame((x + dx) * wide, (y + dy) * wide, turn)
        for x, y in steps
        for dx, dy, turn in ((0.0, 0.0, 0.0), (*aside, 90.0))
    ]


def cut_out(contours: Sequence[Points], surface: Finish, high: float, most: int, first: int = 0) -> list[Piece]:
    """Return the first `most` contours as components of their own and all others as one piece of the body."""
    near = [Piece(Outline((each,)), surface, high, group=first + k) for k, each in enumerate(contours[:most])]
    far = tuple(contours[most:])
    return [*([Piece(Outline(far), surface, high)] if far else []), *near]


def staged(
    rng: Generator, family: str, size_px: int, ground: Finish, pieces: Sequence[Piece], *, loose: bool = False
) -> Scene:
    """Return the scene of `pieces` on `ground`, with relief, and room to move where they lie loosely."""
    relief, bevel = float(rng.uniform(0.25, 1.0)), between(rng, 0.6, 3.5)
    moves = float(rng.uniform(0.6, 3.0) if loose else rng.uniform(0, 1.0))
    return Scene(family, size_px, ground, tuple(pieces[:MOST]), relief, bevel, moves=moves)
