"""Textures without a bank, and what the tests of every kind of part ask of its designs."""

import numpy as np
from numpy.typing import NDArray

from inspector.train.families.design import Design
from inspector.train.look import draw_lighting, draw_look, draw_variation
from inspector.train.render import render
from inspector.train.scene import UNMOVED, Finish, Piece, Scene
from inspector.train.textures import KINDS


class Noise:
    """Implements `Textures` with the same noise for every kind, quickly; `side_px` of it is stored."""

    def __init__(self, side_px: int) -> None:
        self._noise = np.random.default_rng(0).uniform(-1, 1, (side_px, side_px)).astype(np.float32)

    def patch(self, kind: str, place: int, size_px: int, scale: float, angle_deg: float) -> NDArray[np.float32]:
        assert kind in KINDS
        assert scale > 0
        return self._noise[place % 90 :, int(angle_deg) % 90 :][:size_px, :size_px]

    def surroundings(self, place: int) -> NDArray[np.float32]:
        return np.full((512, 512), 0.1 + place % 2 * 0.5, np.float32)


def picture_of(design: Design, seed: int, size_px: int, textures: Noise) -> NDArray[np.float32]:
    """Return one lit picture of `design`, (size_px, size_px, 3)."""
    rng = np.random.default_rng(seed)
    scene = design(rng, size_px)
    return render(scene, draw_look(rng, scene, draw_variation(rng), draw_lighting(rng), 3), textures)


def is_sound(finish: Finish) -> bool:
    """Return whether the renderer can draw `finish`."""
    levels_fit = all(0.0 <= level <= 1.0 for level in finish.bgr)
    kind_known = finish.texture in KINDS or not finish.texture
    return levels_fit and kind_known and 0 <= finish.amplitude <= 0.5 and 0 <= finish.gloss <= 1 and finish.scale > 0


def check_pictures(design: Design, seeds: range, size_px: int, textures: Noise) -> None:
    """Fail unless `design` is drawn the same from the same seed, another from another, and never blank."""
    pictures = [picture_of(design, seed, size_px, textures) for seed in seeds]
    assert np.array_equal(pictures[0], picture_of(design, seeds[0], size_px, textures))
    for picture in pictures:
        assert picture.shape == (size_px, size_px, 3)
        assert np.isfinite(picture).all()
        assert picture.std() > 0.003
    assert np.abs(pictures[0] - pictures[1]).mean() > 0.01


def check_scene(scene: Scene, name: str, size_px: int) -> None:
    """Fail unless `scene` keeps to what the renderer counts on."""
    assert (scene.family, scene.size_px) == (name, size_px)
    assert len(scene.pieces) <= 70
    assert all(is_sound(finish) for finish in (scene.background, *(piece.finish for piece in scene.pieces)))
    assert all(0 <= piece.opacity <= 1 and abs(piece.height_px) <= 15 for piece in scene.pieces)


def scene_of(design: Design, seed: int, size_px: int) -> Scene:
    """Return the scene that `design` draws from `seed`."""
    return design(np.random.default_rng(seed), size_px)


def is_drawn(piece: Piece, size_px: int) -> bool:
    """Return whether `piece` lies on the canvas, at least partly."""
    mask = np.zeros((size_px, size_px), np.uint8)
    piece.shape.draw(mask, UNMOVED, 0.0)
    return bool(mask.any())


def in_view(scene: Scene, group: int) -> bool:
    """Return whether anything of component `group` lies on the canvas."""
    mask = np.zeros((scene.size_px, scene.size_px), np.uint8)
    for piece in scene.pieces:
        if piece.group == group:
            piece.shape.draw(mask, UNMOVED, 0.0)
    return bool(mask.any())
