"""Contours that parts of boards and packages have by the hundred, drawn from stored unit circles."""

import cmath
import math
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.train.families.freeform import Centre
from inspector.train.scene import Points

Plane = NDArray[np.complex128]
SHARP: Final[Plane] = np.array([1 + 1j, -1 + 1j, -1 - 1j, 1 - 1j])
BLUNT: Final[Plane] = np.repeat(SHARP, 4)
ARCS: Final[Plane] = np.exp(1j * np.radians(np.arange(4)[:, None] * 90 + np.arange(4) * 30)).ravel()


def box(centre: Centre, sides: tuple[float, float], angle_deg: float = 0.0, round_px: float = 0.0) -> Points:
    """Return a rectangle as a contour, its corners rounded by up to `round_px`, float32 (4 or 16, 2)."""
    wide, high = sides[0] / 2, sides[1] / 2
    radius = min(round_px, wide, high)
    if radius > 0:
        own = BLUNT.real * (wide - radius) + 1j * (BLUNT.imag * (high - radius)) + radius * ARCS
    else:
        own = SHARP.real * wide + 1j * (SHARP.imag * high)
    return placed(own, centre, angle_deg)


def oval(centre: Centre, radii: tuple[float, float], angle_deg: float = 0.0, corners: int = 32) -> Points:
    """Return an ellipse, or with few corners a regular polygon, as a contour, float32 (corners, 2)."""
    unit = _unit(corners)
    return placed(unit.real * radii[0] + 1j * (unit.imag * radii[1]), centre, angle_deg)


def placed(own: Plane, centre: Centre, angle_deg: float) -> Points:
    """Return points x + iy turned clockwise about 0 and moved to `centre`, float32 (n, 2)."""
    turned = own * cmath.exp(1j * math.radians(angle_deg)) if angle_deg else own
    return (turned + complex(*centre)).astype(np.complex64).view(np.float32).reshape(-1, 2)


@cache
def _unit(corners: int) -> Plane:
    return np.asarray(np.exp(2j * np.pi * np.arange(corners) / corners), np.complex128)
