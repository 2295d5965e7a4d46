"""What a demo run came to: what was true of its parts against what was said of them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from inspector.demo.line import SMALLEST_AREA_PX, SMALLEST_CONTRAST, truth_of
from inspector.part import Outcome
from inspector.record.store import PartRow


class ByOutcome(BaseModel):
    """How many parts got which outcome."""

    PASS: int = 0
    REJECT: int = 0
    RECHECK: int = 0
    FAULT: int = 0


class Counts(BaseModel):
    """Outcomes by truth.

    A part is `defective` where a defect is at least of the stated size, `below_size` where all
    of its defects are smaller or weaker, `unknown` where no picture of it was taken.
    """

    good: ByOutcome
    below_size: ByOutcome
    defective: ByOutcome
    unknown: ByOutcome


class Milliseconds(BaseModel):
    """Time from the trigger to the verdict, over all parts."""

    median: float
    p99: float
    max: float


class Summary(BaseModel):
    """The end of a demo run; `lost` counts the parts that were triggered but not recorded."""

    seed: int
    parts: int
    recorded: int
    acknowledged: int
    lost: int
    counts: Counts
    escapes: int
    overkill: int
    stated_size_px: int = SMALLEST_AREA_PX
    stated_contrast: float = SMALLEST_CONTRAST
    verdict_ms: Milliseconds


def summarise(seed: int, triggered: int, rows: Sequence[PartRow]) -> Summary:
    """Return the summary of the recorded parts; `escapes` are defective parts that were signalled as PASS."""
    # A line that shows a hundred parts again and again asks a thousand times for the truth of each.
    truth_by_source = {source: _truth(source) for source in {row.source for row in rows}}
    truths = [truth_by_source[row.source] for row in rows]
    table = Counter(zip(truths, (row.signal.outcome for row in rows), strict=True))
    return Summary(
        seed=seed,
        parts=triggered,
        recorded=len(rows),
        acknowledged=sum(row.acknowledged_at is not None for row in rows),
        lost=triggered - len(rows),
        counts=Counts(**{truth: _by_outcome(table, truth) for truth in Counts.model_fields}),
        escapes=table["defective", Outcome.PASS],
        overkill=sum(count for (truth, outcome), count in table.items() if truth == "good" and outcome != Outcome.PASS),
        verdict_ms=_milliseconds(row.stage_times.total_ms for row in rows),
    )


def _truth(source: str) -> str:
    if not source:
        return "unknown"
    defects = truth_of(source)
    if not defects:
        return "good"
    return "defective" if any(defect.must_be_caught for defect in defects) else "below_size"


def _by_outcome(table: Counter[tuple[str, Outcome]], truth: str) -> ByOutcome:
    return ByOutcome(**{outcome.name: table[truth, outcome] for outcome in Outcome})


def _milliseconds(times: Iterable[float]) -> Milliseconds:
    ordered = sorted(times) or [0.0]
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.99, 1.0)]
    return Milliseconds(median=round(at[0], 1), p99=round(at[1], 1), max=round(at[2], 1))
