"""What a generated part is made of: an ordered list of pieces, each a shape with a finish, lying on a background.

All lengths are pixels of the canvas; x to the right, y down; a scene is a square of `size_px`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

SUBPIXEL_BITS: Final = 4
SEEN_BEND_PX: Final = 0.15
Mask = NDArray[np.uint8]
Points = NDArray[np.float32]
Pose = NDArray[np.float32]
UNMOVED: Final[Pose] = np.array([[1, 0, 0], [0, 1, 0]], np.float32)


@dataclass(frozen=True, slots=True)
class Finish:
    """How a surface looks.

    Parameters
    ----------
    bgr
        Albedo, blue, green and red in 0..1.
    texture
        Name of a kind of texture in `textures.py`, empty for none.
    amplitude
        Largest change of albedo by the texture, in 0..0.5.
    scale
        Size of the texture: 1.0 as it is stored, 2.0 twice as coarse.
    angle_deg
        Direction of the texture.
    gloss
        0 for matt, 1 for a mirror: how much of the surroundings it shows.
    printed
        Whether the texture is the same on every part, as a print or a weave of a board is; otherwise every part has
        its own, as grain and brushing are.
    """

    bgr: tuple[float, float, float]
    texture: str = ""
    amplitude: float = 0.0
    scale: float = 1.0
    angle_deg: float = 0.0
    gloss: float = 0.0
    printed: bool = False


class Shape(Protocol):
    """An outline that can be drawn anywhere."""

    @property
    def centre(self) -> tuple[float, float]:
        """Point it turns about, (x, y)."""

    def draw(self, mask: Mask, pose: Pose, grow_px: float) -> None:
        """Draw 255 with soft edges into `mask`, moved by the affine `pose` (2, 3), each edge `grow_px` further out."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A filled polygon; what lies in an odd number of its contours is inside.

    Parameters
    ----------
    contours
        float32 (n, 2) each.
    """

    contours: tuple[Points, ...]

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the first contour's box."""
        return _middle(self.contours[0])

    def draw(self, mask: Mask, pose: Pose, grow_px: float) -> None:
        """See `Shape`."""
        contours = [_moved(each, pose) for each in self.contours]
        if abs(grow_px) > 0.05:
            first = contours[0]
            holes = [
                bool(cv2.pointPolygonTest(first, each[0].tolist(), measureDist=False) > 0) for each in contours[1:]
            ]
            grows = [grow_px, *(-grow_px if hole else grow_px for hole in holes)]
            contours = [_grown(each, grow) for each, grow in zip(contours, grows, strict=True)]
        cv2.fillPoly(mask, [_fixed(each) for each in contours], 255, cv2.LINE_AA, SUBPIXEL_BITS)


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """A line of constant width through `points`, float32 (n, 2), with round ends."""

    points: Points
    width_px: float
    closed: bool = False

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of its points' box."""
        return _middle(self.points)

    def draw(self, mask: Mask, pose: Pose, grow_px: float) -> None:
        """See `Shape`."""
        _stroke(mask, _moved(self.points, pose), max(0.3, self.width_px + 2 * grow_px), closed=self.closed, level=255)


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """A small picture of coverage, uint8 (h, w), lying with its first pixel at `corner` (x, y): text, blots, smears."""

    coverage: Mask
    corner: tuple[float, float]

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        height, width = self.coverage.shape
        return self.corner[0] + width / 2, self.corner[1] + height / 2

    def draw(self, mask: Mask, pose: Pose, grow_px: float) -> None:
        """See `Shape`; a stamp grows by whole pixels."""
        coverage, steps = self.coverage, round(abs(grow_px))
        if steps:
            kernel = np.ones((2 * steps + 1, 2 * steps + 1), np.uint8)
            coverage = np.asarray((cv2.dilate if grow_px > 0 else cv2.erode)(coverage, kernel), np.uint8)
        matrix = pose.astype(np.float64).copy()
        matrix[:, 2] += matrix[:, :2] @ np.array(self.corner)
        box = _box(matrix, coverage.shape, mask.shape)
        view = mask[box]
        matrix[:, 2] -= (box[1].start, box[0].start)
        if view.size:
            drawn = cv2.warpAffine(coverage, matrix, (view.shape[1], view.shape[0]), flags=cv2.INTER_LINEAR)
            np.maximum(view, drawn, out=view)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One shape with its finish.

    Parameters
    ----------
    shape, finish
        Where it is and how it looks.
    height_px
        How far it stands above what it lies on; negative for a recess. Gives bevels, cast shadows and parallax.
    opacity
        How much of what lies under it, it hides, in 0..1.
    turns
        Whether a good part may have it turned by any angle about its group's centre, as the head of a screw.
    group
        Pieces of one component have the same number, at least 0; they are placed, moved and missing together.
        -1: part of the body, never missing on its own.
    """

    shape: Shape
    finish: Finish
    height_px: float = 0.0
    opacity: float = 1.0
    turns: bool = False
    group: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A part as designed.

    Parameters
    ----------
    family
        Name of the kind of part, for the split into trained and unseen kinds.
    size_px
        Side of the canvas.
    background
        What lies under all pieces.
    pieces
        In the order they are drawn.
    relief
        How strongly heights are shaded, 0 for a flat print, 1 for a casting.
    bevel_px
        Over how many pixels a height rises at the edge of a piece.
    two_level
        Whether the imaging may turn it into black and white, as bare boards are inspected. Only for designs of two
        clearly different albedos without texture.
    moves
        Largest distance in px by which components of good parts may be placed differently from part to part.
    """

    family: str
    size_px: int
    background: Finish
    pieces: tuple[Piece, ...]
    relief: float = 0.5
    bevel_px: float = 1.5
    two_level: bool = False
    moves: float = 0.5

    def groups(self) -> tuple[int, ...]:
        """Return the numbers of the components that can be missing or moved."""
        return tuple(sorted({piece.group for piece in self.pieces if piece.group >= 0}))

    def with_pieces(self, pieces: Sequence[Piece]) -> Self:
        """Return the scene with other pieces."""
        return replace(self, pieces=tuple(pieces))


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A scene drawn but not yet lit: all float32 (size, size).

    Parameters
    ----------
    albedo
        (size, size, 3), BGR in 0..1.
    height_px
        Of the surface.
    gloss
        In 0..1.
    depth_px
        Of the matter that lies over one another; flat pieces are a pixel thick, recesses take away.
    """

    albedo: NDArray[np.float32]
    height_px: NDArray[np.float32] = field(repr=False)
    gloss: NDArray[np.float32] = field(repr=False)
    depth_px: NDArray[np.float32] = field(repr=False)


def centred(pose: Pose, centre: tuple[float, float]) -> Pose:
    """Return `pose`, a turn or a scaling about the origin with a shift, made about `centre`."""
    moved = pose.copy()
    point = np.array(centre, np.float32)
    moved[:, 2] += point - pose[:, :2] @ point
    return moved


def turned(angle_deg: float, scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0)) -> Pose:
    """Return the pose of a turn and a scaling about the origin, and a shift after it."""
    cosine, sine = scale * np.cos(np.radians(angle_deg)), scale * np.sin(np.radians(angle_deg))
    return np.array([[cosine, -sine, shift[0]], [sine, cosine, shift[1]]], np.float32)


def ellipse(
    centre: tuple[float, float], radii: tuple[float, float], angle_deg: float = 0.0, corners: int = 40
) -> Points:
    """Return an ellipse as a contour, float32 (corners, 2)."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    points = np.stack([radii[0] * np.cos(angle), radii[1] * np.sin(angle)], axis=1).astype(np.float32)
    return _moved(points, turned(angle_deg, shift=centre))


