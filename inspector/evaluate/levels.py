"""Areas under curves from counts at each score level: the same for parts and pixels, and quick enough to draw. Pure.

All counts are float64 (levels,), or (draws, levels), the lowest score first. scikit-learn gives the same figures of one
count at 6 ms each; a bootstrap wants thousands.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

Numbers = NDArray[np.float64]


def levels_of(scores: Numbers) -> NDArray[np.intp]:
    """Return which level each score is at, 0 the lowest; equal scores share a level, infinite ones the highest."""
    return np.unique(scores, return_inverse=True)[1]


def exact_auroc(positive: Numbers, negative: Numbers) -> float:
    """Return scikit-learn's area under the ROC curve, of the counts (levels,) at each level; ties count half."""
    return _by_sklearn(roc_auc_score, positive, negative)


def exact_average_precision(positive: Numbers, negative: Numbers) -> float:
    """Return scikit-learn's average precision of the counts (levels,) at each level; ties share one precision."""
    return _by_sklearn(average_precision_score, positive, negative)


def auroc(positive: Numbers, negative: Numbers) -> Numbers:
    """Return the area under each ROC curve; nan where there is no positive or no negative."""
    below = np.cumsum(negative, axis=-1) - negative
    pairs = positive.sum(axis=-1) * negative.sum(axis=-1)
    return _shared((positive * (below + 0.5 * negative)).sum(axis=-1), pairs)


def average_precision(positive: Numbers, negative: Numbers) -> Numbers:
    """Return each average precision; nan where there is no positive."""
    true, all_found = _from_above(positive), _from_above(positive + negative)
    precision = np.divide(true, all_found, out=np.zeros_like(true), where=all_found > 0)
    return _shared((positive * precision).sum(axis=-1), positive.sum(axis=-1))


def region_overlap(regions: Numbers, negative: Numbers, most_false: float) -> Numbers:
    """Return the mean per-region overlap (PRO) over false-positive rates up to `most_false`, 0..1.

    Parameters
    ----------
    regions
        Sum over the regions of the share of each at each level.
    negative
        Good pixels at each level.

    References
    ----------
    Bergmann, Batzner, Fauser, Sattlegger, Steger: The MVTec Anomaly Detection Dataset. IJCV 129 (2021),
    https://doi.org/10.1007/s11263-020-01400-4; integrated to a rate of 0.3 and divided by it, as there.
    """
    overlap = _shared(_from_above(regions), regions.sum(axis=-1, keepdims=True))
    rate = _shared(_from_above(negative), negative.sum(axis=-1, keepdims=True))
    rows = zip(np.atleast_2d(rate), np.atleast_2d(overlap), strict=True)
    return np.array([_area_up_to(most_false, *row) for row in rows]).reshape(regions.shape[:-1])


def _area_up_to(most: float, rate: Numbers, overlap: Numbers) -> float:
    x, y = np.append(rate, 0.0)[::-1], np.append(overlap, 0.0)[::-1]
    if np.isnan(x).any() or np.isnan(y).any():
        return float("nan")
    # At one rate the curve may rise: what it has reached there is its last value.
    at_most = float(np.interp(most, x, y))
    kept = x < most
    return float(np.trapezoid(np.append(y[kept], at_most), np.append(x[kept], most))) / most


def _by_sklearn(measure: Callable[..., float], positive: Numbers, negative: Numbers) -> float:
    level = np.arange(positive.size)
    kinds = np.repeat([True, False], positive.size)
    counts = np.concatenate([positive, negative])
    return float(measure(kinds, np.concatenate([level, level]), sample_weight=counts))


def _from_above(counts: Numbers) -> Numbers:
    """Return how many lie at each level or above it."""
    return np.cumsum(counts[..., ::-1], axis=-1)[..., ::-1]


def _shared(part: Numbers, whole: Numbers) -> Numbers:
    shares = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=shares, where=np.broadcast_to(whole, shares.shape) > 0)
    return shares
