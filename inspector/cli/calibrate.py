"""`inspector calibrate`: the limits of a product from good parts, with a promise of how many good ones they reject."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import click

from inspector.calibrate.calibration_file import BadParts, CalibrationFile, parse_calibration, write_calibration
from inspector.calibrate.conformal import Promise
from inspector.calibrate.drift import PARTS_MIN
from inspector.calibrate.intervals import CONFIDENCE, as_bound
from inspector.cli import options
from inspector.cli.growth import has_measured_limits, why_grown
from inspector.errors import InputError
from inspector.golden.library import Act, draft, files_of, load_chosen
from inspector.golden.revision import RevisionFiles
from inspector.golden.used_pictures import Hand, UsedPictures, write_used
from inspector.wiring.account import account_name
from inspector.wiring.calibrating import Outcomes, judge_bad
from inspector.wiring.calibrating import calibrate as calibrate_limits
from inspector.wiring.comparators import EVERY_DEVICE, Runtime, load_comparator
from inspector.wiring.hands import WORDS, Hands, once, pixels_in
from inspector.wiring.pairs import learn_gauge
from inspector.wiring.picture_folder import Folder, pictures_in
from inspector.wiring.places import shipped


@click.command()
@click.argument("product")
@click.option("--good", "good_folder", type=options.FOLDER, required=True, help="Pictures of good parts, one each.")
@click.option(
    "--max-overkill", type=float, required=True, help="Share of good parts that may be rejected: 0.01 is 1 %."
)
@click.option(
    "--confidence", type=float, default=CONFIDENCE, show_default=True, help="That the promise holds for these limits."
)
@click.option(
    "--on-average", is_flag=True, help="Promise it on average over calibrations instead: fewer parts, and less said."
)
@click.option("--bad", "bad_folder", type=options.FOLDER, help="Pictures of bad parts: which of them escape.")
@click.option(
    "--zones",
    type=click.Choice(["keep", "learn"]),
    default="keep",
    show_default=True,
    help="Keep the proportions of the zones' limits, or learn them from a quarter of the parts.",
)
@click.option(
    "--allow",
    is_flag=True,
    help="Let a limit grow by more than half of what it is in the active revision; the ledger says so.",
)
@click.option("--revision", help="From this revision; else from the active one, or the newest where none is.")
@click.option("--who", help="Who sets the limits; the name of the account otherwise.")
@click.option("--why", default="calibrated on good parts", show_default=True, help="Why, for the ledger.")
@click.option("--dry-run", is_flag=True, help="Say what the limits would be and write nothing.")
@options.runtime
@options.device
@options.models
@options.card
@options.golden_refs
@options.as_json
def calibrate(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command
    product: str,
    good_folder: Path,
    max_overkill: float,
    confidence: float,
    bad_folder: Path | None,
    zones: str,
    revision: str | None,
    who: str | None,
    why: str,
    runtime: Runtime,
    device: str | None,
    models: Path | None,
    card: str,
    golden_refs: Path | None,
    *,
    on_average: bool,
    allow: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Set the limits of PRODUCT from good parts, in a new draft revision, with a promise of their overkill.

    Overkill is every good part that is not passed: NG, Recheck, and not aligned. The promise holds as long as further
    good parts and their pictures come about as these did.
    """
    # What escapes is bounded at the confidence, whatever is promised of overkill.
    promise = Promise(max_overkill, confidence)
    promise = replace(promise, confidence=None) if on_average else promise
    library = golden_refs or shipped("golden_refs")
    golden = load_chosen(library, product, revision)
    goods, bads = pictures_in(good_folder), pictures_in(bad_folder) if bad_folder else None
    pixels, of_bads = pixels_in(goods, golden), pixels_in(bads, golden) if bads else {}
    goods, bads = once(goods, pixels), once(bads, of_bads) if bads else None
    _check_apart(pixels, of_bads)
    comparator = load_comparator(runtime, [device] if device else EVERY_DEVICE, models or shipped("models"), card=card)
    gauge = learn_gauge(golden, comparator)
    files = files_of(library, product, golden.revision)
    used = Hands.of(golden, files).used
    _check_fresh(files, goods, zones, f"{product} {golden.revision}")
    _check_strange(used, pixels, zones, f"{product} {golden.revision}")
    count = len(goods.pictures) + (len(bads.pictures) if bads else 0)
    with click.progressbar(length=count, label="judging", file=sys.stderr) as bar:
        found, at_limits = calibrate_limits(
            gauge,
            files.recipe.decode(),
            goods,
            promise,
            used=used,
            learn=zones == "learn",
            tell=lambda: bar.update(1),
        )
        bad = judge_bad(bads, at_limits, confidence, lambda: bar.update(1)) if bads else None
    found = replace(found, left_out=(*found.left_out, *(bads.repeated if bads else ())))
    file = found.file.model_copy(update={"bad": bad})
    if not dry_run and has_measured_limits(library, product):
        why = why_grown(library, at_limits.golden, why, allow=allow)
    files = replace(files, pictures=write_used(_with_hands(used, found, pixels)))
    written = "" if dry_run else _draft(library, files, found, file, Act(who or account_name(), why))
    if as_json:
        click.echo(json.dumps(_document(file, found, golden.revision, written)))
        return
    was = dict(zip(gauge.rules.names, [limits.deviation for limits in gauge.rules.limits], strict=True))
    click.echo("\n".join(_lines(file, found, was, f"{product} {golden.revision}", written)))


