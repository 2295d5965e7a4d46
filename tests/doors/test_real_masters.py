"""PLCs that nobody here wrote: mbpoll, C programs on libmodbus and pyModbusTCP each take a part through its phases."""

import asyncio
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest
from pyModbusTCP.client import ModbusClient
from pyModbusTCP.server import ModbusServer
from stations import SmallStation, faulted, passed, rejected

from inspector.part import Inspection, Reason
from inspector.plc.clauses_plc import ACTS, LEFT_OVER
from inspector.plc.conformance import Device, Kept
from inspector.plc.conformance_plc import PlcTold, check_plc
from inspector.plc.contract import shipped_contract
from inspector.plc.link import Trigger
from inspector.plc.modbus_client import ModbusClientLink, ModbusClientSettings
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.probe_plc import SERVED, PlcPatience
from inspector.plc.refusals import Refused
from inspector.plc.registers import DeviceWords, WordOrder

RequirePeer = Callable[[str], None]
Judge = Callable[[Trigger], Inspection]
PEERS = Path(__file__).parents[1] / "peers"


def _station(verdict: Judge = passed, order: WordOrder = WordOrder.HIGH_FIRST) -> SmallStation:
    settings = ModbusServerSettings(port=0, farewell_s=0.0)
    return SmallStation(ModbusTcpLink(settings, shipped_contract(order)), verdict)


def _port(station: SmallStation) -> int:
    return int(station.link.name.rpartition(":")[2])


# ---------------------------------------------------------------- mbpoll


def _mbpoll(port: int, *arguments: str) -> str:
    """Run mbpoll once with zero-based addresses and return what it printed."""
    command = ["mbpoll", "-m", "tcp", "-p", str(port), "-a", "1", "-0", "-1", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return done.stdout + done.stderr


def _mbpoll_read(port: int, table: str, address: int, count: int) -> list[int]:
    printed = _mbpoll(port, "-t", table, "-r", str(address), "-c", str(count), "127.0.0.1")
    lines = [line for line in printed.splitlines() if line.startswith("[")]
    return [int(line.partition("\t")[2].split()[0]) for line in lines]


@pytest.mark.peer
def test_mbpoll_reads_the_same_map_from_holding_and_input_registers(require_peer: RequirePeer) -> None:
    require_peer("mbpoll")
    with _station() as station:
        holding = _mbpoll_read(_port(station), "4", 16, 16)
        inputs = _mbpoll_read(_port(station), "3", 16, 16)
    # online and ready; no result; product 3, golden 2, checksum 0xBEEF (printed signed in brackets), no error
    assert holding == [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 2, 0xBEEF, 0]
    assert inputs == holding


@pytest.mark.peer
def test_mbpoll_triggers_a_part_and_reads_its_verdict(require_peer: RequirePeer) -> None:
    require_peer("mbpoll")
    with _station(rejected) as station:
        port = _port(station)
        assert "Written 2 references" in _mbpoll(port, "-t", "4", "-r", "0", "127.0.0.1", "--", "1", "7")
        status, outcome, reason, result_id = _read_until_valid(port)
        assert (outcome, reason, result_id) == (2, 10, 7)
        # online, trigger_ack (the trigger is still up), exposure_done, result_valid, result_toggle, reject
        assert status == 1 << 0 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8
        _mbpoll(port, "-t", "4", "-r", "0", "127.0.0.1", "--", "2", "7")
        _mbpoll(port, "-t", "4", "-r", "0", "127.0.0.1", "--", "0", "7")
        # ready again; the toggle stays as the last result left it
        assert _mbpoll_read(port, "4", 16, 1) == [1 << 0 | 1 << 1 | 1 << 6]
    assert station.acknowledged == [7]


def _read_until_valid(port: int) -> list[int]:
    end_s = time.monotonic() + 10.0
    while time.monotonic() < end_s:
        words = _mbpoll_read(port, "4", 16, 4)
        if words[0] & 1 << 5:
            return words
    raise AssertionError("mbpoll saw no result within 10 s")


@pytest.mark.peer
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("-t", "4", "-r", "17", "127.0.0.1", "--", "1"), "Illegal data address"),
        (("-t", "4", "-r", "48", "-c", "1", "127.0.0.1"), "Illegal data address"),
        (("-t", "0", "-r", "0", "-c", "1", "127.0.0.1"), "Illegal function"),
    ],
    ids=["write outcome", "read past the end", "coils"],
)
def test_mbpoll_is_told_by_the_right_exception(
    require_peer: RequirePeer, arguments: tuple[str, ...], complaint: str
) -> None:
    require_peer("mbpoll")
    with _station() as station:
        assert complaint in _mbpoll(_port(station), *arguments)


