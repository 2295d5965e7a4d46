"""Warps: their families, small updates, and how far one lies from the pose of the golden. Pure.

Inside this room a `pose` is a float64 (3, 3) matrix from golden to capture coordinates, because that is what
sampling needs; the `warp` that leaves the room is its inverse. Points are (x, y, 1) in px.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Family = Literal["translation", "euclidean", "affine", "homography"]

FAMILIES: Final[tuple[Family, ...]] = ("translation", "euclidean", "affine", "homography")
"""Smallest first."""
PARAMETERS: Final = 8
"""Of the full update: shift x and y, the four of the linear part, the two of perspective."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The normalised coordinates of a golden: its centre is (0, 0), its half diagonal is 1.

    Parameters
    ----------
    centre_x, centre_y, radius
        In golden px.
    width, height
        Of the golden, in px.
    """

    centre_x: float
    centre_y: float
    radius: float
    width: int
    height: int

    @classmethod
    def of(cls, shape: tuple[int, ...]) -> Self:
        """Return the frame of an image of `shape` (H, W, ...)."""
        height, width = shape[:2]
        return cls((width - 1) / 2, (height - 1) / 2, math.hypot(width, height) / 2, width, height)

    @property
    def longer_side(self) -> int:
        """The larger of width and height, in px."""
        return max(self.width, self.height)

    def corners(self) -> Matrix:
        """Return the centres of the four corner pixels, float64 (4, 2), clockwise from the first pixel."""
        right, bottom = self.width - 1.0, self.height - 1.0
        return np.array([(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)])

    def to_pixels(self) -> Matrix:
        """Return the (3, 3) matrix from normalised to golden px."""
        return np.array([(self.radius, 0, self.centre_x), (0, self.radius, self.centre_y), (0, 0, 1)], np.float64)


@dataclass(frozen=True, slots=True)
class Excursion:
    """How far a warp takes a part from where the golden lay, measured at the golden's centre.

    Parameters
    ----------
    shift_px
        Length of the centre's displacement.
    rotation_deg
        -180..180, positive from x towards y (clockwise on screen).
    scale
        Square root of the area ratio; 1.0 keeps the size.
    shear
        Ratio of the two principal stretches, less 1; 0.0 keeps angles.
    perspective
        Largest relative change of the projective denominator over the corners; 0.0 for affine warps.
    is_mirrored
        The orientation is turned over, at the centre or at a corner.
    """

    shift_px: float
    rotation_deg: float
    scale: float
    shear: float
    perspective: float
    is_mirrored: bool


def excursion(warp: Matrix, frame: Frame) -> Excursion:
    """Return how far `warp` (capture to golden, or back: the measure is nearly the same) moves the part.

    Examples
    --------
    >>> frame = Frame.of((480, 640))
    >>> excursion(np.array([(1, 0, 3), (0, 1, -4), (0, 0, 1)], float), frame).shift_px
    5.0
    """
    centre = np.array([frame.centre_x, frame.centre_y, 1.0])
    x, y, w = warp @ centre
    if abs(w) < 1e-9:
        return Excursion(math.inf, 0.0, 0.0, math.inf, math.inf, is_mirrored=True)
    linear = (warp[:2, :2] - np.outer((x / w, y / w), warp[2, :2])) / w
    stretches = np.linalg.svd(linear, compute_uv=False)
    denominators = transform_denominators(warp, frame.corners()) / w
    return Excursion(
        shift_px=math.hypot(x / w - centre[0], y / w - centre[1]),
        rotation_deg=math.degrees(math.atan2(linear[1, 0] - linear[0, 1], linear[0, 0] + linear[1, 1])),
        scale=math.sqrt(stretches[0] * stretches[1]),
        shear=float(stretches[0] / max(stretches[1], 1e-12)) - 1.0,
        perspective=float(np.abs(denominators - 1.0).max()),
        is_mirrored=bool(np.linalg.det(linear) <= 0.0 or denominators.min() <= 0.0),
    )


def transform(matrix: Matrix, points: Matrix) -> Matrix:
    """Return `points` (n, 2) as (x, y), taken through the (3, 3) `matrix`; float64 (n, 2).

    Examples
    --------
    >>> transform(np.diag([2.0, 2.0, 1.0]), np.array([(1.0, 3.0)])).tolist()
    [[2.0, 6.0]]
    """
    moved = points @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(moved[:, :2] / moved[:, 2:], np.float64)


def jacobians(matrix: Matrix, points: Matrix) -> Matrix:
    """Return the linear parts of the (3, 3) `matrix` at `points` (n, 2), float64 (n, 2, 2)."""
    denominators = transform_denominators(matrix, points)
    moved = transform(matrix, points)
    bent = moved[:, :, None] * matrix[2, :2]
    return np.asarray((matrix[:2, :2] - bent) / denominators[:, None, None], np.float64)


def transform_denominators(matrix: Matrix, points: Matrix) -> Matrix:
    """Return the projective denominators of `points` (n, 2) under `matrix`, float64 (n,)."""
    return np.asarray(points @ matrix[2, :2] + matrix[2, 2], np.float64)


def inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of the (3, 3) `matrix`, scaled so that its last element is 1."""
    back = np.linalg.inv(matrix)
    return np.asarray(back / back[2, 2], np.float64)


