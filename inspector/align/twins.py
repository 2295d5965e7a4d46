"""Twins: shifts under which a repetitive golden looks like itself, so that a pose one period off is found out. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from inspector.align.coarse import Turned, starts
from inspector.align.likeness import Portrait, likeness
from inspector.align.pyramid import Level
from inspector.align.sparse_ecc import refine
from inspector.align.tiles import Tiles
from inspector.align.warps import Frame, Matrix, excursion, transform

ALIKE: Final = 0.5
"""Likeness of a golden to itself, shifted, from which the shift is a twin."""
PEAKS: Final = 12
"""Shifts that are looked at."""
MIN_OVERLAP: Final = 0.4
CLEARER_SHARE: Final = 0.15
"""A pose must beat its twin by this share of what separates the two on the golden itself."""
LEAST_CLEARER: Final = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Twin:
    """A shift of the golden, as a (3, 3) matrix in golden px, and the likeness of the golden to itself under it."""

    shift: Matrix
    likeness: float

    @property
    def length_px(self) -> float:
        """How far apart the twins are."""
        return float(np.hypot(self.shift[0, 2], self.shift[1, 2]))


@dataclass(frozen=True, slots=True, eq=False)
class Rival:
    """A pose (golden to capture) one twin away, and the likeness of golden and capture under it."""

    pose: Matrix
    likeness: float
    twin: Twin


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The pose that fits best of several twins, and why it cannot be told from another, if so."""

    pose: Matrix
    why: str | None


def find_twins(
    turned: Turned, tiles: Tiles, levels: dict[int, Level], portrait: Portrait, frame: Frame
) -> tuple[Twin, ...]:
    """Return the twins of a golden, none where nothing repeats; `levels` are the golden's own."""
    anywhere = replace(turned, allowed=np.ones_like(turned.allowed))
    centre = np.array([(frame.centre_x, frame.centre_y)])
    twins: list[Twin] = []
    for start in starts(anywhere, levels[turned.px], frame, PEAKS):
        shift = np.eye(3)
        shift[:2, 2] = transform(start, centre)[0] - centre[0]
        found = refine(tiles, levels[tiles.px], shift, "translation", frame)
        if found is None or excursion(found.pose, frame).shift_px < 2.0 * turned.px:
            continue
        alike, overlap = likeness(portrait, levels[portrait.px], found.pose)
        if alike >= ALIKE and overlap >= MIN_OVERLAP:
            twins.append(Twin(found.pose, alike))
    return tuple(twins)


def settle(pose: Matrix, twins: tuple[Twin, ...], capture: Level, portrait: Portrait) -> Settled:
    """Return the one of `pose` and its twins that fits `capture` best, or why it cannot be told from another."""
    rivals = [*_rivals(pose, twins, capture, portrait)]
    here, _ = likeness(portrait, capture, pose) if twins else (1.0, 1.0)
    best = max(rivals, key=lambda rival: rival.likeness, default=None)
    if best is None or here >= best.likeness:
        return Settled(pose, _too_close(here, rivals))
    rest = [rival for rival in rivals if rival is not best]
    return Settled(best.pose, _too_close(best.likeness, [*rest, Rival(pose, here, best.twin)]))


def _rivals(pose: Matrix, twins: tuple[Twin, ...], capture: Level, portrait: Portrait) -> Iterator[Rival]:
    for twin in twins:
        for step in (twin.shift, np.linalg.inv(twin.shift)):
            other = np.asarray(pose @ step, np.float64)
            alike, overlap = likeness(portrait, capture, other)
            if overlap >= MIN_OVERLAP:
                yield Rival(other, alike, twin)


def _too_close(best: float, rivals: list[Rival]) -> str | None:
    for rival in rivals:
        if best - rival.likeness < max(LEAST_CLEARER, CLEARER_SHARE * (1.0 - rival.twin.likeness) * best):
            return (
                f"correlation {best:.3f} here and {rival.likeness:.3f} {rival.twin.length_px:.0f} px away: the golden "
                "repeats, a mark or a narrower alignment.max_shift_share would tell the two apart"
            )
    return None
