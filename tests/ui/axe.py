"""What axe finds on a page: WCAG A and AA, and what it calls best practice."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_RUN = """
async (rules) => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'], rules })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160))}`)
}
"""


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """Return what axe finds; without `colours` not their contrast, which takes it most of its time."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    return list(page.evaluate(_RUN, {} if colours else {"color-contrast": {"enabled": False}}))
