"""One judged part in, the four figures that the watch over light, lens and product looks at out. Pure."""

from dataclasses import astuple, dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.part import Alignment, Capture, Inspection

FIGURES: Final = ("brightness", "focus", "correlation", "score")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is watched of one part.

    Parameters
    ----------
    brightness
        Mean grey level of the capture, 0..255.
    focus
        Standard deviation of the capture's Laplacian, in grey levels: it falls with blur, and rises with noise.
    correlation
        Of golden and aligned capture, -1..1.
    score
        The verdict's, in units of the limits: 1.0 is the limit.

    References
    ----------
    J. L. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000 (focus).
    """

    brightness: float
    focus: float
    correlation: float
    score: float

    @property
    def values(self) -> NDArray[np.float64]:
        """All four as float64 (4,), in the order of `FIGURES`."""
        return np.array(astuple(self), np.float64)


def read(inspection: Inspection) -> Reading | None:
    """Return the figures of a part that was captured, aligned and compared; None of any other: it has no score."""
    score = inspection.verdict.score
    if not isinstance(inspection.alignment, Alignment) or inspection.capture is None or score is None:
        return None
    return read_as(inspection.capture, inspection.alignment, score)


def read_as(capture: Capture, alignment: Alignment, score: float) -> Reading:
    """Return the figures of a part as if its verdict's score were `score`."""
    image = capture.image
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    focus = float(cv2.Laplacian(grey, cv2.CV_32F).std())
    return Reading(float(grey.mean()), focus, alignment.figures.correlation, score)
