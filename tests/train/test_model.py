"""What the network promises before any training: nothing where nothing differs, and goods that only widen."""

from collections.abc import Iterator

import pytest
from extras import require_extra

require_extra("torch")

import torch  # noqa: E402
from torch import Tensor  # noqa: E402

from inspector.train.model import Bounds, Comparer, Learnt, _differences, _halved, _lit, repeated  # noqa: E402


@pytest.fixture(scope="module")
def network() -> Comparer:
    torch.manual_seed(5)
    made: Comparer = Comparer().eval()
    return made


@pytest.fixture(autouse=True)
def _without_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


def pictures(*shape: int) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(sum(shape)))


def levels(learnt: Learnt) -> tuple[Bounds, ...]:
    return learnt.pixels, *learnt.bounds


def seen(network: Comparer, image: Tensor, light: Tensor) -> list[Tensor]:
    """Return what is compared of `image`, (N, 3, H, W), level by level."""
    lit = _lit(image, light)
    return [_halved(lit), *network.encoder(lit)[1]]


def test_a_golden_does_not_differ_from_itself(network: Comparer) -> None:
    golden = pictures(1, 3, 64, 96)
    learnt = network.learn(golden[:, None])
    for part, bounds in zip(seen(network, golden, learnt.light), levels(learnt), strict=True):
        assert [float(each.abs().max()) for each in _differences(part, bounds)] == [0.0, 0.0, 0.0]


def test_another_part_differs_at_every_level(network: Comparer) -> None:
    golden, part = pictures(2, 3, 64, 96).split(1)
    learnt = network.learn(golden[:, None])
    for level, bounds in zip(seen(network, part, learnt.light), levels(learnt), strict=True):
        assert all(float(each.max()) > 0.0 for each in _differences(level, bounds)[:1])


def test_one_golden_gives_an_interval_of_no_width(network: Comparer) -> None:
    golden = pictures(1, 3, 64, 64)
    learnt = network.learn(golden[:, None])
    for part, bounds in zip(seen(network, golden, learnt.light), levels(learnt), strict=True):
        torch.testing.assert_close(bounds.high, part)
        torch.testing.assert_close(bounds.low, part)


def test_more_goods_only_widen(network: Comparer) -> None:
    goods = pictures(1, 3, 3, 64, 64)
    pairs = zip(levels(network.learn(goods[:, :1])), levels(network.learn(goods)), strict=True)
    for one, several in pairs:
        assert float((several.high - one.high).min()) > -1e-5
        assert float((several.high_around - one.high_around).min()) > -1e-5
        assert float((several.low - one.low).max()) < 1e-5
        assert float((several.low_around - one.low_around).max()) < 1e-5
        assert float((several.high - several.low).mean()) > 1e-3


def test_goods_learnt_one_by_one_and_joined_are_goods_learnt_together(network: Comparer) -> None:
    goods = pictures(3, 3, 64, 64)
    pairs = zip(levels(network.learn_each(goods)), levels(network.learn(goods[None])), strict=True)
    for each, together in pairs:
        torch.testing.assert_close(each.high.amax(0, keepdim=True), together.high)
        torch.testing.assert_close(each.low.amin(0, keepdim=True), together.low)
        torch.testing.assert_close(each.high_around.amax(0, keepdim=True), together.high_around)
        torch.testing.assert_close(each.low_around.amin(0, keepdim=True), together.low_around)


@pytest.mark.parametrize(("height", "width"), [(32, 160), (64, 96)])
def test_there_is_a_logit_for_two_by_two_pixels(network: Comparer, height: int, width: int) -> None:
    logits, coarse = network(pictures(2, 1, 3, height, width), pictures(2, 3, height, width))
    assert logits.shape == (2, 1, height // 2, width // 2)
    assert coarse.shape == (2, 1, height // 16, width // 16)


def test_a_side_that_is_no_multiple_of_32_is_refused(network: Comparer) -> None:
    with pytest.raises(RuntimeError, match="size of tensor"):
        network(pictures(1, 1, 3, 48, 64), pictures(1, 3, 48, 64))


def test_each_golden_is_compared_with_its_own_captures(network: Comparer) -> None:
    goldens, captures = pictures(2, 1, 3, 64, 64), pictures(2, 3, 3, 64, 64)
    together, _ = network.compare(repeated(network.learn(goldens), 3), captures.flatten(0, 1))
    for golden, mine, found in zip(goldens, captures, together.unflatten(0, (2, 3)), strict=True):
        alone, _ = network.compare(repeated(network.learn(golden[None]), 3), mine)
        torch.testing.assert_close(found, alone)


def test_light_that_changes_golden_and_part_alike_changes_nothing(network: Comparer) -> None:
    golden, part = pictures(1, 1, 3, 64, 64) * 0.6, pictures(1, 3, 64, 64) * 0.5
    brighter, _ = network(golden + 0.3, part + 0.3)
    torch.testing.assert_close(network(golden, part)[0], brighter, atol=1e-3, rtol=0)
