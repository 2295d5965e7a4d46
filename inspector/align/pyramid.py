"""Pyramids: one grey image at halving sizes, and where their pixels lie in the whole image. Pure."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One size of a picture.

    Parameters
    ----------
    image
        uint8 (h, w), each pixel the mean of `px` x `px` pixels of the whole image.
    px
        Whole-image px per level px, a power of two.
    """

    image: Grey
    px: int


def pyramid(grey: Grey, sizes: tuple[int, ...]) -> dict[int, Level]:
    """Return the levels of `grey` (H, W) with the given px per px, by that number.

    Halving an even-sided picture by area is the exact mean of four; an odd last row or column is left out.

    Examples
    --------
    >>> pyramid(np.zeros((9, 12), np.uint8), (1, 4))[4].image.shape
    (2, 3)
    """
    level, levels = Level(grey, 1), {}
    while True:
        if level.px in sizes:
            levels[level.px] = level
        if level.px >= max(sizes):
            return levels
        level = Level(_halved(level.image), level.px * 2)


def to_grey(image: NDArray[np.uint8]) -> Grey:
    """Return `image`, (H, W) or (H, W, 3) BGR, as uint8 (H, W)."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _halved(image: Grey) -> Grey:
    height, width = image.shape[0] // 2, image.shape[1] // 2
    even = image[: 2 * height, : 2 * width]
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
