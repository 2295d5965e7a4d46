"""`inspector bundle`: the evidence of one verdict in one file that another PC can judge again."""

import hashlib
import json
from pathlib import Path

import click

from inspector.cli import options
from inspector.errors import InputError
from inspector.wiring.bundle import bundle_part
from inspector.wiring.material import Places
from inspector.wiring.places import shipped


@click.command()
@click.argument("part_id")
@options.data_dir
@options.golden_refs
@options.models
@click.option("--out", type=options.FILE, help="The zip file [default: PART_ID.zip in this folder].")
@options.as_json
def bundle(
    part_id: str,
    data_dir: Path | None,
    golden_refs: Path | None,
    models: Path | None,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Pack the frame, golden, recipe, model, score map and verdict of one part, with hashes and versions.

    The part is judged again first: nothing is packed that does not give the recorded verdict, to the bit. Send the
    SHA-256 that is printed by another way than the file.
    """
    if data_dir is None:
        raise InputError(f"bundle part {part_id}", "it is not said where the record is", "give --data-dir")
    path = out or Path(f"{part_id}.zip")
    places = Places(golden_refs or shipped("golden_refs"), models or shipped("models"))
    manifest = bundle_part(part_id, data_dir, places, path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    said = {"part_id": part_id, "bundle": str(path), "sha256": sha256, "members": list(manifest.members)}
    line = f"{part_id} is in {path}: {len(manifest.members)} members, sha256 {sha256}"
    click.echo(json.dumps(said, indent=1) if as_json else line)
