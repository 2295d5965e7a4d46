"""Discs and flanges: a ground or turned face with all that is drilled into it, and a hat or hub in its middle."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick, spot
from inspector.train.families.profiles import around, disc
from inspector.train.families.solids import bright, nut, punched, staged
from inspector.train.families.surfaces import ROUGH, bench, coated, deep, metal, toned, vivid
from inspector.train.families.vessels import round_text
from inspector.train.scene import Finish, Piece, Scene, Stroke

FACES: Final = ("ground", "ground", "brushed", "grain", "turned", "planed")


def brake_discs(rng: Generator, size_px: int) -> Scene:
    """Brake discs and flanges: a ground or grooved face, drilled spirals, slots, a hat, its bolt circle and stamps."""
    reach, ground = size_px * between(rng, 0.28, 1.1), bench(rng)
    frame = Frame(spot(rng, size_px, 0.4), float(rng.uniform(0, 360)))
    if reach > 0.6 * size_px:
        frame = Frame(spot(rng, size_px, 0.1), frame.angle_deg)
    kinds = ("turned", *FACES) if reach < 0.5 * size_px else ("ground", "brushed", "grain", "speckle")
    face, dark = bright(rng, kinds) if rng.random() < 0.6 else metal(rng, kinds), toned(ground, 0.5)
    pieces = [
        Piece(disc(frame.centre, reach), toned(face, 0.75), 3.0),
        Piece(disc(frame.centre, 0.975 * reach), face, 1.0),
    ]
    pieces += _grooves(rng, frame, reach, face)
    hub = reach * float(rng.uniform(0.4, 0.62))
    pieces += _drilled(rng, frame, (hub, reach), (face, dark if rng.random() < 0.6 else deep(rng)))
    pieces += _hat(rng, frame, hub, ground)
    return staged(rng, "brake_discs", size_px, ground, pieces)


def _grooves(rng: Generator, frame: Frame, reach: float, face: Finish) -> list[Piece]:
    """Return the grooves and steps that turning leaves, sharp or hardly seen."""
    pieces: list[Piece] = []
    for share in rng.uniform(0.45, 0.97, int(rng.integers(0, 12))).tolist():
        circle = disc(frame.centre, share * reach).contours[0]
        tone, clear = toned(face, float(pick(rng, (0.6, 0.8, 1.2, 1.5)))), float(rng.uniform(0.1, 0.8))
        line = Stroke(circle, max(0.8, reach * between(rng, 0.003, 0.03)), closed=True)
        pieces.append(Piece(line, tone, float(pick(rng, (0.0, -0.8))), clear))
    return pieces


def _drilled(rng: Generator, frame: Frame, radii: tuple[float, float], skins: tuple[Finish, Finish]) -> list[Piece]:
    """Return what is cut into a friction ring: spirals of holes, slanting slots, bolt holes of a flange, or nothing."""
    (hub, reach), kind = radii, int(rng.integers(4))
    arms, lean = int(rng.integers(4, 13)), float(rng.uniform(-40, 40))
    hole, pieces = reach * float(rng.uniform(0.018, 0.035)), list[Piece]()
    shares = np.linspace(hub + 0.15 * (reach - hub), reach - 0.15 * (reach - hub), int(rng.integers(2, 5))).tolist()
    for arm in range(arms if kind else 0):
        own = Frame(frame.centre, frame.angle_deg + 360 * arm / arms)
        if kind == 1 and arm * len(shares) < 24:
            for step, away in enumerate(shares):
                at = Frame(own.centre, own.angle_deg + lean * step / len(shares)).at(away, 0)
                pieces += punched(at, hole, skins, 10 * arm + step)
        if kind == 2:
            ends = [
                Frame(own.centre, own.angle_deg + lean * step).at(away, 0)
                for step, away in enumerate((shares[0], shares[-1]))
            ]
            slot = Stroke(np.array(ends, np.float32), max(1.2, 1.3 * hole))
            pieces.append(Piece(slot, toned(skins[0], 0.45), -2.5, group=arm))
        if kind == 3:
            pieces += punched(own.at((hub + reach) / 2, 0), 3.2 * hole, skins, arm)
    return pieces


def _hat(rng: Generator, frame: Frame, hub: float, ground: Finish) -> list[Piece]:
    """Return the hat or hub: its wall, its bolt circle with or without nuts, its bore, words round it."""
    place, kind = frame.centre, int(rng.integers(4))
    skin = (metal(rng, ROUGH), coated(rng, vivid(rng)), metal(rng, FACES), Finish((0.3, 0.31, 0.33), "grain", 0.04))[
        kind
    ]
    high = float(rng.uniform(1.5, 7)) * float(pick(rng, (1, 1, -0.6)))
    pieces = [Piece(disc(place, hub), toned(skin, 0.6), high / 2), Piece(disc(place, 0.93 * hub), skin, high / 2)]
    bolts, bolt, dark = int(pick(rng, (4, 5, 5, 6, 8))), hub * float(rng.uniform(0.06, 0.12)), toned(ground, 0.5)
    nutted, steel = rng.random() < 0.25, metal(rng)
    for group, at in enumerate(around(place, 0.62 * hub, bolts, frame.angle_deg), start=200):
        if nutted:
            pieces += nut(Frame(at, float(rng.uniform(0, 360))), 1.4 * bolt, (steel, dark), group)
        else:
            pieces += punched(at, bolt, (skin, dark), group)
    pieces += punched(Frame(place, frame.angle_deg + 180 / bolts).at(0.62 * hub, 0), 0.5 * bolt, (skin, dark), 220)
    pieces += punched(place, hub * float(rng.uniform(0.28, 0.42)), (skin, dark), 221)
    if rng.random() < 0.5 and hub > 40:
        pieces += round_text(rng, frame, 0.8 * hub, toned(skin, float(pick(rng, (0.5, 1.5)))), 230)[:10]
    return pieces


FAMILIES: Final[dict[str, Design]] = {"brake_discs": brake_discs}
