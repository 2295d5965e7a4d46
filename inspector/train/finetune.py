"""Fine-tuning: a trained network goes on with judged parts of one plant, and is kept only if it forgot nothing.

Half of what it learns from stays drawn, so that it keeps what it knows; then it is asked on drawn kinds of part that no
network is trained on, and on judged parts that were held back. Where it does worse on either, its weights are refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from typing_extensions import override

from inspector.errors import InputError
from inspector.train.batches import Batch
from inspector.train.catalogue import unseen
from inspector.train.labelled import AlignedLabel, Labelled, align_labelled, write_labelled
from inspector.train.loop import WEIGHTS, Progress, train
from inspector.train.model import Comparer
from inspector.train.plan import Plan
from inspector.train.validate import Figures, drawn_batches, figures, labelled_batches, scored
from inspector.train.weights import read_weights

TAUGHT: Final = "judged.npz"
HELD_BACK: Final = "judged-held-back.npz"
EVERY: Final = 5
LEAST_PAIRS: Final = 10
RATE: Final = 3e-4
MAY_FALL: Final = 0.02


@dataclass(frozen=True, slots=True)
class Change:
    """Figures of the same pictures before and after."""

    on: str
    before: Figures
    after: Figures

    @property
    def is_worse(self) -> bool:
        """Whether it fell by more than chance lets it."""
        fell = self.before.pixel_ap - self.after.pixel_ap, self.before.picture_auroc - self.after.picture_auroc
        return max(fell) > MAY_FALL

    @override
    def __str__(self) -> str:
        """Return the figures as one phrase."""
        before, after = self.before, self.after
        places = f"places AP {before.pixel_ap:.3f} -> {after.pixel_ap:.3f}"
        return f"{self.on}: {places}, pictures AUROC {before.picture_auroc:.3f} -> {after.picture_auroc:.3f}"


def with_judged(plan: Plan, folder: Path, pairs: Sequence[Labelled]) -> Plan:
    """Return `plan` with `pairs` aligned and kept in `folder`: four of five to learn from, the fifth held back.

    Raises
    ------
    InputError
        Fewer than ten of them align: too few to learn from and to hold some back.
    """
    parts = align_labelled(pairs)
    if len(parts) < LEAST_PAIRS:
        found = f"{len(parts)} of {len(pairs)} labelled pairs align, at least {LEAST_PAIRS} are wanted"
        raise InputError(f"fine-tune in {folder}", found, "label more parts, good ones too")
    taught, held = _split(parts)
    write_labelled(folder / TAUGHT, taught)
    write_labelled(folder / HELD_BACK, held)
    return replace(plan, order=replace(plan.order, labelled=folder / TAUGHT), rate=RATE)


def finetune(
    plan: Plan, folder: Path, tell: Callable[[Progress], None], stop: Callable[[], bool] = lambda: False
) -> tuple[Change, Change]:
    """Train as `plan` of `with_judged` says and return what changed, on drawn kinds unseen and on parts held back.

    Raises
    ------
    InputError
        It does worse on either than the weights it began with: its own are not kept. Or as `train`.
    StoppedError
        As `train`.
    """
    if plan.start is None:
        raise InputError(f"fine-tune in {folder}", "it has no weights to begin with", "name them: --from WEIGHTS")
    after, before = train(plan, folder, tell, stop), read_weights(plan.start).network
    size_px = plan.order.size_px
    drawn = _change("drawn kinds unseen", before, after, drawn_batches(unseen(), size_px))
    judged = _change("judged parts held back", before, after, labelled_batches(folder / HELD_BACK, size_px))
    _check(folder, drawn, judged)
    return drawn, judged


def _split(parts: Sequence[AlignedLabel]) -> tuple[list[AlignedLabel], list[AlignedLabel]]:
    held = [part for number, part in enumerate(parts) if number % EVERY == EVERY - 1]
    return [part for number, part in enumerate(parts) if number % EVERY != EVERY - 1], held


def _change(on: str, before: Comparer, after: Comparer, batches: tuple[Batch, ...]) -> Change:
    return Change(on, figures(scored(before, batches)), figures(scored(after, batches)))


def _check(folder: Path, *changes: Change) -> None:
    worse = [change for change in changes if change.is_worse]
    if worse:
        (folder / WEIGHTS).unlink()
        found = f"{worse[0]}, at most {MAY_FALL:g} less is let through"
        raise InputError(f"keep the weights fine-tuned in {folder}", found, "label more parts, or train fewer --steps")
