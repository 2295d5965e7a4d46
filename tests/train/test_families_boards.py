import numpy as np
import pytest
from numpy.typing import NDArray

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
from inspector.train.look import draw_lighting, draw_look, draw_variation
from inspector.train.render import render
from inspector.train.scene import Finish, Scene, Stroke
from inspector.train.textures import KINDS

SIZE_PX = 96
MODULES = (boards, board_planes, board_edges, assembled, connectors, prints, instruments, packaging)
BARE = {name for module in (boards, board_planes, board_edges) for name in module.FAMILIES}
DESIGNS: dict[str, Design] = {name: design for module in MODULES for name, design in module.FAMILIES.items()}
SEEDS = range(5)


class Noise:
    """Textures without a bank: the same noise for every kind, quickly."""

    def __init__(self) -> None:
        self._noise = np.random.default_rng(0).uniform(-1, 1, (600, 600)).astype(np.float32)

    def patch(self, kind: str, place: int, size_px: int, scale: float, angle_deg: float) -> NDArray[np.float32]:
        assert kind in KINDS
        assert scale > 0
        return self._noise[place % 90 :, int(angle_deg) % 90 :][:size_px, :size_px]

    def surroundings(self, place: int) -> NDArray[np.float32]:
        return np.full((512, 512), 0.1 + place % 2 * 0.5, np.float32)


@pytest.fixture(scope="module")
def textures() -> Noise:
    return Noise()


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_is_drawn_the_same_from_the_same_seed_and_never_blank(name: str, textures: Noise) -> None:
    pictures = [_picture(DESIGNS[name], seed, textures) for seed in SEEDS]
    assert np.array_equal(pictures[0], _picture(DESIGNS[name], SEEDS[0], textures))
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
        assert all(_is_sound(finish) for finish in (scene.background, *(piece.finish for piece in scene.pieces)))
        assert all(0 <= piece.opacity <= 1 and abs(piece.height_px) <= 15 for piece in scene.pieces)


@pytest.mark.parametrize("name", DESIGNS)
def test_the_components_of_a_design_are_in_view(name: str) -> None:
    scenes = [_scene(DESIGNS[name], seed) for seed in SEEDS]
    assert any(scene.groups() for scene in scenes)
    assert np.mean([_in_view(scene, group) for scene in scenes for group in scene.groups()]) > 0.6


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


def _picture(design: Design, seed: int, textures: Noise) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    scene = design(rng, SIZE_PX)
    return render(scene, draw_look(rng, scene, draw_variation(rng), draw_lighting(rng), 3), textures)


def _is_sound(finish: Finish) -> bool:
    levels_fit = all(0.0 <= level <= 1.0 for level in finish.bgr)
    kind_known = finish.texture in KINDS or not finish.texture
    return levels_fit and kind_known and 0 <= finish.amplitude <= 0.5 and 0 <= finish.gloss <= 1 and finish.scale > 0


def _in_view(scene: Scene, group: int) -> bool:
    mask = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
    for piece in scene.pieces:
        if piece.group == group:
            piece.shape.draw(mask, np.eye(2, 3, dtype=np.float32), 0.0)
    return bool(mask.any())
