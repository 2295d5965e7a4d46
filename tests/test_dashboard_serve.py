"""The dashboard as a process: one clear line when it cannot start, a clean end when it is told to go."""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from dashboards import Feed, serving, sources_in, write_pages
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant
from recording import record_parts

from inspector.dashboard.serve import Dashboard, Hooks
from inspector.errors import InputError
from inspector.record.sqlite import SqliteReader, SqliteRecorder

PROGRAM = """
import sys
from pathlib import Path
from inspector.dashboard.app import Sources
from inspector.dashboard.serve import Dashboard, Hooks
from inspector.record.sqlite import SqliteReader
data = Path(sys.argv[1])
sources = Sources(SqliteReader(data), data, data)
dashboard = Dashboard(sources, "127.0.0.1", 0, Hooks(ready=lambda: print(url, flush=True)))
url = dashboard.bind()
dashboard.run()
print("ended", flush=True)
"""


@contextmanager
def dashboard_process(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_open_feeds_end_whole_and_the_process_ends_when_told_to(tmp_path: Path, sig: signal.Signals) -> None:
    with dashboard_process(tmp_path) as (process, url), Feed(url) as one, Feed(url) as other:
        one.next("status"), other.next("status")
        process.send_signal(sig)
        # A stream that was cut off instead of ended would raise here.
        one.rest(), other.rest()
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "ended\n", "")


def test_a_killed_dashboard_harms_no_record(tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path)
    recorder.open()
    with dashboard_process(tmp_path) as (process, url), Feed(url) as feed:
        feed.next("hello")
        record_parts(recorder, 5)
        feed.parts(5)
        process.kill()
        process.wait()
    assert record_parts(recorder, 5, first=6) == [6, 7, 8, 9, 10]
    recorder.close()


def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        dashboard = Dashboard(sources_in(tmp_path, SqliteReader(tmp_path)), "127.0.0.1", port)
        with pytest.raises(InputError, match=rf"cannot serve the dashboard on 127.0.0.1:{port}: .*in use") as told:
            dashboard.bind()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host"])
def test_an_address_that_is_not_of_this_pc_is_one_clear_line(tmp_path: Path, host: str) -> None:
    with pytest.raises(InputError, match=f"cannot serve the dashboard on {host}:0"):
        Dashboard(sources_in(tmp_path, SqliteReader(tmp_path)), host, 0).bind()


def test_the_caller_hears_that_it_is_ready_and_that_it_is_alive(tmp_path: Path) -> None:
    ready, alive = threading.Event(), threading.Event()
    with closing(SqliteReader(tmp_path)) as reader:
        dashboard = Dashboard(sources_in(tmp_path, reader), "127.0.0.1", 0, Hooks(ready.set, alive.set))
        thread = threading.Thread(target=dashboard.run)
        thread.start()
        assert (ready.wait(20), alive.wait(20)) == (True, True)
        dashboard.stop()
        thread.join(20)
    assert not thread.is_alive()


def test_no_display_waits_for_routes_that_are_still_to_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def noted(**of: Any) -> Dependant:
        made.append(of["path"])
        return get_dependant(**of)

    monkeypatch.setattr("fastapi.routing.get_dependant", noted)
    write_pages(tmp_path / "static")
    with serving(tmp_path) as url:
        before = len(made)
        answers = [httpx.get(f"{url}{path}").status_code for path in ("review", "api/parts", "api/alarms")]
    assert (before > 0, len(made) - before, answers) == (True, 0, [200] * 3)


def test_what_breaks_the_watch_on_the_record_ends_the_server_and_is_told(tmp_path: Path) -> None:
    def broken() -> None:
        raise RuntimeError("the watchdog is gone")

    with closing(SqliteReader(tmp_path)) as reader, pytest.raises(RuntimeError, match="the watchdog is gone"):
        Dashboard(sources_in(tmp_path, reader), "127.0.0.1", 0, Hooks(beat=broken)).run()


def test_too_many_connections_are_turned_away_and_the_rest_go_on(tmp_path: Path) -> None:
    with dashboard_process(tmp_path) as (_, url):
        address = httpx.URL(url)
        with Feed(url) as feed:
            idle = [socket.create_connection((address.host, address.port)) for _ in range(220)]
            assert httpx.get(f"{url}api/live").status_code == 503
            assert feed.next("status").name == "status"
            for connection in idle:
                connection.close()
