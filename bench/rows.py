"""How long the dashboard's reads take in a record of 10 million parts: a page of 50, one part, the day's counts.

The record is made in batches straight into its tables, 20 parts a second, the last one now; rows that a station would
append go through the same reads. Beside the counts, in the same run: the same counts by scanning the day's rows.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recorded import PROVENANCE, inspected, noise, signalled

from inspector.dashboard.watch import day_start
from inspector.record.connection import RECORD_FILE
from inspector.record.rows import microseconds
from inspector.record.schema_images import QUARTER_US
from inspector.record.sqlite import SqliteReader, SqliteRecorder

TAKT_US = 50_000
BATCH = 200_000
NO_COPY = ("seq", "part_id", "trigger_id", "inspected_us", "signalled_us", "captured_us")
PLAIN = "SELECT count(*), sum(signalled_outcome = 1) FROM parts WHERE inspected_us >= ?"


def make(data: Path, count: int) -> None:
    """Fill a record with `count` parts after the pattern of one that the recorder wrote."""
    recorder = SqliteRecorder(data)
    recorder.open()
    first = inspected("B0000000001", 1, noise(1, 60, 80))
    recorder.append(first, signalled(first))
    recorder.close()
    last_us = microseconds(datetime.now(UTC))
    with closing(sqlite3.connect(data / RECORD_FILE, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        same = [row[1] for row in db.execute("PRAGMA table_info(parts)") if row[1] not in NO_COPY]
        for start in range(2, count + 1, BATCH):
            _batch(db, same, range(start, min(start + BATCH, count + 1)), last_us - count * TAKT_US)
        db.execute("DELETE FROM tallies")
        db.execute(
            "INSERT INTO tallies SELECT inspected_us / :q * :q, sum(signalled_outcome = 1), sum(signalled_outcome = 2),"
            " sum(signalled_outcome = 3), sum(signalled_outcome = 4) FROM parts GROUP BY 1",
            {"q": QUARTER_US},
        )
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _batch(db: sqlite3.Connection, same: list[str], numbers: range, from_us: int) -> None:
    columns = ", ".join(same)
    bounds = {"first": numbers.start, "last": numbers.stop - 1, "from": from_us, "takt": TAKT_US}
    series = "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
    moment = ":from + i * :takt"
    db.execute("BEGIN")
    db.execute(
        f"{series} INSERT INTO parts (seq, part_id, trigger_id, inspected_us, signalled_us, captured_us, {columns})"  # noqa: S608 -- names of our own table
        f" SELECT i, printf('B%010d', i), i % 65535 + 1, {moment}, {moment}, {moment}, {columns} FROM n, parts"
        " WHERE parts.seq = 1",
        bounds,
    )
    db.execute(
        f"{series} INSERT INTO images (part_id, state, file, sha256, size_bytes, note, outcome, taken_us)"  # noqa: S608 -- no text from outside
        f" SELECT printf('B%010d', i), 'removed', printf('x/B%010d.jxl', i), '', 0, 'removed', 1, {moment} FROM n",
        bounds,
    )
    db.execute("COMMIT")


def times_ms(act: Callable[[], object], rounds: int = 20) -> str:
    """Return median and longest of some calls."""
    held = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        held.append(1e3 * (time.perf_counter() - start))
    return f"median {statistics.median(held):8.2f} ms, longest {max(held):8.2f} ms"


def bench(data: Path, count: int) -> None:
    """Print what each read takes."""
    start = time.monotonic()
    make(data, count)
    size = (data / RECORD_FILE).stat().st_size
    print(f"{count} parts of {PROVENANCE.product}, {size / 2**30:.2f} GiB, made in {time.monotonic() - start:.0f} s")
    today = day_start(datetime.now(UTC))
    whole_day = datetime.now(UTC) - timedelta(days=1)
    with closing(SqliteReader(data)) as reader, closing(sqlite3.connect(data / RECORD_FILE)) as plain:
        print("newest page of 50      ", times_ms(lambda: reader.latest(50)))
        print("a page in the middle   ", times_ms(lambda: reader.latest(50, count // 2)))
        print("one part by name       ", times_ms(lambda: reader.part(f"B{count // 3:010d}")))
        print("counts of today        ", times_ms(lambda: reader.counts(today)))
        print("counts of 24 hours     ", times_ms(lambda: reader.counts(whole_day)))
        scan = plain.execute(PLAIN, (microseconds(whole_day),))
        print("rows in those 24 hours ", scan.fetchone()[0])
        print(
            "the same by their rows ", times_ms(lambda: plain.execute(PLAIN, (microseconds(whole_day),)).fetchone(), 3)
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=10_000_000)
    parser.add_argument("--data", type=Path, help="where the record is made; a temporary folder otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.data) as folder:
        bench(Path(folder), given.parts)
