"""Recipes: how one product is aligned, how far it may deviate, and what the line does then. Pure."""

import json
import tomllib
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from inspector.errors import RecipeError

PART_ZONE = "part"

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Pixels = tuple[int, int, int, int]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AlignmentLimits(_Strict):
    """How a capture may lie against its golden; a capture outside any of these is refused.

    `model` is the family of warps; "auto" takes the smallest that explains what is seen. The envelope is measured at
    the golden's centre: `max_shift_share` is a share of the golden's longer side, `max_scale`, `max_shear` and
    `max_perspective` are shares (0.1 allows 0.9..1.1), `max_gain` bounds the light either way. The gates after
    alignment: zero-mean correlation of golden and capture freed of their light, median residual in golden px, share
    of the golden seen, share of agreeing tiles. `max_local_shift_px` bounds what a tile may stray by to agree, and
    what local shifts are taken out; more of it is left for the comparison to see. `on_refusal` says whether a
    refused part is REJECT or FAULT.
    """

    model: Literal["auto", "translation", "euclidean", "affine", "homography"] = "auto"
    max_shift_share: Share = 0.2
    max_rotation_deg: Annotated[float, Field(ge=0.0, le=180.0)] = 20.0
    max_scale: Share = 0.1
    max_shear: Share = 0.05
    max_perspective: Share = 0.05
    max_gain: Annotated[float, Field(ge=1.0, le=20.0)] = 4.0
    min_correlation: Share = 0.4
    max_residual_px: Annotated[float, Field(gt=0.0, le=10.0)] = 2.0
    min_overlap: Share = 0.6
    min_agreeing: Share = 0.2
    max_local_shift_px: Annotated[float, Field(ge=0.0, le=8.0)] = 3.0
    on_refusal: Literal["reject", "fault"] = "reject"


class Limits(_Strict):
    """How far a part may deviate.

    `deviation` is in units of the comparator's shipped limit: 1.0 keeps it, 1.5 tolerates half as much again.
    A defect counts from `min_area_px` golden pixels. Scores from `1 - recheck_band` up to 1 are RECHECK.
    """

    deviation: Annotated[float, Field(gt=0.0, le=100.0)] = 1.0
    min_area_px: Annotated[int, Field(ge=1)] = 12
    recheck_band: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0


class Zone(_Strict):
    """A named rectangle `[x0, y0, x1, y1]` in golden pixels, half-open, with limits of its own."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    box: Pixels
    limits: Limits

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        _check_box(self.box)
        return self


class Ignore(_Strict):
    """A rectangle `[x0, y0, x1, y1]` in golden pixels, half-open, that is not inspected, and why not."""

    box: Pixels
    why: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        _check_box(self.box)
        return self


class Recipe(_Strict):
    """Everything that is set for one product.

    The last zone that covers a pixel sets its limits; where none does, `limits` holds.
    No verdict within `deadline_ms` of the trigger is a FAULT.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    alignment: AlignmentLimits = AlignmentLimits()
    limits: Limits = Limits()
    zones: Annotated[tuple[Zone, ...], Field(max_length=200)] = ()
    ignore: tuple[Ignore, ...] = ()
    deadline_ms: Annotated[int, Field(ge=10, le=60_000)] = 2_000

    @model_validator(mode="after")
    def _zone_names_differ(self) -> Self:
        names = [zone.name for zone in self.zones]
        if PART_ZONE in names or len(set(names)) != len(names):
            raise ValueError(f"zone names must differ from each other and from {PART_ZONE!r}, got {names}")
        return self


def parse_recipe(text: str, name: str) -> Recipe:
    r"""Return the recipe written in the TOML `text`; `name` is for messages only.

    Raises
    ------
    RecipeError
        The text is no TOML, has an unknown key or a value outside its range. The station refuses it.

    Examples
    --------
    >>> parse_recipe("[limits]\nmin_area_px = 30", "demo").limits.min_area_px
    30
    """
    try:
        return Recipe.model_validate_json(json.dumps(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"read recipe {name}", f"no TOML: {error}", "mend the file") from error
    except ValidationError as error:
        raise RecipeError(f"use recipe {name}", explain(error), "mend the key named") from error


def explain(error: ValidationError) -> str:
    """Return the first fault pydantic found as `key = value: what is wrong`."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "the whole"
    value = "" if first["type"] == "missing" else f" = {first['input']!r}"
    if first["type"] == "extra_forbidden":
        return f"{key}: unknown key"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{key}{value}: {first['msg'].lower()}{more}"


def _check_box(box: Pixels) -> None:
    x0, y0, x1, y1 = box
    if not (0 <= x0 < x1 and 0 <= y0 < y1):
        raise ValueError(f"box {list(box)} must be [x0, y0, x1, y1] with 0 <= x0 < x1 and 0 <= y0 < y1")
