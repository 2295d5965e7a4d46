"""Agreement and kappa equal the figures that others have printed, to their digits."""

import csv
import io

import numpy as np
import pytest

from inspector.errors import InputError
from inspector.msa.agreement import (
    Agreement,
    Appraiser,
    Band,
    Share,
    agreement,
    effectiveness_band,
    false_alarm_band,
    kappa_band,
    miss_band,
    share_of,
)
from inspector.msa.kappa import Kappa, cohen_of, fleiss, fleiss_error
from inspector.msa.plan import plan, plan_csv
from inspector.msa.study import Study, read_study

# AIAG, Measurement Systems Analysis, 4th edition, pages 136 to 139: cross tables of 50 parts, 3 appraisers, 3 trials.
AIAG_KAPPAS = {
    "A*B": ([[44, 6], [3, 97]], 0.86),
    "B*C": ([[42, 5], [9, 94]], 0.79),
    "A*C": ([[43, 7], [8, 92]], 0.78),
    "A*Ref": ([[45, 5], [3, 97]], 0.88),
    "B*Ref": ([[45, 2], [3, 100]], 0.92),
    "C*Ref": ([[42, 9], [6, 93]], 0.77),
}
# The same manual: parts in agreement of 50, and the exact interval, in percent.
AIAG_SHARES = {"A": (42, 84, 71, 93), "B": (45, 90, 78, 97), "C": (40, 80, 66, 90), "system": (39, 78, 64, 88)}
# J. L. Fleiss 1971, 30 patients, 6 raters, 5 diagnoses, as counts.
FLEISS_1971 = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
]  # fmt: skip
# Fleiss' example as Wikipedia prints it: 10 things, 14 raters, 5 words.
WIKIPEDIA = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
# The example of JASP's attribute agreement analysis: 15 parts in 3 runs; 1 is "yes" there and a reject here.
REFERENCE = "101110100101111"
APPRAISERS = {
    "EG": "111 000 111 100 111 111 111 000 000 111 000 111 111 000 111",
    "BL": "111 000 111 100 111 111 000 000 000 111 000 111 111 000 111",
    "MH": "111 111 111 111 111 111 111 001 100 111 101 111 111 000 111",
}


def study_csv(reference: str, appraisers: dict[str, str]) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["part", "reference", "appraiser", "run", "verdict"])
    words = {"0": "pass", "1": "reject"}
    for name, calls in appraisers.items():
        for part, runs in enumerate(calls.split()):
            for run, call in enumerate(runs, start=1):
                rows.writerow([f"P{part + 1}", words[reference[part]], name, run, words[call]])
    return text.getvalue()


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study(study_csv(REFERENCE, APPRAISERS))


@pytest.fixture(scope="module")
def found(study: Study) -> Agreement:
    return agreement(study)


def kappa_of(kappa: Kappa | None) -> float:
    assert kappa
    return kappa.value


def printed(share: Share | None) -> tuple[float, float, float]:
    assert share
    return round(100 * share.value, 2), round(100 * share.low, 3), round(100 * share.high, 3)


@pytest.mark.parametrize("pair", AIAG_KAPPAS)
def test_cohens_kappa_is_what_the_aiag_manual_prints(pair: str) -> None:
    table, expected = AIAG_KAPPAS[pair]
    assert round(kappa_of(cohen_of(np.array(table))), 2) == expected


@pytest.mark.parametrize("who", AIAG_SHARES)
def test_effectiveness_and_its_interval_are_what_the_aiag_manual_prints(who: str) -> None:
    count, *expected = AIAG_SHARES[who]
    share = share_of(count, 50)
    assert [round(100 * each) for each in (share.value, share.low, share.high)] == expected


def test_miss_and_false_alarm_rates_are_what_the_aiag_manual_prints() -> None:
    """16 defective parts were shown 48 times, 34 good ones 102 times."""
    misses = [round(100 * share_of(count, 48).value, 1) for count in (3, 3, 6)]
    alarms = [round(100 * share_of(count, 102).value, 1) for count in (5, 2, 9)]
    assert (misses, alarms) == ([6.2, 6.2, 12.5], [4.9, 2.0, 8.8])


def test_cohens_interval_is_what_sas_prints() -> None:
    kappa = cohen_of(np.array([[0, 4, 1], [0, 8, 0], [0, 1, 5]]))
    assert kappa
    assert [round(each, 4) for each in (kappa.value, kappa.low, kappa.high)] == [0.4842, 0.2137, 0.7547]


