"""Live on `inspector demo`: verdict to paint, cold load, what the pages cost the line PC."""

import time
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from dashboard_browser import LIVE, display, paints
from dashboard_written import cpu_seconds
from playwright.sync_api import Browser
from ui.running_line import DemoLine

from inspector.record.sqlite import SqliteReader


@dataclass(frozen=True, slots=True)
class Watched:
    """What was seen on a Live page: ms from the result to the paint of verdict and picture, one value a part.

    `rate_hz` is how many parts came in a second, `core_share` what share of one core the process of the pages took.
    """

    verdict_ms: list[float]
    picture_ms: list[float]
    rate_hz: float
    core_share: float


def watch(browser: Browser, line: DemoLine, seconds: float) -> Watched:
    """Return what a Live page shows of the line meanwhile, and what that costs."""
    with closing(SqliteReader(line.log.parent)) as record, display(browser, LIVE) as context:
        page = context.new_page()
        page.goto(line.url)
        page.locator("figure img").wait_for()
        page.wait_for_timeout(3_000)
        (pid,) = line.pages()
        first, cpu_s, start_s = record.latest(1)[0].seq, cpu_seconds(pid), time.monotonic()
        page.wait_for_timeout(1e3 * seconds)
        took_s, cpu_s = time.monotonic() - start_s, cpu_seconds(pid) - cpu_s
        rows, seen = record.after(first, 10_000), paints(page)
    shown = {row.part_id: 1e3 * row.signal.signalled_at.timestamp() for row in rows[:-5]}
    verdicts = [seen[f"verdict {name}"] - at for name, at in shown.items() if f"verdict {name}" in seen]
    pictures = [seen[f"picture {name}"] - at for name, at in shown.items() if f"picture {name}" in seen]
    return Watched(verdicts, pictures, len(rows) / took_s, cpu_s / took_s)


def cold_loads_ms(browser: Browser, line: DemoLine, times: int) -> list[float]:
    """Return how long the first picture of a part took on displays with an empty cache."""
    return [_cold_load_ms(browser, line.url) for _ in range(times)]


def _cold_load_ms(browser: Browser, url: str) -> float:
    with display(browser, LIVE) as context:
        page = context.new_page()
        page.goto(url)
        page.locator("figure img").wait_for()
        while not (seen := [at for name, at in paints(page).items() if name.startswith("picture ")]):
            page.wait_for_timeout(10)
        return min(seen) - float(page.evaluate("performance.timeOrigin"))


def p(values: list[float], percent: float) -> float:
    """Return a percentile."""
    return float(np.percentile(values, percent))
