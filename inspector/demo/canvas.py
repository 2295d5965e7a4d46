"""The canvas a board is painted on: colour, height and finish of its surface, at twice the golden's resolution.

Everything is given in golden coordinates, in px, sub-pixel. A canvas can be a window of the whole board, so that a
defect repaints only its neighbourhood.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.demo.noise import noise_field
from inspector.demo.shape import MARGIN_PX, SCALE, Mask, Shape, mask_of
from inspector.part import Box

WIDTH_PX = 1280
HEIGHT_PX = 960
CANVAS_SIZE = (SCALE * (HEIGHT_PX + 2 * MARGIN_PX), SCALE * (WIDTH_PX + 2 * MARGIN_PX))
_GRAIN_PX = 512


@dataclass(frozen=True, slots=True)
class Finish:
    """What a surface is made of.

    Parameters
    ----------
    colour
        BGR, 0..255, as a grey card's neighbour would photograph.
    metal
        0.0 paints or plastics, which scatter; 1.0 bare metal, which only mirrors.
    rough
        0.0 polished .. 1.0 dull.
    grain
        Height of the surface's own texture in canvas px, root mean square.
    """

    colour: tuple[int, int, int]
    metal: float = 0.0
    rough: float = 0.7
    grain: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The surface, or a window of it.

    Parameters
    ----------
    origin
        Canvas px (x, y) of this window inside the whole canvas.
    colour
        uint8 (h, w, 3) BGR.
    height
        float32 (h, w), canvas px above the solder mask.
    metal, rough
        uint8 (h, w), 0..255: the two shares of a `Finish`.
    """

    origin: tuple[int, int]
    colour: NDArray[np.uint8]
    height: NDArray[np.float32]
    metal: NDArray[np.uint8]
    rough: NDArray[np.uint8]

    @classmethod
    def blank(cls) -> Self:
        """Return the whole canvas, dull black."""
        shape = CANVAS_SIZE
        colour, height = np.zeros((*shape, 3), np.uint8), np.zeros(shape, np.float32)
        return cls((0, 0), colour, height, np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8))

    def copy(self) -> Self:
        """Return a canvas of its own with the same surface."""
        return replace(
            self,
            colour=self.colour.copy(),
            height=self.height.copy(),
            metal=self.metal.copy(),
            rough=self.rough.copy(),
        )

    def view(self, box: Box, pad_px: int = 0) -> Self:
        """Return the surface inside `box` (golden px) and `pad_px` canvas px around it; painting it paints this."""
        x0, y0, x1, y1 = canvas_box(box, pad_px)
        area = np.s_[y0:y1, x0:x1]
        return type(self)((x0, y0), self.colour[area], self.height[area], self.metal[area], self.rough[area])

    def window(self, box: Box, pad_px: int = 0) -> Self:
        """Return a copy of the surface inside `box` (golden px) and `pad_px` canvas px around it."""
        return self.view(box, pad_px).copy()

    def copy_from(self, other: "Canvas", box: Box) -> None:
        """Take over the surface of `other`, a window of the same place and size, inside `box`."""
        x0, y0, x1, y1 = canvas_box(box)
        left, top = self.origin
        area = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
        self.colour[area], self.height[area] = other.colour[area], other.height[area]
        self.metal[area], self.rough[area] = other.metal[area], other.rough[area]

    def flood(self, finish: Finish, height: float) -> None:
        """Cover everything with `finish` at `height`: the quick way for large plain areas."""
        self.colour[...] = np.array(finish.colour, np.uint8)
        self.metal[...], self.rough[...] = round(finish.metal * 255), round(finish.rough * 255)
        rows, columns = self.height.shape
        whole = Mask(np.empty(0, np.float32), 0, 0, columns, rows)
        self.height[...] = height + np.float32(finish.grain) * self._grain(whole)

    def paint(self, shape: Shape, finish: Finish, opacity: float = 1.0) -> None:
        """Cover `shape` with `finish`, leaving its height but for the grain."""
        mask = self._mask(shape)
        if mask is None:
            return
        alpha = mask.alpha * np.float32(opacity)
        _blend(self.colour[mask.area], finish.colour, alpha)
        _blend(self.metal[mask.area], round(finish.metal * 255), alpha)
        _blend(self.rough[mask.area], round(finish.rough * 255), alpha)
        if finish.grain:
            self.height[mask.area] += self._grain(mask) * (alpha * np.float32(finish.grain))

    def tint(self, shape: Shape, colour: tuple[int, int, int]) -> None:
        """Change only the colour inside `shape`."""
        mask = self._mask(shape)
        if mask is not None:
            _blend(self.colour[mask.area], colour, mask.alpha)

    def raise_to(self, shape: Shape, height: float, soft_px: float = 0.0) -> None:
        """Set the height inside `shape`, in canvas px, its edge rounded over `soft_px` canvas px."""
        mask = self._mask(shape, grow_px=int(2 * soft_px) + 1)
        if mask is None:
            return
        alpha = cv2.GaussianBlur(mask.alpha, (0, 0), soft_px) if soft_px else mask.alpha
        self.height[mask.area] += (height - self.height[mask.area]) * alpha

    def add_height(self, shape: Shape, height: float, soft_px: float = 0.0) -> None:
        """Add to the height inside `shape`, its edge rounded over `soft_px` canvas px."""
        mask = self._mask(shape, grow_px=int(2 * soft_px) + 1)
        if mask is None:
            return
        alpha = cv2.GaussianBlur(mask.alpha, (0, 0), soft_px) if soft_px else mask.alpha
        self.height[mask.area] += alpha * np.float32(height)

    def bulge(self, shape: Shape, height: float, reach_px: float) -> None:
        """Swell the surface inside `shape` like a drop: `height` canvas px, reached `reach_px` canvas px inside."""
        mask = self._mask(shape, grow_px=1)
        if mask is None:
            return
        inside = cv2.distanceTransform((mask.alpha > 0.5).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
        depth = np.clip(1.0 - inside / reach_px, 0.0, 1.0)
        self.height[mask.area] += cv2.GaussianBlur(height * np.sqrt(1.0 - depth * depth), (0, 0), 0.8)

    def _mask(self, shape: Shape, grow_px: int = 0) -> Mask | None:
        return mask_of(shape, self.origin, (self.height.shape[0], self.height.shape[1]), grow_px)

    def _grain(self, mask: Mask) -> NDArray[np.float32]:
        rows = np.arange(mask.y0 + self.origin[1], mask.y1 + self.origin[1]) % _GRAIN_PX
        columns = np.arange(mask.x0 + self.origin[0], mask.x1 + self.origin[0]) % _GRAIN_PX
        return _grain_field()[np.ix_(rows, columns)]


def canvas_box(box: Box, pad_px: int = 0) -> tuple[int, int, int, int]:
    """Return x0, y0, x1, y1 of `box` (golden px) in px of the whole canvas, `pad_px` canvas px larger, within it.

    It is rounded outwards to whole golden px.
    """
    x0, y0 = (SCALE * (int(np.floor(edge)) + MARGIN_PX) - pad_px for edge in (box.x0, box.y0))
    x1, y1 = (SCALE * (int(np.ceil(edge)) + MARGIN_PX) + pad_px for edge in (box.x1, box.y1))
    return max(x0, 0), max(y0, 0), min(x1, CANVAS_SIZE[1]), min(y1, CANVAS_SIZE[0])


def _blend(target: NDArray[np.uint8], value: tuple[int, ...] | int, alpha: NDArray[np.float32]) -> None:
    target[...] = cv2.blendLinear(target, np.full(target.shape, value, np.uint8), 1.0 - alpha, alpha)


@cache
def _grain_field() -> NDArray[np.float32]:
    return noise_field(4711, (_GRAIN_PX, _GRAIN_PX), 1.2)
