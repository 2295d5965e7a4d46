"""Taking a backup while the station runs: goldens between two acts, the record as it stood in one moment."""

import errno
import fcntl
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from inspector.backup.backup_file import (
    DATA,
    GOLDENS,
    MODELS,
    SETTINGS,
    Manifest,
    Source,
    write_manifest,
    write_members,
)
from inspector.errors import InputError
from inspector.golden.on_disk import locked
from inspector.people.own_file import PEOPLE_FOLDER
from inspector.record.connection import IMAGES_FOLDER
from inspector.synced_file import sync_folder

_DATABASE: Final = "*.sqlite3"
_UNFINISHED, _PART = ".backup-", "part"
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class StationFiles:
    """Where everything is that makes a station: its settings, and the folders these name."""

    settings: Path
    golden_refs: Path
    models: Path
    data: Path


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup is to be called in itself; with `pictures` frames and their copies go with it."""

    station: str
    at: datetime
    package_version: str
    pictures: bool


def take_backup(files: StationFiles, target: Path, taken: Taken) -> Manifest:
    """Write the backup of a station to `target`, whole and on the disk when it has its name, and return its manifest.

    Raises
    ------
    InputError
        A file cannot be read or written, or the disk is full. What was at `target` before is there still.
    """
    if not target.parent.is_dir():
        raise InputError(f"back up to {target}", f"there is no folder {target.parent}", "make it, or mount its disk")
    try:
        _sweep(target.parent)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=_UNFINISHED) as folder:
            part = Path(folder, _PART)
            manifest = _written(files, part, Path(folder), taken)
            part.rename(target)
            sync_folder(target.parent)
            return manifest
    except FileNotFoundError as error:
        raise InputError(f"back up to {target}", f"{error.filename} is not there", "check the settings") from error
    except (OSError, sqlite3.Error) as error:
        said = (error.strerror if isinstance(error, OSError) else None) or str(error)
        remedy = "check the rights and the room on the disk; the station goes on"
        raise InputError(f"back up to {target}", said, remedy) from error


def _sweep(folder: Path) -> None:
    """Take away what a backup left there that was killed: whole copies of the record, and of what is kept of PINs."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        if _is_over(left / _PART):
            shutil.rmtree(left, ignore_errors=True)


def _is_over(part: Path) -> bool:
    """Return whether nobody writes this unfinished backup any more, as far as the disk can tell."""
    try:
        with part.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False


def _written(files: StationFiles, part: Path, copies: Path, taken: Taken) -> Manifest:
    # Whoever reads it can try PINs: nobody but its owner does.
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        # By this the next backup knows that this one was not killed. Some network disks have no locks.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with zipfile.ZipFile(file, "w") as bundle:
            members = write_members(bundle, _sources(files, copies, pictures=taken.pictures))
            manifest = Manifest(
                station=taken.station,
                made_at=taken.at,
                package_version=taken.package_version,
                pictures=taken.pictures,
                members=members,
            )
            write_manifest(bundle, manifest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _sources(files: StationFiles, copies: Path, *, pictures: bool) -> Iterator[Source]:
    yield Source(SETTINGS, files.settings)
    yield from _goldens(files.golden_refs, copies)
    yield from _in(files.models, MODELS)
    yield from _databases(files.data, copies)
    if pictures:
        yield from _in(files.data / IMAGES_FOLDER, f"{DATA}/{IMAGES_FOLDER}", may_vanish=True)


def _goldens(golden_refs: Path, copies: Path) -> Iterator[Source]:
    """Yield the files of the library, each product as it was between two acts."""
    for folder in sorted(path for path in golden_refs.iterdir() if path.is_dir()):
        copy = copies / GOLDENS / folder.name
        with locked(folder):
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        yield from _in(copy, f"{GOLDENS}/{folder.name}")


def _databases(data: Path, copies: Path) -> Iterator[Source]:
    """Yield a copy of each SQLite file as it stood in one moment, whoever writes it."""
    for path in sorted({*data.glob(_DATABASE), *data.glob(f"*/{_DATABASE}")}):
        inside = path.relative_to(data)
        copy = copies / DATA / inside
        copy.parent.mkdir(parents=True, exist_ok=True)
        _snapshot(path, copy)
        if inside.parts[0] == PEOPLE_FOLDER:
            _end_sessions(copy)
        yield Source(f"{DATA}/{inside.as_posix()}", copy)
        copy.unlink()


def _snapshot(path: Path, copy: Path) -> None:
    with (
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30.0)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        # All pages in one step: a single read of the log, that no writer waits for.
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        (found,) = target.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(f"{path} is damaged: {found}")


def _end_sessions(copy: Path) -> None:
    """Let nobody be signed in on the PC that the backup is restored to."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sessions'").fetchone():
            db.execute("PRAGMA secure_delete = ON")
            db.execute("DELETE FROM sessions")
            db.execute("VACUUM")


def _in(folder: Path, name: str, *, may_vanish: bool = False) -> Iterator[Source]:
    """Yield the files below `folder`; what begins with a dot is unfinished."""
    if not folder.is_dir():
        return
    for path in sorted(_below(folder, may_vanish=may_vanish)):
        yield Source(f"{name}/{path.relative_to(folder).as_posix()}", path, may_vanish)


def _below(folder: Path, *, may_vanish: bool) -> Iterator[Path]:
    """Yield every file below `folder`, also of folders that are links: pictures may lie on several disks.

    Raises
    ------
    OSError
        A folder cannot be looked into, or a link leads back into one above it: a backup never lacks a part unsaid.
    """

    def refused(error: OSError) -> None:
        if not (may_vanish and isinstance(error, FileNotFoundError)):
            raise error

    looked_into = set[str]()
    for at, folders, files in os.walk(folder, onerror=refused, followlinks=True):
        real = os.path.realpath(at)
        if real in looked_into:
            raise OSError(errno.ELOOP, "a link leads to a folder that is there twice", at)
        looked_into.add(real)
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (path for path in (Path(at, name) for name in files if not name.startswith(".")) if path.is_file())
