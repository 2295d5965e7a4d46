"""Worked by fingers alone, seen without colours: nothing on the pages needs a mouse, a keyboard or a trained eye."""

import cv2
import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from people import signed_in
from playwright.sync_api import CDPSession, Locator, Page, expect
from ui.axe import violations
from ui.conftest import OpenPage, Site
from ui.written_line import Shown, WrittenLine, make_defect

from inspector.part import Box, Outcome

pytestmark = pytest.mark.peer

DEFECT = make_defect(Box(200, 120, 280, 160))
WORDS = {
    Outcome.PASS: "OK",
    Outcome.REJECT: "NG",
    Outcome.RECHECK: "Recheck",
    Outcome.FAULT: "Not inspected",
}
# In so large a share of their place two shapes differ at least, once each is only dark or light.
LEAST_DIFFERENCE = 0.25


@pytest.fixture
def reject(site: Site, line: WrittenLine) -> str:
    """Return the name of the newer one of two rejects, with its picture on the disk."""
    names = [line.append(Shown(Outcome.REJECT, (DEFECT,), np.full((480, 640), 60, np.uint8))) for _ in range(2)]
    while httpx.get(f"{site.url}api/parts/{names[1]}", timeout=20).json()["image"] == "waiting":
        pass
    return names[1]


class Finger:
    """A finger on the panel: nothing but touches reaches the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)

    def tap(self, target: Locator) -> None:
        """Tap the middle of it, once it is there."""
        expect(target).to_be_visible()
        self.drag(*self._middle(target))

    def drag(self, x: float, y: float, by_x: float = 0.0, by_y: float = 0.0) -> None:
        """Put down, move in ten steps, lift."""
        self._send("touchStart", [(x, y)])
        for step in range(1, 11) if by_x or by_y else ():
            self._send("touchMove", [(x + by_x * step / 10, y + by_y * step / 10)])
        self._send("touchEnd", [])

    def pan(self, target: Locator, by_x: float, by_y: float) -> None:
        """Drag what is shown there."""
        self.drag(*self._middle(target), by_x, by_y)

    def pinch(self, target: Locator, from_px: float, to_px: float) -> None:
        """Spread or close two fingers around the middle of it."""
        x, y = self._middle(target)
        for kind, apart in (("touchStart", from_px), ("touchMove", (from_px + to_px) / 2), ("touchMove", to_px)):
            self._send(kind, [(x - apart / 2, y), (x + apart / 2, y)])
        self._send("touchEnd", [])

    def _middle(self, target: Locator) -> tuple[float, float]:
        box = target.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _send(self, kind: str, points: list[tuple[float, float]]) -> None:
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def test_a_part_is_looked_at_and_decided_by_touches_alone(site: Site, reject: str, open_page: OpenPage) -> None:
    page = open_page(site.url, size=(1280, 800), cookies=signed_in(site.data, site.url))
    finger = Finger(page)
    finger.tap(page.locator("[data-waiting]"))
    expect(page.locator("[data-there=true]")).to_be_visible()
    world, stage = page.locator("[data-world]").first, page.locator("figure [role=group]").first
    fit = _transform(world)
    finger.pinch(stage, 80, 240)
    near = _changed(world, fit)
    assert near[0] == pytest.approx(3 * fit[0], rel=0.1)
    finger.pan(stage, -60, 30)
    moved = _changed(world, near)
    assert (moved[1] - near[1], moved[2] - near[2]) == pytest.approx((-60, 30), abs=10)
    finger.tap(page.locator("[data-step=verdict][data-guarded=false] [data-decision=bad]"))
    finger.tap(page.locator("[data-step=reason][data-guarded=false] button").first)
    expect(page.locator(f"[data-undo='{reject}']")).to_be_visible()
    finger.tap(page.locator(f"[data-undo='{reject}'] button"))
    expect(page.locator(f"[data-queue-part='{reject}'][aria-current=true]")).to_be_visible()


def _transform(world: Locator) -> tuple[float, float, float]:
    """Return scale, x and y of what is shown."""
    scale, x, y = world.evaluate("each => { const m = new DOMMatrix(each.style.transform); return [m.a, m.e, m.f] }")
    return float(scale), float(x), float(y)


def _changed(world: Locator, before: tuple[float, float, float]) -> tuple[float, float, float]:
    for _ in range(400):
        if (now := _transform(world)) != before:
            # The last of the moves is drawn with the next frame.
            world.page.wait_for_timeout(100)
            return _transform(world)
        world.page.wait_for_timeout(20)
    raise AssertionError(f"nothing moved: {now}")


@pytest.fixture
def tiles(site: Site, line: WrittenLine, open_page: OpenPage) -> tuple[Page, WrittenLine]:
    return open_page(site.url), line


def _seen(page: Page, line: WrittenLine, outcome: Outcome) -> NDArray[np.uint8]:
    """Return the shape of a verdict as it is seen by its count, dark or light, once its tile's shape and word agree.

    There all shapes stand on the same ground; the tile itself also differs by its own.
    """
    line.append(Shown(outcome, (DEFECT,) if outcome is Outcome.REJECT else ()))
    tile = page.locator(f"main [data-verdict={outcome.name}]")
    expect(tile.locator(f"svg[data-shape={outcome.name}]")).to_be_visible()
    expect(tile.get_by_role("status")).to_have_text(WORDS[outcome])
    beside = page.locator(f"[data-count={outcome.name}] svg").screenshot()
    shot = cv2.imdecode(np.frombuffer(beside, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shot is not None
    large = cv2.resize(shot, (96, 96), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.threshold(large, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)


@pytest.mark.parametrize("colours", ["none", "forced"])
def test_a_verdict_is_told_without_colours(tiles: tuple[Page, WrittenLine], colours: str) -> None:
    page, line = tiles
    if colours == "forced":
        page.emulate_media(forced_colors="active")
    else:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    shapes = {outcome: _seen(page, line, outcome).astype(float) for outcome in Outcome}
    alike = {
        (one.name, other.name): float(np.abs(shapes[one] - shapes[other]).mean())
        for one in Outcome
        for other in Outcome
        if one < other
    }
    assert {pair: round(mean, 2) for pair, mean in alike.items() if mean < LEAST_DIFFERENCE} == {}
    if colours == "forced":
        assert violations(page) == []
