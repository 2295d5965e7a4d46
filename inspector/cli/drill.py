"""`inspector drill`: the smallest synthetic defect that a product's own station would catch, zone by zone."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from inspector.calibrate.drill import CONTRASTS, PER_CELL, SIZES_PX, Drill, Plan, Shot
from inspector.calibrate.drill_defects import DrillKind
from inspector.calibrate.drill_pictures import draw_map, draw_sheet, for_sheet
from inspector.calibrate.drill_report import Cell, DrillReport, count
from inspector.cli import options
from inspector.errors import InputError
from inspector.golden.library import load_chosen
from inspector.image_file import encode_png
from inspector.part import CameraFacts, Capture, Inspection
from inspector.station.judging import Gauge, judge
from inspector.wiring.comparators import EVERY_DEVICE, Runtime, load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock
from inspector.wiring.places import shipped

REPORT_FILE, SHEET_FILE, MAP_FILE = "drill.json", "drill-sheet.png", "drill-map.png"


class _Numbers(click.ParamType[tuple[float, ...]]):
    """Numbers above 0 with commas between them."""

    name = "numbers"

    def __init__(self, most: float) -> None:
        self._most = most

    @override
    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        try:
            numbers = tuple(sorted({float(each) for each in value.split(",")}))
        except ValueError:
            numbers = ()
        if not numbers or not all(0.0 < number <= self._most for number in numbers):
            self.fail(f"{value!r} is no list of numbers above 0 and up to {self._most:g}, as in 3,5,8", param, ctx)
        return numbers


def _with_commas(numbers: tuple[float, ...]) -> str:
    return ",".join(f"{number:g}" for number in numbers)


@click.command()
@click.argument("product")
@click.option("--revision", help="This revision; else the active one, or the newest where none is.")
@click.option("--zone", "zones", multiple=True, help="Only this zone; give it again for more. `part` is the rest.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([str(kind) for kind in DrillKind]), help="Only this kind."
)
@click.option(
    "--sizes-px", type=_Numbers(200), default=_with_commas(SIZES_PX), show_default=True, help="Largest extents, in px."
)
@click.option(
    "--contrasts", type=_Numbers(255), default=_with_commas(CONTRASTS), show_default=True, help="In grey levels."
)
@click.option(
    "--per-cell", type=click.IntRange(1, 1000), default=PER_CELL, show_default=True, help="Defects of each sort."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same gives the same defects."
)
@click.option("--out", type=options.FOLDER, help="Write the report, a sheet of pictures and a map there.")
@options.runtime
@options.device
@options.models
@options.card
@options.golden_refs
@options.as_json
def drill(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command
    product: str,
    revision: str | None,
    zones: tuple[str, ...],
    kinds: tuple[str, ...],
    sizes_px: tuple[float, ...],
    contrasts: tuple[float, ...],
    per_cell: int,
    seed: int,
    out: Path | None,
    runtime: Runtime,
    device: str | None,
    models: Path | None,
    card: str,
    golden_refs: Path | None,
    *,
    as_json: bool,
) -> None:
    """Draw synthetic defects on the golden of PRODUCT and say which of them its station catches.

    They show what the station could see at best, and bound nothing about real defects.
    """
    library = golden_refs or shipped("golden_refs")
    golden = load_chosen(library, product, revision)
    comparator = load_comparator(runtime, [device] if device else EVERY_DEVICE, models or shipped("models"), card=card)
    gauge = learn_gauge(golden, comparator)
    chosen = tuple(DrillKind(kind) for kind in kinds) or tuple(DrillKind)
    sizes = tuple(sorted({max(round(size), 1) for size in sizes_px}))
    plan = Plan(zones, chosen, sizes, contrasts, per_cell, seed=seed)
    run = Drill((golden.image, *golden.goods), gauge.rules, plan)
    contrast = contrasts[len(contrasts) // 2]
    shots = _run(run, gauge, contrast)
    report = count(golden.product, golden.revision, run, shots)
    if out:
        _write(out, report, gauge, shots, contrast)
    click.echo(json.dumps(asdict(report), indent=2) if as_json else "\n".join(_lines(report)))


def _run(run: Drill, gauge: Gauge, contrast: float) -> tuple[Shot, ...]:
    clock = system_clock()
    shots: list[Shot] = []

    def take(image: NDArray[np.uint8], name: str) -> Inspection:
        return judge(Capture(image, name, 1, clock.utc(), "drill", CameraFacts()), gauge, clock)

    with click.progressbar(length=run.asked, label="drilling", file=sys.stderr) as bar:
        for shot in for_sheet(run.run(take), contrast):
            shots.append(shot)
            bar.update(len(shot.drilled))
    return tuple(shots)


def _write(out: Path, report: DrillReport, gauge: Gauge, shots: tuple[Shot, ...], contrast: float) -> None:
    drilled = [each for shot in shots for each in shot.drilled]
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / REPORT_FILE).write_text(json.dumps(asdict(report), indent=2) + "\n", "utf-8")
        (out / SHEET_FILE).write_bytes(encode_png(draw_sheet(shots, contrast)))
        tinted = draw_map(gauge.golden.image, gauge.rules.zone_of, gauge.rules.names, drilled, contrast)
        (out / MAP_FILE).write_bytes(encode_png(tinted))
    except OSError as error:
        raise InputError(f"write the drill to {out}", error.strerror or str(error), "choose another folder") from error


def _lines(report: DrillReport) -> list[str]:
    """Return the report for people: the words first, then the smallest caught, then every cell."""
    blanks = f"{report.blanks_not_passed} of {report.blanks} pictures with nothing drawn were not passed"
    lost = f"{report.refused} with defects were not aligned; {report.not_drawn} defects found no place"
    head = f"{report.product} {report.revision}: {report.pictures} pictures, seed {report.seed}"
    lines = [head, report.words, f"{blanks}; {lost}.", *_warning(report)]
    contrasts = sorted({each.contrast for each in report.smallest})
    lines += ["", "smallest caught (90 % and more)  " + "".join(f"{c:>12g} levels" for c in contrasts)]
    said = {(each.zone, each.kind, each.contrast): _said(each.size_px, each.largest_px) for each in report.smallest}
    for zone, kind in sorted({(each.zone, each.kind) for each in report.smallest}):
        lines.append(f"{zone:20} {kind:10}  " + "".join(f"{said.get((zone, kind, c), '-'):>19}" for c in contrasts))
    return [*lines, "", "caught of drawn, Wilson 95 %", *_cells(report.cells)]


def _warning(report: DrillReport) -> list[str]:
    if report.blanks_not_passed == 0:
        return []
    return ["The recipe does not pass the golden itself photographed again: what it catches below says little."]


def _said(size_px: int | None, largest_px: int | None) -> str:
    if largest_px is None:
        return "no place"
    return f"not up to {largest_px} px" if size_px is None else f"{size_px} px"


def _cells(cells: tuple[Cell, ...]) -> list[str]:
    return [
        f"{cell.zone:20} {cell.kind:10} {cell.contrast:5g} levels {cell.size_px:4} px  "
        f"{cell.caught:4} of {cell.tried:<4} {cell.low:4.0%} to {cell.high:4.0%}"
        for cell in cells
    ]
