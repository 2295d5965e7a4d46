"""Review on a record of 5 megapixel rejects: first pair, next pair, a disposition, frames while hands move them."""

import time
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from dashboard_browser import display, paints, sign_in
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page
from recorded import PROVENANCE, inspected, signalled

from inspector.demo.line import DemoLine
from inspector.image_file import encode_png
from inspector.part import Box, Defect, Deviation, Outcome, Polarity, Reason, Verdict
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteRecorder

SIZE = (2592, 1944)
_BOX = Box(900.0, 700.0, 1_060.0, 820.0)
_DEFECT = Defect(_BOX, _BOX, 12_000, 1.83, "U20", Polarity.DARKER)
_REJECT = Verdict(Outcome.REJECT, Reason.DEFECT, 1.83, (_DEFECT,))
_REVIEW = """
let part = ''
whenSeen(() => {
  const there = document.querySelector('[data-there=true]')
  const now = there && document.querySelector('[data-queue-part][aria-current=true]')?.dataset.queuePart
  if (now && now !== part) painted(part = now)
})
"""
_FRAMES = """
() => {
  window.frames_ms = []
  let last = performance.now()
  const step = (now) => { window.frames_ms.push(now - last); last = now; window.frame = requestAnimationFrame(step) }
  window.frame = requestAnimationFrame(step)
}
"""
_NEXT_IS_LOADED_MS = 2_500


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What reviewing took, in ms: one value each time."""

    first_ms: list[float]
    next_ms: list[float]
    disposed_ms: list[float]
    frames_ms: list[float]


def make(data: Path, golden_refs: Path, parts: int) -> None:
    """Write a record of so many rejects of 5 megapixels each, and their golden."""
    golden = golden_refs / PROVENANCE.product / PROVENANCE.revision / "golden.png"
    golden.parent.mkdir(parents=True)
    golden.write_bytes(encode_png(picture(1)))
    recorder, archive = SqliteRecorder(data), FileArchive(data)
    recorder.open()
    archive.open()
    for number in range(parts):
        part = inspected(f"B{number:03d}", number, picture(2 + number % 4))
        inspection = replace(part, verdict=_REJECT, deviation=_deviation())
        signal = signalled(inspection)
        recorder.append(inspection, signal)
        archive.keep(inspection, signal)
        while archive.waiting() > 8:
            time.sleep(0.05)
    archive.close()
    recorder.close()


def _deviation() -> Deviation:
    """Return scores at half the golden's size, high at the defect."""
    scores = np.full((SIZE[1] // 2, SIZE[0] // 2), 0.4, np.float32)
    scores[350:410, 450:530] = 1.83
    return Deviation(scores, np.ones(scores.shape, np.bool_), 0.5, "bench", PROVENANCE.model_sha256)


def picture(number: int) -> NDArray[np.uint8]:
    """Return part `number` of the demo as a camera of 5 megapixels sees it."""
    large = cv2.resize(DemoLine(1).image(number), SIZE, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    noisy = large + np.random.default_rng(number).normal(0, 1.5, large.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)


def review(browser: Browser, url: str, times: int) -> Reviewed:
    """Return what reviewing takes."""
    first = [_first_ms(browser, url) for _ in range(times)]
    with display(browser, _REVIEW) as context:
        sign_in(context, url)
        page = context.new_page()
        page.goto(f"{url}review")
        page.locator("[data-there=true]").wait_for()
        frames = _moved(page)
        on = [_acted_ms(page, _later) for _ in range(times)]
        return Reviewed(first, on, [_acted_ms(page, _dispose) for _ in range(times)], frames)


def _first_ms(browser: Browser, url: str) -> float:
    with display(browser, _REVIEW) as context:
        page = context.new_page()
        page.goto(f"{url}review")
        page.locator("[data-there=true]").wait_for()
        return _painted_after(page, float(page.evaluate("performance.timeOrigin")))


def _acted_ms(page: Page, act: str) -> float:
    """Return the time from a tap until the next part is painted, that part having been fetched before."""
    page.wait_for_timeout(_NEXT_IS_LOADED_MS)
    page.evaluate("window.paints = []")
    if act == _dispose:
        page.locator("[data-decision=good]").click()
        page.locator("[data-step=reason][data-guarded=false]").wait_for()
    return _painted_after(page, float(page.evaluate(act)))


# A tap's own moment, on the clock of this PC.
_TAP = "(() => {{ const at = Date.now(); document.querySelector('{0}').click(); return at }})()"
_later = _TAP.format("[data-decision=later]")
_dispose = _TAP.format("[data-step=reason] button")


def _painted_after(page: Page, start_ms: float) -> float:
    while not (seen := paints(page)):
        page.wait_for_timeout(10)
    return min(seen.values()) - start_ms


def _moved(page: Page) -> list[float]:
    """Return the time of each frame while the pair is zoomed by wheel and dragged about."""
    page.wait_for_timeout(_NEXT_IS_LOADED_MS)
    place = page.locator("figure [role=group]").first.bounding_box()
    if place is None:
        raise ValueError("no picture to move")
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.evaluate(_FRAMES)
    for _ in range(25):
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(16)
    page.mouse.down()
    for step in range(80):
        page.mouse.move(x + 200 * np.sin(step / 8), y + 120 * np.cos(step / 5))
        page.wait_for_timeout(16)
    page.mouse.up()
    page.evaluate("cancelAnimationFrame(window.frame)")
    return [float(each) for each in page.evaluate("window.frames_ms")[2:]]
