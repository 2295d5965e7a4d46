"""A folder that another program writes into: what lies in it, and since when it is unchanged."""

import os
from dataclasses import dataclass
from pathlib import Path

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"})


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A picture file as the last look found it.

    Parameters
    ----------
    name, inode, size, modified_ns
        As the file system tells.
    since_s
        When it was first seen as it is, on the watcher's clock.
    is_renamed
        It was seen before under a name that is not a picture's: its writer finished it and then gave it its name.
    """

    name: str
    inode: int
    size: int
    modified_ns: int
    since_s: float
    is_renamed: bool

    @property
    def state(self) -> tuple[int, int, int]:
        """What changes when somebody writes to the file."""
        return self.inode, self.size, self.modified_ns


class WatchedFolder:
    """The pictures in one folder; hidden files and files whose name does not end as a picture's are left alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, WatchedFile] = {}
        self._unfinished: frozenset[int] = frozenset()
        self._earlier: frozenset[int] = frozenset()
        self._left_alone: dict[str, int] = {}

    def look(self, now_s: float) -> tuple[WatchedFile, ...]:
        """Return the pictures in the folder, the one modified first in front, then by name.

        Raises
        ------
        OSError
            The folder cannot be read.
        """
        with os.scandir(self._folder) as entries:
            files = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
        found = [file for file in (self._found(entry, now_s) for entry in files if is_picture(entry.name)) if file]
        self._unfinished = frozenset(entry.inode() for entry in files if not is_picture(entry.name))
        # The number of a file that has gone may be given to a new one.
        self._earlier &= frozenset(entry.inode() for entry in files)
        self._seen = {file.name: file for file in found}
        self._left_alone = {name: inode for name, inode in self._left_alone.items() if name in self._seen}
        wanted = [file for file in found if self._left_alone.get(file.name) != file.inode]
        return tuple(sorted(wanted, key=lambda file: (file.modified_ns, file.name)))

    def begin(self) -> None:
        """Take what was being written at the last look, under a name that is not a picture's, for earlier pictures."""
        self._earlier = self._unfinished

    def is_earlier(self, file: WatchedFile) -> bool:
        """Return whether a file was begun before `begin`."""
        return file.inode in self._earlier

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; none if it has gone since."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return b""

    def leave_alone(self, file: WatchedFile) -> None:
        """Never show a file again while it lies there."""
        self._left_alone[file.name] = file.inode

    def _found(self, entry: os.DirEntry[str], now_s: float) -> WatchedFile | None:
        try:
            facts = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return None
        before = self._seen.get(entry.name)
        if before is not None and before.inode != facts.st_ino:
            before = None  # another file, written in the place of that one
        is_renamed = facts.st_ino in self._unfinished or (before is not None and before.is_renamed)
        file = WatchedFile(entry.name, facts.st_ino, facts.st_size, facts.st_mtime_ns, now_s, is_renamed)
        return before if before is not None and before.state == file.state else file


def is_picture(name: str) -> bool:
    """Return whether a file of this name is a picture, and none that is still being written."""
    return not name.startswith(".") and Path(name).suffix.lower() in _PICTURES
