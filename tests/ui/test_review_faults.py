"""What may go wrong while parts are reviewed: none of it is silent, and none of it decides anything."""

import re
from collections.abc import Callable

import pytest
from people import add_person
from playwright.sync_api import Page, expect
from ui.conftest import OpenPage, Site
from ui.reviewing import (
    DRAWN,
    NG,
    OK,
    decide,
    looked_at,
    open_as,
    press,
    rejected,
    standing,
    takes_taps,
    until_kept,
)
from ui.screenshots import REVIEW, picture
from ui.written_line import Shown, WrittenLine

from inspector.part import Outcome
from inspector.people.roles import Role

pytestmark = pytest.mark.peer

QUEUE_PAGE = 50
FULL = {"detail": "cannot write the ledger: the disk is full", "code": "", "figures": {}}


@pytest.fixture
def rejects(site: Site, line: WrittenLine) -> list[str]:
    """Return the names of four rejects, newest first, with their pictures on the disk."""
    return rejected(site, line, 4)


@pytest.fixture
def page(site: Site, rejects: list[str], open_page: OpenPage) -> Page:
    """Return the Review page, with the newest reject on display."""
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    return page


def refuse(page: Page, path: str) -> None:
    """Let the line PC refuse what is asked of it there."""
    page.route(path, lambda route: route.fulfill(status=503, json=FULL))


def test_a_browser_that_misses_its_network_goes_on_asking_the_line_pc(page: Page, line: WrittenLine) -> None:
    page.evaluate("() => { window.dispatchEvent(new Event('offline')) }")
    name = line.append(NG)
    expect(page.locator(f"[data-queue-part='{name}']")).to_be_visible()


def test_newer_parts_do_not_push_away_the_one_that_is_looked_at(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    (oldest,) = rejected(site, line, 1)
    for _ in range(QUEUE_PAGE - 1):
        line.append_row(Shown(Outcome.REJECT))
    page = open_as(open_page, site, "review")
    expect(page.locator("[data-queue-part]")).to_have_count(QUEUE_PAGE)
    page.locator(f"[data-queue-part='{oldest}']").click()
    looked_at(page, oldest)
    press(page, "d")
    expect(page.locator("[data-step=reason]")).to_be_visible()
    newer = line.append_row(Shown(Outcome.REJECT)).part_id
    expect(page.locator(f"[data-queue-part='{newer}']")).to_be_visible()
    expect(page.locator("main [data-notice]")).to_have_count(0)
    press(page, "1")
    expect(page.locator(f"[data-undo='{oldest}']")).to_be_visible()
    assert standing(site, oldest) == "true-defect missing-part Li"


def test_reasons_that_cannot_be_read_are_said_and_asked_for_again(
    site: Site, rejects: list[str], open_page: OpenPage, allow: Callable[[str], None]
) -> None:
    allow("Failed to load resource")
    page = open_as(open_page, site, "parts")
    refuse(page, "**/api/review/reasons")
    page.goto(f"{site.url}review")
    told = page.get_by_role("alert").filter(has_text="The reasons cannot be read")
    expect(told).to_be_visible()
    expect(page.locator("[data-decision=bad]")).to_be_disabled()
    page.unroute("**/api/review/reasons")
    expect(told).to_have_count(0)
    looked_at(page, rejects[0])
    press(page, "d", "1")
    looked_at(page, rejects[1])


def test_an_undo_that_could_not_be_entered_can_be_tried_again(
    page: Page, site: Site, rejects: list[str], allow: Callable[[str], None]
) -> None:
    allow("Failed to load resource")
    press(page, "d", "1")
    undo = page.locator(f"[data-undo='{rejects[0]}']")
    expect(undo).to_be_visible()
    refuse(page, "**/dispositions/undo")
    press(page, "u")
    expect(page.locator("[data-notice=undoRefused]")).to_contain_text("not taken back")
    expect(page.locator("[data-notice=undoRefused]")).to_contain_text("the disk is full")
    expect(undo).to_be_visible()
    page.unroute("**/dispositions/undo")
    press(page, "u")
    looked_at(page, rejects[0])
    assert standing(site, rejects[0]) is None


@pytest.mark.parametrize("focus", ["body", "input[type=range]"])
def test_a_badge_decides_nothing_whatever_it_begins_with(
    page: Page, site: Site, rejects: list[str], focus: str
) -> None:
    add_person(site.data, "Wang Fang", Role.QUALITY, "1s07391842")
    looked_at(page, rejects[0])
    decide(page, "bad")
    takes_taps(page)
    # All of it in one turn, faster than any reader.
    page.evaluate(
        """([focus, keys]) => {
          const at = document.querySelector(focus)
          at.focus()
          for (const key of keys) at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
        }""",
        [focus, [*"1s07391842", "Enter"]],
    )
    expect(page.locator("header button[data-person]")).to_contain_text("Wang Fang")
    expect(page.locator(f"[data-queue-part='{rejects[0]}']")).to_have_attribute("aria-current", "true")
    assert [standing(site, name) for name in rejects] == [None] * len(rejects)


def test_the_enter_of_a_link_decides_nothing(page: Page, site: Site, rejects: list[str]) -> None:
    press(page, "f")
    expect(page.locator("[data-step=reason]")).to_be_visible()
    takes_taps(page)
    page.locator("header nav").get_by_role("link", name="Parts").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}parts")
    assert standing(site, rejects[0]) is None


