"""Whether the line stops, a row is lost or room is not kept, on a disk of 64 MB at 20 parts a second.

Needs root for the mount. After `--minutes`, another program takes every byte and goes on for `--filled-s` seconds. The
status is 1 where a row is lost, the line fell behind its takt, less than `retention.free_mib` was ever free before the
other program came, or nothing was said of that program.
"""

import argparse
import subprocess
import tempfile
import threading
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from recorded import inspected, noise, signalled

from inspector.record.images import ArchiveRules, FileArchive
from inspector.record.retention import FileRetention, Limits
from inspector.record.room import free_bytes
from inspector.record.sqlite import SqliteReader, SqliteRecorder

MIB = 1 << 20
LIMITS = Limits(free_bytes=16 * MIB, rows_bytes=8 * MIB)
SIZE = 300
TAKT_S = 1 / 20
PARTS_DUE = 0.95


class Run:
    """Writes parts at the takt and measures how long each append and keep hold the line up."""

    def __init__(self, disk: Path) -> None:
        self.disk = disk
        self.count = 0
        self.held_ms: list[float] = []
        self.lowest = free_bytes(disk)
        retention = FileRetention(disk, LIMITS, lambda: datetime.now(UTC))
        self.recorder = SqliteRecorder(disk)
        self.archive = FileArchive(disk, ArchiveRules(floor_bytes=LIMITS.free_bytes // 2), retention=retention)

    def parts(self, seconds: float) -> None:
        """Write parts for so long, one each takt."""
        end = time.monotonic() + seconds
        due = time.monotonic()
        while time.monotonic() < end:
            inspection = inspected(
                f"P{self.count:07d}", self.count, noise(self.count, SIZE, SIZE), passed=self.count % 20 != 0
            )
            start = time.perf_counter()
            self.recorder.append(inspection, signalled(inspection))
            self.archive.keep(inspection, signalled(inspection))
            self.held_ms.append(1e3 * (time.perf_counter() - start))
            self.count += 1
            self.lowest = min(self.lowest, free_bytes(self.disk))
            due += TAKT_S
            time.sleep(max(0.0, due - time.monotonic()))

    def rows(self) -> tuple[int, int]:
        """Return how many rows there are, and the number of the last one."""
        with closing(SqliteReader(self.disk)) as reader:
            rows, newest = 0, 0
            while page := reader.after(newest, 5_000):
                rows, newest = rows + len(page), page[-1].seq
        return rows, newest

    def missed(self, seconds: float) -> list[str]:
        """Return what was not as it must be after so long."""
        due = round(PARTS_DUE * seconds / TAKT_S)
        lost = [f"{self.count} parts, rows and last number {self.rows()}"] if self.rows() != (self.count,) * 2 else []
        return lost + ([f"{self.count} parts of {due} at least"] if self.count < due else [])

    def told(self, name: str) -> str:
        """Return one line on how it went so far."""
        rows, newest = self.rows()
        held = sorted(self.held_ms)
        free = f"lowest free {self.lowest / MIB:.1f} MiB of {LIMITS.free_bytes / MIB:.0f} to keep"
        times = f"median {held[len(held) // 2]:.1f} ms, p99 {held[int(0.99 * len(held))]:.1f}, longest {held[-1]:.1f}"
        warning = self.archive.warning() or "none"
        return (
            f"{name}: {self.count} parts, {rows} rows, last number {newest}; {free}; append+keep {times};"
            f" warning: {warning}"
        )


def fill(disk: Path, stop: threading.Event) -> None:
    """Take every byte that is free, again and again."""
    with (disk / "filler").open("ab", buffering=0) as file:
        size = MIB
        while not stop.is_set():
            try:
                file.write(bytes(size))
            except OSError:
                size = max(512, size // 2)
                stop.wait(0.002)


def bench(disk: Path, minutes: float, filled_s: float) -> None:
    """Run both parts of the bench on a disk."""
    run = Run(disk)
    run.recorder.open()
    run.archive.open()
    run.parts(60 * minutes)
    print(run.told("64 MB"), flush=True)
    missed = run.missed(60 * minutes)
    if run.lowest < LIMITS.free_bytes:
        missed.append(f"{run.lowest} bytes free, {LIMITS.free_bytes} to keep")
    stop = threading.Event()
    filler = threading.Thread(target=fill, args=(disk, stop))
    filler.start()
    run.parts(filled_s)
    print(run.told("filled by another program"), flush=True)
    missed += run.missed(60 * minutes + filled_s)
    if not run.archive.warning():
        missed.append("of the other program nothing was said")
    stop.set()
    filler.join()
    run.archive.close()
    run.recorder.close()
    if missed:
        raise SystemExit("; ".join(missed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--filled-s", type=float, default=60.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], check=True)
        try:
            bench(Path(folder), given.minutes, given.filled_s)
        finally:
            with suppress(subprocess.CalledProcessError):
                subprocess.run(["umount", "--lazy", folder], check=True)
