"""Training pairs: the same seed gives the same pair, and the label is where the picture was changed."""

import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest
from generated_parts import Flat, coins, digest, tracks
from numpy.typing import NDArray

from inspector.train import pairs
from inspector.train.black_white import Levels, cut
from inspector.train.camera import Camera, draw_camera
from inspector.train.defects import SHARP, faults
from inspector.train.faulty import Faulty
from inspector.train.imaging import LARGEST_PX, STORED_NOISE, common_shade, draw_exposure
from inspector.train.labels import DEFECT, GOOD, IGNORE, difference, label_of
from inspector.train.look import Variation, draw_lighting, draw_look
from inspector.train.pairs import VISIBLE, make_pair
from inspector.train.registration import draw_registration
from inspector.train.render import render
from inspector.train.twins import twins

NONE = Variation(0, 0, 0, 0, 0, 0, 0)
DESIGNS = {"coins": coins, "tracks": tracks}
OTHER_PROCESS = """
from generated_parts import Flat, coins, digest, tracks
from inspector.train.pairs import make_pair
pair = make_pair(11, {"tracks": tracks, "coins": coins}, Flat(), 96)
print(digest(pair))
"""


def test_a_seed_gives_the_same_pair_in_another_process() -> None:
    here = digest(make_pair(11, DESIGNS, Flat(), 96))
    there = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "5"},
    )  # fmt: skip
    assert there.stdout.strip() == here
    assert digest(make_pair(12, DESIGNS, Flat(), 96)) != here


def test_a_pair_has_the_shapes_and_levels_asked_for() -> None:
    pair = make_pair(3, DESIGNS, Flat(), 96, goods=3)
    assert (pair.goldens.shape, pair.capture.shape, pair.label.shape) == ((3, 96, 96, 3), (96, 96, 3), (96, 96))
    assert pair.goldens.dtype == pair.capture.dtype == pair.label.dtype == np.uint8
    assert pair.good.shape == (96, 96, 3)
    assert set(np.unique(pair.label)) <= {GOOD, DEFECT, IGNORE}


def test_the_largest_colour_picture_takes_no_more_noise_than_is_stored() -> None:
    assert 3 * LARGEST_PX**2 < STORED_NOISE <= 3 * (LARGEST_PX + 32) ** 2


def test_most_captures_are_defective_in_a_few_percent_of_their_pixels() -> None:
    made = [make_pair(seed, DESIGNS, Flat(), 96) for seed in range(60)]
    shares = [float((pair.label == DEFECT).mean()) for pair in made if pair.defective]
    assert 0.6 < len(shares) / len(made) < 0.95
    assert 0.003 < float(np.mean(shares)) < 0.1


def test_grey_cameras_give_three_equal_channels_and_are_common() -> None:
    made = [make_pair(seed, {"coins": coins}, Flat(), 64) for seed in range(40)]
    grey = [pair for pair in made if (np.ptp(pair.capture, axis=2) == 0).all()]
    assert 8 < len(grey) < 28
    assert all((np.ptp(pair.goldens, axis=3) == 0).all() for pair in grey)


@pytest.mark.parametrize("name", sorted(faults(coins(np.random.default_rng(0), 96))))
def test_every_fault_changes_the_picture_somewhere_but_not_everywhere(name: str) -> None:
    changed = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        scene = coins(rng, 128)
        look = draw_look(rng, scene, NONE, draw_lighting(rng), 1)
        twin, faulty = twins(*_with(name, rng, Faulty(scene, look)), Flat())
        changed.append(0.0 if faulty is None else float((difference(twin, faulty) > 0.05).mean()))
    assert max(changed) > 0.0005
    assert min(changed) < 0.5


def _with(name: str, rng: np.random.Generator, good: Faulty) -> tuple[Faulty, Faulty]:
    return good, faults(good.scene)[name](rng, good)


def test_twins_are_as_drawn_one_by_one() -> None:
    for seed, name in enumerate(sorted(SHARP)):
        rng = np.random.default_rng(seed)
        scene = coins(rng, 96)
        good, faulty = _with(name, rng, Faulty(scene, draw_look(rng, scene, NONE, draw_lighting(rng), 1)))
        twin, picture = twins(good, faulty, Flat())
        assert np.array_equal(twin, render(good.scene, good.look, Flat()))
        assert picture is None or np.array_equal(picture, render(faulty.scene, faulty.look, Flat()))


