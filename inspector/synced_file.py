"""Files that are whole under their name, and bytes and names that are on the disk, not only on their way to it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from inspector.errors import InputError

_UNFINISHED = ".part"
_FRESH = ".new"
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
        raise _cannot_write(path, error) from error


def demand_writable(path: Path) -> None:
    """Try whether `path` can be written, before the work whose result it is to hold; nothing is left of the trial.

    Raises
    ------
    InputError
        It cannot.
    """
    try:
        with _unfinished(path.resolve()) as beside:
            beside.touch()
    except OSError as error:
        raise _cannot_write(path, error) from error


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Put `files`, all of one folder, in the place of those of their names.

    All are whole on the disk before the first gets its name; names are given in the order of `files`. Whoever reads one
    finds the old bytes or the new ones, also after a loss of power.

    Raises
    ------
    OSError
        The system refuses one, as a full disk does. What was there is there still, but for those that have their name.
    """
    fresh = {path.with_name(fresh_name(path.name)): path for path in files}
    try:
        for beside, path in fresh.items():
            write_synced(beside, files[path])
        for beside, path in fresh.items():
            beside.replace(path)
    except OSError:
        for beside in fresh:
            # The beginning of it would keep full the disk that was full; what was said of that is what counts.
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        raise
    for folder in {path.parent for path in files}:
        sync_folder(folder)


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path`, as `replace_files` does."""
    replace_files({path: data})


def fresh_name(name: str) -> str:
    """Return the name that `replace_files` gives a file `name` until it is whole: a killed process may leave it."""
    return f".{name}{_FRESH}"


def _cannot_write(path: Path, error: OSError) -> InputError:
    return InputError(f"write {path}", error.strerror or str(error), "choose another file")


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
