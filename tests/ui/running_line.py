"""A line that really runs, for the pages to show: `inspector demo` as people start it, and what may happen to it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Locator, expect

TAKT_MS = 1_500
# Generous: it only ends tests that have failed.
_GIVE_UP_S = 120.0
_PERSON = re.compile(r"(operator|quality|engineer|admin) +(.+?) +PIN (\d+)")


@dataclass(frozen=True, slots=True)
class DemoLine:
    """The demo while it runs.

    Parameters
    ----------
    url
        Of its pages.
    pid
        Of `inspector demo`, in which the PLC runs too; station and pages are processes of their own below it.
    log
        What it says, each part that its PLC has seen among it.
    """

    url: str
    pid: int
    log: Path

    def person(self, role: str) -> tuple[str, str]:
        """Return name and PIN of the demo's person of that role, as it told them."""
        return next((name, pin) for found, name, pin in _PERSON.findall(self.log.read_text()) if found == role)

    def newest(self) -> int:
        """Return the number of the newest part, 0 where there is none or nobody answers."""
        try:
            return int(httpx.get(f"{self.url}api/live", timeout=5).json()["seq"])
        except httpx.HTTPError:
            return 0

    def triggered(self) -> int:
        """Return how many parts the PLC has seen the result of."""
        return len(re.findall(r"(?m)^part \d+: [A-Z]", self.log.read_text()))

    @contextmanager
    def plc_stopped(self) -> Iterator[None]:
        """Stop the PLC in the middle of its program; station and pages go on."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    @contextmanager
    def pages_stopped(self) -> Iterator[int]:
        """Stop the process of the pages, its sockets open; the line goes on. Yields its number."""
        (pid,) = self.pages()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield pid
        finally:
            if pid in self.pages():
                os.kill(pid, signal.SIGCONT)

    def pages(self) -> list[int]:
        """Return the processes of the pages that live now."""
        listing = ["ps", "-o", "pid=,stat=,args=", "--ppid", str(self.pid)]
        rows = subprocess.run(listing, capture_output=True, text=True, check=False).stdout.splitlines()
        return [int(row.split()[0]) for row in rows if " dashboard " in row and not row.split()[1].startswith("Z")]


@contextmanager
def running_demo(data: Path, *words: str) -> Iterator[DemoLine]:
    """Run the demo in `data`, yield it once it has judged a part, and end it by Ctrl-C."""
    log, port = data / "demo.log", free_port()
    command = [sys.executable, "-m", "inspector", "demo", "--data-dir", str(data), "--port", str(port)]
    command += ["--plc-port", "0", *words]
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            line = DemoLine(f"http://127.0.0.1:{port}/", process.pid, log)
            until(lambda: line.newest() > 0 or process.poll() is not None, "a first part")
            yield line
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_GIVE_UP_S)


def clear(alarm: Locator) -> None:
    """Acknowledge what was there from the start: on a busy PC a line starts later than its first alarms."""
    end_s = time.monotonic() + _GIVE_UP_S
    while alarm.count() and time.monotonic() < end_s:
        alarm.get_by_role("button", name="Acknowledge").evaluate_all("all => all[0]?.click()")
        alarm.page.wait_for_timeout(300)
    expect(alarm).to_have_count(0)


def until(happened: Callable[[], bool], what: str) -> None:
    """Wait for something, as long as it may take on a busy PC."""
    end_s = time.monotonic() + _GIVE_UP_S
    while not happened():
        if time.monotonic() > end_s:
            raise AssertionError(f"{what}: not within {_GIVE_UP_S:.0f} s")
        time.sleep(0.05)


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