def test_a_keyboard_goes_on_from_the_part_that_comes_next(page: Page, rejects: list[str]) -> None:
    page.locator(f"[data-queue-part='{rejects[0]}']").focus()
    press(page, "d", "1")
    looked_at(page, rejects[1])
    expect(page.locator(f"[data-queue-part='{rejects[1]}']")).to_be_focused()
    page.keyboard.press("ArrowDown")
    looked_at(page, rejects[2])


def test_a_keyboard_goes_on_where_the_buttons_were(page: Page) -> None:
    page.locator("[data-decision=bad]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=reason]")).to_be_visible()
    expect(page.get_by_role("group", name="Decide")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-step=reason] button").first).to_be_focused()


def test_a_heat_map_that_cannot_be_read_is_no_part_without_heat(page: Page, allow: Callable[[str], None]) -> None:
    allow("Failed to load resource")
    refuse(page, "**/map")
    page.reload()
    told = page.get_by_role("alert").filter(has_text="The heat map could not be read")
    expect(told).to_be_visible()
    page.unroute("**/map")
    expect(page.locator("[data-heat]")).to_be_attached()
    expect(told).to_have_count(0)


def test_the_documents_get_the_picture_of_a_reject_though_an_audit_sample_is_newer(
    page: Page, site: Site, line: WrittenLine, rejects: list[str]
) -> None:
    while not DRAWN.holds(name := line.append(OK)):
        pass
    until_kept(site, [name])
    page.reload()
    looked_at(page, name)
    assert picture(page, site.url, REVIEW)
    expect(page.locator(f"[data-queue-part='{rejects[0]}']")).to_have_attribute("aria-current", "true")


def test_what_was_said_is_taken_back_on_the_parts_own_page(page: Page, site: Site, rejects: list[str]) -> None:
    press(page, "d", "1")
    looked_at(page, rejects[1])
    page.goto(f"{site.url}parts/{rejects[0]}")
    page.get_by_role("button", name="Take back what was said").click()
    expect(page.get_by_text("taken back")).to_be_visible()
    expect(page.get_by_role("button", name="Take back what was said")).to_have_count(0)
    assert standing(site, rejects[0]) is None


def test_a_ledger_that_cannot_be_read_is_no_part_without_a_word(
    page: Page, site: Site, rejects: list[str], allow: Callable[[str], None]
) -> None:
    allow("Failed to load resource")
    refuse(page, "**/dispositions")
    page.goto(f"{site.url}parts/{rejects[0]}")
    told = page.get_by_role("alert").filter(has_text="What people said of this part cannot be read")
    expect(told).to_be_visible()
    page.unroute("**/dispositions")
    told.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Nobody has said anything of this part yet.")).to_be_visible()


def test_a_count_of_the_queue_that_cannot_be_read_is_not_shown_as_it_was(
    page: Page, site: Site, allow: Callable[[str], None]
) -> None:
    allow("Failed to load resource")
    page.goto(site.url)
    waiting = page.locator("[data-waiting]")
    expect(waiting).to_contain_text("4")
    refuse(page, "**/api/review/count")
    expect(waiting).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("To review"))).to_contain_text("\u2013")


@pytest.mark.parametrize("path", ["review", ""], ids=["review", "live"])
def test_a_picture_that_could_not_be_read_comes_when_it_can_be(
    page: Page, site: Site, rejects: list[str], allow: Callable[[str], None], path: str
) -> None:
    allow("Failed to load resource")
    refuse(page, f"**/{rejects[0]}/image")
    page.goto(f"{site.url}{path}")
    told = page.get_by_text("The picture could not be read from the line PC.")
    expect(told).to_be_visible()
    page.unroute(f"**/{rejects[0]}/image")
    expect(told).to_have_count(0)
    expect(page.get_by_alt_text(f"Picture of part {rejects[0]}")).to_be_visible()
