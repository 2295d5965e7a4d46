"""The wire's thread runs in real time where the system grants it, and serves all the same where it does not."""

import os
import subprocess
import sys

import pytest

# What serves a wire, and then says how its thread and one that it started are scheduled.
LINK = """
import os, threading
from concurrent.futures import ThreadPoolExecutor
from inspector.plc.contract import shipped_contract
from inspector.plc.link import StationState
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.priority import come_first

link = ModbusTcpLink(ModbusServerSettings(port=0), shipped_contract())
link.open(StationState(True, True, True, 1, 1, 1, 2_000))
thread = next(each for each in threading.enumerate() if each.name == "plc-link")
first = os.sched_getscheduler(thread.native_id) == os.SCHED_RR | os.SCHED_RESET_ON_FORK
others_not = os.sched_getscheduler(0) == os.SCHED_OTHER
link.close()

def a_child() -> bool:
    come_first()
    with ThreadPoolExecutor(1) as child:
        return child.submit(os.sched_getscheduler, 0).result() == os.SCHED_OTHER

with ThreadPoolExecutor(1) as parent:
    children_not = parent.submit(a_child).result()
print(first, others_not, children_not)
"""


WITHOUT_RIGHT = ("setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice")

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="granting a process real time, and taking that, needs root")


def scheduled(*limits: str) -> str:
    """Return the last line of what a process with these limits says; before it the link's thread logs."""
    ran = subprocess.run([*limits, sys.executable, "-c", LINK], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()[-1]


def test_the_wires_thread_alone_runs_in_real_time_where_that_is_granted() -> None:
    assert scheduled() == "True True True"


def test_where_it_is_not_granted_the_wire_is_served_like_everything_else() -> None:
    assert scheduled(*WITHOUT_RIGHT) == "False True True"
