"""What the record and its ledger tell of quality: counts by span, revision, zone and place. The door to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from inspector.part import Outcome
from inspector.record.dispositions import Disposition

BASELINE_HOURS: Final = 25
"""From so many first hours with judged parts the limits of a revision's p-chart are drawn, and then stay."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` on and before `end`, both in UTC and on a quarter of an hour."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, order=True)
class Revision:
    """One revision of one product: what a recipe is called."""

    product: str
    revision: str


@dataclass(frozen=True, slots=True)
class QualityAsked:
    """Which parts are asked for.

    Parameters
    ----------
    spans
        When they were inspected; spans never overlap, and are in order.
    product, revision
        What they are; empty asks for all.
    """

    spans: tuple[Span, ...]
    product: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many parts of one span and revision were signalled what, and their light.

    `span` is the number of the span that was asked for, from 0. Sums are over the `aligned` parts: correlation -1..1,
    and golden = gain * capture + offset, offset in grey levels; brightness and focus, in grey levels, over the `seen`.
    """

    span: int
    of: Revision
    passed: int
    rejected: int
    rechecked: int
    faulted: int
    aligned: int = 0
    correlation_sum: float = 0.0
    gain_sum: float = 0.0
    offset_sum: float = 0.0
    seen: int = 0
    brightness_sum: float = 0.0
    focus_sum: float = 0.0


@dataclass(frozen=True, slots=True)
class ScoreTally:
    """How many parts of a span have a score in a bin; bins are `SCORE_BINS` to the limit."""

    span: int
    bin: int
    parts: int


@dataclass(frozen=True, slots=True)
class DefectTally:
    """Defects of one zone and polarity; `parts` counts each part once for each zone it has a defect in."""

    of: Revision
    zone: str
    polarity: str
    defects: int
    parts: int


@dataclass(frozen=True, slots=True)
class PlaceTally:
    """Defects whose middle lies in one cell of the golden; a cell is `CELL_PX` wide and high, counted from 0."""

    of: Revision
    x_cell: int
    y_cell: int
    defects: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """The first hours of a revision in which parts were judged, at most `BASELINE_HOURS`, whatever span is asked for.

    `is_over` says that a later hour has parts too: the last of these can get no more.
    """

    of: Revision
    hours: int
    judged: int
    held_back: int
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class SaidTally:
    """How many parts of one kind stand as what, and for which reason."""

    outcome: Outcome
    audit: bool
    disposition: Disposition
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class QualityRows:
    """Everything that was asked for, as it stood in one moment; `station` is empty before one ever ran."""

    station: str = ""
    tallies: tuple[Tally, ...] = ()
    scores: tuple[ScoreTally, ...] = ()
    defects: tuple[DefectTally, ...] = ()
    places: tuple[PlaceTally, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    said: tuple[SaidTally, ...] = ()


class QualityReader(Protocol):
    """The reading side; a record without parts reads as one in which nothing was counted.

    All methods raise StoreError where record or ledger are there but cannot be read.
    """

    def read(self, asked: QualityAsked) -> QualityRows:
        """Return what is asked for."""

    def revisions(self) -> tuple[Revision, ...]:
        """Return every revision that ever judged a part, in order of their names."""
