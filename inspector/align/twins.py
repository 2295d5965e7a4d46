"""Twins: shifts under which a repetitive golden looks like itself, so that a pose one period off is found out. Pure."""

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
    """Return the one of `pose` and its twins that fits `capture` best."""
    if not twins:
        return Settled(pose, None)
    here, _ = likeness(portrait, capture, pose)
    best, best_pose, rivals = here, pose, []
    for twin in twins:
        for step in (twin.shift, np.linalg.inv(twin.shift)):
            other = np.asarray(pose @ step, np.float64)
            alike, overlap = likeness(portrait, capture, other)
            if overlap < MIN_OVERLAP:
                continue
            rivals.append((alike, twin))
            if alike > best:
                best, best_pose = alike, other
    if best_pose is not pose:
        rivals.append((here, max(rivals, key=lambda rival: rival[0])[1]))
        rivals.remove(max(rivals, key=lambda rival: rival[0]))
    for alike, twin in rivals:
        if best - alike < max(LEAST_CLEARER, CLEARER_SHARE * (1.0 - twin.likeness) * best):
            return Settled(
                best_pose,
                f"the golden repeats every {twin.length_px:.0f} px: correlation {best:.3f} here and {alike:.3f} there "
                "tell no pose from the next, add a mark or narrow alignment.max_shift_share",
            )
    return Settled(best_pose, None)
