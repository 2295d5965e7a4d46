"""A station's backup put together from its settings, and a backup proved to make a station that starts."""

from datetime import UTC, datetime
from pathlib import Path

from inspector.backup.backup_file import Manifest
from inspector.backup.restoring import Restored, Wanted
from inspector.backup.restoring import restore as restore_files
from inspector.backup.taking import StationFiles, Taken, take_backup
from inspector.compare.card import load_model
from inspector.golden.library import load_active
from inspector.golden.trust import Demands
from inspector.record.connection import RECORD_FILE, open_to_read
from inspector.settings import load_settings
from inspector.wiring.versions import package_version


def back_up(config: Path, target: Path, *, pictures: bool) -> Manifest:
    """Write the backup of the station whose settings are at `config` to `target`; the station may run.

    Raises
    ------
    InspectorError
        The settings cannot be used, a file cannot be read, or the disk is full.
    """
    station = load_settings(config).station
    taken = Taken(station, datetime.now(UTC), package_version(), pictures)
    return take_backup(_files_at(config), target, taken)


def restore(backup: Path, config: Path, *, replace: bool) -> Restored:
    """Make the station of `backup`, with its settings at `config`.

    Raises
    ------
    InspectorError
        The backup is not whole, no station would start with it, or something is in the way. Nothing is changed.
    """
    return restore_files(Wanted(backup, config.absolute(), replace, datetime.now(UTC)), _files_at, _prove)


def _files_at(config: Path) -> StationFiles:
    folders = load_settings(config).folders
    return StationFiles(config, folders.golden_refs, folders.models, folders.data)


def _prove(config: Path, files: StationFiles) -> None:
    """Raise what a station would say that cannot start with these files."""
    settings = load_settings(config)
    load_model(files.models, settings.compare.card)
    demands = Demands(ledger=not settings.golden.unsigned, second_person=settings.golden.second_person)
    for product in settings.products_by_number().values():
        load_active(files.golden_refs, product, demands)
    if (files.data / RECORD_FILE).exists():
        open_to_read(files.data / RECORD_FILE).close()
