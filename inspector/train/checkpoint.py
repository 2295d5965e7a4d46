"""How far a training has come: made anew, written to disk, and read back as if it had never stopped."""

from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from pickle import UnpicklingError
from typing import Final

import torch

from inspector.errors import InputError
from inspector.train.model import Comparer
from inspector.train.plan import Plan
from inspector.train.weights import read_weights

CHECKPOINT: Final = "checkpoint.pt"


@dataclass(slots=True)
class State:
    """What is trained, how far it has come, and the losses since the last report."""

    network: Comparer
    averaged: Comparer
    optimiser: torch.optim.Optimizer
    teacher: Comparer | None = None
    step: int = 0
    recent: list[float] = field(default_factory=list)


def fresh(plan: Plan) -> State:
    """Return the state before the first step: the same weights for the same seed, or those the plan begins with.

    Raises
    ------
    InputError
        The plan's device is not on this PC, or the weights it begins with cannot be read.
    """
    device = _device(plan)
    torch.manual_seed(plan.order.seed)
    begun = read_weights(plan.start).network if plan.start else Comparer(plan.form.value)
    network = begun.to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), plan.rate, weight_decay=plan.decay, fused=True)
    return State(network, deepcopy(network), optimiser, _teacher(plan, device))


def resumed(plan: Plan, folder: Path) -> State:
    """Return the state in `folder`, or a fresh one where there is none.

    Raises
    ------
    InputError
        The state in `folder` cannot be read, or is of another plan.
    """
    state, path = fresh(plan), folder / CHECKPOINT
    if path.exists():
        _restore(state, _read(path), plan, folder)
    return state


def begun_steps(folder: Path) -> int | None:
    """Return over how many steps the training in `folder` was begun, or None where none was."""
    path = folder / CHECKPOINT
    if not path.exists():
        return None
    _, _, steps = str(_read(path)["plan"]).rpartition(")")
    return int(steps)


def write_checkpoint(folder: Path, plan: Plan, state: State) -> None:
    """Write `state` into `folder`, whole or not at all."""
    path = folder / CHECKPOINT
    partial = path.with_suffix(".partial")
    stored = {
        "plan": _name(plan),
        "step": state.step,
        "network": state.network.state_dict(),
        "averaged": state.averaged.state_dict(),
        "optimiser": state.optimiser.state_dict(),
    }
    torch.save(stored, partial)
    partial.replace(path)


def _name(plan: Plan) -> str:
    begun = f"(from {sha256(plan.start.read_bytes()).hexdigest()})" if plan.start else f"({plan.form.name})"
    taught = f"(taught by {sha256(plan.teacher.read_bytes()).hexdigest()})" if plan.teacher else ""
    return repr(plan.order) + begun + taught + repr(plan.steps)


def _teacher(plan: Plan, device: torch.device) -> Comparer | None:
    if plan.teacher is None:
        return None
    teacher: Comparer = read_weights(plan.teacher).network.to(device, memory_format=torch.channels_last)
    return teacher


def _device(plan: Plan) -> torch.device:
    if plan.device == "cuda" and not torch.cuda.is_available():
        raise InputError("train on cuda", f"torch {torch.__version__} finds no such device here", "train on the cpu")
    return torch.device(plan.device)


def _read(path: Path) -> dict[str, object]:
    try:
        stored: dict[str, object] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, UnpicklingError) as error:
        found = str(error).split("\n", maxsplit=1)[0]
        raise InputError(
            f"resume the training in {path.parent}", f"{path.name}: {found}", "name another folder"
        ) from error
    return stored


def _restore(state: State, stored: dict[str, object], plan: Plan, folder: Path) -> None:
    if stored["plan"] != _name(plan):
        raise InputError(
            f"resume the training in {folder}",
            "its checkpoint is of another seed, form, teacher, set of families, size, number of parts or of steps",
            "name another folder, or give the options it was started with",
        )
    state.network.load_state_dict(stored["network"])
    state.averaged.load_state_dict(stored["averaged"])
    state.optimiser.load_state_dict(stored["optimiser"])
    state.step = int(str(stored["step"]))
