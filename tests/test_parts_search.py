"""The history is searched: each filter alone and together, page by page without a gap, as far back as was looked."""

import csv
import io
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from dashboards import serving
from makers import MOMENT, make_inspection
from people import add_person, client
from recording import DEFECT, make_defective, make_fault, record

from inspector.errors import InputError
from inspector.part import Outcome
from inspector.record import sqlite_search
from inspector.record.search import Search
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.wiring.evidence import BundledEvidence

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a record of 12 parts, a minute apart: every third is rejected, the tenth is a fault of another product."""
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        for number in range(1, 13):
            record(recorder, replace(part(number), inspected_at=MOMENT + timedelta(minutes=number)))
    return tmp_path


def part(number: int) -> Any:
    if number == 10:
        fault = make_fault("F10", 10)
        return replace(fault, provenance=replace(fault.provenance, product="PN-2"))
    if number % 3 == 0:
        zone = "U20" if number > 6 else FORMULA
        return make_defective(f"R{number}", number, (replace(DEFECT, zone=zone), replace(DEFECT, zone="edge")))
    return make_inspection(f"P{number}", number)


def found(data: Path, limit: int = 50, **asked: Any) -> list[str]:
    """Return the names of all parts that are asked for, page by page."""
    names, before = [], None
    with closing(SqliteReader(data)) as reader:
        while True:
            page = reader.search(Search(**asked), limit, before)
            assert len(page.rows) <= limit
            names += [row.part_id for row in page.rows]
            before = page.next_before
            if before is None:
                return names


ALL = ["R12", "P11", "F10", "R9", "P8", "P7", "R6", "P5", "P4", "R3", "P2", "P1"]
ASKED = [
    ({}, ALL),
    ({"outcomes": (Outcome.REJECT,)}, ["R12", "R9", "R6", "R3"]),
    ({"outcomes": (Outcome.REJECT, Outcome.FAULT)}, ["R12", "F10", "R9", "R6", "R3"]),
    ({"outcomes": (Outcome.PASS,)}, ["P11", "P8", "P7", "P5", "P4", "P2", "P1"]),
    ({"product": "PN-2"}, ["F10"]),
    ({"product": "PN-3"}, []),
    ({"zone": "U20"}, ["R12", "R9"]),
    ({"zone": "edge", "outcomes": (Outcome.REJECT,), "product": "PN-1042"}, ["R12", "R9", "R6", "R3"]),
    ({"text": "p1"}, ["P11", "P1"]),
    ({"text": "%"}, []),
    ({"since": MOMENT + timedelta(minutes=9)}, ["R12", "P11", "F10", "R9"]),
    ({"until": MOMENT + timedelta(minutes=3)}, ["P2", "P1"]),
    (
        {"since": MOMENT + timedelta(minutes=3), "until": MOMENT + timedelta(minutes=7), "outcomes": (Outcome.REJECT,)},
        ["R6", "R3"],
    ),
]


@pytest.mark.parametrize("limit", [1, 3, 50])
@pytest.mark.parametrize(("asked", "names"), ASKED)
def test_what_is_asked_for_is_found_once_whatever_the_page(
    data: Path, asked: dict[str, Any], names: list[str], limit: int
) -> None:
    assert found(data, limit, **asked) == names


@pytest.mark.parametrize(("asked", "names"), ASKED)
def test_what_is_rare_is_found_over_several_pages(
    data: Path, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], names: list[str]
) -> None:
    monkeypatch.setattr(sqlite_search, "_FIRST", 1)
    monkeypatch.setattr(sqlite_search, "LOOKED_THROUGH", 2)
    assert found(data, **asked) == names


def test_a_part_is_found_by_its_name_however_old_it_is(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_search, "_FIRST", 1)
    monkeypatch.setattr(sqlite_search, "LOOKED_THROUGH", 1)
    with closing(SqliteReader(data)) as reader:
        assert [row.part_id for row in reader.search(Search(text="P1"), 5).rows] == ["P1"]


@pytest.mark.parametrize("text", ["TEIL-Ä7", "teil-Ä7"])
def test_a_part_is_found_by_its_name_whatever_letters_it_has(data: Path, text: str) -> None:
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        record(recorder, make_inspection("TEIL-Ä7", 13))
    assert found(data, text=text) == ["TEIL-Ä7"]


@pytest.mark.parametrize("limit", [1, 3])
def test_the_part_of_that_very_name_comes_first_and_no_other_is_lost(data: Path, limit: int) -> None:
    assert found(data, limit, text="P1") == ["P1", "P11"]


def test_a_day_holds_its_parts_though_the_clock_was_set_back(data: Path) -> None:
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        record(recorder, replace(make_inspection("LATE", 13), inspected_at=MOMENT + timedelta(minutes=2, seconds=1)))
    assert found(data, 1, until=MOMENT + timedelta(minutes=3)) == ["LATE", "P2", "P1"]


@pytest.fixture
def url(data: Path) -> Iterator[str]:
    with serving(data) as url:
        yield url


def test_the_filters_stand_in_the_address(url: str) -> None:
    until = quote((MOMENT + timedelta(minutes=12)).isoformat())
    address = f"{url}api/parts?outcome=REJECT&outcome=FAULT&limit=3&until={until}"
    page = httpx.get(address).json()
    assert [part["part_id"] for part in page["parts"]] == ["F10", "R9", "R6"]
    rest = httpx.get(f"{address}&before={page['next_before']}").json()
    assert ([part["part_id"] for part in rest["parts"]], rest["next_before"]) == (["R3"], None)


@pytest.mark.parametrize(
    "query", ["outcome=GOOD", "since=yesterday", "since=2026-11-02T06:30", f"text={'x' * 201}", "x=1"]
)
def test_what_nobody_can_ask_for_is_refused(url: str, query: str) -> None:
    assert httpx.get(f"{url}api/parts?{query}").status_code == 422


def test_the_record_says_what_it_can_be_narrowed_to(url: str) -> None:
    assert httpx.get(f"{url}api/part-choices").json() == {
        "products": ["PN-1042", "PN-2"],
        "zones": [FORMULA, "U20", "edge"],
    }


def test_the_table_holds_what_the_filter_shows_and_no_formula(url: str) -> None:
    answer = httpx.get(f"{url}api/parts.csv", params={"outcome": "REJECT"})
    assert (answer.headers["content-type"], answer.content[:3]) == ("text/csv; charset=utf-8", b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["part_id"] for row in rows] == ["R12", "R9", "R6", "R3"]
    assert rows[-1]["zone"] == f"'{FORMULA}"


def test_what_waits_for_a_person_is_counted(url: str) -> None:
    waiting = httpx.get(f"{url}api/review/count").json()
    listed = httpx.get(f"{url}api/review").json()["items"]
    assert waiting == {"count": len(listed), "more": False}
    assert waiting["count"] >= 4


def test_evidence_of_a_part_that_is_none_or_has_no_frame_is_refused(url: str, data: Path) -> None:
    with client(data, url) as display:
        answers = [display.get(f"/api/parts/{name}/evidence").status_code for name in ("NONE", "R12")]
    assert answers == [404, 410]


def test_a_full_disk_keeps_evidence_back_no_longer_than_it_is_full(
    url: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(data, url) as display:
        monkeypatch.setattr(tempfile, "tempdir", str(data / "nowhere"))
        refused = display.get("/api/parts/R12/evidence")
        monkeypatch.undo()
        again = display.get("/api/parts/R12/evidence")
    assert (refused.status_code, "make room on the disk" in refused.json()["detail"]) == (503, True)
    assert again.status_code == 410


def test_one_evidence_bundle_is_packed_at_a_time(url: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packing, go_on = Event(), Event()

    def pack(_: BundledEvidence, part_id: str, out: Path) -> None:
        packing.set()
        go_on.wait(20)
        raise InputError(f"pack {part_id}", f"there is nothing for {out.name}", "none")

    monkeypatch.setattr(BundledEvidence, "pack", pack)
    with client(data, url) as display, ThreadPoolExecutor(1) as pool:
        first = pool.submit(display.get, "/api/parts/R12/evidence")
        assert packing.wait(20)
        second = display.get("/api/parts/R12/evidence")
        go_on.set()
    assert (second.status_code, second.json()["code"]) == (429, "packing-another")
    assert first.result().status_code == 410


def test_evidence_is_for_who_is_signed_in(url: str, data: Path) -> None:
    add_person(data)
    assert httpx.get(f"{url}api/parts/R12/evidence").status_code == 401
