"""Alignment: sub-pixel where it accepts, and a refusal with figure and limit where it does not."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from align_scenes import (
    SIZE,
    Grey,
    board,
    capture,
    golden,
    golden_image,
    grid,
    pose_of,
    real_pairs,
    reference,
    seen,
    shown,
)
from makers import make_golden

from inspector.align.align import align
from inspector.align.reference import learn
from inspector.align.warps import Frame, corner_distance, inverse
from inspector.errors import CaptureError, RecipeError
from inspector.golden.recipe import Ignore
from inspector.part import Alignment, RefusedAlignment

FRAME = Frame.of(SIZE[::-1])


def error_px(got: Alignment | RefusedAlignment, pose: np.ndarray) -> float:
    assert isinstance(got, Alignment), got.why
    return corner_distance(inverse(got.warp), pose, FRAME)


@pytest.mark.parametrize("shift", [(0.25, 0.5), (-7.75, 3.0), (20.0, -12.25)], ids=str)
def test_a_shift_is_found_to_a_twentieth_of_a_pixel(shift: tuple[float, float]) -> None:
    pose = pose_of(SIZE, shift, 0.0)
    assert error_px(align(capture(seen(pose)), reference()), pose) < 0.05


@pytest.mark.parametrize(
    ("shift", "degrees"), [((4.0, -6.0), 1.5), ((30.0, 10.0), -12.0), ((-48.0, 20.0), 12.0)], ids=str
)
def test_a_turned_part_is_found_to_a_twentieth_of_a_pixel(shift: tuple[float, float], degrees: float) -> None:
    pose = pose_of(SIZE, shift, degrees)
    assert error_px(align(capture(seen(pose)), reference()), pose) < 0.05


def test_light_that_falls_off_by_a_third_moves_the_warp_by_no_more_than_0_15_px() -> None:
    pose = pose_of(SIZE, (5.0, 3.0), 1.0)
    ramp = np.linspace(0.7, 1.3, SIZE[0])[None, :]
    assert error_px(align(capture(shown(board().picture(pose) * ramp)), reference()), pose) < 0.15


def test_an_occluder_moves_the_warp_by_no_more_than_0_15_px() -> None:
    pose = pose_of(SIZE, (5.0, 3.0), 1.0)
    image = seen(pose)
    image[100:193, 200:293] = 0  # 5 % of the picture
    assert error_px(align(capture(image), reference()), pose) < 0.15


def bare_but_for_a_corner(picture: np.ndarray, pose: np.ndarray, first: tuple[int, int]) -> np.ndarray:
    """Return grey levels 90 but for `picture` below row and left of column `first` of the golden."""
    in_corner = np.zeros(SIZE[::-1], np.float32)
    in_corner[first[0] :, : first[1]] = 1.0
    there = cv2.warpPerspective(in_corner, pose, SIZE)
    return np.asarray(there * picture + (1.0 - there) * 90.0)


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_a_bare_part_with_structure_in_one_corner_is_aligned_by_that(seed: int) -> None:
    def part(pose: np.ndarray, seed: int) -> Grey:
        grain = cv2.GaussianBlur(np.random.default_rng(seed).normal(0.0, 1.0, SIZE[::-1]), (0, 0), 0.6)
        bare = bare_but_for_a_corner(board().picture(pose), pose, (180, 240))
        return shown(bare + 4.0 * grain / grain.std(), seed)

    pose = pose_of(SIZE, (1.2, -0.8), 0.25)
    got = align(capture(part(pose, seed)), learn(golden(part(np.eye(3), 1), model="auto")))
    assert error_px(got, pose) < 0.75


def test_a_bend_of_the_one_corner_with_structure_does_not_shear_the_bare_rest() -> None:
    def part(pose: np.ndarray, bend_px: float, seed: int) -> Grey:
        down, across = np.indices(SIZE[::-1], dtype=np.float32)
        further = bend_px * np.clip(across / 80.0 - 1.0, 0.0, 1.0)
        bent = cv2.remap(board(2).picture(pose).astype(np.float32), across + further, down, cv2.INTER_LINEAR)
        return shown(bare_but_for_a_corner(bent, pose, (200, 160)), seed)

    pose = pose_of(SIZE, (1.2, -0.8), 0.25)
    got = align(capture(part(pose, 2.0, 11)), learn(golden(part(np.eye(3), 0.0, 1), model="auto")))
    assert error_px(got, pose) < 1.5


def test_a_defect_is_still_there_after_alignment() -> None:
    pose = pose_of(SIZE, (5.0, 3.0), 1.0)
    image = seen(pose)
    image[170:190, 230:250] = 255 - image[170:190, 230:250]
    got = align(capture(image), reference())
    assert isinstance(got, Alignment)
    worst = np.abs(got.image.astype(int) - golden_image())[got.valid].max()
    assert worst > 60


def test_the_aligned_image_has_the_goldens_light() -> None:
    pose = pose_of(SIZE, (5.0, 3.0), 1.0)
    ramp = np.linspace(0.8, 1.1, SIZE[0])[None, :]
    got = align(capture(shown(board().picture(pose) * ramp * 0.8 + 12.0)), reference())
    assert isinstance(got, Alignment)
    off = np.abs(got.image.astype(int) - golden_image())[got.valid]
    assert np.median(off) <= 3.0


def test_what_was_not_seen_is_not_valid() -> None:
    got = align(capture(seen(pose_of(SIZE, (-40.0, 0.0), 0.0))), reference())
    assert isinstance(got, Alignment)
    assert not got.valid[:, :39].any()
    assert got.valid[:, 42:].all()


def test_the_same_capture_gives_the_same_bits_whatever_the_threads() -> None:
    image = seen(pose_of(SIZE, (9.0, -7.5), 3.0))
    before = cv2.getNumThreads()
    results = []
    for threads in (1, 4):
        cv2.setNumThreads(threads)
        results.append(align(capture(image), learn(golden())))
    cv2.setNumThreads(before)
    one, other = results
    assert isinstance(one, Alignment)
    assert isinstance(other, Alignment)
    assert one.warp.tobytes() == other.warp.tobytes()
    assert one.image.tobytes() == other.image.tobytes()


def test_the_warp_takes_the_capture_to_the_golden_and_not_back() -> None:
    got = align(capture(seen(pose_of(SIZE, (24.0, 0.0), 0.0))), reference())
    assert isinstance(got, Alignment)
    assert got.warp[0, 2] == pytest.approx(-24.0, abs=0.1)


HARD: dict[str, Callable[[], Grey]] = {
    "black": lambda: np.zeros(SIZE[::-1], np.uint8),
    "saturated": lambda: np.full(SIZE[::-1], 255, np.uint8),
    "flat": lambda: np.full(SIZE[::-1], 128, np.uint8),
    "noise": lambda: shown(np.full(SIZE[::-1], 128.0), noise=50.0),
    "wrong product": lambda: golden_image(2),
    "mirrored": lambda: np.ascontiguousarray(golden_image()[:, ::-1]),
    "upside down": lambda: np.ascontiguousarray(golden_image()[::-1, ::-1]),
    "blurred away": lambda: np.asarray(cv2.GaussianBlur(golden_image(), (0, 0), 40.0), np.uint8),
    "too far": lambda: seen(pose_of(SIZE, (200.0, 0.0), 0.0)),
    "turned too far": lambda: seen(pose_of(SIZE, (0.0, 0.0), 45.0)),
}


@pytest.mark.parametrize("kind", HARD)
def test_a_picture_that_cannot_be_aligned_is_refused_with_a_reason(kind: str) -> None:
    got = align(capture(HARD[kind]()), reference())
    assert isinstance(got, RefusedAlignment)
    assert got.why


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        ({"max_shift_share": 0.01}, "alignment.max_shift_share"),
        ({"max_rotation_deg": 1.0}, "alignment.max_rotation_deg"),
        ({"min_overlap": 0.99}, "alignment.min_overlap"),
        ({"min_correlation": 0.999}, "alignment.min_correlation"),
        ({"max_residual_px": 0.001}, "alignment.max_residual_px"),
        ({"max_gain": 1.05}, "alignment.max_gain"),
    ],
    ids=str,
)
def test_each_limit_of_the_recipe_refuses_by_its_name(limits: dict[str, Any], key: str) -> None:
    image = shown(board().picture(pose_of(SIZE, (12.0, 8.0), 2.5)) * 0.8)
    got = align(capture(image), learn(golden(model="euclidean", **limits)))
    assert isinstance(got, RefusedAlignment)
    assert key in got.why


def test_a_repetitive_part_is_never_aligned_one_period_off() -> None:
    known = learn(golden(shown(grid().picture(np.eye(3)), 3)))
    for shift in ((0.0, 0.0), (18.0, 0.0), (-25.0, 14.0), (31.0, -30.0)):
        pose = pose_of(SIZE, shift, 0.0)
        got = align(capture(shown(grid().picture(pose), 4)), known)
        assert isinstance(got, RefusedAlignment) or error_px(got, pose) < 0.5


def test_a_nearly_symmetric_part_that_lies_mirrored_is_refused_for_that() -> None:
    half = golden_image()[:, :240]
    image = np.hstack([half, half[:, ::-1]])
    image[100:180, 40:130] = 255 - image[100:180, 40:130]
    known = learn(golden(image))
    right, mirrored = align(capture(image), known), align(capture(np.ascontiguousarray(image[:, ::-1])), known)
    assert isinstance(right, Alignment)
    assert isinstance(mirrored, RefusedAlignment)
    assert "mirrored" in mirrored.why


def test_a_pattern_that_looks_the_same_everywhere_is_refused() -> None:
    x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    wallpaper = 128.0 + 60.0 * np.cos(x * 2 * np.pi / 40) * np.cos(y * 2 * np.pi / 40)
    got = align(capture(shown(wallpaper, 1)), learn(golden(shown(wallpaper, 2))))
    assert isinstance(got, RefusedAlignment)
    assert "repeats" in got.why


def test_a_capture_of_another_size_is_an_error_that_names_both() -> None:
    with pytest.raises(CaptureError, match=r"200 x 100 px grey.*480 x 360 px grey"):
        align(capture(np.zeros((100, 200), np.uint8)), reference())


def test_a_colour_capture_for_a_grey_golden_is_an_error() -> None:
    with pytest.raises(CaptureError, match="480 x 360 px BGR"):
        align(capture(np.zeros((360, 480, 3), np.uint8)), reference())


def test_a_colour_part_is_aligned_and_each_channel_matched_in_light() -> None:
    pose = pose_of(SIZE, (5.0, 3.0), 1.0)
    colours = np.array([1.0, 0.8, 0.6])
    image = shown(board().picture(np.eye(3))[..., None] * colours, 6)
    lit = shown(board().picture(pose)[..., None] * colours * np.array([0.7, 0.9, 1.1]), 7)
    got = align(capture(lit), learn(golden(image)))
    assert isinstance(got, Alignment)
    assert np.median(np.abs(got.image.astype(int) - image)[got.valid], axis=0).max() <= 3.0


def test_a_defect_in_a_channel_that_is_saturated_on_the_golden_keeps_its_depth() -> None:
    """Red that is flat on golden and part alike told of a gain of a quarter, which made 195 levels 49."""
    saturated = np.dstack([golden_image(), golden_image(), np.full_like(golden_image(), 255)])
    part = shown(np.dstack([board().picture(np.eye(3)) * 0.9] * 3), 5)
    part[..., 2] = 255
    part[170:190, 230:250, 2] = 60
    got = align(capture(part), learn(golden(saturated)))
    assert isinstance(got, Alignment)
    apart = got.image[..., 2].astype(int) - 255
    assert np.median(apart[172:188, 232:248]) <= -190
    good = got.valid.copy()
    good[165:195, 225:255] = False
    assert np.abs(apart[good]).max() <= 2


def test_a_golden_without_texture_is_refused_with_the_place_to_add_some() -> None:
    with pytest.raises(RecipeError, match=r"textured places fix .* px.*add a mark at the"):
        learn(golden(shown(np.full(SIZE[::-1], 120.0))))


@pytest.mark.parametrize("size", [(40, 6000), (6000, 40), (260, 32767)], ids=str)
def test_a_golden_too_narrow_for_its_length_or_too_long_is_refused(size: tuple[int, int]) -> None:
    strip = np.random.default_rng(1).integers(0, 256, size, np.uint8)
    with pytest.raises(RecipeError, match=f"it is {size[1]} x {size[0]} px, at most 32766 px long and for that length"):
        learn(make_golden(strip))


def test_a_golden_that_is_all_ignored_is_refused() -> None:
    everything = Ignore(box=(0, 0, *SIZE), why="test")
    with pytest.raises(RecipeError, match=r"100.0% of it is ignored"):
        learn(golden(ignore=(everything,)))


def test_stripes_do_not_fix_a_part_along_themselves() -> None:
    stripes = np.tile(128.0 + 80.0 * np.sign(np.sin(np.arange(SIZE[0]) / 7.0)), (SIZE[1], 1))
    with pytest.raises(RecipeError, match="textured places"):
        learn(golden(shown(stripes, noise=0.0)))


@pytest.mark.data
def test_every_alien_is_aligned() -> None:
    pairs = real_pairs("aliens")
    known = learn(golden(pairs[0][1]))
    refused = [name for name, _, image in pairs if isinstance(align(capture(image), known), RefusedAlignment)]
    assert refused == []


@pytest.mark.data
def test_every_screw_block_is_aligned_where_its_features_say() -> None:
    pairs = real_pairs("screws")
    known = learn(golden(pairs[0][1]))
    frame = Frame.of(pairs[0][1].shape)
    far = []
    for name, image, other in pairs:
        got = align(capture(other), known)
        if (
            isinstance(got, RefusedAlignment)
            or corner_distance(inverse(got.warp), _by_features(image, other), frame) > 10.0
        ):
            far.append(name)
    assert far == []


@pytest.mark.data
def test_boards_are_aligned_to_a_quarter_of_a_pixel_in_the_middle() -> None:
    residuals = []
    for _, image, other in real_pairs("deeppcb", every=10):
        got = align(capture(other), learn(golden(image)))
        if isinstance(got, Alignment):
            residuals.append(got.figures.residual_px)
    assert len(residuals) >= 14
    assert np.median(residuals) <= 0.25


def _by_features(image: Grey, other: Grey) -> np.ndarray:
    even = cv2.createCLAHE(3.0, (8, 8))
    sift = cv2.SIFT.create(6000, contrastThreshold=0.01)
    (points, one), (others, two) = (sift.detectAndCompute(even.apply(grey), None) for grey in (image, other))
    pairs = [near for near, next_ in cv2.BFMatcher().knnMatch(one, two, 2) if near.distance < 0.8 * next_.distance]
    here = np.array([points[pair.queryIdx].pt for pair in pairs])
    there = np.array([others[pair.trainIdx].pt for pair in pairs])
    return cv2.findHomography(here, there, cv2.USAC_MAGSAC, 3.0, maxIters=20000, confidence=0.9999)[0]
