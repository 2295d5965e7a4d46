"""Batches of generated pairs, made by processes of their own; the same batches in the same order for one seed."""

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty, Full
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.errors import StoppedError
from inspector.train.catalogue import families
from inspector.train.families.design import Design
from inspector.train.labelled import AlignedLabel, read_labelled
from inspector.train.labels import GOOD
from inspector.train.pairs import TrainingPair, make_pair
from inspector.train.textures import TextureBank
from inspector.train.windows import window

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

AHEAD: Final = 3
TEXTURE_SEED: Final = 7
SEVERAL_GOODS_SHARE: Final = 0.12
SEEDS_PER_RUN: Final = 1 << 40
GIVE_WAY: Final = 5
LOOK_UP_S: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Parts of one size and number of goldens.

    Parameters
    ----------
    goldens
        uint8 (n, k, size, size, 3), BGR.
    captures
        uint8 (n, m, size, size, 3), BGR: m pictures of each part.
    labels
        uint8 (n, m, size, size): 0 good, 1 defect, 255 not to be judged.
    """

    goldens: NDArray[np.uint8]
    captures: NDArray[np.uint8]
    labels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made.

    Parameters
    ----------
    families
        Names of the kinds of part to draw from.
    seed
        Of the run.
    parts
        Per batch.
    size_px
        Side of the pictures.
    unusual_share
        Of the drawn parts, how many are seen otherwise than by a lamp from above.
    labelled
        File of `labelled.write_labelled`; None where only drawn parts are learnt from.
    labelled_share
        Of the parts, how many are cut from it.
    """

    families: tuple[str, ...]
    seed: int
    parts: int
    size_px: int
    unusual_share: float = 0.0
    labelled: Path | None = None
    labelled_share: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """What pairs are made of: kinds of part, their textures, and judged parts."""

    designs: Mapping[str, Design]
    textures: TextureBank
    labelled: tuple[AlignedLabel, ...] = ()


def sources(order: Order) -> Sources:
    """Return what the pairs of `order` are made of."""
    known = families()
    labelled = read_labelled(order.labelled) if order.labelled else ()
    return Sources({name: known[name] for name in order.families}, TextureBank(TEXTURE_SEED), labelled)


def make_batch(order: Order, number: int, made_of: Sources) -> Batch:
    """Return batch `number` of `order`."""
    rng = np.random.default_rng((order.seed, number))
    goods = int(rng.integers(2, 5)) if rng.random() < SEVERAL_GOODS_SHARE else 1
    first = order.seed * SEEDS_PER_RUN + number * order.parts
    pairs = [_pair(order, first + each, goods, made_of) for each in range(order.parts)]
    return _together([_varied(rng, pair) for pair in pairs])


def shown(pair: TrainingPair) -> Batch:
    """Return `pair` alone and as it is: its goldens, the good picture and the one with its defects."""
    return Batch(pair.goldens[None], _captures(pair)[None], _labels(pair)[None])


def _pair(order: Order, seed: int, goods: int, made_of: Sources) -> TrainingPair:
    rng = np.random.default_rng((seed, len(made_of.labelled)))
    if made_of.labelled and rng.random() < order.labelled_share:
        return window(rng, made_of.labelled, order.size_px, goods)
    return make_pair(seed, made_of.designs, made_of.textures, order.size_px, goods, order.unusual_share)


class Feed:
    """Batches from processes that work ahead; close it, or leave its `with`, to end them.

    Parameters
    ----------
    order
        What is to be made.
    workers
        Number of processes, at least 1. The batches do not depend on it.
    start
        First batch, to resume after that many.
    """

    def __init__(self, order: Order, workers: int, start: int = 0) -> None:
        context = multiprocessing.get_context("spawn")
        self._queues: list[Queue[Batch]] = [context.Queue(AHEAD) for _ in range(workers)]
        self._processes = [
            context.Process(target=_work, args=(order, start + each, workers, queue), daemon=True)
            for each, queue in enumerate(self._queues)
        ]
        for process in self._processes:
            process.start()

    def __iter__(self) -> Iterator[Batch]:
        """Give batch after batch, without end.

        Raises
        ------
        StoppedError
            A process ended by itself, of an error or for want of memory. The same command goes on from the checkpoint.
        """
        while True:
            for queue, process in zip(self._queues, self._processes, strict=True):
                yield _taken(queue, process)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the processes."""
        self.close()

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.terminate()
            process.join()


def _work(order: Order, start: int, step: int, queue: "Queue[Batch]") -> None:
    os.nice(GIVE_WAY)
    cv2.setNumThreads(0)
    made_of = sources(order)
    number = start
    while _hand_over(queue, make_batch(order, number, made_of)):
        number += step


def _taken(queue: "Queue[Batch]", process: BaseProcess) -> Batch:
    while True:
        try:
            return queue.get(timeout=LOOK_UP_S)
        except Empty:
            if not process.is_alive():
                found = f"the process that draws parts ended with status {process.exitcode}"
                raise StoppedError("go on training", found, "see to memory, then the same command goes on") from None


def _hand_over(queue: "Queue[Batch]", batch: Batch) -> bool:
    """Return whether `batch` was put; not once the training is gone, which may have been killed."""
    parent = multiprocessing.parent_process()
    while parent is None or parent.is_alive():
        try:
            queue.put(batch, timeout=LOOK_UP_S)
        except Full:
            continue
        return True
    # Nobody will ever read what is still on its way: do not wait for that at the end of the process.
    queue.cancel_join_thread()
    return False


def _together(parts: Sequence[Batch]) -> Batch:
    return Batch(*(np.stack([getattr(part, name) for part in parts]) for name in ("goldens", "captures", "labels")))


def _varied(rng: Generator, pair: TrainingPair) -> Batch:
    """Return `pair` turned, mirrored, its channels exchanged and inverted: other kinds of part at no cost."""
    turns, mirrored, inverted = int(rng.integers(4)), rng.random() < 0.5, rng.random() < 0.25
    channels = rng.permutation(3)
    pictures = (pair.goldens, _captures(pair))
    goldens, captures = (_oriented(each[..., channels], turns, mirrored=mirrored) for each in pictures)
    if inverted:
        goldens, captures = 255 - goldens, 255 - captures
    return Batch(goldens, captures, _oriented(_labels(pair), turns, mirrored=mirrored))


def _captures(pair: TrainingPair) -> NDArray[np.uint8]:
    return np.stack([pair.good, pair.capture])


def _labels(pair: TrainingPair) -> NDArray[np.uint8]:
    return np.stack([np.full_like(pair.label, GOOD), pair.label])


def _oriented(images: NDArray[np.uint8], turns: int, *, mirrored: bool) -> NDArray[np.uint8]:
    turned = np.rot90(images, turns, axes=(1, 2))
    return np.ascontiguousarray(turned[:, :, ::-1] if mirrored else turned)
