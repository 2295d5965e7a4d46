"""Recipes: how one product is aligned, how far it may deviate, and what the line does then. Pure."""

import json
import tomllib
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from inspector.errors import RecipeError
from inspector.golden.ranges import allowed, known_keys
from inspector.golden.shapes import Region, Strict

PART_ZONE = "part"

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Factor = Annotated[float, Field(gt=0.0, le=100.0)]


class AlignmentLimits(Strict):
    """How a capture may lie against its golden; a capture outside any of these is refused.

    The envelope is measured at the golden's centre, the gates after alignment.
    """

    model: Literal["auto", "translation", "euclidean", "affine", "homography"] = Field(
        "auto", description="family of warps; `auto` takes the smallest that explains what is seen"
    )
    max_shift_share: Share = Field(0.2, description="largest shift, share of the golden's longer side")
    max_rotation_deg: Annotated[float, Field(ge=0.0, le=180.0)] = Field(
        20.0, description="largest turn either way, degrees"
    )
    max_scale: Share = Field(0.1, description="largest difference in scale: 0.1 allows 0.9 to 1.1")
    max_shear: Share = Field(0.05, description="largest shear, share")
    max_perspective: Share = Field(0.05, description="largest change of scale across the golden, share")
    max_gain: Annotated[float, Field(ge=1.0, le=20.0)] = Field(
        4.0, description="how many times brighter or darker the light may be"
    )
    min_correlation: Share = Field(
        0.4, description="least zero-mean correlation of golden and aligned capture freed of their light"
    )
    max_residual_px: Annotated[float, Field(gt=0.0, le=10.0)] = Field(
        2.0, description="largest median displacement that is left, golden px"
    )
    min_overlap: Share = Field(0.6, description="least share of the golden that the capture shows")
    min_agreeing: Share = Field(0.2, description="least share of the golden's tiles in sight that agree with the warp")
    max_local_shift_px: Annotated[float, Field(ge=0.0, le=8.0)] = Field(
        3.0,
        description="by how much a tile may stray to agree, and what local shift is taken out, golden px; more is left "
        "for the comparison to see",
    )
    on_refusal: Literal["reject", "fault"] = Field(
        "reject", description="what a part is that cannot be aligned: REJECT, or FAULT (not inspected)"
    )


class EdgeTolerance(Strict):
    """A wider limit along strong edges of the golden, where a misfit of a part of a pixel already shows."""

    factor: Annotated[float, Field(ge=1.0, le=10.0)] = Field(
        1.0, description="by how much the limit is wider there; 1 switches it off"
    )
    width_px: Annotated[int, Field(ge=0, le=20)] = Field(2, description="how far from the edge, golden px")
    step_levels: Annotated[int, Field(ge=1, le=255)] = Field(
        40, description="from which step the golden's edge is strong, grey levels over two px"
    )


class Limits(Strict):
    """How far a place may deviate, and what of it is a defect; a key not given has its default, in a zone too."""

    deviation: Factor = Field(
        1.0,
        description="the limit, in units of the comparator's shipped limit: 1 keeps it, 1.5 tolerates half as much "
        "again",
    )
    brighter: Factor = Field(1.0, description="the limit where the part is brighter than the golden, times so much")
    darker: Factor = Field(1.0, description="the same where it is darker; where neither is clear the stricter holds")
    edge_tolerance: EdgeTolerance = EdgeTolerance()
    grow_to: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        1.0,
        description="hysteresis: a blob starts at the limit and grows over places beside it from this share of it on",
    )
    min_width_px: Annotated[int, Field(ge=1, le=64)] = Field(
        1, description="what is narrower is taken off before all else, golden px; 1 keeps every line"
    )
    merge_px: Annotated[int, Field(ge=0, le=64)] = Field(
        8, description="blobs with at most so many golden px between them are one"
    )
    min_area_px: Annotated[int, Field(ge=1)] = Field(12, description="a blob is a defect from this area, golden px")
    min_length_px: Annotated[int, Field(ge=1)] = Field(
        1, description="and from this length between its farthest ends, golden px"
    )
    max_count: Annotated[int, Field(ge=0, le=10_000)] = Field(
        0,
        description="so many defects of the smallest area are allowed together; a larger one counts as often as the "
        "smallest area goes into it",
    )
    recheck_band: Annotated[float, Field(ge=0.0, lt=1.0)] = Field(
        0.0, description="RECHECK: a part that would be rejected if the limit were smaller by this share"
    )
    min_seen: Share = Field(
        0.5, description="least share of the place that the capture must show, or the part is FAULT: not inspected"
    )


