"""The Modbus RTU server on a serial line: frames, noise, other devices on the line, and mbpoll at 8N1."""

import os
import subprocess
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU
from stations import WELL, SmallStation

from inspector.errors import LinkError
from inspector.plc.contract import shipped_contract
from inspector.plc.echo import OwnEcho
from inspector.plc.modbus_rtu import ModbusRtuLink, ModbusRtuSettings, last_request
from inspector.plc.refusals import Refused
from inspector.plc.serial_port import SerialSettings

RequirePeer = Callable[[str], None]
READ = "01 03 00 10 00 01"
READY = "01 03 02 00 03"


def _framed(frame: str) -> bytes:
    data = bytes.fromhex(frame)
    return data + FramerRTU.compute_CRC(data).to_bytes(2, "big")


def _link(device: str, **changes: object) -> ModbusRtuLink:
    serial = replace(SerialSettings(device, baud=115_200, parity="none"), **changes)  # type: ignore[arg-type] # by name
    return ModbusRtuLink(ModbusRtuSettings(serial, farewell_s=0.0), shipped_contract())


@dataclass
class Master:
    """The other end of the line."""

    port: int
    link: ModbusRtuLink

    def send(self, data: bytes) -> None:
        os.write(self.port, data)

    def hear(self, count: int, limit_s: float = 5.0) -> bytes:
        """Return so many bytes, or fewer where the line is silent for the limit."""
        received, end_s = b"", time.monotonic() + limit_s
        while len(received) < count and time.monotonic() < end_s:
            try:
                received += os.read(self.port, count - len(received))
            except OSError:  # Nothing there yet, or nobody has opened the other end.
                time.sleep(0.001)
        return received

    def ask(self, frame: str) -> str:
        """Return the reply to a frame without its checksum, which was right; both as hex."""
        self.send(_framed(frame))
        reply = self.hear(5)
        if not reply[1] & 0x80:
            reply += self.hear({3: reply[2], 6: 3, 16: 3}[reply[1]])
        assert _framed(reply[:-2].hex()) == reply
        return reply[:-2].hex(" ")


@contextmanager
def _line() -> Iterator[tuple[int, str]]:
    """Yield the master's end of a serial line and the name of the other."""
    master, device = os.openpty()
    tty.setraw(master)
    os.set_blocking(master, False)
    name = os.ttyname(device)
    os.close(device)
    try:
        yield master, name
    finally:
        os.close(master)


@contextmanager
def _served(**changes: object) -> Iterator[Master]:
    with _line() as (port, name):
        link = _link(name, **changes)
        link.open(WELL)
        yield Master(port, link)
        link.close()


@pytest.fixture
def master() -> Iterator[Master]:
    with _served() as master:
        yield master


@pytest.fixture
def hearing_itself() -> Iterator[Master]:
    with _served(echo=True) as master:
        yield master


# ---------------------------------------------------------------- bytes


def test_online_and_ready_are_these_bytes_on_the_line(master: Master) -> None:
    master.send(bytes.fromhex("01 03 00 10 00 01 85 cf"))
    assert master.hear(7).hex(" ") == "01 03 02 00 03 f8 45"


def test_a_trigger_is_acknowledged_in_the_reply_to_the_read_that_follows(master: Master) -> None:
    assert master.ask("01 10 00 00 00 02 04 00 01 00 07") == "01 10 00 00 00 02"
    assert master.ask(READ) == "01 03 02 00 0d"
    trigger = master.link.next_trigger(0.0)
    assert trigger is not None
    assert trigger.trigger_id == 7


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        ("01 06 00 10 00 80", "01 86 02"),
        ("01 03 00 10 00 7e", "01 83 03"),
        ("01 01 00 00 00 01", "01 81 01"),
        ("01 2b 0e 01 00", "01 ab 01"),
        ("01 63 01 02 03 04 05 06", "01 e3 01"),
    ],
    ids=["status word", "126 registers", "coil", "identification", "no such function"],
)
def test_what_is_not_served_gets_the_right_exception(master: Master, frame: str, reply: str) -> None:
    assert master.ask(frame) == reply
    assert master.ask(READ) == READY


@pytest.mark.parametrize("unit", ["00", "02", "ff"], ids=["broadcast", "another device", "255"])
def test_what_is_for_others_is_passed_over_in_silence(master: Master, unit: str) -> None:
    master.send(_framed(f"{unit} 10 00 00 00 02 04 00 01 00 07"))
    assert master.hear(1, 0.15) == b""
    assert master.link.next_trigger(0.0) is None
    assert master.ask(READ) == READY


def test_a_wrong_checksum_is_not_answered_and_changes_nothing(master: Master) -> None:
    frame = bytearray(_framed("01 10 00 00 00 02 04 00 01 00 07"))
    frame[9] ^= 1
    master.send(bytes(frame))
    assert master.hear(1, 0.15) == b""
    assert master.link.next_trigger(0.0) is None
    assert master.ask(READ) == READY


@pytest.mark.parametrize(
    "before",
    ["00", "ff ff ff", "01 03", "02 03 02 00 07 bc 46", "01 10 00 00 00 02 04"],
    ids=["a zero", "noise", "a frame begun", "the reply of another device", "a write begun"],
)
def test_a_request_right_after_noise_is_answered(master: Master, before: str) -> None:
    master.send(bytes.fromhex(before))
    assert master.ask(READ) == READY


def test_a_request_that_dribbles_in_byte_by_byte_is_answered(master: Master) -> None:
    for byte in _framed(READ):
        master.send(bytes([byte]))
        time.sleep(0.001)
    assert master.hear(7) == _framed(READY)


