"""Faults of components: missing, too many, elsewhere, turned, wrong, in another colour or size, wrong characters."""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.faulty import Faulty, a_piece, hull, moved
from inspector.train.look import Motion
from inspector.train.marks import direction, log_uniform
from inspector.train.scene import Mask, Piece, Points, Pose, Stamp, centred, turned
from inspector.train.tints import another, shifted

LETTERS: Final = "0123456789ABCDEFGHKLMNPRSTUXYZ"
LARGE_SHARE: Final = 0.06
Component = tuple[Piece, ...]


def missing(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part without one component."""
    return faulty.without(_component(rng, faulty))


def extra(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a copy of one component lying elsewhere, often turned."""
    component = _component(rng, faulty)
    if not component:
        return faulty
    target = rng.uniform(0.12, 0.88, 2).astype(np.float32) * faulty.scene.size_px
    angle = float(rng.uniform(0, 360)) if rng.random() < 0.5 and not faulty.scene.two_level else 0.0
    pose = turned(angle, shift=(0.0, 0.0))
    centre = _centre(faulty, component)
    pose = centred(pose, (float(centre[0]), float(centre[1])))
    pose[:, 2] += target - centre
    copies = {piece: replace(piece) for piece in component}
    motions = {copies[piece]: _further(faulty.look.motion(piece), pose) for piece in component}
    return faulty.placed(motions).added(*copies.values())


def elsewhere(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with one component moved by at least 3.5 px, more where good ones are placed loosely."""
    component = _component(rng, faulty)
    least = max(3.5, 1.5 * faulty.scene.moves + 2.0)
    shift = direction(rng) * np.float32(log_uniform(rng, least, max(20.0, 2 * least)))
    return _posed(faulty, component, turned(0.0, shift=(float(shift[0]), float(shift[1]))))


def askew(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with one component turned: a little, or the wrong way round."""
    component = _component(rng, faulty)
    if not component or any(piece.turns for piece in component):
        return faulty
    wrong_way = rng.random() < 0.4
    angle = float(rng.choice([90, 180, 270])) if wrong_way else float(rng.choice([-1, 1]) * log_uniform(rng, 6, 80))
    centre = _centre(faulty, component)
    return _posed(faulty, component, centred(turned(angle), (float(centre[0]), float(centre[1]))))


def resized(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with one component larger or smaller."""
    component = _component(rng, faulty)
    if not component:
        return faulty
    scale = log_uniform(rng, 1.12, 1.9) ** float(rng.choice([-1.0, 1.0]))
    centre = _centre(faulty, component)
    return _posed(faulty, component, centred(turned(0.0, scale), (float(centre[0]), float(centre[1]))))


def mirrored(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with one component mirrored, as a part of the other hand is."""
    component = _component(rng, faulty)
    if not component:
        return faulty
    flip = np.array([[-1, 0, 0], [0, 1, 0]] if rng.random() < 0.5 else [[1, 0, 0], [0, -1, 0]], np.float32)
    centre = _centre(faulty, component)
    return _posed(faulty, component, centred(flip, (float(centre[0]), float(centre[1]))))


def swapped(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with one component in the place of another."""
    old, new = _component(rng, faulty), _component(rng, faulty)
    if not old or not new or old[0] is new[0]:
        return recoloured(rng, faulty)
    shift = _centre(faulty, old) - _centre(faulty, new)
    pose = turned(0.0, shift=(float(shift[0]), float(shift[1])))
    copies = {piece: replace(piece) for piece in new}
    motions = {copies[piece]: _further(faulty.look.motion(piece), pose) for piece in new}
    return faulty.without(old).placed(motions).added(*copies.values())


def recoloured(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with one component, or one of its pieces, in another colour or finish."""
    component = _component(rng, faulty)
    if not component:
        return faulty
    chosen = component if rng.random() < 0.5 else (component[int(rng.integers(len(component)))],)
    old = chosen[0].finish
    new = shifted(rng, old) if rng.random() < 0.6 and not faulty.scene.two_level else another(rng, faulty, old)
    same = [piece for piece in chosen if piece.finish == old]
    return faulty.knowing(new, old).exchanged({piece: replace(piece, finish=new) for piece in same})


def another_character(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a character of a text changed, mirrored, half printed or missing."""
    texts = [piece for piece in faulty.scene.pieces if isinstance(piece.shape, Stamp)]
    if not texts:
        return missing(rng, faulty)
    piece = texts[int(rng.integers(len(texts)))]
    if not isinstance(piece.shape, Stamp):
        return faulty
    changed = replace(piece, shape=replace(piece.shape, coverage=_misprinted(rng, piece.shape.coverage)))
    return faulty.exchanged({piece: changed})


def _component(rng: Generator, faulty: Faulty) -> Component:
    """Return the pieces of one component, or one piece of the body where the part has no components.

    A large one is mostly drawn again: half a picture of defect teaches no more than a tenth.
    """
    piece = a_piece(rng, faulty)
    if piece is not None and _share(faulty, piece) > LARGE_SHARE and rng.random() < 0.8:
        piece = a_piece(rng, faulty)
    if piece is None:
        return ()
    if piece.group < 0 and faulty.scene.groups() and rng.random() < 0.8:
        seen = [each for each in (a_piece(rng, faulty) for _ in range(4)) if each is not None and each.group >= 0]
        piece = seen[0] if seen else piece
    return (piece,) if piece.group < 0 else tuple(each for each in faulty.scene.pieces if each.group == piece.group)


def _share(faulty: Faulty, piece: Piece) -> float:
    """Return the share of the canvas that the box of `piece` takes."""
    points = hull(piece.shape)
    return float(np.prod(np.ptp(points, axis=0))) / faulty.scene.size_px**2


def _centre(faulty: Faulty, component: Component) -> Points:
    first = component[0]
    return moved(np.array(first.shape.centre, np.float32), faulty.look.motion(first).pose)


def _posed(faulty: Faulty, component: Component, pose: Pose) -> Faulty:
    return faulty.placed({piece: _further(faulty.look.motion(piece), pose) for piece in component})


def _further(motion: Motion, pose: Pose) -> Motion:
    """Return `motion` and `pose` after it."""
    linear = pose[:, :2] @ motion.pose[:, :2]
    shift = pose[:, :2] @ motion.pose[:, 2] + pose[:, 2]
    return Motion(np.concatenate([linear, shift[:, None]], axis=1).astype(np.float32), motion.grow_px)


def _misprinted(rng: Generator, coverage: Mask) -> Mask:
    changed = coverage.copy()
    height, width = changed.shape
    side = min(width, max(3, round(0.75 * height)))
    left = int(rng.integers(width - side + 1))
    window = changed[:, left : left + side]
    match int(rng.integers(5)):
        case 0:
            window[:] = 0
        case 1:
            window[:] = window[:, ::-1].copy()
        case 2:
            window[: height // 2] = 0
        case 3:
            other = int(rng.integers(width - side + 1))
            window[:] = coverage[:, other : other + side]
        case _:
            window[:] = 0
            letter, size = LETTERS[int(rng.integers(len(LETTERS)))], 0.8 * height / 22
            cv2.putText(changed, letter, (left, round(0.88 * height)), cv2.FONT_HERSHEY_SIMPLEX, size, 255, 1 + (height > 20), cv2.LINE_AA)  # noqa: E501  # fmt: skip
    return changed
