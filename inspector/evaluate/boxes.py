"""Boxes that were found against those that are true: one to one by score, and what follows from it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.evaluate.intervals import Figure, Missing, Numbers, Undefined, drawn
from inspector.part import Box


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """The boxes found in one picture.

    Parameters
    ----------
    scores
        Of the boxes found, largest first.
    matched
        bool, of the same boxes: whether each took a true one.
    true
        How many true boxes the picture has.
    """

    scores: Numbers
    matched: NDArray[np.bool_]
    true: int


def iou(one: Box, other: Box) -> float:
    """Return the area common to two boxes as a share of the area of both together.

    Examples
    --------
    >>> iou(Box(0, 0, 10, 10), Box(0, 5, 10, 10))
    0.5
    """
    width, height = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (_area(one) + _area(other) - width * height)


def padded(box: Box, size: tuple[int, int], pad_px: float) -> Box:
    """Return `box` grown by `pad_px` on each side, but not beyond a picture of `size` (H, W)."""
    height, width = size
    x0, y0 = max(0.0, box.x0 - pad_px), max(0.0, box.y0 - pad_px)
    x1, y1 = min(width, box.x1 + pad_px), min(height, box.y1 + pad_px)
    # A capture may reach beyond its picture's edge: what lies wholly outside stays as it is and meets no true box.
    return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else box


def match(ranked: Sequence[Box], truth: Sequence[Box], least_iou: float) -> list[int | None]:
    """Return which true box each takes, in turn the one it overlaps most of those nobody took; None where none.

    It takes one only where their `iou` is above `least_iou`. `ranked` has the highest score first.
    """
    free = list(range(len(truth)))
    taken: list[int | None] = []
    for box in ranked:
        best = max(free, key=lambda each: iou(box, truth[each]), default=None)
        if best is None or iou(box, truth[best]) <= least_iou:
            taken.append(None)
            continue
        free.remove(best)
        taken.append(best)
    return taken


def f1(ranked: Sequence[Ranked]) -> Figure | Undefined:
    """Return F1 over all pictures, its interval by drawing pictures."""
    if not sum(each.true for each in ranked):
        return Undefined(Missing.BOX)
    counts = np.array([(each.matched.sum(), each.matched.size + each.true, each.true) for each in ranked], np.float64)

    def weighed(weights: Numbers) -> Numbers:
        matched, both, true = (weights @ counts).T
        return _where_true(2 * matched / np.maximum(1.0, both), true)

    return drawn(weighed, np.zeros(len(ranked), np.bool_))


def average_precision(ranked: Sequence[Ranked]) -> Figure | Undefined:
    """Return the mean of the precision at each true box's score, 0 for one that is not found; interval by pictures.

    Boxes of one score share a precision, in whatever order their pictures come: those found by their area alone all
    score 1.0. scikit-learn has no place for what was not found at all.
    """
    if not sum(each.true for each in ranked):
        return Undefined(Missing.BOX)
    scores = np.concatenate([each.scores for each in ranked])
    order = np.argsort(-scores, kind="stable")
    matched = np.concatenate([each.matched for each in ranked])[order]
    picture = np.repeat(np.arange(len(ranked)), [each.scores.size for each in ranked])[order]
    true = np.array([each.true for each in ranked], np.float64)
    last_alike = np.searchsorted(-scores[order], -scores[order], side="right") - 1

    def weighed(weights: Numbers) -> Numbers:
        rank = np.cumsum(weights[:, picture], axis=1)
        gain = weights[:, picture] * matched
        precision = (np.cumsum(gain, axis=1) / np.maximum(rank, 1.0))[:, last_alike]
        wanted = weights @ true
        return _where_true((gain * precision).sum(axis=1) / np.maximum(1.0, wanted), wanted)

    return drawn(weighed, np.zeros(len(ranked), np.bool_))


def _where_true(figures: Numbers, true: Numbers) -> Numbers:
    """Return the figure of each draw, nan of one without a true box: of such pictures it is undefined, not 0."""
    return np.where(true > 0, figures, np.nan)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)
