"""What the pixels of a defect say beside the network: difference and variation, each in units of its limit."""

import time
from dataclasses import replace

import numpy as np
import pytest
from makers import make_alignment, make_deviation, make_golden, make_image
from numpy.typing import NDArray

from inspector.decide.boxes import voices_in
from inspector.decide.decide import decide
from inspector.decide.rules import learn
from inspector.errors import RecipeError
from inspector.golden.recipe import Ignore, Recipe
from inspector.golden.variation import Middle, Variation
from inspector.measured import Voices
from inspector.part import Box


def scores_with(rows: slice, columns: slice, score: float) -> NDArray[np.float32]:
    scores = np.zeros((48, 64), np.float32)
    scores[rows, columns] = score
    return scores


def varying(spread: float, image: NDArray[np.uint8] | None = None) -> Variation:
    """Return the variation of good parts that are like the golden, and vary by `spread` grey levels everywhere."""
    middle = (make_image() if image is None else image).astype(np.float32)
    even = np.full(middle.shape, spread, np.float32)
    return Variation(middle, even, np.ones(middle.shape[:2], np.float32), Middle.MEAN, 12.0, 4.0, 9)


@pytest.mark.parametrize(("spread", "says"), [(0.0, 2.0), (3.0, 2.0), (6.0, 1.0), (12.0, 0.5)])
def test_network_difference_and_variation_each_say_how_far_beyond_their_limit_a_defect_is(
    spread: float, says: float
) -> None:
    golden = replace(
        make_golden(np.full((48, 64), 90, np.uint8)), variation=varying(spread, np.full((48, 64), 90, np.uint8))
    )
    image = golden.image.copy()
    image[10:16, 20:30] += 24
    deviation = make_deviation(scores_with(slice(10, 16), slice(20, 30), 1.8))
    verdict = decide(make_alignment(image), deviation, learn(golden))
    assert verdict.defects[0].voices == Voices(difference=2.0, variation=says)
    assert f"differs by 24 grey levels; network 1.80 x, difference 2.00 x, variation {says:.2f} x" in verdict.message


def test_the_pixels_say_nothing_of_what_was_not_seen_or_is_ignored() -> None:
    golden = make_golden(np.full((48, 64), 90, np.uint8), Recipe(ignore=(Ignore(box=(20, 8, 40, 20), why="lot"),)))
    image = np.full((48, 64), 90, np.uint8)
    image[8:20, 20:40] = 250
    rules = learn(replace(golden, variation=varying(0.0, golden.image)))
    assert voices_in(Box(20, 8, 40, 20), make_alignment(image), rules) == Voices(0.0, 0.0)


def test_a_variation_of_another_size_is_refused() -> None:
    with pytest.raises(RecipeError, match=r"use the variation of PN-1042 r001: it was measured on \(8, 8\)"):
        replace(make_golden(), variation=varying(1.0, np.zeros((8, 8), np.uint8)))


def test_a_part_that_is_all_wrong_is_told_in_time() -> None:
    """Fifty boxes of 4096 x 4096 px each speak by their every sixteenth row and column."""
    image = np.full((4096, 4096), 90, np.uint8)
    rules = learn(make_golden(image))
    start = time.thread_time()
    for _ in range(50):
        voices_in(Box(0, 0, 4096, 4096), make_alignment(image), rules)
    assert time.thread_time() - start < 2.0
