"""People of a station, for the tests: added without their waiting, signed in without a PIN."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx

from inspector.people.pins import Cost
from inspector.people.roles import Role
from inspector.people.users import By
from inspector.wiring.people import people_of

# A PIN is checked in a millisecond; what is kept says itself what it cost.
CHEAP = Cost(passes=1, memory_kib=64)
PIN = "274951"
ADDED_BY = By("tests", "", "command line")


def add_person(data: Path, name: str = "Li", role: Role = Role.OPERATOR, badge: str | None = None) -> None:
    """Add somebody whose PIN is `PIN`."""
    with people_of(data, cost=CHEAP) as people:
        people.users.add(name, role, PIN, badge, ADDED_BY)


def signed_in(data: Path, url: str, name: str = "Li", role: Role = Role.OPERATOR) -> dict[str, str]:
    """Return the cookies of a display at `url` on which `name` is signed in; they are added where they are not yet."""
    with people_of(data, cost=CHEAP) as people:
        if people.users.named(name) is None:
            people.users.add(name, role, PIN, None, ADDED_BY)
        secret = people.users.open_session(name, "127.0.0.1")
    return {f"inspector_session_{urlsplit(url).port}": secret}


def client(data: Path, url: str, name: str = "Li", role: Role = Role.OPERATOR) -> httpx.Client:
    """Return a browser's side of a display at `url` on which `name` is signed in."""
    return httpx.Client(base_url=url, cookies=signed_in(data, url, name, role), timeout=20)
