"""Pixels to the comparator's tensors and its map back to a deviation; the same code for training and line. Pure.

A place of the part that was not seen, or that the recipe ignores, is given the golden's own pixels: it deviates by
nothing, it cannot raise the scores around it, and its own score is thrown away.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.errors import ComparisonError, RecipeError
from inspector.part import Deviation, read_only

GREY_STEP: Final = np.float32(1.0 / 255.0)


@dataclass(frozen=True, slots=True)
class Layout:
    """How images go into a comparator and how maps come out.

    Parameters
    ----------
    channels
        Numbers of channels it takes, of 1 (grey) and 3 (BGR).
    minimum_px
        Smallest height and width.
    multiple_px
        Images are padded at the right and at the bottom, repeating their last pixels, to a multiple of this.
    step
        Golden pixels per map pixel: 1, 2 or 4.
    """

    channels: tuple[int, ...]
    minimum_px: int
    multiple_px: int
    step: int

    def map_shape(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Return the shape of the map of an image of `size` (H, W), padding included.

        Examples
        --------
        >>> Layout((1, 3), 32, 16, 2).map_shape((480, 630))
        (1, 1, 240, 320)
        """
        height, width = (-(-side // self.multiple_px) * self.multiple_px // self.step for side in size)
        return 1, 1, height, width


def check_golden(image: NDArray[np.uint8], layout: Layout, name: str) -> None:
    """Raise RecipeError unless a comparator with `layout` can take a golden `image`; `name` is for messages.

    The station refuses the recipe.
    """
    height, width = image.shape[:2]
    if min(height, width) < layout.minimum_px:
        raise RecipeError(
            f"compare with golden {name}",
            f"it is {width} x {height} px, at least {layout.minimum_px} x {layout.minimum_px} by the comparator",
            "teach a golden of the whole part",
        )
    if _channels(image) == 3 and 3 not in layout.channels:
        raise RecipeError(
            f"compare with golden {name}",
            "it is colour, the comparator takes grey only",
            "set the camera to Mono8 and teach a grey golden",
        )


def to_tensor(image: NDArray[np.uint8], layout: Layout) -> NDArray[np.float32]:
    """Return `image`, uint8 (H, W) or (H, W, 3), as float32 (1, C, H', W') in 0..1 with BGR kept.

    H' and W' are padded to the layout's multiple. Grey is repeated for a comparator that takes colour only.

    Examples
    --------
    >>> to_tensor(np.full((3, 4), 255, np.uint8), Layout((1, 3), 1, 2, 1)).shape
    (1, 1, 4, 4)
    """
    height, width = image.shape[:2]
    below, right = -height % layout.multiple_px, -width % layout.multiple_px
    if below or right:
        image = np.asarray(cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    planes = [image] if image.ndim == 2 else list(cv2.split(image))
    if len(planes) not in layout.channels:
        planes = planes * 3
    tensor = np.empty((1, len(planes), *image.shape[:2]), np.float32)
    for number, plane in enumerate(planes):
        np.multiply(plane, GREY_STEP, out=tensor[0, number])
    return tensor


def smallest_tensor(layout: Layout) -> NDArray[np.float32]:
    """Return a black image of the smallest size a comparator takes, to try a device with."""
    shape = (layout.minimum_px, layout.minimum_px)
    return to_tensor(np.zeros(shape if 1 in layout.channels else (*shape, 3), np.uint8), layout)


def put_golden_where_unseen(capture: NDArray[np.float32], golden: NDArray[np.float32], seen: NDArray[np.bool_]) -> None:
    """Write the golden's values into `capture` where `seen`, bool (H, W), is False and in the padding beyond it.

    In place: little of a part is unseen, and a copy of all of it took ten times as long.
    """
    (height, width), (below, right) = capture.shape[2:], seen.shape
    unseen = np.logical_not(seen).view(np.uint8)
    unseen = np.asarray(
        cv2.copyMakeBorder(unseen, 0, height - below, 0, width - right, cv2.BORDER_CONSTANT, value=1), np.uint8
    )
    for there, here in zip(golden[0], capture[0], strict=True):
        cv2.copyTo(there, unseen, here)


def to_deviation(
    score_map: NDArray[np.float32], seen: NDArray[np.bool_], layout: Layout, comparator: str, model_sha256: str
) -> Deviation:
    """Return the comparator's map, float32 (1, 1, h', w'), as the deviation of a part seen where `seen` (H, W) is True.

    A map pixel is valid where all golden pixels under it were seen; its score is 0 elsewhere.

    Raises
    ------
    ComparisonError
        The map has another shape, or a score below 0 or not finite. The part is FAULT.
    """
    valid = _all_seen(seen, layout)
    height, width = valid.shape
    expected = layout.map_shape((seen.shape[0], seen.shape[1]))
    if score_map.shape != expected:
        _refuse(f"its map is {score_map.shape}, expected {expected}", comparator)
    scores = score_map[0, 0, :height, :width]
    lowest, highest = float(scores.min()), float(scores.max())
    if not (lowest >= 0.0 and highest < np.inf):
        _refuse(f"its scores go from {lowest} to {highest}, expected finite and at least 0", comparator)
    scores = np.where(valid, scores, np.float32(0.0))
    return Deviation(scores, valid, 1.0 / layout.step, comparator, model_sha256)


def _all_seen(seen: NDArray[np.bool_], layout: Layout) -> NDArray[np.bool_]:
    if layout.step == 1:
        return seen
    below, right = (-side % layout.step for side in seen.shape)
    padded = np.pad(seen, ((0, below), (0, right)), mode="edge")
    mask = padded[:: layout.step, :: layout.step].copy()
    for row in range(layout.step):
        for column in range(layout.step):
            mask &= padded[row :: layout.step, column :: layout.step]
    return read_only(mask)


def _channels(image: NDArray[np.uint8]) -> int:
    return 1 if image.ndim == 2 else image.shape[2]


def _refuse(found: str, comparator: str) -> None:
    raise ComparisonError("compare the part with its golden", f"{comparator}: {found}", "run inspector doctor")
