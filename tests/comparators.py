"""Models for the tests of comparators: the classical one, and others that are wrong in one thing each."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper

from inspector.train.classical import SHIPPED, Design, comparison_graph, golden_graph

SHIPPED_MODELS = Path(__file__).parents[1] / "models"
MODELS = SHIPPED_MODELS / "classical"


def make_models(folder: Path, *, golden: bytes | None = None, comparison: bytes | None = None, **card: Any) -> Path:
    """Return a models folder with the classical comparator, but for the graphs and the fields of the card given."""
    shutil.copytree(MODELS, folder, dirs_exist_ok=True)
    path = folder / "comparator.json"
    fields = json.loads(path.read_text())
    for key, name, data in (
        ("golden_graph", "comparator.golden.onnx", golden),
        ("comparison_graph", "comparator.onnx", comparison),
    ):
        if data is not None:
            folder.joinpath(name).write_bytes(data)
            fields[key]["sha256"] = hashlib.sha256(data).hexdigest()
    path.write_text(json.dumps(fields | card))
    return folder


def plain_golden_graph() -> bytes:
    """Return a golden graph whose only feature is the golden itself."""
    nodes = [helper.make_node("Identity", ["golden"], ["features"])]
    return _model(nodes, {"golden": _IMAGE}, {"features": _IMAGE})


def nan_graph() -> bytes:
    """Return a comparison graph of (features, capture) that divides by the difference to its own input: 0 / 0."""
    nodes = [
        helper.make_node("AveragePool", ["capture"], ["half"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("AveragePool", ["features"], ["other"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Sub", ["half", "other"], ["apart"]),
        helper.make_node("Abs", ["apart"], ["positive"]),
        helper.make_node("Div", ["positive", "apart"], ["map"]),
    ]
    return _model(nodes, {"features": _IMAGE, "capture": _IMAGE}, {"map": _IMAGE})


def full_size_graph() -> bytes:
    """Return a comparison graph of (features, capture) whose map has twice the promised height and width."""
    nodes = [
        helper.make_node("Sub", ["features", "capture"], ["apart"]),
        helper.make_node("Abs", ["apart"], ["map"]),
    ]
    return _model(nodes, {"features": _IMAGE, "capture": _IMAGE}, {"map": _IMAGE})


def breaking_graph() -> bytes:
    """Return a comparison graph of (features, capture) that fails while it runs on a capture with a white pixel.

    It appends one number for each white pixel to the map, which then no longer has the size of a map.
    """
    nodes = [
        helper.make_node("AveragePool", ["capture"], ["half"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("AveragePool", ["features"], ["other"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Max", ["half", "other"], ["larger"]),
        helper.make_node("Reshape", ["larger", "flat"], ["row"]),
        helper.make_node("Sub", ["capture", "nearly_white"], ["above"]),
        helper.make_node("Relu", ["above"], ["white"]),
        helper.make_node("NonZero", ["white"], ["places"]),
        helper.make_node("Cast", ["places"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["numbers", "flat"], ["more"]),
        helper.make_node("Concat", ["row", "more"], ["all"], axis=0),
        helper.make_node("Shape", ["half"], ["size"]),
        helper.make_node("Reshape", ["all", "size"], ["map"]),
    ]
    constants = [
        numpy_helper.from_array(np.array([-1], np.int64), "flat"),
        numpy_helper.from_array(np.array([0.95], np.float32), "nearly_white"),
    ]
    return _model(nodes, {"features": _IMAGE, "capture": _IMAGE}, {"map": _IMAGE}, constants)


def other_limit() -> tuple[bytes, bytes]:
    """Return the shipped comparison with a limit one percent higher: right in all but its scores."""
    design = Design(limit=SHIPPED.limit * 1.01, per_contrast=SHIPPED.per_contrast)
    return golden_graph(design), comparison_graph(design)


_IMAGE: tuple[int | str, ...] = (1, 1, "height", "width")


def _model(
    nodes: list[NodeProto],
    inputs: dict[str, tuple[int | str, ...]],
    outputs: dict[str, tuple[int | str, ...]],
    constants: Sequence[TensorProto] = (),
) -> bytes:
    entries, exits = (
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, None if name == "map" else shape)
            for name, shape in each
        ]
        for each in (inputs.items(), outputs.items())
    )
    graph = helper.make_graph(nodes, "test", entries, exits, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return bytes(model.SerializeToString())
