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
"""Cost of a curve, in squared grey levels: without good reason the gain is the same everywhere."""
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
    golden
        Means of the cells, float64 (n, cells, channels).
    curves
        Second-order terms at the cells, float64 (n, cells, 5): x, y, x x, x y, y y, each within -1..1.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    golden: Matrix
    curves: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """golden = (gain + curve) * capture + offset, for each channel.

    Parameters
    ----------
    gain, offset
        float64 (channels,), offset in grey levels.
    curve
        Weights of the second-order terms, float64 (channels, 5).
    """

    gain: Matrix
    offset: Matrix
    curve: Matrix


def learn_light(image: NDArray[np.uint8], tiles: Tiles, frame: Frame) -> LightModel:
    """Return the model of the light on the golden `image`, (H, W) or (H, W, 3), at its finest `tiles`."""
    first = np.round(tiles.centres - (tiles.side - 1) / 2).astype(np.int64)
    steps = np.arange(tiles.side)
    rows = first[:, 1, None, None] + steps[:, None]
    columns = first[:, 0, None, None] + steps[None, :]
    cell = (np.arange(CELLS) + 0.5) * tiles.side / CELLS - 0.5
    across, down = np.meshgrid(cell, cell)
    at = first[:, None, :] + np.stack([across.reshape(-1), down.reshape(-1)], axis=-1)
    return LightModel(rows, columns, _cells(image, rows, columns), _terms(at.astype(np.float64), frame))


def solve_light(model: LightModel, aligned: NDArray[np.uint8], agreeing: NDArray[np.bool_], max_gain: float) -> Light:
    """Return the light that the `agreeing` tiles (bool, (n,)) call for; gains stay within 1 / max_gain .. max_gain."""
    golden = model.golden[agreeing].reshape(-1, model.golden.shape[2])
    capture = _cells(aligned, model.rows[agreeing], model.columns[agreeing]).reshape(golden.shape)
    curves = model.curves[agreeing].reshape(-1, TERMS)
    solved = [_channel(golden[:, k], capture[:, k], curves, max_gain) for k in range(golden.shape[1])]
    gain, offset, curve = zip(*solved, strict=True)
    return Light(np.array(gain), np.array(offset), np.array(curve))


def relight(aligned: NDArray[np.uint8], light: Light, frame: Frame) -> NDArray[np.uint8]:
    """Return `aligned` as it would look in the golden's light, uint8, rounded and saturated."""
    if aligned.ndim == 2:
        return _relight_plane(aligned, light, 0, frame)
    planes = [_relight_plane(np.asarray(cv2.extractChannel(aligned, k), np.uint8), light, k, frame) for k in range(3)]
    return np.asarray(cv2.merge(planes), np.uint8)


def _channel(golden: Matrix, capture: Matrix, curves: Matrix, max_gain: float) -> tuple[float, float, Matrix]:
    known = np.column_stack([capture, np.ones_like(capture), curves * capture[:, None]])
    ridge = np.diag([1e-3, 1e-6, *[STRAIGHT] * TERMS])
    weights, found, apart = np.ones_like(golden), np.zeros(2 + TERMS), golden - capture
    for _ in range(REWEIGHTINGS):
        weighted = known * weights[:, None]
        normal = np.einsum("ki,kj->ij", weighted, known) + ridge
        found = np.linalg.solve(normal, np.einsum("ki,k->i", weighted, apart))
        off = np.abs(apart - (known * found).sum(axis=1))
        weights = 1.0 / (1.0 + (off / (2.0 * max(NOISE, 1.5 * float(np.median(off))))) ** 2) ** 2
    gain = float(np.clip(1.0 + found[0], 1.0 / max_gain, max_gain))
    offset = float(found[1] + (1.0 + found[0] - gain) * np.average(capture, weights=weights))
    largest = float(np.abs(found[2:]).sum())
    return gain, offset, np.asarray(found[2:] * min(1.0, MAX_CURVE * gain / max(largest, 1e-9)), np.float64)


def _relight_plane(plane: NDArray[np.uint8], light: Light, k: int, frame: Frame) -> NDArray[np.uint8]:
    gain, offset, curve = float(light.gain[k]), float(light.offset[k]), light.curve[k]
    if float(np.abs(curve).sum()) * 128.0 < WORTH:
        levels = np.arange(256) * gain + offset
        return np.asarray(cv2.LUT(plane, np.clip(np.rint(levels), 0, 255).astype(np.uint8)), np.uint8)
    field = cv2.resize(_gain_field(gain, curve, frame), (frame.width, frame.height), interpolation=cv2.INTER_LINEAR)
    lit = cv2.multiply(plane, field, dtype=cv2.CV_32F)
    return np.asarray(cv2.convertScaleAbs(np.maximum(lit, -offset), alpha=1.0, beta=offset), np.uint8)


def _gain_field(gain: float, curve: Matrix, frame: Frame) -> Floats:
    """Return the gain on a coarse grid whose cells cover the picture, float32."""
    columns, rows = 64, 64
    x = (np.arange(columns) + 0.5) * frame.width / columns - 0.5
    y = (np.arange(rows) + 0.5) * frame.height / rows - 0.5
    terms = _terms(np.stack(np.meshgrid(x, y), axis=-1), frame)
    return np.asarray(gain + (terms * curve).sum(axis=-1), np.float32)


def _terms(points: Matrix, frame: Frame) -> Matrix:
    x = (points[..., 0] - frame.centre_x) / frame.width * 2.0
    y = (points[..., 1] - frame.centre_y) / frame.height * 2.0
    return np.stack([x, y, x * x, x * y, y * y], axis=-1)


def _cells(image: NDArray[np.uint8], rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Matrix:
    """Return the means of each tile's cells, float64 (n, cells, channels)."""
    pixels = image[rows, columns]
    count, side = pixels.shape[:2]
    each = side // CELLS
    blocks = pixels[:, : each * CELLS, : each * CELLS].reshape(count, CELLS, each, CELLS, each, -1)
    return np.asarray(blocks.mean(axis=(2, 4), dtype=np.float64).reshape(count, CELLS * CELLS, -1), np.float64)
