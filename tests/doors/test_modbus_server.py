"""The Modbus TCP server of the PLC link, over real sockets: bytes, blocks, refusals, and the thread behind it."""

import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient
from stations import WELL, SmallStation, faulted, passed, rejected
from typing_extensions import override

from inspector.errors import LinkError
from inspector.part import Inspection, Outcome, Reason
from inspector.plc.contract import shipped_contract
from inspector.plc.exchange import Exchange
from inspector.plc.link import ErrorCode, Trigger
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.plc.state import HandshakeSettings
from inspector.plc.wire import DeadlineWatch, WireLink

CONTRACT = shipped_contract()
SETTINGS = ModbusServerSettings(port=0, farewell_s=0.0)


class Master:
    """A Modbus client with the names of the map."""

    def __init__(self, port: int) -> None:
        self.client = ModbusTcpClient("127.0.0.1", port=port, timeout=2.0, retries=0)
        self.client.connect()

    def read(self) -> DeviceWords:
        block = CONTRACT.device
        reply = self.client.read_holding_registers(block.start, count=block.count, device_id=1)
        return block.decode(DeviceWords, reply.registers)

    def write(self, **words: Any) -> None:
        block = CONTRACT.plc
        assert not self.client.write_registers(block.start, block.encode(PlcWords(**words)), device_id=1).isError()

    def wait_for(self, name: str, limit_s: float = 5.0) -> DeviceWords:
        end_s = time.monotonic() + limit_s
        while time.monotonic() < end_s:
            words = self.read()
            if getattr(words, name):
                return words
            time.sleep(0.002)
        raise AssertionError(f"{name} did not rise within {limit_s} s, the device shows {words}")


@pytest.fixture
def link() -> Iterator[ModbusTcpLink]:
    served = ModbusTcpLink(SETTINGS, CONTRACT)
    served.open(WELL)
    yield served
    served.close()


@pytest.fixture
def master(link: ModbusTcpLink) -> Iterator[Master]:
    connected = Master(link.port)
    yield connected
    connected.client.close()


def _exchange(port: int, request: str) -> str:
    """Send one frame, bytes as hex, and return the reply as hex."""
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as wire:
        wire.sendall(bytes.fromhex(request))
        return wire.recv(300).hex(" ")


def test_a_plc_that_is_connected_when_the_device_ends_leaves_no_word(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "asyncio"):
        served = ModbusTcpLink(SETTINGS, CONTRACT)
        served.open(WELL)
        connected = Master(served.port)
        connected.read()
        served.close()
        connected.client.close()
    assert [record.getMessage() for record in caplog.records] == []


# ---------------------------------------------------------------- bytes


@pytest.mark.parametrize("function", ["03", "04"], ids=["holding", "input"])
def test_online_and_ready_are_these_bytes_on_the_wire(link: ModbusTcpLink, function: str) -> None:
    reply = _exchange(link.port, f"00 2a 00 00 00 06 01 {function} 00 10 00 01")
    assert reply == f"00 2a 00 00 00 05 01 {function} 02 00 03"


def test_a_trigger_is_acknowledged_in_the_reply_to_the_read_that_follows(link: ModbusTcpLink) -> None:
    written = _exchange(link.port, "00 01 00 00 00 0b 01 10 00 00 00 02 04 00 01 00 07")
    assert written == "00 01 00 00 00 06 01 10 00 00 00 02"
    # online, trigger_ack, busy
    assert _exchange(link.port, "00 02 00 00 00 06 01 03 00 10 00 01") == "00 02 00 00 00 05 01 03 02 00 0d"


def test_a_trigger_can_be_masked_into_the_control_word(link: ModbusTcpLink) -> None:
    _exchange(link.port, "00 01 00 00 00 06 01 06 00 01 00 07")
    mask = "01 16 00 00 ff fe 00 01"
    assert _exchange(link.port, f"00 02 00 00 00 08 {mask}") == f"00 02 00 00 00 08 {mask}"
    assert link.next_trigger(0.0) is not None


def test_writing_and_reading_in_one_request_shows_what_the_write_did(link: ModbusTcpLink) -> None:
    reply = _exchange(link.port, "00 01 00 00 00 0f 01 17 00 10 00 01 00 00 00 02 04 00 01 00 07")
    assert reply == "00 01 00 00 00 05 01 17 02 00 0d"