def test_a_few_parts_judged_alike_do_not_prove_that_all_would_be() -> None:
    few, many = (cohen_of(np.array([[parts, 0], [0, parts]])) for parts in (2, 75))
    assert few
    assert many
    assert (few.low, many.low) == pytest.approx((1 - 1.96 / 4**0.5, 1 - 1.96 / 150**0.5), abs=1e-4)
    assert few.high == many.high == 1.0


def test_somebody_who_rejects_every_part_agrees_by_chance_alone() -> None:
    for table in ([[5, 5], [0, 0]], [[0, 0], [20, 30]]):
        kappa = cohen_of(np.array(table))
        assert kappa
        # Nothing is known of the next parts.
        assert (round(kappa.value, 9), kappa.low, kappa.high) == (0.0, -1.0, 1.0)


def test_fleiss_kappa_is_what_fleiss_1971_prints_and_its_z_what_r_prints() -> None:
    counts = np.array(FLEISS_1971)
    value = kappa_of(fleiss(counts))
    assert (round(value, 3), round(value / fleiss_error(counts), 1)) == (0.430, 17.7)


def test_fleiss_kappa_is_what_wikipedia_prints() -> None:
    assert round(kappa_of(fleiss(np.array(WIKIPEDIA))), 3) == 0.210


JASP = {
    "EG": ((93.33, 68.052, 99.831), (80.0, 51.911, 95.669), 16.67, 20.0, 0.905462184873949, 0.612903225806452),
    "BL": ((93.33, 68.052, 99.831), (73.33, 44.9, 92.213), 26.67, 20.0, 0.91, 0.492307692307692),
    "MH": ((80.0, 51.911, 95.669), (60.0, 32.287, 83.664), 10.0, 66.67, 0.543918918918919, 0.264150943396226),
}


@pytest.mark.parametrize("name", JASP)
def test_an_appraiser_is_what_jasp_prints(found: Agreement, name: str) -> None:
    one: Appraiser = next(each for each in found.appraisers if each.name == name)
    within, effective, miss, alarm, repeats, against = JASP[name]
    assert (printed(one.within), printed(one.effective)) == (within, effective)
    assert (printed(one.miss)[0], printed(one.false_alarm)[0]) == (miss, alarm)
    assert kappa_of(one.against_reference) == pytest.approx(against, abs=1e-12)
    assert kappa_of(one.repeats) == pytest.approx(repeats, abs=1e-12)


def test_all_appraisers_together_are_what_jasp_prints(found: Agreement) -> None:
    assert printed(found.between) == (60.0, 32.287, 83.664)
    assert printed(found.right) == (46.67, 21.267, 73.414)
    assert round(kappa_of(found.everybody), 3) == 0.642


def test_pairs_of_appraisers_are_crossed_run_by_run(found: Agreement) -> None:
    assert [(pair.one, pair.other) for pair in found.pairs] == [("EG", "BL"), ("EG", "MH"), ("BL", "MH")]
    # 45 showings: 25 rejected by both, 17 passed by both, 3 rejected by EG alone.
    assert kappa_of(found.pairs[0].kappa) == kappa_of(cohen_of(np.array([[25, 3], [0, 17]])))


def test_wilsons_interval_is_another_one(study: Study) -> None:
    share = agreement(study, "wilson").between
    assert (round(share.low, 3), round(share.high, 3)) == (0.357, 0.802)


def test_where_only_one_word_was_ever_said_there_is_no_kappa() -> None:
    found = agreement(read_study(study_csv("000", {"A": "00 00 00", "B": "00 00 00"})))
    assert (found.everybody, found.pairs[0].kappa, found.appraisers[0].miss) == (None, None, None)


