"""A scene and a look to a picture: pieces are drawn into layers, then lit with shading, cast shadows and gloss."""

from typing import Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.train.look import Look
from inspector.train.scene import Finish, Layers, Piece, Scene

Field = NDArray[np.float32]
ENVIRONMENT_PX: Final = 512
MIRROR_PX_PER_SLOPE: Final = 90.0


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
    size = scene.size_px
    albedo = np.empty((size, size, 3), np.float32)
    albedo[:] = _surface(scene.background, look, textures, size)
    layers = Layers(
        albedo, np.zeros((size, size), np.float32), np.full((size, size), scene.background.gloss, np.float32)
    )
    for piece in scene.pieces:
        _lay(layers, piece, look, textures)
    return layers


def lit(layers: Layers, scene: Scene, look: Look, textures: Textures) -> Field:
    """Return `layers` under the light of `look`."""
    smooth = cv2.GaussianBlur(layers.height_px, (0, 0), max(0.4, scene.bevel_px / 2))
    slope_x = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.125)
    slope_y = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.125)
    x, y = look.light
    shade = np.clip(1.0 - scene.relief * (slope_x * np.float32(x) + slope_y * np.float32(y)), 0.25, 1.8)
    if look.shadow > 0 and scene.relief > 0:
        shade *= _shadow(smooth, look)
    picture = layers.albedo * shade[:, :, None]
    if float(layers.gloss.max()) > 0.02:
        _shine(picture, layers.gloss, (np.asarray(slope_x), np.asarray(slope_y)), look, textures)
    return picture


def _lay(layers: Layers, piece: Piece, look: Look, textures: Textures) -> None:
    motion = look.motion(piece)
    mask = np.zeros(layers.height_px.shape, np.uint8)
    piece.shape.draw(mask, motion.pose, motion.grow_px)
    x, y, width, height = cv2.boundingRect(mask)
    if not width:
        return
    box = np.s_[y : y + height, x : x + width]
    cover = mask[box].astype(np.float32) * np.float32(piece.opacity / 255.0)
    surface = _surface(piece.finish, look, textures, max(width, height))
    if surface.ndim == 3:
        surface = surface[:height, :width]
    albedo = layers.albedo[box]
    albedo += (surface - albedo) * cover[:, :, None]
    layers.height_px[box] += np.float32(piece.height_px) * cover
    gloss = layers.gloss[box]
    gloss += (np.float32(piece.finish.gloss) - gloss) * cover


def _surface(finish: Finish, look: Look, textures: Textures, size_px: int) -> Field:
    """Return albedo, (3,) for a plain finish, else (size_px, size_px, 3)."""
    plain = np.array(finish.bgr, np.float32)
    lot = look.lots.get(finish)
    if lot is not None:
        plain = plain + lot
    if not finish.texture or finish.amplitude <= 0:
        return plain
    place = look.places.get(finish, 0)
    pattern = textures.patch(finish.texture, place, size_px, finish.scale, finish.angle_deg)
    return plain + np.float32(finish.amplitude) * pattern[:, :, None]


def _shadow(height_px: Field, look: Look) -> Field:
    """Return how much of the light reaches each place: what stands higher towards the light hides it."""
    hidden = np.zeros_like(height_px)
    size = height_px.shape[1], height_px.shape[0]
    for distance in (1.5, 4.0, 8.0):
        shift = np.array([[1, 0, -look.light[0] * distance], [0, 1, -look.light[1] * distance]])
        towards = cv2.warpAffine(height_px, shift, size, borderMode=cv2.BORDER_REPLICATE)
        np.maximum(hidden, towards - height_px - np.float32(0.6 * distance), out=hidden)
    return np.float32(1.0) - np.float32(look.shadow) * np.minimum(hidden, np.float32(1.0))


def _shine(picture: Field, gloss: Field, slopes: tuple[Field, Field], look: Look, textures: Textures) -> None:
    """Add what the surface mirrors: the surroundings, displaced by its slopes."""
    surroundings = textures.surroundings(look.surroundings)
    rows, columns = np.indices(gloss.shape, np.float32)
    x0, y0 = (each * ENVIRONMENT_PX for each in look.aside)
    column = columns + np.float32(x0 + 120) + slopes[0] * np.float32(MIRROR_PX_PER_SLOPE)
    row = rows + np.float32(y0 + 120) + slopes[1] * np.float32(MIRROR_PX_PER_SLOPE)
    mirrored = cv2.remap(surroundings, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    picture += (np.float32(look.shine) * gloss * mirrored)[:, :, None]