@given(noise=st.binary(max_size=40), unit=st.integers(1, 247))
def test_the_request_at_the_end_is_found_whatever_came_before_it(noise: bytes, unit: int) -> None:
    frame = _framed(f"{unit:02x} 10 00 00 00 02 04 00 01 00 07")
    assert last_request(noise + frame, unit) == frame[1:-2]
    other = 1 + unit % 247
    assert last_request(frame, other) is None


# ---------------------------------------------------------------- coming and going


def test_a_port_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(
        LinkError, match=r"^cannot serve the PLC on /dev/nothing at 115200 8N1: no such file .*plc\.device"
    ):
        _link("/dev/nothing").open(WELL)


def test_a_file_that_is_no_serial_port_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("")
    with pytest.raises(LinkError, match=r"^cannot serve the PLC on .*/port at 115200 8N1: inappropriate ioctl"):
        _link(str(tmp_path / "port")).open(WELL)


def test_a_port_in_use_is_one_clear_line(master: Master) -> None:
    with pytest.raises(LinkError, match=r"^cannot serve the PLC on /dev/pts/\d+ at 115200 8N1: "):
        _link(master.link.name.split()[2]).open(WELL)


def test_what_the_port_cannot_do_is_one_clear_line() -> None:
    with _line() as (_, name), pytest.raises(LinkError, match=r"at 115200 8E1: the port cannot do 8e1"):
        _link(name, parity="even").open(WELL)


def test_an_adapter_that_is_pulled_out_and_put_back_is_served_again(tmp_path: Path) -> None:
    device = tmp_path / "tty"
    with _line() as (_, name):
        device.symlink_to(name)
        link = _link(str(device))
        link.open(WELL)
    end_s = time.monotonic() + 5
    while not link.refusals.count(Refused.LOST) and time.monotonic() < end_s:
        time.sleep(0.005)
    assert link.refusals.count(Refused.LOST) == 1
    with _line() as (port, name):
        device.unlink()
        device.symlink_to(name)
        master, heard = Master(port, link), b""
        while not heard and time.monotonic() < end_s:
            master.send(_framed(READ))
            heard = master.hear(7, 0.2)
        assert heard[:2] == b"\x01\x03"
        link.close()


# ---------------------------------------------------------------- mbpoll at the other end of a null modem


@contextmanager
def _null_modem(folder: Path) -> Iterator[tuple[str, str]]:
    ends = [str(folder / "station"), str(folder / "plc")]
    command = ["socat", *(f"pty,raw,echo=0,link={end}" for end in ends)]
    with subprocess.Popen(command) as socat:
        end_s = time.monotonic() + 10
        while not all(Path(end).exists() for end in ends) and time.monotonic() < end_s:
            time.sleep(0.01)
        yield ends[0], ends[1]
        socat.terminate()


def _mbpoll(device: str, *arguments: str) -> str:
    command = ["mbpoll", "-m", "rtu", "-b", "19200", "-P", "none", "-a", "1", "-0", "-1", "-t", "4", *arguments]
    at = command.index("--") if "--" in command else len(command)
    done = subprocess.run(
        [*command[:at], device, *command[at:]], capture_output=True, text=True, timeout=20, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.peer
def test_mbpoll_takes_a_part_through_its_phases_at_8n1(require_peer: RequirePeer, tmp_path: Path) -> None:
    require_peer("mbpoll")
    require_peer("socat")
    with _null_modem(tmp_path) as (station, plc), SmallStation(_link(station, baud=19_200)) as small:
        assert "Written 2 references" in _mbpoll(plc, "-r", "0", "--", "1", "7")
        end_s, read = time.monotonic() + 10, ""
        while "[19]: \t7" not in read and time.monotonic() < end_s:
            read = _mbpoll(plc, "-r", "16", "-c", "4")
        # online, trigger_ack, exposure_done, result_valid, result_toggle, pass; outcome, reason, result_id
        assert [line for line in read.splitlines() if line.startswith("[")] == [
            f"[16]: \t{1 << 0 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7}", "[17]: \t1", "[18]: \t1", "[19]: \t7",
        ]  # fmt: skip
        assert "Written 2 references" in _mbpoll(plc, "-r", "0", "--", "2", "7")
        assert "Illegal data address" in _mbpoll(plc, "-r", "17", "--", "1")
    assert small.acknowledged == [7]


# ---------------------------------------------------------------- adapters that hear themselves


@pytest.mark.parametrize("lumps", [1, 2, 8], ids=lambda lumps: f"{lumps} lumps")
def test_an_answer_that_is_heard_again_is_not_answered(hearing_itself: Master, lumps: int) -> None:
    write = "01 06 00 01 00 07"
    for _ in range(3):
        assert hearing_itself.ask(write) == write
        echo = _framed(write)
        for start in range(0, len(echo), len(echo) // lumps):
            hearing_itself.send(echo[start : start + len(echo) // lumps])
        assert hearing_itself.hear(1, limit_s=0.2) == b""
    assert hearing_itself.ask(READ) == READY
    assert hearing_itself.link.refusals.warning() == ""


def test_where_no_echo_comes_the_next_request_is_answered(hearing_itself: Master) -> None:
    assert hearing_itself.ask(READ) == READY
    assert hearing_itself.ask("01 06 00 01 00 07") == "01 06 00 01 00 07"
    assert hearing_itself.ask(READ) == READY


@given(st.binary(min_size=4, max_size=70), st.binary(min_size=8, max_size=40), st.data())
def test_whatever_pieces_the_echo_comes_in_the_request_behind_it_is_whole(
    answer: bytes, request: bytes, data: st.DataObject
) -> None:
    echo, heard, left = OwnEcho(), answer + request, b""
    echo.sent(answer)
    while heard:
        cut = data.draw(st.integers(1, len(heard)))
        left += echo.left_of(heard[:cut])
        heard = heard[cut:]
    assert left == request
