"""Pixels told apart, over pictures that come one at a time: counts at 4096 score levels, never the pixels themselves.

A level is 0.00004 of the limit wide at 0, 0.003 at the limit, 0.3 % of the score above it, and all scores from 1024
times the limit on share the last. Scores within one level count as ties.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.evaluate import levels
from inspector.evaluate.annotation import regions
from inspector.evaluate.intervals import Figure, Missing, Numbers, Undefined, around
from inspector.part import Alignment, Deviation

LEVELS: Final = 4096
PIXEL_DRAWS: Final = 200
MOST_FALSE: Final = 0.3
_PER_DOUBLING = 256
_FINEST = 64.0


@dataclass(frozen=True, slots=True)
class PixelFigures:
    """Figures over pixels of captures, and of how many: pictures, regions marked in them, pixels good and defective."""

    auroc: Figure | Undefined
    ap: Figure | Undefined
    pro: Figure | Undefined
    pictures: int
    regions: int
    defective_px: int
    good_px: int


def level_of(scores: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return the level of each score, 0 to `LEVELS` - 1; scores are at least 0.

    Examples
    --------
    >>> level_of(np.array([0.0, 1.0, 1.01, 1e9], np.float32)).tolist()
    [0, 1541, 1545, 4095]
    """
    steps = np.floor(_PER_DOUBLING * np.log2(1.0 + _FINEST * scores.astype(np.float64)))
    return np.asarray(np.minimum(steps, LEVELS - 1), np.uint16)


def in_capture(
    deviation: Deviation, alignment: Alignment, size: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the score map and what was seen in capture coordinates, float32 and bool of `size` (H, W).

    Each pixel has the score of the map's pixel it lies on. The warp alone is followed, not the local field, which moves
    by 3 px at most. Labels stay as they were drawn.
    """
    # Centres of pixels are whole numbers on both sides, hence the half.
    half = 0.5 * deviation.scale - 0.5
    to_map = np.array([[deviation.scale, 0.0, half], [0.0, deviation.scale, half], [0.0, 0.0, 1.0]])
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    warp = to_map @ alignment.warp
    scores = cv2.warpPerspective(deviation.scores, warp, size[::-1], flags=flags)
    seen = cv2.warpPerspective(deviation.valid.astype(np.uint8), warp, size[::-1], flags=flags)
    return np.asarray(scores, np.float32), seen > 0


class PixelTally:
    """Counts of the pixels of all pictures so far, in memory that does not grow with them.

    Each picture is drawn for each of `PIXEL_DRAWS` bootstraps as it comes, by Poisson's law, so that none is kept.

    References
    ----------
    Chamandy, Muralidharan, Najmi, Naidu: Estimating uncertainty for massive data streams. Google (2012).
    """

    def __init__(self, seed: int = 1) -> None:
        self._rng = np.random.default_rng(seed)
        # The first row is of every picture once, the others are of the draws.
        self._good, self._defective, self._shares = np.zeros((3, 1 + PIXEL_DRAWS, LEVELS))
        self._pictures = self._regions = 0

    def add(self, scores: NDArray[np.float32], seen: NDArray[np.bool_], mask: NDArray[np.bool_] | None = None) -> None:
        """Count one capture: (H, W) each; without a mask the part is good everywhere.

        A good pixel that was not seen does not count; a defective one does, with the score 0 that it has.
        """
        mask = np.zeros(seen.shape, np.bool_) if mask is None else mask
        level = level_of(scores)
        weight = np.append(1.0, self._rng.poisson(1.0, PIXEL_DRAWS))[:, np.newaxis]
        self._pictures += 1
        self._good += weight * _counts(level[seen & ~mask])
        if mask.any():
            self._defective += weight * _counts(level[mask])
            self._shares += weight * self._of_regions(level, mask)

    def figures(self) -> PixelFigures:
        """Return the figures of all pictures so far."""
        return PixelFigures(
            auroc=self._figure(levels.auroc, levels.exact_auroc),
            ap=self._figure(levels.average_precision, levels.exact_average_precision),
            pro=self._pro(),
            pictures=self._pictures,
            regions=self._regions,
            defective_px=int(self._defective[0].sum()),
            good_px=int(self._good[0].sum()),
        )

    def _of_regions(self, level: NDArray[np.uint16], mask: NDArray[np.bool_]) -> Numbers:
        labels, boxes = regions(mask)
        self._regions += len(boxes)
        size = np.bincount(labels.ravel())
        each = 1.0 / size[labels[mask]]
        return np.bincount(level[mask], each, LEVELS).astype(np.float64)

    def _figure(
        self, draw: Callable[[Numbers, Numbers], Numbers], exact: Callable[[Numbers, Numbers], float]
    ) -> Figure | Undefined:
        why = self._missing()
        if why:
            return Undefined(why)
        return around(exact(self._defective[0], self._good[0]), draw(self._defective[1:], self._good[1:]))

    def _pro(self) -> Figure | Undefined:
        why = self._missing()
        if why:
            return Undefined(why)
        value, *draws = levels.region_overlap(self._shares, self._good, MOST_FALSE)
        return around(float(value), np.array(draws))

    def _missing(self) -> Missing | None:
        if not self._defective[0].any():
            return Missing.MASK
        return None if self._good[0].any() else Missing.GOOD_PIXEL


def _counts(level: NDArray[np.uint16]) -> Numbers:
    return np.bincount(level, minlength=LEVELS).astype(np.float64)
