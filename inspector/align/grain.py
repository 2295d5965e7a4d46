"""Grain: how much a picture varies from pixel to pixel where it shows nothing. Pure."""

import cv2
import numpy as np
from numpy.typing import NDArray


def noise_of(image: NDArray[np.uint8]) -> float:
    """Return the standard deviation of the noise in `image` (H, W), grey levels.

    References
    ----------
    Immerkaer, "Fast noise variance estimation", CVIU 64, 1996; the median in place of the mean lets edges be.
    """
    kernel = np.array([(1, -2, 1), (-2, 4, -2), (1, -2, 1)], np.float32)
    high = cv2.filter2D(image, cv2.CV_32F, kernel)
    return float(np.median(np.abs(high))) / (0.6745 * 6.0)
