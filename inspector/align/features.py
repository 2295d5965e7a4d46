"""Features: a pose from local features, for displacements and rotations that no gradient reaches. Pure."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.warps import Matrix

COUNT: Final = 1500
LONGER_SIDE_PX: Final = 1000
"""Features are sought at no more than this size; finer ones cost time and add no range."""
RATIO: Final = 0.8
"""A match counts when it is this much nearer than the second best."""
INLIER_PX: Final = 4.0
"""At feature scale; what comes after pulls a start in from there."""
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
        Image px per px of the scale the features were found at.
    """

    points: NDArray[np.float32]
    descriptors: NDArray[np.float32]
    px: float


def find_features(grey: NDArray[np.uint8], inspected: NDArray[np.bool_] | None = None) -> Features:
    """Return the features of `grey` (H, W), only where `inspected` (bool, same shape) is True.

    References
    ----------
    Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 60, 2004; Arandjelovic and Zisserman,
    "Three things everyone should know to improve object retrieval", CVPR 2012 (square roots of the descriptors).
    """
    px = max(1.0, max(grey.shape) / LONGER_SIDE_PX)
    size = (round(grey.shape[1] / px), round(grey.shape[0] / px))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    mask = None if inspected is None else cv2.resize(inspected.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    keypoints, found = cv2.SIFT_create(COUNT, contrastThreshold=0.01).detectAndCompute(small, mask)
    if found is None:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32), px)
    points = np.array([keypoint.pt for keypoint in keypoints], np.float32)
    stretch = np.array([grey.shape[1] / size[0], grey.shape[0] / size[1]], np.float32)
    roots = np.sqrt(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-6))
    return Features((points + 0.5) * stretch - 0.5, roots.astype(np.float32), px)


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
    if found is None or int(inliers.sum()) < MIN_INLIERS:
        return None
    return np.vstack([found, (0.0, 0.0, 1.0)])


def _matches(golden: Features, capture: Features) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if len(golden.points) < 2 or len(capture.points) < 2:
        return golden.points[:0], capture.points[:0]
    likeness = golden.descriptors @ capture.descriptors.T
    order = np.argpartition(-likeness, 1, axis=1)[:, :2]
    two = np.take_along_axis(likeness, order, axis=1)
    best = np.where(two[:, 0] >= two[:, 1], order[:, 0], order[:, 1])
    distance = np.sqrt(np.maximum(2.0 - 2.0 * np.sort(two, axis=1), 0.0))
    mutual = likeness.argmax(axis=0)[best] == np.arange(len(best))
    good = mutual & (distance[:, 1] < RATIO * distance[:, 0])
    return golden.points[good], capture.points[best[good]]
