"""Deviation and limits in, defects and verdict out. Pure.

A place deviates where its score reaches the limit that holds there. Such places, grown and joined as the recipe says,
are blobs; a blob large and long enough for a zone it reaches the limit in is a defect of that zone, and a zone rejects
the part by more defects than it allows. More deviation never passes what less of it rejected.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import cv2
import numpy as np

from inspector.decide.blobs import Blob, blobs, map_pixels
from inspector.decide.boxes import box_of, in_capture, polarity_in, refined, voices_in
from inspector.decide.field import Field, against_limits, hidden
from inspector.decide.rules import Rules
from inspector.golden.recipe import Limits, Recipe
from inspector.golden.zones import IGNORED
from inspector.measured import DIFFERENCE_LIMIT_LEVELS, Voices
from inspector.part import Alignment, Box, Defect, Deviation, Outcome, Reason, RefusedAlignment, Verdict

REFINED: Final = 50
"""Of so many defects, the worst, the box is drawn after the grey levels: a part that is all wrong is told in time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A blob that a zone rejects the part by; `count` of the smallest area were found in the zone together."""

    blob: Blob
    zone: int
    score: float
    count: int


def decide(alignment: Alignment, deviation: Deviation, rules: Rules) -> Verdict:
    """Return the verdict on an aligned and compared part.

    The score of a part without a defect is the largest mean deviation over a window of the smallest defect's area,
    so that one hot pixel does not speak for the part; that of a defect is the mean of as many of its highest pixels.
    It is below 1 less the recheck band for PASS, below 1 for RECHECK, and at least 1 for REJECT. A zone that the
    capture does not show enough of is FAULT, unless what it shows is rejected.
    """
    field = against_limits(alignment, deviation, rules)
    shares = [1.0 - limits.recheck_band for limits in rules.limits]
    near = _find(field, rules, shares)
    found = _find(field, rules, [1.0] * len(shares)) if near and min(shares) < 1.0 else near
    if found:
        boxes = [box_of(each.blob, field.step, rules.grey.shape) for each in found]
        boxes[:REFINED] = [refined(box, alignment, rules) for box in boxes[:REFINED]]
        voices = [voices_in(box, alignment, rules) for box in boxes[:REFINED]]
        asked = zip_longest(found, boxes, voices)
        defects = tuple(_defect(each, box, said, alignment, rules) for each, box, said in asked)
        message = _say(found, defects, rules, voices[0])
        return Verdict(Outcome.REJECT, Reason.DEFECT, defects[0].score, defects, message)
    unseen = hidden(deviation, field, rules)
    if unseen:
        return Verdict(Outcome.FAULT, Reason.BAD_IMAGE, None, (), unseen)
    if near:
        score = min(near[0].score, math.nextafter(1.0, 0.0))
        said = voices_in(box_of(near[0].blob, field.step, rules.grey.shape), alignment, rules)
        return Verdict(Outcome.RECHECK, Reason.CLOSE_TO_LIMIT, score, (), _say_near(near[0], rules, said))
    return Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, _highest_window(field, rules), ())


def is_near(
    verdict: Verdict, alignment: Alignment, deviation: Deviation, rules: Rules, near: tuple[float, float]
) -> bool:
    """Return whether scores that are off by less than `near`, from to below in units of the limit, make the verdict.

    A part that passes is near where it would not if all its limits were `near[0]` of themselves: its score alone is a
    mean over a square, which a scratch does not fill. One that does not is near below `near[1]`; one without a score
    was refused for another reason.
    """
    low, high = near
    if verdict.score is None:
        return False
    if verdict.outcome is Outcome.PASS and verdict.score < low:
        shares = [low * (1.0 - limits.recheck_band) for limits in rules.limits]
        return bool(_find(against_limits(alignment, deviation, rules), rules, shares))
    return verdict.score < high


def refuse(refused: RefusedAlignment, recipe: Recipe) -> Verdict:
    """Return the verdict on a part that no method aligned: REJECT or FAULT by the recipe, never PASS."""
    outcome = Outcome.REJECT if recipe.alignment.on_refusal == "reject" else Outcome.FAULT
    return Verdict(outcome, Reason.NOT_ALIGNED, None, (), refused.why)


def _find(field: Field, rules: Rules, shares: Sequence[float]) -> list[_Found]:
    """Return what would reject the part if the limit of each zone were its share of it, the worst first."""
    if float(field.ratio.max()) < min(shares):
        return []
    reached = [(blob, _zones_of(blob, rules)) for blob in blobs(field, rules, shares)]
    counts = [
        sum(blob.area_px // limits.min_area_px for blob, zones in reached if number in zones)
        for number, limits in enumerate(rules.limits)
    ]
    found = []
    for blob, zones in reached:
        rejecting = [zone for zone in zones if counts[zone] > rules.limits[zone].max_count]
        if rejecting:
            zone = max(rejecting, key=blob.peak)
            score = max(_highest_mean(blob, rules.limits[zone], field.step), shares[zone])
            found.append(_Found(blob, zone, score, counts[zone]))
    return sorted(found, key=lambda each: -each.score)


def _zones_of(blob: Blob, rules: Rules) -> list[int]:
    """Return the zones that the blob is a defect of: it reaches the limit there, and is as large as they ask."""
    reached = (int(zone) for zone in np.unique(blob.zones[blob.seeds]))
    return [zone for zone in reached if _is_defect(blob, rules.limits[zone])]


def _is_defect(blob: Blob, limits: Limits) -> bool:
    return blob.area_px >= limits.min_area_px and blob.length_px >= limits.min_length_px


def _highest_mean(blob: Blob, limits: Limits, step: int) -> float:
    return float(np.sort(blob.ratios)[-map_pixels(limits, step) :].mean())


def _defect(found: _Found, box: Box, voices: Voices | None, alignment: Alignment, rules: Rules) -> Defect:
    return Defect(
        box_golden=box,
        box_capture=in_capture(box, alignment.warp),
        area_px=found.blob.area_px,
        score=found.score,
        zone=rules.names[found.zone],
        polarity=polarity_in(box, alignment, rules),
        voices=voices,
    )


def _highest_window(field: Field, rules: Rules) -> float:
    """Return the largest mean over a square no smaller than any zone's smallest defect.

    Ratios are cut at 1.0, and the mean below the recheck band of the place: nothing there is a defect, or near one.
    """
    side = max(math.ceil(math.sqrt(map_pixels(limits, field.step))) for limits in rules.limits)
    mean = cv2.blur(np.minimum(field.ratio, 1.0), (side, side), borderType=cv2.BORDER_CONSTANT)
    place = np.unravel_index(int(mean.argmax()), mean.shape)
    zone = int(field.zone_of[place])
    limits = rules.limits[0 if zone == IGNORED else zone]
    return min(float(mean[place]), math.nextafter(1.0 - limits.recheck_band, 0.0))


def _say(found: Sequence[_Found], defects: Sequence[Defect], rules: Rules, voices: Voices) -> str:
    """Return the rule that the worst defect breaks, and by how much; and what its pixels say."""
    worst, limits = defects[0], rules.limits[found[0].zone]
    over = f"{worst.score:.2f} x its limit of {limits.deviation:g} over {worst.area_px} px"
    differs = voices.difference * DIFFERENCE_LIMIT_LEVELS
    parts = [f"zone {worst.zone}: {over}, {worst.polarity}, differs by {differs:.0f} grey levels"]
    parts.append(_say_voices(worst.score, voices))
    allowed = [f"under {limits.min_area_px} px by min_area_px"]
    if limits.min_length_px > 1:
        allowed.append(f"under {limits.min_length_px} px long by min_length_px ({found[0].blob.length_px:.0f} here)")
    if limits.max_count:
        allowed.append(f"a count of {limits.max_count} by max_count ({found[0].count} here)")
    parts.append(f"allowed is {', '.join(allowed)}")
    if len(defects) > 1:
        parts.append(f"{len(defects) - 1} more")
    return "; ".join(parts)


def _say_voices(network: float, voices: Voices) -> str:
    """Return what each voice says, in units of its limit."""
    variation = "" if voices.variation is None else f", variation {voices.variation:.2f} x"
    return f"network {network:.2f} x, difference {voices.difference:.2f} x{variation}"


def _say_near(near: _Found, rules: Rules, voices: Voices) -> str:
    band = rules.limits[near.zone].recheck_band
    where = f"zone {rules.names[near.zone]}: {near.score:.3f} x its limit over {near.blob.area_px} px"
    return f"{where}, recheck from {1.0 - band:.3f} by recheck_band; {_say_voices(near.score, voices)}"
