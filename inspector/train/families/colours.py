"""Colours and finishes drawn at random, from almost alike to as far apart as can be."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.freeform import between, pick
from inspector.train.scene import Finish

Colour = tuple[float, float, float]
# Nobody could say of a dot or a gap on one part only that it is none too many: these lie alike on good parts, mostly.
DOTTED: Final = frozenset({"salt", "fibres", "filtered", "perforated", "mesh", "halftone"})
QUIET: Final = ("grain", "cloud", "paper", "speckle", "salt", "stained", "peel", "cast", "ground", "brushed")


def colour(rng: Generator, level: float, vivid: float, hue: float | None = None) -> Colour:
    """Return BGR in 0..1 of mean about `level`; `vivid` 0 is grey, 1 as strong as the level allows; `hue` in turns."""
    turn = rng.random() if hue is None else hue
    strength = vivid * min(level, 1.0 - level)
    blue, green, red = (level + strength * math.cos(2 * math.pi * (turn - third / 3)) for third in (2, 1, 0))
    return blue, green, red


def palette(rng: Generator, count: int) -> list[Colour]:
    """Return colours that belong together: from 3 % to the full range apart, grey to vivid, of one hue or many."""
    middle, contrast = rng.uniform(0.15, 0.85), between(rng, 0.04, 1.4)
    vivid, hue, spread = (
        pick(rng, [0.0, 0.3, 0.9]) * rng.uniform(0.4, 1.0),
        rng.random(),
        pick(rng, [0.02, 0.15, 0.5]),
    )
    levels = np.clip(middle + contrast * rng.uniform(-0.5, 0.5, count), 0.03, 0.95)
    return [colour(rng, float(level), vivid, hue + rng.normal(0, spread)) for level in levels]


def warm(rng: Generator, low: float, high: float) -> Colour:
    """Return a brown, cream, orange or red, as of wood, leather, bread and fruit; now and then any colour."""
    hue = rng.uniform(-0.02, 0.14) if rng.random() < 0.85 else rng.random()
    return colour(rng, rng.uniform(low, high), rng.uniform(0.1, 0.9), hue)


def beside(rng: Generator, other: Colour, least: float = 0.03, most: float = 0.6) -> Colour:
    """Return a colour that differs from `other` by `least` to `most` of the range, lighter or darker."""
    step = between(rng, least, most)
    sign = -1 if sum(other) / 3 > rng.uniform(0.2, 0.8) else 1
    tints = rng.normal(0, 0.15 * step, 3).tolist()
    blue, green, red = (
        min(max(level + sign * step + tint, 0.01), 0.98) for level, tint in zip(other, tints, strict=True)
    )
    return blue, green, red


def finish(rng: Generator, bgr: Colour, kinds: Sequence[str] = QUIET, most: float = 0.15, gloss: float = 0.0) -> Finish:
    """Return a finish of `bgr`, plain or with one of `kinds` of amplitude up to `most`; what mirrors is darker."""
    blue, green, red = (float(each * (1 - 0.7 * gloss)) for each in bgr)
    bgr = blue, green, red
    if rng.random() < 0.2:
        return Finish(bgr, gloss=gloss)
    amplitude = float(most * rng.beta(1.2, 2.0))
    scale = 1.0 if rng.random() < 0.5 else between(rng, 0.6, 2.5)
    angle = float(pick(rng, [0.0, 0.0, 90.0, rng.uniform(0, 180)]))
    kind = str(pick(rng, kinds))
    printed = rng.random() < (0.9 if kind in DOTTED else 0.2)
    return Finish(bgr, kind, amplitude, scale, angle, gloss, printed=bool(printed))


def patterned(rng: Generator, bgr: Colour, kinds: Sequence[str], most: float = 0.4) -> Finish:
    """Return a finish with a strong pattern, mostly one that each part has at the same place."""
    amplitude = float(rng.uniform(0.1, 1.0) * most)
    scale, angle = between(rng, 0.6, 3.0), float(rng.uniform(0, 360))
    return Finish(bgr, str(pick(rng, kinds)), amplitude, scale, angle, 0.0, printed=bool(rng.random() < 0.8))


def gloss(rng: Generator, share: float = 0.4) -> float:
    """Return 0 for most surfaces, and how much the others mirror."""
    return float(rng.beta(1.2, 3.0)) if rng.random() < share else 0.0
