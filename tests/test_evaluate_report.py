"""The report of an evaluation: every escape and overkill has its pictures, on as many pages as that takes."""

import re
from pathlib import Path

import pytest
from evaluations import PLACE, labelled, passed, rejected
from makers import make_image

from inspector.errors import InputError
from inspector.evaluate import report as reports
from inspector.evaluate.case import case_of
from inspector.evaluate.report import Report
from inspector.evaluate.report_words import LANGUAGES, Language
from inspector.evaluate.tally import Tally
from inspector.part import Box


def written(folder: Path, escapes: int, overkill: int, language: Language = "en") -> Path:
    """Return the report on so many parts that were judged wrong."""
    path = folder / "line 3.html"
    report, tally = Report(path, language), Tally("parts.csv")
    pairs = [(labelled(folder, f"escape {number}", PLACE), passed()) for number in range(1, escapes + 1)]
    pairs += [(labelled(folder, f"overkill {number}"), rejected()) for number in range(1, overkill + 1)]
    for pair, inspection in pairs:
        report.add(case_of(pair, inspection, 0.0), inspection, make_image())
        tally.add(pair, inspection)
    report.write(tally.document())
    return path


def shown(page: Path) -> dict[str, int]:
    """Return the parts on a page, and how many pictures each has."""
    articles = re.findall(r"<article>.*?</article>", page.read_text("utf-8"), re.DOTALL)
    return {re.findall(r"<bdi>(.*?)</bdi>", article)[0]: article.count("<img ") for article in articles}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_escape_has_its_pictures_however_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    monkeypatch.setattr(reports, "MOST_PICTURED", 2)
    first = written(tmp_path, 5, 1, language)
    second, third = (tmp_path / f"line 3-escapes-{number}.html" for number in (2, 3))
    assert shown(first) == {"escape 1": 3, "escape 2": 3, "overkill 1": 3}
    assert (shown(second), shown(third)) == ({"escape 3": 3, "escape 4": 3}, {"escape 5": 3})
    links = re.findall(r'href="([^#"]+)"', first.read_text("utf-8"))
    assert links == ["line%203-escapes-2.html", "line%203-escapes-3.html"]
    assert re.findall(r'href="([^#"]+)"', third.read_text("utf-8")) == ["line%203.html"]
    assert "(5)</h2>" in first.read_text("utf-8")


def test_a_report_that_fits_is_one_file(tmp_path: Path) -> None:
    path = written(tmp_path, 2, 1)
    assert [each.name for each in tmp_path.glob("*.html*")] == [path.name]
    assert not re.findall(r'href="([^#"]+)"', path.read_text("utf-8"))


def test_a_report_that_is_not_written_leaves_no_file(tmp_path: Path) -> None:
    report = Report(tmp_path / "line 3.html", "en")
    assert not list(tmp_path.iterdir())
    (tmp_path / "line 3.html").mkdir()
    with pytest.raises(InputError, match=r"cannot write .*line 3\.html: Is a directory; choose another file"):
        report.write(Tally("parts.csv").document())
    assert [path.name for path in tmp_path.iterdir()] == ["line 3.html"]


def test_a_true_box_that_reaches_far_beyond_its_picture_is_drawn(tmp_path: Path) -> None:
    """OpenCV knows no place beyond 32 bits."""
    escape = labelled(tmp_path, "escape 1", Box(-5, -5, 1e12, 30))
    report, tally = Report(tmp_path / "line 3.html", "en"), Tally("parts.csv")
    report.add(case_of(escape, passed(), 0.0), passed(), make_image())
    tally.add(escape, passed())
    report.write(tally.document())
    assert shown(tmp_path / "line 3.html") == {"escape 1": 3}
