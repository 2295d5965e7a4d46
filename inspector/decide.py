"""Deviation and limits in, defects and verdict out. Pure.

A place deviates where its score reaches the limit of its zone. Deviating places closer than two map pixels to each
other are one blob; a blob of at least the zone's smallest area is a defect, and one defect rejects the part.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.golden.golden import Golden
from inspector.golden.recipe import PART_ZONE, Limits, Recipe
from inspector.part import (
    Alignment,
    Box,
    Defect,
    Deviation,
    Outcome,
    Polarity,
    Reason,
    RefusedAlignment,
    Verdict,
    read_only,
)

_IGNORED = 255
_JOIN = np.ones((5, 5), np.uint8)
# The mean of scores below 1.0 may round up to 1.0, which a part without a defect must not show.
_BELOW = math.nextafter(1.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The recipe of one golden, laid out over its pixels once.

    Parameters
    ----------
    names, limits
        Of each zone; the first is the whole part.
    zone_of
        uint8 (H, W): which zone holds at each golden pixel; 255 where nothing is inspected.
    grey
        uint8 (H, W): the golden in grey, to tell darker from brighter.
    """

    names: tuple[str, ...]
    limits: tuple[Limits, ...]
    zone_of: NDArray[np.uint8]
    grey: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    """Scores in units of their limits at the resolution of the score map; 0 where nothing is inspected."""

    ratio: NDArray[np.float32]
    zone_of: NDArray[np.uint8]
    step: int


def learn(golden: Golden) -> Rules:
    """Return the rules of `golden`, ready to decide with."""
    zones = golden.recipe.zones
    zone_of = np.zeros(golden.image.shape[:2], np.uint8)
    for number, zone in enumerate(zones, start=1):
        x0, y0, x1, y1 = zone.box
        zone_of[y0:y1, x0:x1] = number
    zone_of[~golden.inspected()] = _IGNORED
    names = (PART_ZONE, *(zone.name for zone in zones))
    limits = (golden.recipe.limits, *(zone.limits for zone in zones))
    return Rules(names, limits, read_only(zone_of), read_only(_grey(golden.image)))


def decide(alignment: Alignment, deviation: Deviation, rules: Rules) -> Verdict:
    """Return the verdict on an aligned and compared part.

    The score of a part without a defect is the largest mean deviation over a window of the smallest defect's area,
    so that one hot pixel does not speak for the part; that of a defect is the mean of as many of its highest pixels.
    """
    field = _against_limits(deviation, rules)
    defects = tuple(sorted(_defects(field, alignment, rules), key=lambda defect: -defect.score))
    if defects:
        return Verdict(Outcome.REJECT, Reason.DEFECT, defects[0].score, defects, _say(defects))
    score, limits = _highest_window(field, rules)
    if score >= 1.0 - limits.recheck_band:
        near = f"score {score:.3f} of its limit, recheck from {1.0 - limits.recheck_band:.3f} by limits.recheck_band"
        return Verdict(Outcome.RECHECK, Reason.CLOSE_TO_LIMIT, score, (), near)
    return Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, score, ())


def refuse(refused: RefusedAlignment, recipe: Recipe) -> Verdict:
    """Return the verdict on a part that no method aligned: REJECT or FAULT by the recipe, never PASS."""
    outcome = Outcome.REJECT if recipe.alignment.on_refusal == "reject" else Outcome.FAULT
    return Verdict(outcome, Reason.NOT_ALIGNED, None, (), refused.why)


def _against_limits(deviation: Deviation, rules: Rules) -> _Field:
    step = round(1.0 / deviation.scale)
    height, width = deviation.scores.shape
    zone_of = rules.zone_of[::step, ::step][:height, :width]
    limit_of = np.full(256, np.inf, np.float32)
    limit_of[: len(rules.limits)] = [limits.deviation for limits in rules.limits]
    ratio = np.where(deviation.valid, deviation.scores / limit_of[zone_of], np.float32(0.0))
    return _Field(ratio.astype(np.float32, copy=False), zone_of, step)


