"""How well a network tells defects on pairs it was not trained on, of kinds of part it was trained on and of others."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from inspector.train.batches import Batch, Order, make_batch, shown, sources
from inspector.train.catalogue import trained, unseen
from inspector.train.labelled import read_labelled
from inspector.train.losses import halved_labels
from inspector.train.model import Comparer, images
from inspector.train.windows import windows_of_each

VALIDATION_SEED: Final = 999_331
PARTS: Final = 8
BATCHES: Final = 16


@dataclass(frozen=True, slots=True)
class Figures:
    """Average precision over all places that count, and how well whole pictures are told apart by their worst place."""

    pixel_ap: float
    picture_auroc: float
    pictures: int


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Logits and labels of one picture, at half the size: float32, bool defect, bool counted, each (h, w)."""

    logits: NDArray[np.float32]
    defect: NDArray[np.bool_]
    counted: NDArray[np.bool_]


def validate(network: Comparer, size_px: int) -> tuple[Figures, Figures]:
    """Return the figures on kinds of part it was trained on and on others, on pairs of seeds no training uses."""
    seen, others = (figures(scored(network, drawn_batches(kinds, size_px))) for kinds in (trained(), unseen()))
    return seen, others


def scored(network: Comparer, batches: Iterable[Batch]) -> list[Scored]:
    """Return what `network` says of every capture in `batches`."""
    found = []
    with torch.inference_mode():
        for batch in batches:
            found += _scored(network, batch)
    return found


def figures(pictures: list[Scored]) -> Figures:
    """Return average precision and AUROC of `pictures`; one with doubtful places only is left out of the AUROC."""
    logits = np.concatenate([each.logits[each.counted] for each in pictures])
    defect = np.concatenate([each.defect[each.counted] for each in pictures])
    clear = [each for each in pictures if each.defect.any() or each.counted.all()]
    worst = np.array([cv2.blur(each.logits, (3, 3))[each.counted].max() for each in clear])
    bad = np.array([each.defect.any() for each in clear])
    return Figures(average_precision(logits, defect), auroc(worst[bad], worst[~bad]), len(pictures))


def average_precision(scores: NDArray[np.float32], positive: NDArray[np.bool_]) -> float:
    """Return the area under precision over recall, 0 where nothing is positive; equal scores share one precision."""
    return float(average_precision_score(positive, scores)) if positive.any() else 0.0


def auroc(positive: NDArray[np.float32], negative: NDArray[np.float32]) -> float:
    """Return the chance that a score of `positive` is above one of `negative`, ties half; nan without both."""
    if not (positive.size and negative.size):
        return float("nan")
    truth = np.repeat([True, False], [positive.size, negative.size])
    return float(roc_auc_score(truth, np.concatenate([positive, negative])))


def drawn_batches(
    kinds: Iterable[str], size_px: int, count: int = BATCHES, unusual_share: float = 0.0
) -> tuple[Batch, ...]:
    """Return drawn pairs of `kinds`, of seeds that no training uses, the same each time; see `Order` for the share."""
    return _batches(tuple(sorted(kinds)), size_px, count, unusual_share)


@cache
def _batches(kinds: tuple[str, ...], size_px: int, count: int, unusual_share: float) -> tuple[Batch, ...]:
    order = Order(kinds, VALIDATION_SEED, PARTS, size_px, unusual_share)
    made_of = sources(order)
    return tuple(make_batch(order, number, made_of) for number in range(count))


def labelled_batches(path: Path, size_px: int) -> tuple[Batch, ...]:
    """Return windows of every judged part in `path`, of the defective ones at a defect, the same each time."""
    rng = np.random.default_rng(VALIDATION_SEED)
    return tuple(map(shown, windows_of_each(rng, read_labelled(path), size_px, PARTS * BATCHES)))


def _scored(network: Comparer, batch: Batch) -> list[Scored]:
    device = next(network.parameters()).device
    learnt = network.learn(images(batch.goldens, device))
    found = []
    for number in range(batch.captures.shape[1]):
        logits, _ = network.compare(learnt, images(batch.captures[:, number], device))
        defect, counted = halved_labels(torch.from_numpy(batch.labels[:, number]))
        planes = (each[:, 0].numpy() for each in (logits.cpu(), defect > 0, counted > 0))
        found += [Scored(*each) for each in zip(*planes, strict=True)]
    return found
