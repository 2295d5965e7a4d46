"""Shapes without drawing instructions: blobs, polygons, dashes, soft shades, fractals and thresholded noise."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np
from numpy.random import Generator

from inspector.errors import InputError
from inspector.train.scene import Outline, Piece, Points, Shape, Stamp, Stroke, ellipse

Centre = tuple[float, float]
Option = TypeVar("Option")
ORDERS: Final = np.arange(2, 7)
ROUND: Final = np.exp(2j * np.pi * np.arange(48) / 48)
WAVES: Final = ROUND ** ORDERS[:, None]


def spot(rng: Generator, size_px: int, margin: float = 0.1) -> Centre:
    """Return a point of the canvas at least `margin` (a share of it) from its border."""
    x, y = rng.uniform(margin * size_px, (1 - margin) * size_px, 2).tolist()
    return x, y


def between(rng: Generator, low: float, high: float) -> float:
    """Return a length in `low`..`high`, every doubling as likely as any other."""
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def pick(rng: Generator, options: Sequence[Option]) -> Option:
    """Return one of `options`, all as likely: `rng.choice` without its way through an array."""
    return options[int(rng.integers(len(options)))]


def blob(rng: Generator, centre: Centre, radius_px: float, rough: float = 0.15, aspect: float = 1.0) -> Points:
    """Return a closed smooth contour about `centre`, float32 (48, 2); `rough` is its deviation from round."""
    bumps = rng.normal(0, rough, 5) / ORDERS * np.exp(1j * rng.uniform(0, 2 * np.pi, 5))
    away = radius_px * (1 + (bumps @ WAVES).real) * ROUND
    turned = (aspect * away.real + 1j * away.imag) * np.exp(1j * rng.uniform(0, np.pi)) + complex(*centre)
    return np.stack([turned.real, turned.imag], axis=1).astype(np.float32)


def polygon(rng: Generator, centre: Centre, radius_px: float, corners: int) -> Points:
    """Return a polygon that its centre sees wholly, float32 (corners, 2): convex, spiky or a splinter."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radius = radius_px * rng.uniform(pick(rng, [0.3, 0.7, 1.0]), 1.0, corners)
    away = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return np.asarray(away + np.array(centre), np.float32)


def anything(rng: Generator, centre: Centre, radius_px: float) -> Shape:
    """Return a shape of any kind, about `radius_px` large."""
    kind = rng.integers(5)
    if kind == 0:
        radii = radius_px, radius_px * float(rng.uniform(0.2, 1.0))
        return Outline((ellipse(centre, radii, float(rng.uniform(0, 180))),))
    if kind == 1:
        outer = blob(rng, centre, radius_px, 0.2, float(rng.uniform(0.5, 1.0)))
        inner = (outer - np.array(centre, np.float32)) * np.float32(rng.uniform(0.3, 0.8))
        return Outline((outer, inner + np.array(centre, np.float32)))
    if kind == 2:
        return Stroke(wander(rng, centre, 2 * radius_px, 8), max(1.0, radius_px * float(rng.uniform(0.05, 0.5))))
    if kind == 3:
        return Outline((polygon(rng, centre, radius_px, int(rng.integers(3, 9))),))
    return Outline((blob(rng, centre, radius_px, float(rng.uniform(0.05, 0.6)), float(rng.uniform(0.4, 1.0))),))


def wander(rng: Generator, centre: Centre, length_px: float, steps: int) -> Points:
    """Return a bending line through `centre`, float32 (steps, 2)."""
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, pick(rng, [0.0, 0.15, 0.5]), steps))
    path = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0) * length_px / steps
    return np.asarray(path - path.mean(axis=0) + np.array(centre), np.float32)


def dashes(path: Points, dash_px: float, gap_px: float, most: int) -> list[Points]:
    """Return up to `most` dashes, float32 (2, 2) each, that follow `path` at even distances."""
    steps = [float(np.hypot(*(end - start))) for start, end in pairwise(path)]
    mile = np.concatenate([[0.0], np.cumsum(steps)])
    starts = np.arange(gap_px / 2, mile[-1] - dash_px, dash_px + gap_px)[:most]
    ends = np.stack([starts, starts + dash_px], axis=1)
    x, y = np.interp(ends, mile, path[:, 0]), np.interp(ends, mile, path[:, 1])
    return list(np.stack([x, y], axis=2).astype(np.float32))


def shifted(piece: Piece, to: Centre, group: int) -> Piece:
    """Return a piece designed about (0, 0) moved `to` its place in component `group`."""
    by = np.array(to, np.float32)
    match piece.shape:
        case Outline(contours):
            return replace(piece, shape=Outline(tuple(each + by for each in contours)), group=group)
        case Stroke(points, width_px, closed):
            return replace(piece, shape=Stroke(points + by, width_px, closed), group=group)
        case Stamp(coverage, (x, y)):
            return replace(piece, shape=Stamp(coverage, (x + to[0], y + to[1])), group=group)
        case _:
            found = f"its shape is a {type(piece.shape).__name__}"
            raise InputError("move a piece to its place", found, "use Outline, Stroke or Stamp")


def stadium(centre: Centre, radii: tuple[float, float], square: float) -> Points:
    """Return an ellipse (`square` 2) or a rounder or sharper cushion (3 to 12), float32 (48, 2)."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False) + 0.03
    away = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    length = (np.abs(away) ** square).sum(axis=1, keepdims=True) ** (-1 / square)
    return np.asarray(away * length * np.array(radii) + np.array(centre), np.float32)
