"""`inspector records export`: parts as a table, or as pairs to learn from."""

from datetime import datetime
from pathlib import Path

import click

from inspector.cli import options
from inspector.cli.records_lines import pairs_lines, pictures_line
from inspector.cli.records_place import (
    disposition_option,
    filter_of,
    filter_options,
    place_options,
    record_place,
)
from inspector.errors import InputError
from inspector.record.connection import RECORD_FILE
from inspector.wiring.records import records_of


@click.command()
@click.option(
    "--csv", "csv_file", type=options.FILE, help="Write a table for spreadsheets: no text in it is a formula."
)
@click.option(
    "--parquet", "parquet_file", type=options.FILE, help="Write a table for programs. Needs the extra [parquet]."
)
@click.option(
    "--coco",
    "coco_dir",
    type=options.FOLDER,
    help="Write parts with a disposition as pairs into this new folder: goldens, captures, masks, score maps, COCO "
    "annotations and manifests for evaluate and train --finetune.",
)
@click.option(
    "--pictures",
    "pictures_dir",
    type=options.FOLDER,
    help="Write the frames as PNG into this new folder: for teach, and for --good of calibrate.",
)
@filter_options
@disposition_option
@options.golden_refs
@place_options
def export(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    csv_file: Path | None,
    parquet_file: Path | None,
    coco_dir: Path | None,
    pictures_dir: Path | None,
    since: datetime | None,
    until: datetime | None,
    outcomes: tuple[str, ...],
    product: str,
    dispositions: tuple[str, ...],
    golden_refs: Path | None,
    data_dir: Path | None,
    config: Path | None,
) -> None:
    """Export the parts of a record and what people said of them, oldest first.

    An uncertain part is no pair; one whose frame or golden is gone is left out and counted.
    """
    if not (csv_file or parquet_file or coco_dir or pictures_dir):
        remedy = "give --csv, --parquet, --coco or --pictures"
        raise InputError("export the record", "it is not said as what", remedy)
    place = record_place(data_dir, config, golden_refs)
    asked = filter_of(since, until, outcomes, product, dispositions)
    _check_record(place.data)
    with records_of(place.data, place.review) as opened:
        if csv_file:
            click.echo(f"{opened.export_csv(csv_file, asked)} parts in {csv_file}")
        if parquet_file:
            click.echo(f"{opened.export_parquet(parquet_file, asked)} parts in {parquet_file}")
        if coco_dir:
            click.echo("\n".join(pairs_lines(coco_dir, opened.export_pairs(coco_dir, place.golden_refs, asked))))
        if pictures_dir:
            click.echo(pictures_line(pictures_dir, opened.export_pictures(pictures_dir, asked)))


def _check_record(data: Path) -> None:
    """Raise InputError where there is no record: a table without a row would look like a line that stood."""
    if not (data / RECORD_FILE).exists():
        raise InputError("export the record", f"{data} holds no {RECORD_FILE}", "give the data folder of a station")
