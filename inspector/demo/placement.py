"""How a part lies in its nest: a few px off, slightly turned; canvas picture in, camera picture out."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.demo.canvas import HEIGHT_PX, WIDTH_PX
from inspector.demo.shape import MARGIN_PX, SCALE


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the part lies against the golden, about the middle of the picture.

    Parameters
    ----------
    shift_x_px, shift_y_px
        To the right and down.
    turn_deg
        Anticlockwise as seen.
    scale
        Share by which the part looks larger: height of the nest and warmth of the lens.
    tip_x, tip_y
        Perspective of a part that does not lie flat, per px.
    """

    shift_x_px: float = 0.0
    shift_y_px: float = 0.0
    turn_deg: float = 0.0
    scale: float = 0.0
    tip_x: float = 0.0
    tip_y: float = 0.0

    @classmethod
    def random(cls, rng: np.random.Generator) -> Self:
        """Return how the nest holds one part: within 5 px, 0.7 degrees and 0.2 %."""
        shift_x, shift_y = rng.uniform(-5.0, 5.0, 2)
        turn, scale = rng.uniform(-0.7, 0.7), rng.uniform(-0.002, 0.002)
        tip_x, tip_y = rng.uniform(-1.5e-6, 1.5e-6, 2)
        return cls(float(shift_x), float(shift_y), float(turn), float(scale), float(tip_x), float(tip_y))

    def matrix(self) -> NDArray[np.float64]:
        """Return float64 (3, 3): homogeneous golden (x, y, 1) to capture coordinates."""
        cosine, sine = (1.0 + self.scale) * np.array(
            [np.cos(np.radians(self.turn_deg)), np.sin(np.radians(self.turn_deg))]
        )
        middle = np.array([[1.0, 0.0, (WIDTH_PX - 1) / 2], [0.0, 1.0, (HEIGHT_PX - 1) / 2], [0.0, 0.0, 1.0]])
        move = np.array(
            [[cosine, sine, self.shift_x_px], [-sine, cosine, self.shift_y_px], [self.tip_x, self.tip_y, 1.0]]
        )
        matrix: NDArray[np.float64] = middle @ move @ np.linalg.inv(middle)
        return matrix


def take_picture(picture: NDArray[np.uint8], placement: Placement) -> NDArray[np.uint8]:
    """Return what the camera sees of the canvas `picture`, uint8 (960, 1280, 3), resampled once.

    The lens has already taken away what the coarser grid could not hold, so bilinear sampling does not alias.
    """
    to_canvas = np.array(
        [[SCALE, 0.0, SCALE * MARGIN_PX + 0.5], [0.0, SCALE, SCALE * MARGIN_PX + 0.5], [0.0, 0.0, 1.0]]
    )
    capture_to_canvas = to_canvas @ np.linalg.inv(placement.matrix())
    seen = cv2.warpPerspective(
        picture,
        capture_to_canvas,
        (WIDTH_PX, HEIGHT_PX),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return seen.astype(np.uint8, copy=False)
