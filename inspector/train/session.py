"""A training as a person starts it: its length as begun before or measured now, then trained, each report in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from inspector.errors import InputError
from inspector.train.checkpoint import begun_steps
from inspector.train.loop import Progress, train
from inspector.train.pace import paced
from inspector.train.plan import Plan

ANY: Final = 1


def scheduled(
    plan_of: Callable[[int], Plan],
    folder: Path,
    minutes: float | None,
    say: Callable[[str], None],
    stop: Callable[[], bool],
) -> Plan:
    """Return the plan as it was begun in `folder`; where none was, as long as fills `minutes`. Its steps are said.

    Raises
    ------
    InputError
        Nothing was begun there and `minutes` is None, or they are too short for a single step.
    StoppedError
        `stop` said yes while the pace was measured.
    """
    begun = begun_steps(folder)
    if begun is not None:
        say(f"goes on with the training of {begun} steps in {folder}")
        return plan_of(begun)
    if minutes is None:
        raise InputError(f"train {folder}", "it holds no training to go on with", "say how long: --minutes or --steps")
    plan = paced(plan_of(ANY), minutes, stop)
    say(f"{plan.steps} steps fill {minutes:g} min here; the same training anywhere: --steps {plan.steps}")
    return plan


def run_session(plan: Plan, folder: Path, say: Callable[[str], None], stop: Callable[[], bool]) -> tuple[Progress, ...]:
    """Return the reports of training `plan` in `folder`; each is said as it comes. Raises as `train` does."""
    reports: list[Progress] = []

    def tell(progress: Progress) -> None:
        reports.append(progress)
        say(_line(progress, plan))

    train(plan, folder, tell, stop)
    return tuple(reports)


def _line(progress: Progress, plan: Plan) -> str:
    seen = f"{progress.seen_pixel_ap:.3f}, pictures AUROC {progress.seen_picture_auroc:.3f}"
    unseen = f"{progress.unseen_pixel_ap:.3f}, {progress.unseen_picture_auroc:.3f}"
    done = f"step {progress.step} of {plan.steps}, {progress.minutes:.1f} min"
    return f"{done}: loss {progress.loss:.4f}; kinds seen: places AP {seen}; unseen: {unseen}"
