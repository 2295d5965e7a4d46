"""The commands that play the PLC, as the document for PLC programmers shows them, on a small station."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from stations import SmallStation

from inspector.cli.app import inspector
from inspector.plc.contract import shipped_contract
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.simulated_faults import PlcFault

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


@pytest.mark.parametrize("line", TYPED)
def test_a_command_of_the_document_works(port: int, line: str) -> None:
    words = [*shlex.split(line)[1:], "--port", str(port)]
    # No line waits for a test: the takt of the document is for people.
    ended = CliRunner().invoke(inspector, [*words, "--takt-ms", "0"] if "simulate" in words else words)
    assert ended.exit_code == 0, ended.output


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
