"""Two forms of one network: the quick one compares every part, the exact one those that lie near their limit.

Rounding to 8 or 16 bits moves a score by a few percent. Far from the limit that changes no verdict; near it the exact
form decides, so that the quick one is never what a verdict hangs on.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inspector.compare.comparator import Comparator, Comparison, Engine, SecondLook
from inspector.golden.golden import Golden
from inspector.part import Alignment, Deviation


class NearLimitComparator:
    """A quick comparator with the exact one that it was made of.

    Parameters
    ----------
    quick
        Compares every part.
    exact
        Decides where the quick one's score is `near`.
    near
        From which to below which score, in units of the limit.
    """

    def __init__(self, quick: Comparator, exact: Comparator, near: tuple[float, float]) -> None:
        self._quick, self._exact, self._near = quick, exact, near

    @property
    def engine(self) -> Engine:
        """Who compares: the quick one, whose card names the exact one by its hash; the warnings are those of both."""
        return _with_warnings_of(self._quick.engine, self._exact.engine)

    def learn(self, golden: Golden, goods: Sequence[NDArray[np.uint8]] = ()) -> "NearLimitComparison":
        """Return the comparison with this golden, learnt by both.

        Raises
        ------
        RecipeError
            As for `Comparator.learn`, by either.
        """
        exact = SecondLook(self._exact.learn(golden, goods), *self._near)
        return NearLimitComparison(self._quick.learn(golden, goods), exact)


class NearLimitComparison:
    """One golden, learnt by a quick comparator and by the exact one."""

    def __init__(self, quick: Comparison, second: SecondLook) -> None:
        self._quick, self._second = quick, second
        self._engine = _with_warnings_of(quick.engine, second.comparison.engine)

    @property
    def engine(self) -> Engine:
        """Who compares, see `NearLimitComparator.engine`."""
        return self._engine

    @property
    def second_look(self) -> SecondLook:
        """Who decides near the limit."""
        return self._second

    def compare(self, alignment: Alignment) -> Deviation:
        """Return how far the aligned part deviates by the quick form; see `Comparison.compare`."""
        return self._quick.compare(alignment)


def _with_warnings_of(quick: Engine, exact: Engine) -> Engine:
    return replace(quick, warnings=tuple(dict.fromkeys((*quick.warnings, *exact.warnings))))
