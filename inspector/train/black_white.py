"""Pictures of bare boards as they are inspected: cut into black and white half-way between their two levels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.imaging import Exposure, blurred
from inspector.train.registration import Field


@dataclass(frozen=True, slots=True)
class Levels:
    """The two levels of a lit grey picture and what they are shown as, all in 0..1 but `low` and `high`."""

    low: float
    high: float
    black: float
    white: float
    soft_px: float


def draw_levels(rng: Generator, picture: Field, *, inverted: bool) -> Levels:
    """Return the levels of a sensed grey picture, float32 (size, size)."""
    low, high = np.percentile(picture[::3, ::3], (1, 99)).tolist()
    black, white = (0.0, 1.0) if rng.random() < 0.7 else (float(rng.uniform(0, 0.25)), float(rng.uniform(0.7, 1.0)))
    soft = float(rng.uniform(0.3, 0.7)) if rng.random() < 0.6 else 0.0
    return Levels(low, high, white if inverted else black, black if inverted else white, soft)


def share(picture: Field, levels: Levels) -> Field:
    """Return how far each place of a sensed grey picture lies from the low to the high level, float32 in 0..1."""
    return np.asarray(np.clip((picture - levels.low) / max(1e-3, levels.high - levels.low), 0, 1), np.float32)


def cut(picture: Field, exposure: Exposure, levels: Levels) -> Field:
    """Return a sensed grey picture made black and white, float32 (size, size)."""
    white = share(blurred(picture, exposure), levels) > exposure.cut
    shown = np.where(white, np.float32(levels.white), np.float32(levels.black))
    if levels.soft_px > 0:
        shown = np.asarray(cv2.GaussianBlur(shown, (0, 0), levels.soft_px), np.float32)
    return shown
