"""A browser for the bench of the dashboard, and the product's own processes that serve what it looks at."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from ui.running_line import free_port, until

from inspector.people.pins import Cost
from inspector.people.roles import Role
from inspector.people.users import By
from inspector.wiring.people import people_of

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--enable-precise-memory-info"]
PIN, NAME = "274951", "Bench"

# `window.painted(name)` notes, on the clock of this PC in ms, when what is in the page now is on the screen.
PAINTED = """
window.paints = []
window.painted = (name) => requestAnimationFrame(() => {
  const after = new MessageChannel()
  after.port1.onmessage = () => window.paints.push([name, performance.timeOrigin + performance.now()])
  after.port2.postMessage(0)
})
window.whenSeen = (watch) => new MutationObserver(watch).observe(document, {
  subtree: true, childList: true, attributes: true, attributeFilter: ['data-part', 'data-there', 'aria-current', 'src'],
})
"""

# Notes when the verdict and when the picture of each part is painted on Live.
LIVE = """
let verdict = '', picture = ''
whenSeen(() => {
  const newest = document.querySelector('[data-seq]')?.dataset.part ?? ''
  if (newest !== verdict) painted(`verdict ${verdict = newest}`)
  const shown = document.querySelector('figure[data-part]')?.dataset.part ?? ''
  const image = document.querySelector('figure img')
  if (image === null || shown === picture) return
  const note = () => painted(`picture ${shown}`)
  picture = shown
  if (image.complete) note()
  else image.addEventListener('load', note, { once: true })
})
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's Chromium without a GPU."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


def display(browser: Browser, watch: str) -> BrowserContext:
    """Return a display of its own with an empty cache; `watch` is a script that runs first on each of its pages."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="en")
    context.add_init_script(PAINTED + watch)
    context.set_default_timeout(120_000)
    return context


def paints(page: Page) -> dict[str, float]:
    """Return when each thing that was noted was painted first, in ms since 1970."""
    return {str(name): float(at) for name, at in reversed(page.evaluate("window.paints"))}


@contextmanager
def served(data: Path, golden_refs: Path) -> Iterator[str]:
    """Serve the record in `data` by `inspector dashboard`, a process of its own, and yield the URL of its pages."""
    port = free_port()
    config = data / "station.toml"
    config.write_text(
        f'product = "bench"\n[folders]\ndata = "{data}"\ngolden_refs = "{golden_refs}"\n'
        f'[camera]\nkind = "simulated"\n[dashboard]\nport = {port}\n'
    )
    command = [sys.executable, "-m", "inspector", "dashboard", "--config", str(config)]
    with (data / "pages.log").open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        url = f"http://127.0.0.1:{port}/"
        (data / "pages.pid").write_text(str(process.pid))
        try:
            until(lambda: answers(url), "pages")
            yield url
        finally:
            process.terminate()


def pid_of(data: Path) -> int:
    """Return the process that serves the record in `data`."""
    return int((data / "pages.pid").read_text())


def answers(url: str) -> bool:
    """Return whether pages are served there."""
    try:
        return httpx.get(f"{url}api/live", timeout=5).is_success
    except httpx.HTTPError:
        return False


def add_reviewer(data: Path) -> None:
    """Add somebody who may review."""
    with people_of(data, cost=Cost(passes=1, memory_kib=64)) as people:
        people.users.add(NAME, Role.OPERATOR, PIN, None, By("bench", "", "command line"))


def sign_in(context: BrowserContext, url: str) -> None:
    """Sign that person in on a display."""
    answer = context.request.post(f"{url}api/session", data={"name": NAME, "pin": PIN})
    if not answer.ok:
        raise ValueError(f"{NAME} cannot sign in: {answer.text()}")
