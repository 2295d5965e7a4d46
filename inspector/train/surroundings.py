"""What a mirroring part shows of its station: float32 (512, 512) in 0..1, dark with lamps, windows and edges."""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Field = NDArray[np.float32]
SIDE_PX: Final = 512


def station(rng: Generator) -> Field:
    """Return the surroundings of one station: a graded room, then one to four lights or edges."""
    made = _room(rng)
    for _ in range(int(rng.integers(1, 5))):
        light = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
        LIGHTS[int(rng.integers(len(LIGHTS)))](rng, light)
        soft = cv2.GaussianBlur(light, (0, 0), float(rng.choice([0.8, 3.0, 10.0, 25.0])))
        made = np.maximum(made, soft * np.float32(rng.uniform(0.25, 1.0) / 255))
    return np.clip(made, 0, 1).astype(np.float32)


def _room(rng: Generator) -> Field:
    corners = rng.uniform(0.0, rng.choice([0.05, 0.2, 0.6]), (int(rng.integers(2, 6)),) * 2).astype(np.float32)
    return np.asarray(cv2.resize(corners, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR), np.float32)


def _box(rng: Generator, light: NDArray[np.uint8]) -> None:
    centre, sides = rng.uniform(60, 450, 2).tolist(), rng.uniform(30, 260, 2).tolist()
    corners = cv2.boxPoints((centre, sides, float(rng.uniform(0, 90))))
    cv2.fillConvexPoly(light, np.rint(corners).astype(np.int32), 255)


def _window(rng: Generator, light: NDArray[np.uint8]) -> None:
    x, y = rng.integers(20, 250, 2).tolist()
    width, height = rng.integers(25, 90, 2).tolist()
    for row in range(int(rng.integers(1, 4))):
        for column in range(int(rng.integers(1, 4))):
            corner = x + column * (width + 8), y + row * (height + 8)
            cv2.rectangle(light, corner, (corner[0] + width, corner[1] + height), 255, -1)


def _ring(rng: Generator, light: NDArray[np.uint8]) -> None:
    x, y = rng.integers(120, 400, 2).tolist()
    cv2.circle(light, (x, y), int(rng.integers(40, 170)), 255, int(rng.integers(6, 40)), cv2.LINE_AA)


def _lamps(rng: Generator, light: NDArray[np.uint8]) -> None:
    x, y = rng.integers(30, 200, 2).tolist()
    step_x, step_y = rng.integers(10, 50, 2).tolist()
    for index in range(int(rng.integers(3, 12))):
        cv2.circle(light, (x + index * step_x, y + index * step_y), int(rng.integers(3, 9)), 255, -1, cv2.LINE_AA)


def _tubes(rng: Generator, light: NDArray[np.uint8]) -> None:
    level, gap, slant = int(rng.integers(0, 300)), int(rng.integers(30, 160)), int(rng.integers(-120, 120))
    width = int(rng.integers(5, 30))
    for y in range(level, SIDE_PX, gap):
        cv2.line(light, (0, y), (SIDE_PX, y + slant), 255, width, cv2.LINE_AA)


def _dome(rng: Generator, light: NDArray[np.uint8]) -> None:
    """Light all round with the dark hole of the lens."""
    light[:] = 255
    x, y = rng.integers(100, 400, 2).tolist()
    cv2.circle(light, (x, y), int(rng.integers(20, 110)), 0, -1, cv2.LINE_AA)


def _horizon(rng: Generator, light: NDArray[np.uint8]) -> None:
    y, slant = int(rng.integers(100, 400)), int(rng.integers(-150, 150))
    corners = [(0, y), (SIDE_PX, y + slant), (SIDE_PX, 0), (0, 0)]
    cv2.fillConvexPoly(light, np.array(corners, np.int32), 255, cv2.LINE_AA)


LIGHTS: Final[tuple[Callable[[Generator, NDArray[np.uint8]], None], ...]] = (
    _box,
    _box,
    _window,
    _ring,
    _lamps,
    _tubes,
    _dome,
    _horizon,
)
