"""A blob in, its box in golden and capture coordinates and its polarity out. Pure.

Scores come at a half or a quarter of the golden's resolution, and widened by what the comparator looks at: the box is
drawn after the grey levels themselves.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.decide.blobs import Blob
from inspector.decide.rules import Rules, in_grey
from inspector.golden.zones import IGNORED, Window
from inspector.measured import DIFFERENCE_LIMIT_LEVELS, Voices
from inspector.part import Alignment, Box, Polarity

REACH_PX: Final = 8
"""No side of a box is moved further than this."""
EDGE: Final = 0.2
"""A pixel belongs to a defect from this share of the way between what is around it and its strongest difference."""
NOISE: Final = 6.0
"""And from so many standard deviations of what is around it."""
LEAST_LEVELS: Final = 8.0
"""A box around a weaker difference stays as the scores have it."""
SAMPLED_PX: Final = 256
"""So many rows and columns of a box, and up to twice as many, speak for it."""


def box_of(blob: Blob, step: int, shape: tuple[int, ...]) -> Box:
    """Return the box of a blob in golden px, on a golden of `shape`."""
    height, width = blob.mask.shape
    x1, y1 = (blob.x + width) * step, (blob.y + height) * step
    return Box(blob.x * step, blob.y * step, min(x1, shape[1]), min(y1, shape[0]))


def refined(box: Box, alignment: Alignment, rules: Rules) -> Box:
    """Return `box`, whole golden px, with each side moved by at most `REACH_PX` to where the grey levels differ.

    What differs is all that is connected at `EDGE` of the strongest difference and begins inside of `box`.
    """
    window = _around(box, rules.grey.shape)
    inside = (
        slice(int(box.y0) - window[0].start, int(box.y1) - window[0].start),
        slice(int(box.x0) - window[1].start, int(box.x1) - window[1].start),
    )
    difference = _difference(window, alignment, rules)
    limit = _edge_levels(difference, inside)
    if limit is None:
        return box
    labels = np.asarray(cv2.connectedComponents((difference >= limit).view(np.uint8))[1])
    begun = np.unique(labels[inside])
    changed = np.isin(labels, begun[begun > 0])
    x, y, width, height = cv2.boundingRect(changed.view(np.uint8))
    x0, y0 = window[1].start + x, window[0].start + y
    return Box(
        min(x0, box.x0 + REACH_PX),
        min(y0, box.y0 + REACH_PX),
        max(x0 + width, box.x1 - REACH_PX),
        max(y0 + height, box.y1 - REACH_PX),
    )


def _around(box: Box, shape: tuple[int, ...]) -> Window:
    rows = slice(max(int(box.y0) - REACH_PX, 0), min(int(box.y1) + REACH_PX, shape[0]))
    return rows, slice(max(int(box.x0) - REACH_PX, 0), min(int(box.x1) + REACH_PX, shape[1]))


def _difference(window: Window, alignment: Alignment, rules: Rules) -> NDArray[np.uint8]:
    """Return by how many grey levels the part differs in the channel that differs most; 0 where it may not count."""
    difference = np.asarray(cv2.absdiff(alignment.image[window], rules.image[window]), np.uint8)
    largest = difference if difference.ndim == 2 else difference.max(axis=2)
    return np.where(_counts(window, alignment, rules), largest, np.uint8(0))


def _edge_levels(difference: NDArray[np.uint8], inside: Window) -> float | None:
    """Return from which difference on a pixel belongs to the defect, None where it is too weak to tell."""
    is_around = np.ones(difference.shape, np.bool_)
    is_around[inside] = False
    around = difference[is_around]
    usual = float(np.median(around)) if around.size else 0.0
    noise = 1.4826 * float(np.median(np.abs(around - usual))) if around.size else 0.0
    strongest = float(np.percentile(difference[inside], 95)) - usual
    if strongest < max(LEAST_LEVELS, NOISE * noise):
        return None
    return usual + max(EDGE * strongest, NOISE * noise, 1.0)


def in_capture(box: Box, warp: NDArray[np.float64]) -> Box:
    """Return the upright box in capture px that holds a `box` in golden px.

    The edges of pixel i lie at i and i + 1 in a box; under the warp, where its middle is i, at half a px less.
    """
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]], np.float64)
    points = cv2.perspectiveTransform(corners - 0.5, np.linalg.inv(warp))[0] + 0.5
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def polarity_in(box: Box, alignment: Alignment, rules: Rules) -> Polarity:
    """Return whether the part is darker or brighter than its golden in `box`."""
    window = (slice(int(box.y0), int(box.y1)), slice(int(box.x0), int(box.x1)))
    difference = in_grey(alignment.image[window]).astype(np.int16) - rules.grey[window]
    if abs(float(difference.mean())) <= 0.5 * float(np.abs(difference).mean()):
        return Polarity.MIXED
    return Polarity.BRIGHTER if float(difference.mean()) > 0.0 else Polarity.DARKER


def voices_in(box: Box, alignment: Alignment, rules: Rules) -> Voices:
    """Return what the pixels in `box`, whole golden px, say: of each voice the 95th percentile.

    Of a large box every so many-th row and column speaks, so that a part that is all wrong is told in time.
    """
    rows, columns = (max(int(side) // SAMPLED_PX, 1) for side in (box.y1 - box.y0, box.x1 - box.x0))
    window = (slice(int(box.y0), int(box.y1), rows), slice(int(box.x0), int(box.x1), columns))
    difference = float(np.percentile(_difference(window, alignment, rules), 95)) / DIFFERENCE_LIMIT_LEVELS
    return Voices(difference, _variation(window, alignment, rules))


def _variation(window: Window, alignment: Alignment, rules: Rules) -> float | None:
    if rules.variation is None:
        return None
    outside = rules.variation.outside(alignment.image[window], window)
    return float(np.percentile(np.where(_counts(window, alignment, rules), outside, np.float32(0.0)), 95))


def _counts(window: Window, alignment: Alignment, rules: Rules) -> NDArray[np.bool_]:
    return np.asarray(alignment.valid[window] & (rules.zone_of[window] != IGNORED), np.bool_)
