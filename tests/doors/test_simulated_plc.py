"""The simulated PLC on our own device and on others that break the contract: no wrong result passes."""

import asyncio
import itertools
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient
from stations import WELL, SmallStation, faulted, passed, rejected
from typing_extensions import override

from inspector.errors import LinkError
from inspector.part import Inspection, Outcome, Reason
from inspector.plc.contract import shipped_contract
from inspector.plc.conveyor import PlcPart
from inspector.plc.link import Trigger
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.registers import DeviceWords, PlcWords, WordOrder
from inspector.plc.simulated import PlcReport, SimulatedPlc
from inspector.plc.simulated_faults import FaultSettings, PlcFault
from inspector.plc.simulated_program import Watchers
from inspector.plc.simulated_settings import SimulatedPlcSettings
from inspector.plc.state import HandshakeSettings

CONTRACT = shipped_contract()
FAST = SimulatedPlcSettings(takt_s=0.0, poll_s=0.001, reply_timeout_s=0.5, result_timeout_s=2.0)
READY = DeviceWords(online=True, ready=True, map_version=CONTRACT.map_version)
Device = Callable[[PlcWords], DeviceWords]


def _link(port: int = 0, order: WordOrder = WordOrder.HIGH_FIRST) -> ModbusTcpLink:
    return ModbusTcpLink(ModbusServerSettings(port=port, farewell_s=0.0), shipped_contract(order))


def _run(port: int, parts: int, settings: SimulatedPlcSettings = FAST) -> PlcReport:
    return asyncio.run(SimulatedPlc(replace(settings, port=port), CONTRACT).run(parts))


def _in_turn(trigger: Trigger) -> Inspection:
    return (passed, rejected, faulted)[trigger.trigger_id % 3](trigger)


# ---------------------------------------------------------------- on our own device


def test_every_part_is_answered_with_its_own_id_and_counted() -> None:
    with SmallStation(link := _link(), _in_turn) as station:
        report = _run(link.port, 30)
    assert (report.passed, report.rejected, report.faulted, report.unanswered) == (10, 10, 10, 0)
    assert [part.trigger_id for part in report.parts] == list(range(1, 31))
    assert station.acknowledged == list(range(1, 31))


def test_what_the_plc_read_is_what_the_station_signalled() -> None:
    with SmallStation(link := _link(), _in_turn) as station:
        report = _run(link.port, 12)
    signalled = {trigger_id: (signal.outcome, signal.reason) for trigger_id, signal in station.signals.items()}
    assert {part.trigger_id: (part.outcome, part.reason) for part in report.parts} == signalled


def test_times_are_in_the_order_of_the_phases() -> None:
    with SmallStation(link := _link(), delay_s=0.02):
        [part] = _run(link.port, 1).parts
    assert part.acknowledged_after_s is not None
    assert part.result_after_s is not None
    assert 0.0 < part.acknowledged_after_s < part.result_after_s
    assert part.result_after_s >= 0.02


def test_a_part_past_its_deadline_is_a_fault_for_the_plc() -> None:
    with SmallStation(link := _link(), delay_s=0.1, state=replace(WELL, deadline_ms=30)):
        [part] = _run(link.port, 1).parts
    assert (part.outcome, part.reason) == (Outcome.FAULT, Reason.DEADLINE)


def test_low_word_first_works_when_both_sides_say_so() -> None:
    order = WordOrder.LOW_FIRST
    with SmallStation(link := _link(order=order)):
        plc = SimulatedPlc(replace(FAST, port=link.port), shipped_contract(order))
        assert asyncio.run(plc.run(3)).passed == 3


def test_parts_keep_the_takt() -> None:
    with SmallStation(link := _link()):
        start_s = time.monotonic()
        _run(link.port, 6, replace(FAST, takt_s=0.05))
    assert time.monotonic() - start_s >= 5 * 0.05


def test_a_running_plc_can_be_stopped_from_another_thread() -> None:
    seen: list[PlcPart] = []
    with SmallStation(link := _link()):
        plc = SimulatedPlc(replace(FAST, port=link.port), CONTRACT, Watchers(settled=seen.append))
        threading.Timer(0.2, plc.stop).start()
        report = asyncio.run(plc.run())
    assert report.triggered == len(seen) > 0
    assert report.unanswered == 0


