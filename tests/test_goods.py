"""Several good parts widen what a golden shows, but not without end."""

import numpy as np
import pytest
from comparators import MODELS
from makers import make_golden
from numpy.typing import NDArray

from inspector.compare.goods import check_goods, join
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.errors import RecipeError


def features(*levels: float) -> dict[str, NDArray[np.float32]]:
    """Return what goods show at one place of the given levels, beside one whose levels spread by 1."""
    each = np.array([[[[level, 0.0, 2.0]]] for level in levels], np.float32)
    return {"light": np.full((1, 2, 1, 1), 0.3, np.float32), "high_4": each, "low_around_4": each, "other": each}


def bounds(*levels: float, cap: float = 1e9) -> tuple[float, float]:
    joined = join(features(*levels), cap)
    return float(joined["low_around_4"][0, 0, 0, 0]), float(joined["high_4"][0, 0, 0, 0])


def test_one_golden_stays_as_it_is() -> None:
    given = features(1.0)
    assert all(joined is given[name] for name, joined in join(given).items())


def test_bounds_go_from_the_lowest_to_the_highest_good() -> None:
    assert bounds(1.0, -2.0, 5.0) == (-2.0, 5.0)


def test_what_is_no_bound_is_the_goldens() -> None:
    joined = join(features(1.0, 5.0))
    assert joined["other"].shape == (1, 1, 1, 3)
    assert joined["other"][0, 0, 0, 0] == 1.0
    np.testing.assert_array_equal(joined["light"], features(1.0)["light"])


def test_one_bad_picture_among_many_good_ones_does_not_widen_the_bounds() -> None:
    low, high = bounds(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 90.0)
    assert (low, high) == (1.0, 1.0)


def test_quantiles_begin_at_eight_goods() -> None:
    assert bounds(*[1.0] * 6, 90.0)[1] == 90.0
    assert bounds(*[1.0] * 7, 90.0)[1] < 90.0


def test_more_than_three_goods_widen_up_to_the_cap_only() -> None:
    spread = float(np.std([1.0, 0.0, 2.0]))
    assert bounds(1.0, -9.0, 9.0, cap=2.0) == (-9.0, 9.0)
    assert bounds(1.0, -9.0, 9.0, 1.0, cap=2.0) == pytest.approx((1.0 - 2.0 * spread, 1.0 + 2.0 * spread))


def test_without_a_cap_a_place_where_the_golden_shows_nothing_is_widened_too() -> None:
    flat = np.zeros((5, 1, 1, 3), np.float32)
    flat[1:] = 7.0
    assert join({"high_4": flat})["high_4"].tolist() == [[[[7.0, 7.0, 7.0]]]]


def test_the_goods_are_not_written_to() -> None:
    given = features(1.0, 2.0, 3.0, 4.0)
    before = {name: each.copy() for name, each in given.items()}
    join(given)
    for name, each in given.items():
        np.testing.assert_array_equal(each, before[name])


@pytest.mark.parametrize(
    ("good", "says"),
    [
        (np.zeros((48, 64, 3), np.uint8), r"good part 2 is uint8 \(48, 64, 3\), the golden uint8 \(48, 64\)"),
        (np.zeros((47, 64), np.uint8), r"good part 2 is uint8 \(47, 64\)"),
        (np.full((48, 64), np.nan, np.float32), r"good part 2 is float32"),
    ],
    ids=["colour", "smaller", "float"],
)
def test_a_good_that_is_not_of_the_goldens_kind_is_refused(good: NDArray[np.uint8], says: str) -> None:
    golden = make_golden().image
    with pytest.raises(RecipeError, match=says):
        check_goods((golden, good), golden, "PN-1042 r001", several=True)


@pytest.mark.parametrize("door", [OpenVinoComparator, OnnxComparator], ids=["openvino", "onnx"])
def test_a_comparator_of_one_golden_says_so_when_given_more(door: type[OpenVinoComparator | OnnxComparator]) -> None:
    golden = make_golden()
    with pytest.raises(RecipeError, match=r"PN-1042 r001: 1 more good parts are given, .* learns one golden only"):
        door.load(MODELS, threads=1).learn(golden, (golden.image,))
