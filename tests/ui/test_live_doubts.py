"""What Live may not claim, whose parts it counts, and a line that is faster than a person looks."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from ui.conftest import OpenPage, Serve, Site
from ui.written_line import Shown, WrittenLine

from inspector.part import Outcome
from inspector.record.connection import RECORD_FILE

pytestmark = pytest.mark.peer

PARTS = 100
TAKT_MS = 100
# The numbers of the parts as they come into the strip, each once.
NOTE_PARTS = """
() => {
  window.came = []
  const note = () => {
    const there = [...document.querySelectorAll('[data-seq]')].map((each) => Number(each.dataset.seq))
    window.came.push(...there.filter((seq) => !window.came.includes(seq)).sort((a, b) => a - b))
  }
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true })
}
"""


def test_a_record_that_cannot_be_read_is_said_and_no_age_is_made_up(
    tmp_path: Path, serve: Serve, open_page: OpenPage, allow: Callable[[str], None]
) -> None:
    allow("Failed to load resource")
    data = tmp_path / "data"
    data.mkdir()
    (data / RECORD_FILE).write_text("no database " * 500)
    page = open_page(serve(data, tmp_path))
    tile = page.locator("[data-verdict=unreadable]")
    expect(tile).to_contain_text("Stale")
    expect(tile).to_contain_text("The record cannot be read.")
    expect(tile).not_to_contain_text("no news")
    expect(page.locator("[data-device=camera]")).to_have_attribute("data-state", "unknown")
    expect(page.locator("header [data-notice=trouble]")).to_be_visible()


@pytest.mark.parametrize("path", ["", "parts", "parts/L3-000001"], ids=["live", "parts", "part"])
def test_a_good_part_whose_result_the_controller_never_had_is_not_said_to_be_within_limits(
    site: Site, line: WrittenLine, open_page: OpenPage, path: str
) -> None:
    line.append(Shown(Outcome.PASS, plc_lost=True))
    page = open_page(f"{site.url}{path}")
    shown = page.locator({"": "[data-verdict=FAULT]", "parts": "main tbody tr"}.get(path, "main h1 + p"))
    expect(shown).to_contain_text("PLC was lost or broke the handshake")
    expect(shown).not_to_contain_text("Within limits")


def test_the_parts_of_the_running_shift_are_counted(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    line.append_row(Shown())
    counts = open_page(site.url).get_by_role("region", name="Counts")
    expect(counts).to_contain_text(re.compile("Shift A, since 06:00|Shift B, since 18:00"))


def test_of_ten_parts_a_second_all_come_and_in_their_order(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    page = open_page(site.url)
    expect(page.locator("[data-verdict=waiting]")).to_be_visible()
    page.evaluate(NOTE_PARTS)
    for _ in range(PARTS):
        line.append_row(Shown())
        page.wait_for_timeout(TAKT_MS)
    expect(page.locator(f"[data-seq='{PARTS}']")).to_be_visible()
    assert came(page) == list(range(1, PARTS + 1))


def came(page: Page) -> list[int]:
    """Return the numbers of the parts in the order in which they came."""
    return list(page.evaluate("() => window.came"))
