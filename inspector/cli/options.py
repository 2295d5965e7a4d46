"""Options that mean the same in every command."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, get_args

import click

from inspector.compare.card_file import CARD_FILE
from inspector.compare.precision import Device
from inspector.errors import InputError

_Command = TypeVar("_Command", bound=Callable[..., object])

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


def folder_option(name: str, what: str) -> Callable[[_Command], _Command]:
    """Return the option `--<name> DIR`, also set by `INSPECTOR_<NAME>`."""
    return click.option(
        f"--{name}", type=FOLDER, envvar=f"INSPECTOR_{name.replace('-', '_').upper()}", show_envvar=True, help=what
    )


golden_refs = folder_option("golden-refs", "Library of goldens and recipes.")
models = folder_option("models", "Folder of the comparator's files.")
data_dir = folder_option("data-dir", "Folder of the record and its images.")
recipe = click.option("--recipe", type=FILE, help="Recipe instead of the defaults.")
product = click.option("--product", help="Judge with the active revision of this product instead of a golden.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
runtime = click.option(
    "--comparator",
    "runtime",
    type=click.Choice(["openvino", "onnx"]),
    default="openvino",
    show_default=True,
    help="Which runtime compares.",
)
device = click.option(
    "--device",
    type=click.Choice(get_args(Device)),
    default=None,
    help='Where to compare, "GPU f16": in 16 bits; without it the first that is there of NPU, GPU, CPU.',
)
card = click.option(
    "--card", default=CARD_FILE, show_default=True, help="Which comparator of the models folder: its model card."
)
workers = click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    default=lambda: max(len(os.sched_getaffinity(0)) - 1, 1),
    show_default="all cores but one",
    help="Processes of this PC.",
)
scheduler = click.option(
    "--scheduler", help="Dask scheduler instead of processes of this PC, as in tcp://10.0.0.5:8786."
)
config = click.option(
    "--config", type=FILE, required=True, envvar="INSPECTOR_CONFIG", show_envvar=True, help="The station's settings."
)
supervised = click.option("--supervised", is_flag=True, hidden=True, help="End when standard input ends.")


def station_file(what: str) -> Callable[[_Command], _Command]:
    """Return the option `--config FILE` of a command that needs no station, but may take `what` from its settings."""
    return click.option("--config", type=FILE, envvar="INSPECTOR_CONFIG", show_envvar=True, help=what)


def check_data_folder(cannot: str, data: Path) -> None:
    """Raise InputError where `data` is no folder, or none that this account may look into; `cannot` names the act."""
    try:
        is_there = data.is_dir()
    except OSError as error:
        found = f"{data}: {error.strerror}"
        raise InputError(cannot, found, "give the station's data folder, as an account that may read it") from error
    if not is_there:
        raise InputError(cannot, f"there is no folder {data}", "give the station's data folder")
