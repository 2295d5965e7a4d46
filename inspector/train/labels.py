"""Which pixels of a made defective part are defect: those that differ visibly from the same part without its faults."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.train.registration import Field

GOOD: Final = 0
DEFECT: Final = 1
IGNORE: Final = 255
LABEL_SIGMA_PX: Final = 0.7
DOUBTFUL_SHARE: Final = 0.3
LEAST_AREA_PX: Final = 6
Label = NDArray[np.uint8]


def difference(twin: Field, faulty: Field) -> Field:
    """Return the largest difference of two pictures' channels, smoothed, float32 (size, size)."""
    apart = np.asarray(cv2.absdiff(twin, faulty), np.float32)
    widest = apart if apart.ndim == 2 else np.maximum(np.maximum(apart[:, :, 0], apart[:, :, 1]), apart[:, :, 2])
    return np.asarray(cv2.GaussianBlur(widest, (5, 5), LABEL_SIGMA_PX), np.float32)


def harmless(golden: Field, twin: Field) -> Field:
    """Return how restless the harmless differences of two good pictures are at each place, float32 (size, size).

    `golden` holds every second pixel of every second row of what `twin` holds.
    """
    apart = np.asarray(cv2.subtract(golden, np.ascontiguousarray(twin[::2, ::2])), np.float32)
    if apart.ndim == 3:
        apart = np.asarray(cv2.transform(apart, np.full((1, 3), 1 / 3, np.float32)), np.float32)
    mean = cv2.blur(apart, (5, 5))
    restless = np.sqrt(np.maximum(cv2.blur(apart * apart, (5, 5)) - mean * mean, 0))
    return np.asarray(cv2.resize(restless, twin.shape[1::-1]), np.float32)


def label_of(apart: Field, threshold: Field | np.float32) -> Label:
    """Return GOOD, DEFECT and IGNORE, uint8 (size, size), of a `difference` and what is visible of it."""
    defect = _large((apart > threshold).astype(np.uint8))
    label = np.where(apart > DOUBTFUL_SHARE * threshold, np.uint8(IGNORE), np.uint8(GOOD))
    if defect.any():
        label[(_closed(defect) > 0) & (label == GOOD)] = IGNORE
        rim = np.asarray(cv2.dilate(defect, np.ones((3, 3), np.uint8)), np.uint8)
        label[rim > 0] = IGNORE
        label[defect > 0] = DEFECT
    return label


def _closed(defect: Label) -> Label:
    """Return `defect` with the narrow gaps between its parts closed: whether they belong to it, nobody can say."""
    return np.asarray(cv2.morphologyEx(defect, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)


def _large(mask: Label) -> Label:
    if not mask.any():
        return mask
    _, numbers, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= LEAST_AREA_PX
    keep[0] = False
    return np.asarray(keep[numbers], np.uint8)
