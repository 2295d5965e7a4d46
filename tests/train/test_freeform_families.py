import numpy as np
import pytest
from drawn_designs import Noise, is_sound, picture_of

from inspector.train.families import abstract, food, harvest, natural, still_life, textile
from inspector.train.families.design import Design
from inspector.train.scene import UNMOVED, Piece, Scene

SIZE_PX = 128
DESIGNS: dict[str, Design] = {
    name: design
    for module in (abstract, food, harvest, natural, still_life, textile)
    for name, design in module.FAMILIES.items()
}
SEEDS = range(4)


@pytest.fixture(scope="module")
def textures() -> Noise:
    return Noise(900)


def test_the_modules_share_no_name() -> None:
    assert len(DESIGNS) == sum(len(each.FAMILIES) for each in (abstract, food, harvest, natural, still_life, textile))


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
        assert len(scene.pieces) <= 70
        assert all(is_sound(finish) for finish in (scene.background, *(piece.finish for piece in scene.pieces)))
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


def _is_drawn(piece: Piece) -> bool:
    mask = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
    piece.shape.draw(mask, UNMOVED, 0.0)
    return bool(mask.any())
