"""Who may do what on the Modbus TCP server, and how much of it: writers, strangers, floods, the silent and the slow."""

import ctypes
import gc
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from stations import WELL

from inspector.plc.contract import shipped_contract
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.refusals import Refused
from inspector.plc.state import HandshakeSettings

SETTINGS = ModbusServerSettings(port=0, farewell_s=0.0, handshake=HandshakeSettings(station_limit_s=60.0))
READ = "00 01 00 00 00 06 01 03 00 10 00 01"
READY = "00 01 00 00 00 05 01 03 02 00 03"
_SO_ATTACH_FILTER = 26
_KEEPALIVE_ENDS_S = 14.0  # after 5 s of silence the system asks three times, each 2 s
TRIGGER = "00 01 00 00 00 0b 01 10 00 00 00 02 04 00 01 00 07"


@contextmanager
def _served(settings: ModbusServerSettings = SETTINGS) -> Iterator[ModbusTcpLink]:
    link = ModbusTcpLink(settings, shipped_contract())
    link.open(WELL)
    try:
        yield link
    finally:
        link.close()


class Caller:
    """One connection, from an address of this PC."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=20.0, source_address=(address, 0))

    def ask(self, request: str) -> str:
        """Return the reply to one frame, both as hex; empty where the device hung up."""
        try:
            self.line.sendall(bytes.fromhex(request))
            return self.line.recv(300).hex(" ")
        except ConnectionError:
            return ""

    def is_closed(self, limit_s: float = 5.0) -> bool:
        """Return whether the device hangs up within the limit."""
        self.line.settimeout(limit_s)
        try:
            return self.line.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False


@contextmanager
def _calling(port: int, address: str = "127.0.0.1") -> Iterator[Caller]:
    caller = Caller(port, address)
    with caller.line:
        yield caller


# ---------------------------------------------------------------- one writer


@pytest.mark.parametrize(
    ("pdu", "reply"),
    [
        ("06 00 01 00 07", "86 01"),
        ("10 00 00 00 02 04 00 01 00 07", "90 01"),
        ("16 00 00 ff fe 00 01", "96 01"),
        ("17 00 10 00 01 00 00 00 02 04 00 01 00 07", "97 01"),
    ],
    ids=["single", "many", "mask", "read and write"],
)
def test_a_write_by_another_than_the_plc_gets_exception_1_and_is_counted(pdu: str, reply: str) -> None:
    with _served(replace(SETTINGS, writer="127.0.0.2")) as link, _calling(link.port) as caller:
        length = len(bytes.fromhex(pdu)) + 1
        assert caller.ask(f"00 05 00 00 00 {length:02x} 01 {pdu}") == f"00 05 00 00 00 03 01 {reply}"
        assert caller.ask(READ) == READY
        assert link.next_trigger(0.0) is None
        assert link.refusals.count(Refused.WRITER) == 1
        assert link.warning() == (
            "PLC link: write by another than the PLC (plc.writer): 1 so far, the last from 127.0.0.1"
        )


def test_the_plc_writes_while_others_read() -> None:
    with (
        _served(replace(SETTINGS, writer="127.0.0.2")) as link,
        _calling(link.port, "127.0.0.2") as plc,
        _calling(link.port) as reader,
    ):
        assert plc.ask(TRIGGER) == "00 01 00 00 00 06 01 10 00 00 00 02"
        assert reader.ask(READ) == "00 01 00 00 00 05 01 03 02 00 0d"
        assert link.warning() == ""


def test_the_writer_can_be_told_by_its_unit_id() -> None:
    with _served(replace(SETTINGS, writer_unit_id=255)) as link, _calling(link.port) as caller:
        assert caller.ask(TRIGGER).endswith("01 90 01")
        assert caller.ask(TRIGGER.replace("00 0b 01", "00 0b ff")).endswith("ff 10 00 00 00 02")
        assert link.refusals.count(Refused.WRITER) == 1


# ---------------------------------------------------------------- who may connect


def test_an_address_that_is_not_allowed_is_hung_up_on_without_an_answer() -> None:
    with _served(replace(SETTINGS, allowed=("127.0.0.8/29",), writer="127.0.0.2")) as link:
        with _calling(link.port) as stranger:
            assert stranger.ask(READ) == ""
        for address in ("127.0.0.9", "127.0.0.2"):
            with _calling(link.port, address) as guest:
                assert guest.ask(READ) == READY
        assert link.refusals.count(Refused.STRANGER) == 1


# ---------------------------------------------------------------- how many


def test_one_connection_too_many_takes_the_place_of_the_one_that_was_silent_longest() -> None:
    with _served(replace(SETTINGS, connections_max=3, spare_s=0.1)) as link, ExitStack() as stack:
        first, second, third = (stack.enter_context(_calling(link.port)) for _ in range(3))
        assert [caller.ask(READ) for caller in (first, second, third)] == [READY] * 3
        time.sleep(0.2)
        assert [caller.ask(READ) for caller in (first, third)] == [READY] * 2
        fourth = stack.enter_context(_calling(link.port))
        assert [caller.ask(READ) for caller in (first, second, third, fourth)] == [READY, "", READY, READY]
        assert link.refusals.count(Refused.MADE_ROOM) == 1


def test_among_lively_connections_the_new_one_goes() -> None:
    with _served(replace(SETTINGS, connections_max=2, spare_s=60.0)) as link, ExitStack() as stack:
        first, second, third = (stack.enter_context(_calling(link.port)) for _ in range(3))
        assert [caller.ask(READ) for caller in (third, first, second)] == ["", READY, READY]
        assert link.refusals.count(Refused.FULL) == 1
        assert "connection beyond the limit" in link.warning()


def test_the_plc_finds_a_place_among_lively_readers() -> None:
    settings = replace(SETTINGS, connections_max=2, spare_s=60.0, writer="127.0.0.2")
    with _served(settings) as link, ExitStack() as stack:
        readers = [stack.enter_context(_calling(link.port)) for _ in range(2)]
        assert [reader.ask(READ) for reader in readers] == [READY] * 2
        plc = stack.enter_context(_calling(link.port, "127.0.0.2"))
        assert plc.ask(TRIGGER).endswith("10 00 00 00 02")
        assert [bool(reader.ask(READ)) for reader in readers] == [False, True]


def _resident_kib() -> int:
    [line] = [line for line in Path("/proc/self/status").read_text("utf-8").splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1])


def test_two_thousand_connections_cost_no_memory_and_the_plc_is_served_all_the_while() -> None:
    settings = replace(SETTINGS, connections_max=8, spare_s=60.0, writer="127.0.0.2")
    with _served(settings) as link, _calling(link.port, "127.0.0.2") as plc, ExitStack() as stack:
        held = [stack.enter_context(_calling(link.port)) for _ in range(200)]
        before = _resident_kib()
        for number in range(1_800):
            with _calling(link.port):
                pass
            if number % 100 == 0:
                assert plc.ask(READ) == READY
        assert plc.ask(READ) == READY
        assert sum(not caller.is_closed(0.0) for caller in held[-8:]) == 0
        assert _resident_kib() - before < 4 * 1024
        assert link.refusals.count(Refused.FULL) >= 1_900


# ---------------------------------------------------------------- the silent and the slow


def test_a_connection_on_which_nothing_is_asked_is_closed() -> None:
    with _served(replace(SETTINGS, idle_s=0.3)) as link, _calling(link.port) as caller:
        assert caller.ask(READ) == READY
        assert caller.is_closed()
        assert link.refusals.count(Refused.IDLE) == 1


def _pull_the_plug(line: socket.socket) -> None:
    """Let nothing reach this end any more, not even the system's own answers."""
    nothing = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))
    line.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(nothing)))


