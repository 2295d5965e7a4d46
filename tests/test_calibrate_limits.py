"""Limits: parts at them pass, the recipe's text changes in nothing else, the file is refused beside other things."""

import json
import math
import re
import tomllib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import make_alignment, make_deviation, make_golden, make_image
from test_second_look import Told

from inspector.calibrate.calibration_file import (
    BadParts,
    CalibrationFile,
    MadeWith,
    Origin,
    calibration_file,
    read_calibration,
    write_calibration,
)
from inspector.calibrate.conformal import EXCHANGEABLE, Promise
from inspector.calibrate.drift import Normal, Watch
from inspector.calibrate.intervals import at_most
from inspector.calibrate.limits import Calibrated, deal, learn_proportions, set_limits
from inspector.calibrate.reading import FIGURES
from inspector.calibrate.recipe_text import with_deviations
from inspector.calibrate.scores import (
    LIMIT_MIN,
    PartScore,
    Sight,
    deviations_of,
    limits_at,
    passing_factor,
    score,
    with_limits,
    zone_factors,
)
from inspector.calibrate.tolerance import Good
from inspector.compare.comparator import SecondLook
from inspector.decide.decide import decide
from inspector.decide.rules import Rules, learn
from inspector.errors import InputError, RecipeError
from inspector.golden.recipe import Limits, Recipe, Zone
from inspector.part import Deviation, Outcome

ZONED = Recipe(
    limits=Limits(deviation=0.5, min_area_px=9, recheck_band=0.1),
    zones=(Zone(name="left", box=(0, 0, 32, 48), limits=Limits(deviation=0.25, min_area_px=4)),),
)


def good_with(*blobs: tuple[int, int, int, float], name: str = "P1") -> Good:
    """Return a part that deviates in squares of (x, y, side, score)."""
    scores = np.zeros((48, 64), np.float32)
    for x, y, side, value in blobs:
        scores[y : y + side, x : x + side] = value
    return Good(name, make_alignment(), make_deviation(scores))


def rules_of(recipe: Recipe = ZONED) -> Rules:
    return learn(make_golden(recipe=recipe))


def outcome_at(good: Good, rules: Rules, limits: tuple[float, ...]) -> Outcome:
    return decide(good.alignment, good.deviation, with_limits(rules, limits)).outcome


def parts(*factors: float) -> list[PartScore]:
    return [
        PartScore(f"P{number}", factor, factor, "" if math.isfinite(factor) else "correlation 0.2")
        for number, factor in enumerate(factors)
    ]


# --- scores


@pytest.mark.parametrize(
    ("blob", "factor"),
    [
        ((40, 10, 4, 0.2), 0.2 / (0.5 * 0.9)),
        ((40, 10, 2, 0.2), 0.0),
        ((10, 10, 2, 0.2), 0.8),
        ((10, 10, 1, 0.2), 0.0),
    ],
    ids=["recheck counts", "too small there", "a zone's own area and limit", "too small in the zone"],
)
def test_a_part_passes_from_its_score_on(blob: tuple[int, int, int, float], factor: float) -> None:
    assert passing_factor(good_with(blob), rules_of()) == pytest.approx(factor, rel=1e-4, abs=1e-5)


@st.composite
def goods(draw: st.DrawFn) -> Good:
    blobs = st.tuples(st.integers(0, 56), st.integers(0, 40), st.integers(1, 8), st.floats(0.01, 3.0))
    return good_with(*draw(st.lists(blobs, max_size=4)))


@settings(deadline=None, max_examples=40)
@given(good=goods(), more=st.floats(1.0, 20.0))
def test_a_part_passes_at_limits_set_by_itself_and_at_all_larger_ones(good: Good, more: float) -> None:
    rules = rules_of()
    found = set_limits([score(good, rules)] * 19, deviations_of(rules), Promise(0.05, None))
    assert outcome_at(good, rules, found.limits) is Outcome.PASS
    assert outcome_at(good, rules, tuple(limit * more for limit in found.limits)) is Outcome.PASS


