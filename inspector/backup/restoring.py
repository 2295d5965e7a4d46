"""Restoring a station: every hash is compared, and everything lies whole beside its place, before anything is moved."""

import fcntl
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
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
    check_members,
    copy_member,
    hash_of,
    opened,
    read_manifest,
)
from inspector.backup.plan import Plan, carry_out, plan_for, remove, staged_for, unfinished
from inspector.backup.rights import give_away, readable
from inspector.backup.taking import StationFiles
from inspector.errors import InputError
from inspector.record.connection import IMAGES_FOLDER, INCOMING_FOLDER

_LOCK_FILE: Final = "station.lock"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be restored: the backup, where the settings go, and whether what is there may be put aside."""

    backup: Path
    settings: Path
    replace: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: the backup's manifest, and what was put aside.

    The manifest is None where an interrupted restore was finished: the backup that was given now was not even read.
    """

    manifest: Manifest | None
    kept: tuple[Path, ...]


def check_backup(path: Path) -> Manifest:
    """Return the manifest of a backup, every byte of which is as it was taken.

    Raises
    ------
    InputError
        It cannot be read, or is not whole: the message names the first member that is not.
    """
    with _told(path), opened(path) as bundle:
        manifest = read_manifest(bundle, path)
        check_members(bundle, manifest, path)
        return manifest


def restore(
    wanted: Wanted, places_of: Callable[[Path], StationFiles], prove: Callable[[Path, StationFiles], None]
) -> Restored:
    """Put the station of a backup into place, or finish what an interrupted restore had begun to move.

    Parameters
    ----------
    wanted
        What, where and how.
    places_of
        Reads settings that lie in the folder where they are to be, and says where they have everything.
    prove
        Raises an InspectorError where a station with these settings and these files would not start.

    Raises
    ------
    InspectorError
        The backup is not whole or no station would start with it, the disk has no room, a station runs there, or there
        is something that may not be put aside. Nothing that was there is touched.
    """
    begun = unfinished(wanted.settings)
    if begun:
        return _finished(begun, wanted.settings)
    beside = staged_for(wanted.settings)
    with _told(wanted.backup), opened(wanted.backup) as bundle, readable(), _cleared(beside, wanted.settings):
        manifest = read_manifest(bundle, wanted.backup)
        check_members(bundle, manifest, wanted.backup)
        _unpack(bundle, manifest, {SETTINGS: beside}, wanted.backup)
        places = places_of(beside)
        # Where a link leads to: beside the link itself another disk would fill.
        folders = {
            GOLDENS: places.golden_refs.resolve(),
            MODELS: places.models.resolve(),
            DATA: places.data.resolve(),
        }
        _check_places([*folders.values(), wanted.settings])
        _check_room(folders, manifest)
        with _stopped(places.data):
            return _moved(wanted, bundle, manifest, folders, prove)


def _finished(begun: Plan, settings: Path) -> Restored:
    """Carry out the rest of a plan, while no station writes in what is moved."""
    with _told(settings), ExitStack() as stopped:
        for move in begun.moves:
            stopped.enter_context(_stopped(move.place))
        return Restored(None, carry_out(begun, settings))


def _moved(
    wanted: Wanted,
    bundle: zipfile.ZipFile,
    manifest: Manifest,
    folders: Mapping[str, Path],
    prove: Callable[[Path, StationFiles], None],
) -> Restored:
    changed = {name: place for name, place in folders.items() if not _is_as_in(manifest, name, place)}
    _check_free([*changed.values(), wanted.settings], wanted)
    staged = {name: staged_for(place) for name, place in changed.items()}
    with _cleared_all(staged.values(), wanted.settings):
        _unpack(bundle, manifest, staged, wanted.backup)
        now = {name: staged.get(name, place) for name, place in folders.items()}
        files = StationFiles(staged_for(wanted.settings), now[GOLDENS], now[MODELS], now[DATA])
        prove(files.settings, files)
        for name, place in changed.items():
            give_away(staged[name], place)
        os.sync()
        plan = plan_for([*changed.values(), wanted.settings], f"before-restore-{wanted.at:%Y%m%dT%H%M%S%f}")
        return Restored(manifest, carry_out(plan, wanted.settings))


