"""The handshake with the PLC, step by step: who sets what, and what a part that goes wrong looks like on the wire."""

from dataclasses import replace

import pytest
from desk import MAP_VERSION, PASSED, REJECTED, WELL, Desk

from inspector.part import Outcome, Reason
from inspector.plc import handshake
from inspector.plc.link import ErrorCode
from inspector.plc.registers import DeviceWords
from inspector.plc.state import HandshakeSettings


def _result_bits(words: DeviceWords) -> tuple[bool, ...]:
    return words.result_valid, words.pass_, words.reject, words.recheck, words.fault


NO_RESULT = (False, False, False, False, False)


# ---------------------------------------------------------------- the four phases


def test_after_boot_the_device_is_ready_and_shows_no_result() -> None:
    seen = Desk().seen
    assert (seen.online, seen.ready, seen.map_version) == (True, True, MAP_VERSION)
    assert (_result_bits(seen), seen.outcome, seen.result_id) == (NO_RESULT, 0, 0)


def test_a_trigger_is_acknowledged_and_takes_ready_away() -> None:
    seen = Desk().trigger(7)
    assert (seen.trigger_ack, seen.busy, seen.ready, seen.exposure_done) == (True, True, False, False)


def test_the_trigger_acknowledge_falls_with_the_trigger() -> None:
    desk = Desk()
    desk.trigger(7)
    seen = desk.plc(trigger=False)
    assert (seen.trigger_ack, seen.busy) == (False, True)


def test_the_station_gets_id_serial_and_what_is_left_of_the_deadline() -> None:
    desk = Desk()
    desk.trigger(7, serial=90_210)
    desk.wait(0.03)
    taken = desk.take()
    assert taken is not None
    assert (taken.trigger_id, taken.serial) == (7, 90_210)
    assert taken.due_in_s == pytest.approx(0.07)


def test_the_station_hears_how_many_triggers_came_refused_ones_among_them() -> None:
    desk = Desk()
    desk.judged_part(7)
    desk.trigger(0)
    desk.plc(trigger=False)
    desk.trigger(8)
    taken = desk.take()
    assert taken is not None
    assert (taken.ticket, taken.came) == (2, 3)


def test_a_part_is_handed_to_the_station_once() -> None:
    desk = Desk()
    desk.trigger(7)
    assert desk.take() is not None
    assert desk.take() is None


def test_the_part_may_move_once_it_is_photographed() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    seen = desk.expose(7)
    assert (seen.exposure_done, seen.busy) == (True, True)


def test_result_words_stand_before_result_valid_rises() -> None:
    desk = Desk()
    desk.judged_part(7)
    words_only, valid = desk.frames[-2:]
    assert (words_only.result_id, words_only.outcome, _result_bits(words_only)) == (7, Outcome.PASS, NO_RESULT)
    assert (valid.result_id, valid.outcome, valid.result_valid, valid.pass_) == (7, Outcome.PASS, True, True)


@pytest.mark.parametrize(
    ("outcome", "reason", "bits"),
    [
        (Outcome.PASS, Reason.WITHIN_LIMITS, (True, True, False, False, False)),
        (Outcome.REJECT, Reason.DEFECT, (True, False, True, False, False)),
        (Outcome.RECHECK, Reason.CLOSE_TO_LIMIT, (True, False, False, True, False)),
        (Outcome.FAULT, Reason.CAMERA, (True, False, False, False, True)),
    ],
)
def test_every_outcome_has_one_bit(outcome: Outcome, reason: Reason, bits: tuple[bool, ...]) -> None:
    assert _result_bits(Desk().judged_part(7, (outcome, reason))) == bits


def test_every_new_result_flips_the_toggle() -> None:
    desk = Desk()
    toggles = [desk.seen.result_toggle]
    for trigger_id in (1, 2, 3):
        toggles.append(desk.judged_part(trigger_id).result_toggle)
        desk.acknowledge()
    assert toggles == [False, True, False, True]


def test_an_acknowledged_result_goes_down_bits_first() -> None:
    desk = Desk()
    desk.judged_part(7)
    desk.plc(result_ack=True)
    bits_down, words_down = desk.frames[-2:]
    assert (_result_bits(bits_down), bits_down.result_id) == (NO_RESULT, 7)
    assert (_result_bits(words_down), words_down.result_id, words_down.outcome) == (NO_RESULT, 0, 0)
    assert desk.acknowledged == [7]


