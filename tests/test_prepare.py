"""Pixels to tensors and maps back to deviations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from inspector.compare.prepare import Layout, check_golden, put_golden_where_unseen, to_deviation, to_tensor
from inspector.errors import ComparisonError, RecipeError

LAYOUT = Layout(channels=(1, 3), minimum_px=16, multiple_px=2, step=2)


def seen(height: int, width: int) -> NDArray[np.bool_]:
    return np.ones((height, width), np.bool_)


def test_grey_levels_become_shares_of_the_full_range() -> None:
    tensor = to_tensor(np.array([[0, 51], [102, 255]], np.uint8), LAYOUT)
    assert tensor.dtype == np.float32
    np.testing.assert_allclose(tensor[0, 0], [[0.0, 0.2], [0.4, 1.0]], atol=1e-7)


def test_a_dark_image_is_not_taken_for_one_that_is_already_scaled() -> None:
    assert to_tensor(np.full((2, 2), 1, np.uint8), LAYOUT).max() == np.float32(1.0 / 255.0)


def test_colour_keeps_its_order_blue_green_red() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    image[..., 2] = 255
    np.testing.assert_array_equal(to_tensor(image, LAYOUT)[0, :, 0, 0], [0.0, 0.0, 1.0])


def test_grey_is_repeated_for_a_comparator_of_colour_only() -> None:
    tensor = to_tensor(np.full((4, 4), 255, np.uint8), Layout((3,), 4, 2, 2))
    assert tensor.shape == (1, 3, 4, 4)
    assert tensor.min() == 1.0


def test_an_odd_image_is_padded_with_its_own_last_pixels() -> None:
    tensor = to_tensor(np.arange(15, dtype=np.uint8).reshape(3, 5), LAYOUT)
    assert tensor.shape == (1, 1, 4, 6)
    np.testing.assert_array_equal(tensor[0, 0, 3], tensor[0, 0, 2])
    np.testing.assert_array_equal(tensor[0, 0, :, 5], tensor[0, 0, :, 4])


def test_the_callers_image_is_not_changed() -> None:
    image = np.full((5, 5), 200, np.uint8)
    image.flags.writeable = False
    to_tensor(image, LAYOUT)[...] = 0.0
    assert image.min() == 200


@pytest.mark.parametrize("planes", [1, 3])
def test_an_unseen_place_and_the_padding_take_the_goldens_pixels(planes: int) -> None:
    rng = np.random.default_rng(4)
    golden, taken = (rng.random((1, planes, 16, 32), np.float32) for _ in range(2))
    mask = seen(13, 27)
    mask[rng.random(mask.shape) < 0.2] = False
    capture = taken.copy()
    put_golden_where_unseen(capture, golden, mask)
    kept = np.zeros((16, 32), bool)
    kept[:13, :27] = mask
    np.testing.assert_array_equal(capture, np.where(kept, taken, golden))


def test_a_golden_below_the_smallest_size_is_refused_with_both_sizes() -> None:
    with pytest.raises(RecipeError, match=r"it is 40 x 15 px, at least 16 x 16"):
        check_golden(np.zeros((15, 40), np.uint8), LAYOUT, "PN-1042 r001")


def test_a_colour_golden_is_refused_by_a_grey_comparator_never_turned_grey() -> None:
    with pytest.raises(RecipeError, match="takes grey only"):
        check_golden(np.zeros((32, 32, 3), np.uint8), Layout((1,), 16, 2, 2), "PN-1042 r001")


def test_an_unseen_pixel_scores_nothing_and_says_so() -> None:
    mask = seen(4, 6)
    mask[0, 5] = False
    deviation = to_deviation(np.full((1, 1, 2, 3), 2.0, np.float32), mask, LAYOUT, "test", "c" * 64)
    np.testing.assert_array_equal(deviation.valid, [[True, True, False], [True, True, True]])
    np.testing.assert_array_equal(deviation.scores, np.array([[2, 2, 0], [2, 2, 2]], np.float32))


def test_the_map_of_a_padded_image_covers_the_golden_and_no_more() -> None:
    layout = Layout((1, 3), 16, 16, 2)
    deviation = to_deviation(np.zeros((1, 1, 16, 24), np.float32), seen(31, 47), layout, "test", "c" * 64)
    assert deviation.scores.shape == (16, 24)
    assert to_deviation(np.zeros((1, 1, 16, 24), np.float32), seen(17, 33), layout, "test", "c" * 64).scores.shape == (
        9,
        17,
    )


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.5], ids=str)
def test_a_score_that_is_no_figure_makes_the_part_a_fault(bad: float) -> None:
    scores = np.zeros((1, 1, 2, 2), np.float32)
    scores[0, 0, 1, 0] = bad
    with pytest.raises(ComparisonError, match="expected finite and at least 0"):
        to_deviation(scores, seen(4, 4), LAYOUT, "test", "c" * 64)


def test_a_map_of_another_shape_makes_the_part_a_fault() -> None:
    with pytest.raises(ComparisonError, match=r"its map is \(1, 1, 4, 4\), expected \(1, 1, 2, 2\)"):
        to_deviation(np.zeros((1, 1, 4, 4), np.float32), seen(4, 4), LAYOUT, "test", "c" * 64)


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 2, 4]), st.integers(0, 2**32 - 1))
def test_a_map_pixel_is_valid_only_where_every_pixel_under_it_was_seen(
    height: int, width: int, step: int, seed: int
) -> None:
    layout = Layout((1,), 1, 4, step)
    mask = np.random.default_rng(seed).random((height, width)) < 0.8
    shape = layout.map_shape((height, width))
    valid = to_deviation(np.ones(shape, np.float32), mask, layout, "test", "c" * 64).valid
    assert valid.shape == (-(-height // step), -(-width // step))
    for row, column in np.ndindex(valid.shape):
        under = mask[row * step : (row + 1) * step, column * step : (column + 1) * step]
        assert valid[row, column] == under.all()
