"""Lossless codecs for raw frames: time and bytes beside PNG as OpenCV writes it, in the same run.

Frames: parts of the demo line at 1.2 MP, and the same enlarged to 5 MP with a camera's noise, each grey and colour;
with `--pictures DIR` also real photographs. Every codec's bytes are decoded and compared with the frame.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
from numpy.typing import NDArray

from inspector.demo.line import DemoLine
from inspector.image_file import decode_image, read_image

Pixels = NDArray[np.uint8]
NOISE_LEVELS = 1.5
FIVE_MP = (2592, 1944)


@dataclass(frozen=True, slots=True)
class Codec:
    """One way to keep a frame; both take and give RGB or grey."""

    name: str
    encode: Callable[[Pixels], bytes]
    decode: Callable[[bytes, Pixels], Pixels]


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured of one codec on one kind of frame; ratios are to PNG as OpenCV writes it."""

    frame: str
    codec: str
    encode_ms: float
    decode_ms: float
    mib: float
    time_ratio: float
    size_ratio: float


def png(*options: int) -> Codec:
    """Return PNG with OpenCV's options."""
    return Codec(
        f"png {options or 'default'}",
        lambda image: cv2.imencode(".png", image, options)[1].tobytes(),
        lambda data, _: decode_image(data, "a PNG"),
    )


def jpeg_xl(effort: int) -> Codec:
    """Return JPEG XL without loss, in one thread."""
    return Codec(
        f"jpeg xl effort {effort}",
        lambda image: bytes(imagecodecs.jpegxl_encode(image, lossless=True, effort=effort, numthreads=1)),
        lambda data, _: imagecodecs.jpegxl_decode(data, numthreads=1),
    )


CODECS = (
    png(),
    png(cv2.IMWRITE_PNG_COMPRESSION, 1),
    png(cv2.IMWRITE_PNG_COMPRESSION, 3),
    jpeg_xl(1),
    jpeg_xl(2),
    Codec(
        "webp method 0",
        lambda image: bytes(imagecodecs.webp_encode(_colour(image), lossless=True, method=0, level=0)),
        lambda data, like: imagecodecs.webp_decode(data)[..., : 3 if like.ndim == 3 else 1].reshape(like.shape),
    ),
    Codec(
        "jpeg-ls",
        lambda image: bytes(imagecodecs.jpegls_encode(image)),
        lambda data, _: imagecodecs.jpegls_decode(data),
    ),
    Codec(
        "zstd 1 of raw pixels",
        lambda image: bytes(imagecodecs.zstd_encode(image.tobytes(), level=1)),
        lambda data, like: np.frombuffer(imagecodecs.zstd_decode(data), np.uint8).reshape(like.shape),
    ),
    Codec(
        "raw pixels",
        lambda image: image.tobytes(),
        lambda data, like: np.frombuffer(data, np.uint8).reshape(like.shape),
    ),
)


def frames(pictures: Path | None) -> Iterator[tuple[str, Pixels]]:
    """Yield a kind of frame with its pixels."""
    part = DemoLine(1).part(1).image
    large = cv2.resize(part, FIVE_MP, interpolation=cv2.INTER_CUBIC)
    # As a list of figures the shape says nothing that the stubs of OpenCV could widen.
    noise: NDArray[np.int16] = np.rint(np.random.default_rng(1).normal(0.0, NOISE_LEVELS, large.size)).astype(np.int16)
    frame: Pixels = cv2.add(large, noise.reshape(large.shape), dtype=cv2.CV_8U).astype(np.uint8)
    for name, image in (("demo 1.2 MP", part), ("demo 5 MP", frame)):
        yield f"{name} colour", image
        yield f"{name} grey", cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8)
    for path in sorted(pictures.iterdir())[:3] if pictures else ():
        yield path.name, read_image(path)


def measure(codec: Codec, image: Pixels, rounds: int) -> tuple[float, float, int]:
    """Return the fastest encoding and decoding in milliseconds, and the bytes."""
    encoding, decoding, data = [], [], b""
    for _ in range(rounds):
        start = time.perf_counter()
        data = codec.encode(image)
        middle = time.perf_counter()
        back = codec.decode(data, image)
        decoding.append(time.perf_counter() - middle)
        encoding.append(middle - start)
        if not np.array_equal(back, image):
            raise SystemExit(f"{codec.name} lost something")
    return 1e3 * min(encoding), 1e3 * min(decoding), len(data)


def lines(pictures: Path | None, rounds: int) -> Iterator[Line]:
    """Yield what each codec does with each kind of frame."""
    for name, image in frames(pictures):
        plain_ms, _, plain = measure(CODECS[0], image, rounds)
        for codec in CODECS:
            encode_ms, decode_ms, size = measure(codec, image, rounds)
            yield Line(name, codec.name, encode_ms, decode_ms, size / 2**20, encode_ms / plain_ms, size / plain)


def _colour(image: Pixels) -> Pixels:
    return image if image.ndim == 3 else np.dstack([image] * 3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    for line in lines(given.pictures, given.rounds):
        print(
            json.dumps(asdict(line))
            if given.json
            else f"{line.frame:<22} {line.codec:<22} {line.encode_ms:7.1f} ms {line.decode_ms:7.1f} ms"
            f" {line.mib:6.2f} MiB  x{line.time_ratio:.2f} time  x{line.size_ratio:.2f} size",
            flush=True,
        )
