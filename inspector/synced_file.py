"""Files that are whole under their name, and bytes and names that are on the disk, not only on their way to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from inspector.errors import InputError

_UNFINISHED = ".part"
_DEVICES = (Path("/dev"), Path("/dev/fd"))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Lend the path of an unfinished file beside `path`, which has that name when the block ends without an error.

    A link is followed. A pipe or a device, as /dev/stdout, is lent itself: it would be replaced by a file.

    Raises
    ------
    InputError
        `path` cannot be written, as on a full disk. What was there before is as it was, and nothing half written lies
        beside it.
    """
    try:
        if path.parent in _DEVICES or (path.exists() and not path.is_file()):
            yield path
            return
        target = path.resolve()
        with _unfinished(target) as beside:
            yield beside
            beside.replace(target)
    except OSError as error:
        raise InputError(f"write {path}", error.strerror or str(error), "give another file") from error


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    beside = target.with_name(target.name + _UNFINISHED)
    try:
        yield beside
    finally:
        # Where it could not be made it cannot be taken away either: what was said of that is what counts.
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write_synced(path: Path, data: bytes) -> None:
    """Write `data` to `path`, on the disk when this returns; the name may not be yet."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` to the disk: a renamed file has its name only then."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
