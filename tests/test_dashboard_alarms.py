"""The API of alarms: everybody may look, who is signed in acts, every display is told the same."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from alarms import WELL
from dashboards import Feed, serving
from people import client
from recording import DEFECT, make_defective, record

from inspector.alarms.alarm import Act, ShelfReason, State
from inspector.alarms.catalogue import Kind, Priority
from inspector.alarms.sqlite import ALARMS_FILE
from inspector.dashboard.alarm_views import ActName, KindName, PriorityName, ShelfReasonName, StateName
from inspector.people.roles import Role
from inspector.record.sqlite import SqliteRecorder

TEXTS = Path(__file__).parents[1] / "ui" / "src" / "i18n"
ACTS = ("acknowledge", "shelve", "unshelve")
SHELF = {"minutes": 15, "reason": "maintenance"}


@contextmanager
def reporting(recorder: SqliteRecorder) -> Iterator[Callable[..., None]]:
    """Yield a station's way to report how it is; it goes on saying so while the block lasts, or it would be silent."""
    said = [WELL]
    lock, ended = threading.Lock(), threading.Event()

    def say() -> None:
        with lock:
            recorder.report(replace(said[-1], at=datetime.now(UTC)))

    def report(**changes: Any) -> None:
        said.append(replace(WELL, **changes))
        say()

    def go_on() -> None:
        while not ended.wait(0.3):
            say()

    talking = threading.Thread(target=go_on)
    say()
    talking.start()
    try:
        yield report
    finally:
        ended.set()
        talking.join()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Return a station's way to report how it is."""
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        with reporting(recorder) as report:
            yield report


@pytest.fixture
def url(tmp_path: Path, station: Callable[..., None]) -> Iterator[str]:
    """Return a dashboard that has seen a lost camera."""
    station(camera_up=False)
    with serving(tmp_path) as url:
        yield url


@pytest.fixture
def desk(tmp_path: Path, url: str) -> Iterator[httpx.Client]:
    """Return a display on which Li, an operator, is signed in."""
    with client(tmp_path, url, "Li") as desk:
        yield desk


def alarms(url: str) -> Any:
    return httpx.get(f"{url}api/alarms").json()


def camera(url: str) -> Any:
    return next(alarm for alarm in alarms(url) if alarm["kind"] == "camera")


def act(desk: httpx.Client, raised: int, name: str) -> httpx.Response:
    return desk.post(f"api/alarms/{raised}/{name}", json=SHELF if name == "shelve" else None)


def test_a_lost_camera_is_told_before_the_first_page_is(url: str) -> None:
    alarm = camera(url)
    assert (alarm["priority"], alarm["state"], alarm["count"]) == ("high", "active-unacknowledged", 1)
    assert alarm["figures"] == [{"name": "camera", "value": "simulated"}]


def test_the_feed_and_the_snapshot_carry_what_the_list_does(url: str, desk: httpx.Client) -> None:
    act(desk, camera(url)["raised"], "acknowledge")
    with Feed(url) as feed:
        told = next(each for each in feed.next("status").data["alarms"] if each["kind"] == "camera")
    assert (told["state"], told["acknowledged_by"]) == ("active-acknowledged", "Li")
    live = httpx.get(f"{url}api/live").json()["alarms"]
    assert next(each for each in live if each["kind"] == "camera") == told


def test_acknowledged_is_not_cleared(url: str, desk: httpx.Client) -> None:
    answer = act(desk, camera(url)["raised"], "acknowledge")
    assert (answer.status_code, answer.json()["state"]) == (200, "active-acknowledged")
    assert camera(url)["state"] == "active-acknowledged"


def test_who_did_it_comes_from_the_session_and_stands_in_the_history(url: str, desk: httpx.Client) -> None:
    raised = camera(url)["raised"]
    for name in ("shelve", "unshelve", "acknowledge"):
        assert act(desk, raised, name).status_code == 200
    events = [each for each in httpx.get(f"{url}api/alarms/history").json()["events"] if each["kind"] == "camera"]
    assert [(each["act"], each["who"], each["reason"]) for each in events] == [
        ("acknowledged", "Li", ""),
        ("unshelved", "Li", ""),
        ("shelved", "Li", "maintenance"),
        ("raised", "", ""),
    ]


