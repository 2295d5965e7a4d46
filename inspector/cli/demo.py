"""`inspector demo`: a whole line on this PC, in one command."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import click

from inspector.cli import options
from inspector.cli.run import child, stop_on_signals
from inspector.demo.summary import ByOutcome, Summary
from inspector.errors import InputError
from inspector.supervisor import Supervisor
from inspector.wiring.demo import DemoPlaces, free_port, newest_row, summary_of, write_config
from inspector.wiring.demo_people import add_demo_people
from inspector.wiring.places import shipped
from inspector.wiring.simulated_plc import PlcBeside


@click.command()
@click.option("--headless", is_flag=True, help="No dashboard; ends after --parts.")
@click.option("--parts", type=click.IntRange(1, 1_000_000), help="How many parts; without it until Ctrl-C.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Which parts and defects come.")
@click.option("--distinct-parts", type=click.IntRange(0, 1_000), default=0, help="Draw so many, then show them again.")
@click.option("--takt-ms", type=click.IntRange(0, 60_000), default=None, help="Time from part to part.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True, help="Dashboard; 0: any.")
@click.option("--plc-port", type=click.IntRange(0, 65_535), default=5020, show_default=True, help="Modbus; 0: any.")
@options.data_dir
@options.models
@options.golden_refs
@options.as_json
def demo(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    headless: bool,
    parts: int | None,
    seed: int,
    distinct_parts: int,
    takt_ms: int | None,
    port: int,
    plc_port: int,
    data_dir: Path | None,
    models: Path | None,
    golden_refs: Path | None,
    as_json: bool,
) -> int:
    """Run the demo product on a simulated line: camera, station, PLC over real Modbus TCP, dashboard.

    Without --data-dir the record goes with the demo. Drawing a part takes longer than inspecting it: with
    --distinct-parts the line goes as fast as it can.
    """
    if headless and not parts:
        raise InputError("run without a browser", "--headless has no end of its own", "say how many --parts")
    with ExitStack() as closing:
        data = data_dir or Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="inspector-demo-")))
        places = DemoPlaces(
            golden_refs=golden_refs or shipped("golden_refs"),
            models=models or shipped("models"),
            data=data,
            # Nothing listens there without a browser; the config is for whoever looks at the record later.
            page_port=port if headless and port else free_port(port),
            plc_port=free_port(plc_port),
        )
        takt_s = (1_000 if takt_ms is None and not headless else takt_ms or 0) / 1e3
        config = write_config(places, seed, distinct_parts)
        before = newest_row(data)
        plc = PlcBeside(places.plc_port, takt_s, parts, lambda line: click.echo(line, err=True))
        status, triggered = _run(places, config, plc, headless=headless)
        summary = summary_of(data, seed, triggered, before)
    click.echo(summary.model_dump_json(indent=2) if as_json else _table(summary))
    return status


def _run(places: DemoPlaces, config: Path, plc: PlcBeside, *, headless: bool) -> tuple[int, int]:
    """Return the station's status and how many parts were triggered; headless it ends with the last part."""
    stop = stop_on_signals()
    names = ("station",) if headless else ("station", "dashboard")
    with Supervisor([child(name, config) for name in names], time.monotonic) as supervisor, plc as triggered:
        triggered.add_done_callback(lambda done: stop.set() if headless or done.exception() else None)
        if not headless:
            click.echo(f"Dashboard: http://127.0.0.1:{places.page_port}/   Ctrl-C ends the demo", err=True)
            for person in add_demo_people(places.data):
                click.echo(f"  {person.role:<9} {person.name:<9} PIN {person.pin}", err=True)
        status = supervisor.watch(stop)
    return status, triggered.result()


def _table(summary: Summary) -> str:
    rows = [f"{'truth':<12}" + "".join(f"{outcome:>9}" for outcome in ByOutcome.model_fields)]
    for truth, counts in summary.counts:
        rows.append(f"{truth:<12}" + "".join(f"{count:>9}" for _, count in counts))
    end = f"{summary.recorded} of {summary.parts} parts recorded, {summary.acknowledged} acknowledged by the PLC"
    return "\n".join([*rows, f"{end}, {summary.escapes} escapes, {summary.overkill} overkill"])
