"""The watch over what a promise rests on: readings of parts in, an alarm out where they have drifted. Pure.

Each figure is put in units of its own robust spread around its own centre, cut off where a single part would speak too
loudly, and averaged with exponentially falling weights (a first-order filter). A bad part moves it little; light that
fades, a lens that drifts or another lot of material moves it for good, while every single part still passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from inspector.calibrate.reading import FIGURES, Reading
from inspector.calibrate.run_length import control_limit
from inspector.errors import InputError

WEIGHT: Final = 0.05
"""Of the newest part: it remembers some 40 parts."""
RUN_PARTS: Final = 50_000
"""Mean number of parts from one false alarm to the next, over all four figures together."""
PARTS_MIN: Final = 20
CUT: Final = 3.0
"""No part counts for more than so many spreads."""
SURE: Final = 1.645
"""The centre was measured on some parts only: the run holds even where it is wrong by so many standard errors."""
_SPREAD_MIN: Final = np.array([0.2, 0.05, 0.001, 0.005])
"""In units of each figure: smaller spreads come from too few or too like pictures."""
_TO_SIGMA: Final = 1.4826


@dataclass(frozen=True, slots=True)
class Normal:
    """How one figure is where all is as it was calibrated.

    Parameters
    ----------
    name
        Of `FIGURES`.
    centre, spread
        Median, and median absolute deviation times 1.4826, in the figure's unit.
    mean
        Of good parts after the cut, in spreads: skewed figures have one.
    control
        How far the average may go from `mean`, either way, in spreads.
    """

    name: str
    centre: float
    spread: float
    mean: float
    control: float


@dataclass(frozen=True, slots=True)
class Alarm:
    """One figure that has left its control limits; `now`, `low` and `high` are in its own unit."""

    figure: str
    now: float
    low: float
    high: float

    @override
    def __str__(self) -> str:
        """Return the alarm in words."""
        return f"{self.figure} {self.now:.4g}, as calibrated {self.low:.4g} to {self.high:.4g}"


@dataclass(frozen=True, slots=True)
class Watch:
    """The state of the watch after some parts: `watch = watch.after(reading)` for every part that was compared.

    Parameters
    ----------
    normals
        Of each figure, in the order of `FIGURES`.
    averages
        Where each figure's average is now, in spreads from its mean; 0 at the start.
    parts
        How many parts it has seen.

    Examples
    --------
    >>> normals = tuple(Normal(name, 100.0, 2.0, 0.0, 0.5) for name in FIGURES)
    >>> watch = Watch(normals)
    >>> for _ in range(40):
    ...     watch = watch.after(Reading(98.5, 100.0, 100.0, 100.0))
    >>> print(*watch.alarms)
    brightness 98.69, as calibrated 99 to 101
    """

    normals: tuple[Normal, ...]
    averages: tuple[float, ...] = (0.0,) * len(FIGURES)
    parts: int = 0

    def after(self, reading: Reading) -> "Watch":
        """Return the watch after one more part."""
        apart = [
            min(max((value - normal.centre) / normal.spread, -CUT), CUT) - normal.mean
            for value, normal in zip(reading.values.tolist(), self.normals, strict=True)
        ]
        moved = (old + WEIGHT * (new - old) for old, new in zip(self.averages, apart, strict=True))
        return replace(self, averages=tuple(moved), parts=self.parts + 1)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The figures that are outside their control limits now; empty where all is as calibrated."""
        pairs = zip(self.normals, self.averages, strict=True)
        return tuple(_alarm(normal, average) for normal, average in pairs if abs(average) > normal.control)


def learn_normals(readings: Sequence[Reading], run_parts: float = RUN_PARTS) -> tuple[Normal, ...]:
    """Return how each figure is on good parts, with control limits for a mean run of `run_parts` to a false alarm.

    Each figure gets a run of as many times that as there are figures, so that all together keep it however they depend
    on each other. It is the run of parts that do not depend on their neighbours; heat, belts and lots of material make
    parts alike for a while, and alarms more frequent.

    Parameters
    ----------
    readings
        Of good parts, `PARTS_MIN` or more.

    Raises
    ------
    InputError
        Fewer readings. There is no watch.
    """
    if len(readings) < PARTS_MIN:
        raise InputError("watch for drift", f"{len(readings)} good parts, it takes {PARTS_MIN}", "give more good parts")
    table = np.array([reading.values for reading in readings], np.float64)
    return tuple(_normal(name, table[:, number], run_parts, number) for number, name in enumerate(FIGURES))


def _normal(name: str, values: NDArray[np.float64], run_parts: float, number: int) -> Normal:
    centre = float(np.median(values))
    spread = max(_TO_SIGMA * float(np.median(np.abs(values - centre))), float(_SPREAD_MIN[number]))
    apart = np.clip((values - centre) / spread, -CUT, CUT)
    around = apart - apart.mean()
    wrong_by = SURE * float(around.std()) / np.sqrt(values.size)
    # Skewed figures leave on one side: the limit holds for a centre that is wrong to either.
    limits = [control_limit(around + side * wrong_by, WEIGHT, run_parts * len(FIGURES)) for side in (-1.0, 1.0)]
    return Normal(name, centre, spread, float(apart.mean()), max(*limits, WEIGHT))


def _alarm(normal: Normal, average: float) -> Alarm:
    def in_unit(apart: float) -> float:
        return normal.centre + normal.spread * (normal.mean + apart)

    return Alarm(normal.name, in_unit(average), in_unit(-normal.control), in_unit(normal.control))
