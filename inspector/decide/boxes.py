"""A blob in, its box in golden and capture coordinates and its polarity out. Pure."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.decide.blobs import Blob
from inspector.decide.rules import Rules, in_grey
from inspector.part import Alignment, Box, Polarity


def box_of(blob: Blob, step: int, shape: tuple[int, ...]) -> Box:
    """Return the box of a blob in golden px, on a golden of `shape`."""
    height, width = blob.mask.shape
    x1, y1 = (blob.x + width) * step, (blob.y + height) * step
    return Box(blob.x * step, blob.y * step, min(x1, shape[1]), min(y1, shape[0]))


def in_capture(box: Box, warp: NDArray[np.float64]) -> Box:
    """Return the upright box in capture px that holds a `box` in golden px."""
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]], np.float64)
    points = cv2.perspectiveTransform(corners, np.linalg.inv(warp))[0]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def polarity_in(box: Box, alignment: Alignment, rules: Rules) -> Polarity:
    """Return whether the part is darker or brighter than its golden in `box`."""
    window = (slice(int(box.y0), int(box.y1)), slice(int(box.x0), int(box.x1)))
    difference = in_grey(alignment.image[window]).astype(np.int16) - rules.grey[window]
    if abs(float(difference.mean())) < 0.5 * float(np.abs(difference).mean()):
        return Polarity.MIXED
    return Polarity.BRIGHTER if float(difference.mean()) > 0.0 else Polarity.DARKER
