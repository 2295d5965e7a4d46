"""`inspector backup` and `inspector restore`: a whole station in one file, and back."""

from pathlib import Path

import click

from inspector.backup.backup_file import Manifest
from inspector.backup.restoring import check_backup
from inspector.cli import options
from inspector.wiring.backing_up import back_up
from inspector.wiring.backing_up import restore as restore_station


@click.command()
@click.argument("file", type=options.FILE)
@options.config
@click.option("--images", is_flag=True, help="Frames and their copies too; without it the record alone, without them.")
@options.as_json
def backup(file: Path, config: Path, *, images: bool, as_json: bool) -> None:
    """Write a whole station into FILE: settings, goldens with their ledgers, models, record, people. It may run on.

    Keep FILE as you keep the PINs themselves. Signing keys and TLS keys are not in it.
    """
    _say(back_up(config, file, pictures=images), file, "is in", as_json=as_json)


@click.command()
@click.argument("file", type=options.FILE)
@options.config
@click.option("--replace", is_flag=True, help="Put aside what is there; it is kept beside, under another name.")
@click.option("--check", is_flag=True, help="Compare every byte of FILE with its hash, and change nothing.")
@options.as_json
def restore(file: Path, config: Path, *, replace: bool, check: bool, as_json: bool) -> None:
    """Make the station of a backup FILE, its settings at --config and everything else where they say.

    Every hash is compared, and a start of the station tried, before anything that is there is touched. Stop station and
    dashboard first. After an interruption give the command again.
    """
    if check:
        _say(check_backup(file), file, "is whole in", as_json=as_json)
        return
    done = restore_station(file, config, replace=replace)
    if done.manifest is None:
        line = f"the restore that was interrupted is finished; settings are in {config}"
        click.echo(f"{line}\n{file} was not used: if it is another one, give the command again", err=as_json)
    else:
        _say(done.manifest, file, "is restored from", as_json=as_json)
    for path in done.kept:
        click.echo(f"what was there is in {path}", err=as_json)


def _say(manifest: Manifest, file: Path, how: str, *, as_json: bool) -> None:
    pictures = "with pictures" if manifest.pictures else "without pictures"
    size = f"{len(manifest.members)} files, {manifest.size_bytes() / 1e6:.1f} MB, {pictures}"
    line = f"{manifest.station} of {manifest.made_at:%Y-%m-%d %H:%M} UTC {how} {file}: {size}"
    click.echo(manifest.model_dump_json(by_alias=True, indent=1) if as_json else line)
