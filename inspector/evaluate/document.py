"""An evaluation as one JSON document that other programs read; what cannot be had says why and has no value."""

from collections.abc import Mapping
from typing import Final, Literal, Self

from pydantic import BaseModel

from inspector.evaluate.case import Case
from inspector.evaluate.intervals import Figure, Missing, Rate, Undefined
from inspector.evaluate.labels import Label
from inspector.evaluate.prediction import Text
from inspector.golden.used_pictures import Hand
from inspector.part import Provenance

Interval = tuple[float, float]


class FigureDocument(BaseModel):
    """A value from 0 to 1 with its 95 % bootstrap interval; null with the reason in `undefined`."""

    value: float | None
    interval: Interval | None
    undefined: str = ""

    @classmethod
    def of(cls, figure: Figure | Undefined) -> Self:
        """Return the JSON form of a figure."""
        if isinstance(figure, Undefined):
            return cls(value=None, interval=None, undefined=figure.why)
        return cls(value=figure.value, interval=(figure.low, figure.high))


class RateDocument(BaseModel):
    """`count` of `total` with two 95 % intervals; null with the reason in `undefined` where `total` is 0."""

    count: int
    total: int
    value: float | None
    wilson: Interval | None
    clopper_pearson: Interval | None
    undefined: str = ""

    @classmethod
    def of(cls, rate: Rate, why: Missing) -> Self:
        """Return the JSON form of a rate; `why` says why there would be none."""
        if rate.total == 0:
            return cls(count=0, total=0, value=None, wilson=None, clopper_pearson=None, undefined=why)
        value = rate.count / rate.total
        exact = rate.clopper_pearson()
        return cls(count=rate.count, total=rate.total, value=value, wilson=rate.wilson(), clopper_pearson=exact)


class JudgedBy(BaseModel):
    """What judged: of a manifest with several goldens product, revision and hashes are of the first pair judged."""

    product: str
    revision: str
    golden_sha256: str
    recipe_sha256: str
    comparator: str
    model_sha256: str
    runtime: str
    device: str
    package_version: str

    @classmethod
    def of(cls, provenance: Provenance) -> Self:
        """Return the JSON form of a provenance."""
        return cls.model_validate(provenance, from_attributes=True)


LIMITS_ON_RECORD: Final = "those of the recipe that judged; none was chosen on these parts"


class Method(BaseModel):
    """How it was counted; `limits_on_record` says whether it is known which parts the limits were set on."""

    pad_px: float
    no_defects: list[str]
    part_draws: int
    pixel_draws: int
    score_levels: int
    pro_up_to_false_positive_rate: float
    limits: str = "those of the recipe that judged; on which parts they were set is not on record"
    limits_on_record: bool = False


class Counts(BaseModel):
    """How many parts; what was not judged as usual counts as not passed and is listed here once more.

    `left_out` are parts whose picture had a hand in the revision that judged, `left_out_hands` which hand each had.
    """

    pairs: int
    good: int
    defective: int
    outcomes: Mapping[str, int]
    not_aligned_good: int
    not_aligned_defective: int
    fault_good: int
    fault_defective: int
    left_out: list[Text]
    left_out_hands: list[Hand] = []

    def left_out_by_hand(self) -> list[tuple[Hand, list[str]]]:
        """Return the parts that are left out, by what their picture had a hand in; a document of before tells one."""
        # Before others were left out, all that were left out were goldens.
        hands = self.left_out_hands or [Hand.GOLDEN] * len(self.left_out)
        pairs = list(zip(hands, self.left_out, strict=True))
        return [(hand, names) for hand in Hand if (names := [name for other, name in pairs if other is hand])]


class PartsDocument(BaseModel):
    """Whole parts: at the limits that ship, then by score alone."""

    escapes: RateDocument
    overkill: RateDocument
    accuracy: RateDocument
    precision: RateDocument
    recall: RateDocument
    f1: FigureDocument
    auroc: FigureDocument
    average_precision: FigureDocument


class PixelsDocument(BaseModel):
    """Pixels of captures whose good and defective places are known, of aligned parts alone."""

    auroc: FigureDocument
    average_precision: FigureDocument
    pro: FigureDocument
    pictures: int
    regions: int
    defective_px: int
    good_px: int


class BoxesDocument(BaseModel):
    """Boxes found at the limits that ship, matched one to one above `least_iou`."""

    least_iou: float
    pictures: int
    precision: RateDocument
    recall: RateDocument
    f1: FigureDocument
    average_precision: FigureDocument


class GroupDocument(BaseModel):
    """The defective parts of one class or size, told apart from all good parts; and the true boxes of that kind."""

    name: str
    escapes: RateDocument
    auroc: FigureDocument
    average_precision: FigureDocument
    boxes_found: RateDocument


class CaseDocument(BaseModel):
    """One part that is listed by name."""

    pair_id: Text
    label: Label
    classes: list[str]
    size_px: float | None
    outcome: str
    reason: str
    message: Text
    score: float | None

    @classmethod
    def of(cls, case: Case) -> Self:
        """Return the JSON form of a case."""
        verdict = case.verdict
        return cls(
            pair_id=case.labelled.pair.pair_id,
            label=case.labelled.label,
            classes=list(case.labelled.classes),
            size_px=case.labelled.size_px,
            outcome=verdict.outcome.name,
            reason=verdict.reason.name,
            message=verdict.message,
            score=verdict.score,
        )


class EvaluationDocument(BaseModel):
    """All that was counted; `escapes` and `overkill` list those parts, `not_judged` the refused and the FAULT."""

    schema_version: Literal[1] = 1
    manifest: Text
    judged_by: JudgedBy | None
    method: Method
    counts: Counts
    parts: PartsDocument
    pixels: PixelsDocument
    boxes: list[BoxesDocument]
    classes: list[GroupDocument]
    sizes: list[GroupDocument]
    escapes: list[CaseDocument]
    overkill: list[CaseDocument]
    not_judged: list[CaseDocument]
    median_ms: float | None
