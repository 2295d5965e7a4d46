"""Small plugs and sockets: shells, tongues, contacts and latches from the front; shells, moulding and relief aside."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour, finish
from inspector.train.families.contours import oval
from inspector.train.families.design import Design
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.grids import DARK, staged
from inspector.train.families.plug_sides import SIDES, Maker, Surfaces
from inspector.train.families.rounds import strip
from inspector.train.families.surfaces import MOULDED, bench, toned, vivid
from inspector.train.scene import Finish, Outline, Piece, Scene


def plugs_small(rng: Generator, size_px: int) -> Scene:
    """USB, picture, network, audio and power plugs and sockets: shell, tongue and contacts, or the whole plug aside."""
    surfaces = _surfaces(rng)
    wide = size_px * between(rng, 0.25, 1.3)
    count = 1 if wide > 0.55 * size_px else int(rng.integers(1, 4))
    turn, seed, face = square_turn(rng, 2.0), int(rng.integers(1 << 30)), rng.random() < 0.55
    whole = Frame(spot(rng, size_px, 0.35) if count == 1 else (size_px / 2, size_px / 2), turn)
    make = pick(rng, FACES if face else SIDES)
    pieces: list[Piece] = []
    board = Finish(colour(rng, float(rng.uniform(0.05, 0.4)), 0.7, float(pick(rng, (0.35, 0.6, 0.0)))), "grain", 0.02)
    if face and rng.random() < 0.5:
        pieces.append(Piece(whole.box((0, 0.75 * size_px), (4 * size_px, 1.3 * size_px)), board, 0.5))
    for number in range(count):
        own = whole.frame(0, (number - (count - 1) / 2) * size_px / count, float(rng.normal(0, 0.5)))
        pieces += make(np.random.default_rng(seed), own, wide, surfaces, 30 * number)
    return staged(rng, "plugs_small", size_px, bench(rng), pieces, 2.0)


def _surfaces(rng: Generator) -> Surfaces:
    """Return the metal of the shell, gilded contacts, and plastic."""
    tone = float(rng.uniform(0.4, 0.75))
    shell = finish(rng, (tone, tone, tone), ("brushed", "grain", "ground"), 0.06, float(rng.uniform(0.1, 0.6)))
    gold = Finish(
        colour(rng, float(rng.uniform(0.4, 0.6)), float(pick(rng, (0.5, 0.7, 0.05))), 0.125),
        gloss=float(rng.uniform(0, 0.4)),
    )
    bgr = vivid(rng) if rng.random() < 0.35 else colour(rng, float(pick(rng, (0.04, 0.06, 0.3, 0.85))), 0.03)
    return shell, gold, finish(rng, bgr, MOULDED, 0.04, float(pick(rng, (0.0, 0.1, 0.25))))


def _contacts(
    rng: Generator, frame: Frame, room: tuple[float, float], count: int, surfaces: tuple[Finish, float], group: int
) -> list[Piece]:
    """Return `count` contacts side by side over `room`, of a finish and a share of their pitch wide."""
    (long, tall), (gold, share) = room, surfaces
    pitch, shift = long / count, float(rng.uniform(-0.1, 0.1)) * tall
    places = [(number - (count - 1) / 2) * pitch for number in range(count)]
    return [
        Piece(frame.box((x, shift), (share * pitch, tall), 0.15 * share * pitch), gold, 0.8, group=group + number)
        for number, x in enumerate(places)
    ]


def _usb_a(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return the front of a flat plug: folded shell, tongue at one side of the opening, four contacts on it."""
    shell, gold, plastic = surfaces
    high, wall = 0.375 * wide, 0.035 * wide
    pieces = [Piece(frame.box((0, 0), (wide, high), 0.04 * wide), shell, 3.0, group=group)]
    pieces.append(Piece(frame.box((0, 0), (wide - 2 * wall, high - 2 * wall), 0.02 * wide), DARK, -4.0, group=group))
    tongue = frame.frame(0, float(pick(rng, (-0.18, 0.18))) * high)
    pieces.append(Piece(tongue.box((0, 0), (0.88 * wide, 0.4 * high)), plastic, 2.0, group=group + 1))
    pieces += _contacts(rng, tongue, (0.76 * wide, 0.14 * high), 4, (gold, 0.45), group + 2)
    for x in (-0.25, 0.25):
        spring = frame.box((x * wide, 0.5 * high - 1.2 * wall), (0.16 * wide, 1.2 * wall), 0.5 * wall)
        pieces.append(Piece(spring, toned(shell, 0.8), 1.0, group=group + 8))
    return pieces


