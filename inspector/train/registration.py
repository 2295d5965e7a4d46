"""How far pictures of one station lie apart once they have been aligned: shifts, turns and smooth local fields."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.marks import log_uniform
from inspector.train.scene import Pose

Field = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """What is common to the pictures of a pair.

    Parameters
    ----------
    size_px
        Side of the pictures.
    base
        Where a pixel of a picture lies on the canvas, (2, 3).
    shift_px, turn_deg, scale
        Largest shift, turn and change of size (as a share) that alignment has left over.
    local_px
        Largest smooth local shift.
    """

    size_px: int
    base: Pose
    shift_px: float
    turn_deg: float
    scale: float
    local_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """Where each pixel of a picture lies on the canvas: columns and rows, float32 (size, size)."""

    columns: Field
    rows: Field

    def picture(self, canvas: Field) -> Field:
        """Return the part of `canvas`, float32 (n, n) or (n, n, 3), that is in the picture."""
        return np.asarray(
            cv2.remap(canvas, self.columns, self.rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.float32
        )


def draw_registration(rng: Generator, size_px: int, canvas_px: int) -> Registration:
    """Return how well the pictures of a pair are aligned: often perfectly, mostly to a fraction of a pixel.

    Soft parts, limbs and cables lie elsewhere by many pixels on parts that are good.
    """
    quality = rng.choice(4, p=[0.2, 0.5, 0.18, 0.12])
    soft = (1.0, 0.3, 0.004, log_uniform(rng, 2.5, 12.0))
    shift, turn, scale, local = ((0, 0, 0, 0), (0.5, 0.1, 0.0015, 0.6), (1.0, 0.3, 0.004, 2.5), soft)[quality]
    share = rng.random(4)
    return Registration(
        size_px,
        _base(rng, size_px, canvas_px),
        float(shift * share[0]),
        float(turn * share[1]),
        float(scale * share[2]),
        float(local * share[3]),
    )


def draw_warp(rng: Generator, registration: Registration) -> Warp:
    """Return where one picture's pixels lie on the canvas."""
    size = registration.size_px
    pose = _left_over(rng, registration)
    line = np.arange(size, dtype=np.float32)
    columns = pose[0, 0] * line[None, :] + pose[0, 1] * line[:, None] + pose[0, 2]
    rows = pose[1, 0] * line[None, :] + pose[1, 1] * line[:, None] + pose[1, 2]
    if registration.local_px > 0.05:
        columns += wave(rng, size, registration.local_px)
        rows += wave(rng, size, registration.local_px)
    return Warp(columns, rows)


def wave(rng: Generator, size_px: int, amplitude: float) -> Field:
    """Return a smooth random field, float32 (size_px, size_px), within about plus and minus `amplitude`."""
    cells = int(rng.integers(2, 6))
    coarse = rng.uniform(-amplitude, amplitude, (cells, cells)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (size_px, size_px), interpolation=cv2.INTER_CUBIC), np.float32)


def _base(rng: Generator, size_px: int, canvas_px: int) -> Pose:
    """Return a random part of the canvas, often turned by a quarter or mirrored, now and then magnified."""
    zoom = 1 / log_uniform(rng, 1.0, 1.6) if rng.random() < 0.2 else 1.0
    quarter = [np.array(each) for each in (((1, 0), (0, 1)), ((0, -1), (1, 0)), ((-1, 0), (0, 1)), ((0, 1), (1, 0)))]
    linear = zoom * quarter[int(rng.choice(4, p=[0.55, 0.15, 0.15, 0.15]))]
    free = max(0.0, canvas_px - zoom * size_px) / 2 * 0.8
    middle = (canvas_px - 1) / 2 + rng.uniform(-free, free, 2)
    shift = middle - linear @ np.full(2, (size_px - 1) / 2)
    return np.concatenate([linear, shift[:, None]], axis=1).astype(np.float32)


def _left_over(rng: Generator, registration: Registration) -> Pose:
    angle, grown = (rng.uniform(-1, 1, 2) * (np.radians(registration.turn_deg), registration.scale)).tolist()
    near = np.array([[1 + grown, -angle], [angle, 1 + grown]])
    middle = np.full(2, (registration.size_px - 1) / 2)
    shift = rng.uniform(-1, 1, 2) * registration.shift_px + middle - near @ middle
    base = registration.base
    linear = base[:, :2] @ near
    moved = base[:, :2] @ shift + base[:, 2]
    return np.concatenate([linear, moved[:, None]], axis=1).astype(np.float32)
