"""`inspector records pin` and `unpin`: images that stay whatever room there is."""

from pathlib import Path

import click

from inspector.cli.records_place import place_options, record_place
from inspector.record.pins import pin as pin_images
from inspector.wiring.records import records_of


@click.command()
@click.argument("part_id")
@click.option("--why", required=True, help="Why they have to stay; shown with the part.")
@place_options
def pin(part_id: str, why: str, data_dir: Path | None, config: Path | None) -> None:
    """Keep the images of part PART_ID whatever room there is, until `unpin`.

    Nothing takes pinned images away: many of them fill the disk.
    """
    if not why.strip():
        raise click.BadParameter("it is empty: say why the images have to stay", param_hint="--why")
    _pin(part_id, why, data_dir, config)
    click.echo(f"the images of part {part_id!r} stay: {why}")


@click.command()
@click.argument("part_id")
@place_options
def unpin(part_id: str, data_dir: Path | None, config: Path | None) -> None:
    """Let retention remove the images of part PART_ID again when it is their turn."""
    _pin(part_id, "", data_dir, config)
    click.echo(f"the images of part {part_id!r} go when it is their turn")


def _pin(part_id: str, why: str, data_dir: Path | None, config: Path | None) -> None:
    data = record_place(data_dir, config).data
    with records_of(data) as opened:
        opened.part(part_id)
    pin_images(data, part_id, why)