@settings(deadline=None, max_examples=40)
@given(good=goods())
def test_a_part_does_not_pass_below_its_score(good: Good) -> None:
    rules = rules_of()
    factor = passing_factor(good, rules)
    lower = tuple(np.maximum(0.9999 * factor * deviations_of(rules), LIMIT_MIN))
    outcome = outcome_at(good, rules, lower)
    assert (outcome is Outcome.PASS) == (factor < 2e-6)


def test_each_zone_alone_asks_for_its_own_limit() -> None:
    good = good_with((40, 10, 4, 0.2), (10, 10, 4, 0.1))
    assert zone_factors(good, rules_of()) == pytest.approx([0.2 / 0.45, 0.4], rel=1e-4)


def test_a_part_that_is_hidden_passes_no_limits_and_says_why() -> None:
    good = good_with()
    hidden = replace(good.deviation, valid=np.zeros((48, 64), np.bool_))
    found = score(Good("P1", good.alignment, hidden), rules_of())
    assert math.isinf(found.factor)
    assert found.why


def test_the_window_of_a_part_is_the_score_of_its_verdict_at_the_limits_as_they_are() -> None:
    good = good_with((10, 10, 4, 0.1), (40, 10, 2, 0.3))
    rules = rules_of()
    verdict = decide(good.alignment, good.deviation, rules)
    assert score(good, rules).window == pytest.approx(verdict.score)


# --- limits


def test_the_worst_part_that_may_pass_passes_and_the_next_does_not() -> None:
    rules = rules_of()
    blobs = [good_with((10, 10, 4, 0.001 * number), name=f"P{number}") for number in range(40, 140)]
    found = set_limits([score(good, rules) for good in blobs], deviations_of(rules), Promise(0.03, None))
    assert found.above == 2
    outcomes = [outcome_at(good, rules, found.limits) for good in blobs]
    assert [outcome is Outcome.PASS for outcome in outcomes] == [True] * 98 + [False] * 2


def test_a_score_equal_to_the_limit_passes_by_one_float() -> None:
    limits = set_limits(parts(*[0.3] * 19), np.array([1.0, 0.5]), Promise(0.05, None)).limits
    for limit, at in zip(limits, (0.3, 0.15), strict=True):
        assert np.float32(limit) == np.nextafter(np.float32(at), np.float32(1))


def test_all_limits_keep_their_proportions() -> None:
    found = set_limits(parts(*np.linspace(0.1, 2.0, 59)), np.array([0.5, 0.25, 0.1]), Promise(0.05))
    assert np.array(found.limits) / found.limits[0] == pytest.approx([1.0, 0.5, 0.2], rel=1e-6)


def test_no_limit_is_set_so_low_that_runtimes_would_differ() -> None:
    found = set_limits(parts(*[1e-4] * 59), np.array([0.5, 0.25]), Promise(0.05))
    assert LIMIT_MIN < min(found.limits) < LIMIT_MIN * 1.00001
    assert found.above == 0


def test_a_quiet_zone_keeps_the_least_limit_and_widens_no_other() -> None:
    found = set_limits(parts(*[0.5] * 59), np.array([0.5, LIMIT_MIN]), Promise(0.05))
    assert found.limits == pytest.approx((0.25, LIMIT_MIN), rel=1e-6)


def test_a_part_scores_by_the_limits_that_would_be_set_the_least_one_too() -> None:
    rules = rules_of(Recipe(limits=Limits(deviation=0.5), zones=(zone_left(0.02),)))
    quiet, loud = good_with((10, 10, 4, 0.015)), good_with((10, 10, 4, 0.015), (40, 10, 4, 0.2))
    assert passing_factor(quiet, rules) < 2e-6
    assert passing_factor(loud, rules) == pytest.approx(0.4, rel=1e-4)
    limits = limits_at(deviations_of(rules), 0.1)
    assert limits == pytest.approx((0.05, LIMIT_MIN), rel=1e-6)
    assert outcome_at(quiet, rules, limits) is Outcome.PASS


