"""Alarms in a real browser: what is shown, what people do about it, and that every display tells the same."""

import re
from dataclasses import replace

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from people import signed_in
from playwright.sync_api import Locator, Page, expect
from ui.conftest import FULL_HD, OpenPage, Site, visible_latin
from ui.written_line import STATUS, Shown, WrittenLine, make_defect

from inspector.part import Box, Outcome

pytestmark = pytest.mark.peer

LAPTOP = (1280, 800)
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-CN"])
NG = Shown(Outcome.REJECT, (make_defect(Box(200, 120, 280, 160)),))
NO_CAMERA = replace(STATUS, camera_up=False, ready=False, not_ready_because="no answer from the camera")
NO_PLC = replace(STATUS, plc_connected=False)
LEAST_TARGET_PX = 37
# Counts the tones instead of making them.
COUNT_TONES = """
localStorage.setItem('inspector.alarm-sound', SOUND)
window.tones = 0
const start = () => { document.documentElement.dataset.tones = ++window.tones }
const node = () => ({ connect: (next) => next, start, stop() {}, frequency: {} })
window.AudioContext = class {
  currentTime = 0
  destination = node()
  resume() { return Promise.resolve() }
  createOscillator() { return node() }
  createGain() { return { connect: (next) => next, gain: { setValueAtTime() {}, linearRampToValueAtTime() {} } } }
}
"""
# Taps a button in the very moment in which it comes: no finger was meant for it.
TAP_WHEN_IT_COMES = """
([place, name]) => {
  const look = new MutationObserver(() => {
    const button = document.querySelector(`${place} button[aria-label="${name}"]`)
    if (button === null) return
    look.disconnect()
    button.click()
    document.documentElement.dataset.tapped = 'yes'
  })
  look.observe(document.body, { childList: true, subtree: true, attributes: true })
}
"""
SAME_IN_CHINESE = {
    "MSA",
    "PLC",
    "READY",
    "RUN",
    "GB",
    "LINE-",
    "PN-",
    "GigE",
    "English",
    "NG",
    "A",
    "Li",
    "U",
    "Inspector",
}
CAMERA_TEXTS = {
    "en": ("Camera lost: GigE", "Parts are not inspected and are rejected.", "Do this:", "cable, power and address"),
    "zh-CN": ("相机断开", "零件没有检测", "请处理", "线缆、电源和地址"),
}


@pytest.fixture
def no_camera(site: Site, line: WrittenLine) -> str:
    """Return the URL of a line that has lost its camera, and whose dashboard has seen it."""
    line.append(Shown())
    line.status = NO_CAMERA
    until_told(site.url, "camera")
    return site.url


def until_told(url: str, kind: str) -> None:
    """Return as soon as the dashboard tells of an alarm; the feed comes twice a second."""
    with httpx.stream("GET", f"{url}api/feed", timeout=30) as feed:
        next(line for line in feed.iter_lines() if f'"kind":"{kind}"' in line)


def alarm(page: Page, kind: str) -> Locator:
    return page.locator(f"[data-alarm={kind}]")


def sign_in(page: Page, site: Site) -> None:
    cookies = signed_in(site.data, site.url).items()
    page.context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies])
    page.reload()
    expect(page.locator("[data-person=operator]")).to_be_visible()


@LANGUAGES
def test_a_lost_camera_is_told_in_three_parts_with_shape_and_word(
    no_camera: str, open_page: OpenPage, language: str
) -> None:
    page = open_page(f"{no_camera}alarms", language)
    for place in (alarm(page, "camera"), page.locator("header [data-notice=camera]")):
        for text in CAMERA_TEXTS[language]:
            expect(place).to_contain_text(text)
    expect(alarm(page, "camera")).to_contain_text("High" if language == "en" else "高")
    expect(alarm(page, "camera").locator("svg")).to_have_attribute("data-priority", "high")
    expect(alarm(page, "camera")).to_have_attribute("data-state", "active-unacknowledged")


