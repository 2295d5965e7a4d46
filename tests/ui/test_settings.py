"""The settings of a display: kept in its browser, open to everybody, and true to the millimetre once measured."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from ui.conftest import OpenPage, Site, visible_latin

pytestmark = pytest.mark.peer

LAPTOP = (1280, 800)
CARD_MM = 85.6


def settings(open_page: OpenPage, site: Site, language: str = "en") -> Page:
    page = open_page(f"{site.url}settings", language, LAPTOP)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def card_px(page: Page) -> float:
    box = page.locator("[data-card]").bounding_box()
    assert box is not None
    return box["width"]


def height_px(page: Page) -> float:
    box = page.get_by_role("link", name="Live").bounding_box()
    assert box is not None
    return box["height"]


def test_a_measured_panel_has_buttons_of_ten_millimetres_on_every_page(site: Site, open_page: OpenPage) -> None:
    page = settings(open_page, site)
    assert card_px(page) == pytest.approx(CARD_MM * 3.78, abs=1)
    for _ in range(3):
        page.get_by_role("button", name="Much larger").click()
    page.get_by_role("button", name="A little smaller").click()
    expect(page.get_by_text("4.06 pixels for one millimetre")).to_be_visible()
    assert card_px(page) == pytest.approx(CARD_MM * 4.06, abs=1)
    page.goto(f"{site.url}parts")
    assert height_px(page) == pytest.approx(10 * 4.06, abs=1)
    page.goto(f"{site.url}settings")
    page.get_by_role("button", name="Not measured").click()
    assert card_px(page) == pytest.approx(CARD_MM * 3.78, abs=1)


def test_what_is_set_outlives_a_reload(site: Site, open_page: OpenPage) -> None:
    page = settings(open_page, site)
    for group, chosen in (
        ("Light", "Night"),
        ("Size of buttons", "For a mouse"),
        ("Sound of alarms", "On"),
        ("Single keys", "Off"),
        ("Language", "中文"),
    ):
        page.get_by_role("radiogroup", name=group).get_by_text(chosen, exact=True).click()
    page.reload()
    checked = page.get_by_role("radio", checked=True)
    expect(checked).to_have_count(5)
    labels = [each.locator("xpath=ancestor::label").inner_text() for each in checked.all()]
    assert labels == ["中文", "夜间", "鼠标", "开", "关"]
    expect(page.locator("html")).to_have_attribute("data-density", "desk")


def test_the_table_of_keys_opens_on_every_page_unless_keys_are_off(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"{site.url}parts", size=LAPTOP)
    expect(page.get_by_role("link", name="Settings of this display")).to_be_visible()
    page.keyboard.press("?")
    table = page.get_by_role("dialog")
    expect(table).to_contain_text("Acknowledge the selected alarm")
    table.get_by_role("button", name="Keys are on").click()
    table.get_by_role("button", name="Close").click()
    expect(table).to_have_count(0)
    page.keyboard.press("?")
    page.goto(f"{site.url}settings")
    page.keyboard.press("?")
    expect(page.get_by_role("radio", name="Off", checked=True)).to_have_count(2)
    expect(table).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_is_accessible_and_of_one_language(site: Site, open_page: OpenPage, language: str) -> None:
    page = settings(open_page, site, language)
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    assert language == "en" or set(visible_latin(page)) <= {"English", "PLC"}
