"""Which set-up of light and sensor a station has: mostly a lamp from above, now and then another."""

from typing import TYPE_CHECKING, Final

from numpy.random import Generator

from inspector.train.marks import log_uniform
from inspector.train.measured_maps import GREY, MAPS, Heat, Heights
from inspector.train.scene import Scene
from inspector.train.set_ups import Coaxial, Glow, LowAngle, SetUp, ThreeLamps, Through

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

UNUSUAL_SHARE: Final = 0.28
"""Of the stations that the network is trained with."""
STANDS_OUT_PX: Final = 1.5


def draw_set_up(rng: Generator, scene: Scene, share: float = UNUSUAL_SHARE) -> SetUp | None:
    """Return a set-up that shows something of `scene`, which `share` of all stations have, or None for a lamp."""
    if scene.two_level or share == 0 or rng.random() >= share:
        return None
    stands_out = scene.relief > 0 and max((abs(each.height_px) for each in scene.pieces), default=0.0) > STANDS_OUT_PX
    flat: Sequence[Callable[[Generator], SetUp]] = (_through, _through, _glow, _heat, _low_angle)
    possible = (*flat, _low_angle, _coaxial, _coaxial, _three_lamps, _heights) if stands_out else flat
    return possible[int(rng.integers(len(possible)))](rng)


def _through(rng: Generator) -> Through:
    ambient = float(rng.uniform(0.05, 0.5)) if rng.random() < 0.4 else 0.0
    return Through(log_uniform(rng, 0.25, 8.0), bool(rng.random() < 0.5), ambient, bool(rng.random() < 0.2))


def _low_angle(rng: Generator) -> LowAngle:
    return LowAngle(log_uniform(rng, 0.4, 3.0), log_uniform(rng, 0.1, 1.2), float(rng.uniform(0.02, 0.3)))


def _coaxial(rng: Generator) -> Coaxial:
    return Coaxial(log_uniform(rng, 0.05, 0.5))


def _three_lamps(rng: Generator) -> ThreeLamps:
    return ThreeLamps(log_uniform(rng, 0.4, 2.5), float(rng.random()))


def _heights(rng: Generator) -> Heights:
    tilt = (rng.normal(0, 0.15, 2) * float(rng.random() < 0.5)).tolist()
    return Heights(log_uniform(rng, 6.0, 24.0), (tilt[0], tilt[1]), _colours(rng))


def _glow(rng: Generator) -> Glow:
    tint = rng.uniform(0.1, 1.0, 3)
    tint /= tint.max()
    blue, green, red = tint.tolist()
    from_level, halo = float(rng.uniform(0.0, 0.35)), float(rng.uniform(0, 0.6))
    return Glow(int(rng.integers(3)), from_level, (blue, green, red), halo, float(rng.uniform(0.0, 0.15)))


def _heat(rng: Generator) -> Heat:
    return Heat(log_uniform(rng, 0.8, 4.0), float(rng.random()), _colours(rng))


def _colours(rng: Generator) -> int:
    return int(MAPS[int(rng.integers(len(MAPS)))]) if rng.random() < 0.45 else GREY
