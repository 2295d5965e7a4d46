"""`inspector judge`: a golden and a capture, or a manifest of many, with no station around them."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TextIO

import click
import numpy as np

from inspector.cli import options
from inspector.errors import InputError
from inspector.evaluate.heatmap import draw_heatmap
from inspector.evaluate.manifest import Pair, read_manifest
from inspector.evaluate.prediction import Prediction
from inspector.golden.library import load_active
from inspector.image_file import encode_png
from inspector.part import Alignment, Inspection
from inspector.synced_file import whole_file
from inspector.wiring.bundle import judge_bundle
from inspector.wiring.comparators import EVERY_DEVICE, Runtime, load_comparator
from inspector.wiring.pairs import PairJudge, learn_gauge
from inspector.wiring.places import shipped

_DONE, _DIFFERS = 0, 1
_SAFE = "".join(chr(code) for code in range(33, 127) if chr(code).isalnum() or chr(code) in "-_.")


@click.command()
@click.argument("golden", type=options.FILE, required=False)
@click.argument("capture", type=options.FILE, required=False)
@click.option("--manifest", type=options.FILE, help="CSV of pair_id, golden_path, test_path.")
@click.option("--out", type=options.FILE, help="Where the manifest's predictions go, one JSON document a line.")
@click.option("--bundle", type=options.FILE, help="Judge the part of an evidence bundle again, by what is in it.")
@click.option("--maps", type=options.FOLDER, help="Also write each pair's score map there, as <pair_id>.npy.")
@options.recipe
@options.product
@click.option("--heatmap", type=options.FILE, help="Draw the score map over the part, as PNG.")
@options.runtime
@options.device
@options.models
@options.card
@options.golden_refs
@options.as_json
def judge(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command
    golden: Path | None,
    capture: Path | None,
    manifest: Path | None,
    out: Path | None,
    bundle: Path | None,
    maps: Path | None,
    recipe: Path | None,
    product: str | None,
    heatmap: Path | None,
    runtime: Runtime,
    device: str | None,
    models: Path | None,
    card: str,
    golden_refs: Path | None,
    *,
    as_json: bool,
) -> int:
    """Judge one CAPTURE against a GOLDEN, or every pair of a manifest.

    With --product the golden is the product's own: give the capture alone. With --bundle nothing else is wanted: the
    status is 0 where everything comes out to the same bit, 1 where it does not, 2 where the bundle is unusable.
    """
    if bundle:
        return _judge_bundle(bundle, as_json=as_json)
    devices = [device] if device else EVERY_DEVICE
    comparator = load_comparator(runtime, devices, models or shipped("models"), card=card)
    fixed = learn_gauge(load_active(golden_refs or shipped("golden_refs"), product), comparator) if product else None
    judge_of = PairJudge(comparator, recipe, fixed)
    if manifest:
        _judge_manifest(judge_of, manifest, out, maps)
        return _DONE
    inspection = judge_of.judge(_the_pair(golden, capture, product))
    _write_heatmap(heatmap, inspection)
    click.echo(_json(inspection) if as_json else _line(inspection))
    return _DONE


def _judge_bundle(path: Path, *, as_json: bool) -> int:
    found = judge_bundle(path)
    click.echo(found.json() if as_json else "\n".join(found.lines()))
    return _DIFFERS if found.differences else _DONE


def _the_pair(golden: Path | None, capture: Path | None, product: str | None) -> Pair:
    if product and golden and not capture:
        return Pair(golden.stem, golden, golden)
    if not golden or not capture or product:
        raise InputError(
            "judge", "GOLDEN and CAPTURE are wanted, or --product and a CAPTURE, or --manifest", "give those"
        )
    return Pair(capture.stem, golden, capture)


def _judge_manifest(judge_of: PairJudge, manifest: Path, out: Path | None, maps: Path | None) -> None:
    pairs = read_manifest(manifest)
    files = _map_files(manifest, pairs, maps) if maps else {}
    with _told(out), _sink(out) as sink:
        for inspection in judge_of.judge_all(pairs):
            sink.write(_json(inspection) + "\n")
            _write_map(files.get(inspection.part_id), inspection)


def _map_files(manifest: Path, pairs: Sequence[Pair], maps: Path) -> dict[str, Path]:
    """Return the file of each pair's map; InputError where two pairs would have one: the second would be the first."""
    files: dict[str, Path] = {}
    of: dict[Path, str] = {}
    for pair in pairs:
        file = maps / f"{''.join(letter if letter in _SAFE else '_' for letter in pair.pair_id)}.npy"
        if file in of:
            found = f"the maps of {of[file]!r} and {pair.pair_id!r} would both be {file.name}"
            raise InputError(
                f"write the maps of {manifest}", found, "tell their pair_id apart by letters a-z or digits"
            )
        files[pair.pair_id], of[file] = file, pair.pair_id
    with _told(maps):
        maps.mkdir(parents=True, exist_ok=True)
    return files


@contextmanager
def _told(place: Path | None) -> Iterator[None]:
    """Say in one line that `place` cannot be written; None is standard output."""
    try:
        yield
    except OSError as error:
        if place is None:
            raise
        raise InputError(f"write {place}", error.strerror or str(error), "choose another place") from error


def _sink(out: Path | None) -> AbstractContextManager[TextIO]:
    if out is None:
        return nullcontext(sys.stdout)
    try:
        return out.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"write predictions {out}", error.strerror or str(error), "choose another file") from error


def _write_map(file: Path | None, inspection: Inspection) -> None:
    if file and inspection.deviation:
        with _told(file):
            np.save(file, inspection.deviation.scores)


def _write_heatmap(path: Path | None, inspection: Inspection) -> None:
    if path and inspection.deviation and isinstance(inspection.alignment, Alignment):
        with whole_file(path) as unfinished:
            unfinished.write_bytes(encode_png(draw_heatmap(inspection.alignment, inspection.deviation)))


def _json(inspection: Inspection) -> str:
    return Prediction.of(inspection).model_dump_json()


def _line(inspection: Inspection) -> str:
    verdict = inspection.verdict
    score = "not compared" if verdict.score is None else f"score {verdict.score:.3f} of its limit"
    return "  ".join(part for part in (verdict.outcome.name, score, verdict.message) if part)
