"""From scores and limits to defects and a verdict; the truth is planted, so every figure is known."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from makers import FIGURES, make_alignment, make_deviation, make_golden, make_image
from numpy.typing import NDArray

from inspector.decide.boxes import REACH_PX, refined
from inspector.decide.decide import decide, refuse
from inspector.decide.rules import Rules, learn
from inspector.errors import PartError
from inspector.golden.recipe import AlignmentLimits, EdgeTolerance, Ignore, Limits, Recipe, Zone
from inspector.golden.shapes import Ellipse
from inspector.part import (
    Alignment,
    AlignmentMethod,
    Box,
    Deviation,
    Outcome,
    Polarity,
    Reason,
    RefusedAlignment,
    Verdict,
)

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


def test_a_defect_of_a_part_that_lies_upside_down_is_in_the_pixels_that_show_it() -> None:
    turned = make_alignment(warp=np.array([[-1.0, 0, 63], [0, -1.0, 47], [0, 0, 1]]))
    rules = learn(make_golden(recipe=PLAIN))
    defect = decide(turned, make_deviation(scores_with(slice(10, 16), slice(20, 30), 2.0)), rules).defects[0]
    shown = np.zeros((48, 64), np.bool_)
    shown[10:16, 20:30] = True
    rows, columns = np.nonzero(shown[::-1, ::-1])
    assert defect.box_capture == Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


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
    verdict = decide(make_alignment(image), deviation, learn(make_golden()))
    assert verdict.defects[0].polarity is polarity
    levels = np.abs(image[10:16, 20:30].astype(int) - make_image()[10:16, 20:30])
    assert f"differs by {np.percentile(levels, 95):.0f} grey levels" in verdict.message


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


def image_with(rows: slice, columns: slice, grey: int) -> NDArray[np.uint8]:
    image = make_image()
    image[rows, columns] = grey
    return image


def outcome_of(scores: NDArray[np.float32], limits: Limits, grey: int = 120) -> Outcome:
    alignment = make_alignment(make_image(grey=grey))
    return decide(alignment, make_deviation(scores), learn(make_golden(recipe=Recipe(limits=limits)))).outcome


# Hysteresis, width, merging, area, length, count


def test_a_blob_grows_over_places_that_come_near_the_limit() -> None:
    scores = scores_with(slice(10, 14), slice(20, 30), 0.6)
    scores[11, 25] = 1.2
    defect = verdict_on(scores, Recipe(limits=Limits(grow_to=0.5))).defects[0]
    assert (defect.area_px, defect.box_golden, defect.score) == (40, Box(20, 10, 30, 14), 1.0)


def test_what_comes_near_the_limit_and_never_reaches_it_is_no_blob() -> None:
    assert outcome_of(scores_with(slice(10, 14), slice(20, 30), 0.9), Limits(grow_to=0.5)) is Outcome.PASS


def test_a_blob_does_not_grow_over_a_gap() -> None:
    scores = scores_with(slice(10, 14), slice(20, 24), 1.2)
    scores[10:14, 26:34] = 0.9
    assert verdict_on(scores, Recipe(limits=Limits(grow_to=0.5))).defects[0].area_px == 16


@pytest.mark.parametrize(("width_px", "outcome"), [(2, Outcome.REJECT), (3, Outcome.PASS)])
def test_a_line_narrower_than_asked_for_is_taken_off(width_px: int, outcome: Outcome) -> None:
    line = scores_with(slice(10, 12), slice(10, 50), 3.0)
    assert outcome_of(line, Limits(min_width_px=width_px)) is outcome


@pytest.mark.parametrize("width_px", [2, 3, 4])
def test_taking_off_narrow_lines_moves_no_blob(width_px: int) -> None:
    scores = scores_with(slice(10, 16), slice(20, 30), 2.0)
    assert verdict_on(scores, Recipe(limits=Limits(min_width_px=width_px))).defects[0].box_golden == Box(20, 10, 30, 16)


@pytest.mark.parametrize(("merge_px", "blobs"), [(5, 2), (6, 1)])
@pytest.mark.parametrize("step", [1, 2])
def test_blobs_are_one_up_to_the_distance_set(merge_px: int, blobs: int, step: int) -> None:
    scores = scores_with(slice(8, 16), slice(10, 20), 2.0)
    scores[8:16, 26:36] = 2.0
    limits = Limits(merge_px=merge_px)
    assert len(verdict_on(scores[::step, ::step], Recipe(limits=limits), 1.0 / step).defects) == blobs


@pytest.mark.parametrize(("length_px", "outcome"), [(20, Outcome.REJECT), (21, Outcome.PASS)])
def test_a_defect_is_as_long_as_asked_for(length_px: int, outcome: Outcome) -> None:
    assert outcome_of(scores_with(slice(10, 11), slice(20, 40), 2.0), Limits(min_length_px=length_px)) is outcome


def test_a_slanted_scratch_is_as_long_as_from_end_to_end() -> None:
    scores = np.zeros((48, 64), np.float32)
    scores[np.arange(10, 40), np.arange(10, 40)] = 2.0
    assert outcome_of(scores, Limits(min_length_px=42)) is Outcome.REJECT
    assert outcome_of(scores, Limits(min_length_px=43)) is Outcome.PASS


def specks(count: int) -> NDArray[np.float32]:
    scores = np.zeros((48, 64), np.float32)
    for number in range(count):
        scores[4:7, 2 + 14 * number : 6 + 14 * number] = 2.0
    return scores


@pytest.mark.parametrize(("count", "outcome"), [(2, Outcome.PASS), (3, Outcome.REJECT)])
def test_so_many_small_defects_are_allowed_as_the_recipe_says(count: int, outcome: Outcome) -> None:
    assert outcome_of(specks(count), Limits(max_count=2)) is outcome


def test_a_large_defect_is_not_one_of_the_small_ones_allowed() -> None:
    assert outcome_of(scores_with(slice(10, 16), slice(20, 26), 2.0), Limits(max_count=2)) is Outcome.REJECT


# Limits of a place: brighter and darker, edges, tolerance


@pytest.mark.parametrize(
    ("grey", "outcome"),
    [(100, Outcome.REJECT), (140, Outcome.PASS), (120, Outcome.REJECT)],
    ids=["darker", "brighter", "neither"],
)
def test_brighter_places_have_a_limit_of_their_own(grey: int, outcome: Outcome) -> None:
    scores = scores_with(slice(10, 16), slice(20, 30), 2.0)
    assert outcome_of(scores, Limits(brighter=3.0), grey) is outcome


def test_a_factor_below_one_makes_a_limit_stricter() -> None:
    scores = scores_with(slice(10, 16), slice(20, 30), 0.6)
    assert outcome_of(scores, Limits(darker=0.5), 100) is Outcome.REJECT
    assert outcome_of(scores, Limits(darker=0.5), 140) is Outcome.PASS


@pytest.mark.parametrize(("column", "outcome"), [(30, Outcome.PASS), (50, Outcome.REJECT)], ids=["edge", "plain"])
@pytest.mark.parametrize("step", [1, 2, 4])
def test_the_limit_is_wider_along_strong_edges(column: int, outcome: Outcome, step: int) -> None:
    image = image_with(slice(None), slice(32, None), 200)
    limits = Limits(edge_tolerance=EdgeTolerance(factor=2.0, width_px=4))
    scores = scores_with(slice(8, 24), slice(column, column + 4), 1.5)[::step, ::step]
    rules = learn(make_golden(image, Recipe(limits=limits)))
    assert decide(make_alignment(image), make_deviation(scores, 1.0 / step), rules).outcome is outcome


@pytest.mark.parametrize("step", [1, 2, 4])
def test_no_edge_falls_between_the_places_of_a_coarser_map(step: int) -> None:
    image = image_with(slice(None), slice(35, None), 200)
    limits = Limits(edge_tolerance=EdgeTolerance(factor=2.0, width_px=0))
    scores = scores_with(slice(8, 32), slice(34 // step * step, 36), 1.5)[::step, ::step]
    rules = learn(make_golden(image, Recipe(limits=limits)))
    assert decide(make_alignment(image), make_deviation(scores, 1.0 / step), rules).outcome is Outcome.PASS


def test_of_tolerance_and_edge_the_larger_holds() -> None:
    image = image_with(slice(None), slice(32, None), 200)
    limits = Limits(edge_tolerance=EdgeTolerance(factor=1.5, width_px=4))
    golden = replace(make_golden(image, Recipe(limits=limits)), tolerance=np.full((48, 64), 2.5, np.float32))
    outcomes = [
        decide(
            make_alignment(image), make_deviation(scores_with(slice(8, 24), slice(30, 34), score)), learn(golden)
        ).outcome
        for score in (2.4, 2.6)
    ]
    assert outcomes == [Outcome.PASS, Outcome.REJECT]


def test_edge_tolerance_of_one_zone_leaves_the_others_alone() -> None:
    image = image_with(slice(None), slice(32, None), 200)
    lenient = Limits(edge_tolerance=EdgeTolerance(factor=3.0, width_px=4))
    recipe = Recipe(zones=(Zone(name="upper", box=(0, 0, 64, 24), limits=lenient),))
    scores = scores_with(slice(4, 12), slice(30, 34), 2.0)
    scores[34:42, 30:34] = 2.0
    verdict = decide(make_alignment(image), make_deviation(scores), learn(make_golden(image, recipe)))
    assert [defect.zone for defect in verdict.defects] == ["part"]


@pytest.mark.parametrize("step", [1, 2, 4])
def test_the_goldens_tolerance_widens_the_limit_where_it_is(step: int) -> None:
    tolerance = np.ones((48, 64), np.float32)
    tolerance[8:24, 16:32] = 2.5
    golden = replace(make_golden(), tolerance=tolerance)
    inside = scores_with(slice(8, 24), slice(16, 32), 2.0)[::step, ::step]
    beside = scores_with(slice(28, 44), slice(16, 32), 2.0)[::step, ::step]
    outcomes = [
        decide(make_alignment(), make_deviation(scores, 1.0 / step), learn(golden)).outcome
        for scores in (inside, beside)
    ]
    assert outcomes == [Outcome.PASS, Outcome.REJECT]


def test_a_zone_in_any_shape_has_limits_of_its_own() -> None:
    disc = Zone(name="disc", ellipse=Ellipse(cx=25, cy=15, rx=9, ry=9), limits=Limits(deviation=3.0))
    recipe = Recipe(limits=Limits(min_area_px=4), zones=(disc,))
    assert verdict_on(scores_with(slice(12, 17), slice(22, 27), 2.0), recipe).outcome is Outcome.PASS
    assert verdict_on(scores_with(slice(6, 8), slice(16, 18), 2.0), recipe).outcome is Outcome.REJECT


def test_a_blob_over_two_zones_is_held_to_both() -> None:
    coarse = Zone(name="coarse", box=(25, 0, 64, 48), limits=Limits(min_area_px=500))
    scores = scores_with(slice(10, 16), slice(20, 30), 2.0)
    scores[10:16, 25:30] = 9.0
    assert verdict_on(scores, Recipe(zones=(coarse,))).defects[0].zone == "part"


# What is said


def test_a_reject_says_which_rules_of_which_zone_and_by_how_much() -> None:
    limits = Limits(min_length_px=8, max_count=1)
    zone = Zone(name="label", box=(16, 8, 40, 20), limits=limits)
    message = verdict_on(scores_with(slice(10, 16), slice(20, 30), 2.0), Recipe(zones=(zone,))).message
    assert message == (
        "zone label: 2.00 x its limit of 1 over 60 px, mixed, differs by 0 grey levels; "
        "network 2.00 x, difference 0.00 x; allowed is under 12 px by min_area_px, "
        "under 8 px long by min_length_px (11 here), a count of 1 by max_count (5 here)"
    )


def test_a_recheck_says_which_zone_is_near_its_limit() -> None:
    recipe = Recipe(limits=Limits(recheck_band=0.1))
    message = verdict_on(scores_with(slice(10, 16), slice(20, 30), 0.95), recipe).message
    near = "zone part: 0.950 x its limit over 60 px, recheck from 0.900 by recheck_band"
    assert message == f"{near}; network 0.95 x, difference 0.00 x"


# Only a part that was seen passes


def unseen(rows: slice, columns: slice) -> Deviation:
    valid = np.ones((48, 64), np.bool_)
    valid[rows, columns] = False
    return Deviation(np.zeros((48, 64), np.float32), valid, 1.0, "test", "c" * 64)


def test_a_part_of_which_nothing_was_seen_is_not_passed() -> None:
    lenient = Recipe(limits=Limits(min_seen=0.0))
    verdict = decide(make_alignment(), unseen(slice(None), slice(None)), learn(make_golden(recipe=lenient)))
    assert (verdict.outcome, verdict.reason, verdict.score) == (Outcome.FAULT, Reason.BAD_IMAGE, None)


def test_a_part_of_which_only_the_ignored_was_seen_is_not_passed() -> None:
    recipe = Recipe(limits=Limits(min_seen=0.0), ignore=(Ignore(box=(0, 0, 64, 20), why="print"),))
    verdict = decide(make_alignment(), unseen(slice(20, 48), slice(None)), learn(make_golden(recipe=recipe)))
    assert verdict.outcome is Outcome.FAULT


def test_rules_that_inspect_nothing_pass_nothing() -> None:
    rules = learn(make_golden())
    zones_at = tuple(np.full_like(each, 255) for each in rules.zones_at)
    nothing = replace(rules, zone_of=np.full_like(rules.zone_of, 255), zones_at=zones_at)
    assert decide(make_alignment(), make_deviation(), nothing).outcome is Outcome.FAULT


@pytest.mark.parametrize("step", [1, 2, 4])
@pytest.mark.parametrize("x", [20, 21, 22, 23])
def test_a_zone_of_one_column_holds_wherever_it_lies_on_the_map(step: int, x: int) -> None:
    zone = Zone(name="wire", box=(x, 0, x + 1, 48), limits=Limits(deviation=0.5))
    scores = np.zeros((48 // step, 64 // step), np.float32)
    scores[:, x // step] = 0.7
    verdict = decide(
        make_alignment(), make_deviation(scores, 1.0 / step), learn(make_golden(recipe=Recipe(zones=(zone,))))
    )
    assert (verdict.outcome, verdict.defects[0].zone) == (Outcome.REJECT, "wire")


@pytest.mark.parametrize(("columns", "outcome"), [(5, Outcome.PASS), (6, Outcome.FAULT)])
def test_a_zone_that_was_not_seen_enough_is_not_passed(columns: int, outcome: Outcome) -> None:
    zone = Zone(name="pin 1", box=(0, 0, 10, 10), limits=Limits())
    verdict = decide(
        make_alignment(), unseen(slice(None), slice(columns)), learn(make_golden(recipe=Recipe(zones=(zone,))))
    )
    assert verdict.outcome is outcome


def test_a_zone_not_seen_is_named() -> None:
    zone = Zone(name="pin 1", box=(0, 0, 10, 10), limits=Limits())
    rules = learn(make_golden(recipe=Recipe(zones=(zone,))))
    said = decide(make_alignment(), unseen(slice(None), slice(8)), rules).message
    assert said == "zone pin 1: 20.0% of it was seen, at least 50.0% by min_seen"


def test_a_defect_beside_what_was_not_seen_is_still_a_reject() -> None:
    scores = scores_with(slice(30, 40), slice(30, 40), 2.0)
    half = unseen(slice(0, 26), slice(None))
    deviation = Deviation(scores, half.valid, 1.0, "test", "c" * 64)
    assert decide(make_alignment(), deviation, learn(make_golden())).outcome is Outcome.REJECT


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_scores_that_are_no_numbers_never_reach_a_verdict(bad: float) -> None:
    scores = np.zeros((48, 64), np.float32)
    scores[3, 4] = bad
    with pytest.raises(PartError, match="not finite"):
        make_deviation(scores)


def test_the_smallest_factors_there_are_pass_a_part_as_its_golden() -> None:
    limits = Limits(deviation=1e-300, brighter=1e-300, darker=1e-300)
    verdict = decide(make_alignment(), make_deviation(), learn(make_golden(recipe=Recipe(limits=limits))))
    assert (verdict.outcome, verdict.score) == (Outcome.PASS, 0.0)


def test_the_largest_score_there_is_rejects() -> None:
    huge = scores_with(slice(10, 16), slice(20, 30), float(np.finfo(np.float32).max))
    assert outcome_of(huge, Limits(deviation=0.001)) is Outcome.REJECT


# The shape of a defect is the part's, not the map's


@pytest.mark.parametrize("step", [1, 2, 4])
def test_a_defect_is_the_same_whatever_the_scale_of_the_map(step: int) -> None:
    scores = scores_with(slice(8, 20), slice(16, 36), 2.0)
    scores[8:20, 44:48] = 0.7
    scores[28:32, 8:40] = 3.0
    recipe = Recipe(limits=Limits(grow_to=0.5, merge_px=4, min_length_px=20, min_width_px=4, min_area_px=100))
    defects = verdict_on(scores[::step, ::step], recipe, 1.0 / step).defects
    found = [(defect.box_golden, defect.area_px, defect.score) for defect in defects]
    assert found == [(Box(8, 28, 40, 32), 128, 3.0), (Box(16, 8, 36, 20), 240, 2.0)]


@given(st.integers(4, 20), st.integers(4, 30), st.integers(8, 20), st.integers(8, 26))
def test_a_defect_lies_within_a_map_pixel_of_where_it_is(y: int, x: int, height: int, width: int) -> None:
    scores = scores_with(slice(y, y + height), slice(x, x + width), 2.0)
    boxes = [verdict_on(scores[::step, ::step], scale=1.0 / step).defects[0].box_golden for step in (1, 2, 4)]
    for box, step in zip(boxes, (1, 2, 4), strict=True):
        sides = np.abs(np.array([box.x0 - x, box.y0 - y, box.x1 - x - width, box.y1 - y - height]))
        assert int(sides.max()) < step


# Boxes after the grey levels


@pytest.mark.parametrize("step", [2, 4])
def test_a_box_is_drawn_after_the_grey_levels(step: int) -> None:
    alignment = make_alignment(image_with(slice(13, 23), slice(21, 34), 60))
    scores = scores_with(slice(8, 28), slice(16, 36), 2.0)[::step, ::step]
    defect = decide(alignment, make_deviation(scores, 1.0 / step), learn(make_golden())).defects[0]
    assert (defect.box_golden, defect.area_px) == (Box(21, 13, 34, 23), 400)


def test_no_side_of_a_box_moves_out_further_than_it_may() -> None:
    alignment = make_alignment(image_with(slice(20, 28), slice(None), 60))
    box = refined(Box(20, 20, 30, 28), alignment, learn(make_golden()))
    assert box == Box(20 - REACH_PX, 20, 30 + REACH_PX, 28)


def test_no_side_of_a_box_moves_in_further_than_it_may() -> None:
    alignment = make_alignment(image_with(slice(20, 32), slice(28, 40), 60))
    box = refined(Box(10, 10, 50, 40), alignment, learn(make_golden()))
    assert box == Box(10 + REACH_PX, 10 + REACH_PX, 50 - REACH_PX, 40 - REACH_PX)


def test_a_box_around_a_faint_difference_stays() -> None:
    alignment = make_alignment(image_with(slice(13, 23), slice(21, 34), 115))
    assert refined(Box(16, 8, 36, 28), alignment, learn(make_golden())) == Box(16, 8, 36, 28)


def test_a_box_does_not_grow_into_what_is_ignored() -> None:
    alignment = make_alignment(image_with(slice(10, 20), slice(20, 40), 60))
    rules = learn(make_golden(recipe=Recipe(ignore=(Ignore(box=(30, 0, 60, 48), why="print"),))))
    assert refined(Box(20, 10, 30, 20), alignment, rules) == Box(20, 10, 30, 20)


@given(arrays(np.uint8, (48, 64)), st.integers(0, 50), st.integers(0, 36), st.integers(1, 12), st.integers(1, 12))
def test_a_box_drawn_anew_holds_something_near_the_old_one(
    image: NDArray[np.uint8], x: int, y: int, width: int, height: int
) -> None:
    old = Box(x, y, x + width, y + height)
    new = refined(old, make_alignment(image), learn(make_golden()))
    moved = np.abs(np.array([new.x0 - old.x0, new.y0 - old.y0, new.x1 - old.x1, new.y1 - old.y1]))
    assert float(moved.max()) <= REACH_PX
    assert 0 <= new.x0 < new.x1 <= 64
    assert 0 <= new.y0 < new.y1 <= 48


# More deviation, or a smaller limit, never makes a verdict better

GRAVITY = (Outcome.PASS, Outcome.RECHECK, Outcome.REJECT)
SCORES = arrays(np.float32, (12, 16), elements=st.sampled_from([0.0, 0.3, 0.55, 0.8, 0.95, 1.0, 1.2, 2.5]))
LIMITS = st.builds(
    Limits,
    deviation=st.sampled_from([0.5, 1.0, 2.0]),
    brighter=st.sampled_from([0.5, 1.0, 2.0]),
    darker=st.sampled_from([0.5, 1.0, 2.0]),
    edge_tolerance=st.builds(EdgeTolerance, factor=st.sampled_from([1.0, 1.5]), width_px=st.integers(0, 4)),
    grow_to=st.sampled_from([0.5, 0.8, 1.0]),
    min_width_px=st.integers(1, 8),
    merge_px=st.integers(0, 20),
    min_area_px=st.sampled_from([1, 12, 40, 100]),
    min_length_px=st.sampled_from([1, 6, 20]),
    max_count=st.integers(0, 4),
    recheck_band=st.sampled_from([0.0, 0.1, 0.4]),
)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    zones = (
        Zone(name="left", box=(0, 0, 30, 48), limits=draw(LIMITS)),
        Zone(name="disc", ellipse=Ellipse(cx=36, cy=24, rx=14, ry=10, angle_deg=30), limits=draw(LIMITS)),
    )
    return Recipe(limits=draw(LIMITS), zones=zones)


@lru_cache
def patterned() -> tuple[Alignment, NDArray[np.uint8]]:
    rng = np.random.default_rng(3)
    golden = np.kron(rng.integers(60, 200, (6, 8)), np.ones((8, 8))).astype(np.uint8)
    return make_alignment(np.kron(rng.integers(60, 200, (8, 8)), np.ones((6, 8))).astype(np.uint8)), golden


def gravity(scores: NDArray[np.float32], rules: Rules) -> int:
    verdict = decide(patterned()[0], make_deviation(scores, 0.25), rules)
    assert (verdict.outcome is Outcome.REJECT) == bool(verdict.defects)
    assert (verdict.score or 0.0) < 1.0 or verdict.outcome is Outcome.REJECT
    return GRAVITY.index(verdict.outcome)


@given(SCORES, SCORES, recipes())
def test_more_deviation_never_makes_a_verdict_better(
    scores: NDArray[np.float32], more: NDArray[np.float32], recipe: Recipe
) -> None:
    rules = learn(make_golden(patterned()[1], recipe))
    assert gravity(np.maximum(scores, more), rules) >= gravity(scores, rules)


@given(SCORES, recipes(), st.integers(0, 2), st.sampled_from([1.1, 2.0]))
def test_a_wider_limit_never_makes_a_verdict_worse(
    scores: NDArray[np.float32], recipe: Recipe, zone: int, factor: float
) -> None:
    rules = learn(make_golden(patterned()[1], recipe))
    limits = list(rules.limits)
    limits[zone] = limits[zone].model_copy(update={"deviation": limits[zone].deviation * factor})
    assert gravity(scores, replace(rules, limits=tuple(limits))) <= gravity(scores, rules)


@given(SCORES, recipes(), arrays(np.float32, (48, 64), elements=st.sampled_from([1.0, 1.5, 3.0])))
def test_a_tolerance_never_makes_a_verdict_worse(
    scores: NDArray[np.float32], recipe: Recipe, tolerance: NDArray[np.float32]
) -> None:
    plain = make_golden(patterned()[1], recipe)
    assert gravity(scores, learn(replace(plain, tolerance=tolerance))) <= gravity(scores, learn(plain))


STRICTER: tuple[tuple[str, float, float], ...] = (
    ("min_area_px", 30, 4),
    ("min_length_px", 20, 4),
    ("min_width_px", 8, 1),
    ("max_count", 3, 0),
    ("merge_px", 0, 12),
    ("grow_to", 1.0, 0.5),
    ("recheck_band", 0.0, 0.4),
)


@given(SCORES, recipes(), st.sampled_from(STRICTER))
def test_a_stricter_rule_never_makes_a_verdict_better(
    scores: NDArray[np.float32], recipe: Recipe, rule: tuple[str, float, float]
) -> None:
    key, loose, strict = rule
    rules = learn(make_golden(patterned()[1], recipe))
    found = [
        gravity(scores, replace(rules, limits=tuple(each.model_copy(update={key: value}) for each in rules.limits)))
        for value in (loose, strict)
    ]
    assert found[0] <= found[1]
