"""The pages of a line that really runs: `inspector demo` with its station, its PLC and its pages as processes.

What is asserted of the line is read from its record, not from what the pages were told.
"""

import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from ui.conftest import OpenPage
from ui.running_line import TAKT_MS, DemoLine, clear, running_demo, until

from inspector.alarms.catalogue import Kind
from inspector.part import Outcome
from inspector.record.sqlite import SqliteReader

pytestmark = pytest.mark.peer

# Of this seed the parts 2, 5 and 10 are defective, and no five in a row.
SEED = "6"
# What tells of parts, and of no PC that is busy: there the pages may come before the PLC, and verdicts late.
OF_THE_PARTS = {Kind.REJECTS, Kind.ALIGNMENT, Kind.DRIFT, Kind.P_CHART}
STALE_WITHIN_MS = 3_000
WORDS = {Outcome.PASS: "OK", Outcome.REJECT: "NG", Outcome.RECHECK: "Recheck", Outcome.FAULT: "Not inspected"}
LOST = "Display lost contact. Inspection and reject continue on the line PC."
# The moment at which the tile says so, on the clock of this PC.
NOTE_STALE = """
() => new Promise((resolve) => {
  const look = () => document.querySelector("[data-verdict='stale']") && resolve(Date.now())
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
  look()
})
"""


@pytest.fixture(scope="module")
def demo_line(tmp_path_factory: pytest.TempPathFactory, require_peer: Callable[[str], None]) -> Iterator[DemoLine]:
    """Return the demo, with a first part judged."""
    require_peer("chromium")
    with running_demo(tmp_path_factory.mktemp("demo"), "--seed", SEED, "--takt-ms", str(TAKT_MS)) as line:
        yield line


@pytest.fixture
def record(demo_line: DemoLine) -> SqliteReader:
    return SqliteReader(demo_line.log.parent)


def tile(page: Page) -> Locator:
    return page.locator("main [data-verdict]")


def numbers(page: Page) -> list[int]:
    """Return the numbers of the parts in the strip, newest first."""
    return list(page.locator("[data-seq]").evaluate_all("all => all.map((each) => Number(each.dataset.seq))"))


def sign_in(page: Page, line: DemoLine) -> str:
    """Sign the demo's operator in by finger, with the PIN that the demo told, and return the name."""
    name, pin = line.person("operator")
    page.locator("header").get_by_role("button", name="Sign in", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=name).click()
    for digit in pin:
        dialog.get_by_role("button", name=digit, exact=True).click()
    dialog.get_by_role("button", name="OK", exact=True).click()
    expect(page.locator("header [data-person=operator]")).to_contain_text(name)
    return name


def sign_out(page: Page) -> None:
    page.locator("header [data-person]").click()
    page.get_by_role("button", name="Sign out").click()


def test_a_part_that_is_judged_appears_with_its_verdict_its_picture_and_the_counts(
    demo_line: DemoLine, record: SqliteReader, open_page: OpenPage
) -> None:
    page = open_page(demo_line.url)
    expect(page.locator("[data-seq]").first).to_be_visible()
    before = numbers(page)[0]
    until(lambda: numbers(page)[0] >= before + 2, "two parts more")
    for row in record.after(before - 1, 3):
        words = page.locator(f"[data-part='{row.part_id}'][data-seq]").get_attribute("aria-label") or ""
        assert WORDS[row.signal.outcome] in words
    # The counts come twice a second, parts at once: there is a moment of agreement after each part.
    until(lambda: counted(page) == of_record(record, counted(page)[0]), "the counts of the record")
    expect(page.locator("figure[data-part] img")).to_be_visible()


def counted(page: Page) -> tuple[int, ...]:
    """Return the number of the newest part on the page, and the page's counts, both of one moment."""
    shown = page.evaluate(
        """() => [
          document.querySelector('[data-seq]').dataset.seq,
          ...[...document.querySelectorAll('[data-count] dd')].map((each) => each.textContent),
        ]"""
    )
    return tuple(int(each) for each in shown)


def of_record(record: SqliteReader, newest: int) -> tuple[int, ...]:
    """Return the same of the record as it was after part `newest`."""
    rows = [row.signal.outcome for row in record.after(0, newest)]
    return (
        newest,
        *(rows.count(outcome) for outcome in (Outcome.PASS, Outcome.REJECT, Outcome.RECHECK, Outcome.FAULT)),
    )


