"""Kappa: agreement beyond what chance would give, with its 95 % interval; statsmodels does the sums. Pure."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

_NORMAL_95 = 1.959963984540054
# Of a study of 100,000 showings it is a thousand times as large.
_NO_ERROR = 1e-6


@dataclass(frozen=True, slots=True)
class Kappa:
    """A kappa, -1..1, and its 95 % interval."""

    value: float
    low: float
    high: float


def cohen(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> Kappa | None:
    """Return Cohen's kappa of two rows of calls on the same things, None where only one word was ever said.

    References
    ----------
    J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 1960. The
    interval is that of J. L. Fleiss, J. Cohen, B. S. Everitt, Psychological Bulletin 72, 1969, as statsmodels gives it.
    """
    return cohen_of(crossed(one, other))


def crossed(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how often which pair of calls was made, (2, 2): rejected by `one` down, by `other` across."""
    return np.array([[int(np.sum((one == a) & (other == b))) for b in (True, False)] for a in (True, False)])


def cohen_of(table: NDArray[np.int64]) -> Kappa | None:
    """Return Cohen's kappa of a square table of counts, None where all of them are in one cell.

    Where everybody agreed the estimated standard error is 0, which says nothing of other parts: that for an agreement
    by chance stands in for it.

    Examples
    --------
    >>> kappa = cohen_of(np.array([[44, 6], [3, 97]]))
    >>> round(kappa.value, 2)
    0.86
    """
    if np.count_nonzero(table.sum(axis=0)) < 2 and np.count_nonzero(table.sum(axis=1)) < 2:
        return None
    # Where neither error is told statsmodels divides by it.
    with np.errstate(invalid="ignore", divide="ignore"):
        found = cohens_kappa(table)
    value, error = float(found.kappa), float(found.std_kappa or found.std_kappa0)
    # Of somebody who said one word only both are 0, or as good as that, or no number: anything may be true.
    half = _NORMAL_95 * error if error > _NO_ERROR else 2.0
    return Kappa(value, max(-1.0, value - half), min(1.0, value + half))


def fleiss(counts: NDArray[np.int64]) -> Kappa | None:
    """Return Fleiss' kappa of counts (things, words): how many ratings of a thing were which word.

    None where only one word was ever said. The interval is normal, with the standard error for an agreement by chance:
    that is what other programs for such studies print, and wider than need be where agreement is good.

    References
    ----------
    J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76, 1971; J. L. Fleiss,
    J. C. M. Nee, J. R. Landis, Large sample variance of kappa, Psychological Bulletin 86, 1979.
    """
    if np.count_nonzero(counts.sum(axis=0)) < 2:
        return None
    value, half = float(fleiss_kappa(counts)), _NORMAL_95 * fleiss_error(counts)
    return Kappa(value, max(-1.0, value - half), min(1.0, value + half))


def fleiss_error(counts: NDArray[np.int64]) -> float:
    """Return the standard error of Fleiss' kappa where agreement is by chance (Fleiss, Nee and Landis 1979)."""
    things, ratings = counts.shape[0], int(counts[0].sum())
    p = counts.sum(axis=0) / counts.sum()
    q = 1.0 - p
    pq = float(np.sum(p * q))
    spread = pq**2 - float(np.sum(p * q * (q - p)))
    return sqrt(2.0 / (things * ratings * (ratings - 1))) * sqrt(max(spread, 0.0)) / pq


def counted(rejected: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the counts (parts, 2) of calls (parts, ratings): rejected, passed."""
    rejects = rejected.sum(axis=1)
    return np.column_stack([rejects, rejected.shape[1] - rejects]).astype(np.int64)
