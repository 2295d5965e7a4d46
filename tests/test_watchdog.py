"""What systemd hears of a process: that it is up, that it is alive, and how long a part may take."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from inspector.wiring.watchdog import Watchdog

LIMIT_US = "10000000"
Heard = Callable[[], list[str]]


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """Return what came at the socket of a service manager since it was asked last."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)) as manager:
        manager.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))

        def come() -> list[str]:
            said = []
            while True:
                try:
                    said.append(manager.recv(4096).decode())
                except BlockingIOError:
                    return said

        yield come


def test_it_is_ready_with_the_first_beat_and_beats_twice_a_second(heard: Heard) -> None:
    now_s = [100.0]
    with Watchdog("notify", lambda: now_s[0], LIMIT_US) as watchdog:
        assert heard() == []
        for moment_s in (100.0, 100.1, 100.4, 100.5, 100.6):
            now_s[0] = moment_s
            watchdog.beat()
        assert heard() == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    assert heard() == ["STOPPING=1"]


def test_a_part_with_a_long_deadline_is_waited_for_and_no_longer_than_that(heard: Heard) -> None:
    with Watchdog("notify", lambda: 100.0, LIMIT_US) as watchdog:
        watchdog.beat()
        heard()
        for busy_s in (0.0, 60.0, 60.0, 0.0, 0.0):
            watchdog.beat(busy_s)
        assert heard() == ["WATCHDOG_USEC=70000000", "WATCHDOG_USEC=10000000"]


def test_nothing_is_said_of_a_part_that_takes_less_than_half_of_the_limit(heard: Heard) -> None:
    with Watchdog("notify", lambda: 100.0, LIMIT_US) as watchdog:
        for busy_s in (0.0, 2.0, 5.0, 0.0):
            watchdog.beat(busy_s)
        assert heard() == ["READY=1", "WATCHDOG=1"]


def test_a_process_that_nobody_watches_says_nothing_of_it(heard: Heard) -> None:
    with Watchdog("notify", lambda: 100.0) as watchdog:
        watchdog.beat(60.0)
    assert heard() == ["READY=1", "WATCHDOG=1", "STOPPING=1"]