def test_a_device_that_restarts_in_between_is_called_again_and_parts_go_on() -> None:
    first = SmallStation(_link())
    with first:
        port = int(first.link.name.rpartition(":")[2])
        plc = SimulatedPlc(replace(FAST, port=port, takt_s=0.02), CONTRACT)
        reports: list[PlcReport] = []
        running = threading.Thread(target=lambda: reports.append(asyncio.run(plc.run(20))))
        running.start()
        time.sleep(0.15)
    with SmallStation(_link(port)):
        running.join(timeout=20.0)
    [report] = reports
    assert report.reconnects >= 1
    assert report.triggered == 20
    assert report.passed >= 18  # The part in work while the device went is the only one that may be lost.


def test_a_result_left_over_by_another_plc_is_taken_down_and_not_taken_for_its_own() -> None:
    with SmallStation(link := _link(), rejected) as station:
        other = ModbusTcpClient("127.0.0.1", port=link.port, retries=0)
        other.connect()
        other.write_registers(0, [1, 1, 0, 0, 0, 1])
        while not other.read_holding_registers(16).registers[0] & 1 << 5:
            time.sleep(0.002)
        other.close()
        station.verdict = passed
        assert [part.outcome for part in _run(link.port, 2).parts] == [Outcome.PASS, Outcome.PASS]


# ---------------------------------------------------------------- faults on demand


@pytest.mark.parametrize("fault", list(PlcFault))
def test_a_faulty_plc_passes_nothing_wrong_and_goes_on_when_the_fault_is_over(fault: PlcFault) -> None:
    # With a stuck challenge bit triggers are refused at once: all parts of this run would be gone before it is over.
    # Here it is over with the part in work; what it does to the parts after is in tests/faults.
    faults = FaultSettings(fault, every=3, lasts_s=0.005 if fault is PlcFault.CHALLENGE_STICKS else 1.2)
    report, gate = _with_faults(replace(FAST, result_timeout_s=1.5, faults=faults))
    assert report.faults >= 1
    assert [part.serial for part in gate] == list(range(1, 9))
    assert [part.serial for part in gate if part.goes_on and part.trigger_id % 2] == []
    assert report.parts[-1].why == ""


def test_the_belt_stands_while_the_heartbeat_does_and_goes_on_when_it_beats_again() -> None:
    came_s: list[float] = []
    faults = FaultSettings(PlcFault.HEARTBEAT_STOPS, every=3, lasts_s=2.0)
    settings = replace(FAST, takt_s=0.5, faults=faults)
    report, _ = _with_faults(settings, lambda _: came_s.append(time.monotonic()), parts=5)
    assert (report.faults, [part.why for part in report.parts]) == (1, [""] * 5)
    # The fault begins with part 3, the station drops READY 0.8 s later, and gives it when the fault is over.
    assert max(later - sooner for sooner, later in itertools.pairwise(came_s[2:])) > 0.9


def _with_faults(
    settings: SimulatedPlcSettings, at_sensor: Callable[[PlcPart], None] = lambda _: None, parts: int = 8
) -> tuple[PlcReport, list[PlcPart]]:
    """Return what a faulty PLC saw of so many parts, every second one bad, and what was at its gate."""
    gate: list[PlcPart] = []
    # Longer than a busy PC keeps a process waiting, shorter than the faults last.
    patience = HandshakeSettings(heartbeat_limit_s=0.8)
    link = ModbusTcpLink(ModbusServerSettings(port=0, farewell_s=0.0, handshake=patience), CONTRACT)
    with SmallStation(link, _every_second_bad, delay_s=0.02):
        settings = replace(settings, port=link.port, gate_pitches=2, heartbeat_s=0.05)
        plc = SimulatedPlc(settings, CONTRACT, Watchers(at_sensor=at_sensor, at_gate=gate.append))
        return asyncio.run(plc.run(parts)), gate


def _every_second_bad(trigger: Trigger) -> Inspection:
    return rejected(trigger) if trigger.trigger_id % 2 else passed(trigger)


# ---------------------------------------------------------------- on devices that break the contract


