"""Shapes in golden pixels, as a recipe gives them: box, ellipse or polygon. Pure.

Pixel (x, y) covers x..x + 1 and y..y + 1, x to the right and y down; it belongs to a shape that holds its middle. What
must be true of a shape whatever the golden is checked here, what depends on the golden's size in `zones.py`.
"""

import math
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

KINDS: Final = ("box", "ellipse", "polygon")
FAR_PX: Final = 100_000.0

Coordinate = Annotated[float, Field(ge=0.0, le=FAR_PX)]
Radius = Annotated[float, Field(gt=0.0, le=FAR_PX)]
Point = tuple[Coordinate, Coordinate]
Pixels = tuple[int, int, int, int]
Bounds = tuple[float, float, float, float]


class Strict(BaseModel):
    """A part of a recipe: an unknown key or a value of another kind is refused, and nothing changes it later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Ellipse(Strict):
    """An ellipse in golden pixels; with equal radii a circle."""

    cx: Coordinate = Field(description="its middle, px from the golden's left edge")
    cy: Coordinate = Field(description="its middle, px from the golden's upper edge")
    rx: Radius = Field(description="radius along its first axis, px")
    ry: Radius = Field(description="radius along its second axis, px")
    angle_deg: Annotated[float, Field(ge=-180.0, le=180.0)] = Field(
        0.0, description="by how much its first axis is turned from x towards y, clockwise as seen, degrees"
    )


def _checked_box(box: Pixels) -> Pixels:
    x0, y0, x1, y1 = box
    if not (0 <= x0 < x1 and 0 <= y0 < y1):
        raise ValueError("a box must be [x0, y0, x1, y1] with 0 <= x0 < x1 and 0 <= y0 < y1")
    return box


def _checked_polygon(points: tuple[Point, ...]) -> tuple[Point, ...]:
    following = (*points[1:], points[0])
    twice_area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, following, strict=True))
    if twice_area == 0.0:
        raise ValueError("a polygon must enclose something, its corners in order around it")
    return points


class Region(Strict):
    """A place on the golden, given as exactly one of `box`, `ellipse` and `polygon`."""

    box: Annotated[Pixels, AfterValidator(_checked_box)] | None = Field(
        None, description="rectangle `[x0, y0, x1, y1]` in golden px, x1 and y1 not included"
    )
    ellipse: Ellipse | None = Field(None, description="`{ cx, cy, rx, ry, angle_deg }` in golden px")
    polygon: (
        Annotated[tuple[Point, ...], Field(min_length=3, max_length=500), AfterValidator(_checked_polygon)] | None
    ) = Field(
        None,
        description="3 to 500 corners `[[x, y], ...]` in golden px, in order around it",
    )

    @model_validator(mode="after")
    def _has_one_shape(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(KINDS)}, got {' and '.join(given) or 'none'}")
        return self

    def bounds(self) -> Bounds:
        """Return `x0, y0, x1, y1` in golden px between which the shape lies."""
        if self.ellipse:
            return _ellipse_bounds(self.ellipse)
        if self.polygon:
            columns, rows = zip(*self.polygon, strict=True)
            return min(columns), min(rows), max(columns), max(rows)
        x0, y0, x1, y1 = self.box or (0, 0, 0, 0)
        return float(x0), float(y0), float(x1), float(y1)

    def named(self) -> str:
        """Return the shape as a message calls it, as in ``"box [0, 0, 10, 20]"``."""
        if self.box:
            return f"box {list(self.box)}"
        x0, y0, x1, y1 = self.bounds()
        return f"{'ellipse' if self.ellipse else 'polygon'} from ({x0:g}, {y0:g}) to ({x1:g}, {y1:g})"


def _ellipse_bounds(ellipse: Ellipse) -> Bounds:
    turn = math.radians(ellipse.angle_deg)
    half_width = math.hypot(ellipse.rx * math.cos(turn), ellipse.ry * math.sin(turn))
    half_height = math.hypot(ellipse.rx * math.sin(turn), ellipse.ry * math.cos(turn))
    return (
        ellipse.cx - half_width,
        ellipse.cy - half_height,
        ellipse.cx + half_width,
        ellipse.cy + half_height,
    )
