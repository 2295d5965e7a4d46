"""Windows of judged parts: pairs as the generator makes them, cut from pictures of real parts and their goldens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.labelled import AlignedLabel, Picture
from inspector.train.labels import DEFECT, IGNORE, Label
from inspector.train.pairs import TrainingPair

AT_DEFECT_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Place:
    """Where a square window of `size_px` lies: its first row and column."""

    row: int
    column: int
    size_px: int

    def cut(self, picture: Picture) -> Picture:
        """Return the window; beyond a picture smaller than it, a label says that nobody is to judge."""
        cut = picture[self.row : self.row + self.size_px, self.column : self.column + self.size_px]
        down, right = self.size_px - cut.shape[0], self.size_px - cut.shape[1]
        if picture.ndim == 2:
            return np.pad(cut, ((0, down), (0, right)), constant_values=IGNORE)
        return np.pad(cut, ((0, down), (0, right), (0, 0)), mode="edge")


def window(rng: Generator, parts: Sequence[AlignedLabel], size_px: int, goods: int) -> TrainingPair:
    """Return a window of `size_px` of one of `parts`: its golden `goods` times, the same place of a good part, itself.

    Most windows of a defective part lie at a defect. The good part is one of the same golden; where there is none, it
    is the golden.
    """
    part = parts[int(rng.integers(len(parts)))]
    return _seen_at(rng, parts, part, _place(rng, part.label, size_px, AT_DEFECT_SHARE), goods)


def windows_of_each(
    rng: Generator, parts: Sequence[AlignedLabel], size_px: int, at_least: int
) -> Iterator[TrainingPair]:
    """Yield windows of each of `parts` in turn, `at_least` so many; those of a defective part all lie at a defect."""
    for number in range(max(at_least, len(parts))):
        part = parts[number % len(parts)]
        yield _seen_at(rng, parts, part, _place(rng, part.label, size_px, 1.0), 1)


def _seen_at(
    rng: Generator, parts: Sequence[AlignedLabel], part: AlignedLabel, place: Place, goods: int
) -> TrainingPair:
    golden, capture, label = (place.cut(each) for each in (part.golden, part.capture, part.label))
    good = place.cut(_good_like(rng, parts, part))
    return TrainingPair(np.repeat(golden[None], goods, 0), good, capture, label, "", bool((label == DEFECT).any()))


def _place(rng: Generator, label: Label, size_px: int, at_defect_share: float) -> Place:
    places = np.argwhere(label == DEFECT)
    room = [max(1, side - size_px + 1) for side in label.shape]
    row, column = (int(rng.integers(each)) for each in room)
    if len(places) and rng.random() < at_defect_share:
        within = places[int(rng.integers(len(places)))] - rng.integers(size_px // 8, size_px * 7 // 8, 2)
        row, column = (int(np.clip(at, 0, limit - 1)) for at, limit in zip(within, room, strict=True))
    return Place(row, column, size_px)


def _good_like(rng: Generator, parts: Sequence[AlignedLabel], part: AlignedLabel) -> Picture:
    good = [each for each in parts if not each.is_defective and np.array_equal(each.golden, part.golden)]
    return good[int(rng.integers(len(good)))].capture if good else part.golden