def test_a_part_may_be_triggered_while_the_result_before_waits_for_its_acknowledge() -> None:
    desk = Desk()
    assert desk.judged_part(7).ready
    seen = desk.trigger(8)
    assert (seen.busy, seen.trigger_ack, seen.result_valid, seen.result_id) == (True, True, True, 7)


def test_a_result_that_is_never_acknowledged_stays() -> None:
    desk = Desk(HandshakeSettings(station_limit_s=7200.0))
    shown = desk.judged_part(7)
    later = desk.wait(3600.0)
    assert (later.result_valid, later.result_id) == (shown.result_valid, shown.result_id)


# ---------------------------------------------------------------- results that wait


def test_a_result_behind_another_is_shown_when_the_acknowledge_has_fallen() -> None:
    desk = Desk()
    desk.judged_part(7, PASSED)
    seen = desk.judged_part(8, REJECTED)
    assert (seen.result_id, seen.pass_, seen.results_waiting) == (7, True, 2)
    seen = desk.plc(result_ack=True)
    assert (_result_bits(seen), seen.result_id, seen.results_waiting) == (NO_RESULT, 0, 1)
    seen = desk.plc(result_ack=False)
    assert (seen.result_id, seen.reject, seen.results_waiting) == (8, True, 1)


def test_waiting_results_come_in_the_order_of_their_parts_each_with_a_toggle_of_its_own() -> None:
    desk = Desk()
    for trigger_id in (1, 2, 3):
        desk.judged_part(trigger_id)
    read = []
    while desk.seen.result_valid:
        read.append((desk.seen.result_id, desk.seen.result_toggle))
        desk.acknowledge()
    assert read == [(1, True), (2, False), (3, True)]
    assert desk.acknowledged == [1, 2, 3]


def test_ready_is_down_while_eight_results_wait_and_back_with_the_first_acknowledge() -> None:
    desk = Desk()
    for trigger_id in range(1, 9):
        assert desk.seen.ready
        desk.judged_part(trigger_id)
    assert (desk.seen.ready, desk.seen.results_waiting, desk.seen.buffer_overrun) == (False, 8, False)
    assert desk.acknowledge().ready


def test_a_trigger_beyond_the_eighth_waiting_result_is_an_overrun_and_loses_none_of_them() -> None:
    desk = Desk()
    for trigger_id in range(1, 9):
        desk.judged_part(trigger_id)
    seen = desk.trigger(9)
    assert (seen.missed, seen.missed_trigger, seen.buffer_overrun) == (1, True, True)
    assert (seen.error_code, seen.trigger_ack) == (ErrorCode.RESULTS_FULL, False)
    while desk.seen.result_valid:
        desk.acknowledge()
    assert desk.acknowledged == list(range(1, 9))


def test_clear_error_forgets_the_overrun() -> None:
    desk = Desk(HandshakeSettings(results_max=1))
    desk.judged_part(1)
    assert desk.trigger(2).buffer_overrun
    assert not desk.plc(trigger=False, clear_error=True).buffer_overrun


def test_a_verdict_that_finds_no_room_is_a_flagged_fault_and_never_a_lost_pass() -> None:
    desk = Desk()
    desk.judged_part(7)
    desk.trigger(8)
    desk.take()
    # No PLC can bring this about: the buffer is made smaller behind the machine's back.
    desk.state = replace(desk.state, settings=HandshakeSettings(results_max=1))
    shown = desk.judge(8)
    assert (shown.outcome, shown.reason) == (Outcome.FAULT, Reason.PLC)
    assert (desk.seen.buffer_overrun, desk.seen.faulted, desk.seen.results_waiting) == (True, 1, 1)


def test_the_part_before_reads_its_result_without_telling_the_next_part_to_move() -> None:
    desk = Desk()
    desk.judged_part(7)
    assert not desk.trigger(8).exposure_done
    desk.take()
    assert desk.expose(8).exposure_done
    assert desk.acknowledge().exposure_done
    desk.plc(trigger=False)
    desk.judge(8)
    assert not desk.acknowledge().exposure_done


@pytest.mark.parametrize("repeated", [1, 2, 3])
def test_a_trigger_with_the_id_of_a_waiting_result_takes_every_result_down(repeated: int) -> None:
    desk = Desk()
    for trigger_id in (1, 2, 3):
        desk.judged_part(trigger_id)
    seen = desk.trigger(repeated)
    assert (seen.error_code, seen.results_waiting, _result_bits(seen)) == (
        ErrorCode.TRIGGER_ID_REPEATED,
        0,
        NO_RESULT,
    )


