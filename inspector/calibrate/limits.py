"""Scores of good parts and a promise in, the limits of all zones and the promise in words out. Pure.

A part is rejected as soon as one zone rejects it. So the promise is made once, for all zones jointly: what counts of a
good part is its worst zone, in units of that zone's limit, and one factor on all limits is set from it. No zone rejects
more than the part does, and nothing is lost to a division of the promise among zones. The proportions of the limits
among each other must not come from the same parts: they are the recipe's, or are learnt from parts of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.conformal import EXCHANGEABLE, Promise, limit_score, sentence
from inspector.calibrate.scores import LIMIT_MIN, PartScore, limits_at
from inspector.errors import InputError

JOINT: Final = "all zones jointly: the worst zone of each part, in units of its limit"
LIMIT_MAX: Final = 100.0
PROPORTIONS_SHARE: Final = 0.25
"""Share of the good parts that proportions are learnt from; the promise rests on the others alone."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Limits that keep a promise.

    Parameters
    ----------
    promise
        What is promised.
    scores
        Of the good parts it rests on.
    factor
        What the proportions were multiplied by: parts that score up to it pass.
    above
        How many of the good parts score more.
    limits
        Of each zone, in the order of the rules; the first is the rest of the part.
    """

    promise: Promise
    scores: tuple[PartScore, ...]
    factor: float
    above: int
    limits: tuple[float, ...]

    @property
    def sentence(self) -> str:
        """The promise in words, with what it rests on."""
        return f"{sentence(self.promise, len(self.scores), self.above)} {EXCHANGEABLE}"


def set_limits(scores: Sequence[PartScore], proportions: NDArray[np.float64], promise: Promise) -> Calibrated:
    """Return the limits, in `proportions`, that keep `promise`; one that would lie below `LIMIT_MIN` is `LIMIT_MIN`.

    Parameters
    ----------
    scores
        Of good parts, in units of `proportions`.
    proportions
        float64 (Z,), > 0: limits of all zones; only what they are to each other matters.

    Raises
    ------
    InputError
        Too few parts, too many that no limit passes, or a limit above `LIMIT_MAX`. No limit is set.
    """
    factors = np.array([part.factor for part in scores], np.float64)
    # Below it every limit is the least there is, and a smaller factor means the same.
    factor = max(limit_score(factors, promise), LIMIT_MIN / float(proportions.max()))
    limits = limits_at(proportions, factor)
    if max(limits) > LIMIT_MAX:
        raise InputError(
            "set limits",
            f"good parts score up to {max(limits):.3g}, a limit may be {LIMIT_MAX:g} at most",
            "look at the good parts with inspector judge --heatmap: they are far from their golden",
        )
    return Calibrated(promise, tuple(scores), factor, int((factors / factor > 1.0).sum()), limits)


def learn_proportions(of_parts: Sequence[NDArray[np.float64]], limits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each zone the largest limit that any of some good parts asks for there, at least `LIMIT_MIN`.

    Parameters
    ----------
    of_parts
        Of each part float64 (Z,): the factor on each zone's limit with which it passes; a part with an infinite one,
        which no limits pass, teaches nothing.
    limits
        float64 (Z,): the limits they are factors of.

    Raises
    ------
    InputError
        There is no part.
    """
    usable = [factors for factors in of_parts if np.isfinite(factors).all()]
    if not usable:
        raise InputError("learn proportions of limits", "no good part was compared", "give more good parts")
    largest: NDArray[np.float64] = np.maximum.reduce(usable)
    return np.maximum(largest * limits, LIMIT_MIN)


def deal(parts: Sequence[tuple[str, _T]]) -> tuple[tuple[_T, ...], tuple[_T, ...]]:
    """Return the parts that proportions are learnt from, and those that the promise rests on.

    Parameters
    ----------
    parts
        Each with the SHA-256 of its picture: by its order they are dealt, which no one can choose and anyone repeat.

    Examples
    --------
    >>> deal([("c", 1), ("a", 2), ("d", 3), ("b", 4)])
    ((2,), (4, 1, 3))
    """
    ordered = [part for _, part in sorted(parts, key=lambda part: part[0])]
    first = round(len(ordered) * PROPORTIONS_SHARE)
    return tuple(ordered[:first]), tuple(ordered[first:])
