"""Tiles of a golden: chosen once, then read in each capture for how far they lie off. Pure.

A tile is a small square of one pyramid level. What it needs of the golden (its pixels, their gradients, the
normal equations) is computed once; reading it in a capture costs one resampling and one product.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.pyramid import Floats, Level
from inspector.align.warps import FAMILIES, Family, Frame, Matrix, basis, displacements, jacobians, transform

MARGIN: Final = 2
"""Level px around a tile that are read only to smooth it (1) and to difference it (1)."""
RIDGE: Final = 0.02
"""Share of a tile's information added to its 2 x 2 system, so that a lone edge reads no shift along itself."""
FLAT: Final = 0.35
"""Grey levels, root mean square: less contrast than rounding to 8 bits leaves is no picture of anything."""
STEEPEST_GAIN: Final = 0.35
"""Correlation below which a tile's step grows no further: it is too far off to tell how far."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What n tiles tell of one family of warps with k parameters.

    Parameters
    ----------
    directions
        The family among the full parameters, float64 (8, k); the first two are the shifts.
    steepest
        Change of the tiles' values by each parameter, freed of constant and of values, float32 (n, k, side * side).
    information
        The tiles' normal matrices, float64 (n, k, k).
    crossing
        From the family's parameters to the tiles' own shifts, float64 (n, 2, k).
    """

    directions: Matrix
    steepest: Floats
    information: Matrix
    crossing: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """The n tiles of one pyramid level of a golden, each `side` level px wide.

    Parameters
    ----------
    px
        Golden px per level px.
    side
        In level px.
    centres
        Golden (x, y), float64 (n, 2).
    values
        Smoothed tiles with zero mean and unit norm, float32 (n, side * side).
    mean, norm
        What was taken out of `values`, in grey levels, float64 (n,).
    information
        Normal matrices of the full parameters, float64 (n, 8, 8).
    told
        What they tell of each family.
    displacement
        d(dx, dy) / d(parameters) at the centres, float64 (n, 2, 8).
    loosened
        Inverse of each tile's own 2 x 2 normal matrix, made safe by a ridge, float64 (n, 2, 2).
    trust
        Weight by contrast, 0..1, float64 (n,): a faint tile says little.
    across, down
        Level px from a tile's centre to each pixel that is read, one more than `side` all round, float32 (m,).
    """

    px: int
    side: int
    centres: Matrix
    values: Floats
    mean: Matrix
    norm: Matrix
    information: Matrix
    told: dict[Family, Told]
    displacement: Matrix
    loosened: Matrix
    trust: Matrix
    across: Floats
    down: Floats

    def __len__(self) -> int:
        return len(self.centres)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What n tiles say of a capture under one pose.

    Parameters
    ----------
    pull
        Right-hand sides of the tiles' normal equations for a family, in px, float64 (n, k); shifts come first.
    correlation
        Zero-mean normalised correlation, -1..1; 0 for a tile that is flat or not wholly seen; float64 (n,).
    mean, norm
        Of the smoothed capture in each tile, in grey levels, float64 (n,).
    seen
        The tile lies wholly in the capture, bool (n,).
    """

    pull: Matrix
    correlation: Matrix
    mean: Matrix
    norm: Matrix
    seen: NDArray[np.bool_]


def learn_tiles(level: Level, firsts: NDArray[np.int64], side: int, frame: Frame) -> Tiles:
    """Return all that depends only on the golden for the tiles whose first level px are `firsts` (n, 2)."""
    reach = side + 2 * MARGIN
    patches = np.array([level.image[y - MARGIN :, x - MARGIN :][:reach, :reach] for x, y in firsts], np.float32)
    patches = patches.reshape(-1, reach, reach)
    smooth = _smooth(patches)
    centres = to_whole(np.asarray(firsts + (side - 1) / 2, np.float64), level.px)
    values, mean, norm = _standardised(smooth[:, 1:-1, 1:-1].reshape(len(firsts), side * side))
    points = centres[:, None, :] + _grid(side) * level.px
    raw = np.asarray(_steepest(smooth, points, level.px, frame) / norm[:, None, None], np.float64)
    steepest = np.asarray(_freed(raw, values), np.float32)
    information = np.einsum("nip,njp->nij", steepest, steepest, dtype=np.float64)
    return Tiles(
        level.px,
        side,
        centres,
        values,
        mean,
        norm,
        information,
        {family: _told(steepest, information, family) for family in FAMILIES},
        displacements(centres, frame),
        _loosened(information[:, :2, :2]),
        _trust(norm),
        np.asarray(_grid(side + 2)[:, 0], np.float32),
        np.asarray(_grid(side + 2)[:, 1], np.float32),
    )


def read(tiles: Tiles, capture: Level, pose: Matrix, family: Family, moved: Matrix | None = None) -> Reading:
    """Return what each tile says of `capture`, the level of the same size, under `pose` (golden to capture).

    `moved`, float64 (n, 2) in golden px, says how far each tile is shifted on the golden before the pose.

    Within a tile the pose is taken as affine, which is exact but for homographies and there good to 0.01 px.

    References
    ----------
    Baker and Matthews, "Lucas-Kanade 20 years on", IJCV 56, 2004 (inverse compositional steps); Evangelidis and
    Psarakis, "Parametric image alignment using enhanced correlation coefficient maximization", PAMI 30, 2008 (the
    zero-mean normalised criterion; here one per tile, so that light may differ from place to place).
    """
    x, y, seen = _places(tiles, capture, pose, moved)
    count, reach = len(tiles), tiles.side + 2
    patches = cv2.remap(capture.image, x, y, cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(patches, (3, 3), 0).reshape(count, reach, reach)[:, 1:-1, 1:-1]
    centred = smooth.astype(np.float32, order="C").reshape(count, -1)
    mean = centred.mean(axis=1)
    centred -= mean[:, None]
    norm = np.sqrt(np.einsum("np,np->n", centred, centred)).astype(np.float64)
    usable = seen & (norm > FLAT * tiles.side)
    unit = np.where(usable, 1.0 / np.maximum(norm, 1e-6), 0.0)
    correlation = np.einsum("np,np->n", centred, tiles.values) * unit
    steps = unit / np.maximum(correlation, STEEPEST_GAIN)
    pull = np.einsum("nkp,np->nk", tiles.told[family].steepest, centred) * steps[:, None]
    return Reading(pull, correlation, mean.astype(np.float64), norm, seen)


def to_whole(points: Matrix, px: int) -> Matrix:
    """Return level (x, y) as whole-image (x, y): the centre of a level pixel is the mean of those it was made of."""
    return np.asarray(points * px + (px - 1) / 2, np.float64)


def _places(
    tiles: Tiles, capture: Level, pose: Matrix, moved: Matrix | None
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return where each tile's pixels and one px around lie in `capture`, x and y stacked in rows, and if inside."""
    centres = tiles.centres if moved is None else tiles.centres + moved
    middles = (transform(pose, centres) + 0.5) / capture.px - 0.5
    linear = jacobians(pose, centres)
    reach = tiles.side + 2
    maps = []
    for axis in (0, 1):
        parts = np.concatenate([linear[:, axis], middles[:, axis, None]], axis=1).astype(np.float32)
        places = parts[:, 0, None] * tiles.across
        places += parts[:, 1, None] * tiles.down
        places += parts[:, 2, None]
        maps.append(places.reshape(-1, reach))
    spread = np.abs(linear).sum(axis=2) * (reach - 1) / 2
    last = np.array([capture.image.shape[1] - 1, capture.image.shape[0] - 1])
    seen = ((middles >= spread) & (middles <= last - spread)).all(axis=1)
    return maps[0], maps[1], np.asarray(seen, np.bool_)


