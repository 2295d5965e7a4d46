"""The usual OpenCV way to inspect against a golden, to measure ours beside: ECC, difference, threshold, blobs."""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.golden.golden import Golden

Picture = NDArray[np.uint8]
DIFFERENCE_LEVELS: Final = 60
AREA_PX: Final = 24
PYRAMID_LEVELS: Final = 4


def usual_way(golden: Golden) -> Callable[[Picture], bool]:
    """Return the usual way as a function that says whether a part, uint8 (H, W) or (H, W, 3), passes.

    A part that ECC does not align is none that passes.

    References
    ----------
    .. [1] G. D. Evangelidis, E. Z. Psarakis, "Parametric Image Alignment Using Enhanced Correlation Coefficient
       Maximization", IEEE PAMI 30 (10), 2008.
    """
    ideal = _grey(golden.image)
    parameters = cv2.ECCParameters()
    parameters.motionType = cv2.MOTION_EUCLIDEAN
    parameters.nlevels = PYRAMID_LEVELS

    def passes(image: Picture) -> bool:
        grey = _grey(image)
        try:
            _, warp = cv2.findTransformECCMultiScale(ideal, grey, np.eye(2, 3, dtype=np.float32), parameters)
        except cv2.error:
            return False
        return _is_like(ideal, grey, np.asarray(warp, np.float32))

    return passes


def _is_like(ideal: Picture, grey: Picture, warp: NDArray[np.float32]) -> bool:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    aligned = cv2.warpAffine(grey, warp, ideal.shape[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)
    far = np.asarray(cv2.absdiff(ideal, aligned) > DIFFERENCE_LEVELS, np.uint8)
    opened = cv2.morphologyEx(far, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    return not bool((stats[1:, cv2.CC_STAT_AREA] >= AREA_PX).any())


def _grey(image: Picture) -> Picture:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
