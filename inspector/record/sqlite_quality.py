"""Reads what quality asks for from record and ledger: tallies, never rows of parts."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlite_utils import Database

from inspector.part import Outcome
from inspector.record.connection import RECORD_FILE, open_if_made, told_as_store_errors
from inspector.record.dispositions import Disposition
from inspector.record.quality_rows import (
    BASELINE_HOURS,
    Baseline,
    DefectTally,
    PlaceTally,
    QualityAsked,
    QualityRows,
    Revision,
    SaidTally,
    ScoreTally,
    Tally,
)
from inspector.record.rows import Cell, microseconds
from inspector.record.schema import RECORD, Schema
from inspector.record.schema_dispositions import DISPOSITIONS, DISPOSITIONS_FILE

# By span, then by revision: each pair is one range of the table's key, whatever else the record holds.
_SPANS = "json_each(:spans) span"
_IN_SPAN = "BETWEEN json_extract(span.value, '$[0]') AND json_extract(span.value, '$[1]')"
_JUDGED = "(:product = '' OR p.product = :product) AND (:revision = '' OR p.revision = :revision)"


def _asked(table: str, columns: str, groups: str) -> str:
    return f"""
SELECT {columns} FROM {_SPANS} CROSS JOIN provenances p
CROSS JOIN {table} t ON t.provenance_id = p.id AND t.quarter_us {_IN_SPAN}
WHERE {_JUDGED} GROUP BY {groups} ORDER BY {groups}
"""  # noqa: S608 -- our own words


_TALLIES = _asked(
    "quality_quarters",
    "span.key, p.product, p.revision, sum(passed), sum(rejected), sum(rechecked), sum(faulted), sum(aligned),"
    " total(correlation_sum), total(gain_sum), total(offset_sum), sum(seen), total(brightness_sum), total(focus_sum)",
    "1, 2, 3",
)
_SCORES = _asked("quality_scores", "span.key, bin, sum(parts)", "1, 2")
_DEFECTS = _asked("quality_defects", "p.product, p.revision, zone, polarity, sum(defects), sum(parts)", "1, 2, 3, 4")
_PLACES = _asked("quality_defects", "p.product, p.revision, x_cell, y_cell, sum(defects)", "1, 2, 3, 4")
_BASELINE = """
SELECT count(*) FILTER (WHERE nth <= :hours), total(judged) FILTER (WHERE nth <= :hours),
    total(held_back) FILTER (WHERE nth <= :hours), count(*) > :hours
FROM (
    SELECT sum(passed + rejected + rechecked) AS judged, sum(rejected + rechecked) AS held_back,
        row_number() OVER (ORDER BY quarter_us / 3600000000) AS nth
    FROM provenances p CROSS JOIN quality_quarters t ON t.provenance_id = p.id
    WHERE p.product = :product AND p.revision = :revision AND t.quarter_us >= (
        SELECT inspected_us / 900000000 * 900000000 FROM parts WHERE seq = (
            SELECT min((SELECT f.seq FROM parts f WHERE f.provenance_id = q.id ORDER BY f.seq LIMIT 1))
            FROM provenances q WHERE q.product = :product AND q.revision = :revision
        )
    )
    GROUP BY quarter_us / 3600000000 HAVING sum(passed + rejected + rechecked) > 0
    ORDER BY nth LIMIT :hours + 1
)
"""
_SAID = f"""
SELECT d.seq, d.outcome, d.audit, d.disposition, d.reason FROM {_SPANS}
CROSS JOIN dispositions d ON d.inspected_us {_IN_SPAN}
WHERE act = 'dispose' AND (:product = '' OR d.product = :product)
    AND (SELECT n.stands FROM dispositions n WHERE n.part_id = d.part_id ORDER BY n.number DESC LIMIT 1) = d.number
