"""The simulated PLC's program and belt, without a wire: what reaches the gate as PASS was answered PASS in time."""

from dataclasses import replace

import pytest

from inspector.part import Outcome
from inspector.plc.conveyor import Conveyor, PlcPart
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.plc.simulated_program import PlcProgram, Watchers
from inspector.plc.simulated_settings import SimulatedPlcSettings

READY = DeviceWords(online=True, ready=True)
PASS_OF_1 = DeviceWords(online=True, result_valid=True, pass_=True, outcome=1, reason=1, result_id=1)


def program(parts: int, **belt: float) -> tuple[PlcProgram, list[PlcPart]]:
    gate: list[PlcPart] = []
    settings = replace(SimulatedPlcSettings(takt_s=1.0, result_timeout_s=5.0), **belt)  # type: ignore[arg-type] # a bool is a number
    return PlcProgram(settings, Watchers(at_gate=gate.append), parts), gate


def scans(plc: PlcProgram, start_s: float, *seen: DeviceWords) -> PlcWords:
    """Return what the PLC writes last, having scanned `seen` 10 ms apart."""
    return [plc.scan(words, start_s + 0.01 * number) for number, words in enumerate(seen)][-1]


def started(parts: int, **belt: float) -> tuple[PlcProgram, list[PlcPart]]:
    """Return a program that has pulsed `clear_error` and asked for part 1 at 0.02 s."""
    plc, gate = program(parts, **belt)
    scans(plc, 0.0, READY, READY, READY)
    return plc, gate


def test_a_part_reaches_the_gate_as_many_parts_later_as_the_gate_is_away() -> None:
    belt = Conveyor(gate_pitches=3)
    at_gate = [belt.enter(PlcPart(serial, serial)) for serial in range(1, 6)]
    assert [part.serial if part else 0 for part in at_gate] == [0, 0, 0, 1, 2]


def test_what_is_learnt_after_the_gate_is_learnt_too_late() -> None:
    belt = Conveyor(gate_pitches=1)
    belt.enter(PlcPart(1, 1))
    leaving = belt.enter(PlcPart(2, 2))
    belt.note(PlcPart(1, 1, Outcome.PASS))
    assert leaving == PlcPart(1, 1)


def test_a_new_connection_begins_with_clear_error_and_not_with_a_part() -> None:
    plc, _ = program(1)
    assert [plc.scan(READY, at_s).clear_error for at_s in (0.0, 0.01, 0.02)] == [True, False, False]


def test_a_trigger_goes_up_with_its_id_and_down_with_its_acknowledge() -> None:
    plc, _ = program(1)
    up = scans(plc, 0.0, READY, READY, READY)
    down = scans(plc, 0.1, DeviceWords(online=True, trigger_ack=True, busy=True))
    assert ((up.trigger, up.trigger_id, up.part_serial), down.trigger) == ((True, 1, 1), False)


def test_a_part_that_is_taken_and_answered_within_one_scan_was_taken() -> None:
    taken: list[PlcPart] = []
    plc = PlcProgram(SimulatedPlcSettings(), Watchers(taken=taken.append), 1)
    scans(plc, 0.0, READY, READY, READY, replace(PASS_OF_1, trigger_ack=True))
    assert [part.serial for part in taken] == [1]


def test_a_pass_with_the_right_id_in_time_goes_on() -> None:
    plc, gate = started(1)
    scans(plc, 0.1, DeviceWords(trigger_ack=True), PASS_OF_1, READY)
    plc.end()
    assert [part.goes_on for part in gate] == [True]


@pytest.mark.parametrize(
    "shown",
    [
        replace(PASS_OF_1, result_id=2),
        replace(PASS_OF_1, outcome=2),
        replace(PASS_OF_1, fault=True),
        replace(PASS_OF_1, pass_=False, reject=True, outcome=2),
        replace(PASS_OF_1, result_valid=False),
    ],
    ids=["id of another part", "outcome against bit", "two bits", "reject", "not valid"],
)
def test_whatever_is_not_that_is_taken_out(shown: DeviceWords) -> None:
    plc, gate = started(1)
    scans(plc, 0.1, DeviceWords(trigger_ack=True), shown, READY)
    plc.end()
    assert [part.goes_on for part in gate] == [False]


def test_a_result_that_comes_after_the_time_is_taken_out() -> None:
    plc, gate = started(1)
    plc.scan(DeviceWords(trigger_ack=True), 0.1)
    for second in range(1, 6):
        plc.scan(DeviceWords(busy=True, heartbeat_out=second), second)
    scans(plc, 5.1, READY, PASS_OF_1)
    plc.end()
    assert [(part.goes_on, part.why) for part in gate] == [(False, "no result")]


def test_a_belt_that_waits_stands_until_the_part_before_the_gate_is_settled() -> None:
    plc, gate = started(3, takt_s=0.0)
    waiting = scans(plc, 0.1, DeviceWords(trigger_ack=True), READY, READY)
    assert (waiting.trigger, waiting.trigger_id, gate) == (False, 1, [])


def test_a_belt_that_waits_asks_on_while_results_are_awaited_as_far_as_the_gate_is_away() -> None:
    plc, _ = started(3, takt_s=0.0, gate_pitches=2)
    assert scans(plc, 0.1, DeviceWords(trigger_ack=True), READY).trigger_id == 2


def test_a_belt_that_does_not_wait_takes_out_what_was_not_answered_and_what_was_not_asked_for() -> None:
    plc, gate = started(3, takt_s=0.1, waits=False)
    for at_s in (0.15, 0.30):
        plc.scan(DeviceWords(trigger_ack=True, busy=True), at_s)
    plc.end()
    assert [part.why for part in gate] == [
        "no result before the gate",
        "the device was not ready",
        "the device was not ready",
    ]


def test_a_late_result_of_a_part_beyond_the_gate_is_acknowledged_and_settles_no_other_part() -> None:
    plc, gate = started(2, takt_s=0.1, waits=False)
    scans(plc, 0.15, replace(READY, trigger_ack=True), READY)
    said = plc.scan(PASS_OF_1, 0.3)
    plc.end()
    assert said.result_ack
    assert [(part.serial, part.goes_on, part.why) for part in gate] == [
        (1, False, "no result before the gate"),
        (2, False, ""),
    ]


def test_after_a_restart_of_the_plc_everything_on_the_belt_is_taken_out_even_what_had_passed() -> None:
    plc, gate = started(3, gate_pitches=3)
    scans(plc, 0.1, DeviceWords(trigger_ack=True), PASS_OF_1, READY)
    plc.reboot()
    assert [(part.outcome, part.why) for part in gate] == [(None, "the PLC restarted")]


def test_a_lost_link_gives_up_what_awaits_a_result() -> None:
    plc, gate = started(1)
    plc.lost("cable")
    plc.end()
    assert [(part.goes_on, part.why) for part in gate] == [(False, "cable")]


def test_nothing_is_asked_and_everything_given_up_while_the_device_has_no_heartbeat() -> None:
    plc, gate = started(2, takt_s=0.0)
    plc.scan(DeviceWords(trigger_ack=True), 0.1)
    said = scans(plc, 2.1, READY, READY, READY)
    plc.end()
    assert (said.trigger, [part.why for part in gate]) == (False, ["heartbeat_out stands"])


def test_no_part_comes_while_the_sensor_sees_none() -> None:
    plc = PlcProgram(SimulatedPlcSettings(), Watchers(is_part_there=lambda: False))
    assert not scans(plc, 0.0, READY, READY, READY, READY).trigger
