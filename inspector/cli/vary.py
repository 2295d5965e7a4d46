"""`inspector vary`: what good parts vary by, and a draft whose limits are wider where good parts are restless."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from inspector.calibrate.intervals import wilson
from inspector.calibrate.tolerance_picture import draw_tolerance
from inspector.calibrate.variation import ABSOLUTE_LEVELS, FACTOR, Bounds
from inspector.cli import options
from inspector.cli.growth import why_grown
from inspector.golden.golden import Golden
from inspector.golden.library import Act, draft, files_of, load_chosen
from inspector.golden.used_pictures import Hand, write_used
from inspector.golden.variation import write_variation
from inspector.image_file import encode_png
from inspector.part import Outcome
from inspector.synced_file import whole_file
from inspector.wiring.account import account_name
from inspector.wiring.comparators import EVERY_DEVICE, Runtime, load_comparator
from inspector.wiring.hands import Hands, once, pixels_in
from inspector.wiring.picture_folder import pictures_in
from inspector.wiring.places import shipped
from inspector.wiring.varying import Varied
from inspector.wiring.varying import vary as vary_goods


@click.command()
@click.argument("product")
@click.option("--good", "good_folder", type=options.FOLDER, required=True, help="Pictures of good parts, one each.")
@click.option("--revision", help="From this revision; else from the active one, or the newest where none is.")
@click.option(
    "--absolute", type=click.FloatRange(1, 255), default=ABSOLUTE_LEVELS, show_default=True, help="In grey levels."
)
@click.option(
    "--factor", type=click.FloatRange(1, 100), default=FACTOR, show_default=True, help="Times what the goods vary by."
)
@click.option(
    "--allow",
    is_flag=True,
    help="Let a limit grow by more than half of what it is in the active revision; the ledger says so.",
)
@click.option("--map", "map_file", type=options.FILE, help="Draw where limits are wider, as PNG.")
@click.option("--who", help="Who widens the limits; the name of the account otherwise.")
@click.option("--why", default="limits widened where good parts vary", show_default=True, help="Why, for the ledger.")
@click.option("--dry-run", is_flag=True, help="Say what would change and write no draft.")
@options.runtime
@options.device
@options.models
@options.card
@options.golden_refs
@options.as_json
def vary(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command
    product: str,
    good_folder: Path,
    revision: str | None,
    absolute: float,
    factor: float,
    map_file: Path | None,
    who: str | None,
    why: str,
    runtime: Runtime,
    device: str | None,
    models: Path | None,
    card: str,
    golden_refs: Path | None,
    *,
    allow: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Measure what good parts of PRODUCT vary by, and draft a revision with wider limits where they are restless.

    Give good parts that PRODUCT was not taught with, and not those that its limits are calibrated on. What the wider
    limits let through is not measured here: drill both revisions, and judge known bad parts with both.
    """
    library = golden_refs or shipped("golden_refs")
    golden = load_chosen(library, product, revision)
    folder = pictures_in(good_folder)
    base = files_of(library, product, golden.revision)
    hands = Hands.of(golden, base)
    pixels = pixels_in(folder, golden)
    folder = once(folder, pixels)
    comparator = load_comparator(runtime, [device] if device else EVERY_DEVICE, models or shipped("models"), card=card)
    with click.progressbar(length=len(folder.pictures), label="judging", file=sys.stderr) as bar:
        varied = vary_goods(hands, comparator, folder, Bounds(absolute, factor), lambda: bar.update(1))
    variation = varied.goods.variation
    _draw(map_file, golden, varied)
    written = ""
    if not dry_run:
        widened = replace(golden, tolerance=variation.tolerance, variation=variation)
        why = why_grown(library, widened, why, allow=allow)
        # What was promised of the old limits was not measured on these.
        used = hands.used.with_hand(Hand.VARIED, pixels.values())
        files = replace(base, variation=write_variation(variation), calibration=None, pictures=write_used(used))
        written = draft(library, product, files, Act(who or account_name(), why))
    document = _document(golden, varied, written)
    click.echo(json.dumps(document, indent=2) if as_json else "\n".join(_lines(golden, varied, written)))


def _draw(map_file: Path | None, golden: Golden, varied: Varied) -> None:
    if map_file is None:
        return
    with whole_file(map_file) as unfinished:
        unfinished.write_bytes(encode_png(draw_tolerance(golden.image, varied.goods.variation.tolerance)))


def _document(golden: Golden, varied: Varied, written: str) -> dict[str, object]:
    variation = varied.goods.variation
    return {
        "product": golden.product,
        "revision": golden.revision,
        "draft": written or None,
        "goods": variation.goods,
        "middle": str(variation.kind),
        "absolute_levels": variation.absolute_levels,
        "factor": variation.factor,
        "spread_median_levels": float(np.median(variation.spread)),
        "widened_share": float((variation.tolerance > 1.0).mean()),
        "widest": float(variation.tolerance.max()),
        "unused": {each.name: each.why for each in varied.goods.unused},
        "left_out": {
            each.name: {"before": each.before.outcome.name, "after": each.after.outcome.name}
            for each in varied.rejudged
        },
    }


def _lines(golden: Golden, varied: Varied, written: str) -> list[str]:
    """Return what is said to people: what was widened, what it would change, and what is not known."""
    variation = varied.goods.variation
    name = f"{golden.product} {golden.revision}"
    share, widest = float((variation.tolerance > 1.0).mean()), float(variation.tolerance.max())
    lines = [
        f"{name} -> {f'{written} (draft)' if written else 'nothing written'}",
        f"{variation.goods} good parts; limits are wider over {share:.2%} of the golden, up to {widest:.2f} x",
        f"grey levels vary by {float(np.median(variation.spread)):.1f} (median over the golden)",
        *_rejudged(varied),
        *(f"not used: {each.name}: {each.why}" for each in varied.goods.unused),
    ]
    unknown = "What the wider limits let through is not known from good parts: drill, and judge known bad parts."
    anew = "A calibration is not taken over: calibrate the draft on good parts of its own."
    next_step = f"next: inspector calibrate {golden.product} --revision {written} --good FOLDER"
    return [*lines, unknown, anew, *([next_step] if written else [])]


def _rejudged(varied: Varied) -> list[str]:
    if not varied.rejudged:
        return ["Too few good parts to judge each under the tolerance of the others: give 4 or more."]
    counts = [
        sum(outcome is not Outcome.PASS for outcome in outcomes)
        for outcomes in (
            [each.before.outcome for each in varied.rejudged],
            [each.after.outcome for each in varied.rejudged],
        )
    ]
    n = len(varied.rejudged)
    shares = [f"{count} of {n} ({wilson(count, n).low:.0%} to {wilson(count, n).high:.0%})" for count in counts]
    said = f"overkill {shares[0]} before, {shares[1]} after, each good part judged under the tolerance of the others"
    strays = [each.name for each in varied.rejudged if each.after.outcome is not Outcome.PASS]
    return [said, *(f"still not passed: {name}" for name in strays)]
