"""The watch for drift: how long it keeps still on parts as calibrated, and how soon it speaks when they change."""

from collections.abc import Iterator
from itertools import count, islice

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import make_alignment, make_capture, make_image, make_inspection, make_rejected
from scipy.stats import norm

from inspector.calibrate.conformal import Promise, limit_score
from inspector.calibrate.drift import CUT, Normal, Watch, learn_normals
from inspector.calibrate.reading import FIGURES, Reading, read, read_as
from inspector.calibrate.run_length import control_limit, run_length
from inspector.errors import InputError

NORMAL_SCORES = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
FOUR = tuple(Normal(name, 100.0, 2.0, 0.0, 0.5) for name in FIGURES)


def parts(rng: np.random.Generator, shift: float = 0.0, creep: float = 0.0) -> Iterator[Reading]:
    """Yield readings of good parts: light that varies a little, skewed scores; `shift` and `creep` darken them."""
    for number in count():
        brightness = rng.normal(110.0 - shift - creep * number, 2.0)
        score = float(rng.lognormal(-1.2, 0.25)) * (1.0 + 0.01 * (shift + creep * number))
        yield Reading(brightness, rng.normal(20.0, 0.3), 1.0 - float(rng.gamma(4.0, 0.004)), score)


def run_until_alarm(watch: Watch, readings: Iterator[Reading], most: int = 20_000) -> int:
    for reading in islice(readings, most):
        watch = watch.after(reading)
        if watch.alarms:
            break
    return watch.parts


@pytest.mark.parametrize(
    ("weight", "sigmas", "parts"), [(0.05, 2.615, 500), (0.10, 2.814, 500), (0.25, 2.998, 500), (1.0, 3.09, 500)]
)
def test_run_lengths_are_those_published_for_normal_values(weight: float, sigmas: float, parts: float) -> None:
    """Lucas and Saccucci 1990, table 3: control limits for a mean run of 500."""
    control = sigmas * np.sqrt(weight / (2.0 - weight))
    assert run_length(NORMAL_SCORES, weight, float(control)) == pytest.approx(parts, rel=0.02)
    assert control_limit(NORMAL_SCORES, weight, parts) == pytest.approx(control, rel=0.01)


@settings(deadline=None, max_examples=15)
@given(wanted=st.sampled_from([50.0, 500.0, 5000.0]), seed=st.integers(0, 20))
def test_the_control_limit_is_the_smallest_that_runs_as_long(wanted: float, seed: int) -> None:
    values = np.random.default_rng(seed).gamma(2.0, 1.0, 200) - 2.0
    limit = control_limit(values, 0.1, wanted)
    assert run_length(values, 0.1, limit) >= wanted * 0.999
    assert run_length(values, 0.1, limit * 0.99) < wanted


def test_parts_as_calibrated_run_as_long_as_stated_before_a_false_alarm() -> None:
    """80 watches, each learnt from 299 parts of its own; a run of at least 300 over all figures is stated."""
    rng = np.random.default_rng(3)
    runs = []
    for _ in range(20):
        normals = learn_normals(list(islice(parts(rng), 299)), run_parts=300)
        runs += [run_until_alarm(Watch(normals), parts(rng)) for _ in range(4)]
    # A mean of 80 runs whose standard deviation is about their mean is off by a ninth.
    assert np.mean(runs) > 300 * (1 - 3 / 9)
    assert np.mean(runs) < 300 * 8


@pytest.mark.parametrize(("spreads", "most"), [(1.0, 70), (2.0, 25), (4.0, 15)])
def test_a_shift_of_the_light_is_told_within_so_many_parts(spreads: float, most: int) -> None:
    rng = np.random.default_rng(4)
    watch = Watch(learn_normals(list(islice(parts(rng), 299))))
    delays = [run_until_alarm(watch, parts(rng, shift=2.0 * spreads)) for _ in range(20)]
    assert np.mean(delays) < most


def true_overkill(limit: float, shift: float) -> float:
    """Return the share of `parts` at `shift` that score above `limit`."""
    return float(norm.sf((np.log(limit / (1.0 + 0.01 * shift)) + 1.2) / 0.25))


def test_the_alarm_comes_before_overkill_rises() -> None:
    """Light that fades by 0.02 levels a part, scores that rise with it; 20 calibrations for 1 % overkill."""
    rng = np.random.default_rng(5)
    told, overkill = [], []
    for _ in range(20):
        good = list(islice(parts(rng), 299))
        limit = limit_score(np.array([each.score for each in good]), Promise(0.01))
        told.append(run_until_alarm(Watch(learn_normals(good)), parts(rng, creep=0.02)))
        overkill.append(true_overkill(limit, 0.02 * told[-1]))
    assert np.mean(overkill) < 0.01
    assert true_overkill(limit, 0.02 * 10 * max(told)) > 0.01


def test_a_single_bad_part_raises_no_alarm() -> None:
    rng = np.random.default_rng(6)
    watch = Watch(learn_normals(list(islice(parts(rng), 299))))
    assert watch.after(Reading(0.0, 0.0, -1.0, 1e6)).alarms == ()


def test_an_alarm_says_which_figure_left_which_limits() -> None:
    watch = Watch(FOUR)
    for _ in range(200):
        watch = watch.after(Reading(97.0, 100.0, 100.0, 103.0))
    assert [str(alarm) for alarm in watch.alarms] == [
        "brightness 97, as calibrated 99 to 101",
        "score 103, as calibrated 99 to 101",
    ]
    assert (watch.parts, Watch(FOUR).parts) == (200, 0)


@given(st.lists(st.floats(-1e6, 1e6), max_size=30))
def test_no_average_leaves_what_single_parts_may_count_for(values: list[float]) -> None:
    watch = Watch(FOUR)
    for value in values:
        watch = watch.after(Reading(value, 100.0, 100.0, 100.0))
    assert abs(watch.averages[0]) <= CUT
    assert watch.averages[1:] == (0.0, 0.0, 0.0)


def test_pictures_that_never_differ_still_leave_room_for_rounding() -> None:
    same = [Reading(110.0, 20.0, 0.99, 0.3)] * 30
    watch = Watch(learn_normals(same))
    for _ in range(100):
        watch = watch.after(Reading(110.001, 20.0, 0.99, 0.3))
    assert watch.alarms == ()


def test_too_few_parts_give_no_watch() -> None:
    with pytest.raises(InputError, match="19 good parts, it takes 20"):
        learn_normals([Reading(1.0, 1.0, 1.0, 1.0)] * 19)


def test_a_part_is_read_from_its_inspection_and_an_unaligned_one_is_not() -> None:
    found = read(make_inspection())
    assert found is not None
    assert (found.brightness, found.focus, found.correlation, found.score) == (120.0, 0.0, 0.99, 0.4)
    assert read(make_rejected()) is None


def test_blur_lowers_the_focus_and_light_the_brightness() -> None:
    picture = np.random.default_rng(1).integers(0, 200, (48, 64), np.uint8)
    blurred = np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), np.uint8)
    sharp, soft, dark = (
        read_as(make_capture(each), make_alignment(make_image()), 0.0) for each in (picture, blurred, picture // 2)
    )
    assert soft.focus < 0.5 * sharp.focus
    assert dark.brightness == pytest.approx(0.5 * sharp.brightness, rel=0.01)
