"""A dashboard on a real socket, and a reader of its feed, for the tests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from people import CHEAP

from inspector.alarms.alarm_settings import AlarmSettings
from inspector.dashboard.app import Sources
from inspector.dashboard.front import Front
from inspector.dashboard.serve import Dashboard, Hooks
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.sqlite import SqliteReader
from inspector.settings import DashboardSettings, ReviewSettings
from inspector.wiring.evidence import BundledEvidence
from inspector.wiring.material import Places
from inspector.wiring.pages import annunciator_of, quality_pages, review_of
from inspector.wiring.people import access_of
from inspector.wiring.places import shipped

SHIFTS = {"early": "06:00", "late": "14:00"}
PAGES = {
    "index.html": "<!doctype html><title>Inspector</title><script type=module src=/assets/app-1a2b.js></script>",
    "assets/app-1a2b.js": "export const build = 1\n",
    "favicon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}

HTTP = Front()


def write_pages(static: Path) -> Path:
    for name, text in PAGES.items():
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_text(text)
    return static


def sources_in(data: Path, reader: SqliteReader) -> Sources:
    review = review_of(data, ReviewSettings(audit_share=0.5))
    images, golden_refs, static = data / IMAGES_FOLDER, data / "golden_refs", data / "static"
    quality = quality_pages(data, golden_refs, DashboardSettings(shifts=SHIFTS))
    alarms = annunciator_of(data, AlarmSettings())
    access = access_of(data, cost=CHEAP)
    evidence = BundledEvidence(data, Places(golden_refs, shipped("models")))
    return Sources(
        reader, images, golden_refs, static, review, access, quality=quality, alarms=alarms, evidence=evidence
    )


@contextmanager
def serving(data: Path, names: tuple[str, ...] = (), front: Front = HTTP) -> Iterator[str]:
    """Serve the record in `data` in a thread of its own, on a free port."""
    reader, ready = SqliteReader(data), threading.Event()
    sources = replace(sources_in(data, reader), names=names, front=front)
    dashboard = Dashboard(sources, "127.0.0.1", 0, Hooks(ready=ready.set))
    url = dashboard.bind()
    thread = threading.Thread(target=dashboard.run, name="dashboard")
    thread.start()
    try:
        if not ready.wait(20):
            raise TimeoutError("the dashboard never got ready")
        yield url
    finally:
        dashboard.stop()
        thread.join(20)
        reader.close()
    if thread.is_alive():
        raise TimeoutError("the dashboard never ended")


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    id: str
    data: Any


class Feed:
    """One reader of the feed; `next` gives the next event of a name, skipping others."""

    def __init__(self, url: str, headers: dict[str, str] | None = None, query: str = "") -> None:
        self._client = httpx.Client(timeout=20)
        self._stream = self._client.stream("GET", f"{url}api/feed{query}", headers=headers)

    def __enter__(self) -> Self:
        self.response = self._stream.__enter__()
        self._events = self._read(self.response)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stream.__exit__(kind, error, at)
        self._client.close()

    def next(self, name: str) -> Event:
        return next(event for event in self._events if event.name == name)

    def parts(self, count: int) -> list[int]:
        return [self.next("part").data["seq"] for _ in range(count)]

    def rest(self) -> list[Event]:
        return list(self._events)

    @staticmethod
    def _read(response: httpx.Response) -> Iterator[Event]:
        """Read as the standard says: lines end with a line feed only, whatever Unicode calls a line."""
        fields: dict[str, str] = {}
        buffer = b""
        for chunk in response.iter_bytes():
            *lines, buffer = (buffer + chunk).split(b"\n")
            for line in lines:
                if line:
                    name, _, value = line.decode().partition(": ")
                    fields[name] = value
                elif fields:
                    yield Event(fields.get("event", ""), fields.get("id", ""), json.loads(fields.get("data", "null")))
                    fields = {}
