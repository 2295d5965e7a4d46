"""What is measured and shown as a picture: heights and heat, grey or in false colours."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from inspector.train.set_ups import TYPICAL_PX, Field, LitPart, grey_of

GREY: Final = -1
MAPS: Final = (cv2.COLORMAP_JET, cv2.COLORMAP_INFERNO, cv2.COLORMAP_VIRIDIS, cv2.COLORMAP_TURBO, cv2.COLORMAP_HOT)


@dataclass(frozen=True, slots=True)
class Heights:
    """A height map, as a laser's line or fringes measure it, grey or in false colours.

    Parameters
    ----------
    range_px
        Heights that the levels hold.
    tilt
        By how much the part lies askew, in levels over the picture, along x and y.
    colours
        Which false colours of OpenCV, or `GREY`.
    """

    range_px: float
    tilt: tuple[float, float]
    colours: int

    def picture(self, part: LitPart) -> Field:
        """See `SetUp`."""
        line = np.linspace(-0.5, 0.5, len(part.layers.height_px), dtype=np.float32)
        plane = self.tilt[0] * line[None, :] + self.tilt[1] * line[:, None]
        return _false(part.layers.height_px / np.float32(self.range_px) + np.float32(0.35) + plane, self.colours)


@dataclass(frozen=True, slots=True)
class Heat:
    """A thermal picture: soft, of what is thick and what is dark, grey or in false colours.

    Parameters
    ----------
    smooth_px
        Sigma by which heat spreads.
    of_depth
        Share that thickness has beside darkness, 0..1.
    colours
        Which false colours of OpenCV, or `GREY`.
    """

    smooth_px: float
    of_depth: float
    colours: int

    def picture(self, part: LitPart) -> Field:
        """See `SetUp`."""
        thick = np.clip(part.layers.depth_px / np.float32(3 * TYPICAL_PX), 0, 1)
        warm = np.float32(self.of_depth) * thick + np.float32(1 - self.of_depth) * (1 - grey_of(part.layers.albedo))
        spread = cv2.GaussianBlur(np.asarray(warm, np.float32), (0, 0), self.smooth_px)
        return _false(np.asarray(spread, np.float32), self.colours)


def _false(levels: Field, colours: int) -> Field:
    """Return `levels`, 0..1, grey or in false colours, float32 (size, size, 3)."""
    shown = np.clip(levels, 0, 1)
    if colours == GREY:
        return np.asarray(cv2.merge([shown, shown, shown]), np.float32)
    return cv2.applyColorMap((shown * 255).astype(np.uint8), colours).astype(np.float32) / np.float32(255)