@pytest.mark.parametrize("factor", [0.4, 0.9, 2.0])
def test_what_a_part_shows_at_the_new_limits_is_known_also_where_the_least_limit_holds(factor: float) -> None:
    rules = rules_of(Recipe(limits=Limits(deviation=0.5), zones=(zone_left(0.02),)))
    good = good_with((10, 10, 4, 0.006), (40, 10, 4, 0.05))
    found = score(good, rules)
    limits = limits_at(deviations_of(rules), factor)
    verdict = decide(good.alignment, good.deviation, with_limits(rules, limits))
    assert found.shown(deviations_of(rules), factor) == pytest.approx(verdict.score, rel=1e-3)


def zone_left(deviation: float) -> Zone:
    return Zone(name="left", box=(0, 0, 32, 48), limits=Limits(deviation=deviation))


# --- two forms


def blob_of(value: float) -> Deviation:
    return good_with((40, 10, 6, value)).deviation


def seen_twice(quick: float, exact: float, band: float = 0.0) -> Sight:
    """Return a part that deviates by `quick` in the form that compares every part, and truly by `exact`."""
    rules = rules_of(Recipe(limits=Limits(deviation=1.0, recheck_band=band)))
    second = SecondLook(Told("e", exact), 0.8, 1.25)
    return Sight(good_with((40, 10, 6, quick)), rules, second, blob_of(exact))


@pytest.mark.parametrize(
    ("quick", "exact", "factor"),
    [
        # Near the limit the exact form decides.
        (0.50, 0.45, 0.45),
        (0.50, 0.55, 0.55),
        # Where the quick one is 1.25 times the limit or more it rejects, whatever the exact one would say.
        (0.50, 0.20, 0.50 / 1.25),
        # Where it is below 0.8 times the limit it passes.
        (0.50, 0.90, 0.50 / 0.8),
    ],
)
def test_a_part_of_two_forms_scores_what_the_line_would_pass_it_at(quick: float, exact: float, factor: float) -> None:
    sight = seen_twice(quick, exact)
    assert passing_factor(sight, sight.rules) == pytest.approx(factor, rel=1e-4)
    assert [sight.passes(factor * 0.999), sight.passes(factor * 1.001)] == [False, True]


def test_whatever_the_quick_form_rechecks_the_exact_one_decides_however_wide_the_band() -> None:
    """The exact form passes from 0.21 / 0.7 on, the quick one rejects alone up to 0.5 / 1.25.

    A speck too small to count leads the search to begin far above.
    """
    sight = seen_twice(0.5, 0.21, band=0.3)
    sight = replace(sight, good=good_with((40, 10, 6, 0.5), (10, 10, 2, 5.0)))
    assert [sight.passes(factor) for factor in (0.39, 0.41, 0.65, 0.72)] == [False, True, True, True]
    assert passing_factor(sight, sight.rules) == pytest.approx(0.5 / 1.25, rel=1e-4)


def test_a_scratch_that_no_square_sees_counts_by_what_the_exact_form_finds_of_it() -> None:
    quick, exact = (good_with(*[(10 + column, 10, 1, value) for column in range(30)]) for value in (0.50, 0.52))
    sight = Sight(quick, rules_of(Recipe()), SecondLook(Told("e", 0.52), 0.8, 1.25), exact.deviation)
    assert passing_factor(sight, sight.rules) == pytest.approx(0.52, rel=1e-4)


def test_parts_that_no_limits_pass_are_among_those_above() -> None:
    found = set_limits(parts(*[0.1] * 98, 0.5, math.inf), np.array([1.0]), Promise(0.03, None))
    assert found.above == 2
    assert found.limits[0] == pytest.approx(0.1)


def test_good_parts_far_from_their_golden_get_no_limit() -> None:
    with pytest.raises(InputError, match="good parts score up to 200, a limit may be 100 at most"):
        set_limits(parts(*[200.0] * 59), np.array([1.0]), Promise(0.05))


