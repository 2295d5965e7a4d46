"""Faults of the record and its disk: locked, damaged, full, read-only."""

import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.belt import Belt
from faults.process import StationProcess, piece, small_disk, until
from faults.process_faults import PHASES
from faults.proxy import Proxy
from faults.records import Record
from faults.scenario import AS_JUDGED, STARTS_FAST, Repeat, Scenario, Shop, StationLine

DISK_MIB = 96
LOCKED_S = 3.5
"""Longer than SQLite is asked to wait for another program."""


@contextmanager
def own_disk(shop: Shop, name: str) -> Iterator[StationLine]:
    """Run a line whose record has a disk of its own."""
    with (
        small_disk(shop.home / f"disk-{name}", DISK_MIB) as disk,
        StationProcess(shop.home / f"disk-station-{name}", data=disk / "data", runtime=STARTS_FAST) as station,
        Proxy(station.port) as proxy,
        Belt(proxy.port, station.eye) as belt,
    ):
        line = StationLine(belt, Record(station.record), proxy, station)
        line.recover()
        yield line


@contextmanager
def locked(shop: Shop) -> Iterator[Repeat]:
    """Let another program hold the record for itself."""
    with shop.line() as line:

        @contextmanager
        def held() -> Iterator[None]:
            other = sqlite3.connect(line.station.record, timeout=10, isolation_level=None, check_same_thread=False)
            other.execute("BEGIN IMMEDIATE")
            # By itself: where the station met the lock before the part came, it asks for none until it is let go.
            let_go = threading.Timer(LOCKED_S, other.execute, ["ROLLBACK"])
            let_go.start()
            yield
            let_go.join()
            other.close()

        yield lambda number: line.drill(piece(number), held())


@contextmanager
def corrupt(shop: Shop) -> Iterator[Repeat]:
    """Write over the whole record while the station uses it; a person moves it away and starts the station again."""
    with own_disk(shop, "corrupt") as line:

        def overwrite() -> None:
            for file in _files(line.station.record):
                file.write_bytes(bytes(range(256)) * (1 + file.stat().st_size // 256))

        @contextmanager
        def damaged() -> Iterator[None]:
            # Once the part is asked for: a station that has met the damage before asks for none.
            line.once(PHASES["trigger acknowledged"], overwrite)
            yield
            time.sleep(0.5)
            line.station.kill()
            line.station.process.wait()
            for file in _files(line.station.record):
                file.unlink()
            line.station.start()

        yield lambda number: line.drill(piece(number), damaged())


@contextmanager
def full(shop: Shop) -> Iterator[Repeat]:
    """Fill the disk to the last byte."""
    with own_disk(shop, "full") as line:
        filler = line.station.data.parent / "filler"

        @contextmanager
        def filled() -> Iterator[None]:
            _fill(filler)
            yield
            time.sleep(1.0)
            filler.unlink()
            line.station.forget_images()

        yield lambda number: line.drill(piece(number), filled())


@contextmanager
def read_only(shop: Shop) -> Iterator[Repeat]:
    """Start the station again on a disk that cannot be written."""
    with own_disk(shop, "read-only") as line:
        disk = line.station.data.parent

        @contextmanager
        def protected() -> Iterator[None]:
            fired = line.once(PHASES["part photographed"], line.station.kill)
            yield
            until(fired.is_set, "part photographed")
            line.station.process.wait()
            _remount(disk, "ro")
            line.station.start()
            status = line.station.ends_with()
            _remount(disk, "rw")
            if status == 0:
                raise AssertionError("ran without a record")
            line.station.forget_images()
            line.station.start()

        yield lambda number: line.drill(piece(number), protected())


def _files(record: Path) -> list[Path]:
    return sorted(record.parent.glob(f"{record.name}*"))


def _fill(filler: Path) -> None:
    try:
        with filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError:
        return


def _remount(disk: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", disk], check=True)


SCENARIOS = (
    Scenario(
        "record locked",
        f"another program holds SQLite's write lock for {LOCKED_S} s",
        "by itself; the row waits, READY is down until it is written",
        locked,
        AS_JUDGED,
    ),
    Scenario(
        "record corrupt",
        "every byte of the database and its log overwritten",
        "READY goes down; a person moves the file away",
        corrupt,
        f"({AS_JUDGED}).*error RECORD",
        "no row",
    ),
    Scenario(
        "disk full",
        "not a byte left on the disk of the record",
        "by itself, once there is room; the row waits, READY is down",
        full,
        f"({AS_JUDGED}).*error RECORD",
    ),
    Scenario(
        "disk read-only",
        "kill -9, then started on a read-only disk",
        "refuses to start until the disk can be written",
        read_only,
        "no result",
        "no row",
    ),
)
