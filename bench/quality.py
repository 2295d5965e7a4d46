"""How long the Quality page's figures of a day take in a large record, beside the same counts made from its rows.

The record is made as in `rows.py`, 20 parts a second, the last one now; one part in fifty is a reject with two defects
in twelve zones. The tallies are made by the record's own step, which is timed too: a station that is updated takes it
once. "Plain" is one scan of the day's rows for counts and mean light, the smallest part of what the page shows.
"""

import argparse
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rows import QUALITY_TABLES, make, times_ms

from inspector.quality.quality import Question, quality_of
from inspector.quality.report import report_pdf
from inspector.quality.spans import Days, Per, spans_of
from inspector.record.connection import RECORD_FILE
from inspector.record.quality_rows import QualityAsked
from inspector.record.rows import microseconds
from inspector.record.sqlite_quality import SqliteQuality

PLAIN = """
SELECT provenance_id, inspected_us / 3600000000, count(*), sum(signalled_outcome = 1), avg(correlation), avg(gain)
FROM parts WHERE inspected_us BETWEEN ? AND ? GROUP BY 1, 2
"""


def bench(data: Path, count: int) -> None:
    """Print what each answer takes."""
    print(f"{count} parts; the step took {make(data, count):.1f} s")
    now = datetime.now(UTC)
    with closing(SqliteQuality(data)) as reader, closing(sqlite3.connect(data / RECORD_FILE)) as plain:
        for table in QUALITY_TABLES:
            print(f"{table:<20}", plain.execute(f"SELECT count(*) FROM {table}").fetchone()[0], "rows")  # noqa: S608 -- our own names
        yesterday = (now - timedelta(days=1)).date()
        asked: tuple[tuple[str, int, Per], ...] = (
            ("24 hours by hours", 1, "hour"),
            ("24 hours by quarters", 1, "quarter"),
        )
        for name, days, per in asked:
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
