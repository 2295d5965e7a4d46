"""Whether a picture may become a golden: its size, its focus, how much of it is burnt out. Pure.

The blur is told from the strongest edges: blurring once more weakens a sharp edge much and a soft one hardly.

References
----------
.. [1] S. Zhuo, T. Sim, "Defocus map estimation from a single image", Pattern Recognition 44 (9), 2011.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

SMALLEST_PX: Final = 64
SOFTEST_PX: Final = 3.0
LARGEST_BURNT_SHARE: Final = 0.1
STRONG_SHARE: Final = 0.01
CALM_PX: Final = 1.0
REBLUR_PX: Final = 2.0
WEAK_LEVELS: Final = 4.0
BURNT: Final = 254
TWO_LEVEL_SHARE: Final = 0.9
DARKEST: Final = 2
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured of one picture.

    Parameters
    ----------
    blur_px
        Standard deviation of the blur at its strongest edges; infinite where it has none.
    burnt_share
        Of its pixels, how many are white in places that do not reach its border: a bright ground around the part
        is none of them. 0.0 for a picture of two levels, where all of one are.
    """

    blur_px: float
    burnt_share: float


def measure(image: Picture) -> Quality:
    """Return the quality of `image`, uint8 (H, W) or (H, W, 3) BGR."""
    return Quality(blur_px(image), burnt_share(image))


def why_poor(image: Picture) -> str | None:
    """Return why `image` cannot be a golden, measured and expected, or None."""
    return next(_faults(image, measure(image)), None)


def blur_px(image: Picture) -> float:
    """Return the standard deviation of the blur of `image` at its strongest edges, in px."""
    # Calmed first: noise is sharper than any edge.
    calm = np.asarray(cv2.GaussianBlur(_grey(image).astype(np.float32), (0, 0), CALM_PX), np.float32)
    strength = _gradient(calm)
    strong = strength >= max(float(np.quantile(strength, 1.0 - STRONG_SHARE)), WEAK_LEVELS)
    if not strong.any():
        return float("inf")
    again = _gradient(np.asarray(cv2.GaussianBlur(calm, (0, 0), REBLUR_PX), np.float32))
    ratio = float(np.median(strength[strong] / np.maximum(again[strong], 1e-3)))
    return float(np.sqrt(max(REBLUR_PX**2 / max(ratio * ratio - 1.0, 1e-6) - CALM_PX**2, 0.0)))


def burnt_share(image: Picture) -> float:
    """Return the share of pixels that are white where no ground is; 0.0 where nothing lies between black and white."""
    grey = _grey(image)
    burnt = grey >= BURNT
    if float((burnt | (grey <= DARKEST)).mean()) >= TWO_LEVEL_SHARE:
        return 0.0
    _, places = cv2.connectedComponents(burnt.astype(np.uint8))
    ground = np.unique(np.concatenate([places[0], places[-1], places[:, 0], places[:, -1]]))
    return float((burnt & ~np.isin(places, ground)).mean())


def _faults(image: Picture, found: Quality) -> Iterator[str]:
    height, width = image.shape[:2]
    if min(height, width) < SMALLEST_PX:
        yield f"it is {width} x {height} px, at least {SMALLEST_PX} px a side"
    if found.blur_px > SOFTEST_PX:
        edges = (
            f"its sharpest edges are blurred by {found.blur_px:.1f} px"
            if found.blur_px < np.inf
            else "it shows no edge"
        )
        yield f"{edges}, at most {SOFTEST_PX:g} px: out of focus, moved, or too dark"
    if found.burnt_share > LARGEST_BURNT_SHARE:
        most = f"at most {LARGEST_BURNT_SHARE:.0%}: shorten the exposure"
        yield f"{found.burnt_share:.0%} of it is burnt out, {most}"


def _gradient(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    across, down = (cv2.Sobel(grey, cv2.CV_32F, *order, scale=0.125) for order in ((1, 0), (0, 1)))
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _grey(image: Picture) -> Picture:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