def test_a_plc_that_lost_its_power_is_let_go_of_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with _served() as link, _calling(link.port) as plc:
        assert plc.ask(READ) == READY
        _pull_the_plug(plc.line)
        time.sleep(_KEEPALIVE_ENDS_S)
    gc.collect()
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []


def test_bytes_that_never_make_a_request_are_no_life() -> None:
    with _served(replace(SETTINGS, idle_s=0.3)) as link, _calling(link.port) as caller:
        caller.line.sendall(bytes.fromhex("00 01 00 00 00 fe 01 10"))
        end_s = time.monotonic() + 5
        with suppress(ConnectionError):
            while not link.refusals.count(Refused.IDLE) and time.monotonic() < end_s:
                caller.line.sendall(b"\0")
                time.sleep(0.05)
        assert link.refusals.count(Refused.IDLE) == 1


def test_a_request_that_dribbles_in_byte_by_byte_is_answered() -> None:
    with _served() as link, _calling(link.port) as caller:
        caller.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in bytes.fromhex(READ):
            caller.line.sendall(bytes([byte]))
            time.sleep(0.002)
        assert caller.line.recv(300).hex(" ") == READY


def test_requests_that_come_all_at_once_are_answered_one_by_one_in_their_order() -> None:
    requests = b"".join(struct.pack(">HHHBBHH", number, 0, 6, 1, 3, 16, 1) for number in range(50))
    with _served() as link, _calling(link.port) as caller:
        caller.line.sendall(requests)
        received = b""
        while len(received) < 50 * 11:
            received += caller.line.recv(4096)
    assert [struct.unpack(">H", received[at : at + 2])[0] for at in range(0, len(received), 11)] == list(range(50))


