"""Trained weights in a file, with what they were trained on."""

import io
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final

import torch

from inspector.errors import InputError
from inspector.train.model import Comparer
from inspector.train.whole_file import keep
from inspector.train.widths import Widths

_KEYS: Final = frozenset({"widths", "weights"})
# What torch says of bytes that it did not write; pickle's own documentation names the last four.
_NOT_STORED: Final = (
    RuntimeError,
    UnpicklingError,
    TypeError,
    ValueError,
    KeyError,
    AttributeError,
    EOFError,
    ImportError,
    IndexError,
)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A trained network on the CPU, ready to compare, and in one sentence what it was trained on."""

    network: Comparer
    told: str


def read_weights(path: Path) -> Weights:
    """Return the weights in `path`.

    Raises
    ------
    InputError
        The file cannot be read, is none of ours, or is of a network of another shape.
    """
    cannot, remedy = f"read weights {path}", "name a weights.pt that a training wrote"
    stored = read_stored(path, _KEYS, cannot, remedy)
    try:
        network = Comparer(Widths(**stored["widths"]))
        network.load_state_dict(stored["weights"])
    except (RuntimeError, TypeError, ValueError) as error:
        raise InputError(cannot, "they fit no network of this release", remedy) from error
    network.eval()
    return Weights(network, str(stored.get("told", "")))


def write_weights(path: Path, weights: Weights) -> None:
    """Write `weights` to `path`, whole or not at all.

    Raises
    ------
    StoppedError
        The system refuses it, as a full disk does.
    """
    keep(path, bytes_of(weights))


def bytes_of(weights: Weights) -> bytes:
    """Return `weights` as the bytes of a file that `read_weights` reads."""
    network = weights.network
    stored = {"widths": asdict(network.widths), "weights": network.state_dict(), "told": weights.told}
    return stored_bytes(stored)


def read_stored(path: Path, keys: frozenset[str], cannot: str, remedy: str) -> dict[str, Any]:
    """Return what `stored_bytes` made the file `path` of, nothing in it executed.

    Parameters
    ----------
    path
        A file.
    keys
        What has to be in it.
    cannot, remedy
        What is said where it is another file.

    Raises
    ------
    InputError
        It cannot be read, is cut short or was written by something else.
    """
    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise InputError(cannot, f"{path.name}: {error.strerror or error}", remedy) from error
    except _NOT_STORED as error:
        raise InputError(cannot, f"{path.name} was written by no training, or is cut short", remedy) from error
    if not isinstance(stored, dict) or not keys <= stored.keys():
        held = ", ".join(map(str, stored)) if isinstance(stored, dict) else type(stored).__name__
        raise InputError(cannot, f"{path.name} holds {held}, expected {', '.join(sorted(keys))}", remedy)
    return stored


def stored_bytes(stored: dict[str, object]) -> bytes:
    """Return what torch writes of `stored`."""
    sink = io.BytesIO()
    torch.save(stored, sink)
    return sink.getvalue()
