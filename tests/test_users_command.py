"""`inspector users`: what people type, what they are told, and that no PIN is ever on the command line."""

import json
import os
import pwd
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from people import CHEAP, add_person

from inspector.cli.users import users
from inspector.errors import InputError, StoreError
from inspector.people.roles import Role
from inspector.people.sqlite_trail import TRAIL_FILE
from inspector.people.sqlite_users import USERS_FILE
from inspector.wiring.account import account_name
from inspector.wiring.demo_people import add_demo_people
from inspector.wiring.people import people_of

PIN, BADGE = "274951", "0007391842"


def given(data: Path, *order: str, typed: str = "") -> Result:
    order = (*order, "--data-dir", str(data))
    return CliRunner().invoke(users, order, input=typed, catch_exceptions=False, standalone_mode=False)


def said(data: Path, *order: str, typed: str = "") -> str:
    return given(data, *order, typed=typed).output


def test_somebody_is_added_changed_listed_and_removed(tmp_path: Path) -> None:
    assert "nobody can sign in" in said(tmp_path, "list")
    assert said(tmp_path, "add", "Wang", "--role", "admin", typed=PIN).split()[:3] == ["Wang", "admin", "active"]
    assert "badge" in said(tmp_path, "add", "Li", "--badge", typed=BADGE)
    assert "locked" in said(tmp_path, "change", "li", "--lock")
    assert "quality" in said(tmp_path, "change", "Li", "--role", "quality", "--unlock")
    said(tmp_path, "remove", "Li")
    listed = json.loads(said(tmp_path, "list", "--json"))
    assert [(user["name"], user["state"], user["has_badge"]) for user in listed] == [
        ("Li", "removed", False),
        ("Wang", "active", False),
    ]


@pytest.mark.parametrize(
    ("order", "typed", "told"),
    [
        (("add", "Li"), "", "4 to 12 digits"),
        (("add", "Li"), "12ab", "4 to 12 digits"),
        (("add", "Li", "--role", "admin"), "2749", "6 to 12 digits"),
        (("add", "Li"), "1111", "again and again"),
        (("add", "Li"), "3456", "run of them"),
        (("add", "Li", "--badge"), "", "4 to 128 characters"),
        (("add", "Li\u202e"), PIN, "that can all be seen"),
        (("add", "wang"), PIN, "there is somebody of that name"),
        (("change", "Nobody", "--lock"), "", "nobody of that name"),
        (("change", "Wang", "--lock"), "", "no other admin is left"),
        (("change", "Wang", "--role", "operator"), "", "no other admin is left"),
        (("remove", "Wang"), "", "no other admin is left"),
    ],
)
def test_what_cannot_be_is_one_clear_line(tmp_path: Path, order: tuple[str, ...], typed: str, told: str) -> None:
    add_person(tmp_path, "Wang", Role.ADMIN)
    with pytest.raises(InputError, match=re.escape(told)):
        given(tmp_path, *order, typed=typed)


def test_the_name_of_somebody_who_was_removed_is_never_given_again(tmp_path: Path) -> None:
    add_person(tmp_path, "Li")
    said(tmp_path, "remove", "Li")
    with pytest.raises(InputError, match="was here before"):
        given(tmp_path, "add", "LI", typed=PIN)


def test_a_badge_is_one_persons(tmp_path: Path) -> None:
    add_person(tmp_path, "Li", badge=BADGE)
    with people_of(tmp_path, cost=CHEAP) as people, pytest.raises(InputError, match="badge of Li"):
        people.users.add("Wang", Role.OPERATOR, None, BADGE, people.trail.page(1)[0].by)


