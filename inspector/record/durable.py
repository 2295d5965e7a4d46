"""Files that are on the disk when they have a name."""

import os
from pathlib import Path


def write_durably(path: Path, data: bytes, beside: Path) -> None:
    """Write `data` to `path` so that it is there whole or not at all, whatever ends the process or the power.

    Parameters
    ----------
    path
        Its folder is made where it is missing. A file of that name is refused, not overwritten.
    data
        The bytes.
    beside
        A folder on the same disk for the unfinished file; what an earlier process left there is of no use.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    make_durable_folder(path.parent)
    unfinished = beside / path.name
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_durable_folder(folder: Path) -> None:
    """Make `folder` and the ones above it, each on the disk before the next one."""
    if folder.is_dir():
        return
    make_durable_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` to the disk: a renamed file has its name only then."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
