"""Which record the `inspector records` commands mean, and which of its parts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from inspector.cli import options
from inspector.errors import InputError
from inspector.part import Outcome
from inspector.record.dispositions import Disposition
from inspector.record.export_rows import UNDECIDED, Filter
from inspector.settings import DashboardSettings, ReviewSettings, load_settings
from inspector.wiring.places import shipped

_Command = TypeVar("_Command", bound=Callable[..., object])
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
_OUTCOMES = click.Choice([outcome.name.lower() for outcome in Outcome])
_DISPOSITIONS = click.Choice([*(word.value for word in Disposition), UNDECIDED])


def _utc(_context: click.Context, _option: click.Parameter, moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """A record, the library of its goldens, what its site asks of people, and its shifts."""

    data: Path
    golden_refs: Path
    review: ReviewSettings
    dashboard: DashboardSettings


def place_options(command: _Command) -> _Command:
    """Add the options that `record_place` takes."""
    return options.data_dir(options.station_file("Folders, audit sample and reasons of a station.")(command))


def record_place(data_dir: Path | None, config: Path | None, golden_refs: Path | None = None) -> RecordPlace:
    """Return the record that is named, else the station's.

    Raises
    ------
    InputError
        None is named, there is no such folder, or this account may not look into it.
    """
    settings = load_settings(config) if config else None
    data = data_dir or (settings.folders.data if settings else None)
    if data is None:
        raise InputError("open the record", "it is not said where it is", "give --data-dir or --config")
    options.check_data_folder("open the record", data)
    library = golden_refs or (settings.folders.golden_refs if settings else shipped("golden_refs"))
    if settings is None:
        return RecordPlace(data, library, ReviewSettings(), DashboardSettings())
    return RecordPlace(data, library, settings.review, settings.dashboard)


def span_options(command: _Command) -> _Command:
    """Add the options since and until."""
    until = click.option("--until", type=_MOMENT, callback=_utc, help="Only parts inspected before then, UTC.")
    return click.option("--since", type=_MOMENT, callback=_utc, help="Only parts inspected from then on, UTC.")(
        until(command)
    )


def filter_options(command: _Command) -> _Command:
    """Add the options that `filter_of` takes, less dispositions."""
    outcome = click.option(
        "--outcome", "outcomes", type=_OUTCOMES, multiple=True, help="Only parts signalled so; again for more."
    )
    product = click.option("--product", default="", help="Only parts of this product.")
    return span_options(outcome(product(command)))


disposition_option = click.option(
    "--disposition",
    "dispositions",
    type=_DISPOSITIONS,
    multiple=True,
    help="Only parts that stand so; again for more.",
)


def filter_of(
    since: datetime | None,
    until: datetime | None,
    outcomes: tuple[str, ...],
    product: str,
    dispositions: tuple[str, ...] = (),
) -> Filter:
    """Return which parts the options ask for."""
    words = tuple(None if word == UNDECIDED else Disposition(word) for word in dispositions)
    return Filter(since, until, tuple(Outcome[name.upper()] for name in outcomes), product, words)
