"""Who may ask what: every route for every role and for nobody, and whatever anybody sends is answered as documented."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from dashboards import serving, sources_in
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from people import signed_in
from recording import record_parts
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.result import Ok
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation

from inspector.dashboard.serve import Dashboard
from inspector.people.roles import Role
from inspector.record.sqlite import SqliteReader, SqliteRecorder

ANYBODY = None
# The lowest role of each route. A new route is declared here, or the first test fails.
DECLARED: dict[str, Role | None] = {
    "GET /api/openapi.json": ANYBODY,
    "GET /api/live": ANYBODY,
    "GET /api/feed": ANYBODY,
    "GET /api/parts": ANYBODY,
    "GET /api/parts/{part_id}": ANYBODY,
    "GET /api/parts/{part_id}/image": ANYBODY,
    "GET /api/parts/{part_id}/raw": ANYBODY,
    "GET /api/parts/{part_id}/thumbnail": ANYBODY,
    "GET /api/parts/{part_id}/map": ANYBODY,
    "GET /api/goldens/{product}/{revision}/image": ANYBODY,
    "GET /api/goldens/{product}/{revision}/places": ANYBODY,
    "GET /api/session": ANYBODY,
    "GET /api/session/names": ANYBODY,
    "POST /api/session": ANYBODY,
    "POST /api/session/use": ANYBODY,
    "DELETE /api/session": ANYBODY,
    "GET /api/review": ANYBODY,
    "GET /api/review/reasons": ANYBODY,
    "GET /api/review/last": ANYBODY,
    "GET /api/parts/{part_id}/dispositions": ANYBODY,
    "POST /api/parts/{part_id}/dispositions": Role.OPERATOR,
    "POST /api/parts/{part_id}/dispositions/undo": Role.OPERATOR,
    "GET /api/alarms": ANYBODY,
    "GET /api/alarms/history": ANYBODY,
    "GET /api/alarms/figures": ANYBODY,
    "POST /api/alarms/{raised}/acknowledge": Role.OPERATOR,
    "POST /api/alarms/{raised}/shelve": Role.OPERATOR,
    "POST /api/alarms/{raised}/unshelve": Role.OPERATOR,
    "GET /api/parts.csv": None,
    "GET /api/parts/{part_id}/evidence": Role.OPERATOR,
    "GET /api/review/count": None,
    "GET /api/quality": Role.QUALITY,
    "GET /api/quality/choices": Role.QUALITY,
    "GET /api/quality/tables/{table}": Role.QUALITY,
    "GET /api/quality/report": Role.QUALITY,
    "GET /api/part-choices": ANYBODY,
    "POST /api/msa/study": Role.QUALITY,
    "POST /api/msa/report": Role.QUALITY,
    "POST /api/msa/plan": Role.QUALITY,
    "GET /api/users": Role.ADMIN,
    "POST /api/users": Role.ADMIN,
    "PATCH /api/users": Role.ADMIN,
    "DELETE /api/users": Role.ADMIN,
    "GET /api/audit": Role.ADMIN,
    "GET /api/{path:path}": ANYBODY,
    "GET /{path:path}": ANYBODY,
}
# What everybody may, because nothing of the line changes by it: signing in and out.
OPEN_WRITES = {"POST /api/session", "POST /api/session/use", "DELETE /api/session"}
# What changes nothing, and notes nothing.
NOTES_NONE = {"/api/msa/study", "/api/msa/report", "/api/msa/plan"}
TEXTS = Path(__file__).parents[1] / "ui" / "src" / "i18n" / "en.json"
EXAMPLES = 5
Operation = APIOperation[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    data: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    recorder = SqliteRecorder(data)
    recorder.open()
    record_parts(recorder, 3)
    recorder.close()
    with serving(data) as url:
        yield Served(url, data)


def application(data: Path) -> FastAPI:
    return Dashboard(sources_in(data, SqliteReader(data)), "127.0.0.1", 0).app


def status_of(served: Served, route: str, role: Role | None) -> int:
    """Return how a route, asked with nothing but its path, answers somebody of that role."""
    method, path = route.split(" ", 1)
    cookies = signed_in(served.data, served.url, f"a {role}", role) if role else {}
    target = re.sub(r"{[^}]+}", "x", path).lstrip("/")
    # Of a feed, which has no end, the status is read and nothing else.
    with httpx.Client(base_url=served.url, cookies=cookies, timeout=20) as client, client.stream(method, target) as got:
        return got.status_code


def test_every_route_has_a_declared_role(tmp_path: Path) -> None:
    app = application(tmp_path)
    there = {
        f"{method} {context.path}"
        for context in iter_route_contexts(app.routes)
        for method in (context.methods or set()) - {"HEAD"}
    }
    assert there == set(DECLARED)


def test_every_act_that_a_route_notes_has_words_on_the_page_of_the_audit_trail(tmp_path: Path) -> None:
    texts = json.loads(TEXTS.read_text("utf-8"))["audit"]["act"]
    acts = {
        str(context.name)
        for context in iter_route_contexts(application(tmp_path).routes)
        for method in context.methods or ()
        if DECLARED.get(f"{method} {context.path}") and method != "GET" and str(context.path) not in NOTES_NONE
    }
    assert acts >= {"dispose", "acknowledge", "remove-user"}
    assert {word for act in acts for word in (act, f"{act}-refused")} - texts.keys() == set()


def test_whatever_writes_needs_a_role() -> None:
    open_writes = {route for route, role in DECLARED.items() if role is None and not route.startswith("GET ")}
    assert open_writes == OPEN_WRITES


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
def test_every_route_answers_each_role_as_declared(served: Served, role: Role | None) -> None:
    signed_in(served.data, served.url, "a first user", Role.ADMIN)
    refused = {route: status for route in DECLARED if (status := status_of(served, route, role)) in {401, 403}}
    too_low = 403 if role else 401
    assert refused == {
        route: too_low for route, needed in DECLARED.items() if needed and not (role and role.may(needed))
    }


def operations() -> dict[str, None]:
    return dict.fromkeys(route for route in DECLARED if "path:path" not in route and "openapi" not in route)


@pytest.mark.parametrize("route", [route for route in operations() if route != "GET /api/feed"])
def test_whatever_is_sent_is_answered_as_the_contract_says(
    served: Served, contract: dict[str, Operation], route: str
) -> None:
    cookies = signed_in(served.data, served.url, "an admin", Role.ADMIN)
    answer_all(contract[route], GenerationMode.POSITIVE, served.url, cookies)
    # A route that takes nothing cannot be given anything wrong.
    with suppress(Unsatisfiable):
        answer_all(contract[route], GenerationMode.NEGATIVE, served.url, cookies)


@pytest.fixture(scope="module")
def contract(served: Served) -> dict[str, Operation]:
    """Return every operation of the contract by its route."""
    schema = schemathesis.openapi.from_dict(application(served.data).openapi())
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


def checks() -> list[Any]:
    load_all_checks()
    wanted = (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
    return schemathesis.checks.CHECKS.get_by_names(wanted)


def answer_all(operation: Operation, mode: GenerationMode, url: str, cookies: dict[str, str]) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answered(case: Case[Any]) -> None:
        case.call_and_validate(base_url=url.rstrip("/"), cookies=cookies, checks=checks())

    answered()
