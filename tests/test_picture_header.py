"""A picture file is believed only after its header: what claims to be too large is refused before memory is taken."""

import resource
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from inspector.cli.app import inspector
from inspector.errors import CaptureError, InspectorError
from inspector.image_file import decode_image, read_image
from inspector.picture_header import PIXELS_MAX, claimed_shape

MIB = 1 << 20


def by_cv2(ending: str, *options: int) -> Callable[[NDArray[np.uint8]], bytes]:
    return lambda image: cv2.imencode(ending, image, options)[1].tobytes()


def in_box(image: NDArray[np.uint8]) -> bytes:
    """Return the bytes of a JPEG XL file in a container, as other programs write them."""
    stream = bytes(imagecodecs.jpegxl_encode(image, lossless=True, usecontainer=True))
    assert stream.startswith(b"\x00\x00\x00\x0cJXL ")
    return stream


FORMS = {
    "png": by_cv2(".png"),
    "jpeg": by_cv2(".jpg"),
    "progressive jpeg": by_cv2(".jpg", cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
    "bmp": by_cv2(".bmp"),
    "tiff": by_cv2(".tif"),
    "webp": by_cv2(".webp", cv2.IMWRITE_WEBP_QUALITY, 80),
    "lossless webp": by_cv2(".webp", cv2.IMWRITE_WEBP_QUALITY, 101),
    "jpeg xl": lambda image: bytes(imagecodecs.jpegxl_encode(image, lossless=True)),
    "jpeg xl in a box": in_box,
}
SHAPES = [(16, 16), (16, 24), (64, 256), (256, 64), (37, 1), (1, 37), (40, 53), (300, 451), (512, 512), (9, 600)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_size_of_a_real_file_is_read_from_its_header(form: str, shape: tuple[int, int]) -> None:
    image = np.random.default_rng(1).integers(0, 256, (*shape, 3), np.uint8)
    data = FORMS[form](image)
    assert claimed_shape(data) == shape
    assert decode_image(data, form).shape == (*shape, 3)


@pytest.mark.parametrize("form", FORMS)
def test_a_header_that_is_cut_anywhere_claims_nothing_false(form: str) -> None:
    data = FORMS[form](np.zeros((40, 53, 3), np.uint8))
    assert {claimed_shape(data[:length]) for length in range(len(data))} <= {None, (40, 53)}


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", *(FORMS[form](np.zeros((8, 8, 3), np.uint8))[:24] for form in FORMS)]),
)
def test_no_bytes_break_it(tail: bytes, head: bytes) -> None:
    shape = claimed_shape(head + tail)
    assert shape is None or min(shape) >= 0


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side: int) -> bytes:
    """Return a whole, valid grey PNG of `side` x `side` black pixels: each stripe of zeros packs to next to nothing."""
    packing = zlib.compressobj(9)
    rows = [packing.compress(bytes(1 + side // 8)) for _ in range(side)]
    picture = b"".join([*rows, packing.flush()])
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", picture) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bomb") / "bomb.png"
    path.write_bytes(png_bomb(50_000))
    return path


TOLD = "bomb.png: it claims to be 50000 x 50000 pixels, at most 160 million are read; cut out what is inspected"


def test_a_bomb_is_refused_in_one_line_within_little_memory(bomb: Path) -> None:
    assert bomb.stat().st_size < MIB
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from inspector.errors import CaptureError\n"
        "from inspector.image_file import read_image\n"
        "used = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + (64 << 20),) * 2)\n"
        "try:\n"
        "    read_image(Path(sys.argv[1]))\n"
        "except CaptureError as error:\n"
        "    print(error)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(bomb)], capture_output=True, text=True, check=True)
    assert TOLD in ended.stdout
    assert ended.stdout.count("\n") == 1


def tiff(width: int, height: int, *more: tuple[int, int]) -> bytes:
    entries = sorted([(256, width), (257, height), *more])
    return b"MM\x00*\x00\x00\x00\x08" + struct.pack(">H", len(entries)) + b"".join(
        struct.pack(">HHII", tag, 4, 1, value) for tag, value in entries
    )  # fmt: skip


BOMBS = {
    "png": png_bomb(8)[:16] + struct.pack(">II", 40_000, 40_000) + png_bomb(8)[24:],
    "jpeg": b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 65_500, 65_500) + bytes(20),
    "bmp": b"BM" + bytes(12) + struct.pack("<Iii", 40, 50_000, -50_000) + bytes(100),
    "webp": b"RIFF\x64\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + b"\xff\x3f\x00" * 2 + bytes(60),
    "tiff": tiff(50_000, 50_000),
    "tiff with a huge tile": tiff(100, 100, (322, 1 << 20), (323, 1 << 20)),
    "jpeg xl": b"\xff\x0a" + (0 | 3 << 1 | ((1 << 30) - 1) << 3 | 1 << 33).to_bytes(8, "little") + bytes(30),
}


@pytest.mark.parametrize("form", BOMBS)
def test_every_form_of_picture_is_refused_by_what_it_claims(form: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CaptureError, match="it claims to be"):
        decode_image(BOMBS[form], form)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_the_largest_picture_that_is_read_is_as_large_as_stated() -> None:
    def claiming(height: int, width: int) -> bytes:
        return png_bomb(8)[:16] + struct.pack(">II", width, height) + b"\x08\x00\x00\x00\x00"

    with pytest.raises(CaptureError, match="no whole picture"):
        decode_image(claiming(1, PIXELS_MAX), "as large")
    with pytest.raises(CaptureError, match="at most 160 million"):
        decode_image(claiming(1, PIXELS_MAX + 1), "larger")


def test_a_file_of_more_than_a_gibibyte_is_not_read_at_all(tmp_path: Path) -> None:
    path = tmp_path / "long.png"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(CaptureError, match=r"long\.png: it has 1024 MiB, at most 1024 are read"):
        read_image(path)


@pytest.mark.parametrize("command", ["judge", "teach", "calibrate", "evaluate", "align"])
def test_whatever_command_reads_it_says_so_in_one_line(bomb: Path, command: str, tmp_path: Path) -> None:
    golden = Path(__file__).parents[1] / "golden_refs" / "demo-board" / "r001" / "golden.png"
    folder, manifest = tmp_path / "good", tmp_path / "manifest.csv"
    folder.mkdir()
    (folder / "bomb.png").write_bytes(bomb.read_bytes())
    manifest.write_text(f"pair_id,golden_path,test_path,label\nP1,{bomb},{golden},good\n")
    orders = {
        "judge": [str(golden), str(bomb), "--comparator", "onnx"],
        "teach": ["plate", str(bomb), "--golden-refs", str(tmp_path / "refs"), "--why", "new"],
        "calibrate": [
            "demo-board",
            "--good",
            str(folder),
            "--max-overkill",
            "0.6",
            "--on-average",
            "--dry-run",
            "--comparator",
            "onnx",
        ],
        "evaluate": [str(manifest), "--comparator", "onnx"],
        "align": [str(golden), str(bomb)],
    }
    ended = CliRunner().invoke(inspector, [command, *orders[command]])
    told = str(ended.exception) if isinstance(ended.exception, InspectorError) else ended.output
    assert "it claims to be 50000 x 50000 pixels" in told
    assert "Traceback" not in told
