"""Words of one result: an inspection in, what the PLC reads of it out. Pure."""

import math

import numpy as np

from inspector.part import Alignment, Inspection
from inspector.plc.registers import NOT_COMPARED, ResultWords

_SCORE_MAX = NOT_COMPARED - 1


def result_words(inspection: Inspection) -> ResultWords:
    """Return the result words of `inspection`; `time_ms` is left 0, the handshake measures it.

    The score is rounded down, so a part below its limit never reads 1000. Offsets and angle are 0 without alignment.
    """
    verdict, alignment = inspection.verdict, inspection.alignment
    offset_x, offset_y, angle = _pose(alignment) if isinstance(alignment, Alignment) else (0, 0, 0)
    return ResultWords(
        outcome=verdict.outcome,
        reason=verdict.reason,
        result_id=inspection.trigger_id,
        score_milli=NOT_COMPARED if verdict.score is None else min(int(1000 * verdict.score), _SCORE_MAX),
        defect_count=len(verdict.defects),
        largest_area=max((defect.area_px for defect in verdict.defects), default=0),
        offset_x=offset_x,
        offset_y=offset_y,
        angle=angle,
    )


def _pose(alignment: Alignment) -> tuple[int, int, int]:
    """Return right and down in 0.1 capture px and clockwise in 0.01 deg: golden centre to where the part has it."""
    height, width = alignment.image.shape[:2]
    x0, y0 = (width - 1) / 2, (height - 1) / 2
    to_capture = np.linalg.inv(alignment.warp)
    x, y, w = to_capture @ np.array([x0, y0, 1.0])
    right_x, right_y, right_w = to_capture @ np.array([x0 + 1.0, y0, 1.0])
    angle_deg = math.degrees(math.atan2(right_y / right_w - y / w, right_x / right_w - x / w))
    return round(10 * (x / w - x0)), round(10 * (y / w - y0)), round(100 * angle_deg)
