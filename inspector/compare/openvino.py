"""The comparator on OpenVINO: Intel CPU, integrated GPU and NPU.

Two traps are closed here. The CPU plugin lowers f32 models to bfloat16 by itself where the processor has it, which
moves scores by whole percents: the precision is set, read back, and stated where it differs. Devices that are not
there, or whose driver does not load, make a compile fail: the next device is tried and the status says so.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.compare.card import (
    CAPTURE_INPUT,
    GOLDEN_INPUT,
    MAP_OUTPUT,
    File,
    Model,
    NearLimitCard,
    Ports,
    check_map,
    check_ports,
    load_model,
    unusable,
)
from inspector.compare.card_file import CARD_FILE
from inspector.compare.comparator import Engine
from inspector.compare.devices import first_that_works
from inspector.compare.goods import agreed, check_goods
from inspector.compare.learnt import LearntGolden
from inspector.compare.parity import check_parity
from inspector.compare.precision import device_in, named, precision_in
from inspector.compare.prepare import check_golden, smallest_tensor, to_tensor
from inspector.errors import RuntimeLostError
from inspector.golden.golden import Golden

# Importing OpenVINO reports to its maker's analytics service. Without this package it takes a stand-in of its own that
# reports nothing; None is Python's way to say that a package is not there.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402

_PRECISION: Final = {"f32": ov.Type.f32, "f16": ov.Type.f16, "bf16": ov.Type.bf16}
_EIGHT_BITS: Final = {"i8", "u8"}


@dataclass(frozen=True, slots=True)
class _Learnt:
    """A comparison graph on a device with the golden's features in it, and what ran otherwise than asked."""

    request: ov.InferRequest
    device: str
    warnings: tuple[str, ...]


class OpenVinoComparator:
    """A model on the first OpenVINO device that takes it.

    Parameters
    ----------
    model
        From `load_model`.
    devices
        Tried in this order; one with a precision behind it, as in ``"GPU f16"``, only where it computes in that.
    threads
        CPU threads; 0 leaves it to OpenVINO.

    Raises
    ------
    RecipeError
        A graph is none of ours, or no device takes it. The station refuses to start.
    """

    def __init__(self, model: Model, devices: Sequence[str] = ("CPU",), threads: int = 0) -> None:
        self._model, self._devices, self._threads = model, tuple(devices), threads
        self._core = ov.Core()
        self._features, self._several = self._check_ports()
        black = smallest_tensor(model.card.layout())
        probe = self._learn(black)
        check_map(model, _infer(probe, black).shape)
        version = ov.__version__.split("-", 1)[0]
        self._engine = Engine(model.card.name, model.sha256, f"openvino {version}", probe.device, probe.warnings)

    @classmethod
    def load(
        cls, folder: Path, devices: Sequence[str] = ("CPU",), threads: int = 0, card_file: str = CARD_FILE
    ) -> "OpenVinoComparator":
        """Return the comparator in `folder`, trusted: it gave the scores that are stored beside the model.

        Raises
        ------
        RecipeError
            As `load_model`, the constructor and `check_parity` do. The station refuses to start.
        """
        model = load_model(folder, card_file)
        comparator = cls(model, devices, threads)
        check_parity(comparator, model)
        return comparator

    @property
    def engine(self) -> Engine:
        """Who compares, and where it really runs."""
        return self._engine

    @property
    def near_limit(self) -> NearLimitCard | None:
        """Where another comparator decides, by the card."""
        return self._model.card.near_limit

    def learn(self, golden: Golden, goods: Sequence[NDArray[np.uint8]] = ()) -> LearntGolden:
        """Return the comparison with this golden, compiled for its size, its features computed.

        Raises
        ------
        RecipeError
            The golden is too small, is colour for a grey-only model, or no device takes its size. The station refuses
            the recipe. So are goods of another size, and any by a comparator that learns one golden only.
        """
        layout, name = self._model.card.layout(), f"{golden.product} {golden.revision}"
        check_golden(golden.image, layout, name)
        check_goods(goods, golden.image, name, several=self._several)
        learnt = self._learn(np.concatenate([to_tensor(image, layout) for image in (golden.image, *goods)]))
        engine = replace(self._engine, device=learnt.device, warnings=learnt.warnings)
        return LearntGolden(golden, layout, engine, lambda capture: _infer(learnt, capture))

    def _learn(self, golden: NDArray[np.float32]) -> _Learnt:
        choice = first_that_works(
            self._devices,
            self._core.available_devices,
            lambda device: self._learn_on(device, golden),
            str(self._model.folder),
        )
        return replace(choice.ready, warnings=(*choice.warnings, *choice.ready.warnings))

    def _learn_on(self, device: str, golden: NDArray[np.float32]) -> _Learnt:
        first = self._compile(self._read(self._model.golden_graph), {GOLDEN_INPUT: golden.shape}, device)
        answers = first.create_infer_request().infer({GOLDEN_INPUT: golden}, share_inputs=True).to_tuple()
        features = {
            name: np.asarray(answer, np.float32)
            for port, answer in zip(first.outputs, answers, strict=True)
            for name in port.get_names() & self._features
        }
        graph = _with_constants(self._read(self._model.comparison_graph), features)
        second = self._compile(graph, {CAPTURE_INPUT: (1, *golden.shape[1:])}, device)
        executing = named(_executing(second), precision_in(device))
        return _Learnt(second.create_infer_request(), executing, tuple(self._departures((first, second), device)))

    def _compile(self, graph: ov.Model, shapes: dict[str, tuple[int, ...]], device: str) -> ov.CompiledModel:
        graph.reshape({name: list(shape) for name, shape in shapes.items()})
        settings: dict[str, object] = {
            "INFERENCE_PRECISION_HINT": _PRECISION[self._asked(device)],
            "PERFORMANCE_HINT": "LATENCY",
        }
        if self._threads and device_in(device) == "CPU":
            settings["INFERENCE_NUM_THREADS"] = self._threads
        compiled = self._core.compile_model(graph, device_in(device), settings)
        if precision_in(device) not in {"f32", _precision(compiled)}:
            raise RuntimeError(f"it computes in {_precision(compiled)}, not in {precision_in(device)}")
        return compiled

    def _asked(self, device: str) -> str:
        """Return what `device` is to compute in: what is behind its name, else what the card says, 8 bits apart."""
        card = self._model.card.precision
        return precision_in(device) if card in {"f32", "int8"} or precision_in(device) != "f32" else card

    def _departures(self, compiled: Iterable[ov.CompiledModel], device: str) -> Iterable[str]:
        asked, graphs = self._asked(device), tuple(compiled)
        for executing, precision in dict.fromkeys((_executing(each), _precision(each)) for each in graphs):
            if executing != device_in(device):
                yield f"asked for device {device_in(device)}, runs on {executing}"
            if precision != asked:
                yield f"asked for precision {asked}, runs in {precision}"
        if self._model.card.precision == "int8" and not eight_bit_convolutions(graphs[-1]):
            yield "asked for precision int8, no convolution runs in it"

    def _read(self, graph: bytes) -> ov.Model:
        return self._core.read_model(graph)

    def _check_ports(self) -> tuple[set[str], bool]:
        """Return the names of the features and whether several goldens are taken, of graphs that belong together."""
        card = self._model.card
        golden = self._checked_read(self._model.golden_graph, card.golden_graph)
        comparison = self._checked_read(self._model.comparison_graph, card.comparison_graph)
        taken = {port.get_any_name() for port in comparison.inputs} - {CAPTURE_INPUT}
        check_ports(self._model, _ports(golden, taken), _ports(comparison, {MAP_OUTPUT}))
        return taken, golden.inputs[0].get_partial_shape()[0].is_dynamic

    def _checked_read(self, graph: bytes, file: File) -> ov.Model:
        try:
            return self._read(graph)
        except RuntimeError as error:
            raise unusable(self._model, file, f"OpenVINO reads no graph in its {len(graph)} bytes") from error


