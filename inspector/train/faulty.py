"""A part on its way to being defective, and what lies where on it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.look import Look, Motion
from inspector.train.scene import Finish, Outline, Piece, Points, Pose, Scene, Shape, Stamp, Stroke

Picture = NDArray[np.float32]
Retouch = Callable[[Picture], Picture]
TRIES: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Faulty:
    """A part as it came out.

    Parameters
    ----------
    scene, look
        The good part and its picture, changed.
    retouches
        Changes of the lit picture, float32 (size, size, 3), in their order.
    """

    scene: Scene
    look: Look
    retouches: tuple[Retouch, ...] = ()

    def added(self, *pieces: Piece) -> Self:
        """Return the part with `pieces` lying on it."""
        return replace(self, scene=self.scene.with_pieces((*self.scene.pieces, *pieces)))

    def without(self, pieces: Sequence[Piece]) -> Self:
        """Return the part with some of its pieces missing."""
        gone = set(pieces)
        return replace(self, scene=self.scene.with_pieces([each for each in self.scene.pieces if each not in gone]))

    def exchanged(self, changed: dict[Piece, Piece]) -> Self:
        """Return the part with pieces replaced by others, which lie where those lay."""
        pieces = [changed.get(each, each) for each in self.scene.pieces]
        motions = {new: self.look.motion(old) for old, new in changed.items()}
        return replace(self, scene=self.scene.with_pieces(pieces), look=self._look(motions))

    def knowing(self, new: Finish, old: Finish) -> Self:
        """Return the part with a finish `new` made of `old`: of the same lot, its texture where that of `old` is."""
        look = self.look
        lot = {new: look.lots[old]} if old in look.lots else {}
        place = {new: look.places[old]} if old in look.places else {}
        return replace(self, look=replace(look, lots={**look.lots, **lot}, places={**look.places, **place}))

    def placed(self, motions: dict[Piece, Motion]) -> Self:
        """Return the part with pieces lying elsewhere."""
        return replace(self, look=self._look(motions))

    def retouched(self, retouch: Retouch) -> Self:
        """Return the part whose picture is changed once it is lit."""
        return replace(self, retouches=(*self.retouches, retouch))

    def at(self, point: Points) -> Iterator[Piece]:
        """Yield the pieces that cover `point`, float32 (2,), the uppermost first."""
        look = self.look
        return (each for each in reversed(self.scene.pieces) if _covers(each.shape, look.motion(each).pose, point))

    def top(self, point: Points) -> Piece | None:
        """Return the uppermost piece that covers `point`, None for the bare background."""
        return next(self.at(point), None)

    def finish_at(self, point: Points) -> Finish:
        """Return the finish that is seen at `point`."""
        top = self.top(point)
        return top.finish if top is not None else self.scene.background

    def under(self, piece: Piece, point: Points) -> Finish:
        """Return the finish that would be seen at `point` if `piece` and all above it were gone."""
        lower = self.scene.pieces[: self.scene.pieces.index(piece)]
        return replace(self, scene=self.scene.with_pieces(lower)).finish_at(point)

    def _look(self, motions: dict[Piece, Motion]) -> Look:
        return replace(self.look, motions={**self.look.motions, **motions})


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """A place on the edge of a piece: `point` and the unit vector `outward`, both float32 (2,)."""

    piece: Piece
    point: Points
    outward: Points


def a_piece(rng: Generator, faulty: Faulty) -> Piece | None:
    """Return one of the part's pieces that is at least partly in view, if there is one."""
    pieces = faulty.scene.pieces
    for _ in range(TRIES if pieces else 0):
        piece = pieces[int(rng.integers(len(pieces)))]
        if _in_view(faulty, _within(rng, faulty, piece)):
            return piece
    return None


def a_spot(rng: Generator, faulty: Faulty) -> Points:
    """Return a place for a blemish, float32 (2,): mostly on a piece, else anywhere."""
    piece = a_piece(rng, faulty) if rng.random() < 0.65 else None
    if piece is not None:
        point = _within(rng, faulty, piece)
        if _in_view(faulty, point):
            return point
    size = faulty.scene.size_px
    return rng.uniform(0.1 * size, 0.9 * size, 2).astype(np.float32)