@pytest.mark.usefixtures("desk")
def test_nobody_acts_without_being_signed_in(url: str) -> None:
    with httpx.Client(base_url=url) as nobody:
        assert [act(nobody, camera(url)["raised"], name).status_code for name in ACTS] == [401, 401, 401]
    assert camera(url)["state"] == "active-unacknowledged"


def test_every_role_acts(tmp_path: Path, url: str) -> None:
    for role in Role:
        with client(tmp_path, url, f"a {role}", role) as desk:
            assert [act(desk, camera(url)["raised"], name).status_code for name in ("shelve", "unshelve")] == [200, 200]
    assert [event["who"] for event in httpx.get(f"{url}api/alarms/history?limit=1").json()["events"]] == ["a admin"]


def test_everybody_may_look(url: str) -> None:
    for path in ("alarms", "alarms/history", "alarms/figures?days=30"):
        assert httpx.get(f"{url}api/{path}").status_code == 200


def test_what_is_not_there_cannot_be_acted_on(desk: httpx.Client) -> None:
    answers = [act(desk, 99_999, name) for name in ACTS]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert all("look at the list again" in answer.json()["detail"] for answer in answers)


def test_no_shelf_without_reason_or_beyond_eight_hours(url: str, desk: httpx.Client) -> None:
    bodies: tuple[dict[str, Any], ...] = (
        {**SHELF, "minutes": 481},
        {**SHELF, "minutes": 0},
        {**SHELF, "reason": "so"},
        {},
    )
    path = f"api/alarms/{camera(url)['raised']}/shelve"
    assert [desk.post(path, json=body).status_code for body in bodies] == [422, 422, 422, 422]
    assert camera(url)["state"] == "active-unacknowledged"


def test_history_goes_on_with_the_older_ones(url: str, desk: httpx.Client) -> None:
    act(desk, camera(url)["raised"], "acknowledge")
    seen, query = [], "limit=1"
    while query:
        page = httpx.get(f"{url}api/alarms/history?{query}").json()
        seen += [event["number"] for event in page["events"]]
        query = f"limit=1&before={page['next_before']}" if page["next_before"] else ""
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 1
    assert len(seen) >= 2


def test_the_figures_count_what_was_raised(url: str) -> None:
    figures = httpx.get(f"{url}api/alarms/figures").json()
    assert {"kind": "camera", "count": 1} in figures["top"]
    assert [(each["priority"], each["target"]) for each in figures["mix"]] == [
        ("high", 0.05),
        ("medium", 0.15),
        ("low", 0.8),
    ]


def test_a_damaged_journal_is_said_and_the_pages_go_on(tmp_path: Path, station: Callable[..., None]) -> None:
    station()
    (tmp_path / ALARMS_FILE).parent.mkdir()
    (tmp_path / ALARMS_FILE).write_bytes(b"no database at all" * 100)
    with serving(tmp_path) as url:
        answer = httpx.get(f"{url}api/alarms/history")
        assert (answer.status_code, "alarms.sqlite3" in answer.json()["detail"]) == (503, True)
        assert httpx.get(f"{url}api/live").status_code == 200


def test_a_single_reject_raises_nothing(tmp_path: Path) -> None:
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record(recorder, make_defective(defects=(DEFECT,)))
        with reporting(recorder), serving(tmp_path) as url:
            assert alarms(url) == []


@pytest.mark.parametrize(
    ("names", "members"),
    [
        (KindName, Kind),
        (PriorityName, Priority),
        (StateName, State),
        (ActName, Act),
        (ShelfReasonName, ShelfReason),
    ],
)
def test_the_contract_names_everything_there_is(names: Any, members: Any) -> None:
    assert list(get_args(names)) == [str(member) for member in members]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_kind_has_its_three_texts_in_both_languages(language: str) -> None:
    texts = json.loads((TEXTS / f"{language}.json").read_text("utf-8"))["alarm"]["kind"]
    assert list(texts) == [str(kind) for kind in Kind]
    assert all(text[part] for text in texts.values() for part in ("name", "what", "consequence", "action"))
