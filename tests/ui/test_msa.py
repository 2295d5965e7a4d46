"""The MSA page in a real browser: a study file chosen, told in both languages, printed for signatures; the plan."""

import csv
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import signed_in
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from test_msa import APPRAISERS, REFERENCE, study_csv
from ui.conftest import OpenPage, Site

from inspector.people.roles import Role

pytestmark = pytest.mark.peer

LAPTOP = (1280, 800)
NAMES = {"EG": "station", "BL": "Li", "MH": "<b>Wang</b>"}
# ruff: noqa: RUF001 -- Chinese has its own commas and brackets
WORDS = {
    "en": ("Choose a study file", "marginal", "All say what the reference says", "Report, English (PDF)"),
    "zh-CN": ("选择研究文件", "勉强可接受", "全体与基准一致", "报告，English（PDF）"),
}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "Cover-B.csv"
    path.write_text(study_csv(REFERENCE, {NAMES[name]: calls for name, calls in APPRAISERS.items()}), "utf-8")
    return path


def desk(open_page: OpenPage, site: Site, language: str = "en", size: tuple[int, int] = LAPTOP) -> Page:
    """Return the page on a display where somebody of quality is signed in."""
    page = open_page(site.url, language, size)
    cookies = signed_in(site.data, site.url, role=Role.QUALITY)
    page.context.add_cookies([{"name": name, "value": secret, "url": site.url} for name, secret in cookies.items()])
    page.goto(f"{site.url}msa")
    return page


def choose(page: Page, study: Path, button: str) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files(study)


@pytest.mark.parametrize("language", WORDS)
def test_a_chosen_study_is_told_with_intervals_and_bands(
    site: Site, open_page: OpenPage, study: Path, language: str
) -> None:
    choose_word, marginal, right, _ = WORDS[language]
    page = desk(open_page, site, language)
    choose(page, study, choose_word)
    row = page.locator("[data-appraiser=station]")
    expect(row).to_contain_text("12/15")
    expect(row.locator("[data-band=marginal]").first).to_contain_text(marginal)
    expect(page.locator("[data-table=together]")).to_contain_text(right)
    expect(page.get_by_text("<b>Wang</b>", exact=True)).to_be_visible()
    assert Axe().run(page).violations_count == 0


def test_the_report_is_downloaded_as_pdf(site: Site, open_page: OpenPage, study: Path) -> None:
    page = desk(open_page, site)
    choose(page, study, WORDS["en"][0])
    with page.expect_download() as download:
        page.get_by_role("button", name=WORDS["en"][3]).click()
    assert "Cover-B" in PdfReader(download.value.path()).pages[0].extract_text()


def test_a_file_that_is_no_study_is_told_with_its_row(site: Site, chromium: Browser, tmp_path: Path) -> None:
    """Without the watcher: a browser notes every refusal as an error."""
    with chromium.new_context(locale="en") as context:
        page = desk(lambda url, *_: opened(context.new_page(), url), site)
        say_wrong(page, tmp_path)


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    return page


def say_wrong(page: Page, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text("part,reference,appraiser,run,verdict\nP1,pass,Li,1,maybe\n", "utf-8")
    choose(page, tmp_path / "wrong.csv", WORDS["en"][0])
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Row 2: verdict is maybe")


def test_a_plan_is_downloaded_and_every_part_is_in_each_run(site: Site, open_page: OpenPage) -> None:
    page = desk(open_page, site)
    page.get_by_label("Parts, one in each line").fill("P1\nP2\nP3")
    page.get_by_label("Appraisers, with commas").fill("station, Li")
    assert Axe().run(page).violations_count == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="Plan (CSV)").click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8").splitlines()))
    assert (len(rows), {row["appraiser"] for row in rows}) == (3 * 2 * 3, {"station", "Li"})


def test_who_is_not_signed_in_is_told_so(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"{site.url}msa")
    expect(page.get_by_text("Sign in as quality to look at studies.")).to_be_visible()
