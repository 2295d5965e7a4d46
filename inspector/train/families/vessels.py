"""What packaging is made of: caps with their rims, ring pulls, tubes, and cells in rows."""

import math
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.families.codes import around, ticks
from inspector.train.families.contours import oval
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.lettering import LETTERS, draw_hand, lettered, letters, made_up, worded
from inspector.train.scene import Finish, Outline, Piece

MOST_CELLS: Final = 18


def cells(whole: Frame, size_px: int, pitches: tuple[float, float], shift: NDArray[np.float64]) -> list[Frame]:
    """Return frames in rows and columns that cover the canvas, up to 18, the nearest to its middle first."""
    reach = math.ceil(size_px / min(pitches) / 2) + 1
    steps = [(row, column) for row in range(-reach, reach + 1) for column in range(-reach, reach + 1)]
    steps.sort(key=lambda step: step[0] ** 2 + step[1] ** 2)
    made = [whole.frame(j * pitches[0] + float(shift[0]), i * pitches[1] + float(shift[1])) for i, j in steps]
    half = 0.3 * min(pitches)
    return [each for each in made if min(each.centre) > -half and max(each.centre) < size_px + half][:MOST_CELLS]


def cap(rng: Generator, frame: Frame, radius: float, surfaces: tuple[Finish, Finish], group: int) -> list[Piece]:
    """Return a cap from above: rim with teeth or ribs, steps, words along the edge; `surfaces` are body and ink."""
    surface, ink = surfaces
    high, teeth = float(rng.uniform(1.5, 5)), int(rng.integers(18, 30))
    angle = np.linspace(0, 2 * math.pi, 6 * teeth, endpoint=False)
    wave = radius * (1 + float(pick(rng, (0.0, 0.02, 0.05))) * np.sign(np.sin(teeth * angle)))
    rim = frame.points(list(zip((wave * np.cos(angle)).tolist(), (wave * np.sin(angle)).tolist(), strict=True)))
    pieces = [Piece(Outline((rim,)), surface, high, group=group)]
    if rng.random() < 0.5:
        ribs = around(frame.centre, 0.98 * radius, frame.angle_deg, frame.angle_deg + 354, 2 * teeth)
        pieces.append(Piece(ticks(ribs, 0.1 * radius, 0.05 * radius), surface, 1.2, group=group + 1))
    for share in sorted(rng.uniform(0.45, 0.9, int(rng.integers(1, 4))).tolist(), reverse=True):
        step = float(rng.uniform(0.5, 2.5)) * float(pick(rng, (-1, 1)))
        pieces.append(Piece(frame.disc((0, 0), share * radius, 48), surface, step, group=group))
    if rng.random() < 0.6:
        pieces += round_text(rng, frame, 0.66 * radius, ink, group + 2)
    return pieces


def round_text(rng: Generator, frame: Frame, radius: float, ink: Finish, group: int) -> list[Piece]:
    """Return words along a circle, each character a component."""
    text, high, pieces = letters(rng, LETTERS, 5, 14), 0.22 * radius, list[Piece]()
    hand = draw_hand(rng, high)
    for number, letter in enumerate(text):
        turn = frame.angle_deg + number * min(24.0, 340 / len(text))
        place = frame.centre[0] + radius * math.cos(math.radians(turn)), frame.centre[1] + radius * math.sin(math.radians(turn))  # noqa: E501  # fmt: skip
        own = draw_hand(np.random.default_rng(hand.font), high, turn + 90)
        pieces.append(worded(own, letter, place, ink, group + number))
    return pieces


def pull(rng: Generator, frame: Frame, long: float, metal: Finish, group: int) -> list[Piece]:
    """Return a ring pull of `long` px on its rivet."""
    wide = long * float(rng.uniform(0.5, 0.75))
    middle = frame.at(0.32 * long, 0)
    outer, hole = (oval(middle, (each * long, each * wide), frame.angle_deg) for each in (0.6, 0.3))
    tab = Piece(Outline((outer, hole + np.float32(0.06 * long))), metal, 2.0, group=group)
    rivet = [Piece(frame.disc((0, 0), each * long, 28), metal, 1.5, group=group + 1) for each in (0.12, 0.07)]
    return [tab, *rivet]


def tube(
    rng: Generator, frame: Frame, sides: tuple[float, float], surfaces: tuple[Finish, Finish, Finish], group: int
) -> list[Piece]:
    """Return a tube along x, its surfaces body, cap and ink."""
    (long, wide), (body, top, ink) = sides, surfaces
    contour = frame.points([(-0.4 * long, -wide / 2), (0.3 * long, -wide / 2), (0.36 * long, -0.3 * wide),
                            (0.36 * long, 0.3 * wide), (0.3 * long, wide / 2), (-0.4 * long, wide / 2)])  # fmt: skip
    pieces = [Piece(Outline((contour,)), body, 3.0, group=group)]
    for share, opacity in ((0.8, 0.12), (0.5, 0.12), (0.2, 0.15)):
        light = frame.box((-0.05 * long, -0.08 * wide), (0.7 * long, share * wide), 0.1 * wide)
        pieces.append(Piece(light, Finish((0.95, 0.95, 0.95)), 1.0, opacity, group=group))
    end = frame.box((0.42 * long, 0), (0.14 * long, 0.72 * wide), 0.03 * wide)
    pieces.append(Piece(end, top, 3.0, group=group + 1))
    ribs = [frame.frame(0.36 * long, y * wide) for y in np.linspace(-0.32, 0.32, 11).tolist()]
    pieces.append(Piece(ticks(ribs, 0.11 * long, 0.03 * wide), top, 1.0, group=group + 1))
    crimp = [frame.frame(-0.4 * long, y * wide) for y in np.linspace(-0.46, 0.46, 14).tolist()]
    pieces.append(Piece(ticks(crimp, 0.06 * long, 0.03 * wide), body, -1.5, group=group + 2))
    band = frame.box((float(rng.uniform(-0.2, 0.2)) * long, 0), (0.06 * long, wide))
    pieces.append(Piece(band, top, opacity=0.8, group=group + 3))
    hand = draw_hand(rng, 0.3 * wide, frame.angle_deg)
    return [*pieces, *lettered(hand, made_up(rng), frame.at(-0.05 * long, 0), ink, group + 4)]
