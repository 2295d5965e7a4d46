"""The printed report: both scripts in its text, its totals, hostile names as text, the same bytes again."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from disks import no_room_for
from dispositions import HOSTILE
from pypdf import PdfReader
from qualities import MORNING, OF, make_tally, say_much, write_parts

from inspector.cli import records_report
from inspector.cli.records import records
from inspector.quality.p_chart import p_chart
from inspector.quality.quality import Quality, Question
from inspector.quality.report import report_pdf
from inspector.quality.report_chinese import CHINESE
from inspector.quality.report_english import ENGLISH
from inspector.quality.report_words import FigureWords
from inspector.quality.spans import Days
from inspector.record.quality_rows import Baseline, Revision
from inspector.settings import DashboardSettings
from inspector.wiring.quality import quality_desk

DAY = MORNING.date()
ZONE = "连接器区"


def quality_in(data: Path, day: date = DAY) -> Quality:
    with quality_desk(data, data / "golden_refs", DashboardSettings()) as desk:
        return desk.answer(Question(Days(day, day)))


def text_of(pdf: bytes) -> str:
    """Return what the pages say, without the places where lines are broken."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture(scope="module")
def quality(tmp_path_factory: pytest.TempPathFactory) -> Quality:
    data = tmp_path_factory.mktemp("report")
    write_parts(data, zones=(ZONE, "U20"))
    say_much(data)
    return quality_in(data)


def test_the_english_report_says_what_the_figures_are(quality: Quality) -> None:
    text = text_of(report_pdf(quality, "en"))
    assert "400inall:360OK,32NG,0recheck,8notinspected" in text
    assert "90.0%(360/400)" in text
    assert "notenoughauditdata(n=2)" in text
    assert "1of4;12.5%ofrejectsreviewed" in text
    assert "norecipeofPN-1042r001,PN-1042r002" in text
    assert "Shiftleader" in text


def test_the_chinese_report_says_the_same(quality: Quality) -> None:
    text = text_of(report_pdf(quality, "zh-CN"))
    assert "质量报告" in text
    assert "共400件：OK360，NG32，待复判0，未检8" in text  # noqa: RUF001 -- Chinese has its own colon
    assert "一次合格率" in text
    assert "90.0%(360/400)" in text
    assert "抽检数据不足（n=2）" in text  # noqa: RUF001 -- and brackets


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_both_scripts_are_in_either_report_and_its_bars_add_up(quality: Quality, language: str) -> None:
    text = text_of(report_pdf(quality, "en" if language == "en" else "zh-CN"))
    assert ZONE in text
    for bar in quality.zones:
        assert f"{bar.name}{bar.count}" in text
    assert sum(bar.count for bar in quality.zones) == quality.dpmo.defective


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_definition_stands_under_its_figure(quality: Quality, words: object) -> None:
    text = text_of(report_pdf(quality, "en" if words is ENGLISH else "zh-CN"))
    figures = [value for name in type(words).__slots__ if isinstance(value := getattr(words, name), FigureWords)]  # type: ignore[attr-defined]
    assert len(figures) == 5
    assert [figure.name for figure in figures if "".join(figure.meaning.split()) not in text] == []


def test_the_axis_of_a_line_that_hardly_rejects_is_told_as_finely_as_its_limits(quality: Quality) -> None:
    rare = p_chart([make_tally(0, 2, 10_000)], [Baseline(OF, 25, 100_000, 20)])
    top = rare.points[0].high
    text = text_of(report_pdf(replace(quality, p_chart=rare), "en"))
    assert [share in text for share in (f"{100 * top:.2f}%", f"{50 * top:.2f}%")] == [True, True]


def test_the_same_figures_give_the_same_bytes(quality: Quality) -> None:
    assert report_pdf(quality, "zh-CN") == report_pdf(quality, "zh-CN")


