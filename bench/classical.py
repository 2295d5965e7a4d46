"""The plain ways to compare a part with its golden, each as a callable for `evaluation.evaluate`.

All work at full resolution and are averaged down to one pixel for two by two. Their units are such that 1.0 lies
near the best limit on boards: nothing is fitted, `evaluate` is asked for the best limit of each set.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Map = NDArray[np.float32]


def absolute_difference(golden: Picture, aligned: Picture, valid: Mask) -> Map:
    """Return the absolute difference averaged at sigma 1, largest channel, per 0.25 of the grey range."""
    one, other = _both(golden, aligned, valid)
    return _half(_blurred(_largest(np.abs(one - other)), 1.0) / 0.25)


def structural_difference(golden: Picture, aligned: Picture, valid: Mask) -> Map:
    """Return one minus SSIM, at sigma 1.5, times the absolute difference.

    References
    ----------
    Wang et al., Image quality assessment: from error visibility to structural similarity, IEEE TIP 2004.
    """
    one, other = _both(golden, aligned, valid)
    unlike = np.clip(1.0 - _likeness(one, other), 0.0, 2.0) / 2.0
    return _half(_largest(np.asarray(unlike * _blurred(np.abs(one - other), 1.0), np.float32)) / 0.1)


@dataclass(frozen=True, slots=True)
class LeastOverShifts:
    """The least difference of 5 x 5 patches within 3 px, both ways.

    Parameters
    ----------
    limit
        What is 1.0 in the map.
    window_px
        Sigma of the surroundings whose mean is taken away and whose spread is divided by; 0.0 leaves the light alone.
    is_half
        Whether to compare at half resolution, so that the reach is 6 px.
    """

    limit: float
    window_px: float = 0.0
    is_half: bool = False

    def __call__(self, golden: Picture, aligned: Picture, valid: Mask) -> Map:
        """Return the larger of both ways, largest channel."""
        sized = [_half(each) if self.is_half else each for each in _both(golden, aligned, valid)]
        one, other = (_locally_lit(each, self.window_px) if self.window_px else each for each in sized)
        ahead = np.full(one.shape[:2], np.inf, np.float32)
        back = ahead.copy()
        for right, down in _shifts(3):
            patch = np.asarray(cv2.blur(_largest(np.abs(one - _moved(other, right, down))), (5, 5)), np.float32)
            ahead = np.minimum(ahead, patch)
            back = np.minimum(back, _moved(patch, -right, -down))
        larger = np.asarray(np.maximum(ahead, back) / self.limit, np.float32)
        return larger if self.is_half else _half(larger)


def least_correlation(golden: Picture, aligned: Picture, valid: Mask) -> Map:
    """Return one minus the best correlation of 11 x 11 patches within 2 px, on grey; per 0.35."""
    one, other = (_grey(each) for each in _both(golden, aligned, valid))
    best = np.full(one.shape, -1.0, np.float32)
    for right, down in _shifts(2):
        best = np.maximum(best, _correlation(one, _moved(other, right, down)))
    # Rounding takes the correlation of equal patches just above 1.
    return _half(np.asarray(np.maximum(0.0, 1.0 - best), np.float32) / 0.35)


def variation(golden: Picture, aligned: Picture, valid: Mask) -> Map:
    """Return the difference in units of what one golden allows: a share of the grey range, or its edge within a pixel.

    References
    ----------
    HALCON, prepare_direct_variation_model: ideal plus and minus the larger of an absolute and a relative threshold.
    """
    one, other = _both(golden, aligned, valid)
    across, down = (np.asarray(cv2.Sobel(one, cv2.CV_32F, *way, ksize=3), np.float32) / 8.0 for way in ((1, 0), (0, 1)))
    edge = np.asarray(cv2.dilate(np.hypot(across, down), np.ones((3, 3), np.uint8)), np.float32)
    return _half(_blurred(_largest(np.abs(one - other) / np.maximum(0.12, 1.0 * edge)), 1.0))


def _locally_lit(image: Map, window_px: float) -> Map:
    mean = _blurred(image, window_px)
    spread = np.sqrt(np.maximum(_blurred(image * image, window_px) - mean * mean, 0.0))
    # What is flat stays flat: 6 % of the grey range is added to the spread.
    return np.asarray((image - mean) / (spread + 0.06), np.float32)


def _both(golden: Picture, aligned: Picture, valid: Mask) -> tuple[Map, Map]:
    """Return both pictures as shares of the grey range, the golden's own pixels where the part was not seen."""
    seen = valid if golden.ndim == 2 else valid[..., None]
    one, other = golden.astype(np.float32) / 255.0, np.where(seen, aligned, golden).astype(np.float32) / 255.0
    return one, other


def _likeness(one: Map, other: Map) -> Map:
    mean_one, mean_other = _blurred(one, 1.5), _blurred(other, 1.5)
    square_one = _blurred(one * one, 1.5) - mean_one * mean_one
    square_other = _blurred(other * other, 1.5) - mean_other * mean_other
    common = _blurred(one * other, 1.5) - mean_one * mean_other
    above = (2.0 * mean_one * mean_other + 1e-4) * (2.0 * common + 9e-4)
    below = (mean_one**2 + mean_other**2 + 1e-4) * (square_one + square_other + 9e-4)
    return np.asarray(above / below, np.float32)


def _correlation(one: Map, other: Map) -> Map:
    mean_one, mean_other = _boxed(one), _boxed(other)
    common = _boxed(one * other) - mean_one * mean_other
    squares = (_boxed(one * one) - mean_one**2) * (_boxed(other * other) - mean_other**2)
    # Where both are flat they are alike: the floor is a spread of 2 % of the grey range.
    return np.asarray((common + 4e-4) / (np.sqrt(np.maximum(squares, 0.0)) + 4e-4), np.float32)


def _shifts(reach_px: int) -> Iterator[tuple[int, int]]:
    for down in range(-reach_px, reach_px + 1):
        for right in range(-reach_px, reach_px + 1):
            yield right, down


def _moved(image: Map, right: int, down: int) -> Map:
    """Return at (x, y) what `image` shows at (x + right, y + down), its last pixels repeated beyond its edge."""
    height, width = image.shape[:2]
    sides = (max(0, -down), max(0, down), max(0, -right), max(0, right))
    grown = cv2.copyMakeBorder(image, *sides, cv2.BORDER_REPLICATE)
    y, x = max(0, down), max(0, right)
    return np.asarray(grown[y : y + height, x : x + width], np.float32)


def _boxed(image: Map) -> Map:
    return np.asarray(cv2.blur(image, (11, 11)), np.float32)


def _blurred(image: Map, sigma_px: float) -> Map:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), np.float32)


def _grey(image: Map) -> Map:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.float32)


def _largest(image: Map) -> Map:
    return image if image.ndim == 2 else np.asarray(image.max(axis=2), np.float32)


def _half(full: Map) -> Map:
    """Return the mean of each 2 x 2 px; an odd side repeats its last pixels."""
    even = cv2.copyMakeBorder(full, 0, full.shape[0] % 2, 0, full.shape[1] % 2, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(even, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32)
