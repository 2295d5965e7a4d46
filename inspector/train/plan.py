"""What a training run is: what it learns from, for how many steps, and how large a step is at each of them."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inspector.train.batches import Order
from inspector.train.widths import Form

WARM_UP: Final = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training run is.

    Parameters
    ----------
    order
        What it learns from.
    steps
        Number of batches; the learning rate falls to nothing over them.
    rate
        Largest learning rate.
    decay
        Weight decay.
    average
        Share of the averaged weights that stays per step, once the run is under way.
    report_every
        Steps between validations and checkpoints.
    workers
        Processes that make pairs.
    threads
        Threads that train.
    device
        Where it trains, as torch names it: cpu, cuda. On cuda the network is computed in bfloat16.
    start
        The weights it begins with; None begins with random ones.
    form
        Which network is trained, where it begins with random weights.
    teacher
        The weights of a network whose answers it learns beside the truth; None learns from the truth alone.
    """

    order: Order
    steps: int
    rate: float = 2.5e-3
    decay: float = 1e-2
    average: float = 0.998
    report_every: int = 500
    workers: int = 1
    threads: int = 1
    device: str = "cpu"
    start: Path | None = None
    form: Form = Form.ACCURATE
    teacher: Path | None = None

    def told(self) -> str:
        """Return in words what is learnt."""
        order = self.order
        judged = f", {order.labelled_share:.0%} of them cut from judged parts" if order.labelled else ""
        shape = f"{order.parts} parts of {order.size_px} px{judged}"
        return f"{self.steps:,} batches of {shape}, {len(order.families)} kinds of part, seed {order.seed}"


def rate_at(plan: Plan, step: int) -> float:
    """Return the learning rate of `step`: a short rise, then down half a cosine."""
    rise = min(1.0, (step + 1) / WARM_UP)
    return plan.rate * rise * 0.5 * (1.0 + math.cos(math.pi * min(1.0, step / plan.steps)))
