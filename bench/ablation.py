"""Ways to compare two features, each trained for the same CPU time on the same drawn parts, told on kinds unseen.

difference    how far the part lies from the golden at the place itself
contrastive   the same, and features are drawn together where parts are good and apart where they are defective
interval      what ships: also outside what lies within a cell around, in both directions
matching      each feature against a mixture of those within a cell around, the more alike the more it counts

usage: ablation.py [--minutes M] [--batches N] [--unseen N] [--only NAME,...]

Of one seed and short: differences within the intervals say nothing.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from drawn_figures import counted, figures_of
from scoring import told
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from inspector.train.batches import Batch, Order, make_batch, sources
from inspector.train.catalogue import trained, unseen
from inspector.train.losses import halved_labels, loss
from inspector.train.model import STEP, Bounds, Comparer, Decoder, Learnt, Mix, images, repeated
from inspector.train.validate import drawn_batches, scored
from inspector.train.widths import Form, Widths

SEED, SIZE_PX, PARTS = 77, 160, 8
RATE, DECAY, CLIP, STAYS = 2.5e-3, 1e-2, 1.0, 0.99
MARGIN, CONTRAST_WEIGHT, SHARPNESS = 1.0, 0.3, 4.0
MEASURED_STEPS = 6
Differences = Callable[[Tensor, Bounds], tuple[Tensor, ...]]


def at_the_place(part: Tensor, bounds: Bounds) -> tuple[Tensor, ...]:
    """Return how far `part` lies outside what the goldens show at the place itself."""
    return (functional.relu(torch.maximum(part - bounds.high, bounds.low - part)),)


def matched(part: Tensor, bounds: Bounds) -> tuple[Tensor, ...]:
    """Return the same, and how far each image's features lie from those of the other within a cell, softly matched."""
    golden = 0.5 * (bounds.high + bounds.low)
    there, back = _reassembled(part, golden), _reassembled(golden, part)
    return (*at_the_place(part, bounds), (part - there).abs(), (golden - back).abs())


