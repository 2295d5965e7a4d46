"""Light and sensor of one shot: exposure, drift, vignetting and noise."""

from dataclasses import dataclass
from functools import cache
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.demo.canvas import HEIGHT_PX, WIDTH_PX
from inspector.demo.noise import noise_field

NOISE_LEVELS = 1.5  # grey levels, root mean square; gamma 2 makes shot noise the same at every brightness
EXPOSURE_US = 850.0
_VIGNETTING = 0.09  # share of light lost in the corners
_UNEVEN = 0.006  # the surface's own unevenness from part to part, root mean square
_SPARE_PX = 256


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one shot against the golden's.

    Parameters
    ----------
    gain
        Brightness, 1.0 is nominal.
    slope_x, slope_y
        How much brighter the right and the lower end are than the middle, as shares.
    warmth
        Share by which red is stronger and blue is weaker.
    offset
        Stray light in grey levels.
    """

    gain: float = 1.0
    slope_x: float = 0.0
    slope_y: float = 0.0
    warmth: float = 0.0
    offset: float = 0.0

    @classmethod
    def of_part(cls, number: int, rng: np.random.Generator) -> Self:
        """Return the light of part `number`: lamps that warm up and age in slow waves, and a little flicker."""
        slow, slower = np.sin(2 * np.pi * number / 190.0), np.sin(2 * np.pi * number / 67.0 + 1.0)
        flicker, tilt_x, tilt_y, warmth, offset = rng.normal(0.0, (0.008, 0.004, 0.004, 0.003, 0.5))
        return cls(
            gain=float(1.0 + 0.04 * slow + flicker),
            slope_x=float(0.01 * slower + tilt_x),
            slope_y=float(tilt_y),
            warmth=float(0.01 * slow + warmth),
            offset=float(1.0 + offset),
        )


def expose(picture: NDArray[np.uint8], light: Light, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the shot, uint8 (960, 1280, 3) BGR, of a `picture` that was rendered under nominal light."""
    gain = _vignette() * _slope(light) + _window(_unevenness(), rng)
    tint = (1.0 - light.warmth, 1.0, 1.0 + light.warmth)
    planes = []
    for plane, strength in zip(cv2.split(picture), tint, strict=True):
        lit = cv2.multiply(plane, gain, scale=light.gain * strength, dtype=cv2.CV_32F)
        noise = _window(_noise(), rng)
        planes.append(cv2.addWeighted(lit, 1.0, noise, NOISE_LEVELS, light.offset, dtype=cv2.CV_8U))
    return cv2.merge(planes).astype(np.uint8, copy=False)


def _slope(light: Light) -> NDArray[np.float32]:
    across = np.linspace(-light.slope_x, light.slope_x, WIDTH_PX, dtype=np.float32)
    down = np.linspace(-light.slope_y, light.slope_y, HEIGHT_PX, dtype=np.float32)
    slope: NDArray[np.float32] = 1.0 + across[None, :] + down[:, None]
    return slope


def _window(field: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a randomly placed window: as good as fresh noise and a tenth of its price."""
    x, y = rng.integers(0, _SPARE_PX, 2)
    return field[y : y + HEIGHT_PX, x : x + WIDTH_PX]


@cache
def _vignette() -> NDArray[np.float32]:
    x = np.linspace(-1.0, 1.0, WIDTH_PX, dtype=np.float32)[None, :] * (WIDTH_PX / HEIGHT_PX)
    y = np.linspace(-1.0, 1.0, HEIGHT_PX, dtype=np.float32)[:, None]
    corner = 1.0 + (WIDTH_PX / HEIGHT_PX) ** 2
    return np.asarray(1.0 - _VIGNETTING * (x * x + y * y) / corner, np.float32)


@cache
def _noise() -> NDArray[np.float32]:
    return noise_field(1, (HEIGHT_PX + _SPARE_PX, WIDTH_PX + _SPARE_PX))


@cache
def _unevenness() -> NDArray[np.float32]:
    return np.float32(_UNEVEN) * noise_field(2, (HEIGHT_PX + _SPARE_PX, WIDTH_PX + _SPARE_PX), 2.5)
