"""How fast training pairs are drawn on one core: a part gives two, its golden with a good and with a defective picture.

Printed are pairs in a second of processor time under the set-ups that a training has, and the kinds of part that take
longest beside the median kind. Beside them stands what a picture of that size costs that is only decoded from a JPEG:
what a training on stored pictures would take for the same three.

usage: generator.py [--batches N] [--size PX] [--each N]
"""

import argparse
import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np

from inspector.train.batches import Order, Sources, make_batch, sources
from inspector.train.catalogue import trained
from inspector.train.pairs import make_pair
from inspector.train.stations import UNUSUAL_SHARE

SEED, PARTS, PAIRS_PER_PART, PICTURES_PER_PART = 999_555, 8, 2, 3
SLOWEST = 5


def spent_s(run: Callable[[], object]) -> float:
    """Return the processor time of `run`."""
    start = time.process_time()
    run()
    return time.process_time() - start


def pairs_per_s(order: Order, made_of: Sources, batches: int) -> float:
    """Return how many pairs a core draws in a second, once all textures are there."""
    make_batch(order, 0, made_of)
    spent = spent_s(lambda: [make_batch(order, number, made_of) for number in range(1, 1 + batches)])
    return PAIRS_PER_PART * PARTS * batches / spent


def of_each_kind(order: Order, made_of: Sources, each: int) -> dict[str, float]:
    """Return the milliseconds of a part of each kind; the first, which may make its textures, does not count."""
    seeds = range(SEED, SEED + each + 1)
    times = {name: [_part_s(order, made_of, name, seed) for seed in seeds] for name in made_of.designs}
    return {name: 1e3 * statistics.mean(found[1:]) for name, found in times.items()}


def _part_s(order: Order, made_of: Sources, name: str, seed: int) -> float:
    design = {name: made_of.designs[name]}
    return spent_s(lambda: make_pair(seed, design, made_of.textures, order.size_px, 1, order.unusual_share))


def decoded_per_s(size_px: int, count: int = 400) -> float:
    """Return for how many parts a second a core decodes three JPEGs of `size_px`."""
    rng = np.random.default_rng(SEED)
    picture = cv2.GaussianBlur(rng.integers(0, 256, (size_px, size_px, 3), dtype=np.uint8), (0, 0), 2.0)
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    return count / PICTURES_PER_PART / spent_s(lambda: [cv2.imdecode(data, cv2.IMREAD_COLOR) for _ in range(count)])


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--batches", type=int, default=60)
    arguments.add_argument("--size", type=int, default=160)
    arguments.add_argument("--each", type=int, default=6, help="parts of each kind")
    chosen = arguments.parse_args()
    cv2.setNumThreads(0)
    order = Order(tuple(sorted(trained())), SEED, PARTS, chosen.size, UNUSUAL_SHARE)
    made_of = sources(order)
    kinds = of_each_kind(order, made_of, chosen.each)
    print(f"{len(kinds)} kinds of part, {chosen.size} x {chosen.size} px, one core")
    print(f"  {pairs_per_s(order, made_of, chosen.batches):6.0f} pairs a second, fresh ones")
    print(f"  {PAIRS_PER_PART * decoded_per_s(chosen.size):6.0f} pairs a second where three JPEGs are decoded instead")
    slow = sorted(kinds, key=lambda name: -kinds[name])[:SLOWEST]
    print(
        f"  a part takes {statistics.median(kinds.values()):.0f} ms in the median kind; longest: "
        + ", ".join(f"{name} {kinds[name]:.0f} ms" for name in slow)
    )


if __name__ == "__main__":
    main()
