"""The MSA page's data: figures of a study file, the report, the plan, and what is refused."""

import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from dashboards import serving
from people import client
from pypdf import PdfReader
from test_msa import APPRAISERS, REFERENCE, study_csv

from inspector.people.roles import Role

STUDY = {"name": "Cover-B", "csv": study_csv(REFERENCE, APPRAISERS)}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    data = tmp_path_factory.mktemp("msa")
    with serving(data) as url, client(data, url, role=Role.QUALITY) as desk:
        yield desk


def test_a_study_is_told_with_its_intervals_and_bands(desk: httpx.Client) -> None:
    found = desk.post("api/msa/study", json=STUDY).json()
    assert (found["parts"], found["defective"], found["runs"], found["right"]["count"]) == (15, 10, 3, 7)
    one = found["appraisers"][0]
    assert (one["effective"]["band"], one["miss"]["band"], one["within"]["band"]) == ("marginal", "unacceptable", None)
    assert round(one["against_reference"]["value"], 3) == 0.613


def test_a_study_that_is_not_whole_says_where(desk: httpx.Client) -> None:
    answer = desk.post("api/msa/study", json={**STUDY, "csv": STUDY["csv"].replace("reject", "maybe", 1)})
    assert (answer.status_code, "expected pass or reject" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_report_is_a_pdf(desk: httpx.Client, language: str) -> None:
    answer = desk.post("api/msa/report", json={**STUDY, "language": language})
    assert answer.headers["content-type"] == "application/pdf"
    assert "Cover-B" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


def test_the_plan_is_csv_that_no_spreadsheet_runs(desk: httpx.Client) -> None:
    answer = desk.post("api/msa/plan", json={"parts": ["=1+1", "P2"], "appraisers": ["Li"], "runs": 2})
    assert answer.headers["content-disposition"] == 'attachment; filename="msa-plan.csv"'
    assert (len(answer.text.splitlines()), "'=1+1" in answer.text) == (5, True)
    assert answer.content.startswith(b"\xef\xbb\xbf")


def test_a_study_of_any_length_that_is_taken_is_read_and_no_other_body_of_that_length_is(desk: httpx.Client) -> None:
    long = {"name": "x", "csv": "\u4f60" * 4_000_000}
    assert desk.post("api/msa/study", json=long).status_code == 400
    assert desk.post("api/msa/study", content=b"x" * (33 << 20)).status_code == 413


@pytest.mark.parametrize("is_told", [True, False])
def test_nobody_can_send_more_than_anybody_needs(desk: httpx.Client, is_told: bool) -> None:  # noqa: FBT001
    body = b'{"name": "' + b"x" * (2 << 20)
    content = body if is_told else (body[at : at + 65_536] for at in range(0, len(body), 65_536))
    assert httpx.post(f"{desk.base_url}api/session", content=content, timeout=20).status_code == 413


@pytest.mark.parametrize("csv", ["", "\x00", 'part,"', "\ufeff", "a\n" * 10, "part,reference,appraiser,run,verdict\n"])
def test_whatever_is_no_study_is_refused_and_breaks_nothing(desk: httpx.Client, csv: str) -> None:
    assert desk.post("api/msa/study", json={"name": "x", "csv": csv}).status_code == 400


def test_an_operator_may_not(tmp_path: Path) -> None:
    with serving(tmp_path) as url, client(tmp_path, url, role=Role.OPERATOR) as desk:
        assert desk.post("api/msa/study", json=STUDY).status_code == 403
