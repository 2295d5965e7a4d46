"""Faults that lie on a part: scratches, cracks, dents, stains, dirt, scuffed and worn places."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.faulty import Faulty, a_piece, a_spot
from inspector.train.marks import blot, cloud, dome, log_uniform, sweep, wander
from inspector.train.scene import Piece, Points
from inspector.train.tints import another, plain, shifted

# A dent changes the height and keeps the colour: heights are laid with a piece's opacity, so a nearly clear piece of
# many times the height gives the relief alone.
CLEAR: Final = 0.02


def scratch(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with one to four scratches, straight or bent, flat or with relief."""
    start = a_spot(rng, faulty)
    finish = another(rng, faulty, faulty.finish_at(start))
    opacity, width = _opacity(rng, faulty), log_uniform(rng, 0.7, 4.0)
    height = float(rng.normal(0, 1.5)) * (rng.random() < 0.5)
    lines = []
    for _ in range(int(rng.choice([1, 1, 1, 2, 4]))):
        begin = start + rng.normal(0, 6, 2).astype(np.float32)
        lines.append(
            Piece(sweep(rng, begin, log_uniform(rng, 8, 120), _visible(faulty, width)), finish, height, opacity)
        )
    return faulty.added(*lines)


def crack(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a branching crack."""
    start = a_spot(rng, faulty)
    finish = another(rng, faulty, faulty.finish_at(start))
    length, width, roughness = log_uniform(rng, 10, 110), log_uniform(rng, 0.7, 3.0), rng.uniform(0.15, 0.6)
    trunk = wander(rng, start, length, _visible(faulty, width), roughness)
    lines = [trunk]
    for _ in range(int(rng.integers(0, 4))):
        fork = trunk.points[int(rng.integers(len(trunk.points)))]
        lines.append(wander(rng, fork, length * rng.uniform(0.2, 0.6), _visible(faulty, 0.7 * width), roughness))
    opacity, height = _opacity(rng, faulty), -rng.uniform(0, 2)
    return faulty.added(*(Piece(line, finish, height, opacity) for line in lines))


def dent(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a dent or a bump, seen by its shading and its gloss alone."""
    if faulty.scene.relief <= 0.05:
        return stain(rng, faulty)
    spot, radius = a_spot(rng, faulty), log_uniform(rng, 2.5, 40)
    height = rng.choice([-1, 1]) * radius * log_uniform(rng, 0.08, 0.6)
    shape = dome(spot, radius) if rng.random() < 0.5 else cloud(rng, spot, radius)
    return faulty.added(Piece(shape, faulty.finish_at(spot), float(height / CLEAR), CLEAR))


def stain(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a soft irregular stain."""
    spot = a_spot(rng, faulty)
    finish = shifted(rng, faulty.finish_at(spot), 0.1) if rng.random() < 0.6 else plain(rng)
    if rng.random() < 0.7:
        finish = replace(finish, texture="")
    return faulty.added(Piece(cloud(rng, spot, log_uniform(rng, 2.5, 44)), finish, 0.0, _opacity(rng, faulty)))


def fibre(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a hair or a fibre on it."""
    spot = a_spot(rng, faulty)
    finish = another(rng, faulty, faulty.finish_at(spot)) if rng.random() < 0.4 else plain(rng)
    shape = wander(rng, spot, log_uniform(rng, 8, 110), _visible(faulty, log_uniform(rng, 0.7, 3.5)), 0.2)
    return faulty.added(Piece(shape, finish, rng.uniform(0, 2), _opacity(rng, faulty)))


def dust(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with several specks close together."""
    spot, spread = a_spot(rng, faulty), log_uniform(rng, 4, 40)
    finish = another(rng, faulty, faulty.finish_at(spot))
    specks = []
    for _ in range(int(rng.integers(2, 12))):
        centre = (spot + rng.normal(0, spread, 2)).astype(np.float32)
        specks.append(Piece(blot(rng, centre, log_uniform(rng, 1.0, 4.0)), finish, 0.4))
    return faulty.added(*specks)


def drop(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a shining drop: of solder, glue, oil or water."""
    spot, radius = a_spot(rng, faulty), log_uniform(rng, 1.8, 26)
    finish = another(rng, faulty, faulty.finish_at(spot))
    body = Piece(
        blot(rng, spot, radius), replace(finish, gloss=float(rng.uniform(0.2, 1.0))), 0.0, _opacity(rng, faulty)
    )
    hump = Piece(dome(spot, 1.1 * radius), body.finish, float(radius * rng.uniform(0.2, 0.8) / CLEAR), CLEAR)
    return faulty.added(body, hump)


def speck(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with one sharp spot in another colour."""
    spot = a_spot(rng, faulty)
    finish = another(rng, faulty, faulty.finish_at(spot))
    return faulty.added(Piece(blot(rng, spot, log_uniform(rng, 1.5, 28)), finish, 0.0, _opacity(rng, faulty)))


def scuff(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a patch of another texture, as rubbed, burnt or badly coated surfaces have."""
    spot = a_spot(rng, faulty)
    old = faulty.finish_at(spot)
    textured = [piece.finish for piece in faulty.scene.pieces if piece.finish.texture]
    kind = textured[int(rng.integers(len(textured)))].texture if textured else "grain"
    new = replace(
        old,
        texture=kind,
        amplitude=float(max(old.amplitude, 0.03) * log_uniform(rng, 1.3, 5)) % 0.5,
        scale=float(old.scale * log_uniform(rng, 0.5, 2.0)),
        angle_deg=float(rng.uniform(0, 180)),
        gloss=float(rng.uniform(0, 1)) if rng.random() < 0.5 else old.gloss,
    )
    return faulty.added(_patch(rng, faulty, spot, Piece(dome(spot, 4), new)))


def worn(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a patch that shines more or less, or whose texture is rubbed off."""
    spot = a_spot(rng, faulty)
    old = faulty.finish_at(spot)
    gloss = float(rng.uniform(0.4, 1.0)) if old.gloss < 0.3 else float(rng.uniform(0.0, old.gloss / 3))
    new = replace(shifted(rng, old, 0.03), gloss=gloss, amplitude=old.amplitude * float(rng.choice([0.0, 1.0])))
    return faulty.added(_patch(rng, faulty, spot, Piece(dome(spot, 4), new)))


def _patch(rng: Generator, faulty: Faulty, spot: Points, like: Piece) -> Piece:
    radius = log_uniform(rng, 4, 36)
    shape = cloud(rng, spot, radius) if rng.random() < 0.6 else blot(rng, spot, radius)
    return replace(like, shape=shape, opacity=_opacity(rng, faulty))


def _opacity(rng: Generator, faulty: Faulty) -> float:
    return 1.0 if faulty.scene.two_level or rng.random() < 0.5 else log_uniform(rng, 0.15, 1.0)


def _visible(faulty: Faulty, width_px: float) -> float:
    """Return `width_px`, at least what survives being made black and white."""
    return max(width_px, 1.6) if faulty.scene.two_level else width_px


def peeled(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a coating lifted: a patch of what lies under the uppermost piece, with a raised rim."""
    piece = a_piece(rng, faulty)
    if piece is None:
        return speck(rng, faulty)
    spot = a_spot(rng, faulty)
    shape = blot(rng, spot, log_uniform(rng, 3, 30))
    finish = faulty.under(piece, spot) if piece in faulty.at(spot) else another(rng, faulty, faulty.finish_at(spot))
    rim = Piece(blot(rng, spot, log_uniform(rng, 3, 34)), faulty.finish_at(spot), rng.uniform(0.5, 3) / CLEAR, CLEAR)
    return faulty.added(rim, Piece(shape, finish))
