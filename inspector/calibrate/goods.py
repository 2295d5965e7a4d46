"""Judged good parts in, what is measured on them out: which can be used, what they vary by, where they are restless."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.tolerance import Good, tolerance
from inspector.calibrate.variation import Bounds, Gathering, middle_for
from inspector.decide.rules import learn
from inspector.errors import InputError
from inspector.golden.golden import Golden
from inspector.golden.variation import Middle, Variation
from inspector.part import Alignment, Inspection


@dataclass(frozen=True, slots=True)
class Unused:
    """A picture that nothing was measured on, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Goods:
    """What the good parts of a folder gave.

    Parameters
    ----------
    used
        Each with its aligned picture and its score map: for 1.2 Mpx in colour some 6 MB.
    unused
        Those that were not aligned, not compared, or are the golden itself.
    variation
        What the used ones vary by, with the tolerance they ask for.
    """

    used: tuple[Good, ...]
    unused: tuple[Unused, ...]
    variation: Variation


def take_in(inspections: Iterable[Inspection | Unused], golden: Golden, bounds: Bounds) -> Goods:
    """Return what the good parts vary by, judged with `golden` without any tolerance.

    Parameters
    ----------
    inspections
        Of good parts, by the golden; or why one was not judged by it.
    golden
        What they were judged with.
    bounds
        The limit of a pixel.

    Raises
    ------
    InputError
        Fewer than 3 can be used, or the golden they were judged with had a tolerance.
    """
    if golden.tolerance is not None:
        raise InputError(
            f"measure the variation of {golden.product}", "the golden has a tolerance", "judge the goods without it"
        )
    used: list[Good] = []
    unused: list[Unused] = []
    for inspection in inspections:
        good = inspection if isinstance(inspection, Unused) else _good(inspection, golden.image)
        if isinstance(good, Unused):
            unused.append(good)
        else:
            used.append(good)
    gathering = Gathering(golden.image, _middle_for(used, unused))
    for each in used:
        gathering.add(each.alignment)
    wider = tolerance([good.deviation for good in used], learn(golden))
    return Goods(tuple(used), tuple(unused), gathering.variation(wider, bounds))


def _good(inspection: Inspection, golden: NDArray[np.uint8]) -> Good | Unused:
    alignment, deviation = inspection.alignment, inspection.deviation
    if not isinstance(alignment, Alignment) or deviation is None:
        return Unused(inspection.part_id, inspection.verdict.message)
    if inspection.capture is not None and np.array_equal(inspection.capture.image, golden):
        return Unused(inspection.part_id, "it is the golden itself")
    return Good(inspection.part_id, alignment, deviation)


def _middle_for(used: list[Good], unused: list[Unused]) -> Middle:
    """Return what stands for those that are used: the others, however many there were, say nothing."""
    try:
        return middle_for(len(used))
    except InputError as error:
        why = f"{error}; not used: {'; '.join(f'{each.name}: {each.why}' for each in unused)}" if unused else str(error)
        raise InputError("use the good parts", why, "look at the alignment with inspector align") from error
