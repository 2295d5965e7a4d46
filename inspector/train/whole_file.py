"""Files that are there whole or not at all, also after a loss of power: bytes in, on the disk when they have a name."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from inspector.errors import StoppedError
from inspector.synced_file import sync_folder, write_synced

PARTIAL: Final = ".partial"


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Put `files`, all of one folder, in the place of those of their names.

    All are whole on the disk before the first gets its name; names are given in the order of `files`.

    Raises
    ------
    OSError
        The system refuses one, as a full disk does. What was there is there still.
    """
    unfinished = {path.with_name(path.name + PARTIAL): path for path in files}
    try:
        for partial, path in unfinished.items():
            write_synced(partial, files[path])
    except OSError:
        _remove(unfinished)
        raise
    for partial, path in unfinished.items():
        partial.replace(path)
    sync_folder(next(iter(files)).parent)


def keep(path: Path, data: bytes) -> None:
    """Put `data` at `path`, as `write_whole` does.

    Raises
    ------
    StoppedError
        The system refuses it: the training goes on from its checkpoint once there is room.
    """
    try:
        write_whole({path: data})
    except OSError as error:
        found = error.strerror or str(error)
        raise StoppedError(f"write {path}", found, "make room there, then the same command goes on") from error


def _remove(unfinished: Mapping[Path, Path]) -> None:
    for partial in unfinished:
        # What keeps a file from being removed is not what kept it from being written: that is told.
        with suppress(OSError):
            partial.unlink(missing_ok=True)
