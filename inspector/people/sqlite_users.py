"""The users of a station and their sessions in one SQLite file, apart from the evidence."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from inspector.errors import InputError
from inspector.people import sqlite_sessions as sessions
from inspector.people.own_file import PEOPLE_FOLDER, OwnFile
from inspector.people.pins import Pins, check_badge, check_pin
from inspector.people.roles import Role
from inspector.people.schema import USERS
from inspector.people.sqlite_checks import (
    check_admin_left,
    check_badge_free,
    check_pin_given,
    check_unchanged,
    check_way_in_left,
)
from inspector.people.trail import Trail
from inspector.people.users import By, Change, Session, SessionRules, User, UserState, check_name, folded, told
from inspector.record.rows import microseconds, moment_of
from inspector.refusal import RefusalCode, because

USERS_FILE = Path(PEOPLE_FOLDER, "users.sqlite3")

_COLUMNS = "name, role, state, badge IS NOT NULL, since_us"
_ALL = f"SELECT {_COLUMNS} FROM users"  # noqa: S608 -- our own words
_NAMED = f"{_ALL} WHERE folded = ?"
_Found = tuple[str, str, str, int, int]


def _now() -> datetime:
    return datetime.now(UTC)


class SqliteUsers:
    """Reads and writes the users that belong to the record in a folder, from any number of threads and processes.

    Each change is noted in `trail` before it is made: what cannot be noted is not done.
    """

    def __init__(
        self,
        data: Path,
        trail: Trail,
        rules: SessionRules,
        pins: Pins | None = None,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._file = OwnFile(data / USERS_FILE, USERS, "the list of users")
        self._trail = trail
        self._rules = rules
        self._pins = pins or Pins()
        self._now = now

    def all(self) -> tuple[User, ...]:
        """Return everybody, by name; those who were removed too."""
        with self._file.to_read() as db:
            return tuple(map(_user, db.execute(f"{_ALL} ORDER BY folded"))) if db else ()

    def exist(self) -> bool:
        """Return whether anybody may sign in at all."""
        return any(user.state is UserState.ACTIVE for user in self.all())

    def named(self, name: str) -> User | None:
        """Return the user of that name, in whatever case it is written."""
        with self._file.to_read() as db:
            return _named(db, name) if db else None

    def add(self, name: str, role: Role, pin: str | None, badge: str | None, by: By) -> User:
        """Add somebody, and return them.

        Raises
        ------
        InputError
            The name is or was somebody's, the badge is somebody's, or one of the three cannot be used.
        StoreError
            It could not be written.
        """
        kept = check_name(name)
        if pin is None and not badge:
            told_as = because(RefusalCode.PIN_OR_BADGE)
            raise InputError(f"add {kept}", "neither a PIN nor a badge is given", "give one of them", told_as)
        pin_kept, badge_kept = self._pin(pin, role), self._badge(badge)
        with self._file.to_write() as db:
            taken = _named(db, kept)
            if taken:
                raise _name_taken(taken)
            check_badge_free(db, badge_kept, kept)
            self._trail.note(by, "add-user", kept, told({"role": role, "badge": "given" if badge else None}))
            cells = (kept, folded(kept), role, UserState.ACTIVE, pin_kept, badge_kept, microseconds(self._now()))
            db.execute("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?)", cells)
            return _expected(db, kept)

    def change(self, name: str, change: Change, by: By) -> User:
        """Change somebody, end their sessions, and return them.

        Raises
        ------
        InputError
            There is nobody of that name, the badge is somebody's, PIN or badge cannot be used, neither would be left,
            or nobody would be left who may change users.
        ChangedError
            Somebody else gave them another role meanwhile.
        StoreError
            It could not be written.
        """
        found = self._expected(name)
        role = change.role or found.role
        check_pin_given(found, change, role)
        pin, badge = self._pin(change.pin, role), self._badge(change.badge)
        with self._file.to_write() as db:
            user = _expected(db, name)
            check_unchanged(user, found)
            check_badge_free(db, badge, user.name)
            check_way_in_left(db, user, change)
            state = user.state if change.locked is None else (UserState.LOCKED if change.locked else UserState.ACTIVE)
            check_admin_left(db, user, role if state is UserState.ACTIVE else None)
            self._trail.note(by, "change-user", user.name, _told(change))
            db.execute("UPDATE users SET role = ?, state = ? WHERE name = ?", (role, state, user.name))
            if change.pin is not None:
                db.execute("UPDATE users SET pin = ? WHERE name = ?", (pin, user.name))
            if change.badge is not None:
                db.execute("UPDATE users SET badge = ? WHERE name = ?", (badge, user.name))
            db.execute("DELETE FROM sessions WHERE name = ?", (user.name,))
            return _expected(db, user.name)

    def remove(self, name: str, by: By) -> None:
        """Take PIN, badge and sessions from somebody for good; the name is never given again.

        Raises
        ------
        InputError
            There is nobody of that name, or nobody would be left who may change users.
        StoreError
            It could not be written.
        """
        with self._file.to_write() as db:
            user = _expected(db, name)
            check_admin_left(db, user, None)
            self._trail.note(by, "remove-user", user.name)
            db.execute("UPDATE users SET state = 'removed', pin = '', badge = NULL WHERE name = ?", (user.name,))
            db.execute("DELETE FROM sessions WHERE name = ?", (user.name,))

    def with_pin(self, name: str, pin: str) -> User | None:
        """Return who may sign in by that name and PIN; None, after the same time, where nobody may."""
        with self._file.to_read() as db:
            user = _named(db, name) if db else None
            kept = db.execute("SELECT pin FROM users WHERE folded = ?", (folded(name),)).fetchone() if db else None
        holds = self._pins.holds(kept[0] if kept else "", pin)
        return user if holds and user and user.state is UserState.ACTIVE else None

    def with_badge(self, badge: str) -> User | None:
        """Return who may sign in by that badge; None, after the same time, where nobody may."""
        key = self._badge(badge)
        with self._file.to_read() as db:
            found = db.execute(f"{_ALL} WHERE badge = ?", (key,)).fetchone() if db and key else None
        user = _user(found) if found else None
        return user if user and user.state is UserState.ACTIVE else None

    def open_session(self, name: str, address: str) -> str:
        """Return the secret of a new session of somebody."""
        now_us = microseconds(self._now())
        with self._file.to_write() as db:
            user = _expected(db, name)
            self._sign_off(db, sessions.ended(db, self._rules, now_us))
            self._sign_off(db, sessions.too_many(db, user.name))
            return sessions.open_session(db, user.name, address, now_us)

    def session(self, secret: str, *, used: bool) -> Session | None:
        """Return the session of that secret while it lasts; `used` makes it last on."""
        now_us = microseconds(self._now())
        with self._file.to_read() as db:
            found = sessions.find_session(db, secret, self._rules, now_us) if db else None
        if found is None:
            return None
        session, to_note = found
        if not (used and to_note):
            return session
        with self._file.to_write() as db:
            sessions.note_use(db, secret, now_us)
            used_now = sessions.find_session(db, secret, self._rules, now_us)
        return used_now[0] if used_now else None

    def end_session(self, secret: str) -> None:
        """End the session of that secret, if there is one."""
        with self._file.to_write() as db:
            sessions.end_session(db, secret)

    def sign_off_idle(self) -> None:
        """End every session whose time is over, and note each in the trail: once, however many displays ask."""
        now_us = microseconds(self._now())
        with self._file.to_read() as db:
            overdue = sessions.ended(db, self._rules, now_us) if db else ()
        if overdue:
            with self._file.to_write() as db:
                self._sign_off(db, sessions.ended(db, self._rules, now_us))

    def close(self) -> None:
        """Let go of the file; a later call opens it again."""
        self._file.close()

    def _sign_off(self, db: Database, over: tuple[sessions.Ended, ...]) -> None:
        for of in over:
            self._trail.note(of.by, "sign-off", of.by.name, of.why)
            sessions.forget(db, of)

    def _pin(self, pin: str | None, role: Role) -> str:
        return "" if pin is None else self._pins.kept(check_pin(pin, role))

    def _badge(self, badge: str | None) -> bytes | None:
        return self._pins.badge_key(check_badge(badge), self._salt()) if badge else None

    def _salt(self) -> bytes:
        with self._file.to_write() as db:
            return bytes(db.execute("SELECT badge FROM salts").fetchone()[0])

    def _expected(self, name: str) -> User:
        with self._file.to_read() as db:
            if db is None:
                raise _unknown(name)
            return _expected(db, name)


def _named(db: Database, name: str) -> User | None:
    found = db.execute(_NAMED, (folded(name),)).fetchone()
    return _user(found) if found else None


def _expected(db: Database, name: str) -> User:
    user = _named(db, name)
    if user is None or user.state is UserState.REMOVED:
        raise _unknown(name)
    return user


def _user(found: _Found) -> User:
    name, role, state, has_badge, since_us = found
    return User(name, Role(role), UserState(state), bool(has_badge), moment_of(since_us))


def _unknown(name: str) -> InputError:
    remedy = "`inspector users list` shows everybody"
    return InputError(
        f"find {name!r}", "there is nobody of that name", remedy, because(RefusalCode.NO_SUCH_USER, name=name)
    )


def _name_taken(user: User) -> InputError:
    found, told_as = "there is somebody of that name", because(RefusalCode.NAME_TAKEN, name=user.name)
    if user.state is UserState.REMOVED:
        found = "somebody of that name was here before, and what they did keeps it"
        told_as = because(RefusalCode.NAME_WAS_TAKEN, name=user.name)
    return InputError(f"add {user.name}", found, "choose another name", told_as)


def _told(change: Change) -> str:
    said = asdict(change)
    hidden = {key: "changed" for key in ("pin", "badge") if said[key] is not None}
    return told({**said, **hidden})