def _grid(side: int) -> Matrix:
    steps = np.arange(side) - (side - 1) / 2
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def _smooth(patches: Floats) -> Floats:
    rows = (patches[:, :-2] + 2 * patches[:, 1:-1] + patches[:, 2:]) / 4
    return np.asarray((rows[:, :, :-2] + 2 * rows[:, :, 1:-1] + rows[:, :, 2:]) / 4, np.float32)


def _standardised(tiles: Floats) -> tuple[Floats, Matrix, Matrix]:
    mean = tiles.mean(axis=1, dtype=np.float32)
    unit = tiles - mean[:, None]
    norm = np.sqrt(np.einsum("np,np->n", unit, unit))
    unit /= np.maximum(norm, 1e-6)[:, None]
    return unit, mean.astype(np.float64), norm.astype(np.float64)


def _steepest(smooth: Floats, points: Matrix, px: int, frame: Frame) -> Matrix:
    count, area = len(smooth), (smooth.shape[1] - 2) * (smooth.shape[2] - 2)
    across = (smooth[:, 1:-1, 2:] - smooth[:, 1:-1, :-2]).reshape(count, area, 1) / (2 * px)
    down = (smooth[:, 2:, 1:-1] - smooth[:, :-2, 1:-1]).reshape(count, area, 1) / (2 * px)
    by_parameter = displacements(points.reshape(-1, 2), frame).reshape(count, area, 2, 8)
    return np.asarray((across * by_parameter[:, :, 0] + down * by_parameter[:, :, 1]).transpose(0, 2, 1), np.float64)


def _freed(steepest: Matrix, values: Floats) -> Matrix:
    """Return `steepest` without what a change of offset or gain would explain as well."""
    centred = steepest - steepest.mean(axis=2, keepdims=True)
    along = np.einsum("nkp,np->nk", centred, values, dtype=np.float64)
    return np.asarray(centred - along[:, :, None] * values[:, None, :], np.float64)


def _told(steepest: Floats, information: Matrix, family: Family) -> Told:
    directions = basis(family)
    along = information @ directions
    by_parameter = np.asarray(np.einsum("jk,njp->nkp", directions, steepest), np.float32)
    return Told(
        directions, by_parameter, np.ascontiguousarray(directions.T @ along), np.ascontiguousarray(along[:, :2])
    )


def _trust(norm: Matrix) -> Matrix:
    middle = float(np.median(norm)) if len(norm) else 1.0
    return np.asarray(np.minimum(1.0, norm / middle) ** 2, np.float64)


def _loosened(information: Matrix) -> Matrix:
    ridge = RIDGE * np.trace(information, axis1=1, axis2=2)
    return np.asarray(np.linalg.inv(information + ridge[:, None, None] * np.eye(2)), np.float64)
