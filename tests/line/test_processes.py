"""The line as separate processes, as it runs on a line PC: what dies is started again, and nothing is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.errors import StoreError
from inspector.part import Outcome
from inspector.record.sqlite import SqliteReader
from inspector.record.store import PartRow

INSPECTOR = [sys.executable, "-m", "inspector"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(happened: Callable[[], bool], within_s: float = 60.0) -> None:
    end = time.monotonic() + within_s
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {within_s} s")
        time.sleep(0.05)


def rows(data: Path) -> tuple[PartRow, ...]:
    try:
        return SqliteReader(data).after(0, 1_000)
    except StoreError:  # the station has not made it yet
        return ()


def children(pid: int, command: str = "") -> list[int]:
    """Return the processes started by `pid` whose command line holds `command`."""
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line.split()[0]) for line in found.stdout.splitlines() if command in line]


@contextmanager
def demo(data: Path, *words: str) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Run the demo with its pages; yields its process and the port of the pages, and ends it by Ctrl-C."""
    port = free_port()
    command = [*INSPECTOR, "demo", "--data-dir", str(data), "--port", str(port), "--plc-port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process, port
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/live", timeout=5) as reply:
            return bool(json.load(reply)["seq"])
    except OSError:
        return False


def test_a_headless_demo_loses_no_part_and_lets_no_defective_one_pass(tmp_path: Path) -> None:
    command = [*INSPECTOR, "demo", "--headless", "--parts", "24", "--json", "--plc-port", "0", "--data-dir", tmp_path]
    ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, check=True)
    summary = json.loads(ended.stdout)
    told = {name: summary[name] for name in ("parts", "recorded", "acknowledged", "lost", "escapes")}
    assert told == {"parts": 24, "recorded": 24, "acknowledged": 24, "lost": 0, "escapes": 0}


def test_the_dashboard_can_be_killed_and_no_part_is_judged_otherwise_or_lost(tmp_path: Path) -> None:
    with demo(tmp_path, "--takt-ms", "300") as (process, port):
        until(lambda: answers(port))
        os.kill(children(process.pid, " dashboard ")[0], signal.SIGKILL)
        killed_at = len(rows(tmp_path))
        until(lambda: len(rows(tmp_path)) >= killed_at + 5)
        until(lambda: answers(port))
    found = rows(tmp_path)
    assert [row.trigger_id for row in found] == list(range(1, len(found) + 1))
    assert Outcome.FAULT not in {row.outcome for row in found}, [(row.trigger_id, row.reason) for row in found]
    # On a busy PC a result may come after its deadline of 2 s, with the pages or without: it is then no other verdict.
    assert all(row.signal.outcome is row.outcome or row.signal.late for row in found)


def test_a_killed_station_comes_back_and_keeps_what_it_recorded(tmp_path: Path) -> None:
    with demo(tmp_path, "--takt-ms", "100") as (process, _):
        until(lambda: len(rows(tmp_path)) >= 3)
        os.kill(children(process.pid, " station ")[0], signal.SIGKILL)
        before = rows(tmp_path)
        until(lambda: len(rows(tmp_path)) >= len(before) + 3)
    assert [row.part_id for row in rows(tmp_path)[: len(before)]] == [row.part_id for row in before]


def test_ctrl_c_leaves_nothing_running(tmp_path: Path) -> None:
    with demo(tmp_path) as (process, port):
        until(lambda: answers(port))
        started = children(process.pid)
    assert len(started) == 2
    assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []


def test_a_killed_demo_takes_its_children_along(tmp_path: Path) -> None:
    with demo(tmp_path) as (process, port):
        until(lambda: answers(port))
        started = children(process.pid)
        process.kill()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started), within_s=20)


def test_a_record_is_whole_after_ctrl_c(tmp_path: Path) -> None:
    with demo(tmp_path, "--takt-ms", "0") as (_, _port):
        until(lambda: len(rows(tmp_path)) >= 3)
    assert [row.image_note for row in rows(tmp_path)] == [""] * len(rows(tmp_path))
