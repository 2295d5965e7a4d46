"""Where a component lies: its own axes on the canvas, in which its pieces are drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from inspector.train.families.contours import box, oval, placed
from inspector.train.families.freeform import Centre, pick
from inspector.train.scene import Outline, Points, Stroke


@dataclass(frozen=True, slots=True)
class Frame:
    """A place on the canvas and the direction of its x axis, clockwise."""

    centre: Centre
    angle_deg: float = 0.0

    def at(self, x: float, y: float) -> Centre:
        """Return the point (x, y) of the frame on the canvas."""
        cosine, sine = math.cos(math.radians(self.angle_deg)), math.sin(math.radians(self.angle_deg))
        return self.centre[0] + cosine * x - sine * y, self.centre[1] + sine * x + cosine * y

    def frame(self, x: float, y: float, turn_deg: float = 0.0) -> "Frame":
        """Return a frame within this one."""
        return Frame(self.at(x, y), self.angle_deg + turn_deg)

    def points(self, own: Sequence[tuple[float, float]]) -> Points:
        """Return points of the frame on the canvas, float32 (n, 2)."""
        return placed(np.array([complex(x, y) for x, y in own]), self.centre, self.angle_deg)

    def box(self, middle: Centre, sides: tuple[float, float], round_px: float = 0.0) -> Outline:
        """Return a rectangle about `middle`."""
        return Outline((self.rectangle(middle, sides, round_px),))

    def rectangle(self, middle: Centre, sides: tuple[float, float], round_px: float = 0.0) -> Points:
        """Return the contour of a rectangle about `middle`."""
        return box(self.at(*middle), sides, self.angle_deg, round_px)

    def disc(self, middle: Centre, radius: float, corners: int = 32) -> Outline:
        """Return a disc, or a regular polygon, about `middle`."""
        return Outline((oval(self.at(*middle), (radius, radius), self.angle_deg + 180 / corners, corners),))

    def ring(self, middle: Centre, outer: float, inner: float) -> Outline:
        """Return the area between two circles about `middle`."""
        place = self.at(*middle)
        return Outline((oval(place, (outer, outer)), oval(place, (inner, inner))))

    def line(self, own: Sequence[tuple[float, float]], width_px: float) -> Stroke:
        """Return a line through points of the frame."""
        return Stroke(self.points(own), width_px)


def square_turn(rng: Generator, loose: float = 0.0) -> float:
    """Return a quarter turn, a little askew by `loose` degrees, now and then any direction."""
    if rng.random() < 0.08:
        return float(rng.uniform(0, 360))
    return float(pick(rng, (0, 0, 90, 180, 270)) + (rng.normal(0, loose) if loose else 0.0))


def settled(rng: Generator, size_px: int, extents: Sequence[float], crowd: float = 1.15) -> list[Centre | None]:
    """Return a place for each of round things of these radii, none over another, None where no room was left."""
    places: list[Centre | None] = []
    kept: list[tuple[float, float, float]] = []
    for radius in extents:
        found: Centre | None = None
        for x, y in rng.uniform(-0.3 * radius, size_px + 0.3 * radius, (6, 2)).tolist():
            if all(max(abs(x - a), abs(y - b)) > crowd * 0.85 * (radius + other) for a, b, other in kept):
                found = (x, y)
                kept.append((x, y, radius))
                break
        places.append(found)
    return places
