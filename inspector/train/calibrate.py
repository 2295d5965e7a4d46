"""From logits to units of the limit, fitted on kinds of part that the network never saw in training.

The temperature makes the logits honest: of the places given odds of a defect, that share is one. The limit is where
marked blobs and true defects match best, each counting once whatever its size, as they do on the line; a false mark
counts twice a defect missed.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.train.export import Scale
from inspector.train.validate import Scored

TEMPERATURES: Final = np.geomspace(0.4, 4.0, 61)
LIMITS: Final = np.arange(-1.5, 4.51, 0.25)
LEAST_AREA: Final = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Blobs that were marked, those of them that hold a defect, defects, and those of them that were marked."""

    marked: int
    right: int
    defects: int
    found: int

    def __add__(self, other: Self) -> Self:
        """Return both together."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return type(self)(*(one + more for one, more in pairs))

    @property
    def worth(self) -> float:
        """Harmonic mean of the shares of marked blobs that are right, twice as heavy, and of defects that are found.

        A line sees many good parts for each bad one; the drawn pictures are half of each.
        """
        precision, recall = self.right / max(1, self.marked), self.found / max(1, self.defects)
        return 3 * precision * recall / max(1e-9, precision + 2 * recall)


NOTHING: Final = Match(0, 0, 0, 0)


def fit_scale(pictures: Sequence[Scored]) -> Scale:
    """Return the scale that fits `pictures` best."""
    logits = np.concatenate([each.logits[each.counted] for each in pictures])
    defect = np.concatenate([each.defect[each.counted] for each in pictures])
    temperature = _lowest(TEMPERATURES, lambda each: surprise((logits / each).astype(np.float32), defect))
    return Scale(temperature, best_limit(pictures) / temperature)


def _lowest(grid: NDArray[np.float64], cost: Callable[[float], float]) -> float:
    """Return where in `grid` a `cost` is lowest that falls to one place and rises from there.

    Surprise is convex in the inverse of the temperature, so it does.

    Examples
    --------
    >>> _lowest(np.arange(10.0), lambda value: (value - 6.0) ** 2)
    6.0
    """
    low, high = 0, len(grid) - 1
    while low < high:
        middle = (low + high) // 2
        if cost(grid[middle]) <= cost(grid[middle + 1]):
            high = middle
        else:
            low = middle + 1
    return float(grid[low])


def surprise(logits: NDArray[np.float32], defect: NDArray[np.bool_]) -> float:
    """Return the mean negative log-likelihood of `defect` by `logits`."""
    return float(np.logaddexp(0.0, np.where(defect, -logits, logits)).mean())


def best_limit(pictures: Sequence[Scored]) -> float:
    """Return the logit from which on marked blobs match the defects of `pictures` best."""
    each_limit = zip(*(_matches(each) for each in pictures), strict=True)
    return float(LIMITS[int(np.argmax([sum(matches, NOTHING).worth for matches in each_limit]))])


def _matches(picture: Scored) -> list[Match]:
    """Return what `matched` says at each of `LIMITS`."""
    true = _numbered(picture.defect.astype(np.uint8))
    return [_matched(picture, true, float(limit)) for limit in LIMITS]


def matched(picture: Scored, limit: float) -> Match:
    """Return how the blobs of at least `limit` in one picture match its defects; doubtful places do not count."""
    return _matched(picture, _numbered(picture.defect.astype(np.uint8)), limit)


def _matched(picture: Scored, true: NDArray[np.int32], limit: float) -> Match:
    hot = ((picture.logits >= limit) & picture.counted).astype(np.uint8)
    if not hot.any():
        return Match(0, 0, int(true.max()), 0)
    blobs = _numbered(hot)
    held = np.unique(blobs[picture.defect])
    found = np.unique(true[hot > 0])
    areas = np.bincount(blobs.ravel())
    # The ground is no blob, also where next to nothing is left of it.
    areas[0] = 0
    large = np.flatnonzero(areas >= LEAST_AREA)
    return Match(len(large), int(np.isin(large, held).sum()), int(true.max()), int((found > 0).sum()))


def _numbered(mask: NDArray[np.uint8]) -> NDArray[np.int32]:
    return np.asarray(cv2.connectedComponents(mask, connectivity=8)[1], np.int32)