def _usb_c(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return the front of an oval socket: shell, dark opening, thin tongue with a dozen contacts at each side."""
    shell, gold, plastic = surfaces
    high, wall = 0.37 * wide, 0.03 * wide
    pieces = [Piece(frame.box((0, 0), (wide, high), 0.5 * high), shell, 3.0, group=group)]
    inner = wide - 2 * wall, high - 2 * wall
    pieces.append(Piece(frame.box((0, 0), inner, 0.5 * inner[1]), DARK, -4.0, group=group))
    pieces.append(Piece(frame.box((0, 0), (0.76 * wide, 0.3 * high), 0.1 * high), plastic, 2.0, group=group + 1))
    for side in (-1, 1):
        row = frame.frame(0, 0.14 * side * high)
        pieces += _contacts(rng, row, (0.68 * wide, 0.07 * high), 12, (gold, 0.55), group + 2 + 6 * (side + 1))
    return pieces


def _slanted(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return the front of a shell with slanted lower corners: few contacts or two rows of many, on a tongue."""
    shell, gold, plastic = surfaces
    high, cut, wall = wide * float(rng.uniform(0.28, 0.4)), wide * float(rng.uniform(0.08, 0.16)), 0.04 * wide

    def outline(by: float) -> list[tuple[float, float]]:
        x, y = wide / 2 - by, high / 2 - by
        return [(-x, -y), (x, -y), (x, 0.1 * high), (x - cut, y), (-x + cut, y), (-x, 0.1 * high)]

    pieces = [strip(frame, outline(0), shell, 3.0, group), strip(frame, outline(wall), DARK, -4.0, group)]
    level = float(rng.uniform(-0.15, 0.1)) * high
    pieces.append(Piece(frame.box((0, level), (0.74 * wide, 0.26 * high)), plastic, 2.0, group=group + 1))
    many = int(pick(rng, (5, 5, 9, 10)))
    for side in (-1, 1) if many > 5 else (1,):
        row = frame.frame(0, level + 0.1 * side * high)
        pieces += _contacts(rng, row, (0.68 * wide, 0.09 * high), many, (gold, 0.5), group + 2 + 5 * (side + 1))
    ears = [
        Piece(frame.box((x * wide, 0.3 * high), (0.05 * wide, 0.5 * high)), toned(shell, 0.9), 2.0, group=group + 25)
        for x in (-0.53, 0.53)
    ]
    return [*ears, *pieces] if rng.random() < 0.5 else pieces


def _network(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return the front of a network socket: box, stepped opening, eight springs, two lamps."""
    shell, gold, plastic = surfaces
    high, body = 0.85 * wide, pick(rng, (shell, plastic))
    pieces = [Piece(frame.box((0, 0), (wide, high), 0.02 * wide), body, 4.0, group=group)]
    opening = [(-0.36, -0.34), (0.36, -0.34), (0.36, 0.2), (0.2, 0.2), (0.2, 0.3), (0.1, 0.3), (0.1, 0.4), (-0.1, 0.4),
               (-0.1, 0.3), (-0.2, 0.3), (-0.2, 0.2), (-0.36, 0.2)]  # fmt: skip
    pieces.append(strip(frame, [(x * wide, y * high) for x, y in opening], DARK, -4.0, group))
    count = int(pick(rng, (8, 8, 6, 4)))
    pieces += _contacts(rng, frame.frame(0, -0.17 * high), (0.62 * wide, 0.28 * high), count, (gold, 0.4), group + 1)
    for number, x in enumerate((-0.38, 0.38)):
        lamp = Finish(colour(rng, 0.5, float(rng.uniform(0, 0.9)), float(pick(rng, (0.3, 0.12, 0.0)))), gloss=0.2)
        pieces.append(
            Piece(frame.box((x * wide, 0.4 * high), (0.16 * wide, 0.1 * high)), lamp, 0.5, group=group + 12 + number)
        )
    return pieces


def _ring_jack(rng: Generator, frame: Frame, wide: float, surfaces: Surfaces, group: int) -> list[Piece]:
    """Return the front of a round socket: nut or ring, sleeve, a hole with a spring or a pin in its middle."""
    shell, gold, plastic = surfaces
    radius = 0.5 * wide
    pieces = [Piece(frame.box((0, 0), (wide, wide), 0.04 * wide), plastic, 3.0, group=group)]
    nut = Outline((oval(frame.centre, (0.88 * radius,) * 2, float(rng.uniform(0, 60)), int(pick(rng, (6, 40)))),))
    pieces.append(Piece(nut, pick(rng, (shell, gold, plastic)), 1.5, group=group + 1))
    bore = radius * float(rng.uniform(0.35, 0.6))
    pieces.append(Piece(frame.ring((0, 0), 1.18 * bore, bore), pick(rng, (gold, shell)), 1.0, group=group + 2))
    pieces.append(Piece(frame.disc((0, 0), bore), DARK, -4.0, group=group + 2))
    if rng.random() < 0.6:
        return [*pieces, Piece(frame.disc((0, 0), 0.35 * bore), gold, 3.0, group=group + 3)]
    return [*pieces, Piece(frame.box((0, 0.6 * bore), (0.5 * bore, 0.5 * bore)), gold, 1.0, group=group + 3)]


FACES: Final[tuple[Maker, ...]] = (_usb_a, _usb_c, _slanted, _network, _ring_jack)
FAMILIES: Final[dict[str, Design]] = {"plugs_small": plugs_small}
