"""A painted canvas under the station's lights and lens: surface in, picture at canvas resolution out.

The light is what a line would build: a ring of lamps with one side stronger, a little light along the lens' axis,
a telecentric lens that is sharp on the board and soft on what stands high above it.

References
----------
Sloan, Martin, Gooch, Gooch: The Lit Sphere, Graphics Interface 2001 (shading looked up by surface normal).
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.demo.canvas import Canvas

REACH_PX = 72  # canvas px around a window that its shading depends on
_SPHERE_PX = 255
_KEY = (-0.62, -0.78)  # the stronger side of the ring, as (x, y) on the picture: upper left
_SHADOW_STEPS = (3, 7, 12, 20, 32)
_SHADOW_SLOPE = 0.75
_WHITE = 0.86  # what a white, flat, dull surface returns of the sensor's range
_GLOSS = 0.05  # share of light that paint and plastic mirror
_LENS_BLUR_PX = 1.05
_FOCUS_DEPTH = 34.0  # canvas px of height at which the picture is fully soft


@dataclass(frozen=True, slots=True, eq=False)
class Lighting:
    """What the light does to a surface whatever its colour.

    Parameters
    ----------
    tinted
        float32 (h, w): light that takes the surface's colour.
    white
        float32 (h, w): light that the surface mirrors as it is.
    softness
        float32 (h, w), 0..1: how far out of focus the lens sees it.
    """

    tinted: NDArray[np.float32]
    white: NDArray[np.float32]
    softness: NDArray[np.float32]

    def window(self, area: tuple[slice, slice]) -> "Lighting":
        """Return the lighting of some rows and columns."""
        return Lighting(self.tinted[area], self.white[area], self.softness[area])


def shade(canvas: Canvas) -> NDArray[np.uint8]:
    """Return the picture of the canvas, uint8 (h, w, 3) BGR, encoded with gamma 2."""
    return photograph(canvas.colour, light(canvas))


def light(canvas: Canvas) -> Lighting:
    """Return how the canvas' surface is lit; independent of its colour."""
    across, down = _normals(canvas.height)
    metal = canvas.metal * np.float32(1 / 255)
    rough = canvas.rough * np.float32(1 / 255)
    polished, dull, paint = (cv2.remap(sphere, across, down, cv2.INTER_LINEAR) for sphere in _lit_spheres())
    mirror = polished + (dull - polished) * rough
    open_sky = _open_sky(canvas.height)
    scatter = paint * open_sky * _key_light(canvas.height)
    tinted = scatter + metal * (mirror * (0.4 + 0.6 * open_sky) - scatter)
    white = (1 - metal) * mirror * open_sky * np.float32(_WHITE * _GLOSS)
    softness = cv2.GaussianBlur(np.clip(canvas.height / _FOCUS_DEPTH, 0.0, 1.0), (0, 0), 3.0)
    return Lighting(tinted, white, softness.astype(np.float32, copy=False))


def photograph(colour: NDArray[np.uint8], lighting: Lighting) -> NDArray[np.uint8]:
    """Return the picture of a surface of these colours, uint8 (h, w, 3) BGR, encoded with gamma 2."""
    table = (_WHITE * (np.arange(256, dtype=np.float32) / 255.0) ** 2).reshape(1, 256)
    planes = [cv2.LUT(plane, table) * lighting.tinted + lighting.white for plane in cv2.split(colour)]
    seen = [_through_lens(plane, lighting.softness) for plane in planes]
    return cv2.merge(seen).astype(np.uint8, copy=False)


def _through_lens(linear: NDArray[np.float32], softness: NDArray[np.float32]) -> NDArray[np.uint8]:
    sharp = cv2.GaussianBlur(linear, (0, 0), _LENS_BLUR_PX)
    soft = cv2.blur(cv2.blur(sharp, (5, 5)), (5, 5))
    return cv2.convertScaleAbs(cv2.sqrt(sharp + (soft - sharp) * softness), alpha=255.0).astype(np.uint8, copy=False)