def _unpack(bundle: zipfile.ZipFile, manifest: Manifest, to: Mapping[str, Path], path: Path) -> None:
    """Write the members of each name in `to`, a folder or the settings, to its place; each again compared."""
    for name, place in to.items():
        remove(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        if name != SETTINGS:
            place.mkdir()
    for name, member in manifest.members.items():
        first, _, inside = name.partition("/")
        if first not in to:
            continue
        target = to[first] / inside if inside else to[first]
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            copy_member(bundle, name, member, file.write, path)
    if DATA in to:
        # By this a station knows its folder of images, also one that was backed up without them.
        (to[DATA] / IMAGES_FOLDER / INCOMING_FOLDER).mkdir(parents=True, exist_ok=True)


def _is_as_in(manifest: Manifest, name: str, place: Path) -> bool:
    """Return whether the folder at `place` holds just the files of the backup, which are then left alone."""
    wanted = {
        member[len(name) + 1 :]: each for member, each in manifest.members.items() if member.startswith(f"{name}/")
    }
    if name == DATA or not place.is_dir():
        return False
    found = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    return found == wanted.keys() and all(hash_of(place / inside) == each.sha256 for inside, each in wanted.items())


def _check_places(places: Sequence[Path]) -> None:
    inside = next((each for each in places if any(other in each.parents for other in places)), None)
    if inside:
        raise InputError(f"restore {inside}", "it lies inside another folder of the station", "set it beside that one")
    mounted = next((place for place in places if place.is_mount()), None)
    if mounted:
        found = "a disk is mounted right there, so nothing can be put beside it"
        raise InputError(f"restore {mounted}", found, "mount it one folder further up")


def _check_room(folders: Mapping[str, Path], manifest: Manifest) -> None:
    """Raise InputError where one of the disks has less room than what is to be laid out on it takes."""
    disks: dict[int, Path] = {}
    needed: Counter[int] = Counter()
    for name, place in folders.items():
        beside = next(path for path in place.parents if path.exists())
        disk = beside.stat().st_dev
        disks.setdefault(disk, beside)
        needed[disk] += manifest.size_bytes(f"{name}/")
    for disk, beside in disks.items():
        free = shutil.disk_usage(beside).free
        if free < needed[disk]:
            found = f"it takes {needed[disk] >> 20} MiB, {free >> 20} MiB are free"
            raise InputError(f"restore to {beside}", found, "make room on the disk")


def _check_free(places: Sequence[Path], wanted: Wanted) -> None:
    """Raise InputError where something would be put aside that nobody said may be."""
    taken = [str(place) for place in places if place.is_file() or (place.is_dir() and any(place.iterdir()))]
    if taken and not wanted.replace:
        found = f"there is something already at {', '.join(taken)}"
        raise InputError(
            f"restore {wanted.backup}", found, "give --replace: it is then kept beside, under another name"
        )


@contextmanager
def _stopped(data: Path) -> Iterator[None]:
    """Keep every station from writing in the folder; one that does is an InputError."""
    lock = data / _LOCK_FILE
    if not lock.exists():
        yield
        return
    descriptor = os.open(lock, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise InputError(f"restore {data}", "a station writes there", "stop station and dashboard first") from error
    finally:
        os.close(descriptor)


@contextmanager
def _cleared(path: Path, settings: Path) -> Iterator[None]:
    with _cleared_all([path], settings):
        yield


@contextmanager
def _cleared_all(paths: Iterable[Path], settings: Path) -> Iterator[None]:
    """Take away what was laid out, unless a plan says that it is to be moved yet."""
    laid_out = tuple(paths)
    try:
        yield
    finally:
        for path in laid_out if unfinished(settings) is None else ():
            remove(path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        found = f"{error.filename or path}: {error.strerror or error}"
        raise InputError(f"restore from {path}", found, "check path, rights and room; nothing was changed") from error
