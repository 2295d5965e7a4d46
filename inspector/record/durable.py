"""Files that are on the disk when they have a name."""

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from inspector.synced_file import sync_folder, write_synced


def write_durably(files: Mapping[Path, bytes], beside: Path) -> None:
    """Write files of one folder so that each is there whole or not at all, whatever ends the process or the power.

    All are whole on the disk before the first has its name; names are given in the order of `files`, so whoever
    finds the last one finds them all. Where the system refuses one, none is left: nobody would ever remove them.

    Parameters
    ----------
    files
        What is to be where. The folder is made where it is missing. A file of that name is refused, not overwritten.
    beside
        A folder on the same disk for the unfinished files; what an earlier process left there is of no use.
    """
    folder = next(iter(files)).parent
    for path in files:
        if path.exists():
            raise FileExistsError(f"{path} is there already")
    make_durable_folder(folder)
    unfinished = {beside / path.name: path for path in files}
    with ExitStack() as undoing:
        for part, path in unfinished.items():
            undoing.callback(_gone, part)
            write_synced(part, files[path])
        for part, path in unfinished.items():
            part.rename(path)
            undoing.callback(_gone, path)
        sync_folder(folder)
        undoing.pop_all()


def _gone(path: Path) -> None:
    # What keeps a file from being removed is not what kept it from being written: that is told.
    with suppress(OSError):
        path.unlink(missing_ok=True)


def make_durable_folder(folder: Path) -> None:
    """Make `folder` and the ones above it, each on the disk before the next one."""
    if folder.is_dir():
        return
    make_durable_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
