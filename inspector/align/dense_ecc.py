"""Dense ECC: OpenCV's multi-scale enhanced correlation, the last method before a part is refused. Pure."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.pyramid import Level
from inspector.align.warps import Family, Matrix, off_level, on_level

MIN_PIXELS: Final = 64
STOP: Final = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 25, 1e-4)
"""Steps per level: what does not converge by then is no start for the tiles either, and a refusal must come in time."""
MOTIONS: Final[dict[Family, int]] = {
    "translation": cv2.MOTION_TRANSLATION,
    "euclidean": cv2.MOTION_EUCLIDEAN,
    "affine": cv2.MOTION_AFFINE,
    "homography": cv2.MOTION_HOMOGRAPHY,
}


def refine_densely(
    golden: Level, capture: Level, start: Matrix, family: Family, mask: NDArray[np.bool_]
) -> Matrix | None:
    """Return the pose (golden to capture) that dense ECC reaches from `start`, or None without convergence.

    `golden` and `capture` are levels of one size, `mask` (bool, their shape) says what of the golden counts.

    References
    ----------
    Evangelidis and Psarakis, "Parametric image alignment using enhanced correlation coefficient maximization",
    PAMI 30, 2008.
    """
    settings = cv2.ECCParameters()
    settings.criteria = STOP
    settings.motionType, settings.nlevels = MOTIONS[family], _levels(golden.image.shape)
    rows = 3 if family == "homography" else 2
    inner = on_level(start, golden.px)[:rows].astype(np.float32)
    try:
        _, found = cv2.findTransformECCMultiScale(
            golden.image, capture.image, inner, settings, mask.astype(np.uint8) * 255
        )
    except cv2.error:
        return None
    pose = np.vstack([found, (0.0, 0.0, 1.0)])[:3].astype(np.float64)
    if not bool(np.isfinite(pose).all()) or abs(float(np.linalg.det(pose))) < 1e-6:
        return None
    whole = off_level(pose, golden.px)
    return np.asarray(whole / whole[2, 2], np.float64)


def _levels(shape: tuple[int, ...]) -> int:
    levels = 1
    while levels < 5 and min(shape[:2]) >> levels >= MIN_PIXELS:
        levels += 1
    return levels
