"""Every page in both languages, by day and by night, in three layouts: what axe, a finger and a reader find there."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest
from people import signed_in
from playwright.sync_api import Page, expect
from ui.axe import violations
from ui.conftest import FULL_HD, OpenPage
from ui.misfits import clipped_texts, misfit_targets
from ui.written_line import STATUS, Shown, WrittenLine, make_defect, served, write_golden

from inspector.part import Box, Outcome
from inspector.people.roles import Role

pytestmark = pytest.mark.peer

LAPTOP = (1280, 800)
PORTRAIT = (1080, 1920)
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-CN"])
PSEUDO = "localStorage.setItem('inspector.language', 'en-XA')"
PART = "L3-000031"
# Each page, and what is on display once it has all it shows.
PAGES = {
    "": "figure [data-box]",
    "review": "[data-there=true]",
    "parts": "main tbody tr",
    f"parts/{PART}": "[data-there=true]",
    "alarms?view=active": "[data-alarm]",
    "alarms?view=history": "tr[data-event]",
    "alarms?view=figures": "[data-figure]",
    "quality": "main section svg",
    "msa": "main h1",
    "users": "main tbody tr",
    "audit": "main tbody tr",
    "settings": "[data-card]",
    "nowhere": "main h1",
}
STOPS_MAX = 60
# What is wrong with what has the focus, "" where nothing is, null where the page has no more to come to.
FOCUSED = """
() => {
  const at = document.activeElement
  if (at === null || at === document.body || at.dataset.visited) return null
  at.dataset.visited = 'yes'
  const name = `${at.tagName} "${at.ariaLabel ?? at.textContent.trim().slice(0, 40)}"`
  const { outlineStyle, outlineWidth } = getComputedStyle(at)
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return `${name} has no ring`
  const { left, right, top, bottom } = at.getBoundingClientRect()
  const upmost = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  const is_seen = upmost !== null && (at.contains(upmost) || upmost.contains(at))
  return is_seen ? '' : `${name} lies under ${upmost?.className}`
}
"""


@dataclass(frozen=True, slots=True)
class Plant:
    """A served line with something on every page, and an admin of it."""

    url: str
    data: Path
    line: WrittenLine

    @property
    def cookies(self) -> dict[str, str]:
        return signed_in(self.data, self.url, "Wang", Role.ADMIN)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    home = tmp_path_factory.mktemp("plant")
    data, golden_refs = home / "data", home / "golden_refs"
    data.mkdir()
    write_golden(golden_refs, np.full((480, 640), 90, np.uint8))
    with served(data, golden_refs) as url, WrittenLine(data) as line:
        line.report_on()
        _write(line)
        _until_kept(url)
        yield Plant(url, data, line)


def _write(line: WrittenLine) -> None:
    image = np.full((480, 640), 60, np.uint8)
    image[120:160, 200:280] = 220
    defects = (make_defect(Box(200, 120, 280, 160)), make_defect(Box(400, 300, 430, 340), 1.2, "J4"))
    for number in range(30):
        outcome = list(Outcome)[number % 4]
        shown = Shown(outcome, defects if outcome is Outcome.REJECT else (), image, age=timedelta(seconds=60 - number))
        line.append(shown)
    line.append(Shown(Outcome.REJECT, defects, image))
    line.status = replace(STATUS, disk_free_bytes=3_000_000_000, plc_connected=False)


def _until_kept(url: str) -> None:
    while httpx.get(f"{url}api/parts/{PART}", timeout=20).json()["image"] == "waiting":
        time.sleep(0.05)


def show(page: Page, url: str, path: str) -> None:
    page.goto(url + path)
    expect(page.locator(PAGES[path]).first).to_be_visible()
    # The first alarms are looked for half a second after the first page.
    expect(page.locator("header [data-notice]").first).to_be_visible()


def dress(page: Page, theme: str) -> None:
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@LANGUAGES
def test_axe_finds_nothing_on_any_page_by_day_by_night_and_in_any_layout(
    plant: Plant, open_page: OpenPage, language: str
) -> None:
    page = open_page(plant.url, language, cookies=plant.cookies)
    found = {}
    for path in PAGES:
        show(page, plant.url, path)
        for size, theme in ((FULL_HD, "night"), (FULL_HD, "day"), (LAPTOP, "day"), (PORTRAIT, "day")):
            resize(page, size)
            dress(page, theme)
            # What a theme colours is the same in every layout; what stands where is the same in every theme.
            if faults := violations(page, colours=size == FULL_HD):
                found[path, size, theme] = faults
    assert found == {}


@LANGUAGES
def test_every_target_fits_a_finger_and_the_screen_in_every_layout(
    plant: Plant, open_page: OpenPage, language: str
) -> None:
    page = open_page(plant.url, language, cookies=plant.cookies)
    found = {}
    for path in PAGES:
        show(page, plant.url, path)
        for size in (FULL_HD, LAPTOP, PORTRAIT):
            resize(page, size)
            if faults := misfit_targets(page):
                found[path, size] = faults
    assert found == {}


def test_what_has_the_focus_is_seen_to_have_it_on_every_page(plant: Plant, open_page: OpenPage) -> None:
    page = open_page(plant.url, size=LAPTOP, cookies=plant.cookies)
    found = {}
    for path in PAGES:
        show(page, plant.url, path)
        if faults := list(_unseen_focus(page)):
            found[path] = faults
    assert found == {}


def _unseen_focus(page: Page) -> Iterator[str]:
    """Yield what the Tab key comes to without a ring around it, or under something else."""
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUSED)
        if told is None:
            return
        if told:
            yield told


def test_no_text_is_cut_off_where_words_are_two_fifths_longer(plant: Plant, open_page: OpenPage) -> None:
    page = open_page(plant.url, first=PSEUDO, cookies=plant.cookies)
    found = {}
    for path in PAGES:
        show(page, plant.url, path)
        expect(page.locator("html")).to_have_attribute("lang", "en-XA")
        for size in (FULL_HD, LAPTOP, PORTRAIT):
            resize(page, size)
            if faults := clipped_texts(page):
                found[path, size] = faults
    assert found == {}
