"""A training as a person starts it: its length as begun before or measured now, then trained, each report in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.errors import InputError
from inspector.train.checkpoint import begun_steps
from inspector.train.finetune import Change, finetune
from inspector.train.log import Progress
from inspector.train.loop import train
from inspector.train.pace import paced
from inspector.train.plan import Plan
from inspector.train.weights import read_weights


@dataclass(frozen=True, slots=True)
class Session:
    """The reports of a training, and what changed where it was a fine-tuning."""

    reports: tuple[Progress, ...]
    changes: tuple[Change, ...]


def check_form(plan: Plan) -> None:
    """Raise InputError where the weights that `plan` begins with are of another form: theirs would be trained."""
    if plan.start is not None and read_weights(plan.start).network.widths != plan.form.value:
        found = f"the weights in {plan.start} are of another"
        raise InputError(f"train the {plan.form.name.lower()} form", found, "leave --form away, or --from")


def scheduled(
    plan: Plan,
    folder: Path,
    minutes: float | None,
    say: Callable[[str], None],
    stop: Callable[[], bool],
) -> Plan:
    """Return `plan` as long as it was begun in `folder`; where none was, as fills `minutes`. Its steps are said.

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
        return replace(plan, steps=begun)
    if minutes is None:
        raise InputError(f"train {folder}", "it holds no training to go on with", "say how long: --minutes or --steps")
    plan = paced(plan, minutes, stop)
    say(f"{plan.steps} steps fill {minutes:g} min here; the same training anywhere: --steps {plan.steps}")
    return plan


def run_session(plan: Plan, folder: Path, say: Callable[[str], None], stop: Callable[[], bool]) -> Session:
    """Return what training `plan` in `folder` reported; each is said as it comes. Raises as `train` and `finetune`."""
    reports: list[Progress] = []

    def tell(progress: Progress) -> None:
        reports.append(progress)
        say(_line(progress, plan))

    changes = _changes(plan, folder, tell, stop)
    if not reports:
        say(f"nothing was left of its {plan.steps} steps; to train on, begin in another folder, --from these weights")
    for change in changes:
        say(str(change))
    return Session(tuple(reports), changes)


def _changes(
    plan: Plan, folder: Path, tell: Callable[[Progress], None], stop: Callable[[], bool]
) -> tuple[Change, ...]:
    if plan.order.labelled is not None:
        return finetune(plan, folder, tell, stop)
    train(plan, folder, tell, stop)
    return ()


def _line(progress: Progress, plan: Plan) -> str:
    seen = f"{progress.seen_pixel_ap:.3f}, pictures AUROC {progress.seen_picture_auroc:.3f}"
    unseen = f"{progress.unseen_pixel_ap:.3f}, {progress.unseen_picture_auroc:.3f}"
    done = f"step {progress.step} of {plan.steps}, {progress.minutes:.1f} min"
    return f"{done}: loss {progress.loss:.4f}; kinds seen: places AP {seen}; unseen: {unseen}"
