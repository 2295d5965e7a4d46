"""A step of the record: which parts were challenge parts, and what came of showing each.

`parts.challenge` is 1 for a challenge part: it was judged, but is no part of the production. Tallies, figures and the
inbox leave it out.
"""

CHALLENGES_STEP = """
ALTER TABLE parts ADD COLUMN challenge INTEGER NOT NULL DEFAULT 0 CHECK (challenge IN (0, 1));

CREATE TABLE challenges (
    part_seq INTEGER PRIMARY KEY REFERENCES parts (seq),
    master TEXT NOT NULL,
    expected INTEGER NOT NULL CHECK (expected IN (1, 2)),
    expected_zone TEXT NOT NULL,
    as_expected INTEGER NOT NULL CHECK (as_expected IN (0, 1)),
    trouble TEXT NOT NULL,
    due TEXT NOT NULL,
    shown_by INTEGER NOT NULL,
    round TEXT NOT NULL CHECK (round IN ('open', 'kept', 'broken')),
    CHECK (as_expected = 1 OR trouble <> '')
) STRICT;
"""
