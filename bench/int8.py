"""The comparison in f32, in 8 bits and with bf16, on one core, beside what its convolutions reach in the same run.

The golden is learnt once; printed is the CPU time of the comparison of a 640 x 640 px part, all ways in turn, and which
share it is of the time that the graph's multiplications would take at the peak. The peak is OpenVINO's own on a 3 x 3
convolution of 256 channels at 64 x 64 px, in each precision, measured in turn with the rest.

usage: int8.py [MODELS_DIR] [--rounds N] [--size PX]
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import openvino as ov
from numpy.typing import NDArray

from inspector.compare.card import Model, load_model
from inspector.compare.card_file import CARD_FILE
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.errors import RecipeError
from inspector.golden.golden import Golden
from inspector.golden.recipe import Recipe
from inspector.part import Alignment, AlignmentFigures, AlignmentMethod

MODELS = Path(__file__).parents[1] / "models"
INT8_CARD = "comparator.int8.json"
CHANNELS, SIDE, TAPS = 256, 64, 9
PEAK_MACS = CHANNELS * CHANNELS * TAPS * SIDE * SIDE
INSTRUCTIONS = ("amx_int8", "avx512_vnni", "avx_vnni", "avx512f", "avx2")
Run = Callable[[], object]


def instruction_set() -> str:
    """Return the best instructions for convolutions that this processor has, and whether any are for 8 bits."""
    flags = set(Path("/proc/cpuinfo").read_text("utf-8").split("flags", 1)[-1].split("\n", 1)[0].split())
    found = next((name for name in INSTRUCTIONS if name in flags), "none of AVX2 and later")
    return found if "int8" in found or "vnni" in found else f"{found}, none for 8 bits (no VNNI)"


def part(size_px: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a textured golden and the same part seen again, a pixel aside, with noise and a spot."""
    rng = np.random.default_rng(1)
    golden = cv2.GaussianBlur(rng.integers(0, 256, (size_px, size_px, 3), dtype=np.uint8), (0, 0), 3.0)
    golden = cv2.normalize(golden, np.empty_like(golden), 0, 255, cv2.NORM_MINMAX)
    capture = np.roll(golden, 1, axis=1).astype(np.int16) + rng.integers(-4, 5, golden.shape)
    capture[100:130, 200:240] += 60
    return np.asarray(golden, np.uint8), np.clip(capture, 0, 255).astype(np.uint8)


def comparison(comparator: OpenVinoComparator | OnnxComparator, size_px: int) -> Run:
    """Return one comparison of a part with its golden, which is learnt here."""
    golden, capture = part(size_px)
    figures = AlignmentFigures(1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)
    seen = np.ones(golden.shape[:2], np.bool_)
    alignment = Alignment(np.eye(3), capture, seen, figures, AlignmentMethod.SPARSE_ECC)
    learnt = comparator.learn(Golden("-", "-", golden, Recipe(), "", ""))
    return lambda: learnt.compare(alignment)


def peak(precision: str) -> Run:
    """Return one convolution of 256 channels at 64 x 64 px, in f32, bf16 or int8."""
    rng = np.random.default_rng(2)
    ops = ov.opset13
    taken = ops.parameter([1, CHANNELS, SIDE, SIDE], np.float32)
    weights = rng.normal(0, 0.02, (CHANNELS, CHANNELS, 3, 3)).astype(np.float32)
    image, kernel = taken, ops.constant(weights)
    if precision == "int8":
        image = ops.fake_quantize(image, *(np.float32(each) for each in (0.0, 4.0, 0.0, 4.0)), 256)
        bound = np.float32(0.1)
        kernel = ops.fake_quantize(kernel, -bound, bound, -bound, bound, 255)
    answer = ops.convolution(image, kernel, [1, 1], [1, 1], [1, 1], [1, 1])
    settings = {
        "INFERENCE_NUM_THREADS": 1,
        "INFERENCE_PRECISION_HINT": ov.Type.bf16 if precision == "bf16" else ov.Type.f32,
    }
    request = ov.Core().compile_model(ov.Model([answer], [taken]), "CPU", settings).create_infer_request()
    request.set_input_tensor(ov.Tensor(np.abs(rng.normal(0, 1, (1, CHANNELS, SIDE, SIDE))).astype(np.float32)))
    return lambda: request.infer()  # noqa: PLW0108 -- OpenVINO has no types


def multiplications(model: Model, size_px: int) -> int:
    """Return how many multiplications the convolutions of the comparison graph do on a part of `size_px`."""
    graph = ov.Core().read_model(model.comparison_graph)
    golden = ov.Core().read_model(model.golden_graph)
    shape = [1, 3, size_px, size_px]
    golden.reshape(shape)
    found = {name: list(port.shape) for port in golden.outputs for name in port.get_names()}
    names = {port.get_any_name() for port in graph.inputs}
    graph.reshape({name: each for name, each in found.items() if name in names} | {"capture": shape})
    convolutions = [op for op in graph.get_ops() if op.get_type_name() == "Convolution"]
    return sum(int(np.prod(op.output(0).shape) * np.prod(list(op.input(1).get_shape())[1:])) for op in convolutions)


def ways(models: Path, size_px: int) -> dict[str, Run]:
    """Return every way to compare, by what it is called."""
    found: dict[str, Run] = {}
    for precision, card in (("f32", CARD_FILE), ("int8", INT8_CARD)):
        if not models.joinpath(card).exists():
            print(f"{models / card} is not there: `inspector quantise` writes it")
            continue
        model = load_model(models, card)
        for comparator in (OpenVinoComparator(model, threads=1), OnnxComparator(model, threads=1)):
            found[f"{precision}, {comparator.engine.runtime}"] = comparison(comparator, size_px)
        try:
            in_bf16 = OpenVinoComparator.load(models, ("CPU bf16",), threads=1, card_file=card)
        except RecipeError as error:
            print(error)
        else:
            name = "bf16, openvino" if precision == "f32" else "int8, openvino, the rest in bf16"
            found[name] = comparison(in_bf16, size_px)
    return found


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("models", type=Path, nargs="?", default=MODELS)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--size", type=int, default=640)
    chosen = arguments.parse_args()
    cv2.setNumThreads(1)
    every = ways(chosen.models, chosen.size)
    peaks = {name: peak(name) for name in dict.fromkeys(name.split(",", maxsplit=1)[0] for name in every)}
    times: dict[str, list[float]] = {name: [] for name in (*every, *peaks)}
    for _ in range(chosen.rounds):
        for name, run in (every | peaks).items():
            start = time.process_time()
            run()
            times[name].append(1e3 * (time.process_time() - start))
    spent = {name: statistics.median(each) for name, each in times.items()}
    macs = multiplications(load_model(chosen.models), chosen.size)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {instruction_set()}; {chosen.size} x {chosen.size} px, {macs / 1e9:.2f} GMAC")
    print(f"ms CPU of one core, median of {chosen.rounds}; peak in GMAC/s and the share of it that is reached")
    for name, each in spent.items():
        precision = name.split(",", maxsplit=1)[0]
        rate = PEAK_MACS / spent[precision] / 1e6
        share = f"{macs / each / 1e6 / rate:5.0%} of {rate:.0f}" if name in every else f"peak, {rate:.0f}"
        print(f"  {each:7.1f}  {name:<34}{share}")


if __name__ == "__main__":
    main()
