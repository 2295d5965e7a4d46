"""Defective parts of good ones: which faults there are, and how often each is drawn."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from numpy.random import Generator

from inspector.train import blemishes, component_faults, edge_faults, retouches
from inspector.train.faulty import Faulty
from inspector.train.look import Look
from inspector.train.scene import Scene

Fault = Callable[[Generator, Faulty], Faulty]

SHARP: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "missing": component_faults.missing,
        "extra": component_faults.extra,
        "elsewhere": component_faults.elsewhere,
        "askew": component_faults.askew,
        "resized": component_faults.resized,
        "mirrored": component_faults.mirrored,
        "swapped": component_faults.swapped,
        "another_character": component_faults.another_character,
        "burr": edge_faults.burr,
        "bite": edge_faults.bite,
        "tear": edge_faults.tear,
        "short": edge_faults.short,
        "opened": edge_faults.opened,
        "pin_hole": edge_faults.pin_hole,
        "missing_print": edge_faults.missing_print,
        "excess": edge_faults.excess,
        "hole": edge_faults.hole,
        "splinter": edge_faults.splinter,
        "wire": edge_faults.wire,
        "scratch": blemishes.scratch,
        "crack": blemishes.crack,
        "speck": blemishes.speck,
        "dust": blemishes.dust,
    }
)
SOFT: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "recoloured": component_faults.recoloured,
        "nick": edge_faults.nick,
        "dent": blemishes.dent,
        "stain": blemishes.stain,
        "fibre": blemishes.fibre,
        "drop": blemishes.drop,
        "scuff": blemishes.scuff,
        "worn": blemishes.worn,
        "peeled": blemishes.peeled,
        "blurred": retouches.blurred,
        "smeared": retouches.smeared,
        "swollen": retouches.swollen,
        "shaded": retouches.shaded,
        "pasted": retouches.pasted,
        "bent": retouches.bent,
    }
)


# What etching and printing do wrong is drawn more often where the picture is black and white.
ETCHED: Final = ("burr", "bite", "short", "opened", "pin_hole", "excess")
ETCHED_SHARE: Final = 0.45


def faults(scene: Scene) -> dict[str, Fault]:
    """Return the faults that a part can have: only sharp and opaque ones where the picture is black and white."""
    return dict(SHARP) if scene.two_level else {**SHARP, **SOFT}


def make_defective(rng: Generator, scene: Scene, look: Look, count: int) -> Faulty:
    """Return the good part `scene`, seen as in `look`, with `count` faults."""
    faulty, possible = Faulty(scene, look), faults(scene)
    for _ in range(count):
        names = ETCHED if scene.two_level and rng.random() < ETCHED_SHARE else tuple(possible)
        faulty = possible[names[int(rng.integers(len(names)))]](rng, faulty)
    return faulty
