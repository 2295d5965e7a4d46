"""The kinds of parts: each named once, each drawn, and some never trained on."""

import numpy as np
import pytest

from inspector.train.catalogue import UNSEEN, UNTOUCHED, families, trained, unseen, untouched, without_boards
from inspector.train.kinds import MODULES


def test_no_two_kinds_share_a_name() -> None:
    assert len(families()) == sum(len(module.FAMILIES) for module in MODULES)


def test_every_kind_is_trained_with_or_fitted_on_or_only_measures() -> None:
    assert set(unseen()) == UNSEEN
    assert set(untouched()) == UNTOUCHED
    split = (*trained(), *UNSEEN, *UNTOUCHED)
    assert sorted(split) == sorted(families())
    assert len(UNSEEN) >= 10
    assert len(UNTOUCHED) >= 5
    assert len(UNSEEN | UNTOUCHED) / len(families()) < 0.25


def test_boards_can_be_left_out_with_their_connectors_and_joints() -> None:
    left = set(without_boards())
    assert left < set(trained())
    for word in ("board", "plane", "track", "pin", "chip", "via", "fan_out", "socket", "solder", "plug"):
        assert not {name for name in left if word in name}, word
    assert not {"combs", "pads"} & left


@pytest.mark.parametrize("name", sorted(families()))
def test_a_kind_calls_itself_as_it_is_listed(name: str) -> None:
    scene = families()[name](np.random.default_rng(4), 128)
    assert (scene.family, scene.size_px) == (name, 128)
