"""Textures of cloth, fibre, mesh and print: repeating, but never quite."""

from typing import Final

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.texture_fields import (
    PAD_PX,
    TILE_PX,
    Field,
    Kind,
    bent,
    correlated,
    power_law,
    softened,
    stamped,
    waves,
    white,
)

PITCHES_PX: Final = (4, 8, 8, 16, 16, 32)


def weave(rng: Generator) -> Field:
    """Plain weave."""
    return _interlaced(rng, 2, 1)


def twill(rng: Generator) -> Field:
    """Twill: over two or three threads, one step aside in each row."""
    return _interlaced(rng, 4, int(rng.integers(1, 3)))


def satin(rng: Generator) -> Field:
    """Satin: long floats of thread."""
    return _interlaced(rng, 8, 1)


def carbon(rng: Generator) -> Field:
    """Carbon fibre twill: flat tows, bright or dark by their direction, with the fibres in them."""
    pitch = int(rng.choice([16, 32, 64]))
    column, row = _index(pitch)
    over = ((column + row) % 4) < 2
    along, across = correlated(rng, 30, 0.6), correlated(rng, 0.6, 30)
    edge = np.minimum(_hump(waves(pitch)), _hump(waves(pitch, np.pi / 2)))
    made = np.where(over, 0.8 + 0.3 * along, -0.6 + 0.3 * across) * (0.4 + 0.6 * edge)
    return softened(made.astype(np.float32), 0.7)


def knit(rng: Generator) -> Field:
    """Rows of V-shaped loops."""
    wale, course = int(rng.choice([8, 16, 32])), int(rng.choice([8, 16]))
    across = waves(wale)
    lean = np.abs(across % 1 - 0.5) * rng.uniform(0.8, 1.6)
    loops = np.cos(2 * np.pi * (waves(course, np.pi / 2) + lean))
    leg = np.abs(np.sin(2 * np.pi * across)) ** 0.6
    made = (loops * 0.6 + 0.6) * leg + 0.15 * correlated(rng, 1.2, 1.2)
    return _uneven(rng, made.astype(np.float32), 0.08 * wale)


def mesh(rng: Generator) -> Field:
    """Bright bars round dark openings: square, slanted or six-cornered."""
    pitch, bar, kind = int(rng.choice(PITCHES_PX[1:])), rng.uniform(0.15, 0.4), rng.integers(3)
    angles = ((0.0, np.pi / 2), (0.8, -0.8), (0.0, np.pi / 3, -np.pi / 3))[int(kind)]
    bars = [np.abs((waves(pitch, angle) % 1) - 0.5) for angle in angles]
    made = np.tanh((bar - np.minimum.reduce(bars)) * pitch * 0.7)
    return _uneven(rng, made.astype(np.float32), 0.03 * pitch)


def perforated(rng: Generator) -> Field:
    """Round holes in rows, straight or offset."""
    pitch, share = int(rng.choice(PITCHES_PX[1:])), rng.uniform(0.1, 0.4)
    shift = 0.5 * (np.floor(waves(pitch, np.pi / 2)) % 2) if rng.random() < 0.5 else 0.0
    x, y = (waves(pitch) + shift) % 1 - 0.5, waves(pitch, np.pi / 2) % 1 - 0.5
    return np.asarray(np.tanh((np.hypot(x, y) - share) * pitch), np.float32)


def halftone(rng: Generator) -> Field:
    """Dots as printed, larger where it is darker."""
    pitch, angle = rng.uniform(3.5, 10), rng.uniform(0, np.pi / 2)
    screen = np.cos(2 * np.pi * waves(pitch, angle)) + np.cos(2 * np.pi * waves(pitch, angle + np.pi / 2))
    tone = correlated(rng, 60, 60) * rng.uniform(0.1, 0.6) + rng.uniform(-0.8, 0.8)
    return np.asarray(np.tanh((screen / 2 - tone) * 0.8 * pitch), np.float32)


def fibres(rng: Generator) -> Field:
    """Loose fibres over one another, as felt, insulation and chopped glass."""
    made = np.zeros((TILE_PX, TILE_PX), np.float32)
    points = rng.uniform(0, TILE_PX, (int(rng.choice([300, 900, 2500])), 2)).astype(np.float32)
    angle, spread = rng.uniform(0, np.pi), rng.choice([0.2, 0.7, 3.0])
    turns = rng.normal(angle, spread, 997)
    length = rng.uniform(12, PAD_PX / 2 - 2, 997)

    def fibre(field: Field, x: int, y: int) -> None:
        key = (x % TILE_PX * 31 + y % TILE_PX * 17) % 997
        along = length[key] * np.cos(turns[key]), length[key] * np.sin(turns[key])
        ends = (round(x - along[0]), round(y - along[1])), (round(x + along[0]), round(y + along[1]))
        cv2.line(field, *ends, float(np.sin(key)), 1 + int(key % 7 == 0), cv2.LINE_8)

    stamped(made, points, fibre)
    return softened(made, rng.uniform(0.6, 1.0))


def fur(rng: Generator) -> Field:
    """Hair that lies in one direction, more or less."""
    hair = correlated(rng, rng.uniform(8, 25), rng.uniform(0.5, 1.0))
    bend = correlated(rng, 40, 40) * rng.uniform(4, 14)
    return bent(hair, 0 * bend, bend) + np.float32(0.4) * correlated(rng, 20, 8)


def paper(rng: Generator) -> Field:
    """Paper or card: clouds of fibre, a few specks."""
    formation = power_law(rng, rng.uniform(0.5, 0.9), 2)
    specks = np.maximum(correlated(rng, 1.5, 0.8) - 2.6, 0)
    level = formation + 0.4 * correlated(rng, 5, 0.7) - rng.uniform(0, 3) * specks + 0.3 * white(rng)
    return np.asarray(level, np.float32)


def _interlaced(rng: Generator, repeat: int, over: int) -> Field:
    pitch = int(rng.choice(PITCHES_PX))
    column, row = _index(pitch)
    warp_over = ((column + row * (3 if repeat == 8 else 1)) % repeat) < over
    warp, weft = _hump(waves(pitch)), _hump(waves(pitch, np.pi / 2))
    twist = 0.15 * np.cos(2 * np.pi * (waves(max(4, pitch / 3), np.pi / 4)))
    made = np.where(warp_over, warp * (0.6 + 0.4 * weft) + 0.2, weft * (0.6 + 0.4 * warp) - 0.2) + twist
    slub = correlated(rng, 40, pitch / 3) + correlated(rng, pitch / 3, 40)
    return _uneven(rng, (made + rng.uniform(0, 0.15) * slub).astype(np.float32), 0.05 * pitch)


def _index(pitch_px: float) -> tuple[Field, Field]:
    return np.floor(waves(pitch_px)), np.floor(waves(pitch_px, np.pi / 2))


def _hump(phase: Field) -> Field:
    """Return how high a round thread stands, 1 at its middle, 0 at its sides."""
    return np.asarray(np.sqrt(np.abs(np.sin(np.pi * phase))), np.float32)


def _uneven(rng: Generator, field: Field, by_px: float) -> Field:
    return bent(field, correlated(rng, 14, 14) * np.float32(by_px), correlated(rng, 14, 14) * np.float32(by_px))


WOVEN: Final[dict[str, Kind]] = {
    "weave": weave,
    "twill": twill,
    "satin": satin,
    "carbon": carbon,
    "knit": knit,
    "mesh": mesh,
    "perforated": perforated,
    "halftone": halftone,
    "fibres": fibres,
    "fur": fur,
    "paper": paper,
}
