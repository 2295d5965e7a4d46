"""From scores and limits to defects and a verdict; the truth is planted, so every figure is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from makers import FIGURES, make_alignment, make_deviation, make_golden, make_image
from numpy.typing import NDArray

from inspector.decide.decide import decide, refuse
from inspector.decide.rules import learn
from inspector.golden.recipe import AlignmentLimits, Ignore, Limits, Recipe, Zone
from inspector.part import AlignmentMethod, Box, Outcome, Polarity, Reason, RefusedAlignment, Verdict

PLAIN = Recipe(limits=Limits(min_area_px=12))


def scores_with(rows: slice, columns: slice, score: float, shape: tuple[int, int] = (48, 64)) -> NDArray[np.float32]:
    scores = np.zeros(shape, np.float32)
    scores[rows, columns] = score
    return scores


def verdict_on(scores: NDArray[np.float32], recipe: Recipe = PLAIN, scale: float = 1.0) -> Verdict:
    return decide(make_alignment(), make_deviation(scores, scale), learn(make_golden(recipe=recipe)))


def test_a_part_as_its_golden_passes() -> None:
    assert verdict_on(np.zeros((48, 64), np.float32)) == Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, 0.0, ())


def test_a_blob_at_the_limit_and_of_the_smallest_area_rejects() -> None:
    verdict = verdict_on(scores_with(slice(10, 13), slice(20, 24), 1.0))
    assert (verdict.outcome, verdict.score) == (Outcome.REJECT, 1.0)


def test_a_blob_one_pixel_too_small_does_not_reject() -> None:
    scores = scores_with(slice(10, 13), slice(20, 24), 5.0)
    scores[12, 23] = 0.0
    assert verdict_on(scores).outcome is Outcome.PASS


def test_a_defect_is_where_it_was_planted() -> None:
    defect = verdict_on(scores_with(slice(10, 16), slice(20, 30), 2.0)).defects[0]
    assert (defect.box_golden, defect.area_px, defect.score) == (Box(20, 10, 30, 16), 60, 2.0)


def test_a_map_of_half_scale_gives_boxes_and_areas_in_golden_pixels() -> None:
    scores = scores_with(slice(5, 8), slice(10, 15), 2.0, (24, 32))
    defect = verdict_on(scores, scale=0.5).defects[0]
    assert (defect.box_golden, defect.area_px) == (Box(20, 10, 30, 16), 60)


def test_a_defect_lies_in_the_capture_where_the_warp_came_from() -> None:
    shifted = make_alignment(warp=np.array([[1.0, 0, -3], [0, 1.0, 5], [0, 0, 1]]))
    rules = learn(make_golden(recipe=PLAIN))
    defect = decide(shifted, make_deviation(scores_with(slice(10, 16), slice(20, 30), 2.0)), rules).defects[0]
    assert defect.box_capture == Box(23, 5, 33, 11)


def test_a_scratch_broken_by_a_pixel_is_one_defect() -> None:
    scores = scores_with(slice(10, 12), slice(10, 30), 2.0)
    scores[:, 20:22] = 0.0
    assert len(verdict_on(scores).defects) == 1


def test_two_blobs_far_from_each_other_are_two_defects_worst_first() -> None:
    scores = scores_with(slice(5, 10), slice(5, 10), 2.0)
    scores[30:35, 40:45] = 3.0
    assert [defect.score for defect in verdict_on(scores).defects] == [3.0, 2.0]


def test_a_zone_of_its_own_tolerates_more() -> None:
    lenient = Zone(name="label", box=(16, 8, 40, 20), limits=Limits(deviation=3.0))
    scores = scores_with(slice(10, 16), slice(20, 30), 2.0)
    assert verdict_on(scores, Recipe(zones=(lenient,))).score == pytest.approx(2 / 3)


def test_a_defect_names_the_zone_it_peaks_in() -> None:
    zone = Zone(name="pin 1", box=(16, 8, 40, 20), limits=Limits())
    assert verdict_on(scores_with(slice(10, 16), slice(20, 30), 2.0), Recipe(zones=(zone,))).defects[0].zone == "pin 1"


def test_nothing_is_said_of_what_the_recipe_ignores() -> None:
    ignored = Recipe(ignore=(Ignore(box=(16, 8, 40, 20), why="screw heads turn freely"),))
    assert verdict_on(scores_with(slice(10, 16), slice(20, 30), 9.0), ignored).score == 0.0


def test_what_was_not_seen_is_not_called_a_defect() -> None:
    scores = scores_with(slice(10, 16), slice(20, 30), 2.0)
    deviation = make_deviation(scores)
    unseen = type(deviation)(scores, scores == 0.0, 1.0, "test", "c" * 64)
    assert decide(make_alignment(), unseen, learn(make_golden())).outcome is Outcome.PASS


def test_a_score_in_the_recheck_band_is_recheck_never_pass() -> None:
    recipe = Recipe(limits=Limits(recheck_band=0.1))
    verdict = verdict_on(scores_with(slice(10, 20), slice(20, 30), 0.92), recipe)
    assert (verdict.outcome, verdict.reason) == (Outcome.RECHECK, Reason.CLOSE_TO_LIMIT)


def test_one_hot_pixel_does_not_speak_for_the_part() -> None:
    score = verdict_on(scores_with(slice(10, 11), slice(20, 21), 50.0)).score
    assert score == pytest.approx(1 / 16)


@pytest.mark.parametrize(
    ("grey", "polarity"), [(40, Polarity.DARKER), (220, Polarity.BRIGHTER)], ids=["darker", "brighter"]
)
def test_a_defect_says_whether_it_is_darker_or_brighter(grey: int, polarity: Polarity) -> None:
    image = make_image()
    image[10:16, 20:30] = grey
    deviation = make_deviation(scores_with(slice(10, 16), slice(20, 30), 2.0))
    assert decide(make_alignment(image), deviation, learn(make_golden())).defects[0].polarity is polarity


def test_a_defect_that_is_both_is_mixed() -> None:
    image = make_image()
    image[10:16, 20:25], image[10:16, 25:30] = 20, 220
    deviation = make_deviation(scores_with(slice(10, 16), slice(20, 30), 2.0))
    assert decide(make_alignment(image), deviation, learn(make_golden())).defects[0].polarity is Polarity.MIXED


@pytest.mark.parametrize(
    ("limits", "outcome"),
    [(AlignmentLimits(on_refusal="reject"), Outcome.REJECT), (AlignmentLimits(on_refusal="fault"), Outcome.FAULT)],
    ids=["reject", "fault"],
)
def test_a_refused_alignment_ends_as_the_recipe_says(limits: AlignmentLimits, outcome: Outcome) -> None:
    recipe = Recipe(alignment=limits)
    refused = RefusedAlignment("correlation 0.2", FIGURES, AlignmentMethod.DENSE_ECC)
    assert refuse(refused, recipe).outcome is outcome


@given(arrays(np.float32, (24, 32), elements=st.floats(0.0, 3.0, width=32)))
def test_a_verdict_is_pass_exactly_when_nothing_reaches_its_limit(scores: NDArray[np.float32]) -> None:
    verdict = verdict_on(scores, Recipe(limits=Limits(min_area_px=1)), scale=0.5)
    assert (verdict.outcome is Outcome.PASS) == (float(scores.max()) < 1.0)


@given(arrays(np.float32, (24, 32), elements=st.floats(0.0, 3.0, width=32)), st.integers(1, 60))
def test_more_area_asked_for_never_finds_more_defects(scores: NDArray[np.float32], area: int) -> None:
    found = [len(verdict_on(scores, Recipe(limits=Limits(min_area_px=px)), 0.5).defects) for px in (area, area + 40)]
    assert found[1] <= found[0]
