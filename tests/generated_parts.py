"""Two small kinds of parts and textures without a pattern, for the tests of what trains the network."""

import hashlib

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.pairs import TrainingPair
from inspector.train.scene import Finish, Outline, Piece, Scene, Stamp, Stroke, ellipse, rectangle


class Flat:
    """Implements `Textures` with one even level at each place."""

    def patch(self, kind: str, place: int, size_px: int, scale: float, angle_deg: float) -> NDArray[np.float32]:
        del kind, scale, angle_deg
        return np.full((size_px, size_px), place % 101 / 50 - 1, np.float32)

    def surroundings(self, place: int) -> NDArray[np.float32]:
        del place
        return np.tile(np.linspace(0, 1, 512, dtype=np.float32), (512, 1))


def coins(rng: Generator, size_px: int) -> Scene:
    """Return four raised discs with a bar and a mark on each."""
    pieces = []
    for group in range(4):
        centre = float(size_px * (0.3 + 0.4 * (group % 2))), float(size_px * (0.3 + 0.4 * (group // 2)))
        face = Finish((0.7, 0.3, float(rng.uniform(0.2, 0.8))), "grain", 0.05, gloss=0.3, printed=True)
        bar = rectangle((centre[0] + 4, centre[1]), (0.2 * size_px, 0.05 * size_px), 20)
        mark = np.full((8, 14), 255, np.uint8)
        mark[2:6, 3:9] = 0
        pieces += [
            Piece(Outline((ellipse(centre, (0.15 * size_px, 0.15 * size_px)),)), face, 3.0, group=group),
            Piece(Outline((bar,)), Finish((0.1, 0.1, 0.15)), 1.0, group=group),
            Piece(Stamp(mark, (centre[0] - 7, centre[1] + 6)), Finish((0.9, 0.9, 0.9)), group=group),
        ]
    return Scene("coins", size_px, Finish((0.4, 0.42, 0.45)), tuple(pieces))


def tracks(rng: Generator, size_px: int) -> Scene:
    """Return bright lines on dark ground, fit to be made black and white."""
    lines = []
    for row in np.linspace(0.15, 0.85, 5):
        points = np.array([(0.1, row), (0.5, row), (0.9, row + 0.05)], np.float32) * size_px
        lines.append(Piece(Stroke(points, float(rng.uniform(5, 8))), Finish((0.9, 0.9, 0.9))))
    return Scene("tracks", size_px, Finish((0.1, 0.1, 0.1)), tuple(lines), relief=0.0, two_level=True)


def digest(pair: TrainingPair) -> str:
    """Return a hash of all of a pair's pictures."""
    pictures = pair.goldens, pair.good, pair.capture, pair.label
    return hashlib.sha256(b"".join(each.tobytes() for each in pictures)).hexdigest()
