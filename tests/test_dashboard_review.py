"""The Review page's data: what is to be looked at, what people say of it, and that two of them at once are told."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from dashboards import serving
from dispositions import HOSTILE, make_subject, make_word
from makers import MOMENT, make_inspection
from people import client
from recording import make_defective, make_fault, record

from inspector.dashboard.review_views import DispositionName
from inspector.part import ChallengeShown, Outcome, Round
from inspector.record import inbox
from inspector.record.audit import AuditSample
from inspector.record.dispositions import Disposition
from inspector.record.inbox import Inbox, InboxCount
from inspector.record.schema_dispositions import DISPOSITIONS_FILE
from inspector.record.sqlite import SqliteRecorder
from inspector.record.sqlite_dispositions import SqliteDispositions

# Of the passes P1 to P6, these are drawn with the share of a half that `dashboards.sources_in` sets.
SAMPLE = AuditSample(0.5, "audit")
DRAWN = [name for name in ("P1", "P2", "P3", "P4", "P5", "P6") if SAMPLE.holds(name)]
REJECTS = ["R7", "R8", "R9"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a record of six passes, three rejects and a fault."""
    parts = [make_inspection(f"P{number}", number) for number in range(1, 7)]
    parts += [make_defective(f"R{number}", number) for number in range(7, 10)]
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        for number, part in enumerate((*parts, make_fault("F10", 10)), 1):
            record(recorder, replace(part, inspected_at=MOMENT + timedelta(minutes=number)))
    return tmp_path


@pytest.fixture
def url(data: Path) -> Iterator[str]:
    with serving(data) as url:
        yield url


@pytest.fixture
def desk(data: Path, url: str) -> Iterator[httpx.Client]:
    """Return a display on which Li, an operator, is signed in."""
    with client(data, url, "Li") as desk:
        yield desk


def post(desk: httpx.Client, part_id: str, status: int = 201, **body: Any) -> Any:
    said = {"disposition": "true-defect", "reason": "bridge", "answers": 0, **body}
    answer = desk.post(f"api/parts/{part_id}/dispositions", json=said)
    assert answer.status_code == status, answer.text
    return answer.json()


def undo(desk: httpx.Client, part_id: str, answers: int) -> httpx.Response:
    return desk.post(f"api/parts/{part_id}/dispositions/undo", json={"answers": answers})


def standing(url: str, part_id: str) -> Any:
    return httpx.get(f"{url}api/parts/{part_id}/dispositions").json()


def page(url: str, **query: int) -> Any:
    return httpx.get(f"{url}api/review", params=query).json()


def ids(found: Any) -> list[str]:
    return [item["part"]["part_id"] for item in found["items"]]


def test_nothing_is_said_of_a_challenge_part_which_is_in_no_figure(data: Path, desk: httpx.Client) -> None:
    shown = ChallengeShown("M1 hole", Outcome.REJECT, "", "", "start", 0, Round.KEPT)
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        record(recorder, replace(make_defective("M11", 11), challenge=shown))
    told = post(desk, "M11", 400)
    assert (told["code"], told["figures"]) == ("challenge-part", {"part": "M11", "master": "M1 hole"})


def test_the_inbox_is_undecided_rejects_and_drawn_passes_newest_first(url: str) -> None:
    found = page(url)
    assert ids(found) == REJECTS[::-1] + DRAWN[::-1]
    assert 0 < len(DRAWN) < 6
    assert found["next_before"] is None
    reject, audit = found["items"][0], found["items"][-1]
    assert (reject["audit"], reject["newest"], reject["offered"]) == (
        False,
        0,
        ["true-defect", "overkill", "uncertain"],
    )
    assert (audit["audit"], audit["offered"]) == (True, ["good", "escape", "uncertain"])


def test_what_was_decided_leaves_the_inbox_and_comes_back_with_its_undo(url: str, desk: httpx.Client) -> None:
    entry = post(desk, "R8")
    assert ids(page(url))[:2] == ["R9", "R7"]
    taken_back = undo(desk, "R8", entry["number"])
    assert (taken_back.status_code, taken_back.json()["undoes"]) == (201, 1)
    assert ids(page(url))[:3] == ["R9", "R8", "R7"]
    assert page(url)["items"][1]["newest"] == 2


def test_pages_of_the_inbox_hold_every_part_once(url: str) -> None:
    seen, before = [], 2**53 - 1
    while before:
        found = page(url, limit=2, before=before)
        seen += ids(found)
        before = found["next_before"] or 0
    assert seen == REJECTS[::-1] + DRAWN[::-1]


def pages_of(found: Inbox, limit: int = 50) -> list[tuple[str, ...]]:
    """Return what each page holds, from the newest to the last."""
    page = found.page(limit)
    held = [page.part_ids]
    while page.next_before is not None:
        page = found.page(limit, page.next_before)
        held.append(page.part_ids)
    return held


