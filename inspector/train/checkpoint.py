"""How far a training has come: made anew, written to disk, and read back as if it had never stopped."""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import torch

from inspector.errors import InputError
from inspector.train.model import Comparer
from inspector.train.plan import Plan
from inspector.train.weights import Weights, read_stored, read_weights, stored_bytes
from inspector.train.whole_file import keep

CHECKPOINT: Final = "checkpoint.pt"
_KEYS: Final = frozenset({"plan", "step", "network", "averaged", "optimiser"})


@dataclass(slots=True)
class State:
    """What is trained, how far it has come, and the losses since the last report.

    Parameters
    ----------
    network, averaged, optimiser, teacher
        What a step changes, and whom it asks.
    plan
        What is learnt, as its files were when it began: a file that is exchanged meanwhile makes another plan.
    told
        The same for people.
    step
        How many steps are done.
    recent
        Of each step since the last report.
    """

    network: Comparer
    averaged: Comparer
    optimiser: torch.optim.Optimizer
    teacher: Comparer | None
    plan: str
    told: str
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
    begun = read_weights(plan.start) if plan.start else Weights(Comparer(plan.form.value), "")
    taught = read_weights(plan.teacher) if plan.teacher else None
    network = begun.network.to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), plan.rate, weight_decay=plan.decay, fused=True)
    teacher = taught.network.to(device, memory_format=torch.channels_last) if taught else None
    return State(network, deepcopy(network), optimiser, teacher, _name(plan), _told(plan, begun, taught))


def resumed(plan: Plan, folder: Path) -> State:
    """Return the state in `folder`, or a fresh one where there is none.

    Raises
    ------
    InputError
        The state in `folder` cannot be read, or is of another plan.
    """
    state, path = fresh(plan), folder / CHECKPOINT
    if path.exists():
        _restore(state, _read(path), folder)
    return state


def begun_steps(folder: Path) -> int | None:
    """Return over how many steps the training in `folder` was begun, or None where none was."""
    path = folder / CHECKPOINT
    if not path.exists():
        return None
    _, _, steps = str(_read(path)["plan"]).rpartition(")")
    return int(steps)


def write_checkpoint(folder: Path, state: State) -> None:
    """Write `state` into `folder`, whole or not at all.

    Raises
    ------
    StoppedError
        The system refuses it, as a full disk does.
    """
    stored = {
        "plan": state.plan,
        "step": state.step,
        "recent": state.recent,
        "network": state.network.state_dict(),
        "averaged": state.averaged.state_dict(),
        "optimiser": state.optimiser.state_dict(),
    }
    keep(folder / CHECKPOINT, stored_bytes(stored))


def _name(plan: Plan) -> str:
    """Return what is learnt in one line; files go by what is in them, not by where they lie."""
    order = replace(plan.order, labelled=None)
    judged = f"(judged {_hash(plan.order.labelled)})" if plan.order.labelled else ""
    begun = f"(from {_hash(plan.start)})" if plan.start else f"({plan.form.name})"
    taught = f"(taught by {_hash(plan.teacher)})" if plan.teacher else ""
    return repr(order) + judged + begun + taught + repr(plan.steps)


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _told(plan: Plan, begun: Weights, taught: Weights | None) -> str:
    before = f"; begun with weights of {begun.told}" if plan.start else ""
    return plan.told() + before + (f"; taught by the network of {taught.told}" if taught else "")


def _device(plan: Plan) -> torch.device:
    if plan.device == "cuda" and not torch.cuda.is_available():
        raise InputError("train on cuda", f"torch {torch.__version__} finds no such device here", "train on the cpu")
    return torch.device(plan.device)


def _read(path: Path) -> dict[str, Any]:
    return read_stored(path, _KEYS, f"resume the training in {path.parent}", "name another folder")


def _restore(state: State, stored: dict[str, Any], folder: Path) -> None:
    if stored["plan"] != state.plan:
        raise InputError(
            f"resume the training in {folder}",
            "its checkpoint is of another seed, form, set of families, size, number of parts or of steps, or of other "
            "weights to begin with or to learn from, or other judged parts",
            "name another folder, or give the options it was started with, and the same files",
        )
    try:
        state.network.load_state_dict(stored["network"])
        state.averaged.load_state_dict(stored["averaged"])
        state.optimiser.load_state_dict(stored["optimiser"])
    except (RuntimeError, ValueError, TypeError) as error:
        found = "its checkpoint is of another release, whose network has other weights"
        raise InputError(f"resume the training in {folder}", found, "name another folder") from error
    state.step = int(stored["step"])
    state.recent = list(stored.get("recent", ()))
