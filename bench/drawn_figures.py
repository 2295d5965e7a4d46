"""Figures of drawn pictures, with 95 % intervals over pictures drawn again."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scoring import Rate

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


def figure_of(found: Counted) -> tuple[str, str]:
    """Return AP of places and AUROC of pictures, each with its interval."""
    rng, count = np.random.default_rng(SEED), len(found.worst)
    drawn = [_figures(found, rng.integers(count, size=count)) for _ in range(DRAWS)]
    own, low, high = _figures(found, np.arange(count)), *np.percentile(drawn, (2.5, 97.5), axis=0)
    first, second = (
        f"{value:.3f} [{least:.3f}, {most:.3f}]" for value, least, most in zip(own, low, high, strict=True)
    )
    return first, second


def rates_at(pictures: Sequence[Scored], limit: float = 0.0) -> str:
    """Return what is marked from `limit` on: good and defective pictures, marks and defects."""
    each = [matched(picture, limit) for picture in pictures]
    good = [match for picture, match in zip(pictures, each, strict=True) if picture.counted.all() and not match.defects]
    bad = [match for match in each if match.defects]
    marks = sum(each, NOTHING)
    return (
        f"good marked {_rate(sum(match.marked > 0 for match in good), len(good))}, "
        f"defective unmarked {_rate(sum(match.found == 0 for match in bad), len(bad))}, "
        f"marks right {_rate(marks.right, marks.marked)}, defects found {_rate(marks.found, marks.defects)}"
    )


def _rate(count: int, total: int) -> str:
    figure = Rate(count, total).figure
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _in_steps(logits: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.histogram(np.clip(logits, STEPS[0], STEPS[-1]), STEPS)[0]


def _figures(found: Counted, chosen: NDArray[np.int64]) -> tuple[float, float]:
    hits, rest = (each[chosen].sum(axis=0)[::-1].cumsum() for each in (found.defect, found.good))
    gained = np.diff(hits, prepend=0) / max(1, hits[-1])
    precision = float((gained * hits / np.maximum(1, hits + rest)).sum())
    bad, clear = found.is_bad[chosen], found.is_clear[chosen]
    return precision, auroc(found.worst[chosen][bad & clear], found.worst[chosen][~bad & clear])
