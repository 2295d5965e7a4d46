"""Panels with what is welded and pressed into them: nuts, studs, clinch points, bushes, spot-welded straps."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.profiles import disc
from inspector.train.families.seams import TINTS
from inspector.train.families.shades import glow
from inspector.train.families.solids import MOST, Skins, bright, nut, punched, sheet, staged
from inspector.train.families.surfaces import bench, deep, metal, toned
from inspector.train.scene import Finish, Piece, Scene


def weld_nuts(rng: Generator, size_px: int) -> Scene:
    """Weld nuts, studs, clinch points and spot-welded straps on a panel, burnt and sooty about them."""
    panel, dark, frame = sheet(rng), deep(rng), Frame((size_px / 2, size_px / 2), square_turn(rng, 2.0))
    radius, fixing = size_px * between(rng, 0.035, 0.15), bright(rng) if rng.random() < 0.5 else metal(rng)
    pieces = _pressed(rng, frame, size_px, panel)
    for group in range(60, 60 + int(rng.integers(0, 3))):
        x, y = (rng.uniform(-0.35, 0.35, 2) * size_px).tolist()
        own = frame.frame(x, y, float(pick(rng, (0, 90))))
        pieces += _spotted(rng, own, radius, sheet(rng), group)
    kinds, soot = rng.permutation(5)[:2].tolist(), Finish(pick(rng, TINTS))
    burnt, corners = float(rng.uniform(0, 0.5)), int(pick(rng, (6, 6, 4)))
    for group, (x, y) in enumerate(_pattern(rng, size_px, 3.4 * radius)[: (MOST - len(pieces)) // 6]):
        own = frame.frame(x, y, float(rng.uniform(0, 360)) if corners == 6 else float(rng.normal(0, 4)))
        pieces.append(Piece(glow(own.centre, (1.9 * radius, 1.9 * radius), 1.4), soot, 0.0, burnt))
        pieces += _fixing(kinds[group % 5 == 4], own, radius, (panel, dark, fixing), group, corners)
    return staged(rng, "weld_nuts", size_px, panel, pieces)


def _fixing(kind: int, own: Frame, radius: float, skins: Skins, group: int, corners: int) -> list[Piece]:
    """Return a nut over its hole, a stud, a clinch point, a collar nut or a pressed-in bush."""
    panel, dark, fixing = skins
    under = Piece(disc(own.centre, 0.5 * radius), dark, -3.0)
    if kind == 0:
        return [under, *nut(own, radius, (fixing, dark), group, corners)]
    if kind == 1:
        return _stepped(
            own.centre, radius, fixing, ((1.0, 0.9, 1.0), (0.55, 1.1, 7.0), (0.5, 0.6, 0.3), (0.42, 1.3, 0.3)), group
        )
    if kind == 2:
        return _stepped(own.centre, radius, panel, ((0.9, 1.15, 1.5), (0.66, 0.8, -3.0), (0.5, 1.05, 1.0)), group)
    collar = Piece(disc(own.centre, 1.25 * radius), toned(fixing, 0.9), 1.0, group=group)
    if kind == 3:
        return [under, collar, *nut(own, 0.95 * radius, (fixing, dark), group)]
    return [under, collar, *punched(own.centre, 0.6 * radius, (fixing, dark), group)]


def _stepped(
    place: Centre, radius: float, skin: Finish, steps: tuple[tuple[float, float, float], ...], group: int
) -> list[Piece]:
    """Return discs over one another: each a share of `radius`, its brightness, how far it rises."""
    return [Piece(disc(place, share * radius), toned(skin, tone), rise, group=group) for share, tone, rise in steps]


def _pressed(rng: Generator, frame: Frame, size_px: int, panel: Finish) -> list[Piece]:
    """Return what is pressed into a panel: beads, a sunk field, its own edge."""
    pieces: list[Piece] = []
    if rng.random() < 0.5:
        sides = size_px * between(rng, 0.4, 1.0), size_px * between(rng, 0.2, 0.8)
        place = (rng.uniform(-0.25, 0.25, 2) * size_px).tolist()
        pieces.append(Piece(frame.box((place[0], place[1]), sides, 0.15 * sides[1]), toned(panel, 0.95), -4.0))
    for y in (rng.uniform(-0.45, 0.45, int(rng.integers(0, 3))) * size_px).tolist():
        wide = size_px * between(rng, 0.02, 0.08)
        pieces.append(Piece(frame.box((0, y), (1.6 * size_px, wide), wide / 2), toned(panel, 1.05), 4.0))
    if rng.random() < 0.4:
        away = Frame(spot(rng, size_px, 0.1), frame.angle_deg).frame(0.9 * size_px, 0)
        pieces.append(Piece(away.box((0, 0), (size_px, 3 * size_px)), bench(rng), -4.0))
    return pieces


def _spotted(rng: Generator, own: Frame, radius: float, strap: Finish, group: int) -> list[Piece]:
    """Return a strap held by two to four spot welds."""
    count, wide = int(rng.integers(2, 5)), radius * float(rng.uniform(1.2, 2.4))
    pieces = [Piece(own.box((0, 0), (3.0 * count * radius, wide), 0.2 * wide), strap, 2.5, group=group)]
    for x in (np.arange(count) - (count - 1) / 2).tolist():
        place = own.at(2.6 * x * radius, 0)
        pieces.append(Piece(disc(place, 0.45 * radius), toned(strap, 0.7), -1.5, group=group))
        pieces.append(Piece(disc(place, 0.3 * radius), toned(strap, 1.05), -0.5, group=group))
    return pieces


def _pattern(rng: Generator, size_px: int, pitch: float) -> list[Centre]:
    """Return places of fixings about the middle: a row, a rectangle or a loose grid."""
    across, down = pick(rng, ((1, 1), (2, 1), (3, 1), (2, 2), (3, 2), (4, 2), (3, 3)))
    gap = min(pitch * float(rng.uniform(1.0, 2.5)), max(pitch, 0.9 * size_px / max(across, down)))
    loose, shift = rng.normal(0, 0.08, (across * down, 2)) * pitch, rng.uniform(-0.12, 0.12, 2) * size_px
    steps = np.indices((across, down)).reshape(2, -1).T - (np.array([across, down]) - 1) / 2
    return [(x, y) for x, y in (steps * gap + loose + shift).tolist()]


FAMILIES: Final[dict[str, Design]] = {"weld_nuts": weld_nuts}
