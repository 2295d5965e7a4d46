"""The figures of quality against worked and published numbers."""

import math
from collections import Counter

import pytest
from dispositions import DEFECT, ESCAPE, GOOD, OVERKILL, UNCERTAIN
from hypothesis import given
from hypothesis import strategies as st
from qualities import OF, make_said, make_tally

from inspector.part import Outcome
from inspector.quality.drift import drift, median
from inspector.quality.p_chart import limits, p_chart, runs_at_end
from inspector.quality.pareto import by_polarity, by_reason, by_zone, pareto, places
from inspector.quality.yields import dpmo, final_yield, first_pass_yield, part_counts
from inspector.record.estimates import wilson
from inspector.record.quality_rows import Baseline, DefectTally, PlaceTally, Revision, ScoreTally, Tally

OTHER = Revision("PN-1042", "r002")

# D. C. Montgomery, Introduction to Statistical Quality Control, example 7.1: nonconforming cans of frozen orange juice
# concentrate among 50, half an hour apart.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]


def test_the_p_chart_of_the_published_example_is_the_published_one() -> None:
    tallies = [make_tally(number, bad, 50) for number, bad in enumerate(CANS)]
    chart = p_chart(tallies, [Baseline(OF, 25, 50 * len(CANS), sum(CANS))])
    (centre,) = chart.centres
    assert round(centre.share, 4) == 0.2313
    assert {(round(point.low, 4), round(point.high, 4)) for point in chart.points} == {(0.0524, 0.4102)}
    assert [point.span + 1 for point in chart.points if point.is_beyond] == [15, 23]


@pytest.mark.parametrize(("n", "low", "high"), [(80, 0.0, 0.1948), (100, 0.0076, 0.1844), (120, 0.0153, 0.1767)])
def test_limits_are_wider_for_smaller_subgroups(n: int, low: float, high: float) -> None:
    # Worked by hand: 0.096 with three times the root of 0.096 * 0.904 / n.
    assert tuple(round(limit, 4) for limit in limits(0.096, n)) == (low, high)


def test_limits_of_a_revision_do_not_move_with_what_is_looked_at() -> None:
    baseline = [Baseline(OF, 25, 1_000, 50)]
    first = p_chart([make_tally(0, 5, 100)], baseline).points[0]
    again = p_chart([make_tally(0, 5, 100), make_tally(1, 90, 100)], baseline).points[0]
    assert (first.centre, first.low, first.high) == (again.centre, again.low, again.high)
    assert first.centre == 0.05


def test_each_revision_has_its_own_limits_and_is_frozen_when_its_hours_are_over() -> None:
    tallies = [make_tally(0, 1, 100), make_tally(1, 8, 100, OTHER)]
    chart = p_chart(tallies, [Baseline(OF, 25, 1_000, 10, is_over=True), Baseline(OTHER, 25, 100, 8)])
    assert [(point.of, point.centre) for point in chart.points] == [(OF, 0.01), (OTHER, 0.08)]
    assert [centre.is_frozen for centre in chart.centres] == [True, False]


def test_faults_are_in_no_share_and_a_span_of_faults_has_no_point() -> None:
    chart = p_chart([make_tally(0, 0, 0, faulted=9), make_tally(1, 5, 50, faulted=50)], [Baseline(OF, 1, 50, 5)])
    assert [(point.span, point.judged, point.share) for point in chart.points] == [(1, 50, 0.1)]


def test_a_first_reject_after_hours_without_one_is_beyond_the_limits() -> None:
    (point,) = p_chart([make_tally(0, 1, 100)], [Baseline(OF, 25, 5_000, 0)]).points
    assert (point.high, point.is_beyond, point.sigmas) == (0.0, True, math.inf)


@pytest.mark.parametrize(
    ("away", "found"),
    [
        ([2.1, 0.0, 2.2], ("2-of-3-beyond-2-sigma",)),
        ([2.1, 0.0, -2.2], ()),
        ([2.1, 2.2, 0.0], ()),
        ([1.2, 1.3, 0.0, 1.4, 1.5], ("4-of-5-beyond-1-sigma",)),
        ([-0.1] * 8, ("8-on-one-side",)),
        ([-0.1] * 7, ()),
        ([0.1] * 4 + [0.0] + [0.1] * 3, ()),
    ],
)
def test_rules_of_runs(away: list[float], found: tuple[str, ...]) -> None:
    assert runs_at_end(away) == found


def test_runs_begin_anew_with_a_revision() -> None:
    tallies = [make_tally(n, 6, 100) for n in range(5)] + [make_tally(n, 6, 100, OTHER) for n in range(5, 10)]
    baselines = [Baseline(OF, 25, 1_000, 50), Baseline(OTHER, 25, 1_000, 50)]
    assert [point.runs for point in p_chart(tallies, baselines, with_runs=True).points] == [()] * 10
    alone = [make_tally(n, 6, 100) for n in range(10)]
    assert [len(point.runs) for point in p_chart(alone, baselines, with_runs=True).points] == [0] * 7 + [1] * 3


def test_a_run_is_seen_where_products_take_turns_in_every_hour() -> None:
    tallies = [make_tally(n, bad, 100, of) for n in range(8) for of, bad in ((OF, 6), (OTHER, 5))]
    baselines = [Baseline(OF, 25, 1_000, 50), Baseline(OTHER, 25, 1_000, 50)]
    marked = [point for point in p_chart(tallies, baselines, with_runs=True).points if point.runs]
    assert [(point.span, point.of, point.runs) for point in marked] == [(7, OF, ("8-on-one-side",))]


