"""What carries a coil: bobbins with pins or wires, cores of sheets or of ferrite about them."""

import numpy as np
from numpy.random import Generator

from inspector.train.families.frames import Frame
from inspector.train.families.freeform import pick
from inspector.train.families.grids import DARK
from inspector.train.families.surfaces import toned, vivid
from inspector.train.scene import Finish, Piece


def pins(rng: Generator, frame: Frame, sides: tuple[float, float]) -> list[Piece]:
    """Return pins below the bobbin, their upper ends wound with wire and tinned, some left out by design."""
    count, tin = int(rng.integers(3, 9)), Finish((0.62, 0.64, 0.66), gloss=0.4)
    thick, long = max(1.5, 0.025 * sides[0]), sides[1] * float(rng.uniform(0.1, 0.3))
    pieces: list[Piece] = []
    for number, x in enumerate(np.linspace(-0.4, 0.4, count).tolist()):
        if rng.random() < 0.9:
            own = frame.frame(x * sides[0], 0.5 * sides[1])
            pieces.append(Piece(own.box((0, long / 2), (thick, long), 0.3 * thick), tin, 1.5, group=number))
            joint = own.box((0, 0.12 * long), (2.2 * thick, 0.35 * long), thick)
            pieces.append(Piece(joint, toned(tin, 0.85), 1.0, group=number))
    return pieces


def leads(rng: Generator, frame: Frame, sides: tuple[float, float]) -> list[Piece]:
    """Return insulated wires that leave the bobbin downwards."""
    pieces: list[Piece] = []
    for number in range(int(rng.integers(2, 6))):
        x, thick = float(rng.uniform(-0.35, 0.35)) * sides[0], max(2.0, 0.04 * sides[0])
        bow = float(rng.normal(0, 0.15)) * sides[0]
        run = [(x, 0.3 * sides[1]), (x + 0.2 * bow, 0.7 * sides[1]), (x + bow, sides[1]), (x + 2 * bow, 2 * sides[1])]
        pieces.append(Piece(frame.line(run, thick), Finish(vivid(rng), gloss=0.1), 2.0, group=number))
    return pieces


def bobbin(frame: Frame, sides: tuple[float, float], plastic: Finish) -> list[Piece]:
    """Return two flanges at the ends of the coil and the foot that carries the pins."""
    wide, high = sides
    pieces = [
        Piece(frame.box((x * wide, 0), (0.06 * wide, 0.92 * high), 0.01 * wide), plastic, 3.0) for x in (-0.39, 0.39)
    ]
    pieces.append(Piece(frame.box((0, 0.47 * high), (0.94 * wide, 0.12 * high), 0.01 * wide), plastic, 3.0))
    return [*pieces, Piece(frame.box((0, 0), (0.74 * wide, 0.5 * high)), toned(plastic, 0.7), 0.5)]


def core(rng: Generator, frame: Frame, sides: tuple[float, float], iron: Finish, *, laminated: bool) -> list[Piece]:
    """Return the limbs of the core about the coil: sheets seen from their edges, or ferrite halves with a joint."""
    wide, high = sides
    thick = wide * float(rng.uniform(0.12, 0.2))
    turn = frame.angle_deg
    edge_on = Finish(iron.bgr, "planed", float(rng.uniform(0.06, 0.15)), 0.5, turn + 90, iron.gloss, printed=True)
    surface = edge_on if laminated else iron
    reach = wide * float(rng.uniform(0.44, 0.52))
    pieces = [
        Piece(frame.box((x * reach, -0.05 * high), (thick, 0.86 * high), 0.01 * wide), surface, 4.0) for x in (-1, 1)
    ]
    if rng.random() < 0.6:
        pieces.append(Piece(frame.box((0, -0.5 * high), (2 * reach + thick, thick), 0.01 * wide), surface, 4.0))
    if laminated:
        for number, (x, y) in enumerate(((-1, -0.42), (1, -0.42), (-1, 0.3), (1, 0.3))):
            bolt = frame.disc((x * reach, y * high), 0.3 * thick, int(pick(rng, (6, 24))))
            pieces.append(Piece(bolt, Finish((0.6, 0.6, 0.6), gloss=0.4), 2.0, turns=True, group=60 + number))
        return pieces
    joints = [frame.line([((x - 0.08) * reach, 0), ((x + 0.08) * reach, 0)], 1.2) for x in (-1, 1)]
    pieces += [Piece(joint, DARK, -0.5, 0.6) for joint in joints]
    if rng.random() < 0.6:
        band = Finish(vivid(rng), gloss=0.2)
        strap = frame.box((0, -0.1 * high), (2 * reach + 1.05 * thick, 0.16 * high), 1.0)
        pieces.append(Piece(strap, band, 0.5, 0.9, group=70))
    return pieces
