"""Folders of good and bad parts judged by the chain of the line, and the limits that come of it."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.calibration_file import BadParts, CalibrationFile, MadeWith, Origin, calibration_file
from inspector.calibrate.conformal import Promise, allowed_above
from inspector.calibrate.drift import PARTS_MIN, learn_normals
from inspector.calibrate.intervals import at_most
from inspector.calibrate.limits import deal, learn_proportions, set_limits
from inspector.calibrate.reading import Reading, read_as
from inspector.calibrate.recipe_text import with_deviations
from inspector.calibrate.scores import PartScore, deviations_of, score, with_limits, zone_factors
from inspector.calibrate.tolerance import Good
from inspector.decide.rules import Rules, learn
from inspector.errors import CaptureError, PartError
from inspector.golden.golden import Golden
from inspector.golden.recipe import parse_recipe
from inspector.part import Alignment, Capture, Inspection, Outcome
from inspector.station.judging import Gauge, judge
from inspector.wiring.pairs import read_capture, system_clock
from inspector.wiring.picture_folder import Folder, LeftOut, Picture

_THE_GOLDEN: Final = "it is the golden itself"
_TAUGHT: Final = "it was taught beside the golden"

Tell = Callable[[], None]
"""Called after each picture."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of a calibration: the file, the recipe's new text, and the pictures that were not used."""

    file: CalibrationFile
    recipe: str
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Judged:
    """What was found on some good parts so far."""

    scores: list[PartScore] = field(default_factory=list)
    readings: list[tuple[Reading, float]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def calibrate(
    gauge: Gauge, recipe: str, goods: Folder, promise: Promise, *, learn: bool, tell: Tell
) -> tuple[Outcomes, Gauge]:
    """Return what came of judging `goods`, and the gauge at the new limits.

    Parameters
    ----------
    gauge
        What the parts are judged with; its limits are in the proportions wanted, unless these are learnt.
    recipe
        Text of its recipe.
    goods
        Good parts.
    promise
        What the limits shall keep.
    learn
        Learn the proportions of the zones' limits from a quarter of the parts, which the promise then does not rest on.
    tell
        Called after each picture.

    Raises
    ------
    InputError
        Too few good parts, or too many that no limit passes. Nothing is set.
    CaptureError
        A file is no whole picture. Nothing is set.
    """
    firsts, rest = deal([(picture.sha256, picture) for picture in goods.pictures]) if learn else ((), goods.pictures)
    # Said before an hour of judging rather than after it.
    allowed_above(len(rest), promise)
    left_out = list(goods.repeated)
    base = deviations_of(gauge.rules)
    if learn:
        base = _proportions(firsts, gauge, left_out, tell)
    judged = _score_all(rest, gauge, with_limits(gauge.rules, base), tell)
    found = set_limits(judged.scores, base, promise)
    text = with_deviations(recipe, found.limits[0], found.limits[1:], gauge.golden.product)
    at_limits = _gauge_with(gauge, text)
    origin = Origin(
        gauge.golden.product,
        at_limits.golden.recipe_sha256,
        gauge.rules.names,
        len(firsts),
        goods.sha256,
        _made_with(gauge),
    )
    readings = [replace(reading, score=window / found.factor) for reading, window in judged.readings]
    normals = learn_normals(readings) if len(readings) >= PARTS_MIN else None
    file = calibration_file(found, origin, normals, None)
    return Outcomes(file, text, (*left_out, *judged.left_out)), at_limits


def judge_bad(bads: Folder, gauge: Gauge, confidence: float, tell: Tell) -> BadParts:
    """Return which of some known bad parts are passed by `gauge`, and how large the true share may be.

    Raises
    ------
    CaptureError
        A file is no whole picture.
    """
    escaped = []
    for picture in bads.pictures:
        inspection = _judge(picture, gauge)
        if isinstance(inspection, Inspection) and inspection.verdict.outcome is Outcome.PASS:
            escaped.append(picture.path.name)
        tell()
    bound = at_most(len(escaped), len(bads.pictures), confidence)
    return BadParts.of(len(bads.pictures), escaped, bound)


def _proportions(pictures: Sequence[Picture], gauge: Gauge, left_out: list[LeftOut], tell: Tell) -> NDArray[np.float64]:
    of_parts = []
    for picture in pictures:
        found = _good(picture, gauge)
        if isinstance(found, _Compared):
            of_parts.append(zone_factors(found.good, gauge.rules))
        else:
            left_out.append(LeftOut(picture.path.name, found.why))
        tell()
    return learn_proportions(of_parts, deviations_of(gauge.rules))


def _score_all(pictures: Iterable[Picture], gauge: Gauge, rules: Rules, tell: Tell) -> _Judged:
    judged = _Judged()
    for picture in pictures:
        found = _good(picture, gauge)
        if isinstance(found, LeftOut):
            judged.left_out.append(found)
        elif isinstance(found, PartScore):
            judged.scores.append(found)
        else:
            part = score(found.good, rules)
            judged.scores.append(part)
            judged.readings.append((read_as(found.capture, found.good.alignment, 0.0), part.window))
        tell()
    return judged


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    good: Good
    capture: Capture


def _good(picture: Picture, gauge: Gauge) -> _Compared | PartScore | LeftOut:
    """Return a good part as it was compared, as refused whatever the limits, or as not to be counted."""
    found = _judge(picture, gauge)
    if isinstance(found, PartScore):
        return found
    if found.capture and np.array_equal(found.capture.image, gauge.golden.image):
        return LeftOut(picture.path.name, _THE_GOLDEN)
    if found.capture and found.deviation and isinstance(found.alignment, Alignment):
        if _is_taught(found.alignment, gauge.golden):
            return LeftOut(picture.path.name, _TAUGHT)
        return _Compared(Good(picture.path.name, found.alignment, found.deviation), found.capture)
    return PartScore(picture.path.name, float("inf"), why=found.verdict.message)


def _is_taught(alignment: Alignment, golden: Golden) -> bool:
    """Return whether the part is one of those taught beside the golden, which hold its pixels where it was not seen."""
    seen = alignment.valid if golden.image.ndim == 2 else alignment.valid[..., None]
    return any(np.array_equal(np.where(seen, alignment.image, golden.image), good) for good in golden.goods)


def _judge(picture: Picture, gauge: Gauge) -> Inspection | PartScore:
    """Return the inspection of a part, or why the line would have said FAULT; a file that is no picture is raised."""
    clock = system_clock()
    try:
        return judge(read_capture(picture.path, picture.path.name, clock, gauge.golden), gauge, clock)
    except CaptureError:
        raise
    except PartError as error:
        return PartScore(picture.path.name, float("inf"), why=str(error))


def _gauge_with(gauge: Gauge, recipe: str) -> Gauge:
    golden = replace(
        gauge.golden,
        recipe=parse_recipe(recipe, gauge.golden.product),
        recipe_sha256=hashlib.sha256(recipe.encode()).hexdigest(),
    )
    return replace(gauge, golden=golden, rules=learn(golden))


def _made_with(gauge: Gauge) -> MadeWith:
    provenance = gauge.provenance
    return MadeWith(
        golden_sha256=provenance.golden_sha256,
        goods_sha256=gauge.golden.goods_sha256,
        variation_sha256=gauge.golden.variation_sha256,
        recipe_sha256=provenance.recipe_sha256,
        comparator=provenance.comparator,
        model_sha256=provenance.model_sha256,
        runtime=provenance.runtime,
        device=provenance.device,
        package_version=provenance.package_version,
    )
