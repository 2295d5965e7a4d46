"""A photograph in, what light and lens were out. Pure.

References
----------
J. L. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000 (focus).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.measured import CaptureFigures


def figures_of(image: NDArray[np.uint8]) -> CaptureFigures:
    """Return brightness and focus of `image`, uint8 (H, W) or (H, W, 3) BGR: 2 ms for 1280 x 960 px on one core.

    Examples
    --------
    >>> figures_of(np.full((8, 8), 40, np.uint8))
    CaptureFigures(brightness=40.0, focus=0.0)
    """
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    # In 16 bits no value is cut off: a Laplacian of 8 bits lies in -1020..1020.
    _, deviation = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    return CaptureFigures(float(cv2.mean(grey)[0]), float(deviation[0, 0]))