@contextmanager
def _device(answer: Device, registers_of_reply: int = CONTRACT.device.count) -> Iterator[int]:
    """Serve a device whose words are `answer` of what the PLC wrote last; yield its port."""
    written = [PlcWords()]

    class Handler(socketserver.BaseRequestHandler):
        @override
        def handle(self) -> None:
            while head := self.request.recv(7):
                transaction, _, length, unit = struct.unpack(">HHHB", head)
                pdu = self.request.recv(length - 1)
                reply = self._write(pdu) if pdu[0] == 16 else self._read()
                self.request.sendall(struct.pack(">HHHB", transaction, 0, len(reply) + 1, unit) + reply)

        def _write(self, pdu: bytes) -> bytes:
            written[0] = CONTRACT.plc.decode(PlcWords, struct.unpack(">6H", pdu[6:18]))
            return pdu[:5]

        def _read(self) -> bytes:
            registers = CONTRACT.device.encode(answer(written[0]))[:registers_of_reply]
            return bytes([3, 2 * len(registers)]) + struct.pack(f">{len(registers)}H", *registers)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        yield server.server_address[1]
        server.shutdown()
        serving.join()


def _one_part(answer: Device) -> PlcPart:
    with _device(answer) as port:
        [part] = _run(port, 1, replace(FAST, result_timeout_s=0.2)).parts
    return part


def _shows(**result: Any) -> Device:
    """Return a device that takes every trigger and then shows `result`, whatever was asked."""

    def answer(words: PlcWords) -> DeviceWords:
        if words.trigger:
            return replace(READY, ready=False, trigger_ack=True)
        asked = words.trigger_id and not words.result_ack
        return replace(READY, ready=False, result_valid=True, **result) if asked else READY

    return answer


def test_a_proper_result_of_the_scripted_device_is_taken() -> None:
    assert _one_part(_shows(pass_=True, outcome=1, reason=1, result_id=1)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({"pass_": True, "outcome": 1, "reason": 1, "result_id": 2}, "result_id 2 is not trigger_id 1"),
        ({"pass_": True, "outcome": 2, "reason": 2, "result_id": 1}, "outcome 2 contradicts"),
        ({"pass_": True, "fault": True, "outcome": 1, "reason": 1, "result_id": 1}, "outcome 1 contradicts"),
        ({"outcome": 1, "reason": 1, "result_id": 1}, "outcome 1 contradicts"),
        (
            {"pass_": True, "outcome": 1, "reason": 1, "result_id": 1, "active_product": 9},
            "active_product 9 is not 0",
        ),
    ],
    ids=["id of another part", "outcome against bit", "two bits", "no bit", "another product"],
)
def test_a_result_that_is_not_wholly_its_own_is_no_result(result: dict[str, int], why: str) -> None:
    part = _one_part(_shows(**result))
    assert part.outcome is None
    assert why in part.why


def test_a_device_that_never_takes_the_trigger_leaves_the_part_unanswered() -> None:
    assert _one_part(lambda _words: READY).why == "no trigger_ack"


def test_a_device_that_never_answers_leaves_the_part_unanswered() -> None:
    part = _one_part(lambda words: replace(READY, trigger_ack=words.trigger))
    assert (part.outcome, part.why) == (None, "no result")


def test_a_short_reply_is_a_lost_link_and_never_read_as_zeros() -> None:
    with _device(lambda _words: READY, registers_of_reply=3) as port:
        plc = SimulatedPlc(replace(FAST, port=port), CONTRACT)
        threading.Timer(0.3, plc.stop).start()
        report = asyncio.run(plc.run(1))
    assert (report.triggered, report.reconnects > 0) == (0, True)


def test_a_device_with_another_map_is_refused_with_one_line() -> None:
    with (
        _device(lambda _words: replace(READY, map_version=99)) as port,
        pytest.raises(LinkError, match=r"its map_version is 99, expected \d; use the map of that device"),
    ):
        _run(port, 1)


def test_a_server_that_does_not_have_the_registers_is_refused_with_one_line() -> None:
    link = _link()
    link.open(WELL)
    settings = replace(FAST, port=link.port, unit_id=77)
    with pytest.raises(LinkError, match="writing 6 registers at 0 gave Modbus exception 11"):
        asyncio.run(SimulatedPlc(settings, CONTRACT).run(1))
    link.close()


def test_without_any_device_the_plc_keeps_calling_until_it_is_stopped() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as taken:
        port = taken.server_address[1]
    plc = SimulatedPlc(replace(FAST, port=port), CONTRACT)
    threading.Timer(0.2, plc.stop).start()
    report = asyncio.run(plc.run(5))
    assert (report.triggered, report.reconnects) == (0, 0)