def _check_apart(goods: Mapping[Path, str], bads: Mapping[Path, str]) -> None:
    known = {picture: path.name for path, picture in goods.items()}
    both = [(path.name, known[picture]) for path, picture in bads.items() if picture in known]
    if both:
        bad, good = both[0]
        found = f"{bad} is among the bad parts and, as {good}, among the good ones"
        raise InputError("calibrate", found, "take it out of one folder")


def _check_fresh(files: RevisionFiles, goods: Folder, zones: str, name: str) -> None:
    """Raise InputError where the proportions that are kept were learnt from these very parts: no promise would hold."""
    before = parse_calibration(files.calibration, name) if files.calibration and zones == "keep" else None
    if before and before.proportion_parts and before.goods_sha256 == goods.sha256:
        raise InputError(
            f"calibrate {name}",
            "the proportions of its limits were learnt from some of these parts",
            "give other good parts, or learn the proportions again with --zones learn",
        )


def _check_strange(used: UsedPictures, pixels: Mapping[Path, str], zones: str, name: str) -> None:
    """Raise InputError where one of the parts had a hand in what the limits are set for: no promise would hold."""
    hands = [Hand.VARIED] + ([Hand.PROPORTIONS] if zones == "keep" else [])
    for hand in hands:
        known = [path.name for path, picture in pixels.items() if picture in used.of(hand)]
        if known:
            many = f"{known[0]} and {len(known) - 1} more" if len(known) > 1 else known[0]
            remedy = "give other good parts"
            if hand is Hand.PROPORTIONS:
                remedy += ", or learn the proportions again with --zones learn"
            raise InputError(f"calibrate {name}", f"{WORDS[hand]}: {many}", remedy)


def _with_hands(used: UsedPictures, found: Outcomes, pixels: Mapping[Path, str]) -> UsedPictures:
    limits = used.with_hand(Hand.LIMITS, (pixels[picture.path] for picture in found.limits))
    if not found.proportions:
        return limits
    return limits.with_hand(Hand.PROPORTIONS, (pixels[picture.path] for picture in found.proportions))


def _draft(library: Path, files: RevisionFiles, found: Outcomes, file: CalibrationFile, act: Act) -> str:
    changed = replace(files, recipe=found.recipe.encode(), calibration=write_calibration(file))
    return draft(library, file.product, changed, act)


def _document(file: CalibrationFile, found: Outcomes, revision: str, written: str) -> dict[str, object]:
    return {
        "revision": revision,
        "draft": written or None,
        "left_out": [asdict(each) for each in found.left_out],
        "calibration": file.model_dump(mode="json", by_alias=True),
    }


def _lines(file: CalibrationFile, found: Outcomes, was: dict[str, float], name: str, written: str) -> list[str]:
    """Return what is said to people: the promise first, what it rests on, then the limits and the parts."""
    lines = [f"{name} -> {written or 'nothing written'}{' (draft)' if written else ''}", file.sentence, ""]
    lines.append(f"{'limit of zone':24}{'was':>12}{'is':>12}   {file.proportions}; {file.zones}")
    lines += [f"{each.zone:24}{was[each.zone]:12.6g}{each.deviation:12.6g}" for each in file.limits]
    lines.append("A limit is the next number above what the worst good part below it shows: that part passes.")
    if file.proportion_parts:
        lines.append(f"The proportions were learnt from {file.proportion_parts} further good parts.")
    lines += [f"counts as rejected: {each.name}: {each.why}" for each in file.refused]
    lines += [f"not counted: {each.name}: {each.why}" for each in found.left_out]
    if file.drift is None:
        lines.append(f"Fewer than {PARTS_MIN} good parts were compared: there is no watch for drift.")
    lines += _bad_lines(file.bad)
    return [*lines, f"next: inspector golden submit {file.product} {written} --why WHY"] if written else lines


def _bad_lines(bad: BadParts | None) -> list[str]:
    if bad is None:
        return []
    many = f"{len(bad.escaped) or 'none'} of {bad.parts} bad parts escaped"
    confidence = f"{bad.confidence * 100:.10g} % confidence"
    bound = f"up to {as_bound(bad.at_most)} of bad parts such as these may, at {confidence}"
    # It is the rule of three at no other confidence.
    rule = f" (rule of three: 3 / {bad.parts})" if not bad.escaped and bad.confidence == CONFIDENCE else ""
    return ["", f"{many}: {bound}{rule}.", *(f"escaped: {name}" for name in bad.escaped)]