# ---------------------------------------------------------------- libmodbus


def _compiled(name: str, folder: Path) -> Path:
    """Return a C program of the peers, compiled against libmodbus for this run."""
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "libmodbus"], capture_output=True, text=True, check=True
    ).stdout.split()
    source = str(PEERS / f"{name}.c")
    subprocess.run(["gcc", "-Wall", "-Wextra", "-Werror", "-o", str(folder / name), source, *flags], check=True)
    return folder / name


@pytest.fixture(scope="session")
def plc_in_c(require_peer: RequirePeer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the C PLC that calls the device."""
    require_peer("libmodbus")
    return _compiled("plc", tmp_path_factory.mktemp("peers"))


@pytest.fixture(scope="session")
def plc_server_in_c(require_peer: RequirePeer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the C PLC that the device calls."""
    require_peer("libmodbus")
    return _compiled("plc_server", tmp_path_factory.mktemp("peers"))


@pytest.mark.peer
@pytest.mark.parametrize(
    ("verdict", "read"),
    [
        (passed, "pass=1 reject=0 fault=0 outcome=1 reason=1 id=513 score=400"),
        (rejected, "pass=0 reject=1 fault=0 outcome=2 reason=10 id=513 score=65535"),
        (faulted, "pass=0 reject=0 fault=1 outcome=4 reason=20 id=513 score=65535"),
    ],
    ids=["pass", "reject", "fault"],
)
def test_a_plc_on_libmodbus_takes_a_part_through_all_phases(plc_in_c: Path, verdict: Judge, read: str) -> None:
    with _station(verdict) as station:
        command = [str(plc_in_c), str(_port(station)), "513", "1234567"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.stderr == ""
    assert done.stdout == f"trigger_ack=1 exposure_done=1 valid=1 {read} refused=1 ready=1\n"


@pytest.mark.peer
def test_the_serial_number_of_a_plc_on_libmodbus_arrives_whole(plc_in_c: Path) -> None:
    serials: list[int] = []

    def judge(trigger: Trigger) -> Inspection:
        serials.append(trigger.serial)
        return passed(trigger)

    with _station(judge) as station:
        subprocess.run(
            [str(plc_in_c), str(_port(station)), "1", "1234567"], timeout=20, check=True, capture_output=True
        )
    assert serials == [1_234_567]


# ---------------------------------------------------------------- libmodbus, called by the device


@contextmanager
def _called(program: Path, *arguments: str) -> Iterator[tuple[int, IO[str]]]:
    """Run the C PLC that is a server; yield its port and what it prints."""
    with subprocess.Popen([str(program), *arguments], stdout=subprocess.PIPE, text=True) as plc:
        assert plc.stdout is not None
        yield int(plc.stdout.readline()), plc.stdout
        plc.kill()


def _client(port: int) -> ModbusClientLink:
    settings = ModbusClientSettings("127.0.0.1", port, reply_timeout_s=0.1, reconnect_first_s=0.01, farewell_s=0.0)
    return ModbusClientLink(replace(settings, reconnect_last_s=0.02), shipped_contract())


@pytest.mark.peer
@pytest.mark.parametrize(
    ("verdict", "read"),
    [
        (passed, "pass=1 reject=0 fault=0 outcome=1 reason=1 score=400"),
        (rejected, "pass=0 reject=1 fault=0 outcome=2 reason=10 score=65535"),
        (faulted, "pass=0 reject=0 fault=1 outcome=4 reason=20 score=65535"),
    ],
    ids=["pass", "reject", "fault"],
)
def test_a_libmodbus_plc_that_is_called_takes_a_part_through_all_phases(
    plc_server_in_c: Path, verdict: Judge, read: str
) -> None:
    with _called(plc_server_in_c, "513") as (port, printed), SmallStation(_client(port), verdict) as station:
        assert printed.readline() == f"id=513 {read} ready=1\n"
    assert station.acknowledged == [513]


@pytest.mark.peer
@pytest.mark.parametrize("manners", ["short", "tid", "busy", "late"])
def test_a_libmodbus_plc_with_bad_manners_is_left_until_it_finds_better_ones(
    plc_server_in_c: Path, manners: str
) -> None:
    with _called(plc_server_in_c, "7", manners) as (port, printed), SmallStation(link := _client(port)):
        assert printed.readline() == "id=7 pass=1 reject=0 fault=0 outcome=1 reason=1 score=400 ready=1\n"
    assert link.refusals.count(Refused.LOST) >= 10


@pytest.mark.peer
def test_a_libmodbus_plc_that_dribbles_its_replies_is_understood(plc_server_in_c: Path) -> None:
    with _called(plc_server_in_c, "7", "dribble") as (port, printed), SmallStation(link := _dribbled(port)):
        assert printed.readline() == "id=7 pass=1 reject=0 fault=0 outcome=1 reason=1 score=400 ready=1\n"
    assert link.refusals.count(Refused.LOST) == 0


def _dribbled(port: int) -> ModbusClientLink:
    return ModbusClientLink(
        ModbusClientSettings("127.0.0.1", port, reply_timeout_s=5.0, farewell_s=0.0), shipped_contract()
    )


# ---------------------------------------------------------------- pyModbusTCP


@pytest.fixture(params=list(WordOrder))
def other_stack(request: pytest.FixtureRequest) -> Iterator[tuple[ModbusClient, WordOrder]]:
    with _station(order=request.param) as station:
        client = ModbusClient(host="127.0.0.1", port=_port(station), unit_id=1, auto_open=True, timeout=2.0)
        yield client, request.param
        client.close()


def test_another_python_stack_runs_parts_and_reads_counters_in_either_word_order(
    other_stack: tuple[ModbusClient, WordOrder],
) -> None:
    client, order = other_stack
    block = shipped_contract(order).device
    for trigger_id in (1, 2, 3):
        assert client.write_multiple_registers(0, [1, trigger_id])
        while not client.read_holding_registers(16, 1)[0] & 1 << 5:
            time.sleep(0.002)
        assert client.read_input_registers(17, 3) == [1, 1, trigger_id]
        assert client.write_multiple_registers(0, [2, trigger_id])
        assert client.write_multiple_registers(0, [0, trigger_id])
    seen = block.decode(DeviceWords, client.read_holding_registers(16, block.count))
    assert (seen.inspected, seen.passed, seen.ready) == (3, 3, True)


def test_another_python_stack_that_is_called_holds_the_result_in_its_registers() -> None:
    server = ModbusServer(host="127.0.0.1", port=_free_port(), no_block=True)
    server.start()
    bank = server.data_bank
    with SmallStation(_client(server.port)):
        _until(lambda: bank.get_holding_registers(16)[0] & 1 << 1)
        bank.set_holding_registers(0, [1, 9])
        _until(lambda: bank.get_holding_registers(16)[0] & 1 << 5)
        assert bank.get_holding_registers(17, 3) == [1, 1, 9]
        bank.set_holding_registers(0, [2, 9])
        _until(lambda: not bank.get_holding_registers(16)[0] & 1 << 5)
        bank.set_holding_registers(0, [0, 9])
        _until(lambda: bank.get_holding_registers(16)[0] & 1 << 1)
    server.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _until(holds: Callable[[], object]) -> None:
    end_s = time.monotonic() + 10.0
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.002)


# ---------------------------------------------------------------- many at once


@pytest.mark.peer
def test_mbpoll_that_polls_every_10_ms_sees_only_whole_results_and_disturbs_no_part(require_peer: RequirePeer) -> None:
    require_peer("mbpoll")
    with _station(rejected) as station:
        port = _port(station)
        command = [
            "mbpoll",
            "-m",
            "tcp",
            "-p",
            str(port),
            "-a",
            "1",
            "-0",
            "-l",
            "10",
            "-r",
            "16",
            "-c",
            "4",
            "-t",
            "4",
        ]
        with subprocess.Popen([*command, "127.0.0.1"], stdout=subprocess.PIPE, text=True) as poll:
            client = ModbusClient(host="127.0.0.1", port=port, unit_id=1, auto_open=True, timeout=5.0)
            for trigger_id in range(1, 41):
                assert client.write_multiple_registers(0, [1, trigger_id])
                _until(lambda: client.read_holding_registers(16, 1)[0] & 1 << 5)
                time.sleep(0.05)
                assert client.write_multiple_registers(0, [2, trigger_id])
                assert client.write_multiple_registers(0, [0, trigger_id])
            poll.terminate()
            assert poll.stdout is not None
            # It was ended in the middle of a line, maybe.
            whole = poll.stdout.read().splitlines()[:-1]
            read = [line.split()[1] for line in whole if line.startswith("[")]
        client.close()
    polls = [tuple(int(word) & 0xFFFF for word in read[at : at + 4]) for at in range(0, len(read) - 3, 4)]
    shown = [poll for poll in polls if poll[0] & 1 << 5]
    assert len(shown) >= 10
    assert {poll[1:3] for poll in shown} == {(2, 10)}
    assert all(poll[0] >> 7 & 0b1111 == 0b0010 and 1 <= poll[3] <= 40 for poll in shown)
    assert all(poll[0] >> 7 & 0b1111 == 0 for poll in polls if not poll[0] & 1 << 5)
    assert [signal.reason for signal in station.signals.values()] == [Reason.NOT_ALIGNED] * 40


# ---------------------------------------------------------------- tshark judges the bytes


@pytest.mark.peer
@pytest.mark.parametrize(
    ("verdict", "bit", "words"),
    [
        (passed, 1 << 7, ["1", "1", "513"]),
        (rejected, 1 << 8, ["2", "10", "513"]),
        (faulted, 1 << 10, ["4", "20", "513"]),
    ],
    ids=["pass", "reject", "fault"],
)
def test_tshark_reads_on_the_wire_the_words_that_the_map_promises(
    require_peer: RequirePeer, tmp_path: Path, verdict: Judge, bit: int, words: list[str]
) -> None:
    require_peer("tshark")
    with _station(verdict) as station:
        port = _port(station)
        capture = ["tshark", "-i", "lo", "-f", f"tcp port {port}", "-w", str(tmp_path / "wire.pcapng")]
        with subprocess.Popen(capture, stderr=subprocess.PIPE, text=True) as tshark:
            assert tshark.stderr is not None
            heard = next((line for line in tshark.stderr if "Capturing on" in line or "permission" in line), "")
            if "Capturing on" not in heard:
                pytest.skip(f"tshark may not capture here: {heard}")
            _one_part_captured(port, tmp_path / "wire.pcapng")
            tshark.terminate()
    # The request that triggers, and the replies with four words each: status, outcome, reason, result_id.
    dissected = _dissected(tmp_path / "wire.pcapng", port)
    assert "16|0|1,513" in dissected
    replies = [line.split("|")[2].split(",") for line in dissected if line.startswith("3||")]
    shown = [read for read in replies if len(read) == 4 and read[3] != "0"]
    # online, trigger_ack (the trigger is still up), exposure_done, result_valid, result_toggle, and the one result bit
    status = str(1 << 0 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6 | bit)
    assert [status, *words] in shown
    assert [read for read in shown if read != [status, *words]] == []


def _one_part_captured(port: int, file: Path) -> None:
    client = ModbusClient(host="127.0.0.1", port=port, unit_id=1, auto_open=True, timeout=5.0)
    # The first packets after "Capturing" may be missed: ask until the file grows.
    size = file.stat().st_size if file.exists() else 0
    _until(lambda: client.read_holding_registers(16, 1) and file.exists() and file.stat().st_size > size)
    assert client.write_multiple_registers(0, [1, 513])
    _until(lambda: client.read_holding_registers(16, 4)[0] & 1 << 5)
    size = file.stat().st_size
    _until(lambda: client.read_holding_registers(16, 4) and file.stat().st_size > size + 4096)
    client.close()


def _dissected(file: Path, port: int) -> list[str]:
    """Return function code, first register and values of every frame, as Wireshark reads them."""
    fields = ["modbus.func_code", "modbus.reference_num", "modbus.regval_uint16"]
    command = ["tshark", "-r", str(file), "-o", f"mbtcp.tcp.port:{port}", "-T", "fields", "-E", "separator=|"]
    command += [part for field in fields for part in ("-e", field)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


# ---------------------------------------------------------------- a PLC that nobody here wrote, checked


@pytest.mark.peer
def test_the_check_of_a_plc_names_what_a_plc_on_libmodbus_does_wrong(plc_in_c: Path) -> None:
    """It reads whatever result is up, does not look at the id, and tries a write that is not its own: on purpose."""
    running: list[subprocess.Popen[str]] = []

    def call(port: int) -> None:
        command = [str(plc_in_c), str(port), "513", "1234567"]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))

    acts = tuple(act for act in ACTS if act.name in {LEFT_OVER.name, "every outcome"})
    told, patience = PlcTold(listening=call), PlcPatience(wait_s=5.0, beat_s=20.0)
    report = asyncio.run(check_plc(shipped_contract(), Device("127.0.0.1", 0), patience, told, 1, acts))
    printed = running[0].communicate(timeout=20)[0]
    broken = {each.clause: each.seen for each in report.findings if each.outcome is Kept.BROKEN}
    assert broken[LEFT_OVER.name] == "trigger 513 rose before the result left over was acknowledged"
    assert broken[SERVED].startswith("06 00 10 00 80 to unit 1 was answered 86 02")
    assert "id=1 " in printed  # It took the result left over for that of part 513.