def test_every_change_is_in_the_trail_and_no_secret_is(tmp_path: Path) -> None:
    said(tmp_path, "add", "Li", "--pin", "--badge", typed=f"{PIN}\n{BADGE}\n")
    said(tmp_path, "change", "Li", "--pin", typed="864209")
    lines = said(tmp_path, "audit").splitlines()
    assert [line.split("command line ")[1] for line in lines] == [
        "add-user Li: role: operator, badge: given",
        "change-user Li: pin: changed",
    ]
    kept = b"".join((tmp_path / file).read_bytes() for file in (USERS_FILE, TRAIL_FILE))
    assert [secret for secret in (PIN, BADGE, "864209") if secret.encode() in kept] == []


def test_a_trail_that_was_changed_is_found(tmp_path: Path) -> None:
    for name in ("Li", "Wang", "Maria"):
        add_person(tmp_path, name)
    assert "3 entries are as they were written" in said(tmp_path, "audit", "--verify")
    with closing(sqlite3.connect(tmp_path / TRAIL_FILE)) as db:
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            db.execute("UPDATE acts SET name = 'somebody else' WHERE number = 2")
        db.execute("DROP TRIGGER acts_never_change")
        db.execute("UPDATE acts SET about = 'nobody' WHERE number = 2")
        db.commit()
    found = given(tmp_path, "audit", "--verify")
    assert (found.return_value, found.output) == (1, "entry 2: it is not as it was written\n")


def test_entries_taken_away_at_the_end_are_found(tmp_path: Path) -> None:
    for name in ("Li", "Wang"):
        add_person(tmp_path, name)
    with closing(sqlite3.connect(tmp_path / TRAIL_FILE)) as db:
        db.execute("DROP TRIGGER acts_never_go")
        db.execute("DELETE FROM acts WHERE number = 2")
        db.commit()
    assert said(tmp_path, "audit", "--verify") == "entries 2 to 2 are missing\n"


def test_the_demo_has_one_person_of_each_role_and_tells_their_pins_once(tmp_path: Path) -> None:
    added = add_demo_people(tmp_path)
    assert [person.role for person in added] == list(Role)
    assert add_demo_people(tmp_path) == ()
    with people_of(tmp_path) as people:
        let_in = people.users.with_pin(added[0].name, added[0].pin)
    assert let_in is not None
    assert let_in.role is Role.OPERATOR


def test_nobody_else_of_this_pc_reads_who_has_which_pin(tmp_path: Path) -> None:
    add_person(tmp_path, "Li")
    assert (tmp_path / USERS_FILE).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="whose files are whose is a matter of root")
def test_root_makes_no_list_of_users_that_the_pages_could_not_write(tmp_path: Path) -> None:
    folder = tmp_path / "users"
    folder.mkdir()
    os.chown(folder, 4_002, 4_002)
    with pytest.raises(StoreError, match="sudo -u inspector-dashboard -g inspector"):
        given(tmp_path, "add", "Wang", "--role", "admin", typed=PIN)
    assert list(folder.iterdir()) == []


def test_the_help_and_the_document_name_the_account_whose_files_they_are() -> None:
    """Files of another account the dashboard cannot write: nobody could sign in."""
    document = (Path(__file__).parents[1] / "docs" / "users.md").read_text("utf-8")
    account = re.search(r"sudo -u \S+ -g \S+", document)
    assert account
    assert account[0] in " ".join(CliRunner().invoke(users, ["--help"]).output.split())


def test_the_help_of_a_change_says_that_a_pin_stays_unless_another_is_asked_for() -> None:
    told = " ".join(CliRunner().invoke(users, ["change", "--help"]).output.split())
    assert "without it the one they have stays" in told
    assert "on by default" not in told


def test_the_trail_names_the_account_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    said(tmp_path, "add", "Wang", "--role", "admin", typed=PIN)
    (entry,) = json.loads(said(tmp_path, "audit", "--json"))
    assert entry["by"]["name"] == pwd.getpwuid(os.getuid()).pw_name


def test_an_account_without_a_name_is_named_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container."""
    monkeypatch.setattr(os, "getuid", lambda: 4_242_424)
    assert account_name() == "uid 4242424"
