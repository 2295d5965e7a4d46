"""How far scores move in 16 bits: told without a device that has them, and on this processor where it has bf16.

Without one, all that each node gives, and every weight, is rounded to f16 or bf16; sums inside a convolution are f32,
as devices keep them. With one, both forms that ship run there, the one in 8 bits with its rest in bf16. Printed
are the largest difference on the stored pairs, which the parity gate looks at, and whether pictures of kinds of part
never trained in are decided as in f32.

usage: sixteen_bits.py [--pairs N]
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, shape_inference

from inspector.compare.card import CAPTURE_INPUT, GOLDEN_INPUT, Model, load_model
from inspector.compare.card_file import CARD_FILE
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.compare.parity import Parity, measure_parity, read_vectors
from inspector.compare.precision import Precision
from inspector.compare.prepare import to_tensor
from inspector.errors import RecipeError
from inspector.train.agreement import Agreement, agreement
from inspector.train.catalogue import unseen
from inspector.train.learnt_graphs import LearntGraphs
from inspector.train.pairs import TrainingPair
from inspector.train.ship_int8 import CHECK_RUN, INT8_CARD, SIZE_PX, made_pairs

MODELS = Path(__file__).parents[1] / "models"
KINDS = {"f16": TensorProto.FLOAT16, "bf16": TensorProto.BFLOAT16}


def rounded(graph: bytes, kind: int) -> bytes:
    """Return `graph` with all it computes and all its weights rounded to a float type of ONNX."""
    model = shape_inference.infer_shapes(onnx.load_from_string(graph))
    floats = {each.name for each in (*model.graph.value_info, *model.graph.output) if _is_float(each)}
    nodes = [each for node in model.graph.node for each in _rounded(node, floats, kind)]
    weights = [each for each in model.graph.initializer if each.data_type == TensorProto.FLOAT]
    del model.graph.node[:]
    first = [each for weight in weights for each in _casts(f"{weight.name}/f32", weight.name, kind)]
    for weight in weights:
        weight.name += "/f32"
    model.graph.node.extend([*first, *nodes])
    return bytes(model.SerializeToString())


def _is_float(value: onnx.ValueInfoProto) -> bool:
    return bool(value.type.tensor_type.elem_type == TensorProto.FLOAT)


def _rounded(node: NodeProto, floats: set[str], kind: int) -> Iterator[NodeProto]:
    names = [name for name in node.output if name in floats]
    for number, name in enumerate(node.output):
        node.output[number] = f"{name}/f32" if name in names else name
    yield node
    for name in names:
        yield from _casts(f"{name}/f32", name, kind)


def _casts(taken: str, given: str, kind: int) -> Iterator[NodeProto]:
    yield helper.make_node("Cast", [taken], [f"{given}/16"], to=kind)
    yield helper.make_node("Cast", [f"{given}/16"], [given], to=TensorProto.FLOAT)


class Graphs:
    """The two graphs of a comparator in ONNX Runtime, for pictures of one size after another."""

    def __init__(self, model: Model) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._layout = model.card.layout()
        self._golden, self._comparison = (
            ort.InferenceSession(graph, options, ["CPUExecutionProvider"])
            for graph in (model.golden_graph, model.comparison_graph)
        )

    def maps(self, pair: TrainingPair) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the maps, float32 (h, w), of the good part of `pair` and of the capture, by its first golden."""
        names = [each.name for each in self._golden.get_outputs()]
        golden = {GOLDEN_INPUT: to_tensor(pair.goldens[0], self._layout)}
        features = dict(zip(names, self._golden.run(names, golden), strict=True))
        return self._map(features, pair.good), self._map(features, pair.capture)

    def _map(self, features: dict[str, NDArray[np.float32]], capture: NDArray[np.uint8]) -> NDArray[np.float32]:
        answer = self._comparison.run(None, features | {CAPTURE_INPUT: to_tensor(capture, self._layout)})[0]
        return np.asarray(answer[0, 0], np.float32)


def in_16_bits(model: Model, kind: int) -> Model:
    """Return `model` as a device of 16 bits would compute it."""
    golden, comparison = (rounded(graph, kind) for graph in (model.golden_graph, model.comparison_graph))
    return replace(model, golden_graph=golden, comparison_graph=comparison)


def lines(folders: Iterable[Path], pairs: int) -> Iterator[str]:
    """Yield a line for each comparator and kind of 16 bits."""
    drawn = made_pairs(unseen(), pairs, CHECK_RUN)
    for folder in folders:
        yield from _rounded_lines(load_model(folder), drawn)
        yield from _processor_lines(folder, drawn)


def _rounded_lines(model: Model, drawn: Sequence[TrainingPair]) -> Iterator[str]:
    before = Graphs(model)
    for name, kind in KINDS.items():
        less = in_16_bits(model, kind)
        parity = measure_parity(OnnxComparator(less, threads=1), read_vectors(model), 1.0)
        yield _line(f"{model.card.name} rounded to {name}", parity, agreement(before, Graphs(less), drawn))


def _processor_lines(folder: Path, drawn: Sequence[TrainingPair]) -> Iterator[str]:
    before = _on_processor(load_model(folder), "f32")
    for model in (load_model(folder, card) for card in (CARD_FILE, INT8_CARD)):
        try:
            comparator = OpenVinoComparator(model, ("CPU bf16",), threads=1)
        except RecipeError as error:
            yield str(error)
            return
        parity = measure_parity(comparator, read_vectors(model), 1.0)
        found = agreement(before, _on_processor(model, "bf16"), drawn)
        yield _line(f"{model.card.name} on CPU bf16", parity, found)


def _on_processor(model: Model, precision: Precision) -> LearntGraphs:
    return LearntGraphs(model.golden_graph, model.comparison_graph, model.card.layout(), SIZE_PX, precision)


def _line(name: str, parity: Parity, found: Agreement) -> str:
    return f"{name}: stored pairs {parity.max_difference:.4f} of the limit apart; {found}"


def main() -> None:
    """Print how far scores move."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pairs", type=int, default=500)
    cv2.setNumThreads(1)
    for line in lines((MODELS, MODELS / "fast"), arguments.parse_args().pairs):
        print(line, flush=True)


if __name__ == "__main__":
    main()
