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
    Ports,
    check_map,
    check_ports,
    load_model,
    unusable,
)
from inspector.compare.comparator import Engine
from inspector.compare.devices import first_that_works
from inspector.compare.learnt import LearntGolden
from inspector.compare.parity import check_parity
from inspector.compare.prepare import check_golden, smallest_tensor, to_tensor
from inspector.errors import RuntimeLostError
from inspector.golden.golden import Golden

# Importing OpenVINO reports to its maker's analytics service. Without this package it takes a stand-in of its own that
# reports nothing; None is Python's way to say that a package is not there.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402

_PRECISION: Final = {"f32": ov.Type.f32, "f16": ov.Type.f16, "bf16": ov.Type.bf16}


@dataclass(frozen=True, slots=True)
class _Learnt:
    """A comparison graph on a device with the golden's features bound, and what ran otherwise than asked."""

    request: ov.InferRequest
    features: tuple[ov.Tensor, ...]
    device: str
    warnings: tuple[str, ...]


class OpenVinoComparator:
    """A model on the first OpenVINO device that takes it.

    Parameters
    ----------
    model
        From `load_model`.
    devices
        Tried in this order.
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
        self._features = self._check_ports()
        black = smallest_tensor(model.card.layout())
        probe = self._learn(black)
        check_map(model, _infer(probe, black).shape)
        version = ov.__version__.split("-", 1)[0]
        self._engine = Engine(model.card.name, model.sha256, f"openvino {version}", probe.device, probe.warnings)

    @classmethod
    def load(cls, folder: Path, devices: Sequence[str] = ("CPU",), threads: int = 0) -> "OpenVinoComparator":
        """Return the comparator in `folder`, trusted: it gave the scores that are stored beside the model.

        Raises
        ------
        RecipeError
            As `load_model`, the constructor and `check_parity` do. The station refuses to start.
        """
        model = load_model(folder)
        comparator = cls(model, devices, threads)
        check_parity(comparator, model)
        return comparator

    @property
    def engine(self) -> Engine:
        """Who compares, and where it really runs."""
        return self._engine

    def learn(self, golden: Golden) -> LearntGolden:
        """Return the comparison with this golden, compiled for its size, its features computed.

        Raises
        ------
        RecipeError
            The golden is too small, is colour for a grey-only model, or no device takes its size. The station refuses
            the recipe.
        """
        layout = self._model.card.layout()
        check_golden(golden.image, layout, f"{golden.product} {golden.revision}")
        learnt = self._learn(to_tensor(golden.image, layout))
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
            name: np.array(answer)
            for port, answer in zip(first.outputs, answers, strict=True)
            for name in port.get_names() & self._features
        }
        shapes = {name: array.shape for name, array in features.items()} | {CAPTURE_INPUT: golden.shape}
        second = self._compile(self._read(self._model.comparison_graph), shapes, device)
        request = second.create_infer_request()
        tensors = tuple(ov.Tensor(array) for array in features.values())
        for name, tensor in zip(features, tensors, strict=True):
            request.set_tensor(name, tensor)
        return _Learnt(request, tensors, _executing(second), tuple(self._departures((first, second), device)))

    def _compile(self, graph: ov.Model, shapes: dict[str, tuple[int, ...]], device: str) -> ov.CompiledModel:
        graph.reshape({name: list(shape) for name, shape in shapes.items()})
        settings: dict[str, object] = {
            "INFERENCE_PRECISION_HINT": _PRECISION[self._model.card.precision],
            "PERFORMANCE_HINT": "LATENCY",
        }
        if self._threads and device == "CPU":
            settings["INFERENCE_NUM_THREADS"] = self._threads
        return self._core.compile_model(graph, device, settings)

    def _departures(self, compiled: Iterable[ov.CompiledModel], device: str) -> Iterable[str]:
        asked = self._model.card.precision
        for graph in dict.fromkeys((_executing(each), _precision(each)) for each in compiled):
            executing, precision = graph
            if executing != device:
                yield f"asked for device {device}, runs on {executing}"
            if precision != asked:
                yield f"asked for precision {asked}, runs in {precision}"

    def _read(self, graph: bytes) -> ov.Model:
        return self._core.read_model(graph)

    def _check_ports(self) -> set[str]:
        """Return the names of the features, once the graphs have the inputs and outputs of a comparator."""
        card = self._model.card
        golden = self._checked_read(self._model.golden_graph, card.golden_graph)
        comparison = self._checked_read(self._model.comparison_graph, card.comparison_graph)
        taken = {port.get_any_name() for port in comparison.inputs} - {CAPTURE_INPUT}
        check_ports(self._model, _ports(golden, taken), _ports(comparison, {MAP_OUTPUT}))
        return taken

    def _checked_read(self, graph: bytes, file: File) -> ov.Model:
        try:
            return self._read(graph)
        except RuntimeError as error:
            raise unusable(self._model, file, f"OpenVINO reads no graph in its {len(graph)} bytes") from error


def _infer(learnt: _Learnt, capture: NDArray[np.float32]) -> NDArray[np.float32]:
    try:
        learnt.request.set_tensor(CAPTURE_INPUT, ov.Tensor(capture, shared_memory=True))
        learnt.request.infer()
        # The request writes its next map into the same memory: `to_deviation` copies what it keeps.
        return np.asarray(learnt.request.get_output_tensor(0).data, np.float32)
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
