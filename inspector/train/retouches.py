"""Faults made in the picture once it is lit: smeared and blurred print, pasted, darkened, swollen and bent places."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.faulty import Faulty, Picture, Retouch, a_spot, an_edge
from inspector.train.marks import blot, direction, log_uniform, soft_mask
from inspector.train.scene import UNMOVED, Points

LEAST_PX: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a picture is changed: first column and row, and how much, float32 (h, w, 1) in 0..1."""

    column: int
    row: int
    share: NDArray[np.float32]

    def mixed(self, picture: Picture, changed: Picture) -> Picture:
        """Return a copy of `picture` that shows `changed`, of the place's size, here."""
        result = picture.copy()
        box = self.box(result)
        box += (changed - box) * self.share
        return result

    def box(self, picture: Picture) -> Picture:
        """Return the view of the place in `picture`."""
        height, width = self.share.shape[:2]
        return picture[self.row : self.row + height, self.column : self.column + width]


def blurred(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a place out of focus, as blotted print is."""
    place, sigma = _place(rng, faulty, 5, 40), log_uniform(rng, 1.2, 5)
    return faulty.retouched(_filtered(place, lambda box: np.asarray(cv2.GaussianBlur(box, (0, 0), sigma), np.float32)))


def smeared(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a place smeared in one direction."""
    place, length = _place(rng, faulty, 6, 40), round(log_uniform(rng, 5, 30))
    kernel = np.zeros((length, length), np.float32)
    along = direction(rng) * np.float32(length / 2)
    middle = np.array([length / 2, length / 2])
    start, end = np.rint(middle - along).astype(int).tolist(), np.rint(middle + along).astype(int).tolist()
    cv2.line(kernel, start, end, 1.0)
    kernel /= max(float(kernel.sum()), 1.0)
    return faulty.retouched(_filtered(place, lambda box: np.asarray(cv2.filter2D(box, -1, kernel), np.float32)))


def swollen(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with bright or dark structures of a place grown, as by too much ink or etching."""
    place, side = _place(rng, faulty, 6, 36), 2 * int(rng.integers(1, 4)) + 1
    kernel = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
    grow = cv2.dilate if rng.random() < 0.5 else cv2.erode
    return faulty.retouched(_filtered(place, lambda box: np.asarray(grow(box, kernel), np.float32)))


def shaded(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a place darker or brighter, with a sharp edge: a burn, a liquid, a missing coat."""
    place = _place(rng, faulty, 3, 44, hard=True)
    gain = np.float32(1 + rng.choice([-1.0, 1.0]) * log_uniform(rng, 0.08, 0.75))
    tint = rng.uniform(0.85, 1.0, 3).astype(np.float32)
    return faulty.retouched(_filtered(place, lambda box: box * (gain * tint)))


def pasted(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a cut-out of itself pasted elsewhere."""
    place, source = _place(rng, faulty, 3, 36, hard=bool(rng.random() < 0.6)), a_spot(rng, faulty)

    def retouch(picture: Picture) -> Picture:
        height, width = place.share.shape[:2]
        row = int(np.clip(source[1] - height / 2, 0, picture.shape[0] - height))
        column = int(np.clip(source[0] - width / 2, 0, picture.shape[1] - width))
        return place.mixed(picture, picture[row : row + height, column : column + width])

    return faulty.retouched(retouch)


def bent(rng: Generator, faulty: Faulty) -> Faulty:
    """Return the part with a place pushed aside by 3 to 12 px, as a bent lead is."""
    place = _place(rng, faulty, 10, 44)
    push = direction(rng) * np.float32(log_uniform(rng, 3, 12))

    def retouch(picture: Picture) -> Picture:
        rows, columns = np.indices(place.share.shape[:2], np.float32)
        share = place.share[:, :, 0]
        across, down = columns + place.column - push[0] * share, rows + place.row - push[1] * share
        result = picture.copy()
        place.box(result)[:] = cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return result

    return faulty.retouched(retouch)


def _filtered(place: Place, change: Retouch) -> Retouch:
    def retouch(picture: Picture) -> Picture:
        return place.mixed(picture, change(place.box(picture)))

    return retouch


def _place(rng: Generator, faulty: Faulty, least_px: float, most_px: float, *, hard: bool = False) -> Place:
    size, edge = faulty.scene.size_px, an_edge(rng, faulty) if rng.random() < 0.7 else None
    spot = a_spot(rng, faulty) if edge is None else edge.point
    side = min(size, max(LEAST_PX, 2 * round(log_uniform(rng, least_px, most_px))))
    column, row = (int(np.clip(each - side / 2, 0, size - side)) for each in spot)
    mask = _hard_mask(rng, side) if hard else soft_mask(rng, side)
    return Place(column, row, (mask / np.float32(255.0)).astype(np.float32)[:, :, None])


def _hard_mask(rng: Generator, side_px: int) -> NDArray[np.uint8]:
    mask = np.zeros((side_px, side_px), np.uint8)
    centre: Points = np.array([side_px / 2, side_px / 2], np.float32)
    if rng.random() < 0.3:
        mask[1:-1, 1:-1] = 255
    else:
        blot(rng, centre, 0.45 * side_px).draw(mask, UNMOVED, 0.0)
    return mask
