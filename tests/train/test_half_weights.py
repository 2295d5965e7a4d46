"""Weights in half the room: what comes back, and what does not go in."""

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from inspector.errors import InputError
from inspector.train.half_weights import LEAST, halved, widened

SIDE = 32


def product(weights: NDArray[np.float32], bias: NDArray[np.float32]) -> bytes:
    """Return a graph that multiplies with `weights` and adds `bias`."""
    nodes = [helper.make_node("MatMul", ["x", "weights"], ["y"]), helper.make_node("Add", ["y", "bias"], ["z"])]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [SIDE, SIDE]) for name in ("x", "z")]
    constants = [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(bias, "bias")]
    graph = helper.make_graph(nodes, "product", ends[:1], ends[1:], constants)
    return bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString())


def answers(graph: bytes, x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what ONNX's own reference makes of `x`."""
    return np.asarray(np.asarray(ReferenceEvaluator(graph).run(None, {"x": x}))[0])


@pytest.fixture
def weights() -> NDArray[np.float32]:
    return np.random.default_rng(3).normal(size=(SIDE, SIDE)).astype(np.float32)


@pytest.fixture
def bias() -> NDArray[np.float32]:
    return np.random.default_rng(4).normal(size=SIDE).astype(np.float32)


def test_it_computes_in_f32_with_what_16_bits_hold_of_the_large_weights(
    weights: NDArray[np.float32], bias: NDArray[np.float32]
) -> None:
    graph = halved(product(weights, bias))
    x = np.random.default_rng(5).normal(size=(SIDE, SIDE)).astype(np.float32)
    found = answers(graph, x)
    assert bias.size < LEAST <= weights.size
    assert found.dtype == np.float32
    assert np.array_equal(found, x @ weights.astype(np.float16).astype(np.float32) + bias)
    assert len(graph) < 0.7 * len(product(weights, bias))


def test_widened_again_it_is_the_same_function_and_halved_again_the_same_bytes(
    weights: NDArray[np.float32], bias: NDArray[np.float32]
) -> None:
    graph = halved(product(weights, bias))
    wide = onnx.load_from_string(widened(graph))
    kept = {each.name: numpy_helper.to_array(each) for each in wide.graph.initializer}
    assert [node.op_type for node in wide.graph.node] == ["MatMul", "Add"]
    assert np.array_equal(kept["weights"], weights.astype(np.float16).astype(np.float32))
    assert kept["weights"].dtype == np.float32
    assert halved(widened(graph)) == graph


@pytest.mark.parametrize(("value", "said"), [(1e5, "weights reaches 100000"), (np.nan, "weights reaches nan")])
def test_a_weight_that_16_bits_do_not_hold_is_refused(
    weights: NDArray[np.float32], bias: NDArray[np.float32], value: float, said: str
) -> None:
    weights[3, 4] = value
    with pytest.raises(InputError, match=f"cannot store the weights in 16 bits: {said}, 16 bits hold 65504"):
        halved(product(weights, bias))
