"""Surfaces of industrial parts and of what they lie on: metals, plastics, rubber, paint, benches and belts."""

from collections.abc import Sequence
from typing import Final

from numpy.random import Generator

from inspector.train.families.colours import Colour, colour, finish
from inspector.train.families.freeform import between, pick
from inspector.train.scene import Finish

MACHINED: Final = ("brushed", "turned", "ground", "grain", "milled", "planed", "speckle")
ROUGH: Final = ("cast", "grain", "cloud", "stained", "peel", "salt")
MOULDED: Final = ("grain", "peel", "leather", "cloud", "planed")
BENCHES: Final = (
    "grain",
    "paper",
    "wood",
    "weave",
    "twill",
    "leather",
    "mesh",
    "perforated",
    "brushed",
    "cloud",
    "fur",
)
# Hue in turns and strength of what is not grey: brass, copper, gold, bronze, blued steel, yellow zinc.
COLOURED_METALS: Final = ((0.12, 0.5), (0.05, 0.5), (0.13, 0.75), (0.08, 0.35), (0.62, 0.35), (0.15, 0.3))


def metal(rng: Generator, kinds: Sequence[str] = MACHINED, most: float = 0.25) -> Finish:
    """Return a metal: mostly grey of any brightness, also brass, copper, anodised or blackened, matt to polished."""
    share = rng.random()
    hue, vivid = pick(rng, COLOURED_METALS) if share < 0.3 else (float(rng.random()), float(rng.uniform(0, 0.08)))
    level = float(rng.uniform(0.2, 0.75))
    if share > 0.9:
        vivid = float(rng.uniform(0.4, 1.0))
    elif share > 0.8:
        level = float(rng.uniform(0.04, 0.15))
    return finish(rng, colour(rng, level, vivid, hue), kinds, most, shine(rng))


def plastic(rng: Generator, bgr: Colour | None = None) -> Finish:
    """Return a plastic of `bgr`, or of any colour from black to white to vivid, nearly without texture."""
    own = colour(rng, float(rng.uniform(0.03, 0.92)), pick(rng, [0.0, 0.5, 1.0]) * float(rng.uniform(0.3, 1)))
    gloss = pick(rng, [0.0, 0.1, 0.25, 0.4])
    if rng.random() < 0.4:
        return Finish(bgr or own, gloss=gloss)
    return finish(rng, bgr or own, MOULDED, 0.08, gloss)


def vivid(rng: Generator) -> Colour:
    """Return a strong colour, as of toys, caps and cables; now and then white, grey or black."""
    if rng.random() < 0.2:
        return colour(rng, pick(rng, [0.04, 0.2, 0.5, 0.88]), 0.03)
    return colour(rng, float(rng.uniform(0.25, 0.65)), float(rng.uniform(0.6, 1.0)))


def bench(rng: Generator) -> Finish:
    """Return what a part lies on: dark, bright, coloured, a belt, wood, cloth or card."""
    level = pick(rng, [0.03, 0.12, 0.3, 0.5, 0.75, 0.92]) * float(rng.uniform(0.8, 1.05))
    bgr = colour(rng, level, pick(rng, [0.0, 0.05, 0.4, 0.9]))
    if rng.random() < 0.4:
        return Finish(bgr)
    return finish(rng, bgr, BENCHES, pick(rng, [0.03, 0.1, 0.3]))


def shine(rng: Generator) -> float:
    """Return how much a metal mirrors: matt, silky or polished."""
    return pick(rng, [0.0, 0.0, 0.15, 0.35, 0.7]) * float(rng.uniform(0.7, 1.2))


def deep(rng: Generator) -> Finish:
    """Return the inside of a hole: nearly black, seldom lit from behind."""
    level = between(rng, 0.005, 0.15) if rng.random() < 0.9 else float(rng.uniform(0.7, 0.98))
    return Finish((level, level, level))


def toned(surface: Finish, factor: float) -> Finish:
    """Return `surface` darker or brighter by `factor`: the same metal at another slant, its texture as it was."""
    blue, green, red = (min(max(each * factor, 0.0), 0.98) for each in surface.bgr)
    return Finish(
        (blue, green, red),
        surface.texture,
        surface.amplitude,
        surface.scale,
        surface.angle_deg,
        surface.gloss,
        printed=surface.printed,
    )


def coated(rng: Generator, bgr: Colour) -> Finish:
    """Return paint or lacquer of `bgr`, matt to mirroring."""
    return finish(rng, bgr, ROUGH, 0.1, shine(rng))
