"""How many steps fit into the minutes given: measured here and now, before the training, on weights thrown away."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import torch

from inspector.errors import InputError, StoppedError
from inspector.train.checkpoint import State, fresh
from inspector.train.loop import advance, fed
from inspector.train.plan import Plan
from inspector.train.validate import validate

FIRST_STEPS: Final = 6
MEASURED_STEPS: Final = 24


def paced(plan: Plan, minutes: float, stop: Callable[[], bool] = lambda: False) -> Plan:
    """Return `plan` with as many steps as fill `minutes` from now on, its reports and this measuring included.

    Raises
    ------
    InputError
        Not one step is left in `minutes`.
    StoppedError
        `stop` said yes while it was measured.
    """
    began = time.monotonic()
    torch.set_num_threads(plan.threads)
    state = fresh(plan)
    step_s = _step_s(plan, state, stop)
    report_s = _report_s(plan, state)
    left_s = 60.0 * minutes - (time.monotonic() - began)
    return replace(plan, steps=steps_in(left_s, step_s, report_s, plan.report_every))


def steps_in(left_s: float, step_s: float, report_s: float, report_every: int) -> int:
    """Return how many steps fit into `left_s`, with a report after every `report_every` of them and at the end.

    Raises
    ------
    InputError
        Not one.

    Examples
    --------
    >>> steps_in(left_s=100.0, step_s=0.4, report_s=20.0, report_every=200)
    160
    """
    steps = int((left_s - report_s) / (step_s + report_s / report_every))
    if steps < 1:
        found = f"a step takes {step_s:.2f} s, a report {report_s:.1f} s, and {max(0.0, left_s):.0f} s were left"
        raise InputError("train in so short a time", found, "give more --minutes, or --steps")
    return steps


def _step_s(plan: Plan, state: State, stop: Callable[[], bool]) -> float:
    """Return the seconds of a step; the first ones, of an empty queue and of cold memory, do not count."""
    began = 0.0
    with fed(plan, 0) as feed:
        for batch in feed:
            if stop():
                raise StoppedError("measure the pace of training", "it was stopped", "the same command begins again")
            if state.step == FIRST_STEPS:
                began = time.monotonic()
            if state.step == FIRST_STEPS + MEASURED_STEPS:
                break
            advance(plan, state, batch)
    return (time.monotonic() - began) / MEASURED_STEPS


def _report_s(plan: Plan, state: State) -> float:
    # The first one also makes the pairs, which are kept for the reports of the training.
    validate(state.averaged.eval(), plan.order.size_px)
    began = time.monotonic()
    validate(state.averaged, plan.order.size_px)
    return time.monotonic() - began
