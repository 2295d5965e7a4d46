"""Align: a capture and what was learnt of its golden in, the capture in the golden's frame or a refusal out. Pure."""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.agreement import agreeing_blocks, correlation
from inspector.align.dense_ecc import refine_densely
from inspector.align.features import find_features, pose_from_features
from inspector.align.gates import first_refusal
from inspector.align.light import gain_and_offset, relight
from inspector.align.reference import Reference, to_grey
from inspector.align.warps import Matrix, excursion
from inspector.errors import CaptureError
from inspector.part import Alignment, AlignmentFigures, AlignmentMethod, Capture, RefusedAlignment

NOTHING: Final = AlignmentFigures(0.0, float("inf"), 0.0, 0.0, 0.0, 0.0, 0.0)


def align(capture: Capture, reference: Reference) -> Alignment | RefusedAlignment:
    """Return `capture` in the frame of the golden, or why it cannot be brought there.

    Raises
    ------
    CaptureError
        The capture has another size or other channels than the golden. The part is FAULT.
    """
    _check(capture, reference)
    grey = to_grey(capture.image)
    best = RefusedAlignment("no start: too few features agree", NOTHING, AlignmentMethod.DENSE_ECC)
    for start in _starts(grey, reference):
        tried = _try(capture.image, grey, reference, start)
        if isinstance(tried, Alignment):
            return tried
        best = max(best, tried, key=lambda refused: refused.figures.agreeing)
    return best


def _starts(grey: NDArray[np.uint8], reference: Reference) -> Iterator[Matrix]:
    found = pose_from_features(reference.features, find_features(grey))
    if found is not None:
        yield found
    yield np.eye(3)


def _try(
    image: NDArray[np.uint8], grey: NDArray[np.uint8], reference: Reference, start: Matrix
) -> Alignment | RefusedAlignment:
    limits = reference.golden.recipe.alignment
    pose = refine_densely(reference.grey, grey, start, limits.model, reference.inspected)
    if pose is None:
        return RefusedAlignment("dense ECC does not converge", NOTHING, AlignmentMethod.DENSE_ECC)
    aligned, valid = _resample(image, pose), _resample(np.full(grey.shape, 255, np.uint8), pose) == 255
    flat = to_grey(aligned)
    where = valid & reference.inspected
    gain, offset = gain_and_offset(reference.grey, flat, where)
    agreeing, residual = agreeing_blocks(reference.grey, flat, where)
    figures = AlignmentFigures(
        correlation(reference.grey, flat, where), residual, float(valid.mean()), agreeing, gain, offset, 0.0
    )
    back = np.linalg.inv(pose)
    warp = np.asarray(back / back[2, 2], np.float64)
    why = first_refusal(figures, excursion(warp, reference.frame), limits, reference.frame)
    if why is not None:
        return RefusedAlignment(why, figures, AlignmentMethod.DENSE_ECC)
    return Alignment(warp, relight(aligned, gain, offset), valid, figures, AlignmentMethod.DENSE_ECC)


def _resample(image: NDArray[np.uint8], pose: Matrix) -> NDArray[np.uint8]:
    size = (image.shape[1], image.shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(image, pose, size, flags=flags), np.uint8)


def _check(capture: Capture, reference: Reference) -> None:
    have, want = capture.image.shape, reference.golden.image.shape
    if have != want:
        raise CaptureError(
            f"align part {capture.part_id}",
            f"its image is {_shape(have)}, golden {reference.golden.product} {reference.golden.revision} is "
            f"{_shape(want)}",
            "set the camera as it was when the golden was taken, or teach a new golden",
        )


def _shape(shape: tuple[int, ...]) -> str:
    return f"{shape[1]} x {shape[0]} px {'grey' if len(shape) == 2 else 'BGR'}"