@pytest.mark.parametrize(
    ("pdu", "reply"),
    [
        ("06 00 10 00 80", "86 02"),
        ("10 00 05 00 02 04 00 00 00 00", "90 02"),
        ("10 00 0f 00 02 04 00 00 00 00", "90 02"),
        ("16 00 10 ff ff 00 80", "96 02"),
        ("17 00 10 00 01 00 10 00 01 02 00 80", "97 02"),
        ("17 00 90 00 01 00 00 00 02 04 00 01 00 07", "97 02"),
        ("03 00 2f 00 02", "83 02"),
        ("03 ff ff 00 01", "83 02"),
        ("04 00 00 00 31", "84 02"),
        ("01 00 00 00 01", "81 01"),
        ("02 ff ff 00 01", "82 01"),
        ("05 00 00 ff 00", "85 01"),
        ("0f 00 00 00 01 01 01", "8f 01"),
        ("2b 0e 01 00", "ab 01"),
        ("08 00 04 00 00", "88 01"),
        ("63 00 00 00 00", "e3 01"),
        ("03 00 10 00 7e", "83 03"),
        ("03 00 10 00 00", "83 03"),
        ("10 00 00 00 02 04 00 01", "90 03"),
    ],
    ids=[
        "status word", "past the plc block", "across the blocks", "mask status", "write part of 23", "read part of 23",
        "past the end",
        "far away", "one too many", "coil", "discrete", "write coil", "write coils", "identification", "diagnostics",
        "no such function", "126 registers", "0 registers", "write cut short",
    ],
)  # fmt: skip
def test_what_is_not_served_gets_the_right_exception_and_changes_nothing(
    link: ModbusTcpLink, pdu: str, reply: str
) -> None:
    length = len(bytes.fromhex(pdu)) + 1
    assert _exchange(link.port, f"00 05 00 00 00 {length:02x} 01 {pdu}") == f"00 05 00 00 00 03 01 {reply}"
    assert _exchange(link.port, "00 06 00 00 00 06 01 03 00 10 00 01").endswith("02 00 03")


@pytest.mark.parametrize("unit", ["00", "01", "ff"])
def test_the_device_answers_as_itself_on_its_own_unit_id_and_on_those_of_tcp(link: ModbusTcpLink, unit: str) -> None:
    assert _exchange(link.port, f"00 02 00 00 00 06 {unit} 03 00 10 00 01") == f"00 02 00 00 00 05 {unit} 03 02 00 03"


def test_another_unit_id_gets_exception_11_and_no_noise(link: ModbusTcpLink, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert _exchange(link.port, "00 02 00 00 00 06 09 03 00 10 00 01") == "00 02 00 00 00 03 09 83 0b"
    assert caplog.text == ""


@pytest.mark.parametrize("junk", ["00" * 300, "ff" * 20, "00 01 00 00 ff ff 01 03", "00 01 00 00 00 02 01 10", "00"])
def test_junk_on_one_connection_leaves_the_others_served(link: ModbusTcpLink, master: Master, junk: str) -> None:
    with socket.create_connection(("127.0.0.1", link.port), timeout=2.0) as wire:
        wire.sendall(bytes.fromhex(junk))
        assert (master.read().online, master.read().busy) == (True, False)


# ---------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("verdict", "bit", "outcome"),
    [(passed, "pass_", Outcome.PASS), (rejected, "reject", Outcome.REJECT), (faulted, "fault", Outcome.FAULT)],
    ids=["pass", "reject", "fault"],
)
def test_a_part_goes_through_all_four_phases(
    verdict: Callable[[Trigger], Inspection], bit: str, outcome: Outcome
) -> None:
    with SmallStation(link := ModbusTcpLink(SETTINGS, CONTRACT), verdict) as station:
        master = Master(link.port)
        master.write(trigger_id=9, part_serial=77, trigger=True)
        assert master.wait_for("trigger_ack").ready is False
        master.write(trigger_id=9)
        seen = master.wait_for("result_valid")
        assert (seen.result_id, seen.outcome, getattr(seen, bit), seen.exposure_done) == (9, outcome, True, True)
        master.write(trigger_id=9, result_ack=True)
        assert not master.read().result_valid
        master.write(trigger_id=9)
        assert master.read().ready
        master.client.close()
    assert station.signals[9].outcome is outcome
    assert not station.signals[9].late


def test_the_station_hears_of_the_acknowledgement(link: ModbusTcpLink, master: Master) -> None:
    master.write(trigger_id=9, trigger=True)
    trigger = link.next_trigger(1.0)
    assert trigger is not None
    signal = link.answer(trigger, passed(trigger))
    master.write(trigger_id=9, result_ack=True)
    [(trigger_id, moment)] = link.acknowledged()
    assert trigger_id == 9
    assert moment >= signal.signalled_at
    assert link.acknowledged() == []


