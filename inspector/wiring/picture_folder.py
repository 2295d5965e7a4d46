"""Folders of pictures of parts: each picture once, and those that are there twice named."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inspector.errors import InputError

ENDINGS: Final = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file of one part; `sha256` is over its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A picture that is not counted, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The pictures of a folder, by name, each once; `repeated` are those there under another name before."""

    pictures: tuple[Picture, ...]
    repeated: tuple[LeftOut, ...]

    @property
    def sha256(self) -> str:
        """Hash over those of all pictures, whatever they are called."""
        return hashlib.sha256("".join(sorted(picture.sha256 for picture in self.pictures)).encode("ascii")).hexdigest()


def pictures_in(folder: Path) -> Folder:
    """Return the pictures in a folder; files of other endings are none, folders inside it are not entered.

    Raises
    ------
    InputError
        The folder cannot be read or holds no picture.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
        found = [Picture(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
    except OSError as error:
        why = f"{error.filename or folder}: {error.strerror or error}"
        raise InputError(f"read the parts in {folder}", why, "check the folder, or take that out") from error
    if not found:
        raise InputError(f"read the parts in {folder}", f"it holds no {', '.join(ENDINGS)}", "name another folder")
    first: dict[str, Picture] = {}
    for picture in found:
        first.setdefault(picture.sha256, picture)
    again = [picture for picture in found if first[picture.sha256] is not picture]
    repeated = [LeftOut(each.path.name, f"the same picture as {first[each.sha256].path.name}") for each in again]
    return Folder(tuple(first.values()), tuple(repeated))
