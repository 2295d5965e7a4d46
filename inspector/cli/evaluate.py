"""`inspector evaluate`: how well a product judges the parts of a manifest that says what they are."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from inspector.cli import options
from inspector.cli.plain import plain
from inspector.errors import InputError
from inspector.evaluate.document import Counts
from inspector.evaluate.labels import LabelledPair, read_labelled
from inspector.evaluate.lines import lines_of
from inspector.evaluate.report import Report
from inspector.evaluate.report_words import LANGUAGES, Language
from inspector.evaluate.tally import Tally
from inspector.part import Inspection
from inspector.wiring.comparators import EVERY_DEVICE, Runtime
from inspector.wiring.hands import WORDS, Hands
from inspector.wiring.labelled import labelled_folders
from inspector.wiring.pair_work import PairChain, PairDone, PairTask, chain_of, crew_for, judge_pairs, tool_of
from inspector.wiring.places import shipped
from inspector.wiring.workers import Crew, gauge_by


@click.command()
@click.argument("manifest", type=options.FILE, required=False)
@click.option("--good", type=options.FOLDER, help="Instead of a manifest, with --product: pictures of good parts.")
@click.option("--bad", type=options.FOLDER, help="Pictures of defective parts, with or without --good.")
@click.option("--report", type=options.FILE, help="Write all of it, with pictures, as one HTML file.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report."
)
@click.option(
    "--pad-px",
    type=click.FloatRange(0, 100),
    default=0.0,
    show_default=True,
    help="Grow found boxes by this before they are matched, where true ones are drawn that loosely.",
)
@click.option(
    "--no-defect", "no_defects", multiple=True, help="Leave out true boxes of this class; give it again for more."
)
@options.recipe
@options.product
@click.option("--revision", help="This revision of --product; else the active one, or the newest where none is.")
@options.runtime
@options.device
@options.models
@options.card
@options.golden_refs
@options.workers
@options.scheduler
@options.as_json
def evaluate(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command
    manifest: Path | None,
    good: Path | None,
    bad: Path | None,
    report: Path | None,
    language: Language,
    pad_px: float,
    no_defects: tuple[str, ...],
    recipe: Path | None,
    product: str | None,
    revision: str | None,
    runtime: Runtime,
    device: str | None,
    models: Path | None,
    card: str,
    golden_refs: Path | None,
    workers: int,
    scheduler: str | None,
    *,
    as_json: bool,
) -> None:
    """Judge every pair of MANIFEST and say how many escaped and how many were overkill, at the limits that ship.

    Without a MANIFEST the parts of two folders are judged as good and as defective ones. Parts whose pictures had a
    hand in the golden or the limits of the product are left out and named.

    Beside pair_id, golden_path and test_path the CSV file has label (good or defective), defect_class, boxes_path and
    mask_path, as far as they are known.
    """
    _check_given(recipe, product, revision)
    pairs = _from_manifest(manifest, no_defects, good or bad) if manifest else _from_folders(good, bad, product)
    written = Report(report, language) if report else None
    tool = tool_of(models or shipped("models"), card, runtime, (device,) if device else EVERY_DEVICE)
    chain = chain_of(tool, golden_refs or shipped("golden_refs"), product, revision, recipe)
    hands = _hands(chain)
    on_record = hands is not None and hands.used.tells_limits
    tally = Tally(_name(manifest, good, bad), pad_px, no_defects, limits_on_record=on_record)
    for labelled, inspection in _judged(chain, crew_for(chain, workers, scheduler), pairs):
        hand = hands.of_part(inspection.capture, inspection.alignment) if hands else None
        case = tally.add(labelled, inspection, hand)
        if written and case:
            written.add(case, inspection, _golden(chain, labelled, inspection))
    document = tally.document()
    _check_new(document.counts)
    if written:
        written.write(document)
    click.echo(document.model_dump_json(indent=2) if as_json else "\n".join(map(plain, lines_of(document))))


def _hands(chain: PairChain) -> Hands | None:
    """Return the pictures that had a hand in the product that judges; None where each pair brings its own golden."""
    if chain.product is None:
        return None
    return Hands.of(gauge_by(chain.product.key()).golden, chain.product.golden)


def _check_new(counts: Counts) -> None:
    """Raise InputError where not one part is left that says anything new: no figure would be reported of it."""
    if counts.pairs == 0:
        hand, names = counts.left_out_by_hand()[0]
        found = f"each of the {len(counts.left_out)} parts had a hand in what judges them; {names[0]}: {WORDS[hand]}"
        raise InputError("evaluate", found, "give parts that were neither taught nor calibrated on")


def _check_given(recipe: Path | None, product: str | None, revision: str | None) -> None:
    if revision and not product:
        raise InputError("evaluate", f"--revision {revision} is given without --product", "name the product as well")
    if recipe and product:
        raise InputError("evaluate", "both --recipe and --product are given", "name one: a product has its recipe")


def _from_manifest(manifest: Path, no_defects: tuple[str, ...], folder: Path | None) -> tuple[LabelledPair, ...]:
    if folder:
        found = f"both {manifest} and the folder {folder} are given"
        raise InputError("evaluate", found, "name one: a manifest, or folders of --good and --bad parts")
    return read_labelled(manifest, no_defects)


def _from_folders(good: Path | None, bad: Path | None, product: str | None) -> tuple[LabelledPair, ...]:
    if not (good or bad) or not product:
        missing = "--good or --bad needs --product" if good or bad else "no parts are named"
        raise InputError("evaluate", missing, "give a manifest, or --product with folders of --good and --bad parts")
    return labelled_folders(good, bad)


def _name(manifest: Path | None, good: Path | None, bad: Path | None) -> str:
    return manifest.name if manifest else ", ".join(folder.name for folder in (good, bad) if folder)


def _golden(chain: PairChain, labelled: LabelledPair, inspection: Inspection) -> NDArray[np.uint8] | None:
    """Return the golden's picture; None where the chain broke before it was used."""
    return chain.golden(labelled.pair).image if inspection.alignment else None


def _judged(
    chain: PairChain, crew: Crew[PairTask, PairDone], pairs: tuple[LabelledPair, ...]
) -> Iterator[tuple[LabelledPair, Inspection]]:
    """Yield each pair with its inspection, in their order, and say on standard error how far it is."""
    inspections = judge_pairs((each.pair for each in pairs), chain, crew)
    with click.progressbar(length=len(pairs), label="judging", file=sys.stderr) as bar:
        for both in zip(pairs, inspections, strict=True):
            yield both
            bar.update(1)
