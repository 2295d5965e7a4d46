"""Textures without a bank, and what the tests of every kind of part ask of its designs."""

import numpy as np
from numpy.typing import NDArray

from inspector.train.families.design import Design
from inspector.train.look import draw_lighting, draw_look, draw_variation
from inspector.train.render import render
from inspector.train.scene import UNMOVED, Finish, Scene
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


def in_view(scene: Scene, group: int) -> bool:
    """Return whether anything of component `group` lies on the canvas."""
    mask = np.zeros((scene.size_px, scene.size_px), np.uint8)
    for piece in scene.pieces:
        if piece.group == group:
            piece.shape.draw(mask, UNMOVED, 0.0)
    return bool(mask.any())
