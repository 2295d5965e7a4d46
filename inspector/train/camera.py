"""A station's camera: what is common to the pictures of a pair, and by how much they may differ."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from inspector.train.marks import log_uniform
from inspector.train.registration import Field, Registration, draw_registration


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A station's camera: what is common to the pictures of a pair, and by how much they differ.

    Parameters
    ----------
    registration
        How well the pictures are aligned.
    channels
        1 for a grey camera, 3 for a colour one.
    two_level
        Whether its pictures are made black and white.
    focus_px, focus_spread_px
        Sigma of the blur common to all pictures, and what a picture may have more.
    motion_px
        Largest blur by motion.
    gain, offset
        Exposure, common to all pictures.
    light_spread, hue_spread
        By how much pictures differ in gain and in the gain of single channels, as a share.
    shading
        Largest smooth change of brightness over a picture; half of it is common to all pictures.
    vignette
        Loss of light in the corners, as a share.
    gamma, inverted
        Of the grey levels.
    noise, shot
        Standard deviation in the dark and, added to it, at full brightness.
    grain_px
        Sigma by which the noise is smoothed, as demosaicking leaves it; 0 for none.
    quality
        Of the JPEG, 0 for none.
    """

    registration: Registration
    channels: int
    two_level: bool
    focus_px: float
    focus_spread_px: float
    motion_px: float
    gain: float
    offset: float
    light_spread: float
    hue_spread: float
    shading: float
    vignette: float
    gamma: float
    inverted: bool
    noise: float
    shot: float
    grain_px: float
    quality: int


def draw_camera(rng: Generator, size_px: int, lit: Field, *, two_level: bool) -> Camera:
    """Return a camera set for a `lit` canvas, float32 (n, n, 3): now and then a perfect one."""
    clean = rng.random() < 0.15
    much, some = (0.0, 0.0) if clean else (float(rng.random() < 0.2), float(rng.random() < 0.8))
    dim = rng.random() < 0.12 and not two_level
    return Camera(
        registration=draw_registration(rng, size_px, len(lit)),
        channels=1 if two_level or rng.random() < 0.4 else 3,
        two_level=two_level,
        focus_px=some * float(rng.uniform(0.2, 1.4 if rng.random() < 0.3 else 0.7)),
        focus_spread_px=some * float(rng.uniform(0, 0.8)) * float(rng.random() < 0.5),
        motion_px=float(rng.uniform(1.0, 3.5)) * float(rng.random() < 0.1) * some,
        gain=_gain(lit, log_uniform(rng, 0.15, 0.5) if dim else float(rng.uniform(0.5, 1.1))),
        offset=float(rng.uniform(0, 0.25)) if rng.random() < 0.2 else 0.0,
        light_spread=float(0.03 * some * rng.random() + 0.25 * much * rng.random()),
        hue_spread=float(0.02 * some * rng.random() + 0.12 * much * rng.random()),
        shading=float((0.08 * some + 0.35 * much) * rng.random()),
        vignette=float(0.5 * rng.random()) * float(rng.random() < 0.15),
        gamma=float(np.exp(rng.normal(0, 0.25))) if rng.random() < 0.6 else 1.0,
        inverted=bool(rng.random() < (0.3 if two_level else 0.06)),
        noise=some * log_uniform(rng, 0.002, 0.03),
        shot=some * float(rng.uniform(0, 0.03)) * float(rng.random() < 0.5),
        grain_px=float(rng.uniform(0.4, 1.0)) * float(rng.random() < 0.4),
        quality=int(rng.integers(60, 99)) if rng.random() < 0.35 * some else 0,
    )


def _gain(lit: Field, target: float) -> float:
    """Return the gain that brings what is bright on a lit canvas to `target`, within what an exposure can do."""
    bright = float(np.percentile(lit[::6, ::6].max(axis=2), 97))
    return float(np.clip(target / max(bright, 0.02), 0.3 * target, 5.0))
