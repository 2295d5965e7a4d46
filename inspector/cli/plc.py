"""`inspector plc`: the register map as data, and a simulated PLC against any device that keeps it."""

import asyncio
import dataclasses
import json
from collections import Counter
from collections.abc import Callable
from functools import partial

import click

from inspector.cli import options
from inspector.plc.conformance import Device, Finding, Kept, Report, check
from inspector.plc.conformance_plc import PlcReport, PlcTold, check_plc
from inspector.plc.contract import shipped_contract
from inspector.plc.documents import map_csv, map_json, map_markdown, map_structured_text
from inspector.plc.probe import Patience
from inspector.plc.probe_bench import Look
from inspector.plc.probe_plc import PlcPatience
from inspector.plc.registers import Contract
from inspector.plc.simulated_faults import FaultSettings, PlcFault
from inspector.plc.simulated_settings import SimulatedPlcSettings
from inspector.wiring.simulated_plc import simulate_plc

_FORMS: dict[str, Callable[[Contract], str]] = {
    "json": map_json,
    "markdown": map_markdown,
    "csv": map_csv,
    "st": map_structured_text,
}


@click.group()
def plc() -> None:
    """Show the contract with the PLC, and play the PLC."""


@plc.command("map")
@click.option("--json", "form", flag_value="json", help="One JSON document: name to address, bit, type, meaning.")
@click.option("--markdown", "form", flag_value="markdown", default=True, help="Tables for people (default).")
@click.option("--csv", "form", flag_value="csv", help="A tag list for import into PLC and SCADA tools.")
@click.option("--st", "form", flag_value="st", help="Constants in Structured Text.")
def print_map(form: str) -> None:
    """Print the register map."""
    click.echo(_FORMS[form](shipped_contract()))


@plc.command()
@click.argument("host", default="127.0.0.1")
@click.option("--port", type=click.IntRange(1, 65_535), default=5020, show_default=True, help="Modbus TCP port.")
@click.option("--parts", type=click.IntRange(1), help="How many parts come; without it until Ctrl-C.")
@click.option("--takt-ms", type=click.IntRange(0, 60_000), default=1_000, show_default=True, help="Part to part.")
@click.option("--gate", type=click.IntRange(1, 100), default=3, show_default=True, help="Parts from sensor to gate.")
@click.option(
    "--moving", is_flag=True, help="The belt never waits: what is not asked or answered in time is taken out."
)
@click.option("--masters", is_flag=True, help="While challenge parts are due, the parts that come are shown as them.")
@click.option("--fault", type=click.Choice([fault.value for fault in PlcFault]), help="What the PLC does wrong.")
@click.option("--fault-every", type=click.IntRange(1), default=5, show_default=True, help="With every so many-th part.")
@options.as_json
def simulate(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    host: str,
    port: int,
    parts: int | None,
    takt_ms: int,
    gate: int,
    moving: bool,
    masters: bool,
    fault: str | None,
    fault_every: int,
    as_json: bool,
) -> None:
    """Run a PLC and its conveyor against the device at HOST: trigger parts, check each result, count.

    It does what a careful PLC program does: a part travels from the sensor to the gate, and whatever is not a timely
    PASS with the right id is taken out there. With --fault it does one thing wrong now and then.
    """
    settings = SimulatedPlcSettings(
        host=host,
        port=port,
        takt_s=takt_ms / 1e3,
        gate_pitches=gate,
        waits=not moving,
        shows_masters=masters,
        faults=FaultSettings(PlcFault(fault) if fault else None, fault_every),
    )
    report = simulate_plc(settings, parts, lambda line: click.echo(line, err=True))
    counts = {name: count for name, count in dataclasses.asdict(report).items() if name != "parts"}
    click.echo(json.dumps(counts) if as_json else "  ".join(f"{name} {count}" for name, count in counts.items()))


@plc.command()
@click.argument("host", default="127.0.0.1")
@click.option(
    "--of", type=click.Choice(["device", "plc"]), default="device", show_default=True, help="What is checked."
)
@click.option("--port", type=click.IntRange(1, 65_535), default=5020, show_default=True, help="Modbus TCP port.")
@click.option("--unit", type=click.IntRange(0, 255), default=1, show_default=True, help="Modbus unit id.")
@click.option("--deadline-ms", type=click.IntRange(1), default=2_000, show_default=True, help="Deadline of a part.")
@click.option("--parts", type=click.IntRange(1), default=4, show_default=True, help="Of a PLC: ordinary parts first.")
@click.option(
    "--wait-s", type=click.IntRange(1), default=30, show_default=True, help="Of a PLC: for it, and each part."
)
@options.as_json
def conformance(  # noqa: PLR0913 -- one parameter for each option of the command
    host: str, *, of: str, port: int, unit: int, deadline_ms: int, parts: int, wait_s: int, as_json: bool
) -> int:
    """Check clause by clause that the device at HOST keeps the contract; status 1 where one is broken.

    It plays the PLC, and needs the device for itself: some thirty parts are triggered, whatever lies before the camera.
    For a broken clause it says what was seen, with the words and the last requests and replies in hex.

    With --of plc it plays the device for the PLC that calls HOST, an address of this PC: some thirty parts come to it,
    which passes, which gets lies and silence. What no wire shows, the reject gate, it asks people to look at.
    """
    at, deadline_s = Device(host, port, unit), deadline_ms / 1e3
    say = partial(click.echo, err=as_json)
    if of == "plc":
        patience = PlcPatience(deadline_s=deadline_s, wait_s=wait_s)
        told = PlcTold(
            listening=lambda found: click.echo(f"waiting for the PLC on {host}:{found}", err=True),
            found=lambda finding: say(_told(finding)),
            look=lambda look: say(_told_gate(look)),
        )
        return _ended(asyncio.run(check_plc(shipped_contract(), at, patience, told, parts)), as_json=as_json)
    report = check(shipped_contract(), at, Patience(deadline_s), lambda finding: say(_told(finding)))
    return _ended(report, as_json=as_json)


def _ended(report: Report | PlcReport, *, as_json: bool) -> int:
    """Say what it all came to; return the status."""
    if as_json:
        click.echo(json.dumps({"keeps": report.keeps, **dataclasses.asdict(report)}))
    else:
        counts = Counter(finding.outcome for finding in report.findings)
        click.echo("  ".join(f"{outcome} {counts[outcome]}" for outcome in Kept))
    return 0 if report.keeps else 1


def _told_gate(look: Look) -> str:
    way = "must go on" if look.goes_on else "must be taken out"
    return f"look     at the gate: part {look.trigger_id} (part_serial {look.part_serial}) {way}: {look.why}"


def _told(finding: Finding) -> str:
    lines = [f"{finding.outcome:<8} {finding.clause}" + (f": {finding.seen}" if finding.seen else "")]
    lines += [f"         asked {asked.request}  answered {asked.reply}" for asked in finding.wire]
    return "\n".join(lines)
