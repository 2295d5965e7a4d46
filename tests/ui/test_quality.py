"""The Quality page in a browser, on a record that a recorder wrote: figures, charts, tables, files, both languages."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from dispositions import HOSTILE
from people import signed_in
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from qualities import MORNING, say_much, write_parts
from ui.conftest import FULL_HD, visible_latin
from ui.written_line import served, write_golden

from inspector.people.roles import Role

DAY = f"{MORNING:%Y-%m-%d}"
NIGHT = "localStorage.setItem('inspector.theme', 'night')"
SIZES = pytest.mark.parametrize("size", [FULL_HD, (1280, 800)], ids=["full-hd", "1280x800"])
LEAST_TARGET_PX = 37
# Names of zones, reasons, products and shifts, and what is written the same in Chinese.
DATA = re.compile(r"U\d+|PN-|r\d+|bridge|scratch|dust|missing-part|[AB]|n")
SAME_IN_CHINESE = {
    "OK",
    "NG",
    "MSA",
    "DPMO",
    "CSV",
    "PDF",
    "PLC",
    "Wilson",
    "px",
    "p",
    "English",
    "Inspector",
    "Li",
    "Chen",
}

OpenPage = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class Measured:
    """A served record of 400 parts, and a display of quality on it."""

    url: str
    cookies: dict[str, str]

    @property
    def page(self) -> str:
        return f"{self.url}quality?from={DAY}&to={DAY}"


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    with _measured(tmp_path_factory.mktemp("quality"), ("U20", "U37", "U4")) as found:
        yield found


class _measured:  # noqa: N801 -- used as a function
    """Write a record with these zones and serve it."""

    def __init__(self, folder: Path, zones: tuple[str, ...]) -> None:
        data, golden_refs = folder / "data", folder / "golden_refs"
        data.mkdir()
        write_golden(golden_refs, np.full((480, 640), 90, np.uint8))
        write_parts(data, zones=zones)
        say_much(data)
        self._data = data
        self._served = served(data, golden_refs)

    def __enter__(self) -> Measured:
        url = self._served.__enter__()
        return Measured(url, signed_in(self._data, url, "Chen", Role.QUALITY))

    def __exit__(self, *_: object) -> None:
        self._served.__exit__(None, None, None)


def opened(open_page: OpenPage, at: Measured, language: str = "en", **how: object) -> Page:
    page = open_page(at.page, language, cookies=at.cookies, **how)
    expect(page.locator("main section svg").first).to_be_visible()
    return page


def frame(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True).first


def test_figures_stand_with_their_definitions_and_what_they_are_of(measured: Measured, open_page: OpenPage) -> None:
    page = opened(open_page, measured)
    expect(frame(page, "First-pass yield")).to_contain_text("90.0 %")
    expect(frame(page, "First-pass yield")).to_contain_text("360 of 400 parts")
    expect(frame(page, "First-pass yield")).to_contain_text("OK at first inspection ÷ all parts.")
    expect(frame(page, "Escapes")).to_contain_text("not enough audit data (n = 2)")
    expect(frame(page, "Overkill")).to_contain_text("1 of 4 decided")
    expect(frame(page, "DPMO")).to_contain_text("no recipe of PN-1042 r001, PN-1042 r002")


def test_a_chart_is_a_table_by_one_press_and_adds_up_to_its_file(measured: Measured, open_page: OpenPage) -> None:
    page = opened(open_page, measured)
    zones = frame(page, "Pareto by zone")
    zones.get_by_role("button", name="As table").click()
    shown = [row.locator("td").all_inner_texts() for row in zones.locator("tbody tr").all()]
    with page.expect_download() as download:
        zones.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))[1:]
    assert [(row[0], row[1]) for row in shown] == [(row[0], row[2]) for row in rows]
    assert sum(int(row[1]) for row in shown) == 32


def test_the_report_is_fetched_in_the_language_of_the_page(measured: Measured, open_page: OpenPage) -> None:
    page = opened(open_page, measured, "zh-CN")
    with page.expect_download() as download:
        page.get_by_role("link", name="报告（PDF）").click()  # noqa: RUF001 -- Chinese brackets
    text = "".join(sheet.extract_text() for sheet in PdfReader(download.value.path()).pages)
    assert "质量报告" in text
    assert "360/400" in text


@pytest.mark.parametrize(("language", "first"), [("en", NIGHT), ("zh-CN", "")], ids=["en-night", "zh-day"])
def test_on_paper_stand_the_figures_of_the_report(
    measured: Measured, open_page: OpenPage, language: str, first: str
) -> None:
    page = opened(open_page, measured, language, size=(1280, 800), first=first)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert {tuple(map(round, sheet.mediabox[2:])) for sheet in sheets} == {(595, 842)}
    paper = "".join(sheet.extract_text() for sheet in sheets)
    with httpx.Client(base_url=measured.url, cookies=measured.cookies, timeout=60) as desk:
        days = {"from": DAY, "to": DAY}
        figures = desk.get("api/quality", params=days).json()
        signed = desk.get("api/quality/report", params={**days, "language": language}).content
    report = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(signed)).pages)
    shares = [figures["first_pass_yield"], figures["final_yield"], figures["overkill"]["share"]]
    told = [f"{100 * share['count'] / share['of']:.1f} %" for share in shares]
    assert [(share in paper, share in report) for share in told] == [(True, True)] * 3, paper
    assert {"en": "Camera", "zh-CN": "相机"}[language] not in paper
    expect(page.locator("html")).to_have_attribute("data-theme", "night" if first else "day")


def test_what_is_asked_stands_in_the_address(measured: Measured, open_page: OpenPage) -> None:
    page = opened(open_page, measured)
    page.get_by_label("Product").select_option("PN-1042")
    page.get_by_label("Revision").select_option("r001")
    page.get_by_label("Shift", exact=True).select_option("A")
    expect(frame(page, "First-pass yield")).to_contain_text("216 of 240 parts")
    assert "product=PN-1042" in page.url
    assert "revision=r001" in page.url
    page.reload()
    expect(page.get_by_label("Revision")).to_have_value("r001")
    page.go_back()
    expect(frame(page, "First-pass yield")).to_contain_text("of 240 parts")


def test_the_chart_marks_where_the_revision_changes(measured: Measured, open_page: OpenPage) -> None:
    page = opened(open_page, measured)
    chart = frame(page, "p-chart")
    expect(chart.get_by_text("PN-1042 r002", exact=True)).to_be_visible()
    expect(chart.get_by_text("not yet frozen").first).to_be_visible()
    expect(chart.locator('[role="img"]')).to_have_attribute("aria-label", re.compile("p-chart of 7 subgroups"))


def test_defects_lie_on_the_golden_where_they_were_found(measured: Measured, open_page: OpenPage) -> None:
    page = opened(open_page, measured)
    lie = frame(page, "Where defects lie")
    image, cell = lie.locator("img"), lie.locator("rect")
    expect(cell).to_have_count(1)
    expect(lie.locator("svg")).to_have_attribute("viewBox", "0 0 640 480")
    place, whole = cell.bounding_box(), image.bounding_box()
    assert place is not None
    assert whole is not None
    assert abs(place["width"] - 32 * whole["width"] / 640) <= 1.5
    assert abs(place["x"] - whole["x"]) <= 1.5


@pytest.mark.parametrize(
    ("language", "size", "first"),
    [("en", FULL_HD, ""), ("zh-CN", FULL_HD, NIGHT), ("en", (1280, 800), NIGHT), ("zh-CN", (1280, 800), "")],
    ids=["en-full-hd-day", "zh-full-hd-night", "en-1280-night", "zh-1280-day"],
)
def test_axe_finds_nothing(
    measured: Measured, open_page: OpenPage, language: str, size: tuple[int, int], first: str
) -> None:
    page = opened(open_page, measured, language, size=size, first=first)
    assert violations(page) == []
    for button in page.locator("main h2 + button").all():
        button.click()
    expect(page.locator("main table")).to_have_count(6)
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']]}" for each in found]


@SIZES
def test_every_target_fits_a_finger_and_the_width(
    measured: Measured, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = opened(open_page, measured, size=size)
    # Those that no Tab reaches are for screen readers, and have no size.
    targets = page.locator("main button, main a[href], main input:not([tabindex='-1']), main select")
    # The filters, and each figure with its own, come one after the other.
    expect(targets.nth(15)).to_be_visible()
    boxes = [box for target in targets.all() if (box := target.bounding_box())]
    assert len(boxes) > 15
    assert [box for box in boxes if box["height"] < LEAST_TARGET_PX or box["width"] < LEAST_TARGET_PX] == []
    assert [box for box in boxes if box["x"] + box["width"] > size[0]] == []


def test_a_chinese_page_has_no_english_words(measured: Measured, open_page: OpenPage) -> None:
    page = opened(open_page, measured, "zh-CN")
    for button in page.locator("main h2 + button").all():
        button.click()
    words = {word for word in visible_latin(page) if word not in SAME_IN_CHINESE and not DATA.fullmatch(word)}
    assert words == set()


def test_hostile_names_are_text_in_charts_and_tables(tmp_path: Path, open_page: OpenPage) -> None:
    with _measured(tmp_path, HOSTILE) as at:
        page = opened(open_page, at)
        zones = frame(page, "Pareto by zone")
        expect(zones.get_by_text("<script>alert(1)</script>"[:23])).to_be_visible()
        zones.get_by_role("button", name="As table").click()
        expect(zones.get_by_text("<script>alert(1)</script>")).to_be_visible()
        expect(page.locator("main script")).to_have_count(0)


def test_who_is_not_signed_in_is_told_who_may(measured: Measured, open_page: OpenPage) -> None:
    page = open_page(measured.page)
    expect(page.get_by_text("Figures of quality are for quality and those above")).to_be_visible()
    expect(page.get_by_role("link", name="Quality")).to_have_count(0)


def test_a_day_without_parts_claims_nothing(measured: Measured, open_page: OpenPage) -> None:
    page = open_page(f"{measured.url}quality", cookies=measured.cookies)
    expect(page.get_by_text("Nothing of this kind.").first).to_be_visible()
    expect(frame(page, "First-pass yield")).to_contain_text("\N{EN DASH}")
