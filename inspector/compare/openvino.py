"""The comparator on OpenVINO: Intel CPU, integrated GPU and NPU.

Two traps are closed here. The CPU plugin lowers f32 models to bfloat16 by itself where the processor has it, which
moves scores by whole percents: the precision is set, read back, and stated where it differs. Devices that are not
there, or whose driver does not load, make a compile fail: the next device is tried and the status says so.
"""

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from inspector.compare.card import (
    CAPTURE_INPUT,
    GOLDEN_INPUT,
    MAP_OUTPUT,
    File,
    Model,
    Ports,
    check_ports,
    unusable,
)
from inspector.compare.goods import agreed
from inspector.compare.precision import device_in, named, precision_in
from inspector.compare.two_graphs import OnDevice, TwoGraphComparator
from inspector.errors import RuntimeLostError

# Importing OpenVINO reports to its maker's analytics service. Without this package it takes a stand-in of its own that
# reports nothing; None is Python's way to say that a package is not there.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402

_PRECISION: Final = {"f32": ov.Type.f32, "f16": ov.Type.f16, "bf16": ov.Type.bf16}
_EIGHT_BITS: Final = {"i8", "u8"}


class OpenVinoComparator(TwoGraphComparator):
    """A model on the first OpenVINO device that takes it."""

    @override
    def __init__(self, model: Model, devices: Sequence[str] = ("CPU",), threads: int = 0) -> None:
        self._core = ov.Core()
        self._features: frozenset[str] = frozenset()
        super().__init__(model, devices, threads)

    @override
    def _runtime(self) -> str:
        return f"openvino {ov.__version__.split('-', 1)[0]}"

    @override
    def _available(self) -> Sequence[str]:
        return tuple(self._core.available_devices)

    @override
    def _learn_on(self, device: str, golden: NDArray[np.float32]) -> OnDevice:
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
        compare = partial(_compare, second.create_infer_request(), executing)
        return OnDevice(compare, executing, tuple(self._departures((first, second), device)))

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

    @override
    def _check_ports(self) -> bool:
        card = self._model.card
        golden = self._checked_read(self._model.golden_graph, card.golden_graph)
        comparison = self._checked_read(self._model.comparison_graph, card.comparison_graph)
        taken = {port.get_any_name() for port in comparison.inputs} - {CAPTURE_INPUT}
        check_ports(self._model, _ports(golden, taken), _ports(comparison, {MAP_OUTPUT}))
        self._features = frozenset(taken)
        return bool(golden.inputs[0].get_partial_shape()[0].is_dynamic)

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


def _compare(request: ov.InferRequest, device: str, capture: NDArray[np.float32]) -> NDArray[np.float32]:
    try:
        request.set_tensor(CAPTURE_INPUT, ov.Tensor(capture, shared_memory=True))
        request.infer()
        # The request writes its next map into the same memory: `to_deviation` copies what it keeps.
        return agreed(np.asarray(request.get_output_tensor(0).data, np.float32))
    except RuntimeError as error:
        found = f"OpenVINO on {device}: {error}"
        raise RuntimeLostError("compare the part with its golden", found, "restart the station") from error


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
