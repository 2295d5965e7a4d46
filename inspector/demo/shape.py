"""Outlines in golden px: polygon, disc, stroke and text, turned into smooth-edged masks of canvas px."""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

SCALE = 2  # canvas px per golden px
MARGIN_PX = 24  # golden px painted beyond the frame, so that a shifted part still fills the picture
Points = tuple[tuple[float, float], ...]
_SHIFT = 4  # OpenCV draws at 1/16 px


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """How much of each canvas px of a window is covered: `alpha` float32 0..1, the window's rows and columns."""

    alpha: NDArray[np.float32]
    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def area(self) -> tuple[slice, slice]:
        """Rows and columns of the window."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)


class Shape(Protocol):
    """Anything that can be drawn as a mask."""

    def bounds(self) -> tuple[float, float, float, float]:
        """Return x0, y0, x1, y1 in canvas px of the whole canvas."""

    def draw(self, image: NDArray[np.uint8], offset: tuple[int, int]) -> None:
        """Draw the shape in white on `image`, whose first px is `offset` (x, y) on the whole canvas."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing lies on the board: golden px of its middle, degrees anticlockwise as seen."""

    x: float
    y: float
    angle_deg: float = 0.0

    def points(self, local: Points) -> Points:
        """Return points given relative to the middle in golden px."""
        c, s = cos(radians(self.angle_deg)), sin(radians(self.angle_deg))
        return tuple((self.x + c * u + s * v, self.y - s * u + c * v) for u, v in local)

    def at(self, u: float, v: float, turn_deg: float = 0.0) -> "Place":
        """Return the place of a detail at (u, v) from the middle, turned by `turn_deg` on top."""
        ((x, y),) = self.points(((u, v),))
        return Place(x, y, self.angle_deg + turn_deg)

    def box(self, width: float, height: float, corner: float = 0.0) -> "Polygon":
        """Return a rectangle about the middle, its corners rounded by `corner`."""
        return Polygon(self.points(_rounded_box(width / 2, height / 2, corner)))

    def disc(self, radius: float) -> "Disc":
        """Return a disc about the middle."""
        return Disc(self.x, self.y, radius)

    def stroke(self, local: Points, width: float) -> "Stroke":
        """Return a line through points given relative to the middle."""
        return Stroke(self.points(local), width)


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon."""

    corners: Points

    def bounds(self) -> tuple[float, float, float, float]:
        """Return its bounding box in canvas px."""
        return _bounds(self.corners, 0.0)

    def draw(self, image: NDArray[np.uint8], offset: tuple[int, int]) -> None:
        """Fill it."""
        cv2.fillPoly(image, [_fixed(self.corners, offset)], 255, cv2.LINE_AA, _SHIFT)


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle."""

    x: float
    y: float
    radius: float

    def bounds(self) -> tuple[float, float, float, float]:
        """Return its bounding box in canvas px."""
        return _bounds(((self.x, self.y),), self.radius)

    def draw(self, image: NDArray[np.uint8], offset: tuple[int, int]) -> None:
        """Fill it."""
        ((x, y),) = _fixed(((self.x, self.y),), offset).tolist()
        cv2.circle(image, (x, y), round(self.radius * SCALE * (1 << _SHIFT)), 255, cv2.FILLED, cv2.LINE_AA, _SHIFT)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of some width through points."""

    through: Points
    width: float

    def bounds(self) -> tuple[float, float, float, float]:
        """Return its bounding box in canvas px."""
        return _bounds(self.through, self.width)

    def draw(self, image: NDArray[np.uint8], offset: tuple[int, int]) -> None:
        """Draw it."""
        thickness = max(round(self.width * SCALE), 1)
        points = _fixed(self.through, offset)
        cv2.polylines(
            image, [points], isClosed=False, color=255, thickness=thickness, lineType=cv2.LINE_AA, shift=_SHIFT
        )


@dataclass(frozen=True, slots=True)
class Ring:
    """`outer` without `inner`."""

    outer: Shape
    inner: Shape

    def bounds(self) -> tuple[float, float, float, float]:
        """Return the bounding box of the outer shape in canvas px."""
        return self.outer.bounds()

    def draw(self, image: NDArray[np.uint8], offset: tuple[int, int]) -> None:
        """Draw the outer shape and take the inner one away."""
        self.outer.draw(image, offset)
        hole = np.zeros_like(image)
        self.inner.draw(hole, offset)
        np.minimum(image, 255 - hole, out=image)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A grid of square cells about its place, upright; `filled` is bool (rows, columns)."""

    place: Place
    filled: NDArray[np.bool_]
    cell_px: float

    def bounds(self) -> tuple[float, float, float, float]:
        """Return its bounding box in canvas px."""
        rows, columns = self.filled.shape
        return _bounds(self.place.box(columns * self.cell_px, rows * self.cell_px).corners, 0.0)

    def draw(self, image: NDArray[np.uint8], offset: tuple[int, int]) -> None:
        """Enlarge the grid into place."""
        x0, y0, _, _ = self.bounds()
        enlarge = np.array([[SCALE * self.cell_px, 0, x0 - offset[0]], [0, SCALE * self.cell_px, y0 - offset[1]]])
        enlarge[:, 2] += SCALE * self.cell_px / 2
        cells = self.filled.astype(np.uint8) * 255
        cv2.warpAffine(
            cells, enlarge, (image.shape[1], image.shape[0]), image, cv2.INTER_NEAREST, cv2.BORDER_TRANSPARENT
        )


