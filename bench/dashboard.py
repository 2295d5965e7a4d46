"""The budgets of the dashboard, measured in Debian's Chromium without a GPU: each figure beside its bar.

Live is that of `inspector demo` at 5 parts a second; Review that of a record of 5 megapixel rejects, the history that
of a record of `--rows` parts, the kiosk that of one written as fast as it goes, each served by `inspector dashboard`.
On a PC that does other things besides, the times are those of the other things: look at the load that is printed first.
"""

import argparse
import gzip
import os
import re
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import dashboard_kiosk
import dashboard_live as live
import dashboard_review
import dashboard_written
import httpx
import rows
from dashboard_browser import add_reviewer, chromium, display, served
from dashboard_live import p
from playwright.sync_api import Browser
from ui.running_line import running_demo

from inspector.dashboard.pages import STATIC

TAKT_MS = 200
HISTORY_TIMES = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One budget: what it is of, its bar and what was measured; `note` says of what."""

    name: str
    unit: str
    bar: float | None
    measured: float
    note: str = ""

    def row(self) -> str:
        """Return it as a row of the table."""
        bar = "" if self.bar is None else f"{self.bar:g}"
        missed = "" if self.bar is None or self.measured <= self.bar else " **missed**"
        return f"| {self.name} | {bar} | {self.measured:.3g}{missed} | {self.unit} | {self.note} |"


def sizes() -> Iterator[Figure]:
    """Yield how large the built pages are."""
    index = (STATIC / "index.html").read_text("utf-8")
    for kind, bar in (("js", 200.0), ("css", 25.0)):
        files = [STATIC / name for name in re.findall(rf'(?:src|href)="/([^"]+\.{kind})"', index)]
        yield Figure(f"first page, {kind}", "kB gz", bar, sum(map(_gzipped, files)) / 1e3)
    quality = list(STATIC.glob("assets/quality-page-*.js"))
    yield Figure("Quality page, js", "kB gz", 220.0, sum(map(_gzipped, quality)) / 1e3)
    all_files = [file.read_bytes() for file in STATIC.rglob("*") if file.is_file()]
    yield Figure("all pages in the wheel", "MB", 1.5, sum(len(zlib.compress(data, 6)) for data in all_files) / 1e6)


def _gzipped(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), mtime=0))


def on_live(browser: Browser, data: Path, seconds: float) -> Iterator[Figure]:
    """Yield the figures of Live while the demo runs."""
    with running_demo(data, "--takt-ms", str(TAKT_MS)) as line:
        seen = live.watch(browser, line, seconds)
        note = f"{len(seen.verdict_ms)} parts, {seen.rate_hz:.1f} a second"
        yield Figure("result at the PLC to verdict painted, median", "ms", None, p(seen.verdict_ms, 50), note)
        yield Figure("the same, p95", "ms", 150, p(seen.verdict_ms, 95), note)
        note = f"{len(seen.picture_ms)} parts"
        yield Figure("result at the PLC to picture painted, median", "ms", None, p(seen.picture_ms, 50), note)
        yield Figure("the same, p95", "ms", 400, p(seen.picture_ms, 95), note)
        yield Figure(
            "process of the pages, of one core", "%", None, 100 * seen.core_share, f"{seen.rate_hz:.1f} a second"
        )
        loads = live.cold_loads_ms(browser, line, 10)
        yield Figure("cold load of Live to its picture, median", "ms", None, p(loads, 50), f"{len(loads)} loads")
        yield Figure("the same, longest", "ms", 1_000, max(loads), f"{len(loads)} loads")


def on_kiosk(browser: Browser, data: Path, soak_s: float) -> Iterator[Figure]:
    """Yield what a Live page holds more after a long time than before, of a record written as fast as it goes."""
    data.mkdir(parents=True)
    before, after, parts = dashboard_kiosk.soak(browser, data, soak_s)
    note = f"{parts} parts in {soak_s:g} s"
    yield Figure("kiosk: heap", "% more", 10, 100 * (after.heap_bytes / before.heap_bytes - 1), note)
    yield Figure("kiosk: nodes", "% more", 10, 100 * (after.nodes / before.nodes - 1), f"{after.nodes} nodes")
    yield Figure("kiosk: object URLs not given back", "", 0, after.urls, note)


def on_written(browser: Browser, data: Path, seconds: float) -> Iterator[Figure]:
    """Yield the figures of Live on a record that is written at 5 parts a second."""
    data.mkdir(parents=True)
    shown, share, parts = dashboard_written.watch(browser, data, TAKT_MS / 1e3, seconds)
    note = f"{len(shown)} of {parts} parts"
    yield Figure("part committed to verdict painted, median", "ms", None, p(shown, 50), note)
    yield Figure("the same, p95", "ms", 150, p(shown, 95), note)
    yield Figure("process of the pages, of one core", "%", 5, 100 * share, f"{parts / seconds:.1f} parts a second")


def on_review(browser: Browser, home: Path, times: int) -> Iterator[Figure]:
    """Yield the figures of Review at 5 megapixels."""
    data, golden_refs = home / "data", home / "golden_refs"
    data.mkdir(parents=True)
    dashboard_review.make(data, golden_refs, 2 * times + 4)
    add_reviewer(data)
    with served(data, golden_refs) as url:
        seen = dashboard_review.review(browser, url, times)
    note = f"{times} times"
    yield Figure("5 MP pair on Review, cold, median", "ms", None, p(seen.first_ms, 50), note)
    yield Figure("the same, longest", "ms", 1_000, max(seen.first_ms), note)
    yield Figure("next 5 MP pair, fetched before, median", "ms", None, p(seen.next_ms, 50), note)
    yield Figure("the same, p95", "ms", 150, p(seen.next_ms, 95), note)
    yield Figure("tap of a reason to the next part painted, p95", "ms", 200, p(seen.disposed_ms, 95), note)
    note = f"{len(seen.frames_ms)} frames"
    yield Figure("frame while a 5 MP pair is moved, median", "ms", None, p(seen.frames_ms, 50), note)
    yield Figure("the same, p95", "ms", 33, p(seen.frames_ms, 95), note)


def on_history(browser: Browser, data: Path, count: int) -> Iterator[Figure]:
    """Yield how long a page of 50 parts of a long record takes."""
    data.mkdir(parents=True)
    rows.make(data, count)
    with served(data, data) as url, display(browser, "") as context:
        note = f"{count:,} parts"
        for name, before in (("newest", ""), ("in the middle", f"&before={count // 2}")):
            asked = [_asked_ms(f"{url}api/parts?limit=50{before}") for _ in range(HISTORY_TIMES)]
            yield Figure(f"50 parts of the history, {name}, answer, p95", "ms", 100, p(asked, 95), note)
        page = context.new_page()
        page.goto(f"{url}parts?before={count // 2}")
        page.locator("main tbody tr").nth(49).wait_for()
        yield Figure("the same page, cold, 50 rows there", "ms", 1_000, page.evaluate("performance.now()"), note)


def _asked_ms(url: str) -> float:
    start = time.perf_counter()
    httpx.get(url, timeout=60).raise_for_status()
    return 1e3 * (time.perf_counter() - start)


def main(only: list[str], parts: int, seconds: float, soak_s: float) -> None:
    """Print the table."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load} at the start\n")
    print("| | bar | measured | | of |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        home = Path(folder)
        (home / "live").mkdir()
        kinds = {
            "sizes": sizes(),
            "live": on_live(browser, home / "live", seconds),
            "written": on_written(browser, home / "written", seconds),
            "review": on_review(browser, home / "review", 8),
            "history": on_history(browser, home / "history", parts),
            "kiosk": on_kiosk(browser, home / "kiosk", soak_s),
        }
        for name, figures in kinds.items():
            for figure in figures if name in only or not only else ():
                print(figure.row(), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", action="append", default=[], choices=["sizes", "live", "written", "review", "history", "kiosk"]
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="parts of the long record; 10,000,000 takes long")
    parser.add_argument("--seconds", type=float, default=30, help="how long Live is watched")
    parser.add_argument("--soak-s", type=float, default=1_200, help="how long the kiosk's soak takes")
    given = parser.parse_args()
    main(given.only, given.rows, given.seconds, given.soak_s)
