"""The record's step for searching: what the history is asked for lies in order, however long it is."""

SEARCH_STEP = """
CREATE INDEX parts_not_passed ON parts (seq, signalled_outcome) WHERE signalled_outcome <> 1;
CREATE INDEX parts_by_provenance ON parts (provenance_id);
CREATE INDEX defects_by_zone ON defects (zone, seq);
"""
