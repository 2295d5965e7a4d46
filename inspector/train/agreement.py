"""Whether the network in 8 bits decides as it does in f32: pairs of kinds of part never trained in, figures out.

Near the limit it does not decide: the f32 form does, see `inspector.compare.second_look`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from typing_extensions import override

from inspector.compare.precision import NEAR
from inspector.errors import InputError
from inspector.train.losses import halved_labels
from inspector.train.pairs import TrainingPair
from inspector.train.validate import average_precision

SHARE_MIN: Final = 0.999
AP_APART_MAX: Final = 0.003
DECISIONS_MIN: Final = 1_000
NORMAL_95: Final = 1.96


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two forms of one network agree.

    Parameters
    ----------
    decisions
        Pictures that were compared with their golden.
    share_agreeing
        Of them, where both find a place beyond the limit or both find none, or where the 8-bit form's worst score is
        `NEAR`, so that f32 decides.
    interval
        Wilson's, at 95 %, of that share.
    share_alone
        The share where the 8-bit form alone decides as f32 does.
    share_near
        The share where f32 decides, among kinds of part that are hard to tell.
    ap_f32, ap_int8
        Average precision over all places that count.
    """

    decisions: int
    share_agreeing: float
    interval: tuple[float, float]
    share_alone: float
    share_near: float
    ap_f32: float
    ap_int8: float

    @property
    def holds(self) -> bool:
        """Whether the 8-bit form may stand for the other."""
        return self.share_agreeing >= SHARE_MIN and abs(self.ap_int8 - self.ap_f32) <= AP_APART_MAX

    @override
    def __str__(self) -> str:
        """Return the figures as one phrase."""
        low, high = (100 * each for each in self.interval)
        return (
            f"{100 * self.share_agreeing:.2f} % of {self.decisions} decisions agree ({low:.2f} to {high:.2f} %), "
            f"{100 * self.share_near:.1f} % of them made by f32, {100 * self.share_alone:.2f} % without it; "
            f"average precision {self.ap_int8:.4f} after {self.ap_f32:.4f}"
        )


class Compares(Protocol):
    """A form of the network that maps pairs."""

    def maps(self, pair: TrainingPair) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the maps, float32 (h, w), of the good part of `pair` and of the capture."""


def agreement(f32: Compares, int8: Compares, pairs: Sequence[TrainingPair]) -> Agreement:
    """Return how `int8` agrees with `f32` on the good part and on the capture of every pair."""
    labels = [label for pair in pairs for label in (np.zeros_like(pair.label), pair.label)]
    before, after = (_maps(each, pairs) for each in (f32, int8))
    worst_f32, worst_int8 = (np.array([found.max() for found in each]) for each in (before, after))
    same = (worst_f32 >= 1.0) == (worst_int8 >= 1.0)
    near = (worst_int8 >= NEAR[0]) & (worst_int8 < NEAR[1])
    share = float((same | near).mean())
    return Agreement(
        decisions=len(same),
        share_agreeing=share,
        interval=wilson(share, len(same)),
        share_alone=float(same.mean()),
        share_near=float(near.mean()),
        ap_f32=_precision(before, labels),
        ap_int8=_precision(after, labels),
    )


def check_decisions(decisions: int) -> None:
    """Raise InputError unless so many `decisions` can tell whether the 8-bit form may be shipped."""
    if decisions < DECISIONS_MIN:
        raise InputError(
            "ship the network in 8 bits",
            f"{decisions} decisions are compared, at least {DECISIONS_MIN} to tell {SHARE_MIN:.1%}",
            f"compare more pairs: --check {DECISIONS_MIN // 2} or more",
        )


def check_agreement(found: Agreement) -> None:
    """Raise InputError unless `found` lets the 8-bit form be shipped."""
    check_decisions(found.decisions)
    if not found.holds:
        raise InputError(
            "ship the network in 8 bits",
            f"{found}; at least {SHARE_MIN:.1%} and at most {AP_APART_MAX} apart",
            "ship it in f32, or train on and try again",
        )


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return Wilson's interval at 95 % of a `share` found in `count` trials.

    Examples
    --------
    >>> low, high = wilson(1.0, 1000)
    >>> round(low, 4), round(high, 4)
    (0.9962, 1.0)
    """
    square = NORMAL_95**2 / count
    middle = share + square / 2
    reach = NORMAL_95 * sqrt(share * (1 - share) / count + square / (4 * count))
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


def _maps(graphs: Compares, pairs: Iterable[TrainingPair]) -> list[NDArray[np.float32]]:
    return [found for pair in pairs for found in graphs.maps(pair)]


def _precision(maps: Sequence[NDArray[np.float32]], labels: Sequence[NDArray[np.uint8]]) -> float:
    defect, counted = (each[:, 0].numpy() > 0 for each in halved_labels(torch.from_numpy(np.stack(labels))))
    return average_precision(np.stack(maps)[counted], defect[counted])
