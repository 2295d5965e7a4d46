"""Due challenge parts on the Live page: how many were seen, which comes next, and what a master was judged as."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from ui.conftest import OpenPage, Site
from ui.written_line import STATUS, Shown, WrittenLine

from inspector.part import ChallengeShown, Outcome, Round
from inspector.record.store import ChallengeStatus

pytestmark = pytest.mark.peer

DUE = ChallengeStatus(
    due="shift",
    held=True,
    held_in_s=0.0,
    seen=2,
    total=5,
    following="M3 hole",
    expected="REJECT",
    zone="U20",
    trouble="",
)
FAILED = replace(DUE, seen=0, following="M1", due="start", trouble="M3 hole: judged PASS, must be REJECT")
# ruff: noqa: RUF001 -- Chinese has its own commas and brackets
TEXTS = {
    "en": ("Challenge due", "2 of 5 masters seen", "Next: M3 hole · must be rejected in U20", "A shift has begun."),
    "zh-CN": ("需做验证", "验证件已过 2/5", "下一件：M3 hole · 应在区域 U20 判 NG", "新班次开始。"),
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_due_challenge_says_how_far_it_is_and_what_comes_next(
    site: Site, line: WrittenLine, open_page: OpenPage, language: str
) -> None:
    line.status = replace(STATUS, ready=False, not_ready_because="challenge parts are due", challenge=DUE)
    page = open_page(site.url, language)
    tile = page.locator("[data-verdict=not-ready]")
    for text in TEXTS[language]:
        expect(tile).to_contain_text(text)
    assert Axe().run(page).violations_count == 0


def test_a_master_that_was_misjudged_is_told_in_the_stations_words(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    line.status = replace(STATUS, ready=False, not_ready_because="challenge parts are due", challenge=FAILED)
    tile = open_page(site.url).locator("[data-verdict=not-ready]")
    expect(tile).to_contain_text("Challenge failed")
    expect(tile).to_contain_text("M3 hole: judged PASS, must be REJECT")


def test_a_lost_camera_is_told_before_a_due_challenge(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    line.status = replace(STATUS, ready=False, not_ready_because="no camera", camera_up=False, challenge=DUE)
    tile = open_page(site.url).locator("[data-verdict=not-ready]")
    expect(tile).to_contain_text("Not ready")
    expect(tile).not_to_contain_text("masters seen")


def test_a_challenge_part_stands_apart_in_the_strip_and_is_in_no_count(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    page = open_page(site.url)
    shown = ChallengeShown("M1 hole", Outcome.REJECT, "", "", "start", 0, Round.KEPT)
    line.append(Shown(Outcome.REJECT, challenge=shown))
    expect(page.locator("[data-challenge=kept]")).to_have_attribute("aria-label", re.compile("Challenge part M1 hole"))
    expect(page.locator("[data-count=REJECT] dd")).to_have_text("0")
    expect(page.locator("[data-verdict=REJECT]")).to_contain_text("Challenge part M1 hole · judged as it must be")
