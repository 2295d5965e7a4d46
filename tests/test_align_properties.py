"""Properties of the alignment's parts: warps, tiles, light, field."""

import numpy as np
import pytest
from align_scenes import SIZE, capture, golden, golden_image, pose_of, reference, seen
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inspector.align.align import align
from inspector.align.evidence import Found
from inspector.align.field import agreeing_tiles, learn_field, solve_field
from inspector.align.places import choose_tiles
from inspector.align.pyramid import Level, pyramid
from inspector.align.reference import Reference, learn
from inspector.align.resample import resample
from inspector.align.search import find_pose
from inspector.align.sparse_ecc import refine
from inspector.align.tiles import MARGIN, read
from inspector.align.warps import (
    FAMILIES,
    Family,
    Frame,
    Matrix,
    basis,
    corner_distance,
    displacements,
    excursion,
    inverse,
    off_level,
    on_level,
    small_warp,
    transform,
)
from inspector.golden.recipe import Ignore
from inspector.part import Alignment

FRAME = Frame.of(SIZE[::-1])
few_px = st.floats(-30.0, 30.0)
few_degrees = st.floats(-15.0, 15.0)


def small(family: Family, values: list[float]) -> Matrix:
    directions = basis(family)
    return small_warp(directions @ np.array(values[: directions.shape[1]]), family, FRAME)


@given(st.sampled_from(FAMILIES), st.lists(few_px, min_size=8, max_size=8))
def test_a_warp_and_its_inverse_leave_every_corner_where_it_was(family: Family, values: list[float]) -> None:
    warp = small(family, values)
    assert corner_distance(inverse(warp) @ warp, np.eye(3), FRAME) < 1e-6


@given(st.lists(few_px, min_size=3, max_size=3), st.lists(few_px, min_size=3, max_size=3))
def test_euclidean_updates_compose_to_a_euclidean_warp(one: list[float], other: list[float]) -> None:
    linear = (small("euclidean", one) @ small("euclidean", other))[:2, :2]
    assert linear @ linear.T == pytest.approx(np.eye(2), abs=1e-12)


@given(few_px, few_px, few_degrees)
def test_the_excursion_of_a_pose_is_what_it_was_made_of(dx: float, dy: float, degrees: float) -> None:
    moved = excursion(pose_of(SIZE, (dx, dy), degrees), FRAME)
    assert moved.shift_px == pytest.approx(np.hypot(dx, dy), abs=1e-6)
    assert moved.rotation_deg == pytest.approx(degrees, abs=1e-6)


@given(st.lists(st.floats(-0.01, 0.01), min_size=8, max_size=8), st.floats(0, 479), st.floats(0, 359))
def test_displacements_are_the_derivative_of_the_warp(values: list[float], x: float, y: float) -> None:
    point = np.array([(x, y)])
    by_warp = transform(small("homography", values), point) - point
    by_derivative = displacements(point, FRAME)[0] @ np.array(values)
    assert by_warp[0] == pytest.approx(by_derivative, abs=1e-5)


@given(st.sampled_from([1, 2, 4, 8, 16]), few_px, few_px, few_degrees)
def test_a_warp_survives_the_way_to_a_level_and_back(px: int, dx: float, dy: float, degrees: float) -> None:
    pose = pose_of(SIZE, (dx, dy), degrees)
    assert off_level(on_level(pose, px), px) == pytest.approx(pose, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 400), st.integers(0, 280), st.integers(10, 200), st.integers(10, 200), st.sampled_from([16, 24]))
def test_no_tile_reaches_into_an_ignore_box(left: int, top: int, width: int, height: int, side: int) -> None:
    inspected = np.ones(SIZE[::-1], np.bool_)
    inspected[top : top + height, left : left + width] = False
    for x, y in choose_tiles(Level(golden_image(), 1), inspected, side, 64):
        reach = inspected[y - MARGIN : y + side + MARGIN, x - MARGIN : x + side + MARGIN]
        assert reach.all()
        assert reach.shape == (side + 2 * MARGIN, side + 2 * MARGIN)


def test_tiles_do_not_overlap() -> None:
    taken = np.zeros(SIZE[::-1], np.int64)
    for x, y in choose_tiles(Level(golden_image(), 1), np.ones(SIZE[::-1], np.bool_), 24, 64):
        taken[y : y + 24, x : x + 24] += 1
    assert taken.max() == 1


@settings(max_examples=15, deadline=None)
@given(st.floats(0.5, 0.95), st.floats(0.0, 25.0))
def test_gain_and_offset_do_not_move_the_warp(gain: float, offset: float) -> None:
    pose = pose_of(SIZE, (6.0, -4.0), 2.0)
    image = seen(pose)
    dimmed = np.clip(np.rint(image * gain + offset), 0, 255).astype(np.uint8)
    plain, other = align(capture(image), reference()), align(capture(dimmed), reference())
    assert isinstance(plain, Alignment)
    assert isinstance(other, Alignment)
    assert corner_distance(plain.warp, other.warp, FRAME) < 0.03
    assert other.figures.gain == pytest.approx(plain.figures.gain / gain, rel=0.03)


