"""`inspector quantise`: the trained network once more, in 8 bits and faster, where it decides the same."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli import options
from inspector.errors import InputError

if TYPE_CHECKING:
    from inspector.train.ship_int8 import Quantised


@click.command()
@click.argument("models_dir", type=options.FOLDER)
@click.option(
    "--pairs",
    type=click.IntRange(min=1),
    default=300,
    show_default=True,
    help="Made pairs that the 8-bit ranges are fitted to.",
)
@click.option(
    "--check",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    help="Made pairs of kinds never trained in, two decisions each, on which it must agree with f32.",
)
@options.as_json
def quantise(models_dir: Path, pairs: int, check: int, *, as_json: bool) -> None:
    """Write the comparator of MODELS_DIR in 8 bits beside it, as comparator.int8.json.

    Parts whose score lies near the limit are compared again in f32, which decides. It is written only where at least
    99.9 % of the decisions are then those of f32. Needs the extra [train].
    """
    quantised = _ship(models_dir, pairs, check)
    click.echo(_json(quantised) if as_json else _line(quantised))


def _ship(models_dir: Path, pairs: int, check: int) -> "Quantised":
    try:
        from inspector.train.ship_int8 import ship_int8  # noqa: PLC0415 -- the extra [train] is not on a line PC
    except ModuleNotFoundError as error:
        raise InputError(
            f"quantise {models_dir}", f"{error.name} is not installed", "pip install 'inspector[train]'"
        ) from error
    return ship_int8(models_dir, pairs, check)


def _line(quantised: "Quantised") -> str:
    return f"{quantised.card.name}: {quantised.agreement}; 8 bits in {', '.join(quantised.extent.value)}"


def _json(quantised: "Quantised") -> str:
    found = {"agreement": asdict(quantised.agreement), "extent": quantised.extent.value}
    return json.dumps(found | {"card": quantised.card.model_dump(mode="json", by_alias=True)}, indent=2)
