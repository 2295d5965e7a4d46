"""Synthetic defects, drawn on a picture of a good part: what was asked for in px and grey levels, with soft edges.

They are made to ask a station what it can see, not to look like the defects of any process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

EDGE_BLUR_PX: Final = 0.7
"""Sigma of the lens, as a defect's edge shows it."""
CORE: Final = 0.5
"""A pixel belongs to a defect where it is drawn at this share or more."""
CONTRAST_KEPT: Final = 0.9
"""A defect is drawn only where so much of its contrast is not lost to black and white."""
_FINE = 4
_MARGIN_PX = 8


class DrillKind(StrEnum):
    """What is drawn: each is asked for by its largest extent in px and its mean contrast in grey levels."""

    SCRATCH = "scratch"
    MISSING = "missing"
    STAIN = "stain"
    SHIFT = "shift"
    SPOT = "spot"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A defect that is asked for.

    Parameters
    ----------
    kind
        Scratch: a thin line, bent a little. Missing: a piece replaced by what surrounds it. Stain: a drop with a rim.
        Shift: a piece moved aside by a sixth of its size. Spot: a round speck.
    size_px
        Its largest extent: length of a scratch, diameter or diagonal of the others, in golden px.
    contrast
        Mean change over its core, in grey levels of the channel that changes most. Where a piece is missing or moved,
        the golden must offer that much, and the change is faded down to it.
    """

    kind: DrillKind
    size_px: int
    contrast: float


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A drawn defect: which px it changes and to what.

    Parameters
    ----------
    levels
        float32 (s, s) or (s, s, 3), 0..255: the window with the defect.
    core
        bool (s, s): where it is at least half as strong as in its middle.
    corner
        (x, y) of the window in the golden.
    contrast
        Mean change over the core that was reached, in grey levels.
    """

    levels: NDArray[np.float32]
    core: NDArray[np.bool_]
    corner: tuple[int, int]
    contrast: float


def reach_px(size_px: int) -> int:
    """Return how far from its centre the window of a defect goes."""
    return (size_px + 1) // 2 + _MARGIN_PX


def draw(
    picture: NDArray[np.float32], wanted: Wanted, centre: tuple[int, int], rng: np.random.Generator
) -> Patch | None:
    """Return the defect drawn on `picture`, float32 (H, W) or (H, W, 3) of 0..255, around (x, y); None if unfit.

    Unfit is a place at the picture's border, one too bright or dark for the contrast, or one where nothing is missed
    or moved that shows so much of it.
    """
    reach = reach_px(wanted.size_px)
    x, y = centre[0] - reach, centre[1] - reach
    if min(x, y) < 0 or y + 2 * reach > picture.shape[0] or x + 2 * reach > picture.shape[1]:
        return None
    window = picture[y : y + 2 * reach, x : x + 2 * reach]
    alpha = _softened(_SHAPES[wanted.kind](wanted.size_px, 2 * reach * _FINE, rng))
    change = _CHANGES[wanted.kind](window, alpha, wanted, rng)
    core = alpha >= CORE * alpha.max()
    faded = _faded(change, core, wanted)
    if faded is None:
        return None
    levels = np.clip(window + faded, 0.0, 255.0)
    reached = _contrast(levels - window, core)
    return Patch(levels, core, (x, y), reached) if reached >= CONTRAST_KEPT * wanted.contrast else None


def _faded(change: NDArray[np.float32], core: NDArray[np.bool_], wanted: Wanted) -> NDArray[np.float32] | None:
    """Return `change` at the wanted contrast; None where a piece that is missing or moved does not show as much."""
    strength = wanted.contrast / max(_contrast(change, core), 1e-3)
    if strength > 1.0 and wanted.kind in {DrillKind.MISSING, DrillKind.SHIFT}:
        return None
    return np.asarray(change * np.float32(strength))


def _contrast(change: NDArray[np.float32], core: NDArray[np.bool_]) -> float:
    size = np.abs(change)
    return float((size.max(axis=2) if size.ndim == 3 else size)[core].mean())


def _softened(fine: NDArray[np.uint8]) -> NDArray[np.float32]:
    side = len(fine) // _FINE
    coarse = cv2.resize(fine.astype(np.float32) / 255.0, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(coarse, (0, 0), EDGE_BLUR_PX), np.float32)


