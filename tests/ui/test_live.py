"""The Live page in a real browser, over a real record that a real recorder writes."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from lines import board_with_hole, learnt, running
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect
from ui.conftest import FULL_HD, OpenPage, Serve, Site, visible_latin
from ui.written_line import PLANT_NAME, Shown, WrittenLine, make_defect, served

from inspector.part import Box, Outcome

pytestmark = pytest.mark.peer

LAPTOP = (1280, 800)
PORTRAIT = (1080, 1920)
SIZES = pytest.mark.parametrize("size", [FULL_HD, LAPTOP, PORTRAIT], ids=["full-hd", "laptop", "portrait"])
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-CN"])
DEFECT_BOX = Box(200, 120, 280, 160)
NG = Shown(Outcome.REJECT, (make_defect(DEFECT_BOX),))
LEAST_TARGET_PX = 37
# Names of things that are the same in every language, and data of the line itself.
SAME_IN_CHINESE = {
    "Inspector",
    "OK",
    "NG",
    "PLC",
    "READY",
    "RUN",
    "GB",
    "LINE-",
    "PN-",
    "GigE",
    "PNG",
    "CSV",
    "English",
}


def picture_with_defect() -> NDArray[np.uint8]:
    """Return a dark picture that is white exactly inside DEFECT_BOX."""
    image = np.zeros((480, 640), np.uint8)
    image[120:160, 200:280] = 255
    return image


def tile(page: Page) -> Locator:
    return page.locator("[data-verdict]")


@pytest.mark.parametrize(
    ("outcome", "word", "chinese"),
    [
        (Outcome.PASS, "OK", "OK"),
        (Outcome.REJECT, "NG", "NG"),
        (Outcome.RECHECK, "Recheck", "待复判"),
        (Outcome.FAULT, "Not inspected", "未检"),
    ],
    ids=["OK", "NG", "recheck", "not-inspected"],
)
def test_a_part_that_is_recorded_appears_with_its_shape_and_word(
    site: Site, line: WrittenLine, open_page: OpenPage, outcome: Outcome, word: str, chinese: str
) -> None:
    pages = [(open_page(site.url), word), (open_page(site.url, "zh-CN"), chinese)]
    part_id = line.append(Shown(outcome))
    for page, expected in pages:
        expect(tile(page)).to_have_attribute("data-verdict", outcome.name)
        expect(tile(page).get_by_role("status")).to_have_text(expected)
        expect(tile(page).locator("svg")).to_have_attribute("data-shape", outcome.name)
        expect(tile(page)).to_contain_text(part_id)


def test_a_verdict_that_came_too_late_shows_what_the_controller_was_shown(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    line.append(Shown(Outcome.PASS, late=True))
    page = open_page(site.url)
    expect(tile(page)).to_have_attribute("data-verdict", "FAULT")
    expect(tile(page)).to_contain_text("too late")


@SIZES
def test_a_defect_box_lies_on_its_defect_within_a_pixel(
    site: Site, line: WrittenLine, open_page: OpenPage, size: tuple[int, int]
) -> None:
    line.append(replace(NG, image=picture_with_defect()))
    page = open_page(site.url, size=size)
    box = page.locator("figure [data-box]")
    expect(box).to_be_visible()
    drawn = box.evaluate(
        "rect => { const r = rect.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom] }"
    )
    assert drawn == pytest.approx(white_in(page), abs=1.0)


def white_in(page: Page) -> list[float]:
    """Return left, top, right and bottom of what is white in the picture on the page, boxes taken away."""
    page.locator("figure svg").first.evaluate("overlay => { overlay.style.visibility = 'hidden' }")
    place = page.locator("figure img").bounding_box()
    assert place is not None
    shot = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shot is not None
    left, top = int(place["x"]) + 2, int(place["y"]) + 2
    right, bottom = int(place["x"] + place["width"]) - 2, int(place["y"] + place["height"]) - 2
    rows, columns = np.nonzero(shot[top:bottom, left:right] > 127)
    return [left + columns.min(), top + rows.min(), left + columns.max() + 1, top + rows.max() + 1]


def test_a_picture_on_its_way_to_the_disk_appears_when_it_is_there(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    page = open_page(site.url)
    inspection = line.append_row(Shown())
    expect(tile(page)).to_contain_text(inspection.part_id)
    expect(page.get_by_text("on its way to the disk")).to_be_visible()
    assert inspection.capture is not None
    line.keep(inspection)
    expect(page.locator("figure img")).to_be_visible()


def test_a_part_without_a_photograph_says_so_in_place_of_the_picture(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    line.append(Shown(Outcome.FAULT))
    expect(open_page(site.url).get_by_text("the part was not photographed")).to_be_visible()


def test_without_a_server_the_display_says_stale_and_recovers_by_itself(
    tmp_path: Path, open_page: OpenPage, allow: Callable[[str], None]
) -> None:
    allow("Failed to load resource: net::")
    (tmp_path / "data").mkdir()
    with WrittenLine(tmp_path / "data") as line:
        line.report_on()
        line.append(NG)
        with served(tmp_path / "data", tmp_path) as url:
            page = open_page(url)
            expect(tile(page)).to_have_attribute("data-verdict", "REJECT")
        expect(tile(page)).to_have_attribute("data-verdict", "stale")
        expect(page.get_by_role("alert")).to_contain_text(
            "Display lost contact. Inspection and reject continue on the line PC."
        )
        expect(tile(page).locator("s")).to_contain_text("NG")
        missed = [line.append(Shown()) for _ in range(3)]
        with served(tmp_path / "data", tmp_path, urlsplit(url).port or 0):
            expect(tile(page)).to_contain_text(missed[-1])
            for part_id in missed:
                expect(page.locator(f"button[data-part='{part_id}']")).to_be_visible()


def test_a_station_that_falls_silent_is_told_from_a_lost_display(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    line.append(Shown())
    page = open_page(site.url)
    expect(tile(page)).to_have_attribute("data-verdict", "PASS")
    line.fall_silent()
    expect(tile(page)).to_have_attribute("data-verdict", "silent")
    expect(page.get_by_role("alert")).to_contain_text("The station is silent.")


def test_a_pc_on_which_nothing_ran_shows_the_first_steps_and_claims_nothing(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url)
    expect(page.get_by_role("heading", name="First run")).to_be_visible()
    expect(tile(page)).to_have_attribute("data-verdict", "first")
    expect(page.get_by_text("No alarms")).to_have_count(0)


def test_a_lost_camera_is_said_with_consequence_and_remedy(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    line.append(Shown())
    page = open_page(site.url)
    expect(page.locator("[data-device=camera]")).to_have_attribute("data-state", "up")
    line.status = replace(line.status, camera_up=False, ready=False, not_ready_because="the camera does not answer")
    expect(page.locator("[data-device=camera]")).to_have_attribute("data-state", "down")
    alert = page.get_by_role("alert")
    for words in ("Camera lost", "Parts are not inspected and are rejected.", "Do this:"):
        expect(alert).to_contain_text(words)
    expect(tile(page)).to_have_attribute("data-verdict", "not-ready")


def test_a_reject_alone_is_no_alarm(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    line.append(NG)
    page = open_page(site.url)
    expect(tile(page)).to_have_attribute("data-verdict", "REJECT")
    expect(page.get_by_text("No alarms")).to_be_visible()


def test_an_older_part_is_one_tap_away_and_live_is_another(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    older = line.append(NG)
    newest = line.append(Shown())
    page = open_page(site.url)
    expect(page.locator(f"figure[data-part='{newest}']")).to_be_visible()
    page.locator(f"button[data-part='{older}']").click()
    expect(page.locator(f"figure[data-part='{older}']")).to_be_visible()
    page.get_by_role("button", name="Back to live").click()
    expect(page.locator(f"figure[data-part='{newest}']")).to_be_visible()


def test_the_strip_is_worked_by_keyboard_alone(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    older, newest = line.append(NG), line.append(Shown())
    page = open_page(site.url)
    expect(page.locator(f"figure[data-part='{newest}']")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.seq"):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(f"figure[data-part='{older}']")).to_be_visible()


def test_a_paused_strip_stands_still_while_the_verdict_goes_on(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    line.append(Shown())
    page = open_page(site.url)
    page.get_by_role("button", name="Pause").click()
    newest = line.append(NG)
    expect(tile(page)).to_contain_text(newest)
    expect(page.locator("[data-seq]")).to_have_count(1)
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("[data-seq]")).to_have_count(2)


def test_nine_tabs_stay_live_under_a_plain_name_of_the_plant(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    url = site.url.replace("127.0.0.1", PLANT_NAME)
    first = open_page(url)
    assert first.evaluate("window.isSecureContext") is False
    tabs = [first, *(first.context.new_page() for _ in range(8))]
    for tab in tabs[1:]:
        tab.goto(url)
    part_id = line.append(NG)
    for tab in tabs:
        expect(tile(tab)).to_contain_text(part_id)


def test_a_browser_without_shared_workers_is_live_too(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    page = open_page(site.url, first="delete window.SharedWorker")
    part_id = line.append(NG)
    expect(tile(page)).to_contain_text(part_id)


def test_parts_judged_by_a_real_station_appear_with_their_defects(
    tmp_path: Path, serve: Serve, open_page: OpenPage
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with running(data, learnt(), board_with_hole) as station:
        page = open_page(serve(data, tmp_path))
        # In a thread of its own, for this one runs the browser's event loop.
        ThreadPoolExecutor(1).submit(station.trigger, 3).result()
        expect(page.locator("[data-seq]")).to_have_count(3)
        expect(tile(page)).to_have_attribute("data-verdict", "REJECT")
        expect(page.locator("figure [data-defect]").first).to_be_visible()
        expect(page.locator("[data-count=REJECT] dd")).to_have_text("3")


def test_the_header_names_golden_and_model_by_which_parts_are_judged(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    line.status = replace(line.status, revision="r007", comparator="siamese", model_sha256="61eef9f8" + "0" * 56)
    page = open_page(site.url)
    expect(page.locator("header")).to_contain_text("Product PN-1042, revision r007 · siamese 61eef9f8")
    expect(page.locator("[data-model]")).to_have_attribute("title", "siamese 61eef9f8" + "0" * 56)


def test_a_station_of_before_that_names_no_model_shows_none(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    line.status = replace(line.status, model_sha256="")
    page = open_page(site.url)
    expect(page.locator("header")).to_contain_text("revision r001")
    expect(page.locator("[data-model]")).to_have_text("")


def test_hostile_words_of_the_line_are_shown_as_words(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    hostile = "<img src=x onerror=alert(1)>{{count}}$t(title.live)"
    line.status = replace(line.status, station=hostile, warnings=(hostile,))
    line.append(replace(NG, message=hostile, defects=(make_defect(DEFECT_BOX, zone=hostile[:40]),)))
    page = open_page(site.url)
    expect(page.locator("header")).to_contain_text(hostile)
    expect(tile(page)).to_contain_text(hostile[:40])
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_the_language_is_changed_by_a_tap_and_kept(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    line.append(Shown())
    page = open_page(site.url)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.get_by_role("button", name="English")).to_be_visible()


@pytest.fixture
def busy(site: Site, line: WrittenLine) -> str:
    """Return the URL of a line that shows nearly everything at once."""
    image = picture_with_defect()
    for number in range(30):
        outcome = list(Outcome)[number % 4]
        line.append(Shown(outcome, image=image, age=timedelta(seconds=60 - number)))
    line.append(replace(NG, image=image, message="measured 1.83, expected below 1.00"))
    line.status = replace(line.status, disk_free_bytes=3_000_000_000, warnings=("the GPU was asked for, the CPU runs",))
    return site.url


@LANGUAGES
@SIZES
def test_axe_finds_nothing_on_the_live_page(
    busy: str, open_page: OpenPage, language: str, size: tuple[int, int]
) -> None:
    page = open_page(busy, language, size)
    expect(page.locator("figure [data-box]")).to_be_visible()
    assert violations(page) == []


@LANGUAGES
@pytest.mark.parametrize("path", ["parts", "parts/L3-000031"], ids=["parts", "part"])
def test_axe_finds_nothing_on_the_pages_of_parts(busy: str, open_page: OpenPage, language: str, path: str) -> None:
    page = open_page(busy + path, language)
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main table").first).to_be_visible()
    assert violations(page) == []


@LANGUAGES
def test_axe_finds_nothing_on_a_page_without_contact(
    tmp_path: Path, open_page: OpenPage, allow: Callable[[str], None], language: str
) -> None:
    allow("Failed to load resource: net::")
    (tmp_path / "data").mkdir()
    with WrittenLine(tmp_path / "data") as line, served(tmp_path / "data", tmp_path) as url:
        line.report_on()
        line.append(NG)
        page = open_page(url, language)
        expect(tile(page)).to_have_attribute("data-verdict", "REJECT")
        expect(page.locator("figure img")).to_be_visible()
    expect(tile(page)).to_have_attribute("data-verdict", "stale")
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found]


@SIZES
def test_every_target_fits_a_finger_and_the_screen(busy: str, open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page(busy, size=size)
    expect(page.locator("[data-seq]")).to_have_count(24)
    targets = page.locator("button, a[href], [data-seq]").all()
    boxes = [box for target in targets if (box := target.bounding_box())]
    assert [box for box in boxes if box["height"] < LEAST_TARGET_PX or box["width"] < LEAST_TARGET_PX] == []
    assert [box for box in boxes if box["x"] + box["width"] > size[0] or box["y"] + box["height"] > size[1]] == []


@pytest.mark.parametrize("path", ["", "parts", "parts/L3-000031"], ids=["live", "parts", "part"])
def test_a_chinese_page_has_no_english_words(busy: str, open_page: OpenPage, path: str) -> None:
    page = open_page(busy + path, "zh-CN")
    expect(page.locator("main table, figure [data-box]").first).to_be_visible()
    expect(page.locator("[data-notice]").first).to_be_visible()
    assert foreign_words(page) == set()


@pytest.mark.parametrize("is_up", [True, False], ids=["waiting", "camera-lost"])
def test_a_chinese_page_without_parts_has_no_english_words(
    site: Site, line: WrittenLine, open_page: OpenPage, *, is_up: bool
) -> None:
    line.status = replace(line.status, camera_up=is_up, ready=is_up, not_ready_because="" if is_up else "no camera")
    page = open_page(site.url, "zh-CN")
    expect(tile(page)).to_have_attribute("data-verdict", "waiting" if is_up else "not-ready")
    assert foreign_words(page) == set()


def foreign_words(page: Page) -> set[str]:
    """Return Latin words that are neither the same in Chinese nor data of the written line."""
    data = re.compile(r"U\d*|L\d?-?|r\d*|test|CPU|px|[A-Z]{2}-")
    return {word for word in visible_latin(page) if word not in SAME_IN_CHINESE and not data.fullmatch(word)}
