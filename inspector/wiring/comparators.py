"""Which runtime compares: chosen by name, loaded, and trusted only after its parity check."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from inspector.compare.card_file import CARD_FILE
from inspector.compare.comparator import Comparator
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.compare.precision import NEAR, Device, in_f32, named, precision_in
from inspector.compare.second_look import NearLimitComparator

Runtime = Literal["openvino", "onnx"]
DOORS: dict[Runtime, type[OpenVinoComparator | OnnxComparator]] = {
    "openvino": OpenVinoComparator,
    "onnx": OnnxComparator,
}
RUNTIMES: tuple[Runtime, ...] = ("openvino", "onnx")
EVERY_DEVICE = ("NPU", "GPU", "CPU")
IN_16_BITS: tuple[str, ...] = tuple(name for name in get_args(Device) if name not in EVERY_DEVICE)
"""What OpenVINO computes in 16 bits on, where the device has them."""


def devices_in(executing: str) -> tuple[str, ...]:
    """Return which devices an engine's name of where it runs stands for, precision included; all where it tells none.

    Examples
    --------
    >>> devices_in("GPU.0 f16"), devices_in("CPUExecutionProvider")
    (('GPU f16',), ('CPU',))
    """
    precision = precision_in(executing)
    return tuple(named(name, precision) for name in EVERY_DEVICE if name in executing) or EVERY_DEVICE


def runtime_in(name: str) -> Runtime | None:
    """Return which runtime an engine's name and version of it stands for, None where this release has none of it.

    Examples
    --------
    >>> runtime_in("onnxruntime 1.31.1"), runtime_in("openvino 2026.4.1")
    ('onnx', 'openvino')
    """
    return next((runtime for runtime in RUNTIMES if name.startswith(runtime)), None)


def load_comparator(
    runtime: Runtime, devices: Sequence[str], models: Path, threads: int = 0, card: str = CARD_FILE
) -> Comparator:
    """Return the comparator of `card` in the folder `models` on the first of `devices` that takes it.

    Where the card names another one that decides near the limit, both are loaded; so is the same one in f32 where the
    device computes in fewer bits.

    Raises
    ------
    RecipeError
        The model is missing, damaged or of another shape, no device takes it, or its scores differ from the reference
        scores that ship with it. The station refuses to start.
    """
    comparator = DOORS[runtime].load(models, devices, threads, card)
    device, near = comparator.engine.device, comparator.near_limit
    exact = in_f32(devices_in(device))
    if near:
        band = (near.low, near.high)
        return NearLimitComparator(comparator, load_comparator(runtime, exact, models, threads, near.card.file), band)
    if precision_in(device) == "f32":
        return comparator
    return NearLimitComparator(comparator, load_comparator(runtime, exact, models, threads, card), NEAR)