@settings(max_examples=10, deadline=None)
@given(st.floats(-40.0, 40.0), st.floats(-30.0, 30.0), st.floats(-12.0, 12.0))
def test_any_pose_inside_the_range_is_found(dx: float, dy: float, degrees: float) -> None:
    pose = pose_of(SIZE, (dx, dy), degrees)
    got = align(capture(seen(pose)), reference())
    assert isinstance(got, Alignment)
    assert corner_distance(inverse(got.warp), pose, FRAME) < 0.05


@pytest.mark.parametrize("rung", [0, -1], ids=["coarsest", "finest"])
def test_a_tile_read_under_the_true_pose_has_nothing_to_pull(rung: int) -> None:
    known = reference()
    tiles = known.ladder[rung]
    reading = read(tiles, known.levels[tiles.px], np.eye(3), "homography")
    assert reading.correlation == pytest.approx(np.ones(len(tiles)), abs=0.01)
    assert np.abs(reading.pull).max() < 0.05 * tiles.px


def test_a_part_under_an_ignore_box_may_change_without_moving_the_warp() -> None:
    box = (180, 120, 300, 240)
    known = learn(golden(ignore=(Ignore(box=box, why="label"),), model="euclidean"))
    pose = pose_of(SIZE, (5.0, 3.0), 0.0)
    image = seen(pose)
    image[123:243, 185:305] = np.random.default_rng(0).integers(0, 256, (120, 120))
    got = align(capture(image), known)
    assert isinstance(got, Alignment)
    assert corner_distance(inverse(got.warp), pose, FRAME) < 0.05


def stretched(shift: float) -> np.ndarray:
    """Return the golden with its right half drawn out by up to `shift` px, slowly."""
    nodes = np.zeros((2, 5, 2))
    nodes[:, 3:, 0] = shift
    return resample(golden_image(), np.eye(3), nodes, FRAME)[0]


def test_the_field_takes_out_a_slow_stretch() -> None:
    known = learn(golden(model="euclidean"))
    got = align(capture(stretched(1.5)), known)
    assert isinstance(got, Alignment)
    assert got.figures.local_shift_px > 0.3
    assert got.figures.residual_px < 0.2


def test_a_board_that_is_not_stretched_gets_no_field() -> None:
    got = align(capture(seen(pose_of(SIZE, (5.0, 3.0), 1.0))), reference())
    assert isinstance(got, Alignment)
    assert got.figures.local_shift_px == 0.0


def test_the_field_does_not_follow_one_component_that_has_moved() -> None:
    known = reference()
    middle = np.hypot(*(known.ladder[-1].centres - (240, 180)).T).argmin()
    x, y = (int(v) for v in known.ladder[-1].centres[middle])
    image = stretched(3.0)
    before = field_at(known, image, (x, y))
    image[y - 25 : y + 25, x - 25 : x + 25] = np.roll(image[y - 25 : y + 25, x - 25 : x + 25], 2, axis=1)
    assert np.abs(field_at(known, image, (x, y)) - before).max() < 0.5


def field_at(known: Reference, image: NDArray[np.uint8], place: tuple[int, int]) -> NDArray[np.float64]:
    found = find_pose(image, known)
    assert isinstance(found, Found)
    field = solve_field(known.field, known.ladder[-1], Level(image, 1), found.agreed, 3.0)
    nearest = np.hypot(*(known.ladder[-1].centres - place).T).argmin()
    return np.asarray(known.field.interpolation[nearest] @ field.nodes.reshape(-1, 2), np.float64)


def test_no_field_is_larger_than_the_recipe_allows() -> None:
    known = reference()
    tiles, level = known.ladder[-1], Level(stretched(1.0), 1)
    agreed = refine(tiles, level, np.eye(3), "translation", known.frame)
    assert agreed is not None
    largest = solve_field(learn_field(tiles, known.frame), tiles, level, agreed, 1.0).largest_px
    assert 0.9 < largest <= 1.0


def test_a_tile_that_shows_something_else_does_not_agree() -> None:
    known = reference()
    tiles = known.ladder[-1]
    image = golden_image().copy()
    x, y = (int(v) for v in tiles.centres[0])
    image[y - 20 : y + 20, x - 20 : x + 20] = 128
    reading = read(tiles, Level(image, 1), np.eye(3), "translation")
    agreeing = agreeing_tiles(reading, np.zeros((len(tiles), 2)), 3.0)
    assert not agreeing[0]
    assert agreeing[1:].mean() > 0.8


@given(st.integers(8, 200), st.integers(8, 200))
@settings(max_examples=25, deadline=None)
def test_a_pyramid_keeps_the_mean_and_says_its_scale(height: int, width: int) -> None:
    image = np.full((height, width), 77, np.uint8)
    for px, level in pyramid(image, (1, 2, 4)).items():
        assert level.image.shape == (height // px, width // px)
        assert (level.image == 77).all()
