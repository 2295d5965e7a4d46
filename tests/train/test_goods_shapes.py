"""Bodies that packed goods, sweets and pens share: where they are dark, where they gleam, where they lie."""

import cv2
import numpy as np
import pytest

from inspector.train.families.bodies import DARK, LIGHT, apart, barrel, laid, lump, written
from inspector.train.families.frames import Frame
from inspector.train.scene import UNMOVED, Piece, rectangle

SIZE_PX = 128


@pytest.mark.parametrize("angle_deg", [0.0, 40.0, 90.0])
def test_a_round_bar_is_dark_along_its_sides_and_gleams_between_them(angle_deg: float) -> None:
    frame = Frame((64, 64), angle_deg)
    dark, gleam = barrel(frame, frame.rectangle((0, 0), (80, 30)), 15, 0.0, 0.5)
    assert (dark.finish, gleam.finish) == (DARK, LIGHT)
    for x in (-30, 0, 30):
        assert [_cover(dark, frame.at(x, y)) > 100 for y in (-14, 0, 14)] == [True, False, True]
        assert [_cover(gleam, frame.at(x, y)) > 100 for y in (-14, 0, 14)] == [False, True, False]


def test_a_lump_is_darker_on_the_side_away_from_the_light() -> None:
    shade = lump(rectangle((64, 64), (60, 60), 0.0, 25), LIGHT, 8.0, 0.0)[3]
    assert _cover(shade, (40, 64)) > _cover(shade, (80, 64)) + 50


@pytest.mark.parametrize("seed", range(20))
def test_a_word_is_written_within_its_room(seed: int) -> None:
    mask = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
    written(np.random.default_rng(seed), Frame((64, 64)), (60, 20), DARK, 0).shape.draw(mask, UNMOVED, 0.0)
    _, _, wide, high = cv2.boundingRect(mask)
    assert 0 < wide < 60 * 1.3
    assert 0 < high < 20 * 1.9


@pytest.mark.parametrize("seed", range(20))
def test_no_more_goods_are_laid_than_asked_for_and_one_at_least_in_view(seed: int) -> None:
    frames, wide = laid(np.random.default_rng(seed), SIZE_PX, 4.0, 5)
    assert 1 <= len(frames) <= 5
    assert wide > 3
    assert any(min(each.centre) > -0.3 * SIZE_PX and max(each.centre) < 1.3 * SIZE_PX for each in frames)


@pytest.mark.parametrize("seed", range(20))
def test_goods_can_be_told_from_what_they_lie_on(seed: int) -> None:
    ground = apart(np.random.default_rng(seed), (0.4, 0.5, 0.6))
    assert not 0.45 < np.mean(ground.bgr) < 0.55


def _cover(piece: Piece, place: tuple[float, float]) -> int:
    mask = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
    piece.shape.draw(mask, UNMOVED, 0.0)
    return int(mask[round(place[1]), round(place[0])])
