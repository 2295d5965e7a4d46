"""All kinds of parts by name: what the network is trained with, what its scale is fitted on, what only measures it."""

from types import ModuleType
from typing import Final

from inspector.train.families import assembled, board_edges, board_planes, boards, connectors, tracks
from inspector.train.families.design import Design
from inspector.train.kinds import MODULES

UNSEEN: Final[frozenset[str]] = frozenset(
    {
        "bearings",
        "caps",
        "capsules",
        "coils",
        "crimp",
        "dial",
        "foam",
        "forgings",
        "hoses",
        "vials",
        "windings",
        "zip_fastener",
    }
)
UNTOUCHED: Final[frozenset[str]] = frozenset(
    {"bottle_mouths", "brushes", "filters_optic", "honeycomb", "leaded_parts", "tube_bundles"}
)
BOARD_MODULES: Final[tuple[ModuleType, ...]] = (assembled, board_edges, board_planes, boards, tracks, connectors)
# Beside the kinds of those: pins in cones of solder, and plugs and sockets.
BOARD_LIKE: Final[frozenset[str]] = frozenset({"plugs_small", "solder_seam"})


def families() -> dict[str, Design]:
    """Return every kind of part by its name."""
    return _of(MODULES)


def trained() -> dict[str, Design]:
    """Return the kinds that the network is trained with."""
    return {name: design for name, design in families().items() if name not in UNSEEN | UNTOUCHED}


def unseen() -> dict[str, Design]:
    """Return the kinds that the scale of the network is fitted on: limit and temperature for parts it never saw."""
    return {name: design for name, design in families().items() if name in UNSEEN}


def untouched() -> dict[str, Design]:
    """Return the kinds that nothing is trained with nor fitted on: they only measure."""
    return {name: design for name, design in families().items() if name in UNTOUCHED}


def without_boards() -> dict[str, Design]:
    """Return the trained kinds without circuit boards, their connectors and their joints.

    For measuring what boards gain by having been trained.
    """
    left_out = _of(BOARD_MODULES).keys() | BOARD_LIKE
    return {name: design for name, design in trained().items() if name not in left_out}


def _of(modules: tuple[ModuleType, ...]) -> dict[str, Design]:
    designs: dict[str, Design] = {}
    for module in modules:
        designs.update(module.FAMILIES)
    return designs
