"""Reference: all of the alignment that depends only on the golden, computed once."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.features import Features, find_features
from inspector.align.warps import Frame
from inspector.errors import RecipeError
from inspector.golden.golden import Golden

MIN_TEXTURE: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A golden, learnt for alignment.

    Parameters
    ----------
    golden
        As it was learnt.
    grey
        uint8 (H, W), golden coordinates.
    inspected
        bool (H, W): False inside ignore boxes.
    frame, features
        See there.
    """

    golden: Golden
    grey: NDArray[np.uint8]
    inspected: NDArray[np.bool_]
    frame: Frame
    features: Features


def learn(golden: Golden) -> Reference:
    """Return all that alignment needs of `golden`.

    Raises
    ------
    RecipeError
        The golden has no texture to align by, or its ignore boxes leave nothing. The station refuses to start.
    """
    grey, inspected = to_grey(golden.image), golden.inspected()
    name = f"align to golden {golden.product} {golden.revision}"
    if not inspected.any():
        raise RecipeError(name, "ignore boxes cover all of it", "leave a textured part of the golden uncovered")
    gradient = cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 1.5).astype(np.float32), cv2.CV_32F)
    texture = float(np.percentile(np.abs(gradient[inspected]), 99))
    if texture < MIN_TEXTURE / 4:
        raise RecipeError(
            name,
            f"texture {texture:.2f} grey levels, at least {MIN_TEXTURE / 4:g}",
            "light or focus the golden so that edges show, or add a mark",
        )
    return Reference(golden, grey, inspected, Frame.of(grey.shape), find_features(grey, inspected))


def to_grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return `image` as uint8 (H, W)."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
