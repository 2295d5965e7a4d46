"""Sparse ECC: the pose that most of a golden's tiles agree on, by inverse-compositional steps. Pure."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.align.pyramid import Level
from inspector.align.tiles import Reading, Tiles, Told, read
from inspector.align.warps import Family, Frame, Matrix, small_warp

MAX_STEPS: Final = 8
STILL: Final = 0.08
"""Px, anywhere on a tile, below which a step on the finest level ends the search: what it left is a tenth of it."""
COARSELY_STILL: Final = 0.3
"""The same on other levels, in level px; the next level takes it from there."""
REWEIGHTINGS: Final = 2
"""In each step; they go on from the weights of the step before."""
NOISE_PX: Final = 0.08
"""Level px a good tile strays by; strays are judged in units of this or of what is seen, whichever is larger."""
LEAST_CORRELATION: Final = 0.2
FULL_CORRELATION: Final = 0.7
FAR_PX: Final = 1e4
"""A step that long comes from an open direction, not from a part."""
MIN_WEIGHT: Final = 1.5
"""Tiles' worth of weight below which there is nothing to agree."""


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """What n tiles agree on.

    Parameters
    ----------
    pose
        float64 (3, 3), golden to capture.
    reading
        Of the tiles just before the last step, which moved them by `step_px`.
    weights
        What each tile counted, 0..1, float64 (n,).
    stray
        Displacement of each tile against what was agreed, in golden px, float64 (n, 2).
    robust
        The part of the weights that strays took, 0..1, float64 (n,).
    step_px
        Largest displacement of a tile by the last step, in golden px.
    """

    pose: Matrix
    reading: Reading
    weights: Matrix
    stray: Matrix
    robust: Matrix
    step_px: float


def refine(tiles: Tiles, capture: Level, start: Matrix, family: Family, frame: Frame) -> Agreement | None:
    """Return what the tiles agree on near `start`, or None where they pin down no pose of the family.

    Each step solves all tiles together, several times over: a tile that strays from what the others say, as one
    under an occluder or on a moved component does, loses its weight (Geman-McClure).
    """
    still = STILL if tiles.px == 1 else COARSELY_STILL * tiles.px
    pose, robust, agreed = start, np.ones(len(tiles)), None
    for _ in range(MAX_STEPS):
        agreed = _step(tiles, read(tiles, capture, pose, family), (pose, robust), family, frame)
        if agreed is None or agreed.step_px < still:
            break
        pose, robust = agreed.pose, agreed.robust
    return agreed


def certainty(tiles: Tiles, reading: Reading) -> Matrix:
    """Return how much each tile may count by its contrast and correlation, 0..1, float64 (n,)."""
    likeness = (reading.correlation - LEAST_CORRELATION) / (FULL_CORRELATION - LEAST_CORRELATION)
    return np.asarray(tiles.trust * np.clip(likeness, 0.0, 1.0), np.float64)


def robust_weights(stray: Matrix, certain: Matrix, noise_px: float) -> Matrix:
    """Return Geman-McClure weights of the strays (n, 2), 0..1, in units of noise or of their weighted median.

    References
    ----------
    Black and Anandan, "The robust estimation of multiple motions", CVIU 63, 1996.
    """
    length = np.hypot(stray[:, 0], stray[:, 1])
    order = np.argsort(length, kind="stable")
    share = np.cumsum(certain[order])
    middle = length[order][min(int(np.searchsorted(share, share[-1] / 2)), len(order) - 1)]
    unit = 2.0 * max(noise_px, 1.5 * float(middle))
    return np.asarray(1.0 / (1.0 + (length / unit) ** 2) ** 2, np.float64)


def _step(
    tiles: Tiles, reading: Reading, before: tuple[Matrix, Matrix], family: Family, frame: Frame
) -> Agreement | None:
    told, (pose, robust) = tiles.told[family], before
    certain = certainty(tiles, reading)
    if float(certain.sum()) < MIN_WEIGHT:
        return None
    pull, own = reading.pull, reading.pull[:, :2]
    weights, found, stray = certain * robust, np.zeros(told.directions.shape[1]), own
    for _ in range(REWEIGHTINGS):
        solved = _solve(told, weights, pull)
        if solved is None:
            return None
        found = solved
        stray = (tiles.loosened * (own - told.crossing @ found)[:, None, :]).sum(axis=2)
        robust = robust_weights(stray, certain, NOISE_PX * tiles.px)
        weights = certain * robust
    parameters = told.directions @ found
    moved = pose @ np.linalg.inv(small_warp(parameters, family, frame))
    step = float(np.abs(tiles.displacement @ parameters).max())
    return Agreement(np.asarray(moved / moved[2, 2], np.float64), reading, weights, stray, robust, step)


def _solve(told: Told, weights: Matrix, pull: Matrix) -> Matrix | None:
    """Return the family's parameters, float64 (k,), or None where the weighted tiles leave a direction open."""
    count, size = pull.shape
    normal = (weights @ told.information.reshape(count, -1)).reshape(size, size)
    try:
        found = np.linalg.solve(normal, weights @ pull)
    except np.linalg.LinAlgError:
        return None
    is_sound = bool(np.isfinite(found).all()) and float(np.abs(found).max()) < FAR_PX
    return np.asarray(found, np.float64) if is_sound else None