def test_wilson_is_that_of_the_published_examples() -> None:
    # R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    found = {of: (round(wilson(*of).low, 4), round(wilson(*of).high, 4)) for of in published}
    assert found == published


def test_first_pass_yield_is_of_all_parts_as_on_the_live_page() -> None:
    counts = part_counts([Tally(0, OF, 90, 6, 2, 2)])
    share = first_pass_yield(counts)
    assert share is not None
    assert (share.count, share.of, counts.judged, counts.held_back) == (90, 100, 98, 8)


def test_yield_takes_what_people_found_into_account() -> None:
    counts = part_counts([Tally(0, OF, 90, 6, 2, 2)])
    said = [
        make_said(Outcome.REJECT, OVERKILL, 3),
        make_said(Outcome.REJECT, DEFECT, 2),
        make_said(Outcome.PASS, ESCAPE, 1),
        make_said(Outcome.PASS, GOOD, 5, audit=True),
    ]
    share = final_yield(counts, said)
    assert share is not None
    assert (share.count, share.of) == (92, 100)


def test_there_is_no_yield_without_parts() -> None:
    assert first_pass_yield(part_counts([])) is None
    assert final_yield(part_counts([]), []) is None


def test_dpmo_of_a_worked_example() -> None:
    # 1,000 parts with 12 zones each are 12,000 opportunities; 30 zones of parts were defective: 2,500 per million.
    defects = [DefectTally(OF, "U20", "darker", 44, 20), DefectTally(OF, "U37", "brighter", 10, 10)]
    found = dpmo([make_tally(0, 30, 1_000, faulted=7)], defects, lambda _: 12)
    assert (found.defective, found.opportunities, found.value) == (30, 12_000, 2_500.0)


def test_dpmo_is_not_told_where_a_recipe_is_unknown() -> None:
    found = dpmo([make_tally(0, 1, 10), make_tally(0, 1, 10, OTHER)], [], lambda of: 3 if of == OF else None)
    assert (found.value, found.unknown) == (None, (OTHER,))


def test_a_recipe_that_judged_nothing_is_not_needed() -> None:
    found = dpmo([make_tally(0, 1, 10), make_tally(0, 0, 0, OTHER, faulted=4)], [], lambda of: 3 if of == OF else None)
    assert (found.value, found.unknown) == (0.0, ())


def test_paretos() -> None:
    defects = [
        DefectTally(OF, "U37", "darker", 5, 5),
        DefectTally(OF, "U20", "darker", 9, 4),
        DefectTally(OF, "U20", "mixed", 3, 3),
    ]
    assert [(bar.name, bar.count, bar.cumulative) for bar in by_zone(defects)] == [
        ("U20", 7, pytest.approx(7 / 12)),
        ("U37", 5, 1.0),
    ]
    assert [(bar.name, bar.count) for bar in by_polarity(defects)] == [("darker", 14), ("mixed", 3)]
    said = [
        make_said(Outcome.REJECT, DEFECT, 4, "bridge"),
        make_said(Outcome.PASS, ESCAPE, 1, "bridge"),
        make_said(Outcome.REJECT, OVERKILL, 2),
        make_said(Outcome.PASS, GOOD, 9),
        make_said(Outcome.REJECT, UNCERTAIN, 9, "bridge"),
    ]
    assert [(bar.name, bar.kind, bar.count) for bar in by_reason(said)] == [
        ("bridge", "true-defect", 4),
        ("", "overkill", 2),
        ("bridge", "escape", 1),
    ]


@given(st.dictionaries(st.tuples(st.text(), st.just("")), st.integers(1, 10**6), min_size=1))
def test_a_pareto_falls_and_ends_at_all(counts: dict[tuple[str, str], int]) -> None:
    bars = pareto(Counter(counts))
    assert [bar.count for bar in bars] == sorted(counts.values(), reverse=True)
    assert bars[-1].cumulative == 1.0
    assert sum(bar.count for bar in bars) == sum(counts.values())


def test_places_are_those_of_the_revision_with_most_defects() -> None:
    found = places([PlaceTally(OF, 1, 1, 2), PlaceTally(OTHER, 0, 0, 2), PlaceTally(OTHER, 5, 5, 1)])
    assert (found.of, [(cell.x_cell, cell.defects) for cell in found.cells]) == (OTHER, [(0, 2), (5, 1)])
    assert places([]).of is None


@given(st.lists(st.integers(0, 199), min_size=1, max_size=60))
def test_the_median_of_binned_scores_is_within_a_bin_of_the_true_one(bins: list[int]) -> None:
    found = median(dict(Counter(bins)))
    assert found is not None
    lower, upper = sorted(bins)[(len(bins) - 1) // 2], sorted(bins)[len(bins) // 2]
    assert lower / 50 <= found <= (upper + 1) / 50


def test_drift_is_told_by_span_over_all_revisions() -> None:
    tallies = [
        Tally(0, OF, 2, 0, 0, 0, 2, 1.8, 2.2, -4.0),
        Tally(0, OTHER, 1, 0, 0, 0, 1, 0.6, 1.1, 1.0),
        Tally(3, OF, 1, 0, 0, 1),
    ]
    tallies += [Tally(0, OF, 0, 0, 0, 0, seen=4, brightness_sum=400.0, focus_sum=90.0)]
    first, second = drift(tallies, [ScoreTally(0, 20, 3), ScoreTally(3, 10, 1)])
    assert (first.seen, first.brightness, first.focus, second.brightness) == (4, 100.0, 22.5, None)
    assert (first.span, first.aligned) == (0, 3)
    assert (first.correlation, first.gain, first.offset) == pytest.approx((0.8, 1.1, -1.0))
    assert (second.span, second.aligned, second.gain, second.scored) == (3, 0, None, 1)
