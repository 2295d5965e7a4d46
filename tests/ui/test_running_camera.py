"""A camera that is unplugged while the line runs, on the pages of that line: `inspector run` and a simulated PLC."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from faults.belt import Belt, Truth
from faults.process import StationProcess, pieces
from people import signed_in
from playwright.sync_api import expect
from ui.conftest import OpenPage
from ui.running_line import clear, until

from inspector.part import Outcome
from inspector.record.sqlite import SqliteReader

pytestmark = pytest.mark.peer


@dataclass(frozen=True, slots=True)
class CameraLine:
    """A line of processes whose camera is a folder, and the belt that brings it parts one by one."""

    url: str
    station: StationProcess
    belt: Belt

    def judge(self) -> Outcome | None:
        """Bring a good part and return what the PLC was told of it."""
        return self.belt.send(pieces(Truth.GOOD)[0]).outcome

    def faults(self) -> int:
        """Return how many parts were not inspected, as the record tells."""
        rows = SqliteReader(self.station.data).after(0, 10_000)
        return sum(row.signal.outcome is Outcome.FAULT for row in rows)

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """Take the camera away."""
        folder = self.station.home / "camera"
        away = folder.rename(folder.with_name("away"))
        try:
            yield
        finally:
            away.rename(folder)


@pytest.fixture(scope="module")
def camera_line(tmp_path_factory: pytest.TempPathFactory, require_peer: Callable[[str], None]) -> Iterator[CameraLine]:
    """Return that line, with a first part judged and its pages served."""
    require_peer("chromium")
    home = tmp_path_factory.mktemp("camera-line")
    with StationProcess(home, command="run") as station, Belt(station.port, station.eye) as belt:
        line = CameraLine(f"http://127.0.0.1:{station.page_port}/", station, belt)
        line.judge()
        until(lambda: _answers(line.url), "pages")
        yield line


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}api/live", timeout=5).is_success
    except httpx.HTTPError:
        return False


def test_an_unplugged_camera_calls_until_it_is_back_whoever_acknowledges(
    camera_line: CameraLine, open_page: OpenPage
) -> None:
    cookies = signed_in(camera_line.station.data, camera_line.url)
    page = open_page(f"{camera_line.url}alarms", cookies=cookies)
    alarm, device = page.locator("[data-alarm=camera]"), page.locator("[data-device=camera]")
    expect(device).to_have_attribute("data-state", "up")
    clear(alarm)
    with camera_line.unplugged():
        camera_line.judge()
        expect(alarm).to_have_attribute("data-state", "active-unacknowledged")
        for words in ("Camera lost: folder", "Parts are not inspected and are rejected.", "Do this:"):
            expect(alarm).to_contain_text(words)
        expect(alarm.locator("svg")).to_have_attribute("data-priority", "high")
        expect(device).to_have_attribute("data-state", "down")
        alarm.get_by_role("button", name="Acknowledge: Camera lost").click()
        expect(alarm).to_have_attribute("data-state", "active-acknowledged")
        expect(device).to_have_attribute("data-state", "down")
        page.goto(camera_line.url)
        expect(page.locator("main [data-verdict]")).to_have_attribute("data-verdict", "not-ready")
        expect(page.locator("[data-count=FAULT] dd")).to_have_text(str(camera_line.faults()))
    expect(device).to_have_attribute("data-state", "up")
    until(lambda: camera_line.judge() is Outcome.PASS, "a good part judged in time")
    page.goto(f"{camera_line.url}alarms")
    expect(device).to_have_attribute("data-state", "up")
    expect(alarm).to_have_count(0)