def test_a_part_in_work_cannot_pass_once_the_id_of_a_waiting_result_came_again() -> None:
    desk = Desk()
    desk.judged_part(1)
    desk.trigger(2)
    desk.take()
    desk.plc(trigger=False)
    desk.trigger(1)
    assert desk.judge(2).reason is Reason.PLC


@pytest.mark.parametrize("gone", ["silent PLC", "other recipe", "offline", "silent station"])
def test_results_that_wait_go_down_with_the_one_that_is_shown(gone: str) -> None:
    desk = Desk()
    desk.plc(heartbeat_in=1)
    for trigger_id in (1, 2, 3):
        desk.judged_part(trigger_id)
    if gone == "silent PLC":
        desk.wait(2.1)
    elif gone == "other recipe":
        desk.report(recipe_checksum=1)
    elif gone == "silent station":
        desk.now_s += 5.1
        desk.plc(heartbeat_in=2)
    else:
        desk.state = handshake.went_offline(desk.state).state
    assert desk.state.waiting == ()
    assert desk.state.result is None


# ---------------------------------------------------------------- triggers that get no answer


def test_a_trigger_while_busy_is_counted_and_flagged_and_not_acknowledged() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.plc(trigger=False)
    seen = desk.trigger(8)
    assert (seen.missed, seen.missed_trigger, seen.trigger_ack) == (1, True, False)
    assert (seen.error_code, seen.error) == (ErrorCode.NOT_READY, True)


def test_a_part_in_work_is_still_answered_after_a_missed_trigger() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.plc(trigger=False)
    desk.trigger(8)
    desk.judge(7)
    assert (desk.seen.result_id, desk.seen.pass_) == (7, True)


def test_trigger_id_zero_is_refused() -> None:
    seen = Desk().trigger(0)
    assert (seen.busy, seen.missed, seen.error_code) == (False, 1, ErrorCode.TRIGGER_ID_ZERO)


def test_the_same_trigger_id_twice_is_refused() -> None:
    desk = Desk()
    desk.judged_part(7)
    desk.acknowledge()
    seen = desk.trigger(7)
    assert (seen.busy, seen.missed, seen.error_code) == (False, 1, ErrorCode.TRIGGER_ID_REPEATED)


def test_a_rebooted_plc_that_uses_the_shown_id_again_never_reads_the_old_pass_as_its_own() -> None:
    desk = Desk()
    desk.judged_part(7)
    seen = desk.trigger(7)
    assert _result_bits(seen) == NO_RESULT


def test_a_part_whose_id_is_used_again_while_it_is_inspected_cannot_pass() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.plc(trigger=False)
    desk.plc(trigger=True)
    shown = desk.judge(7, PASSED)
    assert (shown.outcome, shown.reason) == (Outcome.FAULT, Reason.PLC)
    assert (desk.seen.pass_, desk.seen.fault) == (False, True)


def test_a_refused_trigger_must_fall_before_the_next_is_taken() -> None:
    desk = Desk()
    desk.plc(trigger_id=0, trigger=True)
    assert not desk.plc(trigger_id=5).busy
    desk.plc(trigger=False)
    assert desk.plc(trigger=True).busy


def test_clear_error_forgets_flags_and_the_last_id_but_not_the_count() -> None:
    desk = Desk()
    desk.judged_part(7)
    desk.acknowledge()
    desk.trigger(7)
    desk.plc(trigger=False)
    seen = desk.plc(clear_error=True)
    assert (seen.missed_trigger, seen.error, seen.error_code, seen.missed) == (False, False, ErrorCode.NONE, 1)
    assert desk.trigger(7).busy


def test_clear_error_while_a_result_is_shown_does_not_let_its_id_be_used_again() -> None:
    desk = Desk()
    desk.judged_part(7)
    desk.plc(clear_error=True)
    desk.acknowledge()
    assert desk.trigger(7).error_code == ErrorCode.TRIGGER_ID_REPEATED


def test_trigger_and_acknowledge_may_come_in_one_write() -> None:
    desk = Desk()
    desk.judged_part(7)
    seen = desk.plc(result_ack=True, trigger_id=8, trigger=True)
    assert (seen.result_valid, seen.busy, seen.missed, desk.acknowledged) == (False, True, 0, [7])


