"""Real child processes: restarted when they die, ended on leaving, never left behind."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from inspector.supervisor import Child, Supervisor, outlive_nobody


def python(name: str, code: str, *arguments: object) -> Child:
    return Child(name, [sys.executable, "-c", code, *map(str, arguments)])


APPEND = "import sys, os; print(os.getpid(), file=open(sys.argv[1], 'a'), flush=True);"


def wait_for_lines(path: Path, count: int, supervisor: Supervisor | None = None) -> list[str]:
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        lines = path.read_text().split() if path.exists() else []
        if len(lines) >= count:
            return lines
        if supervisor:
            supervisor.look()
        time.sleep(0.02)
    raise TimeoutError(f"{path} never got {count} lines")


def is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    dying = python("dying", APPEND + "sys.exit(1)", tmp_path / "pids")
    with Supervisor([dying], time.monotonic) as supervisor:
        assert len(set(wait_for_lines(tmp_path / "pids", 2, supervisor))) == 2


def test_a_child_that_was_killed_is_started_again(tmp_path: Path) -> None:
    steady = python("steady", APPEND + "import time; time.sleep(60)", tmp_path / "pids")
    with Supervisor([steady], time.monotonic) as supervisor:
        os.kill(int(wait_for_lines(tmp_path / "pids", 1)[0]), 9)
        assert len(wait_for_lines(tmp_path / "pids", 2, supervisor)) == 2


def test_a_child_that_the_system_refuses_to_start_is_tried_again(tmp_path: Path) -> None:
    """As where the PC has no process left: the others must not end with it."""
    script = tmp_path / "script"
    dying = f'#!/bin/sh\necho $$ >> {tmp_path}/pids\nrm -f "$0"\nexit 1\n'
    write_script(script, dying)
    with Supervisor([Child("dying", [str(script)])], time.monotonic) as supervisor:
        wait_for_lines(tmp_path / "pids", 1)
        for _ in range(60):
            assert supervisor.look() is None
            time.sleep(0.02)
        write_script(script, dying)
        assert len(wait_for_lines(tmp_path / "pids", 2, supervisor)) == 2


def write_script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.mark.parametrize("status", [0, 2], ids=["done", "bad settings"])
def test_a_child_that_ended_for_good_ends_the_watch_with_its_status(status: int) -> None:
    with Supervisor([python("final", f"import sys; sys.exit({status})")], time.monotonic) as supervisor:
        assert supervisor.watch(threading.Event()) == status


def test_the_others_live_on_without_a_child_that_is_not_essential(tmp_path: Path) -> None:
    steady = python("steady", APPEND + "import time; time.sleep(60)", tmp_path / "pids")
    useless = Child("useless", [sys.executable, "-c", "import sys; sys.exit(2)"], essential=False)
    with Supervisor([steady, useless], time.monotonic) as supervisor:
        pid = wait_for_lines(tmp_path / "pids", 1)[0]
        ended = threading.Event()
        threading.Timer(1.0, ended.set).start()
        assert (supervisor.watch(ended), is_alive(pid)) == (0, True)


def test_no_child_is_left_behind(tmp_path: Path) -> None:
    steady = python("steady", APPEND + "import time; time.sleep(60)", tmp_path / "pids")
    with Supervisor([steady, steady], time.monotonic):
        pids = wait_for_lines(tmp_path / "pids", 2)
    assert [is_alive(pid) for pid in pids] == [False, False]


def test_a_child_that_watches_its_supervisor_ends_when_that_is_killed(tmp_path: Path) -> None:
    child = (
        APPEND + "import threading; from inspector.supervisor import outlive_nobody; stop = threading.Event();"
        "outlive_nobody(sys.stdin.read, stop.set); stop.wait(60)"
    )
    parent = (
        "import sys, time; from inspector.supervisor import Child, Supervisor;"
        f"Supervisor([Child('c', [sys.executable, '-c', {child!r}, sys.argv[1]])], time.monotonic).__enter__();"
        "time.sleep(60)"
    )
    with subprocess.Popen(python("parent", parent, tmp_path / "pids").command) as killed:
        pid = wait_for_lines(tmp_path / "pids", 1)[0]
        killed.kill()
        give_up = time.monotonic() + 10
        while is_alive(pid) and time.monotonic() < give_up:
            time.sleep(0.02)
    assert not is_alive(pid)


def test_the_end_of_standard_input_ends_the_child() -> None:
    stop = threading.Event()
    outlive_nobody(lambda: None, stop.set)
    assert stop.wait(5)
