"""Where a defective part is defective, in the pixels of its capture, from what the station found on it. Pure."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.part import Box, Defect

Mask = NDArray[np.bool_]

_WHITE = 255


def defect_mask(
    shape: tuple[int, int],
    defects: Sequence[Defect],
    levels: NDArray[np.uint8] | None = None,
    warp: NDArray[np.float64] | None = None,
    golden_shape: tuple[int, int] = (0, 0),
) -> Mask:
    """Return where the part deviates beyond its limits, bool (H, W) in capture coordinates.

    Inside each defect's box it is where the score map is above the limit that the defect was found by: its highest
    level over the defect's score. Where the map is white there, the limit is taken too low and the mask comes out
    wider. Without map or warp, or where the two leave nothing of a box, it is the whole box.

    Parameters
    ----------
    shape
        (H, W) of the capture.
    defects
        What was found.
    levels
        Score map as the archive keeps it, uint8 (h, w) in the golden's frame, at its scale or smaller.
    warp
        float64 (3, 3), capture to golden coordinates.
    golden_shape
        (H, W) of the golden.
    """
    seen = _in_capture(shape, levels, warp, golden_shape)
    mask = np.zeros(shape, np.bool_)
    for defect in defects:
        rows, columns = _pixels(defect.box_capture, shape)
        inside = None if seen is None else seen[rows, columns]
        mask[rows, columns] |= _found(inside, defect.score)
    return mask


def polygons(mask: Mask) -> list[list[float]]:
    """Return the outlines of a mask as COCO has them: x and y in turn, px, along the edges of the outermost pixels.

    The first pixel lies between 0 and 1: what the outlines enclose is the mask, pixel by pixel, with the same area.
    Holes are cut out by a slit of no width, for COCO knows outlines only.
    """
    rows, columns = np.nonzero(mask)
    if not rows.size:
        return []
    top, left = int(rows.min()), int(columns.min())
    part = mask[top : int(rows.max()) + 1, left : int(columns.max()) + 1]
    # Each pixel three wide: then the outermost third of a pixel tells which of its edges the outline follows.
    thirds = part.astype(np.uint8).repeat(3, axis=0).repeat(3, axis=1)
    outlines, kinship = cv2.findContours(thirds, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    rings = [_along_edges(outline.reshape(-1, 2)) + np.array((left, top)) for outline in outlines]
    parents = [int(parent) for *_, parent in kinship[0]]
    return [
        _with_holes(ring, [hole for hole, of in zip(rings, parents, strict=True) if of == number])
        for number, (ring, parent) in enumerate(zip(rings, parents, strict=True))
        if parent < 0
    ]


def cut(mask: Mask, box: Box) -> Mask:
    """Return the mask with nothing outside of `box`."""
    rows, columns = _pixels(box, (mask.shape[0], mask.shape[1]))
    inside = np.zeros_like(mask)
    inside[rows, columns] = mask[rows, columns]
    return inside


def _in_capture(
    shape: tuple[int, int],
    levels: NDArray[np.uint8] | None,
    warp: NDArray[np.float64] | None,
    golden_shape: tuple[int, int],
) -> NDArray[np.uint8] | None:
    if levels is None or warp is None:
        return None
    scale = levels.shape[1] / golden_shape[1]
    # The centre of the first pixel is (0, 0), in the map as in the golden.
    middle = 0.5 * scale - 0.5
    to_map = np.array([[scale, 0.0, middle], [0.0, scale, middle], [0.0, 0.0, 1.0]])
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(levels, to_map @ warp, (shape[1], shape[0]), flags=flags)
    return seen.astype(np.uint8, copy=False)


def _found(levels: NDArray[np.uint8] | None, score: float) -> Mask | bool:
    highest = 0 if levels is None else int(levels.max(initial=0))
    return np.asarray(levels >= highest / score, np.bool_) if levels is not None and highest else True


def _pixels(box: Box, shape: tuple[int, int]) -> tuple[slice, slice]:
    """Return the pixels that the box touches, one at least."""
    return _span(box.y0, box.y1, shape[0]), _span(box.x0, box.x1, shape[1])


def _span(low: float, high: float, size: int) -> slice:
    first = min(max(int(np.floor(low)), 0), size - 1)
    return slice(first, max(min(int(np.ceil(high)), size), first + 1))


def _along_edges(thirds: NDArray[np.generic]) -> NDArray[np.int64]:
    """Return the corners of an outline: the last third of a pixel lies at its far edge, the others at its near one."""
    at = np.asarray(thirds, np.int64)
    corners = np.asarray(at // 3 + (at % 3 == 2), np.int64)
    return np.asarray(corners[np.any(corners != np.roll(corners, 1, axis=0), axis=1)], np.int64)


def _with_holes(ring: NDArray[np.int64], holes: Sequence[NDArray[np.int64]]) -> list[float]:
    """Return one ring: from its first corner to each hole, around that and back the same way."""
    slits = [corner for hole in holes for corner in (ring[:1], hole, hole[:1])]
    rings = np.concatenate([ring, *slits])
    return [float(number) for number in rings.ravel()]
