"""The Live page's data: a snapshot, and a feed that loses nothing, repeats nothing and waits for nobody."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from dashboards import Feed, serving
from makers import MOMENT, make_inspection
from recording import make_defective, make_fault, make_signal, make_status, record, record_parts

from inspector.dashboard.journal import Journal
from inspector.dashboard.tail import RESUME_MAX, Tail
from inspector.record.connection import RECORD_FILE
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteReader, SqliteRecorder

HOSTILE = "</script><img src=x onerror=alert(1)>\r\n\r\nevent: part\r\ndata: {}\u2028\x00"


@pytest.fixture
def url(tmp_path: Path, recorder: SqliteRecorder) -> Iterator[str]:
    recorder.report(make_status())
    with serving(tmp_path) as url:
        yield url


# The snapshot


def test_the_snapshot_holds_the_last_parts_newest_first(url: str, recorder: SqliteRecorder) -> None:
    with Feed(url) as feed:
        feed.next("hello")
        record_parts(recorder, 30)
        feed.parts(30)
    live = httpx.get(f"{url}api/live").json()
    assert (live["seq"], [part["seq"] for part in live["parts"]]) == (30, list(range(30, 6, -1)))


def test_the_snapshot_counts_the_parts_of_the_day(url: str, recorder: SqliteRecorder) -> None:
    now = datetime.now(UTC)
    with Feed(url) as feed:
        feed.next("hello")
        record(recorder, make_inspection("P1", 1))
        for inspection in (make_inspection("P2", 2), make_defective("P3", 3), make_fault("P4", 4)):
            record(recorder, replace(inspection, inspected_at=now))
        feed.parts(4)
    counts = httpx.get(f"{url}api/live").json()["counts"]
    assert {name: counts[name] for name in ("passed", "rejected", "rechecked", "faulted")} == {
        "passed": 1,
        "rejected": 1,
        "rechecked": 0,
        "faulted": 1,
    }


def test_a_station_that_never_ran_is_shown_as_such(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        live = httpx.get(f"{url}api/live").json()
    assert (live["seq"], live["status"], live["parts"], live["trouble"]) == (0, None, [], "")


def test_the_status_carries_everything_the_station_says(url: str) -> None:
    status = httpx.get(f"{url}api/live").json()["status"]
    assert (status["station"], status["plc_connected"], status["at"]) == ("Line 3", True, "2026-11-02T06:30:00Z")


# The feed


def test_a_new_part_comes_with_its_number_as_id(url: str, recorder: SqliteRecorder) -> None:
    with Feed(url) as feed:
        feed.next("hello")
        record(recorder, make_defective())
        event = feed.next("part")
    assert (event.id, event.data["part_id"], event.data["outcome"]) == ("1", "P9", "REJECT")
    assert event.data["defects"][0]["box_golden"] == {"x0": 1.5, "y0": 2.0, "x1": 9.0, "y1": 12.0}


@pytest.mark.parametrize("way", ["header", "query", "header before query"])
def test_a_reader_goes_on_after_the_last_part_it_knows(url: str, recorder: SqliteRecorder, way: str) -> None:
    headers = {"Last-Event-ID": "3"} if "header" in way else None
    query = {"header": "", "query": "?after=3", "header before query": "?after=1"}[way]
    record_parts(recorder, 5)
    with Feed(url) as feed:
        wait_for_part(feed, 5)
    with Feed(url, headers, query) as feed:
        assert feed.next("hello").data["resumed"] is True
        record_parts(recorder, 1, first=6)
        assert feed.parts(3) == [4, 5, 6]


def test_a_reader_that_was_away_for_many_parts_misses_none(url: str, recorder: SqliteRecorder) -> None:
    record_parts(recorder, 600)
    with Feed(url) as feed:
        wait_for_part(feed, 600)
    with Feed(url, query="?after=0") as feed:
        assert feed.parts(600) == list(range(1, 601))


@pytest.mark.parametrize("after", [6, RESUME_MAX * 10])
def test_a_reader_of_another_record_is_told_to_start_over(url: str, recorder: SqliteRecorder, after: int) -> None:
    record_parts(recorder, 5)
    with Feed(url) as feed:
        wait_for_part(feed, 5)
    with Feed(url, query=f"?after={after}") as feed:
        assert feed.next("hello").data == {**feed_hello(url), "seq": 5, "resumed": False}


def test_two_readers_get_the_same_parts(url: str, recorder: SqliteRecorder) -> None:
    with Feed(url) as one, Feed(url) as other:
        one.next("hello"), other.next("hello")
        record_parts(recorder, 20)
        assert one.parts(20) == other.parts(20) == list(range(1, 21))


def test_a_part_is_sent_again_without_an_id_when_more_is_known_of_it(
    url: str, recorder: SqliteRecorder, tmp_path: Path
) -> None:
    archive = FileArchive(tmp_path)
    archive.open()
    with Feed(url) as feed:
        feed.next("hello")
        record(recorder, make_inspection())
        assert feed.next("part").data["image"] == "waiting"
        archive.keep(make_inspection(), make_signal(make_inspection()))
        kept = feed.next("update")
        recorder.acknowledge(7, MOMENT)
        acknowledged = feed.next("update")
    archive.close()
    assert (kept.id, kept.data["seq"], kept.data["image"]) == ("", 1, "kept")
    assert acknowledged.data["acknowledged_at"] == "2026-11-02T06:30:00Z"


def test_the_heartbeat_goes_on_while_nothing_happens(url: str) -> None:
    with Feed(url) as feed:
        first, second = feed.next("status"), feed.next("status")
    assert second.data["now"] > first.data["now"]
    assert second.data["status"]["station"] == "Line 3"


def test_hostile_text_cannot_break_out_of_its_event(url: str, recorder: SqliteRecorder) -> None:
    with Feed(url) as feed:
        feed.next("hello")
        record(recorder, replace(make_fault(HOSTILE), verdict=replace(make_fault().verdict, message=HOSTILE)))
        event = feed.next("part")
    assert (event.id, event.data["part_id"], event.data["message"]) == ("1", HOSTILE, HOSTILE)


def test_the_feed_is_not_stored_on_its_way(url: str) -> None:
    with Feed(url) as feed:
        headers = feed.response.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-cache", "no")


@pytest.mark.parametrize("after", ["-1", "x", "1.5", str(2**64)])
def test_a_place_that_is_none_is_refused(url: str, after: str) -> None:
    assert httpx.get(f"{url}api/feed?after={after}").status_code == 422


def test_a_client_that_does_not_read_holds_up_nobody(url: str, recorder: SqliteRecorder) -> None:
    address = httpx.URL(url)
    with socket.socket() as stuck, Feed(url) as feed:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        stuck.connect((address.host, address.port))
        stuck.sendall(b"GET /api/feed HTTP/1.1\r\nHost: line-pc\r\n\r\n")
        feed.next("hello")
        # Nine megabytes: more than the system takes for a client that does not read.
        long = replace(make_fault().verdict, message="x" * 150_000)
        record(recorder, *(replace(make_fault(f"P{number}", number), verdict=long) for number in range(1, 61)))
        assert feed.parts(60) == list(range(1, 61))


def test_a_reader_that_fell_behind_the_journal_is_told_to_start_over(tmp_path: Path, recorder: SqliteRecorder) -> None:
    async def follow() -> list[tuple[str | None, str | None]]:
        tail = Tail(reader, "build", journal=Journal(kept=4))
        await tail.look()
        feed = tail.follow(None)
        seen = [await anext(feed)]
        record_parts(recorder, 1)
        await tail.look()
        seen.append(await anext(feed))
        record_parts(recorder, 9, first=2)
        await tail.look()
        seen.append(await anext(feed))
        record_parts(recorder, 1, first=11)
        await tail.look()
        seen.append(await anext(feed))
        return [(event.event, event.id) for event in seen]

    with closing(SqliteReader(tmp_path)) as reader:
        assert asyncio.run(follow()) == [("hello", None), ("part", "1"), ("hello", None), ("part", "11")]


# Trouble


def test_a_record_that_cannot_be_read_is_said_and_parts_go_on_when_it_can_be_again(tmp_path: Path) -> None:
    (tmp_path / RECORD_FILE).write_text("no database " * 500)
    with serving(tmp_path) as url, Feed(url) as feed:
        assert "not a database" in feed.next("status").data["trouble"]
        assert httpx.get(f"{url}api/parts").status_code == 503
        (tmp_path / RECORD_FILE).unlink()
        recorder = SqliteRecorder(tmp_path)
        recorder.open()
        record_parts(recorder, 2)
        wait_for_part(feed, 2)
        assert feed.next("status").data["trouble"] == ""
        recorder.close()


def wait_for_part(feed: Feed, seq: int) -> None:
    while feed.next("status").data["seq"] < seq:
        pass


def feed_hello(url: str) -> dict[str, object]:
    with Feed(url) as feed:
        return dict(feed.next("hello").data)
