"""The training: batches in, weights, a log and checkpoints out; stopped and resumed without a trace in the weights."""

import csv
import math
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from inspector.errors import InputError
from inspector.train.batches import Batch, Feed, Order
from inspector.train.losses import loss
from inspector.train.model import Comparer, Learnt, Widths, repeated
from inspector.train.validate import Figures, validate

CHECKPOINT: Final = "checkpoint.pt"
LOG: Final = "log.csv"
WEIGHTS: Final = "weights.pt"
WARM_UP: Final = 200
CLIP: Final = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training run is.

    Parameters
    ----------
    order
        What it learns from.
    steps
        Number of batches; the learning rate falls to nothing over them.
    rate
        Largest learning rate.
    decay
        Weight decay.
    average
        Share of the averaged weights that stays per step, once the run is under way.
    report_every
        Steps between validations and checkpoints.
    workers
        Processes that make pairs.
    threads
        Threads that train.
    """

    order: Order
    steps: int
    rate: float = 2.5e-3
    decay: float = 1e-2
    average: float = 0.998
    report_every: int = 500
    workers: int = 1
    threads: int = 1


@dataclass(slots=True)
class State:
    """What is trained, and how far it has come."""

    network: Comparer
    averaged: Comparer
    optimiser: torch.optim.Optimizer
    step: int = 0
    recent: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of the log: the mean loss since the last, and the figures of the averaged weights."""

    step: int
    minutes: float
    rate: float
    loss: float
    seen_pixel_ap: float
    seen_picture_auroc: float
    unseen_pixel_ap: float
    unseen_picture_auroc: float


def train(plan: Plan, folder: Path, tell: Callable[[Progress], None]) -> Comparer:
    """Return the averaged network after `plan`, resumed from `folder` where a checkpoint of it is."""
    torch.set_num_threads(plan.threads)
    state = _resumed(plan, folder)
    began = time.monotonic()
    with Feed(plan.order, plan.workers, state.step) as feed:
        for batch in feed:
            if state.step >= plan.steps:
                break
            _advance(plan, state, batch)
            if state.step % plan.report_every == 0 or state.step == plan.steps:
                tell(_report(plan, state, folder, (time.monotonic() - began) / 60))
    torch.save({"widths": asdict(state.averaged.widths), "weights": state.averaged.state_dict()}, folder / WEIGHTS)
    return state.averaged.eval()


def load_weights(path: Path) -> Comparer:
    """Return the network whose weights are in `path`, ready to compare."""
    stored = torch.load(path, weights_only=True)
    network = Comparer(Widths(**stored["widths"]))
    network.load_state_dict(stored["weights"])
    return network.eval()


def rate_at(plan: Plan, step: int) -> float:
    """Return the learning rate of `step`: a short rise, then down half a cosine."""
    rise = min(1.0, (step + 1) / WARM_UP)
    return plan.rate * rise * 0.5 * (1.0 + math.cos(math.pi * min(1.0, step / plan.steps)))


def _advance(plan: Plan, state: State, batch: Batch) -> None:
    state.network.train()
    for group in state.optimiser.param_groups:
        group["lr"] = rate_at(plan, state.step)
    value = _loss(state.network, batch)
    state.optimiser.zero_grad(set_to_none=True)
    value.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(state.network.parameters(), CLIP)
    state.optimiser.step()
    state.step += 1
    state.recent.append(float(value.detach()))
    _average(state, min(plan.average, (state.step + 1) / (state.step + 20)))


def _loss(network: Comparer, batch: Batch) -> Tensor:
    learnt: Learnt = network.learn(images(batch.goldens))
    captures = images(batch.captures)
    count = captures.shape[1]
    logits, coarse = network.compare(repeated(learnt, count), captures.flatten(0, 1).contiguous(memory_format=_LAST))
    return loss(logits, coarse, torch.from_numpy(batch.labels).flatten(0, 1))


_LAST: Final = torch.channels_last


def images(pictures: object) -> Tensor:
    """Return uint8 (..., H, W, 3) as float (..., 3, H, W) in 0..1."""
    return torch.as_tensor(pictures).movedim(-1, -3).float() / 255.0


def _average(state: State, stays: float) -> None:
    with torch.no_grad():
        torch._foreach_lerp_(list(state.averaged.parameters()), list(state.network.parameters()), 1.0 - stays)
        for mean, now in zip(state.averaged.buffers(), state.network.buffers(), strict=True):
            mean.copy_(now)


def _report(plan: Plan, state: State, folder: Path, minutes: float) -> Progress:
    seen, unseen = validate(state.averaged.eval(), plan.order.size_px)
    mean = sum(state.recent) / max(1, len(state.recent))
    state.recent.clear()
    progress = _progress(state.step, minutes, rate_at(plan, state.step), mean, (seen, unseen))
    _write_log(folder / LOG, progress)
    _write_checkpoint(folder / CHECKPOINT, plan, state)
    return progress


def _progress(step: int, minutes: float, rate: float, mean: float, found: tuple[Figures, Figures]) -> Progress:
    seen, unseen = found
    return Progress(step, minutes, rate, mean, seen.pixel_ap, seen.picture_auroc, unseen.pixel_ap, unseen.picture_auroc)


def _write_log(path: Path, progress: Progress) -> None:
    new = not path.exists()
    with path.open("a", newline="") as log:
        writer = csv.DictWriter(log, [each.name for each in fields(Progress)])
        if new:
            writer.writeheader()
        writer.writerow({key: f"{value:.6g}" for key, value in asdict(progress).items()})


def _write_checkpoint(path: Path, plan: Plan, state: State) -> None:
    partial = path.with_suffix(".partial")
    stored = {
        "plan": repr(plan.order) + repr(plan.steps),
        "step": state.step,
        "network": state.network.state_dict(),
        "averaged": state.averaged.state_dict(),
        "optimiser": state.optimiser.state_dict(),
    }
    torch.save(stored, partial)
    partial.replace(path)


def _resumed(plan: Plan, folder: Path) -> State:
    torch.manual_seed(plan.order.seed)
    network = Comparer().to(memory_format=_LAST)
    optimiser = torch.optim.AdamW(network.parameters(), plan.rate, weight_decay=plan.decay, fused=True)
    state = State(network, deepcopy(network), optimiser)
    path = folder / CHECKPOINT
    if path.exists():
        _restore(state, torch.load(path, weights_only=True), plan, path)
    return state


def _restore(state: State, stored: dict[str, object], plan: Plan, path: Path) -> None:
    if stored["plan"] != repr(plan.order) + repr(plan.steps):
        raise InputError(
            f"resume the training in {path.parent}",
            "its checkpoint is of another seed, set of families, size or number of steps",
            "name another folder, or give the options it was started with",
        )
    state.network.load_state_dict(stored["network"])  # type: ignore[arg-type]
    state.averaged.load_state_dict(stored["averaged"])  # type: ignore[arg-type]
    state.optimiser.load_state_dict(stored["optimiser"])  # type: ignore[arg-type]
    state.step = int(str(stored["step"]))
