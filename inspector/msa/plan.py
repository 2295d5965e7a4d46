"""The plan: who judges which part when, in an order that nobody can foresee and everybody can repeat. Pure."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from inspector.errors import InputError
from inspector.record.spreadsheet import safe_cell
from inspector.refusal import RefusalCode, because

_HEAD = ("order", "appraiser", "run", "part", "verdict")


@dataclass(frozen=True, slots=True)
class Showing:
    """One part to be shown to one appraiser; `order` counts from 1 within each of their runs."""

    order: int
    appraiser: str
    run: int
    part: str


def plan(parts: Sequence[str], appraisers: Sequence[str], runs: int, seed: int) -> tuple[Showing, ...]:
    """Return every showing: each appraiser sees the parts in another order in each run, the same for the same `seed`.

    Raises
    ------
    InputError
        A name is there twice: nobody could tell the parts apart.

    Examples
    --------
    >>> [showing.part for showing in plan(["P1", "P2", "P3"], ["Li"], runs=2, seed=1)]
    ['P1', 'P2', 'P3', 'P3', 'P1', 'P2']
    """
    for found in _twice(parts):
        told = because(RefusalCode.PLAN_PART_TWICE, names=found)
        raise InputError("plan the study", f"part {found} is there twice", "name each once", told)
    for found in _twice(appraisers):
        told = because(RefusalCode.PLAN_APPRAISER_TWICE, names=found)
        raise InputError("plan the study", f"appraiser {found} is there twice", "name each once", told)
    draw = np.random.default_rng(seed)
    return tuple(
        Showing(order, appraiser, run, parts[at])
        for run in range(1, runs + 1)
        for appraiser in appraisers
        for order, at in enumerate(draw.permutation(len(parts)), start=1)
    )


def _twice(names: Sequence[str]) -> Iterable[str]:
    """Yield the names that are there twice, with commas; nothing where each is there once."""
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        yield ", ".join(twice)


def plan_csv(showings: Iterable[Showing]) -> str:
    """Return the plan as CSV with an empty column for verdicts; it tells no references: who judges is blind."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_HEAD)
    rows.writerows((each.order, safe_cell(each.appraiser), each.run, safe_cell(each.part), "") for each in showings)
    return text.getvalue()
