"""In how many bits a device computes what is written in f32: named with the device, as in ``"GPU f16"``. Pure.

Fewer bits move every score a little. How far is allowed is told here; near the limit f32 decides, see `second_look`.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

Device = Literal["NPU", "GPU", "CPU", "NPU f16", "GPU f16", "CPU f16", "CPU bf16"]
"""What may be asked for: without a precision, f32."""
Precision = Literal["f32", "f16", "bf16"]
FEWER_BITS: Final[tuple[Precision, ...]] = ("f16", "bf16")
# Of the limit; about twice what rounding every step of the two networks that ship moved a score of their stored pairs.
TOLERANCE: Final[Mapping[Precision, float]] = {"f32": 0.0, "f16": 0.01, "bf16": 0.1}
NEAR: Final = (0.8, 1.25)
"""From which to below which score, in units of the limit, f32 decides in place of fewer bits."""
_NEVER_F32: Final = frozenset({"NPU"})


def named(device: str, precision: str) -> str:
    """Return `device` with the precision it computes in behind it; f32 goes without saying.

    Examples
    --------
    >>> named("GPU.0", "f16"), named("CPU", "f32")
    ('GPU.0 f16', 'CPU')
    """
    return device if precision == "f32" else f"{device} {precision}"


def device_in(name: str) -> str:
    """Return which device `named` was given."""
    return name.partition(" ")[0]


def precision_in(name: str) -> Precision:
    """Return which precision `named` was given.

    Examples
    --------
    >>> precision_in("GPU.0 f16"), precision_in("CPU")
    ('f16', 'f32')
    """
    return next((each for each in FEWER_BITS if name.endswith(f" {each}")), "f32")


def in_f32(names: Iterable[str]) -> tuple[str, ...]:
    """Return where f32 decides near the limit: the same devices, the CPU for one that never computes in it.

    Examples
    --------
    >>> in_f32(("NPU f16",)), in_f32(("GPU f16",))
    (('CPU',), ('GPU',))
    """
    devices = (device_in(name) for name in names)
    return tuple(dict.fromkeys("CPU" if device in _NEVER_F32 else device for device in devices))
