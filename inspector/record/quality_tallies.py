"""What quality asks of a part, counted in the transaction that writes its row."""

import math

from sqlite_utils import Database

from inspector.measured import CaptureFigures
from inspector.part import Alignment, AlignmentFigures, Box, Inspection, Outcome, RefusedAlignment
from inspector.record.rows import microseconds
from inspector.record.schema_images import QUARTER_US
from inspector.record.schema_quality import CELL_PX, GAIN_MAX, OFFSET_MAX, SCORE_BIN_MAX, SCORE_BINS

_QUARTER = """
INSERT INTO quality_quarters (provenance_id, quarter_us, passed, rejected, rechecked, faulted, aligned,
    correlation_sum, gain_sum, offset_sum, seen, brightness_sum, focus_sum)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (provenance_id, quarter_us) DO UPDATE
SET passed = passed + excluded.passed, rejected = rejected + excluded.rejected,
    rechecked = rechecked + excluded.rechecked, faulted = faulted + excluded.faulted,
    aligned = aligned + excluded.aligned, correlation_sum = correlation_sum + excluded.correlation_sum,
    gain_sum = gain_sum + excluded.gain_sum, offset_sum = offset_sum + excluded.offset_sum,
    seen = seen + excluded.seen, brightness_sum = brightness_sum + excluded.brightness_sum,
    focus_sum = focus_sum + excluded.focus_sum
"""
_SCORE = """
INSERT INTO quality_scores VALUES (?, ?, ?, 1)
ON CONFLICT (provenance_id, quarter_us, bin) DO UPDATE SET parts = parts + 1
"""
_DEFECT = """
INSERT INTO quality_defects VALUES (?, ?, ?, ?, ?, ?, 1, ?)
ON CONFLICT (provenance_id, quarter_us, zone, polarity, x_cell, y_cell) DO UPDATE
SET defects = defects + 1, parts = parts + excluded.parts
"""
_NO_LIGHT = (0, 0.0, 0.0, 0.0)


def count_quality(db: Database, provenance_id: int, inspection: Inspection, outcome: Outcome) -> None:
    """Count one part that was signalled as `outcome`, in the transaction that writes its row."""
    key = (provenance_id, microseconds(inspection.inspected_at) // QUARTER_US * QUARTER_US)
    outcomes = (int(outcome is each) for each in Outcome)
    db.execute(_QUARTER, (*key, *outcomes, *_light(inspection.alignment), *_seen(inspection.seen)))
    score = inspection.verdict.score
    if score is not None and not math.isnan(score):
        db.execute(_SCORE, (*key, score_bin(score)))
    zones: set[str] = set()
    # A late part counts as not inspected: it offers no opportunity, so its defects are none of so many.
    for defect in () if outcome is Outcome.FAULT else inspection.verdict.defects:
        is_first = defect.zone not in zones
        zones.add(defect.zone)
        db.execute(_DEFECT, (*key, defect.zone, str(defect.polarity), *cell_of(defect.box_golden), int(is_first)))


def score_bin(score: float) -> int:
    """Return the bin of a score, 0 and above.

    Examples
    --------
    >>> [score_bin(score) for score in (0.0, 0.019, 0.02, 1.0, 77.0, math.inf)]
    [0, 0, 1, 50, 200, 200]
    """
    return int(min(score * SCORE_BINS, SCORE_BIN_MAX))


def cell_of(box: Box) -> tuple[int, int]:
    """Return the cell, (x, y), in which the middle of a box of the golden's frame lies."""
    return int((box.x0 + box.x1) / (2 * CELL_PX)), int((box.y0 + box.y1) / (2 * CELL_PX))


def _light(alignment: Alignment | RefusedAlignment | None) -> tuple[int, float, float, float]:
    """Return 1 and the figures that are summed; zeros where the part lies in no quarter's means."""
    if not isinstance(alignment, Alignment) or not _is_told(alignment.figures):
        return _NO_LIGHT
    return 1, alignment.figures.correlation, alignment.figures.gain, alignment.figures.offset


def _seen(figures: CaptureFigures | None) -> tuple[int, float, float]:
    return (1, figures.brightness, figures.focus) if figures else (0, 0.0, 0.0)


def _is_told(figures: AlignmentFigures) -> bool:
    # A figure that is no number would be no sum either, and the row would be refused with it.
    return abs(figures.correlation) <= 1 and abs(figures.gain) <= GAIN_MAX and abs(figures.offset) <= OFFSET_MAX
