"""Places: where the tiles of a golden go, well-conditioned, spread and outside its ignore boxes. Pure."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.grain import noise_of
from inspector.align.pyramid import Floats, Level
from inspector.align.tiles import MARGIN

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
