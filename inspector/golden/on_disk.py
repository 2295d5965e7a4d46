"""Files of the library that are on the disk, whole, when they have their name; one writer at a time."""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from inspector.errors import InputError
from inspector.synced_file import sync_folder, write_synced

_WAIT_S = 10.0
_AGAIN_S = 0.02


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder` as its only writer; whoever only reads need not ask.

    The lock is on the folder itself and ends with the process, whatever ends it: none is ever left behind.

    Raises
    ------
    InputError
        Another process writes for longer than 10 s, or the folder cannot be opened.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise cannot_write(folder, error) from error
    try:
        _wait_for(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def cannot_write(path: Path, error: OSError) -> InputError:
    """Return what is said when the system refuses to write."""
    return InputError(f"write {path}", error.strerror or str(error), "check the rights and the room on the disk")


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files`, by path inside the new `folder`, each on the disk when this returns; the name may not be yet."""
    folder.mkdir()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write_synced(path, data)
    for inner in {(folder / name).parent for name in files}:
        sync_folder(inner)
    sync_folder(folder)


def rename_folder(folder: Path, name: str) -> None:
    """Give `folder` its name, on the disk."""
    folder.rename(folder.with_name(name))
    sync_folder(folder.parent)


def append(path: Path, line: bytes) -> None:
    """Put the whole of `line` at the end of `path`, on the disk.

    Raises
    ------
    OSError
        It does not fit. The file is as long as it was before.
    """
    with path.open("ab", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        try:
            _write_whole(file, line)
            os.fsync(file.fileno())
        except OSError:
            file.truncate(before)
            raise
    sync_folder(path.parent)


def cut(path: Path, length: int) -> None:
    """Keep the first `length` bytes of `path`, on the disk."""
    with path.open("r+b") as file:
        file.truncate(length)
        os.fsync(file.fileno())


def _write_whole(file: FileIO, line: bytes) -> None:
    """Write all of `line`: a disk that is nearly full takes its beginning without a word, and refuses the rest."""
    written = 0
    while written < len(line):
        written += file.write(line[written:]) or 0


def _wait_for(descriptor: int, folder: Path) -> None:
    end_s = time.monotonic() + _WAIT_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end_s:
                found = f"another process has been writing there for {_WAIT_S:.0f} s"
                raise InputError(f"write {folder}", found, "let it end, then try again") from error
            time.sleep(_AGAIN_S)
        else:
            return
