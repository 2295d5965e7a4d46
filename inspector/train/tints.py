"""Finishes of what goes wrong: other colours, from hardly visible to the other end of the range."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from inspector.train.faulty import Faulty
from inspector.train.marks import log_uniform
from inspector.train.scene import Finish


def shifted(rng: Generator, finish: Finish, lowest: float = 0.06) -> Finish:
    """Return `finish` in another colour: brighter, darker or of another hue, by `lowest` to 0.8 of the range."""
    change = log_uniform(rng, lowest, 0.8) * _tint(rng)
    middle = float(np.mean(finish.bgr))
    sign = rng.choice([-1.0, 1.0]) if 0.25 < middle < 0.75 else np.sign(0.5 - middle)
    return replace(finish, bgr=_clipped(np.array(finish.bgr) + sign * change))


def another(rng: Generator, faulty: Faulty, finish: Finish) -> Finish:
    """Return a finish that can be told from `finish`: one of the part's own, a shift of it, or any."""
    if faulty.scene.two_level:
        return opposite(faulty, finish)
    kind = rng.random()
    if kind < 0.5:
        return replace(shifted(rng, finish), texture=finish.texture if rng.random() < 0.5 else "")
    others = [each for each in own_finishes(faulty) if contrast(each, finish) > 0.05]
    if kind < 0.8 and others:
        return others[int(rng.integers(len(others)))]
    return plain(rng)


def plain(rng: Generator) -> Finish:
    """Return any colour without texture: dark dirt, bright metal, a grey or vivid fibre."""
    grey = rng.beta(0.7, 0.7)
    vivid = rng.beta(0.6, 2.0)
    bgr = grey + vivid * rng.uniform(-0.5, 0.5, 3)
    return Finish(_clipped(bgr), gloss=float(rng.choice([0.0, 0.0, rng.uniform(0.1, 0.9)])))


def opposite(faulty: Faulty, finish: Finish) -> Finish:
    """Return the part's finish that differs most from `finish`."""
    return max(own_finishes(faulty), key=lambda each: contrast(each, finish))


def own_finishes(faulty: Faulty) -> list[Finish]:
    """Return the part's finishes, each once, in the order of the drawing."""
    scene = faulty.scene
    return list(dict.fromkeys([scene.background, *(piece.finish for piece in scene.pieces)]))


def contrast(first: Finish, second: Finish) -> float:
    """Return the largest difference of two colours' channels."""
    return max(abs(a - b) for a, b in zip(first.bgr, second.bgr, strict=True))


def _tint(rng: Generator) -> np.ndarray:
    grey = rng.random() < 0.6
    return np.ones(3) if grey else np.clip(rng.uniform(-1, 1, 3) * 1.4, -1, 1)


def _clipped(bgr: np.ndarray) -> tuple[float, float, float]:
    blue, green, red = np.clip(bgr, 0.01, 0.99).tolist()
    return float(blue), float(green), float(red)
