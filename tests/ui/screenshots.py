"""Take the pictures of the pages for the documents: `python tests/ui/screenshots.py http://127.0.0.1:8080/ NAME PIN`.

The line behind the URL has to run, with NAME one of its admins; `inspector demo` prints one.
The pictures of Live, Review and a part are taken once a reject is on display.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LANGUAGES = {"en": "en", "zh": "zh-CN"}
SIZE: ViewportSize = {"width": 1280, "height": 800}
# A photograph's noise is what fills a PNG; steps of four grey levels cannot be seen and halve the file.
_STEP = 4
_COMES_WITHIN_MS = 180_000
_SETTLES_MS = 1_500


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: where it is, and what has to be on display before its picture is taken.

    `taps` is tapped before, where it has to be: in Review the newest may be of the audit sample, without a box.
    """

    name: str
    path: str
    awaits: str
    taps: str = ""


REVIEW = Shown("review", "review", "main [data-there=true] [data-box]", "[data-queue-part]:has([data-shape=REJECT])")
PAGES = (
    Shown("live", "", "main:has([data-verdict=REJECT]) figure:not([data-behind]) [data-box]"),
    REVIEW,
    Shown("parts", "parts", "main table tbody tr:nth-child(8)"),
    Shown("part", "parts?outcome=REJECT", "main [data-there=true] [data-box]", "main table tbody tr th a"),
    Shown("alarms", "alarms", "main h1"),
    Shown("quality", "quality", "main section svg"),
    Shown("msa", "msa", "main h1"),
    Shown("users", "users", "main table tbody tr:nth-child(4)"),
    Shown("audit", "audit", "main table tbody tr:nth-child(4)"),
    Shown("settings", "settings", "main h1"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that runs, and who looks at it."""

    url: str
    name: str
    pin: str

    def signed_in(self, browser: Browser, language: str) -> BrowserContext:
        """Return a display on which that person is signed in."""
        context = browser.new_context(viewport=SIZE, locale=language)
        answer = context.request.post(f"{self.url}api/session", data={"name": self.name, "pin": self.pin})
        if not answer.ok:
            raise ValueError(f"{self.name} cannot sign in: {answer.text()}")
        return context


def pictures(context: BrowserContext, url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each page and its picture, PNG."""
    page = context.new_page()
    for shown in PAGES:
        yield shown.name, picture(page, url, shown)


def picture(page: Page, url: str, shown: Shown) -> bytes:
    """Return the picture of one page, PNG, once everything is on display."""
    page.goto(f"{url}{shown.path}")
    if shown.taps:
        page.locator(shown.taps).first.click(timeout=_COMES_WITHIN_MS)
    page.locator(shown.awaits).first.wait_for(timeout=_COMES_WITHIN_MS)
    page.wait_for_timeout(_SETTLES_MS)
    return page.screenshot()


def smaller(png: bytes) -> bytes:
    """Return the picture in coarser steps of grey, which is a smaller file."""
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError("the browser gave no picture")
    coarse = (pixels // _STEP) * _STEP + _STEP // 2
    _, encoded = cv2.imencode(".png", coarse, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    return encoded.tobytes()


def main(line: Line) -> None:
    """Write the pictures of the line's pages in every language."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        for ending, language in LANGUAGES.items():
            with line.signed_in(browser, language) as context:
                for name, png in pictures(context, line.url):
                    (IMAGES / f"{name}-{ending}.png").write_bytes(smaller(png))
        browser.close()


if __name__ == "__main__":
    main(Line(*sys.argv[1:]))
