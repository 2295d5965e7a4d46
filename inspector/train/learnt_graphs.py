"""A comparator's graphs run on training pairs in OpenVINO, which executes int8 as on the line: pair in, maps out."""

import sys
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.compare.card import CAPTURE_INPUT, GOLDEN_INPUT
from inspector.compare.precision import Precision
from inspector.compare.prepare import Layout, to_tensor
from inspector.train.pairs import TrainingPair

# Importing OpenVINO reports to its maker's analytics service; None is Python's way to say that a package is not there.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402

Features = dict[str, NDArray[np.float32]]
_SETTINGS: Final = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": 1}


class LearntGraphs:
    """A golden graph and a comparison graph, compiled once for pictures of one size.

    Parameters
    ----------
    golden, comparison
        ONNX.
    layout
        How images go in.
    size_px
        Side of the pictures.
    precision
        What is not in 8 bits is computed in; the processor must have it.
    """

    def __init__(
        self, golden: bytes, comparison: bytes, layout: Layout, size_px: int, precision: Precision = "f32"
    ) -> None:
        settings = _SETTINGS | {"INFERENCE_PRECISION_HINT": getattr(ov.Type, precision)}
        image = to_tensor(np.zeros((size_px, size_px, 3), np.uint8), layout)
        self._layout, core = layout, ov.Core()
        first = core.read_model(golden)
        first.reshape(list(image.shape))
        self._golden = core.compile_model(first, "CPU", settings)
        second = core.read_model(comparison)
        self._names = tuple(port.get_any_name() for port in second.inputs if port.get_any_name() != CAPTURE_INPUT)
        found = self._golden({GOLDEN_INPUT: image})
        shapes = {name: list(found[name].shape) for name in self._names}
        second.reshape(shapes | {CAPTURE_INPUT: list(image.shape)})
        self._comparison = core.compile_model(second, "CPU", settings)

    def features(self, golden: NDArray[np.uint8]) -> Features:
        """Return what `golden`, uint8 (H, W, 3), shows."""
        found = self._golden({GOLDEN_INPUT: to_tensor(golden, self._layout)})
        return {name: np.array(found[name], np.float32) for name in self._names}

    def maps(self, pair: TrainingPair) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the maps, float32 (h, w), of the good part of `pair` and of the capture, by its first golden."""
        features = self.features(pair.goldens[0])
        return self._map(features, pair.good), self._map(features, pair.capture)

    def inputs(self, pair: TrainingPair) -> Features:
        """Return what the comparison graph takes for the capture of `pair`."""
        return self.features(pair.goldens[0]) | {CAPTURE_INPUT: to_tensor(pair.capture, self._layout)}

    def _map(self, features: Features, capture: NDArray[np.uint8]) -> NDArray[np.float32]:
        answer = self._comparison(features | {CAPTURE_INPUT: to_tensor(capture, self._layout)})
        return np.array(answer[0][0, 0], np.float32)
