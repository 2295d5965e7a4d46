"""`inspector records`: the record of a station: what people say of its parts, and its ways out."""

import json
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path

import click

from inspector.cli import options
from inspector.cli.records_export import export
from inspector.cli.records_lines import entry_line, part_line
from inspector.cli.records_pins import pin, unpin
from inspector.cli.records_place import filter_of, filter_options, place_options, record_place, span_options
from inspector.cli.records_report import report
from inspector.record.dispositions import Disposition, State, Word
from inspector.wiring.account import account_name
from inspector.wiring.records import now, records_of

_DONE, _FAILED = 0, 1


@click.group(commands=(export, pin, report, unpin))
def records() -> None:
    """Say what parts were found to be, list what nobody has looked at, export, and check that nothing was changed."""


who_option = click.option("--who", default=account_name, show_default="login name", help="Who says so.")
answers_option = click.option(
    "--answers",
    type=click.IntRange(0),
    help="Number of the newest entry that was seen, 0 for none: refused where another is there by now "
    "[default: whatever is there].",
)


@records.command()
@click.argument("part_id")
@click.option(
    "--as",
    "disposition",
    type=click.Choice([word.value for word in Disposition]),
    required=True,
    help="What the part was found to be.",
)
@click.option("--reason", default="", help="Why, one of the site's codes.")
@click.option("--note", default="", help="More, in a person's words.")
@who_option
@answers_option
@place_options
def dispose(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    part_id: str,
    disposition: str,
    reason: str,
    note: str,
    who: str,
    answers: int | None,
    data_dir: Path | None,
    config: Path | None,
) -> None:
    """Enter what part PART_ID was found to be.

    Of a part that was held back: true-defect or overkill. Of one that passed: good or escape. uncertain of either.
    """
    place = record_place(data_dir, config)
    word = Word(Disposition(disposition), who, now(), reason, note)
    with records_of(place.data, place.review) as opened:
        row, state = opened.part(part_id)
        entry = opened.dispose(row, word, state.newest if answers is None else answers)
    click.echo(entry_line(entry))


@records.command()
@click.argument("part_id")
@who_option
@answers_option
@place_options
def undo(part_id: str, who: str, answers: int | None, data_dir: Path | None, config: Path | None) -> None:
    """Take back what stands for part PART_ID: what stood before it stands again."""
    with records_of(record_place(data_dir, config).data) as opened:
        _, state = opened.part(part_id)
        entry = opened.ledger.undo(part_id, who, now(), state.newest if answers is None else answers)
    click.echo(entry_line(entry))


@records.command()
@click.argument("part_id")
@place_options
@options.as_json
def history(part_id: str, data_dir: Path | None, config: Path | None, *, as_json: bool) -> None:
    """Show everything that was ever said of part PART_ID."""
    with records_of(record_place(data_dir, config).data) as opened:
        opened.part(part_id)
        entries = opened.ledger.history(part_id)
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], indent=1, default=str))
        return
    click.echo("\n".join(map(entry_line, entries)) if entries else f"nobody has said anything of part {part_id!r}")


@records.command("list")
@click.option("--undecided", is_flag=True, help="Only what people should look at: rejects, and the sample of passes.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Parts at most.")
@filter_options
@place_options
def list_parts(  # noqa: PLR0913
    *,
    undecided: bool,
    limit: int,
    since: datetime | None,
    until: datetime | None,
    outcomes: tuple[str, ...],
    product: str,
    data_dir: Path | None,
    config: Path | None,
) -> None:
    """List parts and how they stand, oldest first."""
    place = record_place(data_dir, config)
    asked = filter_of(since, until, outcomes, product)
    with records_of(place.data, place.review) as opened:
        found = ((row, State()) for row in opened.undecided(asked)) if undecided else opened.asked_for(asked)
        for row, state in islice(found, limit):
            click.echo(part_line(row, opened.subject(row), state))


@records.command()
@span_options
@place_options
def estimate(since: datetime | None, until: datetime | None, data_dir: Path | None, config: Path | None) -> None:
    """Say how many bad parts pass and how many good ones do not, as far as people looked.

    Escapes are estimated from the audit sample of passed parts alone, with Wilson's 95 % interval; nothing is said of
    them below 60 audited parts.
    """
    place = record_place(data_dir, config)
    with records_of(place.data, place.review) as opened:
        click.echo(opened.escapes(since, until).text())
        click.echo(opened.overkill(since, until).text())


@records.command()
@click.option("--head", help="Hash of the last entry as it was noted elsewhere: it has to be one of the ledger.")
@place_options
@options.as_json
def verify(head: str | None, data_dir: Path | None, config: Path | None, *, as_json: bool) -> int:
    """Check that every disposition is as it was entered: none changed, taken away or put in between.

    The status is 1 where something is wrong. Note the last hash elsewhere, and give it with --head later.
    """
    with records_of(record_place(data_dir, config).data) as opened:
        found = opened.ledger.verify(head or "")
    if as_json:
        click.echo(json.dumps(asdict(found), indent=1))
    else:
        click.echo(found.wrong or f"{found.entries} entries are as they were written, the last is {found.head_sha256}")
    return _FAILED if found.wrong else _DONE
