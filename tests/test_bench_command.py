"""`inspector bench` measures what really judges, says what cannot, and compares with a way that works."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from lines import board, board_with_hole
from makers import make_golden
from numpy.typing import NDArray

from inspector.cli.bench import measure
from inspector.errors import InputError
from inspector.golden.golden import Golden
from inspector.image_file import encode_png
from inspector.settings import load_settings
from inspector.wiring.benching import bench, pictures_of
from inspector.wiring.places import shipped
from inspector.wiring.usual_way import usual_way

ROOT = Path(__file__).parents[1]


@pytest.fixture
def golden() -> Golden:
    return make_golden(board())


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Return what writes pictures into a folder and returns it."""

    def written(*pictures: NDArray[np.uint8]) -> Path:
        for number, picture in enumerate(pictures):
            tmp_path.joinpath(f"{number}.png").write_bytes(encode_png(picture))
        return tmp_path

    return written


def test_the_demo_is_measured_on_every_runtime_that_is_here() -> None:
    asked = CliRunner().invoke(measure, ["--parts", "2", "--json"], catch_exceptions=False)
    found = json.loads(asked.stdout)
    here, missing = found["measured"], {(each["runtime"], each["device"]) for each in found["not_there"]}
    assert (found["product"], found["parts"], found["width_px"]) == ("demo-board", 2, 1280)
    assert [each["faults"] for each in here] == [0] * len(here)
    assert {each["runtime"].split()[0] for each in here} == {"openvino", "onnxruntime"}
    assert ("openvino", "CPU") not in missing
    in_16_bits = {("openvino", name) for name in ("NPU f16", "GPU f16", "CPU f16", "CPU bf16")}
    assert in_16_bits <= missing | {("openvino", each["device"]) for each in here}
    on_processor = {(each["runtime"].split()[0], each["card"]) for each in here if each["device"].startswith("CPU")}
    cards = ("comparator.json", "comparator.int8.json")
    assert on_processor == {(runtime, card) for runtime in ("openvino", "onnxruntime") for card in cards}
    for each in here:
        stages = sum(each[stage]["median_ms"] for stage in ("align", "compare", "decide"))
        assert 0.0 < stages <= 1.5 * each["total"]["median_ms"]
        assert each["usual_over_ours"] == pytest.approx(
            found["usual"]["median_ms"] / each["total"]["median_ms"], abs=0.01
        )


def test_what_is_fastest_is_said_as_the_settings_take_it(tmp_path: Path) -> None:
    asked = CliRunner().invoke(measure, ["--parts", "2"], catch_exceptions=False)
    last = asked.stdout.splitlines()[-1]
    medians = [float(found) for found in re.findall(r": ([0-9.]+) ms .* parts/s", asked.stdout)]
    found = re.fullmatch(r"fastest: (runtime = .*), (devices = .*), (card = .*) under \[compare\]", last)
    assert found
    config = tmp_path / "station.toml"
    sample = (ROOT / "deploy/station.toml").read_text("utf-8")
    for line in found.groups():
        name = line.split()[0]
        sample, count = re.subn(f"(?m)^{name} = .*$", line, sample)
        assert count == 1, name
    config.write_text(sample)
    compare = load_settings(config).compare
    way = rf"(?m)^{compare.runtime}.* on {compare.devices[0]}[A-Za-z]*, {re.escape(compare.card)}: ([0-9.]+) ms"
    assert [float(median) for median in re.findall(way, asked.stdout)] == [min(medians)]


def test_a_comparator_whose_scores_differ_is_not_measured(golden: Golden, tmp_path: Path) -> None:
    for file in shipped("models").glob("comparator.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    vectors = tmp_path / "comparator.parity.npz"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    found = bench(golden, (board(),), tmp_path, threads=1)
    assert (found.measured, len(found.not_there)) == ((), 20)
    assert any("comparator.parity.npz" in each.why for each in found.not_there)


def test_pictures_of_a_folder_are_taken_again_from_the_first(golden: Golden, folder: Callable[..., Path]) -> None:
    found = pictures_of(golden, folder(board(), board_with_hole()), 3)
    assert [np.array_equal(picture, board()) for picture in found] == [True, False, True]


def test_pictures_of_another_camera_and_no_pictures_are_refused(golden: Golden, folder: Callable[..., Path]) -> None:
    colour = np.repeat(board()[..., None], 3, axis=2)
    with pytest.raises(InputError, match=r"0\.png: it has 3 dimensions, the golden 2"):
        pictures_of(golden, folder(colour), 1)
    with pytest.raises(InputError, match="no pictures of its parts are given"):
        pictures_of(golden, None, 1)


def test_the_usual_way_tells_a_hole_and_passes_nothing_that_it_cannot_align(golden: Golden) -> None:
    passes = usual_way(golden)
    shifted = np.roll(board(), 2, axis=1)
    assert [passes(picture) for picture in (board(), shifted, board_with_hole())] == [True, True, False]
    assert not passes(np.full_like(board(), 128))
