"""Dense ECC: OpenCV's multi-scale enhanced correlation, the last method before a part is refused. Pure."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.warps import Family, Matrix

MIN_PIXELS: Final = 64
MOTIONS: Final[dict[Family, int]] = {
    "translation": cv2.MOTION_TRANSLATION,
    "euclidean": cv2.MOTION_EUCLIDEAN,
    "affine": cv2.MOTION_AFFINE,
    "homography": cv2.MOTION_HOMOGRAPHY,
}


def refine_densely(
    golden: NDArray[np.uint8],
    capture: NDArray[np.uint8],
    start: Matrix,
    family: Family,
    inspected: NDArray[np.bool_],
) -> Matrix | None:
    """Return the pose (golden to capture) that dense ECC reaches from `start`, or None without convergence.

    References
    ----------
    Evangelidis and Psarakis, "Parametric image alignment using enhanced correlation coefficient maximization",
    PAMI 30, 2008.
    """
    settings = cv2.ECCParameters()
    settings.motionType, settings.nlevels = MOTIONS[family], _levels(golden.shape)
    rows = 3 if family == "homography" else 2
    mask = inspected.astype(np.uint8) * 255
    try:
        _, found = cv2.findTransformECCMultiScale(golden, capture, start[:rows].astype(np.float32), settings, mask)
    except cv2.error:
        return None
    pose = np.vstack([found, (0.0, 0.0, 1.0)])[:3].astype(np.float64)
    return pose / pose[2, 2] if bool(np.isfinite(pose).all()) and pose[2, 2] != 0.0 else None


def _levels(shape: tuple[int, ...]) -> int:
    levels = 1
    while levels < 5 and min(shape[:2]) >> levels >= MIN_PIXELS:
        levels += 1
    return levels