def _normals(height: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    smooth = cv2.GaussianBlur(height, (0, 0), 0.7)
    slope_x = cv2.Scharr(smooth, cv2.CV_32F, 1, 0, scale=1 / 32)
    slope_y = cv2.Scharr(smooth, cv2.CV_32F, 0, 1, scale=1 / 32)
    shrink = np.float32(-0.5 * (_SPHERE_PX - 1)) / cv2.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
    middle = np.float32(0.5 * (_SPHERE_PX - 1))
    return slope_x * shrink + middle, slope_y * shrink + middle


def _open_sky(height: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much light from all around reaches each px: less beside tall things and in gaps."""
    near = cv2.GaussianBlur(height, (0, 0), 3.5) - height
    small = cv2.resize(height, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    wide = cv2.resize(cv2.GaussianBlur(small, (0, 0), 4.5), (height.shape[1], height.shape[0])) - height
    return np.asarray(1.0 / (1.0 + np.maximum(near, 0.0) * 0.10 + np.maximum(wide, 0.0) * 0.055), np.float32)


def _key_light(height: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return 1.0 where the stronger side of the ring is seen, less in the shadow of something taller."""
    shadow = np.zeros_like(height)
    for step in _SHADOW_STEPS:
        shift = np.array([[1, 0, _KEY[0] * step], [0, 1, _KEY[1] * step]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        size = (height.shape[1], height.shape[0])
        towards = cv2.warpAffine(height, shift, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        np.maximum(shadow, (towards - height - step * _SHADOW_SLOPE) / (2.0 + 0.35 * step), out=shadow)
    soft = cv2.GaussianBlur(np.clip(shadow, 0.0, 1.0), (0, 0), 2.2)
    return 1.0 - 0.42 * soft


@cache
def _lit_spheres() -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return how polished metal, dull metal and paint look on a sphere under these lights; flat paint is 1.0."""
    axis = np.linspace(-1.0, 1.0, _SPHERE_PX, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    z = np.sqrt(np.clip(1.0 - x * x - y * y, 0.0, 1.0))
    mirrored = _surroundings(2 * z * x, 2 * z * y, 2 * z * z - 1.0)
    polished = cv2.GaussianBlur(mirrored, (0, 0), 3.0)
    dull = cv2.GaussianBlur(mirrored, (0, 0), 17.0)
    return polished.astype(np.float32, copy=False), dull.astype(np.float32, copy=False), _painted(x, y, z)


def _surroundings(x: NDArray[np.float32], y: NDArray[np.float32], z: NDArray[np.float32]) -> NDArray[np.float32]:
    tilt = np.degrees(np.arccos(np.clip(z, -1.0, 1.0)))
    towards_key = (x * _KEY[0] + y * _KEY[1]) / (np.hypot(x, y) + 1e-6)
    along_axis = 0.80 * np.exp(-((tilt / 17.0) ** 2))
    lamps = 2.2 / (1.0 + ((tilt - 46.0) / 12.0) ** 6) * (0.72 + 0.28 * towards_key)
    room = 0.13 * (z > 0) + 0.05
    return (along_axis + lamps + room).astype(np.float32)


def _painted(x: NDArray[np.float32], y: NDArray[np.float32], z: NDArray[np.float32]) -> NDArray[np.float32]:
    total, flat = 0.3 * (0.5 + 0.5 * z), 0.3
    for lamp in range(12):
        angle = 2 * np.pi * lamp / 12
        strength = 1.0 + 0.55 * (np.cos(angle) * _KEY[0] + np.sin(angle) * _KEY[1])
        towards = np.cos(angle) * x * 0.72 + np.sin(angle) * y * 0.72 + z * 0.69
        total = total + 0.085 * strength * np.clip(towards, 0.0, None)
        flat += 0.085 * strength * 0.69
    return (total / flat).astype(np.float32)
