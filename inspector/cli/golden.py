"""`inspector golden`: the library of goldens looked at; the acts that change it are in golden_acts and golden_keys."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import click

from inspector.cli import golden_acts, golden_keys, options
from inspector.cli.golden_lines import difference_lines, entry_line, product_lines, verification_lines
from inspector.cli.golden_place import Place, place_of, place_options
from inspector.errors import InputError
from inspector.golden.differences import differences
from inspector.golden.history import History
from inspector.golden.ledger import Entry
from inspector.golden.library import files_of, find_active
from inspector.golden.revision import golden_of
from inspector.golden.trust import read_active, read_trusted
from inspector.golden.verify import verify as verify_product

_FAILED = 1
_HEAD = re.compile(r"[0-9a-f]{16,64}")


@click.group(commands=(*golden_acts.COMMANDS, *golden_keys.COMMANDS))
def golden() -> None:
    """Keep the library of goldens: revisions, who approved them, which is active, and the proof."""


@golden.command("list")
@click.argument("product", required=False)
@place_options
@options.as_json
def list_revisions(product: str | None, golden_refs: Path | None, config: Path | None, *, as_json: bool) -> None:
    """List the revisions of PRODUCT, or of every product, and how far each has come."""
    place = place_of(golden_refs, config)
    found = [(name, *_standings(place, name)) for name in (place.chosen(product) if product else place.products())]
    if as_json:
        click.echo(json.dumps([_document(*each) for each in found], indent=2))
    else:
        click.echo("\n".join(line for each in found for line in product_lines(*each)))


@golden.command()
@click.argument("product")
@click.argument("revision", required=False)
@place_options
@options.as_json
def show(product: str, revision: str | None, golden_refs: Path | None, config: Path | None, *, as_json: bool) -> None:
    """Show one REVISION of PRODUCT, else the active one: acts, files, its recipe_checksum on the PLC."""
    library = place_of(golden_refs, config).golden_refs
    name = revision or find_active(library, product)[0].revision
    files = files_of(library, product, name)
    checksum = golden_of(files, product, name).checksum()
    entries = _entries(library, product, name)
    if as_json:
        acted = [entry.model_dump(mode="json", exclude={"files"}) for entry in entries]
        shown = {"product": product, "revision": name, "recipe_checksum": checksum, "files": files.sha256()}
        click.echo(json.dumps(shown | {"entries": acted}, indent=2))
        return
    lines = [f"{product} {name}, recipe_checksum {checksum}"]
    lines += [f"{sha256}  {file}" for file, sha256 in files.sha256().items()]
    click.echo("\n".join([*lines, *(map(entry_line, entries) if entries else ["no entry of a ledger vouches for it"])]))


@golden.command()
@click.argument("product")
@click.argument("old")
@click.argument("new")
@place_options
@options.as_json
def diff(product: str, old: str, new: str, golden_refs: Path | None, config: Path | None, *, as_json: bool) -> None:
    """Show what differs from revision OLD of PRODUCT to NEW: files, recipe, how far the goldens differ."""
    library = place_of(golden_refs, config).golden_refs
    found = differences(files_of(library, product, old), files_of(library, product, new), (old, new))
    click.echo(json.dumps(asdict(found), indent=2) if as_json else "\n".join(difference_lines(found)))


@golden.command()
@click.argument("product", required=False)
@click.option(
    "--head", default="", help="The head of an earlier look, or its first 16 digits: PRODUCT must have it yet."
)
@place_options
@options.as_json
def verify(product: str | None, head: str, golden_refs: Path | None, config: Path | None, *, as_json: bool) -> int:
    """Look through PRODUCT, or every product: each entry, signature and byte; status 1 if any is not in order.

    Note the head that it prints, where nobody can change it: given with --head later, it tells whether the end of the
    ledger was cut off since, or all of it put back.
    """
    if head and (not product or not _HEAD.fullmatch(head)):
        found_head = f"--head {head}" if product else "--head without PRODUCT: each has a head of its own"
        raise InputError("verify", found_head, "give PRODUCT and the 64 digits of its head, or the first 16 and more")
    place = place_of(golden_refs, config)
    products = [product] if product else place.chosen(None)
    found = [verify_product(place.golden_refs, name, place.demands, head) for name in products]
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], indent=2))
    else:
        click.echo("\n".join(line for each in found for line in verification_lines(each)))
    return _FAILED if any(each.faults for each in found) else 0


def _standings(place: Place, product: str) -> tuple[str, History | None]:
    trusted = read_trusted(place.golden_refs, product)
    active = read_active(place.golden_refs / product)
    return active.revision if active else "", trusted.history if trusted else None


def _entries(library: Path, product: str, revision: str) -> list[Entry]:
    trusted = read_trusted(library, product)
    return [entry for entry in trusted.ledger.entries if entry.revision == revision] if trusted else []


def _document(product: str, active: str, history: History | None) -> dict[str, object]:
    revisions = [{"revision": each.revision, "state": each.state} for each in history.standings] if history else []
    return {"product": product, "active": active or None, "ledger": history is not None, "revisions": revisions}
