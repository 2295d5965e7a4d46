"""One part's picture as the archive keeps it: raw without loss, a review copy, a thumbnail, the score map."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.image_file import encode_jpeg, encode_lossless, encode_png
from inspector.part import Capture, Deviation, Outcome
from inspector.record.image_names import copy_name

# A score of 1.0, the limit, is 64 grey levels; from 4 times the limit on the map is white.
LEVELS_PER_LIMIT = 64
THUMBNAIL_PX = 320
_REVIEW_QUALITY = 90
_THUMBNAIL_QUALITY = 80
_ENDINGS = {"review": ".jpg", "thumbnail": ".jpg", "map": ".png"}


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the archive takes of one part.

    Parameters
    ----------
    capture
        The photograph.
    outcome
        What the controller was shown.
    score_map
        uint8 (h, w) in the golden's frame as `levels_of` makes it; None where the part was not compared.
    """

    capture: Capture
    outcome: Outcome
    score_map: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True)
class CopyFile:
    """A copy to be written: its kind (``review``, ``thumbnail`` or ``map``), its file and what is in it."""

    kind: str
    file: str
    data: bytes


def levels_of(deviation: Deviation) -> NDArray[np.uint8]:
    """Return the scores as grey levels, uint8 of the map's shape: `LEVELS_PER_LIMIT` times the score, at most 255."""
    return cv2.convertScaleAbs(deviation.scores, alpha=LEVELS_PER_LIMIT).astype(np.uint8, copy=False)


def raw_file(frame: Frame) -> bytes:
    """Return the frame's pixels without loss."""
    return encode_lossless(frame.capture.image)


def copy_files(frame: Frame, raw: str) -> Iterator[CopyFile]:
    """Yield the copies that lie beside the file `raw`, made one after another."""
    image = frame.capture.image
    yield _copy(raw, "review", encode_jpeg(image, _REVIEW_QUALITY))
    small = encode_jpeg(_smaller(image), _THUMBNAIL_QUALITY)
    yield _copy(raw, "thumbnail", small)
    if frame.score_map is not None:
        yield _copy(raw, "map", encode_png(frame.score_map))


def copies_on_disk(images: Path, raw: str) -> Iterator[CopyFile]:
    """Yield the copies that lie beside the file `raw` in the folder `images`."""
    for kind, ending in _ENDINGS.items():
        file = copy_name(raw, kind, ending)
        with suppress(FileNotFoundError):
            yield CopyFile(kind, file, (images / file).read_bytes())


def _copy(raw: str, kind: str, data: bytes) -> CopyFile:
    return CopyFile(kind, copy_name(raw, kind, _ENDINGS[kind]), data)


def _smaller(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    scale = THUMBNAIL_PX / max(height, width)
    if scale >= 1.0:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
