"""Sessions in the users' file: they outlive the dashboard's process, and the file does not tell their secrets."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from inspector.people.roles import Person, Role
from inspector.people.users import By, Session, SessionRules

_SECOND_US = 1_000_000
# A use is written down only so often: not each request waits for the disk.
_WRITTEN_EVERY_US = 20 * _SECOND_US
_OF_A_PERSON = 8
_FOUND = """
SELECT u.name, u.role, s.signed_in_us, s.used_us FROM sessions s JOIN users u ON u.name = s.name
WHERE s.secret_sha256 = ? AND u.state = 'active'
"""
_ENDED = """
SELECT s.secret_sha256, u.name, u.role, s.address, s.signed_in_us, s.used_us
FROM sessions s JOIN users u ON u.name = s.name WHERE s.used_us <= ? OR s.signed_in_us <= ? ORDER BY s.used_us
"""
_TOO_MANY = """
SELECT s.secret_sha256, u.name, u.role, s.address FROM sessions s JOIN users u ON u.name = s.name
WHERE s.name = ? ORDER BY s.used_us DESC LIMIT -1 OFFSET ?
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """A session that ends by itself: whose, from where, and why."""

    key: bytes
    by: By
    why: str


def open_session(db: Database, name: str, address: str, now_us: int) -> str:
    """Return the secret of a new session, 256 random bits."""
    secret = secrets.token_urlsafe(32)
    db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", (_key(secret), name, address, now_us, now_us))
    return secret


def ended(db: Database, rules: SessionRules, now_us: int) -> tuple[Ended, ...]:
    """Return the sessions whose time is over and that nobody has taken away yet."""
    idle_us, longest_us = rules.idle_s * _SECOND_US, rules.longest_s * _SECOND_US
    found = db.execute(_ENDED, (now_us - idle_us, now_us - longest_us))
    return tuple(_ended(cells, rules) for cells in found)


def too_many(db: Database, name: str) -> tuple[Ended, ...]:
    """Return the sessions of one person, those used longest ago, for which a further one leaves no place."""
    found = db.execute(_TOO_MANY, (name, _OF_A_PERSON - 1))
    why = f"signed in {_OF_A_PERSON} times since"
    return tuple(Ended(key, By(name, role, address), why) for key, name, role, address in found)


def forget(db: Database, of: Ended) -> None:
    """Take away a session that has ended."""
    db.execute("DELETE FROM sessions WHERE secret_sha256 = ?", (of.key,))


def _ended(cells: tuple[bytes, str, str, str, int, int], rules: SessionRules) -> Ended:
    key, name, role, address, signed_in_us, used_us = cells
    idle_us, longest_us = used_us + rules.idle_s * _SECOND_US, signed_in_us + rules.longest_s * _SECOND_US
    of_rest = f"nobody touched the display for {rules.idle_s // 60} min"
    why = of_rest if idle_us <= longest_us else f"{rules.longest_s // 3600} h after signing in"
    return Ended(key, By(name, role, address), why)


def find_session(db: Database, secret: str, rules: SessionRules, now_us: int) -> tuple[Session, bool] | None:
    """Return the session of a secret, and whether its use has to be written down; None where it has ended.

    A clock that was set back to before it began ends it too: nobody knows how long it has lasted.
    """
    found = db.execute(_FOUND, (_key(secret),)).fetchone()
    if found is None:
        return None
    name, role, signed_in_us, used_us = found
    ends_us = min(used_us + rules.idle_s * _SECOND_US, signed_in_us + rules.longest_s * _SECOND_US)
    if not signed_in_us <= now_us < ends_us:
        return None
    left_s = (ends_us - now_us) // _SECOND_US
    longest_left_s = (signed_in_us + rules.longest_s * _SECOND_US - now_us) // _SECOND_US
    return Session(Person(name, Role(role)), left_s, longest_left_s), now_us - used_us >= _WRITTEN_EVERY_US


def note_use(db: Database, secret: str, now_us: int) -> None:
    """Write down that a session was used now."""
    db.execute("UPDATE sessions SET used_us = max(used_us, ?) WHERE secret_sha256 = ?", (now_us, _key(secret)))


def end_session(db: Database, secret: str) -> None:
    """End the session of a secret."""
    db.execute("DELETE FROM sessions WHERE secret_sha256 = ?", (_key(secret),))


def _key(secret: str) -> bytes:
    # 256 random bits cannot be guessed from their hash, so a fast one does.
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