"""  # noqa: S608 -- the same
_JUDGED_BY = """
SELECT seq FROM parts JOIN provenances p ON p.id = provenance_id
WHERE seq IN (SELECT value FROM json_each(?)) AND p.revision = ?
"""


class SqliteQuality:
    """Reads tallies of the record in a folder and of its ledger, from any number of threads, one at a time."""

    def __init__(self, data: Path) -> None:
        self._record = _File(data / RECORD_FILE, RECORD)
        self._ledger = _File(data / DISPOSITIONS_FILE, DISPOSITIONS)

    def read(self, asked: QualityAsked) -> QualityRows:
        """Return what is asked for, the record's part of it as it stood in one moment."""
        values = _values(asked)
        with self._ledger.reading() as db:
            said = list(db.execute(_SAID, values)) if db else []
        with self._record.reading() as db:
            return _rows(db, asked, values, said) if db else QualityRows()

    def revisions(self) -> tuple[Revision, ...]:
        """Return every revision that ever judged a part, in order of their names."""
        with self._record.reading() as db:
            found = db.execute("SELECT DISTINCT product, revision FROM provenances ORDER BY 1, 2") if db else ()
            return tuple(Revision(product, revision) for product, revision in found)

    def close(self) -> None:
        """Let go of record and ledger; a later call opens them again."""
        self._record.close()
        self._ledger.close()


class _File:
    """One file, read by one thread at a time, each time in one snapshot."""

    def __init__(self, path: Path, schema: Schema) -> None:
        self._path = path
        self._schema = schema
        self._lock = Lock()
        self._db: Database | None = None

    @contextmanager
    def reading(self) -> Iterator[Database | None]:
        with self._lock, told_as_store_errors("read what quality asks for", self._path):
            self._db = self._db or open_if_made(self._path, self._schema)
            if self._db is None:
                yield None
                return
            with self._db.atomic():
                yield self._db

    def close(self) -> None:
        with self._lock:
            if self._db:
                self._db.close()
            self._db = None


def _values(asked: QualityAsked) -> dict[str, Cell]:
    spans = [(microseconds(span.start), microseconds(span.end) - 1) for span in asked.spans]
    return {"spans": json.dumps(spans), "product": asked.product, "revision": asked.revision}


def _rows(
    db: Database, asked: QualityAsked, values: dict[str, Cell], said: list[tuple[int, int, int, str, str]]
) -> QualityRows:
    station = db.execute("SELECT json_extract(status, '$.station') FROM station_status").fetchone()
    tallies = tuple(
        Tally(span, Revision(product, revision), *cells)
        for span, product, revision, *cells in db.execute(_TALLIES, values)
    )
    return QualityRows(
        station=str(station[0]) if station else "",
        tallies=tallies,
        scores=tuple(ScoreTally(*cells) for cells in db.execute(_SCORES, values)),
        defects=tuple(DefectTally(Revision(a, b), *cells) for a, b, *cells in db.execute(_DEFECTS, values)),
        places=tuple(PlaceTally(Revision(a, b), *cells) for a, b, *cells in db.execute(_PLACES, values)),
        baselines=tuple(_baseline(db, of) for of in sorted({tally.of for tally in tallies})),
        said=_counted(said if not asked.revision else _judged_by(db, said, asked.revision)),
    )


def _baseline(db: Database, of: Revision) -> Baseline:
    values: dict[str, Cell] = {"product": of.product, "revision": of.revision, "hours": BASELINE_HOURS}
    hours, judged, held_back, is_over = db.execute(_BASELINE, values).fetchone()
    return Baseline(of, hours, int(judged), int(held_back), is_over=bool(is_over))


def _judged_by(
    db: Database, said: list[tuple[int, int, int, str, str]], revision: str
) -> list[tuple[int, int, int, str, str]]:
    seqs = json.dumps([cells[0] for cells in said])
    judged = {seq for (seq,) in db.execute(_JUDGED_BY, (seqs, revision))}
    return [cells for cells in said if cells[0] in judged]


def _counted(said: list[tuple[int, int, int, str, str]]) -> tuple[SaidTally, ...]:
    counts = Counter(cells[1:] for cells in said)
    return tuple(
        SaidTally(Outcome(outcome), bool(audit), Disposition(word), reason, count)
        for (outcome, audit, word, reason), count in sorted(counts.items())
    )
