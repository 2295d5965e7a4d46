"""Bottles and jars from the front, standing on a conveyor."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.bodies import DARK, LIGHT, barrel, scene_of, written
from inspector.train.families.codes import emblem, ticks
from inspector.train.families.colours import colour, warm
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.surfaces import bench, metal, plastic, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke


def bottles_packed(rng: Generator, size_px: int) -> Scene:
    """Bottles and jars from the front on a conveyor: fill level, cap, tamper ring, labels with print, a date."""
    tall, seed = size_px * between(rng, 0.6, 1.7), int(rng.integers(1 << 30))
    wide = tall * (rng.uniform(0.22, 0.42) if rng.random() < 0.6 else rng.uniform(0.5, 0.9))
    count, start = int(np.clip(size_px / wide, 1, 3)), rng.uniform(0.35, 0.65)
    y = size_px / 2 + rng.uniform(-0.5, 0.5) * max(0.1 * size_px, tall - 0.7 * size_px)
    bright = rng.random() < 0.5
    ground = Finish(colour(rng, rng.uniform(0.7, 0.95), 0.06)) if bright else bench(rng)
    pieces = _conveyor(rng, size_px, y + tall / 2)
    for number in range(count):
        frame = Frame((size_px * (number + start) / count, y))
        pieces += _bottle(np.random.default_rng(seed), frame, (tall, wide), 12 * number, bright=bright)
    return scene_of(rng, "bottles_packed", size_px, ground, pieces, 2.0)


def _conveyor(rng: Generator, size_px: int, floor: float) -> list[Piece]:
    """Return belt and rail: behind and under what stands on `floor`."""
    steel, belt = metal(rng, ("brushed", "grain")), plastic(rng, colour(rng, rng.uniform(0.05, 0.5), 0.1))
    frame, pieces = Frame((size_px / 2, floor)), list[Piece]()
    if rng.random() < 0.5:
        level, thick = -rng.uniform(0.1, 0.8) * size_px, size_px * between(rng, 0.02, 0.08)
        rail = frame.rectangle((0, level), (2 * size_px, thick))
        pieces += [Piece(Outline((rail,)), steel), *barrel(frame.frame(0, level), rail, thick / 2, -0.5)]
    if floor < size_px:
        pieces.append(Piece(frame.box((0, size_px / 2 - 1), (2 * size_px, size_px)), belt, 2.0))
        links = [Frame((x, floor + 2), 90.0) for x in np.arange(0, size_px, size_px * rng.uniform(0.06, 0.3)).tolist()]
        pieces.append(Piece(ticks(links, 0.2 * size_px, 1.5), toned(belt, 0.5), -1.0))
    return pieces


def _bottle(rng: Generator, frame: Frame, sides: tuple[float, float], group: int, *, bright: bool) -> list[Piece]:
    """Return a bottle or jar standing about `frame`: glass, filling, labels, edges, cap, date."""
    (tall, wide), jar = sides, sides[1] > 0.45 * sides[0]
    mouth, neck = rng.uniform(0.75, 0.92) if jar else rng.uniform(0.28, 0.5), rng.uniform(0.06, 0.1 if jar else 0.32)
    chest = neck + (rng.uniform(0.03, 0.08) if jar else rng.uniform(0.08, 0.3))
    body, light, clear = _silhouette(frame, sides, (mouth, neck, chest)), rng.uniform(-1, 1), rng.random() < 0.75
    glass = Finish(vivid(rng), gloss=rng.uniform(0, 0.3))
    pieces = [Piece(Outline((body,)), glass, 3.0, rng.uniform(0.12, 0.45) if clear else 1.0)]
    if clear:
        pieces += _filling(rng, frame, body, (tall, wide, rng.uniform(0.6, 1.1) * chest), group)
    room = 0.97 - chest
    if rng.random() < 0.85:
        own = frame.frame(0, (chest + 0.5 * room - 0.5) * tall)
        pieces += _label(
            rng, own, (wide * pick(rng, (1.0, 1.0, 0.75)), room * rng.uniform(0.4, 0.85) * tall), group + 2
        )
    if not jar and neck > 0.2 and rng.random() < 0.5:
        band = frame.box((0, (0.85 * neck - 0.5) * tall), (mouth * wide, 0.25 * neck * tall))
        pieces.append(Piece(band, Finish(vivid(rng)), 0.3, group=group + 4))
    pieces += barrel(Frame(frame.centre, 90.0), body, wide / 2, light, rng.uniform(0.1, 0.7))
    edge = Stroke(body, max(1.0, 0.025 * wide), closed=True)
    pieces.append(Piece(edge, DARK if bright else LIGHT, 0.0, rng.uniform(0.2, 0.7)))
    high = tall * (rng.uniform(0.6, 1.0) * neck if jar else rng.uniform(0.06, 0.1))
    pieces += _cap(rng, frame.frame(0, -tall / 2), (rng.uniform(1.08, 1.25) * mouth * wide, high), group + 6)
    dated = frame.frame(0, (chest - 0.5 + 0.3 * room * rng.uniform(-0.2, 0.2)) * tall)
    return [*pieces, written(rng, dated, (0.6 * wide, 0.1 * wide), DARK if sum(glass.bgr) > 1 else LIGHT, group + 8)]


def _silhouette(frame: Frame, sides: tuple[float, float], shares: tuple[float, float, float]) -> Points:
    """Return a bottle standing about `frame`: `shares` are its mouth, where its neck ends and its body begins."""
    (tall, wide), (mouth, neck, chest) = sides, shares
    turn = np.linspace(0, np.pi, 9)
    x = np.concatenate([[mouth, mouth], mouth + (1 - mouth) * (1 - np.cos(turn)) / 2, [1, 0.9]]) * wide / 2
    y = (np.concatenate([[0, neck], neck + (chest - neck) * turn / np.pi, [0.97, 1]]) - 0.5) * tall
    right = np.stack([x, y], axis=1)
    return np.asarray(np.concatenate([right, right[::-1] * (-1, 1)]) + np.array(frame.centre), np.float32)


def _filling(rng: Generator, frame: Frame, body: Points, size: tuple[float, float, float], group: int) -> list[Piece]:
    """Return what is in a bottle up to the last of `size`, a share of its height from the top, and its surface."""
    tall, wide, share = size
    fluid = Finish(warm(rng, 0.15, 0.85) if rng.random() < 0.5 else vivid(rng))
    level, low = frame.centre[1] + (share - 0.5) * tall, body.copy()
    low[:, 0] = (low[:, 0] - frame.centre[0]) * np.float32(0.93) + np.float32(frame.centre[0])
    low[:, 1] = np.clip(low[:, 1], level, frame.centre[1] + 0.485 * tall)
    at = low[np.abs(low[:, 1] - level) < 0.5][:, 0]
    line = np.array([(at.min(), level), (at.max(), level)], np.float32)
    brim = Piece(Stroke(line, max(1.2, 0.03 * wide)), toned(fluid, rng.uniform(0.4, 1.4)), 0.0, 0.8, group=group)
    return [Piece(Outline((low,)), fluid, 0.0, rng.uniform(0.5, 1.0), group=group), brim]


def _label(rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return a label: paper, a band, an emblem, a word."""
    wide, high = sides
    paper = Finish(colour(rng, rng.uniform(0.7, 0.95), 0.3) if rng.random() < 0.6 else vivid(rng))
    ink, inks = ink_on(rng, paper.bgr), [vivid(rng) for _ in range(3)]
    pieces = [Piece(frame.box((0, 0), sides, pick(rng, (0.0, 0.0, 0.08)) * wide), paper, 0.4, group=group)]
    band = frame.box((0, pick(rng, (-0.42, 0.38, 0.44)) * high), (wide, rng.uniform(0.06, 0.2) * high))
    pieces.append(Piece(band, Finish(inks[0]), group=group))
    if high > 0.3 * wide:
        pieces += emblem(rng, frame.frame(0, -0.12 * high), 0.2 * min(wide, high), inks, group)
    pieces.append(written(rng, frame.frame(0, 0.22 * high), (0.75 * wide, 0.16 * high), ink, group))
    return pieces


