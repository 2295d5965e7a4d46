"""Pairs of the image sets, aligned once by the shipped alignment and kept in files.

A file is kept under a hash of all sources its content depends on: when the alignment changes, pairs are aligned anew.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import cv2
import nuisance
import numpy as np
import sets
from numpy.typing import NDArray

from inspector import align as align_room
from inspector import image_file
from inspector.align.align import align
from inspector.align.reference import Reference, learn
from inspector.errors import InspectorError
from inspector.golden import recipe
from inspector.golden.golden import Golden
from inspector.golden.library import load_files
from inspector.part import CameraFacts, Capture, RefusedAlignment

CACHE = Path(tempfile.gettempdir()) / "inspector_bench"
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class AlignedPair:
    """A golden and a part in its frame.

    Parameters
    ----------
    pair
        Which one, and what is known of it.
    golden, aligned
        uint8, both (H, W) grey or both (H, W, 3) BGR.
    valid
        bool (H, W): where the part was seen.
    warp
        float64 (3, 3), takes (x, y, 1) of the set's test picture, before any nuisance, to the golden.
    """

    pair: sets.Pair
    golden: Picture
    aligned: Picture
    valid: NDArray[np.bool_]
    warp: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RefusedPair:
    """A pair that was not aligned, and why."""

    pair: sets.Pair
    why: str


def aligned_pairs(image_set: str, every: int = 1, cache: Path = CACHE) -> Iterator[AlignedPair | RefusedPair]:
    """Yield the pairs of a set, aligned or refused, as `sets.pairs` chooses; what is missing in `cache` is added."""
    folder = cache / _sources_hash() / image_set
    folder.mkdir(parents=True, exist_ok=True)
    for pair in sets.pairs(image_set, every):
        path = folder / f"{pair.pair_id}.npz"
        if not path.exists():
            _write(path, _align(pair))
        yield _read(path, pair)


def _align(pair: sets.Pair) -> AlignedPair | RefusedPair:
    try:
        golden = load_files(pair.golden, None)
        test = _as(golden.image, image_file.read_image(pair.test))
        if pair.image_set != "nuisance":
            return _aligned(pair, _learn(pair.golden), test, np.eye(3))
        disturbed = nuisance.disturb(golden.image, test, pair.pair_id)
        known = Golden("-", "-", disturbed.golden, golden.recipe, "", "")
        return _aligned(pair, learn(known), disturbed.test, disturbed.moved)
    except InspectorError as error:
        return RefusedPair(pair, str(error))


def _aligned(
    pair: sets.Pair, reference: Reference, test: Picture, moved: NDArray[np.float64]
) -> AlignedPair | RefusedPair:
    found = align(Capture(test, pair.pair_id, 1, datetime.now(UTC), "bench", CameraFacts()), reference)
    if isinstance(found, RefusedAlignment):
        return RefusedPair(pair, found.why)
    return AlignedPair(pair, reference.golden.image, found.image, found.valid, found.warp @ moved)


@lru_cache(maxsize=2)
def _learn(golden: Path) -> Reference:
    return learn(load_files(golden, None))


def _as(golden: Picture, image: Picture) -> Picture:
    """Return `image` with the golden's channels: the set stores some grey pictures as colour."""
    if golden.ndim == image.ndim:
        return image
    code = cv2.COLOR_BGR2GRAY if golden.ndim == 2 else cv2.COLOR_GRAY2BGR
    return np.asarray(cv2.cvtColor(image, code), np.uint8)


def _write(path: Path, found: AlignedPair | RefusedPair) -> None:
    # Two runs may align the same pair: each writes a file of its own and the last one stays.
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        if isinstance(found, RefusedPair):
            np.savez(file, why=np.array(found.why))
        else:
            np.savez_compressed(
                file, golden=found.golden, aligned=found.aligned, valid=found.valid, warp=found.warp, why=np.array("")
            )
    part.replace(path)


def _read(path: Path, pair: sets.Pair) -> AlignedPair | RefusedPair:
    with np.load(path) as stored:
        why = str(stored["why"])
        if why:
            return RefusedPair(pair, why)
        return AlignedPair(pair, *(stored[name] for name in ("golden", "aligned", "valid", "warp")))


@lru_cache(maxsize=1)
def _sources_hash() -> str:
    room = Path(str(align_room.__path__[0]))
    found = hashlib.sha256(f"opencv {cv2.__version__}".encode())
    for path in (*sorted(room.glob("*.py")), *(Path(str(each.__file__)) for each in (recipe, image_file, nuisance))):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
