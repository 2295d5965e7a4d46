"""The figures as tables: one row type for each CSV file. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from inspector.quality.pareto import Bar
from inspector.quality.quality import Quality
from inspector.record.estimates import AUDITS_MIN, Share
from inspector.record.schema_quality import CELL_PX

TableName = Literal["figures", "zones", "reasons", "polarities", "places", "p-chart", "drift"]
NO_SHARE: Final = "not enough audit data (n = {})"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure: `count` of `of`, its value (a share, or per million), and the 95 % interval of a share."""

    figure: str
    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None
    note: str


@dataclass(frozen=True, slots=True)
class ParetoRow:
    """One bar; `kind` is the disposition a reason belongs to."""

    name: str
    kind: str
    count: int
    share: float
    cumulative: float


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One cell of a golden, px, and its defects."""

    product: str
    revision: str
    x0_px: int
    y0_px: int
    x1_px: int
    y1_px: int
    defects: int


@dataclass(frozen=True, slots=True)
class PointRow:
    """One subgroup of the p-chart."""

    start: datetime
    end: datetime
    product: str
    revision: str
    judged: int
    held_back: int
    share: float
    low: float
    centre: float
    high: float
    beyond: bool
    runs: str


@dataclass(frozen=True, slots=True)
class DriftRow:
    """What was measured in one span."""

    start: datetime
    end: datetime
    aligned: int
    correlation: float | None
    gain: float | None
    offset: float | None
    scored: int
    score_median: float | None
    seen: int
    brightness: float | None
    focus: float | None


Row = FigureRow | ParetoRow | PlaceRow | PointRow | DriftRow
ROW_TYPES: Final[dict[TableName, type[Row]]] = {
    "figures": FigureRow,
    "zones": ParetoRow,
    "reasons": ParetoRow,
    "polarities": ParetoRow,
    "places": PlaceRow,
    "p-chart": PointRow,
    "drift": DriftRow,
}


def rows_of(quality: Quality, table: TableName) -> Iterator[Row]:
    """Yield the rows of one table, of type ``ROW_TYPES[table]``, in the order in which they are shown."""
    bars = {"zones": quality.zones, "reasons": quality.reasons, "polarities": quality.polarities}
    if table in bars:
        return (_pareto_row(bar) for bar in bars[table])
    if table == "figures":
        return _figures(quality)
    return {"places": _places, "p-chart": _points, "drift": _drift}[table](quality)


def _figures(quality: Quality) -> Iterator[Row]:
    counts = quality.counts
    for name in ("passed", "rejected", "rechecked", "faulted"):
        yield FigureRow(name, getattr(counts, name), counts.all, None, None, None, "")
    yield _share_row("first-pass-yield", quality.first_pass_yield, "")
    yield _share_row("yield", quality.final_yield, "")
    dpmo, unknown = quality.dpmo, ", ".join(f"{of.product} {of.revision}" for of in quality.dpmo.unknown)
    note = f"no recipe of {unknown}" if unknown else ""
    yield FigureRow("dpmo", dpmo.defective, dpmo.opportunities, dpmo.value, None, None, note)
    reviewed = f"{quality.overkill.reviewed:.1%} of rejects reviewed"
    yield _share_row("overkill-of-reviewed-rejects", quality.overkill.share, reviewed)
    yield FigureRow("overkill-of-good-parts", *_overkill_of_good(quality), None, None, reviewed)
    escapes = quality.escapes
    told = "" if escapes.share else f"{NO_SHARE.format(escapes.audited)}, at least {AUDITS_MIN}"
    yield _share_row("escapes-of-audited-passes", escapes.share, told)


def _overkill_of_good(quality: Quality) -> tuple[int, int, float | None]:
    overkill = quality.overkill.share.count if quality.overkill.share else 0
    return overkill, quality.counts.passed + overkill, quality.overkill.of_good


def _share_row(name: str, share: Share | None, note: str) -> FigureRow:
    if share is None:
        return FigureRow(name, 0, 0, None, None, None, note)
    return FigureRow(name, share.count, share.of, share.count / share.of, share.low, share.high, note)


def _pareto_row(bar: Bar) -> ParetoRow:
    return ParetoRow(bar.name, bar.kind, bar.count, bar.share, bar.cumulative)


def _places(quality: Quality) -> Iterator[Row]:
    for cell in quality.places.cells:
        x, y = cell.x_cell * CELL_PX, cell.y_cell * CELL_PX
        yield PlaceRow(cell.of.product, cell.of.revision, x, y, x + CELL_PX, y + CELL_PX, cell.defects)


def _points(quality: Quality) -> Iterator[Row]:
    for point in quality.p_chart.points:
        span = quality.spans[point.span]
        yield PointRow(
            start=span.start,
            end=span.end,
            product=point.of.product,
            revision=point.of.revision,
            judged=point.judged,
            held_back=point.held_back,
            share=point.share,
            low=point.low,
            centre=point.centre,
            high=point.high,
            beyond=point.is_beyond,
            runs=" ".join(point.runs),
        )


def _drift(quality: Quality) -> Iterator[Row]:
    for point in quality.drift:
        span = quality.spans[point.span]
        yield DriftRow(
            start=span.start,
            end=span.end,
            aligned=point.aligned,
            correlation=point.correlation,
            gain=point.gain,
            offset=point.offset,
            scored=point.scored,
            score_median=point.score_median,
            seen=point.seen,
            brightness=point.brightness,
            focus=point.focus,
        )
