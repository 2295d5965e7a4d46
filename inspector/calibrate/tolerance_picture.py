"""A tolerance for eyes: the golden, tinted where its limit is wider."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.tint import Picture, scale, tinted

STEPS: Final = (1.0, 1.25, 1.5, 2.0, 3.0)


def draw_tolerance(golden: Picture, tolerance: NDArray[np.float32]) -> Picture:
    """Return the golden in grey, darker red the wider its limit is, uint8 (H + 56, W, 3) BGR.

    Where the limit is the recipe's own the golden is left pale.
    """
    places = np.searchsorted(STEPS, tolerance, side="left")
    labels = ["as in the recipe", *(f"up to {step:g} x" for step in STEPS[1:])]
    share = float((tolerance > 1.0).mean())
    words = f"limit wider over {share:.1%} of the golden, up to {float(tolerance.max()):.2f} x"
    return tinted(golden, places, scale(len(STEPS)), labels, words)
