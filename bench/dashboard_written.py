"""Live on a record written at an even takt, so that only the pages work: from commit to paint, and what that costs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from dashboard_browser import LIVE, display, paints, pid_of, served
from playwright.sync_api import Browser
from recorded import inspected, signalled

from inspector.demo.line import DemoLine
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteRecorder

_WARM_MS = 4_000
_TICKS_PER_S = 100
_LEFT_OUT = 5
_SIZE = (640, 480)


@contextmanager
def written(data: Path, takt_s: float, size: tuple[int, int] = _SIZE) -> Iterator[dict[str, float]]:
    """Write a part every `takt_s` while the block lasts; yields when each was committed, in ms since 1970."""
    # Small: what stores them must not take the PC from what shows them.
    pictures = [np.asarray(cv2.resize(DemoLine(1).image(number), size), np.uint8) for number in range(1, 5)]
    committed: dict[str, float] = {}
    ended = threading.Event()

    def write() -> None:
        recorder, archive = SqliteRecorder(data), FileArchive(data)
        recorder.open()
        archive.open()
        while not ended.wait(takt_s):
            number = len(committed)
            part = inspected(f"B{number:06d}", number, pictures[number % 4])
            recorder.append(part, signalled(part))
            committed[part.part_id] = 1e3 * time.time()
            archive.keep(part, signalled(part))
        archive.close()
        recorder.close()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        yield committed
    finally:
        ended.set()
        writing.join()


def watch(browser: Browser, data: Path, takt_s: float, seconds: float) -> tuple[list[float], float, int]:
    """Return the ms from commit to paint of each part, the pages' share of one core, and how many parts came."""
    with written(data, takt_s) as committed:
        while not committed:
            time.sleep(0.1)
        with served(data, data) as url, display(browser, LIVE) as context:
            page = context.new_page()
            page.goto(url)
            page.locator("[data-seq]").first.wait_for()
            page.wait_for_timeout(_WARM_MS)
            pid = pid_of(data)
            first, cpu_s, start_s = len(committed), cpu_seconds(pid), time.monotonic()
            page.wait_for_timeout(1e3 * seconds)
            share = (cpu_seconds(pid) - cpu_s) / (time.monotonic() - start_s)
            parts, seen = list(committed.items())[first:-_LEFT_OUT], paints(page)
    shown = [seen[f"verdict {name}"] - at for name, at in parts if f"verdict {name}" in seen]
    return shown, share, len(parts)


def cpu_seconds(pid: int) -> float:
    """Return how long a process has worked, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S
