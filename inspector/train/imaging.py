"""What a camera makes of a lit part: focus, exposure, colour, shading, noise, black and white, compression."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.camera import Camera
from inspector.train.marks import direction
from inspector.train.registration import Field, Warp, draw_warp, wave

GREY: Final = np.array([[0.114, 0.587, 0.299]], np.float32)
CURVE_STEPS: Final = 1024
STORED_NOISE: Final = 1 << 21
# A colour picture of a larger side takes more than there is of the stored noise.
LARGEST_PX: Final = 832
Picture8 = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """One picture of a camera: everything random but the noise.

    Parameters
    ----------
    warp
        Where its pixels lie on the canvas.
    mixing
        From BGR to the camera's channels, float32 (channels, 4): with the offset last.
    scaled_shade
        Share of the light that arrives times the steps of `curve`, float32 (size, size).
    curve
        Grey levels after the sensor, float32 (1024,) in 0..1.
    sigma_px, motion
        Blur; the motion in px, (x, y).
    cut
        Where between the two levels black ends, in 0..1.
    """

    warp: Warp
    mixing: Field
    scaled_shade: Field
    curve: Field
    sigma_px: float
    motion: tuple[float, float]
    cut: float


def draw_exposure(rng: Generator, camera: Camera, common: Field) -> Exposure:
    """Return one exposure; `common` is the shading of all pictures, float32 (size, size), see `common_shade`."""
    size = camera.registration.size_px
    shade = common
    if camera.shading > 0.01:
        shade = common + wave(rng, size, camera.shading / 2)
    motion = direction(rng) * np.float32(camera.motion_px * rng.random())
    return Exposure(
        warp=draw_warp(rng, camera.registration),
        mixing=_mixing(rng, camera),
        scaled_shade=shade * np.float32(CURVE_STEPS - 1),
        curve=_curve(camera, float(np.exp(rng.normal(0, 0.5 * camera.light_spread)))),
        sigma_px=camera.focus_px + float(rng.random()) * camera.focus_spread_px,
        motion=(float(motion[0]), float(motion[1])),
        cut=float(rng.normal(0.5, 0.06)),
    )


def common_shade(rng: Generator, camera: Camera) -> Field:
    """Return the light that arrives in all pictures of a station, float32 (size, size), about 1."""
    size = camera.registration.size_px
    shade = np.ones((size, size), np.float32)
    if camera.shading > 0.01:
        shade += wave(rng, size, camera.shading / 2)
    if camera.vignette > 0:
        axis = np.linspace(-1, 1, size, dtype=np.float32)
        shade -= np.float32(camera.vignette / 2) * (axis[None, :] ** 2 + axis[:, None] ** 2)
    return shade


def coarser(exposure: Exposure) -> Exposure:
    """Return `exposure` with every second pixel of every second row alone."""
    warp = Warp(
        np.ascontiguousarray(exposure.warp.columns[::2, ::2]), np.ascontiguousarray(exposure.warp.rows[::2, ::2])
    )
    return replace(exposure, warp=warp, scaled_shade=np.ascontiguousarray(exposure.scaled_shade[::2, ::2]))


def sensed(canvas: Field, exposure: Exposure) -> Field:
    """Return what arrives of a lit canvas, float32 (n, n, 3): (size, size) for a grey camera, else (size, size, 3)."""
    return exposure.warp.picture(np.asarray(cv2.transform(canvas, exposure.mixing), np.float32))


def developed(picture: Field, exposure: Exposure) -> Field:
    """Return a sensed picture as the camera renders it, float32 of the same shape in 0..1."""
    bright = [plane * exposure.scaled_shade for plane in cv2.split(picture)]
    steps = np.asarray(bright[0] if len(bright) == 1 else cv2.merge(bright)).astype(np.intp)
    return np.asarray(exposure.curve.take(steps, mode="clip"), np.float32)


def blurred(picture: Field, exposure: Exposure) -> Field:
    """Return a sensed picture out of focus and moved."""
    if exposure.sigma_px > 0.25:
        picture = _smooth(picture, exposure.sigma_px)
    if abs(exposure.motion[0]) + abs(exposure.motion[1]) > 0.7:
        picture = np.asarray(cv2.filter2D(picture, -1, _streak(exposure.motion)), np.float32)
    return picture


def stored(rng: Generator, shown: Field, camera: Camera) -> Picture8:
    """Return a developed picture with noise as the camera stores it, uint8 (size, size, 3)."""
    if camera.noise > 0:
        shown = shown + _noise(rng, shown, camera)
    picture = np.clip(shown * 255 + 0.5, 0, 255).astype(np.uint8)
    if camera.quality:
        encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, camera.quality])[1]
        picture = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED), np.uint8)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8) if picture.ndim == 2 else picture


def _mixing(rng: Generator, camera: Camera) -> Field:
    gain = camera.gain * np.exp(rng.normal(0, camera.light_spread / 2 + 1e-9))
    gains = gain * np.exp(rng.normal(0, camera.hue_spread / 2 + 1e-9, 3)).astype(np.float32)
    mixing = np.diag(gains).astype(np.float32) if camera.channels == 3 else GREY * gains
    offset = np.full((camera.channels, 1), camera.offset + 0.2 * rng.normal(0, camera.light_spread / 2 + 1e-9))
    return np.concatenate([mixing, offset], axis=1).astype(np.float32)


def _curve(camera: Camera, gamma: float) -> Field:
    levels = np.linspace(0, 1, CURVE_STEPS) ** (camera.gamma * gamma)
    return (1 - levels if camera.inverted else levels).astype(np.float32)


def _streak(motion: tuple[float, float]) -> Field:
    kernel = np.zeros((5, 5), np.uint8)
    ends = [(round(16 * (2 + sign * motion[0] / 2)), round(16 * (2 + sign * motion[1] / 2))) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 255, 1, cv2.LINE_AA, 4)
    return (kernel / max(1.0, float(kernel.sum()))).astype(np.float32)


@lru_cache(maxsize=1)
def _stored_noise() -> NDArray[np.float32]:
    """Return normal numbers that pictures take their own run of: drawing new ones took a tenth of a pair's time."""
    return np.random.default_rng(STORED_NOISE).standard_normal(STORED_NOISE, np.float32)


def _smooth(picture: Field, sigma_px: float) -> Field:
    side = 2 * int(2.5 * sigma_px + 1) + 1
    return np.asarray(cv2.GaussianBlur(picture, (side, side), sigma_px), np.float32)


def _noise(rng: Generator, shown: Field, camera: Camera) -> Field:
    start = int(rng.integers(STORED_NOISE - shown.size))
    noise = _stored_noise()[start : start + shown.size].reshape(shown.shape).copy()
    if camera.grain_px > 0:
        noise = _smooth(noise, camera.grain_px)
        noise *= np.float32(1 / max(0.2, float(noise[::4, ::4].std())))
    if camera.shot > 0:
        noise *= np.sqrt(np.float32(camera.noise**2) + np.float32(camera.shot**2) * np.abs(shown))
    else:
        noise *= np.float32(camera.noise)
    return noise