def rectangle(
    centre: tuple[float, float], sides: tuple[float, float], angle_deg: float = 0.0, round_px: float = 0.0
) -> Points:
    """Return a rectangle as a contour, its corners rounded by `round_px`."""
    half = np.array(sides, np.float32) / 2
    radius = min(round_px, float(half.min()))
    angle = np.radians(np.arange(0, 91, 30 if radius > 0 else 91, dtype=np.float32))
    arcs = []
    for quarter, (right, down) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        corner = (half - radius) * (right, down)
        turn = angle + np.pi / 2 * quarter
        arcs.append(corner + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1))
    return _moved(np.concatenate(arcs).astype(np.float32), turned(angle_deg, shift=centre))


def _bends(heading: Points, *, closed: bool) -> Points:
    """Return how sharply a line turns at each of its points, in rad and no less than 1 at its ends."""
    before = np.roll(heading, 1, axis=0) if closed else np.concatenate([-heading[:1], heading])
    after = heading if closed else np.concatenate([heading, -heading[-1:]])
    return np.asarray(np.hypot(*(after - before).T), np.float32)


def _box(matrix: NDArray[np.float64], size: tuple[int, ...], room: tuple[int, ...]) -> tuple[slice, slice]:
    """Return rows and columns of `room` that a picture of (height, width) `size` comes to lie in."""
    height, width = size
    corners = np.array([(-1, -1), (width, -1), (width, height), (-1, height)]) @ matrix[:, :2].T + matrix[:, 2]
    first = np.clip(np.floor(corners.min(axis=0)), 0, room[::-1]).astype(int).tolist()
    last = np.clip(np.ceil(corners.max(axis=0)) + 1, first, np.maximum(first, room[::-1])).astype(int).tolist()
    return slice(first[1], last[1]), slice(first[0], last[0])


