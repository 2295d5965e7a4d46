"""What may be said of a part and why, who is drawn to be looked at, and what all of it tells of the station."""

import pytest
from dispositions import DEFECT, ESCAPE, GOOD, OVERKILL, UNCERTAIN

from inspector.calibrate.intervals import wilson
from inspector.errors import InputError
from inspector.part import Outcome
from inspector.record.audit import is_audit_sample
from inspector.record.dispositions import Disposition, Seen
from inspector.record.estimates import AUDITS_MIN, escape_estimate, overkill_estimate
from inspector.record.reasons import Reasons

REASONS = Reasons(("bridge", "other"), ("light", "other"))
STRICT = Reasons(("bridge",), ("light",), overkill_needs_one=True)
NAMES = tuple(f"{number:x}-{number * 7919 % 10_007}" for number in range(20_000))


def passes(word: Disposition, count: int, *, audit: bool = True) -> Seen:
    return Seen(Outcome.PASS, audit, word, count)


def rejects(word: Disposition, count: int, outcome: Outcome = Outcome.REJECT) -> Seen:
    return Seen(outcome, audit=False, disposition=word, count=count)


@pytest.mark.parametrize(
    ("reasons", "word", "reason"),
    [
        (REASONS, DEFECT, "bridge"),
        (REASONS, ESCAPE, "other"),
        (REASONS, OVERKILL, ""),
        (REASONS, OVERKILL, "light"),
        (REASONS, UNCERTAIN, "light"),
        (REASONS, UNCERTAIN, ""),
        (REASONS, GOOD, ""),
        (Reasons((), ()), DEFECT, ""),
        (STRICT, OVERKILL, "light"),
    ],
)
def test_a_reason_of_the_site_is_taken(reasons: Reasons, word: Disposition, reason: str) -> None:
    reasons.check(word, reason)


@pytest.mark.parametrize(
    ("reasons", "word", "reason", "told"),
    [
        (REASONS, DEFECT, "", "it has no reason, offered are bridge, other"),
        (REASONS, DEFECT, "light", "its reason is 'light', offered are bridge, other"),
        (REASONS, OVERKILL, "bridge", "offered are light, other"),
        (REASONS, GOOD, "other", "offered are none"),
        (STRICT, OVERKILL, "", "it has no reason"),
        (REASONS, UNCERTAIN, "=1", "offered are bridge, other, light"),
    ],
)
def test_any_other_reason_is_refused(reasons: Reasons, word: Disposition, reason: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        reasons.check(word, reason)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_the_audit_sample_is_as_large_as_asked_for(share: float) -> None:
    drawn = sum(is_audit_sample(name, share, "audit") for name in NAMES)
    # Five standard deviations of a binomial: names that look alike are drawn as independent ones would be.
    assert abs(drawn - share * len(NAMES)) < 5 * (len(NAMES) * share * (1 - share)) ** 0.5


def test_a_larger_sample_holds_the_smaller_one_and_none_and_all_are_what_they_say() -> None:
    small = {name for name in NAMES if is_audit_sample(name, 0.01, "audit")}
    large = {name for name in NAMES if is_audit_sample(name, 0.05, "audit")}
    assert small < large
    assert not any(is_audit_sample(name, 0.0, "audit") for name in NAMES)
    assert all(is_audit_sample(name, 1.0, "audit") for name in NAMES)


def test_another_key_draws_another_sample_and_the_same_one_the_same() -> None:
    first, second, again = ({n for n in NAMES if is_audit_sample(n, 0.1, key)} for key in ("a", "b", "a"))
    assert first == again
    # Independent samples of a tenth share a hundredth of the names.
    assert abs(len(first & second) - 200) < 70


def test_a_name_that_is_no_text_is_drawn_as_the_record_writes_it() -> None:
    assert [is_audit_sample(f"P\udcff{n}", 0.5, "k") for n in range(99)] == [
        is_audit_sample(f"P\\udcff{n}", 0.5, "k") for n in range(99)
    ]


def test_escapes_are_estimated_from_the_audited_passes_alone() -> None:
    seen = [passes(GOOD, 158), passes(ESCAPE, 2), passes(UNCERTAIN, 3), passes(ESCAPE, 9, audit=False)]
    found = escape_estimate([*seen, rejects(DEFECT, 50)])
    expected = wilson(2, 160)
    assert found.share is not None
    assert (found.share.count, found.share.of) == (2, 160)
    assert (found.share.low, found.share.high) == pytest.approx((expected.low, expected.high))
    assert (found.audited, found.uncertain, found.found_otherwise) == (160, 3, 9)
    assert found.text() == "escapes 2/160, between 0.34% and 4.45% of passes, 9 found otherwise"


def test_of_160_good_ones_the_true_share_may_still_be_2_3_percent() -> None:
    share = escape_estimate([passes(GOOD, 160)]).share
    assert share is not None
    assert (share.count, share.low) == (0, 0.0)
    assert share.high == pytest.approx(0.02344, abs=1e-5)


@pytest.mark.parametrize("count", [0, 7, AUDITS_MIN - 1])
def test_with_too_few_audits_nothing_is_said_and_never_0(count: int) -> None:
    seen = [passes(GOOD, count)] if count else []
    found = escape_estimate(seen)
    assert found.share is None
    assert found.text() == f"not enough audit data (n = {count})"
    assert escape_estimate([*seen, passes(ESCAPE, AUDITS_MIN - count)]).share is not None


def test_overkill_says_how_much_was_reviewed() -> None:
    seen = [rejects(OVERKILL, 4), rejects(DEFECT, 5), rejects(OVERKILL, 1, Outcome.RECHECK), rejects(UNCERTAIN, 1)]
    found = overkill_estimate([*seen, passes(GOOD, 30), rejects(OVERKILL, 9, Outcome.FAULT)], passed=995, rejected=22)
    assert found.share is not None
    assert (found.share.count, found.share.of) == (5, 10)
    assert found.reviewed == pytest.approx(11 / 22)
    assert found.of_good == pytest.approx(5 / 1000)
    assert found.text() == "overkill 5/10, between 23.6% and 76.4% of rejects (reviewed 50%)"


def test_no_bound_is_told_as_0_that_is_above_it() -> None:
    none = overkill_estimate([rejects(DEFECT, 10_000)], passed=0, rejected=10_000)
    assert none.text() == "overkill 0/10000, between 0.0% and 0.1% of rejects (reviewed 100%)"


def test_without_a_word_of_any_reject_there_is_no_overkill_and_not_0() -> None:
    found = overkill_estimate([passes(GOOD, 30)], passed=30, rejected=3)
    assert (found.share, found.reviewed) == (None, 0.0)
    assert found.text() == "no reject has a disposition (reviewed 0%)"
