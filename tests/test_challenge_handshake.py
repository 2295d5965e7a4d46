"""Challenge parts in the handshake: while they are due nothing else gets in, and none of them ever gets out as good."""

from dataclasses import replace

import pytest
from desk import PASSED, REJECTED, WELL, Desk

from inspector.part import Outcome, Reason
from inspector.plc.link import ErrorCode
from inspector.plc.registers import DeviceWords

OPEN = replace(WELL, challenge_due=True, challenge_open=True)


def _challenged(desk: Desk, trigger_id: int, verdict: tuple[Outcome, Reason] = PASSED) -> DeviceWords:
    desk.plc(trigger_id=trigger_id, challenge=True, trigger=True)
    desk.take()
    desk.plc(trigger=False, challenge=False)
    desk.judge(trigger_id, verdict)
    return desk.seen


def test_a_due_challenge_lets_only_challenge_parts_in() -> None:
    desk = Desk(station=OPEN)
    assert (desk.seen.ready, desk.seen.challenge_ready) == (False, True)
    seen = desk.trigger(7)
    assert (seen.missed, seen.busy, seen.error_code) == (1, False, ErrorCode.NOT_READY)


@pytest.mark.parametrize("verdict", [PASSED, REJECTED, (Outcome.RECHECK, Reason.CLOSE_TO_LIMIT)])
def test_a_challenge_part_is_rejected_whatever_was_found(verdict: tuple[Outcome, Reason]) -> None:
    seen = _challenged(Desk(station=OPEN), 7, verdict)
    assert (seen.pass_, seen.reject, seen.reason, seen.score_milli) == (False, True, Reason.CHALLENGE, 400)


def test_a_challenge_part_that_cannot_be_judged_is_fault_for_its_own_reason() -> None:
    seen = _challenged(Desk(station=OPEN), 7, (Outcome.FAULT, Reason.CAMERA))
    assert (seen.fault, seen.reason) == (True, Reason.CAMERA)


def test_a_challenge_part_without_a_verdict_is_fault_at_its_deadline_and_shown_late() -> None:
    desk = Desk(station=OPEN)
    desk.plc(trigger_id=7, challenge=True, trigger=True)
    trigger = desk.take()
    desk.wait(0.2)
    assert trigger
    assert trigger.challenge
    assert desk.judge(7).is_late


def test_a_challenge_part_is_in_no_counter() -> None:
    desk = Desk(station=OPEN)
    seen = _challenged(desk, 7)
    assert (seen.inspected, seen.passed, seen.rejected, seen.results_waiting) == (0, 0, 0, 1)


def test_a_challenge_part_may_be_shown_while_none_is_due() -> None:
    desk = Desk(station=replace(OPEN, challenge_due=False))
    assert (desk.seen.ready, desk.seen.challenge_ready) == (True, True)
    assert _challenged(desk, 7).reject


def test_a_station_without_challenge_parts_refuses_one() -> None:
    desk = Desk()
    seen = desk.plc(trigger_id=7, challenge=True, trigger=True)
    assert (seen.missed, seen.busy, seen.error_code) == (1, False, ErrorCode.NOT_READY)


def test_the_part_after_a_challenge_part_is_judged_for_itself() -> None:
    desk = Desk(station=replace(OPEN, challenge_due=False))
    _challenged(desk, 7)
    desk.acknowledge()
    assert desk.judged_part(8).pass_