def _middle(points: Points) -> tuple[float, float]:
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return float(middle[0]), float(middle[1])


def _moved(points: Points, pose: Pose) -> Points:
    return points @ pose[:, :2].T + pose[:, 2]


def _grown(points: Points, grow_px: float) -> Points:
    """Return a contour with each side `grow_px` further out, less where its sides are too short for it."""
    along = np.concatenate([points[1:], points[:1]]) - points
    outward = np.stack([along[:, 1], -along[:, 0]], axis=1)
    side = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)
    outward /= side[:, None]
    grow_px = float(np.clip(grow_px, -side.mean(), side.mean()))
    inside = float((points[:, 0] * along[:, 1] - points[:, 1] * along[:, 0]).sum()) < 0
    corner = outward + np.concatenate([outward[-1:], outward[:-1]])
    length = np.maximum((corner * corner).sum(axis=1), 0.5)[:, None]
    return np.asarray(points + corner * (np.float32(-2 * grow_px if inside else 2 * grow_px) / length), np.float32)


def _fixed(points: Points) -> NDArray[np.int32]:
    return np.rint(points * (1 << SUBPIXEL_BITS)).astype(np.int32)


def _stroke(mask: Mask, points: Points, width_px: float, *, closed: bool, level: int) -> None:
    starts = points if closed else points[:-1]
    ends = np.roll(points, -1, axis=0) if closed else points[1:]
    along = ends - starts
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)[:, None]
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1) / length * (width_px / 2)
    quads = _fixed(np.stack([starts + aside, ends + aside, ends - aside, starts - aside], axis=1))
    for quad in quads:
        cv2.fillConvexPoly(mask, quad, level, cv2.LINE_AA, SUBPIXEL_BITS)
    if width_px >= 1.5:
        radius = round(width_px / 2 * (1 << SUBPIXEL_BITS))
        for x, y in _fixed(points[_bends(along / length, closed=closed) * (width_px / 2) > SEEN_BEND_PX]).tolist():
            cv2.circle(mask, (x, y), radius, level, -1, cv2.LINE_AA, SUBPIXEL_BITS)
