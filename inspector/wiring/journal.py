"""The journal of a replay beside its result: a line for each part that is done, so that a killed replay goes on."""

import fcntl
import os
from pathlib import Path
from typing import Self

from inspector.errors import InputError
from inspector.replay.rejudged import Rejudged, parse_journal


class Journal:
    """Lines of parts already judged; each new one outlives the process the moment it is written. One replay at a time.

    Parameters
    ----------
    path
        The file; made where it is missing. A last line that was cut short is taken away.

    Raises
    ------
    InputError
        It cannot be written, or another replay writes it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise self._unusable(error) from error
        self._lock()
        self.parts, whole_bytes = parse_journal(path.read_bytes())
        os.ftruncate(self._descriptor, whole_bytes)
        os.lseek(self._descriptor, 0, os.SEEK_END)

    def __enter__(self) -> Self:
        """Begin to write."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let another replay have it."""
        os.close(self._descriptor)

    def add(self, part: Rejudged) -> None:
        """Put a part on its line.

        Raises
        ------
        InputError
            The disk refuses.
        """
        self.parts[part.key] = part
        line = part.line()
        try:
            written = os.write(self._descriptor, line)
        except OSError as error:
            raise self._unusable(error) from error
        if written < len(line):
            raise self._unusable(OSError(f"only {written} of {len(line)} bytes went in"))

    def _lock(self) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            remedy = "let it end, or give --out another file"
            raise InputError(f"write {self._path}", "another replay writes it", remedy) from error

    def _unusable(self, error: OSError) -> InputError:
        return InputError(f"write {self._path}", error.strerror or str(error), "give --out another place")
