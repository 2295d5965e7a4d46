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
MIN_TEXTURE: Final = 0.5
"""Grey levels per level px, root mean square in a place's weaker direction, from which it may become a tile."""
MIN_CONTRAST: Final = 1.0
"""Grey levels, root mean square, that a smoothed tile must vary by."""
TIMES_NOISE: Final = 2.5
"""And times what the golden's own noise makes it vary by: noise is not found again in a capture."""
SMOOTHED_NOISE: Final = 0.375
"""Share of white noise that the 3 x 3 binomial leaves."""
EDGE_SHARE: Final = 0.25
"""What texture in the stronger direction alone is worth: a lone edge helps where there is nothing better."""
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
        The family among the full parameters, float64 (8, k).
    information
        The tiles' normal matrices, float64 (n, k, k).
    crossing
        From the family's parameters to the tiles' own shifts, float64 (n, 2, k).
    """

    directions: Matrix
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
    steepest
        Change of `values` by each full parameter, freed of constant and of `values`, float32 (n, 8, side * side).
    information
        Normal matrices of `steepest`, float64 (n, 8, 8).
    told
        The same for each family.
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
    steepest: Floats
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
        Right-hand sides of the tiles' normal equations, in px, float64 (n, 8).
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


def choose_tiles(level: Level, inspected: NDArray[np.bool_], side: int, count: int) -> NDArray[np.int64]:
    """Return level (x, y) of the first pixel of at most `count` tiles, int64 (n, 2): well-conditioned and spread.

    The best place of each cell of a grid comes first, then the best that are left; no two tiles overlap, and none,
    margin included, reaches outside `inspected` (bool, the level's shape).

    References
    ----------
    Shi and Tomasi, "Good features to track", CVPR 1994: the smaller eigenvalue of the gradient matrix as texture.
    """
    texture = texture_map(level, inspected, side)
    cell = max(side, int(np.sqrt(texture.size / count)))
    first = _best_of_cells(texture, cell)
    second = np.argsort(-texture, axis=None, kind="stable")[: 40 * count * side]
    return _without_overlap(np.concatenate([first, second]), texture, side, count)


def texture_map(level: Level, inspected: NDArray[np.bool_], side: int) -> Floats:
    """Return the texture of the tile that starts at each pixel, grey levels per level px; 0.0 where none may lie."""
    image = cv2.GaussianBlur(level.image, (3, 3), 0).astype(np.float32)
    across, down = _gradients(image)
    xx, yy, xy = (_sum_from_here(product, side) / side**2 for product in (across**2, down**2, across * down))
    apart = np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    weaker, stronger = (xx + yy) / 2 - apart, (xx + yy) / 2 + apart
    texture = np.sqrt(np.maximum(weaker, 0.0)) + EDGE_SHARE * np.sqrt(stronger)
    variance = _sum_from_here(image**2, side) / side**2 - (_sum_from_here(image, side) / side**2) ** 2
    contrast = max(MIN_CONTRAST, TIMES_NOISE * SMOOTHED_NOISE * noise_of(level.image))
    texture[(variance < contrast**2) | ~_free(inspected, side)] = 0.0
    return np.asarray(texture, np.float32)


def noise_of(image: NDArray[np.uint8]) -> float:
    """Return the standard deviation of the noise in `image`, grey levels.

    References
    ----------
    Immerkaer, "Fast noise variance estimation", CVIU 64, 1996; the median in place of the mean lets edges be.
    """
    kernel = np.array([(1, -2, 1), (-2, 4, -2), (1, -2, 1)], np.float32)
    high = cv2.filter2D(image, cv2.CV_32F, kernel)
    return float(np.median(np.abs(high))) / (0.6745 * 6.0)


def learn_tiles(level: Level, firsts: NDArray[np.int64], side: int, frame: Frame) -> Tiles:
    """Return all that depends only on the golden for the tiles whose first level px are `firsts` (n, 2)."""
    reach = side + 2 * MARGIN
    patches = np.array([level.image[y - MARGIN :, x - MARGIN :][:reach, :reach] for x, y in firsts], np.float32)
    patches = patches.reshape(-1, reach, reach)
    smooth = _smooth(patches)
    centres = to_whole(firsts + (side - 1) / 2, level.px)
    values, mean, norm = _standardised(smooth[:, 1:-1, 1:-1].reshape(len(firsts), side * side))
    points = centres[:, None, :] + _grid(side) * level.px
    steepest = _steepest(smooth, points, level.px, frame) / norm[:, None, None]
    steepest = _freed(steepest, values).astype(np.float32)
    information = np.einsum("nip,njp->nij", steepest, steepest, dtype=np.float64)
    return Tiles(
        level.px,
        side,
        centres,
        values,
        mean,
        norm,
        steepest,
        information,
        {family: _told(information, family) for family in FAMILIES},
        displacements(centres, frame),
        _loosened(information[:, :2, :2]),
        np.minimum(1.0, norm / np.median(norm)) ** 2 if len(norm) else norm,
        *np.ascontiguousarray(_grid(side + 2).T.astype(np.float32)),
    )


def read(tiles: Tiles, capture: Level, pose: Matrix, moved: Matrix | None = None) -> Reading:
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
    pull = np.einsum("nkp,np->nk", tiles.steepest, centred) * steps[:, None]
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


def _told(information: Matrix, family: Family) -> Told:
    directions = basis(family)
    along = information @ directions
    return Told(directions, np.ascontiguousarray(directions.T @ along), np.ascontiguousarray(along[:, :2]))


def _loosened(information: Matrix) -> Matrix:
    ridge = RIDGE * np.trace(information, axis1=1, axis2=2)
    return np.asarray(np.linalg.inv(information + ridge[:, None, None] * np.eye(2)), np.float64)


def _gradients(image: Floats) -> tuple[Floats, Floats]:
    kernel = np.array([-0.5, 0.0, 0.5], np.float32)
    across = cv2.sepFilter2D(image, cv2.CV_32F, kernel, np.ones(1, np.float32))
    down = cv2.sepFilter2D(image, cv2.CV_32F, np.ones(1, np.float32), kernel)
    return np.asarray(across, np.float32), np.asarray(down, np.float32)


def _sum_from_here(image: Floats, side: int) -> Floats:
    """Return the sum over the side x side square whose first pixel is here; 0 beyond the border."""
    padded = cv2.copyMakeBorder(image, 0, side, 0, side, cv2.BORDER_CONSTANT, value=0.0)
    sums = cv2.integral(padded)
    total = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return np.asarray(total[: image.shape[0], : image.shape[1]], np.float32)


def _free(inspected: NDArray[np.bool_], side: int) -> NDArray[np.bool_]:
    """Return where a tile may start: it and its margin lie in `inspected` and in the image."""
    reach = side + 2 * MARGIN
    height, width = inspected.shape
    free = np.zeros(inspected.shape, np.bool_)
    if height < reach or width < reach:
        return free
    whole = _sum_from_here(inspected.astype(np.float32), reach) > reach**2 - 0.5
    free[MARGIN : height - reach + MARGIN + 1, MARGIN : width - reach + MARGIN + 1] = whole[
        : height - reach + 1, : width - reach + 1
    ]
    return free


def _best_of_cells(texture: Floats, cell: int) -> NDArray[np.int64]:
    """Return flat indices of the best place of each cell, best first."""
    best = []
    for top in range(0, texture.shape[0], cell):
        for left in range(0, texture.shape[1], cell):
            part = texture[top : top + cell, left : left + cell]
            row, column = divmod(int(part.argmax()), part.shape[1])
            best.append((top + row) * texture.shape[1] + left + column)
    indices = np.array(best, np.int64)
    return indices[np.argsort(-texture.reshape(-1)[indices], kind="stable")]


def _without_overlap(order: NDArray[np.int64], texture: Floats, side: int, count: int) -> NDArray[np.int64]:
    taken = np.zeros(texture.shape, np.bool_)
    chosen: list[tuple[int, int]] = []
    for index in order:
        y, x = divmod(int(index), texture.shape[1])
        if len(chosen) == count or texture[y, x] < MIN_TEXTURE:
            break
        if not taken[y, x]:
            chosen.append((x, y))
            taken[max(0, y - side + 1) : y + side, max(0, x - side + 1) : x + side] = True
    return np.array(chosen, np.int64).reshape(-1, 2)
