"""Turned over: whether a part of a nearly symmetric product lies mirrored or upside down. Pure.

Such a part aligns either way, so its own figures do not tell; only what it gains by being turned back does.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.align.coarse import Turned, starts
from inspector.align.likeness import Portrait, likeness
from inspector.align.pyramid import Level
from inspector.align.sparse_ecc import refine
from inspector.align.tiles import Tiles
from inspector.align.warps import Family, Frame

ALIKE: Final = 0.3
"""Likeness of a golden to itself, turned over, from which a part turned over could pass the gates."""
CLEARER_SHARE: Final = 0.3
"""A part must gain this share of what turning over costs the golden itself to be refused."""
LEAST_CLEARER: Final = 0.02
TURNS: Final = (("mirrored left to right", 1, -1), ("mirrored top to bottom", -1, 1), ("upside down", -1, -1))


@dataclass(frozen=True, slots=True, eq=False)
class Seeker:
    """What of a golden finds it in a small picture, to about a tenth of a level px.

    Parameters
    ----------
    turned
        Spectra for the coarse start.
    tiles
        Of the coarsest level of the ladder.
    portrait
        What likeness is measured on.
    family
        Translation or euclidean.
    frame
        Normalised coordinates of the golden.
    """

    turned: Turned
    tiles: Tiles
    portrait: Portrait
    family: Family
    frame: Frame


@dataclass(frozen=True, slots=True)
class Turn:
    """A way to turn over that the golden nearly survives: steps along y and x, -1 for backwards, and its likeness."""

    name: str
    down: int
    across: int
    likeness: float


def find_turns(seeker: Seeker, levels: dict[int, Level]) -> tuple[Turn, ...]:
    """Return the ways to turn the golden over that leave it much like itself; `levels` are its own."""
    turns = [Turn(name, down, across, _likeness(seeker, levels, down, across)) for name, down, across in TURNS]
    return tuple(turn for turn in turns if turn.likeness >= ALIKE)


def why_turned_over(here: float, turns: tuple[Turn, ...], seeker: Seeker, view: dict[int, Level]) -> str | None:
    """Return that the capture `view`, at likeness `here` as it lies, is clearly more like the golden turned over."""
    for turn in turns:
        there = _likeness(seeker, view, turn.down, turn.across)
        if there - here > max(LEAST_CLEARER, CLEARER_SHARE * (1.0 - turn.likeness) * there):
            return f"correlation {here:.2f} as it lies, {there:.2f} {turn.name}: the part lies wrongly"
    return None


def _likeness(seeker: Seeker, view: dict[int, Level], down: int, across: int) -> float:
    tiles, portrait, best = seeker.tiles, seeker.portrait, 0.0
    needed = {seeker.turned.px, tiles.px, portrait.px}
    over = {px: Level(np.ascontiguousarray(view[px].image[::down, ::across]), px) for px in needed}
    for start in starts(seeker.turned, over[seeker.turned.px], seeker.frame, 2):
        agreed = refine(tiles, over[tiles.px], start, seeker.family, seeker.frame)
        alike, _ = likeness(portrait, over[portrait.px], start if agreed is None else agreed.pose)
        best = max(best, alike)
    return best
