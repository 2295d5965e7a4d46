"""Pictures are read whole or refused with one line; nothing half read ever reaches a verdict."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from inspector.errors import CaptureError
from inspector.image_file import encode_png, read_image

NOISE = np.random.default_rng(1).integers(0, 256, (40, 50, 3), np.uint8)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "part.png"
    path.write_bytes(data)
    return path


def test_a_png_gives_back_the_same_pixels(tmp_path: Path) -> None:
    assert np.array_equal(read_image(written(tmp_path, encode_png(NOISE))), NOISE)


def test_grey_stays_grey(tmp_path: Path) -> None:
    assert read_image(written(tmp_path, encode_png(NOISE[..., 0]))).shape == (40, 50)


def test_a_rotation_tag_moves_no_pixel(tmp_path: Path) -> None:
    jpeg = cv2.imencode(".jpg", NOISE)[1].tobytes()
    turn = bytes.fromhex("ffe1 0022 457869660000 4d4d002a00000008 0001 0112 0003 00000001 00060000 00000000")
    assert read_image(written(tmp_path, jpeg[:2] + turn + jpeg[2:])).shape == (40, 50, 3)


def _flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "0 bytes"),
        (b"\x89PNG no picture at all", "no whole picture"),
        (encode_png(NOISE)[:-20], "no whole picture"),
        (encode_png(NOISE)[: len(encode_png(NOISE)) // 2], "no whole picture"),
        (_flipped(encode_png(NOISE)), "no whole picture"),
        (cv2.imencode(".jpg", NOISE)[1].tobytes()[:900], "no whole picture"),
        (cv2.imencode(".png", NOISE.astype(np.uint16))[1].tobytes(), "uint16"),
        (cv2.imencode(".png", np.dstack([NOISE, NOISE[..., :1]]))[1].tobytes(), "4 channels"),
    ],
    ids=["empty", "no picture", "end cut", "half", "bit flipped", "jpeg cut", "16 bit", "alpha"],
)
def test_what_is_no_whole_8_bit_picture_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(CaptureError, match=says):
        read_image(written(tmp_path, data))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"cannot read image .*gone.png: No such file"):
        read_image(tmp_path / "gone.png")
