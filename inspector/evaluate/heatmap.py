"""Heat maps for people: the score map laid over the aligned part, on a scale that never depends on the part."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.part import Alignment, Deviation

# From half the limit up to three times the limit: pale yellow, orange, dark magenta; lightness only falls.
_STOPS = (0.5, 1.0, 2.0, 3.0)
_BGR = ((150, 245, 255), (60, 170, 255), (70, 60, 210), (90, 10, 90))
_STRENGTH = 0.6
SCALE = tuple((stop, f"#{red:02x}{green:02x}{blue:02x}") for stop, (blue, green, red) in zip(_STOPS, _BGR, strict=True))
"""The same for a legend: scores in units of the limit, and their colours as in CSS."""


def draw_heatmap(alignment: Alignment, deviation: Deviation) -> NDArray[np.uint8]:
    """Return the aligned part with its score map on top, uint8 (H, W, 3) BGR in golden coordinates.

    Scores below half the limit leave the part as it is; unseen places are grey.
    """
    height, width = alignment.image.shape[:2]
    scores = cv2.resize(deviation.scores, (width, height), interpolation=cv2.INTER_LINEAR)
    seen = cv2.resize(deviation.valid.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    part = alignment.image if alignment.image.ndim == 3 else cv2.cvtColor(alignment.image, cv2.COLOR_GRAY2BGR)
    heat = np.stack([np.interp(scores, _STOPS, [colour[channel] for colour in _BGR]) for channel in range(3)], axis=-1)
    weight = _STRENGTH * np.clip((scores - _STOPS[0]) / (_STOPS[1] - _STOPS[0]), 0.0, 1.0)[..., np.newaxis]
    drawn = np.where(seen[..., np.newaxis], part * (1.0 - weight) + heat * weight, 128.0)
    return np.rint(drawn).astype(np.uint8)
