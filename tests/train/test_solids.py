"""Bodies that metal parts, timber and paving share: bars, lattices, what is cut out of them and what is joined."""

import cv2
import numpy as np
import pytest

from inspector.train.families.frames import Frame
from inspector.train.families.solids import as_one, barrel, cut_out, gathered, herringbone, lattice, lying, punched
from inspector.train.scene import UNMOVED, Finish, Outline, Piece

SIZE_PX = 112
GREY = Finish((0.5, 0.5, 0.5))
WHOLE = Frame((SIZE_PX / 2, SIZE_PX / 2), 20.0)


def test_a_bar_is_darkest_at_its_sides_and_brightest_on_its_back() -> None:
    tones = [sum(piece.finish.bgr) for piece in barrel(WHOLE, (-30, 30), 12, GREY)]
    assert tones == sorted(tones)
    assert tones[0] < sum(GREY.bgr) < tones[-1]


def test_bars_in_herringbone_cover_the_plane_once() -> None:
    count = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
    for frame in herringbone(Frame((SIZE_PX / 2, SIZE_PX / 2)), 10.0, 3):
        mask = np.zeros_like(count)
        frame.box((0, 0), (28, 8)).draw(mask, UNMOVED, 0.0)
        count += mask > 127
    assert count.max() == 1
    assert count[8:-8, 8:-8].mean() == pytest.approx(28 * 8 / 300, abs=0.12)


def test_a_lattice_covers_the_canvas_from_its_middle_outwards() -> None:
    places = np.array(lattice(SIZE_PX, (20.0, 15.0), 0.5, 30.0))
    away = np.hypot(*(places - SIZE_PX / 2).T)
    assert (np.diff(away) > -1e-6).all()
    corners = np.array([(0, 0), (SIZE_PX, 0), (0, SIZE_PX), (SIZE_PX, SIZE_PX)])
    assert np.hypot(*(places[None] - corners[:, None]).T).min(axis=0).max() < 15


def test_openings_beyond_the_first_few_belong_to_the_body() -> None:
    made = [Frame((10.0 * k, 20.0)).rectangle((0, 0), (6, 6)) for k in range(5)]
    body, *own = cut_out(made, GREY, -2.0, 2, first=7)
    assert [piece.group for piece in own] == [7, 8]
    assert body.group == -1
    assert isinstance(body.shape, Outline)
    assert len(body.shape.contours) == 3


@pytest.mark.parametrize("seed", range(8))
def test_parts_that_lie_in_one_picture_are_one_component_each(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frames = [WHOLE, WHOLE.frame(40, 0)][: 1 + seed % 2]
    skins = (GREY, GREY, GREY)
    pieces = gathered(rng, frames, lambda _, frame, reach, of: _plate(frame, reach, of), (20.0, skins))
    assert [piece.group for piece in pieces] == ([-1, 3, 3] if len(frames) == 1 else [0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize("seed", range(8))
def test_some_part_of_what_lies_about_is_in_view(seed: int) -> None:
    frames = lying(np.random.default_rng(seed), SIZE_PX, 14.0, 6)
    assert 1 <= len(frames) <= 6
    assert any(min(each.centre) > 0.1 * SIZE_PX and max(each.centre) < 0.9 * SIZE_PX for each in frames)


def test_a_punched_hole_has_a_rim_wider_than_itself() -> None:
    rim, hole = as_one(punched((50.0, 50.0), 10.0, (GREY, GREY), 1), 4)
    areas = [cv2.contourArea(each.shape.contours[0]) for each in (rim, hole) if isinstance(each.shape, Outline)]
    assert areas[0] > areas[1] > 250
    assert {rim.group, hole.group} == {4}


def _plate(frame: Frame, reach: float, skins: tuple[Finish, Finish, Finish]) -> list[Piece]:
    return [Piece(frame.box((0, 0), (reach, reach)), skins[0]), *punched(frame.centre, 0.3 * reach, skins[:2], 3)]
