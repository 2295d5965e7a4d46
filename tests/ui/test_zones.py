"""The zones of a recipe over the pictures of a part, in a real browser."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect
from ui.conftest import OpenPage, Site
from ui.reviewing import NG, RECIPE, by_hand, looked_at, open_as, until_kept, write_recipe
from ui.written_line import WrittenLine

pytestmark = pytest.mark.peer

# What the recipe's shapes reach over, in golden px: the box itself, the ellipse's extent, the polygon's.
U20 = (188.0, 104.0, 288.0, 150.0)
ROUND = (319.511, 242.982, 480.489, 357.018)
LABEL = (20.0, 20.0, 120.0, 110.0)


@pytest.fixture
def shown(site: Site, line: WrittenLine, open_page: OpenPage) -> Page:
    """Return the Review page with a part that was judged by the recipe of its golden."""
    name = line.append(replace(NG, recipe_sha256=write_recipe(site.golden_refs)))
    until_kept(site, [name])
    page = open_as(open_page, site, "review")
    looked_at(page, name)
    return page


def zones(page: Page) -> Locator:
    return page.locator("[data-zones]")


def extent(shape: Locator) -> list[float]:
    """Return where the geometry of a shape lies on the screen, its line not counted: left, top, right, bottom."""
    return list(
        shape.evaluate(
            """shape => {
                const { x, y, width, height } = shape.getBBox(), to = shape.getScreenCTM()
                const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]]
                const at = corners.map(([cx, cy]) => new DOMPoint(cx, cy).matrixTransform(to))
                const xs = at.map(point => point.x), ys = at.map(point => point.y)
                return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
            }"""
        )
    )


def on_golden(page: Page, place: tuple[float, float, float, float]) -> list[float]:
    """Return where a place of the golden, 640 px wide, is seen on the screen."""
    golden = page.locator("figure").last.locator("[data-golden]").bounding_box()
    assert golden is not None
    scale = golden["width"] / 640
    x0, y0, x1, y1 = (scale * each for each in place)
    return [golden["x"] + x0, golden["y"] + y0, golden["x"] + x1, golden["y"] + y1]


@pytest.mark.parametrize("keys", ["", "++", "n"], ids=["fit", "zoomed", "at-the-defect"])
def test_zones_lie_on_the_golden_where_the_recipe_has_them(shown: Page, keys: str) -> None:
    expect(zones(shown)).to_have_count(0)
    by_hand(shown, f"z{keys}")
    expect(zones(shown)).to_have_count(2)
    shown.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    golden = zones(shown).last
    assert extent(golden.locator("[data-zone=U20] rect").last) == pytest.approx(on_golden(shown, U20), abs=1.0)
    assert extent(golden.locator("polygon")) == pytest.approx(on_golden(shown, LABEL), abs=1.0)


def test_a_turned_ellipse_is_turned_as_the_line_turns_it(shown: Page) -> None:
    shown.keyboard.press("z")
    far_end = zones(shown).last.locator("[data-zone=round] ellipse").last.evaluate(
        """ellipse => {
            const at = new DOMPoint(400 + 90, 300).matrixTransform(ellipse.getScreenCTM())
            return [at.x, at.y]
        }"""
    )
    # Its first axis is turned by 30 degrees from x towards y, which points down.
    x, y, *_ = on_golden(shown, (400 + 90 * 0.8660254, 300 + 90 * 0.5, 0, 0))
    assert far_end == pytest.approx([x, y], abs=1.0)


def test_a_button_shows_the_zones_with_their_names_and_takes_them_away(shown: Page) -> None:
    button = shown.get_by_role("button", name="Zones")
    button.click()
    expect(zones(shown).last.locator("text", has_text="round")).to_be_visible()
    button.click()
    expect(zones(shown)).to_have_count(0)


def test_a_name_is_shown_only_where_it_has_room(shown: Page) -> None:
    shown.set_viewport_size({"width": 900, "height": 700})
    by_hand(shown, "z")
    name = zones(shown).last.locator("text", has_text="U20")
    expect(name).to_be_hidden()
    by_hand(shown, "++++")
    expect(name).to_have_attribute("visibility", "visible")


def test_zones_of_a_recipe_that_changed_since_are_not_shown_as_those_of_the_part(shown: Page, site: Site) -> None:
    write_recipe(site.golden_refs, RECIPE.replace("188", "88"))
    shown.keyboard.press("z")
    expect(shown.get_by_text("The recipe was changed since")).to_be_visible()
    expect(zones(shown)).to_have_count(0)


def test_zones_that_cannot_be_read_are_said_to_be_and_come_when_they_can(
    shown: Page, site: Site, allow: Callable[[str], None]
) -> None:
    allow("410 (Gone)")
    write_recipe(site.golden_refs, "no recipe")
    shown.keyboard.press("z")
    expect(shown.get_by_text("The zones cannot be read.")).to_be_visible()
    write_recipe(site.golden_refs)
    expect(zones(shown)).to_have_count(2)


def test_a_recipe_without_zones_says_so(site: Site, line: WrittenLine, open_page: OpenPage) -> None:
    name = line.append(replace(NG, recipe_sha256=write_recipe(site.golden_refs, "schema = 2\n")))
    until_kept(site, [name])
    page = open_as(open_page, site, "review")
    looked_at(page, name)
    page.keyboard.press("z")
    expect(page.get_by_text("The recipe has no zones")).to_be_visible()
