"""When challenge parts are due, what counts as having shown them, and what a wrong verdict on one of them does."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from makers import MOMENT, make_inspection

from inspector.part import Box, Defect, Inspection, Outcome, Polarity, Reason, Round, Signal, Verdict
from inspector.station.challenge import Challenge, ChallengeRules, Due, Master
from inspector.station.judging import Clock

BAD = Master("M1 hole", Outcome.REJECT, "U20")
GOOD = Master("M2 good", Outcome.PASS)
RULES = ChallengeRules(masters={"cover": (BAD, GOOD)})
SHOWN = Signal(Outcome.REJECT, Reason.CHALLENGE, MOMENT, late=False)


class Hands:
    """A clock that is set by hand, and somebody who shows masters."""

    def __init__(self, rules: ChallengeRules = RULES, start: datetime = MOMENT) -> None:
        self.now, self.now_s = start, 100.0
        self.challenge = Challenge(rules, "cover", Clock(lambda: self.now, lambda: self.now_s))

    def wait(self, seconds: float) -> None:
        self.now, self.now_s = self.now + timedelta(seconds=seconds), self.now_s + seconds
        self.challenge.look()

    def show(self, *found: Inspection) -> list[Round]:
        return [self.challenge.saw(each, SHOWN, 0).round for each in found]

    def show_all(self) -> None:
        assert self.show(rejected_in("U20"), make_inspection()) == [Round.OPEN, Round.KEPT]


def rejected_in(zone: str) -> Inspection:
    box = Box(0, 0, 4, 4)
    defect = Defect(box, box, 16, 1.5, zone, Polarity.DARKER)
    verdict = Verdict(Outcome.REJECT, Reason.DEFECT, 1.5, (defect,))
    return replace(make_inspection(), verdict=verdict)


def not_aligned(outcome: Outcome) -> Inspection:
    return replace(make_inspection(), verdict=Verdict(outcome, Reason.NOT_ALIGNED, None, (), "the nest is empty"))


def local(hour: int, minute: int = 0) -> datetime:
    """Return a moment of one day by the clock of this PC."""
    return datetime(2026, 11, 2, hour, minute).astimezone().astimezone(UTC)


def test_without_masters_nothing_is_ever_due() -> None:
    hands = Hands(ChallengeRules(every_parts=1, every_s=1.0))
    hands.challenge.count()
    hands.wait(1e6)
    assert (hands.challenge.is_held, hands.challenge.is_open, hands.challenge.due) == (False, False, Due.NOT)


def test_a_station_that_starts_is_held_until_every_master_was_judged_as_it_must_be() -> None:
    hands = Hands()
    assert (hands.challenge.is_held, hands.challenge.due, hands.challenge.following) == (True, Due.START, BAD)
    assert hands.show(rejected_in("U20")) == [Round.OPEN]
    assert (hands.challenge.is_held, hands.challenge.following) == (True, GOOD)
    assert hands.show(make_inspection()) == [Round.KEPT]
    assert (hands.challenge.is_held, hands.challenge.due) == (False, Due.NOT)


WRONG = {
    "a known-bad part that passed": (make_inspection(), SHOWN, "M1 hole: judged PASS, must be REJECT"),
    "rejected somewhere else": (rejected_in("U37"), SHOWN, "M1 hole: rejected in U37, must be in U20"),
    "too late": (
        rejected_in("U20"),
        Signal(Outcome.FAULT, Reason.DEADLINE, MOMENT, late=True),
        "M1 hole: not judged in time, FAULT DEADLINE",
    ),
    "not judged at all": (
        not_aligned(Outcome.FAULT),
        Signal(Outcome.FAULT, Reason.NOT_ALIGNED, MOMENT, late=False),
        "M1 hole: no verdict, FAULT NOT_ALIGNED",
    ),
    "an empty nest": (
        not_aligned(Outcome.REJECT),
        SHOWN,
        "M1 hole: it was not aligned, must be rejected for its defect",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_master_that_was_not_judged_as_it_must_be_holds_the_line_and_says_why(case: str) -> None:
    found, signal, trouble = WRONG[case]
    hands = Hands()
    shown = hands.challenge.saw(found, signal, shown_by=4711)
    assert (shown.trouble, shown.round, shown.shown_by, shown.due) == (trouble, Round.BROKEN, 4711, "start")
    assert (hands.challenge.is_held, hands.challenge.has_failed, hands.challenge.seen) == (True, True, 0)


def test_an_empty_nest_is_no_master_even_where_no_zone_is_named() -> None:
    hands = Hands(ChallengeRules(masters={"cover": (replace(BAD, zone=""), GOOD)}))
    assert hands.show(not_aligned(Outcome.REJECT)) == [Round.BROKEN]
    assert hands.challenge.has_failed


def test_a_good_master_that_is_rejected_breaks_the_round_and_all_masters_are_shown_again() -> None:
    hands = Hands()
    assert hands.show(rejected_in("U20"), rejected_in("U20")) == [Round.OPEN, Round.BROKEN]
    assert (hands.challenge.following, hands.challenge.has_failed) == (BAD, True)
    hands.show_all()
    assert (hands.challenge.is_held, hands.challenge.has_failed) == (False, False)


def test_with_more_tries_the_same_master_is_shown_again() -> None:
    hands = Hands(replace(RULES, tries=2))
    assert hands.show(rejected_in("U20"), rejected_in("U20")) == [Round.OPEN, Round.OPEN]
    assert (hands.challenge.following, hands.challenge.is_held) == (GOOD, True)
    assert hands.show(make_inspection()) == [Round.KEPT]


def test_a_master_misjudged_while_nothing_was_due_holds_the_line_at_once() -> None:
    hands = Hands(replace(RULES, grace_s=600.0))
    hands.show_all()
    assert hands.show(make_inspection()) == [Round.BROKEN]
    assert (hands.challenge.is_held, hands.challenge.due) == (True, Due.MISJUDGED)


def test_a_misjudged_master_ends_the_grace() -> None:
    hands = Hands(replace(RULES, every_parts=1, grace_s=600.0))
    hands.show_all()
    hands.challenge.count()
    assert not hands.challenge.is_held
    hands.show(make_inspection())
    assert hands.challenge.is_held


def test_so_many_parts_after_the_last_round_it_is_due_with_the_last_of_them() -> None:
    hands = Hands(replace(RULES, every_parts=3))
    hands.show_all()
    held = []
    for _ in range(3):
        hands.challenge.count()
        held.append(hands.challenge.is_held)
    assert (held, hands.challenge.due) == ([False, False, True], Due.PARTS)
    hands.show_all()
    hands.challenge.count()
    assert not hands.challenge.is_held


def test_hours_after_the_last_round_it_is_due_and_after_the_grace_the_station_is_held() -> None:
    hands = Hands(replace(RULES, every_s=3600.0, grace_s=600.0))
    hands.show_all()
    hands.wait(3599.0)
    assert hands.challenge.due is Due.NOT
    hands.wait(1.0)
    assert (hands.challenge.due, hands.challenge.is_held, hands.challenge.held_in_s()) == (Due.HOURS, False, 600.0)
    hands.wait(600.0)
    assert hands.challenge.is_held


def test_a_shift_that_begins_makes_it_due_once() -> None:
    rules = replace(RULES, shift_starts=(time(6), time(14)))
    hands = Hands(rules, start=local(5, 59))
    hands.show_all()
    hands.wait(59.0)
    assert not hands.challenge.is_held
    hands.wait(2.0)
    assert (hands.challenge.is_held, hands.challenge.due) == (True, Due.SHIFT)
    hands.show_all()
    hands.wait(3600.0)
    assert not hands.challenge.is_held


def test_a_clock_that_was_set_back_over_a_shift_start_makes_it_due_rather_than_never() -> None:
    hands = Hands(replace(RULES, shift_starts=(time(6),)), start=local(6, 30))
    hands.show_all()
    hands.now = local(5, 30)
    hands.challenge.look()
    assert hands.challenge.is_held


def test_what_was_shown_before_it_fell_due_does_not_count() -> None:
    hands = Hands(replace(RULES, every_parts=1))
    hands.show_all()
    hands.show(rejected_in("U20"))
    hands.challenge.count()
    assert (hands.challenge.seen, hands.challenge.following) == (0, BAD)


@pytest.mark.parametrize("because", [Due.PRODUCT, Due.REVISION])
def test_another_product_or_revision_is_held_at_once_whatever_the_grace(because: Due) -> None:
    hands = Hands(replace(RULES, grace_s=600.0))
    hands.show_all()
    hands.challenge.begin("cover", because)
    assert (hands.challenge.is_held, hands.challenge.due, hands.challenge.seen) == (True, because, 0)


def test_a_product_without_masters_asks_for_none() -> None:
    hands = Hands()
    hands.challenge.begin("housing", Due.PRODUCT)
    assert (hands.challenge.is_held, hands.challenge.is_open, hands.challenge.following) == (False, False, None)
