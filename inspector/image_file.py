"""Image files: bytes on disk to 8-bit pixels, and back without loss."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.errors import CaptureError

_READ = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
_EXPECTED = "expected a whole 8-bit grey or BGR picture (PNG, JPEG, BMP, TIFF or WebP)"


def read_image(path: Path) -> NDArray[np.uint8]:
    """Return the pixels of the picture at `path`, uint8 (H, W) grey or (H, W, 3) BGR, exactly as stored.

    Rotation tags are not followed: a line camera's pixels stay where they are.

    Raises
    ------
    CaptureError
        The file is missing, empty, cut short, no picture, 16-bit or has an alpha channel.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CaptureError(f"read image {path}", error.strerror or str(error), "check path and rights") from error
    return decode_image(data, str(path))


def decode_image(data: bytes, name: str) -> NDArray[np.uint8]:
    """Return the pixels held in the bytes of a picture file; `name` is for messages only.

    Raises
    ------
    CaptureError
        As for `read_image`.
    """
    if not data:
        raise CaptureError(f"read image {name}", f"the file is empty (0 bytes), {_EXPECTED}", "export it again")
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), _READ)
    except cv2.error as error:
        raise CaptureError(f"read image {name}", f"{error.err or error}, {_EXPECTED}", "export it again") from error
    if image is None:
        raise CaptureError(
            f"read image {name}", f"{len(data)} bytes that are no whole picture, {_EXPECTED}", "export it again"
        )
    return _pixels(image, name)


def encode_png(image: NDArray[np.uint8]) -> bytes:
    """Return `image` as the bytes of a PNG file, without loss."""
    return cv2.imencode(".png", image)[1].tobytes()


def _pixels(image: NDArray[np.generic], name: str) -> NDArray[np.uint8]:
    if image.dtype != np.uint8:
        raise CaptureError(f"use image {name}", f"it has {image.dtype} pixels, {_EXPECTED}", "export it with 8 bits")
    if image.ndim == 3 and image.shape[2] != 3:
        raise CaptureError(
            f"use image {name}", f"it has {image.shape[2]} channels, {_EXPECTED}", "export it without alpha"
        )
    return image.astype(np.uint8, copy=False)
