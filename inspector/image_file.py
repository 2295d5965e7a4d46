"""Image files: bytes on disk to 8-bit pixels, and back: without loss for the record, smaller for people's eyes.

The only door to picture files. What a file is, its first bytes say: frames that were kept before JPEG XL was chosen
stay readable.
"""

import hashlib
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
from numpy.typing import NDArray

from inspector.errors import CaptureError
from inspector.picture_header import JPEG_XL, PIXELS_MAX, claimed_shape

_READ = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
_EXPECTED = "expected a whole 8-bit grey or BGR picture (PNG, JPEG, JPEG XL, BMP, TIFF or WebP)"
_FILE_BYTES_MAX = 1 << 30
# Of the nine efforts the one that keeps up with the line; see docs/decisions/0041-images.md.
_JPEG_XL_EFFORT = 1


def read_image(path: Path) -> NDArray[np.uint8]:
    """Return the pixels of the picture at `path`, uint8 (H, W) grey or (H, W, 3) BGR, exactly as stored.

    Rotation tags are not followed: a line camera's pixels stay where they are.

    Raises
    ------
    CaptureError
        The file is missing, empty, cut short, no picture, 16-bit or has an alpha channel; it is larger than 1 GiB, or
        claims more than `PIXELS_MAX` pixels: that is refused before memory is taken for it.
    """
    return decode_image(image_bytes(path), str(path))


def image_bytes(path: Path) -> bytes:
    """Return the bytes of the picture file at `path`, whatever they are.

    Raises
    ------
    CaptureError
        The file is missing, or larger than 1 GiB.
    """
    try:
        size_bytes = path.stat().st_size
        data = path.read_bytes() if size_bytes <= _FILE_BYTES_MAX else None
    except OSError as error:
        raise CaptureError(f"read image {path}", error.strerror or str(error), "check path and rights") from error
    if data is None:
        found = f"it has {size_bytes >> 20} MiB, at most {_FILE_BYTES_MAX >> 20} are read"
        raise CaptureError(f"read image {path}", found, "export one picture, smaller")
    return data


def decode_image(data: bytes, name: str) -> NDArray[np.uint8]:
    """Return the pixels held in the bytes of a picture file; `name` is for messages only.

    Raises
    ------
    CaptureError
        As for `read_image`.
    """
    if not data:
        raise CaptureError(f"read image {name}", f"the file is empty (0 bytes), {_EXPECTED}", "export it again")
    shape = claimed_shape(data)
    if shape is None:
        raise _no_picture(data, name)
    _check_size(*shape, name)
    try:
        image = _decoded(data)
    except (cv2.error, RuntimeError, ValueError) as error:
        # The last two: what imagecodecs says of a JPEG XL file that is cut short or none.
        raise CaptureError(f"read image {name}", f"{error}, {_EXPECTED}", "export it again") from error
    if image is None:
        raise _no_picture(data, name)
    return _pixels(image, name)


def encode_png(image: NDArray[np.uint8]) -> bytes:
    """Return `image` as the bytes of a PNG file, without loss."""
    return cv2.imencode(".png", image)[1].tobytes()


def encode_lossless(image: NDArray[np.uint8]) -> bytes:
    """Return `image` as the bytes of a JPEG XL file, without loss: half the time of a PNG and less room.

    One thread does it: the other cores are the line's.
    """
    return bytes(imagecodecs.jpegxl_encode(_other_order(image), lossless=True, effort=_JPEG_XL_EFFORT, numthreads=1))


def encode_jpeg(image: NDArray[np.uint8], quality: int) -> bytes:
    """Return `image` as the bytes of a JPEG file: for looking at, never for judging.

    Parameters
    ----------
    image
        uint8 (H, W) grey or (H, W, 3) BGR, at most 65,500 pixels either way.
    quality
        1..100.
    """
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def picture_sha256(image: NDArray[np.uint8]) -> str:
    """Return the hash of the pixels of `image`, uint8 (H, W) or (H, W, 3) BGR, whatever file they came from.

    A grey picture that a program wrote in colour is the same picture.

    Examples
    --------
    >>> grey = np.arange(12, dtype=np.uint8).reshape(3, 4)
    >>> picture_sha256(grey) == picture_sha256(np.stack([grey] * 3, axis=2))
    True
    """
    is_grey = image.ndim == 2 or bool((image == image[..., :1]).all())
    plain = image if image.ndim == 2 or not is_grey else image[..., 0]
    digest = hashlib.sha256(f"{plain.shape}\n".encode("ascii"))
    digest.update(np.ascontiguousarray(plain).data)
    return digest.hexdigest()


def is_jpeg_xl(data: bytes) -> bool:
    """Return whether the bytes begin as a JPEG XL file does: no browser can be counted on to show it."""
    return data.startswith(JPEG_XL)


def _no_picture(data: bytes, name: str) -> CaptureError:
    found = f"{len(data)} bytes that are no whole picture, {_EXPECTED}"
    return CaptureError(f"read image {name}", found, "export it again")


def _check_size(height: int, width: int, name: str) -> None:
    if height * width > PIXELS_MAX:
        found = f"it claims to be {width} x {height} pixels, at most {PIXELS_MAX // 1_000_000} million are read"
        raise CaptureError(f"read image {name}", found, "cut out what is inspected, or scale it down")


def _decoded(data: bytes) -> NDArray[np.generic] | None:
    if not is_jpeg_xl(data):
        return cv2.imdecode(np.frombuffer(data, np.uint8), _READ)
    image = imagecodecs.jpegxl_decode(data, numthreads=1)
    # Other pixels are refused whatever their order is.
    return _other_order(image) if image.dtype == np.uint8 else image


def _other_order(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return BGR as RGB and RGB as BGR, grey as it is."""
    is_colour = image.ndim == 3 and image.shape[2] == 3
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8) if is_colour else image


def _pixels(image: NDArray[np.generic], name: str) -> NDArray[np.uint8]:
    if image.dtype != np.uint8:
        raise CaptureError(f"use image {name}", f"it has {image.dtype} pixels, {_EXPECTED}", "export it with 8 bits")
    if image.ndim == 3 and image.shape[2] != 3:
        raise CaptureError(
            f"use image {name}", f"it has {image.shape[2]} channels, {_EXPECTED}", "export it without alpha"
        )
    return image.astype(np.uint8, copy=False)