def eight_bit_convolutions(compiled: ov.CompiledModel) -> int:
    """Return how many convolutions the device says it executes in int8; 0 where it does not tell."""
    try:
        nodes = compiled.get_runtime_model().get_ops()
    except RuntimeError:
        return 0
    facts = [node.get_rt_info() for node in nodes]
    return sum(
        fact["layerType"].value == "Convolution" and fact["runtimePrecision"].value in _EIGHT_BITS
        for fact in facts
        if "layerType" in fact and "runtimePrecision" in fact
    )


def _with_constants(graph: ov.Model, features: dict[str, NDArray[np.float32]]) -> ov.Model:
    """Return `graph` with its inputs in `features` made constants: the device lays them out once, not for each part."""
    for parameter in list(graph.get_parameters()):
        names = parameter.output(0).get_names() & features.keys()
        for name in names:
            parameter.output(0).replace(ov.opset13.constant(features[name]).output(0))
            graph.remove_parameter(parameter)
    graph.validate_nodes_and_infer_types()
    return graph


def _infer(learnt: _Learnt, capture: NDArray[np.float32]) -> NDArray[np.float32]:
    try:
        learnt.request.set_tensor(CAPTURE_INPUT, ov.Tensor(capture, shared_memory=True))
        learnt.request.infer()
        # The request writes its next map into the same memory: `to_deviation` copies what it keeps.
        return agreed(np.asarray(learnt.request.get_output_tensor(0).data, np.float32))
    except RuntimeError as error:
        raise RuntimeLostError(
            "compare the part with its golden", f"OpenVINO on {learnt.device}: {error}", "restart the station"
        ) from error


def _executing(compiled: ov.CompiledModel) -> str:
    return ",".join(device.strip("()") for device in compiled.get_property("EXECUTION_DEVICES"))


def _precision(compiled: ov.CompiledModel) -> str:
    try:
        found = compiled.get_property("INFERENCE_PRECISION_HINT")
    except RuntimeError:
        return "a precision it does not tell"
    return next((name for name, value in _PRECISION.items() if value == found), str(found))


def _ports(graph: ov.Model, wanted: set[str]) -> Ports:
    """Return the names in `graph`; an output of several names, equal ones made one, goes by those that are `wanted`."""
    inputs = tuple(port.get_any_name() for port in graph.inputs)
    outputs = {name for port in graph.outputs for name in (port.get_names() & wanted or {port.get_any_name()})}
    return Ports(inputs, tuple(outputs))
