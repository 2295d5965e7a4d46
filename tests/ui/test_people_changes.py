"""What an admin does about people on the Users page, and being signed off by itself."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from people import CHEAP, PIN, add_person, signed_in
from playwright.sync_api import Locator, Page, expect
from ui.conftest import OpenPage, Site, visible_latin
from ui.reviewing import BY_HAND_MS
from ui.test_users import BADGE, LAPTOP, check, person, swipe

from inspector.people.roles import Role
from inspector.people.sqlite_users import USERS_FILE
from inspector.wiring.people import people_of

pytestmark = pytest.mark.peer

NEW_PIN = "864209"
IDLE_S = 900


def users_page(site: Site, open_page: OpenPage, language: str = "en") -> Page:
    """Return the page Users as Wang, an admin, has it."""
    page = open_page(f"{site.url}users", language, LAPTOP, cookies=signed_in(site.data, site.url, "Wang", Role.ADMIN))
    expect(page.get_by_role("row").first).to_be_visible()
    return page


def changing(page: Page, name: str) -> Locator:
    page.get_by_role("button", name=f"Change {name}").click()
    return page.get_by_role("dialog")


def tap_pin(dialog: Locator, pin: str) -> None:
    for digit in pin:
        dialog.get_by_role("button", name=digit, exact=True).click()
    dialog.get_by_role("button", name="OK", exact=True).click()


def acts(data: Path) -> list[tuple[str, str, str, str]]:
    """Return who did what to whom and how, newest first."""
    with people_of(data, cost=CHEAP) as people:
        return [(each.by.name, each.act, each.about, each.detail) for each in people.trail.page(20)]


def may_sign_in(data: Path, name: str, pin: str) -> bool:
    with people_of(data, cost=CHEAP) as people:
        return people.users.with_pin(name, pin) is not None


def test_a_new_pin_is_tapped_twice_on_the_pad(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Li Na")
    page = users_page(site, open_page)
    dialog = changing(page, "Li Na")
    dialog.get_by_role("button", name="New PIN").click()
    tap_pin(dialog, NEW_PIN)
    expect(dialog).to_contain_text("Type it once more.")
    tap_pin(dialog, "111111")
    expect(dialog).to_contain_text("The two were not the same.")
    for _ in range(2):
        tap_pin(dialog, NEW_PIN)
    expect(dialog.get_by_role("button", name="New PIN")).to_be_visible()
    assert (may_sign_in(site.data, "Li Na", NEW_PIN), may_sign_in(site.data, "Li Na", PIN)) == (True, False)
    assert acts(site.data)[0] == ("Wang", "change-user", "Li Na", "pin: changed")


def test_a_higher_role_comes_with_a_pin_a_lower_one_with_a_question(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Li Na")
    page = users_page(site, open_page)
    dialog = changing(page, "Li Na")
    dialog.get_by_role("button", name="Engineer").click()
    expect(dialog).to_contain_text("The role Engineer needs a new PIN.")
    for _ in range(2):
        tap_pin(dialog, NEW_PIN)
    row = page.get_by_role("row", include_hidden=True).filter(has_text="Li Na")
    expect(row).to_contain_text("Engineer")
    dialog.get_by_role("button", name="Operator").click()
    dialog.get_by_role("button", name="Change role").click()
    expect(row).to_contain_text("Operator")
    assert [act[3] for act in acts(site.data)[:2]] == ["role: operator", "role: engineer, pin: changed"]


def test_a_badge_is_given_at_the_reader_and_signs_nobody_in_meanwhile(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Li Na")
    page = users_page(site, open_page)
    dialog = changing(page, "Li Na")
    dialog.get_by_role("button", name="Give a badge").click()
    expect(dialog).to_contain_text("Hold the badge to the reader.")
    row = page.get_by_role("row", include_hidden=True).filter(has_text="Li Na")
    swipe(page)
    expect(row).to_contain_text("Badge given")
    assert acts(site.data)[0] == ("Wang", "change-user", "Li Na", "badge: changed")
    dialog.get_by_role("button", name="Take the badge away").click()
    expect(row).not_to_contain_text("Badge given")
    expect(page.locator("header button[data-person]", has_text="Wang")).to_have_count(1)


def test_who_is_removed_is_out_at_once_and_keeps_what_they_did(
    site: Site, open_page: OpenPage, allow: Callable[[str], None]
) -> None:
    allow("401 (Unauthorized)")
    theirs = open_page(f"{site.url}review", cookies=signed_in(site.data, site.url, "Li Na"))
    expect(person(theirs)).to_contain_text("Li Na")
    page = users_page(site, open_page)
    dialog = changing(page, "Li Na")
    dialog.get_by_role("button", name="Remove").click()
    expect(dialog).to_contain_text("What they did keeps their name")
    dialog.get_by_role("button", name="Remove").click()
    expect(dialog).to_have_count(0)
    row = page.get_by_role("row").filter(has_text="Li Na")
    expect(row).to_contain_text("removed")
    expect(row.get_by_role("button")).to_have_count(0)
    refused = theirs.evaluate("fetch('/api/alarms/1/acknowledge', {method: 'POST'}).then(answer => answer.status)")
    assert refused == 401
    expect(theirs.locator("header").get_by_role("button", name="Sign in")).to_be_visible()
    page.goto(f"{site.url}audit")
    expect(page.get_by_role("row").filter(has_text="User removed")).to_contain_text("Li Na")


@pytest.mark.parametrize("act", ["锁定", "删除"])
def test_the_last_admin_stays_and_the_page_says_why_in_its_own_language(
    site: Site, open_page: OpenPage, allow: Callable[[str], None], act: str
) -> None:
    allow("400 (Bad Request)")
    page = users_page(site, open_page, "zh-CN")
    page.get_by_role("button", name="更改 Wang").click()
    dialog = page.get_by_role("dialog")
    for _ in range(1 if act == "锁定" else 2):
        dialog.get_by_role("button", name=act).click()
    expect(dialog.get_by_role("alert")).to_have_text("Wang 是最后一位可登录的管理员。请先添加或解锁另一位管理员。")
    assert set(visible_latin(page)) <= {"English", "Wang", "PIN", "PLC", "OK", "GB", "MSA"}


def left(data: Path, seconds: int) -> None:
    """Let everybody's session be over so many seconds from now."""
    with closing(sqlite3.connect(data / USERS_FILE)) as db, db:
        used_us = int((time.time() - IDLE_S + seconds) * 1_000_000)
        db.execute("UPDATE sessions SET used_us = ?, signed_in_us = ?", (used_us, used_us))