def test_a_reject_is_decided_with_two_taps_and_taken_back_with_one(demo_line: DemoLine, open_page: OpenPage) -> None:
    page = open_page(demo_line.url)
    who = sign_in(page, demo_line)
    page.locator("[data-waiting]").click()
    part = page.locator("[data-queue-part]").first
    expect(part).to_be_visible()
    name = page.locator("[data-queue-part][aria-current=true]").get_attribute("data-queue-part") or ""
    _tap(page, page.locator("[data-decision=bad]"))
    _tap(page, page.locator("[data-step=reason] button").first)
    undo = page.locator(f"[data-undo='{name}']")
    expect(undo).to_be_visible()
    expect(page.locator(f"[data-queue-part='{name}']")).to_have_count(0)
    assert _standing(demo_line, name) == ("true-defect", who)
    undo.get_by_role("button").click()
    expect(page.locator(f"[data-queue-part='{name}'][aria-current=true]")).to_be_visible()
    assert _standing(demo_line, name) is None
    sign_out(page)


def _tap(page: Page, target: Locator) -> None:
    """Tap it once the pictures are there and the guard against a second tap is over."""
    expect(page.locator("[data-there=true]")).to_be_visible()
    expect(page.locator("[data-step]")).to_have_attribute("data-guarded", "false")
    target.click()


def _standing(line: DemoLine, name: str) -> tuple[str, str] | None:
    said = httpx.get(f"{line.url}api/parts/{name}/dispositions", timeout=20).json()["standing"]
    return (said["disposition"], said["who"]) if said else None


def test_a_reject_alone_needs_nobody(demo_line: DemoLine, record: SqliteReader) -> None:
    until(lambda: any(row.signal.outcome is Outcome.REJECT for row in record.after(0, 10_000)), "a reject")
    told = httpx.get(f"{demo_line.url}api/alarms/history", timeout=20).json()["events"]
    assert OF_THE_PARTS.isdisjoint(event["kind"] for event in told)


def test_a_plc_that_stops_calls_until_it_runs_again_whoever_acknowledges(
    demo_line: DemoLine, open_page: OpenPage
) -> None:
    page = open_page(f"{demo_line.url}alarms")
    sign_in(page, demo_line)
    alarm, device = page.locator("[data-alarm=plc]"), page.locator("[data-device=plc]")
    expect(device).to_have_attribute("data-state", "up")
    clear(alarm)
    with demo_line.plc_stopped():
        expect(alarm).to_have_attribute("data-state", "active-unacknowledged")
        expect(alarm).to_contain_text("PLC not connected")
        expect(alarm.locator("svg")).to_have_attribute("data-priority", "high")
        expect(page.locator("header section")).to_have_attribute("data-priority", "high")
        expect(device).to_have_attribute("data-state", "down")
        alarm.get_by_role("button", name="Acknowledge: PLC lost").click()
        expect(alarm).to_have_attribute("data-state", "active-acknowledged")
        expect(device).to_have_attribute("data-state", "down")
    expect(device).to_have_attribute("data-state", "up")
    expect(alarm).to_have_count(0)
    sign_out(page)


def test_pages_that_stop_are_told_as_stale_in_time_and_come_back_with_every_part(
    demo_line: DemoLine, record: SqliteReader, open_page: OpenPage, allow: Callable[[str], None]
) -> None:
    allow("Failed to load resource: net::")
    page = open_page(demo_line.url)
    expect(page.locator("[data-seq]").first).to_be_visible()
    with demo_line.pages_stopped() as pid:
        stopped_ms = 1e3 * time.time()
        assert page.evaluate(NOTE_STALE) - stopped_ms <= STALE_WITHIN_MS
        expect(page.get_by_role("alert")).to_contain_text(LOST)
        expect(tile(page).locator("s")).to_be_visible()
        before, seen = numbers(page)[0], demo_line.triggered()
        until(lambda: demo_line.triggered() >= seen + 3, "three parts more, without the pages")
        os.kill(pid, signal.SIGKILL)
    until(lambda: numbers(page)[0] >= before + 4, "the parts that came meanwhile")
    shown = numbers(page)
    assert shown == list(range(shown[0], shown[0] - len(shown), -1))
    assert shown[-1] <= before or len(shown) == 24
    expect(tile(page)).to_have_attribute("data-verdict", re.compile("PASS|REJECT"))
    assert [row.trigger_id for row in record.after(0, 10_000)] == list(range(1, record.latest(1)[0].seq + 1))


def test_nine_tabs_follow_the_line_under_the_name_of_this_pc(demo_line: DemoLine, open_page: OpenPage) -> None:
    url = demo_line.url.replace("127.0.0.1", socket.gethostname())
    first = open_page(url)
    assert first.evaluate("window.isSecureContext") is False
    tabs = [first, *(first.context.new_page() for _ in range(8))]
    for tab in tabs[1:]:
        tab.goto(url)
    awaited = demo_line.newest() + 2
    for tab in tabs:
        expect(tab.locator(f"[data-seq='{awaited}']")).to_be_visible()
