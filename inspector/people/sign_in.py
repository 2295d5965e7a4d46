"""Signing in and out: who is let in, who has to wait, and what the trail says of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from inspector.errors import InputError
from inspector.people.roles import Person
from inspector.people.throttle import FREE_TRIES, Throttle, address_key
from inspector.people.trail import Trail
from inspector.people.users import By, Session, User, Users

NOBODY = ""
"""The name of an entry of the trail where nobody is signed in."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nobody is let in for so long: too many wrong tries of that user, or from that address."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody was let in; `secret` is what their browser keeps."""

    person: Person
    secret: str


class SignIn:
    """The door: takes a name with a PIN or a badge, and gives sessions.

    Parameters
    ----------
    users, trail
        Who may come in, and where it is noted.
    now_s
        A clock that only goes forward.
    """

    def __init__(self, users: Users, trail: Trail, now_s: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._trail = trail
        self._now_s = now_s
        self._by_user = Throttle()
        self._by_address = Throttle()
        # Badges have no name to count for, and their numbers run on: whoever has one could try the next ones.
        self._badges = Throttle()
        self._counting = Lock()

    def by_pin(self, name: str, pin: str, address: str) -> SignedIn | Wait | None:
        """Let somebody in by name and PIN; None where one of the two is wrong.

        Raises
        ------
        StoreError
            It cannot be noted or no session can be kept. Nobody is let in.
        """
        known = self._users.named(name)
        # Names that are nobody's share one key: who tries many of them fills no memory.
        key = known.name if known else NOBODY
        return self._let_in(key, address, lambda: self._users.with_pin(name, pin))

    def by_badge(self, badge: str, address: str) -> SignedIn | Wait | None:
        """Let somebody in by their badge; None where it is nobody's.

        Raises
        ------
        StoreError
            As for `by_pin`.
        """

        def of_badge() -> User | None:
            try:
                return self._users.with_badge(badge)
            except InputError:
                return None

        return self._let_in(None, address, of_badge)

    def out(self, secret: str, session: Session, address: str, why: str) -> None:
        """End a session, and note why."""
        self._trail.note(by_of(session.person, address), "sign-out", session.person.name, why)
        self._users.end_session(secret)

    def _let_in(self, name: str | None, address: str, find: Callable[[], User | None]) -> SignedIn | Wait | None:
        place = address_key(address)
        wait = self._count(name, place)
        if isinstance(wait, Wait):
            return wait
        user = find()
        if user is None:
            self._note_refusal(name, address, wait)
            return None
        with self._counting:
            self._by_address.forget(place)
            self._by_user.forget(user.name)
            if name is None:
                self._badges.take_back(place)
        self._trail.note(By(user.name, user.role, address), "sign-in", user.name, "badge" if name is None else "PIN")
        return SignedIn(Person(user.name, user.role), self._users.open_session(user.name, address))

    def _count(self, name: str | None, place: str) -> Wait | int:
        """Return how many tries there were with this one, or how long they have to wait."""
        with self._counting:
            now_s = self._now_s()
            own, key = (self._badges, place) if name is None else (self._by_user, name)
            wait_s = max(self._by_address.wait_s(place, now_s), own.wait_s(key, now_s))
            if wait_s > 0.0:
                return Wait(wait_s)
            return max(self._by_address.count(place, now_s), own.count(key, now_s))

    def _note_refusal(self, name: str | None, address: str, tries: int) -> None:
        detail = f"{'badge' if name is None else 'PIN'} wrong, try {tries}"
        waits = "; has to wait now" if tries >= FREE_TRIES else ""
        self._trail.note(By(NOBODY, "", address), "sign-in-refused", name or "", detail + waits)


def by_of(person: Person, address: str) -> By:
    """Return a person at an address as the trail names them."""
    return By(person.name, person.role, address)
