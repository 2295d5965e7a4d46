"""How long the dashboard's reads take in a record of 10 million parts: pages, one part, the day's counts and figures.

The record is made in batches straight into its tables, 20 parts a second, the last one now; rows that a station would
append go through the same reads. One part in fifty is a reject with two defects in twelve zones, and people decided
those of the newest 50,000 parts; eight revisions of two products judged them, one after another. The tallies of Quality
are made by the record's own step. Beside the counts, in the same run: the same counts by scanning the day's rows. The
status is 1 where a read's median is beyond `--limit-ms`.
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

from inspector.part import Outcome
from inspector.quality.quality import Question, quality_of
from inspector.quality.spans import Days, spans_of
from inspector.record.audit import AuditSample
from inspector.record.connection import RECORD_FILE
from inspector.record.dispositions import Disposition, Subject, Word
from inspector.record.inbox import Inbox
from inspector.record.quality_rows import QualityAsked
from inspector.record.rows import microseconds
from inspector.record.schema_images import QUARTER_US
from inspector.record.schema_measured import MEASURED_STEP
from inspector.record.schema_quality import QUALITY_STEP
from inspector.record.search import Search
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.sqlite_dispositions import SqliteDispositions
from inspector.record.sqlite_quality import SqliteQuality

TAKT_US = 50_000
BATCH = 200_000
REVISIONS = 8
REJECTED_EVERY = 50
ZONES = 12
DECIDED = 50_000
SAMPLE = AuditSample(0.001, "audit")
NEW = (
    "seq", "part_id", "trigger_id", "inspected_us", "signalled_us", "captured_us", "provenance_id", "outcome", "reason",
    "signalled_outcome", "signalled_reason", "score", "brightness", "focus",
)  # fmt: skip
SERIES = "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
MOMENT = ":from + i * :takt"
REJECTED = f"i % {REJECTED_EVERY} = 0"
MADE = (
    f"i, printf('B%010d', i), i % 65535 + 1, {MOMENT}, {MOMENT}, {MOMENT}, (i - 1) * :revisions / :count + 1,"
    f" 1 + ({REJECTED}), 1 + ({REJECTED}), 1 + ({REJECTED}), 1 + ({REJECTED}),"
    f" iif({REJECTED}, 1.5, 0.3 + (i % 997) / 2000.0), 120 + i % 7, 300 + i % 31"
)
REVISION = """
INSERT INTO provenances SELECT :i, 'bench-' || (:i % 2), printf('r%03d', :i), golden_sha256, recipe_sha256, comparator,
    model_sha256, runtime, device, package_version FROM provenances WHERE id = 1
"""
IMAGES = f"""
{SERIES} INSERT INTO images (part_id, state, file, sha256, size_bytes, note, outcome, taken_us)
SELECT printf('B%010d', i), 'removed', printf('x/B%010d.jxl', i), '', 0, 'removed', 1 + ({REJECTED}), {MOMENT} FROM n
"""  # noqa: S608 -- no text from outside
DEFECTS = f"""
{SERIES} INSERT INTO defects SELECT i, d.value, 32.0 * ((i + d.value) % 70), 32.0 * (i % 50),
    32.0 * ((i + d.value) % 70) + 9, 32.0 * (i % 50) + 9, 0, 0, 9, 9, 60, 1.5, printf('U%d', (i / {REJECTED_EVERY}
    + d.value) % {ZONES}), 'darker', 2.0, NULL FROM n, json_each('[1, 2]') d WHERE {REJECTED}
"""  # noqa: S608 -- the same
TALLIES = f"""
INSERT INTO tallies SELECT inspected_us / {QUARTER_US} * {QUARTER_US}, sum(signalled_outcome = 1),
    sum(signalled_outcome = 2), sum(signalled_outcome = 3), sum(signalled_outcome = 4) FROM parts GROUP BY 1
