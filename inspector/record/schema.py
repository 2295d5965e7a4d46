"""The tables of the record, as numbered steps that only go forward.

A released step is never edited: the record of a line PC has taken it already. Moments are integer microseconds
since 1970 in UTC, hashes are hex text, boxes are in pixels as in `inspector.part`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from inspector.record.schema_audit import AUDIT_STEP
from inspector.record.schema_challenges import CHALLENGES_STEP
from inspector.record.schema_images import IMAGES_STEP
from inspector.record.schema_measured import MEASURED_STEP
from inspector.record.schema_quality import QUALITY_STEP
from inspector.record.schema_search import SEARCH_STEP

# "INSP" in ASCII; `file` and `doctor` know the record by it, and no other SQLite file is taken for one.
APPLICATION_ID = 0x494E5350

_FIRST = """
CREATE TABLE provenances (
    id INTEGER PRIMARY KEY,
    product TEXT NOT NULL,
    revision TEXT NOT NULL,
    golden_sha256 TEXT NOT NULL,
    recipe_sha256 TEXT NOT NULL,
    comparator TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    runtime TEXT NOT NULL,
    device TEXT NOT NULL,
    package_version TEXT NOT NULL,
    UNIQUE (product, revision, golden_sha256, recipe_sha256, comparator, model_sha256, runtime, device, package_version)
) STRICT;

CREATE TABLE parts (
    seq INTEGER PRIMARY KEY,
    part_id TEXT NOT NULL UNIQUE,
    trigger_id INTEGER NOT NULL,
    inspected_us INTEGER NOT NULL,
    outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
    reason INTEGER NOT NULL,
    message TEXT NOT NULL,
    score REAL,
    provenance_id INTEGER NOT NULL REFERENCES provenances (id),
    capture_ms REAL NOT NULL,
    align_ms REAL NOT NULL,
    compare_ms REAL NOT NULL,
    decide_ms REAL NOT NULL,
    total_ms REAL NOT NULL,
    signalled_outcome INTEGER NOT NULL CHECK (signalled_outcome BETWEEN 1 AND 4),
    signalled_reason INTEGER NOT NULL,
    signalled_us INTEGER NOT NULL,
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    acknowledged_us INTEGER,
    captured_us INTEGER,
    source TEXT NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    exposure_us REAL NOT NULL,
    gain_db REAL NOT NULL,
    frame_id INTEGER NOT NULL,
    alignment_refused TEXT,
    alignment_method TEXT,
    correlation REAL,
    residual_px REAL,
    overlap REAL,
    agreeing REAL,
    gain REAL,
    offset REAL,
    local_shift_px REAL,
    warp BLOB,
    CHECK (outcome <> 1 OR (score IS NOT NULL AND score < 1.0))
) STRICT;

CREATE INDEX parts_by_moment ON parts (inspected_us, signalled_outcome);

CREATE TABLE defects (
    seq INTEGER NOT NULL REFERENCES parts (seq),
    number INTEGER NOT NULL,
    golden_x0 REAL NOT NULL,
    golden_y0 REAL NOT NULL,
    golden_x1 REAL NOT NULL,
    golden_y1 REAL NOT NULL,
    capture_x0 REAL NOT NULL,
    capture_y0 REAL NOT NULL,
    capture_x1 REAL NOT NULL,
    capture_y1 REAL NOT NULL,
    area_px INTEGER NOT NULL,
    score REAL NOT NULL,
    zone TEXT NOT NULL,
    polarity TEXT NOT NULL,
    PRIMARY KEY (seq, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE images (
    part_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'missing')),
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    note TEXT NOT NULL,
    CHECK (state <> 'kept' OR (file <> '' AND length(sha256) = 64))
) STRICT, WITHOUT ROWID;

CREATE INDEX images_waiting ON images (part_id) WHERE state = 'waiting';

CREATE TABLE station_status (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    reported_us INTEGER NOT NULL,
    status TEXT NOT NULL
) STRICT;
"""

STEPS: Sequence[str] = (
    _FIRST,
    IMAGES_STEP,
    CHALLENGES_STEP,
    QUALITY_STEP,
    SEARCH_STEP,
    MEASURED_STEP,
    AUDIT_STEP,
)


@dataclass(frozen=True, slots=True)
class Schema:
    """What kind of file it is, and the steps that make its tables."""

    application_id: int
    steps: Sequence[str]


RECORD = Schema(APPLICATION_ID, STEPS)
