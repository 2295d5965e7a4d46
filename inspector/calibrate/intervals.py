"""Counts in, how large the true share may be: intervals for overkill and escapes that were counted. Pure."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

from scipy.stats import binomtest

from inspector.errors import InputError

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which shares the true one lies, 0..1, at `confidence`."""

    low: float
    high: float
    confidence: float
    method: str


def wilson(count: int, of: int, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's two-sided interval: on average over true shares as wide as it says.

    Raises
    ------
    InputError
        `of` is 0, or `count` is no part of it: nothing was counted, so nothing is said.

    References
    ----------
    E. B. Wilson, JASA 22, 1927; L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16, 2001.

    Examples
    --------
    >>> interval = wilson(5, 10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.237, 0.763)
    """
    return _interval(count, of, confidence, "two-sided", "wilson", "Wilson")


def as_bound(share: float) -> str:
    """Return a share that bounds another from above in per cent, rounded up: to a tenth, below 1 % to two digits.

    Examples
    --------
    >>> as_bound(0.0950), as_bound(0.77639), as_bound(0.00049917), as_bound(1.0)
    ('9.5 %', '77.7 %', '0.050 %', '100.0 %')
    """
    percent = Decimal(str(float(share))) * 100
    tenth = Decimal("0.1")
    step = tenth if percent >= 1 or not percent else Decimal(1).scaleb(percent.adjusted() - 1)
    return f"{percent.quantize(step, ROUND_CEILING):f} %"


def at_most(count: int, of: int, confidence: float = CONFIDENCE) -> Interval:
    """Return from 0 to the largest share that `count` of `of` leave possible: what escapes are bounded by.

    With none it is the rule of three, exactly: about 3 / `of` at 95 %.

    Raises
    ------
    InputError
        As for `wilson`.

    References
    ----------
    J. A. Hanley, A. Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249, 1983.

    Examples
    --------
    >>> round(at_most(0, 100).high, 4)
    0.0295
    """
    return _interval(count, of, confidence, "less", "exact", "Clopper-Pearson, one-sided")


def _interval(
    count: int,
    of: int,
    confidence: float,
    alternative: Literal["two-sided", "less"],
    method: Literal["exact", "wilson"],
    name: str,
) -> Interval:
    _check(count, of)
    found = binomtest(count, of, alternative=alternative).proportion_ci(confidence, method=method)
    return Interval(float(found.low), float(found.high), confidence, name)


def _check(count: int, of: int) -> None:
    if of < 1 or not 0 <= count <= of:
        raise InputError("bound a share", f"{count} of {of} parts", "count at least one part")
