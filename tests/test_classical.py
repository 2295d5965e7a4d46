"""The classical comparison that ships: its graphs are rebuilt, and are what they say they are."""

import hashlib
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import pytest
from comparators import MODELS, make_models
from disks import fill, mounted
from numpy.typing import NDArray
from onnx.reference import ReferenceEvaluator

from inspector.compare.card import load_model
from inspector.compare.parity import read_vectors, write_vectors
from inspector.errors import InputError, RecipeError
from inspector.train.classical import LIGHT_CELL, LIGHT_WINDOW, SHIPPED, comparison_graph, golden_graph
from inspector.train.parity_pairs import parity_pairs
from inspector.train.ship import Made, reference_vectors, ship, ship_classical

Map = NDArray[np.float32]
# What OpenVINO runs on CPU, GPU and NPU with static shapes, and ONNX Runtime everywhere.
PLAIN_OPERATORS = {
    "Abs",
    "Add",
    "AveragePool",
    "Clip",
    "Max",
    "MaxPool",
    "Mul",
    "Neg",
    "Reciprocal",
    "ReduceMax",
    "Relu",
    "Resize",
    "Sub",
}


def plainly(golden: NDArray[np.uint8], capture: NDArray[np.uint8]) -> Map:
    """Return the same comparison of grey images in OpenCV, which shares nothing with the graphs but the design."""
    one, other = (_half(image) for image in (golden, capture))
    bounded = np.clip(one - other, -SHIPPED.light_bound, SHIPPED.light_bound)
    coarse = bounded.reshape(one.shape[0] // LIGHT_CELL, LIGHT_CELL, one.shape[1] // LIGHT_CELL, LIGHT_CELL)
    other = other + cv2.resize(_inner_mean(coarse.mean(axis=(1, 3)), LIGHT_WINDOW), one.shape[::-1])
    (low, high), (other_low, other_high) = (_range(image) for image in (one, other))
    excess = np.maximum.reduce([other - high, low - other, one - other_high, other_low - one, np.zeros_like(one)])
    limit = SHIPPED.limit + SHIPPED.per_contrast * (high - low)
    return np.asarray(_inner_mean(excess, SHIPPED.window) / limit, np.float32)


def _half(image: NDArray[np.uint8]) -> Map:
    height, width = image.shape
    cells = (image / 255.0).reshape(height // 2, 2, width // 2, 2)
    return np.asarray(cells.mean(axis=(1, 3)), np.float32)


def _range(image: Map) -> tuple[Map, Map]:
    square = np.ones((2 * SHIPPED.reach + 1,) * 2, np.uint8)
    return np.asarray(cv2.erode(image, square), np.float32), np.asarray(cv2.dilate(image, square), np.float32)


def _inner_mean(image: Map, side: int) -> Map:
    """Return the mean over a square, at the border over what lies inside."""
    total, count = (
        cv2.blur(each, (side, side), borderType=cv2.BORDER_CONSTANT) for each in (image, np.ones_like(image))
    )
    return np.asarray(total / count, np.float32)


def test_the_shipped_graphs_are_the_ones_this_code_builds() -> None:
    model = load_model(MODELS)
    assert model.golden_graph == golden_graph()
    assert model.comparison_graph == comparison_graph()


def test_what_is_shipped_again_is_the_same_but_for_the_last_bits_of_the_maps(tmp_path: Path) -> None:
    card = ship_classical(tmp_path).model_dump(exclude={"parity_vectors"})
    assert load_model(MODELS).card.model_dump(exclude={"parity_vectors"}) == card
    assert load_model(tmp_path).golden_graph == load_model(MODELS).golden_graph
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in MODELS.iterdir())


def test_on_a_full_disk_the_comparator_that_was_there_stays_whole(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", 1) as disk:
        card = ship_classical(disk / "models")
        fill(disk)
        with pytest.raises(InputError) as told:
            ship(disk / "models", Made(card, {card.parity_vectors.file: bytes(1 << 20)}))
        assert str(told.value) == (
            f"cannot write comparator.json into {disk / 'models'}: No space left on device, nothing was replaced; "
            "check the rights and the room there"
        )
        assert load_model(disk / "models").card == card
        assert len(list((disk / "models").iterdir())) == 4


def test_vectors_are_written_as_the_same_bytes_every_time() -> None:
    model = load_model(MODELS)
    assert write_vectors(read_vectors(model)) == model.parity_vectors


def test_the_stored_vectors_are_the_pairs_and_maps_of_this_code() -> None:
    stored = read_vectors(load_model(MODELS))
    for vector, pair, again in zip(
        stored, parity_pairs(), reference_vectors(golden_graph(), comparison_graph()), strict=True
    ):
        np.testing.assert_array_equal(vector.golden, pair.golden)
        np.testing.assert_array_equal(vector.capture, pair.capture)
        np.testing.assert_array_equal(vector.seen, pair.seen)
        # Another processor may round the last bit of numpy's sums otherwise.
        np.testing.assert_allclose(vector.scores, again.scores, atol=1e-5)


def test_no_stored_score_lies_so_near_the_limit_that_its_decision_says_nothing() -> None:
    model = load_model(MODELS)
    for vector in read_vectors(model):
        assert np.abs(vector.scores - 1.0).min() > model.card.parity_tolerance


def test_the_graphs_are_the_same_comparison_in_plain_opencv() -> None:
    rng = np.random.default_rng(9)
    golden = cv2.GaussianBlur(rng.integers(0, 256, (64, 96), dtype=np.uint8), (0, 0), 1.5)
    capture = np.roll(golden, 3, axis=1)
    capture[20:30, 40:52] = 250
    feeds = [(image / np.float32(255.0))[None, None].astype(np.float32) for image in (golden, capture)]
    first, second = ReferenceEvaluator(golden_graph()), ReferenceEvaluator(comparison_graph())
    features = dict(zip(first.output_names, first.run(None, {"golden": feeds[0]}), strict=True))
    expected = plainly(np.asarray(golden, np.uint8), np.asarray(capture, np.uint8))
    assert expected.max() > 2.0
    (found,) = second.run(None, features | {"capture": feeds[1]})
    np.testing.assert_allclose(np.asarray(found)[0, 0], expected, atol=1e-4)


@pytest.mark.parametrize("graph", [golden_graph(), comparison_graph()], ids=["golden", "comparison"])
def test_only_operators_that_every_device_runs_are_used(graph: bytes) -> None:
    assert {node.op_type for node in onnx.load_from_string(graph).graph.node} <= PLAIN_OPERATORS


@pytest.mark.parametrize("name", ["comparator.json", "comparator.golden.onnx", "comparator.onnx"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    make_models(tmp_path).joinpath(name).unlink()
    with pytest.raises(RecipeError, match=f"cannot load model .*{name}: No such file or directory; put back"):
        load_model(tmp_path)


@pytest.mark.parametrize("name", ["comparator.golden.onnx", "comparator.onnx", "comparator.parity.npz"])
def test_a_file_cut_short_is_refused_with_what_was_found_and_expected(name: str, tmp_path: Path) -> None:
    path = make_models(tmp_path) / name
    path.write_bytes(path.read_bytes()[:500])
    expected = rf"{name}: its 500 bytes have sha256 [0-9a-f]{{12}}, expected [0-9a-f]{{12}} by comparator.json"
    with pytest.raises(RecipeError, match=expected):
        load_model(tmp_path)


def test_an_empty_card_is_refused(tmp_path: Path) -> None:
    make_models(tmp_path).joinpath("comparator.json").write_text("")
    with pytest.raises(RecipeError, match="cannot use model card"):
        load_model(tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("map_step", 3, "map_step = 3"),
        ("channels", [2], "channels"),
        ("precision", "int4", "precision = 'int4'"),
        ("trained_on", "everything", "trained_on"),
        ("golden_graph", {"file": "../other.onnx", "sha256": "0" * 64}, "golden_graph.file"),
        ("parity_tolerance", 5.0, "parity_tolerance = 5.0"),
    ],
)
def test_a_card_with_a_wrong_value_is_refused_by_its_key(key: str, value: Any, message: str, tmp_path: Path) -> None:
    make_models(tmp_path, **{key: value})
    with pytest.raises(RecipeError, match=message):
        load_model(tmp_path)


def test_the_hash_of_a_model_changes_with_its_card(tmp_path: Path) -> None:
    model = load_model(make_models(tmp_path, map_step=4))
    assert model.golden_graph == load_model(MODELS).golden_graph
    assert model.sha256 != load_model(MODELS).sha256


def test_vectors_that_are_no_vectors_are_refused_by_name(tmp_path: Path) -> None:
    noise = b"no archive"
    digest = hashlib.sha256(noise).hexdigest()
    folder = make_models(tmp_path, parity_vectors={"file": "comparator.parity.npz", "sha256": digest})
    folder.joinpath("comparator.parity.npz").write_bytes(noise)
    with pytest.raises(RecipeError, match=r"comparator.parity.npz: it holds no parity vectors"):
        read_vectors(load_model(folder))


def test_the_card_is_readable_by_anyone() -> None:
    fields = json.loads(MODELS.joinpath("comparator.json").read_text())
    assert fields["licence"] == "Apache-2.0"
    assert fields["limit"]["value"] == SHIPPED.limit
    assert all(metric["n"] > 0 for metric in fields["metrics"])
