"""Likeness: how much of golden and capture is the same once each is freed of its lighting. Pure."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.coarse import without_light
from inspector.align.pyramid import Floats, Level
from inspector.align.warps import Matrix, on_level


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A golden at one level, freed of its lighting.

    Parameters
    ----------
    px
        Golden px per level px.
    picture
        float32 (h, w).
    inspected
        bool (h, w).
    """

    px: int
    picture: Floats
    inspected: NDArray[np.bool_]


def portray(level: Level, inspected: NDArray[np.bool_]) -> Portrait:
    """Return the portrait of the golden `level`; `inspected` has the level's shape."""
    return Portrait(level.px, without_light(level.image), inspected)


def likeness(portrait: Portrait, capture: Level, pose: Matrix) -> tuple[float, float]:
    """Return (correlation -1..1, share of the golden that was seen 0..1) of golden and capture under `pose`.

    Only inspected pixels count. Right poses of real parts, missing pieces and hard shadows included, reach 0.4 and
    more, wrong ones stay below 0.35 unless the pictures do have much in common.
    """
    small, image = on_level(pose, portrait.px), capture.image
    moved = _drawn(image, small, cv2.BORDER_REPLICATE)
    where = (_drawn(np.full_like(image, 255), small, cv2.BORDER_CONSTANT) == 255) & portrait.inspected
    overlap = float(where.sum() / max(1, portrait.inspected.sum()))
    return _correlation(portrait.picture[where], without_light(moved)[where]), overlap


def _drawn(image: NDArray[np.uint8], pose: Matrix, border: int) -> NDArray[np.uint8]:
    flags, size = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, (image.shape[1], image.shape[0])
    return np.asarray(cv2.warpPerspective(image, pose, size, flags=flags, borderMode=border), np.uint8)


def _correlation(one: Floats, other: Floats) -> float:
    if one.size == 0:
        return 0.0
    a, b = one.astype(np.float64), other.astype(np.float64)
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / norm if norm > 1e-9 else 0.0