def _reassembled(asked: Tensor, given: Tensor) -> Tensor:
    """Return for each place of `asked` the mixture of the 3 x 3 features of `given` around it that is most like it."""
    count, width, high, wide = asked.shape
    around = functional.unfold(given, 3, padding=1).view(count, width, 9, high, wide)
    apart = (around - asked[:, :, None]).square().mean(dim=1)
    return (around * torch.softmax(-SHARPNESS * apart, dim=1)[:, None]).sum(dim=2)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to compare: None for the one that ships; whether features are trained to lie apart as well."""

    differences: Differences | None = None
    sides: int = 3
    is_contrastive: bool = False


WAYS = {
    "difference": Way(at_the_place, 1),
    "contrastive": Way(at_the_place, 1, is_contrastive=True),
    "interval": Way(),
    "matching": Way(matched),
}


class Narrower(Decoder):
    """A decoder that takes so many differences per scale."""

    def __init__(self, widths: Widths, sides: int) -> None:
        super().__init__(widths)
        taken = [[*[c] * sides, e] for c, e in zip(widths.compared, widths.encoder, strict=True)]
        taken[0] += [STEP * STEP] * sides
        self.mixes = nn.ModuleList(Mix(each, width) for each, width in zip(taken, widths.decoder, strict=True))


class Ablated(Comparer):
    """The network that ships, but for how features are compared."""

    def __init__(self, way: Way, widths: Widths) -> None:
        super().__init__(widths)
        self.way, self.apart = way, list[Tensor]()
        if way.differences:
            self.decoder = Narrower(widths, way.sides)

    @override
    def differences(self, part: Tensor, bounds: Bounds) -> tuple[Tensor, ...]:
        found = self.way.differences(part, bounds) if self.way.differences else super().differences(part, bounds)
        if self.training:
            self.apart.append(found[0])
        return found


def contrast(apart: Sequence[Tensor], labels: Tensor) -> Tensor:
    """Return what draws features together on good places and `MARGIN` apart on defective ones, over all scales.

    References
    ----------
    .. [1] R. Hadsell, S. Chopra, Y. LeCun, "Dimensionality reduction by learning an invariant mapping", CVPR 2006.
    """
    total = torch.zeros(())
    for each in apart:
        step = labels.shape[-1] // each.shape[-1]
        defect, counted = halved_labels(labels, step)
        distance = each.square().mean(dim=1, keepdim=True).add(1e-6).sqrt()
        wanted = torch.where(defect > 0, functional.relu(MARGIN - distance), distance)
        total = total + (wanted.square() * counted).sum() / counted.sum()
    return total / len(apart)


def train(way: Way, batches: Sequence[Batch], minutes: float) -> tuple[Comparer, int]:
    """Return the averaged network after `minutes` of CPU time on `batches`, again and again, and how many steps."""
    torch.manual_seed(SEED)
    network, averaged = Ablated(way, Form.FAST.value), Ablated(way, Form.FAST.value)
    averaged.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=DECAY, fused=True)
    steps = _steps(way, batches, minutes)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 50) * 0.5 * (1.0 + np.cos(np.pi * step / steps))
        _advance(network, optimiser, batches[step % len(batches)])
        _average(averaged, network, min(STAYS, (step + 1) / (step + 10)))
    return averaged.eval(), steps


def _steps(way: Way, batches: Sequence[Batch], minutes: float) -> int:
    """Return how many steps `minutes` of CPU time are, measured on weights thrown away."""
    network = Ablated(way, Form.FAST.value)
    optimiser = torch.optim.AdamW(network.parameters(), RATE, fused=True)
    _advance(network, optimiser, batches[0])
    began = time.process_time()
    for number in range(MEASURED_STEPS):
        _advance(network, optimiser, batches[number % len(batches)])
    return max(1, int(60 * minutes * MEASURED_STEPS / (time.process_time() - began)))


def _advance(network: Ablated, optimiser: torch.optim.Optimizer, batch: Batch) -> None:
    network.train()
    network.apart.clear()
    labels = torch.from_numpy(batch.labels).flatten(0, 1)
    learnt: Learnt = network.learn(images(batch.goldens))
    captures = images(batch.captures)
    logits, coarse = network.compare(repeated(learnt, captures.shape[1]), captures.flatten(0, 1))
    value = loss(logits, coarse, labels)
    if network.way.is_contrastive:
        value = value + CONTRAST_WEIGHT * contrast(network.apart[:-1], labels)
    optimiser.zero_grad(set_to_none=True)
    value.backward()
    nn.utils.clip_grad_norm_(network.parameters(), CLIP)
    optimiser.step()


def _average(averaged: nn.Module, network: nn.Module, stays: float) -> None:
    with torch.no_grad():
        for mean, now in zip(averaged.parameters(), network.parameters(), strict=True):
            mean.lerp_(now, 1.0 - stays)
        for mean, now in zip(averaged.buffers(), network.buffers(), strict=True):
            mean.copy_(now)


def lines(names: Sequence[str], minutes: float, pool: int, unseen_batches: int) -> Iterator[str]:
    """Yield a line for each way."""
    order = Order(tuple(sorted(trained())), SEED, PARTS, SIZE_PX)
    made_of = sources(order)
    batches = [make_batch(order, number, made_of) for number in range(pool)]
    for name in names:
        network, steps = train(WAYS[name], batches, minutes)
        found = counted(scored(network, drawn_batches(unseen(), SIZE_PX, unseen_batches)))
        precision, area = figures_of(found)
        weights = sum(each.numel() for each in network.parameters()) / 1e6
        size = f"{weights:.2f} M parameters, {steps} steps in {minutes:g} min of CPU, {len(found.worst)} pictures"
        yield f"{name}: AP of places {told(precision)}, AUROC of pictures {told(area)}; {size}"


def main() -> None:
    """Print a line for each way."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=6.0)
    arguments.add_argument("--batches", type=int, default=400)
    arguments.add_argument("--unseen", type=int, default=32, help="batches of kinds unseen, 16 pictures each")
    arguments.add_argument("--only", default=",".join(WAYS))
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    for line in lines(chosen.only.split(","), chosen.minutes, chosen.batches, chosen.unseen):
        print(line, flush=True)


if __name__ == "__main__":
    main()
