"""Figures of drawn pictures, with 95 % intervals over pictures drawn again."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scoring import Figure, Rate, told

from inspector.train.calibrate import NOTHING, matched
from inspector.train.validate import Scored, auroc

SEED, DRAWS = 77, 200
STEPS = np.linspace(-14.0, 14.0, 513)


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Of each picture: how many defective and good places lie in each step of the logit, its worst place, its truth."""

    defect: NDArray[np.int64]
    good: NDArray[np.int64]
    worst: NDArray[np.float32]
    is_bad: NDArray[np.bool_]
    is_clear: NDArray[np.bool_]


def counted(pictures: Sequence[Scored]) -> Counted:
    """Return what figures of any choice of `pictures` are made of."""
    hits = [_in_steps(each.logits[each.defect & each.counted]) for each in pictures]
    rest = [_in_steps(each.logits[~each.defect & each.counted]) for each in pictures]
    bad = np.array([bool(each.defect.any()) for each in pictures])
    clear = bad | np.array([bool(each.counted.all()) for each in pictures])
    worst = np.array([cv2.blur(each.logits, (3, 3))[each.counted].max() for each in pictures], np.float32)
    return Counted(np.stack(hits), np.stack(rest), worst, bad, clear)


def figures_of(found: Counted) -> tuple[Figure, Figure]:
    """Return AP of places and AUROC of pictures."""
    rng, count = np.random.default_rng(SEED), len(found.worst)
    drawn = [_figures(found, rng.integers(count, size=count)) for _ in range(DRAWS)]
    own, low, high = _figures(found, np.arange(count)), *np.percentile(drawn, (2.5, 97.5), axis=0)
    precision, area = (Figure(*each) for each in zip(own, low, high, strict=True))
    return precision, area


def marks_in(pictures: Sequence[Scored]) -> str:
    """Return what is marked at the limit, where the logarithm is 0: good and defective pictures, marks and defects."""
    each = [matched(picture, 0.0) for picture in pictures]
    good = [match for picture, match in zip(pictures, each, strict=True) if picture.counted.all() and not match.defects]
    bad = [match for match in each if match.defects]
    marks = sum(each, NOTHING)
    rates = {
        "good marked": Rate(sum(match.marked > 0 for match in good), len(good)),
        "defective unmarked": Rate(sum(match.found == 0 for match in bad), len(bad)),
        "marks right": Rate(marks.right, marks.marked),
        "defects found": Rate(marks.found, marks.defects),
    }
    return ", ".join(f"{name} {told(rate.figure)}" for name, rate in rates.items())


def _in_steps(logits: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.histogram(np.clip(logits, STEPS[0], STEPS[-1]), STEPS)[0]


def _figures(found: Counted, chosen: NDArray[np.int64]) -> tuple[float, float]:
    hits, rest = (each[chosen].sum(axis=0)[::-1].cumsum() for each in (found.defect, found.good))
    gained = np.diff(hits, prepend=0) / max(1, hits[-1])
    precision = float((gained * hits / np.maximum(1, hits + rest)).sum())
    bad, clear = found.is_bad[chosen], found.is_clear[chosen]
    return precision, auroc(found.worst[chosen][bad & clear], found.worst[chosen][~bad & clear])
