"""The two files of people: who may sign in, and what was done. SQLite itself sees to it that the second only grows."""

from inspector.record.schema import Schema

TRAIL_TRIGGERS = ("acts_never_change", "acts_never_go", "acts_follow")

_USERS = """
CREATE TABLE users (
    name TEXT PRIMARY KEY,
    folded TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('operator', 'quality', 'engineer', 'admin')),
    state TEXT NOT NULL CHECK (state IN ('active', 'locked', 'removed')),
    pin TEXT NOT NULL,
    badge BLOB UNIQUE,
    since_us INTEGER NOT NULL,
    CHECK (state <> 'removed' OR (pin = '' AND badge IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    secret_sha256 BLOB PRIMARY KEY,
    name TEXT NOT NULL REFERENCES users (name),
    address TEXT NOT NULL,
    signed_in_us INTEGER NOT NULL,
    used_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_name ON sessions (name, used_us);

CREATE TABLE salts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    badge BLOB NOT NULL CHECK (length(badge) = 16)
) STRICT;

INSERT INTO salts (id, badge) VALUES (1, randomblob(16));
"""

_TRAIL = """
CREATE TABLE acts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_us INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    address TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act <> ''),
    about TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

CREATE TRIGGER acts_never_change BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'an act that was noted is never changed'); END;

CREATE TRIGGER acts_never_go BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'an act that was noted is never taken away'); END;

CREATE TRIGGER acts_follow BEFORE INSERT ON acts
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM acts), 0)
    OR NEW.previous_sha256 <> coalesce(
        (SELECT sha256 FROM acts ORDER BY number DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT RAISE(ABORT, 'an act follows the last one'); END;
"""

# "INSU" and "INSA" in ASCII.
USERS = Schema(0x494E5355, (_USERS,))
TRAIL = Schema(0x494E5341, (_TRAIL,))
