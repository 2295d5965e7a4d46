import numpy as np
import pytest
from numpy.typing import NDArray

from inspector.train.families import abstract, food, harvest, natural, still_life, textile
from inspector.train.families.design import Design
from inspector.train.look import draw_lighting, draw_look, draw_variation
from inspector.train.render import render
from inspector.train.scene import UNMOVED, Finish, Piece, Scene
from inspector.train.textures import KINDS

SIZE_PX = 128
DESIGNS: dict[str, Design] = {
    name: design
    for module in (abstract, food, harvest, natural, still_life, textile)
    for name, design in module.FAMILIES.items()
}
SEEDS = range(4)


class Noise:
    """Textures without a bank: the same noise for every kind, quickly."""

    def __init__(self) -> None:
        self._noise = np.random.default_rng(0).uniform(-1, 1, (900, 900)).astype(np.float32)

    def patch(self, kind: str, place: int, size_px: int, scale: float, angle_deg: float) -> NDArray[np.float32]:
        assert kind in KINDS
        assert scale > 0
        return self._noise[place % 90 :, int(angle_deg) % 90 :][:size_px, :size_px]

    def surroundings(self, place: int) -> NDArray[np.float32]:
        return np.full((512, 512), 0.1 + place % 2 * 0.5, np.float32)


@pytest.fixture(scope="module")
def textures() -> Noise:
    return Noise()


def test_the_modules_share_no_name() -> None:
    assert len(DESIGNS) == sum(len(each.FAMILIES) for each in (abstract, food, harvest, natural, still_life, textile))


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
        assert len(scene.pieces) <= 70
        assert all(_is_sound(finish) for finish in (scene.background, *(piece.finish for piece in scene.pieces)))
        assert all(0 <= piece.opacity <= 1 and abs(piece.height_px) <= 15 for piece in scene.pieces)


@pytest.mark.parametrize("name", DESIGNS)
def test_most_of_a_design_lies_on_the_canvas(name: str) -> None:
    drawn = [_is_drawn(piece) for seed in SEEDS for piece in _scene(DESIGNS[name], seed).pieces]
    assert np.mean(drawn) > 0.6


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_has_components_that_can_be_missing(name: str) -> None:
    assert any(_scene(DESIGNS[name], seed).groups() for seed in SEEDS)


def _scene(design: Design, seed: int) -> Scene:
    return design(np.random.default_rng(seed), SIZE_PX)


def _picture(design: Design, seed: int, textures: Noise) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    scene = design(rng, SIZE_PX)
    return render(scene, draw_look(rng, scene, draw_variation(rng), draw_lighting(rng), 3), textures)


def _is_sound(finish: Finish) -> bool:
    levels_fit = all(0.0 <= level <= 1.0 for level in finish.bgr)
    kind_known = finish.texture in KINDS or finish.texture == ""
    return levels_fit and kind_known and 0 <= finish.amplitude <= 0.5 and 0 <= finish.gloss <= 1 and finish.scale > 0


def _is_drawn(piece: Piece) -> bool:
    mask = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
    piece.shape.draw(mask, UNMOVED, 0.0)
    return bool(mask.any())
