"""Limits of a new revision and of the active one in, how far they grow out: so that no tolerance creeps. Pure."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from inspector.decide.field import values_at
from inspector.decide.rules import learn
from inspector.errors import InputError
from inspector.golden.golden import Golden

GROWTH: Final = 1.5
"""By how much a new limit may exceed the active one at any place without a person allowing it."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How far limits grow: the `most` at golden pixel (x, y), and over which `share` by more than `GROWTH`."""

    most: float
    x: int
    y: int
    share: float

    @property
    def is_too_far(self) -> bool:
        """Whether a person has to allow it."""
        return self.most > GROWTH

    @override
    def __str__(self) -> str:
        """Return it for people."""
        return (
            f"at x {self.x}, y {self.y} the limit would grow {self.most:.2f}-fold, and by more than {GROWTH:g} over "
            f"{self.share:.2%} of the golden"
        )


def limits_over(golden: Golden) -> NDArray[np.float32]:
    """Return the limit at each golden pixel, float32 (H, W): its zone's, widened; infinite where nothing is inspected.

    It is in units of the comparator's shipped limit, and what counts: a wider tolerance or a higher `deviation` let
    the same defect pass.
    """
    rules = learn(golden)
    limit = values_at(rules.zone_of, [limits.deviation for limits in rules.limits], np.inf)
    return limit * rules.wider[0] if rules.wider else limit


def growth(new: NDArray[np.float32], active: NDArray[np.float32] | None) -> Growth:
    """Return how far `new` exceeds `active`, both float32 (H, W).

    An active one of another size, or None, counts as 1.0 all over: it cannot be compared place by place. Places that
    either does not inspect do not grow.
    """
    before = np.ones_like(new) if active is None or active.shape != new.shape else active
    inspected = np.isfinite(new) & np.isfinite(before)
    ratio = np.divide(new, before, out=np.ones_like(new), where=inspected)
    y, x = divmod(int(ratio.argmax()), ratio.shape[1])
    return Growth(float(ratio.max()), x, y, float((ratio > GROWTH).mean()))


def growth_of(new: Golden, active: Golden) -> Growth:
    """Return how far the limits of `new` exceed those of `active`, or its tolerance alone does where that is more.

    With a golden of another size the limits stand for themselves: only what its tolerance widens is growth.
    """
    tolerance = growth(_tolerance(new), _tolerance(active))
    same = new.image.shape[:2] == active.image.shape[:2]
    limits = growth(limits_over(new), limits_over(active if same else replace(new, tolerance=None, variation=None)))
    return max(tolerance, limits, key=lambda each: each.most)


def check_growth(found: Growth, product: str) -> None:
    """Raise InputError where limits grow by more than `GROWTH`.

    Without this a tolerance creeps: the goods of each revision are parts that the one before let pass.
    """
    if found.is_too_far:
        remedy = "look at what the good parts show there; --allow takes it all the same"
        raise InputError(f"widen the limits of {product}", str(found), remedy)


def _tolerance(golden: Golden) -> NDArray[np.float32]:
    return np.ones(golden.image.shape[:2], np.float32) if golden.tolerance is None else golden.tolerance
