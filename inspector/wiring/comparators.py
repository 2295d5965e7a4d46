"""Which runtime compares: chosen by name, loaded, and trusted only after its parity check."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from inspector.compare.card_file import CARD_FILE
from inspector.compare.comparator import Comparator
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.compare.second_look import NearLimitComparator

Runtime = Literal["openvino", "onnx"]
_DOORS: dict[Runtime, type[OpenVinoComparator | OnnxComparator]] = {
    "openvino": OpenVinoComparator,
    "onnx": OnnxComparator,
}
RUNTIMES: tuple[Runtime, ...] = ("openvino", "onnx")
EVERY_DEVICE = ("NPU", "GPU", "CPU")


def load_comparator(
    runtime: Runtime, devices: Sequence[str], models: Path, threads: int = 0, card: str = CARD_FILE
) -> Comparator:
    """Return the comparator of `card` in the folder `models` on the first of `devices` that takes it.

    Where the card names another one that decides near the limit, both are loaded.

    Raises
    ------
    RecipeError
        The model is missing, damaged or of another shape, no device takes it, or its scores differ from the reference
        scores that ship with it. The station refuses to start.
    """
    comparator = _DOORS[runtime].load(models, devices, threads, card)
    near = comparator.near_limit
    if near is None:
        return comparator
    return NearLimitComparator(comparator, load_comparator(runtime, devices, models, threads, near.card.file), near)
