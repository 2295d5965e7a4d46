"""The Parts pages in a browser: filters that stand in the address, days in the page's language, files that agree."""

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from archives import FilledArchive, fill_archive
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from people import signed_in
from playwright.sync_api import Locator, Page, Route, expect
from ui.conftest import OpenPage, Site
from ui.reviewing import until_kept
from ui.written_line import Shown, WrittenLine, make_defect, served

from inspector.cli.judge import judge as judge_command
from inspector.part import Box, ChallengeShown, Outcome, Round
from inspector.record.connection import RECORD_FILE

pytestmark = pytest.mark.peer

LAPTOP = (1280, 800)
DEFECT = make_defect(Box(200, 120, 280, 160))


@pytest.fixture
def shift(site: Site, line: WrittenLine) -> Site:
    """Return a line with 4 good parts of today, 3 rejects of today and 2 of two days ago."""
    for age in (timedelta(days=2), timedelta(0)):
        for outcome in (Outcome.REJECT, Outcome.PASS) * 2:
            line.append_row(Shown(outcome, (DEFECT,) if outcome is Outcome.REJECT else (), age=age))
    line.append_row(Shown(Outcome.REJECT, (DEFECT,)))
    return site


def opened(open_page: OpenPage, site: Site, query: str = "", language: str = "en") -> Page:
    page = open_page(f"{site.url}parts{query}", language, LAPTOP)
    expect(rows(page).first).to_be_visible()
    return page


def rows(page: Page) -> Locator:
    return page.locator("main tbody tr")


def names(page: Page) -> list[str]:
    return rows(page).locator("th").all_inner_texts()


def test_filters_stand_in_the_address_and_outlive_a_reload_and_the_way_back(shift: Site, open_page: OpenPage) -> None:
    page = opened(open_page, shift)
    page.get_by_role("button", name="NG").click()
    expect(rows(page)).to_have_count(5)
    page.get_by_label("Zone").select_option("U20")
    assert page.url.endswith("parts?zone=U20&outcome=REJECT")
    page.reload()
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_role("button", name="NG")).to_have_attribute("aria-pressed", "true")
    rows(page).first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_label("Zone")).to_have_value("U20")
    page.get_by_role("button", name="Clear").click()
    expect(rows(page)).to_have_count(9)


def test_the_csv_holds_the_parts_of_the_screen(shift: Site, open_page: OpenPage) -> None:
    page = opened(open_page, shift, "?outcome=REJECT")
    shown = names(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of these parts").click()
    read = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [row["part_id"] for row in read] == shown
    assert len(shown) == 5


def days(page: Page, *labels: str) -> list[str]:
    return [page.get_by_role("group", name=label, exact=True).inner_text().replace("\n", "") for label in labels]


@pytest.mark.parametrize(
    ("language", "labels", "empty", "whole"),
    [
        ("en", ("From", "To"), "dd/mm/yyyy", "02/11/2026"),
        ("zh-CN", ("从", "到"), "年/月/日", "2026/11/02"),
    ],
)
def test_days_are_written_as_the_language_has_them(
    shift: Site, open_page: OpenPage, language: str, labels: tuple[str, str], empty: str, whole: str
) -> None:
    page = opened(open_page, shift, language=language)
    assert days(page, *labels) == [empty, empty]
    page.goto(f"{shift.url}parts?from=2026-11-02&to=2026-11-02")
    expect(page.get_by_role("group", name=labels[0], exact=True)).to_be_visible()
    assert days(page, *labels) == [whole, whole]


def test_a_day_is_typed_and_asked_for_once_it_is_whole(shift: Site, open_page: OpenPage) -> None:
    page = opened(open_page, shift)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "since=" in request.url else None)
    page.get_by_role("group", name="From", exact=True).get_by_role("spinbutton").first.click()
    page.keyboard.type("02112020", delay=40)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{shift.url}parts?from=2020-11-02")
    expect(rows(page)).to_have_count(9)
    assert asked
    assert all("since=2020-11-0" in url for url in asked)


def test_a_day_is_tapped_in_the_calendar(shift: Site, open_page: OpenPage) -> None:
    page = opened(open_page, shift, language="zh-CN")
    page.locator("main form").get_by_role("button", name="从").click()
    calendar = page.get_by_role("application")
    today = calendar.locator("[data-today]")
    size = today.bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 37
    assert Axe().run(page).response["violations"] == []
    today.click()
    expect(rows(page)).to_have_count(5)
    expect(calendar).to_have_count(0)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FilledArchive, str]]:
    """Return an archive of parts that a station judged, and the URL where it is served."""
    archive = fill_archive(tmp_path_factory.mktemp("judged"), (1, 75))
    with served(archive.data, archive.library.golden_refs, models=archive.models) as url:
        yield archive, url