def test_one_who_asks_and_never_reads_holds_no_memory_and_is_swept_away() -> None:
    request = struct.pack(">HHHBBHH", 1, 0, 6, 1, 3, 0, 46)
    with _served(replace(SETTINGS, idle_s=2.0)) as link, _calling(link.port) as greedy:
        greedy.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        greedy.line.settimeout(0.2)
        before, sent = _resident_kib(), 0
        with suppress(TimeoutError, ConnectionError):
            while sent < 50_000_000:
                sent += greedy.line.send(request * 100)
        with _calling(link.port) as plc:
            assert plc.ask(READ) == READY
        assert _resident_kib() - before < 4 * 1024
        end_s = time.monotonic() + 30
        while not link.refusals.count(Refused.IDLE) and time.monotonic() < end_s:
            time.sleep(0.01)
        assert link.refusals.count(Refused.IDLE) == 1


@pytest.mark.parametrize(
    "junk",
    ["00 01 00 07 00 06 01 03 00 10 00 01", "00 01 00 00 00 00 01", "00 01 00 00 00 01 01", "00 01 00 00 00 ff 01 03"],
    ids=["another protocol", "no length", "no function", "longer than Modbus is"],
)
def test_what_is_no_modbus_closes_the_connection_and_is_counted(junk: str) -> None:
    with _served() as link, _calling(link.port) as caller, _calling(link.port) as plc:
        assert caller.ask(junk) == ""
        assert link.refusals.count(Refused.GARBAGE) == 1
        assert plc.ask(READ) == READY


@pytest.mark.parametrize(
    "pdu",
    ["03 00 10 00 01 00", "06 00 01 00", "10 00 00 00 02 04 00 01 00 07 00", "10 00 00 00 02 02 00 01", "16 00 00"],
    ids=["read too long", "write too short", "write too long", "byte count too small", "mask cut short"],
)
def test_a_request_that_is_not_as_long_as_it_says_gets_exception_3_and_changes_nothing(pdu: str) -> None:
    with _served() as link, _calling(link.port) as caller:
        length = len(bytes.fromhex(pdu)) + 1
        function = int(pdu[:2], 16) | 0x80
        assert caller.ask(f"00 05 00 00 00 {length:02x} 01 {pdu}") == f"00 05 00 00 00 03 01 {function:02x} 03"
        assert caller.ask(READ) == READY
        assert link.next_trigger(0.0) is None
