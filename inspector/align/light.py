"""Light: the capture's grey levels brought to the golden's, by a relation too smooth to hide a stain. Pure.

golden = (gain, falling off or rising at most as a second-order curve over the whole picture) * capture + offset,
solved from the tiles that agree, channel by channel.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.pyramid import Floats
from inspector.align.tiles import Tiles
from inspector.align.warps import Frame, Matrix

CELLS: Final = 3
"""Cells along a tile's side; the mean of each is one measurement."""
MAX_CURVE: Final = 0.5
"""Largest share by which the gain may differ from its mean anywhere."""
STRAIGHT: Final = 4e3
"""Cost of a curve, in squared grey levels, so that no direction without tiles runs away."""
MIN_CELLS: Final = 90
"""Cells, ten tiles' worth, from which a curve is tried."""
WORTH_SHARE: Final = 0.75
"""And kept, if it leaves no more than this share of what gain and offset leave."""
LEAST_CONTRAST: Final = 0.5
"""Grey levels that stand for no contrast at all."""
TELLING_CONTRAST: Final = 2.0
"""Grey levels from which on a tile's contrast is more than the sensor's noise."""
GRID: Final = 64
NOISE: Final = 1.5
"""Grey levels a cell may be off by before it loses weight."""
REWEIGHTINGS: Final = 4
WORTH: Final = 0.8
"""Grey levels a curve must make somewhere to be applied."""
TERMS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class LightModel:
    """All of the relation that depends only on the golden and its n finest tiles.

    Parameters
    ----------
    rows, columns
        Golden px of each tile's pixels, int64 (n, side, 1) and (n, 1, side).
    means
        Of the cells, float64 (n, cells, channels).
    contrast
        Standard deviation of each tile, grey levels, float64 (n, channels).
    places
        Of the cells, within -1..1 on the picture, float64 (n, cells, 2).
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    means: Matrix
    contrast: Matrix
    places: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """golden = (gain + curve) * capture + offset, for each channel.

    Parameters
    ----------
    gain, offset
        float64 (channels,), offset in grey levels.
    curve
        Weights of the second-order terms x, y, x x, x y, y y, float64 (channels, 5).
    low, high
        The places between which it was measured, float64 (2,).
    """

    gain: Matrix
    offset: Matrix
    curve: Matrix
    low: Matrix
    high: Matrix


def learn_light(image: NDArray[np.uint8], tiles: Tiles, frame: Frame) -> LightModel:
    """Return the model of the light on the golden `image`, (H, W) or (H, W, 3), at its finest `tiles`."""
    first = np.round(tiles.centres - (tiles.side - 1) / 2).astype(np.int64)
    steps = np.arange(tiles.side)
    rows = first[:, 1, None, None] + steps[:, None]
    columns = first[:, 0, None, None] + steps[None, :]
    cell = (np.arange(CELLS) + 0.5) * tiles.side / CELLS - 0.5
    across, down = np.meshgrid(cell, cell)
    at = first[:, None, :] + np.stack([across.reshape(-1), down.reshape(-1)], axis=-1)
    means, contrast = _measured(image, rows, columns)
    return LightModel(rows, columns, means, contrast, _normalised(at.astype(np.float64), frame))


def solve_light(model: LightModel, aligned: NDArray[np.uint8], agreeing: NDArray[np.bool_], max_gain: float) -> Light:
    """Return the light that the `agreeing` tiles (bool, (n,)) call for; gains stay within 1 / max_gain .. max_gain.

    The gain is the median ratio of the tiles' contrasts, not a regression: that would take every local difference
    between the two pictures for a want of contrast.
    """
    means, contrast = _measured(aligned, model.rows[agreeing], model.columns[agreeing])
    places = model.places[agreeing].reshape(-1, 2)
    low, high = places.min(axis=0), places.max(axis=0)
    channels = means.shape[2]
    gain = _gains(model.contrast[agreeing], contrast, max_gain)
    offset, curve = np.zeros(channels), np.zeros((channels, TERMS))
    for k in range(channels):
        golden, capture = model.means[agreeing, :, k].reshape(-1), means[:, :, k].reshape(-1)
        offset[k] = np.median(golden - gain[k] * capture)
        curve[k] = _curve(golden - gain[k] * capture - offset[k], _terms(places) * capture[:, None], float(gain[k]))
    return Light(gain, offset, curve, low, high)


def relight(aligned: NDArray[np.uint8], light: Light, frame: Frame) -> NDArray[np.uint8]:
    """Return `aligned` as it would look in the golden's light, uint8, rounded and saturated."""
    if aligned.ndim == 2:
        return _relight_plane(aligned, light, 0, frame)
    planes = [_relight_plane(np.asarray(cv2.extractChannel(aligned, k), np.uint8), light, k, frame) for k in range(3)]
    return np.asarray(cv2.merge(planes), np.uint8)