def test_an_acknowledge_makes_no_room_for_a_trigger_in_the_same_write() -> None:
    desk = Desk(HandshakeSettings(results_max=1))
    desk.judged_part(7)
    seen = desk.plc(result_ack=True, trigger_id=8, trigger=True)
    assert (seen.result_valid, seen.busy, seen.missed) == (False, False, 1)


# ---------------------------------------------------------------- acknowledges at the wrong time


def test_an_early_acknowledge_is_flagged_and_acknowledges_nothing() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    assert desk.plc(trigger=False, result_ack=True).error_code == ErrorCode.ACK_WITHOUT_RESULT
    desk.judge(7)
    assert (_result_bits(desk.seen), desk.seen.results_waiting, desk.acknowledged) == (NO_RESULT, 1, [])


def test_an_acknowledge_that_was_up_before_the_result_must_fall_and_rise_again() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.plc(trigger=False, result_ack=True)
    desk.judge(7)
    assert desk.plc(result_ack=False).result_valid
    desk.plc(result_ack=True)
    assert desk.acknowledged == [7]


def test_writing_the_same_acknowledge_again_acknowledges_once() -> None:
    desk = Desk()
    desk.judged_part(7)
    for _ in range(3):
        desk.plc(result_ack=True)
    assert desk.acknowledged == [7]


# ---------------------------------------------------------------- the deadline


def test_no_verdict_by_the_deadline_is_shown_as_fault() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    seen = desk.wait(0.1)
    assert (seen.result_id, seen.fault, seen.reason, seen.time_ms) == (7, True, Reason.DEADLINE, 100)
    assert (seen.exposure_done, seen.score_milli) == (True, 65_535)


def test_a_verdict_one_microsecond_before_the_deadline_is_shown() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.now_s += 0.099_999
    assert desk.judge(7).outcome is Outcome.PASS


def test_a_pass_at_the_deadline_is_late_and_never_shown_even_if_no_tick_came_between() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.now_s += 0.1
    shown = desk.judge(7, PASSED)
    assert (shown.outcome, shown.reason, shown.is_late) == (Outcome.FAULT, Reason.DEADLINE, True)
    assert not any(frame.pass_ for frame in desk.frames)


def test_a_late_verdict_changes_nothing_on_the_wire() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    before = desk.wait(0.2)
    shown = desk.judge(7, PASSED)
    assert desk.seen == before
    assert shown.at_s == pytest.approx(100.2)


def test_the_device_is_not_ready_while_the_station_is_stuck_on_a_late_part() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.plc(trigger=False)
    desk.wait(0.1)
    assert not desk.acknowledge().ready
    desk.judge(7)
    assert desk.seen.ready


def test_a_late_verdict_never_answers_a_new_part_with_the_same_id() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.plc(trigger=False)
    desk.wait(0.1)
    desk.acknowledge()
    desk.take()  # The station has given the old part up; then it answers it after all.
    desk.plc(clear_error=True)
    desk.trigger(7)
    desk.judge(7, PASSED)
    assert (desk.seen.busy, desk.seen.result_valid) == (True, False)


def test_a_late_verdict_never_answers_a_new_part_with_the_same_id_that_is_already_in_work() -> None:
    desk = Desk()
    desk.trigger(7)
    old = desk.take()
    desk.plc(trigger=False)
    desk.wait(0.1)
    desk.acknowledge()
    desk.take()
    desk.plc(clear_error=True)
    desk.trigger(7)
    desk.take()
    assert desk.judge(7, PASSED, asked=old).reason is Reason.DEADLINE
    assert (desk.seen.busy, desk.seen.result_valid) == (True, False)


def test_a_verdict_on_another_part_than_was_asked_for_is_an_error_in_the_program() -> None:
    desk = Desk()
    desk.trigger(7)
    asked = desk.take()
    with pytest.raises(ValueError, match="the trigger asked for 7"):
        desk.judge(8, PASSED, asked=asked)


def test_a_part_that_nobody_takes_is_fault_too() -> None:
    desk = Desk()
    desk.trigger(7)
    seen = desk.wait(0.1)
    assert (seen.result_id, seen.fault) == (7, True)
    assert desk.take() is None


