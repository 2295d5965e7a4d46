"""Who may do what, put together from a station's settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspector.dashboard.access import Access
from inspector.people.pins import Cost, Pins
from inspector.people.sign_in import SignIn
from inspector.people.sqlite_trail import SqliteTrail
from inspector.people.sqlite_users import SqliteUsers
from inspector.people.users import By, SessionRules
from inspector.settings import UsersSettings
from inspector.wiring.account import account_name


@dataclass(frozen=True, slots=True)
class People:
    """The users of a station and the trail of their acts."""

    users: SqliteUsers
    trail: SqliteTrail


def access_of(data: Path, users: UsersSettings | None = None, cost: Cost | None = None) -> Access:
    """Return who may sign in at the dashboard of the record in `data`; without `users` the settings' defaults hold."""
    people = _people(data, users or UsersSettings(), cost)
    return Access(people.users, people.trail, SignIn(people.users, people.trail))


@contextmanager
def people_of(data: Path, users: UsersSettings | None = None, cost: Cost | None = None) -> Iterator[People]:
    """Open users and trail of the record in `data`."""
    people = _people(data, users or UsersSettings(), cost)
    try:
        yield people
    finally:
        people.users.close()
        people.trail.close()


def at_the_command_line() -> By:
    """Return whoever gives a command, as the trail names them: by the name of their account."""
    return By(account_name(), "", "command line")


def _people(data: Path, users: UsersSettings, cost: Cost | None) -> People:
    trail = SqliteTrail(data)
    rules = SessionRules(users.idle_min * 60, users.longest_h * 3_600)
    return People(SqliteUsers(data, trail, rules, Pins(cost)), trail)
