"""What a real camera adds, put on the two-level pictures of DeepPCB: simulated, seeded, not captured.

Golden and test get the same two greys, each its own texture. The test alone is shifted, turned, blurred, shaded,
bent in its grey curve, made noisy and stored as JPEG.
"""

import zlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

SEED = 20
SHIFT_PX, TURN_DEG = 1.2, 0.25
Picture = NDArray[np.uint8]
Field = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Disturbed:
    """A pair under nuisance.

    Parameters
    ----------
    golden, test
        uint8 (H, W).
    moved
        float64 (3, 3), takes (x, y, 1) of the test as it was to the test as it is.
    """

    golden: Picture
    test: Picture
    moved: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Finish:
    """The two greys, 0..1, and how much each varies over how many px."""

    dark: float
    bright: float
    is_inverted: bool
    grain: float
    grain_px: float


def disturb(golden: Picture, test: Picture, name: str) -> Disturbed:
    """Return the pair under the nuisance drawn for `name`, the same for the same name; colour becomes grey."""
    golden, test = _grey(golden), _grey(test)
    rng = np.random.default_rng([SEED, zlib.crc32(name.encode())])
    finish = _draw_finish(rng)
    remapped, seen = _finished(golden, finish, rng), _finished(test, finish, rng)
    moved = _pose(rng, golden.shape)
    height, width = golden.shape
    seen = np.asarray(
        cv2.warpPerspective(seen, moved, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.float32,
    )
    seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.3, 1.1)), np.float32)
    return Disturbed(_stored(remapped), _photographed(seen, rng), moved)


def _photographed(seen: Field, rng: Generator) -> Picture:
    lit = np.clip(seen * _light(rng, seen.shape), 0.0, 1.0) ** rng.uniform(0.8, 1.25)
    noisy = lit + rng.normal(0.0, rng.uniform(0.01, 0.035), seen.shape)
    quality = int(rng.integers(70, 96))
    data = cv2.imencode(".jpg", _stored(noisy.astype(np.float32)), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def _draw_finish(rng: Generator) -> _Finish:
    dark = rng.uniform(0.08, 0.4)
    return _Finish(
        dark, dark + rng.uniform(0.25, 0.5), bool(rng.random() < 0.5), rng.uniform(0.005, 0.03), rng.uniform(0.5, 2.5)
    )


def _finished(image: Picture, finish: _Finish, rng: Generator) -> Field:
    share = image.astype(np.float32) / 255.0
    share = 1.0 - share if finish.is_inverted else share
    grain = np.asarray(cv2.GaussianBlur(rng.normal(0.0, 1.0, image.shape), (0, 0), finish.grain_px), np.float32)
    return np.asarray(finish.dark + (finish.bright - finish.dark) * share + finish.grain * grain / grain.std())


def _light(rng: Generator, shape: tuple[int, ...]) -> Field:
    """Return gain times a shade that falls across the picture by 8 to 25 %."""
    angle, depth = rng.uniform(0.0, 2.0 * np.pi), rng.uniform(0.08, 0.25)
    y, x = (np.linspace(-0.5, 0.5, side, dtype=np.float32) for side in shape)
    across = np.cos(angle) * x[None, :] + np.sin(angle) * y[:, None]
    across = (across - across.min()) / (across.max() - across.min())
    return np.asarray(rng.uniform(0.8, 1.2) * (1.0 - depth * across), np.float32)


def _pose(rng: Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    middle_x, middle_y = (shape[1] - 1) / 2, (shape[0] - 1) / 2
    angle = np.radians(rng.uniform(-TURN_DEG, TURN_DEG))
    right, down = rng.uniform(-SHIFT_PX, SHIFT_PX, 2)
    cos, sin = np.cos(angle), np.sin(angle)
    turned = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    there = np.array([[1.0, 0.0, middle_x + right], [0.0, 1.0, middle_y + down], [0.0, 0.0, 1.0]])
    back = np.array([[1.0, 0.0, -middle_x], [0.0, 1.0, -middle_y], [0.0, 0.0, 1.0]])
    return np.asarray(there @ turned @ back, np.float64)


def _grey(image: Picture) -> Picture:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _stored(shown: Field) -> Picture:
    return np.asarray(np.clip(shown * 255.0 + 0.5, 0.0, 255.0), np.uint8)
