"""The soak of a kiosk: what a Live page that nobody touches holds after many parts, of a record written quickly."""

import time
from dataclasses import dataclass
from pathlib import Path

from dashboard_browser import display, served
from dashboard_written import written
from playwright.sync_api import Browser, CDPSession, Page

# Counts the object URLs that were made and not given back.
_HELD = """
window.held = 0
const { createObjectURL, revokeObjectURL } = URL
URL.createObjectURL = (...of) => ((window.held += 1), createObjectURL.apply(URL, of))
URL.revokeObjectURL = (...of) => ((window.held -= 1), revokeObjectURL.apply(URL, of))
"""
# Pages keep what they asked for five minutes; before, a page holds more with every part.
_WARM_S = 330.0
_TAKT_S = 0.02
_SIZE = (160, 120)


@dataclass(frozen=True, slots=True)
class Held:
    """What a page holds after the browser has thrown away what it can: heap, nodes, object URLs."""

    heap_bytes: float
    nodes: int
    urls: int


def soak(browser: Browser, data: Path, seconds: float) -> tuple[Held, Held, int]:
    """Return what a Live page held after it was warm and `seconds` later, and how many parts came between."""
    with written(data, _TAKT_S, _SIZE) as committed:
        while not committed:
            time.sleep(0.1)
        with served(data, data) as url, display(browser, _HELD) as context:
            page = context.new_page()
            session = context.new_cdp_session(page)
            page.goto(url)
            page.wait_for_timeout(1e3 * _WARM_S)
            before, first = _held(page, session), len(committed)
            page.wait_for_timeout(1e3 * seconds)
            return before, _held(page, session), len(committed) - first


def _held(page: Page, session: CDPSession) -> Held:
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    counters = session.send("Memory.getDOMCounters")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    return Held(float(heap), int(counters["nodes"]), int(page.evaluate("window.held")))
