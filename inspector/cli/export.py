"""`inspector export`: the weights of a training as the comparator of the line."""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli import options
from inspector.errors import InputError

if TYPE_CHECKING:
    from inspector.compare.card import Card


@click.command()
@click.argument("weights", type=options.FILE)
@click.argument("models_dir", type=options.FOLDER)
@options.as_json
def export(weights: Path, models_dir: Path, *, as_json: bool) -> None:
    """Write the network in WEIGHTS (weights.pt of a training) into MODELS_DIR: graphs, parity vectors, card.

    Its limit is fitted on drawn kinds of part that it was not trained on. A comparator that is there is replaced,
    its 8-bit form removed: quantise again. The weights go beside it, for `inspector train --from`.
    Needs the extra [train].
    """
    card = _release(weights, models_dir)
    click.echo(card.model_dump_json(by_alias=True, indent=2) if as_json else _line(card, models_dir))


def _release(weights: Path, models_dir: Path) -> "Card":
    try:
        from inspector.train.release import release  # noqa: PLC0415 -- the extra [train] is not on a line PC
    except ModuleNotFoundError as error:
        found = f"the package {error.name} is not installed"
        raise InputError(f"export {weights}", found, 'pip install "inspector[train]"') from error
    return release(weights, models_dir)


def _line(card: "Card", models_dir: Path) -> str:
    each = groupby(card.metrics, lambda metric: metric.data)
    told = (f"{data}: {', '.join(f'{one.measure} {one.value:.3f}' for one in metrics)}" for data, metrics in each)
    return f"{card.name} {card.version} in {models_dir}; {'; '.join(told)}"
