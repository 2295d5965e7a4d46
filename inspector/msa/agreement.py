"""How far appraisers agree: with themselves, with each other, with the reference; and what they miss. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from inspector.msa.kappa import Kappa, cohen, counted, fleiss
from inspector.msa.study import Study

IntervalName = Literal["clopper-pearson", "wilson"]
_METHODS: dict[str, Literal["exact", "wilson"]] = {"clopper-pearson": "exact", "wilson": "wilson"}


class Band(StrEnum):
    """How the AIAG's manual takes a figure."""

    ACCEPTABLE = "acceptable"
    MARGINAL = "marginal"
    UNACCEPTABLE = "unacceptable"


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, and the 95 % interval of the true share, 0..1."""

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share, 0..1."""
        return self.count / self.of


@dataclass(frozen=True, slots=True)
class Appraiser:
    """What one appraiser is like.

    Parameters
    ----------
    within
        Parts of which all runs say the same.
    effective
        Parts of which all runs say what the reference says.
    miss, false_alarm
        Defective parts passed and good ones rejected, of all times they were shown; None without such parts.
    repeats
        Fleiss' kappa among the runs; None where only one word was ever said.
    against_reference
        Cohen's kappa of all runs with the reference; None likewise.
    """

    name: str
    within: Share
    effective: Share
    miss: Share | None
    false_alarm: Share | None
    repeats: Kappa | None
    against_reference: Kappa | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Cohen's kappa of two appraisers, run by run on the same parts."""

    one: str
    other: str
    kappa: Kappa | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The whole study: `between` are parts of which everybody says the same in all runs, `right` what is also true.

    `everybody` is Fleiss' kappa among all appraisers and runs.
    """

    appraisers: tuple[Appraiser, ...]
    pairs: tuple[Pair, ...]
    between: Share
    right: Share
    everybody: Kappa | None


def agreement(study: Study, interval: IntervalName = "clopper-pearson") -> Agreement:
    """Return what the study tells, with intervals of that kind."""
    calls, parts = study.rejected, len(study.parts)
    # All runs of all appraisers beside each other: (parts, ratings).
    together = np.moveaxis(calls, 1, 0).reshape(parts, -1)
    pairs = combinations(range(len(study.appraisers)), 2)
    return Agreement(
        appraisers=tuple(_appraiser(study, at, interval) for at in range(len(study.appraisers))),
        pairs=tuple(
            Pair(study.appraisers[a], study.appraisers[b], cohen(calls[a].ravel(), calls[b].ravel())) for a, b in pairs
        ),
        between=_share(_alike(together), interval),
        right=_share(_right(together, study.defective), interval),
        everybody=fleiss(counted(together)),
    )


def effectiveness_band(share: Share) -> Band:
    """Return how an effectiveness is taken: from 90 % acceptable, from 80 % marginal."""
    return Band.ACCEPTABLE if share.value >= 0.9 else Band.MARGINAL if share.value >= 0.8 else Band.UNACCEPTABLE


def miss_band(share: Share) -> Band:
    """Return how a miss rate is taken: up to 2 % acceptable, up to 5 % marginal."""
    return _at_most(share, 0.02, 0.05)


def false_alarm_band(share: Share) -> Band:
    """Return how a false alarm rate is taken: up to 5 % acceptable, up to 10 % marginal."""
    return _at_most(share, 0.05, 0.1)


def kappa_band(kappa: Kappa) -> Band:
    """Return how a kappa is taken: above 0.75 good, below 0.40 poor."""
    return Band.ACCEPTABLE if kappa.value > 0.75 else Band.UNACCEPTABLE if kappa.value < 0.4 else Band.MARGINAL


def share_of(count: int, of: int, interval: IntervalName = "clopper-pearson") -> Share:
    """Return the share with its interval.

    Examples
    --------
    >>> share = share_of(42, 50)
    >>> [round(limit, 2) for limit in (share.value, share.low, share.high)]
    [0.84, 0.71, 0.93]
    """
    found = binomtest(count, of).proportion_ci(0.95, method=_METHODS[interval])
    return Share(count, of, float(found.low), float(found.high))


def _appraiser(study: Study, at: int, interval: IntervalName) -> Appraiser:
    calls, defective = study.rejected[at], study.defective
    reference = np.repeat(defective[:, None], calls.shape[1], axis=1)
    return Appraiser(
        name=study.appraisers[at],
        within=_share(_alike(calls), interval),
        effective=_share(_right(calls, defective), interval),
        miss=_share(~calls[defective].ravel(), interval) if defective.any() else None,
        false_alarm=_share(calls[~defective].ravel(), interval) if not defective.all() else None,
        repeats=fleiss(counted(calls)),
        against_reference=cohen(calls.ravel(), reference.ravel()),
    )


def _alike(calls: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(calls.all(axis=1) | ~calls.any(axis=1))


def _right(calls: NDArray[np.bool_], defective: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray((calls == defective[:, None]).all(axis=1))


def _share(holds: NDArray[np.bool_], interval: IntervalName) -> Share:
    return share_of(int(holds.sum()), holds.size, interval)


def _at_most(share: Share, acceptable: float, marginal: float) -> Band:
    return (
        Band.ACCEPTABLE
        if share.value <= acceptable
        else Band.MARGINAL
        if share.value <= marginal
        else Band.UNACCEPTABLE
    )
