"""The exported graphs give what the network gives, by the names that the product joins and feeds them by."""

import numpy as np
import onnxruntime as ort
import pytest
from extras import require_extra
from numpy.typing import NDArray

require_extra("torch")

import torch  # noqa: E402
from torch.nn import functional  # noqa: E402

from inspector.compare.prepare import to_tensor  # noqa: E402
from inspector.train.export import Scale, export, feature_names  # noqa: E402
from inspector.train.model import Comparer  # noqa: E402
from inspector.train.ship_network import LAYOUT  # noqa: E402

SCALE = Scale(temperature=1.3, limit=0.4)


@pytest.fixture(scope="module")
def network() -> Comparer:
    torch.manual_seed(8)
    made: Comparer = Comparer().eval()
    return made


@pytest.fixture(scope="module")
def graphs(network: Comparer) -> tuple[ort.InferenceSession, ort.InferenceSession]:
    golden, comparison = (
        ort.InferenceSession(graph, providers=["CPUExecutionProvider"]) for graph in export(network, SCALE)
    )
    return golden, comparison


def picture(seed: int) -> NDArray[np.float32]:
    """Return a picture of 50 x 70 px, padded to what the network takes: (1, 3, 64, 96)."""
    image = np.random.default_rng(seed).integers(0, 256, (50, 70, 3), np.uint8)
    tensor = to_tensor(image, LAYOUT)
    assert tensor.shape == (1, 3, 64, 96)
    return tensor


def test_the_graphs_know_the_features_by_their_names(
    network: Comparer, graphs: tuple[ort.InferenceSession, ort.InferenceSession]
) -> None:
    names = list(feature_names(network))
    golden, comparison = graphs
    assert [each.name for each in golden.get_outputs()] == names
    assert [each.name for each in comparison.get_inputs()] == [*names, "capture"]
    assert names[:2] == ["light", "high_pixels"]
    assert names[-1] == "low_around_32"


def test_a_picture_of_any_size_is_scored_as_by_the_network(
    network: Comparer, graphs: tuple[ort.InferenceSession, ort.InferenceSession]
) -> None:
    golden, capture = picture(1), picture(2)
    features = dict(zip(feature_names(network), graphs[0].run(None, {"golden": golden}), strict=True))
    (found,) = graphs[1].run(None, features | {"capture": capture})
    with torch.inference_mode():
        logits, _ = network(torch.from_numpy(golden)[None], torch.from_numpy(capture))
        expected = functional.softplus(logits / 1.3) / functional.softplus(torch.tensor(0.4))
    assert float(expected.std()) > 1e-3
    np.testing.assert_allclose(np.asarray(found).reshape(32, 48), expected[0, 0].numpy(), atol=1e-4)


def test_what_each_of_several_goods_shows_is_told_apart(
    network: Comparer, graphs: tuple[ort.InferenceSession, ort.InferenceSession]
) -> None:
    goods = np.concatenate([picture(3), picture(4), picture(5)])
    found = dict(zip(feature_names(network), graphs[0].run(None, {"golden": goods}), strict=True))
    with torch.inference_mode():
        expected = network.learn(torch.from_numpy(goods)[None])
    np.testing.assert_allclose(found["high_8"].max(axis=0), expected.bounds[1].high[0].numpy(), atol=1e-4)
    np.testing.assert_allclose(found["low_around_32"].min(axis=0), expected.bounds[3].low_around[0].numpy(), atol=1e-4)
