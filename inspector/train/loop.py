"""The training: batches in, weights, a log and checkpoints out; stopped and resumed without a trace in the weights."""

import math
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from inspector.errors import InputError, StoppedError
from inspector.train.batches import Batch, Feed
from inspector.train.checkpoint import State, resumed, write_checkpoint
from inspector.train.curves import CURVES, draw_curves
from inspector.train.log import LOG, Progress, add_row
from inspector.train.losses import distance_to_teacher, loss
from inspector.train.model import Comparer, Learnt, images, repeated
from inspector.train.plan import Plan, rate_at
from inspector.train.validate import Figures, validate
from inspector.train.weights import Weights, write_weights
from inspector.train.whole_file import keep

WEIGHTS: Final = "weights.pt"
CLIP: Final = 1.0


def train(
    plan: Plan, folder: Path, tell: Callable[[Progress], None], stop: Callable[[], bool] = lambda: False
) -> Comparer:
    """Return the network of `learn`, its weights written into `folder`. Raises as `learn` does."""
    weights = learn(plan, folder, tell, stop)
    write_weights(folder / WEIGHTS, weights)
    return weights.network


def learn(
    plan: Plan, folder: Path, tell: Callable[[Progress], None], stop: Callable[[], bool] = lambda: False
) -> Weights:
    """Return the averaged weights after `plan`, resumed from `folder` where a checkpoint of it is.

    Parameters
    ----------
    plan
        What is trained.
    folder
        Takes checkpoint, log and curves; it exists. The weights are not written: they may be none to keep.
    tell
        Is given the progress at each report.
    stop
        Asked before every step; once it says yes a checkpoint is written and the training ends.

    Raises
    ------
    StoppedError
        `stop` said yes, or the disk is full: the same call goes on from the checkpoint.
    InputError
        `folder` holds the checkpoint of another plan, the plan's device is not on this PC, or the loss is no number.
    """
    torch.set_num_threads(plan.threads)
    state = resumed(plan, folder)
    began = time.monotonic()
    if state.step < plan.steps:
        with fed(plan, state.step) as feed:
            for batch in feed:
                _may_go_on(plan, state, folder, stop)
                advance(plan, state, batch)
                if state.step % plan.report_every == 0 or state.step == plan.steps:
                    tell(_report(plan, state, folder, (time.monotonic() - began) / 60))
                if state.step == plan.steps:
                    break
    network: Comparer = state.averaged.to("cpu").eval()
    return Weights(network, state.told)


def fed(plan: Plan, start: int) -> Feed:
    """Return the batches of `plan` from `start` on, from processes that Ctrl-C does not reach."""
    # It is sent to the whole group of processes: the training stops at the end of a step and ends the others itself.
    # What is held back here is held back for good in the processes started meanwhile. The tracker of what they share
    # is started first: starting it would let Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return Feed(plan.order, plan.workers, start)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def advance(plan: Plan, state: State, batch: Batch) -> None:
    """Train `state` on one batch.

    Raises
    ------
    InputError
        The loss is no number, and so would be all weights from here on. Nothing is learnt of this batch.
    """
    state.network.train()
    for group in state.optimiser.param_groups:
        group["lr"] = rate_at(plan, state.step)
    value = _loss(state, batch, torch.device(plan.device))
    found = _checked(float(value.detach()), state)
    state.optimiser.zero_grad(set_to_none=True)
    value.backward()
    nn.utils.clip_grad_norm_(state.network.parameters(), CLIP)
    state.optimiser.step()
    state.step += 1
    state.recent.append(found)
    _average(state, min(plan.average, (state.step + 1) / (state.step + 20)))


def _may_go_on(plan: Plan, state: State, folder: Path, stop: Callable[[], bool]) -> None:
    if stop():
        write_checkpoint(folder, state)
        found = f"it was stopped after step {state.step} of {plan.steps}"
        raise StoppedError(f"finish the training in {folder}", found, "the same command goes on from there")


def _checked(value: float, state: State) -> float:
    if not math.isfinite(value):
        found = f"the loss of step {state.step + 1} is {value}: the weights have grown beyond all numbers"
        raise InputError("train on", found, "begin in another folder, with another --seed or other weights --from")
    return value


def _loss(state: State, batch: Batch, device: torch.device) -> Tensor:
    goldens, captures = images(batch.goldens, device), images(batch.captures, device)
    with _precision(device):
        logits, coarse = _compared(state.network, goldens, captures)
    value = loss(logits.float(), coarse.float(), torch.from_numpy(batch.labels).to(device).flatten(0, 1))
    if state.teacher is None:
        return value
    with _precision(device), torch.no_grad():
        taught, _ = _compared(state.teacher, goldens, captures)
    return value + distance_to_teacher(logits.float(), taught.float())


def _compared(network: Comparer, goldens: Tensor, captures: Tensor) -> tuple[Tensor, Tensor]:
    """Return the logits of `captures`, (N, m, 3, H, W), against what the N goldens of each show."""
    learnt: Learnt = network.learn(goldens)
    each = captures.flatten(0, 1).contiguous(memory_format=torch.channels_last)
    answer: tuple[Tensor, Tensor] = network.compare(repeated(learnt, captures.shape[1]), each)
    return answer


def _precision(device: torch.device) -> AbstractContextManager[None]:
    return torch.autocast("cuda", torch.bfloat16) if device.type == "cuda" else nullcontext()


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
    keep(folder / CURVES, draw_curves(add_row(folder / LOG, progress)))
    write_checkpoint(folder, state)
    return progress


def _progress(step: int, minutes: float, rate: float, mean: float, found: tuple[Figures, Figures]) -> Progress:
    seen, unseen = found
    return Progress(step, minutes, rate, mean, seen.pixel_ap, seen.picture_auroc, unseen.pixel_ap, unseen.picture_auroc)
