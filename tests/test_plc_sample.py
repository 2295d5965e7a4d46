"""The Structured Text sample, run cycle by cycle against the handshake: every part ends as Good or as Bad, once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk import PASSED, REJECTED, WELL, Desk
from structured_text import FunctionBlock

from inspector.part import Outcome, Reason
from inspector.plc import changeover
from inspector.plc.contract import shipped_contract
from inspector.plc.registers import PlcWords

SAMPLE = Path(__file__).parents[1] / "deploy" / "plc" / "inspector.st"
CONTRACT = shipped_contract()
CYCLE_S = 0.02


class Line:
    """A PLC with the sample in it, a device, and the wire between them, one task cycle at a time."""

    def __init__(self, verdict: tuple[Outcome, Reason] | None = PASSED, **station: Any) -> None:
        self.desk = Desk(station=replace(WELL, **station))
        self.plc = FunctionBlock(SAMPLE)
        self.verdict = verdict
        self.link_ok = True
        self.product = 0
        self.master = False
        self.unusable: set[int] = set()
        self.result_id_on_the_wire: int | None = None
        self.pulses: list[str] = []

    def cycle(self, *, part: bool, serial: int = 0) -> None:
        registers = CONTRACT.device.encode(self.desk.seen)
        if self.result_id_on_the_wire is not None:
            registers[3] = self.result_id_on_the_wire
        self.plc.cycle(
            PartPresent=part,
            LinkOk=self.link_ok,
            Serial=serial,
            Product=self.product,
            Master=self.master,
            DeviceWords=registers,
        )
        if self.link_ok:
            written = CONTRACT.plc.decode(PlcWords, self.plc.variables["PlcWords"])  # type: ignore[arg-type]
            self.desk.plc(**{name: getattr(written, name) for name in PlcWords.__slots__})
        self._change_product()
        trigger = self.desk.take()
        if trigger and self.verdict:
            self.desk.expose(trigger.trigger_id)
            self.desk.judge(trigger.trigger_id, self.verdict)
        self.pulses += [name for name in ("Good", "Bad") if self.plc.variables[name]]
        self.desk.wait(CYCLE_S)

    def _change_product(self) -> None:
        number = changeover.wanted(self.desk.state)
        if number in self.unusable:
            self.desk.refuse_product(number)
        elif number:
            self.desk.report(product_number=number)

    def part(self, cycles: int = 40) -> list[str]:
        """Let one part come, stand for `cycles` and leave; return its pulses."""
        self.pulses = []
        for _ in range(cycles):
            self.cycle(part=True)
        for _ in range(3):
            self.cycle(part=False)
        return self.pulses


def test_a_passed_part_is_good_once() -> None:
    assert Line().part() == ["Good"]


@pytest.mark.parametrize(
    "verdict",
    [REJECTED, (Outcome.RECHECK, Reason.CLOSE_TO_LIMIT), (Outcome.FAULT, Reason.CAMERA)],
    ids=["reject", "recheck", "fault"],
)
def test_everything_but_pass_is_bad_once(verdict: tuple[Outcome, Reason]) -> None:
    assert Line(verdict).part() == ["Bad"]


def test_part_after_part_is_counted_and_acknowledged() -> None:
    line = Line()
    assert [line.part() for _ in range(5)] == [["Good"]] * 5
    assert (line.desk.acknowledged, line.desk.seen.passed, line.desk.seen.missed) == ([1, 2, 3, 4, 5], 5, 0)


def test_the_serial_number_reaches_the_device_whole() -> None:
    line = Line(verdict=None)
    for _ in range(3):
        line.cycle(part=True, serial=0x0012_D687)
    assert line.desk.state.plc.part_serial == 0x0012_D687


def test_a_part_without_a_verdict_is_bad_at_the_devices_deadline() -> None:
    assert Line(verdict=None).part() == ["Bad"]


def test_a_part_that_a_hung_device_never_answers_is_bad() -> None:
    assert Line(verdict=None, deadline_ms=60_000).part(cycles=160) == ["Bad"]


def test_a_result_with_another_id_is_bad_even_with_the_pass_bit() -> None:
    line = Line()
    line.result_id_on_the_wire = 999
    assert line.part() == ["Bad"]


def test_a_part_that_comes_while_the_link_is_down_is_bad() -> None:
    line = Line()
    line.link_ok = False
    assert line.part() == ["Bad"]


def test_a_link_that_breaks_while_the_part_is_inspected_makes_it_bad() -> None:
    line = Line(verdict=None, deadline_ms=10_000)
    for _ in range(5):
        line.cycle(part=True)
    line.link_ok = False
    assert line.part() == ["Bad"]


def test_a_device_whose_heartbeat_stands_is_alarmed_and_its_parts_are_bad() -> None:
    line = Line()
    line.cycle(part=False)
    frozen = line.desk.seen
    for _ in range(110):
        registers = CONTRACT.device.encode(frozen)
        line.plc.cycle(PartPresent=False, LinkOk=True, Serial=0, DeviceWords=registers)
    assert line.plc.variables["Alarm"] is True
    line.plc.cycle(PartPresent=True, LinkOk=True, Serial=0, DeviceWords=registers)
    assert (line.plc.variables["Good"], line.plc.variables["Bad"]) == (False, True)


def test_a_device_with_another_map_is_alarmed() -> None:
    line = Line()
    registers = CONTRACT.device.encode(replace(line.desk.seen, map_version=99))
    line.plc.cycle(PartPresent=False, LinkOk=True, Serial=0, DeviceWords=registers)
    assert line.plc.variables["Alarm"] is True


def test_a_part_that_stands_there_while_the_plc_restarts_is_still_judged_and_the_old_result_is_not_its() -> None:
    line = Line(REJECTED)
    for _ in range(2):
        line.cycle(part=True)
    assert line.desk.seen.result_valid
    line.plc = FunctionBlock(SAMPLE)
    line.verdict = PASSED
    line.plc.variables["TriggerId"] = 1  # A PLC keeps its counter over a restart.
    assert line.part() == ["Good"]


def in_work(*, photographed: bool) -> Line:
    """Return a line whose first part is asked for and taken; its verdict waits."""
    line = Line(verdict=None, deadline_ms=10_000)
    for _ in range(5):
        line.cycle(part=True)
    if photographed:
        line.desk.expose(1)
        line.cycle(part=True)
    assert line.plc.variables["MayMove"] is photographed
    line.pulses = []
    return line


def test_the_next_part_that_comes_before_the_verdict_waits_for_its_own() -> None:
    line = in_work(photographed=True)
    for part in (False, True, True):
        line.cycle(part=part)
    line.desk.judge(1, PASSED)
    line.verdict = PASSED
    for _ in range(20):
        line.cycle(part=True)
    assert line.pulses == ["Good", "Good"]
    assert line.desk.acknowledged == [1, 2]


@pytest.mark.parametrize("judged_with_the_next_leaving", [False, True])
def test_a_part_that_goes_by_while_another_is_in_work_makes_both_bad(*, judged_with_the_next_leaving: bool) -> None:
    line = in_work(photographed=True)
    for part in (False, True, True):
        line.cycle(part=part)
    if not judged_with_the_next_leaving:
        line.cycle(part=False)
    line.desk.judge(1, PASSED)
    for _ in range(5):
        line.cycle(part=False)
    assert line.pulses == ["Bad", "Bad"]
    line.verdict = PASSED
    assert line.part() == ["Good"]


def test_a_part_that_leaves_before_it_is_photographed_is_bad() -> None:
    line = in_work(photographed=False)
    line.cycle(part=False)
    line.desk.expose(1)
    line.desk.judge(1, PASSED)
    for _ in range(5):
        line.cycle(part=False)
    assert line.pulses == ["Bad"]


def test_a_part_that_goes_by_while_the_station_is_not_ready_is_bad() -> None:
    line = Line(camera_up=False)
    assert line.part() == ["Bad"]
    line.desk.report(camera_up=True)
    assert line.part() == ["Good"]


def test_no_part_no_trigger() -> None:
    line = Line()
    for _ in range(50):
        line.cycle(part=False)
    assert (line.pulses, line.desk.seen.inspected, line.desk.seen.missed) == ([], 0, 0)


def test_results_that_a_restart_left_behind_are_read_and_count_for_nothing() -> None:
    line = Line(REJECTED)
    for trigger_id in (11, 12, 13):
        line.desk.judged_part(trigger_id, PASSED)
    assert line.part() == ["Bad"]
    assert (line.desk.acknowledged, line.desk.seen.results_waiting) == ([11, 12, 13, 1], 0)
    assert line.desk.seen.missed == 0


def test_the_product_is_asked_for_after_the_start_and_the_part_waits_for_it() -> None:
    line = Line(products=(3, 4))
    line.product = 4
    assert line.part() == ["Good"]
    assert (line.desk.seen.active_product, line.desk.seen.missed) == (4, 0)


def test_the_active_product_of_several_is_asked_for_after_the_start_too() -> None:
    line = Line(products=(3, 4))
    line.product = 3
    assert line.part() == ["Good"]


def test_another_product_is_asked_for_between_two_parts() -> None:
    line = Line(products=(3, 4))
    seen = []
    for line.product in (3, 4, 3):
        seen.append((line.part(), line.desk.seen.active_product))
    assert seen == [(["Good"], 3), (["Good"], 4), (["Good"], 3)]


@pytest.mark.parametrize("number", [4, 9], ids=["cannot be used", "unknown"])
def test_a_product_that_cannot_be_had_triggers_nothing_until_another_is_set(number: int) -> None:
    line = Line(products=(3, 4))
    line.unusable = {4}
    line.product = number
    assert (line.part(), line.plc.variables["ProductFailed"], line.desk.seen.inspected) == (["Bad"], True, 0)
    line.product = 3
    assert line.part() == ["Good"]


def test_a_pass_of_another_product_than_the_one_that_comes_is_bad() -> None:
    line = Line(verdict=None, products=(3, 4), deadline_ms=10_000)
    line.product = 3
    for _ in range(12):
        line.cycle(part=True)
    assert line.desk.seen.busy
    line.product, line.verdict = 4, PASSED
    line.desk.judge(1, PASSED)
    assert line.part() == ["Bad"]


def test_a_part_that_comes_while_the_challenge_is_due_waits_with_attention_and_is_bad_if_it_goes_on() -> None:
    line = Line(challenge_due=True)
    assert (line.part(), line.plc.variables["Attention"]) == (["Bad"], True)


def test_a_challenge_part_is_asked_as_one_while_it_is_due_and_ends_as_bad_although_it_was_found_good() -> None:
    line = Line(challenge_due=True, challenge_open=True)
    line.master = True
    assert line.part() == ["Bad"]
    assert (line.plc.variables["ChallengeDue"], line.desk.seen.inspected) == (True, 0)


def test_a_production_part_is_not_asked_as_a_challenge_part() -> None:
    line = Line(challenge_due=True, challenge_open=True)
    assert line.part() == ["Bad"]
    line.desk.report(challenge_due=False)
    assert line.part() == ["Good"]


def test_a_challenge_part_that_a_wrong_device_passes_is_bad_all_the_same() -> None:
    line = Line(verdict=None, challenge_open=True, deadline_ms=10_000)
    line.master = True
    for _ in range(12):
        line.cycle(part=True)
    assert line.desk.seen.busy
    part = line.desk.state.part
    assert part
    line.desk.state = replace(line.desk.state, part=replace(part, challenge=False))
    line.desk.judge(1, PASSED)
    assert line.part() == ["Bad"]


def test_a_failed_challenge_is_told() -> None:
    line = Line(challenge_failed=True)
    line.cycle(part=False)
    assert line.plc.variables["ChallengeFailed"]