def test_hostile_zones_and_products_are_text(tmp_path: Path) -> None:
    write_parts(tmp_path, 300, product="<para>&amp;<b>P</b>", zones=HOSTILE)
    found = quality_in(tmp_path)
    pdf = report_pdf(found, "en")
    text = text_of(pdf)
    assert "<script>alert(1)</script>" in text
    assert "<para>&amp;<b>P</b>" in text
    assert "DROPTABLEdispositions" in text
    assert b"/JavaScript" not in pdf
    assert b"/URI" not in pdf


def test_many_recipes_that_are_gone_keep_no_report_from_being_printed(quality: Quality) -> None:
    gone = tuple(Revision("PN-1042", f"r{number:03d}") for number in range(500))
    found = replace(quality, dpmo=replace(quality.dpmo, unknown=gone))
    text = text_of(report_pdf(found, "en"))
    assert "norecipeofPN-1042r000," in text
    assert "r004,and495more" in text


def test_latin_type_is_in_the_file_and_signs_that_no_type_has_are_squares(tmp_path: Path) -> None:
    write_parts(tmp_path, 60, zones=("连接器 ไทย 한",))
    used: list[Any] = []

    def note(text: str, _: Any, __: Any, font: Any, ___: Any) -> None:
        if text.strip():
            used.append(font)

    pages = PdfReader(io.BytesIO(report_pdf(quality_in(tmp_path), "en"))).pages
    said = "".join(page.extract_text(visitor_text=note) for page in pages)
    assert "连接器 □□□ □" in said
    assert {font["/Subtype"] for font in used} == {"/TrueType", "/Type0"}
    assert [font for font in used if "/FontFile2" not in font.get("/FontDescriptor", {"/FontFile2": "Chinese"})] == []


def test_a_long_name_keeps_no_report_from_being_printed(tmp_path: Path) -> None:
    write_parts(tmp_path, 60, zones=("x" * 5_000, "很" * 3_000))
    assert len(PdfReader(io.BytesIO(report_pdf(quality_in(tmp_path), "zh-CN"))).pages) >= 2


def test_the_command_writes_the_report_and_its_tables(tmp_path: Path) -> None:
    write_parts(tmp_path, 120)
    out, table = tmp_path / "report.pdf", tmp_path / "zones.csv"
    asked = ["--data-dir", str(tmp_path), "--from", f"{DAY}"]
    done = CliRunner().invoke(records, ["report", str(out), *asked, "--language", "zh-CN"], catch_exceptions=False)
    assert done.output == f"120 parts of {DAY} in {out}\n"
    assert "质量报告" in text_of(out.read_bytes())
    CliRunner().invoke(records, ["report", str(table), *asked, "--table", "zones"], catch_exceptions=False)
    assert table.read_text("utf-8-sig").startswith('"name","kind","count","share","cumulative"\n')


def test_the_command_says_what_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    asked = ["report", str(tmp_path / "no" / "x.pdf"), "--data-dir", str(tmp_path / "data")]
    done = CliRunner().invoke(records, asked)
    assert "cannot write" in str(done.exception)


def test_a_table_that_does_not_go_onto_the_disk_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parts(tmp_path, 120)
    table = tmp_path / "zones.csv"
    asked = ["report", str(table), "--data-dir", str(tmp_path), "--from", f"{DAY}", "--table", "zones"]
    CliRunner().invoke(records, asked, catch_exceptions=False)
    before = table.read_bytes()
    with no_room_for(monkeypatch, records_report, "write_csv"):
        failed = CliRunner().invoke(records, asked)
    assert "No space left on device" in str(failed.exception)
    assert [path.name for path in tmp_path.glob("zones.csv*")] == ["zones.csv"]
    assert table.read_bytes() == before


def test_a_report_of_several_days_names_the_last_too(tmp_path: Path) -> None:
    write_parts(tmp_path, 120)
    to, table = DAY + timedelta(days=1), tmp_path / "zones.csv"
    asked = ["report", str(table), "--data-dir", str(tmp_path), "--from", f"{DAY}", "--to", f"{to}", "--table", "zones"]
    done = CliRunner().invoke(records, asked, catch_exceptions=False)
    assert done.output == f"120 parts of {DAY} to {to} in {table}\n"
