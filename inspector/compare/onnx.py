"""The comparator on ONNX Runtime.

The trap closed here: ONNX Runtime runs on the CPU without an error where a provider that was asked for is missing or
does not start. Only providers that are there are asked for, and what the session says it got is compared with that.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as state
from typing_extensions import override

from inspector.compare.card import CAPTURE_INPUT, GOLDEN_INPUT, File, Ports, check_ports, unusable
from inspector.compare.goods import agreed
from inspector.compare.precision import precision_in
from inspector.compare.two_graphs import OnDevice, TwoGraphComparator
from inspector.errors import RuntimeLostError

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


class OnnxComparator(TwoGraphComparator):
    """A model on the first of ONNX Runtime's devices, NPU, GPU or CPU, that takes it.

    Each device stands for the providers of its kind that are installed. One with a precision behind it is passed over:
    a graph is computed as it is written.
    """

    @override
    def _runtime(self) -> str:
        return f"onnxruntime {ort.__version__}"

    @override
    def _available(self) -> Sequence[str]:
        installed = ort.get_available_providers()
        return [kind for kind, names in _PROVIDERS.items() if any(name in installed for name in names)]

    @override
    def _learn_on(self, device: str, golden: NDArray[np.float32]) -> OnDevice:
        if precision_in(device) != "f32":
            raise RuntimeError(f"ONNX Runtime computes it as it is written, not in {precision_in(device)}")
        installed = ort.get_available_providers()
        asked = next(name for name in _PROVIDERS[device] if name in installed)
        try:
            first = self._session(self._model.golden_graph, {GOLDEN_INPUT: golden}, asked, device)
            names = [node.name for node in first.get_outputs()]
            features = dict(zip(names, first.run(None, {GOLDEN_INPUT: golden}), strict=True))
            second = self._session(self._model.comparison_graph, features | {CAPTURE_INPUT: golden[:1]}, asked, device)
        except _FAILED as error:
            raise RuntimeError(str(error)) from error
        warnings = tuple(dict.fromkeys(_departures((first, second), asked)))
        return OnDevice(partial(_compare, second, features), second.get_providers()[0], warnings)

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

    @override
    def _check_ports(self) -> bool:
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


def _compare(
    session: ort.InferenceSession, features: dict[str, NDArray[np.float32]], capture: NDArray[np.float32]
) -> NDArray[np.float32]:
    try:
        answer = session.run(None, features | {CAPTURE_INPUT: capture})[0]
    except _FAILED as error:
        found = f"ONNX Runtime on {session.get_providers()[0]}: {error}"
        raise RuntimeLostError("compare the part with its golden", found, "restart the station") from error
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
