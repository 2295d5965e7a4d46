"""Sparse ECC: the pose that most of a golden's tiles agree on, by inverse-compositional steps. Pure."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.align.pyramid import Level
from inspector.align.tiles import Reading, Tiles, read
from inspector.align.warps import Family, Frame, Matrix, basis, small_warp

MAX_STEPS: Final = 8
STILL: Final = 0.06
"""Level px, anywhere on a tile, below which a step ends the search: what it left is a tenth of it."""
REWEIGHTINGS: Final = 3
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
    step_px
        Largest displacement of a tile by the last step, in golden px.
    """

    pose: Matrix
    reading: Reading
    weights: Matrix
    stray: Matrix
    step_px: float


def refine(tiles: Tiles, capture: Level, start: Matrix, family: Family, frame: Frame) -> Agreement | None:
    """Return what the tiles agree on near `start`, or None where they pin down no pose of the family.

    Each step solves all tiles together, three times over: a tile that strays from what the others say, as one under
    an occluder or on a moved component does, loses its weight (Geman-McClure).
    """
    agreed = _step(tiles, read(tiles, capture, start), start, family, frame)
    for _ in range(MAX_STEPS - 1):
        if agreed is None or agreed.step_px < STILL * tiles.px:
            break
        agreed = _step(tiles, read(tiles, capture, agreed.pose), agreed.pose, family, frame)
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


def _step(tiles: Tiles, reading: Reading, pose: Matrix, family: Family, frame: Frame) -> Agreement | None:
    directions = basis(family)
    certain = certainty(tiles, reading)
    if float(certain.sum()) < MIN_WEIGHT:
        return None
    weights, parameters, stray = certain, np.zeros(len(directions)), np.zeros((len(tiles), 2))
    for _ in range(REWEIGHTINGS):
        solved = _solve(tiles, reading, weights, directions)
        if solved is None:
            return None
        parameters = solved
        rest = reading.pull[:, :2] - tiles.information[:, :2] @ parameters
        stray = (tiles.loosened * rest[:, None, :]).sum(axis=2)
        weights = certain * robust_weights(stray, certain, NOISE_PX * tiles.px)
    moved = pose @ np.linalg.inv(small_warp(parameters, family, frame))
    step = float(np.abs(tiles.displacement @ parameters).max())
    return Agreement(np.asarray(moved / moved[2, 2], np.float64), reading, weights, stray, step)


def _solve(tiles: Tiles, reading: Reading, weights: Matrix, directions: Matrix) -> Matrix | None:
    """Return the full parameters, float64 (8,), or None where the weighted tiles leave a direction open."""
    information = (weights[:, None, None] * tiles.information).sum(axis=0)
    normal = directions.T @ information @ directions
    try:
        found = np.linalg.solve(normal, directions.T @ (weights[:, None] * reading.pull).sum(axis=0))
    except np.linalg.LinAlgError:
        return None
    parameters = np.asarray(directions @ found, np.float64)
    return parameters if bool(np.isfinite(parameters).all()) and float(np.abs(parameters).max()) < FAR_PX else None
