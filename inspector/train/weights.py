"""Trained weights in a file, with what they were trained on."""

from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError

import torch

from inspector.errors import InputError
from inspector.train.model import Comparer
from inspector.train.widths import Widths


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
    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
        network = Comparer(Widths(**stored["widths"]))
        network.load_state_dict(stored["weights"])
    except (OSError, RuntimeError, EOFError, UnpicklingError, KeyError, TypeError) as error:
        found = str(error).split("\n", maxsplit=1)[0]
        raise InputError(f"read weights {path}", found, "name a weights.pt that a training wrote") from error
    network.eval()
    return Weights(network, str(stored.get("told", "")))


def write_weights(path: Path, weights: Weights) -> None:
    """Write `weights` to `path`, whole or not at all."""
    partial = path.with_suffix(".partial")
    network = weights.network
    stored = {"widths": asdict(network.widths), "weights": network.state_dict(), "told": weights.told}
    torch.save(stored, partial)
    partial.replace(path)
