"""What the training makes small: errors per place, overlap on defective pictures, and the verdict on whole pictures."""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from inspector.train.labels import DEFECT, IGNORE
from inspector.train.model import STEP

COARSE: Final = 16
WORST: Final = 12
SOFTENED: Final = 2.0
TEACHER_WEIGHT: Final = 6.0
DICE_WEIGHT: Final = 0.5
COARSE_WEIGHT: Final = 0.3
PICTURE_WEIGHT: Final = 0.4


def halved_labels(labels: Tensor, step: int = STEP) -> tuple[Tensor, Tensor]:
    """Return what `labels`, uint8 (N, H, W), say of each `step` x `step` px: defect and counted, float (N, 1, h, w)."""
    planes = labels[:, None]
    defect = functional.max_pool2d((planes == DEFECT).float(), step)
    ignored = functional.max_pool2d((planes == IGNORE).float(), step)
    return defect, torch.maximum(defect, 1.0 - ignored)


def loss(logits: Tensor, coarse: Tensor, labels: Tensor) -> Tensor:
    """Return the loss of `logits` (N, 1, H/2, W/2) and `coarse` (N, 1, H/16, W/16); `labels` are uint8 (N, H, W)."""
    defect, counted = halved_labels(labels)
    places = _focal(logits, defect, counted) + DICE_WEIGHT * _dice(logits, defect, counted)
    coarse_defect, coarse_counted = halved_labels(labels, COARSE)
    far = functional.binary_cross_entropy_with_logits(coarse, coarse_defect, coarse_counted)
    return places + COARSE_WEIGHT * far + PICTURE_WEIGHT * _pictures(logits, defect, counted)


def distance_to_teacher(logits: Tensor, taught: Tensor) -> Tensor:
    """Return how far `logits` are from a teacher's, both (N, 1, H/2, W/2): softened, so that its doubts count too.

    References
    ----------
    .. [1] G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network", 2015.
    """
    wanted = torch.sigmoid(taught / SOFTENED)
    each = functional.binary_cross_entropy_with_logits(logits / SOFTENED, wanted, reduction="none")
    doubt = functional.binary_cross_entropy_with_logits(taught / SOFTENED, wanted, reduction="none")
    return TEACHER_WEIGHT * SOFTENED**2 * ((each - doubt) * (1.0 + 3.0 * wanted)).mean()


def _focal(logits: Tensor, defect: Tensor, counted: Tensor) -> Tensor:
    """Return the cross-entropy with less weight for what is already right: most places of a part are plainly good."""
    each = functional.binary_cross_entropy_with_logits(logits, defect, reduction="none")
    wrong = 1.0 - torch.exp(-each)
    weighted = wrong * each * (1.0 + 3.0 * defect) * counted
    return 12.0 * weighted.sum() / counted.sum()


def _dice(logits: Tensor, defect: Tensor, counted: Tensor) -> Tensor:
    """Return one less the overlap, over the pictures that hold a defect, small ones counting as much as large ones."""
    found = torch.sigmoid(logits) * counted
    both = (found * defect).sum(dim=(1, 2, 3))
    either = found.sum(dim=(1, 2, 3)) + defect.sum(dim=(1, 2, 3))
    shown = (defect.sum(dim=(1, 2, 3)) > 0).float()
    return (shown * (1.0 - (2.0 * both + 1.0) / (either + 1.0))).sum() / shown.sum().clamp(min=1.0)


def _pictures(logits: Tensor, defect: Tensor, counted: Tensor) -> Tensor:
    """Return the cross-entropy of the verdict on each whole picture, by the worst places that count."""
    smooth = functional.avg_pool2d(logits, 3, 1, 1) - 1e3 * (1.0 - counted)
    worst = smooth.flatten(1).topk(WORST, dim=1).values.mean(dim=1)
    defective = (defect.sum(dim=(1, 2, 3)) > 0).float()
    ambiguous = (defective == 0) & ((1.0 - counted).sum(dim=(1, 2, 3)) > 0)
    return functional.binary_cross_entropy_with_logits(worst, defective, (~ambiguous).float())
