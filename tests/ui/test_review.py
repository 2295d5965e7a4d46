"""The Review page and its viewer in a real browser, over a real record and a real ledger."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from people import signed_in
from playwright.sync_api import Browser, Locator, Page, Route, expect
from ui.conftest import FULL_HD, OpenPage, Site, visible_latin
from ui.reviewing import (
    by_hand,
    DEFECT,
    DRAWN,
    NG,
    OK,
    decide,
    looked_at,
    open_as,
    press,
    rejected,
    sign_in,
    standing,
    takes_taps,
    until_kept,
)
from ui.written_line import WrittenLine

from inspector.record.connection import RECORD_FILE

pytestmark = pytest.mark.peer

LAPTOP = (1280, 800)
LARGE_TARGET_PX = 75  # 20 mm at the 3.78 px that a panel has until it is measured
SAME_IN_CHINESE = {"Inspector", "OK", "NG", "PLC", "READY", "RUN", "GB", "LINE-", "PN-", "GigE", "PNG", "English", "Li"}
SAME_IN_CHINESE |= {"D", "F", "S", "N", "P", "H", "U", "Z", "Esc", "L", "mm", "r"}


@pytest.fixture
def rejects(site: Site, line: WrittenLine) -> list[str]:
    """Return the names of four rejects, newest first, with their pictures on the disk."""
    return rejected(site, line, 4)


# What is seen


def drawn(page: Page) -> list[float]:
    box = page.locator("figure").first.locator("[data-box]")
    return list(
        box.evaluate("rect => { const r = rect.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom] }")
    )


def white_in(page: Page) -> list[float]:
    """Return left, top, right and bottom of what is white in the captured picture, boxes and heat taken away."""
    page.locator("figure svg, [data-heat]").evaluate_all("all => all.forEach(each => (each.style.opacity = 0))")
    place = page.locator("figure [role=group]").first.bounding_box()
    assert place is not None
    shot = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shot is not None
    left, top = int(place["x"]) + 4, int(place["y"]) + 4
    right, bottom = int(place["x"] + place["width"]) - 4, int(place["y"] + place["height"]) - 4
    rows, columns = np.nonzero(shot[top:bottom, left:right] > 200)
    return [left + columns.min(), top + rows.min(), left + columns.max() + 1, top + rows.max() + 1]


@pytest.mark.parametrize("keys", ["0", "n9", "n9++++"], ids=["fit", "one-to-one", "fivefold"])
def test_a_defect_lies_in_its_box_within_a_pixel_in_the_goldens_frame(
    site: Site, rejects: list[str], open_page: OpenPage, keys: str
) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    by_hand(page, keys)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert drawn(page) == pytest.approx(white_in(page), abs=1.0)


def transforms(page: Page) -> list[str]:
    return list(page.locator("[data-world]").evaluate_all("all => all.map(each => each.style.transform)"))


def test_both_pictures_move_as_one_and_the_next_part_is_seen_in_the_same_place(
    site: Site, rejects: list[str], open_page: OpenPage
) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    fit = transforms(page)
    page.locator("figure [role=group]").last.hover()
    page.mouse.wheel(0, -600)
    expect(page.locator("[data-world]").first).not_to_have_attribute("style", re.compile(re.escape(fit[0])))
    page.mouse.down()
    page.mouse.move(900, 500, steps=4)
    page.mouse.up()
    page.locator("figure [role=group]").first.focus()
    page.keyboard.press("ArrowLeft")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    moved = transforms(page)
    assert moved[0] == moved[1] != fit[0]
    page.locator(f"[data-queue-part='{rejects[1]}']").click()
    looked_at(page, rejects[1])
    assert transforms(page) == moved


def test_two_fingers_zoom(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    before = page.locator("[data-scale]").inner_text()
    place = page.locator("figure [role=group]").first.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    session = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 80), ("touchMove", 160)):
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("[data-scale]")).not_to_have_text(before)
    ratio = [float(text[1:]) for text in (page.locator("[data-scale]").inner_text(), before)]
    assert ratio[0] / ratio[1] == pytest.approx(4.0, rel=0.1)


def test_the_swipe_is_cut_where_its_handle_stands(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    page.keyboard.press("3")
    handle = page.get_by_role("slider", name="Line between")
    handle.focus()
    for _ in range(2):
        page.keyboard.press("PageDown")
    expect(handle).to_have_attribute("aria-valuenow", "30")
    assert "inset(0px 0px 0px 30%)" in (page.locator("[data-beyond]").get_attribute("style") or "")


def test_while_the_space_bar_is_held_the_golden_is_seen_and_named(
    site: Site, rejects: list[str], open_page: OpenPage
) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    name = page.locator("figcaption").first
    expect(name).to_have_text("Captured")
    page.keyboard.down(" ")
    expect(name).to_contain_text("Golden")
    expect(page.locator("figure").first.locator("[data-captured]")).to_be_hidden()
    page.keyboard.up(" ")
    expect(name).to_have_text("Captured")


def test_the_pictures_take_turns_each_under_its_name(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    page.keyboard.press("2")
    for name in ("Golden", "Captured", "Golden"):
        expect(page.locator("figcaption")).to_contain_text(name)


def test_who_asked_for_less_motion_is_shown_no_flicker(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    page.emulate_media(reduced_motion="reduce")
    looked_at(page, rejects[0])
    page.evaluate(
        """() => {
          window.turns = 0
          new MutationObserver(() => (window.turns += 1))
            .observe(document.querySelector('[data-mode]'), { subtree: true, characterData: true, childList: true })
        }"""
    )
    page.keyboard.press("2")
    expect(page.locator("figcaption")).to_have_count(1)
    page.evaluate("() => { window.turns = 0 }")
    page.evaluate("() => new Promise(done => setTimeout(done, 1200))")
    assert page.evaluate("() => window.turns") == 0


def coloured(page: Page) -> int:
    """Return how many pixels of the heat map have any colour."""
    canvas = page.locator("[data-heat]")
    expect(canvas).to_be_attached()
    counted: int = canvas.evaluate(
        """canvas => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
          return data.filter((_, at) => at % 4 === 3).filter((alpha) => alpha > 0).length
        }"""
    )
    return counted


def test_a_good_part_has_no_heat_and_a_defect_has_it_where_it_is(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    good, bad = line.append(OK), line.append(NG)
    until_kept(site, [good, bad])
    page = open_as(open_page, site, f"parts/{bad}")
    assert coloured(page) == 30 * 40
    page.keyboard.press("h")
    expect(page.locator("[data-heat]")).to_have_count(0)
    page.goto(f"{site.url}parts/{good}")
    assert coloured(page) == 0


# What is said


def test_three_parts_are_reviewed_and_one_taken_back_by_keys_alone(
    site: Site, rejects: list[str], open_page: OpenPage
) -> None:
    page = open_as(open_page, site, "review", size=LAPTOP)
    looked_at(page, rejects[0])
    press(page, "d", "2")
    looked_at(page, rejects[1])
    press(page, "f", "Enter")
    looked_at(page, rejects[2])
    press(page, "f", "1")
    looked_at(page, rejects[3])
    expect(page.locator(f"[data-undo='{rejects[2]}']")).to_be_visible()
    press(page, "u")
    looked_at(page, rejects[2])
    assert [standing(site, name) for name in rejects] == ["true-defect wrong-part Li", "overkill  Li", None, None]


def test_what_was_last_said_of_a_zone_is_suggested_first(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    press(page, "d", "4")
    looked_at(page, rejects[1])
    press(page, "d")
    expect(page.locator("[data-step=reason] button").first).to_contain_text("Scratch")
    press(page, "1")
    looked_at(page, rejects[2])
    assert standing(site, rejects[1]) == "true-defect scratch Li"


def test_a_second_tap_on_the_same_place_decides_nothing(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    place = page.locator("[data-decision=bad]").bounding_box()
    assert place is not None
    page.mouse.dblclick(place["x"] + 40, place["y"] + place["height"] / 2)
    takes_taps(page)
    expect(page.locator("[data-step=reason]")).to_be_visible()
    assert standing(site, rejects[0]) is None


def test_what_is_put_off_comes_last(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    press(page, "s")
    looked_at(page, rejects[1])
    expect(page.locator("[data-queue-part]").last).to_have_attribute("data-queue-part", rejects[0])


def test_of_two_displays_one_decides_and_the_other_is_told(
    site: Site, rejects: list[str], open_page: OpenPage, chromium: Browser
) -> None:
    ours = open_as(open_page, site, "review")
    # Its browser says on the console that it was refused, as it must be here.
    theirs = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    sign_in(theirs, site, "Wang")
    theirs.goto(f"{site.url}review")
    for page in (ours, theirs):
        looked_at(page, rejects[0])
        decide(page, "good")
        takes_taps(page)
    ours.keyboard.press("1")
    looked_at(ours, rejects[1])
    theirs.keyboard.press("2")
    expect(theirs.locator("[data-notice=faster], [data-notice=gone]")).to_be_visible()
    looked_at(theirs, rejects[1])
    theirs.context.close()
    assert standing(site, rejects[0]) == "overkill light Li"


def test_the_next_part_is_there_at_once_and_takes_nothing_until_what_was_said_is_entered(
    site: Site, rejects: list[str], open_page: OpenPage
) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/dispositions", hold)
    press(page, "d", "1")
    expect(page.locator(f"[data-queue-part='{rejects[1]}']")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-there=true]")).to_be_visible()
    expect(page.locator("[data-decision=bad]")).to_be_disabled()
    expect(page.locator("[data-step]")).to_have_attribute("data-guarded", "true")
    expect(page.locator("[data-undo]")).to_have_count(0)
    held[0].continue_()
    takes_taps(page)
    expect(page.locator("[data-decision=bad]")).to_be_enabled()
    assert [standing(site, name) for name in rejects[:2]] == ["true-defect missing-part Li", None]


def test_what_could_not_be_entered_is_asked_again(
    site: Site, rejects: list[str], open_page: OpenPage, allow: Callable[[str], None]
) -> None:
    allow("Failed to load resource")
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    told = {"detail": "cannot write the ledger: the disk is full", "code": "", "figures": {}}
    page.route("**/dispositions", lambda route: route.fulfill(status=503, json=told))
    press(page, "d", "1")
    expect(page.locator("[data-notice=refused]")).to_contain_text("the disk is full")
    looked_at(page, rejects[0])
    expect(page.locator("[data-queue-part]")).to_have_count(4)
    expect(page.locator("[data-undo]")).to_have_count(0)


def test_nobody_decides_before_signing_in(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    signed_in(site.data, site.url, "Li")
    page = open_page(f"{site.url}review")
    looked_at(page, rejects[0])
    expect(page.locator("[data-decision=bad]")).to_contain_text("Sign in first")
    decide(page, "bad")
    expect(page.get_by_role("dialog")).to_contain_text("Who signs in?")
    assert standing(site, rejects[0]) is None


def test_switched_off_no_key_decides(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    press(page, "?")
    page.get_by_role("button", name="Keys are on").click()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("s")
    page.keyboard.press("d")
    looked_at(page, rejects[0])
    expect(page.locator("[data-step=verdict]")).to_be_visible()


def test_a_sample_of_passes_is_asked_for_as_what_it_is(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    names = [line.append(OK) for _ in range(8)]
    until_kept(site, names)
    drawn_ones = [name for name in names[::-1] if DRAWN.holds(name)]
    page = open_as(open_page, site, "review")
    looked_at(page, drawn_ones[0])
    expect(page.locator("[data-decision=bad]")).to_contain_text("escape")
    decide(page, "good")
    expect(page.locator(f"[data-undo='{drawn_ones[0]}']")).to_contain_text("Good")
    assert standing(site, drawn_ones[0]) == "good  Li"


def test_with_nothing_to_review_the_page_says_so(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review")
    expect(page.locator("[data-empty]")).to_contain_text("Nothing to review")
    expect(page.locator("[data-empty]")).to_contain_text("Nobody has reviewed a part on this line PC yet.")
    name = line.append(NG)
    until_kept(site, [name])
    looked_at(page, name)
    press(page, "d", "1")
    told = page.locator("[data-empty]")
    expect(told).to_contain_text(re.compile(r"Last reviewed .*20\d\d.* by Li"))
    expect(told.get_by_role("link")).to_have_attribute("href", f"/parts/{name}")
    expect(page.locator("[data-notice]")).to_have_count(0)


def test_a_picture_that_retention_removed_is_said_to_be(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    with closing(sqlite3.connect(site.data / RECORD_FILE)) as db, db:
        db.execute("UPDATE images SET state = 'removed', note = 'removed on 2026-11-02, 90 days old', size_bytes = 0")
        db.execute("DELETE FROM copies")
    page = open_as(open_page, site, "review")
    looked_at(page, rejects[0])
    expect(page.locator("[data-why]")).to_contain_text("removed on 2026-11-02")
    expect(page.locator("[data-decision=bad]")).to_be_enabled()


# How it looks


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found]


@pytest.mark.parametrize("size", [FULL_HD, LAPTOP], ids=["full-hd", "laptop"])
@pytest.mark.parametrize(("language", "theme"), [("en", "day"), ("zh-CN", "night")])
def test_axe_finds_nothing_on_the_page(
    site: Site, rejects: list[str], open_page: OpenPage, language: str, theme: str, size: tuple[int, int]
) -> None:
    page = open_as(open_page, site, "review", language=language, size=size)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    looked_at(page, rejects[0])
    assert violations(page) == []
    press(page, "d")
    expect(page.locator("[data-step=reason]")).to_be_visible()
    assert violations(page) == []


def test_every_decision_fits_a_glove_and_the_screen(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review", size=LAPTOP)
    looked_at(page, rejects[0])
    assert outside(page.locator("[data-decision]"), LARGE_TARGET_PX) == []
    press(page, "d")
    assert outside(page.locator("[data-step=reason] button"), 50) == []


def outside(targets: Locator, least_px: int) -> list[str]:
    """Return the targets that are smaller, or not wholly on the screen."""
    expect(targets.first).to_be_visible()
    boxes = [(each.inner_text(), each.bounding_box()) for each in targets.all()]
    fits = [
        (text, box and min(box["width"], box["height"]) >= least_px and box["y"] + box["height"] <= LAPTOP[1])
        for text, box in boxes
    ]
    return [text for text, does in fits if not does]


def test_a_chinese_page_has_no_english_words(site: Site, rejects: list[str], open_page: OpenPage) -> None:
    page = open_as(open_page, site, "review", language="zh-CN")
    looked_at(page, rejects[0])
    press(page, "d")
    expect(page.locator("[data-step=reason]")).to_be_visible()
    assert set(visible_latin(page)) - SAME_IN_CHINESE == set()


def test_a_hostile_name_is_shown_as_text(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    zone = "<img src=x onerror=alert(1)>"
    name = line.append(replace(NG, defects=(replace(DEFECT, zone=zone),), message=zone))
    until_kept(site, [name])
    page = open_as(open_page, site, "review")
    looked_at(page, name)
    expect(page.get_by_text(zone).first).to_be_visible()
