"""Drift on a running line: fading light is a warning on wire and record before it is overkill."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from lines import Line, board, running
from makers import make_inspection
from numpy.typing import NDArray

from inspector.cli.app import inspector
from inspector.golden.library import load_revision
from inspector.image_file import encode_png
from inspector.part import Outcome
from inspector.record.sqlite import SqliteReader
from inspector.station.judging import Gauge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.drift import DriftWatch
from inspector.wiring.pairs import learn_gauge

MODELS = Path(__file__).parents[2] / "models" / "classical"


def lit(number: int, light: float = 0.9) -> NDArray[np.uint8]:
    """Return a good part under a lamp that flickers a little around `light`."""
    rng = np.random.default_rng(number)
    image = board() * rng.uniform(light - 0.02, light + 0.02) + rng.normal(0.0, 2.0, board().shape)
    return np.clip(image, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library whose r001 has no calibration, and r002 one on 20 good parts."""
    folder = tmp_path_factory.mktemp("drift")
    revision = folder / "golden_refs" / "plate" / "r001"
    revision.mkdir(parents=True)
    (revision / "golden.png").write_bytes(encode_png(lit(999)))
    (revision / "recipe.toml").write_text("[limits]\nmin_area_px = 12\n")
    (revision.parent / "ACTIVE").write_text("r001\n")
    (folder / "good").mkdir()
    for number in range(20):
        (folder / "good" / f"P{number:02}.png").write_bytes(encode_png(lit(number)))
    words = ["calibrate", "plate", "--good", str(folder / "good"), "--max-overkill", "0.05", "--on-average"]
    where = ["--golden-refs", str(folder / "golden_refs"), "--models", str(MODELS), "--comparator", "onnx"]
    CliRunner().invoke(inspector, [*words, *where], catch_exceptions=False)
    return folder / "golden_refs"


def gauge_of(library: Path, revision: str) -> Gauge:
    return learn_gauge(load_revision(library, "plate", revision), load_comparator("onnx", ["CPU"], MODELS, threads=1))


def wait_until(claim: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 30
    while not claim():
        assert time.monotonic() < end_s, "it never came true"
        time.sleep(0.01)


def one_by_one(line: Line, watch: DriftWatch, parts: int) -> None:
    """Send parts no faster than the watch looks at them."""
    for _ in range(parts):
        line.trigger(1)
        wait_until(lambda: watch.is_idle)


def test_light_that_fades_is_a_warning_while_every_part_still_passes(library: Path, tmp_path: Path) -> None:
    gauge = gauge_of(library, "r002")
    light = [0.9]
    with DriftWatch(library) as watch, running(tmp_path, gauge, lambda n: lit(n, light[0]), watch=watch) as line:
        one_by_one(line, watch, 12)
        assert watch.warning() == ""
        assert not line.shown().warning
        light[0] = 0.8
        one_by_one(line, watch, 12)
        wait_until(lambda: line.shown().warning)
        status = SqliteReader(tmp_path).status
        wait_until(lambda: bool((told := status()) and told.warnings))
        told = status()
        assert told
        assert told.warnings[0].startswith("parts have drifted from the calibration: brightness ")
    assert [row.outcome for row in line.rows()] == [Outcome.PASS] * 24


def test_a_revision_without_a_calibration_is_not_watched(library: Path, tmp_path: Path) -> None:
    with (
        DriftWatch(library) as watch,
        running(tmp_path, gauge_of(library, "r001"), lambda n: lit(n, 0.6), watch=watch) as line,
    ):
        one_by_one(line, watch, 3)
        assert watch.warning() == ""


def test_a_calibration_with_another_model_is_told_of(library: Path) -> None:
    provenance = replace(make_inspection().provenance, product="plate", revision="r002")
    with DriftWatch(library) as watch:
        watch.saw(replace(make_inspection(), provenance=provenance))
        wait_until(lambda: watch.is_idle)
        assert "no watch for drift: cannot use the calibration of plate r002: it holds for model" in watch.warning()


def test_a_product_that_comes_back_goes_on_where_it_was(library: Path) -> None:
    """Light that drifts is told of the product it was seen on, and told again when that one comes back."""
    made = make_inspection()
    gauge = gauge_of(library, "r002")
    drifted = replace(made, provenance=gauge.provenance)
    other = replace(made, provenance=gauge_of(library, "r001").provenance)
    with DriftWatch(library) as watch:
        for inspection in (*(drifted,) * 8, other):
            watch.saw(inspection)
            wait_until(lambda: watch.is_idle)
        assert watch.warning() == ""
        watch.saw(drifted)
        wait_until(lambda: watch.is_idle)
        assert watch.warning().startswith("parts have drifted")


def test_a_pc_that_has_no_thread_to_give_does_not_end_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with DriftWatch(tmp_path) as watch:
        monkeypatch.setattr(threading.Thread, "start", no_thread)
        watch.saw(make_inspection())
        while not watch.is_idle:
            time.sleep(0.01)
        assert "no watch for drift" in watch.warning()


def no_thread(_self: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")
