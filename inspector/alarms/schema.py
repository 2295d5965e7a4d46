"""The file of the alarm journal: one table that only grows, which SQLite itself sees to."""

from inspector.record.schema import Schema

_FIRST = """
CREATE TABLE alarm_events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_us INTEGER NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('raised', 'returned', 'acknowledged', 'shelved', 'unshelved')),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    figures TEXT NOT NULL CHECK (json_valid(figures)),
    words TEXT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    until_us INTEGER,
    clears INTEGER NOT NULL CHECK (clears IN (0, 1)),
    CHECK ((act = 'shelved') = (until_us IS NOT NULL)),
    CHECK (who <> '' OR act IN ('raised', 'returned', 'unshelved'))
) STRICT;

CREATE INDEX alarm_events_by_alarm ON alarm_events (kind, subject, number);
CREATE INDEX alarm_events_cleared ON alarm_events (kind, subject, number) WHERE clears = 1;
CREATE INDEX alarm_events_raised ON alarm_events (at_us) WHERE act = 'raised';

CREATE TRIGGER alarm_events_never_change BEFORE UPDATE ON alarm_events
BEGIN SELECT RAISE(ABORT, 'what happened to an alarm is never changed'); END;

CREATE TRIGGER alarm_events_never_go BEFORE DELETE ON alarm_events
BEGIN SELECT RAISE(ABORT, 'what happened to an alarm is never taken away'); END;

CREATE TRIGGER alarm_events_follow BEFORE INSERT ON alarm_events
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM alarm_events), 0)
BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END;
"""

# "INSA" in ASCII.
ALARMS = Schema(0x494E5341, (_FIRST,))
