"""Evidence: what speaks for a pose, and the sentence that refuses it. Pure."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.align.field import agreeing_tiles
from inspector.align.gates import envelope_refusal, first_refusal
from inspector.align.likeness import likeness
from inspector.align.pyramid import Level
from inspector.align.reference import Reference
from inspector.align.sparse_ecc import Agreement
from inspector.align.warps import Matrix, excursion, inverse
from inspector.part import AlignmentFigures, AlignmentMethod

NOTHING: Final = AlignmentFigures(0.0, float("inf"), 0.0, 0.0, 0.0, 0.0, 0.0)

View = dict[int, Level]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A pose and what speaks for it.

    Parameters
    ----------
    agreed
        What the finest tiles agreed on, the pose (golden to capture) among it.
    agreeing
        Tiles that show the golden where they should, bool (n,).
    figures
        Measured figures; the local shift is still 0.
    method
        How the pose was found.
    """

    agreed: Agreement
    agreeing: NDArray[np.bool_]
    figures: AlignmentFigures
    method: AlignmentMethod

    @property
    def warp(self) -> Matrix:
        """Capture to golden, float64 (3, 3), its last element 1."""
        return inverse(self.agreed.pose)


@dataclass(frozen=True, slots=True, eq=False)
class NotFound:
    """Why no pose was let through, what was measured of the likeliest one, and how that one was found."""

    why: str
    figures: AlignmentFigures
    method: AlignmentMethod


def weigh(agreed: Agreement, view: View, reference: Reference, method: AlignmentMethod) -> Found:
    """Return what speaks for the agreed pose of the capture `view`."""
    tiles, reading = reference.ladder[-1], agreed.reading
    agreeing = agreeing_tiles(reading, agreed.stray, reference.golden.recipe.alignment.max_local_shift_px)
    correlation, overlap = likeness(reference.portrait, view[reference.portrait.px], agreed.pose)
    figures = replace(NOTHING, correlation=correlation, overlap=overlap)
    if agreeing.any():
        gain = float(np.median(tiles.norm[agreeing] / np.maximum(reading.norm[agreeing], 1e-6)))
        figures = replace(
            figures,
            residual_px=float(np.median(np.hypot(agreed.stray[agreeing, 0], agreed.stray[agreeing, 1]))),
            agreeing=float(agreeing.sum() / reading.seen.sum()),
            gain=gain,
            offset=float(np.median(tiles.mean[agreeing] - gain * reading.mean[agreeing])),
        )
    return Found(agreed, agreeing, figures, method)


def is_within_envelope(pose: Matrix, reference: Reference) -> bool:
    """Return whether `pose` (golden to capture) lies where the recipe lets a part lie."""
    moved = excursion(inverse(pose), reference.frame)
    return envelope_refusal(moved, reference.golden.recipe.alignment, reference.frame) is None


def refusal(found: Found, reference: Reference) -> str | None:
    """Return the first limit of the recipe that the found pose misses, or None."""
    moved = excursion(inverse(found.agreed.pose), reference.frame)
    return first_refusal(found.figures, moved, reference.golden.recipe.alignment, reference.frame)
