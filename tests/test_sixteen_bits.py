"""A device computes in 16 bits only where that was asked for by name; then f32 decides near the limit."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import openvino as ov
import pytest
from comparators import MODELS
from lines import board
from makers import make_golden
from numpy.typing import NDArray
from typing_extensions import override

from inspector.compare.card import load_model
from inspector.compare.card_file import CARD_FILE
from inspector.compare.comparator import Comparator, Comparison, Engine
from inspector.compare.devices import first_that_works
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.compare.parity import check_parity
from inspector.compare.precision import NEAR, TOLERANCE
from inspector.errors import RecipeError
from inspector.golden.golden import Golden
from inspector.part import Alignment, Deviation
from inspector.settings import CompareSettings
from inspector.wiring import comparators
from inspector.wiring.comparators import load_comparator
from inspector.wiring.material import devices_of
from inspector.wiring.pairs import learn_gauge
from inspector.wiring.places import shipped

CPU = ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


class Off(Comparison):
    """A comparison whose scores are off, on another device."""

    second_look = None

    def __init__(self, sound: Comparison, by: float, engine: Engine) -> None:
        self._sound, self._by, self._engine = sound, by, engine

    @property
    @override
    def engine(self) -> Engine:
        return self._engine

    @override
    def compare(self, alignment: Alignment) -> Deviation:
        found = self._sound.compare(alignment)
        return replace(found, scores=found.scores + np.float32(self._by))


class Elsewhere(Comparator):
    """The comparator of the CPU, said to run on another device, its scores off by a little."""

    def __init__(self, device: str, by: float = 0.0) -> None:
        self._sound, self._by = OnnxComparator(load_model(MODELS), threads=1), by
        self._engine = replace(self._sound.engine, device=device)

    near_limit = None

    @property
    @override
    def engine(self) -> Engine:
        return self._engine

    @override
    def learn(self, golden: Golden, goods: Sequence[NDArray[np.uint8]] = ()) -> Comparison:
        return Off(self._sound.learn(golden, goods), self._by, self._engine)

    @classmethod
    def load(cls, folder: Path, devices: Sequence[str], threads: int, card_file: str = CARD_FILE) -> "Elsewhere":
        assert (folder, threads, card_file) == (MODELS, 1, CARD_FILE)
        return cls(devices[0])


@pytest.mark.parametrize(("name", "capability"), [("CPU f16", "FP16"), ("CPU bf16", "BF16")])
def test_a_processor_without_16_bits_says_so_in_one_line_and_the_next_device_is_taken(
    name: str, capability: str
) -> None:
    found = OpenVinoComparator.load(MODELS, (name, "CPU"), threads=1).engine
    instead = "bf16" if "BF16" in CPU else "f32"
    line = f"device {name} does not take the model: it computes in {instead}, not in {name.split()[1]}"
    expected = (name, ()) if capability in CPU else ("CPU", (line,))
    assert (found.device, found.warnings) == expected


@pytest.mark.skipif("BF16" in CPU, reason="this processor computes in bf16")
def test_16_bits_that_no_device_has_are_a_refusal_not_a_fall_back() -> None:
    with pytest.raises(RecipeError, match="it computes in f32, not in bf16"):
        OpenVinoComparator.load(MODELS, ("CPU bf16",), threads=1)


@pytest.mark.skipif("BF16" not in CPU, reason="this processor does not compute in bf16")
@pytest.mark.parametrize("form", [".", "fast"])
def test_a_processor_in_bf16_judges_with_what_ships_and_f32_decides_near_the_limit(form: str) -> None:
    both = load_comparator("openvino", ["CPU bf16"], shipped("models") / form, threads=1)
    assert (both.engine.device, both.engine.warnings) == ("CPU bf16", ())
    learnt = both.learn(make_golden(board()))
    assert learnt.second_look is not None
    assert learnt.second_look.comparison.engine.device == "CPU"


def test_onnx_runtime_computes_a_graph_as_it_is_written() -> None:
    with pytest.raises(RecipeError, match="ONNX Runtime computes it as it is written, not in f16"):
        OnnxComparator.load(MODELS, ("CPU f16",), threads=1)


def test_a_device_is_given_the_precision_behind_its_name() -> None:
    found = first_that_works(("NPU f16", "GPU f16", "CPU"), ("CPU", "GPU.0"), str.upper, "m.onnx")
    assert (found.ready, found.device) == ("GPU.0 F16", "GPU.0 f16")
    assert found.warnings == ("device NPU is not there, only CPU, GPU.0",)


@pytest.mark.parametrize("precision", ["f16", "bf16"])
def test_16_bits_may_be_off_by_what_they_round_and_no_more(precision: str) -> None:
    model, tolerance = load_model(MODELS), TOLERANCE[precision]  # type: ignore[index]
    near = check_parity(Elsewhere(f"GPU {precision}", 0.9 * tolerance), model)
    assert near.tolerance == tolerance
    with pytest.raises(RecipeError, match=rf", GPU {precision}: .* at most {tolerance:.2g} for {precision}"):
        check_parity(Elsewhere(f"GPU {precision}", 1.1 * tolerance), model)
    with pytest.raises(RecipeError, match=r"by the model card"):
        check_parity(Elsewhere("GPU", 0.9 * tolerance), model)


def test_16_bits_too_few_for_a_number_are_a_refusal_that_names_the_device() -> None:
    with pytest.raises(RecipeError, match=r"cannot judge with .*, GPU f16: .* not finite; .* set another runtime or"):
        check_parity(Elsewhere("GPU f16", float("inf")), load_model(MODELS))


def test_f32_decides_near_the_limit_where_16_bits_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(comparators.DOORS, "openvino", Elsewhere)
    gauge = learn_gauge(make_golden(board()), load_comparator("openvino", ("NPU f16", "CPU"), MODELS, 1))
    second = gauge.comparison.second_look
    assert second is not None
    assert (second.low, second.high) == NEAR
    assert second.comparison.engine.device == "CPU"
    assert gauge.provenance.device == "NPU f16"
    assert devices_of(gauge.provenance) == ("NPU f16",)


def test_f32_has_no_second_look() -> None:
    gauge = learn_gauge(make_golden(board()), load_comparator("onnx", ("CPU",), MODELS, 1))
    assert gauge.comparison.second_look is None
    assert devices_of(gauge.provenance) == ("CPU",)


def test_16_bits_are_a_setting() -> None:
    settings = CompareSettings.model_validate_json('{"devices": ["GPU f16", "CPU"]}')
    assert settings.devices == ("GPU f16", "CPU")
