"""A display that starts asks for everything at once, and for each thing once."""

import pytest
from playwright.sync_api import Page, Route, expect
from ui.conftest import OpenPage, Site
from ui.written_line import Shown, WrittenLine

from inspector.part import Outcome

pytestmark = pytest.mark.peer

REVIEW = ["/api/session", "/api/review", "/api/review/reasons"]
PARTS = ["/api/session", "/api/parts?before=3&limit=50", "/api/part-choices"]


def asked_by(page: Page, url: str) -> list[str]:
    """Return the list of what the page asks the line PC for; it grows as it does."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(url.rstrip("/"))))
    return asked


@pytest.mark.parametrize(
    ("path", "first", "shown"),
    [("review", REVIEW, "[data-there=true]"), ("parts?before=3", PARTS, "main tbody tr")],
    ids=["review", "parts"],
)
def test_what_a_page_shows_first_is_asked_for_beside_its_scripts_and_once(
    site: Site, line: WrittenLine, open_page: OpenPage, path: str, first: list[str], shown: str
) -> None:
    for _ in range(4):
        line.append(Shown(Outcome.REJECT))
    page = open_page(f"{site.url}favicon.svg")
    asked, frame = asked_by(page, site.url), list[Route]()

    def hold(route: Route) -> None:
        frame.append(route)

    page.route("**/assets/frame-*.js", hold)
    page.goto(f"{site.url}{path}", wait_until="commit")
    while set(first) - set(asked) or not frame:
        page.wait_for_event("request")
    for route in frame:
        route.continue_()
    expect(page.locator(shown).first).to_be_visible()
    assert [asked.count(each) for each in first] == [1, 1, 1]
