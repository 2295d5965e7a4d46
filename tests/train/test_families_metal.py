"""Metal, plastic, glass and cable: what the renderer and the faults count on in every design."""

from types import ModuleType

import cv2
import numpy as np
import pytest
from drawn_designs import Noise, in_view, is_sound, picture_of
from numpy.typing import NDArray

from inspector.train.families import castings, fasteners, figures, gears, glass, machined, mouldings, seams, wires
from inspector.train.families.design import Design
from inspector.train.families.drives import draw_head
from inspector.train.families.profiles import cross, girth, holds, outline_of_part, placed, polar, wavy
from inspector.train.look import draw_lighting, draw_look, draw_variation
from inspector.train.render import render
from inspector.train.scene import UNMOVED, Piece, Scene, rectangle

SIZE_PX = 112
MODULES: tuple[ModuleType, ...] = (castings, fasteners, figures, gears, glass, machined, mouldings, seams, wires)
DESIGNS: dict[str, Design] = {name: design for module in MODULES for name, design in module.FAMILIES.items()}
SEEDS = range(4)


@pytest.fixture(scope="module")
def textures() -> Noise:
    return Noise(600)


def test_the_modules_share_no_name() -> None:
    assert len(DESIGNS) == sum(len(module.FAMILIES) for module in MODULES)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_is_drawn_the_same_from_the_same_seed(name: str, textures: Noise) -> None:
    picture = picture_of(DESIGNS[name], 3, SIZE_PX, textures)
    assert picture.shape == (SIZE_PX, SIZE_PX, 3)
    assert np.isfinite(picture).all()
    assert np.array_equal(picture, picture_of(DESIGNS[name], 3, SIZE_PX, textures))


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_is_another_from_another_seed(name: str) -> None:
    middles = {_scene(DESIGNS[name], seed).pieces[-1].shape.centre for seed in SEEDS}
    assert len(middles) == len(SEEDS)


@pytest.mark.parametrize("name", DESIGNS)
def test_the_pieces_of_a_design_are_seen(name: str, textures: Noise) -> None:
    changed = [_changed_by_pieces(DESIGNS[name], seed, textures) for seed in SEEDS]
    assert np.median(changed) > 0.02


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_keeps_to_what_the_renderer_counts_on(name: str) -> None:
    for seed in SEEDS:
        scene = _scene(DESIGNS[name], seed)
        assert (scene.family, scene.size_px) == (name, SIZE_PX)
        assert len(scene.pieces) <= 90
        assert all(is_sound(finish) for finish in (scene.background, *(piece.finish for piece in scene.pieces)))
        assert all(0 <= piece.opacity <= 1 and piece.group >= -1 for piece in scene.pieces)
        assert 0 <= scene.relief <= 1
        assert 0.5 <= scene.bevel_px <= 6


@pytest.mark.parametrize("name", DESIGNS)
def test_the_components_of_a_design_arein_view(name: str) -> None:
    scenes = [_scene(DESIGNS[name], seed) for seed in range(6)]
    assert any(scene.groups() for scene in scenes)
    assert np.mean([in_view(scene, group) for scene in scenes for group in scene.groups()]) > 0.6


@pytest.mark.parametrize("name", DESIGNS)
def test_what_turns_freely_turns_about_its_own_middle(name: str) -> None:
    for seed in SEEDS:
        scene = _scene(DESIGNS[name], seed)
        for group in scene.groups():
            pieces = [piece for piece in scene.pieces if piece.group == group]
            if any(piece.turns for piece in pieces):
                reach = max(np.ptp(_outline(piece), axis=0).max() for piece in pieces)
                shift = np.array(pieces[0].shape.centre) - np.array(pieces[-1].shape.centre)
                assert np.hypot(*shift) < 0.5 * reach


def test_a_missing_fastener_leaves_another_picture(textures: Noise) -> None:
    rng = np.random.default_rng(3)
    scene = fasteners.fasteners(rng, SIZE_PX)
    look = draw_look(rng, scene, draw_variation(rng), draw_lighting(rng), 1)
    group = scene.groups()[0]
    without = scene.with_pieces([piece for piece in scene.pieces if piece.group != group])
    changed = np.abs(render(scene, look, textures) - render(without, look, textures)).max(axis=2) > 0.05
    assert changed.sum() > 20


@pytest.mark.parametrize("seed", range(12))
def test_a_head_lies_within_its_radius(seed: int) -> None:
    head = draw_head(np.random.default_rng(seed), 30.0)
    assert all(np.hypot(*contour.T).max() <= 30 * 1.1 for contour in (*head.steps, *head.recess))


def test_a_cross_has_arms_as_wide_as_asked() -> None:
    arms = cross(20, 4)
    assert cv2.contourArea(arms) == pytest.approx(2 * 20 * 4 - 4 * 4)


def test_teeth_reach_from_their_root_to_their_tip() -> None:
    gear, lobes = polar([8, 10, 10, 8], [0.1, 0.3, 0.6, 0.8], 12), wavy(10, 2, 12)
    assert len(gear) == 48
    for contour in (gear, lobes):
        away = np.hypot(*contour.T)
        assert (away.min(), away.max()) == pytest.approx((8, 10), abs=0.01)


def test_a_placed_contour_is_turned_clockwise_about_its_origin() -> None:
    assert placed(np.array([[1, 0]], np.float32), (5, 5), 90) == pytest.approx(np.array([[5, 6]], np.float32))


@pytest.mark.parametrize("seed", range(20))
def test_the_contour_of_a_part_is_about_as_large_as_asked(seed: int) -> None:
    contour = outline_of_part(np.random.default_rng(seed), 40.0)
    assert contour.dtype == np.float32
    assert 25 < np.hypot(*contour.T).max() < 40 * 1.45


def test_a_disc_is_held_by_a_contour_that_reaches_round_it() -> None:
    body = rectangle((50, 50), (40, 20))
    assert holds(body, (50, 50), 9)
    assert not holds(body, (50, 50), 11)
    assert not holds(body, (50, 59), 2)
    assert girth(body) == pytest.approx(10)


def _scene(design: Design, seed: int) -> Scene:
    return design(np.random.default_rng(seed), SIZE_PX)


def _changed_by_pieces(design: Design, seed: int, textures: Noise) -> float:
    """Return the share of the canvas that looks different without the pieces."""
    rng = np.random.default_rng(seed)
    scene = design(rng, SIZE_PX)
    look = draw_look(rng, scene, draw_variation(rng), draw_lighting(rng), 3)
    bare = render(scene.with_pieces([]), look, textures)
    return float((np.abs(render(scene, look, textures) - bare).max(axis=2) > 0.03).mean())


def _outline(piece: Piece) -> NDArray[np.int32]:
    mask = np.zeros((3 * SIZE_PX, 3 * SIZE_PX), np.uint8)
    piece.shape.draw(mask, UNMOVED + np.array([[0, 0, SIZE_PX], [0, 0, SIZE_PX]], np.float32), 0.0)
    return np.argwhere(np.pad(mask, 1, constant_values=1) if not mask.any() else mask).astype(np.int32)
