"""Figures laid over a golden for eyes: pale is little, dark is much; a header says what, a legend says how much."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

BAND_PX: Final = 28
WHITE: Final = (235, 235, 235)
DARK: Final = (30, 30, 30)
YELLOW: Final = (60, 220, 255)
_PALE, _DEEP = np.array((150, 245, 255), np.float32), np.array((70, 40, 170), np.float32)
_STRENGTH = 0.65
_MIDDLE_GREY = 128.0


def scale(steps: int) -> NDArray[np.float32]:
    """Return `steps` colours from pale yellow to dark red, float32 (steps, 3) BGR."""
    share = np.linspace(0.0, 1.0, steps)[:, np.newaxis]
    return np.asarray(_PALE + (_DEEP - _PALE) * share, np.float32)


def tinted(
    golden: Picture, places: NDArray[np.intp], colours: NDArray[np.float32], labels: Sequence[str], words: str
) -> Picture:
    """Return `golden` in grey, each place in its colour, with a header and a legend, uint8 (H + 2 * 28, W, 3) BGR.

    Parameters
    ----------
    golden
        uint8 (H, W) or (H, W, 3). It is shown in grey: its own colours would be read as figures.
    places
        intp (H, W): which colour.
    colours, labels
        float32 (n, 3) BGR, and what each stands for.
    words
        The header.
    """
    grey = golden if golden.ndim == 2 else np.asarray(cv2.cvtColor(golden, cv2.COLOR_BGR2GRAY), np.uint8)
    mixed = _mixed(grey[..., np.newaxis].astype(np.float32), colours[places])
    width = golden.shape[1]
    return np.vstack([band(words, width), mixed, _legend(_mixed(_MIDDLE_GREY, colours), labels, width)])


def band(words: str, width: int) -> Picture:
    """Return a header of 28 rows, uint8 (28, width, 3) BGR."""
    header = np.full((BAND_PX, width, 3), DARK, np.uint8)
    write(header, words, (6, 18), YELLOW)
    return header


def write(picture: Picture, words: str, place: tuple[int, int], colour: tuple[int, int, int]) -> None:
    """Write small words into `picture`, their lower left corner at (x, y)."""
    cv2.putText(picture, words, place, colour, cv2.FontFace("sans"), 10, 400)


def _mixed(under: NDArray[np.float32] | float, colours: NDArray[np.float32]) -> Picture:
    return np.rint(under * (1.0 - _STRENGTH) + colours * _STRENGTH).astype(np.uint8)


def _legend(colours: Picture, labels: Sequence[str], width: int) -> Picture:
    legend = np.full((BAND_PX, width, 3), DARK, np.uint8)
    each = width // len(labels)
    for number, label in enumerate(labels):
        cv2.rectangle(legend, (number * each + 4, 8), (number * each + 16, 20), colours[number].tolist(), -1)
        write(legend, label, (number * each + 20, 18), WHITE)
    return legend
