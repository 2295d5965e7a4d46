"""What is printed besides text: bar codes, two-dimensional codes, scales, emblems, rosettes."""

import math

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import anything, blob, pick
from inspector.train.families.lettering import stamped
from inspector.train.scene import Finish, Mask, Outline, Piece, Points, Stamp, Stroke


def bars(rng: Generator, frame: Frame, sides: tuple[float, float]) -> Stamp:
    """Return a bar code of these `sides`, its bars one to four modules wide."""
    modules = int(np.clip(sides[0] / rng.uniform(1.2, 3.5), 24, 120))
    widths = rng.integers(1, 5 if rng.random() < 0.7 else 3, modules)
    line = np.repeat(np.arange(modules) % 2 == 0, widths)[:modules]
    coverage = np.repeat(line[None, :], 8, axis=0)
    return stamped(_scaled(coverage, sides), frame.centre, frame.angle_deg)


def matrix(rng: Generator, frame: Frame, side: float) -> Stamp:
    """Return a two-dimensional code with solid borders, or with squares in its corners, or round dots."""
    cells = int(np.clip(side / rng.uniform(2, 9), 8, 30))
    code = rng.random((cells, cells)) < rng.uniform(0.4, 0.6)
    if rng.random() < 0.5:
        code[:, 0], code[-1], code[0], code[:, -1] = True, True, np.arange(cells) % 2 == 0, np.arange(cells) % 2 == 1
    else:
        for row, column in ((0, 0), (0, cells - 7), (cells - 7, 0)):
            _finder(code[max(0, row) : row + 7, max(0, column) : column + 7])
    if rng.random() < 0.2:
        return stamped(_dots(code, side), frame.centre, frame.angle_deg)
    return stamped(_scaled(code, (side, side)), frame.centre, frame.angle_deg)


def ticks(frames: list[Frame], long_px: float, width_px: float) -> Outline:
    """Return a tick at each of `frames`, along its x axis from its origin on, as one outline."""
    return Outline(tuple(each.rectangle((long_px / 2, 0), (long_px, width_px)) for each in frames))


def around(centre: tuple[float, float], radius: float, first_deg: float, last_deg: float, count: int) -> list[Frame]:
    """Return `count` frames on an arc, their x axes pointing inwards."""
    made: list[Frame] = []
    for turn in np.linspace(first_deg, last_deg, count).tolist():
        angle = math.radians(turn)
        made.append(Frame((centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)), turn + 180))
    return made


def sector(centre: tuple[float, float], radii: tuple[float, float], first_deg: float, last_deg: float) -> Outline:
    """Return the part of a ring between two angles."""
    angle = np.radians(np.linspace(first_deg, last_deg, 16))
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    contour = np.concatenate([radii[0] * way, radii[1] * way[::-1]]) + np.array(centre)
    return Outline((contour.astype(np.float32),))


def rosette(rng: Generator, centre: tuple[float, float], radius: float) -> Points:
    """Return a closed line that winds about `centre`, as on notes and certificates."""
    angle = np.linspace(0, 2 * np.pi, 220, endpoint=False)
    waves, turns = int(rng.integers(3, 17)), int(pick(rng, (1, 2, 3)))
    away = radius * (0.7 + 0.3 * np.sin(waves * angle) * rng.uniform(0.3, 1.0))
    x, y = away * np.cos(turns * angle), away * np.sin(turns * angle) * rng.uniform(0.6, 1.0)
    return np.asarray(np.stack([x, y], axis=1) + np.array(centre), np.float32)


def emblem(rng: Generator, frame: Frame, radius: float, colours: list[Colour], group: int) -> list[Piece]:
    """Return an emblem made of a few shapes about one middle, as one component."""
    inks = [Finish(each) for each in colours]
    kind, middle = int(rng.integers(5)), frame.centre
    if kind == 0:
        rings = [frame.ring((0, 0), radius * each, radius * (each - 0.14)) for each in (1.0, 0.72, 0.44)]
        return [Piece(each, pick(rng, inks), group=group) for each in rings]
    if kind == 1:
        corners, inner = int(rng.integers(5, 13)), float(rng.uniform(0.35, 0.8))
        spikes = [radius * (1.0 if number % 2 else inner) for number in range(2 * corners)]
        angle = [math.pi * number / corners for number in range(2 * corners)]
        star = [(each * math.cos(turn), each * math.sin(turn)) for each, turn in zip(spikes, angle, strict=True)]
        back = Piece(frame.disc((0, 0), 1.1 * radius), inks[0], group=group)
        return [back, Piece(Outline((frame.points(star),)), inks[1], group=group)]
    if kind == 2:
        levels = np.linspace(-0.8, 0.8, int(rng.integers(3, 6))).tolist()
        lines = [frame.line([(-radius, y * radius), (radius * (1 - abs(y)), y * radius)], 0.2 * radius) for y in levels]
        return [Piece(each, pick(rng, inks), group=group) for each in lines]
    if kind == 3:
        shape = blob(rng, middle, radius, 0.5)
        return [Piece(Outline((shape,)), inks[0], group=group), Piece(Stroke(shape, 0.1 * radius, closed=True), inks[1], group=group)]  # noqa: E501  # fmt: skip
    return [Piece(anything(rng, frame.at(0.3 * radius * k, 0), 0.8 * radius), inks[k % len(inks)], group=group) for k in range(3)]  # noqa: E501  # fmt: skip


def _finder(cells: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
    """Draw a square within a square into a corner of a code."""
    cells[:], cells[1:-1, 1:-1], cells[2:-2, 2:-2] = True, False, True


def _scaled(code: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], sides: tuple[float, float]) -> Mask:
    size = max(2, round(sides[0])), max(2, round(sides[1]))
    large = cv2.resize(code.astype(np.uint8) * 255, (4 * size[0], 4 * size[1]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)


def _dots(code: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], side: float) -> Mask:
    pitch = max(3, round(side / len(code)))
    dot = np.zeros((pitch, pitch), np.uint8)
    cv2.circle(dot, (8 * pitch - 8, 8 * pitch - 8), round(7.0 * pitch), 255, -1, cv2.LINE_AA, 4)
    spread = np.kron(code.astype(np.uint8), np.ones((pitch, pitch), np.uint8))
    return np.asarray(spread * np.tile(dot, code.shape), np.uint8)