@dataclass(frozen=True, slots=True)
class Text:
    """One line of print, centred on its place; `size_px` is the font's size, `weight` 100..900."""

    place: Place
    words: str
    size_px: float
    weight: int = 500

    def bounds(self) -> tuple[float, float, float, float]:
        """Return its bounding box in canvas px, generously."""
        return _bounds(((self.place.x, self.place.y),), 0.42 * self.size_px * (len(self.words) + 2))

    def draw(self, image: NDArray[np.uint8], offset: tuple[int, int]) -> None:
        """Print it upright on a slip, then turn the slip into place."""
        slip = self._slip()
        ((x, y),) = _canvas_points(((self.place.x, self.place.y),)) - np.array(offset, np.float64)
        turn = cv2.getRotationMatrix2D(((slip.shape[1] - 1) / 2, (slip.shape[0] - 1) / 2), self.place.angle_deg, 1.0)
        turn[:, 2] += (x - (slip.shape[1] - 1) / 2, y - (slip.shape[0] - 1) / 2)
        turned = cv2.warpAffine(slip, turn, (image.shape[1], image.shape[0]), flags=cv2.INTER_LINEAR)
        np.maximum(image, turned, out=image)

    def _slip(self) -> NDArray[np.uint8]:
        size = round(self.size_px * SCALE)
        slip = np.zeros((2 * size, size * (len(self.words) + 2)), np.uint8)
        cv2.putText(slip, self.words, (size // 2, round(1.4 * size)), 255, cv2.FontFace("sans"), size, self.weight)
        columns, rows = np.flatnonzero(slip.any(axis=0)), np.flatnonzero(slip.any(axis=1))
        return np.pad(slip[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 2)


def mask_of(shape: Shape, origin: tuple[int, int], size: tuple[int, int], grow_px: int = 0) -> Mask | None:
    """Return the mask of `shape` on a canvas window of `size` (rows, columns) at `origin`; None if it lies outside."""
    x0, y0, x1, y1 = shape.bounds()
    left, top = max(int(x0) - origin[0] - 2 - grow_px, 0), max(int(y0) - origin[1] - 2 - grow_px, 0)
    right, bottom = min(int(x1) - origin[0] + 3 + grow_px, size[1]), min(int(y1) - origin[1] + 3 + grow_px, size[0])
    if left >= right or top >= bottom:
        return None
    image = np.zeros((bottom - top, right - left), np.uint8)
    shape.draw(image, (origin[0] + left, origin[1] + top))
    return Mask(image * np.float32(1 / 255), left, top, right, bottom)


def _rounded_box(half_width: float, half_height: float, corner: float) -> Points:
    if corner <= 0.0:
        right = ((half_width, -half_height), (half_width, half_height))
        return ((-half_width, -half_height), *right, (-half_width, half_height))
    steps = max(int(corner), 3)
    arc = [(cos(radians(90 * k / steps)), sin(radians(90 * k / steps))) for k in range(steps + 1)]
    in_x, in_y = half_width - corner, half_height - corner
    right_low = [(in_x + corner * c, in_y + corner * s) for c, s in arc]
    left_low = [(-u, v) for u, v in reversed(right_low)]
    return (*right_low, *left_low, *[(-u, -v) for u, v in right_low], *[(-u, -v) for u, v in left_low])


def _canvas_points(points: Points) -> NDArray[np.float64]:
    # The centre of golden px 0 lies between two canvas px: half a canvas px to the right.
    return SCALE * (np.array(points, np.float64) + MARGIN_PX) + 0.5


def _fixed(points: Points, offset: tuple[int, int]) -> NDArray[np.int32]:
    fixed: NDArray[np.int32] = np.rint((_canvas_points(points) - np.array(offset)) * (1 << _SHIFT)).astype(np.int32)
    return fixed


def _bounds(points: Points, reach: float) -> tuple[float, float, float, float]:
    corners = _canvas_points(points)
    (x0, y0), (x1, y1) = corners.min(axis=0) - reach * SCALE, corners.max(axis=0) + reach * SCALE
    return float(x0), float(y0), float(x1), float(y1)
