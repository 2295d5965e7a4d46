"""The commands that play the PLC, as the document for PLC programmers shows them, on a small station."""

import asyncio
import json
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from stations import SmallStation, faulted

from inspector.cli.app import inspector
from inspector.plc.contract import shipped_contract
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.probe_plc import BEATS
from inspector.plc.simulated import PlcReport, SimulatedPlc
from inspector.plc.simulated_faults import PlcFault
from inspector.plc.simulated_program import Watchers
from inspector.plc.simulated_settings import SimulatedPlcSettings

DOCUMENT = (Path(__file__).parents[1] / "docs" / "plc.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)
TYPED = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines() if line.startswith("inspector ")]


@pytest.fixture
def port() -> Iterator[int]:
    link = ModbusTcpLink(ModbusServerSettings(port=0, farewell_s=0.0), shipped_contract())
    with SmallStation(link, delay_s=0.01):
        yield link.port


def test_the_document_shows_both_commands() -> None:
    assert {line.split()[2] for line in TYPED} == {"simulate", "conformance"}


@pytest.mark.parametrize("line", [line for line in TYPED if "--of" not in line])
def test_a_command_of_the_document_works(port: int, line: str) -> None:
    words = [*shlex.split(line)[1:], "--port", str(port)]
    # No line waits for a test: the takt of the document is for people.
    ended = CliRunner().invoke(inspector, [*words, "--takt-ms", "0"] if "simulate" in words else words)
    assert ended.exit_code == 0, ended.output


def test_the_check_of_a_plc_works_as_the_document_shows_it(tmp_path: Path) -> None:
    """With the deadlines and silences that it has for everybody, and the simulated PLC as it is started there."""
    [line] = [line for line in TYPED if "--of" in line]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    call = [sys.executable, "-m", "inspector", "plc", "simulate", "--takt-ms", "0", "--port", port]
    with (tmp_path / "plc.log").open("w") as log, subprocess.Popen(call, stderr=log, stdout=log) as plc:
        ended = CliRunner().invoke(inspector, [*shlex.split(line)[1:], "--port", port])
        plc.terminate()
    assert ended.exit_code == 0, ended.output
    # On a PC that does other work the simulated PLC's heartbeat may come late: that alone may be found.
    told = ended.stdout.splitlines()
    assert [line for line in told if line.startswith("broken ") and not line.startswith(f"broken   {BEATS}")] == []
    assert any(line.startswith("kept     another map_version") for line in told)
    looks = [line for line in told if line.startswith("look     at the gate: part ")]
    assert {"must be taken out" in line for line in looks} == {True, False}


def test_every_part_reaches_the_gate_and_is_counted(port: int) -> None:
    command = ["plc", "simulate", "--port", str(port), "--parts", "7", "--takt-ms", "0", "--gate", "3", "--json"]
    counts = json.loads(CliRunner().invoke(inspector, command).stdout)
    assert {name: counts[name] for name in ("passed", "unanswered", "went_on", "gated_out")} == {
        "passed": 7,
        "unanswered": 0,
        "went_on": 7,
        "gated_out": 0,
    }


def test_a_fault_on_demand_comes_with_every_so_many_th_part(port: int) -> None:
    fault = ["--fault", PlcFault.TRIGGERS_TOO_FAST.value, "--fault-every", "2"]
    command = ["plc", "simulate", "--port", str(port), "--parts", "6", "--takt-ms", "0", "--json", *fault]
    ended = CliRunner().invoke(inspector, command)
    assert (json.loads(ended.stdout)["faults"], ended.exit_code) == (3, 0), ended.output


def test_a_part_that_was_not_compared_has_no_score() -> None:
    link = ModbusTcpLink(ModbusServerSettings(port=0, farewell_s=0.0), shipped_contract())
    with SmallStation(link, faulted):
        command = ["plc", "simulate", "--port", str(link.port), "--parts", "1", "--takt-ms", "0", "--gate", "1"]
        ended = CliRunner().invoke(inspector, command)
    assert "part 1: FAULT CAMERA, not compared" in ended.stderr


def test_that_nobody_answers_is_said_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        told: list[str] = []
        watchers = Watchers(unreachable=told.append)
        plc = SimulatedPlc(SimulatedPlcSettings(port=taken.getsockname()[1]), shipped_contract(), watchers)

        async def three_calls() -> PlcReport:
            asyncio.get_running_loop().call_later(0.4, plc.stop)
            return await plc.run()

        with ThreadPoolExecutor(1) as thread:
            report = thread.submit(lambda: asyncio.run(three_calls())).result(60)
    assert (report.triggered, len(told)) == (0, 1)
    assert told[0].endswith("yet: calling again")
