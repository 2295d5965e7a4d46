"""Light: a capture's grey levels brought to those of its golden, within bounds no stain hides under. Pure."""

import numpy as np
from numpy.typing import NDArray


def gain_and_offset(
    golden: NDArray[np.uint8], aligned: NDArray[np.uint8], where: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return (gain, offset) with golden = gain * aligned + offset, from the pixels `where` both agree.

    Gain is the ratio of robust spreads, so that a defect does not move it. A flat capture has gain infinite.
    """
    one, other = golden[where], aligned[where]
    if one.size == 0:
        return float("inf"), 0.0
    low, middle, high = np.percentile(one, (5, 50, 95))
    from_low, from_middle, from_high = np.percentile(other, (5, 50, 95))
    if from_high - from_low < 1.0:
        return float("inf"), 0.0
    gain = float((high - low) / (from_high - from_low))
    return gain, float(middle - gain * from_middle)


def relight(aligned: NDArray[np.uint8], gain: float, offset: float) -> NDArray[np.uint8]:
    """Return `aligned` with gain and offset applied, uint8, rounded and saturated."""
    table = np.clip(np.arange(256) * gain + offset + 0.5, 0, 255).astype(np.uint8)
    return table[aligned]
