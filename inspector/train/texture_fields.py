"""Ways to make one tile: float32 (TILE_PX, TILE_PX) that continues at its opposite side, from a random generator."""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

TILE_PX: Final = 512
Field = NDArray[np.float32]
Kind = Callable[[Generator], Field]
PAD_PX: Final = 64


def white(rng: Generator) -> Field:
    """Return noise without any correlation, of deviation 1."""
    return rng.standard_normal((TILE_PX, TILE_PX), np.float32)


def correlated(rng: Generator, along_px: float, across_px: float, angle: float = 0.0) -> Field:
    """Return noise of deviation 1, smooth over `along_px` at `angle` (radians) from x and `across_px` across it."""
    y, x = _frequencies()
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    gain = np.exp(-(np.pi**2) * ((along * along_px) ** 2 + (across * across_px) ** 2))
    return _filtered(white(rng), gain.astype(np.float32))


def power_law(rng: Generator, slope: float, finest_px: float = 0.0) -> Field:
    """Return noise whose amplitude falls with frequency to the power `slope`, nothing finer than `finest_px`."""
    y, x = _frequencies()
    frequency = np.hypot(x, y)
    frequency[0, 0] = 1.0
    gain = frequency ** (-slope) * np.exp(-((frequency * finest_px) ** 2))
    return _filtered(white(rng), gain.astype(np.float32))


def banded(rng: Generator, wave_px: float, width: float, angle: float | None = None) -> Field:
    """Return noise of deviation 1 of about one wavelength, in all directions or about one `angle` (radians)."""
    y, x = _frequencies()
    off = np.log2(np.maximum(np.hypot(x, y), 1e-6) * wave_px) / width
    gain = np.exp(-(off**2))
    if angle is not None:
        gain = gain * np.exp(-((np.sin(np.arctan2(y, x) - angle) / 0.3) ** 2))
    return _filtered(white(rng), gain.astype(np.float32))


def waves(period_px: float, angle: float = 0.0) -> Field:
    """Return the phase, in turns, of waves that fit the tile: their period and angle are rounded until they do."""
    rows, columns = np.indices((TILE_PX, TILE_PX), np.float32)
    count = TILE_PX / period_px
    across, down = round(count * np.cos(angle)), round(count * np.sin(angle))
    if not across and not down:
        across = 1
    return np.asarray((columns * across + rows * down) / TILE_PX, np.float32)


def bent(field: Field, x_px: Field, y_px: Field) -> Field:
    """Return `field` with each pixel taken from `x_px`, `y_px` further."""
    rows, columns = np.indices(field.shape, np.float32)
    return np.asarray(
        cv2.remap(field, columns + x_px, rows + y_px, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32
    )


def softened(field: Field, sigma_px: float) -> Field:
    """Return `field` blurred, round the edges too."""
    wide = cv2.copyMakeBorder(field, PAD_PX, PAD_PX, PAD_PX, PAD_PX, cv2.BORDER_WRAP)
    blurred = cv2.GaussianBlur(wide, (0, 0), sigma_px)
    return np.ascontiguousarray(blurred[PAD_PX:-PAD_PX, PAD_PX:-PAD_PX], np.float32)


def convolved(field: Field, kernel: Field) -> Field:
    """Return `field` correlated with a small `kernel`, round the edges too."""
    pad = kernel.shape[0]
    wide = cv2.copyMakeBorder(field, pad, pad, pad, pad, cv2.BORDER_WRAP)
    return np.ascontiguousarray(cv2.filter2D(wide, cv2.CV_32F, kernel)[pad:-pad, pad:-pad], np.float32)


def cells(rng: Generator, pitch_px: float) -> tuple[Field, NDArray[np.int32]]:
    """Return the distance in px to the nearest of random points, and that point's number, for cells of `pitch_px`."""
    count = max(6, round((TILE_PX / pitch_px) ** 2))
    points = rng.integers(0, TILE_PX, (count, 2))
    away = np.full((TILE_PX, TILE_PX), 255, np.uint8)
    away[points[:, 1], points[:, 0]] = 0
    number = np.zeros((TILE_PX, TILE_PX), np.int32)
    number[points[:, 1], points[:, 0]] = np.arange(count)
    pad = TILE_PX // 4
    wide = cv2.copyMakeBorder(away, pad, pad, pad, pad, cv2.BORDER_WRAP)
    distance, label = cv2.distanceTransformWithLabels(wide, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    order = np.zeros(int(label.max()) + 1, np.int32)
    numbers = cv2.copyMakeBorder(number, pad, pad, pad, pad, cv2.BORDER_WRAP)
    order[label[wide == 0]] = numbers[wide == 0]
    inner = np.s_[pad:-pad, pad:-pad]
    return np.ascontiguousarray(distance[inner], np.float32), order[label[inner]]


def stamped(field: Field, points: NDArray[np.float32], draw: Callable[[Field, int, int], None]) -> None:
    """Let `draw` draw at each (x, y) of `points`, and again where it would stick out at the opposite side."""
    for column, row in points.astype(np.int64).tolist():
        for x in (column, column + TILE_PX if column < PAD_PX else column - TILE_PX):
            for y in (row, row + TILE_PX if row < PAD_PX else row - TILE_PX):
                if -PAD_PX < x < TILE_PX + PAD_PX and -PAD_PX < y < TILE_PX + PAD_PX:
                    draw(field, x, y)


def levelled(field: Field) -> Field:
    """Return `field` with mean 0 and all but its rarest values within -1..1."""
    centred = field - np.float32(field.mean())
    span = float(np.percentile(np.abs(centred[::3, ::3]), 99.5))
    if span < 0.2 * float(np.abs(centred).max()):
        span = float(np.abs(centred).max())
    level = np.clip(centred / np.float32(max(span, 1e-6)), -1, 1)
    return np.asarray((level - level.mean()).clip(-1, 1), np.float32)


def _frequencies() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    down, across = np.fft.fftfreq(TILE_PX), np.fft.rfftfreq(TILE_PX)
    return np.asarray(down[:, None], np.float64), np.asarray(across[None, :], np.float64)


def _filtered(field: Field, gain: Field) -> Field:
    gain[0, 0] = 0.0
    made = np.fft.irfft2(np.fft.rfft2(field) * gain, s=field.shape).astype(np.float32)
    return made / np.float32(max(float(made.std()), 1e-9))
