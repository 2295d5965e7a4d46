"""A step of the record: what quality asks of days and months, counted where each row is written.

By quarters of an hour, as the tallies of the day, and by what judged: a day of 1.7 million parts is some thousand rows
here. Defects are counted by zone, polarity and cell of their golden, scores by bins, so that medians can be told.
Challenge parts are in no count: they are no production.
"""

CELL_PX = 32
"""Defects are counted in square cells of so many golden px."""
SCORE_BINS = 50
"""So many bins to 1.0, the limit; from 4.0 on there is one bin."""
SCORE_BIN_MAX = 4 * SCORE_BINS
GAIN_MAX, OFFSET_MAX = 1e3, 1e4
"""An alignment whose light is solved beyond these tells nothing of light."""

QUALITY_STEP = """
CREATE TABLE quality_quarters (
    provenance_id INTEGER NOT NULL REFERENCES provenances (id),
    quarter_us INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    rechecked INTEGER NOT NULL,
    faulted INTEGER NOT NULL,
    aligned INTEGER NOT NULL,
    correlation_sum REAL NOT NULL,
    gain_sum REAL NOT NULL,
    offset_sum REAL NOT NULL,
    PRIMARY KEY (provenance_id, quarter_us)
) STRICT, WITHOUT ROWID;

CREATE TABLE quality_scores (
    provenance_id INTEGER NOT NULL REFERENCES provenances (id),
    quarter_us INTEGER NOT NULL,
    bin INTEGER NOT NULL CHECK (bin BETWEEN 0 AND 200),
    parts INTEGER NOT NULL,
    PRIMARY KEY (provenance_id, quarter_us, bin)
) STRICT, WITHOUT ROWID;

CREATE TABLE quality_defects (
    provenance_id INTEGER NOT NULL REFERENCES provenances (id),
    quarter_us INTEGER NOT NULL,
    zone TEXT NOT NULL,
    polarity TEXT NOT NULL,
    x_cell INTEGER NOT NULL,
    y_cell INTEGER NOT NULL,
    defects INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    PRIMARY KEY (provenance_id, quarter_us, zone, polarity, x_cell, y_cell)
) STRICT, WITHOUT ROWID;

INSERT INTO quality_quarters
SELECT provenance_id, inspected_us / 900000000 * 900000000, sum(signalled_outcome = 1), sum(signalled_outcome = 2),
    sum(signalled_outcome = 3), sum(signalled_outcome = 4), sum(is_aligned), total(iif(is_aligned, correlation, 0)),
    total(iif(is_aligned, gain, 0)), total(iif(is_aligned, "offset", 0))
FROM (
    SELECT *, alignment_refused IS NULL AND abs(ifnull(correlation, 9)) <= 1 AND abs(ifnull(gain, 1e9)) <= 1e3
        AND abs(ifnull("offset", 1e9)) <= 1e4 AS is_aligned
    FROM parts WHERE challenge = 0
) GROUP BY 1, 2;

INSERT INTO quality_scores
SELECT provenance_id, inspected_us / 900000000 * 900000000, CAST(min(score * 50, 200) AS INTEGER), count(*)
FROM parts WHERE score >= 0 AND challenge = 0 GROUP BY 1, 2, 3;

INSERT INTO quality_defects
SELECT provenance_id, inspected_us / 900000000 * 900000000, zone, polarity,
    CAST((golden_x0 + golden_x1) / 64 AS INTEGER), CAST((golden_y0 + golden_y1) / 64 AS INTEGER), count(*),
    sum(number = (SELECT min(d.number) FROM defects d WHERE d.seq = defects.seq AND d.zone = defects.zone))
FROM defects JOIN parts USING (seq) WHERE challenge = 0 GROUP BY 1, 2, 3, 4, 5, 6;
"""
