"""The built pages are served from this PC alone, and the browser is told to trust nothing else."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from dashboards import PAGES, serving, sources_in, write_pages

from inspector.dashboard.app import openapi_text
from inspector.dashboard.pages import build_of
from inspector.dashboard.serve import Dashboard
from inspector.record.sqlite import SqliteReader

CONTRACT = Path(__file__).parents[1] / "ui" / "openapi.json"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    write_pages(tmp_path / "static")
    with serving(tmp_path) as url:
        yield url


@pytest.mark.parametrize("path", ["", "index.html", "review", "parts/20261102T0630-00007", "no/such.page"])
def test_every_path_of_the_pages_gets_the_index_fresh(url: str, path: str) -> None:
    answer = httpx.get(f"{url}{path}")
    assert (answer.status_code, answer.text) == (200, PAGES["index.html"])
    assert (answer.headers["cache-control"], answer.headers["content-type"]) == ("no-cache", "text/html; charset=utf-8")


def test_an_asset_is_fetched_once_for_ever(url: str) -> None:
    answer = httpx.get(f"{url}assets/app-1a2b.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "javascript" in answer.headers["content-type"]


def test_a_file_of_the_pages_is_sent_compressed_to_who_takes_it(url: str) -> None:
    plain, packed = (
        httpx.get(f"{url}assets/app-1a2b.js", headers={"Accept-Encoding": way}) for way in ("", "br, gzip")
    )
    assert (plain.text, packed.text) == (PAGES["assets/app-1a2b.js"],) * 2
    assert ("content-encoding" in plain.headers, packed.headers["content-encoding"]) == (False, "gzip")
    assert plain.headers["etag"] != packed.headers["etag"]
    assert packed.headers["vary"] == "Accept-Encoding"


def test_the_index_that_a_browser_holds_is_not_sent_again_until_it_is_another(url: str, tmp_path: Path) -> None:
    held = {"If-None-Match": httpx.get(url).headers["etag"]}
    assert httpx.get(url, headers=held).status_code == 304
    (tmp_path / "static" / "index.html").write_text("<!doctype html><title>next</title>")
    answer = httpx.get(url, headers=held)
    assert (answer.status_code, answer.text) == (200, "<!doctype html><title>next</title>")


def test_an_asset_of_an_older_build_is_missing_and_never_a_page(url: str) -> None:
    assert httpx.get(f"{url}assets/app-0000.js").status_code == 404


def test_an_unknown_call_is_an_error_in_json_and_never_a_page(url: str) -> None:
    answer = httpx.get(f"{url}api/nothing")
    assert (answer.status_code, answer.json()) == (
        404,
        {
            "detail": "there is no /api/nothing",
            "code": "no-route",
            "figures": {"path": "nothing"},
        },
    )


def test_nothing_but_dispositions_can_be_changed_over_the_web(url: str) -> None:
    for path in ("", "api/live", "api/parts", "api/parts/P1", "assets/app-1a2b.js"):
        answers = [httpx.request(method, url + path).status_code for method in ("POST", "PUT", "PATCH", "DELETE")]
        assert answers == [405] * 4


def test_a_package_without_pages_says_how_to_build_them(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        answer = httpx.get(url)
    assert (answer.status_code, "make ui" in answer.json()["detail"]) == (503, True)


@pytest.mark.parametrize(
    "path", ["", "api/live", "api/parts/NONE", "api/nothing", "assets/app-1a2b.js", "api/parts?limit=x"]
)
def test_every_answer_tells_the_browser_to_trust_this_origin_only(url: str, path: str) -> None:
    headers = httpx.get(url + path).headers
    policy = headers["content-security-policy"].split("; ")
    assert {"default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy)
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_no_other_origin_is_let_in(url: str) -> None:
    answer = httpx.get(f"{url}api/live", headers={"Origin": "http://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_api_is_never_stored(url: str) -> None:
    assert httpx.get(f"{url}api/live").headers["cache-control"] == "no-store"


def test_the_documentation_pages_that_load_from_elsewhere_are_off(url: str) -> None:
    assert [httpx.get(url + path).text for path in ("docs", "redoc")] == [PAGES["index.html"]] * 2


def test_another_build_has_another_name(tmp_path: Path) -> None:
    first = build_of(write_pages(tmp_path))
    (tmp_path / "index.html").write_text("<!doctype html>")
    assert build_of(tmp_path) != first


def test_the_contract_that_the_pages_are_made_from_is_the_applications(tmp_path: Path) -> None:
    dashboard = Dashboard(sources_in(tmp_path, SqliteReader(tmp_path)), "127.0.0.1", 0)
    assert CONTRACT.read_text() == openapi_text(dashboard.app), "run `.venv/bin/python ui/write_openapi.py`"
