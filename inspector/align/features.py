"""Features: a pose from local features, for displacements and rotations that no gradient reaches. Pure."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.pyramid import Level
from inspector.align.tiles import to_whole
from inspector.align.warps import Matrix

COUNT: Final = 1200
RATIO: Final = 0.8
"""A match counts when it is this much nearer than the second best."""
INLIER_PX: Final = 4.0
"""At the level's scale; what comes after pulls a start in from there."""
MIN_INLIERS: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Local features of one image.

    Parameters
    ----------
    points
        (x, y) in px of the whole image, float32 (n, 2).
    descriptors
        float32 (n, 128).
    px
        Image px per px of the level the features were found on.
    """

    points: NDArray[np.float32]
    descriptors: NDArray[np.float32]
    px: int


def find_features(level: Level, mask: NDArray[np.bool_] | None = None) -> Features:
    """Return the features of `level`, only where `mask` (bool, its shape) is True.

    References
    ----------
    Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 60, 2004.
    """
    allowed = None if mask is None else mask.astype(np.uint8)
    keypoints, found = cv2.SIFT.create(COUNT, contrastThreshold=0.01).detectAndCompute(level.image, allowed)
    if not keypoints:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32), level.px)
    points = np.array([keypoint.pt for keypoint in keypoints], np.float64)
    return Features(to_whole(points, level.px).astype(np.float32), np.asarray(found, np.float32), level.px)


def pose_from_features(golden: Features, capture: Features) -> Matrix | None:
    """Return the affine pose (golden to capture) most matches agree on, or None where too few agree.

    The sampling is seeded: the same features give the same pose.
    """
    one, other = _matches(golden, capture)
    if len(one) < MIN_INLIERS:
        return None
    settings = cv2.UsacParams()
    settings.threshold, settings.maxIterations, settings.confidence = INLIER_PX * golden.px, 4000, 0.999
    settings.randomGeneratorState = 1
    try:
        found, inliers = cv2.estimateAffine2D(one, other, settings)
    except cv2.error:
        return None
    if np.size(found) != 6 or int(inliers.sum()) < MIN_INLIERS:
        return None
    return np.asarray(np.vstack([found, (0.0, 0.0, 1.0)]), np.float64)


def _matches(golden: Features, capture: Features) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the places of features that are each other's nearest by far.

    Descriptors hold whole numbers up to 255, so their products are exact and the matches the same on any PC.
    """
    if len(golden.points) < 2 or len(capture.points) < 2:
        return golden.points[:0], capture.points[:0]
    one, other = golden.descriptors, capture.descriptors
    squared = (one * one).sum(axis=1)[:, None] + (other * other).sum(axis=1)[None, :] - 2.0 * (one @ other.T)
    here, best = np.arange(len(one)), squared.argmin(axis=1)
    mutual = squared.argmin(axis=0)[best] == here
    nearest = squared[here, best]
    squared[here, best] = np.inf
    good = mutual & (nearest < RATIO**2 * squared.min(axis=1))
    return golden.points[good], capture.points[best[good]]