@pytest.mark.parametrize("noticed_by", ["clock", "station"])
def test_a_part_that_nobody_took_is_told_once_with_its_answer(noticed_by: str) -> None:
    desk = Desk()
    desk.trigger(7)
    if noticed_by == "clock":
        desk.wait(0.1)
    desk.now_s += 0.1
    desk.take()
    desk.wait(1.0)
    [(trigger_id, shown)] = desk.untaken
    assert (trigger_id, shown.outcome, shown.reason) == (7, Outcome.FAULT, Reason.DEADLINE)


def test_a_part_that_was_taken_is_never_told_as_untaken() -> None:
    desk = Desk()
    desk.judged_part(7)
    desk.acknowledge()
    desk.trigger(8)
    desk.take()
    desk.wait(0.2)
    desk.judge(8)
    assert desk.untaken == []


def test_a_second_answer_for_the_part_before_is_not_shown_for_the_part_in_work() -> None:
    desk = Desk()
    desk.judged_part(7, REJECTED)
    desk.acknowledge()
    desk.trigger(8)
    desk.take()
    assert desk.judge(7, PASSED).outcome is Outcome.REJECT
    assert (desk.seen.busy, desk.seen.result_valid) == (True, False)


def test_a_verdict_that_nobody_asked_for_is_an_error_in_the_program() -> None:
    with pytest.raises(ValueError, match="nobody asked for part 9"):
        Desk().judge(9)


def test_an_acknowledge_of_what_the_plc_cannot_have_seen_yet_acknowledges_nothing() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.now_s += 0.2  # The deadline passes, and the next thing that is heard of is the PLC's write.
    seen = desk.plc(trigger=False, result_ack=True)
    assert (desk.acknowledged, seen.result_valid, seen.error_code) == ([], True, ErrorCode.ACK_WITHOUT_RESULT)


def test_a_trigger_before_the_plc_can_have_seen_ready_is_missed() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.plc(trigger=False)
    desk.now_s += 0.2
    seen = desk.plc(trigger=True, trigger_id=8)
    assert (seen.missed, seen.busy, seen.result_id) == (1, False, 7)


# ---------------------------------------------------------------- heartbeats


def test_a_plc_that_never_beats_is_not_watched() -> None:
    assert Desk().wait(3600.0).error_code != ErrorCode.PLC_SILENT


def test_ready_drops_when_the_plcs_heartbeat_stops() -> None:
    desk = Desk(HandshakeSettings(heartbeat_limit_s=2.0, station_limit_s=60.0))
    desk.plc(heartbeat_in=1)
    assert desk.wait(2.0).ready
    seen = desk.wait(0.001)
    assert (seen.ready, seen.error, seen.error_code) == (False, True, ErrorCode.PLC_SILENT)


def test_a_result_is_withdrawn_when_the_plc_falls_silent() -> None:
    desk = Desk()
    desk.plc(heartbeat_in=1)
    desk.judged_part(7)
    assert _result_bits(desk.wait(2.1)) == NO_RESULT


def test_a_part_in_work_when_the_plc_falls_silent_cannot_pass() -> None:
    desk = Desk(station=replace(WELL, deadline_ms=10_000))
    desk.plc(heartbeat_in=1)
    desk.trigger(7)
    desk.take()
    desk.wait(2.1)
    assert (desk.judge(7).reason, desk.seen.pass_) == (Reason.PLC, False)


def test_a_plc_that_comes_back_finds_no_result_and_the_device_ready() -> None:
    desk = Desk()
    desk.plc(heartbeat_in=1)
    desk.judged_part(7)
    desk.wait(2.1)
    seen = desk.plc(heartbeat_in=2)
    assert (_result_bits(seen), seen.result_id, seen.ready, seen.error) == (NO_RESULT, 0, True, False)


def test_a_silent_plc_is_shown_no_result_so_that_it_finds_none_when_it_comes_back() -> None:
    desk = Desk(station=replace(WELL, deadline_ms=3_000))
    desk.plc(heartbeat_in=1)
    desk.trigger(7)
    desk.take()
    desk.plc(trigger=False)
    desk.wait(2.1)
    assert (_result_bits(desk.wait(0.9)), desk.seen.faulted) == (NO_RESULT, 1)
    assert _result_bits(desk.plc(heartbeat_in=2)) == NO_RESULT


def test_with_a_required_heartbeat_the_device_is_not_ready_before_the_first_beat() -> None:
    desk = Desk(HandshakeSettings(heartbeat_required=True))
    assert (desk.seen.ready, desk.seen.error_code) == (False, ErrorCode.PLC_SILENT)
    assert desk.plc(heartbeat_in=1).ready


