"""What repeats: one cell in rows and columns, with places left free for components, and what of it is in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from typing_extensions import override

from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between
from inspector.train.families.lettering import stamped
from inspector.train.families.profiles import placed
from inspector.train.faulty import hull
from inspector.train.scene import UNMOVED, Finish, Mask, Piece, Points, Pose, Scene, Shape, Stamp, Stroke

MOST: Final = 70
MOST_GROWN: Final = 0.4
FINE: Final = 3
DARK: Final = Finish((0.02, 0.02, 0.02))
WHITE: Final = Finish((0.95, 0.95, 0.95))
Cell = tuple[int, int]


class Pattern(Stamp):
    """Coverage of the whole canvas that grows by parts of a pixel: whole ones would close what repeats finely."""

    __slots__ = ()

    @override
    def draw(self, mask: Mask, pose: Pose, grow_px: float) -> None:
        """See `Shape`."""
        coverage, part = self.coverage, min(abs(grow_px), MOST_GROWN)
        if part > 0.05:
            grown = (cv2.dilate if grow_px > 0 else cv2.erode)(coverage, np.ones((3, 3), np.uint8))
            coverage = np.asarray(cv2.addWeighted(coverage, 1 - part, grown, part, 0), np.uint8)
        if coverage.shape == mask.shape and self.corner == (0.0, 0.0) and np.array_equal(pose, UNMOVED):
            np.maximum(mask, coverage, out=mask)
        else:
            Stamp(coverage, self.corner).draw(mask, pose, 0.0)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns of cells.

    Parameters
    ----------
    frame
        Middle of cell (0, 0) and the direction of the rows.
    pitches
        From column to column and from row to row, px.
    size_px
        Side of the canvas.
    """

    frame: Frame
    pitches: tuple[float, float]
    size_px: int

    def place(self, cell: Cell) -> Frame:
        """Return the frame of `cell`, (column, row)."""
        return self.frame.frame(cell[0] * self.pitches[0], cell[1] * self.pitches[1])

    def cells(self, share: float = 0.5) -> list[Cell]:
        """Return the cells in sight, the nearest to the canvas's middle first; `share` of a pitch may lie outside."""
        back, half = Frame((0.0, 0.0), -self.frame.angle_deg), self.size_px / 2
        x, y = back.at(half - self.frame.centre[0], half - self.frame.centre[1])
        middle = round(x / self.pitches[0]), round(y / self.pitches[1])
        wide, high = (int(0.75 * self.size_px / pitch) + 2 for pitch in self.pitches)
        steps = np.mgrid[middle[0] - wide : middle[0] + wide + 1, middle[1] - high : middle[1] + high + 1].reshape(
            2, -1
        )
        turn = np.exp(1j * np.radians(self.frame.angle_deg))
        away = (steps[0] * self.pitches[0] + 1j * steps[1] * self.pitches[1]) * turn + complex(*self.frame.centre)
        away -= complex(half, half)
        seen = np.maximum(np.abs(away.real), np.abs(away.imag)) < half + share * max(self.pitches)
        order = np.argsort(np.abs(away[seen]), kind="stable")
        return [(int(column), int(row)) for column, row in steps[:, seen][:, order].T]

    def block(self, most: int) -> list[Cell]:
        """Return up to `most` cells in whole rows of three about the canvas's middle, at least one row."""
        column, row = self.cells()[0]
        rows = min(3, max(1, most // 3))
        return [(column + x, row + y) for y in range(-(rows // 2), rows - rows // 2) for x in (-1, 0, 1)]

    def field(self, shapes: Sequence[Points], free: Sequence[Points] = (), inside: Points | None = None) -> Pattern:
        """Return `shapes`, contours about a cell's middle, in all cells: not in `free` contours, only `inside` one."""
        wide, high = (max(3, round(pitch)) for pitch in self.pitches)
        tile = self._tile(shapes, (wide, high))
        turn = np.exp(-1j * np.radians(self.frame.angle_deg))
        scale = wide / self.pitches[0], high / self.pitches[1]
        linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]]) * np.array(scale)[:, None]
        shift = np.array([wide / 2, high / 2]) - linear @ np.array(self.frame.centre)
        flags, room = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, (self.size_px, self.size_px)
        matrix = np.concatenate([linear, shift[:, None]], axis=1)
        coverage = np.asarray(cv2.warpAffine(tile, matrix, room, flags=flags, borderMode=cv2.BORDER_WRAP), np.uint8)
        for each in free:
            cv2.fillPoly(coverage, [np.rint(each * 16).astype(np.int32)], 0, cv2.LINE_AA, 4)
        if inside is not None:
            kept = np.zeros_like(coverage)
            cv2.fillPoly(kept, [np.rint(inside * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
            coverage = np.asarray(cv2.min(coverage, kept), np.uint8)
        return Pattern(coverage, (0.0, 0.0))

    def one(self, shapes: Sequence[Points], frame: Frame) -> Pattern:
        """Return `shapes` of one cell, its middle at `frame`: as they look in `field`."""
        size = max(3, round(self.pitches[0])), max(3, round(self.pitches[1]))
        lying = stamped(self._tile(shapes, size), frame.centre, frame.angle_deg)
        return Pattern(lying.coverage, lying.corner)

    def _tile(self, shapes: Sequence[Points], size: tuple[int, int]) -> Mask:
        """Return one cell drawn finely and made small; what leaves it at one side enters it at the other."""
        fine = FINE if max(size) < 160 else 1
        tile = np.zeros((size[1] * fine, size[0] * fine), np.uint8)
        room, pitches = np.array(size, np.float32) * fine, np.array(self.pitches, np.float32)
        for shape in shapes:
            own = (shape / pitches + 0.5) * room + (fine - 1) / 2
            over = own.min() < 0 or (own.max(axis=0) > room).any()
            for column, row in [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)] if over else [(0, 0)]:
                points = np.rint((own + room * (column, row)) * 16).astype(np.int32)
                cv2.fillPoly(tile, [points], 255, cv2.LINE_AA, 4)
                if fine > 1:
                    cv2.polylines(tile, [points], isClosed=True, color=255, thickness=2, lineType=cv2.LINE_AA, shift=4)
        return np.asarray(cv2.resize(tile, size, interpolation=cv2.INTER_AREA), np.uint8)


def laid(frame: Frame, contour: Points) -> Points:
    """Return `contour`, drawn about the origin, lying in `frame`."""
    return placed(contour, frame.centre, frame.angle_deg)


def in_sight(shape: Shape, size_px: int) -> bool:
    """Return whether the box about `shape` meets the canvas."""
    points, wide = hull(shape), shape.width_px / 2 if isinstance(shape, Stroke) else 0.0
    return bool((points.max(axis=0) > -wide).all() and (points.min(axis=0) < size_px + wide).all())


def staged(
    rng: Generator, family: str, size_px: int, ground: Finish, pieces: Sequence[Piece], moves: float = 1.0
) -> Scene:
    """Return the scene of those `pieces` that are in sight; components lie up to `moves` px elsewhere."""
    seen = tuple(piece for piece in pieces if in_sight(piece.shape, size_px))[:MOST]
    relief, bevel = float(rng.uniform(0.1, 0.9)), between(rng, 0.7, 3)
    return Scene(family, size_px, ground, seen, relief, bevel, moves=float(rng.uniform(0, moves)))
