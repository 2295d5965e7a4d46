"""Agreement: how well an aligned capture matches its golden, block by block. Pure."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 32
MIN_CONTRAST: Final = 3.0
MIN_CORRELATION: Final = 0.6

Floats = NDArray[np.float32]


def correlation(golden: NDArray[np.uint8], aligned: NDArray[np.uint8], where: NDArray[np.bool_]) -> float:
    """Return the zero-mean normalised correlation of two grey images over `where`, 0.0 if one is flat."""
    one, other = golden[where].astype(np.float64), aligned[where].astype(np.float64)
    if one.size == 0:
        return 0.0
    one, other = one - one.mean(), other - other.mean()
    norm = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / norm if norm > 0.0 else 0.0


def agreeing_blocks(
    golden: NDArray[np.uint8], aligned: NDArray[np.uint8], where: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return (share of textured blocks that correlate, median shift in px they would still like to make)."""
    one = cv2.GaussianBlur(golden, (0, 0), 1.0).astype(np.float32)
    other = cv2.GaussianBlur(aligned, (0, 0), 1.0).astype(np.float32)
    weight = where.astype(np.float32)
    n = np.maximum(_mean(weight), 1e-6)
    one -= _spread(_mean(one * weight) / n, one.shape)
    other -= _spread(_mean(other * weight) / n, one.shape)
    var_one, var_other = _mean(one * one * weight) / n, _mean(other * other * weight) / n
    textured = (var_one > MIN_CONTRAST**2) & (_mean(weight) > 0.9)
    likeness = _mean(one * other * weight) / n / np.sqrt(np.maximum(var_one * var_other, 1e-6))
    agree = textured & (likeness >= MIN_CORRELATION)
    if not agree.any():
        return 0.0, float("inf")
    shift = _one_step(one, other * _spread(np.sqrt(var_one / np.maximum(var_other, 1e-6)), one.shape), weight)
    return float(agree.sum() / textured.sum()), float(np.median(shift[agree]))


def _one_step(one: Floats, other: Floats, weight: Floats) -> Floats:
    gx, gy = cv2.Sobel(one, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(one, cv2.CV_32F, 0, 1, scale=1 / 8)
    difference = (other - one) * weight
    xx, yy, xy = _mean(gx * gx * weight), _mean(gy * gy * weight), _mean(gx * gy * weight)
    bx, by = _mean(gx * difference), _mean(gy * difference)
    ridge = 0.05 * (xx + yy) + 1e-3
    xx, yy = xx + ridge, yy + ridge
    determinant = xx * yy - xy * xy
    return np.hypot((yy * bx - xy * by) / determinant, (xx * by - xy * bx) / determinant).astype(np.float32)


def _mean(image: Floats) -> Floats:
    size = (max(1, image.shape[1] // BLOCK), max(1, image.shape[0] // BLOCK))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)


def _spread(blocks: Floats, shape: tuple[int, ...]) -> Floats:
    return cv2.resize(blocks, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST).astype(np.float32, copy=False)
