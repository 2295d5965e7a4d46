"""One judged part in, the four figures that the watch over light, lens and product looks at out. Pure."""

from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.capture.figures import figures_of
from inspector.measured import CaptureFigures
from inspector.part import Alignment, Capture, Inspection

FIGURES: Final = ("brightness", "focus", "correlation", "score")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is watched of one part.

    Parameters
    ----------
    brightness, focus
        Of the capture, as in `CaptureFigures`.
    correlation
        Of golden and aligned capture, -1..1.
    score
        The verdict's, in units of the limits: 1.0 is the limit.
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
    return read_as(inspection.capture, inspection.alignment, score, inspection.seen)


def read_as(capture: Capture, alignment: Alignment, score: float, seen: CaptureFigures | None = None) -> Reading:
    """Return the figures of a part as if its verdict's score were `score`; `seen` is measured where it was not yet."""
    seen = seen or figures_of(capture.image)
    return Reading(seen.brightness, seen.focus, alignment.figures.correlation, score)
