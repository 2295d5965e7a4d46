"""Search: the pose of a capture by one method after the other, until the gates let one through. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.align.coarse import starts
from inspector.align.dense_ecc import refine_densely
from inspector.align.evidence import NOTHING, Found, NotFound, View, is_within_envelope, refusal, weigh
from inspector.align.features import find_features, pose_from_features
from inspector.align.pyramid import pyramid
from inspector.align.reference import Reference
from inspector.align.sparse_ecc import Agreement, refine
from inspector.align.texture import corner_uncertainty_px
from inspector.align.tiles import Tiles
from inspector.align.turned_over import why_turned_over
from inspector.align.twins import settle
from inspector.align.warps import PARAMETERS, Family, Matrix, basis
from inspector.part import AlignmentMethod

CLEAR: Final = 0.6
"""Likeness at which the first start is taken without a look at the others."""
DENSE_STARTS: Final = 1
BETTER: Final = 6.0
"""F ratio by which a larger family must explain the strays: noise alone seldom reaches it."""
LEVER: Final = 4.0
"""Px by which a corner may move for each px that the tiles stray by, or the larger family is not taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A start (golden to capture), the tiles to refine it on, the family on all but the last, and how it was found."""

    start: Matrix
    ladder: tuple[Tiles, ...]
    family: Family
    method: AlignmentMethod


def find_pose(grey: NDArray[np.uint8], reference: Reference) -> Found | NotFound:
    """Return the pose of the capture `grey` (H, W) that passes every gate of the recipe, or why there is none."""
    view = pyramid(grey, tuple(reference.levels))
    failed: list[NotFound] = []
    for ways in (_coarsely(view, reference), _by_features(view, reference), _densely(view, reference)):
        found = _best(ways, view, reference, failed)
        if found is not None:
            why = why_turned_over(found.figures.correlation, reference.turns, reference.seeker, view)
            return found if why is None else NotFound(why, found.figures, found.method)
    least = reference.golden.recipe.alignment.min_agreeing
    why = f"agreeing tiles 0.00, at least {least:g} by alignment.min_agreeing: nothing of the golden is found in it"
    nothing = NotFound(why, NOTHING, AlignmentMethod.DENSE_ECC)
    return max([nothing, *failed], key=lambda one: one.figures.correlation)


def _best(ways: Iterator[Way], view: View, reference: Reference, failed: list[NotFound]) -> Found | None:
    """Return the likeliest that any of the ways lead to, the first clear one without a look at the rest."""
    best = None
    for way in ways:
        found = _follow(way, view, reference)
        if isinstance(found, NotFound):
            failed.append(found)
        elif best is None or (found is not None and found.figures.correlation > best.figures.correlation):
            best = found
        if best is not None and best.figures.correlation >= CLEAR:
            break
    return best


def _coarsely(view: View, reference: Reference) -> Iterator[Way]:
    for start in starts(reference.turned, view[reference.turned.px], reference.frame):
        yield Way(start, reference.ladder, reference.rigid, AlignmentMethod.SPARSE_ECC)


def _by_features(view: View, reference: Reference) -> Iterator[Way]:
    start = pose_from_features(reference.features, find_features(view[reference.closer.px]))
    if start is not None:
        yield Way(start, reference.ladder, reference.families[-1], AlignmentMethod.SPARSE_ECC)


def _densely(view: View, reference: Reference) -> Iterator[Way]:
    close, largest = reference.closer.px, reference.families[-1]
    for start in starts(reference.turned, view[reference.turned.px], reference.frame, DENSE_STARTS):
        dense = refine_densely(reference.levels[close], view[close], start, largest, reference.masks[close])
        if dense is not None:
            yield Way(dense, reference.ladder[-1:], largest, AlignmentMethod.DENSE_ECC)


def _follow(way: Way, view: View, reference: Reference) -> Found | NotFound | None:
    """Return what the way leads to, or None where its tiles agree on nothing."""
    pose = way.start
    for tiles in way.ladder[:-1]:
        agreed = refine(tiles, view[tiles.px], pose, way.family, reference.frame)
        if agreed is None:
            return None
        pose = agreed.pose
    settled = settle(pose, reference.twins, view[reference.closer.px], reference.closer)
    agreed = _fitting(settled.pose, view, reference)
    if agreed is None:
        return None
    found = weigh(agreed, view, reference, way.method)
    why = settled.why or refusal(found, reference)
    return found if why is None else NotFound(why, found.figures, way.method)


def _fitting(start: Matrix, view: View, reference: Reference) -> Agreement | None:
    """Return the agreement of the finest tiles, in the smallest family that a larger one does not clearly better."""
    tiles, level, frame = reference.ladder[-1], view[reference.ladder[-1].px], reference.frame
    agreed = refine(tiles, level, start, reference.families[0], frame)
    for smaller, larger in pairwise(reference.families):
        if agreed is None:
            break
        tried = refine(tiles, level, agreed.pose, larger, frame)
        extra = basis(larger).shape[1] - basis(smaller).shape[1]
        if tried is None or not _explains(tried, agreed, extra):
            continue
        if _is_held(tried, reference, larger) and is_within_envelope(tried.pose, reference):
            agreed = tried
    return agreed


def _explains(larger: Agreement, smaller: Agreement, extra: int) -> bool:
    """Return whether `extra` parameters take away more stray than they would of noise (F test on the same tiles)."""
    weights = larger.weights
    left = float((weights[:, None] * larger.stray**2).sum())
    before = float((weights[:, None] * smaller.stray**2).sum())
    spare = 2.0 * float(weights.sum()) - PARAMETERS
    return spare > 0.0 and (before - left) * spare > BETTER * extra * left


def _is_held(agreed: Agreement, reference: Reference, family: Family) -> bool:
    """Return whether what the tiles stray by moves no corner much further: tiles close together hold no far corner."""
    tiles = reference.ladder[-1]
    of_shift = np.trace(tiles.information[:, :2, :2], axis1=1, axis2=2) / 2.0
    return corner_uncertainty_px(tiles, agreed.weights / of_shift, family, reference.frame) <= LEVER
