"""Take the pictures of the Live page for the documents: `python tests/ui/screenshots.py http://127.0.0.1:8080/`.

The line behind the URL has to run; the picture is taken at the first reject whose photograph is on display.
"""

import shutil
import sys
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, ViewportSize, sync_playwright

IMAGES = Path(__file__).parents[2] / "docs" / "images"
PICTURES = {"live-en.png": "en", "live-zh.png": "zh-CN"}
SIZE: ViewportSize = {"width": 1280, "height": 800}
# A photograph's noise is what fills a PNG; steps of four grey levels cannot be seen and halve the file.
_STEP = 4
_REJECT_ON_DISPLAY = "main:has([data-verdict=REJECT]) figure:not([data-behind]) [data-box]"
_COMES_WITHIN_MS = 180_000


def take(browser: Browser, url: str, language: str) -> bytes:
    """Return the Live page as PNG, in one language, with a reject on display."""
    context = browser.new_context(viewport=SIZE, locale=language)
    page = context.new_page()
    page.goto(url)
    page.locator("[data-seq]").nth(11).wait_for(timeout=_COMES_WITHIN_MS)
    page.locator(_REJECT_ON_DISPLAY).first.wait_for(timeout=_COMES_WITHIN_MS)
    shot = page.screenshot()
    context.close()
    return shot


def smaller(png: bytes) -> bytes:
    """Return the picture in coarser steps of grey, which is a smaller file."""
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError("the browser gave no picture")
    coarse = (pixels // _STEP) * _STEP + _STEP // 2
    _, encoded = cv2.imencode(".png", coarse, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    return encoded.tobytes()


def main(url: str) -> None:
    """Write the pictures of the line at `url`."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        for name, language in PICTURES.items():
            (IMAGES / name).write_bytes(smaller(take(browser, url, language)))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
