"""The demo line: any part of a seeded production, its picture and the truth about it."""

import re
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.demo import board
from inspector.demo.canvas import canvas_box
from inspector.demo.defects import DefectKind, Plan, plan_defect
from inspector.demo.photometry import Light, expose
from inspector.demo.placement import Placement, take_picture
from inspector.demo.shade import REACH_PX, shade
from inspector.demo.shape import MARGIN_PX, SCALE
from inspector.demo.stock import LOT_SIZE, Stock, polish_rails, sprinkle_dust, stock_of, turn_screws, write_label
from inspector.errors import InputError
from inspector.part import Box, read_only

DEFECTIVE_SHARE = 1 / 6
SMALLEST_AREA_PX = 56
"""Defects that change at least this many golden px, by `SMALLEST_CONTRAST` grey levels, are to be caught."""
SMALLEST_CONTRAST = 28.0
CHANGED_LEVELS = 12
"""A golden px counts as changed by a defect from this many grey levels on."""
_SHADOW_PX = 20  # canvas px around a defect that its shadow may reach
_SOURCE = re.compile(r"seed=(\d+) part=(\d+)")


@dataclass(frozen=True, slots=True)
class TrueDefect:
    """What is wrong with a part, measured on the rendering with and without it.

    Parameters
    ----------
    kind
        What went wrong.
    box
        All px it changes, in golden coordinates.
    area_px
        How many golden px it changes by at least `CHANGED_LEVELS`.
    contrast
        Mean change over those px, in grey levels of the channel that changes most.
    """

    kind: DefectKind
    box: Box
    area_px: int
    contrast: float

    @property
    def must_be_caught(self) -> bool:
        """Whether it is at least as large and as strong as the demo product's stated smallest defect."""
        return self.area_px >= SMALLEST_AREA_PX and self.contrast >= SMALLEST_CONTRAST


@dataclass(frozen=True, slots=True, eq=False)
class DemoPart:
    """One part: what the camera sees, uint8 (960, 1280, 3) BGR, and what is wrong with it; empty if nothing."""

    number: int
    image: NDArray[np.uint8]
    truth: tuple[TrueDefect, ...]
    placement: Placement


class DemoLine:
    """A seeded production of demo boards; part numbers start at 1, part 0 is the golden.

    Any part can be had at any time: it depends on seed and number alone.

    Parameters
    ----------
    seed
        Names the production; 0 or more.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    @property
    def seed(self) -> int:
        """Which production this is."""
        return self._seed

    def part(self, number: int) -> DemoPart:
        """Return part `number` as the camera sees it, with the truth about it."""
        stock = stock_of(number // LOT_SIZE)
        picture = stock.picture.copy()
        write_label(picture, stock, number)
        varies = self._rng(number, 1)
        turn_screws(picture, varies)
        polish_rails(picture, varies)
        truth = self._plant(picture, stock, number)
        sprinkle_dust(picture, varies)
        return self._shot(picture, number, truth)

    def image(self, number: int) -> NDArray[np.uint8]:
        """Return what the camera sees of part `number`, uint8 (960, 1280, 3) BGR."""
        return self.part(number).image

    def golden(self) -> NDArray[np.uint8]:
        """Return the golden: a good part in the middle of the nest under nominal light, with the sensor's noise."""
        picture = stock_of(0).picture.copy()
        write_label(picture, stock_of(0), 0)
        return read_only(expose(take_picture(picture, Placement()), Light(), self._rng(0, 3)))

    def truth(self, number: int) -> tuple[TrueDefect, ...]:
        """Return what is wrong with part `number`; quicker than the whole part."""
        stock = stock_of(number // LOT_SIZE)
        return self._plant(stock.picture.copy(), stock, number)

    def _shot(self, picture: NDArray[np.uint8], number: int, truth: tuple[TrueDefect, ...]) -> DemoPart:
        rng = self._rng(number, 3)
        placement = Placement.random(rng)
        image = expose(take_picture(picture, placement), Light.of_part(number, rng), rng)
        return DemoPart(number, read_only(image), truth, placement)

    def _plant(self, picture: NDArray[np.uint8], stock: Stock, number: int) -> tuple[TrueDefect, ...]:
        rng = self._rng(number, 2)
        if rng.random() >= DEFECTIVE_SHARE:
            return ()
        kinds = tuple(DefectKind)
        while True:
            kind = kinds[int(rng.integers(len(kinds)))]
            defect = plant(picture, stock, plan_defect(kind, rng))
            if defect is not None:
                return (defect,)

    def _rng(self, number: int, stream: int) -> np.random.Generator:
        return np.random.default_rng((self._seed, number, stream))


def plant(picture: NDArray[np.uint8], stock: Stock, plan: Plan) -> TrueDefect | None:
    """Paint a planned defect into `picture` and return what it changed.

    None, and nothing is painted, if it cannot be seen or touches what differs from one good part to the next.
    """
    if touches_variable_field(plan.box):
        return None
    window, bare = stock.full.window(plan.box, REACH_PX), stock.bare.window(plan.box, REACH_PX)
    plan.paint(window, bare)
    x0, y0, x1, y1 = canvas_box(plan.box, _SHADOW_PX)
    left, top = window.origin
    patch = shade(window)[y0 - top : y1 - top, x0 - left : x1 - left]
    defect = _measure(plan.kind, stock.picture[y0:y1, x0:x1], patch, (x0, y0))
    if defect is not None:
        changed = (patch != stock.picture[y0:y1, x0:x1]).any(axis=2)
        picture[y0:y1, x0:x1][changed] = patch[changed]
    return defect


def touches_variable_field(box: Box) -> bool:
    """Return whether `box` touches what differs from one good part to the next: nothing can be told there."""
    return any(box.x0 < v.x1 and v.x0 < box.x1 and box.y0 < v.y1 and v.y0 < box.y1 for v in board.VARIABLE_FIELDS)


def golden_image(seed: int) -> NDArray[np.uint8]:
    """Return the golden of a seeded production, uint8 (960, 1280, 3) BGR."""
    return DemoLine(seed).golden()


def truth_of(source: str) -> tuple[TrueDefect, ...]:
    """Return what is wrong with the part that a simulated camera's `source` names.

    Raises
    ------
    InputError
        The source names no part of a demo line.
    """
    found = _SOURCE.search(source)
    if found is None:
        raise InputError(f"tell the truth about {source!r}", "it names no seed and part", "ask for a simulated part")
    return _line_of(int(found[1])).truth(int(found[2]))


@lru_cache(maxsize=4)
def _line_of(seed: int) -> DemoLine:
    return DemoLine(seed)


def _measure(
    kind: DefectKind, clean: NDArray[np.uint8], patch: NDArray[np.uint8], corner: tuple[int, int]
) -> TrueDefect | None:
    # Corners lie on even canvas px, so that two by two of them are one golden px.
    size = (patch.shape[1] // SCALE, patch.shape[0] // SCALE)
    small = [cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in (clean, patch)]
    change = cv2.absdiff(small[0], small[1]).max(axis=2)
    rows, columns = np.nonzero(change >= CHANGED_LEVELS)
    if not rows.size:
        return None
    left, top = corner[0] / SCALE - MARGIN_PX, corner[1] / SCALE - MARGIN_PX
    x0, y0, x1, y1 = (float(edge) for edge in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
    box = Box(left + x0, top + y0, left + x1, top + y1)
    return TrueDefect(kind, box, int(rows.size), float(change[rows, columns].mean()))
