"""Signing in at a real page: by finger, by keyboard and by badge; who is who is seen by everybody on the display."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import PIN, add_person
from playwright.sync_api import Locator, Page, expect
from ui.conftest import OpenPage, Site, visible_latin
from ui.reviewing import BY_HAND_MS
from ui.written_line import PLANT_NAME

from inspector.people.roles import Role
from inspector.people.sqlite_trail import TRAIL_FILE

pytestmark = pytest.mark.peer

LAPTOP = (1280, 800)
BADGE = "0007391842"
HOSTILE = "<img src=x onerror=document.title='taken'>"
LEAST_TARGET_PX, LEAST_KEY_PX = 37, 75


def person(page: Page) -> Locator:
    return page.locator("header button[data-person]")


def open_dialog(page: Page, word: str = "Sign in") -> Locator:
    page.locator("header").get_by_role("button", name=word, exact=True).click()
    return page.get_by_role("dialog")


def sign_in(page: Page, name: str, pin: str = PIN, word: str = "Sign in") -> None:
    """Sign somebody in as a finger does."""
    dialog = open_dialog(page, word)
    dialog.get_by_role("button", name=name).click()
    for digit in pin:
        dialog.get_by_role("button", name=digit, exact=True).click()
    dialog.get_by_role("button", name="OK", exact=True).click()


def test_somebody_signs_in_by_finger_and_out_again(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Li Na")
    page = open_page(site.url)
    sign_in(page, "Li Na")
    expect(person(page)).to_have_text("Li NaOperator")
    page.reload()
    expect(person(page)).to_contain_text("Li Na")
    person(page).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("header").get_by_role("button", name="Sign in")).to_be_visible()


def test_who_signs_out_is_told_where_that_could_not_be_entered_and_is_out(
    site: Site, open_page: OpenPage, allow: Callable[[str], None]
) -> None:
    allow("503 (Service Unavailable)")
    add_person(site.data, "Li Na")
    page = open_page(site.url)
    sign_in(page, "Li Na")
    expect(person(page)).to_be_visible()
    with closing(sqlite3.connect(site.data / TRAIL_FILE)) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    person(page).click()
    page.get_by_role("button", name="Sign out").click()
    told = page.get_by_role("dialog").get_by_role("alert")
    expect(told).to_contain_text("This display has forgotten you, but the line PC could not enter that you signed out.")
    expect(told).to_contain_text("the disk is full")
    expect(person(page)).to_have_count(0)


def test_a_badge_signs_in_anywhere_and_replaces_who_was_there(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Li Na")
    add_person(site.data, "王芳", Role.QUALITY, BADGE)
    page = open_page(site.url)
    sign_in(page, "Li Na")
    expect(person(page)).to_contain_text("Li Na")
    # What has the focus is not pressed by the Enter of the badge.
    person(page).focus()
    swipe(page)
    expect(person(page)).to_have_text("王芳Quality")
    expect(page.get_by_role("dialog")).to_be_hidden()


def swipe(page: Page) -> None:
    """Hold the badge to the reader: its keys bear moments 8 ms apart, however busy the PC is that presses them."""
    session, at_s = page.context.new_cdp_session(page), time.time()
    for number, key in enumerate([*BADGE, "Enter"]):
        enter = {"text": "\r", "windowsVirtualKeyCode": 13} if key == "Enter" else {"text": key}
        for kind in ("keyDown", "keyUp"):
            event = {"type": kind, "key": key, "timestamp": at_s + 0.008 * number}
            session.send("Input.dispatchKeyEvent", event | (enter if kind == "keyDown" else {}))
    session.detach()


def test_a_badge_of_nobody_is_told(site: Site, open_page: OpenPage, allow: Callable[[str], None]) -> None:
    allow("401 (Unauthorized)")
    add_person(site.data, "Li Na")
    page = open_page(site.url)
    expect(page.locator("header").get_by_role("button", name="Sign in")).to_be_enabled()
    swipe(page)
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_have_text("Badge, name or PIN is wrong.")


def test_whoever_guesses_is_told_to_wait(site: Site, open_page: OpenPage, allow: Callable[[str], None]) -> None:
    allow("401 (Unauthorized)")
    allow("429 (Too Many Requests)")
    add_person(site.data, "Li Na")
    page = open_page(site.url)
    dialog = open_dialog(page)
    dialog.get_by_role("button", name="Li Na").click()
    alert = dialog.get_by_role("alert")
    for _ in range(3):
        page.keyboard.type("9182", delay=BY_HAND_MS)
        expect(dialog.get_by_label("4 digits typed")).to_be_visible()
        page.keyboard.press("Enter")
        expect(alert).to_have_text("Badge, name or PIN is wrong.")
        expect(dialog.get_by_role("button", name="1", exact=True)).to_be_enabled()
    page.keyboard.type("9182", delay=BY_HAND_MS)
    page.keyboard.press("Enter")
    expect(alert).to_contain_text("Too many wrong tries. Wait")


def test_where_nobody_can_sign_in_the_command_is_named(site: Site, open_page: OpenPage) -> None:
    dialog = open_dialog(open_page(site.url))
    expect(dialog.locator("code")).to_contain_text("inspector users add NAME --role admin")


def test_it_works_by_the_name_of_the_line_pc(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Li Na")
    page = open_page(site.url.replace("127.0.0.1", PLANT_NAME))
    sign_in(page, "Li Na")
    expect(person(page)).to_contain_text("Li Na")


def test_a_hostile_name_is_text_wherever_it_is_shown(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, HOSTILE, Role.ADMIN)
    page = open_page(site.url)
    sign_in(page, HOSTILE)
    expect(person(page)).to_contain_text(HOSTILE)
    for path, title in (("users", "Users"), ("audit", "Audit trail")):
        page.goto(f"{site.url}{path}")
        expect(page.get_by_role("table").get_by_text(HOSTILE).first).to_be_visible()
        expect(page).to_have_title(f"{title} · Inspector")


def test_an_admin_adds_somebody_and_locks_them(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Wang", Role.ADMIN)
    page = open_page(site.url)
    sign_in(page, "Wang")
    expect(person(page)).to_contain_text("Wang")
    page.goto(f"{site.url}users")
    page.get_by_label("Name", exact=True).fill("Li Na")
    page.get_by_label("PIN", exact=True).fill("8264")
    page.get_by_role("button", name="Add user").click()
    row = page.get_by_role("row").filter(has_text="Li Na")
    expect(row).to_contain_text("may sign in")
    row.get_by_role("button", name="Change Li Na").click()
    page.get_by_role("dialog").get_by_role("button", name="Lock").click()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(row).to_contain_text("locked")


def test_pages_of_admins_are_closed_to_others(site: Site, open_page: OpenPage) -> None:
    add_person(site.data, "Li Na")
    page = open_page(site.url)
    sign_in(page, "Li Na")
    expect(person(page)).to_contain_text("Li Na")
    page.goto(f"{site.url}audit")
    expect(page.get_by_text("This page needs the role: Administrator")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)


def test_the_theme_is_kept(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url)
    page.get_by_role("button", name="Night").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "night")
    expect(page.get_by_role("button", name="Day")).to_be_visible()


def test_the_page_that_is_shown_is_marked(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"{site.url}parts")
    expect(page.get_by_role("navigation").locator("[aria-current=page]")).to_have_text("Parts")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("theme", ["day", "night"])
def test_every_step_is_accessible_and_large_enough(site: Site, open_page: OpenPage, language: str, theme: str) -> None:
    add_person(site.data, "王芳", Role.ADMIN)
    page = open_page(site.url, language, LAPTOP, f"localStorage.setItem('inspector.theme', '{theme}')")
    word = {"en": "Sign in", "zh-CN": "登录"}[language]
    dialog = open_dialog(page, word)
    expect(dialog.get_by_role("button", name="王芳")).to_be_visible()
    check(page)
    dialog.get_by_role("button", name="王芳").click()
    key = dialog.get_by_role("button", name="5", exact=True).bounding_box()
    assert key is not None
    assert min(key["width"], key["height"]) >= LEAST_KEY_PX
    check(page)
    page.keyboard.type(PIN, delay=BY_HAND_MS)
    page.keyboard.press("Enter")
    expect(person(page)).to_contain_text("王芳")
    for path in ("users", "audit"):
        page.goto(f"{site.url}{path}")
        expect(page.get_by_role("row")).not_to_have_count(0)
        check(page)
        foreign = {"English", "PIN", "PLC", "OK", "GB", "MSA"} | set(page.locator("[lang=en]").all_inner_texts())
        assert language == "en" or set(visible_latin(page)) <= foreign


def check(page: Page) -> None:
    """Assert that axe finds nothing, and that whatever is pressed is as large as a finger needs."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    sizes: list[list[float]] = page.eval_on_selector_all(
        # Those that no Tab reaches are for screen readers, and have no size.
        "button:not([tabindex='-1']), a, input, select",
        "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])",
    )
    assert [size for size in sizes if min(size) < LEAST_TARGET_PX] == []
