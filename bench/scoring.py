"""What is found against what is known: boxes, tiles, ranks, and the intervals of all figures. Pure.

Boxes count as found at IoU > 0.33, one to one in the order of their scores, predictions padded by 12 px: the boxes of
DeepPCB are that loose. A box hits where its centre lies in a true one, a tile is rejected where a centre lies in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.evaluate import boxes as found_boxes
from inspector.evaluate import metrics
from inspector.evaluate.boxes import Ranked, iou
from inspector.evaluate.intervals import Figure, Numbers, Undefined, wilson
from inspector.part import Box

__all__ = ["Figure", "iou", "wilson"]

PAD_PX = 12.0
LEAST_IOU = 0.33


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


def told(figure: Figure) -> str:
    """Return a figure with its interval in words."""
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


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


def padded(box: Box, size: tuple[int, int]) -> Box:
    """Return `box` grown by `PAD_PX` on each side, but not beyond a picture of `size` (H, W)."""
    return found_boxes.padded(box, size, PAD_PX)


def holds(outer: Box, box: Box) -> bool:
    """Return whether the centre of `box` lies in `outer`."""
    x, y = _centre(box)
    return outer.x0 <= x < outer.x1 and outer.y0 <= y < outer.y1


def rejects(tile: Box, boxes: Iterable[Box]) -> bool:
    """Return whether the centre of any of `boxes` lies in `tile`."""
    return any(holds(tile, box) for box in boxes)


def hits(true: Box, box: Box) -> bool:
    """Return whether the centre of `box` lies in or on the edge of the box `true`."""
    x, y = _centre(box)
    return true.x0 <= x <= true.x1 and true.y0 <= y <= true.y1


def mark(boxes: Sequence[Box], scores: Sequence[float], truth: Sequence[Box], size: tuple[int, int]) -> Marked:
    """Return the boxes found in a picture of `size` (H, W), not yet padded, against its true ones."""
    order = sorted(range(len(boxes)), key=lambda each: -scores[each])
    ranked = [boxes[each] for each in order]
    inside = np.array([[hits(true, box) for true in truth] for box in ranked], np.bool_).reshape(
        len(ranked), len(truth)
    )
    values = np.array([scores[each] for each in order], np.float64)
    best = np.where(inside, values[:, None], -np.inf).max(axis=0, initial=-np.inf)
    taken = match([padded(box, size) for box in ranked], truth)
    return Marked(
        values, np.array([each is not None for each in taken], np.bool_), np.asarray(inside.any(axis=1), np.bool_), best
    )


def match(ranked: Sequence[Box], truth: Sequence[Box]) -> list[int | None]:
    """Return which true box each takes, in turn the one it overlaps most of those nobody took; None where none."""
    return found_boxes.match(ranked, truth, LEAST_IOU)


def precision(marked: Sequence[Marked]) -> Rate:
    """Return how many of the boxes found are true."""
    return Rate(sum(int(each.matched.sum()) for each in marked), sum(each.matched.size for each in marked))


def recall(marked: Sequence[Marked]) -> Rate:
    """Return how many of the true boxes are found."""
    return Rate(sum(int(each.matched.sum()) for each in marked), sum(each.best_hits.size for each in marked))


def f1(marked: Sequence[Marked]) -> Figure:
    """Return F1 over all pictures, its interval by drawing pictures."""
    return _or_none(found_boxes.f1([_ranked(each) for each in marked]))


def average_precision(marked: Sequence[Marked]) -> Figure:
    """Return the mean of the precision at each true box's rank, 0 for one that is not found; interval by pictures."""
    return _or_none(found_boxes.average_precision([_ranked(each) for each in marked]))


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
    return _or_none(metrics.auroc(scores, positive, group, strata))


def escapes_at(scores: Numbers, defective: NDArray[np.bool_], overkill: int) -> Rate:
    """Return how many defective parts pass at the lowest limit that rejects at most `overkill` good ones.

    Scores at the limit pass. A part that was refused, with an infinite score, never does.
    """
    good = -np.sort(-scores[~defective])
    limit = float(good[overkill]) if overkill < good.size else -np.inf
    bad = scores[defective]
    return Rate(int(((bad <= limit) & np.isfinite(bad)).sum()), bad.size)


def _ranked(marked: Marked) -> Ranked:
    return Ranked(marked.scores, marked.matched, marked.best_hits.size)


def _or_none(figure: Figure | Undefined) -> Figure:
    """Return nan where there is nothing to measure: such a set is printed as what it is."""
    return Figure(*[float("nan")] * 3) if isinstance(figure, Undefined) else figure


def _centre(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
