"""A backup taken while a line runs becomes a station on another PC that is READY and goes on with the record."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from faults.process import free_port, until

from inspector.record.sqlite import SqliteReader
from inspector.record.store import PartRow
from inspector.wiring.backing_up import back_up, restore

ROOT = Path(__file__).parents[2]
INSPECTOR = [sys.executable, "-m", "inspector"]


@contextmanager
def process(*words: str) -> Iterator[None]:
    with subprocess.Popen([*INSPECTOR, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        try:
            yield
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(60)


def is_ready(data: Path, since: float) -> bool:
    if not (data / "inspections.sqlite3").exists():
        return False
    with closing(SqliteReader(data)) as reader:
        status = reader.status()
        return status is not None and status.at.timestamp() > since and status.ready


def rows(data: Path) -> tuple[PartRow, ...]:
    with closing(SqliteReader(data)) as reader:
        return reader.after(0, 1_000)


def running(config: Path) -> Callable[[], bool]:
    since = time.time()
    return lambda: is_ready(config.parent / "data", since)


def test_a_backup_of_a_running_line_becomes_a_station_that_is_ready(tmp_path: Path) -> None:
    port = free_port()
    old, new = tmp_path / "old" / "station.toml", tmp_path / "new" / "station.toml"
    shutil.copytree(ROOT / "golden_refs", old.parent / "golden_refs")
    shutil.copytree(ROOT / "models" / "classical", old.parent / "models")
    old.write_text(
        f'product = "demo-board"\n[camera]\nkind = "simulated"\n[plc]\nport = {port}\n[folders]\nmodels = "models"\n'
    )
    with process("station", "--config", str(old)):
        until(running(old), "the station is ready")
        with process("plc", "simulate", "127.0.0.1", "--port", str(port), "--takt-ms", "200"):
            until(lambda: len(rows(old.parent / "data")) >= 3, "parts")
            back_up(old, tmp_path / "line.zip", pictures=True)
            taken = len(rows(old.parent / "data"))
            until(lambda: len(rows(old.parent / "data")) >= taken + 2, "parts go on")
    restore(tmp_path / "line.zip", new, replace=False)
    restored = rows(new.parent / "data")
    assert [row.part_id for row in restored] == [row.part_id for row in rows(old.parent / "data")][: len(restored)]
    assert 3 <= len(restored) <= taken
    with process("station", "--config", str(new)):
        until(running(new), "the restored station is ready")