class Zone(Region):
    """A named place on the golden with limits of its own; of zones that overlap the last one holds."""

    name: Annotated[str, Field(min_length=1, max_length=40)] = Field(
        description="how messages and pages call it, at most 40 characters, each zone another"
    )
    limits: Limits = Field(description="as `limits` of the whole part; `{}` takes the defaults, not the part's")


class Ignore(Region):
    """A place on the golden that is not inspected."""

    why: Annotated[str, Field(min_length=1)] = Field(description="why not, for those who come after")


class RequiredComparator(Strict):
    """Which comparator the limits were set with; nothing is required unless given."""

    model_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = Field(
        None, description="hash of the comparator, 64 digits, as every record names it"
    )
    device: Annotated[str, Field(min_length=1, max_length=60)] | None = Field(
        None, description="where it runs, or the beginning of it, as every record names it: `CPU`, `GPU`"
    )
    otherwise: Literal["refuse", "warn"] = Field(
        "refuse", description="with another: the recipe is not used, or it is with a warning in the status"
    )


class Recipe(Strict):
    """Everything that is set for one product."""

    schema_version: Annotated[Literal[1, 2], Field(alias="schema")] = Field(
        2, description="how the file is written; all that 1 has means the same in 2"
    )
    deadline_ms: Annotated[int, Field(ge=10, le=60_000)] = Field(
        2_000, description="no verdict within so many ms of the trigger is a FAULT"
    )
    alignment: AlignmentLimits = AlignmentLimits()
    comparator: RequiredComparator = RequiredComparator()
    limits: Limits = Field(Limits(), description="where no zone covers the golden")
    zones: Annotated[tuple[Zone, ...], Field(max_length=200)] = ()
    ignore: tuple[Ignore, ...] = ()
    max_ignored_share: Annotated[float, Field(ge=0.0, le=0.95)] = Field(
        0.5, description="largest share of the golden that may be ignored altogether; a recipe with more is refused"
    )

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
        return Recipe.model_validate_json(as_json(text))
    except ValidationError as error:
        raise RecipeError(f"use recipe {name}", explain(error, Recipe), "mend the key named") from error
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"read recipe {name}", f"no TOML: {error}", "mend the file") from error


def recipe_text(data: bytes, name: str) -> str:
    """Return the text in the bytes of a recipe file; `name` is for messages only.

    Raises
    ------
    RecipeError
        They are not UTF-8: zones would get other names than those written.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecipeError(f"read recipe {name}", f"its byte {error.start} is no UTF-8", "save it as UTF-8") from error


def as_json(toml: str) -> str:
    """Return the text `toml` as JSON; a date or time, which JSON has not, is a table: the key that holds it is refused.

    Raises
    ------
    ValueError, RecursionError
        It is no TOML, or holds a number or lists without end.
    """
    return json.dumps(tomllib.loads(toml), default=lambda moment: {"date": str(moment)})


def check_comparator(recipe: Recipe, model_sha256: str, device: str, name: str) -> str:
    """Return "" where the recipe takes the comparator, the line of its warning where it takes it under protest.

    Parameters
    ----------
    model_sha256, device
        What compares, and where it was found to execute.
    name
        Of the golden, for messages.

    Raises
    ------
    RecipeError
        The recipe demands another. The station refuses it.
    """
    required = recipe.comparator
    if required.model_sha256 not in (None, model_sha256):
        found = f"the comparator is {model_sha256[:12]}, its recipe demands {(required.model_sha256 or '')[:12]}"
    elif not device.startswith(required.device or ""):
        found = f"the comparator runs on {device}, its recipe demands {required.device}"
    else:
        return ""
    if required.otherwise == "refuse":
        raise RecipeError(f"use golden {name}", found, "calibrate the recipe anew, or put back what it demands")
    return f"golden {name}: {found}"


def explain(error: ValidationError, model: type[BaseModel] | None = None) -> str:
    """Return the first fault pydantic found as `key = value: what is wrong`, and what `model` allows there."""
    first = error.errors()[0]
    place = first["loc"]
    key = ".".join(str(part) for part in place) or "the whole"
    has_value = first["type"] != "missing" and not isinstance(first["input"], dict)
    value = f" = {first['input']!r}" if has_value else ""
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if first["type"] == "extra_forbidden":
        # What stands under a mistyped key of other files may be a password.
        known = ", ".join(known_keys(model, place[:-1])) if model else ""
        return f"{key}{value}: unknown key, known here are {known}{more}" if known else f"{key}: unknown key"
    may_be = allowed(model, place) if model and place else ""
    wrong = first["msg"].removeprefix("Value error, ").lower()
    return f"{key}{value}: {wrong}{f', allowed is {may_be}' if may_be else ''}{more}"
