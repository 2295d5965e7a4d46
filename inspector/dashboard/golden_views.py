"""What the API answers of goldens: where a recipe has zones."""

from pydantic import BaseModel, ConfigDict

from inspector.dashboard.views import Box


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Ellipse(_View):
    """An ellipse in golden pixels, its first axis turned from x towards y."""

    cx: float
    cy: float
    rx: float
    ry: float
    angle_deg: float


class Corner(_View):
    """A corner of a polygon, in golden pixels."""

    x: float
    y: float


class Region(_View):
    """A place on the golden, in its pixels: an ellipse, a polygon, or where it is neither the rectangle `bounds`.

    `name` is that of a zone; of an ignored place it says why.
    """

    name: str
    bounds: Box
    ellipse: Ellipse | None
    polygon: list[Corner]


class Places(_View):
    """Where a recipe has limits of their own, and what is not inspected; of zones that overlap the last one holds.

    A part was judged by them where its recipe has the same hash.
    """

    recipe_sha256: str
    zones: list[Region]
    ignored: list[Region]