def _gains(golden: Matrix, capture: Matrix, max_gain: float) -> Matrix:
    """Return the gain of each channel, from the contrasts of n tiles, float64 (n, channels).

    A channel that most tiles are flat in, such as red on a part that saturates it, says nothing of the light: what the
    others say holds there too. The ratio of two noises would be a gain as well, and a small one hides what is wrong.
    """
    gains = np.median(golden / np.maximum(capture, LEAST_CONTRAST), axis=0)
    tells = np.median(golden, axis=0) >= TELLING_CONTRAST
    if tells.any():
        gains[~tells] = np.median(gains[tells])
    return np.clip(gains, 1.0 / max_gain, max_gain)


def _curve(rest: Matrix, known: Matrix, gain: float) -> Matrix:
    """Return the weights of the second-order terms that explain `rest`, float64 (5,); zeros unless they clearly do."""
    weights, found = np.ones_like(rest), np.zeros(TERMS)
    if len(rest) < MIN_CELLS:
        return found
    left = np.abs(rest)
    for _ in range(REWEIGHTINGS):
        weighted = known * weights[:, None]
        normal = np.einsum("ki,kj->ij", weighted, known) + STRAIGHT * np.eye(TERMS)
        found = np.linalg.solve(normal, np.einsum("ki,k->i", weighted, rest))
        left = np.abs(rest - (known * found).sum(axis=1))
        weights = 1.0 / (1.0 + (left / (2.0 * max(NOISE, 1.5 * float(np.median(left))))) ** 2) ** 2
    if float(np.median(left)) > WORTH_SHARE * float(np.median(np.abs(rest))):
        return np.zeros(TERMS)
    return np.asarray(found * min(1.0, MAX_CURVE * gain / max(float(np.abs(found).sum()), 1e-9)), np.float64)


def _relight_plane(plane: NDArray[np.uint8], light: Light, k: int, frame: Frame) -> NDArray[np.uint8]:
    gain, offset, curve = float(light.gain[k]), float(light.offset[k]), light.curve[k]
    if float(np.abs(curve).sum()) * 128.0 < WORTH:
        levels = np.arange(256) * gain + offset
        return np.asarray(cv2.LUT(plane, np.clip(np.rint(levels), 0, 255).astype(np.uint8)), np.uint8)
    field = cv2.resize(_gain_field(light, k, frame), (frame.width, frame.height), interpolation=cv2.INTER_LINEAR)
    lit = cv2.multiply(plane, field, dtype=cv2.CV_32F)
    return np.asarray(cv2.convertScaleAbs(np.maximum(lit, -offset), alpha=1.0, beta=offset), np.uint8)


def _gain_field(light: Light, k: int, frame: Frame) -> Floats:
    """Return the gain on a coarse grid whose cells cover the picture, float32 (64, 64).

    Beyond the outermost tiles it stays as it is there: a second-order curve is no guide to where nothing was seen.
    """
    x = (np.arange(GRID) + 0.5) * frame.width / GRID - 0.5
    y = (np.arange(GRID) + 0.5) * frame.height / GRID - 0.5
    places = _normalised(np.stack(np.meshgrid(x, y), axis=-1), frame)
    terms = _terms(np.clip(places, light.low, light.high))
    return np.asarray(light.gain[k] + (terms * light.curve[k]).sum(axis=-1), np.float32)


def _normalised(points: Matrix, frame: Frame) -> Matrix:
    """Return golden px (..., 2) as places within -1..1 on the picture."""
    middle, half = (frame.centre_x, frame.centre_y), (frame.width / 2.0, frame.height / 2.0)
    return np.asarray((points - middle) / half, np.float64)


def _terms(places: Matrix) -> Matrix:
    x, y = places[..., 0], places[..., 1]
    return np.stack([x, y, x * x, x * y, y * y], axis=-1)


def _measured(image: NDArray[np.uint8], rows: NDArray[np.int64], columns: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Return the means of each tile's cells, float64 (n, cells, channels), and its contrast, float64 (n, channels)."""
    pixels = image[rows, columns]
    count, side = pixels.shape[:2]
    each = side // CELLS
    flat = pixels.reshape(count, side, side, -1).astype(np.float32)
    cells = flat[:, : each * CELLS, : each * CELLS].reshape(count, CELLS, each, CELLS, each, -1)
    means = cells.mean(axis=(2, 4), dtype=np.float64).reshape(count, CELLS * CELLS, -1)
    return np.asarray(means, np.float64), np.asarray(flat.std(axis=(1, 2), dtype=np.float64), np.float64)
