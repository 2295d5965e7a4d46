"""The record's step for what is measured of a part and decides nothing: light and focus, the voices of a defect.

Rows of before hold none: nothing can be measured on a part that left.
"""

MEASURED_STEP = """
ALTER TABLE defects ADD COLUMN difference REAL;
ALTER TABLE defects ADD COLUMN variation REAL;
ALTER TABLE parts ADD COLUMN brightness REAL;
ALTER TABLE parts ADD COLUMN focus REAL;
ALTER TABLE quality_quarters ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quality_quarters ADD COLUMN brightness_sum REAL NOT NULL DEFAULT 0;
ALTER TABLE quality_quarters ADD COLUMN focus_sum REAL NOT NULL DEFAULT 0;
"""
