"""The people of a station: what is known of each, and what a name may be."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from inspector.errors import InputError
from inspector.people.roles import Person, Role
from inspector.refusal import RefusalCode, because

NAME_MAX = 60


class UserState(StrEnum):
    """Whether somebody may sign in; who was removed stays as a name that nobody else gets."""

    ACTIVE = "active"
    LOCKED = "locked"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in, or once could; `has_badge` tells whether a badge does it too."""

    name: str
    role: Role
    state: UserState
    has_badge: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something and from where: an address, or the command line."""

    name: str
    role: str
    address: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a user; None leaves it as it is, an empty badge takes the badge away."""

    role: Role | None = None
    pin: str | None = None
    badge: str | None = None
    locked: bool | None = None


@dataclass(frozen=True, slots=True)
class SessionRules:
    """When a session ends by itself: so long after its last use, and so long after signing in. In seconds."""

    idle_s: int
    longest_s: int


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in on a display, and the seconds until they are signed off: at rest, and whatever they do."""

    person: Person
    left_s: int
    longest_left_s: int


class Users(Protocol):
    """The users of a station and their sessions, in a file of their own.

    All methods raise StoreError where it cannot be used.
    """

    def all(self) -> tuple[User, ...]:
        """Return everybody, by name; those who were removed too."""

    def exist(self) -> bool:
        """Return whether anybody may sign in at all."""

    def named(self, name: str) -> User | None:
        """Return the user of that name, in whatever case it is written."""

    def add(self, name: str, role: Role, pin: str | None, badge: str | None, by: By) -> User:
        """Add somebody; InputError where name, PIN or badge cannot be."""

    def change(self, name: str, change: Change, by: By) -> User:
        """Change somebody, and end their sessions; InputError where there is none or it cannot be."""

    def remove(self, name: str, by: By) -> None:
        """Take PIN, badge and sessions from somebody for good; the name is never given again."""

    def with_pin(self, name: str, pin: str) -> User | None:
        """Return who may sign in by that name and PIN; None, after the same time, where nobody may."""

    def with_badge(self, badge: str) -> User | None:
        """Return who may sign in by that badge."""

    def open_session(self, name: str, address: str) -> str:
        """Return the secret of a new session."""

    def session(self, secret: str, *, used: bool) -> Session | None:
        """Return the session of that secret while it lasts; `used` makes it last on."""

    def end_session(self, secret: str) -> None:
        """End the session of that secret, if there is one."""

    def sign_off_idle(self) -> None:
        """End every session whose time is over, and note each in the trail."""


def check_name(name: str) -> str:
    """Return a name as it is kept: Unicode's composed form, with one space between its words and none around it.

    Raises
    ------
    InputError
        It is empty, longer than 60 characters, or holds what cannot be seen (control and direction characters).
    """
    # Two spaces look like one on every page: it would be somebody else of the same name in the audit trail.
    kept = " ".join(filter(None, unicodedata.normalize("NFC", name).split(" "))).strip()
    if not kept or len(kept) > NAME_MAX or not kept.isprintable():
        raise InputError(
            f"use the name {name[:NAME_MAX]!r}",
            f"it has {len(kept)} characters, 1 to {NAME_MAX} that can all be seen are needed",
            "give another",
            because(RefusalCode.NAME_UNUSABLE, most=NAME_MAX),
        )
    return kept


def folded(name: str) -> str:
    """Return a form of a name that is the same for names that people take for the same.

    Examples
    --------
    >>> folded("LI Wei ") == folded("li wei")
    True
    """
    return unicodedata.normalize("NFKC", name).casefold().strip()


def told(change: Mapping[str, object]) -> str:
    """Return a change in words, for the trail: never a PIN, never a badge."""
    return ", ".join(f"{key}: {value}" for key, value in change.items() if value is not None)
