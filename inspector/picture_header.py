"""What the first bytes of a picture file claim of its size, before a decoder takes memory for it. Pure.

A file of a few hundred bytes can claim to be 50,000 x 50,000 pixels, and a decoder believes it.
"""

import struct
from collections.abc import Callable
from typing import Final

PIXELS_MAX: Final = 160_000_000
"""The largest picture that is read: the largest sensors of industrial area cameras have 151 million pixels."""
JPEG_XL: Final = (b"\xff\x0a", b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a")

_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TIFF_ENTRIES_MAX = 4_096
_TIFF_SIZES = {256: 1, 257: 0, 322: 1, 323: 0}
"""Width, height, width and height of a tile: which of (height, width) each is."""
_JXL_BITS = (9, 13, 18, 30)
_JXL_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def claimed_shape(data: bytes) -> tuple[int, int] | None:
    """Return the (H, W) that the header of a PNG, JPEG, JPEG XL, BMP, TIFF or WebP file claims.

    None where it is none of these, or where the header is cut short: no decoder may be given that.

    Examples
    --------
    >>> claimed_shape(bytes.fromhex("89504e470d0a1a0a 0000000d 49484452 0000c350 00009c40 0800000000"))
    (40000, 50000)
    """
    for beginnings, reader in _READERS:
        if data.startswith(beginnings):
            try:
                return reader(data)
            except (struct.error, IndexError):
                return None
    return None


def _png(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", data, 16)
    return height, width


def _bmp(data: bytes) -> tuple[int, int]:
    is_old = struct.unpack_from("<I", data, 14)[0] == 12
    width, height = struct.unpack_from("<HH" if is_old else "<ii", data, 18)
    return abs(height), abs(width)


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # Filling.
            at += 1
            continue
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return height, width
        # A marker without a length would be of the picture itself: before its size that is no picture.
        at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[8:12] != b"WEBP":
        return None
    match data[12:16]:
        case b"VP8X":
            width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
            return (height, width) if len(data) >= 30 else None
        case b"VP8L":
            bits = int(struct.unpack_from("<I", data, 21)[0])
            return (bits >> 14 & 0x3FFF) + 1, (bits & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return height & 0x3FFF, width & 0x3FFF
        case _:
            return None


def _tiff(data: bytes) -> tuple[int, int] | None:
    order = "<" if data[:2] == b"II" else ">"
    is_big = struct.unpack_from(f"{order}H", data, 2)[0] == 43
    at = int(struct.unpack_from(f"{order}Q", data, 8)[0] if is_big else struct.unpack_from(f"{order}I", data, 4)[0])
    count = int(struct.unpack_from(f"{order}Q" if is_big else f"{order}H", data, at)[0])
    first, length = at + (8 if is_big else 2), 20 if is_big else 12
    sizes = [0, 0]
    for entry in range(min(count, _TIFF_ENTRIES_MAX)):
        tag, kind = struct.unpack_from(f"{order}HH", data, first + entry * length)
        if tag in _TIFF_SIZES:
            form = {1: "B", 3: "H", 4: "I", 16: "Q"}.get(kind)
            if form is None:
                return None
            value = int(struct.unpack_from(order + form, data, first + entry * length + (12 if is_big else 8))[0])
            sizes[_TIFF_SIZES[tag]] = max(sizes[_TIFF_SIZES[tag]], value)
    return (sizes[0], sizes[1]) if all(sizes) else None


def _jpeg_xl(data: bytes) -> tuple[int, int] | None:
    if data.startswith(JPEG_XL[0]):
        return _jpeg_xl_size(data)
    at = len(JPEG_XL[1])
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        begins = at + 8
        if length == 1:
            length, begins = int(struct.unpack_from(">Q", data, begins)[0]), begins + 8
        if kind in {b"jxlc", b"jxlp"}:
            stream = data[begins + (4 if kind == b"jxlp" else 0) :][:16]
            return _jpeg_xl_size(stream) if stream.startswith(JPEG_XL[0]) else None
        if length < 8:
            return None
        at += length
    return None


def _jpeg_xl_size(stream: bytes) -> tuple[int, int] | None:
    """Return the size of a codestream: ISO/IEC 18181-1, SizeHeader; bits come from the low end of each byte."""
    bits, at = int.from_bytes(stream[2:16], "little"), 0

    def take(count: int) -> int:
        nonlocal at
        at += count
        return bits >> (at - count) & ((1 << count) - 1)

    is_small = bool(take(1))

    def side() -> int:
        return 8 * (take(5) + 1) if is_small else take(_JXL_BITS[take(2)]) + 1

    height, ratio = side(), take(3)
    width = side() if ratio == 0 else height * _JXL_RATIOS[ratio - 1][0] // _JXL_RATIOS[ratio - 1][1]
    return (height, width) if at <= 8 * len(stream[2:16]) else None


_READERS: Final[tuple[tuple[tuple[bytes, ...], Callable[[bytes], tuple[int, int] | None]], ...]] = (
    ((b"\x89PNG\r\n\x1a\n",), _png),
    ((b"\xff\xd8",), _jpeg),
    (JPEG_XL, _jpeg_xl),
    ((b"BM",), _bmp),
    ((b"RIFF",), _webp),
    ((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"), _tiff),
)