def perfect(rng: np.random.Generator, size_px: int, lit: NDArray[np.float32], *, two_level: bool) -> Camera:
    """Return a camera whose pictures differ in nothing."""
    del two_level
    registration = replace(draw_registration(rng, size_px, 128), shift_px=0, turn_deg=0, scale=0, local_px=0)
    camera = draw_camera(rng, size_px, lit, two_level=False)
    still = replace(camera, focus_px=0, focus_spread_px=0, motion_px=0, light_spread=0, hue_spread=0, shading=0)
    tone = replace(still, channels=3, gain=1, offset=0, vignette=0, gamma=1, inverted=False)
    return replace(tone, registration=registration, noise=0, shot=0, quality=0)


def test_outside_the_label_a_capture_is_as_the_golden_where_nothing_else_varies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pairs, "draw_variation", lambda _: NONE)
    monkeypatch.setattr(pairs, "draw_camera", perfect)
    defects = 0
    for seed in range(40):
        pair = make_pair(seed, {"coins": coins}, Flat(), 96)
        apart = cv2.absdiff(pair.capture, pair.goldens[0]).max(axis=2)
        assert (pair.good == pair.goldens[0]).mean() > 0.99
        assert apart[pair.label == GOOD].max() <= 255 * VISIBLE + 1
        assert (cv2.dilate(apart, np.ones((5, 5), np.uint8))[pair.label == DEFECT] > 127 * VISIBLE).all()
        defects += pair.defective
    assert defects > 20


def test_black_and_white_pairs_have_two_levels() -> None:
    found = [make_pair(seed, {"tracks": tracks}, Flat(), 64) for seed in range(20)]
    levels = [np.bincount(pair.goldens[0].ravel() // 16, minlength=16) for pair in found]
    two = [np.sort(each)[-4:].sum() / each.sum() > 0.85 for each in levels]
    assert sum(two) > 6


def test_what_differs_visibly_is_labelled() -> None:
    twin, faulty = np.full((40, 40), 0.5, np.float32), np.full((40, 40), 0.5, np.float32)
    faulty[10:20, 10:20], faulty[30:33, 30:33], faulty[30:35, 5:10] = 0.8, 0.8, 0.54
    label = label_of(difference(twin, faulty), np.float32(0.07))
    assert label[15, 15] == DEFECT
    assert label[31, 31] == DEFECT
    assert label[32, 7] == IGNORE
    assert (difference(twin, faulty)[label == GOOD] < 0.07).all()
    assert label[25, 25] == GOOD
    assert label[9, 8] != DEFECT


def test_what_is_smaller_than_the_least_area_is_not_asked_for() -> None:
    apart = np.zeros((40, 40), np.float32)
    apart[5, 5:10] = 0.5
    assert (label_of(apart, np.float32(0.07)) != DEFECT).all()
    apart[6, 5:10] = 0.5
    assert (label_of(apart, np.float32(0.07)) == DEFECT).sum() == 10


def test_black_and_white_pictures_stay_so_and_only_edges_are_grey() -> None:
    rng = np.random.default_rng(2)
    scene = tracks(rng, 96)
    picture = render(scene, draw_look(rng, scene, NONE, draw_lighting(rng), 1), Flat())
    camera = draw_camera(rng, 80, picture, two_level=True)
    exposure = draw_exposure(rng, camera, common_shade(rng, camera))
    shown = cut(picture[:80, :80, 0], exposure, Levels(0.1, 0.9, 0.0, 1.0, 0.5))
    assert camera.channels == 1
    assert ((shown < 0.1) | (shown > 0.9)).mean() > 0.8
    assert min((shown < 0.1).mean(), (shown > 0.9).mean()) > 0.05


def test_black_and_white_designs_have_no_soft_faults() -> None:
    names = faults(tracks(np.random.default_rng(0), 96))
    assert "stain" not in names
    assert "opened" in names