def test_rejects_alone_need_nobody_until_they_are_many(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    for _ in range(4):
        line.append(NG)
    page = open_page(f"{site.url}alarms")
    expect(page.get_by_text("Nothing needs a person now.")).to_be_visible()
    expect(page.get_by_text("No alarms")).to_be_visible()
    line.append(NG)
    expect(alarm(page, "rejects")).to_contain_text("5 rejects in a row, most in zone U20.")


def test_a_lost_plc_says_what_the_fail_safe_does(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    line.append(Shown())
    line.acknowledge_last()
    line.status = NO_PLC
    page = open_page(f"{site.url}alarms")
    expect(alarm(page, "plc")).to_contain_text("Its fail-safe treats every part as NG")
    expect(alarm(page, "plc")).to_contain_text(re.compile(r"Last handshake: \w{3} \d+, \d{4}"))


def test_two_displays_show_the_same_acknowledgement_and_it_clears_nothing(
    site: Site, no_camera: str, open_page: OpenPage
) -> None:
    desk, hall = open_page(no_camera), open_page(f"{no_camera}alarms")
    sign_in(desk, site)
    desk.get_by_role("button", name="Acknowledge: Camera lost").click()
    expect(alarm(hall, "camera")).to_have_attribute("data-state", "active-acknowledged")
    expect(alarm(hall, "camera")).to_contain_text("by Li")
    for page in (desk, hall):
        expect(page.locator("header")).to_contain_text("1 acknowledged, still there")


def test_nobody_acts_who_is_not_signed_in(no_camera: str, open_page: OpenPage) -> None:
    page = open_page(f"{no_camera}alarms")
    expect(page.get_by_text("Sign in to acknowledge or shelve.")).to_be_visible()
    expect(alarm(page, "camera").get_by_role("button", name="Acknowledge: Camera lost")).to_be_disabled()
    expect(page.locator("header").get_by_role("button", name="Acknowledge: Camera lost")).to_have_count(0)
    page.keyboard.press("a")
    expect(alarm(page, "camera")).to_have_attribute("data-state", "active-unacknowledged")


@pytest.mark.parametrize("place", ["header", "main"])
def test_a_tap_on_its_way_to_one_alarm_does_not_acknowledge_another(
    site: Site, line: WrittenLine, open_page: OpenPage, place: str
) -> None:
    line.append(Shown())
    line.status = replace(STATUS, warnings=("the GPU was asked for, the CPU runs",))
    until_told(site.url, "warning")
    page = open_page(f"{site.url}alarms")
    sign_in(page, site)
    expect(page.locator(place).get_by_role("button", name="Acknowledge: Station warning")).to_be_enabled()
    page.evaluate(TAP_WHEN_IT_COMES, [place, "Acknowledge: Camera lost"])
    line.status = NO_CAMERA
    expect(page.locator("html")).to_have_attribute("data-tapped", "yes")
    acknowledge = page.locator(place).get_by_role("button", name="Acknowledge: Camera lost")
    expect(acknowledge).to_be_enabled()
    expect(alarm(page, "camera")).to_have_attribute("data-state", "active-unacknowledged")
    acknowledge.click()
    expect(alarm(page, "camera")).to_have_attribute("data-state", "active-acknowledged")


def test_the_keys_choose_an_alarm_and_acknowledge_it(
    site: Site, line: WrittenLine, no_camera: str, open_page: OpenPage
) -> None:
    line.status = replace(NO_CAMERA, plc_connected=False)
    until_told(no_camera, "plc")
    page = open_page(f"{no_camera}alarms")
    sign_in(page, site)
    expect(alarm(page, "plc")).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowDown")
    expect(alarm(page, "camera")).to_have_attribute("aria-current", "true")
    page.keyboard.press("a")
    expect(alarm(page, "camera")).to_have_attribute("data-state", "active-acknowledged")
    expect(alarm(page, "plc")).to_have_attribute("data-state", "active-unacknowledged")


def test_a_shelf_needs_a_time_and_a_reason_and_can_be_ended(site: Site, no_camera: str, open_page: OpenPage) -> None:
    page = open_page(f"{no_camera}alarms")
    sign_in(page, site)
    page.get_by_role("button", name="Shelve: Camera lost").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Shelve", exact=True)).to_be_disabled()
    assert violations(page) == []
    dialog.get_by_text("1 h", exact=True).click()
    dialog.get_by_text("Being repaired").click()
    dialog.get_by_role("button", name="Shelve", exact=True).click()
    expect(alarm(page, "camera")).to_have_attribute("data-state", "shelved")
    expect(alarm(page, "camera")).to_contain_text("Being repaired, Li")
    expect(page.locator("header")).to_contain_text("No alarms")
    page.get_by_role("button", name="Take off the shelf: Camera lost").click()
    expect(alarm(page, "camera")).to_have_attribute("data-state", "active-unacknowledged")


def test_a_camera_that_comes_and_goes_is_one_entry(
    site: Site, line: WrittenLine, no_camera: str, open_page: OpenPage
) -> None:
    page = open_page(f"{no_camera}alarms")
    for _ in range(3):
        for status, state in ((STATUS, "up"), (NO_CAMERA, "down")):
            line.status = status
            expect(page.locator("[data-device=camera]")).to_have_attribute("data-state", state)
    expect(alarm(page, "camera").locator("[data-count]")).to_have_text("1")
    page.goto(f"{site.url}alarms?view=history")
    expect(page.locator("tr[data-event]")).to_have_count(1)
    expect(page.locator("tr[data-event=raised]")).to_contain_text("Camera lost")


def test_only_what_is_new_is_announced(line: WrittenLine, no_camera: str, open_page: OpenPage) -> None:
    page = open_page(no_camera)
    expect(page.locator("header [data-notice=camera]")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    line.status = replace(NO_CAMERA, plc_connected=False)
    expect(page.get_by_role("alert")).to_contain_text("PLC not connected")


def test_what_calls_stands_still_where_people_want_no_motion(no_camera: str, open_page: OpenPage) -> None:
    page = open_page(no_camera)
    mark = page.locator("header svg[data-priority]")
    duration = "mark => getComputedStyle(mark).animationDuration + getComputedStyle(mark).animationName"
    assert mark.evaluate(duration).startswith("2s")
    page.emulate_media(reduced_motion="reduce")
    assert mark.evaluate(duration).endswith("none")


def test_sound_is_off_until_it_is_switched_on(no_camera: str, open_page: OpenPage) -> None:
    page = open_page(f"{no_camera}alarms", first=COUNT_TONES.replace("SOUND", "'off'"))
    expect(alarm(page, "camera")).to_be_visible()
    assert page.evaluate("window.tones") == 0
    page.get_by_role("button", name="Sound off").click()
    expect(page.get_by_role("button", name="Sound on")).to_be_visible()
    # The switch lets itself be heard, then the alarm: one tone each, the next in 30 s.
    expect(page.locator("html")).to_have_attribute("data-tones", "2")
    page.get_by_role("button", name="Mute for 5 min").first.click()
    expect(page.get_by_role("button", name="Muted until").first).to_be_disabled()


def test_hostile_words_of_the_line_are_words(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    hostile = "<img src=x onerror=alert(1)>{{count}}$t(title.live)"
    line.status = replace(STATUS, warnings=(hostile,), camera_up=False, camera=hostile)
    until_told(site.url, "warning")
    page = open_page(f"{site.url}alarms")
    expect(alarm(page, "warning")).to_contain_text(hostile)
    expect(alarm(page, "camera")).to_contain_text(hostile)
    page.goto(f"{site.url}alarms?view=history")
    expect(page.locator("tr[data-event]").first).to_contain_text(hostile)
    expect(page.locator("img[src=x]")).to_have_count(0)


@LANGUAGES
def test_axe_finds_nothing_and_every_target_fits_a_finger(
    site: Site, line: WrittenLine, open_page: OpenPage, language: str
) -> None:
    for _ in range(6):
        line.append(NG)
    line.status = replace(NO_CAMERA, plc_connected=False, warnings=("the GPU was asked for, the CPU runs",))
    until_told(site.url, "warning")
    page = open_page(f"{site.url}alarms", language, FULL_HD)
    sign_in(page, site)
    for view, place in (("active", "[data-alarm]"), ("history", "tr[data-event]"), ("figures", "[data-figure]")):
        page.goto(f"{site.url}alarms?view={view}")
        expect(page.locator(place).first).to_be_visible()
        assert violations(page) == []
        assert small_targets(page) == []
        page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        assert cut_off(page) == []
        page.set_viewport_size({"width": FULL_HD[0], "height": FULL_HD[1]})
        if language == "zh-CN":
            assert set(visible_latin(page)) - SAME_IN_CHINESE == set()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found]


def cut_off(page: Page) -> list[str]:
    """Return every target of the page that reaches beyond a laptop's right edge."""
    targets = page.locator("main button, main a[href], header section button, header section a").all()
    return [
        target.inner_text()
        for target in targets
        if (box := target.bounding_box()) and box["x"] + box["width"] > LAPTOP[0]
    ]


def small_targets(page: Page) -> list[str]:
    """Return every target of the page that is lower than a finger."""
    targets = page.locator("main button, main a[href], header section button, header section a").all()
    return [
        target.inner_text()
        for target in targets
        if (box := target.bounding_box()) and min(box["height"], box["width"]) < LEAST_TARGET_PX
    ]
