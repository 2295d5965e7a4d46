"""Writing a product's folder so that whatever ends the process leaves the old state, the new one, or one that says so.

The entry in the ledger is the act. A draft is complete on the disk beside its final name before its entry is written;
an ACTIVE is renamed after. The next writer finishes a draft that has its entry and clears away what has none.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from inspector.errors import InputError
from inspector.golden.chained import Chain, mend_end
from inspector.golden.history import History
from inspector.golden.ledger import LEDGER_FILE, ActKind, Entry, read_ledger
from inspector.golden.on_disk import (
    append,
    cannot_write,
    locked,
    rename_folder,
    write_folder,
)
from inspector.golden.revision import read_folder
from inspector.golden.revocations import read_revocations
from inspector.golden.trust import ACTIVE_FILE, Trusted, file_faults, read_trusted
from inspector.synced_file import fresh_name, replace_file, sync_folder

_STAGED = ".staged-"


@contextmanager
def writing(golden_refs: Path, product: str, *, may_be_new: bool = False) -> Iterator[Trusted]:
    """Be the only writer of `product`, whose ledger is whole: what an interrupted writer left is finished or undone.

    Raises
    ------
    InputError
        There is no such product and it may not be new, another process writes, or the system refuses to.
    RecipeError
        The ledger cannot be trusted: nothing is added to it.
    """
    folder = golden_refs / product
    if not (may_be_new or folder.is_dir()):
        raise InputError(f"change product {product}", f"there is no {folder}", "see `inspector golden list`")
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            sync_folder(golden_refs)
        with locked(folder):
            _mend(folder)
            trusted = read_trusted(golden_refs, product) or _untouched(golden_refs)
            _tidy(folder, trusted)
            yield trusted
    except OSError as error:
        raise cannot_write(folder, error) from error


def write_entry(folder: Path, entry: Entry) -> None:
    """Put `entry` at the end of the ledger, on the disk: the act happened."""
    append(folder / LEDGER_FILE, entry.written())


def write_draft(folder: Path, entry: Entry, files: Mapping[str, bytes]) -> None:
    """Write the files of a new revision and its entry."""
    staged = folder / f"{_STAGED}{entry.revision}"
    write_folder(staged, files)
    sync_folder(folder)
    write_entry(folder, entry)
    rename_folder(staged, entry.revision)


def write_active(folder: Path, entry: Entry) -> None:
    """Name the revision of `entry`, an activation that is in the ledger, as the one to judge with."""
    replace_file(folder / ACTIVE_FILE, f"{entry.revision} {entry.sha256()}\n".encode("ascii"))


def staged(folder: Path, revision: str) -> Path:
    """Return where the files of a draft are until its entry is written."""
    return folder / f"{_STAGED}{revision}"


def is_staged(folder: Path, entry: Entry) -> bool:
    """Return whether a draft was interrupted between its entry and its name: all its files are there, staged."""
    place = staged(folder, entry.revision)
    return (
        entry.act is ActKind.DRAFT
        and not (folder / entry.revision).exists()
        and place.is_dir()
        and not file_faults(read_folder(place), entry.files)
    )


def is_leftover(name: str) -> bool:
    """Return whether interrupted writers left it behind, finished or not; only this module gives such names."""
    return name.startswith(_STAGED) or name == fresh_name(ACTIVE_FILE)


def _untouched(golden_refs: Path) -> Trusted:
    return Trusted(Chain((), 0, 0), History(), revocations=read_revocations(golden_refs).head())


def _mend(folder: Path) -> None:
    ledger = read_ledger(folder)
    if ledger:
        mend_end(folder / LEDGER_FILE, ledger)


def _tidy(folder: Path, trusted: Trusted) -> None:
    for entry in trusted.ledger.entries[-1:]:
        if is_staged(folder, entry):
            rename_folder(staged(folder, entry.revision), entry.revision)
    for left in [path for path in folder.iterdir() if is_leftover(path.name)]:
        shutil.rmtree(left) if left.is_dir() else left.unlink()
