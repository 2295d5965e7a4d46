"""A day of a line, state by state: first run, verdict, reason, lost camera, shelf, silence, no contact."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from people import signed_in
from playwright.sync_api import Page, expect
from ui.axe import violations
from ui.conftest import OpenPage
from ui.written_line import STATUS, Shown, WrittenLine, make_defect, served, write_golden

from inspector.part import Box, Outcome
from inspector.people.roles import Role

pytestmark = pytest.mark.peer

NO_CAMERA = replace(STATUS, camera_up=False, ready=False, not_ready_because="no answer from the camera")
NG = Shown(Outcome.REJECT, (make_defect(Box(200, 120, 280, 160)),), np.full((480, 640), 60, np.uint8))
SHELVE = {"en": "Shelve", "zh-CN": "搁置"}
EMPTY = {
    "": "[data-verdict=first]",
    "review": "[data-empty]",
    "parts": "main h1",
    "alarms": "main h1",
    "quality": "main h1",
}


def by_day_and_by_night(page: Page) -> list[str]:
    """Return what axe finds in either theme, and leave the page by day."""
    found = []
    for theme in ("night", "day"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found += violations(page)
    return found


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_axe_finds_nothing_in_any_state(
    tmp_path: Path, open_page: OpenPage, allow: Callable[[str], None], language: str
) -> None:
    allow("Failed to load resource: net::")
    data, golden_refs, found = tmp_path / "data", tmp_path / "golden_refs", {}
    data.mkdir()
    write_golden(golden_refs, np.full((480, 640), 90, np.uint8))
    with WrittenLine(data) as line:
        with served(data, golden_refs) as url:
            page = open_page(url, language, cookies=signed_in(data, url, "Chen", Role.QUALITY))
            for path, there in EMPTY.items():
                page.goto(url + path)
                expect(page.locator(there).first).to_be_visible()
                found[f"empty {path}"] = by_day_and_by_night(page)
            line.report_on()
            found |= _reviewed(page, url, line)
            found |= _faulty(page, url, line)
        expect(page.locator("[data-verdict=stale]")).to_be_visible()
        found["stale"] = by_day_and_by_night(page)
    assert {state: faults for state, faults in found.items() if faults} == {}


def _reviewed(page: Page, url: str, line: WrittenLine) -> dict[str, list[str]]:
    """Return what axe finds while a reject is decided."""
    found = {}
    for _ in range(2):
        line.append(NG)
    page.goto(f"{url}review")
    expect(page.locator("[data-there=true]")).to_be_visible()
    found["verdict step"] = by_day_and_by_night(page)
    page.locator("[data-step=verdict][data-guarded=false] [data-decision=bad]").click()
    expect(page.locator("[data-step=reason][data-guarded=false]")).to_be_visible()
    found["reason step"] = by_day_and_by_night(page)
    page.locator("[data-step=reason] button").first.click()
    expect(page.locator("[data-undo]")).to_be_visible()
    found["undo"] = by_day_and_by_night(page)
    return found


def _faulty(page: Page, url: str, line: WrittenLine) -> dict[str, list[str]]:
    """Return what axe finds while the camera is gone, its alarm shelved, and at last the station silent."""
    found = {}
    line.status = NO_CAMERA
    page.goto(f"{url}alarms")
    expect(page.locator("[data-alarm=camera]")).to_be_visible()
    found["alarm"] = by_day_and_by_night(page)
    shelve = SHELVE[page.locator("html").get_attribute("lang") or ""]
    page.locator("[data-alarm=camera]").get_by_role("button", name=shelve).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radiogroup").last.locator("label").first.click()
    found["shelve dialog"] = by_day_and_by_night(page)
    dialog.get_by_role("button", name=shelve, exact=True).click()
    expect(page.locator("[data-alarm=camera][data-state=shelved]")).to_be_visible()
    found["shelved"] = by_day_and_by_night(page)
    page.goto(url)
    expect(page.locator("[data-verdict=not-ready]")).to_be_visible()
    found["fault"] = by_day_and_by_night(page)
    line.fall_silent()
    expect(page.locator("[data-verdict=silent]")).to_be_visible()
    found["silent"] = by_day_and_by_night(page)
    return found
