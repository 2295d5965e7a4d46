"""A new release while a display is open: it offers to reload, and never turns white for want of an old file."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from ui.conftest import OpenPage
from ui.written_line import Shown, WrittenLine, served

from inspector.dashboard.pages import STATIC
from inspector.part import Outcome

pytestmark = pytest.mark.peer


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """Return the pages as another build of them: the same, but that every script has another name."""
    pages = tmp_path / "static"
    shutil.copytree(STATIC, pages)
    scripts = [file.rename(file.with_stem(f"{file.stem}-next")) for file in (pages / "assets").glob("*.js")]
    for file in [pages / "index.html", *scripts]:
        text = re.sub(r"([\w.-]+-[\w-]{8})\.js\b", r"\1-next.js", file.read_text("utf-8"))
        file.write_text(text, "utf-8")
    return pages


def test_a_display_offers_the_new_pages_and_survives_the_loss_of_the_old(
    tmp_path: Path, next_release: Path, open_page: OpenPage, allow: Callable[[str], None]
) -> None:
    for said in ("Failed to load resource", "dynamically imported module", "Refused to apply style", "preload CSS"):
        allow(said)
    data = tmp_path / "data"
    data.mkdir()
    with WrittenLine(data) as line:
        line.report_on()
        part_id = line.append(Shown(Outcome.REJECT))
        with served(data, tmp_path) as url:
            page = open_page(url)
            expect(page.locator("main [data-verdict=REJECT]")).to_be_visible()
            expect(page.get_by_role("button", name="Reload")).to_have_count(0)
        with served(data, tmp_path, urlsplit(url).port or 0, next_release):
            expect(page.get_by_role("button", name="Reload")).to_be_visible()
            page.locator("header").get_by_role("link", name="Review").click()
            expect(page.get_by_role("alert")).to_contain_text("This page has failed")
            # It comes back by itself, with the pages of the new release.
            expect(page.locator(f"[data-queue-part='{part_id}']")).to_be_visible()
            expect(page.get_by_role("button", name="Reload")).to_have_count(0)