def test_without_a_verdict_the_link_itself_shows_fault_at_the_deadline(link: ModbusTcpLink, master: Master) -> None:
    link.report(replace(WELL, deadline_ms=300))
    master.write(trigger_id=9, trigger=True)
    assert link.next_trigger(1.0) is not None
    seen = master.wait_for("result_valid")
    assert (seen.fault, seen.reason, seen.result_id) == (True, Reason.DEADLINE, 9)
    assert seen.time_ms >= 300


def test_a_late_pass_is_reported_late_and_never_shown(link: ModbusTcpLink, master: Master) -> None:
    link.report(replace(WELL, deadline_ms=300))
    master.write(trigger_id=9, trigger=True)
    trigger = link.next_trigger(1.0)
    assert trigger is not None
    shown = master.wait_for("result_valid")
    signal = link.answer(trigger, passed(trigger))
    assert (signal.outcome, signal.reason, signal.late) == (Outcome.FAULT, Reason.DEADLINE, True)
    assert (master.read().pass_, master.read().time_ms) == (False, shown.time_ms)


def test_readers_at_the_same_time_never_see_half_a_result() -> None:
    torn: list[DeviceWords] = []
    stop = threading.Event()

    def watch(port: int) -> None:
        master = Master(port)
        while not stop.is_set():
            words = master.read()
            whole = words.result_valid is (words.result_id != 0) is (words.outcome != 0) is words.pass_
            if not whole:
                torn.append(words)
        master.client.close()

    with SmallStation(link := ModbusTcpLink(SETTINGS, CONTRACT)):
        watchers = [threading.Thread(target=watch, args=(link.port,)) for _ in range(4)]
        for watcher in watchers:
            watcher.start()
        master = Master(link.port)
        for trigger_id in range(1, 31):
            master.write(trigger_id=trigger_id, trigger=True)
            assert master.wait_for("result_valid").result_id == trigger_id
            master.write(trigger_id=trigger_id, result_ack=True)
            master.write(trigger_id=trigger_id)
        stop.set()
        for watcher in watchers:
            watcher.join()
        master.client.close()
    assert torn == []


# ---------------------------------------------------------------- coming and going


def test_a_taken_port_is_one_clear_line(link: ModbusTcpLink) -> None:
    other = ModbusTcpLink(replace(SETTINGS, port=link.port), CONTRACT)
    with pytest.raises(LinkError, match=rf"^cannot serve the PLC on 127\.0\.0\.1:{link.port}: address already in use"):
        other.open(WELL)


def test_an_address_of_another_pc_is_one_clear_line() -> None:
    with pytest.raises(LinkError, match=r"^cannot serve the PLC on 192\.0\.2\.1:0: .*plc\.host"):
        ModbusTcpLink(replace(SETTINGS, host="192.0.2.1"), CONTRACT).open(WELL)


def told_at_opening(link: WireLink) -> str:
    """Return what opening the link ends with; nobody waits for it for ever."""
    told: list[str] = []

    def opening() -> None:
        with pytest.raises(LinkError) as error:
            link.open(WELL)
        told.append(str(error.value))

    thread = threading.Thread(target=opening, daemon=True)
    thread.start()
    thread.join(20.0)
    for wire in (each for each in threading.enumerate() if each.name == "plc-link"):
        wire.join(5.0)
    return " ".join(told)


def test_a_name_that_no_pc_can_have_is_one_clear_line() -> None:
    link = ModbusTcpLink(replace(SETTINGS, host="192.168..10"), CONTRACT)
    assert "cannot serve the PLC on 192.168..10:0" in told_at_opening(link)


class Unfinished(ModbusTcpLink):
    """A wire with a fault that nobody thought of."""

    @asynccontextmanager
    @override
    async def _carried(self, exchange: Exchange, deadlines: DeadlineWatch) -> AsyncIterator[None]:
        if not self.port:
            raise ZeroDivisionError("nobody thought of it")
        yield


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_link_whose_thread_breaks_at_once_lets_nobody_wait_for_ever() -> None:
    assert "its thread ended before it began" in told_at_opening(Unfinished(SETTINGS, CONTRACT))


def test_a_number_that_fits_no_register_is_refused_before_anything_is_served() -> None:
    with pytest.raises(LinkError, match=r"active_product = 70000 is outside 0\.\.65535"):
        ModbusTcpLink(SETTINGS, CONTRACT).open(replace(WELL, product_number=70_000))


