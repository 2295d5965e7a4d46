"""Folders beside a watched one, into which its pictures are put away: the newest stay, so that no disk fills."""

import os
from collections import deque
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from typing import Final

from inspector.capture.watched import WatchedFile, is_picture

_PER_PICTURE: Final = 2
"""Old pictures that go for each new one: a shelf that was left overfull empties without any part having to wait."""


class Shelf:
    """A folder of which the newest pictures stay.

    Parameters
    ----------
    folder
        Where it is; it is made if it is not there.
    keep
        How many pictures may stay; 0: a picture is deleted instead of put there.

    Raises
    ------
    OSError
        The folder cannot be made or read.
    """

    def __init__(self, folder: Path, keep: int) -> None:
        self._folder = folder
        self._keep = keep
        folder.mkdir(exist_ok=True)
        self._pictures = deque(_oldest_first(folder))

    def put(self, picture: Path, file: WatchedFile) -> Path:
        """Move `picture`, which is `file`, here and return where it lies now; delete it where none is kept.

        Where its name is taken here, the time of its last change comes behind it: a program that calls each picture the
        same has very many of them here one day, and no part waits until those were counted.

        Raises
        ------
        OSError
            It cannot be moved.
        """
        if not self._keep:
            picture.unlink(missing_ok=True)
            return picture
        changed = f"{picture.stem}~{file.modified_ns}"
        names = chain((picture.stem, changed), (f"{changed}~{number}" for number in count(1)))
        targets = (self._folder / f"{name}{picture.suffix}" for name in names)
        target = picture.rename(next(target for target in targets if not target.exists()))
        self._pictures.append(target.name)
        self._thin()
        return target

    def _thin(self) -> None:
        for _ in range(min(_PER_PICTURE, len(self._pictures) - self._keep)):
            # One that cannot be deleted costs no part its verdict: the disk's alarm tells of a disk that fills.
            with suppress(OSError):
                (self._folder / self._pictures.popleft()).unlink(missing_ok=True)


def _oldest_first(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        pictures = [entry for entry in entries if is_picture(entry.name) and entry.is_file(follow_symlinks=False)]
    return [entry.name for entry in sorted(pictures, key=lambda entry: (entry.stat().st_mtime_ns, entry.name))]
