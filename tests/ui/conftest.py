"""What the tests of the pages share: a browser that tolerates no fault, and a line to look at."""

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from ui.written_line import PLANT_NAME, WrittenLine, served, write_golden

# No sandbox: tests run as root in containers.
_FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    f"--host-resolver-rules=MAP {PLANT_NAME} 127.0.0.1, MAP {socket.gethostname()} 127.0.0.1",
]
FULL_HD = (1920, 1080)
# Generous: it only ends tests that have failed.
_GIVE_UP_MS = 60_000


@dataclass(frozen=True, slots=True)
class Site:
    """A served line: its URL, and the folders it is served from."""

    url: str
    data: Path
    golden_refs: Path


@dataclass(frozen=True, slots=True)
class Watcher:
    """What a page must not do, kept for the end of the test."""

    foreign: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def watch(self, page: Page, url: str) -> None:
        """Note every request to another origin and every word on the console from now on."""
        origin = urlsplit(url).netloc

        def note_request(request: Request) -> None:
            if urlsplit(request.url).netloc != origin:
                self.foreign.append(request.url)

        def note_word(message: ConsoleMessage) -> None:
            self.said.append(f"{message.type}: {message.text}")

        page.on("request", note_request)
        page.on("console", note_word)
        page.on("pageerror", lambda error: self.said.append(str(error)))


OpenPage = Callable[..., Page]
Serve = Callable[[Path, Path], str]


# For one file: as long as it is open, nothing else in this process can run an event loop of its own.
@pytest.fixture(scope="module")
def chromium(require_peer: Callable[[str], None]) -> Iterator[Browser]:
    require_peer("chromium")
    expect.set_options(timeout=_GIVE_UP_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watcher() -> Watcher:
    """Return what watches the pages of a test."""
    return Watcher()


@pytest.fixture
def allow(watcher: Watcher) -> Callable[[str], None]:
    """Return a function that lets a browser say something on the console: the status of a request that is refused."""
    return watcher.allowed.append


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that serves a record until the pages that look at it are closed, and gives its URL.

    A page still open calls its server again at once, and says on the console that nobody answers.
    """
    with ExitStack() as servers:
        yield lambda data, golden_refs: servers.enter_context(served(data, golden_refs))


@pytest.fixture
def open_page(chromium: Browser, watcher: Watcher, serve: Serve) -> Iterator[OpenPage]:  # noqa: ARG001 -- outlives the pages
    """Return a function that opens a URL on a display of its own; no request may leave it, nothing may go wrong.

    `first` is a script that runs before those of the page, `cookies` are those that the display keeps.
    """
    contexts = []

    def open_url(
        url: str,
        language: str = "en",
        size: tuple[int, int] = FULL_HD,
        first: str = "",
        cookies: dict[str, str] | None = None,
    ) -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale=language)
        contexts.append(context)
        context.add_init_script(first)
        for name, value in (cookies or {}).items():
            context.add_cookies([{"name": name, "value": value, "url": url}])
        page = context.new_page()
        watcher.watch(page, url)
        page.goto(url)
        return page

    yield open_url
    for context in contexts:
        context.close()
    assert watcher.foreign == []
    assert [word for word in watcher.said if not any(allowed in word for allowed in watcher.allowed)] == []


@pytest.fixture
def site(tmp_path: Path, serve: Serve) -> Site:
    """Return a served PC on which nothing ever ran."""
    data, golden_refs = tmp_path / "data", tmp_path / "golden_refs"
    data.mkdir()
    write_golden(golden_refs, np.full((480, 640), 90, np.uint8))
    return Site(serve(data, golden_refs), data, golden_refs)


@pytest.fixture
def line(site: Site) -> Iterator[WrittenLine]:
    """Return a line that runs on that PC and reports that all is well."""
    with WrittenLine(site.data) as running:
        running.report_on()
        yield running


def visible_latin(page: Page) -> list[str]:
    """Return the words in Latin letters that a page shows or says, without what is marked as English."""
    texts: list[str] = page.evaluate(
        """() => {
          const found = []
          const walk = (node) => {
            if (node.nodeType === Node.TEXT_NODE) return void found.push(node.textContent)
            if (node.nodeType !== Node.ELEMENT_NODE || node.lang === 'en' || node.translate === false) return
            for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
              if (node.hasAttribute(name)) found.push(node.getAttribute(name))
            node.childNodes.forEach(walk)
          }
          walk(document.body)
          return found
        }"""
    )
    return [word for text in texts for word in re.findall(r"[A-Za-z][A-Za-z-]+", text)]
