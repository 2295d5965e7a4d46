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
from inspector.image_file import encode_png, read_image
from inspector.record.store import PartRow


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
    with whole_folder(out, f"export pictures to {out}"):
        for row in parts:
            image = frame_of(images, row)
            if image is None:
                written.left_out["no frame"] += 1
                continue
            # Percent-encoded as in the archive: whatever a part is called, its picture stays in the folder.
            (out / f"{Path(row.image).stem}.png").write_bytes(encode_png(image))
            written.count += 1
    return written


def frame_of(images: Path, row: PartRow) -> NDArray[np.uint8] | None:
    """Return the pixels of the part's frame; None where it is not kept, cannot be read, or was changed since."""
    path = images / row.image
    try:
        if not row.image or hashlib.sha256(path.read_bytes()).hexdigest() != row.image_sha256:
            return None
        return read_image(path)
    except (OSError, PartError):
        return None


@contextmanager
def whole_folder(out: Path, what: str) -> Iterator[None]:
    """Make the folder `out` for what the block writes; where the block does not end, nothing is left in it.

    Raises
    ------
    InputError
        There are files in it, or it cannot be made or written; `what` cannot be done.
    """
    _make_empty(out, what)
    try:
        with ExitStack() as undoing:
            undoing.callback(_empty, out)
            yield
            undoing.pop_all()
    except OSError as error:
        found = error.strerror or str(error)
        raise InputError(what, f"{found}, nothing was kept", "make room there, or name a folder elsewhere") from error


def _empty(out: Path) -> None:
    for path in out.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _make_empty(out: Path, what: str) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise InputError(what, "there are files in it", "name another folder")
    except OSError as error:
        raise InputError(what, error.strerror or str(error), "name another folder") from error
