import numpy as np
import pytest
from drawn_designs import Noise, in_view, is_sound, picture_of

from inspector.train.families import (
    assembled,
    board_edges,
    board_planes,
    boards,
    connectors,
    instruments,
    packaging,
    prints,
)
from inspector.train.families.design import Design
from inspector.train.families.routing import Lanes, beside
from inspector.train.scene import Scene, Stroke

SIZE_PX = 96
MODULES = (boards, board_planes, board_edges, assembled, connectors, prints, instruments, packaging)
BARE = {name for module in (boards, board_planes, board_edges) for name in module.FAMILIES}
DESIGNS: dict[str, Design] = {name: design for module in MODULES for name, design in module.FAMILIES.items()}
SEEDS = range(5)


@pytest.fixture(scope="module")
def textures() -> Noise:
    return Noise(600)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_is_drawn_the_same_from_the_same_seed_and_never_blank(name: str, textures: Noise) -> None:
    pictures = [picture_of(DESIGNS[name], seed, SIZE_PX, textures) for seed in SEEDS]
    assert np.array_equal(pictures[0], picture_of(DESIGNS[name], SEEDS[0], SIZE_PX, textures))
    for picture in pictures:
        assert picture.shape == (SIZE_PX, SIZE_PX, 3)
        assert np.isfinite(picture).all()
        assert picture.std() > 0.003
    assert np.abs(pictures[0] - pictures[1]).mean() > 0.01


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_keeps_to_what_the_renderer_counts_on(name: str) -> None:
    for seed in SEEDS:
        scene = _scene(DESIGNS[name], seed)
        assert (scene.family, scene.size_px) == (name, SIZE_PX)
        assert len(scene.pieces) <= 120
        assert all(is_sound(finish) for finish in (scene.background, *(piece.finish for piece in scene.pieces)))
        assert all(0 <= piece.opacity <= 1 and abs(piece.height_px) <= 15 for piece in scene.pieces)


@pytest.mark.parametrize("name", DESIGNS)
def test_the_components_of_a_design_arein_view(name: str) -> None:
    scenes = [_scene(DESIGNS[name], seed) for seed in SEEDS]
    assert any(scene.groups() for scene in scenes)
    assert np.mean([in_view(scene, group) for scene in scenes for group in scene.groups()]) > 0.6


@pytest.mark.parametrize("name", sorted(BARE))
def test_what_becomes_black_and_white_has_two_albedos_and_no_texture(name: str) -> None:
    found = [scene for scene in (_scene(DESIGNS[name], seed) for seed in range(12)) if scene.two_level]
    assert found
    for scene in found:
        finishes = {scene.background, *(piece.finish for piece in scene.pieces)}
        assert not any(finish.texture for finish in finishes)
        assert 1 <= len({finish.bgr for finish in finishes}) <= 2
        assert scene.relief == 0


def test_tracks_on_a_grid_keep_clear_of_each_other() -> None:
    lanes = Lanes(9)
    assert lanes.walk((4, 0), [2] * 9) == [(4, row) for row in range(10)]
    assert lanes.walk((0, 4), [0] * 9) == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert not lanes.free((4, 7))
    assert lanes.walk((6, 7), [3] * 3) == [(6, 7), (5, 8)]


def test_diagonal_tracks_do_not_cross_between_two_cells() -> None:
    lanes = Lanes(9)
    lanes.walk((2, 2), [1, 1, 1])
    assert lanes.walk((3, 2), [3, 3]) == [(3, 2)]


def test_a_line_beside_another_keeps_its_distance() -> None:
    line = np.array([[0, 0], [10, 0], [10, 10]], np.float32)
    assert beside(line, 2.0) == pytest.approx(np.array([[0, 2], [8, 2], [8, 10]], np.float32))


@pytest.mark.parametrize("name", ["routed_board", "fan_out", "fine_lines", "hatched_plane", "windings"])
def test_lines_of_boards_are_from_hairlines_to_broad(name: str) -> None:
    widths = [
        piece.shape.width_px
        for seed in range(32)
        for piece in DESIGNS[name](np.random.default_rng(seed), 224).pieces
        if isinstance(piece.shape, Stroke)
    ]
    assert min(widths) < 2.3
    assert max(widths) > 6 * min(widths)


def _scene(design: Design, seed: int) -> Scene:
    return design(np.random.default_rng(seed), SIZE_PX)
