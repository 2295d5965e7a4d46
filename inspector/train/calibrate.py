"""From logits to units of the limit, fitted on kinds of part that the network never saw in training.

The temperature makes the logits honest: of the places given odds of a defect, that share is one. The limit is where
marked blobs and true defects match best, each counting once whatever its size, as they do on the line; a false mark
counts twice a defect missed.
"""

from collections.abc import Sequence
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
    temperature = float(min(TEMPERATURES, key=lambda each: surprise((logits / each).astype(np.float32), defect)))
    return Scale(temperature, best_limit(pictures) / temperature)


def surprise(logits: NDArray[np.float32], defect: NDArray[np.bool_]) -> float:
    """Return the mean negative log-likelihood of `defect` by `logits`."""
    return float(np.logaddexp(0.0, np.where(defect, -logits, logits)).mean())


def best_limit(pictures: Sequence[Scored]) -> float:
    """Return the logit from which on marked blobs match the defects of `pictures` best."""
    matches = [sum((matched(each, float(limit)) for each in pictures), NOTHING) for limit in LIMITS]
    return float(LIMITS[int(np.argmax([match.worth for match in matches]))])


def matched(picture: Scored, limit: float) -> Match:
    """Return how the blobs of at least `limit` in one picture match its defects; doubtful places do not count."""
    hot = ((picture.logits >= limit) & picture.counted).astype(np.uint8)
    blobs, true = _numbered(hot), _numbered(picture.defect.astype(np.uint8))
    held = np.unique(blobs[picture.defect])
    found = np.unique(true[hot > 0])
    areas = np.bincount(blobs.ravel())
    large = np.flatnonzero(areas >= LEAST_AREA)[1:]
    return Match(len(large), int(np.isin(large, held).sum()), int(true.max()), int((found > 0).sum()))


def _numbered(mask: NDArray[np.uint8]) -> NDArray[np.int32]:
    return np.asarray(cv2.connectedComponents(mask, connectivity=8)[1], np.int32)
