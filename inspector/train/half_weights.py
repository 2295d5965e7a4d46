"""Weights stored in 16 bits and computed with in 32: half the file, the same arithmetic.

A runtime widens them once, when it reads the graph. What is lost is what 11 bits do not hold of a weight.
"""

from typing import Final

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

from inspector.errors import InputError
from inspector.train.graph_bytes import checked

LEAST: Final = 512
LARGEST: Final = float(np.finfo(np.float16).max)
SUFFIX: Final = "/half"


def halved(graph: bytes) -> bytes:
    """Return `graph`, ONNX, with each f32 constant of at least `LEAST` numbers stored in f16.

    Raises
    ------
    InputError
        A weight is beyond what f16 holds, or no number. Nothing can be shipped.
    """
    model = onnx.load_from_string(graph)
    large = [each for each in model.graph.initializer if _is_large(each)]
    widening = [_halve(each) for each in large]
    nodes = [*widening, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return checked(model)


def widened(graph: bytes) -> bytes:
    """Return a graph of `halved` with its weights in f32 again, where a tool takes no others; any other as it is."""
    model = onnx.load_from_string(graph)
    stored = {each.name: each for each in model.graph.initializer}
    nodes = list(model.graph.node)
    del model.graph.node[:]
    for node in nodes:
        if node.op_type == "Cast" and node.input[0] in stored and node.input[0].endswith(SUFFIX):
            _widen(stored[node.input[0]], node.output[0])
        else:
            model.graph.node.append(node)
    return checked(model)


def _is_large(weights: TensorProto) -> bool:
    return bool(weights.data_type == TensorProto.FLOAT and np.prod(list(weights.dims)) >= LEAST)


def _halve(weights: TensorProto) -> NodeProto:
    name, found = weights.name, numpy_helper.to_array(weights)
    # Not within: a comparison with NaN is false.
    if not float(np.abs(found).max()) <= LARGEST:
        reach = f"{name} reaches {np.abs(found).max():g}, 16 bits hold {LARGEST:g}"
        raise InputError("store the weights in 16 bits", reach, "train again, from other weights or another --seed")
    weights.CopyFrom(numpy_helper.from_array(found.astype(np.float16), name + SUFFIX))
    return helper.make_node("Cast", [name + SUFFIX], [name], name=name + SUFFIX, to=TensorProto.FLOAT)


def _widen(weights: TensorProto, name: str) -> None:
    weights.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weights).astype(np.float32), name))
