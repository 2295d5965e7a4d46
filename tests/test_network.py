"""The shipped network: what its card promises, on the runtimes it is shipped for."""

import cv2
import numpy as np
import pytest
from comparators import SHIPPED_MODELS
from makers import make_alignment, make_golden
from numpy.typing import NDArray

from inspector.compare.card import load_model
from inspector.compare.comparator import Comparator
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.compare.parity import read_vectors

MEGABYTE = 1_000_000


@pytest.fixture(scope="module", params=[OnnxComparator, OpenVinoComparator])
def comparator(request: pytest.FixtureRequest) -> Comparator:
    """Return the shipped network on a runtime; loading it, it passed the parity gate."""
    loaded: Comparator = request.param.load(SHIPPED_MODELS, threads=1)
    return loaded


def part(*, coloured: bool) -> NDArray[np.uint8]:
    """Return a plate with round and straight features, (160, 224) or with colours."""
    image = np.full((160, 224, 3), 90, np.uint8)
    cv2.circle(image, (60, 80), 30, (60, 140, 200), -1, cv2.LINE_AA)
    cv2.rectangle(image, (120, 30), (200, 60), (200, 200, 40), -1)
    cv2.line(image, (110, 120), (210, 100), (30, 30, 30), 5, cv2.LINE_AA)
    return image if coloured else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def noisy(image: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """Return `image` as a camera gives it again: other noise, a little more light."""
    noise = np.random.default_rng(seed).normal(0, 2.5, image.shape)
    return np.clip(image * 1.02 + noise, 0, 255).astype(np.uint8)


def test_the_card_says_what_it_is_and_how_well_it_does() -> None:
    model = load_model(SHIPPED_MODELS)
    assert model.card.name == "siamese"
    assert (model.card.channels, model.card.map_step, model.card.precision) == ((3,), 2, "f32")
    assert model.card.metrics
    assert len(model.golden_graph) + len(model.comparison_graph) < 5 * MEGABYTE


def test_the_stored_pairs_hold_good_ones_and_defective_ones() -> None:
    worst = [float(vector.scores.max()) for vector in read_vectors(load_model(SHIPPED_MODELS))]
    assert min(worst) < 1.0 <= max(worst)


@pytest.mark.parametrize("coloured", [False, True], ids=["grey", "colour"])
def test_a_good_part_stays_below_the_limit(comparator: Comparator, *, coloured: bool) -> None:
    golden = part(coloured=coloured)
    found = comparator.learn(make_golden(golden)).compare(make_alignment(noisy(golden, 3)))
    assert found.scores.shape == (80, 112)
    assert float(found.scores.max()) < 1.0


@pytest.mark.parametrize("coloured", [False, True], ids=["grey", "colour"])
def test_a_defect_is_found_where_it_is(comparator: Comparator, *, coloured: bool) -> None:
    golden = part(coloured=coloured)
    defective = noisy(golden, 4)
    cv2.circle(defective, (160, 84), 5, (20, 20, 20) if coloured else (20,), -1)
    scores = comparator.learn(make_golden(golden)).compare(make_alignment(defective)).scores
    row, column = np.unravel_index(int(scores.argmax()), scores.shape)
    assert float(scores.max()) > 1.0
    assert abs(row - 42) <= 4
    assert abs(column - 80) <= 4
    apart = np.hypot(*(np.indices(scores.shape) - np.array([42, 80])[:, None, None]))
    assert float(scores[apart > 12].max()) < 1.0


def test_a_feature_that_is_missing_is_found(comparator: Comparator) -> None:
    golden = part(coloured=True)
    missing = noisy(golden, 5)
    missing[20:70, 110:210] = noisy(np.full((50, 100, 3), 90, np.uint8), 6)
    scores = comparator.learn(make_golden(golden)).compare(make_alignment(missing)).scores
    assert float(np.median(scores[16:29, 62:98])) > 1.0


def test_the_same_part_gives_the_same_bits(comparator: Comparator) -> None:
    golden = part(coloured=True)
    learnt = comparator.learn(make_golden(golden))
    capture = make_alignment(noisy(golden, 7))
    first = learnt.compare(capture).scores.copy()
    np.testing.assert_array_equal(first, learnt.compare(capture).scores)
    np.testing.assert_array_equal(first, comparator.learn(make_golden(golden)).compare(capture).scores)


def test_what_ships_is_small_enough_to_be_carried_along() -> None:
    graphs = [path for folder in (SHIPPED_MODELS, SHIPPED_MODELS / "fast") for path in folder.glob("comparator*.onnx")]
    assert len(graphs) == 8
    assert sum(path.stat().st_size for path in graphs) < 5e6