def _line(size_px: int, side: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a line of `size_px` that bends a little, a tenth as wide but 1 to 3 px."""
    headings = rng.uniform(0.0, 2.0 * np.pi) + np.cumsum(rng.normal(0.0, 0.06, 12))
    points = np.cumsum(np.c_[np.cos(headings), np.sin(headings)], axis=0)
    points = (points - (points.max(axis=0) + points.min(axis=0)) / 2) / np.ptp(points, axis=0).max()
    width = float(np.clip(size_px / 10, 1.0, 3.0))
    path = np.rint(points * max(size_px - width, 1.0) * _FINE + side / 2).astype(np.int32)
    return _painted(side, path, max(round(width * _FINE), 1))


def _painted(side: int, path: NDArray[np.int32], width: int) -> NDArray[np.uint8]:
    return np.asarray(
        cv2.polylines(np.zeros((side, side), np.uint8), [path], isClosed=False, color=255, thickness=width)
    )


def _round(size_px: int, side: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    return _outline(size_px, side, 0.05, rng)


def _drop(size_px: int, side: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    return _outline(size_px, side, 0.14, rng)


def _outline(size_px: int, side: int, wobble: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    angles = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)
    waves = [rng.uniform(-wobble, wobble) * np.cos(k * angles + rng.uniform(0.0, 6.28)) for k in (2, 3, 5)]
    radii = 1.0 + np.sum(waves, axis=0)
    radii *= 0.5 * size_px * _FINE / radii.max()
    points = np.c_[radii * np.cos(angles), radii * np.sin(angles)] + side / 2
    return np.asarray(cv2.fillPoly(np.zeros((side, side), np.uint8), [np.rint(points).astype(np.int32)], 255))


def _piece(size_px: int, side: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a turned rectangle up to twice as long as wide, `size_px` from corner to corner."""
    slim = rng.uniform(0.5, 1.0)
    long = size_px * _FINE / np.hypot(1.0, slim)
    corners = cv2.boxPoints(((side / 2, side / 2), (long, long * slim), rng.uniform(0.0, 180.0)))
    return np.asarray(cv2.fillPoly(np.zeros((side, side), np.uint8), [np.rint(corners).astype(np.int32)], 255))


def _ink(
    window: NDArray[np.float32], alpha: NDArray[np.float32], wanted: Wanted, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return a change to darker or brighter, the way that there is room for; in colour with a tint."""
    level = float(window[alpha >= CORE * alpha.max()].mean())
    is_brighter = level + wanted.contrast < 245.0 and (rng.random() < 0.5 or level - wanted.contrast < 10.0)
    signed = alpha if is_brighter else -alpha
    return signed if window.ndim == 2 else np.asarray(signed[..., np.newaxis] * _tint(rng))


def _tint(rng: np.random.Generator) -> NDArray[np.float32]:
    return np.asarray(1.0 - rng.uniform(0.0, 0.4, 3) * (rng.random(3) < 0.5), np.float32)


def _drop_ink(
    window: NDArray[np.float32], alpha: NDArray[np.float32], wanted: Wanted, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return the change of a drop that dried: uneven, stronger along its rim."""
    inner = cv2.GaussianBlur(alpha, (0, 0), max(wanted.size_px / 8, 0.6))
    cloud = cv2.GaussianBlur(rng.standard_normal(alpha.shape, np.float32), (0, 0), max(wanted.size_px / 6, 1.0))
    uneven = 1.0 + 0.25 * cloud / max(float(np.abs(cloud).max()), 1e-6)
    return _ink(window, np.asarray(alpha * (1.4 - 0.7 * inner) * uneven, np.float32), wanted, rng)


def _ground(
    window: NDArray[np.float32], alpha: NDArray[np.float32], wanted: Wanted, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return the change to what surrounds the piece, grown inwards by Telea's inpainting."""
    del wanted, rng
    hidden = (cv2.dilate(alpha, np.ones((3, 3), np.uint8)) > 0.02).astype(np.uint8)
    ground = cv2.inpaint(np.rint(window).astype(np.uint8), hidden, 3.0, cv2.INPAINT_TELEA)
    return _over(window, ground.astype(np.float32), alpha)


def _aside(
    window: NDArray[np.float32], alpha: NDArray[np.float32], wanted: Wanted, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return the change to the same piece moved by a sixth of its size, at least 1.5 px."""
    angle, far = rng.uniform(0.0, 2.0 * np.pi), max(wanted.size_px / 6, 1.5)
    move = np.array([[1.0, 0.0, far * np.cos(angle)], [0.0, 1.0, far * np.sin(angle)]])
    side = len(alpha)
    moved = cv2.warpAffine(window, move, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return _over(window, np.asarray(moved, np.float32), alpha)


def _over(window: NDArray[np.float32], other: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    share = alpha if window.ndim == 2 else alpha[..., np.newaxis]
    return np.asarray(share * (other - window))


_SHAPES: dict[DrillKind, Callable[[int, int, np.random.Generator], NDArray[np.uint8]]] = {
    DrillKind.SCRATCH: _line,
    DrillKind.MISSING: _piece,
    DrillKind.STAIN: _drop,
    DrillKind.SHIFT: _piece,
    DrillKind.SPOT: _round,
}
_CHANGES: dict[
    DrillKind,
    Callable[[NDArray[np.float32], NDArray[np.float32], Wanted, np.random.Generator], NDArray[np.float32]],
] = {
    DrillKind.SCRATCH: _ink,
    DrillKind.MISSING: _ground,
    DrillKind.STAIN: _drop_ink,
    DrillKind.SHIFT: _aside,
    DrillKind.SPOT: _ink,
}
