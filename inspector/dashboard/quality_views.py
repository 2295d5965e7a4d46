"""What the quality's API answers: the JSON contract of figures, charts and their choices.

Shares are 0..1; `span` counts the spans of the answer from 0; moments are ISO 8601 in UTC.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from inspector.quality.quality import Quality
from inspector.quality.spans import Per
from inspector.record.schema_quality import CELL_PX


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class QualityRevision(_View):
    """One revision of one product."""

    product: str
    revision: str


class QualityShift(_View):
    """A shift of the site, and when it begins on the clock of the line PC (hh:mm)."""

    name: str
    start: str


class QualityChoices(_View):
    """What can be asked for; `today` is the running day on the line's clock, which begins with its first shift."""

    today: date
    shifts: list[QualityShift]
    revisions: list[QualityRevision]


class QualitySpan(_View):
    """From `start` on and before `end`."""

    start: datetime
    end: datetime


class QualityShare(_View):
    """`count` of `of`, and Wilson's 95 % interval of the true share."""

    count: int
    of: int
    low: float
    high: float


class QualityCounts(_View):
    """Parts by what the controller was shown; `judged` is all but faults, `all` is all."""

    passed: int
    rejected: int
    rechecked: int
    faulted: int
    judged: int
    all: int


class QualityDpmo(_View):
    """Defective zones of parts per million zones looked at; null where a recipe, one of `unknown`, cannot be read."""

    defective: int
    opportunities: int
    value: float | None
    unknown: list[QualityRevision]


class QualityOverkill(_View):
    """Good parts among the rejects that people decided; `reviewed` is the share of rejects that was looked at."""

    share: QualityShare | None
    reviewed: float
    of_good: float | None


class QualityEscapes(_View):
    """Defective parts among the audited passes; `share` is null while `audited` is too few to tell of any."""

    share: QualityShare | None
    audited: int
    uncertain: int
    found_otherwise: int


class QualityBar(_View):
    """One cause of a Pareto chart; `kind` is the disposition a reason belongs to, else empty."""

    name: str
    kind: str
    count: int
    share: float
    cumulative: float


class QualityCell(_View):
    """One square cell of the golden, counted from its upper left corner."""

    x_cell: int
    y_cell: int
    defects: int


class QualityPlaces(_View):
    """Where on its golden the defects of one revision lie; cells are `cell_px` wide and high."""

    of: QualityRevision | None
    cell_px: int
    cells: list[QualityCell]


class QualityPoint(_View):
    """One subgroup of the p-chart: the parts of one revision in one span, with its own limits."""

    span: int
    of: QualityRevision
    judged: int
    held_back: int
    share: float
    low: float
    centre: float
    high: float
    is_beyond: bool
    runs: list[str]


class QualityCentre(_View):
    """The centre line of a revision; it is frozen once its first 25 hours with parts are over."""

    of: QualityRevision
    share: float
    judged: int
    hours: int
    is_frozen: bool


class QualityChart(_View):
    """The p-chart: points in the order of time."""

    points: list[QualityPoint]
    centres: list[QualityCentre]


class QualityDrift(_View):
    """Means of the parts of one span; the median score is in units of the limit."""

    span: int
    aligned: int
    correlation: float | None
    gain: float | None
    offset: float | None
    scored: int
    score_median: float | None
    seen: int
    brightness: float | None
    focus: float | None


class QualityAnswer(_View):
    """Every figure of one question, from one reading of the record."""

    station: str
    first: date
    last: date
    shift: str
    per: Per
    product: str
    revision: str
    spans: list[QualitySpan]
    counts: QualityCounts
    first_pass_yield: QualityShare | None
    final_yield: QualityShare | None
    dpmo: QualityDpmo
    overkill: QualityOverkill
    escapes: QualityEscapes
    zones: list[QualityBar]
    reasons: list[QualityBar]
    polarities: list[QualityBar]
    places: QualityPlaces
    p_chart: QualityChart
    drift: list[QualityDrift]


Language = Literal["en", "zh-CN"]


def answer_view(quality: Quality) -> QualityAnswer:
    """Return an answer as the API shows it."""
    asked, days = quality.question, quality.question.days
    of = quality.places.of
    return QualityAnswer(
        station=quality.station,
        first=days.first,
        last=days.last,
        shift=days.shift,
        per=asked.per,
        product=asked.product,
        revision=asked.revision,
        spans=[QualitySpan.model_validate(span) for span in quality.spans],
        counts=QualityCounts.model_validate(quality.counts),
        first_pass_yield=_share(quality.first_pass_yield),
        final_yield=_share(quality.final_yield),
        dpmo=QualityDpmo.model_validate(quality.dpmo),
        overkill=QualityOverkill.model_validate(quality.overkill),
        escapes=QualityEscapes.model_validate(quality.escapes),
        zones=[QualityBar.model_validate(bar) for bar in quality.zones],
        reasons=[QualityBar.model_validate(bar) for bar in quality.reasons],
        polarities=[QualityBar.model_validate(bar) for bar in quality.polarities],
        places=QualityPlaces(
            of=QualityRevision.model_validate(of) if of else None,
            cell_px=CELL_PX,
            cells=[QualityCell.model_validate(cell) for cell in quality.places.cells],
        ),
        p_chart=QualityChart.model_validate(quality.p_chart),
        drift=[QualityDrift.model_validate(point) for point in quality.drift],
    )


def _share(share: object) -> QualityShare | None:
    return None if share is None else QualityShare.model_validate(share)
