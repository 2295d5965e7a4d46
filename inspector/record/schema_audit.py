"""The record's seventh step: images of passed parts that people are to look at go later than those of others.

Which parts were drawn before the step nobody knows here: their images go as those of other passed parts.
"""

AUDIT_STEP = """
ALTER TABLE images ADD COLUMN audit INTEGER NOT NULL DEFAULT 0 CHECK (audit IN (0, 1));

DROP INDEX images_passed;
CREATE INDEX images_passed ON images (taken_us)
    WHERE state = 'kept' AND pinned = '' AND outcome = 1 AND audit = 0;
CREATE INDEX images_audited ON images (taken_us)
    WHERE state = 'kept' AND pinned = '' AND outcome = 1 AND audit = 1;
"""
