"""Whose the restored files are: the account's that has the folder they go to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

# Written by the dashboard, which shares its group with the station, and read by nobody else. Commands of the station's
# account write the first two as well: what is new there has that group (2000), whoever made it.
_WRITTEN_BY_PEOPLE: Final = {"alarms": 0o2770, "dispositions": 0o2770, "users": 0o770}
_FILE_MODE = 0o660
_OWN_FOLDER_MODE, _OWN_FILE_MODE = 0o700, 0o600
_READABLE: Final = 0o022


@contextmanager
def readable() -> Iterator[None]:
    """Let the services read what root writes in the block, as `install.sh` does, however strict root's own umask is."""
    if os.geteuid() != 0:
        yield
        return
    before = os.umask(_READABLE)
    try:
        yield
    finally:
        os.umask(before)


def give_away(staged: Path, place: Path) -> None:
    """Give what lies at `staged` the rights that it needs at `place`; given by root, the owner of that folder too."""
    is_root = os.geteuid() == 0
    if is_root:
        there = next(path for path in (place, *place.parents) if path.exists()).stat()
        for path in (staged, *staged.rglob("*")):
            os.chown(path, there.st_uid, there.st_gid)
    for name, folder_mode in _WRITTEN_BY_PEOPLE.items():
        folder = staged / name
        if folder.is_dir():
            folder.chmod(folder_mode if is_root else _OWN_FOLDER_MODE)
            for file in folder.iterdir():
                file.chmod(_FILE_MODE if is_root else _OWN_FILE_MODE)
