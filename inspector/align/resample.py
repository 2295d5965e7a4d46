"""Resampling: the capture drawn in the golden's frame, and the mask of what was seen. Pure."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.pyramid import Floats
from inspector.align.warps import Frame, Matrix, transform

STEP_PX: Final = 16
"""Golden px between the places a bent warp is computed at; linear between, good to 0.01 px."""
REACH_PX: Final = 0.5
"""A pixel of the capture reaches this far around its centre; up to there its border counts as seen."""


def resample(
    image: NDArray[np.uint8], pose: Matrix, nodes: Matrix | None, frame: Frame
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return (`image` in the golden's frame, mask of what was seen there).

    Parameters
    ----------
    image
        uint8, (H, W) or (H, W, 3), capture coordinates.
    pose
        float64 (3, 3), golden to capture.
    nodes
        Local field in golden px, float64 (rows, columns, 2), or None for none.

    Returns
    -------
    uint8 of the image's shape, border pixels repeated where nothing was seen, and bool (H, W).
    """
    if nodes is not None:
        return _bent(image, pose, nodes, frame)
    flags, size = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, (frame.width, frame.height)
    if is_affine(pose):
        moved = cv2.warpAffine(image, pose[:2], size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    else:
        moved = cv2.warpPerspective(image, pose, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8), _seen(pose, frame)


def is_affine(pose: Matrix) -> bool:
    """Return whether `pose` keeps parallels."""
    return bool(pose[2, 0] == 0.0 and pose[2, 1] == 0.0)


def _seen(pose: Matrix, frame: Frame) -> NDArray[np.bool_]:
    """Return where the pose stays inside the capture, bool (H, W): in each row from one x to another."""
    first, last = np.zeros(frame.height), np.full(frame.height, frame.width - 1.0)
    rows = np.arange(frame.height)
    for slope, *rest in _border_lines(frame) @ pose:
        offset = rest[0] * rows + rest[1]
        if slope == 0.0:
            last = np.where(offset < 0.0, -1.0, last)
        elif slope > 0.0:
            first = np.maximum(first, -offset / slope)
        else:
            last = np.minimum(last, offset / -slope)
    return _between(np.ceil(first), np.floor(last), frame)


def _between(first: Matrix, last: Matrix, frame: Frame) -> NDArray[np.bool_]:
    columns = np.arange(frame.width, dtype=np.int32)
    start = np.clip(first, 0, frame.width).astype(np.int32)[:, None]
    last_seen = np.clip(last, -1, frame.width).astype(np.int32)[:, None]
    seen = columns >= start
    seen &= columns <= last_seen
    return np.asarray(seen, np.bool_)


def _border_lines(frame: Frame) -> Matrix:
    right, bottom = frame.width - 1 + REACH_PX, frame.height - 1 + REACH_PX
    return np.array([(1.0, 0.0, REACH_PX), (0.0, 1.0, REACH_PX), (-1.0, 0.0, right), (0.0, -1.0, bottom)])


def _bent(
    image: NDArray[np.uint8], pose: Matrix, nodes: Matrix, frame: Frame
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    x, y = _places(pose, nodes, frame)
    moved = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    last_x, last_y = frame.width - 1 + REACH_PX, frame.height - 1 + REACH_PX
    seen = (x >= -REACH_PX) & (x <= last_x) & (y >= -REACH_PX) & (y <= last_y)
    return np.asarray(moved, np.uint8), np.asarray(seen, np.bool_)


def _places(pose: Matrix, nodes: Matrix, frame: Frame) -> tuple[Floats, Floats]:
    """Return the capture x and y of each golden pixel, float32 (H, W) each."""
    rows, columns = frame.height // STEP_PX + 3, frame.width // STEP_PX + 3
    x = np.asarray((np.arange(columns) - 0.5) * STEP_PX - 0.5, np.float64)
    y = np.asarray((np.arange(rows) - 0.5) * STEP_PX - 0.5, np.float64)
    points = np.stack(np.meshgrid(x, y), axis=-1)
    there = transform(pose, (points + _field_at(nodes, x, y, frame)).reshape(-1, 2)).reshape(points.shape)
    return _enlarged(there[..., 0], frame), _enlarged(there[..., 1], frame)


def _enlarged(knots: Matrix, frame: Frame) -> Floats:
    size = (knots.shape[1] * STEP_PX, knots.shape[0] * STEP_PX)
    whole = cv2.resize(knots.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole[STEP_PX : STEP_PX + frame.height, STEP_PX : STEP_PX + frame.width], np.float32)


def _field_at(nodes: Matrix, x: Matrix, y: Matrix, frame: Frame) -> Matrix:
    hats = []
    for place, count, length in ((y, nodes.shape[0], frame.height), (x, nodes.shape[1], frame.width)):
        at = np.clip(place / (length - 1) * (count - 1), 0.0, count - 1.0)
        hats.append(np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(count))))
    return np.asarray(np.einsum("yr,rcd,xc->yxd", hats[0], nodes, hats[1]), np.float64)