def _cap(rng: Generator, frame: Frame, sides: tuple[float, float], group: int) -> list[Piece]:
    """Return a cap from the side, its upper edge at the frame: ribs, and a tamper ring under it."""
    wide, high = sides
    surface = plastic(rng, vivid(rng)) if rng.random() < 0.7 else metal(rng, ("brushed", "grain"))
    body = frame.rectangle((0, 0.4 * high), (wide, high), 0.1 * high)
    lines = [frame.frame(0.48 * x * wide, 0, 90) for x in np.sin(np.linspace(-1.4, 1.4, 15)).tolist()]
    ribs = ticks(lines, 0.8 * high, 0.03 * wide)
    pieces = [Piece(Outline((body,)), surface, 2.0, group=group)]
    if rng.random() < 0.7:
        pieces.append(Piece(ribs, toned(surface, 0.6), -0.5, 0.7, group=group))
    if rng.random() < 0.6:
        ring = frame.box((0, 1.08 * high), (0.98 * wide, 0.22 * high), 0.05 * high)
        pieces.append(Piece(ring, surface, 1.5, group=group + 1))
    return [*pieces, *barrel(frame.frame(0, 0, 90), body, wide / 2, rng.uniform(-1, 1), 0.3, group)]


FAMILIES: Final[dict[str, Design]] = {"bottles_packed": bottles_packed}
