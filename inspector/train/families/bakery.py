"""Bread, rolls, pretzels, doughnuts and croissants."""

from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import LIGHT, apart, goods, lump, scene_of
from inspector.train.families.codes import ticks
from inspector.train.families.colours import beside, colour, finish, warm
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import blob, pick, stadium
from inspector.train.families.profiles import placed
from inspector.train.families.shades import glow, pillow, within
from inspector.train.families.surfaces import toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke

CRUST: Final = ("cast", "cloud", "stained", "speckle", "leather")
ARM: Final = np.array(
    [(-0.24, 0.32), (-0.1, 0.1), (0.06, -0.08), (0.22, -0.34), (0.46, -0.34), (0.57, -0.04), (0.4, 0.3), (0, 0.46)]
)
PRETZEL: Final = np.concatenate([ARM, ARM[-2::-1] * (-1, 1)])


def bakery(rng: Generator, size_px: int) -> Scene:
    """Loaves with slashes, rolls with a cross or a star, pretzels, doughnuts, croissants, on trays, grids and belts."""
    brown = colour(rng, rng.uniform(0.3, 0.65), rng.uniform(0.5, 0.95), rng.uniform(0.06, 0.11))
    crust = finish(rng, brown if rng.random() < 0.85 else warm(rng, 0.2, 0.8), CRUST, 0.12)
    choices = (
        (_loaf, 2.2, 10),
        (_roll, 1.1, 8),
        (_roll, 1.1, 8),
        (_pretzel, 1.3, 6),
        (_doughnut, 1.0, 14),
        (_croissant, 1.9, 9),
    )
    item, aspect, cost = pick(rng, choices)
    pieces = goods(rng, size_px, partial(item, crust), aspect, cost, alike=False)
    return scene_of(rng, "bakery", size_px, apart(rng, crust.bgr), pieces, 4.0)


def _baked(rng: Generator, contour: Points, crust: Finish, high: float, group: int) -> list[Piece]:
    """Return a body of dough: its dome, browner in the middle, floury or glazed."""
    x, y = ((contour.min(axis=0) + contour.max(axis=0)) / 2).tolist()
    half = (np.ptp(contour, axis=0) * 0.45).tolist()
    crown = within(contour, glow((x, y), (half[0], half[1])))
    pieces = lump(contour, crust, high, rng.uniform(3, 5), 0.0, group)
    return [
        *pieces,
        Piece(
            crown,
            Finish(beside(np.random.default_rng(2), crust.bgr, 0.08, 0.2)),
            0.0,
            rng.uniform(0.2, 0.9),
            group=group,
        ),
    ]