def test_the_name_tells_the_port_that_is_really_served(link: ModbusTcpLink) -> None:
    assert link.port > 0
    assert link.name == f"Modbus TCP 127.0.0.1:{link.port}"


def test_after_a_restart_on_the_same_port_no_result_is_left(link: ModbusTcpLink, master: Master) -> None:
    master.write(trigger_id=9, trigger=True)
    trigger = link.next_trigger(1.0)
    assert trigger is not None
    link.answer(trigger, passed(trigger))
    assert master.read().pass_
    link.close()
    again = ModbusTcpLink(replace(SETTINGS, port=link.port), CONTRACT)
    again.open(WELL)
    fresh = Master(again.port)
    words = fresh.read()
    fresh.client.close()
    again.close()
    assert (words.result_valid, words.pass_, words.result_id, words.ready) == (False, False, 0, True)


def test_before_the_port_is_let_go_the_plc_can_read_that_every_bit_dropped() -> None:
    link = ModbusTcpLink(replace(SETTINGS, farewell_s=1.0), CONTRACT)
    link.open(WELL)
    master = Master(link.port)
    assert master.read().online
    closing = threading.Thread(target=link.close)
    closing.start()
    time.sleep(0.1)
    words = master.read()
    closing.join()
    master.client.close()
    assert words == DeviceWords(map_version=CONTRACT.map_version)


def test_closing_twice_is_fine_and_leaves_no_thread() -> None:
    link = ModbusTcpLink(SETTINGS, CONTRACT)
    link.open(WELL)
    link.close()
    link.close()
    assert "plc-link" not in {thread.name for thread in threading.enumerate()}


def test_a_closed_link_gives_no_triggers_but_says_so(link: ModbusTcpLink) -> None:
    link.close()
    with pytest.raises(LinkError, match="the link is not served"):
        link.next_trigger(0.0)


def test_connected_means_that_somebody_was_heard_lately() -> None:
    link = ModbusTcpLink(replace(SETTINGS, handshake=HandshakeSettings(heartbeat_limit_s=0.5)), CONTRACT)
    link.open(WELL)
    before = link.is_connected()
    master = Master(link.port)
    master.read()
    heard = link.is_connected()
    time.sleep(0.6)
    after = link.is_connected()
    master.client.close()
    link.close()
    assert (before, heard, after) == (False, True, False)


@pytest.fixture
def lively() -> Iterator[Master]:
    """Return a master on a link whose heartbeats are quick, and whose station does nothing."""
    quick = HandshakeSettings(heartbeat_limit_s=0.5, station_limit_s=60.0, beat_s=0.02)
    link = ModbusTcpLink(replace(SETTINGS, handshake=quick), CONTRACT)
    link.open(WELL)
    connected = Master(link.port)
    yield connected
    connected.client.close()
    link.close()


def test_the_devices_heartbeat_moves_on_the_wire_by_itself(lively: Master) -> None:
    first = lively.wait_for("heartbeat_out").heartbeat_out
    time.sleep(0.2)
    assert lively.read().heartbeat_out > first


def test_a_plc_that_falls_silent_is_noticed_though_nobody_writes(lively: Master) -> None:
    lively.write(heartbeat_in=1)
    assert lively.read().ready
    seen = lively.wait_for("error")
    assert (seen.ready, seen.error_code) == (False, ErrorCode.PLC_SILENT)


def test_ready_for_the_dashboard_stays_while_a_part_is_in_work(link: ModbusTcpLink, master: Master) -> None:
    master.write(trigger_id=9, trigger=True)
    assert (master.read().ready, link.is_ready()) == (False, True)
    link.report(replace(WELL, camera_up=False))
    assert not link.is_ready()


def test_waiting_for_a_trigger_wakes_as_soon_as_it_comes(link: ModbusTcpLink, master: Master) -> None:
    taken: list[object] = []
    waiting = threading.Thread(target=lambda: taken.append(link.next_trigger(30.0)))
    waiting.start()
    master.write(trigger_id=9, trigger=True)
    waiting.join(timeout=10.0)
    assert [type(trigger).__name__ for trigger in taken] == ["Trigger"]


def test_two_lines_on_one_pc_do_not_share_a_word(master: Master) -> None:
    other = ModbusTcpLink(SETTINGS, CONTRACT)
    other.open(replace(WELL, product_number=9))
    master.write(trigger_id=9, trigger=True)
    assert (other.next_trigger(0.0), master.read().active_product) == (None, 3)
    other.close()
