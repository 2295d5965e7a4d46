"""What a training writes: whole under its name, or not there; told as a training that goes on from its checkpoint."""

from pathlib import Path

from inspector.errors import StoppedError
from inspector.synced_file import replace_file


def keep(path: Path, data: bytes) -> None:
    """Put `data` at `path`: there whole or not at all, also after a loss of power.

    Raises
    ------
    StoppedError
        The system refuses it: the training goes on from its checkpoint once there is room.
    """
    try:
        replace_file(path, data)
    except OSError as error:
        found = error.strerror or str(error)
        raise StoppedError(f"write {path}", found, "make room there, then the same command goes on") from error
