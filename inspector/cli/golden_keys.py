"""`inspector golden`: the keys that sign for the library: made, listed, revoked."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from inspector.cli import options
from inspector.cli.golden_lines import key_line, void_lines
from inspector.cli.golden_place import act_of, act_options, key_option, own_key, place_of, place_options
from inspector.errors import InputError
from inspector.golden.keys import make_key, trust
from inspector.golden.revoking import key_uses
from inspector.golden.revoking import revoke as revoke_key
from inspector.golden.verify import verify

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command("key")
@key_option
@place_options
def new_key(key: Path | None, golden_refs: Path | None, config: Path | None) -> None:
    """Make a key for one person, whose public half the library trusts. Each person keeps their own."""
    library, path = place_of(golden_refs, config).golden_refs, key or own_key().expanduser()
    made = make_key(path)
    click.echo(f"key {made.key_id} is in {path}; its public half in {trust(library, made)}")


@click.command("keys")
@place_options
@options.as_json
def list_keys(golden_refs: Path | None, config: Path | None, *, as_json: bool) -> None:
    """List the keys that the library trusts: who signed with each, how often, when last, and whether it is revoked."""
    uses = key_uses(place_of(golden_refs, config).existing())
    if not as_json:
        click.echo("\n".join(map(key_line, uses)) or "no key is trusted")
        return
    shown = [
        {
            "key": use.key_id,
            "names": use.names,
            "entries": use.entries,
            "last_at": use.last_at.isoformat() if use.last_at else None,
            "revocation": use.revocation.model_dump(mode="json") if use.revocation else None,
        }
        for use in uses
    ]
    click.echo(json.dumps(shown, indent=2))


@click.command()
@click.argument("key_id", metavar="KEY_ID")
@click.option("--until", type=_MOMENT, help="What it signed counts if made before then, UTC [default: now].")
@click.option("--never", is_flag=True, help="Nothing that it ever signed counts.")
@act_options
def revoke(  # noqa: PLR0913
    *,
    key_id: str,
    until: datetime | None,
    never: bool,
    golden_refs: Path | None,
    config: Path | None,
    who: str,
    why: str,
    key: Path | None,
) -> None:
    """Let signatures with KEY_ID count no longer: its owner left, or it is lost. Signed with another key.

    What was signed before stays valid; nothing can be signed with it any more, whatever time it states. It cannot be
    taken back: make the person another key.
    """
    if never and until:
        raise InputError(f"revoke key {key_id}", "both --never and --until are given", "give one of them")
    place = place_of(golden_refs, config)
    moment = None if never else until.replace(tzinfo=UTC) if until else datetime.now(UTC)
    revocation = revoke_key(place.golden_refs, key_id, moment, act_of(who, why, key, signed=True))
    found = [verify(place.golden_refs, product, place.demands) for product in place.products()]
    click.echo("\n".join([revocation.words(), *(line for each in found for line in void_lines(each))]))


COMMANDS = (new_key, list_keys, revoke)
