"""PLCs that nobody here wrote: mbpoll, a C program on libmodbus and pyModbusTCP each take a part through its phases."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyModbusTCP.client import ModbusClient
from stations import SmallStation, faulted, passed, rejected

from inspector.part import Inspection
from inspector.plc.contract import shipped_contract
from inspector.plc.link import Trigger
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.registers import DeviceWords, WordOrder

RequirePeer = Callable[[str], None]
Judge = Callable[[Trigger], Inspection]
PLC_C = Path(__file__).parents[1] / "peers" / "plc.c"


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
        (("-t", "4", "-r", "46", "-c", "1", "127.0.0.1"), "Illegal data address"),
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


@pytest.fixture(scope="session")
def plc_in_c(require_peer: RequirePeer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the C PLC, compiled for this run."""
    require_peer("libmodbus")
    program = tmp_path_factory.mktemp("peers") / "plc"
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "libmodbus"], capture_output=True, text=True, check=True
    ).stdout.split()
    subprocess.run(["gcc", "-Wall", "-Werror", "-o", str(program), str(PLC_C), *flags], check=True)
    return program


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
    seen = block.decode(DeviceWords, client.read_holding_registers(16, 30))
    assert (seen.inspected, seen.passed, seen.ready) == (3, 3, True)
