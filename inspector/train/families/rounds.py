"""Round bodies: cylinders from the side, shaded across, and domes from above, with a dark rim and a gleam."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from inspector.train.families.frames import Frame
from inspector.train.families.freeform import Centre
from inspector.train.families.grids import DARK, WHITE
from inspector.train.families.lettering import stamped
from inspector.train.families.shades import glow
from inspector.train.scene import Finish, Outline, Piece, Stamp

GLEAM_AT: Final = -0.35


def barrel(
    frame: Frame, sides: tuple[float, float], surface: Finish, group: int, round_px: float = 0.0, gleam: float = 0.3
) -> list[Piece]:
    """Return a cylinder along x of `frame`, `sides` long and thick, its ends rounded by `round_px`."""
    body = Piece(frame.box((0, 0), sides, round_px), surface, min(4.0, 0.1 * sides[1]), group=group)
    inner = max(2.0, sides[0] - round_px), 0.98 * sides[1]
    return [body, *shaded(frame, inner, group, gleam)]


def shaded(frame: Frame, sides: tuple[float, float], group: int, gleam: float = 0.3) -> list[Piece]:
    """Return the darker edges and the streak of light of a cylinder along x of `frame`."""
    across = np.linspace(-1, 1, max(3, round(sides[1])), dtype=np.float32)
    long = max(2, round(sides[0]))
    pieces = [Piece(_bands(255 * np.abs(across) ** 3, long, frame), DARK, 0.0, 0.65, group=group)]
    streak = 255 * np.exp(-(((across - GLEAM_AT) / 0.2) ** 2))
    return [*pieces, Piece(_bands(streak, long, frame), WHITE, 0.0, gleam, group=group)]


def dome(frame: Frame, radius: float, surface: Finish, group: int, gleam: float = 0.6) -> list[Piece]:
    """Return a dome from above: body, a darker rim, the lamp mirrored off its middle."""
    at = frame.at(0.3 * GLEAM_AT * radius, GLEAM_AT * radius)
    light = glow(at, (0.35 * radius, 0.28 * radius), 1.5)
    return [
        Piece(frame.disc((0, 0), radius), surface, min(4.0, 0.15 * radius), group=group),
        Piece(frame.ring((0, 0), radius, 0.82 * radius), DARK, 0.0, 0.25, group=group),
        Piece(light, WHITE, 0.0, gleam, group=group),
    ]


def strip(frame: Frame, corners: Sequence[Centre], surface: Finish, high: float, group: int) -> Piece:
    """Return a flat piece of sheet with these corners in `frame`."""
    return Piece(Outline((frame.points(corners),)), surface, high, group=group)


def _bands(levels: np.ndarray[tuple[int, ...], np.dtype[np.float32]], long: int, frame: Frame) -> Stamp:
    """Return coverage of `levels` across, the same along x of `frame`."""
    return stamped(np.repeat(levels.astype(np.uint8)[:, None], long, axis=1), frame.centre, frame.angle_deg)