def on_level(matrix: Matrix, px: int) -> Matrix:
    """Return the (3, 3) `matrix` of whole-image points as one of level points, at `px` whole px per level px."""
    up = _from_level(px)
    return np.asarray(np.linalg.inv(up) @ matrix @ up, np.float64)


def off_level(matrix: Matrix, px: int) -> Matrix:
    """Return the (3, 3) `matrix` of level points as one of whole-image points: undoes `on_level`."""
    up = _from_level(px)
    return np.asarray(up @ matrix @ np.linalg.inv(up), np.float64)


def _from_level(px: int) -> Matrix:
    return np.array([(px, 0.0, (px - 1) / 2), (0.0, px, (px - 1) / 2), (0.0, 0.0, 1.0)])


def corner_distance(one: Matrix, other: Matrix, frame: Frame) -> float:
    """Return the largest distance, in px, between the frame's corners under two poses."""
    apart = transform(one, frame.corners()) - transform(other, frame.corners())
    return float(np.hypot(apart[:, 0], apart[:, 1]).max())


def basis(family: Family) -> Matrix:
    """Return the directions of a family among the full parameters, float64 (8, k).

    The full update moves a point at normalised (X, Y) by, in px to first order,
    dx = p0 + p2 X + p3 Y - X (p6 X + p7 Y) and dy = p1 + p4 X + p5 Y - Y (p6 X + p7 Y).
    """
    full = np.eye(PARAMETERS)
    if family == "euclidean":
        return np.column_stack([full[:, 0], full[:, 1], full[:, 4] - full[:, 3]])
    return full[:, : {"translation": 2, "affine": 6, "homography": 8}[family]]


def displacements(points: Matrix, frame: Frame) -> Matrix:
    """Return d(dx, dy) / d(parameters) at golden `points` (n, 2), float64 (n, 2, 8)."""
    x = (points[:, 0] - frame.centre_x) / frame.radius
    y = (points[:, 1] - frame.centre_y) / frame.radius
    one, zero = np.ones_like(x), np.zeros_like(x)
    rows_x = np.stack([one, zero, x, y, zero, zero, -x * x, -x * y], axis=-1)
    rows_y = np.stack([zero, one, zero, zero, x, y, -x * y, -y * y], axis=-1)
    return np.stack([rows_x, rows_y], axis=-2)


def small_warp(parameters: Matrix, family: Family, frame: Frame) -> Matrix:
    """Return the update with full `parameters` (8,) in px as a (3, 3) matrix on golden coordinates.

    A euclidean update is a true rotation, so that composing many stays euclidean.
    """
    p = parameters / frame.radius
    update = np.array([(1 + p[2], p[3], p[0]), (p[4], 1 + p[5], p[1]), (p[6], p[7], 1.0)])
    if family == "euclidean":
        cos, sin = math.cos(p[4]), math.sin(p[4])
        update[:2, :2] = [(cos, -sin), (sin, cos)]
    to_pixels = frame.to_pixels()
    return np.asarray(to_pixels @ update @ np.linalg.inv(to_pixels), np.float64)
