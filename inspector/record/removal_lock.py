"""One at a time: images are removed, or a person pins some."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK_FILE = "removal.lock"


@contextmanager
def removal_held(data: Path) -> Iterator[None]:
    """Wait until no process removes images of the folder `data`, and let none begin while the block runs.

    A step of the removal takes milliseconds. However a process ends, the lock is gone with it.

    Raises
    ------
    OSError
        The lock's file cannot be opened.
    """
    descriptor = os.open(data / _LOCK_FILE, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
