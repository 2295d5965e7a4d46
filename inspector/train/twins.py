"""A good part and the same part with faults, drawn together: what lies below the first fault is drawn once."""

from inspector.train.faulty import Faulty
from inspector.train.registration import Field
from inspector.train.render import Textures, ground, laid, lit
from inspector.train.scene import Layers


def twins(good: Faulty, faulty: Faulty, textures: Textures) -> tuple[Field, Field | None]:
    """Return both lit pictures, float32 (size, size, 3); None for the second if no fault was made."""
    pieces, common = good.scene.pieces, _common(good, faulty)
    layers = laid(ground(good.scene, good.look, textures), pieces[:common], good.look, textures)
    below = None if _drawn_alike(good, faulty) else _copied(layers)
    twin = lit(laid(layers, pieces[common:], good.look, textures), good.scene, good.look, textures)
    picture = twin
    if below is not None:
        changed = laid(below, faulty.scene.pieces[common:], faulty.look, textures)
        picture = lit(changed, faulty.scene, faulty.look, textures)
    for retouch in faulty.retouches:
        picture = retouch(picture)
    return twin, None if picture is twin else picture


def _common(good: Faulty, faulty: Faulty) -> int:
    """Return how many of the lowest pieces are the same and lie the same."""
    pairs = enumerate(zip(good.scene.pieces, faulty.scene.pieces, strict=False))
    alike = min(len(good.scene.pieces), len(faulty.scene.pieces))
    changed = (
        index for index, (old, new) in pairs if old is not new or good.look.motion(old) is not faulty.look.motion(new)
    )
    return next(changed, alike)


def _drawn_alike(good: Faulty, faulty: Faulty) -> bool:
    pieces = good.scene.pieces
    return len(pieces) == len(faulty.scene.pieces) == _common(good, faulty)


def _copied(layers: Layers) -> Layers:
    planes = layers.albedo.transpose(2, 0, 1).copy()
    rest = (each.copy() for each in (layers.height_px, layers.gloss, layers.depth_px))
    return Layers(planes.transpose(1, 2, 0), *rest)
