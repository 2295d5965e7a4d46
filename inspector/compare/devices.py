"""Which device compares: the first of those wanted that is there and takes the model, and a line for each that did not.

Pure: the runtimes are asked by the adapters.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from inspector.compare.precision import device_in, named, precision_in
from inspector.errors import RecipeError

_Ready = TypeVar("_Ready")


@dataclass(frozen=True, slots=True)
class Choice(Generic[_Ready]):
    """What was made ready on a device, and what was not as wanted."""

    ready: _Ready
    device: str
    warnings: tuple[str, ...]


def first_that_works(
    wanted: Sequence[str], available: Collection[str], make_ready: Callable[[str], _Ready], model: str
) -> Choice[_Ready]:
    """Return what `make_ready` gives for the first of `wanted` that is available and does not raise RuntimeError.

    A wanted device may name the precision it is to compute in, as in ``"GPU f16"``; what is made ready does, too.
    `model` is for messages.

    Examples
    --------
    >>> first_that_works(("GPU", "CPU"), ("CPU",), str.lower, "m.onnx")
    Choice(ready='cpu', device='CPU', warnings=('device GPU is not there, only CPU',))

    Raises
    ------
    RecipeError
        None works. The station refuses to start.
    """
    warnings: list[str] = []
    for device in wanted:
        kind = device_in(device)
        found = next((name for name in available if name == kind or name.startswith(f"{kind}.")), None)
        if found is None:
            warnings.append(f"device {kind} is not there, only {', '.join(available)}")
            continue
        found = named(found, precision_in(device))
        try:
            return Choice(make_ready(found), found, tuple(warnings))
        except RuntimeError as error:
            warnings.append(f"device {found} does not take the model: {_first_line(error)}")
    raise RecipeError(
        f"run model {model}", "; ".join(warnings) or "no device is set", "set compare.devices, check the models folder"
    )


def _first_line(error: RuntimeError) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:200] if lines else type(error).__name__