def test_whoever_is_about_to_be_signed_off_stays_by_one_tap(site: Site, open_page: OpenPage) -> None:
    cookies = signed_in(site.data, site.url, "Li Na")
    left(site.data, 30)
    page = open_page(site.url, size=LAPTOP, cookies=cookies)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_contain_text("Signed off in 2")
    check(page)
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_have_count(0)
    expect(person(page)).to_contain_text("Li Na")
    with people_of(site.data, cost=CHEAP) as people:
        session = people.users.session(next(iter(cookies.values())), used=False)
    assert session is not None
    assert session.left_s > IDLE_S - 60


AHEAD = """
window.aheadMs = 0
const now = performance.now.bind(performance)
performance.now = () => now() + window.aheadMs
"""


def test_whoever_signs_out_in_the_warning_is_out(site: Site, open_page: OpenPage) -> None:
    cookies = signed_in(site.data, site.url, "Li Na")
    left(site.data, 30)
    page = open_page(site.url, size=LAPTOP, cookies=cookies, first=AHEAD)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_contain_text("Signed off in 2")
    # As after minutes without a touch, the next of which is told to the line PC: the finger stays a moment.
    page.evaluate("window.aheadMs = 31_000")
    warning.get_by_role("button", name="Sign out").hover()
    page.mouse.down()
    page.wait_for_timeout(500)
    page.mouse.up()
    expect(page.locator("header").get_by_role("button", name="Sign in")).to_be_visible()


def test_whoever_is_away_is_signed_off_and_the_trail_says_so(site: Site, open_page: OpenPage) -> None:
    cookies = signed_in(site.data, site.url, "Li Na")
    left(site.data, 30)
    page = open_page(site.url, "zh-CN", LAPTOP, cookies=cookies)
    expect(page.get_by_role("alertdialog")).to_contain_text("秒后自动退出登录")
    left(site.data, 0)
    expect(page.locator("header").get_by_role("button", name="登录")).to_be_visible()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    assert acts(site.data)[0] == ("Li Na", "sign-off", "Li Na", "nobody touched the display for 15 min")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_step_of_a_change_is_accessible_and_large_enough(site: Site, open_page: OpenPage, language: str) -> None:
    add_person(site.data, "李娜", badge=BADGE)
    page = users_page(site, open_page, language)
    page.get_by_role("row").filter(has_text="李娜").get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    for number in range(9):
        expect(dialog.get_by_role("group")).to_have_count(4)
        check(page)
        button = dialog.get_by_role("button").nth(number)
        if button.inner_text() in {"Take the badge away", "取消工卡", "Lock", "锁定"} or number == 0:
            continue
        button.click()
        check(page)
        page.get_by_role("button", name={"en": "Back", "zh-CN": "返回"}[language]).click()


def test_the_new_pin_is_typed_on_a_keyboard_too(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Li Na")
    page = users_page(site, open_page)
    dialog = changing(page, "Li Na")
    dialog.get_by_role("button", name="New PIN").click()
    for _ in range(2):
        page.keyboard.type(NEW_PIN, delay=BY_HAND_MS)
        page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="New PIN")).to_be_visible()
    assert may_sign_in(site.data, "Li Na", NEW_PIN)
