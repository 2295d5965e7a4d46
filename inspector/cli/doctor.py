"""`inspector doctor`: what is wrong with this PC."""

import json
from pathlib import Path

import click

from inspector.cli import options
from inspector.wiring.doctor import Finding, examine
from inspector.wiring.places import shipped

_FAILED = 1


@click.command()
@click.option("--port", "ports", type=click.IntRange(1, 65_535), multiple=True, default=(5020, 8080), show_default=True)
@options.data_dir
@options.models
@options.golden_refs
@options.as_json
def doctor(
    ports: tuple[int, ...], data_dir: Path | None, models: Path | None, golden_refs: Path | None, *, as_json: bool
) -> int:
    """Look at versions, devices, model, goldens, folders, ports and clock; status 1 if a station could not run."""
    findings = examine(
        models or shipped("models"), golden_refs or shipped("golden_refs"), data_dir or Path("data"), ports
    )
    found = []
    for finding in findings:
        found.append(finding)
        if not as_json:
            click.echo(_line(finding))
    if as_json:
        click.echo(json.dumps([finding.model_dump() for finding in found], indent=2))
    return _FAILED if any(finding.state == "wrong" for finding in found) else 0


def _line(finding: Finding) -> str:
    return f"{finding.state:<8} {finding.what}: {finding.found}"
