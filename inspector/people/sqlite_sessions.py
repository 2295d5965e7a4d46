"""Sessions in the users' file: they outlive the dashboard's process, and the file does not tell their secrets."""

import hashlib
import secrets

from sqlite_utils import Database

from inspector.people.roles import Person, Role
from inspector.people.users import Session, SessionRules

_SECOND_US = 1_000_000
# A use is written down only so often: not each request waits for the disk.
_WRITTEN_EVERY_US = 20 * _SECOND_US
_OF_A_PERSON = 8
_FOUND = """
SELECT u.name, u.role, s.signed_in_us, s.used_us FROM sessions s JOIN users u ON u.name = s.name
WHERE s.secret_sha256 = ? AND u.state = 'active'
"""
_TOO_MANY = """
DELETE FROM sessions WHERE name = ? AND secret_sha256 NOT IN
    (SELECT secret_sha256 FROM sessions WHERE name = ? ORDER BY used_us DESC LIMIT ?)
"""


def open_session(db: Database, name: str, address: str, now_us: int) -> str:
    """Return the secret of a new session, 256 random bits; the oldest of too many of one person ends."""
    secret = secrets.token_urlsafe(32)
    db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", (_key(secret), name, address, now_us, now_us))
    db.execute(_TOO_MANY, (name, name, _OF_A_PERSON))
    return secret


def forget_ended(db: Database, rules: SessionRules, now_us: int) -> None:
    """Take away the sessions that have ended by themselves."""
    db.execute(
        "DELETE FROM sessions WHERE used_us < ? OR signed_in_us < ?",
        (now_us - rules.idle_s * _SECOND_US, now_us - rules.longest_s * _SECOND_US),
    )


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
    return Session(Person(name, Role(role)), left_s), now_us - used_us >= _WRITTEN_EVERY_US


def note_use(db: Database, secret: str, now_us: int) -> None:
    """Write down that a session was used now."""
    db.execute("UPDATE sessions SET used_us = max(used_us, ?) WHERE secret_sha256 = ?", (now_us, _key(secret)))


def end_session(db: Database, secret: str) -> None:
    """End the session of a secret."""
    db.execute("DELETE FROM sessions WHERE secret_sha256 = ?", (_key(secret),))


def _key(secret: str) -> bytes:
    # 256 random bits cannot be guessed from their hash, so a fast one does.
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
