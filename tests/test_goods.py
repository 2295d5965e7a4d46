"""Several good parts: what most of them say counts, and what is no number is not outvoted."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from comparators import MODELS, SHIPPED_MODELS
from makers import make_alignment, make_golden
from numpy.typing import NDArray

from inspector.compare.goods import agreed, check_goods
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.errors import RecipeError


def maps(*scores: float) -> NDArray[np.float32]:
    return np.array(scores, np.float32).reshape(-1, 1, 1, 1)


def score(*scores: float) -> float:
    return float(agreed(maps(*scores)).item())


def test_one_golden_stays_as_it_is() -> None:
    given = maps(1.0)
    assert agreed(given) is given


def test_a_place_deviates_where_it_deviates_from_more_than_half_of_the_goods() -> None:
    assert score(0.0, 2.0) == 0.0
    assert score(0.0, 2.0, 3.0) == 2.0
    assert score(0.0, 0.5, 2.0, 3.0) == 0.5
    assert score(0.0, 2.0, 2.5, 3.0, 4.0) == 2.5


def test_each_place_is_asked_for_itself() -> None:
    given = np.array([[[[0.0, 5.0]]], [[[4.0, 1.0]]], [[[3.0, 2.0]]]], np.float32)
    assert agreed(given).tolist() == [[[[3.0, 2.0]]]]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_score_that_is_no_number_is_not_outvoted(at: int) -> None:
    scores = [0.1, 0.2, 0.3]
    scores[at] = float("nan")
    assert np.isnan(score(*scores))


@pytest.mark.parametrize("door", [OpenVinoComparator, OnnxComparator], ids=["openvino", "onnx"])
def test_the_network_compares_with_every_good_part(door: type[OpenVinoComparator | OnnxComparator]) -> None:
    rng = np.random.default_rng(4)
    pictures = [
        np.asarray(cv2.GaussianBlur(rng.integers(0, 256, (64, 96, 3), np.uint8), (0, 0), 3), np.uint8) for _ in range(4)
    ]
    golden = replace(make_golden(), image=pictures[0])
    comparator, alignment = door.load(SHIPPED_MODELS, threads=1), make_alignment(pictures[3])
    alone = [comparator.learn(replace(golden, image=each)).compare(alignment).scores for each in pictures[:3]]
    together = comparator.learn(golden, pictures[1:3]).compare(alignment).scores
    assert together.shape == alone[0].shape
    lit_alike = comparator.learn(golden, (pictures[0], pictures[0])).compare(alignment).scores
    np.testing.assert_allclose(lit_alike, alone[0], atol=1e-3)
    assert not np.allclose(together, alone[0], atol=0.05)


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
