"""`inspector golden`: the acts that change the library, each an entry in the ledger of its product."""

from dataclasses import replace
from pathlib import Path

import click

from inspector.align.reference import learn
from inspector.calibrate.picture import why_poor
from inspector.calibrate.teach import Named, in_frame_of
from inspector.cli import options
from inspector.cli.golden_lines import entry_line
from inspector.cli.golden_place import act_of, act_options, place_of
from inspector.errors import InputError
from inspector.golden import acts
from inspector.golden.ledger import Entry
from inspector.golden.library import draft as draft_revision
from inspector.golden.library import files_of, find_active
from inspector.golden.revision import RevisionFiles, golden_of
from inspector.golden.trust import ACTIVE_FILE
from inspector.golden.used_pictures import UsedPictures, read_used, write_used
from inspector.image_file import encode_png, picture_sha256, read_image
from inspector.settings import load_settings
from inspector.wiring.learning import as_station


@click.command()
@click.argument("product")
@click.option("--from", "base", help="What is not given comes from this revision, else from the active one.")
@click.option("--golden", "picture", type=options.FILE, help="Picture of the golden.")
@click.option("--recipe", type=options.FILE, help="Its recipe.")
@click.option("--good", "goods", type=options.FILE, multiple=True, help="A further good part, in the golden's frame.")
@click.option(
    "--variant",
    "variants",
    type=options.FILE,
    multiple=True,
    help="A part of another look that is as good as the golden; it is aligned to the golden. At most 3.",
)
@act_options
def draft(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    product: str,
    base: str | None,
    picture: Path | None,
    recipe: Path | None,
    goods: tuple[Path, ...],
    variants: tuple[Path, ...],
    golden_refs: Path | None,
    config: Path | None,
    who: str,
    why: str,
    key: Path | None,
) -> None:
    """Draft a revision of PRODUCT. It judges nothing until it is submitted, approved and activated.

    With another golden, further good parts, variants, variation and calibration of the old one are left out. A poor
    picture is refused with the reason, and so is a golden that parts cannot be aligned to.
    """
    library = place_of(golden_refs, config).golden_refs
    shown = ((picture,) if picture else ()) + goods + variants
    _check_fit(product, shown)
    files = _with_variants(_changed(_base(library, product, base), picture, recipe, goods), variants, product)
    files = _with_hands(files, shown, product)
    learn(golden_of(files, product, "draft"))
    revision = draft_revision(library, product, files, act_of(who, why, key, signed=False))
    click.echo(f"{product} {revision} is drafted")


@click.command()
@click.argument("product")
@click.argument("revision")
@act_options
def submit(  # noqa: PLR0913
    *, product: str, revision: str, golden_refs: Path | None, config: Path | None, who: str, why: str, key: Path | None
) -> None:
    """Submit a draft of PRODUCT for approval."""
    library = place_of(golden_refs, config).golden_refs
    _say(acts.submit(library, product, revision, act_of(who, why, key, signed=False), learn=learn))


@click.command()
@click.argument("product")
@click.argument("revision")
@act_options
def approve(  # noqa: PLR0913
    *, product: str, revision: str, golden_refs: Path | None, config: Path | None, who: str, why: str, key: Path | None
) -> None:
    """Approve a submitted REVISION of PRODUCT; signed. With golden.second_person only another person can."""
    place = place_of(golden_refs, config)
    act = act_of(who, why, key, signed=True)
    _say(acts.approve(place.golden_refs, product, revision, act, place.demands, learn=learn))


@click.command()
@click.argument("product")
@click.argument("revision")
@act_options
def reject(  # noqa: PLR0913
    *, product: str, revision: str, golden_refs: Path | None, config: Path | None, who: str, why: str, key: Path | None
) -> None:
    """Reject a draft or submitted REVISION of PRODUCT: nobody can approve it any more. It stays, with the reason."""
    library = place_of(golden_refs, config).golden_refs
    _say(acts.reject(library, product, revision, act_of(who, why, key, signed=False)))


