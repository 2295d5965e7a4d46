"""How a station sees a part where no lamp from above shows it: through it, at its edges, by its colours, by its glow.

Each set-up makes another picture of the same drawn layers, so every kind of part is seen in every one of them.
"""

from dataclasses import dataclass
from typing import Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.train.scene import Layers

Field = NDArray[np.float32]
TYPICAL_PX: Final = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class LitPart:
    """What set-ups make their pictures of.

    Parameters
    ----------
    layers
        The part as drawn.
    slopes
        Of its surface, along x and y, float32 (size, size) each.
    under_lamp
        What a camera sees under a lamp from above, float32 (size, size, 3).
    """

    layers: Layers
    slopes: tuple[Field, Field]
    under_lamp: Field


class SetUp(Protocol):
    """Light and sensor of a station."""

    def picture(self, part: LitPart) -> Field:
        """Return what the station sees of `part`, float32 (size, size, 3), about 0..1."""


@dataclass(frozen=True, slots=True)
class Through:
    """Light from behind, or rays: what lies over one another adds up, holes are bright.

    Parameters
    ----------
    absorbs
        How much 3 px of matter take away: little as of film and light metal under rays, much as of a silhouette.
    coloured
        Whether what is dark takes away more, in its colour, as film and glass do.
    ambient
        Share of what a lamp adds, 0..1.
    inverted
        Whether matter is bright, as rays are often shown.
    """

    absorbs: float
    coloured: bool
    ambient: float
    inverted: bool

    def picture(self, part: LitPart) -> Field:
        """See `SetUp`."""
        depth = np.maximum(part.layers.depth_px, 0)[:, :, None] * np.float32(-self.absorbs / TYPICAL_PX)
        passed = np.exp(depth * (np.float32(1.25) - part.layers.albedo) if self.coloured else depth)
        if not self.coloured:
            passed = np.repeat(passed, 3, axis=2)
        shown = 1 - passed if self.inverted else passed
        return _mixed(shown, part.under_lamp, self.ambient)


@dataclass(frozen=True, slots=True)
class LowAngle:
    """Light that grazes the part: edges, scratches and rough places are bright on dark.

    Parameters
    ----------
    edges, scatter
        How bright slopes of the surface and changes of its colour are.
    ambient
        Share of what a lamp adds, 0..1.
    """

    edges: float
    scatter: float
    ambient: float

    def picture(self, part: LitPart) -> Field:
        """See `SetUp`."""
        grey = grey_of(part.layers.albedo)
        rough = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
        steep = np.minimum(cv2.magnitude(*part.slopes), 1.5)
        glint = (np.float32(self.edges) * steep + np.float32(self.scatter) * rough)[:, :, None]
        return _mixed(glint * (np.float32(0.4) + np.float32(0.6) * part.layers.albedo), part.under_lamp, self.ambient)


@dataclass(frozen=True, slots=True)
class Coaxial:
    """Light along the camera's axis: what lies flat is bright, all slopes are dark; `width` of the lamp in slopes."""

    width: float

    def picture(self, part: LitPart) -> Field:
        """See `SetUp`."""
        steep = part.slopes[0] * part.slopes[0] + part.slopes[1] * part.slopes[1]
        back = np.exp(steep * np.float32(-0.5 / self.width**2))[:, :, None]
        bright = part.layers.albedo + np.float32(0.5) * part.layers.gloss[:, :, None]
        return np.asarray(bright * (np.float32(0.15) + np.float32(0.85) * back), np.float32)


@dataclass(frozen=True, slots=True)
class ThreeLamps:
    """A red, a green and a blue lamp from three sides: slopes have colours, as in the inspection of solder.

    Parameters
    ----------
    relief
        How strongly slopes are coloured.
    turn
        Where the first lamp stands, in turns.
    """

    relief: float
    turn: float

    def picture(self, part: LitPart) -> Field:
        """See `SetUp`."""
        grey, angles = grey_of(part.under_lamp), 2 * np.pi * (self.turn + np.arange(3) / 3)
        lamps = ((np.float32(np.cos(each)), np.float32(np.sin(each))) for each in angles.tolist())
        shades = [np.clip(1 - self.relief * (part.slopes[0] * x + part.slopes[1] * y), 0.05, 2.0) for x, y in lamps]
        return np.asarray(cv2.merge([grey * each.astype(np.float32) for each in shades]), np.float32)


@dataclass(frozen=True, slots=True)
class Glow:
    """What glows under ultraviolet light, in one colour on the dark; its halo reaches around.

    Parameters
    ----------
    channel, from_level
        What is brighter than `from_level` in channel 0, 1 or 2 glows.
    tint
        BGR of the glow.
    halo
        Share of the glow that is spread, 0..1.
    ambient
        Share of what a lamp adds, 0..1.
    """

    channel: int
    from_level: float
    tint: tuple[float, float, float]
    halo: float
    ambient: float

    def picture(self, part: LitPart) -> Field:
        """See `SetUp`."""
        glow = np.maximum(part.layers.albedo[:, :, self.channel] - np.float32(self.from_level), 0)
        glow /= np.float32(1 - self.from_level)
        spread = cv2.GaussianBlur(glow, (0, 0), 5.0)
        shown = (1 - self.halo) * glow + self.halo * spread
        return _mixed(
            np.asarray(shown, np.float32)[:, :, None] * np.array(self.tint, np.float32), part.under_lamp, self.ambient
        )


def grey_of(picture: Field) -> Field:
    """Return the mean of the channels of `picture`, float32 (size, size)."""
    return np.asarray(cv2.transform(picture, np.full((1, 3), 1 / 3, np.float32)), np.float32)


def _mixed(shown: Field, under_lamp: Field, ambient: float) -> Field:
    return np.asarray(np.float32(1 - ambient) * shown + np.float32(ambient) * under_lamp, np.float32)