def _loaf(crust: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a loaf or baguette: slashes that opened bright, flour on its crust."""
    outline = (
        stadium((0, 0), (1.05 * wide, 0.48 * wide), rng.uniform(2, 3.5))
        + rng.normal(0, 0.006, (48, 2)).astype(np.float32) * wide
    )
    pieces = _baked(rng, placed(outline, frame.centre, frame.angle_deg), crust, min(0.25 * wide, 14.0), group)
    crumb = toned(crust, 1.45)
    for number, x in enumerate(np.linspace(-0.7, 0.7, 4).tolist()):
        cut = oval(
            frame.at(x * wide, rng.normal(0, 0.03) * wide),
            (0.3 * wide, rng.uniform(0.04, 0.09) * wide),
            frame.angle_deg + 55,
        )
        pieces.append(Piece(Outline((cut,)), crumb, -1.5, 0.9, group=group + 1 + number))
    return pieces


def _roll(crust: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a roll: cut once, crosswise or as a star, or strewn with seeds."""
    kind = int(np.random.default_rng(int(1e6 * crust.bgr[0])).integers(4))
    pieces = _baked(
        rng, blob(rng, frame.centre, 0.47 * wide, 0.06, rng.uniform(0.85, 1)), crust, min(0.25 * wide, 14.0), group
    )
    count = (1, 4, 5, 0)[kind]
    arms = [frame.frame(0, 0, 360 * number / count) for number in range(count)]
    if arms:
        away, long = (0.0, 0.34) if count == 1 else (0.18, 0.15)
        cuts = [oval(each.at(away * wide, 0), (long * wide, 0.04 * wide), each.angle_deg, 16) for each in arms]
        return [*pieces, Piece(Outline(tuple(cuts)), toned(crust, 1.5), -1.5, 0.9, group=group + 1)]
    seeds = [
        oval(frame.at(*(rng.normal(0, 0.14, 2) * wide).tolist()), (0.03 * wide, 0.015 * wide), rng.uniform(0, 180), 8)
        for _ in range(40)
    ]
    return [
        *pieces,
        Piece(Outline(tuple(seeds)), Finish(warm(np.random.default_rng(4), 0.6, 0.9)), 0.8, 0.9, group=group + 1),
    ]


def _pretzel(crust: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a pretzel: one rope looped twice, its shade below, a split, salt on it."""
    mile = np.linspace(0, len(PRETZEL) - 1, 60)
    x, y = (
        np.convolve(np.pad(np.interp(mile, np.arange(len(PRETZEL)), each), 3, mode="edge"), np.ones(7) / 7, "valid")
        for each in PRETZEL.T
    )
    rope = frame.points(list(zip((x * wide).tolist(), (y * wide).tolist(), strict=True)))
    pieces = list[Piece]()
    for share, tone, high in ((0.2, 0.55, 2.0), (0.15, 1.0, 2.0), (0.06, 1.3, 1.0)):
        pieces.append(Piece(Stroke(rope, share * wide), toned(crust, tone), high, 0.9, group=group))
    grains = [
        oval((float(a), float(b)), (0.018 * wide, 0.014 * wide), 0.0, 6)
        for a, b in (rope[::2] + rng.normal(0, 0.035 * wide, (30, 2))).tolist()
    ]
    return [*pieces, Piece(Outline(tuple(grains)), LIGHT, 1.0, 0.9, group=group + 1)]


def _doughnut(crust: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a doughnut: dough, an icing that ran, sprinkles or stripes."""
    same = np.random.default_rng(int(1e6 * crust.bgr[1]))
    icing, kind = Finish(vivid(same), gloss=0.15), int(same.integers(3))
    hole, mean = blob(rng, frame.centre, 0.13 * wide, 0.06), frame.disc((0, 0), 0.31 * wide, 40).contours[0]
    pieces = [Piece(Outline((blob(rng, frame.centre, 0.48 * wide, 0.03), hole)), crust, 4.0, group=group)]
    pieces.append(
        Piece(
            Outline((blob(rng, frame.centre, 0.43 * wide, 0.06), blob(rng, frame.centre, 0.17 * wide, 0.06))),
            icing,
            1.5,
            group=group,
        )
    )
    pieces.append(Piece(Stroke(mean, 0.14 * wide, closed=True), icing, 2.0, 0.8, group=group))
    colours = [Finish(vivid(same)) for _ in range(3)]
    for number, ink in enumerate(colours if kind == 0 else ()):
        lies = [
            frame.frame(0, 0, rng.uniform(0, 360)).frame(rng.uniform(0.2, 0.4) * wide, 0, rng.uniform(0, 180))
            for _ in range(12)
        ]
        pieces.append(Piece(ticks(lies, 0.07 * wide, 0.022 * wide), ink, 1.0, group=group + 1 + number))
    if kind == 1:
        lies = [frame.frame(0, 0, turn).frame(0.2 * wide, 0, 25) for turn in range(0, 360, 30)]
        pieces.append(Piece(ticks(lies, 0.22 * wide, 0.03 * wide), colours[0], 1.0, group=group + 1))
    return pieces


def _croissant(crust: Finish, rng: Generator, frame: Frame, wide: float, group: int) -> list[Piece]:
    """Return a croissant: segments that grow to the middle, bent to a bow."""
    pieces, steps = list[Piece](), np.linspace(-1, 1, 7).tolist()
    for at in sorted(steps, key=abs, reverse=True):
        own = frame.frame(0.78 * at * wide, 0.3 * wide * at * at - 0.1 * wide, 35 * at)
        tall = wide * (0.75 - 0.5 * abs(at)) * rng.uniform(0.95, 1.05)
        segment = own.rectangle((0, 0), (0.36 * wide, tall), 0.16 * wide)
        pieces.append(Piece(pillow(segment, 0.2 * wide), crust, min(0.18 * wide, 10.0), group=group))
        pieces.append(
            Piece(Stroke(segment, max(1.0, 0.03 * wide), closed=True), toned(crust, 0.55), -0.5, 0.5, group=group)
        )
    return pieces[:14]


FAMILIES: Final[dict[str, Design]] = {"bakery": bakery}
