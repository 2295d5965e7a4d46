"""The trained network in 8 bits: two f32 graphs and pairs in, two graphs with a scale for each convolution out.

Both graphs get the same encoder: golden and part are rounded alike, so what is equal stays equal. What compares, above
all the bare pixels, stays in f32 as do the last layer and the first, whose input spans more than 8 bits resolve. The
weights have 7 bits: the sums of two products then fit the 16 bits that processors without VNNI add in, and every
processor gives the same scores.

References
----------
.. [1] B. Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference",
   CVPR 2018.
"""

import logging
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from enum import Enum
from typing import Final

import onnx
import onnx.version_converter

from inspector.errors import InputError
from inspector.train.graph_bytes import checked
from inspector.train.half_weights import halved, widened
from inspector.train.learnt_graphs import LearntGraphs
from inspector.train.pairs import TrainingPair
from inspector.train.shared_encoder import HEAD, with_encoder_of
from inspector.train.ship_network import LAYOUT

# Importing NNCF reports to its maker's analytics service; None is Python's way to say that a package is not there.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import nncf  # noqa: E402
from nncf.quantization.advanced_parameters import AdvancedQuantizationParameters, OverflowFix  # noqa: E402
from nncf.quantization.range_estimator import RangeEstimatorParametersSet  # noqa: E402


class Extent(Enum):
    """Which convolutions are in 8 bits, by parts of their names; fewer of them are slower and nearer to f32."""

    ENCODER_AND_DECODER = ("encoder/stages", "decoder/smooth")
    ENCODER = ("encoder/stages",)
    COARSE_ENCODER = ("encoder/stages.1", "encoder/stages.2", "encoder/stages.3")


OPSET: Final = 19
IR_VERSION: Final = 9
WEIGHED: Final = frozenset({"Conv", "Add"})


def quantise(
    golden: bytes, comparison: bytes, pairs: Sequence[TrainingPair], extent: Extent = Extent.ENCODER_AND_DECODER
) -> tuple[bytes, bytes]:
    """Return the golden graph and the comparison graph in 8 bits, ONNX with QuantizeLinear and DequantizeLinear.

    Parameters
    ----------
    golden, comparison
        Graphs from `export`.
    pairs
        All of one size. The ranges are fitted to them, to the extremes: means of ranges, NNCF's default, cut off what
        matters most, the largest differences.
    extent
        Which convolutions.

    Raises
    ------
    InputError
        The graphs are not those of a trained network in f32.
    """
    nncf.set_log_level(logging.ERROR)
    golden, comparison = widened(golden), widened(comparison)
    model = _trained(comparison)
    graphs = LearntGraphs(golden, comparison, LAYOUT, pairs[0].capture.shape[0])
    inputs = [graphs.inputs(pair) for pair in pairs]
    # NNCF draws its progress on standard output, which is for the command's answer.
    with redirect_stdout(sys.stderr):
        quantised = nncf.quantize(
            model,
            nncf.Dataset(inputs),
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(inputs),
            ignored_scope=nncf.IgnoredScope(names=_kept(model, extent)),
            advanced_parameters=_fitted_to_extremes(),
        )
    found = checked(quantised)
    return halved(with_encoder_of(_newer(golden), comparison, found)), halved(found)


def _trained(comparison: bytes) -> onnx.ModelProto:
    model = onnx.load_from_string(comparison)
    kinds = {node.op_type for node in model.graph.node}
    if "QuantizeLinear" in kinds or not any(HEAD in node.name for node in model.graph.node):
        found = "it is in 8 bits already" if "QuantizeLinear" in kinds else "it has no trained encoder"
        raise InputError("quantise the comparison graph", found, "give the trained network, exported in f32")
    return onnx.load_from_string(_newer(comparison))


def _newer(graph: bytes) -> bytes:
    """Return `graph` in the opset whose QuantizeLinear and DequantizeLinear ONNX's own reference runs."""
    model = onnx.version_converter.convert_version(onnx.load_from_string(graph), OPSET)
    model.ir_version = IR_VERSION
    return checked(model)


def _fitted_to_extremes() -> AdvancedQuantizationParameters:
    return AdvancedQuantizationParameters(
        overflow_fix=OverflowFix.ENABLE,
        # Its correction is of the mean, which rounding to nearest hardly moves; decisions agreed better without.
        disable_bias_correction=True,
        activations_range_estimator_params=RangeEstimatorParametersSet.MINMAX,
    )


def _kept(model: onnx.ModelProto, extent: Extent) -> list[str]:
    """Return the nodes that stay in f32: all but the convolutions of `extent` and what is added to them."""
    return [
        node.name
        for node in model.graph.node
        if not (node.op_type in WEIGHED and any(part in node.name for part in extent.value))
        and node.op_type not in {"Relu", "Constant", "Resize", "BatchNormalization"}
    ]
