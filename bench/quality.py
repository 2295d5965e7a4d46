"""How long the Quality page's figures of a day take in a large record, beside the same counts made from its rows.

The record is made as in `rows.py`, 20 parts a second, the last one now; one part in fifty is a reject with a defect in
one of twelve zones. The tallies are made by the record's own step, which is timed too: a station that is updated takes
it once. "Plain" is one scan of the day's rows for counts and mean light, the smallest part of what the page shows.
"""

import argparse
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rows import make, times_ms

from inspector.quality.quality import Question, quality_of
from inspector.quality.report import report_pdf
from inspector.quality.spans import Days, Per, spans_of
from inspector.record.connection import RECORD_FILE
from inspector.record.quality_rows import QualityAsked
from inspector.record.rows import microseconds
from inspector.record.schema_quality import QUALITY_STEP
from inspector.record.sqlite_quality import SqliteQuality

TABLES = ("quality_quarters", "quality_scores", "quality_defects")
DEFECTS = """
INSERT INTO defects SELECT seq, 1, 32.0 * (seq % 70), 32.0 * (seq % 50), 32.0 * (seq % 70) + 9, 32.0 * (seq % 50) + 9,
    0, 0, 9, 9, 60, 1.5, printf('U%d', seq % 12), 'darker' FROM parts WHERE seq % 50 = 0
"""
REJECTS = "UPDATE parts SET outcome = 2, signalled_outcome = 2, score = 1.5 WHERE seq % 50 = 0"
SCORES = """
UPDATE parts SET score = 0.3 + (seq % 997) / 2000.0
WHERE seq % 50 <> 0 AND seq > (SELECT max(seq) FROM parts) - 2000000
"""
PLAIN = """
SELECT provenance_id, inspected_us / 3600000000, count(*), sum(signalled_outcome = 1), avg(correlation), avg(gain)
FROM parts WHERE inspected_us BETWEEN ? AND ? GROUP BY 1, 2
"""


def prepare(data: Path) -> float:
    """Give the record rejects, scores and tallies; return how long the step took, s."""
    with closing(sqlite3.connect(data / RECORD_FILE, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        for sql in (REJECTS, SCORES, DEFECTS):
            db.execute(sql)
        db.executescript("".join(f"DROP TABLE {table};" for table in TABLES))
        start = time.monotonic()
        db.executescript(f"BEGIN; {QUALITY_STEP} COMMIT;")
        took = time.monotonic() - start
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return took


def bench(data: Path, count: int) -> None:
    """Print what each answer takes."""
    make(data, count)
    print(f"{count} parts; the step took {prepare(data):.1f} s")
    now = datetime.now(UTC)
    with closing(SqliteQuality(data)) as reader, closing(sqlite3.connect(data / RECORD_FILE)) as plain:
        for table in TABLES:
            print(f"{table:<20}", plain.execute(f"SELECT count(*) FROM {table}").fetchone()[0], "rows")  # noqa: S608 -- our own names
        yesterday = (now - timedelta(days=1)).date()
        for name, days, per in (("24 hours by hours", 1, "hour"), ("24 hours by quarters", 1, "quarter")):
            answer(reader, name, Days(yesterday, yesterday + timedelta(days=days - 1)), per)
        span = tuple(microseconds(now) - us for us in (86_400_000_000, 0))
        print("counts and light by scanning rows", times_ms(lambda: plain.execute(PLAIN, span).fetchall(), 3))


def answer(reader: SqliteQuality, name: str, days: Days, per: Per) -> None:
    """Print what the figures of some days take: read, reckoned, printed."""
    spans = spans_of(days, per, (), lambda naive: naive.replace(tzinfo=UTC))
    rows = reader.read(QualityAsked(spans))
    print(f"{name}: {sum(each.passed + each.rejected for each in rows.tallies)} parts")
    print("  read    ", times_ms(lambda: reader.read(QualityAsked(spans))))
    quality = quality_of(Question(days, per), spans, rows, lambda _: 13)
    print("  reckoned", times_ms(lambda: quality_of(Question(days, per), spans, rows, lambda _: 13)))
    print("  printed ", times_ms(lambda: report_pdf(quality, "zh-CN"), 3))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=10_000_000)
    parser.add_argument("--data", type=Path, help="where the record is made; a temporary folder otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.data) as folder:
        bench(Path(folder), given.parts)
