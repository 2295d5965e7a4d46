"""What a drill found, counted: caught of tried by zone, kind, size and contrast, and the smallest that is caught."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from inspector.calibrate.drill import Drill, Drilled, Shot
from inspector.calibrate.drill_defects import DrillKind, Wanted
from inspector.calibrate.intervals import wilson
from inspector.part import Outcome

CAUGHT_SHARE: Final = 0.9
FEWEST: Final = 5
"""A sort that found places for fewer, where more were asked for, says nothing of the smallest."""
WORDS: Final = (
    "All defects here are synthetic: drawn on the golden, which the station knows by heart. They show what it could "
    "see at best and bound nothing about real defects or real parts; only real bad parts do that."
)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of the defects of one sort were caught, with the Wilson 95 % interval of the share.

    `tried` is 0 where no place was fit for it; the interval then says nothing: 0 to 1.
    """

    zone: str
    kind: DrillKind
    size_px: int
    contrast: float
    tried: int
    caught: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest size from which on at least 90 % were caught, up to the largest that was tried.

    `size_px` is None where even the largest, `largest_px`, was caught less often; `largest_px` is None where too few
    could be drawn of any.
    """

    zone: str
    kind: DrillKind
    contrast: float
    size_px: int | None
    largest_px: int | None


@dataclass(frozen=True, slots=True)
class DrillReport:
    """A whole drill, counted.

    `blanks` pictures had nothing drawn, of which `blanks_not_passed` were rejected or rechecked; `refused` pictures
    with defects were not aligned: their defects count as not caught.
    """

    product: str
    revision: str
    seed: int
    pictures: int
    blanks: int
    blanks_not_passed: int
    refused: int
    not_drawn: int
    cells: tuple[Cell, ...]
    smallest: tuple[Smallest, ...]
    words: str = WORDS


def count(product: str, revision: str, drill: Drill, shots: Sequence[Shot]) -> DrillReport:
    """Return the report of a drill that has run."""
    drilled = [each for shot in shots for each in shot.drilled]
    cells = tuple(_cells(drilled, drill.given_up))
    blanks = [shot for shot in shots if not shot.drilled]
    return DrillReport(
        product=product,
        revision=revision,
        seed=drill.plan.seed,
        pictures=len(shots),
        blanks=len(blanks),
        blanks_not_passed=sum(shot.outcome is not Outcome.PASS for shot in blanks),
        refused=sum(shot.is_refused for shot in shots if shot.drilled),
        not_drawn=len(drill.given_up),
        cells=cells,
        smallest=_all_smallest(cells, min(FEWEST, drill.plan.per_cell)),
    )


def smallest(cells: Iterable[Cell], fewest: int = FEWEST) -> tuple[int | None, int | None]:
    """Return the smallest size from which on at least 90 % were caught, and the largest tried; None for none.

    A size that was caught below a larger one that was not does not count: what is larger must be seen too. Cells of
    fewer than `fewest` are passed over.

    Examples
    --------
    >>> caught = {3: 9, 5: 8, 8: 10}
    >>> smallest(Cell("part", DrillKind.SPOT, size, 25.0, 10, caught[size], 0.0, 1.0) for size in caught)
    (8, 8)
    """
    found: int | None = None
    tried = sorted((cell for cell in cells if cell.tried >= fewest), key=lambda cell: -cell.size_px)
    for cell in tried:
        if cell.caught < CAUGHT_SHARE * cell.tried:
            break
        found = cell.size_px
    return found, tried[0].size_px if tried else None


def _cells(drilled: Sequence[Drilled], given_up: Sequence[tuple[Wanted, str]]) -> Iterable[Cell]:
    sorts = {(each.drawn.zone, each.drawn.wanted) for each in drilled} | {(zone, wanted) for wanted, zone in given_up}
    tried = dict.fromkeys(sorts, 0)
    caught = dict.fromkeys(sorts, 0)
    for each in drilled:
        tried[each.drawn.zone, each.drawn.wanted] += 1
        caught[each.drawn.zone, each.drawn.wanted] += each.is_caught
    for zone, wanted in sorted(sorts, key=lambda sort: (sort[0], sort[1].kind, sort[1].contrast, sort[1].size_px)):
        n, k = tried[zone, wanted], caught[zone, wanted]
        yield Cell(zone, wanted.kind, wanted.size_px, wanted.contrast, n, k, *_interval(k, n))


def _interval(caught: int, tried: int) -> tuple[float, float]:
    if not tried:
        return 0.0, 1.0
    interval = wilson(caught, tried)
    return interval.low, interval.high


def _all_smallest(cells: Sequence[Cell], fewest: int) -> tuple[Smallest, ...]:
    rows: dict[tuple[str, DrillKind, float], list[Cell]] = {}
    for cell in cells:
        rows.setdefault((cell.zone, cell.kind, cell.contrast), []).append(cell)
    return tuple(Smallest(*key, *smallest(row, fewest)) for key, row in rows.items())
