"""A golden graph with the encoder of a quantised comparison graph: golden and part are then rounded alike."""

from collections.abc import Iterator
from typing import Final

import onnx
from onnx import NodeProto

from inspector.train.graph_bytes import checked

ENCODER: Final = "encoder/"
HEAD: Final = "encoder/heads."
PREFIX: Final = "rounded/"


def with_encoder_of(golden: bytes, comparison: bytes, quantised: bytes) -> bytes:
    """Return `golden` with the encoder of `quantised`, which was `comparison` before it was quantised."""
    model, donor = onnx.load_from_string(golden), onnx.load_from_string(quantised)
    lit = _first_convolution(model).input[0]
    theirs = _first_convolution(onnx.load_from_string(comparison)).input[0]
    heads, names = _heads(donor), {theirs: lit}
    names |= {name: _heads(model)[head] for head, name in heads.items()}
    taken = list(_needed(donor, theirs, tuple(heads.values())))
    _replace(model, lit, [_renamed(node, names) for node in taken])
    used = {name for node in model.graph.node for name in node.input}
    weights = [_stored(each, PREFIX) for each in donor.graph.initializer]
    weights += [_stored(each, "") for each in model.graph.initializer]
    del model.graph.initializer[:], model.graph.value_info[:]
    model.graph.initializer.extend(each for each in weights if each.name in used)
    return checked(model)


def _first_convolution(model: onnx.ModelProto) -> NodeProto:
    found: NodeProto = next(node for node in model.graph.node if node.op_type == "Conv")
    return found


def _heads(model: onnx.ModelProto) -> dict[str, str]:
    """Return what the encoder gives, by the name of the convolution that gives it."""
    convolutions = (node for node in model.graph.node if node.op_type == "Conv" and HEAD in node.name)
    return {node.name[node.name.index(HEAD) :]: node.output[0] for node in convolutions}


def _needed(model: onnx.ModelProto, start: str, wanted: tuple[str, ...]) -> Iterator[NodeProto]:
    """Return the nodes between `start` and `wanted`, in the order of the graph, which is one they can run in."""
    open_names = set(wanted) - {start}
    needed: list[NodeProto] = []
    for node in reversed(model.graph.node):
        if open_names & set(node.output):
            needed.append(node)
            open_names |= set(node.input) - {start, ""}
    return reversed(needed)


def _replace(model: onnx.ModelProto, after: str, encoder: list[NodeProto]) -> None:
    rest = [node for node in model.graph.node if ENCODER not in node.name]
    place = 1 + next(number for number, node in enumerate(rest) if after in node.output)
    del model.graph.node[:]
    model.graph.node.extend([*rest[:place], *encoder, *rest[place:]])


def _renamed(node: NodeProto, names: dict[str, str]) -> NodeProto:
    answer = NodeProto()
    answer.CopyFrom(node)
    answer.name = PREFIX + node.name
    for ends in (answer.input, answer.output):
        ends[:] = [names.get(name, name and PREFIX + name) for name in ends]
    return answer


def _stored(weights: onnx.TensorProto, prefix: str) -> onnx.TensorProto:
    answer = onnx.TensorProto()
    answer.CopyFrom(weights)
    answer.name = prefix + weights.name
    return answer
