"""The comparator on ONNX Runtime.

The trap closed here: ONNX Runtime runs on the CPU without an error where a provider that was asked for is missing or
does not start. Only providers that are there are asked for, and what the session says it got is compared with that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as state

from inspector.compare.card import (
    CAPTURE_INPUT,
    GOLDEN_INPUT,
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
from inspector.compare.precision import precision_in
from inspector.compare.prepare import check_golden, smallest_tensor, to_tensor
from inspector.errors import RuntimeLostError
from inspector.golden.golden import Golden

_CPU: Final = ("CPUExecutionProvider",)
_PROVIDERS: Final = {
    "CPU": ("CPUExecutionProvider",),
    "GPU": ("CUDAExecutionProvider", "DmlExecutionProvider", "OpenVINOExecutionProvider"),
    "NPU": ("QNNExecutionProvider", "VitisAIExecutionProvider", "OpenVINOExecutionProvider"),
}
# The bindings raise these, which have no base of their own.
_FAILED: Final = (
    state.EPFail,
    state.EngineError,
    state.Fail,
    state.InvalidArgument,
    state.InvalidGraph,
    state.InvalidProtobuf,
    state.NoModel,
    state.NotImplemented,
    state.RuntimeException,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class _Learnt:
    """A comparison session with the golden's features, and what runs otherwise than asked."""

    session: ort.InferenceSession
    features: dict[str, NDArray[np.float32]]
    provider: str
    warnings: tuple[str, ...]


class OnnxComparator:
    """A model on the first of ONNX Runtime's devices that takes it.

    Parameters
    ----------
    model
        From `load_model`.
    devices
        Of NPU, GPU and CPU, tried in this order; each stands for the providers of its kind that are installed. One
        with a precision behind it is passed over: a graph is computed as it is written.
    threads
        CPU threads; 0 leaves it to ONNX Runtime.

    Raises
    ------
    RecipeError
        A graph is none of ours, or no device takes it. The station refuses to start.
    """

    def __init__(self, model: Model, devices: Sequence[str] = ("CPU",), threads: int = 0) -> None:
        self._model, self._devices, self._threads = model, tuple(devices), threads
        self._several = self._check_ports()
        black = smallest_tensor(model.card.layout())
        probe = self._learn(black)
        check_map(model, _infer(probe, black).shape)
        version = f"onnxruntime {ort.__version__}"
        self._engine = Engine(model.card.name, model.sha256, version, probe.provider, probe.warnings)

    @classmethod
    def load(
        cls, folder: Path, devices: Sequence[str] = ("CPU",), threads: int = 0, card_file: str = CARD_FILE
    ) -> "OnnxComparator":
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
        """Return the comparison with this golden, made ready for its size, its features computed.

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
        engine = replace(self._engine, device=learnt.provider, warnings=learnt.warnings)
        return LearntGolden(golden, layout, engine, lambda capture: _infer(learnt, capture))

    def _learn(self, golden: NDArray[np.float32]) -> _Learnt:
        installed = ort.get_available_providers()
        kinds = [kind for kind, names in _PROVIDERS.items() if any(name in installed for name in names)]
        choice = first_that_works(
            self._devices, kinds, lambda kind: self._learn_on(kind, installed, golden), str(self._model.folder)
        )
        return replace(choice.ready, warnings=(*choice.warnings, *choice.ready.warnings))

    def _learn_on(self, kind: str, installed: Sequence[str], golden: NDArray[np.float32]) -> _Learnt:
        if precision_in(kind) != "f32":
            raise RuntimeError(f"ONNX Runtime computes it as it is written, not in {precision_in(kind)}")
        asked = next(name for name in _PROVIDERS[kind] if name in installed)
        try:
            first = self._session(self._model.golden_graph, {GOLDEN_INPUT: golden}, asked, kind)
            names = [node.name for node in first.get_outputs()]
            features = dict(zip(names, first.run(None, {GOLDEN_INPUT: golden}), strict=True))
            second = self._session(self._model.comparison_graph, features | {CAPTURE_INPUT: golden[:1]}, asked, kind)
        except _FAILED as error:
            raise RuntimeError(str(error)) from error
        warnings = tuple(dict.fromkeys(_departures((first, second), asked)))
        return _Learnt(second, features, second.get_providers()[0], warnings)

    def _session(
        self, graph: bytes, feeds: dict[str, NDArray[np.float32]], provider: str, kind: str
    ) -> ort.InferenceSession:
        """Return a session whose free dimensions are fixed to those of `feeds`, as accelerators need them."""
        options = self._options()
        for name, size in _free_dimensions(
            ort.InferenceSession(graph, options, list(_CPU)).get_inputs(), feeds
        ).items():
            options.add_free_dimension_override_by_name(name, size)
        settings = {"device_type": kind} if provider == "OpenVINOExecutionProvider" else {}
        return ort.InferenceSession(graph, options, providers=[(provider, settings)])

    def _options(self) -> ort.SessionOptions:
        options = ort.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        options.log_severity_level = 3
        return options

    def _check_ports(self) -> bool:
        """Return whether several goldens are taken, once the graphs have the inputs and outputs of a comparator."""
        card = self._model.card
        golden = self._checked_read(self._model.golden_graph, card.golden_graph)
        comparison = self._checked_read(self._model.comparison_graph, card.comparison_graph)
        check_ports(self._model, _ports(golden), _ports(comparison))
        return isinstance(golden.get_inputs()[0].shape[0], str)

    def _checked_read(self, graph: bytes, file: File) -> ort.InferenceSession:
        try:
            return ort.InferenceSession(graph, self._options(), list(_CPU))
        except _FAILED as error:
            raise unusable(self._model, file, f"ONNX Runtime reads no graph in its {len(graph)} bytes") from error


def _infer(learnt: _Learnt, capture: NDArray[np.float32]) -> NDArray[np.float32]:
    try:
        answer = learnt.session.run(None, learnt.features | {CAPTURE_INPUT: capture})[0]
    except _FAILED as error:
        raise RuntimeLostError(
            "compare the part with its golden", f"ONNX Runtime on {learnt.provider}: {error}", "restart the station"
        ) from error
    return agreed(np.asarray(answer, np.float32))


def _free_dimensions(inputs: Sequence[ort.NodeArg], feeds: dict[str, NDArray[np.float32]]) -> dict[str, int]:
    """Return the size of every named dimension, from the arrays that will be fed."""
    return {
        name: size
        for node in inputs
        for name, size in zip(node.shape, feeds[node.name].shape, strict=True)
        if isinstance(name, str)
    }


def _departures(sessions: Iterable[ort.InferenceSession], asked: str) -> Iterable[str]:
    for session in sessions:
        found = session.get_providers()[0]
        if found != asked:
            yield f"asked for {asked}, runs on {found}"


def _ports(session: ort.InferenceSession) -> Ports:
    inputs, outputs = (tuple(node.name for node in nodes) for nodes in (session.get_inputs(), session.get_outputs()))
    return Ports(inputs, outputs)
