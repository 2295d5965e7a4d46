"""Scenes for the alignment bench: pairs with an exactly known warp, made by supersampling and never by `cv2.warp*`.

A scene is drawn at four times the size of the pictures. A picture is the mean of 4 x 4 samples of the scene per
pixel, taken where the pose says, so golden and capture are made the same way and neither is a resampled other.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FINE = 4
BORDER = 0.15
"""Scene beyond each side of the golden, as a share of the longer side: what a shifted capture sees there."""

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A drawing at `FINE` times picture size, with `border` fine px around the golden's view."""

    fine: Grey
    border: int
    size: tuple[int, int]

    def picture(self, pose: Matrix) -> NDArray[np.float32]:
        """Return the picture whose pixel p shows golden coordinate inv(pose) @ p; float32 (H, W), grey levels."""
        width, height = self.size
        back = np.asarray(np.linalg.inv(pose), np.float64)
        total = np.zeros((height, width), np.float32)
        x, y = np.meshgrid(np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64))
        for step_y in range(FINE):
            for step_x in range(FINE):
                total += self._sample(back, x + (step_x + 0.5) / FINE - 0.5, y + (step_y + 0.5) / FINE - 0.5)
        return np.asarray(total / FINE**2, np.float32)

    def _sample(self, back: Matrix, x: Matrix, y: Matrix) -> NDArray[np.float32]:
        w = back[2, 0] * x + back[2, 1] * y + back[2, 2]
        at_x = ((back[0, 0] * x + back[0, 1] * y + back[0, 2]) / w + 0.5) * FINE - 0.5 + self.border
        at_y = ((back[1, 0] * x + back[1, 1] * y + back[1, 2]) / w + 0.5) * FINE - 0.5 + self.border
        places = np.stack([at_x, at_y], axis=-1).astype(np.float32)
        # OpenCV's types do not know that there may be no second map.
        seen = cv2.remap(self.fine, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)  # type: ignore[call-overload]
        return np.asarray(seen, np.float32)


def board(size: tuple[int, int], seed: int) -> Scene:
    """Return a scene like a populated board: pads, traces, discs and lettering over a faint grain."""
    rng = np.random.default_rng(seed)
    border = int(max(size) * BORDER) * FINE
    width, height = size[0] * FINE + 2 * border, size[1] * FINE + 2 * border
    fine = np.full((height, width), 70, np.uint8)
    area = width * height / (FINE * FINE)
    for _ in range(int(area / 6000)):
        _draw_one(fine, rng, int(rng.integers(0, 5)))
    small = np.clip(rng.normal(128, 6, (height // 16, width // 16)), 0, 255).astype(np.uint8)
    grainy = cv2.addWeighted(fine, 1.0, cv2.resize(small, (width, height)), 1.0, -128.0)
    return Scene(np.asarray(cv2.GaussianBlur(grainy, (0, 0), 0.8 * FINE), np.uint8), border, size)


def grid(size: tuple[int, int], seed: int) -> Scene:
    """Return a scene that repeats: rows of equal pads on a board, and a few marks that do not repeat."""
    rng = np.random.default_rng(seed)
    border = int(max(size) * BORDER) * FINE
    width, height = size[0] * FINE + 2 * border, size[1] * FINE + 2 * border
    fine = np.full((height, width), 70, np.uint8)
    pitch = int(rng.integers(28, 60)) * FINE
    inner = (border + int(0.12 * size[0]) * FINE, border + int(0.12 * size[1]) * FINE)
    for y in range(inner[1], height - inner[1], pitch):
        for x in range(inner[0], width - inner[0], pitch):
            cv2.circle(fine, (x, y), pitch // 4, 190, -1)
    for _ in range(6):
        x, y = int(rng.integers(inner[0], width - inner[0])), int(rng.integers(inner[1], height - inner[1]))
        cv2.rectangle(fine, (x, y), (x + pitch // 2, y + pitch), int(rng.integers(0, 256)), -1)
    return Scene(np.asarray(cv2.GaussianBlur(fine, (0, 0), 0.8 * FINE), np.uint8), border, size)


def _draw_one(fine: Grey, rng: np.random.Generator, kind: int) -> None:
    x, y = int(rng.integers(0, fine.shape[1])), int(rng.integers(0, fine.shape[0]))
    tone = int(rng.integers(20, 230))
    if kind == 0:
        w, h = (int(v) for v in rng.integers(4 * FINE, 60 * FINE, 2))
        cv2.rectangle(fine, (x, y), (x + w, y + h), tone, -1)
    elif kind == 1:
        cv2.circle(fine, (x, y), int(rng.integers(3 * FINE, 25 * FINE)), tone, -1 if rng.random() < 0.5 else 3 * FINE)
    elif kind in (2, 3):
        bend = (x + int(rng.integers(-150, 150)) * FINE, y + int(rng.integers(-150, 150)) * FINE)
        cv2.line(fine, (x, y), bend, tone, int(rng.integers(2 * FINE, 8 * FINE)))
    else:
        text = f"{rng.integers(0, 1000):03d}"
        cv2.putText(fine, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, float(rng.uniform(2, 5)), tone, 2 * FINE)


def pose_of(size: tuple[int, int], shift: tuple[float, float], degrees: float) -> Matrix:
    """Return the euclidean pose (golden to capture) that turns about the centre, then shifts."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    x, y = (size[0] - 1) / 2, (size[1] - 1) / 2
    turned = np.array([(cos, -sin, x - cos * x + sin * y), (sin, cos, y - sin * x - cos * y), (0.0, 0.0, 1.0)])
    turned[:2, 2] += shift
    return turned
