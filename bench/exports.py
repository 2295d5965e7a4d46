"""How fast the record is exported and how much memory that takes, beside SQLite's rows put into a CSV file as they are.

    python bench/exports.py --parts 20000 200000

Each export runs in a process of its own, whose largest resident size is printed: it has to be the same for all sizes.
"""

import argparse
import csv
import resource
import sqlite3
import tempfile
import time
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

from recorded import inspected, noise, signalled

from inspector.record.connection import RECORD_FILE
from inspector.record.dispositions import Disposition, Word
from inspector.record.export_rows import Filter
from inspector.record.sqlite import SqliteRecorder
from inspector.wiring.records import now, records_of

KINDS = ("plain", "csv", "parquet")
DISPOSED = 200


def fill(data: Path, parts: int) -> None:
    """Bring the record to so many parts, one in ten of them rejected; the first rejects are disposed of."""
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        for number, passed in enumerate((True, False), 1):
            part = inspected(f"P{number}", number, noise(1, 60, 80), passed=passed)
            recorder.append(part, signalled(part))
    with closing(sqlite3.connect(data / RECORD_FILE)) as db, db:
        rows = [list(row) for row in db.execute("SELECT * FROM parts ORDER BY seq")]
        cells = ", ".join("?" * len(rows[0]))
        many = ([seq, f"P{seq}", *rows[seq % 10 == 0][2:]] for seq in range(3, parts + 1))
        db.executemany(f"INSERT INTO parts VALUES ({cells})", many)  # noqa: S608 -- question marks
    with records_of(data) as opened:
        for seq in range(10, 10 * DISPOSED, 10):
            word = Word(Disposition.TRUE_DEFECT, "bench", now(), "scratch")
            opened.dispose(opened.part(f"P{seq}")[0], word, 0)


def export(data: Path, kind: str) -> tuple[float, int]:
    """Return the seconds that one export took, and the largest resident size of this process in KiB."""
    out, began_s = data / "out", time.perf_counter()
    if kind == "plain":
        with closing(sqlite3.connect(data / RECORD_FILE)) as db, out.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(db.execute("SELECT * FROM parts JOIN provenances ON provenance_id = id"))
    else:
        with records_of(data) as opened:
            (opened.export_csv if kind == "csv" else opened.export_parquet)(out, Filter())
    return time.perf_counter() - began_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", type=int, nargs="+", default=[20_000, 200_000])
    print(f"{'parts':>9} {'as':>8} {'s':>7} {'parts/s':>8} {'x plain':>8} {'peak MiB':>9}")
    for parts in parser.parse_args().parts:
        with tempfile.TemporaryDirectory(prefix="export-") as folder:
            fill(Path(folder), parts)
            plain_s = 0.0
            for kind in KINDS:
                with get_context("spawn").Pool(1) as pool:
                    took_s, peak_kib = pool.apply(export, (Path(folder), kind))
                plain_s = plain_s or took_s
                line = f"{parts:>9} {kind:>8} {took_s:>7.2f} {parts / took_s:>8.0f}"
                print(f"{line} {took_s / plain_s:>8.1f} {peak_kib / 1024:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
