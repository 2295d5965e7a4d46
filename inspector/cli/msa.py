"""`inspector msa`: an attribute study planned, collected from the record, and reported with a signature."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import click

from inspector.cli import options
from inspector.errors import InputError
from inspector.msa.agreement import Agreement, IntervalName, agreement
from inspector.msa.plan import plan, plan_csv
from inspector.msa.report import Report, kappa_text, report_pdf, share_text
from inspector.msa.study import Study, read_study
from inspector.msa.words import Language
from inspector.synced_file import whole_file
from inspector.wiring.msa import collected, sign_report, signer_of
from inspector.wiring.places import shipped

_STUDY = click.argument("study", type=options.FILE)


@click.group()
def msa() -> None:
    """Do station and people judge known parts alike, every time, and right: attribute agreement, 50 parts x 3 runs."""


@msa.command("plan")
@click.argument("parts", type=options.FILE)
@click.option("--appraiser", "appraisers", multiple=True, default=("station",), help="Who judges; again for more.")
@click.option(
    "--runs", type=click.IntRange(2, 20), default=3, show_default=True, help="How often each judges all parts."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another one, another order.")
def print_plan(parts: Path, appraisers: tuple[str, ...], runs: int, seed: int) -> None:
    """Print, as CSV, in which order who is shown the PARTS, a text file with one name in each line.

    The same seed gives the same order. The plan does not tell what the parts are: who judges is blind.
    """
    names = [line.strip() for line in _text(parts).splitlines() if line.strip()]
    click.echo(plan_csv(plan(names, appraisers, runs, seed)), nl=False)


@msa.command()
@click.argument("shown", type=options.FILE)
@click.option("--data-dir", type=options.FOLDER, required=True, help="Folder of the record.")
def collect(shown: Path, data_dir: Path) -> None:
    """Print the study, as CSV, in which the verdicts are those on record.

    SHOWN is CSV with part, reference, appraiser, run and part_id, the record's name of each showing. Appraiser
    `station` is the verdict, anybody else what they said of that part in Review.
    """
    click.echo(collected(_text(shown), data_dir), nl=False)


@msa.command()
@_STUDY
@click.option("--pdf", type=options.FILE, help="Write the report for signatures to this file.")
@click.option("--language", type=click.Choice(["en", "zh-CN"]), default="en", show_default=True, help="Of the PDF.")
@click.option("--key", type=options.FILE, help="Private key that signs the PDF; the signature lies beside it.")
@click.option(
    "--interval",
    type=click.Choice(["clopper-pearson", "wilson"]),
    default="clopper-pearson",
    show_default=True,
    help="Which intervals shares get: exact, or Wilson's.",
)
@options.as_json
def report(
    *, study: Path, pdf: Path | None, language: Language, key: Path | None, interval: IntervalName, as_json: bool
) -> None:
    """Tell how far the appraisers of STUDY agree with themselves, with each other and with the reference.

    STUDY is CSV with part, reference, appraiser, run and verdict; reference and verdict are pass or reject.
    """
    if key and not pdf:
        raise InputError("sign the report", "there is no file to sign", "name one with --pdf")
    read = read_study(_text(study))
    found = agreement(read, interval)
    if pdf:
        _write(pdf, report_pdf(Report(study.stem, read, found, interval), language))
        if key:
            click.echo(f"signed: {sign_report(pdf, key)}", err=True)
    told = {"study": study.name, "sha256": read.sha256, "interval": interval, **dataclasses.asdict(found)}
    click.echo(json.dumps(told) if as_json else "\n".join(_lines(read, found)))


@msa.command()
@click.argument("pdf", type=options.FILE)
@options.golden_refs
def verify(pdf: Path, golden_refs: Path | None) -> None:
    """Check that a key which the site trusts has signed the report PDF as it is now."""
    click.echo(f"signed by key {signer_of(pdf, golden_refs or shipped('golden_refs'))}")


def _lines(study: Study, found: Agreement) -> Iterator[str]:
    defective = int(study.defective.sum())
    yield f"{len(study.parts)} parts, {defective} of them defective, {len(study.runs)} runs, data {study.sha256[:16]}"
    for one in found.appraisers:
        yield one.name
        yield f"  agrees with itself   {share_text(one.within)}"
        yield f"  effectiveness        {share_text(one.effective)}"
        yield f"  misses               {share_text(one.miss) if one.miss else 'no defective part among them'}"
        yield f"  false alarms         {share_text(one.false_alarm) if one.false_alarm else 'no good part among them'}"
        yield f"  kappa with reference {kappa_text(one.against_reference) if one.against_reference else 'not defined'}"
    for pair in found.pairs:
        yield f"{pair.one} x {pair.other}: kappa {kappa_text(pair.kappa) if pair.kappa else 'not defined'}"
    yield f"all say the same     {share_text(found.between)}"
    yield f"all say what is true {share_text(found.right)}"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"read {path}", str(error), "give a text file in UTF-8") from error


def _write(path: Path, data: bytes) -> None:
    with whole_file(path) as unfinished:
        unfinished.write_bytes(data)
