"""The pictures of one part for the report: golden, capture and heat map with boxes, small, as data URIs."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.evaluate.case import Case
from inspector.evaluate.heatmap import draw_heatmap
from inspector.part import Alignment, Box, Inspection

Picture = NDArray[np.uint8]
LONGEST_PX: Final = 480
MOST_BYTES: Final = 60_000
CLOSE_PX: Final = 160
"""Side of the square around the worst place, in golden px; shown twice as large."""
_QUALITIES: Final = (85, 70, 50, 30, 10)
_FOUND, _TRUE = (255, 255, 255), (255, 200, 0)
_EDGE = (30, 30, 30)
_FARTHEST_PX: Final = 30_000.0


@dataclass(frozen=True, slots=True)
class PartPictures:
    """Data URIs of one part; "" for a picture that there is none of: nothing aligned, nothing captured, no place."""

    golden: str
    capture: str
    heat: str
    close_golden: str = ""
    close_capture: str = ""
    close_heat: str = ""


def part_pictures(case: Case, inspection: Inspection, golden: Picture | None) -> PartPictures:
    """Return the pictures of one part; `golden` is uint8 (H, W) or (H, W, 3) BGR, None where it could not be used."""
    capture = inspection.capture.image if inspection.capture else None
    whole = (_small(golden), _small(capture))
    alignment, deviation = inspection.alignment, inspection.deviation
    if golden is None or deviation is None or not isinstance(alignment, Alignment):
        return PartPictures(*whole, heat="")
    heat = draw_heatmap(alignment, deviation)
    found = [defect.box_golden for defect in inspection.verdict.defects]
    true = [_in_golden(each.box, alignment) for each in case.labelled.boxes or ()]
    drawn = uri(_with_boxes(heat, found, true))
    place = _place(found, true, case.defective)
    if place is None or max(golden.shape[:2]) <= 2 * CLOSE_PX:
        return PartPictures(*whole, heat=drawn)
    window = _window(place, heat.shape)
    return PartPictures(
        *whole,
        heat=drawn,
        close_golden=uri(_twice(golden[window])),
        close_capture=uri(_twice(alignment.image[window])),
        close_heat=uri(_twice(heat[window])),
    )


def uri(image: Picture) -> str:
    """Return a picture as a WebP data URI of at most `MOST_BYTES`, or as small as the coarsest quality gives."""
    for quality in _QUALITIES:
        _, data = cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, quality])
        if data.size <= MOST_BYTES:
            break
    return "data:image/webp;base64," + base64.b64encode(data.tobytes()).decode("ascii")


def _small(image: Picture | None) -> str:
    return "" if image is None else uri(_shrunk(image))


def _shrunk(image: Picture) -> Picture:
    factor = LONGEST_PX / max(image.shape[:2])
    if factor >= 1.0:
        return image
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _with_boxes(heat: Picture, found: Sequence[Box], true: Sequence[Box]) -> Picture:
    """Return the heat map small, true boxes in blue and those found in white on top, each with a dark edge."""
    drawn = np.ascontiguousarray(_shrunk(heat))
    factor = drawn.shape[1] / heat.shape[1]
    for boxes, colour in ((true, _TRUE), (found, _FOUND)):
        for box in boxes:
            corners = [_place_px(edge * factor) for edge in (box.x0 - 3, box.y0 - 3, box.x1 + 3, box.y1 + 3)]
            for ink, thickness in ((_EDGE, 3), (colour, 1)):
                cv2.rectangle(drawn, (corners[0], corners[1]), (corners[2], corners[3]), ink, thickness)
    return drawn


def _place_px(edge: float) -> int:
    # A true box may reach as far beyond the picture as somebody wrote: OpenCV draws at no place beyond 32 bits.
    return round(min(max(edge, -_FARTHEST_PX), _FARTHEST_PX))


def _in_golden(box: Box, alignment: Alignment) -> Box:
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]], np.float64)
    points = cv2.perspectiveTransform(corners, alignment.warp)[0]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def _place(found: Sequence[Box], true: Sequence[Box], defective: bool) -> Box | None:  # noqa: FBT001 -- what the part is
    """Return where to look: at the largest true defect of an escape, at the worst that was found otherwise."""
    if defective and true:
        return max(true, key=lambda box: (box.x1 - box.x0) * (box.y1 - box.y0))
    return next(iter(found), None)


def _window(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    left = int(np.clip(x - CLOSE_PX / 2, 0, max(0, shape[1] - CLOSE_PX)))
    top = int(np.clip(y - CLOSE_PX / 2, 0, max(0, shape[0] - CLOSE_PX)))
    return slice(top, top + CLOSE_PX), slice(left, left + CLOSE_PX)


def _twice(image: Picture) -> Picture:
    return np.asarray(cv2.resize(image, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_NEAREST), np.uint8)
