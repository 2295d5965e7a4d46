"""Which library the `inspector golden` commands mean, by whose rules, and who acts with which key."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from inspector.cli import options
from inspector.errors import InputError
from inspector.golden.keys import KEYS_FOLDER, SigningKey, load_key
from inspector.golden.library import Act
from inspector.golden.trust import Demands
from inspector.settings import load_settings
from inspector.wiring.account import account_name
from inspector.wiring.places import shipped

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Place:
    """A library, and what its site demands."""

    golden_refs: Path
    demands: Demands

    def existing(self) -> Path:
        """Return the folder of the library.

        Raises
        ------
        InputError
            There is none, or none that may be read.
        """
        try:
            next(self.golden_refs.iterdir(), None)
        except OSError as error:
            found, remedy = error.strerror or str(error), "say with --golden-refs or --config where the library is"
            raise InputError(f"look through {self.golden_refs}", found, remedy) from error
        return self.golden_refs

    def products(self) -> list[str]:
        """Return the names of all products, those without a revision too; see `existing`."""
        folders = (path.name for path in self.existing().iterdir() if path.is_dir())
        return sorted(name for name in folders if name != KEYS_FOLDER and not name.startswith("."))

    def chosen(self, product: str | None) -> list[str]:
        """Return the product that is named, which has to be there, else all.

        Raises
        ------
        InputError
            There is none of that name, or none at all.
        """
        known = self.products()
        if product in known or (known and not product):
            return [product] if product else known
        found = f"it holds {', '.join(known) or 'no product'}"
        raise InputError(
            f"find {product or 'a product'} in {self.golden_refs}", found, "check the name and the library"
        )


def place_options(command: _Command) -> _Command:
    """Add the options that `place_of` takes."""
    return options.golden_refs(options.station_file("Library and rules of a station.")(command))


def act_options(command: _Command) -> _Command:
    """Add the options that say who acts, why and with which key, and where."""
    who = click.option("--who", default=account_name, show_default="login name", help="Who does it, for the ledger.")
    why = click.option("--why", required=True, help="Why, for the ledger.")
    return place_options(who(why(key_option(command))))


def key_option(command: _Command) -> _Command:
    """Add the file of the private key."""
    return click.option(
        "--key",
        type=options.FILE,
        envvar="INSPECTOR_KEY",
        show_envvar=True,
        help=f"Private key [default: {own_key()}].",
    )(command)


def own_key() -> Path:
    """Return where a person's key is unless they say otherwise."""
    return Path("~/.config/inspector/golden.key")


def place_of(golden_refs: Path | None, config: Path | None) -> Place:
    """Return the library that is named, else the station's, else the shipped one."""
    if config is None:
        return Place(golden_refs or shipped("golden_refs"), Demands())
    settings = load_settings(config)
    demands = Demands(ledger=not settings.golden.unsigned, second_person=settings.golden.second_person)
    return Place(golden_refs or settings.folders.golden_refs, demands)


def act_of(who: str, why: str, key: Path | None, *, signed: bool) -> Act:
    """Return an act with its key; one that need not be signed is so where the person has a key.

    Raises
    ------
    InputError
        The key is missing where it is needed, or cannot be used.
    """
    path = key or own_key().expanduser()
    wanted: SigningKey | None = load_key(path) if signed or key or path.exists() else None
    return Act(who, why, wanted)
