"""What a comparator finds on drawn parts that it was never trained on, and what the plain ways find on the same.

Each group is a set of kinds of part under a set-up: kinds that limit and temperature are fitted on, kinds that nothing
is fitted on, and both under other set-ups than a lamp from above. The pairs are of seeds of this bench's own: neither
training, nor the fitting of the limit, nor any test draws them. One golden each, one thread.

usage: drawn.py [--models DIR] [--card FILE] [--batches N] [--only GROUP,...] [--baselines] [--kinds]
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from drawn_figures import counted, figures_of, marks_in
from evaluation import Compare, Compared
from network import BASELINES, MODELS
from scoring import told

from inspector.compare.card_file import CARD_FILE
from inspector.compare.onnx import OnnxComparator
from inspector.train.batches import Batch, Order, make_batch, sources
from inspector.train.catalogue import trained, unseen, untouched
from inspector.train.losses import halved_labels
from inspector.train.validate import Scored

SEED, SIZE_PX, PARTS = 999_777, 160, 8


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of part, and how many of their stations see otherwise than by a lamp from above."""

    kinds: tuple[str, ...]
    unusual_share: float


def groups() -> dict[str, Group]:
    """Return what is measured, by name."""
    fitted, other, learnt = (tuple(sorted(each())) for each in (unseen, untouched, trained))
    both = tuple(sorted((*fitted, *other)))
    return {
        "fitted": Group(fitted, 0.0),
        "untouched": Group(other, 0.0),
        "other-light": Group(both, 1.0),
        "trained": Group(learnt, 0.0),
        "trained-other-light": Group(learnt, 1.0),
    }


def batches(group: Group, count: int) -> Iterator[Batch]:
    """Yield `count` batches of `group`, the same each time."""
    order = Order(group.kinds, SEED, PARTS, SIZE_PX, group.unusual_share)
    made_of = sources(order)
    return (make_batch(order, number, made_of) for number in range(count))


def judged(compare: Compare, batch: Batch) -> Iterator[Scored]:
    """Yield the logarithm of the map of each picture of `batch`, against its first golden, and what is true of it."""
    whole = np.ones(batch.goldens.shape[2:4], np.bool_)
    for goldens, captures, labels in zip(batch.goldens, batch.captures, batch.labels, strict=True):
        truth = (each[:, 0].numpy() > 0 for each in halved_labels(torch.from_numpy(labels)))
        for capture, defect, counts in zip(captures, *truth, strict=True):
            found = compare(goldens[0], capture, whole)
            yield Scored(np.log(np.maximum(found, np.float32(1e-6))), defect, counts)


def line(name: str, pictures: Sequence[Scored], *, at_limit: bool) -> str:
    """Return what is found in `pictures` as a line."""
    precision, area = figures_of(counted(pictures))
    found = f"  {name:22} AP of places {told(precision)}, AUROC of pictures {told(area)}, {len(pictures)} pictures"
    return f"{found}\n  {'':22} {marks_in(pictures)}" if at_limit else found


def _of_each_kind(compare: Compare, group: Group, count: int) -> Iterator[str]:
    for kind in group.kinds:
        pictures = [
            each for batch in batches(Group((kind,), group.unusual_share), count) for each in judged(compare, batch)
        ]
        yield line(f"  {kind}", pictures, at_limit=False)


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--models", type=Path, default=MODELS)
    arguments.add_argument("--card", default=CARD_FILE)
    arguments.add_argument("--batches", type=int, default=64, help="of 16 pictures each, for each group")
    arguments.add_argument("--only", default=",".join(groups()))
    arguments.add_argument("--baselines", action="store_true")
    arguments.add_argument("--kinds", action="store_true", help="each kind of part alone, too")
    return arguments.parse_args()


def main() -> None:
    """Print the tables."""
    chosen = _arguments()
    cv2.setNumThreads(1)
    comparator = OnnxComparator.load(chosen.models, threads=1, card_file=chosen.card)
    baselines = BASELINES if chosen.baselines else ()
    ways: tuple[tuple[str, Compare], ...] = ((comparator.engine.comparator, Compared(comparator)), *baselines)
    for group_name, group in ((name, groups()[name]) for name in chosen.only.split(",")):
        drawn = tuple(batches(group, chosen.batches))
        print(f"\n{group_name}: {len(group.kinds)} kinds", flush=True)
        for name, compare in ways:
            pictures = [each for batch in drawn for each in judged(compare, batch)]
            print(line(name, pictures, at_limit=name == ways[0][0]), flush=True)
        for kind in _of_each_kind(ways[0][1], group, max(1, chosen.batches // 8)) if chosen.kinds else ():
            print(kind, flush=True)


if __name__ == "__main__":
    main()
