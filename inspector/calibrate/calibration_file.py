"""`calibration.json`: what limits were promised, from which scores, made with what; refused beside anything else."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from inspector.calibrate.conformal import Bound
from inspector.calibrate.drift import RUN_PARTS, WEIGHT, Normal, Watch
from inspector.calibrate.intervals import Interval
from inspector.calibrate.limits import JOINT, Calibrated
from inspector.calibrate.reading import FIGURES
from inspector.errors import RecipeError
from inspector.golden.golden import Golden
from inspector.golden.recipe import explain

Share = Annotated[float, Field(gt=0.0, lt=1.0)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ZoneLimit(_Strict):
    """The limit that was set for one zone; `part` is what no zone covers."""

    zone: str
    deviation: Annotated[float, Field(gt=0.0, le=100.0)]


class RefusedPart(_Strict):
    """A good part that no limit passes, and why."""

    name: str
    why: str


class MadeWith(_Strict):
    """What the parts were judged with; `recipe_sha256` is of the recipe before its limits were set.

    `goods_sha256` are of the good parts that were taught beside the golden, `variation_sha256` is of what they vary by.
    """

    golden_sha256: Sha256
    goods_sha256: tuple[Sha256, ...] = ()
    variation_sha256: Sha256 | Literal[""] = ""
    recipe_sha256: Sha256
    comparator: str
    model_sha256: Sha256
    runtime: str
    device: str
    package_version: str


class BadParts(_Strict):
    """Known bad parts at the new limits: `escaped` were passed; the true share of escapes is up to `at_most`."""

    parts: Annotated[int, Field(ge=1)]
    escaped: tuple[str, ...]
    at_most: Annotated[float, Field(ge=0.0, le=1.0)]
    confidence: Share
    method: str

    @classmethod
    def of(cls, parts: int, escaped: Sequence[str], bound: Interval) -> Self:
        """Return what is kept of bad parts."""
        return cls(
            parts=parts,
            escaped=tuple(escaped),
            at_most=bound.high,
            confidence=bound.confidence,
            method=bound.method,
        )


class DriftFigure(_Strict):
    """A `Normal`, as `drift` explains it."""

    name: Literal["brightness", "focus", "correlation", "score"]
    centre: Finite
    spread: Annotated[float, Field(gt=0.0)]
    mean: Finite
    control: Annotated[float, Field(gt=0.0)]


class DriftNormals(_Strict):
    """How pictures and scores were; the watch over them."""

    run_parts: float = float(RUN_PARTS)
    weight: float = WEIGHT
    figures: Annotated[tuple[DriftFigure, ...], Field(min_length=len(FIGURES), max_length=len(FIGURES))]

    @classmethod
    def of(cls, normals: Sequence[Normal]) -> Self:
        """Return what is kept of the normals."""
        return cls(figures=tuple(DriftFigure.model_validate(asdict(normal)) for normal in normals))

    def watch(self) -> Watch:
        """Return a watch that has seen no part yet."""
        return Watch(tuple(Normal(**figure.model_dump()) for figure in self.figures))


class CalibrationFile(_Strict):
    """The whole file.

    Parameters
    ----------
    product
        Whose limits they are.
    recipe_sha256
        Of the recipe that holds these limits: the file says nothing of any other.
    max_overkill, confidence, method, zones, sentence
        The promise; `zones` says how it covers several of them. `confidence` is null for one on average.
    good_parts, above
        How many it rests on, and how many of them lie above the limits, refused ones included.
    proportions, proportion_parts
        Whether the limits' proportions are the recipe's or were learnt, and from how many further parts.
    limits
        Of each zone.
    scores
        Of the compared good parts, sorted: each part's worst zone in units of its limit; up to 1.0 passes.
    refused
        Good parts that no limit passes; they count as rejected.
    goods_sha256
        Over the sorted SHA-256 of all good pictures: the same parts are the same here.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    product: str
    recipe_sha256: Sha256
    made_with: MadeWith
    max_overkill: Share
    confidence: Share | None
    method: Bound
    zones: str = JOINT
    sentence: str
    good_parts: Annotated[int, Field(ge=1)]
    above: Annotated[int, Field(ge=0)]
    proportions: Literal["of the recipe", "learnt"]
    proportion_parts: Annotated[int, Field(ge=0)]
    limits: Annotated[tuple[ZoneLimit, ...], Field(min_length=1)]
    scores: tuple[Annotated[float, Field(ge=0.0, allow_inf_nan=False)], ...]
    refused: tuple[RefusedPart, ...]
    goods_sha256: Sha256
    drift: DriftNormals | None
    bad: BadParts | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if list(self.scores) != sorted(self.scores):
            raise ValueError("scores must be sorted")
        if len(self.scores) + len(self.refused) != self.good_parts:
            raise ValueError(f"{len(self.scores)} scores and {len(self.refused)} refused are not {self.good_parts}")
        above = sum(score > 1.0 for score in self.scores) + len(self.refused)
        if above != self.above:
            raise ValueError(f"{above} good parts are above the limit, above says {self.above}")
        if (self.confidence is None) != (self.method is Bound.MARGINAL):
            raise ValueError(f"confidence {self.confidence} does not go with {self.method}")
        return self


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a calibration comes from, beside its scores: see `CalibrationFile`."""

    product: str
    recipe_sha256: str
    zone_names: tuple[str, ...]
    proportion_parts: int
    goods_sha256: str
    made_with: MadeWith


def calibration_file(
    found: Calibrated, origin: Origin, normals: Sequence[Normal] | None, bad: BadParts | None
) -> CalibrationFile:
    """Return what is kept of a calibration."""
    compared = sorted(part.factor / found.factor for part in found.scores if not part.why)
    return CalibrationFile(
        product=origin.product,
        recipe_sha256=origin.recipe_sha256,
        made_with=origin.made_with,
        max_overkill=found.promise.max_overkill,
        confidence=found.promise.confidence,
        method=found.promise.bound,
        sentence=found.sentence,
        good_parts=len(found.scores),
        above=found.above,
        proportions="learnt" if origin.proportion_parts else "of the recipe",
        proportion_parts=origin.proportion_parts,
        limits=tuple(
            ZoneLimit(zone=zone, deviation=deviation)
            for zone, deviation in zip(origin.zone_names, found.limits, strict=True)
        ),
        scores=tuple(compared),
        refused=tuple(RefusedPart(name=part.name, why=part.why) for part in found.scores if part.why),
        goods_sha256=origin.goods_sha256,
        drift=DriftNormals.of(normals) if normals else None,
        bad=bad,
    )


def write_calibration(calibration: CalibrationFile) -> bytes:
    """Return the bytes of `calibration.json`; the same value gives the same bytes."""
    return calibration.model_dump_json(by_alias=True, indent=1).encode() + b"\n"


def parse_calibration(data: bytes, name: str) -> CalibrationFile:
    """Return the calibration in `data`, for whatever it holds; `name` is for messages only.

    Raises
    ------
    RecipeError
        The bytes are no such file.
    """
    try:
        return CalibrationFile.model_validate_json(data)
    except ValidationError as error:
        raise RecipeError(f"use the calibration of {name}", explain(error), "calibrate again") from error


def read_calibration(data: bytes, golden: Golden, model_sha256: str) -> CalibrationFile:
    """Return the calibration of `golden`, which is compared by the model of `model_sha256`.

    Raises
    ------
    RecipeError
        The bytes are no such file, or it was made with another golden, recipe or model: its promise does not hold
        here. Nothing may be promised in its place.
    """
    name = f"{golden.product} {golden.revision}"
    calibration = parse_calibration(data, name)
    made_with = calibration.made_with
    for what, made, here in (
        ("golden", made_with.golden_sha256, golden.golden_sha256),
        ("taught good parts", " ".join(made_with.goods_sha256), " ".join(golden.goods_sha256)),
        ("variation", made_with.variation_sha256, golden.variation_sha256),
        ("recipe", calibration.recipe_sha256, golden.recipe_sha256),
        ("model", made_with.model_sha256, model_sha256),
    ):
        if made != here:
            raise RecipeError(
                f"use the calibration of {name}",
                f"it holds for {what} {made[:12] or 'none'}, here is {here[:12] or 'none'}",
                "calibrate again: inspector calibrate",
            )
    return calibration
