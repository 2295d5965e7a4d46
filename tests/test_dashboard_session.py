"""Signing in on a real server: who is let in, what the browser keeps, and what outlives a restart."""

import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from certificates import write_certificate
from dashboards import serving
from people import PIN, add_person, client, signed_in

from inspector.dashboard.front import Front
from inspector.errors import RecipeError
from inspector.people.roles import Role
from inspector.people.sqlite_trail import TRAIL_FILE
from inspector.wiring.people import people_of

DISPOSE = "api/parts/P1/dispositions"
SAID = {"disposition": "good", "reason": "", "answers": 0}


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path) as url:
        yield url


@pytest.fixture
def display(url: str) -> Iterator[httpx.Client]:
    """Return a display on which nobody is signed in."""
    with httpx.Client(base_url=url, timeout=20) as display:
        yield display


def who(display: httpx.Client) -> Any:
    return display.get("api/session").json()["person"]


def sign_in(display: httpx.Client, **given: str) -> httpx.Response:
    return display.post("api/session", json=given)


def acts(data: Path) -> list[tuple[str, str, str]]:
    """Return who did what to what, oldest first."""
    with people_of(data) as people:
        return [(entry.by.name, entry.act, entry.about) for entry in people.trail.page(100)[::-1]]


def test_without_a_user_nobody_writes_and_the_command_that_adds_one_is_named(display: httpx.Client) -> None:
    for refused in (display.post(DISPOSE, json=SAID), sign_in(display, name="Li", pin=PIN)):
        assert refused.status_code == 403
        assert "inspector users add NAME --role admin" in refused.json()["detail"]
    asked = display.get("api/session").json()
    assert (asked["users"], asked["command"][:19]) == (False, "inspector users add")


def test_somebody_signs_in_by_pin_acts_and_signs_out(tmp_path: Path, display: httpx.Client) -> None:
    add_person(tmp_path, "Li")
    assert display.post(DISPOSE, json=SAID).status_code == 401
    answer = sign_in(display, name="li ", pin=PIN)
    assert (answer.status_code, answer.json()["person"]) == (201, {"name": "Li", "role": "operator"})
    assert who(display) == {"name": "Li", "role": "operator"}
    assert display.post(DISPOSE, json=SAID).status_code == 404
    assert display.delete("api/session").json()["person"] is None
    assert who(display) is None
    assert display.post(DISPOSE, json=SAID).status_code == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites(tmp_path: Path, display: httpx.Client) -> None:
    add_person(tmp_path, "Li")
    kept = sign_in(display, name="Li", pin=PIN).headers["set-cookie"]
    name, _, rest = kept.partition("=")
    assert name == f"inspector_session_{display.base_url.port}"
    assert ("HttpOnly" in rest, "SameSite=strict" in rest, "Path=/" in rest) == (True, True, True)
    assert ("Secure" in rest, "Domain" in rest) == (False, False)


def test_a_badge_signs_in_by_itself(tmp_path: Path, display: httpx.Client) -> None:
    add_person(tmp_path, "Li", badge="0007391842")
    assert sign_in(display, badge="0007391843").status_code == 401
    assert sign_in(display, badge="0007391842").json()["person"]["name"] == "Li"


