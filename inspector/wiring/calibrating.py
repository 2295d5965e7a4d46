"""Folders of good and bad parts judged by the chain of the line, and the limits that come of it."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.calibration_file import BadParts, CalibrationFile, MadeWith, Origin, calibration_file
from inspector.calibrate.conformal import Promise, allowed_above
from inspector.calibrate.drift import PARTS_MIN, learn_normals
from inspector.calibrate.intervals import at_most
from inspector.calibrate.limits import deal, learn_proportions, set_limits
from inspector.calibrate.reading import Reading, read_as
from inspector.calibrate.recipe_text import with_deviations
from inspector.calibrate.scores import PartScore, deviations_of, with_limits, zone_factors
from inspector.decide.rules import Rules
from inspector.errors import CaptureError, PartError
from inspector.golden.recipe import parse_recipe
from inspector.golden.used_pictures import Hand, UsedPictures
from inspector.part import Inspection, Outcome
from inspector.station.judging import Gauge, judge
from inspector.wiring.hands import WORDS, Hands
from inspector.wiring.pairs import read_capture, system_clock
from inspector.wiring.picture_folder import Folder, LeftOut, Picture
from inspector.wiring.sights import Refused, Seen, best_of, rules_of, see, shown_of, with_recipe_of

Tell = Callable[[], None]
"""Called after each picture."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of a calibration: the file, the recipe's new text, and the pictures that were not used.

    The limits were set from the pictures `limits`, their proportions learnt from `proportions`.
    """

    file: CalibrationFile
    recipe: str
    left_out: tuple[LeftOut, ...]
    limits: tuple[Picture, ...]
    proportions: tuple[Picture, ...]


@dataclass(slots=True)
class _Judged:
    """What was found on some good parts so far; `readings` go with their scores by each look."""

    scores: list[PartScore] = field(default_factory=list)
    readings: list[tuple[Reading, tuple[PartScore, ...]]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def calibrate(  # noqa: PLR0913 -- what is judged, with what, and what is wanted of it
    gauge: Gauge, recipe: str, goods: Folder, promise: Promise, *, used: UsedPictures, learn: bool, tell: Tell
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
    used
        Pictures that had a hand in the golden: those that were taught do not count.
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
        base = _proportions(firsts, gauge, used, left_out, tell)
    judged = _score_all(rest, gauge, used, [with_limits(rules, base) for rules in rules_of(gauge)], tell)
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
    readings = [
        replace(reading, score=shown_of(looks, found.factor).shown(base, found.factor))
        for reading, looks in judged.readings
    ]
    normals = learn_normals(readings) if len(readings) >= PARTS_MIN else None
    file = calibration_file(found, origin, normals, None)
    return Outcomes(file, text, (*left_out, *judged.left_out), rest, firsts), at_limits


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
        if inspection and inspection.verdict.outcome is Outcome.PASS:
            escaped.append(picture.path.name)
        tell()
    bound = at_most(len(escaped), len(bads.pictures), confidence)
    return BadParts.of(len(bads.pictures), escaped, bound)


def _proportions(
    pictures: Sequence[Picture], gauge: Gauge, used: UsedPictures, left_out: list[LeftOut], tell: Tell
) -> NDArray[np.float64]:
    of_parts = []
    for picture in pictures:
        found = _good(picture, gauge, used)
        if isinstance(found, Seen):
            best = found.best()
            of_parts.append(zone_factors(best, best.rules))
        else:
            left_out.append(LeftOut(picture.path.name, found.why))
        tell()
    return learn_proportions(of_parts, deviations_of(gauge.rules))


def _score_all(
    pictures: Iterable[Picture], gauge: Gauge, used: UsedPictures, rules: Sequence[Rules], tell: Tell
) -> _Judged:
    judged = _Judged()
    for picture in pictures:
        found = _good(picture, gauge, used)
        if isinstance(found, LeftOut):
            judged.left_out.append(found)
        elif isinstance(found, Refused):
            judged.scores.append(PartScore(found.name, float("inf"), why=found.why))
        else:
            looks = found.scored(rules)
            judged.scores.append(best_of(looks))
            judged.readings.append((read_as(found.capture, found.alignment, 0.0), looks))
        tell()
    return judged


def _good(picture: Picture, gauge: Gauge, used: UsedPictures) -> Seen | Refused | LeftOut:
    """Return a good part as it was compared, as refused whatever the limits, or as not to be counted."""
    found = see(picture, gauge)
    if isinstance(found, Refused):
        return found
    hand = Hands(gauge.golden, used).of_part(found.capture, found.alignment)
    return LeftOut(picture.path.name, WORDS[hand]) if hand in {Hand.GOLDEN, Hand.TAUGHT} else found


def _judge(picture: Picture, gauge: Gauge) -> Inspection | None:
    """Return the inspection of a part, None where the line would say FAULT; a file that is no picture is raised."""
    clock = system_clock()
    try:
        return judge(read_capture(picture.path, picture.path.name, clock, gauge.golden), gauge, clock)
    except CaptureError:
        raise
    except PartError:
        return None


def _gauge_with(gauge: Gauge, recipe: str) -> Gauge:
    golden = replace(
        gauge.golden,
        recipe=parse_recipe(recipe, gauge.golden.product),
        recipe_sha256=hashlib.sha256(recipe.encode()).hexdigest(),
    )
    return with_recipe_of(replace(gauge, golden=golden))


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