def test_the_evidence_button_gives_a_bundle_that_is_judged_to_the_same_bits(
    judged: tuple[FilledArchive, str], open_page: OpenPage, tmp_path: Path
) -> None:
    archive, url = judged
    page = open_page(url, size=LAPTOP, cookies=signed_in(archive.data, url))
    page.goto(f"{url}parts/P75")
    with page.expect_download(timeout=120_000) as download:
        page.get_by_role("button", name="Evidence bundle").click()
    assert download.value.suggested_filename == "P75.zip"
    bundle = tmp_path / "P75.zip"
    download.value.save_as(bundle)
    told = CliRunner().invoke(judge_command, ["--bundle", str(bundle)], catch_exceptions=False)
    assert (told.exit_code, told.output.startswith("P75: the same to the bit")) == (0, True)


def test_nobody_takes_evidence_before_signing_in(judged: tuple[FilledArchive, str], open_page: OpenPage) -> None:
    _, url = judged
    page = open_page(f"{url}parts/P75", size=LAPTOP)
    expect(page.get_by_role("button", name="Evidence bundle")).to_be_disabled()


def hold(page: Page) -> list[Route]:
    """Let no more rows come, and return the questions that wait."""
    held: list[Route] = []

    def wait(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/api/parts\?"), wait)
    return held


def test_rows_of_the_question_before_are_no_answer(shift: Site, open_page: OpenPage) -> None:
    page = opened(open_page, shift)
    held = hold(page)
    page.get_by_role("button", name="NG").click()
    expect(page.get_by_role("region", name="Recorded parts")).to_have_attribute("aria-busy", "true")
    expect(rows(page)).to_have_count(9)
    for route in held:
        route.continue_()
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_role("region", name="Recorded parts")).to_have_attribute("aria-busy", "false")


def test_while_the_record_is_looked_through_nothing_is_said_to_be_missing(shift: Site, open_page: OpenPage) -> None:
    page = open_page(f"{shift.url}parts?text=nowhere", "en", LAPTOP)
    expect(page.get_by_text("No part is like that.")).to_be_visible()
    held = hold(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Looking through the record.")).to_be_visible()
    expect(page.get_by_text("No part is like that.")).to_have_count(0)
    for route in held:
        route.continue_()
    expect(rows(page)).to_have_count(9)


def test_a_name_is_looked_for_once_it_is_typed(shift: Site, open_page: OpenPage) -> None:
    page = opened(open_page, shift)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "text=" in request.url else None)
    page.get_by_label("Part name contains").press_sequentially("L3-000004", delay=30)
    expect(rows(page)).to_have_count(1)
    assert [url.rpartition("text=")[2].partition("&")[0] for url in asked] == ["L3-000004"]


def test_a_day_that_no_calendar_has_breaks_no_page(shift: Site, open_page: OpenPage) -> None:
    page = opened(open_page, shift, "?from=2026-02-31&before=1e999")
    expect(rows(page)).to_have_count(9)


def test_the_way_back_from_a_part_leads_to_the_list_it_was_found_in(shift: Site, open_page: OpenPage) -> None:
    page = opened(open_page, shift, "?outcome=REJECT")
    rows(page).first.get_by_role("link").click()
    page.reload()
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(f"{shift.url}parts?outcome=REJECT")
    expect(rows(page)).to_have_count(5)


def test_a_challenge_part_is_told_from_the_production(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    shown = ChallengeShown("M1 hole", Outcome.REJECT, "U20", "judged PASS, must be REJECT", "shift", 7, Round.BROKEN)
    line.append_row(Shown(challenge=shown))
    page = opened(open_page, site)
    expect(rows(page)).to_contain_text("Challenge part M1 hole · not judged as it must be")
    rows(page).get_by_role("link").click()
    facts = page.locator("section").filter(has=page.get_by_role("heading", name="Challenge part"))
    for words in ("must be rejected in U20", "judged PASS, must be REJECT", "A shift has begun.", "failed with this"):
        expect(facts).to_contain_text(words)


def test_what_was_removed_of_a_picture_is_said_beside_its_copy(
    site: Site, line: WrittenLine, open_page: OpenPage
) -> None:
    name = line.append(Shown())
    until_kept(site, [name])
    with closing(sqlite3.connect(site.data / RECORD_FILE)) as db, db:
        db.execute("UPDATE images SET state = 'removed', note = 'removed on 2026-11-02, 90 days old', size_bytes = 0")
    page = open_page(f"{site.url}parts/{name}", size=LAPTOP)
    expect(page.get_by_text("removed on 2026-11-02, 90 days old")).to_be_visible()
    expect(page.locator("[data-captured]").first).to_be_visible()


def test_an_acknowledgement_that_comes_later_is_shown(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    name = line.append(Shown())
    until_kept(site, [name])
    page = open_page(f"{site.url}parts/{name}", size=LAPTOP)
    acknowledged = page.locator("dl div").filter(has_text="Acknowledged by the PLC")
    expect(acknowledged).to_contain_text("not yet")
    line.acknowledge_last()
    expect(acknowledged).not_to_contain_text("not yet")
