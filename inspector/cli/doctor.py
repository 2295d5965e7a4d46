"""`inspector doctor`: what is wrong with this PC."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from inspector.cli import options
from inspector.errors import InputError
from inspector.settings import Settings, load_settings
from inspector.wiring.doctor import examine
from inspector.wiring.doctor_looks import Finding
from inspector.wiring.doctor_station import examine_station
from inspector.wiring.places import shipped

_FAILED = 1
_PORTS = (5020, 8080)


@click.command()
@options.station_file("Settings of a station: look at what they name.")
@click.option(
    "--port",
    "ports",
    type=click.IntRange(1, 65_535),
    multiple=True,
    help=f"Look at this port instead of {' and '.join(map(str, _PORTS))}; give it again for more.",
)
@options.data_dir
@options.models
@options.golden_refs
@options.as_json
def doctor(
    config: Path | None,
    ports: tuple[int, ...],
    data_dir: Path | None,
    models: Path | None,
    golden_refs: Path | None,
    *,
    as_json: bool,
) -> int:
    """Look at versions, devices, model, goldens, folders, ports and clock; status 1 if a station could not run.

    With --config at what the settings of a station name: its comparator, products, record, camera, PLC and pages.
    """
    if config and ports:
        raise InputError("look at this PC", "both --config and --port are given", "the settings name the ports")
    if config:
        findings = examine_station(_with_folders(load_settings(config), data_dir, models, golden_refs))
    else:
        places = models or shipped("models"), golden_refs or shipped("golden_refs"), data_dir or Path("data")
        findings = examine(*places, ports or _PORTS)
    return _FAILED if any(finding.state == "wrong" for finding in _told(findings, as_json=as_json)) else 0


def _with_folders(settings: Settings, data: Path | None, models: Path | None, golden_refs: Path | None) -> Settings:
    """Return the settings with the folders that were named on the command line in the place of their own."""
    named = {"data": data, "models": models, "golden_refs": golden_refs}
    folders = settings.folders.model_copy(update={name: folder for name, folder in named.items() if folder})
    return settings.model_copy(update={"folders": folders})


def _told(findings: Iterator[Finding], *, as_json: bool) -> list[Finding]:
    """Print each finding as soon as it is made, or all of them as one document; return them."""
    found = []
    for finding in findings:
        found.append(finding)
        if not as_json:
            click.echo(f"{finding.state:<8} {finding.what}: {finding.found}")
    if as_json:
        click.echo(json.dumps([finding.model_dump() for finding in found], indent=2))
    return found
