"""How a person reviews parts in a browser, and what there is to be reviewed."""

from hashlib import sha256
from pathlib import Path

import httpx
import numpy as np
from makers import PROVENANCE
from numpy.typing import NDArray
from people import signed_in
from playwright.sync_api import Page, expect
from ui.conftest import FULL_HD, OpenPage, Site
from ui.written_line import Shown, WrittenLine

from inspector.part import Box, Defect, Outcome, Polarity
from inspector.record.audit import AuditSample

# The photograph is a little larger than its golden, shifted and turned over by nothing: the box stays upright.
# A hand is slower than this from key to key, a reader faster.
BY_HAND_MS = 90
WARP = np.array([[0.96, 0.0, 11.3], [0.0, 0.96, -6.8], [0.0, 0.0, 1.0]])
IN_CAPTURE = Box(200, 120, 280, 160)
DRAWN = AuditSample(0.5, "audit")  # as `served` sets it


def in_golden(box: Box) -> Box:
    """Return where the box lies in the golden; pixel i covers i to i + 1, centres are what is warped."""
    (x0, y0), (x1, y1) = ((WARP @ (x - 0.5, y - 0.5, 1.0))[:2] + 0.5 for x, y in ((box.x0, box.y0), (box.x1, box.y1)))
    return Box(float(x0), float(y0), float(x1), float(y1))


DEFECT = Defect(in_golden(IN_CAPTURE), IN_CAPTURE, 3_000, 1.83, "U20", Polarity.BRIGHTER)


def photograph() -> NDArray[np.uint8]:
    """Return a dark picture that is white where the defect is."""
    image = np.zeros((500, 660), np.uint8)
    image[120:160, 200:280] = 255
    return image


def scores(highest: float) -> NDArray[np.float32]:
    """Return a score map that is so high where the defect is."""
    field = np.zeros((240, 320), np.float32)
    field[50:80, 100:140] = highest
    return field


NG = Shown(Outcome.REJECT, (DEFECT,), photograph(), warp=WARP, scores=scores(1.83))
OK = Shown(image=photograph(), warp=WARP, scores=scores(0.99))


def rejected(site: Site, line: WrittenLine, count: int) -> list[str]:
    """Return the names of so many rejects, newest first, with their pictures on the disk."""
    names = [line.append(NG) for _ in range(count)]
    until_kept(site, names)
    return names[::-1]


RECIPE = """
schema = 2
[[zones]]
name = "U20"
box = [188, 104, 288, 150]
limits = {}
[[zones]]
name = "round"
ellipse = { cx = 400.0, cy = 300.0, rx = 90.0, ry = 40.0, angle_deg = 30.0 }
limits = {}
[[ignore]]
why = "label"
polygon = [[20.0, 20.0], [120.0, 30.0], [60.0, 110.0]]
"""
"""Two zones and a place that is not inspected, on the golden of 640 x 480 px."""


def write_recipe(golden_refs: Path, text: str = RECIPE) -> str:
    """Write the recipe of the golden that is on display; return its hash."""
    (golden_refs / PROVENANCE.product / PROVENANCE.revision / "recipe.toml").write_text(text, "utf-8")
    return sha256(text.encode()).hexdigest()


def until_kept(site: Site, names: list[str]) -> None:
    """Wait until their pictures are on the disk."""
    for name in names:
        while httpx.get(f"{site.url}api/parts/{name}").json()["image"] == "waiting":
            pass


def open_as(
    open_page: OpenPage, site: Site, path: str, who: str = "Li", language: str = "en", size: tuple[int, int] = FULL_HD
) -> Page:
    """Open a page on a display of its own on which `who` is signed in."""
    page = open_page(site.url, language, size)
    sign_in(page, site, who)
    page.goto(site.url + path)
    return page


def sign_in(page: Page, site: Site, who: str) -> None:
    """Let the display of that page know who is there."""
    cookies = signed_in(site.data, site.url, who)
    page.context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])


def looked_at(page: Page, name: str) -> None:
    """Wait until the pictures of that part are on display, and the guard against a second tap is over."""
    expect(page.locator(f"[data-queue-part='{name}']")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-there=true]")).to_be_visible()
    takes_taps(page)


def takes_taps(page: Page) -> None:
    """Wait until the guard against a second tap is over."""
    expect(page.locator("[data-step]")).to_have_attribute("data-guarded", "false")


def decide(page: Page, decision: str) -> None:
    """Tap one of the large buttons."""
    page.locator(f"[data-decision={decision}]").click()


def by_hand(page: Page, keys: str) -> None:
    """Press one key after the other no faster than a hand does: quicker ones are those of a badge reader."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(BY_HAND_MS)


def press(page: Page, *keys: str) -> None:
    """Press the keys one after the other, each once taps are taken."""
    for key in keys:
        takes_taps(page)
        page.keyboard.press(key)


def standing(site: Site, name: str) -> str | None:
    """Return what stands for a part: disposition, reason and who said so."""
    said = httpx.get(f"{site.url}api/parts/{name}/dispositions").json()["standing"]
    return said and f"{said['disposition']} {said['reason']} {said['who']}"
