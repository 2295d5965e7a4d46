"""Disks that run out of room."""

from pathlib import Path


def fill(disk: Path) -> Path:
    """Leave no byte of the disk free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
    return filler
