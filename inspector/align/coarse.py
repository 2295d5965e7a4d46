"""Coarse start: shift and rotation over the recipe's whole range, from spectra of the turned golden. Pure.

The golden, small and freed of its lighting, is turned to every angle of the range once and kept as spectra. A
capture costs one forward transform and one backward transform per angle; the highest peaks are the starts.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.grain import noise_of
from inspector.align.pyramid import Floats, Level
from inspector.align.warps import Frame, Matrix

LONGER_SIDE_PX: Final = 128
ANGLE_STEP_DEG: Final = 3.5
LIGHT_PX: Final = 17
"""What is the same over this many level px is taken as light, not as part."""
FAINT: Final = 2.0
"""Grey levels of local contrast below which differences are not blown up."""
TIMES_GRAIN: Final = 5.0
"""And times the picture's own grain: no two parts share that, and a bare part is grain for the most part."""
STARTS: Final = 4
APART_PX: Final = 4
"""Coarse px within which two peaks are one."""

Spectra = NDArray[np.complex64]


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """Spectra of a golden turned to every angle of its range.

    Parameters
    ----------
    px
        Golden px per coarse px.
    angles_deg
        float64 (k,).
    spectra
        Conjugate and partly whitened, complex64 (k, h, w // 2 + 1).
    window
        float32 (h, w), fades the capture out towards its border.
    allowed
        bool (h, w) of the transform: shifts, wrapped round, that the recipe allows.
    """

    px: int
    angles_deg: Matrix
    spectra: Spectra
    window: Floats
    allowed: NDArray[np.bool_]


def level_px(frame: Frame, longer_side_px: int = LONGER_SIDE_PX) -> int:
    """Return the whole-image px per level px, a power of two, that makes the longer side just small enough.

    Examples
    --------
    >>> level_px(Frame.of((1944, 2592)))
    32
    """
    px = 1
    while frame.longer_side / px > longer_side_px:
        px *= 2
    return px


def learn_turned(level: Level, inspected: NDArray[np.bool_], max_rotation_deg: float, reach_px: float) -> Turned:
    """Return the spectra of the golden `level` turned within +-`max_rotation_deg`."""
    half = int(np.ceil(max_rotation_deg / ANGLE_STEP_DEG))
    angles = np.linspace(-max_rotation_deg, max_rotation_deg, 2 * half + 1) if half else np.zeros(1)
    window = _window(level.image.shape)
    flat = without_light(level.image) * inspected
    spectra = np.stack([_spectrum(_turn(flat, angle) * window) for angle in angles])
    strength = np.abs(spectra)
    spectra = np.conj(spectra) / np.sqrt(strength + strength.mean(axis=(1, 2), keepdims=True) * 0.1)
    energy = np.sqrt((np.abs(spectra) ** 2).sum(axis=(1, 2), keepdims=True))
    return Turned(
        level.px, angles, (spectra / energy).astype(np.complex64), window, _allowed(window.shape, reach_px / level.px)
    )


def starts(turned: Turned, capture: Level, frame: Frame, count: int = STARTS) -> list[Matrix]:
    """Return up to `count` poses (golden to capture), the likeliest first, euclidean, good to about a coarse px.

    References
    ----------
    Kuglin and Hines, "The phase correlation image alignment method", Proc. ICCS 1975; whitening by the square root
    of the spectrum keeps more of a smooth part than whitening it wholly does.
    """
    spectrum = _spectrum(without_light(capture.image) * turned.window)
    spectrum /= np.sqrt(np.abs(spectrum) + 1e-3 + 0.1 * np.abs(spectrum).mean())
    surface = np.fft.irfft2(turned.spectra * spectrum, s=_size(capture.image.shape)).astype(np.float32, copy=False)
    return [
        _pose(turned.angles_deg[angle], dx * turned.px, dy * turned.px, frame)
        for angle, dy, dx in _peaks(surface, turned.allowed, count)
    ]


def without_light(image: NDArray[np.uint8]) -> Floats:
    """Return `image` with its slow changes removed and its local contrast evened out, float32, about -2..2."""
    floats = image.astype(np.float32)
    detail = floats - cv2.blur(floats, (LIGHT_PX, LIGHT_PX), borderType=cv2.BORDER_REFLECT)
    contrast = cv2.blur(detail * detail, (LIGHT_PX, LIGHT_PX), borderType=cv2.BORDER_REFLECT)
    faint = max(FAINT, TIMES_GRAIN * noise_of(image))
    return np.asarray(detail / np.sqrt(contrast + faint**2), np.float32)


def _size(shape: tuple[int, ...]) -> tuple[int, int]:
    return cv2.getOptimalDFTSize(shape[0]), 2 * cv2.getOptimalDFTSize((shape[1] + 1) // 2)


def _spectrum(image: Floats) -> Spectra:
    return np.asarray(np.fft.rfft2(image, s=_size(image.shape)), np.complex64)


def _turn(image: Floats, degrees: float) -> Floats:
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC), np.float32)


def _window(shape: tuple[int, ...]) -> Floats:
    ramps = [np.clip(np.minimum(np.arange(n) + 1, n - np.arange(n)) / (0.12 * n), 0.0, 1.0) for n in shape]
    return np.outer(*(ramp * ramp * (3 - 2 * ramp) for ramp in ramps)).astype(np.float32)


def _allowed(shape: tuple[int, ...], reach: float) -> NDArray[np.bool_]:
    height, width = _size(shape)
    away_y = np.fft.fftfreq(height, 1 / height)[:, None]
    away_x = np.fft.fftfreq(width, 1 / width)[None, :]
    return np.asarray(np.hypot(away_y, away_x) <= reach + 2.0, np.bool_)


def _peaks(surface: NDArray[np.float32], allowed: NDArray[np.bool_], count: int) -> list[tuple[int, int, int]]:
    height, width = surface.shape[1:]
    left = np.where(allowed, surface.max(axis=0), -np.inf)
    found = []
    for _ in range(count):
        y, x = divmod(int(left.argmax()), width)
        if not np.isfinite(left[y, x]):
            break
        shift_y, shift_x = (y + height // 2) % height - height // 2, (x + width // 2) % width - width // 2
        found.append((int(surface[:, y, x].argmax()), shift_y, shift_x))
        rows = np.arange(y - APART_PX, y + APART_PX + 1) % height
        columns = np.arange(x - APART_PX, x + APART_PX + 1) % width
        left[np.ix_(rows, columns)] = -np.inf
    return found


def _pose(degrees: float, dx: float, dy: float, frame: Frame) -> Matrix:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    x, y = frame.centre_x, frame.centre_y
    return np.array(
        [(cos, -sin, x + dx - cos * x + sin * y), (sin, cos, y + dy - sin * x - cos * y), (0.0, 0.0, 1.0)], np.float64
    )
