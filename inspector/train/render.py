"""A scene and a look to a picture: pieces are drawn into layers, then lit with shading, cast shadows and gloss."""

from collections.abc import Sequence
from typing import Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.train.look import Look
from inspector.train.scene import Finish, Layers, Piece, Scene
from inspector.train.set_ups import LitPart

Field = NDArray[np.float32]
ENVIRONMENT_PX: Final = 512
MIRROR_PX_PER_SLOPE: Final = 90.0
FLAT_PX: Final = 1.0


class Textures(Protocol):
    """Stored textures that pictures take their own places of."""

    def patch(self, kind: str, place: int, size_px: int, scale: float, angle_deg: float) -> Field:
        """Return texture of `kind`, float32 (size_px, size_px), mean about 0, within -1..1, fixed by `place`."""

    def surroundings(self, place: int) -> Field:
        """Return what a mirror shows, float32 (512, 512) in 0..1: dark with lamps, windows and edges."""


def render(scene: Scene, look: Look, textures: Textures) -> Field:
    """Return the lit picture of `scene`, float32 (size, size, 3) BGR, about 0..1."""
    return lit(draw(scene, look, textures), scene, look, textures)


def draw(scene: Scene, look: Look, textures: Textures) -> Layers:
    """Return the layers of `scene`: the pieces over one another."""
    return laid(ground(scene, look, textures), scene.pieces, look, textures)


def ground(scene: Scene, look: Look, textures: Textures) -> Layers:
    """Return the layers of the background alone."""
    size = scene.size_px
    planes = np.empty((3, size, size), np.float32)
    plain, pattern = _surface(scene.background, look, textures, size)
    for plane, level in zip(planes, plain, strict=True):
        plane[:] = level if pattern is None else pattern + np.float32(level)
    return Layers(
        planes.transpose(1, 2, 0),
        np.zeros((size, size), np.float32),
        np.full((size, size), scene.background.gloss, np.float32),
        np.zeros((size, size), np.float32),
    )


def laid(layers: Layers, pieces: Sequence[Piece], look: Look, textures: Textures) -> Layers:
    """Return `layers` with `pieces` laid on them, one over the other; the layers given are changed."""
    for piece in pieces:
        _lay(layers, piece, look, textures)
    return layers


def lit(layers: Layers, scene: Scene, look: Look, textures: Textures) -> Field:
    """Return `layers` as the station of `look` sees them."""
    shiny = float(layers.gloss.max()) > 0.02
    planes = list(layers.albedo.transpose(2, 0, 1))
    if not (shiny or scene.relief > 0 or look.set_up):
        return np.asarray(cv2.merge(planes), np.float32)
    smooth = np.asarray(cv2.GaussianBlur(layers.height_px, (0, 0), max(0.4, scene.bevel_px / 2)), np.float32)
    slopes = _slope(smooth, 1, 0), _slope(smooth, 0, 1)
    shade = _shade(slopes, smooth, scene.relief, look)
    planes = [plane * shade for plane in planes]
    if shiny:
        mirrored = _mirrored(layers.gloss, slopes, look, textures)
        planes = [plane + mirrored for plane in planes]
    under_lamp = np.asarray(cv2.merge(planes), np.float32)
    return look.set_up.picture(LitPart(layers, slopes, under_lamp)) if look.set_up else under_lamp


def _slope(height_px: Field, along_x: int, along_y: int) -> Field:
    return np.asarray(cv2.Sobel(height_px, cv2.CV_32F, along_x, along_y, scale=0.125), np.float32)


def _lay(layers: Layers, piece: Piece, look: Look, textures: Textures) -> None:
    motion = look.motion(piece)
    mask = np.zeros(layers.height_px.shape, np.uint8)
    piece.shape.draw(mask, motion.pose, motion.grow_px)
    x, y, width, height = cv2.boundingRect(mask)
    if not width:
        return
    box = np.s_[y : y + height, x : x + width]
    cover = mask[box] * np.float32(piece.opacity / 255.0)
    plain, pattern = _surface(piece.finish, look, textures, max(width, height))
    for plane, level in zip(layers.albedo.transpose(2, 0, 1), plain, strict=True):
        _blend(plane[box], np.float32(level) if pattern is None else pattern[:height, :width] + level, cover)
    if piece.height_px:
        layers.height_px[box] += np.float32(piece.height_px) * cover
    layers.depth_px[box] += np.float32(piece.height_px + FLAT_PX * (piece.height_px >= 0)) * cover
    _blend(layers.gloss[box], np.float32(piece.finish.gloss), cover)


def _blend(plane: Field, level: Field | np.float32, cover: Field) -> None:
    change = np.subtract(level, plane)
    change *= cover
    plane += change


def _surface(finish: Finish, look: Look, textures: Textures, size_px: int) -> tuple[Field, Field | None]:
    """Return albedo, (3,), and what the texture adds to it, (size_px, size_px), if there is one."""
    plain = np.array(finish.bgr, np.float32)
    lot = look.lots.get(finish)
    if lot is not None:
        plain = plain + lot
    if not finish.texture or finish.amplitude <= 0:
        return plain, None
    place = look.places.get(finish, 0)
    pattern = textures.patch(finish.texture, place, size_px, finish.scale, finish.angle_deg)
    return plain, np.float32(finish.amplitude) * pattern


def _shade(slopes: tuple[Field, Field], height_px: Field, relief: float, look: Look) -> Field:
    """Return how brightly each place is lit, 1 for what lies flat."""
    shade = slopes[0] * np.float32(-relief * look.light[0])
    shade += slopes[1] * np.float32(-relief * look.light[1])
    shade += np.float32(1.0)
    np.clip(shade, 0.25, 1.8, out=shade)
    if look.shadow > 0 and relief > 0:
        shade *= _shadow(height_px, look)
    return shade


def _shadow(height_px: Field, look: Look) -> Field:
    """Return how much of the light reaches each place: what stands higher towards the light hides it."""
    hidden = np.zeros_like(height_px)
    size = height_px.shape[1], height_px.shape[0]
    for distance in (1.5, 4.0, 8.0):
        shift = np.array([[1, 0, -look.light[0] * distance], [0, 1, -look.light[1] * distance]])
        towards = cv2.warpAffine(height_px, shift, size, borderMode=cv2.BORDER_REPLICATE)
        np.maximum(hidden, towards - height_px - np.float32(0.6 * distance), out=hidden)
    return np.float32(1.0) - np.float32(look.shadow) * np.minimum(hidden, np.float32(1.0))


def _mirrored(gloss: Field, slopes: tuple[Field, Field], look: Look, textures: Textures) -> Field:
    """Return what the surface mirrors: the surroundings, displaced by its slopes."""
    surroundings = textures.surroundings(look.surroundings)
    line = np.arange(gloss.shape[0], dtype=np.float32)
    x0, y0 = (np.float32(each * ENVIRONMENT_PX + 120) for each in look.aside)
    column = slopes[0] * np.float32(MIRROR_PX_PER_SLOPE)
    column += line[None, :] + x0
    row = slopes[1] * np.float32(MIRROR_PX_PER_SLOPE)
    row += line[:, None] + y0
    mirrored = cv2.remap(surroundings, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(cv2.multiply(mirrored, gloss, scale=look.shine), np.float32)
