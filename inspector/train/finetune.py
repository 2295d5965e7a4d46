"""Fine-tuning: a trained network goes on with judged parts of one plant, and is kept only if it forgot nothing.

Half of what it learns from stays drawn, so that it keeps what it knows; then it is asked on drawn kinds of part that no
network is trained on, and on judged parts that were held back. Only where it does no worse on either are its weights
written.
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
from inspector.train.log import Progress
from inspector.train.loop import WEIGHTS, learn
from inspector.train.model import Comparer
from inspector.train.plan import Plan
from inspector.train.validate import Figures, drawn_batches, figures, labelled_batches, scored
from inspector.train.weights import read_weights, write_weights

TAUGHT: Final = "judged.npz"
HELD_BACK: Final = "judged-held-back.npz"
EVERY: Final = 5
LEAST_PAIRS: Final = 10
LEAST_OF_A_KIND: Final = 2
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
        """Whether it fell by more than chance lets it, or cannot be told."""
        fell = self.before.pixel_ap - self.after.pixel_ap, self.before.picture_auroc - self.after.picture_auroc
        return not all(each <= MAY_FALL for each in fell)

    @override
    def __str__(self) -> str:
        """Return the figures as one phrase."""
        before, after = self.before, self.after
        places = f"places AP {before.pixel_ap:.3f} -> {after.pixel_ap:.3f}"
        return f"{self.on}: {places}, pictures AUROC {before.picture_auroc:.3f} -> {after.picture_auroc:.3f}"


def with_judged(
    plan: Plan, folder: Path, pairs: Sequence[Labelled], say: Callable[[str], None] = lambda _: None
) -> Plan:
    """Return `plan` with `pairs` aligned and kept in `folder`: four of five to learn from, the fifth held back.

    `say` is told of each that cannot be used.

    Raises
    ------
    InputError
        Fewer than ten of them align, or fewer than two good or two defective ones: too few to learn from both and to
        hold some of both back.
    """
    parts = align_labelled(pairs, say)
    if len(parts) < LEAST_PAIRS:
        found = f"{len(parts)} of {len(pairs)} labelled pairs align, at least {LEAST_PAIRS} are wanted"
        raise InputError(f"fine-tune in {folder}", found, "label more parts, good ones too")
    taught, held = _split(folder, parts)
    write_labelled(folder / TAUGHT, taught)
    write_labelled(folder / HELD_BACK, held)
    return replace(plan, order=replace(plan.order, labelled=folder / TAUGHT), rate=RATE)


def finetune(
    plan: Plan, folder: Path, tell: Callable[[Progress], None], stop: Callable[[], bool] = lambda: False
) -> tuple[Change, Change]:
    """Train as `plan` of `with_judged` says and return what changed, on drawn kinds unseen and on parts held back.

    The weights are written once that is known: whatever ends it before, none are there that were not asked.

    Raises
    ------
    InputError
        It does worse on either than the weights it began with: its own are not kept. Or as `learn`.
    StoppedError
        As `learn`.
    """
    if plan.start is None:
        raise InputError(f"fine-tune in {folder}", "it has no weights to begin with", "name them: --from WEIGHTS")
    before, after = read_weights(plan.start).network, learn(plan, folder, tell, stop)
    size_px = plan.order.size_px
    drawn = _change("drawn kinds unseen", before, after.network, drawn_batches(unseen(), size_px))
    judged = _change("judged parts held back", before, after.network, labelled_batches(folder / HELD_BACK, size_px))
    _check(folder, drawn, judged)
    write_weights(folder / WEIGHTS, after)
    return drawn, judged


def _split(folder: Path, parts: Sequence[AlignedLabel]) -> tuple[list[AlignedLabel], list[AlignedLabel]]:
    """Return what is learnt from and what is held back: of the good as of the defective parts one in five, never none.

    What is asked of one kind alone has no figure, and could not be refused.
    """
    kinds = [part for part in parts if not part.is_defective], [part for part in parts if part.is_defective]
    if min(map(len, kinds)) < LEAST_OF_A_KIND:
        found = f"{len(kinds[0])} good and {len(kinds[1])} defective parts align, {LEAST_OF_A_KIND} of each are wanted"
        raise InputError(f"fine-tune in {folder}", found, "label more of the kind that is missing")
    held = [part for kind in kinds for part in (kind[EVERY - 1 :: EVERY] or kind[-1:])]
    return [part for part in parts if part not in held], held


def _change(on: str, before: Comparer, after: Comparer, batches: tuple[Batch, ...]) -> Change:
    return Change(on, figures(scored(before, batches)), figures(scored(after, batches)))


def _check(folder: Path, *changes: Change) -> None:
    worse = [change for change in changes if change.is_worse]
    if worse:
        found = f"{worse[0]}, at most {MAY_FALL:g} less is let through"
        raise InputError(f"keep the weights fine-tuned in {folder}", found, "label more parts, or train fewer --steps")