def test_a_session_outlives_the_dashboard(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        cookies = signed_in(tmp_path, url)
        secret = next(iter(cookies.values()))
    with serving(tmp_path) as url:
        kept = {f"inspector_session_{httpx.URL(url).port}": secret}
        with httpx.Client(base_url=url, cookies=kept) as display:
            assert who(display) == {"name": "Li", "role": "operator"}


def test_signing_in_replaces_who_was_there(tmp_path: Path, url: str) -> None:
    add_person(tmp_path, "Wang")
    with client(tmp_path, url, "Li") as display:
        before = dict(display.cookies)
        assert sign_in(display, name="Wang", pin=PIN).status_code == 201
        assert who(display)["name"] == "Wang"
    with httpx.Client(base_url=url, cookies=before) as display:
        assert who(display) is None
    assert ("Li", "sign-out", "Li") in acts(tmp_path)


def test_a_display_forgets_who_signs_out_even_where_that_cannot_be_noted(tmp_path: Path, display: httpx.Client) -> None:
    add_person(tmp_path, "Li")
    sign_in(display, name="Li", pin=PIN)
    with closing(sqlite3.connect(tmp_path / TRAIL_FILE)) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    refused = display.delete("api/session")
    assert (refused.status_code, refused.json()["code"]) == (503, "sign-out-not-noted")
    assert "the disk is full" in refused.json()["detail"]
    assert (dict(display.cookies), who(display)) == ({}, None)


def test_an_act_is_noted_before_it_is_done_and_again_where_it_was_refused(tmp_path: Path, url: str) -> None:
    with client(tmp_path, url, "Li") as display:
        assert display.post(DISPOSE, json=SAID).status_code == 404
    assert acts(tmp_path)[1:] == [("Li", "dispose", "P1"), ("Li", "dispose-refused", "P1")]


def test_what_a_role_may_not_is_noted(tmp_path: Path, url: str) -> None:
    with client(tmp_path, url, "Li") as display:
        assert display.delete("api/users", params={"name": "Wang"}).status_code == 403
        assert display.get("api/users").status_code == 403
    assert acts(tmp_path)[1:] == [("Li", "remove-user-refused", "Wang")]


def test_a_change_of_users_that_was_refused_is_noted_with_the_reason(tmp_path: Path, url: str) -> None:
    with client(tmp_path, url, "Wang", Role.ADMIN) as display:
        assert display.delete("api/users", params={"name": "Wang"}).status_code == 400
        assert display.post("api/users", json={"name": "Li", "role": "operator", "pin": "12"}).status_code == 400
    with people_of(tmp_path) as people:
        refused = [(each.act, each.about, each.detail) for each in people.trail.page(2)[::-1]]
    assert refused == [
        (
            "remove-user-refused",
            "Wang",
            "cannot change Wang: no other admin is left; add or unlock another admin first",
        ),
        ("add-user-refused", "", "cannot use that PIN: 4 to 12 digits are needed for the role operator; give another"),
    ]


def test_who_guesses_has_to_wait_even_with_the_right_pin(tmp_path: Path, display: httpx.Client) -> None:
    add_person(tmp_path, "Li")
    tries = [sign_in(display, name="Li", pin="000000").status_code for _ in range(3)]
    waits = sign_in(display, name="Li", pin=PIN)
    assert (tries, waits.status_code) == ([401, 401, 401], 429)
    assert 0 < int(waits.headers["Retry-After"]) <= 2
    assert [act for _, act, _ in acts(tmp_path)].count("sign-in-refused") == 3


@pytest.mark.parametrize("name", ["attacker.example", "127.0.0.1.attacker.example", "[::2]", "10.0.0.7", ""])
def test_another_name_than_this_pcs_is_turned_away(url: str, name: str) -> None:
    assert httpx.get(f"{url}api/live", headers={"Host": name}).status_code == 421


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:80", "localhost."])
def test_a_name_of_this_pc_is_answered(url: str, name: str) -> None:
    assert httpx.get(f"{url}api/live", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize("name", ["line-pc.plant", "LINE-PC.plant:8080"])
def test_a_name_that_the_site_gives_this_pc_is_answered(tmp_path: Path, name: str) -> None:
    with serving(tmp_path, names=("line-pc.plant",)) as url:
        assert httpx.get(f"{url}api/live", headers={"Host": name}).status_code == 200


def test_over_https_the_cookie_stays_there(tmp_path: Path) -> None:
    front = certified(tmp_path)
    add_person(tmp_path, "Li")
    with serving(tmp_path, front=front) as url:
        assert url.startswith("https://")
        trusted = ssl.create_default_context(cafile=str(front.certificate))
        with httpx.Client(base_url=url, verify=trusted, timeout=20) as display:
            kept = sign_in(display, name="Li", pin=PIN).headers["set-cookie"]
            assert kept.startswith(f"__Host-inspector_session_{display.base_url.port}=")
            assert "Secure" in kept
            assert who(display) == {"name": "Li", "role": "operator"}
            secret = next(iter(display.cookies.values()))
            # One that came over http has another name, and is none here.
            display.cookies = httpx.Cookies({f"inspector_session_{display.base_url.port}": secret})
            assert who(display) is None


def test_a_certificate_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    with (
        pytest.raises(RecipeError, match=r"cannot speak https: .*dashboard\.certificate"),
        serving(tmp_path, front=Front(tmp_path / "none.pem", tmp_path / "none.key")),
    ):
        pass


@pytest.mark.parametrize(("proxy", "address"), [("127.0.0.1", "192.168.7.9"), ("", "127.0.0.1")])
def test_only_a_proxy_that_is_named_is_believed(tmp_path: Path, proxy: str, address: str) -> None:
    add_person(tmp_path, "Li")
    told = {"X-Forwarded-For": "192.168.7.9", "X-Forwarded-Proto": "https"}
    with serving(tmp_path, front=Front(proxy=proxy)) as url:
        answer = httpx.post(f"{url}api/session", json={"name": "Li", "pin": PIN}, headers=told)
    assert ("Secure" in answer.headers["set-cookie"]) is bool(proxy)
    with people_of(tmp_path) as people:
        assert people.trail.page(1)[0].by.address == address


def certified(folder: Path) -> Front:
    """Return the front of a PC with a certificate of its own making."""
    return Front(*write_certificate(folder))
