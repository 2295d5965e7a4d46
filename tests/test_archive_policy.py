"""Which parts' images are kept."""

from dataclasses import replace

import pytest
from makers import PROVENANCE

from inspector.part import Outcome
from inspector.record.audit import AuditSample
from inspector.record.policy import Choice, GoldenInUse, Policy

HOUR_US = 3_600_000_000
IN_USE = GoldenInUse(PROVENANCE.golden_sha256, PROVENANCE.recipe_sha256, since_us=0)
LATER_US = 100 * HOUR_US


def kept(pass_every: int, *outcomes: Outcome, now_us: int = LATER_US, golden: GoldenInUse = IN_USE) -> list[bool]:
    choice, found = Choice(Policy(pass_every, HOUR_US), golden), []
    for outcome in outcomes:
        choice = choice.next("P", outcome, PROVENANCE, now_us)
        found.append(choice.why_not == "")
    return found


@pytest.mark.parametrize("outcome", [Outcome.REJECT, Outcome.RECHECK, Outcome.FAULT])
def test_what_did_not_pass_is_always_kept(outcome: Outcome) -> None:
    assert kept(0, outcome, outcome) == [True, True]


def test_one_in_so_many_passes_is_kept() -> None:
    assert kept(3, *[Outcome.PASS] * 7) == [True, False, False, True, False, False, True]


def test_what_did_not_pass_is_not_counted_among_the_passes() -> None:
    order = [Outcome.PASS, Outcome.REJECT, Outcome.PASS, Outcome.FAULT, Outcome.PASS]
    assert kept(2, *order) == [True, True, False, True, True]


def test_with_zero_no_pass_is_kept_and_its_row_will_say_why() -> None:
    choice = Choice(Policy(0, 0), IN_USE).next("P", Outcome.PASS, PROVENANCE, LATER_US)
    assert choice.why_not == "no passed part is kept (archive.pass_every)"


@pytest.mark.parametrize("before", [replace(IN_USE, golden_sha256="d"), replace(IN_USE, recipe_sha256="d")])
def test_all_are_kept_for_a_while_after_golden_or_recipe_changed(before: GoldenInUse) -> None:
    choice, found = Choice(Policy(0, HOUR_US), before), []
    for now_us in (LATER_US, LATER_US + HOUR_US - 1, LATER_US + HOUR_US):
        choice = choice.next("P", Outcome.PASS, PROVENANCE, now_us)
        found.append(choice.why_not == "")
    assert found == [True, True, False]


def test_a_restart_is_no_change() -> None:
    assert kept(0, Outcome.PASS) == [False]


def test_the_first_part_of_a_record_is_a_change() -> None:
    assert kept(0, Outcome.PASS, golden=GoldenInUse("", "", 0)) == [True]


def test_passes_that_people_will_look_at_are_kept_whatever_else_is() -> None:
    sample = AuditSample(0.1, "audit")
    choice, kept_parts = Choice(Policy(0, 0, sample), IN_USE), []
    for part_id in (names := [f"P{number}" for number in range(200)]):
        choice = choice.next(part_id, Outcome.PASS, PROVENANCE, LATER_US)
        kept_parts += [part_id] if choice.why_not == "" else []
    assert kept_parts == [part_id for part_id in names if sample.holds(part_id)]
    assert 5 < len(kept_parts) < 40