@pytest.mark.parametrize(
    ("windows", "held"),
    [(1, [(), (), (), (), ("P1",), ()]), (2, [(), (), ("P1",)]), (9, [("P1",)])],
)
def test_a_page_that_looks_through_too_few_parts_says_that_there_are_more(
    data: Path, monkeypatch: pytest.MonkeyPatch, windows: int, held: list[tuple[str, ...]]
) -> None:
    monkeypatch.setattr(inbox, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(inbox, "WINDOWS", windows)
    with closing(SqliteDispositions(data)) as ledger, closing(Inbox(data, ledger, SAMPLE)) as found:
        for part_id in REJECTS:
            ledger.dispose(make_subject(part_id), make_word(), 0)
        assert pages_of(found) == held


@pytest.fixture
def long_ago(data: Path) -> Path:
    """Return the record after ten more passes, of which the newest four are looked through at once."""
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        for number in range(11, 21):
            record(recorder, make_inspection(f"P{number}", number))
    return data


def test_rejects_of_long_ago_are_counted_however_many_parts_passed_since(
    long_ago: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "LOOKED_THROUGH", 4)
    drawn = [name for name in ("P17", "P18", "P19", "P20") if SAMPLE.holds(name)]
    with closing(SqliteDispositions(long_ago)) as ledger, closing(Inbox(long_ago, ledger, SAMPLE)) as found:
        assert 0 < len(drawn) < 4
        assert found.waiting(99) == InboxCount(3 + len(drawn), more=False)
        assert found.waiting(3 + len(drawn)) == InboxCount(3 + len(drawn), more=False)
        assert found.waiting(2) == InboxCount(2, more=True)
        ledger.dispose(make_subject("R8"), make_word(), 0)
        assert found.waiting(99).count == 2 + len(drawn)


def test_where_no_pass_is_drawn_one_page_holds_the_rejects_of_all_time(
    long_ago: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "LOOKED_THROUGH", 4)
    monkeypatch.setattr(inbox, "WINDOWS", 1)
    none_drawn = AuditSample(0.0, "audit")
    with closing(SqliteDispositions(long_ago)) as ledger, closing(Inbox(long_ago, ledger, none_drawn)) as found:
        assert pages_of(found) == [tuple(REJECTS[::-1])]
        assert found.waiting(99) == InboxCount(3, more=False)


def test_of_two_operators_at_once_one_wins_and_the_other_is_told(url: str, data: Path, desk: httpx.Client) -> None:
    with client(data, url, "Wang") as other:
        post(other, "R7")
    told = post(desk, "R7", 409, disposition="overkill", reason="")
    assert "Wang said true-defect in entry 1, this answers to none" in told["detail"]
    assert undo(desk, "R7", 0).status_code == 409
    assert [said["who"] for said in standing(url, "R7")["history"]] == ["Wang"]


@pytest.mark.parametrize(
    ("part_id", "status", "body"),
    [
        ("R7", 400, {"disposition": "escape"}),
        ("R7", 400, {"reason": "no such reason"}),
        ("P1", 400, {"disposition": "good"}),
        ("P99", 404, {}),
        ("R7", 422, {"disposition": "nonsense"}),
        ("R7", 422, {"answers": -1}),
        ("R7", 422, {"answers": "0"}),
        ("R7", 422, {"note": "x" * 501}),
        ("R7", 422, {"who": "somebody else"}),
    ],
)
def test_what_cannot_be_said_is_refused(
    url: str, desk: httpx.Client, part_id: str, status: int, body: dict[str, Any]
) -> None:
    post(desk, part_id, status, **body)
    assert page(url)["items"][0]["newest"] == 0


def test_nothing_is_undone_where_nothing_stands(desk: httpx.Client) -> None:
    answer = undo(desk, "R7", 0)
    assert (answer.status_code, "none stands" in answer.text) == (400, True)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_write_is_text(url: str, desk: httpx.Client, text: str) -> None:
    said = post(desk, "R7", note=text)
    assert (said["note"], said["who"]) == (text, "Li")
    assert standing(url, "R7")["standing"] == said


def test_a_page_of_another_origin_may_not_write(desk: httpx.Client) -> None:
    said = {"disposition": "true-defect", "reason": "bridge", "answers": 0}
    target = "api/parts/R7/dispositions"
    assert desk.post(target, json=said, headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert desk.post(target, json=said, headers={"Origin": "null"}).status_code == 403
    assert desk.post(target, json=said, headers={"Origin": str(desk.base_url).rstrip("/")}).status_code == 201


def test_a_form_cannot_write(desk: httpx.Client) -> None:
    text = '{"disposition": "true-defect", "reason": "bridge", "answers": 0}'
    target = "api/parts/R7/dispositions"
    assert desk.post(target, content=text, headers={"Content-Type": "text/plain"}).status_code == 422


def test_the_sites_reasons_are_offered_for_what_they_explain(url: str) -> None:
    found = {each["disposition"]: each for each in httpx.get(f"{url}api/review/reasons").json()}
    assert (found["true-defect"]["reasons"][0], found["true-defect"]["needed"]) == ("missing-part", True)
    assert (found["overkill"]["reasons"][0], found["overkill"]["needed"]) == ("light", False)
    assert found["good"]["reasons"] == []


def test_the_api_knows_every_disposition() -> None:
    assert list(get_args(DispositionName)) == [word.value for word in Disposition]


def test_a_ledger_that_cannot_be_read_is_said_and_the_line_is_shown_on(url: str, data: Path) -> None:
    (data / DISPOSITIONS_FILE).parent.mkdir()
    (data / DISPOSITIONS_FILE).write_bytes(b"nonsense" * 2_000)
    answer = httpx.get(f"{url}api/review")
    assert (answer.status_code, "dispositions.sqlite3" in answer.json()["detail"]) == (503, True)
    assert httpx.get(f"{url}api/live").status_code == 200
