"""Documents for people: their links lead somewhere, decisions are whole, words are those of the pages."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from ui.screenshots import LANGUAGES, PAGES

from inspector.part import Outcome

CHECKOUT = Path(__file__).parents[1]
DECISIONS = CHECKOUT / "docs" / "decisions"
DOCUMENTS = sorted(
    CHECKOUT / name
    for name in subprocess.run(
        ["git", "-C", CHECKOUT, "ls-files", "*.md"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
)


def links_of(document: Path) -> list[str]:
    """Return where the links and pictures of a document lead, without code and without other people's pages."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link for link in links if not re.match(r"[a-z]+:", link)]


def anchors_of(document: Path) -> set[str]:
    """Return the anchors that a forge makes of the headings of a document."""
    headings = re.findall(r"(?m)^#+ (.+)$", document.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_broken(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    inside = target.exists() and target.is_relative_to(CHECKOUT)
    return not inside or bool(anchor and anchor not in anchors_of(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert [link for link in links_of(document) if is_broken(document, link)] == []


@pytest.mark.parametrize("decision", sorted(DECISIONS.glob("0*.md")), ids=lambda decision: str(decision.stem))
def test_a_decision_says_what_was_asked_chosen_and_rejected(decision: Path) -> None:
    text = decision.read_text("utf-8")
    number = re.match(r"# 0*(\d+)\.? \S", text)
    assert number
    assert int(number[1]) == int(decision.name[:4])
    assert {"Question", "Choice", "Rejected"} <= set(re.findall(r"(?m)^## (\w+)$", text))


def test_every_decision_is_in_the_index_once_and_in_order() -> None:
    listed = [link for link in links_of(DECISIONS / "README.md") if link.startswith("0")]
    assert listed == sorted(path.name for path in DECISIONS.glob("0*.md"))


@pytest.mark.parametrize(("language", "column"), [("en", 1), ("zh-CN", 2)])
def test_the_glossary_has_the_words_that_operators_read(language: str, column: int) -> None:
    shown = json.loads((CHECKOUT / "ui" / "src" / "i18n" / f"{language}.json").read_text("utf-8"))["outcome"]
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in (CHECKOUT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    ]
    explained = {row[0]: row[column] for row in rows if row and row[0] in Outcome.__members__}
    assert explained == {outcome: shown[outcome] for outcome in Outcome.__members__}


def test_every_test_that_the_pages_are_held_by_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (CHECKOUT / "docs" / "dashboard-checks.md").read_text("utf-8"))
    assert len(named) > 20
    assert [name for file, name in named if f"def {name}(" not in (CHECKOUT / file).read_text("utf-8")] == []


def test_every_page_of_the_app_is_shown_in_every_language() -> None:
    routes = re.findall(
        r'<Route path="/(\w*(?:/:id)?)" component', (CHECKOUT / "ui/src/app/app.tsx").read_text("utf-8")
    )
    names = {"": "live", "parts/:id": "part"}
    taken = [page.name for page in PAGES]
    assert sorted(taken) == sorted(names.get(route, route) for route in routes)
    shown = [link for link in links_of(CHECKOUT / "docs" / "pages.md") if link.startswith("images/")]
    assert shown == [f"images/{name}-{ending}.png" for name in taken for ending in LANGUAGES]
