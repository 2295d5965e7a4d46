"""`inspector records report`: the report of a day or a shift, to be printed and signed, or its tables."""

from datetime import datetime
from pathlib import Path
from typing import cast, get_args

import click

from inspector.cli import options
from inspector.cli.records_place import RecordPlace, place_options, record_place
from inspector.quality.quality import Quality, Question
from inspector.quality.report import report_pdf
from inspector.quality.report_words import Language
from inspector.quality.spans import Days, Per, day_of
from inspector.quality.tables import ROW_TYPES, TableName, rows_of
from inspector.record.spreadsheet import write_csv
from inspector.synced_file import whole_file
from inspector.wiring.quality import quality_desk, shifts_of

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("out", type=options.FILE)
@click.option("--from", "first", type=_DAY, help="First day on this PC's clock [default: the running one].")
@click.option("--to", "last", type=_DAY, help="Last day, included [default: the first].")
@click.option("--shift", default="", help="Only this shift of each day.")
@click.option("--product", default="", help="Only parts of this product.")
@click.option("--revision", default="", help="Only parts judged with this revision.")
@click.option(
    "--per", type=click.Choice(get_args(Per)), default="hour", show_default=True, help="How wide a subgroup is."
)
@click.option(
    "--language", type=click.Choice(get_args(Language)), default="en", show_default=True, help="Of the report."
)
@click.option(
    "--table", type=click.Choice(get_args(TableName)), help="Write this table as a CSV file instead of the report."
)
@place_options
def report(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    out: Path,
    first: datetime | None,
    last: datetime | None,
    shift: str,
    product: str,
    revision: str,
    per: str,
    language: str,
    table: str | None,
    data_dir: Path | None,
    config: Path | None,
) -> None:
    """Write the quality report of a day or a shift as the PDF file OUT.

    Yield, first-pass yield, DPMO, overkill and escapes with their definitions and intervals, Pareto and p-chart: the
    figures of the Quality page.
    """
    place = record_place(data_dir, config)
    begin = first.date() if first else day_of(datetime.now().astimezone(), shifts_of(place.dashboard))
    days = Days(begin, last.date() if last else begin, shift)
    quality = _answer(place, Question(days, cast("Per", per), product, revision))
    with whole_file(out) as unfinished:
        if table:
            _write_table(unfinished, quality, cast("TableName", table))
        else:
            unfinished.write_bytes(report_pdf(quality, cast("Language", language)))
    told = begin if days.last == begin else f"{begin} to {days.last}"
    click.echo(f"{quality.counts.all} parts of {told} in {out}")


def _answer(place: RecordPlace, question: Question) -> Quality:
    with quality_desk(place.data, place.golden_refs, place.dashboard) as desk:
        return desk.answer(question)


def _write_table(out: Path, quality: Quality, table: TableName) -> None:
    with out.open("w", newline="", encoding="utf-8-sig") as file:
        write_csv(file, ROW_TYPES[table], rows_of(quality, table))