def test_bands_are_those_of_the_manual() -> None:
    assert [effectiveness_band(share_of(count, 100)) for count in (90, 89, 80, 79)] == [
        Band.ACCEPTABLE, Band.MARGINAL, Band.MARGINAL, Band.UNACCEPTABLE,
    ]  # fmt: skip
    assert [miss_band(share_of(count, 100)) for count in (2, 3, 5, 6)] == [
        Band.ACCEPTABLE, Band.MARGINAL, Band.MARGINAL, Band.UNACCEPTABLE,
    ]  # fmt: skip
    assert [false_alarm_band(share_of(count, 100)) for count in (5, 6, 10, 11)] == [
        Band.ACCEPTABLE, Band.MARGINAL, Band.MARGINAL, Band.UNACCEPTABLE,
    ]  # fmt: skip
    assert [kappa_band(Kappa(value, 0, 1)) for value in (0.76, 0.75, 0.4, 0.39)] == [
        Band.ACCEPTABLE, Band.MARGINAL, Band.MARGINAL, Band.UNACCEPTABLE,
    ]  # fmt: skip


GOOD = study_csv("01", {"A": "00 11", "B": "00 10"})
BROKEN = {
    "a column": (GOOD.replace("verdict", "word", 1), "column verdict is missing"),
    "a word": (GOOD.replace("reject", "maybe", 1), "is 'maybe', expected pass or reject"),
    "a trial": ("\n".join(GOOD.splitlines()[:-1]), "appraiser B, part P2, run 2 is missing"),
    "twice": (GOOD + GOOD.splitlines()[-1], "appraiser B, part P2, run 2 is there twice"),
    "two references": (GOOD.replace("P1,pass,A,2", "P1,reject,A,2"), "part P1 has two references"),
    "one run": (study_csv("01", {"A": "0 1"}), "2 parts in 1 runs"),
    "nothing": ("", "column part, reference"),
    "half a quote": (GOOD.replace("P1,", '"P1,', 1), "no CSV"),
    "a crowd": (study_csv("01", {f"A{number}": "00 11" for number in range(21)}), "21 appraisers, at most 20"),
    "no name": (GOOD.replace("P1,", ",", 1), "row 2: part has 0 signs"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_study_that_is_not_whole_gives_no_figure_but_says_where(case: str) -> None:
    text, told = BROKEN[case]
    with pytest.raises(InputError, match=told):
        read_study(text)


def test_a_repeated_trial_of_a_large_study_is_found_at_once() -> None:
    rows = [f"P{number},pass,A,{run},pass" for number in range(20_000) for run in (1, 2)]
    with pytest.raises(InputError, match="appraiser A, part P0, run 1 is there twice"):
        read_study("\n".join(["part,reference,appraiser,run,verdict", rows[0], *rows]))


def test_a_study_may_have_as_many_rows_as_are_told_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{part},pass,A,{run},pass" for part in ("P1", "P2") for run in (1, 2)]
    whole = "\n".join(["part,reference,appraiser,run,verdict", *rows])
    monkeypatch.setattr("inspector.msa.study.ROWS_MAX", 4)
    assert read_study(whole).parts == ("P1", "P2")
    monkeypatch.setattr("inspector.msa.study.ROWS_MAX", 3)
    with pytest.raises(InputError, match="it has more than 3 rows"):
        read_study(whole)


def test_a_file_in_which_each_row_names_another_part_and_run_is_refused_for_the_first_that_is_missing() -> None:
    rows = [f"P{number},pass,A{number % 20},{number},pass" for number in range(90_000)]
    with pytest.raises(InputError, match="appraiser A0, part P0, run 1 is missing"):
        read_study("\n".join(["part,reference,appraiser,run,verdict", *rows]))


def test_a_plan_shows_every_part_once_in_each_run_and_is_the_same_for_the_same_seed() -> None:
    parts = [f"P{number}" for number in range(50)]
    showings = plan(parts, ["station", "Li"], runs=3, seed=7)
    assert showings == plan(parts, ["station", "Li"], runs=3, seed=7)
    assert showings != plan(parts, ["station", "Li"], runs=3, seed=8)
    runs = {(each.appraiser, each.run): [] for each in showings}  # type: ignore[var-annotated] # filled below
    for each in showings:
        runs[each.appraiser, each.run].append(each.part)
    assert all(sorted(shown) == sorted(parts) for shown in runs.values())
    assert len({tuple(shown) for shown in runs.values()}) == 6


def test_a_plan_does_not_tell_who_judges_what_the_part_is() -> None:
    assert plan_csv(plan(["P1", "P2"], ["Li"], 1, 1)).splitlines()[0] == "order,appraiser,run,part,verdict"


def test_a_part_named_twice_cannot_be_planned() -> None:
    with pytest.raises(InputError, match="part P1 is there twice"):
        plan(["P1", "P1"], ["Li"], 3, 1)
