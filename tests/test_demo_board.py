"""The demo board: a layout that could be built, and good parts that differ as good parts do."""

from itertools import combinations

import cv2
import numpy as np
import pytest

from inspector.demo import board
from inspector.demo.line import CHANGED_LEVELS, golden_image
from inspector.demo.package import Component
from inspector.demo.photometry import NOISE_LEVELS, Light, expose
from inspector.demo.placement import Placement, take_picture
from inspector.demo.shape import MARGIN_PX, SCALE, Disc, Place, Text, mask_of
from inspector.demo.stock import LOT_SIZE, stock_of, turn_screws, write_label


def overlap(first: Component, second: Component) -> bool:
    a, b = first.box(), second.box()
    return a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1


def test_no_two_parts_stand_in_each_others_place() -> None:
    assert [(a.ref, b.ref) for a, b in combinations(board.components(), 2) if overlap(a, b)] == []


def test_every_part_lies_on_the_board() -> None:
    boxes = [component.box() for component in board.components()]
    edge = board.BOARD
    assert all(edge.x0 <= b.x0 and b.x1 <= edge.x1 and edge.y0 <= b.y0 and b.y1 <= edge.y1 for b in boxes)


def test_every_part_has_a_name_of_its_own() -> None:
    refs = [component.ref for component in board.components()]
    assert len(set(refs)) == len(refs)


def test_good_parts_differ_in_the_variable_fields_and_the_reels_colour_only() -> None:
    change = np.zeros(stock_of(0).picture.shape[:2], np.uint8)
    for lot in range(1, 7):
        picture = stock_of(lot).picture.copy()
        write_label(picture, stock_of(lot), lot * LOT_SIZE)
        turn_screws(picture, np.random.default_rng(lot))
        change = np.maximum(change, cv2.absdiff(picture, stock_of(0).picture).max(axis=2))
    for box in board.VARIABLE_FIELDS:
        x0, y0, x1, y1 = (round(SCALE * (edge + MARGIN_PX)) for edge in (box.x0, box.y0, box.x1, box.y1))
        assert int(change[y0:y1, x0:x1].max()) >= CHANGED_LEVELS
        change[y0:y1, x0:x1] = 0
    assert int(change.max()) < CHANGED_LEVELS


def test_two_shots_of_one_part_differ_by_the_sensors_noise() -> None:
    picture, rng = take_picture(stock_of(0).picture, Placement()), np.random.default_rng(1)
    shots = [expose(picture, Light(), rng)[300:600, 500:700].astype(np.float64) for _ in range(2)]
    assert np.std(shots[0] - shots[1]) == pytest.approx(NOISE_LEVELS * np.sqrt(2), rel=0.35)


def test_the_golden_is_well_exposed() -> None:
    golden = golden_image(1)
    assert float((golden == 255).mean()) < 0.001
    assert int(np.percentile(golden, 99)) > 180


def test_the_light_drifts_but_never_runs_away() -> None:
    gains = [Light.of_part(number, np.random.default_rng(number)).gain for number in range(1, 401)]
    assert 0.90 < min(gains) < 0.96
    assert 1.04 < max(gains) < 1.10


def test_a_part_shifted_in_the_nest_is_shifted_in_the_picture() -> None:
    picture = stock_of(0).picture
    here, there = take_picture(picture, Placement()), take_picture(picture, Placement(shift_x_px=3.0, shift_y_px=-2.0))
    assert np.array_equal(here[10:-10, 10:-10], there[8:-12, 13:-7])


def test_a_placement_turns_about_the_middle_of_the_picture() -> None:
    middle = np.array([639.5, 479.5, 1.0])
    assert Placement(turn_deg=0.7, scale=0.002).matrix() @ middle == pytest.approx(middle)


def test_a_placement_turns_anticlockwise_and_keeps_distances() -> None:
    right = Placement(turn_deg=0.7).matrix() @ np.array([639.5 + 500.0, 479.5, 1.0])
    turn = np.radians(0.7)
    assert right == pytest.approx([639.5 + 500.0 * np.cos(turn), 479.5 - 500.0 * np.sin(turn), 1.0])


def test_a_disc_is_as_large_as_it_says() -> None:
    mask = mask_of(Disc(100.25, 80.75, 9.0), (0, 0), (400, 400))
    assert mask is not None
    radius_px = np.sqrt(float(mask.alpha.sum()) / np.pi)
    # OpenCV's smooth edge lies half a px further out.
    assert radius_px == pytest.approx(9.0 * SCALE, abs=0.75)


def test_a_shape_outside_the_window_has_no_mask() -> None:
    assert mask_of(Disc(100.0, 80.0, 9.0), (600, 600), (50, 50)) is None


def test_print_is_centred_on_its_place() -> None:
    mask = mask_of(Text(Place(100.0, 80.0, 90.0), "HOH", 20.0), (0, 0), (400, 400))
    assert mask is not None
    rows, columns = np.nonzero(mask.alpha > 0.5)
    middle = (columns.mean() + mask.x0, rows.mean() + mask.y0)
    assert middle == pytest.approx((SCALE * (100 + MARGIN_PX) + 0.5, SCALE * (80 + MARGIN_PX) + 0.5), abs=1.0)
