"""Kinds of part: what the renderer, the faults and the looks count on in every design."""

import numpy as np
import pytest
from drawn_designs import Noise, check_pictures, check_scene, in_view, is_drawn, scene_of

from inspector.train import kinds
from inspector.train.families.design import Design

SIZE_PX = 128
# Boards and machined parts have tests of their own; the others are older than these checks and do not all hold to them.
EARLIER = frozenset(
    {
        "assembled",
        "board_edges",
        "board_planes",
        "boards",
        "castings",
        "connectors",
        "fasteners",
        "figures",
        "fixings",
        "gears",
        "glass",
        "instruments",
        "machined",
        "mouldings",
        "packaging",
        "prints",
        "seams",
        "tracks",
        "wires",
    }
)
MODULES = tuple(module for module in kinds.MODULES if module.__name__.rpartition(".")[2] not in EARLIER)
DESIGNS: dict[str, Design] = {name: design for module in MODULES for name, design in module.FAMILIES.items()}
LOOSE = (
    "tube_bundles",
    "piston_rings",
    "wire_mesh_goods",
    "blades",
    "keys_locks",
    "brackets",
    "rubber_parts",
    "pizzas",
)
FASTENED = ("keys_locks", "brackets", "weld_nuts", "brake_discs", "panels_wood", "crank_parts")
SEEDS = range(6)


@pytest.fixture(scope="module")
def textures() -> Noise:
    return Noise(900)


def test_the_modules_share_no_name() -> None:
    assert len(DESIGNS) == sum(len(module.FAMILIES) for module in MODULES)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_is_drawn_the_same_from_the_same_seed_and_never_blank(name: str, textures: Noise) -> None:
    check_pictures(DESIGNS[name], SEEDS[:4], SIZE_PX, textures)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_keeps_to_what_the_renderer_counts_on(name: str) -> None:
    for seed in range(12):
        scene = scene_of(DESIGNS[name], seed, SIZE_PX)
        check_scene(scene, name, SIZE_PX)
        assert all(piece.group >= -1 for piece in scene.pieces)
        assert 0 <= scene.relief <= 1


@pytest.mark.parametrize("name", DESIGNS)
def test_most_of_a_design_lies_on_the_canvas(name: str) -> None:
    scenes = [scene_of(DESIGNS[name], seed, SIZE_PX) for seed in SEEDS]
    assert np.mean([is_drawn(piece, SIZE_PX) for scene in scenes for piece in scene.pieces]) > 0.6


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_has_components_in_view_that_can_be_missing(name: str) -> None:
    scenes = [scene_of(DESIGNS[name], seed, SIZE_PX) for seed in SEEDS]
    assert any(in_view(scene, group) for scene in scenes for group in scene.groups())


@pytest.mark.parametrize("name", LOOSE)
def test_what_lies_loosely_may_lie_elsewhere_on_another_good_part(name: str) -> None:
    assert max(scene_of(DESIGNS[name], seed, SIZE_PX).moves for seed in SEEDS) > 0.5


@pytest.mark.parametrize("name", FASTENED)
def test_a_screw_turns_about_its_own_middle_and_not_about_what_it_holds(name: str) -> None:
    for seed in range(24):
        scene = scene_of(DESIGNS[name], seed, SIZE_PX)
        for piece in (each for each in scene.pieces if each.turns):
            first = next(each for each in scene.pieces if each.group == piece.group)
            assert piece.shape.centre == pytest.approx(first.shape.centre, abs=0.03 * SIZE_PX)
