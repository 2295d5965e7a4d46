"""Fields of seeded noise: grain, feed marks, sensor noise."""

import cv2
import numpy as np
from numpy.typing import NDArray


def noise_field(seed: int, shape: tuple[int, int], blur_px: float = 0.0) -> NDArray[np.float32]:
    """Return float32 `shape` Gaussian noise, smooth over `blur_px`, mean about 0 and root mean square 1."""
    raw = np.random.default_rng(seed).standard_normal(shape, np.float32)
    smooth = cv2.GaussianBlur(raw, (0, 0), blur_px) if blur_px else raw
    field: NDArray[np.float32] = np.asarray(smooth / smooth.std(), np.float32)
    return field
