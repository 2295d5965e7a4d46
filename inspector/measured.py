"""What is measured of a part and decides nothing: its light and focus, and what its pixels say of a defect."""

from dataclasses import dataclass
from typing import Final

DIFFERENCE_LIMIT_LEVELS: Final = 12.0
"""Grey levels by which good parts differ from their golden where nothing is known of what they vary by."""


@dataclass(frozen=True, slots=True)
class CaptureFigures:
    """What light and lens were for one photograph, over all of it.

    Parameters
    ----------
    brightness
        Mean grey level, 0..255.
    focus
        Standard deviation of the Laplacian, in grey levels: it falls with blur, and rises with noise.
    """

    brightness: float
    focus: float


@dataclass(frozen=True, slots=True)
class Voices:
    """What the pixels of a place say beside the network, each in units of its own limit: 1.0 is the limit.

    They decide nothing, and let a person see what a score is of.

    Parameters
    ----------
    difference
        Grey levels by which the part differs from its golden, in units of `DIFFERENCE_LIMIT_LEVELS`.
    variation
        How far it lies from the middle of the good parts, in units of what they may vary by there; None where no
        variation was measured.
    """

    difference: float
    variation: float | None = None