def an_edge(rng: Generator, faulty: Faulty) -> Edge | None:
    """Return a place on a visible edge, if one is found."""
    for _ in range(TRIES):
        piece = a_piece(rng, faulty)
        edge = _edge_of(rng, faulty, piece) if piece is not None else None
        if edge is not None and _in_view(faulty, edge.point) and edge.piece in faulty.at(edge.point - 2 * edge.outward):
            return edge
    return None


def moved(points: Points, pose: Pose) -> Points:
    """Return `points`, float32 (..., 2), moved by the affine `pose`."""
    return np.asarray(points @ pose[:, :2].T + pose[:, 2], np.float32)


def hull(shape: Shape) -> Points:
    """Return points that span `shape`, float32 (n, 2)."""
    if isinstance(shape, Outline):
        return shape.contours[0]
    if isinstance(shape, Stroke):
        return shape.points
    if isinstance(shape, Stamp):
        (height, width), (x, y) = shape.coverage.shape, shape.corner
        return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], np.float32)
    return np.array([shape.centre], np.float32)


def _within(rng: Generator, faulty: Faulty, piece: Piece) -> Points:
    points = hull(piece.shape)
    first, second = points[rng.integers(len(points), size=2)]
    point = first + np.float32(rng.random()) * (second - first)
    if isinstance(piece.shape, Stroke):
        start = int(rng.integers(max(1, len(points) - 1)))
        point = points[start] + np.float32(rng.random()) * (points[(start + 1) % len(points)] - points[start])
    return moved(point, faulty.look.motion(piece).pose)


def _edge_of(rng: Generator, faulty: Faulty, piece: Piece) -> Edge | None:
    shape = piece.shape
    points = moved(hull(shape), faulty.look.motion(piece).pose)
    if len(points) < 2 or isinstance(shape, Stamp):
        return None
    ends = np.roll(points, -1, axis=0)
    length = np.hypot(*(ends - points).T)
    if isinstance(shape, Stroke) and not shape.closed:
        length[-1] = 0
    if length.sum() <= 0:
        return None
    start = int(rng.choice(len(points), p=length / length.sum()))
    along = (ends[start] - points[start]) / length[start]
    aside = np.array([along[1], -along[0]], np.float32) * np.float32(rng.choice([-1, 1]))
    point = points[start] + np.float32(rng.random()) * (ends[start] - points[start])
    if isinstance(shape, Stroke):
        return Edge(piece, point + aside * np.float32(shape.width_px / 2), aside)
    inside = _covers(shape, faulty.look.motion(piece).pose, point + aside)
    return Edge(piece, point, -aside if inside else aside)


def _in_view(faulty: Faulty, point: Points) -> bool:
    size = faulty.scene.size_px
    return bool((point > 0.07 * size).all() and (point < 0.93 * size).all())


def _covers(shape: Shape, pose: Pose, point: Points) -> bool:
    (a, b, x), (c, d, y) = pose.tolist()
    across, down, area = float(point[0]) - x, float(point[1]) - y, a * d - b * c
    own = (d * across - b * down) / area, (a * down - c * across) / area
    if isinstance(shape, Outline):
        return sum(cv2.pointPolygonTest(each, own, measureDist=False) >= 0 for each in shape.contours) % 2 == 1
    if isinstance(shape, Stroke):
        return _distance(shape, own) <= shape.width_px / 2
    if isinstance(shape, Stamp):
        column, row = int(own[0] - shape.corner[0]), int(own[1] - shape.corner[1])
        height, width = shape.coverage.shape
        return 0 <= row < height and 0 <= column < width and bool(shape.coverage[row, column] > 127)
    return False


def _distance(stroke: Stroke, point: tuple[float, float]) -> float:
    ends = np.roll(stroke.points, -1, axis=0) if stroke.closed else stroke.points[1:]
    starts = stroke.points if stroke.closed else stroke.points[:-1]
    along, to = ends - starts, np.array(point, np.float32) - starts
    share = np.clip((to * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-6), 0, 1)
    return float(np.hypot(*(to - share[:, None] * along).T).min())
