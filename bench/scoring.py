"""What is found against what is known: boxes, tiles, ranks, and the intervals of all figures. Pure.

Boxes count as found at IoU > 0.33, one to one in the order of their scores, predictions padded by 12 px: the boxes of
DeepPCB are that loose. A box hits where its centre lies in a true one, a tile is rejected where a centre lies in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.part import Box

PAD_PX = 12.0
LEAST_IOU = 0.33
DRAWS = 1000
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share; 0.0 of none."""
        return self.count / max(1, self.total)

    @property
    def figure(self) -> Figure:
        """The share with Wilson's interval."""
        return Figure(self.value, *wilson(self.count, self.total))


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """The boxes found in one picture against the true ones.

    Parameters
    ----------
    scores
        Of the boxes found, largest first.
    matched
        bool, of the same boxes: whether each took a true one at `LEAST_IOU`.
    hits
        bool, of the same boxes: whether the centre of each lies in a true one.
    best_hits
        Of each true box, the largest score of a box with its centre in it; -inf where there is none.
    """

    scores: Numbers
    matched: NDArray[np.bool_]
    hits: NDArray[np.bool_]
    best_hits: Numbers


def wilson(count: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a rate; 0 to 1 of none."""
    if total == 0:
        return 0.0, 1.0
    share, squared = count / total, z * z / total
    middle = share + squared / 2
    half = z * float(np.sqrt(share * (1 - share) / total + squared / (4 * total)))
    return max(0.0, (middle - half) / (1 + squared)), min(1.0, (middle + half) / (1 + squared))


def iou(one: Box, other: Box) -> float:
    """Return the area common to two boxes as a share of the area of both together."""
    width, height = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (_area(one) + _area(other) - width * height)


def padded(box: Box, size: tuple[int, int]) -> Box:
    """Return `box` grown by `PAD_PX` on each side, but not beyond a picture of `size` (H, W)."""
    height, width = size
    return Box(
        max(0.0, box.x0 - PAD_PX),
        max(0.0, box.y0 - PAD_PX),
        min(width, box.x1 + PAD_PX),
        min(height, box.y1 + PAD_PX),
    )


def holds(outer: Box, box: Box) -> bool:
    """Return whether the centre of `box` lies in `outer`."""
    x, y = _centre(box)
    return outer.x0 <= x < outer.x1 and outer.y0 <= y < outer.y1


def hits(true: Box, box: Box) -> bool:
    """Return whether the centre of `box` lies in or on the edge of the box `true`."""
    x, y = _centre(box)
    return true.x0 <= x <= true.x1 and true.y0 <= y <= true.y1


def mark(boxes: Sequence[Box], scores: Sequence[float], truth: Sequence[Box], size: tuple[int, int]) -> Marked:
    """Return the boxes found in a picture of `size` (H, W), not yet padded, against its true ones."""
    order = sorted(range(len(boxes)), key=lambda each: -scores[each])
    ranked = [boxes[each] for each in order]
    inside = np.array([[hits(true, box) for true in truth] for box in ranked], np.bool_).reshape(-1, len(truth))
    values = np.array([scores[each] for each in order], np.float64)
    best = np.where(inside, values[:, None], -np.inf).max(axis=0, initial=-np.inf)
    taken = match([padded(box, size) for box in ranked], truth)
    return Marked(values, np.array([each is not None for each in taken], np.bool_), inside.any(axis=1), best)


def match(ranked: Sequence[Box], truth: Sequence[Box]) -> list[int | None]:
    """Return which true box each takes, in turn the one it overlaps most of those nobody took; None where none."""
    free = list(range(len(truth)))
    taken: list[int | None] = []
    for box in ranked:
        best = max(free, key=lambda each: iou(box, truth[each]), default=None)
        if best is None or iou(box, truth[best]) <= LEAST_IOU:
            taken.append(None)
            continue
        free.remove(best)
        taken.append(best)
    return taken


def precision(marked: Sequence[Marked]) -> Rate:
    """Return how many of the boxes found are true."""
    return Rate(sum(int(each.matched.sum()) for each in marked), sum(each.matched.size for each in marked))


def recall(marked: Sequence[Marked]) -> Rate:
    """Return how many of the true boxes are found."""
    return Rate(sum(int(each.matched.sum()) for each in marked), sum(each.best_hits.size for each in marked))


def f1(marked: Sequence[Marked]) -> Figure:
    """Return F1 over all pictures, its interval by drawing pictures."""
    counts = np.array([(each.matched.sum(), each.matched.size + each.best_hits.size) for each in marked], np.float64)

    def weighed(weights: Numbers) -> float:
        matched, both = weights @ counts
        return float(2 * matched / max(1.0, both))

    return drawn(weighed, np.zeros(len(marked), np.bool_))


def average_precision(marked: Sequence[Marked]) -> Figure:
    """Return the mean of the precision at each true box's rank, 0 for one that is not found; interval by pictures."""
    scores = np.concatenate([each.scores for each in marked])
    order = np.argsort(-scores, kind="stable")
    matched = np.concatenate([each.matched for each in marked])[order]
    picture = np.repeat(np.arange(len(marked)), [each.scores.size for each in marked])[order]
    true = np.array([each.best_hits.size for each in marked], np.float64)

    def weighed(weights: Numbers) -> float:
        rank = np.cumsum(weights[picture])
        gain = weights[picture] * matched
        return float((gain * np.cumsum(gain) / np.maximum(rank, 1.0)).sum() / max(1.0, weights @ true))

    return drawn(weighed, np.zeros(len(marked), np.bool_))


def hits_at(marked: Sequence[Marked], false_per_picture: float) -> Rate:
    """Return how many true boxes are hit at the lowest score with so many boxes that hit none in a picture."""
    false = -np.sort(-np.concatenate([each.scores[~each.hits] for each in marked]))
    allowed = int(false_per_picture * len(marked))
    cut = float(false[allowed]) if allowed < false.size else -np.inf
    best = np.concatenate([each.best_hits for each in marked])
    return Rate(int((best > cut).sum()), best.size)


def auroc(scores: Numbers, positive: NDArray[np.bool_], group: NDArray[np.intp], strata: NDArray[np.bool_]) -> Figure:
    """Return how often a positive scores above a negative, ties half; interval by drawing groups.

    Parameters
    ----------
    scores, positive, group
        Of each case: score, may be inf; whether it is one to find; the number of its part.
    strata
        bool, of each part: parts are drawn among those of the same kind.
    """
    above = _above(scores[positive], scores[~positive])
    ours, theirs = group[positive], group[~positive]

    def weighed(weights: Numbers) -> float:
        one, other = weights[ours], weights[theirs]
        whole = float(one.sum() * other.sum())
        return float(one @ above @ other) / whole if whole else float("nan")

    return drawn(weighed, strata)


def escapes_at(scores: Numbers, defective: NDArray[np.bool_], overkill: int) -> Rate:
    """Return how many defective parts pass at the lowest limit that rejects at most `overkill` good ones.

    Scores at the limit pass. A part that was refused, with an infinite score, never does.
    """
    good = -np.sort(-scores[~defective])
    limit = float(good[overkill]) if overkill < good.size else -np.inf
    bad = scores[defective]
    return Rate(int(((bad <= limit) & np.isfinite(bad)).sum()), bad.size)


def drawn(weighed: Callable[[Numbers], float], strata: NDArray[np.bool_]) -> Figure:
    """Return the figure of all parts and its bootstrap interval: parts are drawn with replacement in each stratum."""
    rng = np.random.default_rng(1)
    values = [weighed(_weights(rng, strata)) for _ in range(DRAWS)]
    value = weighed(np.ones(strata.size))
    if not np.isfinite(values).any():
        return Figure(value, value, value)
    low, high = np.nanpercentile(values, (2.5, 97.5))
    return Figure(value, float(low), float(high))


def _weights(rng: np.random.Generator, strata: NDArray[np.bool_]) -> Numbers:
    weights = np.zeros(strata.size)
    for kind in (False, True):
        members = np.flatnonzero(strata == kind)
        if members.size:
            weights[members] = rng.multinomial(members.size, np.full(members.size, 1.0 / members.size))
    return weights


def _above(ours: Numbers, theirs: Numbers) -> Numbers:
    one, other = ours[:, None], theirs[None, :]
    return np.asarray((one > other) + 0.5 * (one == other), np.float64)


def _centre(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)
