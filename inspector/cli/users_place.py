"""Which station's users the `inspector users` commands mean."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from inspector.cli import options
from inspector.errors import InputError
from inspector.settings import UsersSettings, load_settings

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class UsersPlace:
    """The data folder that the users belong to, and when they are signed off."""

    data: Path
    users: UsersSettings


def place_options(command: _Command) -> _Command:
    """Add the options that `users_place` takes."""
    return options.data_dir(options.station_file("Folders of a station.")(command))


def users_place(data_dir: Path | None, config: Path | None) -> UsersPlace:
    """Return the place that is named, else the station's.

    Raises
    ------
    InputError
        None is named, there is no such folder, or this account may not look into it.
    """
    settings = load_settings(config) if config else None
    data = data_dir or (settings.folders.data if settings else None)
    if data is None:
        raise InputError("open the list of users", "it is not said of which station", "give --config or --data-dir")
    options.check_data_folder("open the list of users", data)
    return UsersPlace(data, settings.users if settings else UsersSettings())
