"""Refusals: whatever a page may be refused with has a sentence in each language, with the figures it comes with."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from dashboards import serving
from people import client

from inspector.people.roles import Role
from inspector.refusal import RefusalCode

ROOT = Path(__file__).parents[1]
CATALOGUES = {language: ROOT / "ui" / "src" / "i18n" / f"{language}.json" for language in ("en", "zh-CN")}
# Said where no answer came, or one of something that stands between.
OF_THE_PAGES = {"no-contact", "http"}
# Whatever these raise for want of a person's input can reach a page.
REACH_PAGES = (
    "alarms/annunciator.py",
    "alarms/sqlite.py",
    "msa/plan.py",
    "msa/study.py",
    "people/pins.py",
    "people/sqlite_checks.py",
    "people/sqlite_users.py",
    "people/users.py",
    "quality/spans.py",
    "record/dispositions.py",
    "record/reasons.py",
    "record/sqlite_dispositions.py",
)


def sentences(language: str) -> dict[str, str]:
    refused = json.loads(CATALOGUES[language].read_text("utf-8"))["refused"]
    return {str(code): str(sentence) for code, sentence in refused.items()}


def calls(path: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def raised() -> Iterator[tuple[str, RefusalCode, set[str]]]:
    """Yield where a sentence is raised, its code, and the names of its figures."""
    for path in sorted((ROOT / "inspector").rglob("*.py")):
        for call in calls(path, "because"):
            code = call.args[0]
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            assert isinstance(code, ast.Attribute), f"{where}: name the code there, so that this test can see it"
            yield where, RefusalCode[code.attr], {str(keyword.arg) for keyword in call.keywords}


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_code_has_a_sentence_and_every_sentence_a_code(language: str) -> None:
    assert set(sentences(language)) == {*map(str, RefusalCode), *OF_THE_PAGES}


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_sentence_has_the_figures_with_which_it_is_raised(language: str) -> None:
    known = sentences(language)
    for where, code, figures in raised():
        named = set(re.findall(r"{{(\w+)}}", known[code]))
        assert named == figures - {"words"}, f"{where}: {code}"


def test_every_code_is_raised() -> None:
    assert {code for _, code, _ in raised()} == set(RefusalCode)


@pytest.mark.parametrize("path", REACH_PAGES)
def test_what_can_reach_a_page_has_a_sentence(path: str) -> None:
    without = [
        call.lineno
        for name in ("InputError", "ChangedError")
        for call in calls(ROOT / "inspector" / path, name)
        if len(call.args) < 4
    ]
    assert without == []


def test_no_route_refuses_without_a_sentence() -> None:
    without = [
        f"{path.name}:{call.lineno}"
        for path in (ROOT / "inspector" / "dashboard").glob("*.py")
        for call in calls(path, "HTTPException")
    ]
    assert without == []


def test_a_refusal_is_one_line_a_code_and_its_figures(tmp_path: Path) -> None:
    with serving(tmp_path) as url, client(tmp_path, url, "Wang", Role.ADMIN) as desk:
        answer = desk.delete("api/users", params={"name": "Wang"})
        assert (answer.status_code, answer.json()) == (
            400,
            {
                "detail": "cannot change Wang: no other admin is left; add or unlock another admin first",
                "code": "last-admin",
                "figures": {"name": "Wang"},
            },
        )


def test_what_breaks_the_contract_is_told_without_what_was_sent(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        answer = httpx.post(f"{url}api/session", json={"name": "Li", "pin": "27495100000000"}, timeout=20)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "unreadable")
    assert "body.pin" in told["detail"]
    assert "27495100000000" not in answer.text