"""  # noqa: S608 -- the same
QUALITY_TABLES = ("quality_quarters", "quality_scores", "quality_defects")
PLAIN = "SELECT count(*), sum(signalled_outcome = 1) FROM parts WHERE inspected_us >= ?"


def make(data: Path, count: int) -> float:
    """Fill a record with `count` parts after the pattern of one that the recorder wrote.

    Returns how long the step took that counts for Quality, s: a station that is updated takes it once.
    """
    recorder = SqliteRecorder(data)
    recorder.open()
    first = inspected("B0000000001", 1, noise(1, 60, 80))
    recorder.append(first, signalled(first))
    recorder.close()
    last_us = microseconds(datetime.now(UTC))
    with closing(sqlite3.connect(data / RECORD_FILE, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.executemany(REVISION, ({"i": number} for number in range(2, REVISIONS + 1)))
        same = [row[1] for row in db.execute("PRAGMA table_info(parts)") if row[1] not in NEW]
        for start in range(2, count + 1, BATCH):
            _batch(db, same, range(start, min(start + BATCH, count + 1)), count, last_us)
        db.execute("DELETE FROM tallies")
        db.execute(TALLIES)
        took_s = _count_quality(db)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return took_s


def _batch(db: sqlite3.Connection, same: list[str], numbers: range, count: int, last_us: int) -> None:
    bounds = {
        "first": numbers.start,
        "last": numbers.stop - 1,
        "from": last_us - count * TAKT_US,
        "takt": TAKT_US,
        "revisions": REVISIONS,
        "count": count,
    }
    columns = ", ".join(same)
    db.execute("BEGIN")
    db.execute(
        f"{SERIES} INSERT INTO parts ({', '.join(NEW)}, {columns}) SELECT {MADE}, {columns} FROM n, parts"  # noqa: S608 -- names of our own table
        " WHERE parts.seq = 1",
        bounds,
    )
    db.execute(IMAGES, bounds)
    db.execute(DEFECTS, bounds)
    db.execute("COMMIT")


def _count_quality(db: sqlite3.Connection) -> float:
    db.executescript("".join(f"DROP TABLE {table};" for table in QUALITY_TABLES))
    start = time.monotonic()
    seen = "\n".join(line for line in MEASURED_STEP.splitlines() if "quality_quarters" in line)
    db.executescript(f"BEGIN; {QUALITY_STEP} {seen} COMMIT;")
    return time.monotonic() - start


def times_ms(act: Callable[[], object], rounds: int = 20) -> str:
    """Return median and longest of some calls."""
    return _line(_held_ms(act, rounds))


def _held_ms(act: Callable[[], object], rounds: int) -> list[float]:
    held = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        held.append(1e3 * (time.perf_counter() - start))
    return held


def _line(held_ms: list[float]) -> str:
    return f"median {statistics.median(held_ms):8.2f} ms, longest {max(held_ms):8.2f} ms"


def bench(data: Path, count: int, limit_ms: float) -> None:
    """Print what each read takes."""
    start = time.monotonic()
    step_s = make(data, count)
    size = (data / RECORD_FILE).stat().st_size
    took = f"made in {time.monotonic() - start:.0f} s, {step_s:.0f} of them to count for Quality"
    print(f"{count} parts of {PROVENANCE.product}, {size / 2**30:.2f} GiB, {took}")
    now = datetime.now(UTC)
    with (
        closing(SqliteReader(data)) as reader,
        closing(SqliteQuality(data)) as quality,
        closing(SqliteDispositions(data)) as ledger,
        closing(Inbox(data, ledger, SAMPLE)) as inbox,
        closing(sqlite3.connect(data / RECORD_FILE)) as plain,
    ):
        decide(ledger, count, now)
        slow = [name for name, act in reads(reader, quality, inbox, count, now) if told_ms(name, act) > limit_ms]
        day_us = microseconds(now - timedelta(days=1))
        print(f"{'rows in those 24 hours':<38}", plain.execute(PLAIN, (day_us,)).fetchone()[0])
        told_ms("the same by their rows", lambda: plain.execute(PLAIN, (day_us,)).fetchone(), 3)
    if slow:
        raise SystemExit(f"beyond {limit_ms:.0f} ms: {', '.join(slow)}")


def decide(ledger: SqliteDispositions, count: int, now: datetime) -> None:
    """Say of every reject among the newest parts that it is one: Review finds the least where people are diligent."""
    word = Word(Disposition.TRUE_DEFECT, "bench", now)
    for number in range(count - count % REJECTED_EVERY, max(0, count - DECIDED), -REJECTED_EVERY):
        subject = Subject(f"B{number:010d}", number, now, "bench-0", Outcome.REJECT, audit=False)
        ledger.dispose(subject, word, 0)


def reads(
    reader: SqliteReader, quality: SqliteQuality, inbox: Inbox, count: int, now: datetime
) -> list[tuple[str, Callable[[], object]]]:
    """Return what pages ask for, by name."""
    day = now - timedelta(days=1)
    rejected = Search(outcomes=(Outcome.REJECT,))
    days = Days(day.date(), day.date())
    spans = spans_of(days, "hour", (), lambda naive: naive.replace(tzinfo=UTC))
    figures = quality.read(QualityAsked(spans))
    return [
        ("newest page of 50", lambda: reader.latest(50)),
        ("a page in the middle", lambda: reader.latest(50, count // 2)),
        ("one part by name", lambda: reader.part(f"B{count // 3:010d}")),
        ("newest page of rejects", lambda: reader.search(rejected, 50)),
        ("a page of rejects in the middle", lambda: reader.search(rejected, 50, count // 2)),
        ("a page of one zone", lambda: reader.search(Search(zone="U7"), 50)),
        ("a page of rejects of one product, a day", lambda: reader.search(_of_a_day(day), 50)),
        ("Review, first page of 50", lambda: inbox.page(50)),
        ("Review, how many wait", lambda: inbox.waiting(99)),
        ("what can be chosen", reader.choices),
        ("counts of today", lambda: reader.counts(now.replace(hour=0, minute=0, second=0))),
        ("counts of 24 hours", lambda: reader.counts(day)),
        ("Quality of a day, read", lambda: quality.read(QualityAsked(spans))),
        ("Quality of a day, reckoned", lambda: quality_of(Question(days, "hour"), spans, figures, lambda _: ZONES + 1)),
    ]


def _of_a_day(since: datetime) -> Search:
    return Search(outcomes=(Outcome.REJECT,), product="bench-0", since=since)


def told_ms(name: str, act: Callable[[], object], rounds: int = 20) -> float:
    """Print and return what some calls take in the middle."""
    held = _held_ms(act, rounds)
    print(f"{name:<38}", _line(held))
    return statistics.median(held)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=10_000_000)
    parser.add_argument("--data", type=Path, help="where the record is made; a temporary folder otherwise")
    parser.add_argument("--limit-ms", type=float, default=100.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.data) as folder:
        bench(Path(folder), given.parts, given.limit_ms)
