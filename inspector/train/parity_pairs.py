"""Small made pairs that an engine must agree on: seeds in, goldens and captures out, good and defective."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SEED: Final = 20_260_101


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """uint8 images (H, W) or (H, W, 3), the capture in the golden's frame, bool (H, W) where it was seen."""

    golden: NDArray[np.uint8]
    capture: NDArray[np.uint8]
    seen: NDArray[np.bool_]


def parity_pairs() -> tuple[Pair, ...]:
    """Return good and defective pairs, grey and colour, of even and odd size, seen wholly and partly.

    Only numpy's integer generator and whole-number arithmetic are used: the same pixels on every machine.
    """
    grey, odd, colour = _part((64, 80)), _part((65, 79)), _coloured((48, 64))
    hidden = np.ones((65, 79), np.bool_)
    hidden[:, 60:] = False
    return (
        Pair(grey, _seen_again(grey, 1), _whole(grey)),
        Pair(grey, _seen_again(np.roll(grey, 2, axis=1), 2), _whole(grey)),
        Pair(grey, _seen_again(_with_spot(grey, (30, 40), 9, 90), 3), _whole(grey)),
        Pair(odd, _seen_again(_with_spot(odd, (40, 62), 16, 120), 4), hidden),
        Pair(odd, _seen_again(_with_spot(odd, (20, 30), 6, -110), 5), hidden),
        Pair(colour, _seen_again(colour, 6), _whole(colour)),
        Pair(colour, _seen_again(_with_spot(colour, (20, 36), 12, np.array([0, -110, 140])), 7), _whole(colour)),
    )


def _part(shape: tuple[int, int]) -> NDArray[np.uint8]:
    rng = np.random.default_rng(SEED)
    image = np.full(shape, 70, np.int64)
    for _ in range(12):
        top, left = int(rng.integers(shape[0] - 12)), int(rng.integers(shape[1] - 20))
        height, width = int(rng.integers(4, 12)), int(rng.integers(4, 20))
        image[top : top + height, left : left + width] = int(rng.integers(20, 236))
    return _smooth(image)


def _coloured(shape: tuple[int, int]) -> NDArray[np.uint8]:
    grey = _part(shape).astype(np.int64)
    return np.stack([grey * 3 // 4, grey, 255 - grey // 2], axis=2).astype(np.uint8)


def _smooth(image: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the mean over 3 x 3, rounded down: edges as optics give them."""
    around = np.pad(image, 1, mode="edge")
    height, width = image.shape
    total = np.zeros(image.shape, np.int64)
    for row in range(3):
        for column in range(3):
            total += around[row : row + height, column : column + width]
    return _levels(total // 9)


def _with_spot(
    image: NDArray[np.uint8], corner: tuple[int, int], side: int, levels: int | NDArray[np.int64]
) -> NDArray[np.uint8]:
    spotted = image.astype(np.int64)
    spotted[corner[0] : corner[0] + side, corner[1] : corner[1] + side] += levels
    return _levels(spotted)


def _seen_again(image: NDArray[np.uint8], picture: int) -> NDArray[np.uint8]:
    """Return `image` under a little more light, with noise of its own."""
    noise = np.random.default_rng((SEED, picture)).integers(-6, 7, image.shape)
    return _levels(image.astype(np.int64) * 51 // 50 + 1 + noise)


def _levels(image: NDArray[np.int64]) -> NDArray[np.uint8]:
    within: NDArray[np.int64] = np.clip(image, 0, 255)
    return within.astype(np.uint8)


def _whole(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.ones(image.shape[:2], np.bool_)
