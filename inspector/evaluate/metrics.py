"""How well parts are told apart: at the limits that ship, and by their scores at every other. Pure.

No limit is ever chosen here: what is rejected was rejected by the recipe that judged.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support

from inspector.evaluate import levels
from inspector.evaluate.intervals import Figure, Missing, Numbers, Rate, Undefined, drawn

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AtLimits:
    """Parts at the limits that ship; a defective part that is not passed is a true find.

    `escapes` counts the defective parts that passed, `overkill` the good ones that did not; a refused alignment or a
    FAULT did not pass.
    """

    escapes: Rate
    overkill: Rate
    accuracy: Rate
    precision: Rate
    recall: Rate
    f1: Figure | Undefined


def at_limits(passed: Flags, defective: Flags) -> AtLimits:
    """Return the figures of parts, bool (n,) each."""
    found = ~passed & defective
    escapes = Rate(int((passed & defective).sum()), int(defective.sum()))
    overkill = Rate(int((~passed & ~defective).sum()), int((~defective).sum()))
    return AtLimits(
        escapes=escapes,
        overkill=overkill,
        accuracy=Rate(passed.size - escapes.count - overkill.count, passed.size),
        precision=Rate(int(found.sum()), int((~passed).sum())),
        recall=Rate(int(found.sum()), int(defective.sum())),
        f1=f1(~passed, defective),
    )


def f1(rejected: Flags, defective: Flags) -> Figure | Undefined:
    """Return the harmonic mean of precision and recall, by scikit-learn; its interval by drawing parts."""
    if not defective.any():
        return Undefined(Missing.DEFECTIVE)
    both = np.stack([rejected & defective, rejected.astype(np.int64) + defective], axis=1).astype(np.float64)

    def weighed(weights: Numbers) -> Numbers:
        found, all_named = (weights @ both).T
        return np.asarray(2 * found / all_named, np.float64)

    draws = drawn(weighed, defective)
    _, _, value, _ = precision_recall_fscore_support(defective, rejected, average="binary", zero_division=0.0)
    return Figure(float(value), draws.low, draws.high)


def auroc(
    scores: Numbers, positive: Flags, group: NDArray[np.intp] | None = None, strata: Flags | None = None
) -> Figure | Undefined:
    """Return how often a positive case scores above a negative one, ties half; interval by drawing groups.

    Parameters
    ----------
    scores, positive
        Of each case, (n,): its score, infinite for a part that was not compared; whether it is to be found.
    group, strata
        The number of each case's part, and of each part its kind: parts are drawn among those of the same kind. Without
        them each case is a part, and its kind is whether it is to be found.
    """
    if not positive.any() or positive.all():
        return Undefined(Missing.GOOD if positive.any() else Missing.DEFECTIVE)
    group = np.arange(scores.size) if group is None else group
    strata = positive if strata is None else strata
    table = _Table.of(scores, positive)

    def weighed(weights: Numbers) -> Numbers:
        return levels.auroc(*table.counts(weights[:, group]))

    draws = drawn(weighed, strata)
    return Figure(levels.exact_auroc(*table.counted()), draws.low, draws.high)


def average_precision(scores: Numbers, positive: Flags) -> Figure | Undefined:
    """Return the area under precision over recall, by scikit-learn; interval by drawing parts.

    With nothing told apart it is the share of positive parts, not one half.
    """
    if not positive.any() or positive.all():
        return Undefined(Missing.GOOD if positive.any() else Missing.DEFECTIVE)
    table = _Table.of(scores, positive)

    def weighed(weights: Numbers) -> Numbers:
        return levels.average_precision(*table.counts(weights))

    draws = drawn(weighed, positive)
    return Figure(levels.exact_average_precision(*table.counted()), draws.low, draws.high)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The cases in the order of their scores, whether each is positive, and where in that order each level begins."""

    order: NDArray[np.intp]
    positive: Flags
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, scores: Numbers, positive: Flags) -> "_Table":
        level = levels.levels_of(scores)
        order = np.argsort(level, kind="stable")
        return cls(order, positive[order], np.flatnonzero(np.diff(level[order], prepend=-1)))

    def counts(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        """Return how much weight (draws, n) the positive and the negative cases have at each level, (draws, levels)."""
        ordered = weights[:, self.order]
        positive, negative = (np.add.reduceat(ordered * kind, self.starts, axis=1) for kind in self._kinds())
        return positive, negative

    def counted(self) -> tuple[Numbers, Numbers]:
        """Return how many positive and negative cases there are at each level, (levels,)."""
        positive, negative = self.counts(np.ones((1, self.order.size)))
        return positive[0], negative[0]

    def _kinds(self) -> tuple[Flags, Flags]:
        return self.positive, ~self.positive