@click.command()
@click.argument("product")
@click.argument("revision")
@click.option(
    "--accept-escapes", is_flag=True, help="Sign for the new escapes that a replay found; --why says why they may pass."
)
@act_options
def activate(  # noqa: PLR0913
    *,
    product: str,
    revision: str,
    accept_escapes: bool,
    golden_refs: Path | None,
    config: Path | None,
    who: str,
    why: str,
    key: Path | None,
) -> None:
    """Judge with an approved REVISION of PRODUCT from now on; signed. A running station takes it over.

    Refused where a replay found new escapes (see `inspector replay`), unless they are signed for; and where no part
    could be aligned to it, or, with --config, where that station would refuse it for anything else.
    """
    place = place_of(golden_refs, config)
    act = act_of(who, why, key, signed=True)
    takes = as_station(load_settings(config)) if config else learn
    library, demands = place.golden_refs, place.demands
    _say(acts.activate(library, product, revision, act, demands, accept_escapes=accept_escapes, learn=takes))


@click.command()
@click.argument("product")
@act_options
def rollback(
    *, product: str, golden_refs: Path | None, config: Path | None, who: str, why: str, key: Path | None
) -> None:
    """Judge PRODUCT with the revision that was active before the present one; signed."""
    place = place_of(golden_refs, config)
    act = act_of(who, why, key, signed=True)
    _say(acts.rollback(place.golden_refs, product, act, place.demands, learn=learn))


COMMANDS = (draft, submit, approve, reject, activate, rollback)


def _say(entry: Entry) -> None:
    click.echo(entry_line(entry))


def _base(library: Path, product: str, base: str | None) -> RevisionFiles | None:
    if base:
        return files_of(library, product, base)
    if not (library / product / ACTIVE_FILE).exists():
        return None
    return files_of(library, product, find_active(library, product)[0].revision)


def _check_fit(product: str, pictures: tuple[Path, ...]) -> None:
    """Raise InputError for the first of `pictures` that is too small, too soft or burnt out to be learnt."""
    for path in pictures:
        why = why_poor(read_image(path))
        if why:
            raise InputError(f"draft a revision of {product}", f"{path}: {why}", "take a better picture")


def _changed(
    base: RevisionFiles | None, picture: Path | None, recipe: Path | None, goods: tuple[Path, ...]
) -> RevisionFiles:
    """Return the files of the draft; what was measured against a golden does not go with another one."""
    text = _read(recipe) if recipe else base.recipe if base else b""
    others = tuple(encode_png(read_image(good)) for good in goods)
    if picture:
        pictures = base.pictures if base else write_used(UsedPictures())
        return RevisionFiles(encode_png(read_image(picture)), text, others, pictures=pictures)
    if base is None:
        raise InputError("draft a revision", "there is none to start from and no picture", "give --golden or --from")
    return replace(base, recipe=text, goods=others or base.goods)


def _with_variants(files: RevisionFiles, variants: tuple[Path, ...], product: str) -> RevisionFiles:
    """Return `files` with the variants given in place of what they hold, in the golden's frame."""
    if not variants:
        return files
    golden = golden_of(replace(files, variants=()), product, "draft")
    pictures = (Named(str(path), read_image(path)) for path in variants)
    framed = (in_frame_of(golden.image, picture, golden.recipe, product) for picture in pictures)
    # What was promised was promised for parts as the golden is.
    return replace(files, variants=tuple(map(encode_png, framed)), calibration=None)


def _with_hands(files: RevisionFiles, shown: tuple[Path, ...], product: str) -> RevisionFiles:
    """Return `files` with the pictures that were given among those that had a hand in them."""
    if not shown:
        return files
    taught = (picture_sha256(read_image(path)) for path in shown)
    return replace(files, pictures=write_used(read_used(files.pictures, product).and_taught(taught)))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"read recipe {path}", error.strerror or str(error), "check path and rights") from error