def test_a_trigger_in_the_very_write_that_ends_a_silence_is_missed() -> None:
    desk = Desk()
    desk.plc(heartbeat_in=1)
    desk.now_s += 2.1
    seen = desk.plc(heartbeat_in=2, trigger_id=9, trigger=True)
    assert (seen.busy, seen.missed) == (False, 1)


def test_the_devices_heartbeat_counts_twice_a_second() -> None:
    desk = Desk()
    beats = [desk.wait(0.5).heartbeat_out for _ in range(4)]
    assert beats == [1, 2, 3, 4]


def test_heartbeat_and_ready_stop_when_the_station_takes_no_triggers() -> None:
    desk = Desk(HandshakeSettings(station_limit_s=5.0))
    desk.wait(5.1)
    seen = desk.seen
    assert (seen.ready, seen.error_code) == (False, ErrorCode.STATION_SILENT)
    assert desk.wait(10.0).heartbeat_out == seen.heartbeat_out


def test_a_station_that_asks_again_is_ready_again() -> None:
    desk = Desk()
    desk.wait(60.0)
    desk.take()
    assert desk.seen.ready


# ---------------------------------------------------------------- station and product


@pytest.mark.parametrize("gone", ["camera_up", "recipe_loaded", "recording"])
def test_ready_needs_camera_recipe_and_record(gone: str) -> None:
    desk = Desk()
    assert not desk.report(**{gone: False}).ready
    assert desk.report(**{gone: True}).ready


def test_the_stations_own_trouble_is_told_before_what_was_refused() -> None:
    desk = Desk()
    desk.trigger(0)
    assert desk.report(error_code=ErrorCode.CAMERA, camera_up=False).error_code == ErrorCode.CAMERA


@pytest.mark.parametrize("changed", ["product_number", "golden_revision", "recipe_checksum"])
def test_a_change_of_recipe_takes_every_result_down(changed: str) -> None:
    desk = Desk()
    desk.judged_part(7)
    seen = desk.report(**{changed: 77})
    assert (_result_bits(seen), seen.result_id) == (NO_RESULT, 0)


def test_a_part_in_work_while_the_recipe_changes_cannot_pass() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.report(golden_revision=3)
    shown = desk.judge(7)
    assert (shown.outcome, shown.reason, desk.seen.fault) == (Outcome.FAULT, Reason.RECIPE, True)


def test_a_report_without_change_leaves_the_result() -> None:
    desk = Desk()
    before = desk.judged_part(7)
    assert desk.report() == before


def test_a_part_in_work_when_the_wire_breaks_cannot_pass_and_is_shown_to_nobody() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    desk.plc(trigger=False)
    desk.lose_wire()
    desk.judge(7)
    seen = desk.find_wire()
    assert (seen.ready, seen.faulted, _result_bits(seen), seen.results_waiting) == (True, 1, NO_RESULT, 0)


def test_results_go_down_with_the_wire_and_stay_down_when_it_is_back() -> None:
    desk = Desk()
    desk.judged_part(7)
    desk.judged_part(8)
    desk.lose_wire()
    seen = desk.find_wire()
    assert (_result_bits(seen), seen.results_waiting, seen.ready) == (NO_RESULT, 0, True)


def test_a_due_challenge_part_holds_the_station_not_ready() -> None:
    desk = Desk()
    seen = desk.report(challenge_due=True)
    assert (seen.challenge_due, seen.ready) == (True, False)
    assert desk.report(challenge_due=False).ready


def test_a_warning_is_shown_and_takes_nothing_away() -> None:
    seen = Desk().report(warning=True)
    assert (seen.warning, seen.ready) == (True, True)


def test_offline_drops_every_word_but_the_version() -> None:
    desk = Desk()
    desk.judged_part(7)
    move = handshake.went_offline(desk.state)
    assert move.frames[-1] == DeviceWords(map_version=MAP_VERSION)


def test_counts_add_up() -> None:
    desk = Desk()
    verdicts = [PASSED, REJECTED, PASSED, (Outcome.RECHECK, Reason.CLOSE_TO_LIMIT), (Outcome.FAULT, Reason.CAMERA)]
    for trigger_id, verdict in enumerate(verdicts, start=1):
        desk.judged_part(trigger_id, verdict)
        desk.acknowledge()
    seen = desk.seen
    assert (seen.inspected, seen.passed, seen.rejected, seen.rechecked, seen.faulted) == (5, 2, 1, 1, 1)
