"""The door to comparators: a golden is learnt once, then each aligned part is compared with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inspector.golden.golden import Golden
from inspector.part import Alignment, Deviation


@dataclass(frozen=True, slots=True)
class Engine:
    """Who compares, and where it really runs.

    Parameters
    ----------
    comparator
        The model's name, from its card.
    model_sha256
        Hash over the model's files.
    runtime
        Name and version, as in ``"onnxruntime 1.31.1"``.
    device
        Where it was found to execute, not what was asked for.
    warnings
        One line for each thing that is not as asked, such as a device that was not there. Shown in the status.
    """

    comparator: str
    model_sha256: str
    runtime: str
    device: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Who decides in place of the first on a part that comes near its limits: see `inspector.decide.decide.is_near`.

    Near is from `low` to below `high`, in units of the limit: `low` is at most 1 and `high` above it.
    """

    comparison: "Comparison"
    low: float
    high: float


class Comparison(Protocol):
    """One golden, learnt by one comparator."""

    @property
    def engine(self) -> Engine:
        """Who compares."""

    @property
    def second_look(self) -> SecondLook | None:
        """Who decides near the limit; None where this comparison does."""

    def compare(self, alignment: Alignment) -> Deviation:
        """Return how far the aligned part deviates from the golden; the same bits for the same input.

        Raises
        ------
        ComparisonError
            The model's answer is unusable. The part is FAULT.
        RuntimeLostError
            The device is gone. The part is FAULT and the station drops READY.
        """


class Comparator(Protocol):
    """A loaded model on a device that passed its parity check."""

    @property
    def engine(self) -> Engine:
        """Who compares."""

    def learn(self, golden: Golden, goods: Sequence[NDArray[np.uint8]] = ()) -> Comparison:
        """Return the comparison with this golden; all that depends only on the golden is computed here.

        Parameters
        ----------
        golden
            What parts are aligned to and compared with.
        goods
            uint8, each of the golden's shape and in its frame: more good parts. What they show is allowed too. Where
            one was not seen it holds the golden's pixels.

        Raises
        ------
        RecipeError
            The model cannot take a golden of this size or kind, or no further goods. The station refuses the recipe.
        """
