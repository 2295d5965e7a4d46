"""The stored textures: made once from a seed, then cut, flipped, turned and scaled for each surface."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.errors import InputError
from inspector.train.surroundings import station
from inspector.train.texture_fields import TILE_PX, Field, Kind, levelled
from inspector.train.texture_grown import GROWN
from inspector.train.texture_machined import MACHINED
from inspector.train.texture_woven import WOVEN

MAKERS: Final[dict[str, Kind]] = MACHINED | WOVEN | GROWN
KINDS: Final = tuple(MAKERS)
CENTRED: Final = frozenset({"turned"})
TILES: Final = 4
STATIONS: Final = 24
OVERLAP_PX: Final = 256
Tile = NDArray[np.uint8]


class TextureBank:
    """Implements `Textures`. A tile is made when it is first asked for; the same seed always gives the same tiles."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._tiles: dict[tuple[str, int], Tile] = {}
        self._stations: dict[int, Field] = {}

    def patch(self, kind: str, place: int, size_px: int, scale: float, angle_deg: float) -> Field:
        """Return texture of `kind`, float32 (size_px, size_px), mean about 0, within -1..1, fixed by `place`.

        Parameters
        ----------
        kind
            One of `KINDS`.
        place
            0 to 2**30: the four lowest bits say which tile and how it is flipped, all of them where in it.
        scale
            2.0 for twice as coarse as stored.
        angle_deg
            Turn of what runs along x in the tile.

        Raises
        ------
        InputError
            There is no such kind.
        """
        bits = _stirred(place)
        tile = self._tile(kind, place % TILES)
        flips = (-1 if place >> 2 & 1 else 1), (-1 if place >> 3 & 1 else 1)
        corner = (bits >> 16) % TILE_PX, (bits >> 32) % TILE_PX
        if kind in CENTRED or scale != 1.0 or angle_deg % 360 != 0 or size_px > OVERLAP_PX:
            about = _about(kind, corner)
            levels = _warped(tile, _matrix(size_px, scale, angle_deg, flips, about), size_px)
        else:
            x, y = corner
            levels = tile[y : y + size_px, x : x + size_px][:: flips[1], :: flips[0]]
        return levels.astype(np.float32) * np.float32(1 / 127) - np.float32(128 / 127)

    def surroundings(self, place: int) -> Field:
        """Return what a mirror shows, float32 (512, 512) in 0..1: dark with lamps, windows and edges."""
        return self._station(_stirred(place) % STATIONS)

    def _station(self, index: int) -> Field:
        if index not in self._stations:
            made = station(np.random.default_rng((self._seed, len(KINDS), index)))
            made.setflags(write=False)
            self._stations[index] = made
        return self._stations[index]

    def _tile(self, kind: str, index: int) -> Tile:
        if (kind, index) not in self._tiles:
            if kind not in MAKERS:
                raise InputError(f"texture a piece with {kind!r}", f"the kinds are {', '.join(KINDS)}", "name one")
            rng = np.random.default_rng((self._seed, KINDS.index(kind), index))
            self._tiles[kind, index] = _stored(MAKERS[kind](rng))
        return self._tiles[kind, index]


def _stored(field: Field) -> Tile:
    """Return a tile as 1..255 about 128, continued so that most patches are a plain slice."""
    levels = np.rint(levelled(field) * 127 + 128).astype(np.uint8)
    return np.pad(levels, ((0, OVERLAP_PX), (0, OVERLAP_PX)), mode="wrap")


def _about(kind: str, corner: tuple[int, int]) -> tuple[float, float]:
    """Return the point of the tile that comes to the middle of the patch: centred kinds hardly leave their own."""
    if kind in CENTRED:
        return TILE_PX / 2 + (corner[0] % 7) - 3, TILE_PX / 2 + (corner[1] % 7) - 3
    return float(corner[0]), float(corner[1])


def _matrix(
    size_px: int, scale: float, angle_deg: float, flips: tuple[int, int], about: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the affine (2, 3) from patch to tile."""
    cosine, sine = np.cos(np.radians(angle_deg)) / scale, np.sin(np.radians(angle_deg)) / scale
    linear = np.array([[cosine * flips[0], sine * flips[0]], [-sine * flips[1], cosine * flips[1]]])
    middle = np.full(2, (size_px - 1) / 2)
    return np.concatenate([linear, (np.array(about) - linear @ middle)[:, None]], axis=1)


def _warped(tile: Tile, matrix: NDArray[np.float64], size_px: int) -> Tile:
    inner = tile[:TILE_PX, :TILE_PX]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(inner, matrix, (size_px, size_px), flags=flags, borderMode=cv2.BORDER_WRAP)
    return np.asarray(warped, np.uint8)


def _stirred(place: int) -> int:
    """Return 64 bits that differ in every place when `place` differs in one."""
    bits = (place + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    return bits ^ bits >> 27
