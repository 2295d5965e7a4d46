"""The record's second step: what was removed of the images, their copies, what is pinned, and tallies of the day.

Every part of a station is counted where its row is written, by quarters of an hour: every time zone's midnight is the
beginning of one, so a day's counts are at most 97 rows whatever the day held.
"""

QUARTER_US = 15 * 60 * 1_000_000

IMAGES_STEP = """
ALTER TABLE images RENAME TO images_of_the_first_version;

CREATE TABLE images (
    part_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'missing', 'removed')),
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    note TEXT NOT NULL,
    outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
    taken_us INTEGER NOT NULL,
    copies_bytes INTEGER NOT NULL DEFAULT 0,
    pinned TEXT NOT NULL DEFAULT '',
    CHECK (state <> 'kept' OR (file <> '' AND length(sha256) = 64))
) STRICT, WITHOUT ROWID;

INSERT INTO images (part_id, state, file, sha256, size_bytes, note, outcome, taken_us)
SELECT part_id, state, file, sha256, size_bytes, note, coalesce(signalled_outcome, 4), coalesce(inspected_us, 0)
FROM images_of_the_first_version LEFT JOIN parts USING (part_id);

DROP TABLE images_of_the_first_version;

CREATE INDEX images_waiting ON images (part_id) WHERE state = 'waiting';
CREATE INDEX images_passed ON images (taken_us) WHERE state = 'kept' AND pinned = '' AND outcome = 1;
CREATE INDEX images_others ON images (taken_us) WHERE state = 'kept' AND pinned = '' AND outcome <> 1;
CREATE INDEX images_copied ON images (taken_us) WHERE copies_bytes > 0 AND pinned = '';

CREATE TABLE copies (
    part_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('review', 'thumbnail', 'map')),
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size_bytes INTEGER NOT NULL,
    PRIMARY KEY (part_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE golden_in_use (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    golden_sha256 TEXT NOT NULL,
    recipe_sha256 TEXT NOT NULL,
    since_us INTEGER NOT NULL
) STRICT;

CREATE TABLE tallies (
    quarter_us INTEGER PRIMARY KEY,
    passed INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    rechecked INTEGER NOT NULL,
    faulted INTEGER NOT NULL
) STRICT;

INSERT INTO tallies
SELECT inspected_us / 900000000 * 900000000, sum(signalled_outcome = 1), sum(signalled_outcome = 2),
    sum(signalled_outcome = 3), sum(signalled_outcome = 4)
FROM parts GROUP BY 1;
"""
