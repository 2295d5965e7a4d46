"""`inspector bench`: how fast this PC judges, per device, beside the usual OpenCV way."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from inspector.cli import options
from inspector.golden.library import load_active
from inspector.wiring.benching import Bench, Measured, Times, bench, pictures_of
from inspector.wiring.comparators import devices_in, runtime_in
from inspector.wiring.demo import PRODUCT
from inspector.wiring.places import shipped


@click.command("bench")
@click.option("--product", default=PRODUCT, show_default=True, help="Product whose active revision judges.")
@click.option(
    "--pictures", type=options.FOLDER, help="Folder of pictures of its parts; without it drawn parts of the demo."
)
@click.option("--parts", type=click.IntRange(1, 100_000), default=40, show_default=True, help="How many are judged.")
@click.option(
    "--threads", type=click.IntRange(0, 256), default=1, show_default=True, help="CPU threads; 0: the runtime's choice."
)
@options.golden_refs
@options.models
@options.as_json
def measure(  # noqa: PLR0913 -- one parameter for each option of the command
    product: str,
    *,
    pictures: Path | None,
    parts: int,
    threads: int,
    golden_refs: Path | None,
    models: Path | None,
    as_json: bool,
) -> None:
    """Judge the same pictures in every way that this PC can, and with plain OpenCV, in turn.

    Every runtime, device and precision with each comparator of the models folder; measured only where its scores are
    those that ship with the model. Stop the station first: what else runs is measured too.
    """
    golden = load_active(golden_refs or shipped("golden_refs"), product)
    found = bench(golden, pictures_of(golden, pictures, parts), models or shipped("models"), threads)
    click.echo(json.dumps(asdict(found), indent=2) if as_json else "\n".join(_lines(found)))


def _lines(found: Bench) -> Iterator[str]:
    size = f"{found.width_px} x {found.height_px} px"
    threads = f"{found.threads} threads" if found.threads else "threads as the runtime likes"
    yield f"{found.product} {found.revision}, {size}, {found.parts} parts, {threads}"
    yield f"usual OpenCV way: {_told(found.usual)}"
    for each in found.measured:
        yield from _measured_lines(each)
    yield from dict.fromkeys(f"{absent.runtime} on {absent.device}: {absent.why}" for absent in found.not_there)
    yield from _fastest_lines(found.fastest)


def _measured_lines(each: Measured) -> Iterator[str]:
    yield f"{each.runtime} on {each.device}, {each.card}: {_told(each.total)}, {each.parts_per_s:g} parts/s"
    yield f"  align {_told(each.align)}; compare {_told(each.compare)}; decide {_told(each.decide)}"
    yield f"  usual / ours {each.usual_over_ours:g}; scores as those shipped; {each.faults} parts not judged"
    yield from (f"  {warning}" for warning in each.warnings)


def _fastest_lines(fastest: Measured | None) -> Iterator[str]:
    if fastest is None:
        return
    devices = dict.fromkeys((*devices_in(fastest.device), "CPU"))
    asked = f'runtime = "{runtime_in(fastest.runtime)}", devices = {json.dumps(list(devices))}, card = "{fastest.card}"'
    yield f"fastest: {asked} under [compare]"


def _told(times: Times) -> str:
    return f"{times.median_ms:.1f} ms (p99 {times.p99_ms:.1f})"