def test_proportions_are_the_largest_that_any_part_asks_for() -> None:
    of_parts = [np.array([0.5, 0.1]), np.array([0.2, 0.4]), np.array([math.inf, 9.0]), np.array([0.01, 0.01])]
    assert learn_proportions(of_parts, np.array([1.0, 0.5])).tolist() == [0.5, 0.2]
    assert learn_proportions(of_parts[3:], np.array([1.0, 0.5])).tolist() == [LIMIT_MIN, LIMIT_MIN]
    with pytest.raises(InputError, match="no good part was compared"):
        learn_proportions(of_parts[2:3], np.array([1.0, 0.5]))


@given(st.lists(st.text("0123456789abcdef", min_size=4, max_size=4), unique=True, max_size=50), st.randoms())
def test_parts_are_dealt_by_their_pictures_and_not_by_their_order(hashes: list[str], chance: Any) -> None:
    dealt = deal([(each, each) for each in hashes])
    mixed = list(hashes)
    chance.shuffle(mixed)
    assert deal([(each, each) for each in mixed]) == dealt
    assert sorted((*dealt[0], *dealt[1])) == sorted(hashes)


# --- the recipe's text

ZONE = "[[zones]]\nname = 'a'\nbox = [0, 0, 9, 9]\n"
NAMED = ZONE.replace("'a'", "'deviation = 2'")
TEXTS = {
    "tables": f"[limits]\ndeviation = 0.5 # ours\n\n{ZONE}[zones.limits]\ndeviation = 1\n",
    "inline": "zones = [{ name = 'a', box = [0, 0, 9, 9], limits = { min_area_px = 3, deviation = 0.5 } }]\n",
    "dotted": f"limits.deviation = 0.5\n{ZONE}limits.deviation = 1.5",
    "none given": f"# deviation = 3\n{NAMED}limits = {{}}",
    "part without": f"[limits]\nmin_area_px = 9\n{ZONE}limits = {{ min_area_px = 3 }}\n",
    "part last": f"{ZONE}limits = {{ deviation = 0.5 }}\n[limits]\ndeviation = 0.5\n",
    "quoted": f"\"limits\" = {{ 'deviation' = 0.5 }}\n{ZONE}limits = {{ deviation = 5e-1 }}\n",
    "same numbers": f"[limits]\ndeviation = 0.5\n[alignment]\nmin_overlap = 0.5\n{ZONE}limits = {{ deviation = 0.5 }}",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_only_the_limits_change(text: str) -> None:
    new = with_deviations(text, 0.125, [0.0625], "PN-1042")
    expected = tomllib.loads(text)
    expected.setdefault("limits", {})["deviation"] = 0.125
    expected["zones"][0]["limits"]["deviation"] = 0.0625
    assert tomllib.loads(new) == expected
    assert re.findall("#.*", new) == re.findall("#.*", text)


def test_comments_and_all_other_lines_stay_to_the_letter() -> None:
    text = "# a\n[limits]   # b\ndeviation = 0.50   # c\nmin_area_px = 9\n# d"
    assert with_deviations(text, 0.25, [], "PN-1042") == text.replace("0.50", "0.25")


def test_a_recipe_without_a_word_gets_its_limit() -> None:
    assert tomllib.loads(with_deviations("", 0.25, [], "PN-1042")) == {"limits": {"deviation": 0.25}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[limits", "no TOML"),
        ("[limits]\ndeviation = 0.5", "it has 0 zones, expected 1"),
        ("limits.deviation = inf\n[[zones]]\nlimits.deviation = 1.0", "no place found for deviation of limits"),
    ],
)
def test_a_recipe_whose_limits_cannot_be_set_is_refused(text: str, found: str) -> None:
    with pytest.raises(RecipeError, match=found):
        with_deviations(text, 0.25, [0.5], "PN-1042")


@given(part=st.floats(0.001, 100.0), zone=st.floats(0.001, 100.0))
def test_any_limit_is_read_back_as_it_was_set(part: float, zone: float) -> None:
    read = tomllib.loads(with_deviations(TEXTS["tables"], part, [zone], "PN-1042"))
    assert (read["limits"]["deviation"], read["zones"][0]["limits"]["deviation"]) == (part, zone)


# --- calibration.json

MADE = MadeWith(
    golden_sha256="a" * 64,
    recipe_sha256="0" * 64,
    comparator="test",
    model_sha256="c" * 64,
    runtime="test 1.0",
    device="CPU",
    package_version="0.1.0",
)
ORIGIN = Origin("PN-1042", "b" * 64, ("part", "left"), 0, "d" * 64, MADE)


def calibrated(*factors: float) -> Calibrated:
    return set_limits(parts(*factors), np.array([0.5, 0.25]), Promise(0.05, None))


def a_file() -> CalibrationFile:
    bad = BadParts.of(3, ["B2.png"], at_most(1, 3))
    return calibration_file(calibrated(*np.linspace(0.2, 0.9, 38), 1.4, math.inf), ORIGIN, None, bad)


def changed(**fields: Any) -> bytes:
    return json.dumps(json.loads(write_calibration(a_file())) | fields).encode()


def test_a_calibration_is_read_back_as_it_was_written() -> None:
    data = write_calibration(a_file())
    assert read_calibration(data, make_golden(), "c" * 64) == a_file()
    assert data == write_calibration(a_file())


def test_the_watch_for_drift_is_read_back_as_it_was_learnt() -> None:
    normals = tuple(Normal(name, 100.0, 2.0, 0.1, 0.5) for name in FIGURES)
    data = write_calibration(calibration_file(calibrated(*np.linspace(0.2, 0.9, 38)), ORIGIN, normals, None))
    held = read_calibration(data, make_golden(), "c" * 64).drift
    assert held
    assert held.watch() == Watch(normals)


def test_a_calibration_tells_what_it_rests_on() -> None:
    held = a_file()
    assert EXCHANGEABLE in held.sentence
    assert (held.good_parts, held.above, len(held.scores)) == (40, 1, 39)
    assert [each.name for each in held.refused] == ["P39"]
    assert held.scores[-1] == 1.0
    assert (held.method, held.confidence) == ("split conformal", None)


def test_a_calibration_without_the_taught_good_parts_or_the_variation_is_refused() -> None:
    taught = replace(make_golden(), goods=(make_image(),), goods_sha256=("e" * 64,))
    with pytest.raises(RecipeError, match=r"taught good parts none, here is e{12}"):
        read_calibration(write_calibration(a_file()), taught, "c" * 64)
    varied = replace(make_golden(), variation_sha256="e" * 64)
    with pytest.raises(RecipeError, match=r"variation none, here is e{12}"):
        read_calibration(write_calibration(a_file()), varied, "c" * 64)


@pytest.mark.parametrize("what", ["golden", "recipe", "model"])
def test_a_calibration_of_another_golden_recipe_or_model_is_refused_in_one_line(what: str) -> None:
    hashes = {"golden": "a" * 64, "recipe": "b" * 64, "model": "c" * 64} | {what: "e" * 64}
    golden = replace(make_golden(), golden_sha256=hashes["golden"], recipe_sha256=hashes["recipe"])
    with pytest.raises(RecipeError, match=f"it holds for {what} [abc]{{12}}, here is e{{12}}; calibrate again") as told:
        read_calibration(write_calibration(a_file()), golden, hashes["model"])
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"schema": 2},
        {"good_parts": 41},
        {"above": 0},
        {"scores": [0.5, 0.4]},
        {"confidence": 0.95},
        {"max_overkill": 0.0},
        {"method": "percentile"},
        {"limits": []},
        {"unknown": 1},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_calibration_that_does_not_add_up_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(RecipeError, match="cannot use the calibration of PN-1042 r001"):
        read_calibration(changed(**fields), make_golden(), "c" * 64)


def test_what_is_no_calibration_is_refused() -> None:
    with pytest.raises(RecipeError, match="cannot use the calibration of PN-1042 r001"):
        read_calibration(b"", make_golden(), "c" * 64)
