"""Contours of machine elements about the origin, float32 (n, 2), and how to place them: teeth, stars, crosses."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.families.freeform import Centre, blob, pick, stadium
from inspector.train.scene import Outline, Points, ellipse, rectangle

ORIGIN: Final = (0.0, 0.0)


def placed(contour: Points, centre: Centre, angle_deg: float = 0.0) -> Points:
    """Return `contour` turned about the origin and moved to `centre`."""
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    turn = np.array([[cosine, sine], [-sine, cosine]], np.float32)
    return contour @ turn + np.array(centre, np.float32)


def disc(centre: Centre, radius: float) -> Outline:
    """Return a disc, with as many corners as it takes to look round."""
    corners = 8 * min(8, max(2, round(radius / 4)))
    return Outline((_unit(corners) * np.float32(radius) + np.array(centre, np.float32),))


def ring(centre: Centre, outer: float, inner: float) -> Outline:
    """Return the area between two circles."""
    return Outline((*disc(centre, outer).contours, *disc(centre, inner).contours))


def around(centre: Centre, radius: float, count: int, start_deg: float = 0.0) -> list[Centre]:
    """Return `count` places at even distances on a circle."""
    angle = np.radians(start_deg) + 2 * np.pi * np.arange(count) / count
    x, y = centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def polar(radii: Sequence[float], shares: Sequence[float], count: int) -> Points:
    """Return a contour of `count` equal sectors with `radii` at `shares` of each sector: gears, ratchets, stars."""
    sector = np.arange(count)[:, None] + np.array(shares)[None, :]
    angle = (2 * np.pi / count * sector).ravel()
    radius = np.tile(np.array(radii), count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)


def wavy(radius: float, depth: float, count: int, square: float = 1.0) -> Points:
    """Return a round contour of `count` lobes `depth` deep; `square` above 1 makes them steeper."""
    angle = np.linspace(0, 2 * np.pi, count * 6, endpoint=False)
    away = radius - depth / 2 + depth / 2 * np.tanh(square * np.cos(count * angle)) / np.tanh(square)
    return np.stack([away * np.cos(angle), away * np.sin(angle)], axis=1).astype(np.float32)


def cross(length: float, width: float, waist: float = 0.0) -> Points:
    """Return a cross of four arms `width` wide, its inner corners at least `waist` from the middle."""
    half, wide = length / 2, width / 2
    inner = max(waist / 1.414, wide)
    arm = np.array([(inner, -inner), (half, -wide), (half, wide)], np.float32)
    return np.concatenate([placed(arm, ORIGIN, quarter) for quarter in (0.0, 90.0, 180.0, 270.0)])


def outline_of_part(rng: Generator, radius: float) -> Points:
    """Return the contour of a flat part: block, disc, cushion, polygon, bracket, lever or freely formed."""
    slim = float(rng.uniform(0.3, 1.0))
    corner = float(pick(rng, [0.0, 0.1, 0.3, 1.0])) * radius * slim
    options = (
        ellipse(ORIGIN, (radius, radius), 0.0, 64),
        stadium(ORIGIN, (radius, radius * slim), float(rng.uniform(2.5, 9))),
        ellipse(ORIGIN, (radius, radius), 0.0, int(pick(rng, [5, 6, 8, 12]))),
        _bracket(radius, slim),
        lever(radius, radius * 0.6 * slim, radius * float(rng.uniform(0.15, 0.5))),
        blob(rng, ORIGIN, radius, 0.2, slim),
        rectangle(ORIGIN, (2 * radius, 2 * radius * slim), 0.0, corner),
    )
    return pick(rng, options)


def holds(body: Points, place: Centre, radius: float) -> bool:
    """Return whether a disc of `radius` about `place` lies wholly within the contour `body`."""
    return cv2.pointPolygonTest(body, place, measureDist=True) >= radius


def girth(body: Points) -> float:
    """Return half of the width of the contour `body` where it is narrow."""
    return min(cv2.minAreaRect(body)[1]) / 2


def lever(radius: float, first: float, second: float) -> Points:
    """Return the hull of two discs of radii `first` and `second`, together 2 `radius` long."""
    lean = np.arcsin(np.clip((first - second) / max(2 * radius - first - second, 1e-3), -1, 1))
    half = np.linspace(-np.pi / 2, np.pi / 2, 14)
    right = np.stack([np.cos(half * (1 - 2 * lean / np.pi)), np.sin(half * (1 - 2 * lean / np.pi))], axis=1) * second
    back = half * (1 + 2 * lean / np.pi) + np.pi
    left = np.stack([np.cos(back), np.sin(back)], axis=1) * first
    ends = np.array([radius - second, 0.0]), np.array([first - radius, 0.0])
    return np.concatenate([right + ends[0], left + ends[1]]).astype(np.float32)


@cache
def _unit(corners: int) -> Points:
    """Return the circle of radius 1, drawn once for all that share it."""
    circle = ellipse(ORIGIN, (1.0, 1.0), 0.0, corners)
    circle.setflags(write=False)
    return circle


def _bracket(radius: float, slim: float) -> Points:
    """Return an L, its arms `slim` of their length wide."""
    near = radius * (2 * slim * 0.7 - 1)
    corners = [(-1, -1), (1, -1), (1, near / radius), (near / radius, near / radius), (near / radius, 1), (-1, 1)]
    return np.array(corners, np.float32) * np.float32(radius)
