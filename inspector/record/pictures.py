"""The frames of parts as a folder of pictures: what teaching and calibrating take."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspector.errors import InputError, PartError
from inspector.image_file import decode_image, encode_png
from inspector.record.store import PartRow

_UNFINISHED = "unfinished"


@dataclass(slots=True)
class PicturesWritten:
    """How many frames were written, and why others were not."""

    count: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def write_pictures(out: Path, images: Path, parts: Iterable[PartRow]) -> PicturesWritten:
    """Write the frame of every part as a PNG of the very pixels that were judged, and return how many those were.

    Parts whose frame is not kept or was changed since are left out and counted.

    Parameters
    ----------
    out
        A new folder, or one with nothing in it.
    images
        The folder of the record's images.
    parts
        Whose frames.

    Raises
    ------
    InputError
        There are files in `out`, or it cannot be written: its disk is full, or gone. Nothing is left in it.
    """
    written = PicturesWritten()
    with whole_folder(out, f"export pictures to {out}") as unfinished:
        for row in parts:
            image = frame_of(images, row)
            if image is None:
                written.left_out["no frame"] += 1
                continue
            # Percent-encoded as in the archive: whatever a part is called, its picture stays in the folder.
            (unfinished / f"{Path(row.image).stem}.png").write_bytes(encode_png(image))
            written.count += 1
    return written


def frame_of(images: Path, row: PartRow) -> NDArray[np.uint8] | None:
    """Return the pixels of the part's frame; None where it is not kept, cannot be read, or was changed since."""
    data = kept_bytes(images, row.image, row.image_sha256)
    return None if data is None else _pixels(data, row.image)


def score_map_of(images: Path, row: PartRow) -> tuple[NDArray[np.uint8], bytes] | None:
    """Return the levels of the part's score map and the bytes of its file; None where `frame_of` would be."""
    data = kept_bytes(images, row.score_map, row.score_map_sha256)
    if data is None:
        return None
    levels = _pixels(data, row.score_map)
    return None if levels is None else (levels, data)


def kept_bytes(images: Path, file: str, sha256: str) -> bytes | None:
    """Return the bytes of a file of the archive; None where it is not kept, cannot be read, or was changed since."""
    try:
        data = (images / file).read_bytes() if file else None
    except OSError:
        return None
    return data if data is not None and hashlib.sha256(data).hexdigest() == sha256 else None


def _pixels(data: bytes, file: str) -> NDArray[np.uint8] | None:
    try:
        return decode_image(data, file)
    except PartError:
        return None


@contextmanager
def whole_folder(out: Path, what: str) -> Iterator[Path]:
    """Lend a folder inside of `out` for what the block writes, which comes into `out` itself when the block ends.

    Where the block does not end, nothing is left. Where the process is killed, the folder is, as `unfinished`: nobody
    takes a part of an export for the whole.

    Raises
    ------
    InputError
        There are files in it, or it cannot be made or written; `what` cannot be done.
    """
    _make_empty(out, what)
    try:
        with ExitStack() as undoing:
            undoing.callback(_empty, out)
            unfinished = out / _UNFINISHED
            unfinished.mkdir()
            yield unfinished
            _finish(unfinished, out)
            undoing.pop_all()
    except OSError as error:
        found = error.strerror or str(error)
        raise InputError(what, f"{found}, nothing was kept", "make room there, or name a folder elsewhere") from error


def _finish(unfinished: Path, out: Path) -> None:
    # Lists come last: what they name is there when they are.
    for path in sorted(unfinished.iterdir(), key=Path.is_file):
        path.rename(out / path.name)
    unfinished.rmdir()


def _empty(out: Path) -> None:
    for path in out.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _make_empty(out: Path, what: str) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        there = next(out.iterdir(), None)
        if there:
            raise InputError(what, f"there are files in it, as {there.name}", "name another folder")
    except OSError as error:
        raise InputError(what, error.strerror or str(error), "name another folder") from error
