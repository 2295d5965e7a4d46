"""`inspector msa`: the plan, the study out of the record, the report for people, for programs and for signatures."""

import io
import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from dispositions import GOOD, UNCERTAIN, make_subject, make_word
from makers import make_inspection
from pypdf import PdfReader
from recording import make_defective, record
from test_msa import APPRAISERS, REFERENCE, study_csv

from inspector.cli.app import inspector
from inspector.golden.keys import make_key, trust
from inspector.msa.agreement import agreement
from inspector.msa.report import Report, report_pdf
from inspector.msa.study import read_study
from inspector.msa.words import CHINESE, ENGLISH, Language, Words
from inspector.part import Outcome
from inspector.record.sqlite import SqliteRecorder
from inspector.record.sqlite_dispositions import SqliteDispositions


def run(*arguments: object, status: int = 0) -> str:
    result = CliRunner().invoke(inspector, ["msa", *map(str, arguments)])
    assert result.exit_code == status, (result.output, result.exception)
    return result.stdout


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "study.csv"
    path.write_text(study_csv(REFERENCE, APPRAISERS), "utf-8")
    return path


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_plan_is_csv_in_an_order_of_its_seed(tmp_path: Path) -> None:
    (tmp_path / "parts.txt").write_text("P1\nP2\n\nP3\n", "utf-8")
    lines = run("plan", tmp_path / "parts.txt", "--appraiser", "station", "--appraiser", "Li", "--seed", 3).splitlines()
    assert (len(lines), lines[0]) == (1 + 3 * 2 * 3, "order,appraiser,run,part,verdict")


def test_the_report_says_for_people_what_each_appraiser_is_like(study: Path) -> None:
    out = run("report", study)
    assert "15 parts, 10 of them defective, 3 runs" in out
    assert "effectiveness        12/15 = 80.0 % (51.9 to 95.7)" in out


def test_the_report_is_one_json_document_for_programs(study: Path) -> None:
    found = json.loads(run("report", study, "--json"))
    assert (found["right"]["count"], found["appraisers"][0]["name"], len(found["sha256"])) == (7, "EG", 64)


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"])
def test_the_pdf_has_the_figures_the_hash_of_the_data_and_lines_for_signatures(
    study: Path, language: Language, words: Words
) -> None:
    read = read_study(study.read_text("utf-8"))
    text = text_of(report_pdf(Report("study", read, agreement(read), "clopper-pearson"), language))
    assert read.sha256 in text
    assert f"12/15 = 80.0 % (51.9 {words.to} 95.7)" in text
    for word in (words.title, words.effectiveness, words.carried_out, words.approved):
        assert word in text, word


def test_hostile_names_are_printed_as_text(tmp_path: Path) -> None:
    name = "<b>Li</b> & 李\x07"
    path = tmp_path / "study.csv"
    path.write_text(study_csv(REFERENCE, {name: APPRAISERS["EG"]}), "utf-8")
    read = read_study(path.read_text("utf-8"))
    text = text_of(report_pdf(Report("=cmd()", read, agreement(read), "wilson"), "en"))
    assert "<b>Li</b> & " in text
    assert "=cmd()" in text


def test_the_same_study_gives_the_same_bytes(study: Path) -> None:
    read = read_study(study.read_text("utf-8"))
    report = Report("study", read, agreement(read), "clopper-pearson")
    assert report_pdf(report, "en") == report_pdf(report, "en")


def test_a_signed_report_is_verified_until_somebody_changes_it(study: Path, tmp_path: Path) -> None:
    pdf, refs = tmp_path / "report.pdf", tmp_path / "golden_refs"
    trust(refs, make_key(tmp_path / "site.key"))
    run("report", study, "--pdf", pdf, "--key", tmp_path / "site.key")
    assert run("verify", pdf, "--golden-refs", refs).startswith("signed by key ")
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    run("verify", pdf, "--golden-refs", refs, status=1)


def test_a_report_signed_by_a_key_that_the_site_does_not_trust_is_not_verified(study: Path, tmp_path: Path) -> None:
    make_key(tmp_path / "own.key")
    run("report", study, "--pdf", tmp_path / "report.pdf", "--key", tmp_path / "own.key")
    run("verify", tmp_path / "report.pdf", "--golden-refs", tmp_path, status=1)


def test_verdicts_of_the_station_are_taken_from_the_record(tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path)
    recorder.open()
    record(recorder, make_inspection("P1", 1), make_defective("P2", 2))
    recorder.close()
    rows = ["part,reference,appraiser,run,part_id", "A,pass,station,1,P1", "B,pass,station,1,P2"]
    (tmp_path / "shown.csv").write_text("\n".join(rows), "utf-8")
    out = run("collect", tmp_path / "shown.csv", "--data-dir", tmp_path)
    assert out.splitlines()[1:] == ["A,pass,station,1,P1,pass", "B,pass,station,1,P2,reject"]


def test_who_could_not_tell_in_the_end_said_nothing_certain(tmp_path: Path) -> None:
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record(recorder, make_inspection("P1", 1))
    (tmp_path / "shown.csv").write_text("part,reference,appraiser,run,part_id\nA,pass,Li,1,P1\n", "utf-8")
    with closing(SqliteDispositions(tmp_path)) as ledger:
        part = make_subject("P1", Outcome.PASS, 1)
        said = ledger.dispose(part, make_word(GOOD), 0)
        assert run("collect", tmp_path / "shown.csv", "--data-dir", tmp_path).splitlines()[1] == "A,pass,Li,1,P1,pass"
        ledger.dispose(part, make_word(UNCERTAIN), said.number)
    run("collect", tmp_path / "shown.csv", "--data-dir", tmp_path, status=1)


def test_a_part_that_is_not_on_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "shown.csv").write_text("part,reference,appraiser,run,part_id\nA,pass,station,1,P404\n", "utf-8")
    run("collect", tmp_path / "shown.csv", "--data-dir", tmp_path, status=1)