def _defects(field: _Field, alignment: Alignment, rules: Rules) -> Iterator[Defect]:
    hot = (field.ratio >= 1.0).astype(np.uint8)
    if not hot.any():
        return
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(hot, _JOIN))
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label][:4])
        window = (slice(y, y + height), slice(x, x + width))
        blob = (labels[window] == label) & (hot[window] > 0)
        defect = _defect(field, window, blob, alignment, rules)
        if defect:
            yield defect


def _defect(
    field: _Field, window: tuple[slice, slice], blob: NDArray[np.bool_], alignment: Alignment, rules: Rules
) -> Defect | None:
    """Return the blob as a defect, None where it is smaller than its zone's smallest."""
    ratios = field.ratio[window][blob]
    zone = int(field.zone_of[window][blob][int(ratios.argmax())])
    area_px = ratios.size * field.step**2
    if area_px < rules.limits[zone].min_area_px:
        return None
    box = _box(window, blob, field.step, rules.grey.shape)
    highest = np.sort(ratios)[-_map_pixels(rules.limits[zone], field.step) :]
    return Defect(
        box_golden=box,
        box_capture=_in_capture(box, alignment.warp),
        area_px=area_px,
        score=float(highest.mean()),
        zone=rules.names[zone],
        polarity=_polarity(box, alignment, rules),
    )


def _highest_window(field: _Field, rules: Rules) -> tuple[float, Limits]:
    """Return the largest mean over a square no smaller than any zone's smallest defect, and the limits there.

    Ratios are cut at 1.0, so only a window that lies in one blob reaches 1.0, and such a blob is a defect.
    """
    side = max(math.ceil(math.sqrt(_map_pixels(limits, field.step))) for limits in rules.limits)
    mean = cv2.blur(np.minimum(field.ratio, 1.0), (side, side), borderType=cv2.BORDER_CONSTANT)
    place = np.unravel_index(int(mean.argmax()), mean.shape)
    zone = int(field.zone_of[place])
    return min(float(mean[place]), _BELOW), rules.limits[0 if zone == _IGNORED else zone]


def _map_pixels(limits: Limits, step: int) -> int:
    return math.ceil(limits.min_area_px / step**2)


def _box(window: tuple[slice, slice], blob: NDArray[np.bool_], step: int, shape: tuple[int, ...]) -> Box:
    rows, columns = np.flatnonzero(blob.any(axis=1)), np.flatnonzero(blob.any(axis=0))
    x0, y0 = window[1].start + int(columns[0]), window[0].start + int(rows[0])
    x1, y1 = window[1].start + int(columns[-1]) + 1, window[0].start + int(rows[-1]) + 1
    return Box(x0 * step, y0 * step, min(x1 * step, shape[1]), min(y1 * step, shape[0]))


def _in_capture(box: Box, warp: NDArray[np.float64]) -> Box:
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]], np.float64)
    points = cv2.perspectiveTransform(corners, np.linalg.inv(warp))[0]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def _polarity(box: Box, alignment: Alignment, rules: Rules) -> Polarity:
    window = (slice(int(box.y0), int(box.y1)), slice(int(box.x0), int(box.x1)))
    difference = _grey(alignment.image[window]).astype(np.int16) - rules.grey[window]
    if abs(float(difference.mean())) < 0.5 * float(np.abs(difference).mean()):
        return Polarity.MIXED
    return Polarity.BRIGHTER if float(difference.mean()) > 0.0 else Polarity.DARKER


def _grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


def _say(defects: tuple[Defect, ...]) -> str:
    worst = defects[0]
    more = f", {len(defects) - 1} more" if len(defects) > 1 else ""
    return f"zone {worst.zone}: {worst.score:.2f} x its limit over {worst.area_px} px, {worst.polarity}{more}"
